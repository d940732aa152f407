//! What other tabs of this page must hear of keys: each holds its own copies in memory.

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

const CHANNEL: &str = "toolgrove.keys";

/// Something that was done to the keys. No message holds one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabNews {
    /// All were forgotten: forget them too.
    Forgotten,
    /// The remembered ones were locked: lock them too.
    Locked,
    /// The stored rows are others now.
    Changed,
}

impl TabNews {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Forgotten, "forgotten"), (Self::Locked, "locked"), (Self::Changed, "changed")];
}

/// A line to the other tabs. Dead where the browser gives none.
#[derive(Clone, Debug)]
pub struct TabNewsChannel(Option<BroadcastChannel>);

impl TabNewsChannel {
    /// Listens for as long as the page is open.
    pub fn open(hear: impl Fn(TabNews) + 'static) -> Self {
        let Ok(channel) = BroadcastChannel::new(CHANNEL) else { return Self(None) };
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let word = event.data().as_string();
            let news = TabNews::ALL.iter().find(|(_, name)| word.as_deref() == Some(*name));
            news.iter().for_each(|(news, _)| hear(*news));
        });
        channel.set_onmessage(Some(heard.into_js_value().unchecked_ref()));
        Self(Some(channel))
    }

    /// Tells the others.
    pub fn tell(&self, news: TabNews) {
        let word = TabNews::ALL.iter().find(|(n, _)| *n == news).map(|(_, name)| *name);
        if let (Some(channel), Some(word)) = (&self.0, word) {
            // Fails for closed channels only.
            let _ = channel.post_message(&word.into());
        }
    }
}
