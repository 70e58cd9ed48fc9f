//! Numbers and header lines as text.

use alloc::vec::Vec;
use nats_web_core::codec::encode::write_u64;
use nats_web_core::codec::headers::{HeaderError, validate_value};

/// Appends a header line.
///
/// # Errors
/// [`HeaderError::LineBreak`]: the value has one. Nothing is appended then.
pub(crate) fn write_line(out: &mut Vec<u8>, name: &str, value: &str) -> Result<(), HeaderError> {
    validate_value(value.as_bytes())?;
    for part in [name, ": ", value, "\r\n"] {
        out.extend_from_slice(part.as_bytes());
    }
    Ok(())
}

/// Appends a decimal number of either sign.
pub(crate) fn write_i64(out: &mut Vec<u8>, number: i64) {
    if number < 0 {
        out.push(b'-');
    }
    write_u64(out, number.unsigned_abs());
}

#[cfg(test)]
mod tests {
    use super::{write_i64, write_u64};
    use alloc::{string::ToString, vec::Vec};

    #[test]
    fn numbers_as_the_library_writes_them() {
        for shift in 0..64 {
            for number in [(1_u64 << shift) - 1, 1 << shift, u64::MAX >> shift, 10_u64.pow(shift % 20)] {
                let mut out = Vec::new();
                write_u64(&mut out, number);
                assert_eq!(out, number.to_string().as_bytes());
                out.clear();
                write_i64(&mut out, number.cast_signed());
                assert_eq!(out, number.cast_signed().to_string().as_bytes());
            }
        }
    }
}
