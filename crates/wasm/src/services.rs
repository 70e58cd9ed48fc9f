//! Services: what JavaScript asks the core about them.
//!
//! Texts stand in the session's `scratch` one after the other, and their lengths are parameters; what there is to say
//! comes as the texts of the status.

#![allow(unsafe_code, reason = "texts are not checked")]

use crate::answers::Texts;
use crate::boundary::codes::{self, AddErrorCode, MisuseCode, PartCode, UnfitCode};
use crate::boundary::exports::exports;
use crate::session::{Session, timestamp};
use nats_web_core::FlowId;
use nats_web_core::service::{AddError, DataSource, Description, Group, Part, Queue, Services, Unfit, Verb};

impl Session {
    /// Adds a service. Returns its number, and its id as the text, or a refusal.
    ///
    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    #[allow(clippy::too_many_arguments, reason = "numbers only cross this boundary")]
    pub(crate) unsafe fn service_add(
        &mut self,
        now: f64,
        asks_for_data: bool,
        name: u32,
        queue: u32,
        version: u32,
        description: u32,
        metadata: u32,
        started: u32,
    ) -> i32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (name, queue, version) = unsafe { (texts.take(name), texts.take_queue(queue), texts.take(version)) };
        // SAFETY: the caller says so.
        let (description, metadata, started) =
            unsafe { (texts.take(description), texts.take(metadata), texts.take(started)) };
        let description = Description { name, version, description, metadata, tells_no_error: false };
        let source = if asks_for_data { DataSource::Asked } else { DataSource::Kept };
        let services = self.flows.services.get_or_insert_default();
        match services.add(&mut self.core, timestamp(now), &description, queue, started.into(), source) {
            Ok(service) => {
                let id = services.id(service).into();
                self.show(id, None);
                self.update();
                service.as_u32() as i32
            }
            Err(error) => self.refuse_service(error),
        }
    }

    /// The texts are subject and queue group of a group within a group.
    ///
    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn service_group(&mut self, group: u32, group_queue: u32, name: u32, queue: u32) -> i32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (group, name, queue) =
            unsafe { (texts.take_group(group, group_queue), texts.take(name), texts.take_queue(queue)) };
        let place = group.group(name, queue);
        self.say(place)
    }

    /// Adds an endpoint to a group. The numbers are its own, and slot and generation of its subscription; the texts are
    /// its subject and queue group.
    ///
    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    #[allow(clippy::too_many_arguments, reason = "numbers only cross this boundary")]
    pub(crate) unsafe fn service_endpoint(
        &mut self,
        now: f64,
        service: u32,
        group: u32,
        group_queue: u32,
        name: u32,
        subject: u32,
        queue: u32,
        metadata: u32,
    ) -> i32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let group = unsafe { texts.take_group(group, group_queue) };
        // SAFETY: the caller says so.
        let (name, subject, queue) = unsafe { (texts.take(name), texts.take(subject), texts.take_queue(queue)) };
        // SAFETY: the caller says so.
        let metadata = unsafe { texts.take(metadata) };
        let place = match group.endpoint(name, subject, queue) {
            Ok(place) => place,
            Err(unfit) => return self.refuse_service(unfit.into()),
        };
        let Some(services) = &mut self.flows.services else { return self.refuse_service(AddError::Stopped) };
        let (now, service) = (timestamp(now), FlowId::from_u32(service));
        match services.add_endpoint(&mut self.core, now, service, name, &place, metadata.into()) {
            Ok((number, id)) => {
                self.show_numbers(&[number.into(), id.slot.into(), id.generation.into()]);
                self.show(place.subject.into_bytes(), Some(place.queue.into_bytes()));
                self.update();
                0
            }
            Err(error) => self.refuse_service(error),
        }
    }

    pub(crate) fn service_record(&mut self, service: u32, endpoint: u32, requests: u32, nanos: f64) {
        self.with_services(service, |services, service| {
            services.record(service, endpoint, requests.into(), nanos as u64);
        });
    }

    /// # Safety
    ///
    /// `scratch` begins with a text in UTF-8, of this length.
    pub(crate) unsafe fn service_fail(&mut self, service: u32, endpoint: u32, error: u32) {
        // SAFETY: the caller says so.
        let error: String = unsafe { Texts(&self.scratch).take(error) }.into();
        self.with_services(service, |services, service| services.fail(service, endpoint, &error));
    }

    /// # Safety
    ///
    /// `scratch` begins with a text in UTF-8, of this length.
    pub(crate) unsafe fn service_data(&mut self, service: u32, endpoint: u32, json: u32) {
        // SAFETY: the caller says so.
        let json = unsafe { Texts(&self.scratch).take(json) }.into();
        self.with_services(service, |services, service| services.set_data(service, endpoint, json));
    }

    /// # Safety
    ///
    /// `scratch` begins with a text in UTF-8, of this length.
    pub(crate) unsafe fn service_reset(&mut self, service: u32, started: u32) {
        // SAFETY: the caller says so.
        let started = unsafe { Texts(&self.scratch).take(started) }.into();
        self.with_services(service, |services, service| services.reset(service, started));
    }

    pub(crate) fn service_stop(&mut self, service: u32) {
        if let Some(services) = &mut self.flows.services {
            services.stop(&mut self.core, FlowId::from_u32(service));
            self.update();
        }
    }

    pub(crate) fn service_release(&mut self, service: u32) {
        if let Some(services) = &mut self.flows.services {
            services.release(&mut self.core, FlowId::from_u32(service));
            self.update();
        }
    }

    /// The text is the answer to a monitoring request; `verb` is its place in [`Verb::ALL`].
    pub(crate) fn service_response(&mut self, service: u32, verb: u32) {
        let mut json = Vec::new();
        self.with_services(service, |services, service| services.respond(service, Verb::ALL[verb as usize], &mut json));
        self.show(json, None);
    }

    fn with_services(&mut self, service: u32, command: impl FnOnce(&mut Services, FlowId)) {
        if let Some(services) = &mut self.flows.services {
            command(services, FlowId::from_u32(service));
        }
    }

    /// The text is where to ask services; `verb` is its place in [`Verb::ALL`].
    ///
    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn service_subject(&mut self, verb: u32, prefix: u32, name: u32, id: u32) -> i32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (prefix, name, id) = unsafe { (texts.take(prefix), texts.take(name), texts.take(id)) };
        let subject = Verb::ALL[verb as usize].subject(prefix, (name, id));
        self.say(subject.map(|subject| Group { subject, queue: String::new() }))
    }

    fn say(&mut self, place: Result<Group, Unfit>) -> i32 {
        match place {
            Ok(Group { subject, queue }) => {
                self.show(subject.into_bytes(), Some(queue.into_bytes()));
                0
            }
            Err(unfit) => self.refuse_service(unfit.into()),
        }
    }

    /// Returns the number of a refusal; the numbers say more. Of a name that is unfit: why, whose it is, and at which byte
    /// it fails.
    fn refuse_service(&mut self, error: AddError) -> i32 {
        let numbers = match error {
            AddError::Unfit(unfit) => {
                let (part, at) = match unfit {
                    Unfit::Empty(part) | Unfit::Blank(part) | Unfit::Tail(part) => (part, 0),
                    Unfit::Name(part, at) => (part, at),
                    Unfit::Version => (Part::Service, 0),
                };
                [UnfitCode::from(&unfit).number(), PartCode::from(&part).number(), at as u32]
            }
            AddError::Misuse(misuse) => [MisuseCode::from(&misuse).number(), codes::detail(&misuse), 0],
            AddError::Stopped => [0; 3],
        };
        self.show_numbers(&numbers.map(f64::from));
        self.update();
        -(AddErrorCode::from(&error).number() as i32)
    }
}

