//! Time as an argument: the core owns no clock.

/// Milliseconds since an epoch that the face chooses.
///
/// Every `handle_*` method and every command that starts a deadline takes one. The session clamps values that step
/// back, so a face may hand in a wall clock.
///
/// ```
/// use nats_web_core::Timestamp;
///
/// let start = Timestamp::from_millis(1000);
/// assert_eq!(start.after(500).since(start), 500);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The face's epoch.
    pub const ZERO: Self = Self(0);

    /// Returns the moment `ms` milliseconds after the face's epoch.
    #[must_use]
    pub const fn from_millis(ms: u64) -> Self {
        Self(ms)
    }

    /// Returns the milliseconds since the face's epoch.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Returns this moment plus `ms` milliseconds, saturating.
    #[must_use]
    pub const fn after(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Returns the milliseconds from `earlier` to this moment; zero if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}
