//! The tree as a drawing: model (`scene`), view (`domain::layout::Camera`), paint (here).

mod card;
mod scene;

use super::RunModel;
use super::words::{back_words, state_word, tone};
use crate::domain::layout::{Camera, Rect, Size};
use crate::domain::trace::{NodeId, StepState};
use crate::ui::i18n::{say, t, text, use_i18n};
use crate::ui::parts::{Badge, Button, ButtonKind, each};
use card::CardView;
use leptos::{ev, html, prelude::*};
use scene::{Card, Edge, Return, Scene};
use std::sync::Arc;

const ZOOM_STEP: f64 = 1.25;

/// What the drawing's parts share.
#[derive(Clone, Copy)]
struct Drawing {
    model: RunModel,
    scene: Memo<Arc<Scene>>,
    camera: RwSignal<Camera>,
    screen: RwSignal<Size>,
    follow: RwSignal<bool>,
    frame: NodeRef<html::Div>,
}

impl Drawing {
    /// Reads how large the frame is now.
    fn measure(self) -> Size {
        if let Some(frame) = self.frame.get_untracked() {
            let size = Size { width: f64::from(frame.client_width()), height: f64::from(frame.client_height()) };
            if size.width > 0.0 && self.screen.get_untracked() != size {
                self.screen.set(size);
            }
        }
        self.screen.get_untracked()
    }

    fn fit(self) {
        let screen = self.measure();
        self.camera.set(Camera::fit(self.scene.with_untracked(|s| s.bounds), screen));
    }

    fn zoom(self, factor: f64) {
        let screen = self.measure();
        self.camera.update(|c| *c = c.zoom(factor, screen.width / 2.0, screen.height / 2.0));
    }

    fn reveal(self, target: &Rect) {
        let screen = self.measure();
        self.camera.update(|c| *c = c.reveal(target, screen));
    }

    fn selected_step(self) -> Option<usize> {
        let node = self.model.selected.get()?;
        self.scene.with(|s| s.card_of(node).map(|c| c.step))
    }

    fn select(self, node: NodeId) {
        self.model.selected.set(Some(node));
        let at = self.scene.with_untracked(|s| s.card_of(node).map(|c| c.at));
        if let Some(at) = at {
            self.reveal(&at);
        }
    }
}

/// The drawing.
#[component]
pub fn TreeView(
    /// The run.
    model: RunModel,
) -> impl IntoView {
    let i18n = use_i18n();
    let drawing = Drawing {
        model,
        scene: Memo::new(move |_| model.tree.with(|t| Arc::new(Scene::of(t)))),
        camera: RwSignal::new(Camera::default()),
        screen: RwSignal::new(Size { width: 800.0, height: 480.0 }),
        follow: RwSignal::new(true),
        frame: NodeRef::new(),
    };
    follow_newest(drawing);
    let keys = move |event: ev::KeyboardEvent| {
        let Some(from) = drawing.selected_step().or(Some(0)) else { return };
        let Some(node) = drawing.scene.with(|s| s.neighbour(from, &event.key())) else { return };
        event.prevent_default();
        drawing.select(node);
    };
    view! {
        <div class="tree-tools">
            <Button kind=ButtonKind::Quiet label=text!(i18n, run.tree.zoom_in) on_press=move |()| drawing.zoom(ZOOM_STEP)>"+"</Button>
            <Button kind=ButtonKind::Quiet label=text!(i18n, run.tree.zoom_out) on_press=move |()| drawing.zoom(1.0 / ZOOM_STEP)>"−"</Button>
            <Button kind=ButtonKind::Quiet on_press=move |()| drawing.fit()>{t!(i18n, run.tree.fit)}</Button>
            <label class="choice-check">
                <input
                    type="checkbox" prop:checked=move || drawing.follow.get()
                    on:change=move |e| drawing.follow.set(event_target_checked(&e))
                />
                {t!(i18n, run.tree.follow)}
            </label>
            <Legend />
        </div>
        <div
            class="tree-frame" tabindex="0" role="group" node_ref=drawing.frame
            aria-label=move || say!(i18n, run.tree.label) on:keydown=keys
        >
            <Canvas drawing />
        </div>
    }
}

