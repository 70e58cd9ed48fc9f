//! What the module exports: functions that take and return numbers. Beside [`session()`](crate::session::session) and
//! [`release`](crate::session::release) they are methods of a session, listed where the methods are.
//!
//! # Safety
//!
//! What each function asks of its caller, the face:
//!
//! - `session` is an address that `session()` returned and that was not given to `release`.
//! - One call at a time is made, from one thread, and none from within another.
//! - A text is UTF-8 as `TextEncoder` writes it, and its length is that of the text.
//!
//! A face that breaks this has a bug that nothing here could mend.

/// Name, documentation, names of the parameters after the session, and type of the result in Rust.
#[cfg(all(feature = "flows", not(target_arch = "wasm32")))]
pub(crate) type Export = (&'static str, &'static str, &'static [&'static str], &'static str);

/// Exports methods of `Session` under their names.
macro_rules! exports {
    ($($(#[doc = $doc:literal])* $name:ident($($arg:ident: $kind:ident),*) $(-> $result:ident)?;)*) => {
        $(
            $(#[doc = $doc])*
            #[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
            #[allow(clippy::missing_safety_doc, clippy::too_many_arguments, reason = "see `boundary::exports`")]
            #[allow(unsafe_code, reason = "an exported name")]
            pub unsafe extern "C" fn $name(session: u32 $(, $arg: $kind)*) $(-> $result)? {
                // SAFETY: the face gives the address of a session, which this call alone uses. Some methods are unsafe
                // themselves: the lengths they are given are those of the UTF-8 that the face wrote.
                unsafe { (*(session as usize as *mut $crate::session::Session)).$name($($arg),*) }
            }
        )*

        /// What is exported here.
        #[cfg(all(feature = "flows", not(target_arch = "wasm32")))]
        pub(crate) const EXPORTS: &[$crate::boundary::exports::Export] = &[
            $((
                stringify!($name),
                concat!($($doc),*),
                &[$(stringify!($arg)),*],
                concat!($(stringify!($result))?),
            ),)*
        ];
    };
}

pub(crate) use exports;
