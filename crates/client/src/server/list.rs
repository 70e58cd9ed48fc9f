//! Lists of servers, as callers may write them.

use super::ServerAddr;
use crate::error::ServersError;
use std::io;
use std::{iter, option, slice, vec};

/// What names the servers to connect to: an address, several divided by commas, or a list of them.
///
/// ```
/// use nats_web::ToServerAddrs;
///
/// assert_eq!("a.example, wss://b.example".to_server_addrs()?.count(), 2);
/// assert_eq!(["a.example", "b.example"].to_server_addrs()?.count(), 2);
/// assert!("gopher://a.example".to_server_addrs().is_err());
/// # Ok::<(), std::io::Error>(())
/// ```
pub trait ToServerAddrs {
    /// The addresses.
    type Iter: Iterator<Item = ServerAddr>;

    /// Returns the addresses.
    ///
    /// # Errors
    /// A text that is no address; the error's source is an [`error::ServersError`](crate::error::ServersError).
    fn to_server_addrs(&self) -> io::Result<Self::Iter>;
}

impl ToServerAddrs for ServerAddr {
    type Iter = option::IntoIter<ServerAddr>;

    fn to_server_addrs(&self) -> io::Result<Self::Iter> {
        Ok(Some(self.clone()).into_iter())
    }
}

impl ToServerAddrs for str {
    type Iter = vec::IntoIter<ServerAddr>;

    fn to_server_addrs(&self) -> io::Result<Self::Iter> {
        parse([self])
    }
}

impl ToServerAddrs for String {
    type Iter = vec::IntoIter<ServerAddr>;

    fn to_server_addrs(&self) -> io::Result<Self::Iter> {
        parse([self])
    }
}

impl<T: AsRef<str>> ToServerAddrs for [T] {
    type Iter = vec::IntoIter<ServerAddr>;

    fn to_server_addrs(&self) -> io::Result<Self::Iter> {
        parse(self)
    }
}

impl<T: AsRef<str>> ToServerAddrs for Vec<T> {
    type Iter = vec::IntoIter<ServerAddr>;

    fn to_server_addrs(&self) -> io::Result<Self::Iter> {
        parse(self)
    }
}

impl<T: AsRef<str>, const N: usize> ToServerAddrs for [T; N] {
    type Iter = vec::IntoIter<ServerAddr>;

    fn to_server_addrs(&self) -> io::Result<Self::Iter> {
        parse(self)
    }
}

impl<'a> ToServerAddrs for &'a [ServerAddr] {
    type Iter = iter::Cloned<slice::Iter<'a, ServerAddr>>;

    fn to_server_addrs(&self) -> io::Result<Self::Iter> {
        Ok(self.iter().cloned())
    }
}

impl ToServerAddrs for Vec<ServerAddr> {
    type Iter = vec::IntoIter<ServerAddr>;

    fn to_server_addrs(&self) -> io::Result<Self::Iter> {
        Ok(self.clone().into_iter())
    }
}

impl<T: ToServerAddrs + ?Sized> ToServerAddrs for &T {
    type Iter = T::Iter;

    fn to_server_addrs(&self) -> io::Result<Self::Iter> {
        (**self).to_server_addrs()
    }
}

/// Checks whether this platform can dial all of them.
pub(crate) fn check_dialable(servers: &[ServerAddr]) -> Result<(), ServersError> {
    let is_fine = cfg!(not(target_arch = "wasm32")) || servers.iter().all(ServerAddr::is_websocket);
    if is_fine { Ok(()) } else { Err(ServersError::TcpUnavailable) }
}

fn parse<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> io::Result<vec::IntoIter<ServerAddr>> {
    let mut servers = Vec::new();
    for text in texts {
        for address in text.as_ref().split(',') {
            servers.push(address.parse()?);
        }
    }
    Ok(servers.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_list_is_one() {
        let addr: ServerAddr = "a.example".parse().unwrap();
        let count = |list: &dyn Fn() -> usize| list();
        assert_eq!(count(&|| "a, b".to_server_addrs().unwrap().count()), 2);
        assert_eq!(count(&|| vec!["a", "b"].to_server_addrs().unwrap().count()), 2);
        assert_eq!(count(&|| vec![addr.clone()].to_server_addrs().unwrap().count()), 1);
        assert_eq!(count(&|| [addr.clone()].as_slice().to_server_addrs().unwrap().count()), 1);
        assert_eq!(count(&|| vec![String::from("a")].as_slice().to_server_addrs().unwrap().count()), 1);
    }
}
