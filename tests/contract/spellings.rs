//! Addresses and what browsers make of them, as `scheme://host:port`: a native test judges documents by the latter, a
//! browser test holds the two together.

/// Addresses of this computer and its network, in the ways that they can be written.
pub const INNER: [(&str, &str); 29] = [
    ("http://127.0.0.1:8080/admin", "http://127.0.0.1:8080"),
    ("http://127.1/", "http://127.0.0.1"),
    ("http://2130706433/", "http://127.0.0.1"),
    ("http://0x7f.0.0.1/", "http://127.0.0.1"),
    ("http://0177.0.0.1/", "http://127.0.0.1"),
    ("http://%31%32%37.0.0.1/", "http://127.0.0.1"),
    // Digits of full width.
    ("http://\u{ff11}\u{ff12}\u{ff17}.0.0.1/", "http://127.0.0.1"),
    ("http://127.0.0.1./", "http://127.0.0.1"),
    ("https://LocalHost/", "https://localhost"),
    ("https://localhost./", "https://localhost."),
    ("https://app.localhost/", "https://app.localhost"),
    ("https://[0:0:0:0:0:0:0:1]/", "https://[::1]"),
    ("http://0/", "http://0.0.0.0"),
    ("https://[::]/", "https://[::]"),
    ("http://169.254.169.254/latest/meta-data/", "http://169.254.169.254"),
    ("http://2852039166/latest/meta-data/", "http://169.254.169.254"),
    ("https://metadata.google.internal/computeMetadata/v1/", "https://metadata.google.internal"),
    ("https://[FE80::1]/", "https://[fe80::1]"),
    ("https://router.local/", "https://router.local"),
    ("http://nas/", "http://nas"),
    ("http://nas.lan/", "http://nas.lan"),
    ("http://Fritz.Box/", "http://fritz.box"),
    ("http://wpad.fritz.box/", "http://wpad.fritz.box"),
    ("http://server.localdomain/", "http://server.localdomain"),
    ("http://printer.home.arpa/", "http://printer.home.arpa"),
    ("http://0.1.2.3/", "http://0.1.2.3"),
    ("http://100.64.0.1/", "http://100.64.0.1"),
    ("http://192.0.0.8/", "http://192.0.0.8"),
    ("http://198.19.255.1/", "http://198.19.255.1"),
];

/// The same in ways that are easily taken for a public name or address.
pub const INNER_IN_DISGUISE: [(&str, &str); 12] = [
    ("https://app.localhost./", "https://app.localhost."),
    ("https://router.local./", "https://router.local."),
    ("https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]"),
    ("https://[::ffff:169.254.169.254]/", "https://[::ffff:a9fe:a9fe]"),
    ("https://[::ffff:192.168.1.1]/", "https://[::ffff:c0a8:101]"),
    ("https://[::192.168.1.1]/", "https://[::c0a8:101]"),
    ("https://[::ffff:0:127.0.0.1]/", "https://[::ffff:0:7f00:1]"),
    ("https://[64:ff9b::127.0.0.1]/", "https://[64:ff9b::7f00:1]"),
    ("https://[64:ff9b:1::8.8.8.8]/", "https://[64:ff9b:1::808:808]"),
    ("https://[2002:7f00:1::]/", "https://[2002:7f00:1::]"),
    ("https://[2002:c0a8:101::1]/", "https://[2002:c0a8:101::1]"),
    ("https://nas.LAN./", "https://nas.lan."),
];

/// Addresses that resemble `https://demo.p.rapidapi.com` and are not behind RapidAPI's gateway.
pub const NO_GATEWAY: [(&str, &str); 10] = [
    ("https://evil.example/collect", "https://evil.example"),
    ("http://demo.p.rapidapi.com/v1", "http://demo.p.rapidapi.com"),
    ("https://demo.p.rapidapi.com:8443/v1", "https://demo.p.rapidapi.com:8443"),
    ("https://demo.p.rapidapi.com./v1", "https://demo.p.rapidapi.com."),
    ("https://demo.p.rapidapi.com.evil.example/v1", "https://demo.p.rapidapi.com.evil.example"),
    ("https://demo.p.rapidapi.com%2eevil.example/v1", "https://demo.p.rapidapi.com.evil.example"),
    // A full stop of CJK is one in a name.
    ("https://demo.p.rapidapi.com\u{3002}evil.example/v1", "https://demo.p.rapidapi.com.evil.example"),
    ("https://demop.rapidapi.com/v1", "https://demop.rapidapi.com"),
    ("https://a.demo.p.rapidapi.com/v1", "https://a.demo.p.rapidapi.com"),
    ("https://p.rapidapi.com/v1", "https://p.rapidapi.com"),
];
