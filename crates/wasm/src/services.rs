//! Services: what JavaScript asks the core about them.
//!
//! Texts stand in the session's `scratch` one after the other, and their lengths are parameters; what there is to say
//! comes as texts of [`Session::text_of`].

#![allow(unsafe_code, reason = "texts are not checked")]

use crate::codes;
use crate::session::Session;
use nats_web_core::service::{Group, Queue, Unfit, Verb, check, scopes};

impl Session {
    /// Whether a service may be called that: 0, or a refusal.
    ///
    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn service_check(&self, name: u32, queue: u32, version: u32) -> i32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (name, queue, version) = unsafe { (texts.take(name), texts.take_queue(queue), texts.take(version)) };
        check(name, queue, version).map_or_else(codes::unfit, |()| 0)
    }

    /// A group within a group or, with a name that is not a blank, an endpoint of it: the texts are its subject and queue
    /// group.
    ///
    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn service_place(
        &mut self,
        group: u32,
        group_queue: u32,
        name: u32,
        subject: u32,
        queue: u32,
    ) -> i32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (group, group_queue) = unsafe { (texts.take(group), texts.take_queue(group_queue)) };
        let group = Group { subject: group.into(), ..Group::root(group_queue) };
        // SAFETY: the caller says so.
        let (name, subject, queue) = unsafe { (texts.take(name), texts.take(subject), texts.take_queue(queue)) };
        self.said(if name == " " { group.group(subject, queue) } else { group.endpoint(name, subject, queue) })
    }

    /// The text is where to ask services; `verb` is its place in [`Verb::ALL`], `scope` in [`scopes`].
    ///
    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn service_subject(&mut self, verb: u32, scope: u32, prefix: u32, name: u32, id: u32) -> i32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (prefix, name, id) = unsafe { (texts.take(prefix), texts.take(name), texts.take(id)) };
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
    /// # Safety
    ///
    /// The next `length` bytes are UTF-8.
    #[inline(never)]
    unsafe fn take(&mut self, length: u32) -> &'a str {
        let (text, rest) = self.0.split_at(length as usize);
        self.0 = rest;
        // SAFETY: the caller says so.
        unsafe { crate::session::text(text) }
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