exports! {
    /// Adds a service, which is asked for the data of its endpoints or not. Returns its number, or a refusal.
    service_add(
        now: f64, asks_for_data: bool, name: u32, queue: u32, version: u32, description: u32, metadata: u32, started: u32
    ) -> i32;
    /// Finds the subject and queue group of a group within a group.
    service_group(group: u32, group_queue: u32, name: u32, queue: u32) -> i32;
    /// Adds an endpoint to a group of a service.
    service_endpoint(
        now: f64, service: u32, group: u32, group_queue: u32, name: u32, subject: u32, queue: u32, metadata: u32
    ) -> i32;
    /// Counts requests of an endpoint, and the time that was spent on requests.
    service_record(service: u32, endpoint: u32, requests: u32, nanos: f64);
    /// Counts an error of an endpoint.
    service_fail(service: u32, endpoint: u32, error: u32);
    /// Sets the user's own part of an endpoint's statistics: JSON.
    service_data(service: u32, endpoint: u32, json: u32);
    /// Begins the statistics of a service anew.
    service_reset(service: u32, started: u32);
    /// Stops a service.
    service_stop(service: u32);
    /// Forgets a service.
    service_release(service: u32);
    /// Finds the answer of a service to a monitoring request: JSON.
    service_response(service: u32, verb: u32);
    /// Finds where to ask services.
    service_subject(verb: u32, prefix: u32, name: u32, id: u32) -> i32;
}

/// Texts of services.
impl<'a> Texts<'a> {
    /// # Safety
    ///
    /// The next `subject` and `queue` bytes are UTF-8.
    unsafe fn take_group(&mut self, subject: u32, queue: u32) -> Group {
        // SAFETY: the caller says so.
        let (subject, queue) = unsafe { (self.take(subject), self.take_queue(queue)) };
        Group { subject: subject.into(), ..Group::root(queue) }
    }

    /// JavaScript has no word for no queue group.
    ///
    /// # Safety
    ///
    /// The next `length` bytes are UTF-8.
    unsafe fn take_queue(&mut self, length: u32) -> Queue<'a> {
        // SAFETY: the caller says so.
        let queue = unsafe { self.take(length) };
        if queue.is_empty() { Queue::Inherited } else { Queue::Named(queue) }
    }
}
