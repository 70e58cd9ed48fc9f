//! TCP connections to a host that may have several addresses.
//!
//! The addresses are tried in the system's order, IPv6 and IPv4 by turns, each with a head start over the next: an address
//! that nobody answers at holds the others up for a moment only. Source: RFC 8305, without its races of DNS queries.

use crate::error::DialError;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream, lookup_host};

/// Opens a connection, from `local` if that is given.
pub(super) async fn connect(host: &str, port: u16, local: Option<SocketAddr>) -> Result<TcpStream, DialError> {
    let found = resolve(host, port).await.map_err(|error| DialError::Dns(Arc::new(error)))?;
    let fitting = found.filter(|address| local.is_none_or(|local| local.is_ipv4() == address.is_ipv4()));
    let addresses = by_turns(fitting.collect());
    race(addresses, |address| open(address, local)).await.map_err(|error| DialError::Io(Arc::new(error)))
}

/// Returns the addresses of a host.
pub(crate) async fn resolve(host: &str, port: u16) -> io::Result<impl Iterator<Item = SocketAddr> + use<'_>> {
    lookup_host((host, port)).await
}

async fn open(address: SocketAddr, local: Option<SocketAddr>) -> io::Result<TcpStream> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    if let Some(local) = local {
        socket.bind(local)?;
    }
    let stream = socket.connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Sorts addresses so that those of both families take turns, beginning with that of the first.
fn by_turns(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let Some(first) = addresses.first().copied() else { return addresses };
    let (same, other): (Vec<SocketAddr>, Vec<SocketAddr>) =
        addresses.iter().partition(|address| address.is_ipv4() == first.is_ipv4());
    let (mut same, mut other) = (same.into_iter(), other.into_iter());
    let mut sorted = Vec::with_capacity(addresses.len());
    for _ in 0..addresses.len() {
        sorted.extend(same.next());
        sorted.extend(other.next());
    }
    sorted
}

/// Returns what the first attempt that succeeds has opened, or why the first that ended failed.
async fn race<T, F: Future<Output = io::Result<T>>>(
    addresses: Vec<SocketAddr>,
    open: impl Fn(SocketAddr) -> F,
) -> io::Result<T> {
    let mut waiting = addresses.into_iter();
    let mut running = Vec::new();
    let mut failure = None;
    loop {
        running.extend(waiting.next().map(|address| Box::pin(open(address))));
        if running.is_empty() {
            let none = || io::Error::new(io::ErrorKind::AddrNotAvailable, "the host has no address that can be used");
            return Err(failure.unwrap_or_else(none));
        }
        let has_more = waiting.len() > 0;
        let mut head_start = pin!(tokio::time::sleep(HEAD_START));
        let ended = poll_fn(|cx| {
            for position in 0..running.len() {
                if let Poll::Ready(result) = running[position].as_mut().poll(cx) {
                    drop(running.swap_remove(position));
                    return Poll::Ready(Some(result));
                }
            }
            if has_more { head_start.as_mut().poll(cx).map(|()| None) } else { Poll::Pending }
        });
        match ended.await {
            Some(Ok(opened)) => return Ok(opened),
            Some(Err(error)) => failure = failure.or(Some(error)),
            None => {}
        }
    }
}

/// How long an address is tried before the next one is tried as well. Source: RFC 8305, section 5.
const HEAD_START: Duration = Duration::from_millis(250);

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::future::pending;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn families_take_turns() {
        let sorted = by_turns(addresses(&["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1", "2.2.2.2:1"]));
        assert_eq!(sorted, addresses(&["[::1]:1", "1.1.1.1:1", "[::2]:1", "2.2.2.2:1", "[::3]:1"]));
        assert_eq!(by_turns(Vec::new()), []);
    }

    #[tokio::test(start_paused = true)]
    async fn an_address_that_nobody_answers_at_holds_up_for_a_moment() {
        let tried = RefCell::new(Vec::new());
        let opened = race(addresses(&["1.1.1.1:1", "2.2.2.2:2", "3.3.3.3:3"]), |address| {
            tried.borrow_mut().push(address.port());
            async move {
                match address.port() {
                    1 => pending().await,
                    2 => Err(io::ErrorKind::ConnectionRefused.into()),
                    port => Ok(port),
                }
            }
        });
        let started = tokio::time::Instant::now();
        assert_eq!(opened.await.unwrap(), 3);
        assert_eq!(tried.into_inner(), [1, 2, 3]);
        assert!(started.elapsed() < HEAD_START * 2, "a refusal needs no head start");
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_one_may_still_win() {
        let opened = race(addresses(&["1.1.1.1:1", "2.2.2.2:2"]), |address| async move {
            if address.port() == 1 {
                tokio::time::sleep(HEAD_START * 2).await;
                return Ok(1);
            }
            pending().await
        });
        assert_eq!(opened.await.unwrap(), 1);
    }

    #[tokio::test]
    async fn the_first_failure_is_told() {
        let error = race(addresses(&["1.1.1.1:1", "2.2.2.2:2"]), |address| async move {
            let kinds = [io::ErrorKind::ConnectionRefused, io::ErrorKind::NetworkUnreachable];
            Err::<(), _>(kinds[usize::from(address.port()) - 1].into())
        });
        assert_eq!(error.await.unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
        let error = race::<(), _>(Vec::new(), |_| pending()).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AddrNotAvailable);
    }
}
