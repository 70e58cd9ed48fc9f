use super::*;

#[test]
fn every_wording_of_the_server_is_known() {
    let lines: &[(u16, &str, Status)] = &[
        (100, "Idle Heartbeat", Status::IdleHeartbeat),
        (100, "FlowControl Request", Status::FlowControl),
        (204, "EOB", Status::EndOfBatch),
        (400, "Bad Request - heartbeat value too large", Status::BadRequest),
        (400, "Bad Request - Priority Group missing", Status::BadRequest),
        (404, "No Messages", Status::NoMessages),
        (404, "Message Not Found", Status::NoMessages),
        (408, "Request Timeout", Status::RequestTimeout),
        (408, "Requests Pending", Status::RequestsPending),
        (408, "Interest Expired", Status::InterestExpired),
        (408, "Bad Request", Status::BadRequest),
        (408, "Empty Request", Status::BadRequest),
        (409, "Batch Completed", Status::BatchCompleted),
        (409, "Message Size Exceeds MaxBytes", Status::MessageTooLarge),
        (409, "Exceeded MaxRequestBatch of 10", Status::LimitExceeded),
        (409, "Exceeded MaxRequestExpires of 1s", Status::LimitExceeded),
        (409, "Exceeded MaxRequestMaxBytes of 10", Status::LimitExceeded),
        (409, "Exceeded MaxWaiting", Status::MaxWaiting),
        (409, "Consumer Deleted", Status::ConsumerDeleted),
        (409, "Consumer is push based", Status::PushBased),
        (409, "Leadership Change", Status::LeadershipChange),
        (409, "Server Shutdown", Status::ServerShutdown),
        (409, "Something New", Status::Other),
        (412, "Required Api Level", Status::RequiredApiLevel),
        (423, "Nats-Pin-Id mismatch", Status::PinMismatch),
        (423, "Nats-Wrong-Pin-Id", Status::PinMismatch),
        (503, "", Status::NoResponders),
        (100, "", Status::Other),
        (200, "OK", Status::Other),
    ];
    for &(code, words, status) in lines {
        assert_eq!(Status::from_line(code, words.as_bytes()), status, "{code} {words}");
        assert_eq!(Status::from_line(code, words.to_ascii_lowercase().as_bytes()), status, "{code} {words}");
    }
}

#[test]
fn headers_are_read_whatever_their_case() {
    let block = b"NATS/1.0 100 Idle Heartbeat\r\nnats-last-consumer: 18446744073709551615\r\nNats-Last-Stream: x\r\n\
        Nats-Consumer-Stalled: $JS.FC.S.C.1\r\n\r\n";
    let control = Control::read(block).unwrap();
    assert_eq!(control.last_consumer, Some(u64::MAX));
    assert_eq!(control.last_stream, None);
    assert_eq!(control.stalled, Some(&b"$JS.FC.S.C.1"[..]));
}

#[test]
fn odd_lines_are_no_control_message_or_another_one() {
    for block in [&b""[..], b"NATS/1.0\r\n\r\n", b"NATS/1.0 abc\r\n\r\n", b"HTTP/1.1 404\r\n\r\n"] {
        assert_eq!(Control::read(block), None);
    }
    assert_eq!(Control::read(b"NATS/1.0 9 x\r\n\r\n").unwrap().status, Status::Other);
    assert_eq!(Control::read(b"NATS/1.0 503\r\n\r\n").unwrap().status, Status::NoResponders);
}

#[test]
fn numbers_are_digits_of_64_bits() {
    assert_eq!(number(b"0"), Some(0));
    assert_eq!(number(b"18446744073709551615"), Some(u64::MAX));
    for not in [&b""[..], b"18446744073709551616", b"-1", b"1a", b" 1"] {
        assert_eq!(number(not), None);
    }
}
