//! Inputs for the targets about JetStream.

use super::generate::{choices, one_of};
use nats_web_core::Rng;

/// A choice, and an ack subject or choices.
pub fn acks(rng: &mut Rng) -> Vec<u8> {
    let mut out = vec![rng.next_u64() as u8];
    if out[0].is_multiple_of(4) {
        out.extend(choices(rng));
        return out;
    }
    out.extend_from_slice(one_of(rng, &[b"$JS.ACK", b"$JS.ACK", b"$JS.ACK", b"$JS.FC", b"$js.ack"]));
    let names = one_of(rng, &[2, 2, 3, 4, 4, 4]);
    for _ in 0..names {
        out.extend_from_slice(one_of(rng, &[b".ORDERS", b".c_1", b"._", b".hub", b"."]));
    }
    for _ in 0..one_of(rng, &[5, 5, 5, 5, 6, 7, 4]) {
        let shift = rng.below(64);
        out.extend_from_slice(format!(".{}", rng.next_u64() >> shift).as_bytes());
        out.extend_from_slice(one_of(rng, &[b"", b"", b"", b"", b"", b"", b"", b"", b"0", b"x"]));
    }
    out
}

/// A header block with a status.
pub fn statuses(rng: &mut Rng) -> Vec<u8> {
    let mut out = b"NATS/1.0 ".to_vec();
    out.extend_from_slice(one_of(
        rng,
        &[b"100", b"204", b"400", b"404", b"408", b"409", b"409", b"412", b"423", b"503"],
    ));
    out.push(b' ');
    out.extend_from_slice(one_of(
        rng,
        &[
            b"",
            b"Idle Heartbeat",
            b"FlowControl Request",
            b"Requests Pending",
            b"Request Timeout",
            b"Interest Expired",
            b"Batch Completed",
            b"Message Size Exceeds MaxBytes",
            b"Exceeded MaxRequestBatch of 5",
            b"exceeded maxwaiting",
            b"Consumer Deleted",
            b"Consumer is push based",
            b"Leadership Change",
            b"Server Shutdown",
            b"Bad Request",
        ],
    ));
    out.extend_from_slice(b"\r\n");
    for _ in 0..rng.below(4) {
        let name: &[u8] = one_of(
            rng,
            &[
                b"Nats-Pending-Messages",
                b"nats-pending-bytes",
                b"Nats-Last-Consumer",
                b"Nats-Last-Stream",
                b"Nats-Consumer-Stalled",
                b"Other",
            ],
        );
        out.extend_from_slice(name);
        out.extend_from_slice(one_of(rng, &[b": ", b":"]));
        out.extend_from_slice(one_of(
            rng,
            &[b"0", b"7", b"18446744073709551615", b"18446744073709551616", b"-1", b"x"],
        ));
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"\r\n");
    out
}

/// A reply of the API.
pub fn api_replies(rng: &mut Rng) -> Vec<u8> {
    let mut out = b"{".to_vec();
    for index in 0..rng.below(4) {
        out.extend_from_slice(if index > 0 { b"," } else { b"" });
        out.extend_from_slice(one_of(
            rng,
            &[
                br#""error":{"code":404,"err_code":10059,"description":"stream not found"}"#,
                br#""error":{"code":503}"#,
                br#""error":{"code":70000,"err_code":-1,"description":7}"#,
                br#""error":null"#,
                br#""error":"no""#,
                br#""stream":"ORDERS","seq":7"#,
                br#""stream":"""#,
                br#""seq":18446744073709551615"#,
                br#""duplicate":true,"domain":"hub""#,
                br#""val":"99999999999999999999","batch":"b","count":3"#,
                br#""num_pending":5"#,
            ],
        ));
    }
    out.push(b'}');
    out
}

/// A length, a bucket's name, and a key or filter.
pub fn kv(rng: &mut Rng) -> Vec<u8> {
    let bucket: &[u8] = one_of(rng, &[b"orders", b"a-b_c", b"a.b", b"", b"gr\xc3\xb6n"]);
    let mut out = vec![bucket.len() as u8];
    out.extend_from_slice(bucket);
    for index in 0..1 + rng.below(4) {
        out.extend_from_slice(if index > 0 { b"." } else { b"" });
        out.extend_from_slice(one_of(rng, &[b"a", b"key=1", b"x/y", b"-_", b"*", b">", b"a*", b"", b"\xc3\xbc", b" "]));
    }
    out
}

/// A choice, and a digest, a name or choices.
pub fn objects(rng: &mut Rng) -> Vec<u8> {
    let mut out = vec![rng.below(3) as u8];
    if rng.below(2) == 0 {
        out.extend(choices(rng));
        return out;
    }
    let part: &[u8] = one_of(
        rng,
        &[
            b"SHA-256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=",
            b"sha-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
            b"SHA-256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            b"photos/caf\xc3\xa9.png",
            b"\xe6\x97\xa5\xe6\x9c\xac.txt",
            b"a b.c",
        ],
    );
    out.extend_from_slice(part);
    out
}
