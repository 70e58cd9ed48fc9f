//! The options of services and endpoints.

use nats_web_core::codec::json::write_string;
use nats_web_core::service::{Description, Queue};

/// The name, version and other options of a service.
///
/// ```
/// use nats_web::service::ServiceOptions;
///
/// let options = ServiceOptions::new("shop", "1.0.0").description("sells things").metadata("region", "north");
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct ServiceOptions {
    pub(super) name: String,
    version: String,
    description: String,
    pub(super) metadata: Metadata,
    pub(super) queue: QueueChoice,
}

impl ServiceOptions {
    /// Creates the options of a service with this name (letters, digits, dashes and underscores), in a version of the
    /// form `1.2.3`.
    pub fn new(name: impl Into<String>, version: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            version: version.into(),
            description: String::new(),
            metadata: Metadata::default(),
            queue: QueueChoice::default(),
        }
    }

    /// Sets the description of the service, in words.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// Adds a key and its value to the metadata.
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.0.push((key.into(), value.into()));
        self
    }

    /// Sets the queue group of endpoints that name none, nor belong to a group that does. By default `q`.
    pub fn queue(mut self, queue: impl Into<String>) -> Self {
        self.queue = QueueChoice::Named(queue.into());
        self
    }

    /// Joins no queue group: each instance gets every request, unless an endpoint or its group names one.
    pub fn without_queue(mut self) -> Self {
        self.queue = QueueChoice::None;
        self
    }

    pub(super) fn as_core<'a>(&'a self, metadata: &'a str) -> Description<'a> {
        Description { name: &self.name, version: &self.version, description: &self.description, metadata }
    }
}

/// The options of an endpoint.
///
/// ```
/// use nats_web::service::EndpointOptions;
///
/// let options = EndpointOptions::new().subject("price.*").metadata("unit", "euro").without_queue();
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct EndpointOptions {
    pub(super) subject: String,
    pub(super) queue: QueueChoice,
    pub(super) metadata: Metadata,
}

impl EndpointOptions {
    /// Returns the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the subject that it listens on, below that of its group. By default its name.
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// Sets the queue group. By default that of its group or service.
    pub fn queue(mut self, queue: impl Into<String>) -> Self {
        self.queue = QueueChoice::Named(queue.into());
        self
    }

    /// Joins no queue group: each instance gets every request.
    pub fn without_queue(mut self) -> Self {
        self.queue = QueueChoice::None;
        self
    }

    /// Adds a key and its value to the metadata.
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.0.push((key.into(), value.into()));
        self
    }
}

/// A [`Queue`] that owns its name.
#[derive(Debug, Clone, Default)]
pub(super) enum QueueChoice {
    #[default]
    Inherited,
    Named(String),
    None,
}

impl QueueChoice {
    pub(super) fn as_core(&self) -> Queue<'_> {
        match self {
            Self::Inherited => Queue::Inherited,
            Self::Named(name) => Queue::Named(name),
            Self::None => Queue::None,
        }
    }
}

/// Keys and values; of several values for a key the last one counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Metadata(Vec<(String, String)>);

impl Metadata {
    /// Returns a JSON object, or an empty text if there are no keys.
    pub(super) fn to_json(&self) -> String {
        let Self(all) = self;
        let mut out = Vec::new();
        for (number, (key, value)) in all.iter().enumerate() {
            if all.iter().skip(number + 1).any(|(later, _)| later == key) {
                continue;
            }
            out.push(if out.is_empty() { b'{' } else { b',' });
            write_string(&mut out, key);
            out.push(b':');
            write_string(&mut out, value);
        }
        if !out.is_empty() {
            out.push(b'}');
        }
        String::from_utf8(out).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_an_object_with_each_key_once() {
        let metadata = |all: &[(&str, &str)]| {
            Metadata(all.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect()).to_json()
        };
        assert_eq!(metadata(&[]), "");
        assert_eq!(metadata(&[("a", "1"), ("b\"", "ü\n")]), r#"{"a":"1","b\"":"ü\u000a"}"#);
        assert_eq!(metadata(&[("a", "1"), ("b", "2"), ("a", "3")]), r#"{"b":"2","a":"3"}"#);
    }
}
