//! The services of a session: what they subscribe to, answer and count, and how they stop.

use super::{
    DataSource, Description, Endpoint, Group, Owned, PREFIX, Purpose, Queue, Service, ServiceEvent, Unfit, Verb, check,
    response, scopes,
};
use crate::Timestamp;
use crate::codec::MessageSpans;
use crate::error::Misuse;
use crate::event::{Event, SubscriptionEnd};
use crate::id::{FlowId, SubscriptionId};
use crate::nuid;
use crate::session::{Delivery, Hole, LARGE_PAYLOAD, Outgoing, Session, Source, SubscribeOptions, Target};
use alloc::string::String;
use alloc::vec::Vec;

/// The services of one session, each named by its flow.
///
/// ```
/// use nats_web_core::service::{DataSource, Description, Group, Queue, Services, Verb};
/// use nats_web_core::{Config, Session, Timestamp};
///
/// # let now = Timestamp::ZERO;
/// let mut session = Session::new(Config::default());
/// let mut services = Services::default();
/// let shop = Description { name: "shop", version: "1.0.0", ..Description::default() };
/// let started = "2026-01-01T00:00:00.000Z".to_owned();
/// let shop = services.add(&mut session, now, &shop, Queue::Inherited, started, DataSource::Kept)?;
/// let place = Group::root(Queue::Inherited).endpoint("price", "", Queue::Inherited)?;
/// let (price, subscription) = services.add_endpoint(&mut session, now, shop, "price", &place, String::new())?;
/// services.record(shop, price, 1, 20_000);
/// let mut answer = Vec::new();
/// services.respond(shop, Verb::Stats, &mut answer);
/// assert!(String::from_utf8_lossy(&answer).contains(r#""num_requests":1"#));
/// # assert!(session.is_subscribed(subscription));
/// # Ok::<(), nats_web_core::service::AddError>(())
/// ```
#[derive(Debug, Default)]
pub struct Services {
    /// In the order of their flows, which count up.
    services: Vec<Service>,
    events: Vec<ServiceEvent>,
}

/// Why a service or an endpoint was refused; nothing was sent.
///
/// ```
/// use nats_web_core::service::{AddError, DataSource, Description, Queue, Services, Unfit};
/// use nats_web_core::{Config, Session, Timestamp};
///
/// let (mut session, mut services) = (Session::new(Config::default()), Services::default());
/// let shop = Description { name: "shop", version: "one", ..Description::default() };
/// let refused =
///     services.add(&mut session, Timestamp::ZERO, &shop, Queue::Inherited, String::new(), DataSource::Kept);
/// assert_eq!(refused, Err(AddError::Unfit(Unfit::Version)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddError {
    /// A name or subject was refused.
    Unfit(Unfit),
    /// A subscription was refused.
    Misuse(Misuse),
    /// The service stops or has stopped.
    Stopped,
}

impl From<Unfit> for AddError {
    fn from(unfit: Unfit) -> Self {
        Self::Unfit(unfit)
    }
}

impl From<Misuse> for AddError {
    fn from(misuse: Misuse) -> Self {
        Self::Misuse(misuse)
    }
}

impl Services {
    /// Adds a service, running since `started`, an ISO 8601 date in UTC, and subscribes it to its monitoring subjects.
    /// Its endpoints and groups belong to [`Group::root`] with `queue`.
    ///
    /// # Errors
    /// [`AddError::Unfit`] or [`AddError::Misuse`].
    pub fn add(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        description: &Description<'_>,
        queue: Queue<'_>,
        started: String,
        data_source: DataSource,
    ) -> Result<FlowId, AddError> {
        check(description.name, queue, description.version)?;
        let inbox = session.new_inbox();
        // An inbox ends with what nobody else has.
        let id: String = inbox.iter().skip(inbox.len().saturating_sub(nuid::LENGTH)).map(|&c| char::from(c)).collect();
        let flow = session.new_flow();
        let mut service = Service {
            flow,
            identity: response::identity(description, &id),
            description: response::description(description),
            tells_no_error: description.tells_no_error,
            id,
            started,
            data_source,
            endpoints: Vec::new(),
            subscriptions: Vec::new(),
            is_stopping: false,
            end: None,
            is_released: false,
        };
        let result = service.monitor(session, now, description.name);
        self.services.push(service);
        if let Err(error) = result {
            self.release(session, flow);
            return Err(error);
        }
        Ok(flow)
    }

    /// Adds an endpoint at a place that a group [gave](Group::endpoint), and subscribes there. Returns its number, counted
    /// from zero, and the subscription to which requests are delivered.
    ///
    /// `metadata` is the text of a JSON object, or empty.
    ///
    /// # Errors
    /// [`AddError::Misuse`] or [`AddError::Stopped`].
    pub fn add_endpoint(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        service: FlowId,
        name: &str,
        place: &Group,
        metadata: String,
    ) -> Result<(u32, SubscriptionId), AddError> {
        let service = self.running(service).ok_or(AddError::Stopped)?;
        let subscription = service.subscribe(session, now, place.subject.clone(), &place.queue, Purpose::Endpoint)?;
        service.endpoints.push(Endpoint {
            identity: response::endpoint_identity(name, place),
            metadata,
            data: String::new(),
            requests: 0,
            errors: 0,
            time: 0,
            last_error: String::new(),
        });
        Ok((service.endpoints.len() as u32 - 1, subscription))
    }

