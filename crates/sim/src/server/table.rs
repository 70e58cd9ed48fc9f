//! What a server keeps of one client's subscriptions.

use std::collections::BTreeMap;

/// One subscription, as a server sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The subject, perhaps a pattern.
    pub subject: String,
    /// The queue group.
    pub queue: Option<String>,
    /// Messages after which it ends.
    pub max: Option<u64>,
    /// Messages sent for it.
    pub sent: u64,
}

/// The subscriptions of one client, by sid.
#[derive(Debug, Default)]
pub struct Table {
    live: BTreeMap<u64, Subscription>,
    /// How many messages each sid was ever sent, ended ones included.
    sent: BTreeMap<u64, u64>,
}

impl Table {
    /// Adds a subscription. The first one with a sid stays, as in nats-server.
    pub fn subscribe(&mut self, sid: u64, subject: String, queue: Option<String>) {
        self.live.entry(sid).or_insert(Subscription { subject, queue, max: None, sent: 0 });
    }

    /// Ends a subscription at once, or once `max` messages have been sent for it.
    pub fn unsubscribe(&mut self, sid: u64, max: Option<u64>) {
        match (max, self.live.get_mut(&sid)) {
            (Some(max), Some(subscription)) if max > subscription.sent => subscription.max = Some(max),
            _ => drop(self.live.remove(&sid)),
        }
    }

    /// Counts a message sent for `sid`, the last of which ends it.
    pub fn count(&mut self, sid: u64) {
        *self.sent.entry(sid).or_default() += 1;
        if let Some(subscription) = self.live.get_mut(&sid) {
            subscription.sent += 1;
            if subscription.max == Some(subscription.sent) {
                self.live.remove(&sid);
            }
        }
    }

    /// How many messages were sent for `sid`.
    #[must_use]
    pub fn sent(&self, sid: u64) -> u64 {
        self.sent.get(&sid).copied().unwrap_or(0)
    }

    /// The live subscriptions.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &Subscription)> {
        self.live.iter().map(|(&sid, subscription)| (sid, subscription))
    }

    /// The sids whose subject matches.
    pub fn matching<'a>(&'a self, subject: &'a str) -> impl Iterator<Item = (u64, &'a Subscription)> {
        self.iter().filter(move |(_, subscription)| matches(&subscription.subject, subject))
    }

    /// Ends them all.
    pub fn clear(&mut self) {
        self.live.clear();
    }
}

/// Whether a subject matches a pattern: `*` is any one token, a last `>` one or more.
#[must_use]
pub fn matches(pattern: &str, subject: &str) -> bool {
    let mut tokens = subject.split('.');
    for wanted in pattern.split('.') {
        match (wanted, tokens.next()) {
            (">", Some(_)) => return true,
            ("*", Some(_)) => {}
            (wanted, Some(token)) if wanted == token => {}
            _ => return false,
        }
    }
    tokens.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_the_protocol_says() {
        for (pattern, subject, expected) in [
            ("a.b", "a.b", true),
            ("a.b", "a", false),
            ("a", "a.b", false),
            ("a.*", "a.b", true),
            ("a.*", "a.b.c", false),
            ("*.b", "a.b", true),
            ("a.>", "a", false),
            ("a.>", "a.b.c", true),
            (">", "x", true),
        ] {
            assert_eq!(matches(pattern, subject), expected, "{pattern} {subject}");
        }
    }

    #[test]
    fn max_counts_from_the_subscription_on() {
        let mut table = Table::default();
        table.subscribe(1, "a".into(), None);
        table.count(1);
        table.unsubscribe(1, Some(2));
        assert_eq!(table.iter().count(), 1);
        table.count(1);
        assert_eq!((table.iter().count(), table.sent(1)), (0, 2));
        table.subscribe(2, "a".into(), None);
        table.count(2);
        table.unsubscribe(2, Some(1));
        assert_eq!(table.iter().count(), 0, "what was sent already counts");
    }
}
