//! Words that TypeScript reads after a call, at an address that never moves while the session lives.

macro_rules! words {
    ($($(#[doc = $doc:literal])* $name:ident: $kind:ident = $default:expr;)*) => {
        /// The status words.
        #[derive(Debug)]
        #[repr(C)]
        pub(crate) struct Status {
            $($(#[doc = $doc])* pub(crate) $name: words!(type $kind),)*
        }

        impl Default for Status {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        /// Name, documentation, and offset in units of the word's own size.
        #[cfg(not(target_arch = "wasm32"))]
        pub(super) const WORDS: &[(&str, &str, usize)] = &[
            $((stringify!($name), concat!($($doc),*), std::mem::offset_of!(Status, $name) / words!(size $kind)),)*
        ];
    };
    (type word) => { u32 };
    (type double) => { f64 };
    (type doubles) => { [f64; NUMBERS] };
    (size word) => { 4 };
    (size double) => { 8 };
    (size doubles) => { 8 };
}

words! {
    /// When the timer is next due, in milliseconds of the face's clock; infinite for never. In units of eight bytes.
    timeout: double = f64::INFINITY;
    /// The numbers of the event polled last. In units of eight bytes.
    numbers: doubles = [0.0; NUMBERS];
    /// Bits that say what the session wants.
    flags: word = 0;
    /// Address of the records of the last frame.
    records: word = 0;
    /// Address of the buffer into which a frame, or a part of it, is written.
    input: word = 0;
    /// Address of what the last frame and earlier ones have in common.
    carry: word = 0;
    /// Length of the large message that the last frame's end has cut; 0 if it has not.
    assembly_len: word = 0;
    /// How many bytes of the carry it begins with.
    assembly_carried: word = 0;
    /// Where in the frame it goes on.
    assembly_start: word = 0;
    /// Bytes of its payload still to come.
    missing: word = 0;
    /// Address of the scratch buffer, into which texts and headers are written.
    scratch: word = 0;
    /// Capacity of the scratch buffer.
    scratch_capacity: word = 0;
    /// Address of the bytes that the last `transmit` found.
    transmit: word = 0;
    /// Length of the bytes that the last `transmit` found.
    transmit_len: word = 0;
    /// Address for the payload of the request accepted last; 0 if it is large and stays with the face.
    hole: word = 0;
    /// Generation of the subscription or request made last.
    generation: word = 0;
    /// What is wrong with the text or header block of the command refused last.
    detail: word = 0;
    /// Address of the texts of the event polled last: an address and a length each.
    texts: word = 0;
    /// Number of the texts.
    text_count: word = 0;
}

/// Bytes of a frame that are read at a time: what is written and read again shortly then stays in the processor's cache.
pub(crate) const INPUT_CAPACITY: usize = 32 * 1024;
/// Most numbers of an event.
pub(crate) const NUMBERS: usize = 6;

/// [`Status::flags`]: an event waits.
pub(crate) const HAS_EVENT: u32 = 1;
/// [`Status::flags`]: something can be transmitted.
pub(crate) const HAS_TRANSMIT: u32 = 2;
/// [`Status::flags`]: a chunk is full.
pub(crate) const WANTS_TRANSMIT: u32 = 4;

/// Name, documentation and value of the bits.
#[cfg(not(target_arch = "wasm32"))]
pub(super) const FLAGS: &[(&str, &str, usize)] = &[
    ("HAS_EVENT", "An event waits.", HAS_EVENT as usize),
    ("HAS_TRANSMIT", "Something can be transmitted.", HAS_TRANSMIT as usize),
    ("WANTS_TRANSMIT", "A chunk is full and should be transmitted.", WANTS_TRANSMIT as usize),
];

/// Name, documentation and value of limits.
#[cfg(not(target_arch = "wasm32"))]
pub(super) const LIMITS: &[(&str, &str, usize)] = &[
    ("INPUT_CAPACITY", "Bytes of the input buffer.", INPUT_CAPACITY),
    (
        "LARGE_PAYLOAD",
        "Payloads of more bytes than this never enter wasm memory.",
        nats_web_core::session::LARGE_PAYLOAD,
    ),
];
