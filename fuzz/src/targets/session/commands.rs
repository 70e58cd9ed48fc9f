//! One command: of the caller's, of the server's, of the link's or of time's.

use nats_web_core::codec::encode;
use nats_web_core::{Credentials, DialId, HeaderMap, Inbox, Misuse, Outgoing, SubscribeOptions, Until};

use super::model::{Expected, Request, Subscription};
use super::rig::Rig;
use super::server::Interest;
use crate::input::Input;
use crate::oracle::client::Published;

/// Reads one command and does it.
pub(super) fn one(rig: &mut Rig, input: &mut Input<'_>) {
    match input.byte() % 64 {
        0..=7 => publish(rig, input),
        8..=13 => subscribe(rig, input),
        14 | 15 => unsubscribe(rig, input),
        16 => drain_subscription(rig, input),
        17..=22 => request(rig, input),
        23 => cancel(rig, input),
        24 | 25 => flush(rig),
        26..=30 => pass_time(rig, input),
        31 => rig.now = input.number(),
        32..=42 => say(rig, input),
        43..=45 => rig.bring(usize::from(input.byte())),
        46..=51 => serve(rig),
        52 => close_socket(rig),
        53 => stale_reports(rig, input),
        54 => answer_credentials(rig, input),
        55 => {
            let at = rig.at();
            rig.session.handle_reconnect_delay(at, input.pick(&[0, 5, 1_000, u64::MAX]));
        }
        56 | 57 => rig.transmit(input.below(4)),
        58 => {
            let at = rig.at();
            rig.session.probe(at);
        }
        59 => {
            let at = rig.at();
            let _ = rig.session.reconnect(at);
        }
        60 => corrupt(rig, input),
        61 => {
            let raw = input.byte();
            rig.server.garble();
            rig.pipe.extend(input.bytes(usize::from(raw)));
        }
        62 => drain(rig, input),
        _ => close(rig, input),
    }
}

fn content(input: &mut Input<'_>) -> (Published, bool) {
    let choice = input.byte();
    let mut message = Published { subject: input.pick(&SUBJECTS).to_vec(), ..Published::default() };
    if choice & 1 == 1 {
        message.reply = input.pick(&SUBJECTS).to_vec();
    }
    if choice & 6 == 6 {
        let mut map = HeaderMap::new();
        map.append("k", &input.text().replace(['\r', '\n'], "")).expect("sound");
        map.encode(&mut message.headers);
    }
    let large = choice >= 0xf8;
    let size = if large { nats_web_core::session::LARGE_PAYLOAD + 1 } else { usize::from(choice >> 3) };
    message.payload = vec![input.byte(); size];
    (message, large)
}

fn publish(rig: &mut Rig, input: &mut Input<'_>) {
    let (mut message, mut large) = content(input);
    let mut result = rig.session.publish(&outgoing(&message));
    let mut again = input.below(8).saturating_sub(4);
    loop {
        match result {
            Ok(hole) => rig.accepted(hole, Expected { message: message.clone(), request: None, large }),
            Err(misuse) => return check_misuse(rig, misuse),
        }
        if again == 0 {
            return;
        }
        again -= 1;
        let (next, is_large) = content(input);
        message = Published { headers: next.headers, payload: next.payload, ..message };
        large = is_large;
        result = rig.session.publish_again(&message.headers, message.payload.len());
    }
}

fn request(rig: &mut Rig, input: &mut Input<'_>) {
    let (message, large) = content(input);
    let timeout = input.pick(&[1_000, 0, 10, u64::MAX]);
    let reply = [b"own.".to_vec(), input.token()].concat();
    let sound = nats_web_core::subject::check_publish_pedantic(&reply).is_ok();
    let choice = input.byte();
    let inbox = match choice % 4 {
        0 | 1 => Inbox::Shared,
        2 => Inbox::Own,
        _ => Inbox::At(&reply),
    };
    let until = match choice / 4 % 8 {
        1 => Until::Timeout,
        2 => Until::Count(input.byte().into()),
        3 => Until::Silence(input.pick(&[5, 0, 1_000, u64::MAX])),
        4 => Until::Sentinel,
        _ => Until::First,
    };
    let at = rig.at();
    match rig.session.request_until(at, &outgoing(&message), inbox, timeout, until) {
        Ok((id, hole)) => {
            assert!(sound || !matches!(inbox, Inbox::At(_)));
            let reply = matches!(inbox, Inbox::At(_)).then_some(reply);
            let serial = rig.model.serial();
            let deadline = rig.deadline(timeout);
            rig.model.requested(id, Request { serial, deadline, reply, until, replies: 0, is_enough: false });
            rig.accepted(hole, Expected { message, request: Some(serial), large });
        }
        Err(misuse) => check_misuse(rig, misuse),
    }
}

