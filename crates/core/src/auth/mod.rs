//! Credentials, and how long they last.

pub mod jwt;

use alloc::string::String;
use core::fmt;

/// The credentials that a client sends in CONNECT: any of these, as the server's configuration wants.
///
/// [`Debug`](fmt::Debug) shows which of them are set, and no value.
///
/// ```
/// use nats_web_core::Credentials;
///
/// let mut credentials = Credentials { user: Some("ann".to_owned()), ..Credentials::default() };
/// credentials.merge(Credentials { pass: Some("secret".to_owned()), ..Credentials::default() });
/// assert_eq!(credentials.user.as_deref(), Some("ann"));
/// assert!(!format!("{credentials:?}").contains("secret"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// A user name.
    pub user: Option<String>,
    /// The user's password.
    pub pass: Option<String>,
    /// A token, in place of user and password.
    pub token: Option<String>,
    /// A user JWT.
    pub jwt: Option<String>,
    /// A public nkey.
    pub nkey: Option<String>,
    /// The signature of the server's nonce, base64url without padding.
    pub sig: Option<String>,
}

impl Credentials {
    /// Adds what `later` has: where both have the same, `later` wins.
    pub fn merge(&mut self, later: Self) {
        let Self { user, pass, token, jwt, nkey, sig } = later;
        for (mine, later) in [
            (&mut self.user, user),
            (&mut self.pass, pass),
            (&mut self.token, token),
            (&mut self.jwt, jwt),
            (&mut self.nkey, nkey),
            (&mut self.sig, sig),
        ] {
            if later.is_some() {
                *mine = later;
            }
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = [
            ("user", &self.user),
            ("pass", &self.pass),
            ("token", &self.token),
            ("jwt", &self.jwt),
            ("nkey", &self.nkey),
            ("sig", &self.sig),
        ];
        let mut names = f.debug_set();
        for (name, _) in fields.iter().filter(|(_, value)| value.is_some()) {
            names.entry(&format_args!("{name}"));
        }
        names.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Credentials;
    use alloc::{borrow::ToOwned, format};

    #[test]
    fn of_two_the_later_wins_where_it_has_something() {
        let some = |text: &str| Some(text.to_owned());
        let earlier = Credentials { user: some("a"), pass: some("b"), nkey: some("N"), ..Credentials::default() };
        let later = Credentials { user: some("c"), jwt: some("J"), sig: some("S"), ..Credentials::default() };
        let mut merged = earlier.clone();
        merged.merge(later.clone());
        assert_eq!(merged, Credentials { pass: some("b"), nkey: some("N"), ..later });
        let mut merged = Credentials { token: some("t"), ..Credentials::default() };
        merged.merge(earlier.clone());
        merged.merge(Credentials::default());
        assert_eq!(merged, Credentials { token: some("t"), ..earlier });
    }

    #[test]
    fn debug_shows_no_secret() {
        let secret = || Some("s3cret".to_owned());
        let all = Credentials {
            user: secret(),
            pass: secret(),
            token: secret(),
            jwt: secret(),
            nkey: secret(),
            sig: secret(),
        };
        assert_eq!(format!("{all:?}"), "{user, pass, token, jwt, nkey, sig}");
        assert!(!format!("{all:#?}").contains("s3cret"));
        assert_eq!(format!("{:?}", Credentials::default()), "{}");
        assert_eq!(format!("{:?}", Credentials { token: secret(), ..Credentials::default() }), "{token}");
    }
}
