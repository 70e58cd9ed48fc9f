//! The core's events: a kind, and typed fields one after the other.

use super::codes::{
    ConnectionErrorCode, DeniedCode, FlowEndCode, FlushFailureCode, NoticeCode, RequestFailureCode, ServerErrorCode,
    SubscriptionEndCode, parse_error,
};
use super::words::NUMBERS;
use nats_web_core::error::ServerError;
use nats_web_core::service::ServiceEvent;
use nats_web_core::{ConnectionError, Event, RequestFailure, SubscriptionEnd};
use nats_web_jetstream::flows::FlowEvent;

/// The fields of an event: numbers and texts, each in the order in which they are read.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub(crate) numbers: [f64; NUMBERS],
    count: usize,
    /// `None` is a text that there is not.
    pub(crate) texts: Vec<Option<Vec<u8>>>,
}

impl Fields {
    pub(crate) fn begin(&mut self) -> &mut Self {
        self.texts.clear();
        self.count = 0;
        self
    }

    #[inline(never)]
    pub(crate) fn text(&mut self, text: Option<Vec<u8>>) {
        self.texts.push(text);
    }

    #[inline(never)]
    fn number(&mut self, number: f64) {
        if let Some(place) = self.numbers.get_mut(self.count) {
            *place = number;
        }
        self.count += 1;
    }
}

/// A value of an event that crosses.
trait Field {
    /// Its type in TypeScript.
    const TYPE: &'static str;
    /// The method by which TypeScript reads it.
    const READ: &'static str;
    fn put(self, fields: &mut Fields);
}

macro_rules! field {
    ($kind:ty, $typescript:literal, $read:literal, |$value:ident, $fields:ident| $put:expr) => {
        impl Field for $kind {
            const TYPE: &'static str = $typescript;
            const READ: &'static str = $read;
            fn put(self, $fields: &mut Fields) {
                let $value = self;
                $put;
            }
        }
    };
}

field!(u32, "number", "number", |value, fields| fields.number(value.into()));
// Exact up to 2^53: more milliseconds and messages than there will be.
field!(u64, "number", "number", |value, fields| fields.number(value as f64));
field!(bool, "boolean", "flag", |value, fields| fields.number(value.into()));
field!(String, "string", "text", |value, fields| fields.text(Some(value.into_bytes())));
field!(Vec<u8>, "string", "text", |value, fields| fields.text(Some(value)));
field!(Option<String>, "string | undefined", "optionalText", |value, fields| {
    fields.text(value.map(String::into_bytes));
});
field!(Vec<String>, "string[]", "list", |value, fields| {
    fields.number(value.len() as f64);
    value.into_iter().for_each(|text| text.put(fields));
});
field!(ServerError, "ServerError", "serverError", |error, fields| {
    let denied = error.denied.as_ref();
    fields.number(ServerErrorCode::from(&error.kind).number().into());
    fields.number(denied.map_or(0, |denied| DeniedCode::from(&denied.operation).number()).into());
    error.text.put(fields);
    let (subject, queue) = error.denied.map_or((None, None), |denied| (Some(denied.subject), denied.queue));
    subject.put(fields);
    queue.put(fields);
});
field!(Option<ServerError>, "ServerError | undefined", "optionalServerError", |error, fields| match error {
    Some(error) => {
        fields.number(1.0);
        error.put(fields);
    }
    None => fields.number(0.0),
});
field!(ConnectionError, "ConnectionError", "connectionError", |error, fields| {
    fields.number(ConnectionErrorCode::from(&error).number().into());
    match error {
        ConnectionError::Server(error) => error.put(fields),
        ConnectionError::Refused(words) | ConnectionError::Lost(words) => words.put(fields),
        ConnectionError::Greeting(_) => String::new().put(fields),
        ConnectionError::OptionUnavailable(option) => String::from(option).put(fields),
        ConnectionError::Protocol(error) => fields.number(parse_error(error).into()),
        _ => {}
    }
});
field!(
    Option<ConnectionError>,
    "ConnectionError | undefined",
    "optionalConnectionError",
    |error, fields| match error {
        Some(error) => error.put(fields),
        None => fields.number(0.0),
    }
);

