//! A face for one thread that blocks. `docs/writing-a-face.md` explains it.

mod commands;

use nats_web_core::{Assembly, Config, ConnectionError, DialId, Event, MessageSpans, RequestFailure, RequestId};
use nats_web_core::{Session, Source, SubscriptionEnd, SubscriptionId, Target, Timestamp, Transmit};
use std::collections::{HashMap, VecDeque};
use std::error::Error;
use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::{Duration, Instant};
use tungstenite::protocol::WebSocketConfig;
use tungstenite::{WebSocket, http::Uri};

/// A message, copied out of the bytes it came in.
pub(crate) struct Message {
    pub(crate) subject: String,
    pub(crate) reply: String,
    pub(crate) payload: Vec<u8>,
}

/// A session, and what it needs of the platform.
pub(crate) struct Face {
    session: Session,
    epoch: Instant,
    /// The open socket, and which dial it is of.
    link: Option<(DialId, WebSocket<TcpStream>)>,
    /// What has come of a large message.
    assembled: Vec<u8>,
    /// Large payloads that the session has announced, oldest first.
    large: VecDeque<Vec<u8>>,
    /// What the user has not taken yet.
    messages: HashMap<SubscriptionId, VecDeque<Message>>,
    ends: HashMap<SubscriptionId, SubscriptionEnd>,
    replies: HashMap<RequestId, Result<Message, RequestFailure>>,
    error: Option<ConnectionError>,
}

impl Face {
    fn new(config: Config) -> Self {
        Self {
            session: Session::new(config),
            epoch: Instant::now(),
            link: None,
            assembled: Vec::new(),
            large: VecDeque::new(),
            messages: HashMap::new(),
            ends: HashMap::new(),
            replies: HashMap::new(),
            error: None,
        }
    }

    /// Runs the loop until `look` finds something, or the session is over.
    fn wait_for<T>(&mut self, mut look: impl FnMut(&mut Self) -> Option<T>) -> Option<T> {
        loop {
            self.pump();
            if let Some(found) = look(self) {
                return Some(found);
            }
            if self.session.is_closed() {
                return None;
            }
            self.report();
        }
    }

    /// Sends and carries out all that the session has to say.
    fn pump(&mut self) {
        while self.session.has_transmit() || self.session.has_event() {
            self.transmit();
            while let Some(event) = self.session.poll_event() {
                self.carry_out(event);
            }
        }
    }

    /// Waits for a frame or until the timer is due, and reports that.
    fn report(&mut self) {
        let wait = self.until_timeout();
        match &mut self.link {
            None => std::thread::sleep(wait),
            Some((dial, socket)) => {
                let dial = *dial;
                let set = socket.get_ref().set_read_timeout(Some(wait));
                match set.map_err(tungstenite::Error::Io).and_then(|()| socket.read()) {
                    Ok(frame) if frame.is_binary() || frame.is_text() => self.receive(dial, &frame.into_data()),
                    Ok(_) => {}
                    Err(error) if is_timeout(&error) => {}
                    Err(error) => self.closed(dial, &error),
                }
            }
        }
        let now = self.now();
        if self.session.poll_timeout().is_some_and(|due| due <= now) {
            self.session.handle_timeout(now);
        }
    }

    /// Reports a frame, and hands out the messages that it completes.
    fn receive(&mut self, dial: DialId, frame: &[u8]) {
        let (payload, frame) = frame.split_at(self.session.handle_payload(dial, frame.len()));
        self.assembled.extend_from_slice(payload);
        self.session.handle_bytes(self.now(), dial, frame);
        for delivery in self.session.deliveries() {
            let bytes = match delivery.source {
                Source::Frame => frame,
                Source::Carry => self.session.carry(),
                Source::Assembled => &self.assembled,
            };
            let message = message(&delivery.message, bytes);
            match delivery.target {
                Target::Subscription(id) => self.messages.entry(id).or_default().push_back(message),
                Target::Request(id) => drop(self.replies.insert(id, Ok(message))),
                Target::Nobody | Target::Flow(_) => {}
            }
        }
        if let Some(Assembly { carried, start, len }) = self.session.assembly() {
            self.assembled = Vec::with_capacity(len);
            self.assembled.extend_from_slice(&self.session.carry()[..carried]);
            self.assembled.extend_from_slice(&frame[start..]);
        }
    }

