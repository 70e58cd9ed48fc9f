//! The WebSocket of browsers and workers.

use super::{Broken, DialTarget, Socket, Transport};
use crate::error::DialError;
use crate::runtime::{Alarm, BoxFuture};
use bytes::Bytes;
use js_sys::{ArrayBuffer, Uint8Array};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::future::{poll_fn, ready};
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};

/// The user's options for sockets: in browsers there are none.
#[derive(Debug, Clone, Default)]
pub(crate) struct TransportOptions {}

/// Opens sockets.
#[derive(Debug, Clone)]
pub(crate) struct Net;

impl Net {
    pub(crate) fn new(_: TransportOptions) -> Self {
        Self
    }
}

impl Transport for Net {
    type Socket = WebSocketLink;

    fn dial(&self, target: DialTarget) -> BoxFuture<Result<WebSocketLink, DialError>> {
        Box::pin(async move {
            if !target.url.starts_with("ws") {
                return Err(DialError::TcpUnavailable);
            }
            let mut link = WebSocketLink::new(&target.url)?;
            poll_fn(|cx| link.poll_opened(cx)).await.map_err(|broken| no_socket(&target.url, &broken.words))?;
            Ok(link)
        })
    }

    fn secure(&self, _: WebSocketLink, _: String) -> BoxFuture<Result<WebSocketLink, DialError>> {
        // The core asks for this over TCP alone.
        Box::pin(ready(Err(DialError::TlsUnavailable)))
    }
}

/// A WebSocket from when it is made to when it is dropped.
pub(crate) struct WebSocketLink {
    socket: WebSocket,
    heard: Rc<RefCell<Heard>>,
    /// Looks from time to time whether the socket holds less: no event tells that.
    look: Alarm,
    listener: Closure<dyn FnMut(Event)>,
}

/// What the socket's events have told.
#[derive(Debug, Default)]
struct Heard {
    is_open: bool,
    /// Frames that the driver has not taken yet, where the browser has put them.
    frames: VecDeque<JsValue>,
    /// Why the socket is closed, in words.
    closed: Option<String>,
    waker: Option<Waker>,
}

impl Heard {
    fn take(&mut self, event: &Event) {
        if let Some(message) = event.dyn_ref::<MessageEvent>() {
            self.frames.push_back(message.data());
        } else if let Some(close) = event.dyn_ref::<CloseEvent>() {
            self.closed = Some(farewell(close.code(), &close.reason()));
        } else {
            self.is_open = true;
        }
    }

    fn wait(&mut self, cx: &Context<'_>) {
        match &mut self.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
    }
}

impl WebSocketLink {
    fn new(url: &str) -> Result<Self, DialError> {
        let socket = WebSocket::new(url).map_err(|thrown| no_socket(url, &words_of(&thrown)))?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let heard = Rc::<RefCell<Heard>>::default();
        let told = Rc::clone(&heard);
        let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let waker = {
                let mut heard = told.borrow_mut();
                heard.take(&event);
                heard.waker.take()
            };
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        let link = Self { socket, heard, look: Alarm::new(), listener };
        link.listen(Some(link.listener.as_ref().unchecked_ref()));
        Ok(link)
    }

    /// Has the socket's events go to `listener`. Errors are followed by the close, which knows more.
    fn listen(&self, listener: Option<&js_sys::Function>) {
        self.socket.set_onopen(listener);
        self.socket.set_onmessage(listener);
        self.socket.set_onclose(listener);
    }

    fn poll_opened(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        let mut heard = self.heard.borrow_mut();
        if heard.is_open {
            return Poll::Ready(Ok(()));
        }
        match &heard.closed {
            Some(words) => Poll::Ready(Err(Broken::with_words(words))),
            None => {
                heard.wait(cx);
                Poll::Pending
            }
        }
    }
}

impl Socket for WebSocketLink {
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<Bytes, Broken>> {
        let mut heard = self.heard.borrow_mut();
        if let Some(frame) = heard.frames.pop_front() {
            return Poll::Ready(Ok(bytes_of(&frame)));
        }
        match &heard.closed {
            Some(words) => Poll::Ready(Err(Broken::with_words(words))),
            None => {
                heard.wait(cx);
                Poll::Pending
            }
        }
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        if self.heard.borrow().closed.is_some() || self.socket.buffered_amount() < ENOUGH_BUFFERED {
            return Poll::Ready(Ok(()));
        }
        if !self.look.is_set() {
            self.look.set(LOOK_AFTER);
        }
        // It cannot have fired yet: this is how it learns whom to wake.
        let _ = self.look.poll(cx);
        Poll::Pending
    }

    fn send(&mut self, frame: Bytes) -> Result<(), Broken> {
        self.socket.send_with_u8_array(&frame).map_err(|thrown| Broken::with_words(words_of(&thrown)))
    }

    /// What the browser holds it sends by itself, before a close, too.
    fn poll_flush(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        Poll::Ready(Ok(()))
    }

    fn buffered(&self) -> u64 {
        self.socket.buffered_amount().into()
    }

    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        // The second time it does nothing.
        let _ = self.socket.close_with_code(NORMAL);
        let mut heard = self.heard.borrow_mut();
        heard.frames.clear();
        if heard.closed.is_some() {
            return Poll::Ready(());
        }
        heard.wait(cx);
        Poll::Pending
    }
}

impl Drop for WebSocketLink {
    fn drop(&mut self) {
        self.listen(None);
        let _ = self.socket.close_with_code(NORMAL);
    }
}

impl fmt::Debug for WebSocketLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebSocketLink").field("heard", &self.heard).finish_non_exhaustive()
    }
}

/// Returns a copy of a frame: the browser's memory is not ours.
fn bytes_of(frame: &JsValue) -> Bytes {
    match frame.dyn_ref::<ArrayBuffer>() {
        Some(buffer) => Uint8Array::new(buffer).to_vec().into(),
        None => frame.as_string().unwrap_or_default().into(),
    }
}

/// Returns what the end of a socket means. Source: RFC 6455, section 7.4.1.
fn farewell(code: u16, reason: &str) -> String {
    let meaning = match code {
        1000 => "in order",
        1001 => "the server is going away",
        1002 => "the protocol of WebSockets was violated",
        1003 | 1007 => "the data was not acceptable",
        1006 => "without a farewell",
        1008 => "the server's policy was violated",
        1009 => "a message was too long",
        1011..=1013 => "the server has a problem",
        _ => "for a reason of the server's",
    };
    match reason {
        "" => format!("closed with code {code}, {meaning}"),
        reason => format!("closed with code {code}, {meaning}: {reason}"),
    }
}

/// Returns why there is no socket. Browsers keep the cause from programs, so the address may be all there is to say; its
/// path and query may be secret.
fn no_socket(url: &str, words: &str) -> DialError {
    let end = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
    let origin = url.get(..end).unwrap_or(url);
    DialError::Io(Arc::new(io::Error::other(format!("the browser opens no WebSocket to {origin}: {words}"))))
}

/// Returns what an exception says.
fn words_of(thrown: &JsValue) -> String {
    match thrown.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => thrown.as_string().unwrap_or_default(),
    }
}

/// The close code of an intended end.
const NORMAL: u16 = 1000;
/// Bytes that wait in the browser before it is given no more.
const ENOUGH_BUFFERED: u32 = 1024 * 1024;
/// Milliseconds after which it may hold less.
const LOOK_AFTER: f64 = 4.0;