    /// Returns the id of an instance; empty for a service that is gone.
    #[must_use]
    pub fn id(&self, service: FlowId) -> &str {
        self.get(service).map_or("", |service| &service.id)
    }

    /// Appends the answer of a service to a monitoring request, which is JSON.
    pub fn respond(&self, service: FlowId, verb: Verb, out: &mut Vec<u8>) {
        if let Some(service) = self.get(service) {
            service.respond(verb, out);
        }
    }

    /// Counts that an endpoint has had `requests` more, and has spent `time` more nanoseconds on requests.
    pub fn record(&mut self, service: FlowId, endpoint: u32, requests: u64, time: u64) {
        if let Some(endpoint) = self.endpoint(service, endpoint) {
            endpoint.requests = endpoint.requests.saturating_add(requests);
            endpoint.time = endpoint.time.saturating_add(time);
        }
    }

    /// Counts that an endpoint has failed with this error.
    pub fn fail(&mut self, service: FlowId, endpoint: u32, error: &str) {
        if let Some(endpoint) = self.endpoint(service, endpoint) {
            endpoint.errors = endpoint.errors.saturating_add(1);
            endpoint.last_error = error.into();
        }
    }

    /// Sets the user's own part of the statistics of an endpoint: JSON text, or empty.
    pub fn set_data(&mut self, service: FlowId, endpoint: u32, data: String) {
        if let Some(endpoint) = self.endpoint(service, endpoint) {
            endpoint.data = data;
        }
    }

    /// Begins all statistics of a service anew, as if started now.
    pub fn reset(&mut self, service: FlowId, started: String) {
        if let Some(service) = self.get_mut(service) {
            service.started = started;
            for endpoint in &mut service.endpoints {
                (endpoint.requests, endpoint.errors, endpoint.time) = (0, 0, 0);
                endpoint.data.clear();
            }
        }
    }

    /// Stops a service, unless that has begun: drains all of its subscriptions. [`ServiceEvent::Stopped`] follows.
    pub fn stop(&mut self, session: &mut Session, service: FlowId) {
        if let Some(service) = self.running(service) {
            service.is_stopping = true;
            for Owned { id, .. } in &service.subscriptions {
                // One that has ended by itself has nothing left to drain.
                let _ = session.drain_subscription(*id);
            }
        }
    }

    /// Stops a service as [`stop`](Self::stop) and forgets it; no event follows.
    pub fn release(&mut self, session: &mut Session, service: FlowId) {
        self.stop(session, service);
        if let Some(service) = self.get_mut(service) {
            service.is_released = true;
        }
        self.forget(service);
    }

    /// Forgets the service once it has stopped: nobody asks for it any more, and it goes on.
    pub fn disown(&mut self, service: FlowId) {
        if let Some(service) = self.get_mut(service) {
            service.is_released = true;
        }
        self.forget(service);
    }

    /// Leaves the subscription of an endpoint to the caller: its end does not stop the service any more, and the endpoint
    /// keeps its statistics.
    pub fn leave(&mut self, service: FlowId, subscription: SubscriptionId) {
        if let Some(service) = self.get_mut(service) {
            service.subscriptions.retain(|owned| owned.id != subscription);
        }
    }

    /// Returns whether a service stops, has stopped or is gone.
    #[must_use]
    pub fn is_stopped(&self, service: FlowId) -> bool {
        self.get(service).is_none_or(|service| service.is_stopping)
    }

    /// Returns how the subscription ended that stopped a service, if one did.
    #[must_use]
    pub fn end(&self, service: FlowId) -> Option<&SubscriptionEnd> {
        self.get(service)?.end.as_ref()
    }

    /// Answers the monitoring requests among the deliveries of the session's last `frame`, and has those to endpoints be
    /// for their subscriptions. To be called if [`Session::has_flow_delivery`] returns true.
    ///
    /// Monitoring requests have no payload as a rule. One of more than about 4 KiB, which the session may not have in its
    /// memory, gets no answer.
    pub fn handle_deliveries(&mut self, session: &mut Session, frame: &[u8]) {
        for at in 0..session.deliveries().len() {
            let Some(&Delivery { target: Target::Flow(flow), message, source }) = session.deliveries().get(at) else {
                continue;
            };
            let Ok(place) = self.place(flow) else { continue };
            let Some(service) = self.services.get(place) else { continue };
            let owned = service.subscriptions.iter().find(|owned| owned.id.sid() == message.sid);
            let target = match owned.map(|owned| (owned.purpose, owned.id)) {
                Some((Purpose::Endpoint, id)) => Target::Subscription(id),
                Some((Purpose::Monitoring(verb), _)) => {
                    if let Some(reply) = reply(session, &message, source, frame)
                        && !service.answer(session, verb, &reply)
                    {
                        self.events.push(ServiceEvent::AnswerNeeded { service: flow, verb, reply });
                    }
                    Target::Nobody
                }
                None => Target::Nobody,
            };
            if let Some(delivery) = session.deliveries_mut().get_mut(at) {
                delivery.target = target;
            }
        }
    }