fn subscribe(rig: &mut Rig, input: &mut Input<'_>) {
    let subject = input.pick(&SUBJECTS).to_vec();
    let queue = (input.below(4) == 0).then(|| input.token());
    let options = SubscribeOptions {
        queue: queue.as_deref(),
        max: input.pick(&[None, None, Some(1), Some(2), Some(u64::MAX >> 4)]),
        timeout: input.pick(&[None, None, None, Some(10), Some(u64::MAX)]),
    };
    let at = rig.at();
    match rig.session.subscribe(at, &subject, &options) {
        Ok(id) => {
            let sid = rig.session.subscription_sid(id).expect("a new subscription has a sid");
            let max = options.max;
            let subscription = Subscription { sid, subject, queue, max, received: 0, draining: false };
            rig.model.subscribed(id, subscription);
        }
        Err(misuse) => check_misuse(rig, misuse),
    }
}

fn unsubscribe(rig: &mut Rig, input: &mut Input<'_>) {
    let Some(id) = rig.some_subscription(input.below(8)) else { return };
    let max = input.pick(&[None, Some(0), Some(1), Some(3)]);
    rig.session.unsubscribe(id, max).expect("a live subscription");
    let Some(subscription) = rig.model.subscriptions.get_mut(&id.as_u32()) else { return };
    subscription.max = max;
    if max.is_none_or(|max| max <= subscription.received) {
        rig.model.end_subscription(id.as_u32());
        assert_eq!(rig.session.unsubscribe(id, None), Err(Misuse::SubscriptionClosed));
    }
}

fn drain_subscription(rig: &mut Rig, input: &mut Input<'_>) {
    let Some(id) = rig.some_subscription(input.below(8)) else { return };
    rig.session.drain_subscription(id).expect("a live subscription");
    if let Some(subscription) = rig.model.subscriptions.get_mut(&id.as_u32()) {
        subscription.draining = true;
    }
}

fn cancel(rig: &mut Rig, input: &mut Input<'_>) {
    let Some(id) = rig.some_request(input.below(8)) else { return };
    rig.session.cancel_request(id);
    rig.model.settle(id.as_u32());
    rig.session.cancel_request(id);
}

fn flush(rig: &mut Rig) {
    match rig.session.flush() {
        Ok(id) => rig.model.flushing(id),
        Err(misuse) => check_misuse(rig, misuse),
    }
}

fn drain(rig: &mut Rig, input: &mut Input<'_>) {
    if input.below(4) == 0 {
        let again = rig.session.is_draining() || rig.session.is_closed();
        let at = rig.at();
        assert_eq!(rig.session.drain(at).is_err(), again);
        rig.model.subscriptions.values_mut().for_each(|subscription| subscription.draining = true);
    }
}

fn close(rig: &mut Rig, input: &mut Input<'_>) {
    if input.below(4) == 0 {
        let connected = rig.session.is_connected();
        rig.session.close();
        rig.carry_out();
        assert!(!connected || rig.model.publishes.is_empty(), "what was accepted is sent before the end");
    }
}

fn pass_time(rig: &mut Rig, input: &mut Input<'_>) {
    match input.below(4) {
        0 => rig.now = rig.session.poll_timeout().map_or(rig.now, |next| next.as_millis().max(rig.now)),
        1 => rig.now = rig.now.saturating_add(input.byte().into()),
        2 => rig.now = rig.now.saturating_add(u64::from(input.short()) * 10),
        _ => rig.now = rig.now.saturating_sub(input.byte().into()),
    }
    rig.time_out();
}

