//! What not every server can do, so that a request for it fails with a reason. A server that does not know a member of a
//! configuration leaves it out without a word, before 2.12.

/// What a server has from some version on.
///
/// ```
/// use nats_web_jetstream::feature::Feature;
///
/// assert_eq!(Feature::MultipleFilters.missing("2.9.20"), Some("2.10.0"));
/// assert_eq!(Feature::MultipleFilters.missing("2.12.0-preview.1"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Feature {
    /// Consumers that are asked for messages as `consume` and `fetch` do.
    ConsumersFramework,
    /// Metadata of streams and consumers.
    Metadata,
    /// Several filters of one consumer.
    MultipleFilters,
    /// The sequence that a stream begins with.
    FirstSequence,
    /// Other subjects for what a stream stores.
    SubjectTransform,
    /// The same for what comes of its sources.
    SourceTransforms,
    /// Compressed streams.
    Compression,
    /// Limits of a stream's consumers.
    ConsumerLimits,
    /// Direct gets of several messages.
    DirectBatch,
    /// Consumers that pause.
    ConsumerPause,
    /// What key-value buckets need.
    KeyValue,
    /// What object stores need.
    ObjectStore,
    /// Full streams that refuse new messages, as buckets do.
    DiscardNew,
    /// Reading messages from any replica.
    DirectGet,
}

impl Feature {
    /// All of them, in the order of their declaration.
    pub const ALL: &[Self] = &[
        Self::ConsumersFramework,
        Self::Metadata,
        Self::MultipleFilters,
        Self::FirstSequence,
        Self::SubjectTransform,
        Self::SourceTransforms,
        Self::Compression,
        Self::ConsumerLimits,
        Self::DirectBatch,
        Self::ConsumerPause,
        Self::KeyValue,
        Self::ObjectStore,
        Self::DiscardNew,
        Self::DirectGet,
    ];

    const fn since(self) -> (u64, u64, u64, &'static str) {
        match self {
            Self::ConsumersFramework => (2, 9, 4, "2.9.4"),
            Self::DirectBatch | Self::ConsumerPause => (2, 11, 0, "2.11.0"),
            Self::KeyValue => (2, 6, 2, "2.6.2"),
            Self::ObjectStore => (2, 6, 3, "2.6.3"),
            Self::DiscardNew => (2, 7, 2, "2.7.2"),
            Self::DirectGet => (2, 9, 0, "2.9.0"),
            _ => (2, 10, 0, "2.10.0"),
        }
    }

    /// Returns the version that has this, if a server of `version` has not. Of a version that is none nothing is said.
    #[must_use]
    pub fn missing(self, version: &str) -> Option<&'static str> {
        let (major, minor, patch, since) = self.since();
        let mut numbers = version.splitn(3, '.');
        let (a, b, c) = (numbers.next()?, numbers.next()?, numbers.next()?);
        let c = c.split(|c: char| !c.is_ascii_digit()).next()?;
        let has = (a.parse::<u64>().ok()?, b.parse::<u64>().ok()?, c.parse::<u64>().ok()?);
        (has < (major, minor, patch)).then_some(since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert_eq!(Feature::ConsumersFramework.missing("2.9.3"), Some("2.9.4"));
        assert_eq!(Feature::ConsumersFramework.missing("2.9.4-RC.1"), None);
        assert_eq!(Feature::DirectBatch.missing("2.9.11"), Some("2.11.0"));
        assert_eq!(Feature::Metadata.missing("10.0.0"), None);
        assert_eq!(Feature::Metadata.missing("of today"), None);
    }

    #[test]
    fn features_stand_in_their_order() {
        for (place, feature) in Feature::ALL.iter().enumerate() {
            assert_eq!(*feature as usize, place);
        }
    }
}
