use super::*;
use alloc::string::ToString;
use serde_json::{Value as Json, json};

fn made(options: Json) -> Json {
    made_by(options, Server::default())
}

fn made_by(options: Json, server: Server) -> Json {
    serde_json::from_slice(&config("b", options.to_string().as_bytes(), server).unwrap()).unwrap()
}

fn refusal(options: Json) -> KvError {
    config("b", options.to_string().as_bytes(), Server::default()).unwrap_err()
}

#[test]
fn a_bucket_without_options_is_that_of_1_30_3() {
    let expected = json!({
        "name": "KV_b", "retention": "limits", "max_msgs_per_subject": 1, "max_bytes": -1, "max_msg_size": -1,
        "storage": "file", "num_replicas": 1, "subjects": ["$KV.b.>"], "discard": "new", "allow_direct": true,
        "allow_rollup_hdrs": true,
    });
    assert_eq!(made(json!({})), expected);
    assert_eq!(made(json!({ "history": null, "codec": { "key": {} }, "timeout": 3, "streamName": "" })), expected);
}

#[test]
fn options_become_the_streams() {
    let config = made(json!({
        "description": "all \"keys\"", "replicas": 3, "history": 64, "max_bytes": 100_000, "maxValueSize": 100,
        "ttl": 60_000, "markerTTL": 5_000, "storage": "memory", "placement": { "cluster": "c", "tags": ["t"] },
        "republish": { "src": ">", "dest": "r.>" }, "compression": true, "metadata": { "a": "b" },
        "streamName": "mine", "allow_direct": false, "deny_delete": true,
    }));
    let expected = json!({
        "name": "mine", "retention": "limits", "description": "all \"keys\"", "metadata": { "a": "b" },
        "max_msgs_per_subject": 64, "max_bytes": 100_000, "max_msg_size": 100, "max_age": 60_000_000_000_u64,
        "allow_msg_ttl": true, "subject_delete_marker_ttl": 5_000_000_000_u64, "storage": "memory", "num_replicas": 3,
        "placement": { "cluster": "c", "tags": ["t"] }, "republish": { "src": ">", "dest": "r.>" },
        "compression": "s2", "subjects": ["$KV.b.>"], "discard": "new", "allow_direct": false,
        "allow_rollup_hdrs": true, "deny_delete": true,
    });
    assert_eq!(config, expected);
}

#[test]
fn deprecated_options_stand_before_those_that_replace_them() {
    let config = made(json!({
        "maxBucketSize": 5, "max_bytes": 7, "placementCluster": "old", "placement": { "cluster": "new" },
        "compression": false, "ttl": 0,
    }));
    assert_eq!(config["max_bytes"], json!(5));
    assert_eq!(config["placement"], json!({ "cluster": "old", "tags": [] }));
    assert_eq!(config["compression"], json!("none"));
    assert_eq!(config.get("max_age"), None);
    assert_eq!(made(json!({ "maxBucketSize": 0, "max_bytes": 7 }))["max_bytes"], json!(7));
    assert_eq!(made(json!({ "max_bytes": 0 }))["max_bytes"], json!(-1));
}

#[test]
fn older_servers_drop_old_messages_and_have_no_direct_gets() {
    let config = made_by(json!({}), Server { has_discard_new: false, has_direct_get: false });
    assert_eq!((&config["discard"], &config["allow_direct"]), (&json!("old"), &json!(false)));
}

#[test]
fn a_mirror_has_no_subjects() {
    let config = made(json!({ "mirror": { "name": "o", "domain": "hub", "opt_start_seq": 3 }, "sources": [] }));
    assert_eq!(config["mirror"], json!({ "name": "KV_o", "domain": "hub", "opt_start_seq": 3 }));
    assert_eq!(config["mirror_direct"], json!(true));
    assert_eq!((config.get("subjects"), config.get("sources")), (None, None));
}

#[test]
fn the_keys_of_sources_become_the_buckets() {
    let config = made(json!({ "sources": [
        { "name": "o", "subject_transforms": [{ "src": "x", "dest": "y" }] },
        { "name": "KV_b", "subject_transforms": [{ "src": "x", "dest": "y" }] },
        { "name": "KV_far", "external": { "api": "$JS.hub.API" } },
    ] }));
    let expected = json!([
        { "name": "KV_o", "subject_transforms": [{ "src": "$KV.o.>", "dest": "$KV.b.>" }] },
        { "name": "KV_b", "subject_transforms": [{ "src": "x", "dest": "y" }] },
        { "name": "KV_far", "external": { "api": "$JS.hub.API" } },
    ]);
    assert_eq!(config["sources"], expected);
    assert_eq!(config["subjects"], json!(["$KV.b.>"]));
    assert_eq!(made(json!({ "sources": [] }))["sources"], json!([]));
}

#[test]
fn what_makes_no_bucket_is_refused() {
    for history in [json!(0), json!(65), json!(-1), json!("3"), json!(1.5)] {
        assert_eq!(refusal(json!({ "history": history })), KvError::History, "{history}");
    }
    for sources in [json!([{}]), json!([{ "name": "a.b" }]), json!("o"), json!([{ "name": "KV_" }])] {
        assert_eq!(refusal(json!({ "sources": sources })), KvError::Source, "{sources}");
    }
    assert_eq!(refusal(json!({ "mirror": {} })), KvError::Source);
    assert_eq!(config("a.b", b"{}", Server::default()), Err(KvError::Bucket));
    for bad in ["", "{", "{\"a\":}", "{}{}"] {
        assert!(matches!(config("b", bad.as_bytes(), Server::default()), Err(KvError::Options(_))), "{bad}");
    }
}