/// A server that does its duty, and a link that brings all of it.
fn serve(rig: &mut Rig) {
    rig.transmit(usize::MAX);
    let Some(dial) = rig.dial else { return };
    let at = rig.at();
    rig.session.handle_opened(at, dial);
    if rig.session.is_connected() || rig.server.pings > 0 {
        rig.pipe.extend(b"PONG\r\n".repeat(std::mem::take(&mut rig.server.pings)));
    } else if rig.pipe.is_empty() {
        rig.pipe.extend(b"INFO {\"server_id\":\"S\",\"proto\":1,\"headers\":true,\"max_payload\":1048576}\r\n");
    }
    rig.bring(usize::MAX);
}

/// Something a server may say, if not always now.
fn say(rig: &mut Rig, input: &mut Input<'_>) {
    let words: Vec<u8> = match input.below(12) {
        0 => b"PING\r\n".to_vec(),
        1 => b"+OK\r\n".to_vec(),
        2 => input.pick(&INFOS).to_vec(),
        3 => {
            rig.server.honest = false;
            input.pick(&ERRORS).to_vec()
        }
        4 => denial(rig, input),
        5..=7 => reply(rig, input),
        _ => message(rig, input),
    };
    rig.pipe.extend(words);
}

/// Every `SUB` for some subject and queue group is denied, as one is.
fn denial(rig: &mut Rig, input: &mut Input<'_>) -> Vec<u8> {
    let choice = input.below(8);
    let interests = &mut rig.server.subscriptions;
    let Some(chosen) = interests.values().nth(choice % interests.len().max(1)) else { return Vec::new() };
    let (subject, queue) = (chosen.subject.clone(), chosen.queue.clone());
    // A server quotes as Go does.
    let quoted = |text: &[u8]| String::from_utf8_lossy(text).replace('\\', "\\\\").replace('"', "\\\"");
    let group = queue.as_ref().map_or(String::new(), |queue| format!(" using queue \"{}\"", quoted(queue)));
    let error = format!("-ERR 'Permissions Violation for Subscription to \"{}\"{group}'\r\n", quoted(&subject));
    let same = |interest: &&mut Interest| interest.subject == subject && interest.queue == queue && !interest.denied;
    let denied = interests.values_mut().filter(same).map(|interest| interest.denied = true).count();
    // The words name a subject, and may so reach a client that has subscribed to it anew meanwhile.
    rig.server.honest = false;
    error.repeat(denied).into()
}

fn reply(rig: &mut Rig, input: &mut Input<'_>) -> Vec<u8> {
    let choice = input.below(8);
    let no_responders = input.below(3) == 0;
    let replies: Vec<&Vec<u8>> = rig.model.requests.values().filter_map(|request| request.reply.as_ref()).collect();
    let Some(&reply) = replies.get(choice % replies.len().max(1)) else { return Vec::new() };
    let matching = |pattern: &[u8]| crate::oracle::subject::matches(pattern, reply);
    let Some(sid) = rig.server.subscriptions.iter().find(|(_, known)| matching(&known.subject)).map(|(sid, _)| *sid)
    else {
        return Vec::new();
    };
    if no_responders {
        return [b"HMSG ", reply.as_slice(), format!(" {sid} 16 16\r\nNATS/1.0 503\r\n\r\n\r\n").as_bytes()].concat();
    }
    body([b"MSG ", reply.as_slice(), format!(" {sid} ").as_bytes()].concat(), input)
}

fn message(rig: &mut Rig, input: &mut Input<'_>) -> Vec<u8> {
    let choice = input.below(16);
    let count = rig.server.subscriptions.len() + 1;
    let sid = rig.server.subscriptions.keys().nth(choice % count).copied().unwrap_or(77);
    body(format!("MSG m.{choice} {sid} ").into_bytes(), input)
}

