//! What the words of an `-ERR` mean. The one place that looks at them.
//!
//! Source: nats-server's error texts; nats.ws `status()` events.

use crate::error::{Denied, DeniedOperation, ServerError, ServerErrorKind};
use alloc::string::String;

/// Reads the text of an `-ERR`, quotes included.
pub(crate) fn parse(text: &[u8]) -> ServerError {
    let text = String::from_utf8_lossy(text).into_owned();
    let lower = text.to_ascii_lowercase();
    let kind =
        TEXTS.iter().find(|(words, _)| lower.contains(words)).map_or(ServerErrorKind::Protocol, |&(_, kind)| kind);
    let denied = if kind == ServerErrorKind::Permissions { denied(&text) } else { None };
    ServerError { kind, text, denied }
}

const TEXTS: [(&str, ServerErrorKind); 6] = [
    ("permissions violation", ServerErrorKind::Permissions),
    ("authorization violation", ServerErrorKind::Authorization),
    ("user authentication expired", ServerErrorKind::AuthenticationExpired),
    ("user authentication revoked", ServerErrorKind::AuthenticationExpired),
    ("account authentication expired", ServerErrorKind::AccountExpired),
    ("authentication timeout", ServerErrorKind::AuthenticationTimeout),
];

/// `… Publish to "subject"`, `… Subscription to "subject" [using queue "queue"]`.
fn denied(text: &str) -> Option<Denied> {
    let (operation, rest) = match (text.split_once("Publish to "), text.split_once("Subscription to ")) {
        (Some((_, rest)), _) => (DeniedOperation::Publish, rest),
        (None, Some((_, rest))) => (DeniedOperation::Subscription, rest),
        (None, None) => return None,
    };
    let (subject, rest) = quoted(rest)?;
    let queue = rest.split_once("using queue ").and_then(|(_, rest)| quoted(rest)).map(|(queue, _)| queue);
    Some(Denied { operation, subject, queue })
}

/// What the quotes at the start of `text` hold, and what follows them. The server escapes quotes and backslashes.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?.chars();
    let mut content = String::new();
    loop {
        match rest.next()? {
            '"' => return Some((content, rest.as_str())),
            '\\' => content.push(rest.next()?),
            c => content.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_the_server_are_told_apart() {
        let kind = |text: &str| parse(text.as_bytes()).kind;
        assert_eq!(kind("'Authorization Violation'"), ServerErrorKind::Authorization);
        assert_eq!(kind("'User Authentication Expired'"), ServerErrorKind::AuthenticationExpired);
        assert_eq!(kind("'Account Authentication Expired'"), ServerErrorKind::AccountExpired);
        assert_eq!(kind("'Authentication Timeout'"), ServerErrorKind::AuthenticationTimeout);
        assert_eq!(kind("'Stale Connection'"), ServerErrorKind::Protocol);
        assert_eq!(kind("\u{fffd}"), ServerErrorKind::Protocol);
    }

    #[test]
    fn a_violation_names_what_was_denied() {
        let error = parse(b"'Permissions Violation for Subscription to \"a.>\" using queue \"q\"'");
        let denied = error.denied.unwrap();
        assert_eq!(denied.operation, DeniedOperation::Subscription);
        assert_eq!((denied.subject.as_str(), denied.queue.as_deref()), ("a.>", Some("q")));
        let error = parse(b"'Permissions Violation for Publish to \"a.b\"'");
        let denied = error.denied.unwrap();
        assert_eq!(denied.operation, DeniedOperation::Publish);
        assert_eq!((denied.subject.as_str(), denied.queue.as_deref()), ("a.b", None));
        let error = parse(br#"'Permissions Violation for Subscription to "a\"b\\" using queue "\"""#);
        let denied = error.denied.unwrap();
        assert_eq!((denied.subject.as_str(), denied.queue.as_deref()), ("a\"b\\", Some("\"")));
        assert_eq!(parse(b"'Permissions Violation for something else'").denied, None);
        assert_eq!(parse(b"'Permissions Violation for Publish to \"a.b'").denied, None);
    }
}
