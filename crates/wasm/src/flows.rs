//! What stands above the session and owns some of its subscriptions: services, and flows of JetStream.

use crate::boundary::events::{self, Fields};
use nats_web_core as core;
use nats_web_core::service::Services;
use nats_web_jetstream::flows::Flows as Readings;
use nats_web_jetstream::object::digest::Hasher;
use nats_web_jetstream::object::upload::Upload;

/// The owners of a session's flows. There are none before the first is asked for.
#[derive(Debug, Default)]
pub(crate) struct Flows {
    pub(crate) services: Option<Box<Services>>,
    pub(crate) readings: Option<Box<Readings>>,
    /// What objects are hashed by, by its number; `None` where there is none any more.
    pub(crate) hashers: Vec<Option<Hasher>>,
    /// Objects that are being stored, in the same way.
    pub(crate) uploads: Vec<Option<Upload>>,
    /// What the last step of one of them is about.
    pub(crate) step_number: u64,
}

impl Flows {
    /// Takes what is for flows among the deliveries of the last `frame`.
    pub(crate) fn handle_deliveries(&mut self, core: &mut core::Session, frame: &[u8]) {
        if let Some(services) = &mut self.services {
            services.handle_deliveries(core, frame);
        }
        if let Some(readings) = &mut self.readings {
            readings.handle_deliveries(core, frame);
        }
    }

    /// Looks at an event of the session. Returns whether it concerns nobody else.
    pub(crate) fn handle_event(&mut self, core: &mut core::Session, event: &core::Event) -> bool {
        self.services.as_mut().is_some_and(|services| services.handle_event(core, event))
            || self.readings.as_mut().is_some_and(|readings| readings.handle_event(core, event))
    }

    pub(crate) fn has_event(&self) -> bool {
        self.services.as_ref().is_some_and(|services| services.has_event())
            || self.readings.as_ref().is_some_and(|readings| readings.has_event())
    }

    /// Puts the next event into `fields`. Returns its kind, or `None` if there is none.
    pub(crate) fn poll_event(&mut self, fields: &mut Fields) -> Option<u32> {
        if let Some(event) = self.services.as_mut().and_then(|services| services.poll_event()) {
            return Some(events::lay_out_service(event, fields));
        }
        let event = self.readings.as_mut()?.poll_event()?;
        Some(events::lay_out_flow(event, fields))
    }
}
