//! Numbers that are not to be mixed up.

/// Makes a newtype of a number that a face quotes.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[repr(transparent)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// The bare number, for faces whose language has no newtypes.
            #[must_use]
            pub const fn as_u32(self) -> u32 {
                self.0
            }

            /// The one with this number.
            #[must_use]
            pub const fn from_u32(number: u32) -> Self {
                Self(number)
            }
        }
    };
}

id! {
    /// Numbers the dials of a session. What a socket of an earlier dial reports is ignored.
    DialId
}

id! {
    /// A subscription's slot in the session: a small index, used again after the subscription has ended.
    SubscriptionId
}

id! {
    /// A request's slot in the session: a small index, used again after the request has settled.
    RequestId
}

id! {
    /// A flush of the session; flushes count up.
    FlushId
}
