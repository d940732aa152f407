//! Whether a tool's document may send a call where it wants to. Documents come from anyone, and are the one thing that
//! says where a request goes: what they say is held against who they say they are.
//!
//! Judged is the address as the browser reads it, so that no spelling of a host is read in two ways. What this cannot
//! see: a public name that resolves to a private address (of browsers, Chromium from 142 on asks before a page reaches
//! such an address; others do not).

use crate::domain::catalog::{Provider, RAPIDAPI_HOSTS, Tool};
use std::net::{Ipv4Addr, Ipv6Addr};
use thiserror::Error;

/// Where a call would go, as the browser reads its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Destination<'a> {
    /// Not plain `http`.
    pub https: bool,
    /// In lower case, without port.
    pub host: &'a str,
    /// True where the address names a port that is not the scheme's own.
    pub has_port: bool,
    /// The page's own origin.
    pub own: bool,
}

impl<'a> Destination<'a> {
    /// Of an origin as browsers spell it, `scheme://host:port`. `page` is the page's own.
    pub fn of(origin: &'a str, page: Option<&str>) -> Self {
        let (scheme, authority) = origin.split_once("://").unwrap_or(("", origin));
        let end = if authority.starts_with('[') { authority.find(']').map(|end| end + 1) } else { authority.find(':') };
        let host = &authority[..end.unwrap_or(authority.len())];
        let has_port = host.len() < authority.len();
        Self { https: scheme == "https", host, has_port, own: page == Some(origin) }
    }

    /// True for devices of the person and of their network, by the spelling of the host.
    pub fn is_here(&self) -> bool {
        is_inner(self.host)
    }
}

/// Why a call may not go there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Misdirected {
    /// A document that names one host and calls another.
    #[error("the document belongs to {document}, but its address leads to {host}")]
    OtherHost {
        /// As the document says.
        document: String,
        /// Where the address leads.
        host: String,
    },
    /// Behind RapidAPI's gateway only its own hosts are, over https and without a port.
    #[error("{host} is not an address of RapidAPI's gateway (https://<name>.p.rapidapi.com)")]
    NotGateway {
        /// Where the address leads.
        host: String,
    },
    /// Anyone on the way could read and change the call.
    #[error("{host} is called over plain http; only https is")]
    PlainHttp {
        /// Where the address leads.
        host: String,
    },
    /// A device of the person, or of their network.
    #[error("{host} is on this computer or network; allow local addresses for this collection to call it")]
    Private {
        /// Where the address leads.
        host: String,
    },
    /// The site that this page is on.
    #[error("{host} is this page's own address")]
    OwnPage {
        /// Where the address leads.
        host: String,
    },
}

/// Judges where a call of `tool` would go. `allow_private`: the person allowed this collection to call devices of their
/// own; plain http is then taken too, for those alone. The site that the page is on is nobody's API: what is there is the
/// person's, and answers a page as it answers nobody else.
///
/// # Errors
/// [`Misdirected`].
pub fn judge(tool: &Tool, to: &Destination<'_>, allow_private: bool) -> Result<(), Misdirected> {
    let host = || to.host.to_owned();
    let document = tool.host.trim().to_ascii_lowercase();
    if tool.provider() == Provider::RapidApi {
        let name = to.host.strip_suffix(RAPIDAPI_HOSTS).unwrap_or_default();
        let one_label = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !to.https || to.has_port || !one_label {
            return Err(Misdirected::NotGateway { host: host() });
        }
    }
    // `host:port` in a document stands for its host.
    let named = document.split(':').next().unwrap_or_default();
    let is_named = match tool.provider() {
        // The gateway is told the document's host whole: there it is nothing but the host.
        Provider::RapidApi => document == to.host,
        _ => named == to.host || document == to.host || (document.starts_with('[') && document.starts_with(to.host)),
    };
    if !document.is_empty() && !is_named {
        return Err(Misdirected::OtherHost { document, host: host() });
    }
    let here = to.is_here();
    if here && !allow_private {
        return Err(Misdirected::Private { host: host() });
    }
    if to.own {
        return Err(Misdirected::OwnPage { host: host() });
    }
    if !to.https && !here {
        return Err(Misdirected::PlainHttp { host: host() });
    }
    Ok(())
}

/// Names that only a local network knows: without a dot, or under an ending that the internet has not; and addresses
/// that are none of the internet's.
fn is_inner(host: &str) -> bool {
    const INNER: [&str; 12] = [
        ".internal",
        ".intranet",
        ".lan",
        ".home",
        ".home.arpa",
        ".corp",
        ".private",
        ".test",
        ".local",
        ".localhost",
        ".localdomain",
        // Routers of one maker call themselves and their network so.
        ".fritz.box",
    ];
    let host = host.trim_end_matches('.');
    if let Some(address) = host.strip_prefix('[') {
        return address.trim_end_matches(']').parse().is_ok_and(is_inner_v6);
    }
    match host.parse() {
        Ok(address) => is_inner_v4(address),
        Err(_) => !host.contains('.') || INNER.iter().any(|end| host.ends_with(end) || host == &end[1..]),
    }
}