    /// Looks at an event of the session: a service stops if one of its subscriptions ends. Returns whether the event
    /// concerns nobody else; the end of an endpoint's subscription concerns the face, too.
    pub fn handle_event(&mut self, session: &mut Session, event: &Event) -> bool {
        let Event::SubscriptionEnded { subscription, flow: Some(flow), end, .. } = event else { return false };
        let Ok(place) = self.place(*flow) else { return false };
        let Some(service) = self.services.get_mut(place) else { return false };
        let Some(at) = service.subscriptions.iter().position(|owned| owned.id == *subscription) else { return false };
        let Owned { subject, purpose, .. } = service.subscriptions.remove(at);
        if !service.is_stopping {
            service.end = Some(end.clone());
            self.events.push(ServiceEvent::Stopping { service: *flow, subject, end: end.clone() });
        }
        if service.subscriptions.is_empty() && !service.is_released {
            self.events.push(ServiceEvent::Stopped { service: *flow });
        }
        self.stop(session, *flow);
        self.forget(*flow);
        purpose != Purpose::Endpoint
    }

    /// Returns whether [`poll_event`](Self::poll_event) has something.
    #[must_use]
    #[inline]
    pub fn has_event(&self) -> bool {
        !self.events.is_empty()
    }

    /// Returns the next thing to carry out or to tell.
    pub fn poll_event(&mut self) -> Option<ServiceEvent> {
        if self.events.is_empty() { None } else { Some(self.events.remove(0)) }
    }

    /// Forgets a service that has stopped and that the face has no use for.
    fn forget(&mut self, flow: FlowId) {
        if let Ok(place) = self.place(flow)
            && self.services.get(place).is_some_and(|service| service.is_released && service.subscriptions.is_empty())
        {
            self.services.remove(place);
        }
    }

    fn place(&self, flow: FlowId) -> Result<usize, usize> {
        self.services.binary_search_by_key(&flow, |service| service.flow)
    }

    fn get(&self, flow: FlowId) -> Option<&Service> {
        self.services.get(self.place(flow).ok()?)
    }

    fn get_mut(&mut self, flow: FlowId) -> Option<&mut Service> {
        let place = self.place(flow).ok()?;
        self.services.get_mut(place)
    }

    fn running(&mut self, flow: FlowId) -> Option<&mut Service> {
        self.get_mut(flow).filter(|service| !service.is_stopping)
    }

    fn endpoint(&mut self, flow: FlowId, number: u32) -> Option<&mut Endpoint> {
        self.get_mut(flow)?.endpoints.get_mut(number as usize)
    }
}

impl Service {
    /// Subscribes to the subjects of monitoring requests, without a queue group.
    fn monitor(&mut self, session: &mut Session, now: Timestamp, name: &str) -> Result<(), AddError> {
        let id = self.id.clone();
        for verb in Verb::ALL {
            for scope in scopes(name, &id) {
                let subject = verb.subject(PREFIX, scope)?;
                self.subscribe(session, now, subject, "", Purpose::Monitoring(verb))?;
            }
        }
        Ok(())
    }

    fn subscribe(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        subject: String,
        queue: &str,
        purpose: Purpose,
    ) -> Result<SubscriptionId, Misuse> {
        let queue = Some(queue.as_bytes()).filter(|queue| !queue.is_empty());
        let options = SubscribeOptions { queue, ..SubscribeOptions::default() };
        let id = session.subscribe_for(self.flow, now, subject.as_bytes(), &options)?;
        self.subscriptions.push(Owned { id, subject, purpose });
        Ok(id)
    }

    /// Answers a monitoring request. Returns whether it has: else it is up to the face.
    fn answer(&self, session: &mut Session, verb: Verb, reply: &[u8]) -> bool {
        if verb == Verb::Stats && self.data_source == DataSource::Asked {
            return false;
        }
        let mut json = Vec::new();
        self.respond(verb, &mut json);
        let message = Outgoing { subject: reply, reply: b"", headers: b"", payload: json.len() };
        if json.len() <= LARGE_PAYLOAD
            && let Ok(Hole::Inline(range)) = session.publish_elsewhere(&message)
        {
            session.outbound_mut(range).copy_from_slice(&json);
            return true;
        }
        false
    }
}

/// Returns where the answer to a message is to go, if one is wanted and the message is not too large.
fn reply(session: &Session, message: &MessageSpans, source: Source, frame: &[u8]) -> Option<Vec<u8>> {
    let size = message.payload.end.saturating_sub(message.subject.start);
    let bytes = match source {
        _ if size > MAX_REQUEST => return None,
        Source::Frame => frame,
        Source::Carry => session.carry(),
        Source::Assembled => return None,
    };
    Some(message.reply.of(bytes).to_vec()).filter(|reply| !reply.is_empty())
}

/// The most bytes of a monitoring request from its subject to its end: no such message is assembled by the face.
const MAX_REQUEST: u32 = 4 * 1024 - 16;