macro_rules! code_fields {
    ($($kind:ty, $typescript:literal;)*) => {
        $(field!($kind, $typescript, "number", |code, fields| fields.number(code.number().into()));)*
    };
}

code_fields! {
    SubscriptionEndCode, "SubscriptionEndCode";
    NoticeCode, "NoticeCode";
    FlowEndCode, "FlowEndCode";
    RequestFailureCode, "RequestFailureCode";
}
field!(Option<FlushFailureCode>, "FlushFailureCode | 0", "number", |code, fields| {
    fields.number(code.map_or(0, FlushFailureCode::number).into());
});

macro_rules! events {
    ($($(#[doc = $doc:literal])* $name:ident($($field:ident: $kind:ty),*);)*) => {
        /// The kinds of events.
        #[allow(non_camel_case_types, reason = "named as the functions that put them")]
        #[repr(u32)]
        enum Kind {
            $($name),*
        }

        $(
            $(#[doc = $doc])*
            fn $name(_fields: &mut Fields $(, $field: $kind)*) -> u32 {
                $($field.put(_fields);)*
                Kind::$name as u32 + 1
            }
        )*

        /// Name, documentation, and for each field its name, its type and the method that reads it.
        #[cfg(not(target_arch = "wasm32"))]
        pub(super) const EVENTS: &[Description] = &[$((
            stringify!($name),
            concat!($($doc),*),
            &[$((stringify!($field), <$kind as Field>::TYPE, <$kind as Field>::READ)),*],
        ),)*];
    };
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) type Description = (&'static str, &'static str, &'static [FieldDescription]);
#[cfg(not(target_arch = "wasm32"))]
pub(super) type FieldDescription = (&'static str, &'static str, &'static str);

events! {
    /// Open a socket to `url`.
    dial(dial: u32, url: String);
    /// Send what is still to be transmitted, then close that dial's socket within so many milliseconds.
    hangup(dial: u32, within: u64);
    /// Ask the user for credentials.
    credentials_needed(dial: u32, nonce: Option<String>);
    /// Ask the user's delay function.
    reconnect_delay_needed(attempt: u32);
    /// The handshake is over.
    connected(server: String, again: bool);
    /// An established connection was lost.
    disconnected(server: String);
    /// A server is about to be dialled.
    reconnecting(server: String);
    /// The server sent `INFO`.
    info(json: String);
    /// The cluster's list of servers was read.
    servers_changed(added: Vec<String>, deleted: Vec<String>);
    /// The server will close connections soon.
    lame_duck(server: String);
    /// The server sent `-ERR`.
    server_error(error: ServerError);
    /// The server of an established connection broke the protocol.
    protocol_broken(error: ConnectionError);
    /// A ping is due.
    ping_timer(outstanding: u32);
    /// Too many pings went unanswered.
    stale();
    /// The caller asked for a new connection.
    reconnect_requested();
    /// A subscription has ended.
    subscription_ended(slot: u32, end: SubscriptionEndCode, denial: Option<ServerError>);
    /// A request for several replies has had what it is to have.
    request_over(slot: u32);
    /// A request has failed.
    request_failed(slot: u32, failure: RequestFailureCode, denial: Option<ServerError>);
    /// A flush has ended; `failure` is 0 if it has succeeded.
    flushed(flush: u32, failure: Option<FlushFailureCode>);
    /// The answer of a service to a monitoring request is to be published to `reply`.
    service_answer_needed(service: u32, verb: u32, reply: Vec<u8>);
    /// A service stops, as its subscription to `subject` has ended.
    service_stopping(service: u32, subject: String, denial: Option<ServerError>);
    /// A service has stopped.
    service_stopped(service: u32);
    /// A flow of JetStream copes with something; what the numbers and the text are the notice says.
    flow_notice(flow: u32, notice: NoticeCode, a: u64, b: u64, text: String);
    /// The messages of a flow come to another subscription.
    flow_moved(flow: u32, slot: u32, generation: u32);
    /// A fetch of an ordered flow is over; `code` is a status or an error's, or 0.
    flow_fetch_ended(flow: u32, end: FlowEndCode, code: u32, text: String);
    /// A flow has ended; `code` is a status or an error's, or 0.
    flow_ended(flow: u32, end: FlowEndCode, code: u32, text: String);
    /// The session is closed for good.
    closed(error: Option<ConnectionError>);
}

/// Puts the fields of a services' event where TypeScript reads them. Returns its kind.
pub(crate) fn lay_out_service(event: ServiceEvent, fields: &mut Fields) -> u32 {
    let f = fields.begin();
    match event {
        ServiceEvent::AnswerNeeded { service, verb, reply } => {
            service_answer_needed(f, service.as_u32(), verb as u32, reply)
        }
        ServiceEvent::Stopping { service, subject, end } => {
            let denial = if let SubscriptionEnd::Denied(error) = end { Some(error) } else { None };
            service_stopping(f, service.as_u32(), subject, denial)
        }
        ServiceEvent::Stopped { service } => service_stopped(f, service.as_u32()),
    }
}

/// Puts the fields of a flow's event where TypeScript reads them. Returns its kind.
pub(crate) fn lay_out_flow(event: FlowEvent, fields: &mut Fields) -> u32 {
    let f = fields.begin();
    match event {
        FlowEvent::Notice { flow, kind, a, b, text } => {
            flow_notice(f, flow.as_u32(), NoticeCode::from(&kind), a, b, text)
        }
        FlowEvent::Moved { flow, subscription } => {
            flow_moved(f, flow.as_u32(), subscription.slot, subscription.generation)
        }
        FlowEvent::FetchEnded { flow, end, code, text } => {
            flow_fetch_ended(f, flow.as_u32(), FlowEndCode::from(&end), code, text)
        }
        FlowEvent::Ended { flow, end, code, text } => flow_ended(f, flow.as_u32(), FlowEndCode::from(&end), code, text),
    }
}

/// Puts the fields of an event where TypeScript reads them. Returns its kind.
pub(crate) fn lay_out(event: Event, fields: &mut Fields) -> u32 {
    let f = fields.begin();
    match event {
        Event::Dial { dial, url } => self::dial(f, dial.as_u32(), url),
        Event::Hangup { dial, within } => hangup(f, dial.as_u32(), within),
        Event::CredentialsNeeded { dial, nonce } => credentials_needed(f, dial.as_u32(), nonce),
        Event::ReconnectDelayNeeded { attempt } => reconnect_delay_needed(f, attempt),
        Event::Connected { server, again } => connected(f, server, again),
        Event::Disconnected { server } => disconnected(f, server),
        Event::Reconnecting { server } => reconnecting(f, server),
        Event::Info { json } => info(f, json),
        Event::ServersChanged { added, deleted } => servers_changed(f, added, deleted),
        Event::LameDuck { server } => lame_duck(f, server),
        Event::ServerError(error) => server_error(f, error),
        Event::ProtocolBroken(error) => protocol_broken(f, error),
        Event::PingTimer { outstanding } => ping_timer(f, outstanding),
        // What stands above the session has seen it; and no link of JavaScript's is over TCP.
        Event::Alarm | Event::Secure { .. } | Event::ServerNeeded | Event::DialFailed { .. } => 0,
        Event::Stale => stale(f),
        Event::ReconnectRequested => reconnect_requested(f),
        Event::SubscriptionEnded { subscription, end, .. } => {
            let code = SubscriptionEndCode::from(&end);
            let denial = if let SubscriptionEnd::Denied(error) = end { Some(error) } else { None };
            subscription_ended(f, subscription.slot, code, denial)
        }
        Event::RequestOver { request, .. } => request_over(f, request.slot),
        Event::RequestFailed { request, failure, .. } => {
            let code = RequestFailureCode::from(&failure);
            let denial = if let RequestFailure::Denied(error) = failure { Some(error) } else { None };
            request_failed(f, request.slot, code, denial)
        }
        Event::Flushed { flush, result } => {
            flushed(f, flush.as_u32(), result.err().map(|failure| FlushFailureCode::from(&failure)))
        }
        Event::Closed { error } => closed(f, error),
    }
}
