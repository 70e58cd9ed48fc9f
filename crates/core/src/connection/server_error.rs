//! What the words of an `-ERR` mean. The one place that looks at them.
//!
//! Source: nats-server's error texts; nats.ws `status()` events.

use crate::error::{Denied, DeniedOperation, ServerError, ServerErrorKind};
use crate::text::{decode, lenient, split_once};
use alloc::{string::String, vec::Vec};

/// Reads the text of an `-ERR`, quotes included.
pub(crate) fn parse(text: &[u8]) -> ServerError {
    let text = lenient(text);
    let known = TEXTS.iter().find(|(words, _)| split_once(&text, words).is_some());
    let kind = known.map_or(ServerErrorKind::Protocol, |&(_, kind)| kind);
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
    let (operation, rest) = match split_once(text, "Publish to \"") {
        Some((_, rest)) => (DeniedOperation::Publish, rest),
        None => (DeniedOperation::Subscription, split_once(text, "Subscription to \"")?.1),
    };
    let (subject, rest) = quoted(rest)?;
    let queue = split_once(rest, "using queue \"").and_then(|(_, rest)| quoted(rest)).map(|(queue, _)| queue);
    Some(Denied { operation, subject, queue })
}

/// What stands before the closing quote, and what follows it. The server escapes quotes and backslashes.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut content = Vec::new();
    let mut rest = text.bytes();
    loop {
        content.push(match rest.next()? {
            b'"' => break,
            b'\\' => rest.next()?,
            byte => byte,
        });
    }
    Some((decode(&content)?, text.get(text.len() - rest.len()..)?))
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
