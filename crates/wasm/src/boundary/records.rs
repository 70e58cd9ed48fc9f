//! How a delivery of the core lies in memory.
#![cfg(not(target_arch = "wasm32"))]

use nats_web_core::{Delivery, MessageSpans, Span, SubscriptionId};
use std::mem::{offset_of, size_of};

const MESSAGE: usize = offset_of!(Delivery, message);
const START: usize = offset_of!(Span, start);
const END: usize = offset_of!(Span, end);
/// The tag of the target comes first, then the name of the subscription or request.
const TAG: usize = size_of::<u32>();

/// Name, documentation and offset in units of four bytes.
pub(super) const RECORD: &[(&str, &str, usize)] = &[
    ("WORDS", "Words of a record.", size_of::<Delivery>() / 4),
    ("TARGET", "Whom it is for: a {@link Target}.", offset_of!(Delivery, target) / 4),
    ("SLOT", "The slot of the subscription or request.", (TAG + offset_of!(SubscriptionId, slot)) / 4),
    ("SID", "The sid it came with.", (MESSAGE + offset_of!(MessageSpans, sid)) / 4),
    ("SUBJECT_START", "Offset of the subject.", (MESSAGE + offset_of!(MessageSpans, subject) + START) / 4),
    ("SUBJECT_END", "Offset of the subject's end.", (MESSAGE + offset_of!(MessageSpans, subject) + END) / 4),
    ("REPLY_START", "Offset of the reply.", (MESSAGE + offset_of!(MessageSpans, reply) + START) / 4),
    ("REPLY_END", "Offset of the reply's end.", (MESSAGE + offset_of!(MessageSpans, reply) + END) / 4),
    ("HEADERS_START", "Offset of the header block.", (MESSAGE + offset_of!(MessageSpans, headers) + START) / 4),
    ("PAYLOAD_START", "Offset of the payload.", (MESSAGE + offset_of!(MessageSpans, payload) + START) / 4),
    ("PAYLOAD_END", "Offset of the payload's end.", (MESSAGE + offset_of!(MessageSpans, payload) + END) / 4),
    ("SOURCE", "Which bytes the offsets are into: a {@link Source}.", offset_of!(Delivery, source) / 4),
];

/// Enums of the core whose numbers stand in a record: name, documentation, and the names of the numbers from 0 on.
pub(super) const ENUMS: &[(&str, &str, &[&str])] = &[
    ("Target", "Whom a record is for.", &["Nobody", "Subscription", "Request", "Flow"]),
    ("Source", "Which bytes a record's offsets are into.", &["Frame", "Carry", "Assembled"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use nats_web_core::{FlowId, RequestId, Source, Target};

    /// The words of a target as they lie.
    fn words(target: Target) -> [u32; 3] {
        let delivery = Delivery { target, message: MessageSpans::default(), source: Source::Frame };
        let first = (&raw const delivery).cast::<u32>();
        // SAFETY: a delivery begins with its target, whose tag is a word that is followed by the name's.
        unsafe {
            [*first, *first.add(1), if matches!(target, Target::Nobody | Target::Flow(_)) { 0 } else { *first.add(2) }]
        }
    }

    #[test]
    fn a_target_is_a_tag_and_a_name() {
        let (slot, generation) = (7, 9);
        assert_eq!(words(Target::Subscription(SubscriptionId { slot, generation })), [1, 7, 9]);
        assert_eq!(words(Target::Request(RequestId { slot, generation })), [2, 7, 9]);
        assert_eq!(words(Target::Flow(FlowId::from_u32(8)))[..2], [3, 8]);
        assert_eq!((Source::Frame as u32, Source::Carry as u32, Source::Assembled as u32), (0, 1, 2));
    }
}