/// Keeps the newest card in view while following; a finished run is shown whole.
fn follow_newest(drawing: Drawing) {
    Effect::new(move |before: Option<usize>| {
        let (count, newest) = drawing.scene.with(|s| (s.cards.len(), s.cards.last().map(|c| c.at)));
        if !drawing.follow.get() || before == Some(count) {
            return count;
        }
        // The frame has its size only after it was drawn.
        request_animation_frame(move || match newest {
            Some(at) if before.is_some() => {
                let fits = drawing.scene.try_with_untracked(|s| Camera::fit(s.bounds, drawing.measure()));
                match fits {
                    Some(camera) if camera.scale > 0.6 => drawing.camera.set(camera),
                    Some(_) => drawing.reveal(&at),
                    None => {}
                }
            }
            _ if drawing.scene.try_with_untracked(|_| ()).is_some() => drawing.fit(),
            _ => {}
        });
        count
    });
}

#[component]
fn Canvas(drawing: Drawing) -> impl IntoView {
    let i18n = use_i18n();
    let grabbed = RwSignal::new(None::<(f64, f64)>);
    let down = move |e: ev::PointerEvent| grabbed.set(Some((f64::from(e.client_x()), f64::from(e.client_y()))));
    let moved = move |e: ev::PointerEvent| {
        let Some((x, y)) = grabbed.get_untracked() else { return };
        let (nx, ny) = (f64::from(e.client_x()), f64::from(e.client_y()));
        if (nx - x).hypot(ny - y) > 2.0 {
            drawing.follow.set(false);
            drawing.camera.update(|c| *c = c.pan(nx - x, ny - y));
            grabbed.set(Some((nx, ny)));
        }
    };
    let wheel = move |e: ev::WheelEvent| {
        if e.ctrl_key() {
            e.prevent_default();
            let factor = if e.delta_y() < 0.0 { 1.1 } else { 1.0 / 1.1 };
            let (x, y) = (f64::from(e.offset_x()), f64::from(e.offset_y()));
            drawing.camera.update(|c| *c = c.zoom(factor, x, y));
        }
    };
    // Half a screen more on every side, so that panning does not show bare ground.
    let seen = Memo::new(move |_| {
        let v = drawing.camera.get().viewport(drawing.screen.get());
        let (dx, dy) = (v.width / 2.0, v.height / 2.0);
        Rect { x: v.x - dx, y: v.y - dy, width: v.width * 2.0, height: v.height * 2.0 }
    });
    let cards = move || {
        let shown = drawing.scene.get();
        shown.visible(&seen.get()).into_iter().filter_map(|i| shown.cards.get(i).cloned()).collect::<Vec<_>>()
    };
    let edges = move || drawing.scene.with(|s| s.visible_edges(&seen.get()));
    let returns = move || drawing.scene.with(|s| s.returns.clone());
    let edge = |edge: Edge| view! { <path class="edge" class:wins=edge.wins d=edge.path /> };
    let back = move |back: Return| {
        view! {
            <path class="return" data-levels=back.levels.to_string() marker-end="url(#return-head)" d=back.path>
                <title>{move || back_words(i18n, back.reason).get()}</title>
            </path>
        }
    };
    let looks = |c: &Card| {
        let at = (c.at.x as i64, c.at.y as i64);
        (c.step, c.state.map(|s| s as u8), c.wins, c.title.clone(), c.detail.clone(), at)
    };
    view! {
        <svg
            class="tree" on:pointerdown=down on:pointermove=moved on:pointerup=move |_| grabbed.set(None)
            on:pointerleave=move |_| grabbed.set(None) on:wheel=wheel
        >
            <defs>
                <marker id="return-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
                    <path d="M0 0 8 4 0 8z" class="return-head" />
                </marker>
            </defs>
            <g transform=move || drawing.camera.get().transform()>
                {each(edges, |e| (e.child, e.path.clone(), e.wins), edge)}
                {each(returns, |r| (r.seq, r.path.clone()), back)}
                {each(cards, looks, move |card| view! { <CardView drawing card /> })}
            </g>
        </svg>
    }
}

#[component]
fn Legend() -> impl IntoView {
    let i18n = use_i18n();
    use StepState::{Answered, Failed, GaveUp, Open, Pruned, Question, Working};
    let states = [Question, Working, Open, Failed, GaveUp, Pruned, Answered];
    let entries = states
        .into_iter()
        .map(|s| view! { <li><Badge tone=Signal::stored(tone(s)) text=state_word(i18n, s) /></li> })
        .collect_view();
    view! {
        <details class="legend">
            <summary>{t!(i18n, run.tree.legend)}</summary>
            <ul>
                {entries}
                <li class="hint">{t!(i18n, run.tree.legend_return)}</li>
            </ul>
        </details>
    }
}
