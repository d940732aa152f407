//! The address that is really called for one that a tool's document names: that itself, or one behind a gateway or proxy of
//! the person's.

use super::destination::{Destination, Misdirected, judge};
use crate::domain::catalog::{Provider, Tool};

/// What the person set up between the page and the APIs; empty where they did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Between<'a> {
    /// Stands for RapidAPI's gateway.
    pub gateway: &'a str,
    /// Asks other hosts in the page's place. What is on this computer or network it is never told of.
    pub proxy: &'a str,
}

/// Judges `url`, which a call of `tool` names and whose origin the browser reads as `origin`, and gives the address to be
/// called. `page` is the page's own origin.
///
/// # Errors
/// [`Misdirected`]: nothing may be sent, whatever stands between.
pub fn address_of_call(
    tool: &Tool,
    url: &str,
    origin: &str,
    page: Option<&str>,
    between: Between<'_>,
    allow_private: bool,
) -> Result<String, Misdirected> {
    let named = Destination::of(origin, page);
    judge(tool, &named, allow_private)?;
    let rest = after_origin(url);
    let behind_gateway = tool.provider() == Provider::RapidApi;
    Ok(match (behind_gateway, between) {
        (true, Between { gateway: "", .. }) | (false, Between { proxy: "", .. }) => url.to_owned(),
        (true, Between { gateway, .. }) => format!("{}{rest}", gateway.trim_end_matches('/')),
        (false, _) if named.is_here() => url.to_owned(),
        (false, Between { proxy, .. }) => format!("{}/{}{rest}", proxy.trim_end_matches('/'), in_path(origin)),
    })
}

/// Path and query of an absolute address.
fn after_origin(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.find(['/', '?', '#']).map_or("", |at| &rest[at..]);
    if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") }
}

/// `https/host:port`.
fn in_path(origin: &str) -> String {
    origin.replacen("://", "/", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: Between<'static> = Between { gateway: "https://g.example/x/", proxy: "https://p.example/" };

    #[track_caller]
    fn check(host: &str, url: &str, origin: &str, between: Between<'_>, expect: &str) {
        let tool = Tool { host: host.into(), ..Tool::default() };
        assert_eq!(address_of_call(&tool, url, origin, None, between, true).as_deref(), Ok(expect));
    }

    #[test]
    fn what_stands_between_gets_the_whole_address() {
        let (url, origin) = ("https://A.example:81?q=1", "https://a.example:81");
        check("", url, origin, Between::default(), url);
        check("", url, origin, BOTH, "https://p.example/https/a.example:81/?q=1");
        let (host, url) = ("w.p.rapidapi.com", "https://w.p.rapidapi.com/v1?q=1");
        check(host, url, "https://w.p.rapidapi.com", BOTH, "https://g.example/x/v1?q=1");
        check(host, url, "https://w.p.rapidapi.com", Between { gateway: "", ..BOTH }, url);
    }

    #[test]
    fn a_proxy_is_not_told_of_the_persons_own_devices() {
        for (url, origin) in [
            ("http://nas.lan/x", "http://nas.lan"),
            ("http://nas/x", "http://nas"),
            ("http://fritz.box/", "http://fritz.box"),
            ("http://100.64.0.1/", "http://100.64.0.1"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ] {
            check("", url, origin, BOTH, url);
        }
    }
}
