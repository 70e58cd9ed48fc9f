//! A small HTTP server for the loopback: one request a connection, each in a thread of its own.
//!
//! A browser opens several connections at once and may leave some of them unused; none of that may keep an answer
//! waiting, which is why threads are neither counted nor shared.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result};

/// What is asked for. Fields and bodies of requests are not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    /// Path and query, as sent.
    pub(super) target: String,
}

/// An answer, complete.
pub(super) struct Response {
    pub(super) status: u16,
    /// The value of `content-type`.
    pub(super) media_type: &'static str,
    pub(super) body: Vec<u8>,
}

impl Response {
    /// A line of plain text.
    pub(super) fn text(status: u16, text: &str) -> Self {
        Self { status, media_type: "text/plain; charset=utf-8", body: format!("{text}\n").into_bytes() }
    }
}

/// A listening server; it stops when dropped.
pub(super) struct HttpServer {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    worker: Option<JoinHandle<()>>,
}

impl HttpServer {
    /// Answers on a free port of the loopback.
    ///
    /// # Errors
    /// When no port can be had.
    pub(super) fn start(answer: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("no port for the console")?;
        let address = listener.local_addr()?;
        let stopped = Arc::new(AtomicBool::new(false));
        let worker = thread::spawn({
            let stopped = Arc::clone(&stopped);
            move || accept(&listener, &stopped, &Arc::new(answer))
        });
        Ok(Self { address, stopped, worker: Some(worker) })
    }

    /// The address to open, e.g. `http://127.0.0.1:40123`.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        // A connection makes the worker look whether it should stop. Where none can be made, it has ended.
        let woken = TcpStream::connect(self.address).is_ok();
        if let Some(worker) = self.worker.take().filter(|_| woken) {
            // A worker that panicked has printed why, and there is nobody left to tell.
            let _ = worker.join();
        }
    }
}

fn accept<A>(listener: &TcpListener, stopped: &AtomicBool, answer: &Arc<A>)
where
    A: Fn(&Request) -> Response + Send + Sync + 'static,
{
    for stream in listener.incoming() {
        if stopped.load(Ordering::Acquire) {
            return;
        }
        // One that failed while it waited to be accepted is the browser's to open again.
        let Ok(stream) = stream else { continue };
        let answer = Arc::clone(answer);
        thread::spawn(move || {
            // A browser that went away needs no answer.
            let _ = converse(&stream, &*answer);
        });
    }
}

fn converse(mut stream: &TcpStream, answer: &impl Fn(&Request) -> Response) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let Some(request) = read_request(stream)? else { return Ok(()) };
    let response = answer(&request);
    let Response { status, media_type, body } = &response;
    let (length, rules) = (body.len(), FIELDS);
    write!(stream, "HTTP/1.1 {status} \r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\n{rules}\r\n")?;
    if request.method != "HEAD" {
        stream.write_all(body)?;
    }
    stream.flush()
}

/// The request line, once the head is there; `None` for what is no request, or a connection that was not used.
fn read_request(stream: impl Read) -> io::Result<Option<Request>> {
    let mut lines = BufReader::new(stream.take(HEAD_LIMIT)).split(b'\n');
    let Some(first) = lines.next().transpose()? else { return Ok(None) };
    for line in &mut lines {
        if matches!(line?.as_slice(), b"\r" | b"") {
            return Ok(request_line(&String::from_utf8_lossy(&first)));
        }
    }
    Ok(None)
}

fn request_line(line: &str) -> Option<Request> {
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    words.next()?.starts_with("HTTP/1.").then_some(Request { method, target })
}

/// What every answer says: its type is meant, the next build must be seen, nobody may frame it.
const FIELDS: &str = "x-content-type-options: nosniff\r\ncache-control: no-store\r\n\
content-security-policy: frame-ancestors 'none'\r\nconnection: close\r\n";
/// How long a connection may say nothing, or take nothing.
const PATIENCE: Duration = Duration::from_secs(30);
/// The most bytes that a request line and its fields may have.
const HEAD_LIMIT: u64 = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_its_first_line_once_the_head_is_whole() {
        let read = |text: &str| read_request(text.as_bytes()).expect("a slice cannot fail");
        let request = Request { method: "GET".into(), target: "/a?b".into() };
        assert_eq!(read("GET /a?b HTTP/1.1\r\nhost: x\r\n\r\nbody"), Some(request));
        assert_eq!(read("GET /a?b HTTP/1.1\r\nhost: x\r\n"), None, "cut in the head");
        assert_eq!(read(""), None);
        assert_eq!(read("GET /\r\n\r\n"), None, "no version");
        assert_eq!(read(&format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(20_000))), None, "too long");
    }

    #[test]
    fn a_connection_without_a_request_keeps_nobody_waiting() {
        let server = HttpServer::start(|request| Response::text(200, &request.target)).expect("a port");
        let address = server.url().trim_start_matches("http://").to_owned();
        let connect = || TcpStream::connect(&address).expect("listening");
        let idle: Vec<TcpStream> = (0..20).map(|_| connect()).collect();
        let ask = |head: &str| {
            let mut stream = connect();
            stream.write_all(head.as_bytes()).expect("sent");
            let mut text = String::new();
            stream.read_to_string(&mut text).expect("answered");
            text
        };
        let answer = ask("GET /here HTTP/1.1\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 200 \r\n") && answer.ends_with("\r\n\r\n/here\n"), "{answer}");
        assert!(ask("HEAD /here HTTP/1.1\r\n\r\n").ends_with("\r\n\r\n"));
        drop(idle);
    }
}
