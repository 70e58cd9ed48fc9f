#![no_main]
#![allow(missing_docs, reason = "the target itself is documented in the library")]
libfuzzer_sys::fuzz_target!(|data: &[u8]| nats_web_fuzz::targets::flows::target(data));
