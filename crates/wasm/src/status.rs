//! Words that JavaScript reads after a call, at an address that never moves while the session lives.

/// What the face needs to know after a call. The TypeScript face reads the fields by their offsets
/// (`npm/src/core/layout.ts`); a test below compares the two.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Status {
    /// When the timer is next due, in milliseconds of the face's clock; infinite for never.
    pub(crate) timeout: f64,
    /// Bit 0: an event waits; 1: something can be transmitted; 2: a chunk is full and should be.
    pub(crate) flags: u32,
    /// Address and number of the records of the last input: the core's deliveries as they lie.
    pub(crate) records: u32,
    /// See `records`.
    pub(crate) record_count: u32,
    /// Address of the buffer for input, its capacity, and how much of it is held from before.
    pub(crate) input: u32,
    /// See `input`.
    pub(crate) input_capacity: u32,
    /// See `input`.
    pub(crate) input_held: u32,
    /// How much of the last input was not consumed; `keep` moves it to the front.
    pub(crate) input_left: u32,
    /// Where in the input a large message begins that JavaScript is to assemble, and its length; length 0 for none.
    pub(crate) assembly_start: u32,
    /// See `assembly_start`.
    pub(crate) assembly_len: u32,
    /// Bytes of its payload still to come.
    pub(crate) missing: u32,
    /// Address and capacity of the scratch buffer for subjects, replies and headers.
    pub(crate) scratch: u32,
    /// See `scratch`.
    pub(crate) scratch_capacity: u32,
    /// What the last `transmit` said: address and length.
    pub(crate) transmit: u32,
    /// See `transmit`.
    pub(crate) transmit_len: u32,
    /// Where the payload of the request accepted last goes; 0 if it is large and stays with JavaScript.
    pub(crate) hole: u32,
    /// The sid of the subscription made last.
    pub(crate) sid: u32,
    /// Numbers of the event polled last.
    pub(crate) event_a: u32,
    /// See `event_a`.
    pub(crate) event_b: u32,
    /// Address and length of the text asked for last.
    pub(crate) text: u32,
    /// See `text`.
    pub(crate) text_len: u32,
}

impl Default for Status {
    fn default() -> Self {
        Self {
            timeout: f64::INFINITY,
            flags: 0,
            records: 0,
            record_count: 0,
            input: 0,
            input_capacity: 0,
            input_held: 0,
            input_left: 0,
            assembly_start: 0,
            assembly_len: 0,
            missing: 0,
            scratch: 0,
            scratch_capacity: 0,
            transmit: 0,
            transmit_len: 0,
            hole: 0,
            sid: 0,
            event_a: 0,
            event_b: 0,
            text: 0,
            text_len: 0,
        }
    }
}

/// [`Status::flags`]: an event waits.
pub(crate) const HAS_EVENT: u32 = 1;
/// [`Status::flags`]: something can be transmitted.
pub(crate) const HAS_TRANSMIT: u32 = 2;
/// [`Status::flags`]: a chunk is full.
pub(crate) const WANTS_TRANSMIT: u32 = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use nats_web_core::{Delivery, MessageSpans, RequestId, Span, SubscriptionId, Target};
    use std::mem::{offset_of, size_of};

    /// The number that the TypeScript face gives a name.
    fn in_typescript(name: &str) -> usize {
        let declaration = format!("export const {name} = ");
        let layout = include_str!("../../../npm/src/core/layout.ts");
        let (_, rest) = layout.split_once(&declaration).unwrap_or_else(|| panic!("layout.ts lacks {name}"));
        let (number, _) = rest.split_once(';').expect("a statement");
        number.split('*').map(|factor| factor.trim().parse::<usize>().expect("a number")).product()
    }

    #[test]
    fn the_face_knows_where_the_words_are() {
        assert_eq!(offset_of!(Status, timeout) / 8, in_typescript("TIMEOUT"));
        for (offset, name) in [
            (offset_of!(Status, flags), "FLAGS"),
            (offset_of!(Status, records), "RECORDS"),
            (offset_of!(Status, record_count), "RECORD_COUNT"),
            (offset_of!(Status, input), "INPUT"),
            (offset_of!(Status, input_capacity), "INPUT_CAPACITY"),
            (offset_of!(Status, input_held), "INPUT_HELD"),
            (offset_of!(Status, input_left), "INPUT_LEFT"),
            (offset_of!(Status, assembly_start), "ASSEMBLY_START"),
            (offset_of!(Status, assembly_len), "ASSEMBLY_LEN"),
            (offset_of!(Status, missing), "MISSING"),
            (offset_of!(Status, scratch), "SCRATCH"),
            (offset_of!(Status, scratch_capacity), "SCRATCH_CAPACITY"),
            (offset_of!(Status, transmit), "TRANSMIT"),
            (offset_of!(Status, transmit_len), "TRANSMIT_LEN"),
            (offset_of!(Status, hole), "HOLE"),
            (offset_of!(Status, sid), "SID"),
            (offset_of!(Status, event_a), "EVENT_A"),
            (offset_of!(Status, event_b), "EVENT_B"),
            (offset_of!(Status, text), "TEXT"),
            (offset_of!(Status, text_len), "TEXT_LEN"),
        ] {
            assert_eq!(offset / 4, in_typescript(name), "{name}");
        }
    }

    #[test]
    fn the_face_knows_the_bits_and_limits() {
        for (number, name) in
            [(HAS_EVENT, "HAS_EVENT"), (HAS_TRANSMIT, "HAS_TRANSMIT"), (WANTS_TRANSMIT, "WANTS_TRANSMIT")]
        {
            assert_eq!(number as usize, in_typescript(name), "{name}");
        }
        assert_eq!(nats_web_core::session::LARGE_PAYLOAD, in_typescript("LARGE_PAYLOAD"));
    }

    #[test]
    fn the_face_knows_how_a_delivery_lies() {
        let message = offset_of!(Delivery, message);
        let (start, end) = (offset_of!(Span, start), offset_of!(Span, end));
        for (offset, name) in [
            (message + offset_of!(MessageSpans, sid), "RECORD_SID"),
            (message + offset_of!(MessageSpans, subject) + start, "SUBJECT_START"),
            (message + offset_of!(MessageSpans, subject) + end, "SUBJECT_END"),
            (message + offset_of!(MessageSpans, reply) + start, "REPLY_START"),
            (message + offset_of!(MessageSpans, reply) + end, "REPLY_END"),
            (message + offset_of!(MessageSpans, headers) + start, "HEADERS_START"),
            (message + offset_of!(MessageSpans, payload) + start, "PAYLOAD_START"),
            (message + offset_of!(MessageSpans, payload) + end, "PAYLOAD_END"),
            (offset_of!(Delivery, assembled), "RECORD_ASSEMBLED"),
            (size_of::<Delivery>(), "RECORD_WORDS"),
        ] {
            assert_eq!(offset / 4, in_typescript(name), "{name}");
        }
        assert_eq!(words(Target::Subscription(SubscriptionId::from_u32(7))), [0, 7]);
        let request = words(Target::Request(RequestId::from_u32(8)));
        assert_eq!(request[in_typescript("RECORD_TARGET")], in_typescript("REQUEST") as u32);
        assert_eq!(request[in_typescript("SLOT")], 8);
    }

    fn words(target: Target) -> [u32; 2] {
        // SAFETY: both variants are a tag and a slot of 32 bits each, with nothing between or behind.
        unsafe { std::mem::transmute(target) }
    }
}
