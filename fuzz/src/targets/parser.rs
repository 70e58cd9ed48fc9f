//! The inbound parser: the same operations however the stream is cut, and those that a naive parser finds.

use nats_web_core::Rng;

use super::feed::feed;
use crate::oracle::server::{Read, ServerOp, had_a_chance, read};

/// Two bytes choose cuts and the size from which messages are large; the rest is what a server says.
pub fn target(data: &[u8]) {
    let ([choice, seed], stream) = data.split_first_chunk::<2>().unwrap_or((&[0, 0], data));
    let large_from = [0, 16, 100, 4096, usize::MAX][usize::from(choice % 5)];
    let (found, result) = feed([stream], large_from);

    let (mut at, mut naive) = (0, Vec::new());
    let end = loop {
        match read(&stream[at..]) {
            Read::Whole(op, length) => {
                naive.push(op);
                at += length;
            }
            end => break end,
        }
    };
    assert_eq!(found, naive, "the operations of the naive parser");
    match (&result, end) {
        (Ok(_), Read::Bad) => panic!("refused by the naive parser only, from byte {at}"),
        (Err(error), Read::More) if had_a_chance(&stream[at..]) => panic!("refused too early: {error:?}"),
        _ => {}
    }

    let mut rng = Rng::new(u64::from(*seed));
    let longest = 1 + rng.below(40) as usize;
    check_cut(stream.chunks(longest), usize::MAX, &found, result.is_err());
    if stream.len() <= 600 {
        check_cut(stream.chunks(1), large_from, &found, result.is_err());
    }
    let mut rest = stream;
    let pieces = std::iter::from_fn(|| {
        let cut = rng.below(1 + (rest.len() as u64).min(300)) as usize;
        let (piece, after) = rest.split_at(if cut == 0 { rest.len().min(1) } else { cut });
        rest = after;
        (!piece.is_empty()).then_some(piece)
    });
    check_cut(pieces, large_from, &found, result.is_err());
}

fn check_cut<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, large_from: usize, whole: &[ServerOp], fails: bool) {
    let (found, result) = feed(pieces, large_from);
    assert_eq!(found, whole, "the same operations however the stream is cut");
    assert_eq!(result.is_err(), fails, "an error, or none, however the stream is cut");
}
