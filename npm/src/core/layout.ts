/** Where things stand in wasm memory. The Rust side of this is `crates/wasm/src/status.rs`, whose tests compare. */

/** Offsets of the status words, in units of four bytes from the status' address. The first two hold {@link TIMEOUT}. */
export const FLAGS = 2;
export const RECORDS = 3;
export const RECORD_COUNT = 4;
export const INPUT = 5;
export const INPUT_CAPACITY = 6;
export const INPUT_HELD = 7;
export const INPUT_LEFT = 8;
export const ASSEMBLY_START = 9;
export const ASSEMBLY_LEN = 10;
export const MISSING = 11;
export const SCRATCH = 12;
export const SCRATCH_CAPACITY = 13;
export const TRANSMIT = 14;
export const TRANSMIT_LEN = 15;
export const HOLE = 16;
export const SID = 17;
export const EVENT_A = 18;
export const EVENT_B = 19;
export const TEXT = 20;
export const TEXT_LEN = 21;
/** Offset of the timer's next due time, a double, in units of eight bytes. */
export const TIMEOUT = 0;

/** Bits of {@link FLAGS}. */
export const HAS_EVENT = 1;
export const HAS_TRANSMIT = 2;
export const WANTS_TRANSMIT = 4;

/** Words of a record, which is a `Delivery` of the core, and what they are. */
export const RECORD_WORDS = 12;
export const RECORD_TARGET = 0;
export const SLOT = 1;
export const RECORD_SID = 2;
export const SUBJECT_START = 3;
export const SUBJECT_END = 4;
export const REPLY_START = 5;
export const REPLY_END = 6;
export const HEADERS_START = 7;
export const PAYLOAD_START = 9;
export const PAYLOAD_END = 10;
/** Its lowest byte is 1 if the spans are into what was assembled here. */
export const RECORD_ASSEMBLED = 11;

/** A {@link RECORD_TARGET}: the slot is a request's. Else it is a subscription's. */
export const REQUEST = 1;

/** What `transmit` found. */
export const TRANSMIT_BYTES = 1;
export const TRANSMIT_PAYLOAD = 2;
export const TRANSMIT_DISCARD = 3;

/** Payloads of more bytes than this never enter wasm memory. The core's `LARGE_PAYLOAD`. */
export const LARGE_PAYLOAD = 64 * 1024;
