//! Server addresses: no panic, URLs that parse to the address they came from, and nothing of the credentials in them.

use nats_web_core::session::server_address::ServerAddress;

/// A byte says what no scheme means; the rest is an address.
pub fn target(data: &[u8]) {
    let (&choice, rest) = data.split_first().unwrap_or((&0, data));
    let default_encrypted = [None, Some(false), Some(true)][usize::from(choice % 3)];
    let text = String::from_utf8_lossy(rest);
    let parsed = ServerAddress::parse(&text, default_encrypted);
    match &parsed {
        Ok(address) => {
            check(address);
            for default_encrypted in [None, Some(false), Some(true)] {
                let again = ServerAddress::parse(&address.url(), default_encrypted);
                assert_eq!(again.as_ref(), Ok(address), "the URL names the address");
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    if let Ok(proxy) = ServerAddress::parse("ws://proxy:8080/nats?key=1", None)
        && let Ok(gossiped) = ServerAddress::gossiped(&text, &proxy)
    {
        check(&gossiped);
        let tail = |address: &ServerAddress| address.url().replacen(&address.listen(), "", 1);
        assert_eq!(tail(&gossiped), tail(&proxy), "a gossiped server is reached through the same proxy");
    }
    check_credentials(text.trim_ascii());
}

fn check(address: &ServerAddress) {
    let url = address.url();
    // One that is gossiped may have the name of another server for its certificate, which no URL tells.
    let again = ServerAddress::parse(&url, None).map(|address| address.url());
    assert_eq!(again.as_ref(), Ok(&url), "the URL names itself");
    let after = url.strip_prefix(if address.is_encrypted() { "wss://" } else { "ws://" }).expect("a WebSocket scheme");
    let target = after.strip_prefix(address.listen().as_str()).expect("then host and port");
    assert!(target.starts_with('/') && target.is_ascii() && !target.contains('#'), "{url}");
    assert!(!url.chars().any(|c| c.is_ascii_control() || c.is_ascii_whitespace()), "{url}");
    assert!(address.port() != 0 && !address.host().is_empty() && !address.host().contains(['@', '/', '[']));
    assert!(address.same_server(address));
    assert_eq!(format!("{address:?}"), url[..url.len() - target.len()], "no path and no query for the log");
}

/// Credentials in front change nothing, and leave no trace.
fn check_credentials(text: &str) {
    const SECRET: &str = "S3cr3t";
    let (scheme, rest) = text.split_once("://").unwrap_or(("ws", text));
    if scheme.is_empty() || scheme.contains(['/', '?', '#', '@']) || text.contains(SECRET) {
        return;
    }
    let rest = rest.trim_ascii();
    let plain = ServerAddress::parse(&format!("{scheme}://{rest}"), None);
    for userinfo in [SECRET.to_owned(), format!("user:{SECRET}"), format!("{SECRET}:p@ss:{SECRET}")] {
        let with = ServerAddress::parse(&format!("{scheme}://{userinfo}@{rest}"), None);
        assert_eq!(with, plain, "credentials are dropped");
        let shown = format!("{with:?} {}", with.as_ref().map_or_else(ToString::to_string, ServerAddress::url));
        assert!(!shown.contains(SECRET), "{shown}");
    }
}
