//! The rules of key-value buckets, which JavaScript asks for. Texts come in and go out as those of `jetstream.rs` do.

#![allow(unsafe_code, reason = "texts are not checked")]

use crate::answers::Texts;
use crate::boundary::codes::{KvFault, KvInclude, KvOperation};
use crate::boundary::exports::exports;
use crate::session::Session;
use nats_web_jetstream::kv::KvError;
use nats_web_jetstream::kv::bucket::{self, Server};
use nats_web_jetstream::kv::entry::{Operation, may_create};
use nats_web_jetstream::kv::keys::{Keyspace, Mirror, check_filter, check_key};
use nats_web_jetstream::kv::watch::{self, Include};

impl Session {
    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn kv_keyspace(&mut self, bucket: u32, api: u32, mirror: u32, external: u32) -> bool {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (bucket, api) = unsafe { (texts.take(bucket), texts.take(api)) };
        // SAFETY: the caller says so.
        let (stream, external) = unsafe { (texts.take(mirror), texts.take(external)) };
        let mirror = (!stream.is_empty()).then_some(Mirror { stream, external });
        let Ok(keys) = Keyspace::new(bucket, api, mirror) else { return false };
        self.show(keys.read().into(), Some(keys.write().into()));
        true
    }

    /// # Safety
    ///
    /// `scratch` begins with a text in UTF-8, of this length.
    pub(crate) unsafe fn kv_fault(&mut self, key: u32) -> u32 {
        // SAFETY: the caller says so.
        let key = unsafe { Texts(&self.scratch).take(key) };
        fault(check_filter(key).and_then(|()| check_key(key))) as u32
    }

    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn kv_config(
        &mut self,
        bucket: u32,
        options: u32,
        has_discard_new: bool,
        has_direct_get: bool,
    ) -> u32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (bucket, options) = unsafe { (texts.take(bucket), texts.take(options)) };
        let config = bucket::config(bucket, options.as_bytes(), Server { has_discard_new, has_direct_get });
        self.show_or(config)
    }

    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn kv_watch(
        &mut self,
        read: u32,
        filters: u32,
        include: u32,
        revision: f64,
        headers_only: bool,
    ) -> u32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (read, filters) = unsafe { (texts.take(read), texts.take(filters)) };
        let include = match KvInclude::of(include) {
            KvInclude::LastValues => Include::LastValues,
            KvInclude::History => Include::History,
            KvInclude::Updates => Include::Updates,
            KvInclude::From => Include::From(revision as u64),
        };
        let config = watch::config(read, filters.as_bytes(), include, headers_only);
        self.show_or(config)
    }

    /// # Safety
    ///
    /// `scratch` begins with as many texts in UTF-8, of these lengths.
    pub(crate) unsafe fn kv_operation(&mut self, operation: u32, reason: u32) -> u32 {
        let mut texts = Texts(&self.scratch);
        // SAFETY: the caller says so.
        let (operation, reason) = unsafe { (texts.take(operation), texts.take(reason)) };
        let operation = match Operation::new(operation, reason) {
            Operation::Put => KvOperation::Put,
            Operation::Delete => KvOperation::Delete,
            Operation::Purge => KvOperation::Purge,
        };
        operation as u32
    }

    pub(crate) fn kv_may_create(&mut self, last: u32, tries: u32) -> bool {
        let last = match KvOperation::of(last) {
            KvOperation::None => None,
            KvOperation::Put => Some(Operation::Put),
            KvOperation::Delete => Some(Operation::Delete),
            KvOperation::Purge => Some(Operation::Purge),
        };
        may_create(last, tries)
    }

    /// Puts a configuration where TypeScript reads it, or returns why there is none.
    fn show_or(&mut self, config: Result<Vec<u8>, KvError>) -> u32 {
        let fault = config.map(|config| self.show(config, None));
        self::fault(fault) as u32
    }
}

fn fault(result: Result<(), KvError>) -> KvFault {
    match result {
        Ok(()) => KvFault::Nothing,
        Err(KvError::Bucket) => KvFault::Bucket,
        Err(KvError::Key) => KvFault::Key,
        Err(KvError::Filter) => KvFault::Filter,
        Err(KvError::History) => KvFault::History,
        Err(KvError::Source) => KvFault::Source,
        Err(_) => KvFault::Options,
    }
}

exports! {
    /// Finds what the subjects of a bucket's keys begin with: for reading, and for writing. `mirror` is the stream that
    /// it mirrors, empty for none, and `external` the prefix by which that is reached. Returns whether the bucket's name is
    /// fit.
    kv_keyspace(bucket: u32, api: u32, mirror: u32, external: u32) -> bool;
    /// Returns what is wrong with a key, a {@link KvFault}: that of a filter which is no key is `Key`.
    kv_fault(key: u32) -> u32;
    /// Finds the configuration of a bucket's stream: JSON. Returns a {@link KvFault}.
    kv_config(bucket: u32, options: u32, has_discard_new: bool, has_direct_get: bool) -> u32;
    /// Finds the configuration of a watch's consumer: JSON; `filters` is JSON, too. Returns a {@link KvFault}.
    kv_watch(read: u32, filters: u32, include: u32, revision: f64, headers_only: bool) -> u32;
    /// Returns what an entry does, a {@link KvOperation}, by two of its headers.
    kv_operation(operation: u32, reason: u32) -> u32;
    /// Returns whether to try once more to create a key, by what its last entry does and the number of tries.
    kv_may_create(last: u32, tries: u32) -> bool;
}