    /// Sends all that is to be sent.
    fn transmit(&mut self) {
        let mut sent = Ok(());
        while let Some(transmit) = self.session.poll_transmit() {
            let frame = match transmit {
                Transmit::Bytes(bytes) => bytes.to_vec(),
                Transmit::Payload(_) => self.large.pop_front().unwrap_or_default(),
                Transmit::Discard => {
                    self.large.pop_front();
                    continue;
                }
            };
            if let (Some((_, socket)), Ok(())) = (&mut self.link, &sent) {
                sent = socket.write(tungstenite::Message::binary(frame));
            }
        }
        if let Some((dial, socket)) = &mut self.link
            && let Err(error) = sent.and_then(|()| socket.flush())
        {
            let dial = *dial;
            self.closed(dial, &error);
        }
    }

    fn carry_out(&mut self, event: Event) {
        match event {
            Event::Dial { dial, url } => match self.dial(&url) {
                Ok(socket) => {
                    self.link = Some((dial, socket));
                    self.session.handle_opened(self.now(), dial);
                }
                Err(error) => self.session.handle_closed(self.now(), dial, error.to_string()),
            },
            Event::Hangup { dial, within } => {
                if let Some((_, mut socket)) = self.link.take_if(|(present, _)| *present == dial) {
                    // The server answers the close frame, and closes.
                    let _ = socket.get_ref().set_read_timeout(Some(Duration::from_millis(within.max(1))));
                    let _ = socket.close(None);
                    while socket.read().is_ok() {}
                }
            }
            Event::SubscriptionEnded { subscription, end, .. } => drop(self.ends.insert(subscription, end)),
            Event::RequestFailed { request, failure, .. } => drop(self.replies.insert(request, Err(failure))),
            Event::Disconnected { server } => eprintln!("disconnected from {server}"),
            Event::Connected { server, .. } => eprintln!("connected to {server}"),
            Event::Closed { error } => self.error = error,
            _ => {}
        }
    }

    fn dial(&self, url: &str) -> Result<WebSocket<TcpStream>, Box<dyn Error>> {
        let uri: Uri = url.parse()?;
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let tcp = TcpStream::connect((host, uri.port_u16().unwrap_or(80)))?;
        tcp.set_nodelay(true)?;
        tcp.set_read_timeout(Some(self.until_timeout()))?;
        let config = WebSocketConfig::default().max_frame_size(None).max_message_size(None);
        Ok(tungstenite::client::client_with_config(uri, tcp, Some(config))?.0)
    }

    fn closed(&mut self, dial: DialId, error: &tungstenite::Error) {
        self.link = None;
        self.session.handle_closed(self.now(), dial, error.to_string());
    }

    /// Returns how long to wait at most: until the session's timer is due.
    fn until_timeout(&self) -> Duration {
        let due = self.session.poll_timeout();
        due.map_or(IDLE, |due| Duration::from_millis(due.since(self.now()).max(1)))
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.epoch.elapsed().as_millis() as u64)
    }
}

fn message(spans: &MessageSpans, bytes: &[u8]) -> Message {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Message {
        subject: text(spans.subject.of(bytes)),
        reply: text(spans.reply.of(bytes)),
        payload: spans.payload.of(bytes).to_vec(),
    }
}

fn is_timeout(error: &tungstenite::Error) -> bool {
    // Which of the two a platform says differs.
    matches!(error, tungstenite::Error::Io(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut))
}

/// How long to wait where no timer is due.
const IDLE: Duration = Duration::from_secs(1);