fn is_inner_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    // For a provider's own use, and for measuring devices.
    let special = matches!((a, b, c), (192, 0, 0) | (198, 18 | 19, _));
    let plain = address.is_loopback() || address.is_private() || address.is_link_local();
    a == 0 || shared || special || plain || a >= 224
}

/// Also those that hold an address of the older kind: mapped, compatible, translated (`::ffff:0:0:0/96`, `64:ff9b::/96`),
/// or 6to4 (`2002::/16`); and all that a network translates as it likes (`64:ff9b:1::/48`).
fn is_inner_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let older = match parts {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some((high, low)),
        _ => None,
    };
    let older = older.map(|(high, low)| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    let inner = matches!(parts, [0xfc00..=0xfdff | 0xfe80..=0xffff, ..] | [0x64, 0xff9b, 1, ..]);
    inner || older.is_some_and(is_inner_v4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool(host: &str) -> Tool {
        Tool { host: host.into(), ..Tool::default() }
    }

    const INTERNET: Destination<'static> = Destination { https: true, host: "a.example", has_port: false, own: false };

    #[test]
    fn a_document_calls_its_own_host_over_https() {
        assert_eq!(judge(&tool("A.example "), &INTERNET, false), Ok(()));
        assert_eq!(judge(&tool(""), &INTERNET, false), Ok(()));
        let ports = Destination { has_port: true, ..INTERNET };
        assert_eq!(judge(&tool("a.example:8443"), &ports, false), Ok(()));
        assert!(matches!(judge(&tool("b.example"), &INTERNET, true), Err(Misdirected::OtherHost { .. })));
        let plain = Destination { https: false, ..INTERNET };
        assert!(matches!(judge(&tool("a.example"), &plain, true), Err(Misdirected::PlainHttp { .. })));
        let own = Destination { own: true, ..INTERNET };
        for allowed in [true, false] {
            assert!(matches!(judge(&tool("a.example"), &own, allowed), Err(Misdirected::OwnPage { .. })));
        }
    }

    #[test]
    fn behind_the_gateway_are_the_gateways_hosts_alone() {
        let to = |host| Destination { host, ..INTERNET };
        let weather = tool("weather.p.rapidapi.com");
        assert_eq!(judge(&weather, &to("weather.p.rapidapi.com"), false), Ok(()));
        let evil = [
            "evil.example",
            "p.rapidapi.com",
            "weather.p.rapidapi.com.evil.example",
            "a.b.p.rapidapi.com",
            "127.0.0.1",
        ];
        for host in evil {
            assert!(matches!(judge(&weather, &to(host), true), Err(Misdirected::NotGateway { .. })), "{host}");
        }
        assert!(matches!(judge(&weather, &to("other.p.rapidapi.com"), true), Err(Misdirected::OtherHost { .. })));
        for strange in [
            Destination { https: false, ..to("weather.p.rapidapi.com") },
            Destination { has_port: true, ..to("weather.p.rapidapi.com") },
        ] {
            assert!(matches!(judge(&weather, &strange, true), Err(Misdirected::NotGateway { .. })));
        }
    }

    #[test]
    fn the_persons_own_devices_are_called_only_where_allowed() {
        for host in [
            "127.0.0.1",
            "localhost",
            "[::1]",
            "192.168.1.1",
            "169.254.169.254",
            "router.local",
            "nas",
            "metadata.google.internal",
            "nas.lan.",
            "0.0.0.0",
        ] {
            let to = Destination { https: false, host, ..INTERNET };
            assert!(matches!(judge(&tool(host), &to, false), Err(Misdirected::Private { .. })), "{host}");
            assert_eq!(judge(&tool(host), &to, true), Ok(()), "{host}");
        }
        for host in ["localhost.example", "lan.example", "198.20.0.1", "192.0.1.1", "[2002:808:808::1]", "[2606::1]"] {
            assert!(!Destination { host, ..INTERNET }.is_here(), "{host}");
        }
    }

    #[test]
    fn an_origin_is_taken_apart_as_browsers_put_it_together() {
        let of = |origin| {
            let Destination { https, host, has_port, own } = Destination::of(origin, Some("https://a.example"));
            (https, host, has_port, own)
        };
        assert_eq!(of("https://a.example"), (true, "a.example", false, true));
        assert_eq!(of("http://a.example:81"), (false, "a.example", true, false));
        assert_eq!(of("https://[::1]:81"), (true, "[::1]", true, false));
        assert_eq!(of("https://[::1]"), (true, "[::1]", false, false));
    }
}
