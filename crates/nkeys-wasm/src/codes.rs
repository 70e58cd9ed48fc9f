//! Errors as negative numbers. The matches are exhaustive: a new variant does not compile until it has a code
//! here and a meaning in `npm/src/nkeys/errors.ts`.

use nats_web_nkeys::{CredsError, KeyError};

pub(crate) fn key_error(error: KeyError) -> i32 {
    match error {
        KeyError::Encoding => -1,
        KeyError::Checksum => -2,
        KeyError::Prefix => -3,
        KeyError::NotASeed => -4,
        KeyError::NotAPublicKey => -5,
        KeyError::Length => -6,
        KeyError::NotACurveKey => -7,
        KeyError::CurveKey => -8,
        KeyError::NotSealed => -9,
        KeyError::Sealed => -10,
    }
}

pub(crate) fn creds_error(error: CredsError) -> i32 {
    match error {
        CredsError::NoJwt | CredsError::NoSeed => -11,
    }
}

/// [`key_error`] is lower by this if the key of the other side, and not the own one, is wrong.
pub(crate) const OTHER_SIDE: i32 = -100;
