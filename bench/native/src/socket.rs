//! The floor under any client: the same bytes over TCP, in large pieces, and nothing done with them.

use crate::Span;
use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Runs a program; returns nanoseconds on the clock and on processors.
pub(crate) async fn run(url: &str, work: &str, size: usize, count: usize) -> Result<(u128, u64)> {
    let address = url.strip_prefix("nats://").context("the socket alone is measured over TCP")?;
    let mut socket = TcpStream::connect(address).await?;
    socket.set_nodelay(true)?;
    socket.write_all(b"CONNECT {\"verbose\":false}\r\n").await?;
    match work {
        "sub" => receive(&mut socket, size, count).await,
        "pub" => send(&mut socket, size, count).await,
        _ => bail!("there is no work {work} for a socket alone"),
    }
}

async fn receive(socket: &mut TcpStream, size: usize, count: usize) -> Result<(u128, u64)> {
    socket.write_all(b"SUB bench.flood 1\r\n").await?;
    answer(socket).await?;
    println!("ready");
    let message = format!("MSG bench.flood 1 {size}\r\n").len() + size + 2;
    let mut left = message * count;
    let mut block = vec![0; PIECE];
    left -= socket.read(&mut block).await?.min(left);
    let span = Span::begin();
    while left > 0 {
        let read = socket.read(&mut block).await?;
        ensure!(read > 0, "the server has hung up");
        left -= read.min(left);
    }
    Ok(span.end())
}

async fn send(socket: &mut TcpStream, size: usize, count: usize) -> Result<(u128, u64)> {
    answer(socket).await?;
    let message = [format!("PUB bench.nobody {size}\r\n").as_bytes(), &vec![b'x'; size], b"\r\n"].concat();
    let in_piece = (PIECE / message.len()).clamp(1, count);
    let piece = message.repeat(in_piece);
    let span = Span::begin();
    let mut left = count;
    while left > 0 {
        let messages = left.min(in_piece);
        socket.write_all(&piece[..messages * message.len()]).await?;
        left -= messages;
    }
    answer(socket).await?;
    Ok(span.end())
}

/// Waits until the server has seen all that was sent.
async fn answer(socket: &mut TcpStream) -> Result<()> {
    socket.write_all(b"PING\r\n").await?;
    let mut text = Vec::new();
    while !text.ends_with(b"PONG\r\n") {
        ensure!(socket.read_buf(&mut text).await? > 0, "the server has hung up");
    }
    Ok(())
}

/// Bytes read and written at a time, as both clients do.
const PIECE: usize = 64 * 1024;
