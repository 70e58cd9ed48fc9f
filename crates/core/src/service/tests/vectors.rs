//! The answers of `vectors.json`, which the JavaScript face gives too.

use super::*;
use crate::codec::json::{Integer, Scanner, Value, write_string};
use crate::codec::number::write_u64;
use alloc::collections::BTreeMap;

/// A JSON text, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Json {
    Text(String),
    Number(u64),
    Array(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl Json {
    fn parse(text: &[u8]) -> Self {
        let mut scanner = Scanner::new(text);
        let json = Self::read(&mut scanner);
        assert_eq!(scanner.finish(), Ok(()), "{}", String::from_utf8_lossy(text));
        json
    }

    fn read(scanner: &mut Scanner<'_>) -> Self {
        match scanner.value() {
            Value::String(text) => Self::Text(text),
            Value::Number(Some(Integer { negative: false, magnitude })) => Self::Number(magnitude),
            Value::Array => {
                let mut elements = Vec::new();
                while scanner.next_element() {
                    elements.push(Self::read(scanner));
                }
                Self::Array(elements)
            }
            Value::Object => {
                let mut members = BTreeMap::new();
                while let Some(key) = scanner.next_key() {
                    let before = members.insert(key.clone(), Self::read(scanner));
                    assert_eq!(before, None, "{key} twice");
                }
                Self::Object(members)
            }
            other => panic!("{other:?}"),
        }
    }

    fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.get(key),
            _ => panic!("{self:?} is no object"),
        }
    }

    /// A text, empty if there is none.
    fn text(&self, key: &str) -> &str {
        match self.get(key) {
            None => "",
            Some(Self::Text(text)) => text,
            Some(other) => panic!("{other:?} is no text"),
        }
    }

    fn array(&self, key: &str) -> &[Self] {
        match self.get(key) {
            None => &[],
            Some(Self::Array(elements)) => elements,
            Some(other) => panic!("{other:?} is no array"),
        }
    }

    /// As text again, empty if there is none.
    fn written(&self, key: &str) -> String {
        let mut out = Vec::new();
        if let Some(json) = self.get(key) {
            json.write(&mut out);
        }
        String::from_utf8(out).unwrap()
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => write_string(out, text),
            Self::Number(number) => write_u64(out, *number),
            Self::Object(members) => {
                for (number, (key, value)) in members.iter().enumerate() {
                    out.push(if number == 0 { b'{' } else { b',' });
                    write_string(out, key);
                    out.push(b':');
                    value.write(out);
                }
                out.push(b'}');
            }
            Self::Array(_) => panic!("not in metadata"),
        }
    }
}

fn queue(of: &Json) -> Queue<'_> {
    match of.text("queue") {
        "" => Inherited,
        name => Named(name),
    }
}

/// The service of a vector with its endpoints, and what they have done.
fn play(vector: &Json) -> Service {
    let given = vector.get("service").unwrap();
    let description = Description {
        name: given.text("name").into(),
        version: given.text("version").into(),
        description: given.text("description").into(),
        metadata: given.written("metadata"),
    };
    let mut service = Service::new(description, queue(given), "ID".into(), "STARTED".into()).unwrap();
    for endpoint in vector.array("endpoints") {
        let group = endpoint
            .array("groups")
            .iter()
            .fold(Group::root(queue(given)), |parent, group| parent.group(group.text("name"), queue(group)).unwrap());
        let name = endpoint.text("name");
        let place = group.endpoint(name, endpoint.text("subject"), queue(endpoint)).unwrap();
        let number = service.add(name, place, endpoint.written("metadata"));
        for time in endpoint.array("requests") {
            let Json::Number(time) = time else { panic!("{time:?} is no time") };
            service.count(number, 1, *time);
        }
        for error in endpoint.array("errors") {
            let Json::Text(error) = error else { panic!("{error:?} is no text") };
            service.fail(number, error);
        }
    }
    service
}

fn response(service: &Service, verb: Verb) -> Json {
    let mut out = Vec::new();
    service.respond(verb, &mut out);
    Json::parse(&out)
}

fn all() -> Json {
    Json::parse(include_bytes!("../vectors.json"))
}

#[test]
fn the_answers_are_those_of_the_vectors() {
    let Json::Array(vectors) = all() else { panic!("no array") };
    assert_eq!(vectors.len(), 2);
    for vector in &vectors {
        let service = play(vector);
        for (verb, key) in [(Verb::Ping, "ping"), (Verb::Info, "info"), (Verb::Stats, "stats")] {
            assert_eq!(Some(&response(&service, verb)), vector.get(key), "{} {}", vector.text("about"), key);
        }
    }
}

#[test]
fn statistics_begin_anew_and_tell_what_the_user_says() {
    let Json::Array(vectors) = all() else { panic!("no array") };
    let mut service = play(&vectors[1]);
    service.set_data(0, r#"{"shelves":[3]}"#.into());
    let stats = response(&service, Verb::Stats);
    assert_eq!(stats.array("endpoints")[0].get("data"), Some(&Json::parse(br#"{"shelves":[3]}"#)));
    service.count(99, 1, 1);
    service.fail(99, "there is none");
    service.set_data(99, "1".into());
    service.reset("later".into());
    let stats = response(&service, Verb::Stats);
    assert_eq!(stats.text("started"), "later");
    for endpoint in stats.array("endpoints") {
        assert_eq!((endpoint.get("last_error"), endpoint.get("data")), (None, None));
        for key in ["num_requests", "num_errors", "processing_time", "average_processing_time"] {
            assert_eq!(endpoint.get(key), Some(&Json::Number(0)), "{key}");
        }
    }
}
