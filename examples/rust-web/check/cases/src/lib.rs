//! Each case gets a server's address, and a function of JavaScript's that has the server start anew.

mod connection;
mod jetstream;
mod messages;
mod requests;

use async_nats::Error;
use js_sys::{Function, Promise};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

/// Runs a case by its name.
///
/// # Errors
/// What went wrong.
#[wasm_bindgen]
pub async fn run(name: String, server: String, restart: Function) -> Result<(), JsValue> {
    let at = Place { server, restart };
    let outcome = match name.as_str() {
        "messages come in order" => messages::in_order(at).await,
        "headers come as they were sent" => messages::headers(at).await,
        "a payload of 1 MB goes both ways" => messages::large(at).await,
        "a publisher waits while the browser holds much" => messages::much(at).await,
        "a page goes on while a flood comes in" => messages::flood(at).await,
        "a request has its reply" => requests::reply(at).await,
        "a service answers" => requests::service(at).await,
        "nobody answers" => requests::no_responders(at).await,
        "an answer does not come in time" => requests::timeout(at).await,
        "a lost connection is made again" => connection::reconnect(at).await,
        "a wait ends when the network is back" => connection::wake(at).await,
        "a client drains" => connection::drain(at).await,
        "a wrong address is an error" => connection::nobody_there(at).await,
        "a wrong password is refused" => connection::password(at).await,
        "an address for TCP is an error at once" => connection::no_tcp(at).await,
        "functions may hold objects of JavaScript" => connection::callbacks(at).await,
        "a consumer gets what a stream has" => jetstream::consume(at).await,
        "a watch tells what changes" => jetstream::watch(at).await,
        "a watch goes on after an outage" => jetstream::watch_over_an_outage(at).await,
        "an object is stored and read" => jetstream::objects(at).await,
        _ => Err("there is no such case".into()),
    };
    outcome.map_err(|error| JsValue::from_str(&chain(&*error)))
}

/// Where a case takes place.
struct Place {
    server: String,
    restart: Function,
}

impl Place {
    async fn client(&self) -> Result<async_nats::Client, Error> {
        Ok(async_nats::connect(&self.server).await?)
    }

    /// Ends the server, and starts it on the same port.
    async fn restart(&self) -> Result<(), Error> {
        let restarted = self.restart.call0(&JsValue::NULL).map_err(said)?;
        JsFuture::from(restarted.unchecked_into::<Promise>()).await.map_err(said)?;
        Ok(())
    }
}

/// Fails unless something holds.
macro_rules! ensure {
    ($condition:expr, $($words:tt)+) => {
        if !$condition {
            return Err(format!($($words)+).into());
        }
    };
}
use ensure;

fn said(thrown: JsValue) -> Error {
    format!("{thrown:?}").into()
}

/// Returns the words of an error and of those behind it.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        words = format!("{words}: {error}");
        source = error.source();
    }
    words
}
