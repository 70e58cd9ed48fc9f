//! One WebSocket of the port.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_websockets::ServerBuilder;

use super::Input;

/// Opens the WebSocket after a `delay`, and reports to `inputs` what happens on it until it is closed, by either side.
pub(super) async fn run(connection: u32, stream: TcpStream, delay: Duration, inputs: UnboundedSender<Input>) {
    let _ = stream.set_nodelay(true);
    tokio::time::sleep(delay).await;
    let Ok((_, mut socket)) = ServerBuilder::new().accept(stream).await else { return };
    let (to_send, mut outgoing) = unbounded_channel();
    let _ = inputs.send(Input::Opened(connection, to_send));
    loop {
        tokio::select! {
            message = socket.next() => match message {
                Some(Ok(message)) if message.is_binary() || message.is_text() => {
                    let _ = inputs.send(Input::Received(connection, message.into_payload().to_vec()));
                }
                Some(Ok(_)) => {}
                _ => break,
            },
            message = outgoing.recv() => {
                let Some(message) = message else {
                    let _ = socket.close().await;
                    break;
                };
                if socket.send(message).await.is_err() {
                    break;
                }
            }
        }
    }
    let _ = inputs.send(Input::Closed(connection));
}
