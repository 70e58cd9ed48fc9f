//! Events, taken apart for JavaScript: a kind, two numbers and some texts.

use crate::codes;
use crate::status::Status;
use nats_web_core::error::ServerError;
use nats_web_core::{ConnectionError, Event, RequestFailure, SubscriptionEnd};

/// Puts the parts of `event` into `status` and `texts`; gives its kind.
pub(crate) fn lay_out(event: Event, status: &mut Status, texts: &mut Vec<String>) -> u32 {
    texts.clear();
    let (kind, a, b) = match event {
        Event::Dial { dial, url } => {
            texts.push(url);
            (1, dial.as_u32(), 0)
        }
        Event::Hangup { dial } => (2, dial.as_u32(), 0),
        Event::CredentialsNeeded { dial, nonce } => {
            if let Some(nonce) = nonce {
                texts.push(nonce);
            }
            (3, dial.as_u32(), 0)
        }
        Event::ReconnectDelayNeeded => (4, 0, 0),
        Event::Connected { server, again } => {
            texts.push(server);
            (5, u32::from(again), 0)
        }
        Event::Disconnected { server } => {
            texts.push(server);
            (6, 0, 0)
        }
        Event::Reconnecting { server } => {
            texts.push(server);
            (7, 0, 0)
        }
        Event::Info { json } => {
            texts.push(json);
            (8, 0, 0)
        }
        Event::ServersChanged { added, mut deleted } => {
            let counts = (added.len() as u32, deleted.len() as u32);
            *texts = added;
            texts.append(&mut deleted);
            (9, counts.0, counts.1)
        }
        Event::LameDuck { server } => {
            texts.push(server);
            (10, 0, 0)
        }
        Event::ServerError(error) => (11, server_error(error, texts), 0),
        Event::ProtocolBroken(error) => {
            let (code, detail) = connection_error(error, texts);
            (19, code, detail)
        }
        Event::PingTimer { outstanding } => (12, outstanding, 0),
        Event::Stale => (13, 0, 0),
        Event::ReconnectRequested => (14, 0, 0),
        Event::SubscriptionEnded { subscription, end } => {
            let code = codes::subscription_end(&end);
            if let SubscriptionEnd::Denied(error) = end {
                server_error(error, texts);
            }
            (15, subscription.as_u32(), code)
        }
        Event::RequestOver { request } => (16, request.as_u32(), 0),
        Event::RequestFailed { request, failure } => {
            let code = codes::request_failure(&failure);
            if let RequestFailure::Denied(error) = failure {
                server_error(error, texts);
            }
            (16, request.as_u32(), code)
        }
        Event::Flushed { flush, result } => (17, flush.as_u32(), codes::flush_result(result)),
        Event::Closed { error } => {
            let (code, detail) = error.map_or((0, 0), |error| connection_error(error, texts));
            (18, code, detail)
        }
    };
    status.event_a = a;
    status.event_b = b;
    kind
}

/// Texts: the server's words; then, if something was denied, operation code, subject and perhaps queue.
fn server_error(error: ServerError, texts: &mut Vec<String>) -> u32 {
    texts.push(error.text);
    if let Some(denied) = error.denied {
        texts.push(if codes::denied(denied.operation) == 1 { "publish".into() } else { "subscription".into() });
        texts.push(denied.subject);
        if let Some(queue) = denied.queue {
            texts.push(queue);
        }
    }
    codes::server_error(error.kind)
}

fn connection_error(error: ConnectionError, texts: &mut Vec<String>) -> (u32, u32) {
    let code = codes::connection_error(&error);
    let detail = match error {
        ConnectionError::Refused(why) | ConnectionError::Lost(why) => {
            texts.push(why);
            0
        }
        ConnectionError::Server(error) => server_error(error, texts),
        ConnectionError::OptionUnavailable(option) => {
            texts.push(option.into());
            0
        }
        ConnectionError::Protocol(error) => codes::parse_error(error),
        ConnectionError::Info(_)
        | ConnectionError::Timeout
        | ConnectionError::Stale
        | ConnectionError::Credentials
        | ConnectionError::NoServers
        | ConnectionError::DrainTimeout
        | ConnectionError::Trapped => 0,
    };
    (code, detail)
}