fn body(mut line: Vec<u8>, input: &mut Input<'_>) -> Vec<u8> {
    let size = input.pick(&[0, 1, 3, 40, 5_000, 9_000]);
    line.extend_from_slice(format!("{size}\r\n").as_bytes());
    line.resize(line.len() + size, input.byte());
    line.extend_from_slice(encode::CRLF);
    line
}

fn corrupt(rig: &mut Rig, input: &mut Input<'_>) {
    let at = usize::from(input.short());
    let bits = input.byte();
    let length = rig.pipe.len();
    if length > 0 {
        rig.server.garble();
        rig.pipe[at % length] ^= bits;
    }
}

fn close_socket(rig: &mut Rig) {
    let Some(dial) = rig.dial else { return };
    rig.lose();
    rig.model.next_report();
    let at = rig.at();
    rig.session.handle_closed(at, dial, "gone".into());
}

/// A socket long replaced, or none there ever was.
fn stale_reports(rig: &mut Rig, input: &mut Input<'_>) {
    let dial = DialId::from_u32(input.byte().into());
    if rig.dial == Some(dial) {
        return;
    }
    let at = rig.at();
    rig.session.handle_opened(at, dial);
    assert_eq!(rig.session.handle_payload(dial, 10), 0);
    rig.model.next_report();
    let words = b"MSG a 1 0\r\n\r\n-ERR 'Authorization Violation'\r\nHTTP";
    assert_eq!(rig.session.handle_bytes(at, dial, words), words.len());
    assert!(rig.session.deliveries().is_empty());
    rig.session.handle_credentials(at, dial, None);
    rig.session.handle_closed(at, dial, "stale".into());
}

fn answer_credentials(rig: &mut Rig, input: &mut Input<'_>) {
    let Some(dial) = rig.asked_credentials else { return };
    let credentials = Credentials { token: Some(input.text()), ..Credentials::default() };
    let some = input.below(8) > 0;
    let at = rig.at();
    rig.session.handle_credentials(at, dial, some.then_some(&credentials));
}

fn outgoing(message: &Published) -> Outgoing<'_> {
    let Published { subject, reply, headers, payload } = message;
    Outgoing { subject, reply, headers, payload: payload.len() }
}

/// A refusal must have its reason.
fn check_misuse(rig: &Rig, misuse: Misuse) {
    match misuse {
        Misuse::Closed => assert!(rig.session.is_closed()),
        Misuse::Draining => assert!(rig.session.is_draining()),
        Misuse::BufferFull { .. } => assert!(!rig.session.is_connected()),
        Misuse::PayloadTooLarge { size, max } => assert!(size > max && max == rig.session.largest_message()),
        Misuse::HeadersUnsupported => assert!(!rig.session.info().headers),
        Misuse::Subject(_) | Misuse::Reply(_) | Misuse::Queue(_) | Misuse::Headers(_) => {}
        Misuse::SubscriptionClosed => panic!("no subscription was named"),
    }
}

const SUBJECTS: [&[u8]; 9] =
    [b"a", b"a.b", b"a.*", b"a.>", b"largo.subject.with.tokens", b"", b"a b", b"a\r\nPUB", b">"];

const INFOS: [&[u8]; 6] = [
    b"INFO {\"server_id\":\"S\",\"proto\":1,\"headers\":true,\"max_payload\":100}\r\n",
    b"INFO {\"proto\":1,\"headers\":true,\"connect_urls\":[\"c:4\",\"[::2]:5\",\"not one\"]}\r\n",
    b"INFO {\"proto\":1,\"connect_urls\":[],\"ldm\":true}\r\n",
    b"INFO {\"ldm\":true}\r\n",
    b"INFO {\"proto\":-1}\r\n",
    b"INFO {\"proto\":1,\"nonce\":\"abc\",\"auth_required\":true}\r\n",
];

const ERRORS: [&[u8]; 6] = [
    b"-ERR 'Authorization Violation'\r\n",
    b"-ERR 'User Authentication Expired'\r\n",
    b"-ERR 'Stale Connection'\r\n",
    b"-ERR 'Permissions Violation for Publish to \"a\"'\r\n",
    b"-ERR 'Permissions Violation for Subscription to \"a.*\"'\r\n",
    b"-ERR\r\n",
];
