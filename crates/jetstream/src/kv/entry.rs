//! What a message of a bucket does to its key, and whether a key can be created.

/// What a message does to its key.
///
/// ```
/// use nats_web_jetstream::kv::entry::Operation;
///
/// assert_eq!(Operation::new("DEL", ""), Operation::Delete);
/// assert_eq!(Operation::new("", "MaxAge"), Operation::Purge);
/// assert_eq!(Operation::new("", ""), Operation::Put);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// It gives the key a value.
    Put,
    /// It takes the value away; earlier ones stay in the history.
    Delete,
    /// It takes the value and all earlier ones away.
    Purge,
}

impl Operation {
    /// All of them, in the order of their declaration.
    pub const ALL: &[Self] = &[Self::Put, Self::Delete, Self::Purge];

    /// Returns what a message does that has these values of the headers [`OPERATION`] and [`MARKER_REASON`]; empty for
    /// a header that it has not. What a server puts in place of messages that it removed is a deletion, too. (ADR-48.)
    #[must_use]
    pub fn new(operation: &str, marker_reason: &str) -> Self {
        match (operation, marker_reason) {
            ("DEL", _) => Self::Delete,
            ("PURGE", _) => Self::Purge,
            (_, "Remove") => Self::Delete,
            (_, "MaxAge" | "Purge") => Self::Purge,
            _ => Self::Put,
        }
    }

    /// Returns the word for it, which is the value of [`OPERATION`] in what clients send; they send none for a value.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Put => "PUT",
            Self::Delete => "DEL",
            Self::Purge => "PURGE",
        }
    }

    /// Returns whether the key has no value after it.
    #[must_use]
    pub const fn is_deletion(self) -> bool {
        !matches!(self, Self::Put)
    }
}

/// Returns whether to try once more to create a key, after as many `tries` were refused for its revision; `last` is
/// what its last entry did, `None` if there is none. The next try must have that entry's revision, or 0 if there is none.
///
/// Between reading and publishing others may have created and deleted the key, so one try more may not be enough; a key
/// that changes as often as it is tried is somebody else's.
///
/// ```
/// use nats_web_jetstream::kv::entry::{Operation, may_create};
///
/// assert!(may_create(Some(Operation::Delete), 1));
/// assert!(!may_create(Some(Operation::Put), 1));
/// ```
#[must_use]
pub fn may_create(last: Option<Operation>, tries: u32) -> bool {
    tries < MOST_TRIES && last.is_none_or(Operation::is_deletion)
}

/// The header that says what a message does to its key.
pub const OPERATION: &str = "KV-Operation";
/// The header by which a server says why it put a message in place of others.
pub const MARKER_REASON: &str = "Nats-Marker-Reason";
/// How often the creation of a key is tried.
const MOST_TRIES: u32 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clients_word_stands_before_a_servers_reason() {
        use Operation::{Delete, Purge, Put};
        let cases = [
            ("", "", Put),
            ("PUT", "", Put),
            ("del", "", Put),
            ("DEL", "", Delete),
            ("PURGE", "", Purge),
            ("", "MaxAge", Purge),
            ("", "Purge", Purge),
            ("", "Remove", Delete),
            ("", "maxage", Put),
            ("DEL", "MaxAge", Delete),
            ("PURGE", "Remove", Purge),
        ];
        for (operation, reason, expected) in cases {
            assert_eq!(Operation::new(operation, reason), expected, "{operation} {reason}");
        }
    }

    #[test]
    fn operations_stand_in_their_order_and_read_their_own_words() {
        for (place, operation) in Operation::ALL.iter().enumerate() {
            assert_eq!(*operation as usize, place);
            assert_eq!(Operation::new(operation.name(), ""), *operation);
        }
    }

    #[test]
    fn a_key_is_created_while_it_has_no_value_and_not_for_ever() {
        assert!(may_create(None, 1));
        assert!(may_create(Some(Operation::Purge), MOST_TRIES - 1));
        assert!(!may_create(Some(Operation::Purge), MOST_TRIES));
        assert!(!may_create(None, MOST_TRIES));
        assert!(!may_create(Some(Operation::Put), 1));
    }
}
