//! The answers of `vectors.json`, which the faces' tests ask for, too.

use super::running::{NOW, Rig};
use super::*;
use alloc::string::ToString;
use serde_json::{Value, json};

/// A text, empty if there is none.
fn text<'a>(of: &'a Value, key: &str) -> &'a str {
    of.get(key).map_or("", |value| value.as_str().unwrap())
}

fn array<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of.get(key).map_or(&[], |value| value.as_array().unwrap())
}

/// As JSON again, empty if there is none.
fn written(of: &Value, key: &str) -> String {
    of.get(key).map_or(String::new(), ToString::to_string)
}

fn queue(of: &Value) -> Queue<'_> {
    match text(of, "queue") {
        "" => Inherited,
        name => Named(name),
    }
}

/// The service of a vector with its endpoints, and what they have done. Its id is `ID`.
fn play(vector: &Value) -> (Rig, FlowId) {
    let given = vector.get("service").unwrap();
    let description = Description {
        name: text(given, "name"),
        version: text(given, "version"),
        description: text(given, "description"),
        metadata: &written(given, "metadata"),
        tells_no_error: false,
    };
    let mut rig = Rig::new();
    let Rig { session, services, .. } = &mut rig;
    let service = services.add(session, NOW, &description, queue(given), "STARTED".into(), DataSource::Kept).unwrap();
    for endpoint in array(vector, "endpoints") {
        let group = array(endpoint, "groups")
            .iter()
            .fold(Group::root(queue(given)), |parent, group| parent.group(text(group, "name"), queue(group)).unwrap());
        let name = text(endpoint, "name");
        let place = group.endpoint(name, text(endpoint, "subject"), queue(endpoint)).unwrap();
        let metadata = written(endpoint, "metadata");
        let (number, _) = services.add_endpoint(session, NOW, service, name, &place, metadata).unwrap();
        for time in array(endpoint, "requests") {
            services.record(service, number, 1, time.as_u64().unwrap());
        }
        for error in array(endpoint, "errors") {
            services.fail(service, number, error.as_str().unwrap());
        }
    }
    (rig, service)
}

fn response((rig, service): &(Rig, FlowId), verb: Verb) -> Value {
    let mut out = Vec::new();
    rig.services.respond(*service, verb, &mut out);
    let mut response: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(text(&response, "id"), rig.services.id(*service));
    response["id"] = "ID".into();
    response
}

fn all() -> Vec<Value> {
    serde_json::from_slice(include_bytes!("../vectors.json")).unwrap()
}

#[test]
fn the_answers_are_those_of_the_vectors() {
    let vectors = all();
    assert_eq!(vectors.len(), 2);
    for vector in &vectors {
        let service = play(vector);
        for (verb, key) in [(Verb::Ping, "ping"), (Verb::Info, "info"), (Verb::Stats, "stats")] {
            assert_eq!(Some(&response(&service, verb)), vector.get(key), "{} {}", text(vector, "about"), key);
        }
    }
}

#[test]
fn statistics_begin_anew_and_tell_what_the_user_says() {
    let vectors = all();
    let mut played = play(&vectors[1]);
    let service = played.1;
    played.0.services.set_data(service, 0, r#"{"shelves":[3]}"#.into());
    let stats = response(&played, Verb::Stats);
    assert_eq!(array(&stats, "endpoints")[0].get("data"), Some(&json!({ "shelves": [3] })));
    let services = &mut played.0.services;
    services.record(service, 99, 1, 1);
    services.fail(service, 99, "there is none");
    services.set_data(service, 99, "1".into());
    services.reset(service, "later".into());
    let stats = response(&played, Verb::Stats);
    assert_eq!(text(&stats, "started"), "later");
    for endpoint in array(&stats, "endpoints") {
        assert_eq!((endpoint.get("last_error"), endpoint.get("data")), (None, None));
        for key in ["num_requests", "num_errors", "processing_time", "average_processing_time"] {
            assert_eq!(endpoint.get(key), Some(&json!(0)), "{key}");
        }
    }
}
