//! Services: what JavaScript asks the core about them.
//!
//! Texts stand in the session's `scratch` one after the other, and their lengths are parameters; what there is to say
//! comes as texts of [`Session::text_of`].

use crate::codes;
use crate::session::Session;
use nats_web_core::service::{Group, Queue, Unfit, Verb, check, scopes};

impl Session {
    /// Whether a service may be called that: 0, or a refusal.
    pub(crate) fn service_check(&self, name: u32, queue: u32, version: u32) -> i32 {
        let mut texts = Texts(&self.scratch);
        let (name, queue) = (texts.take(name), texts.take_queue(queue));
        check(name, queue, texts.take(version)).map_or_else(codes::unfit, |()| 0)
    }

    /// A group within a group or, with a name that is not a blank, an endpoint of it: the texts are its subject and queue
    /// group.
    pub(crate) fn service_place(&mut self, group: u32, group_queue: u32, name: u32, subject: u32, queue: u32) -> i32 {
        let mut texts = Texts(&self.scratch);
        let group = Group { subject: texts.take(group).into(), ..Group::root(texts.take_queue(group_queue)) };
        let (name, subject, queue) = (texts.take(name), texts.take(subject), texts.take_queue(queue));
        self.said(if name == " " { group.group(subject, queue) } else { group.endpoint(name, subject, queue) })
    }

    /// The text is where to ask services; `verb` is its place in [`Verb::ALL`], `scope` in [`scopes`].
    pub(crate) fn service_subject(&mut self, verb: u32, scope: u32, prefix: u32, name: u32, id: u32) -> i32 {
        let mut texts = Texts(&self.scratch);
        let (prefix, name, id) = (texts.take(prefix), texts.take(name), texts.take(id));
        let subject = Verb::ALL[verb as usize].subject(prefix, scopes(name, id)[scope as usize]);
        self.said(subject.map(|subject| Group { subject, queue: String::new() }))
    }

    fn said(&mut self, place: Result<Group, Unfit>) -> i32 {
        match place {
            Ok(Group { subject, queue }) => {
                self.texts = vec![subject, queue];
                0
            }
            Err(unfit) => codes::unfit(unfit),
        }
    }
}

/// Texts that stand one after the other. JavaScript has encoded them as UTF-8.
struct Texts<'a>(&'a [u8]);

impl<'a> Texts<'a> {
    #[inline(never)]
    fn take(&mut self, length: u32) -> &'a str {
        let (text, rest) = self.0.split_at(length as usize);
        self.0 = rest;
        crate::session::text(text)
    }

    /// JavaScript has no word for no queue group.
    fn take_queue(&mut self, length: u32) -> Queue<'a> {
        let queue = self.take(length);
        if queue.is_empty() { Queue::Inherited } else { Queue::Named(queue) }
    }
}
