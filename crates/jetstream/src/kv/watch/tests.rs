use super::*;
use alloc::string::ToString;
use serde_json::{Value as Json, json};

fn made(filters: &Json, include: Include) -> Result<Json, KvError> {
    let config = config("$KV.b.", filters.to_string().as_bytes(), include, false)?;
    Ok(serde_json::from_slice(&config).unwrap())
}

#[test]
fn one_filter_stands_alone_and_several_in_an_array() {
    let one = made(&json!("a.>"), Include::LastValues).unwrap();
    let wanted = json!({ "deliver_policy": "last_per_subject", "ack_policy": "none", "filter_subject": "$KV.b.a.>" });
    assert_eq!(one, wanted);
    assert_eq!(made(&json!(["a.>"]), Include::LastValues).unwrap(), wanted);
    let several = made(&json!(["a", "b.*"]), Include::Updates).unwrap();
    let wanted = json!({ "deliver_policy": "new", "ack_policy": "none", "filter_subjects": ["$KV.b.a", "$KV.b.b.*"] });
    assert_eq!(several, wanted);
}

#[test]
fn a_revision_is_where_to_begin() {
    let config = made(&json!(">"), Include::From(7)).unwrap();
    assert_eq!((&config["deliver_policy"], &config["opt_start_seq"]), (&json!("by_start_sequence"), &json!(7)));
}

#[test]
fn filters_that_find_nothing_are_refused() {
    for filters in [json!([]), json!(""), json!("a..b"), json!(["a", "b*"]), json!([1]), json!(null)] {
        assert_eq!(made(&filters, Include::History), Err(KvError::Filter), "{filters}");
    }
    assert!(matches!(config("$KV.b.", b"[", Include::History, false), Err(KvError::Filter | KvError::Options(_))));
}

#[test]
fn an_empty_beginning_is_over_at_once() {
    let mut beginning = Beginning::default();
    assert!(beginning.created(0, 0));
    assert!(beginning.is_over());
    assert!(!beginning.received(0));
}

#[test]
fn messages_that_come_before_the_answer_count() {
    let mut beginning = Beginning::default();
    assert!(!beginning.received(1));
    assert!(!beginning.received(0), "how many there are is not known yet");
    assert!(beginning.created(0, 2));
}

#[test]
fn nothing_pending_is_not_the_end_while_less_has_come_than_there_was() {
    let mut beginning = Beginning::default();
    assert!(!beginning.created(3, 0));
    assert!(!beginning.received(0));
    assert!(!beginning.received(2));
    assert!(!beginning.received(1), "as many as there were, but one of them was replaced by what still follows");
    assert!(beginning.received(0));
}

#[test]
fn what_never_comes_is_not_waited_for_once_the_server_is_idle() {
    let mut beginning = Beginning::default();
    assert!(!beginning.idle(), "the consumer is not made yet");
    assert!(!beginning.created(3, 0));
    assert!(!beginning.received(1));
    assert!(beginning.idle());
    assert!(!beginning.idle());
}

#[test]
fn another_consumer_goes_on_with_the_count() {
    let mut beginning = Beginning::default();
    assert!(!beginning.created(3, 0));
    assert!(!beginning.received(2));
    beginning.reset();
    assert!(!beginning.received(1));
    assert!(!beginning.created(1, 1));
    assert!(beginning.received(0));
}
