//! How connections begin, break and end.

use crate::{Place, chain, ensure, said};
use async_nats::{Auth, ConnectErrorKind, ConnectOptions, Error, Event, SetServerPoolErrorKind};
use futures_util::StreamExt as _;
use js_sys::Array;
use std::time::Duration;
use wasm_bindgen::JsCast as _;

pub(crate) async fn reconnect(at: Place) -> Result<(), Error> {
    let client = at.client().await?;
    let mut events = client.events();
    let mut inbox = client.subscribe("again").await?;
    client.flush().await?;
    at.restart().await?;
    for wanted in [Event::Disconnected, Event::Connected] {
        loop {
            let event = events.next().await.ok_or("the client ended")?;
            if event == wanted {
                break;
            }
        }
    }
    client.publish("again", "here".into()).await?;
    let message = inbox.next().await.ok_or("the subscription ended")?;
    ensure!(message.payload == "here", "{:?} came", message.payload);
    Ok(())
}

pub(crate) async fn drain(at: Place) -> Result<(), Error> {
    let client = at.client().await?;
    let mut inbox = client.subscribe("drain").await?;
    for _ in 0..1000 {
        client.publish("drain", "x".into()).await?;
    }
    client.drain().await?;
    let mut count = 0;
    while inbox.next().await.is_some() {
        count += 1;
    }
    ensure!(count == 1000, "{count} messages came");
    ensure!(client.is_closed(), "it is not closed");
    ensure!(client.publish("drain", "x".into()).await.is_err(), "a closed client publishes");
    Ok(())
}

pub(crate) async fn nobody_there(_: Place) -> Result<(), Error> {
    let options = ConnectOptions::new().connection_timeout(Duration::from_secs(30));
    let error = options.connect("ws://127.0.0.1:1/secret").await.err().ok_or("somebody is there")?;
    ensure!(error.kind() == ConnectErrorKind::Io, "{error:?}");
    let words = chain(&error);
    ensure!(words.contains("opens no WebSocket to ws://127.0.0.1:1"), "{words}");
    ensure!(!words.contains("secret"), "{words}");
    Ok(())
}

/// The server wants a password.
pub(crate) async fn password(at: Place) -> Result<(), Error> {
    let wrong = ConnectOptions::with_user_and_password("ann".into(), "guess".into());
    let error = wrong.connect(&at.server).await.err().ok_or("any password will do")?;
    ensure!(error.kind() == ConnectErrorKind::AuthorizationViolation, "{error:?}");
    let asked = ConnectOptions::with_auth_callback(|_| async {
        let mut auth = Auth::new();
        (auth.username, auth.password) = (Some("ann".into()), Some("secret".into()));
        Ok(auth)
    });
    asked.connect(&at.server).await?.flush().await?;
    Ok(())
}

pub(crate) async fn no_tcp(at: Place) -> Result<(), Error> {
    for address in ["nats://127.0.0.1:4222", "tls://127.0.0.1", "127.0.0.1"] {
        let options = ConnectOptions::new().retry_on_initial_connect();
        let error = options.connect(address).await.err().ok_or("it connects")?;
        ensure!(error.kind() == ConnectErrorKind::ServerParse, "{error:?}");
        ensure!(chain(&error).contains("begins with ws:// or wss://"), "{}", chain(&error));
    }
    let error = at.client().await?.set_server_pool("nats://127.0.0.1").await.err().ok_or("the pool is taken")?;
    ensure!(error.kind() == SetServerPoolErrorKind::InvalidAddress, "{error:?}");
    Ok(())
}

/// The server is back, and nobody has noticed: an hour would pass until the next dial.
pub(crate) async fn wake(at: Place) -> Result<(), Error> {
    let options = ConnectOptions::new().reconnect_delay_callback(|_| Duration::from_secs(3600));
    let client = options.connect(&at.server).await?;
    let mut events = client.events();
    at.restart().await?;
    while events.next().await.ok_or("the client ended")? != Event::Disconnected {}
    let page: web_sys::EventTarget = js_sys::global().unchecked_into();
    page.dispatch_event(&web_sys::Event::new("online").map_err(said)?).map_err(said)?;
    while events.next().await.ok_or("the client ended")? != Event::Connected {}
    Ok(())
}

pub(crate) async fn callbacks(at: Place) -> Result<(), Error> {
    let told = Array::new();
    let list = told.clone();
    let client = ConnectOptions::new()
        .event_callback(move |event| {
            let list = list.clone();
            async move {
                list.push(&event.to_string().into());
            }
        })
        .connect(&at.server)
        .await?;
    client.drain().await?;
    let told = told.iter().filter_map(|word| word.as_string()).collect::<Vec<_>>();
    ensure!(told.iter().any(|word| word.contains("connected")), "{told:?}");
    Ok(())
}
