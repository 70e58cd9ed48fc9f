//! The roles of keys.

/// What a key is for. The first letter of its public key's text is that of the role.
///
/// Source: nkeys' prefix bytes. Each is a number of five bits, which is one letter of base32, and three zeros.
///
/// ```
/// use nats_web_nkeys::{KeyPair, Role};
///
/// let account = KeyPair::new(Role::Account, [7; 32])?; // of the platform's best randomness, not these
/// assert!(account.public_key().to_string().starts_with('A'));
/// assert!(account.seed().starts_with("SA"));
/// # Ok::<(), nats_web_nkeys::KeyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Role {
    /// `O`: signs accounts.
    Operator = 14 << 3,
    /// `A`: signs users.
    Account = 0,
    /// `U`: connects.
    User = 20 << 3,
    /// `N`: a server.
    Server = 13 << 3,
    /// `C`: a cluster.
    Cluster = 2 << 3,
    /// `X`: seals and opens, and does not sign.
    Curve = 23 << 3,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 6] = [Self::Operator, Self::Account, Self::User, Self::Server, Self::Cluster, Self::Curve];

    /// Returns the role with this prefix byte.
    #[must_use]
    pub fn from_prefix(prefix: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|role| *role as u8 == prefix)
    }

    /// Returns the prefix byte of its public keys.
    #[must_use]
    pub const fn prefix(self) -> u8 {
        self as u8
    }
}

/// Prefix of seeds, in front of their role's: `S`.
pub(crate) const SEED: u8 = 18 << 3;
/// Prefix of private keys: `P`.
pub(crate) const PRIVATE: u8 = 15 << 3;
