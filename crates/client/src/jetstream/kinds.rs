//! Enums of what can go wrong, with the words for each.

/// Defines an enum that is the kind of an [`Error`](crate::error::Error), and how each variant reads.
macro_rules! kinds {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident $(($inner:ident: $type:ty))? => $words:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $($(#[$doc])* $variant $(($type))?,)*
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$variant $(($inner))? => write!(f, $words),)*
                }
            }
        }
    };
}

pub(crate) use kinds;
