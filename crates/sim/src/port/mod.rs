//! A server of the simulator on a real port of this machine, over WebSocket: the faces meet the servers that the core
//! meets in virtual time.
//!
//! Connections are counted from 1. Each is treated as was said for it in advance, and those beyond as by an honest server.

mod socket;

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio_websockets::{CloseCode, Message};

use crate::dice::Dice;
use crate::scenario;
use crate::server::{Behaviour, Output, System, Task};

/// How one connection is treated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Treatment {
    /// By a server that behaves like this.
    By(Behaviour),
    /// By nobody: it gets these bytes, and then what [`PortServer::send`] says.
    Script(Vec<u8>),
}

impl From<Behaviour> for Treatment {
    fn from(behaviour: Behaviour) -> Self {
        Self::By(behaviour)
    }
}

/// What happens on the port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortEvent {
    /// This connection is open.
    Opened(u32),
    /// The client has sent these bytes.
    Received(u32, Vec<u8>),
    /// This connection is closed.
    Closed(u32),
}

/// The server; it ends when this is dropped.
#[derive(Debug)]
pub struct PortServer {
    address: SocketAddr,
    inputs: UnboundedSender<Input>,
    events: UnboundedReceiver<PortEvent>,
    task: JoinHandle<()>,
}

impl PortServer {
    /// Listens on a free port of this machine. `treatments` are for the first connections, in their order.
    ///
    /// # Errors
    /// There is no port to be had.
    pub async fn start<T: Into<Treatment>>(treatments: impl IntoIterator<Item = T>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (inputs, to_carry_out) = unbounded_channel();
        let (to_tell, events) = unbounded_channel();
        let mut system = System::new(vec![scenario::server(&address.to_string())], Dice::new(1));
        system.is_numbered = false;
        let treatments = treatments.into_iter().map(Into::into).collect();
        let port =
            Port { system, treatments, accepted: 0, sockets: BTreeMap::new(), inputs: inputs.clone(), events: to_tell };
        let task = tokio::spawn(port.run(listener, to_carry_out));
        Ok(Self { address, inputs, events, task })
    }

    /// Where clients connect.
    #[must_use]
    pub fn url(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// What happens next.
    pub async fn event(&mut self) -> Option<PortEvent> {
        self.events.recv().await
    }

    /// Sends bytes on a connection, as one frame.
    pub fn send(&self, connection: u32, bytes: impl Into<Vec<u8>>) {
        let _ = self.inputs.send(Input::Send(connection, Message::binary(bytes.into())));
    }

    /// Sends a text frame on a connection.
    pub fn send_text(&self, connection: u32, text: &str) {
        let _ = self.inputs.send(Input::Send(connection, Message::text(text.to_owned())));
    }

    /// Closes a connection, with a reason.
    pub fn close(&self, connection: u32, reason: &str) {
        let _ = self.inputs.send(Input::Send(connection, Message::close(Some(CloseCode::GOING_AWAY), reason)));
    }
}

impl Drop for PortServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What the server has to deal with.
enum Input {
    Opened(u32, UnboundedSender<Message>),
    Received(u32, Vec<u8>),
    Closed(u32),
    Task(Task),
    Send(u32, Message),
}

/// What is behind the port.
struct Port {
    system: System,
    treatments: Vec<Treatment>,
    accepted: u32,
    sockets: BTreeMap<u32, UnboundedSender<Message>>,
    inputs: UnboundedSender<Input>,
    events: UnboundedSender<PortEvent>,
}

impl Port {
    async fn run(mut self, listener: TcpListener, mut inputs: UnboundedReceiver<Input>) {
        loop {
            tokio::select! {
                accepted = listener.accept() => {
                    if let Ok((stream, _)) = accepted {
                        self.accept(stream);
                    }
                }
                Some(input) = inputs.recv() => self.handle(input),
            }
            for output in self.system.outputs() {
                self.carry_out(output);
            }
        }
    }

    fn accept(&mut self, stream: TcpStream) {
        self.accepted += 1;
        let delay = match self.treatment(self.accepted) {
            Treatment::By(Behaviour::Refuses) => return,
            Treatment::By(Behaviour::OpensLate(ms)) => ms,
            _ => 0,
        };
        tokio::spawn(socket::run(self.accepted, stream, Duration::from_millis(delay), self.inputs.clone()));
    }

    fn treatment(&self, connection: u32) -> Treatment {
        self.treatments.get(connection as usize - 1).cloned().unwrap_or(Treatment::By(Behaviour::Honest))
    }

    fn handle(&mut self, input: Input) {
        match input {
            Input::Opened(connection, socket) => {
                self.sockets.insert(connection, socket);
                match self.treatment(connection) {
                    Treatment::By(behaviour) => self.system.accept(connection, 0, behaviour),
                    Treatment::Script(bytes) if bytes.is_empty() => {}
                    Treatment::Script(bytes) => self.send(connection, Message::binary(bytes)),
                }
                self.tell(PortEvent::Opened(connection));
            }
            Input::Received(connection, bytes) => {
                self.system.receive(connection, &bytes);
                self.tell(PortEvent::Received(connection, bytes));
            }
            Input::Closed(connection) => {
                self.sockets.remove(&connection);
                self.system.lost(connection);
                self.tell(PortEvent::Closed(connection));
            }
            Input::Task(task) => self.system.run(task),
            Input::Send(connection, message) => self.send(connection, message),
        }
    }

    fn carry_out(&mut self, output: Output) {
        match output {
            Output::Send { dial, bytes } => self.send(dial, Message::binary(bytes)),
            // The socket ends once what was sent has gone.
            Output::Hangup { dial } => drop(self.sockets.remove(&dial)),
            Output::Later { ms, task } => {
                let inputs = self.inputs.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(ms)).await;
                    let _ = inputs.send(Input::Task(task));
                });
            }
            Output::Read { .. } => {}
        }
    }

    fn send(&self, connection: u32, message: Message) {
        if let Some(socket) = self.sockets.get(&connection) {
            let _ = socket.send(message);
        }
    }

    fn tell(&self, event: PortEvent) {
        let _ = self.events.send(event);
    }
}
