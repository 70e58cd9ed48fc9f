use super::*;
use alloc::vec::Vec;
use nats_web_core::Rng;

fn at(ms: u64) -> Timestamp {
    Timestamp::from_millis(ms)
}

fn messages(messages: u64) -> Amount {
    Amount { messages, bytes: 0 }
}

#[test]
fn more_is_asked_for_at_the_threshold_and_only_for_what_was_taken() {
    let mut credit = Credit::new(messages(4), messages(3));
    assert_eq!(credit.due(), Some(messages(4)));
    credit.ask(1, messages(4), at(0), at(100));
    credit.receive(10);
    assert_eq!(credit.due(), None, "it came and was not taken");
    credit.take(Amount { messages: 1, bytes: 10 });
    assert_eq!(credit.due(), Some(messages(1)));
}

#[test]
fn it_is_known_after_how_many_messages_more_is_asked_for() {
    let mut credit = Credit::new(messages(100), messages(75));
    assert_eq!(credit.due_after(), 1, "nothing is asked for yet");
    credit.ask(1, messages(100), at(0), at(100));
    assert_eq!(credit.due_after(), 25);
    for _ in 0..30 {
        credit.receive(10);
    }
    credit.take(messages(24));
    assert_eq!((credit.due_after(), credit.due()), (1, None));
    credit.take(messages(1));
    assert_eq!((credit.due_after(), credit.due()), (1, Some(messages(25))));
    let mut bytes = Credit::new(Amount { messages: 100, bytes: 1000 }, Amount { messages: 75, bytes: 750 });
    bytes.ask(1, bytes.left(), at(0), at(100));
    assert_eq!(bytes.due_after(), 1, "how large messages are nobody knows");
}

#[test]
fn a_request_that_ends_gives_back_what_the_server_says() {
    let mut credit = Credit::new(messages(10), messages(5));
    credit.ask(1, messages(4), at(0), at(100));
    credit.ask(2, messages(6), at(0), at(100));
    credit.receive(1);
    assert!(credit.end(1, Some(messages(4))).is_some(), "the message was for the other one");
    assert_eq!(credit.pending(), messages(5));
    assert!(credit.end(1, Some(messages(4))).is_none(), "once");
    assert!(credit.end(2, None).is_some());
    assert_eq!(credit.pending(), Amount::NONE);
}

#[test]
fn in_doubt_less_is_asked_for() {
    let mut credit = Credit::new(messages(10), messages(9));
    credit.ask(1, messages(5), at(0), at(100));
    credit.ask(2, messages(5), at(0), at(200));
    credit.receive(1);
    credit.receive(1);
    credit.end(1, None);
    assert_eq!(credit.pending(), messages(5), "between three and five");
    credit.expire(at(200));
    assert_eq!((credit.pending(), credit.has_asks()), (Amount::NONE, false));
}

#[test]
fn what_was_asked_later_stays_asked() {
    let mut credit = Credit::new(messages(10), messages(9));
    credit.ask(1, messages(4), at(0), at(1_000));
    credit.ask(2, messages(5), at(10), at(1_000));
    credit.ask(3, messages(1), at(11), at(1_000));
    credit.forget_until(at(10));
    assert_eq!((credit.pending(), credit.due()), (messages(1), Some(messages(9))));
}

#[test]
fn of_a_busy_readers_many_requests_the_oldest_are_forgotten() {
    let mut credit = Credit::new(messages(100), messages(75));
    credit.ask(0, messages(100), at(0), at(1_000));
    for number in 1..100_000 {
        for _ in 0..25 {
            credit.receive(10);
            credit.take(Amount { messages: 1, bytes: 10 });
        }
        assert_eq!(credit.due(), Some(messages(25)), "request {number}");
        credit.ask(number, messages(25), at(number), at(1_000 + number));
    }
    assert_eq!(credit.asks.len() as u64, 100 + SERVED);
    assert_eq!(credit.pending(), messages(100));
    assert!(credit.end(0, Some(messages(1))).is_none(), "forgotten");
    assert!(credit.end(99_999, Some(messages(25))).is_some());
    assert_eq!(credit.pending(), messages(75));
    credit.expire(at(101_000));
    assert_eq!((credit.pending(), credit.has_asks()), (Amount::NONE, false));
}

#[test]
fn bytes_are_counted_if_they_are_bounded() {
    let mut credit = Credit::new(Amount { messages: 0, bytes: 100 }, Amount { messages: 0, bytes: 50 });
    credit.ask(1, Amount { messages: 0, bytes: 100 }, at(0), at(100));
    credit.receive(60);
    assert_eq!(credit.due(), None);
    credit.take(Amount { messages: 1, bytes: 60 });
    assert_eq!(credit.due(), Some(Amount { messages: 0, bytes: 60 }));
    credit.receive(60);
    assert!(!credit.has_asks());
}

#[test]
fn no_more_is_out_than_may_be_whatever_happens() {
    for seed in 0..2_000 {
        let mut rng = Rng::new(seed);
        let max = messages(1 + rng.below(20));
        let mut credit = Credit::new(max, messages(rng.below(20)));
        // What each request of the server's has left, and what the user holds.
        let (mut server, mut held, mut next) = (Vec::<(u64, u64)>::new(), 0, 0);
        for _ in 0..200 {
            if let Some(due) = credit.due() {
                next += 1;
                credit.ask(next, due, at(0), at(1_000));
                server.push((next, due.messages));
            }
            let total: u64 = server.iter().map(|ask| ask.1).sum();
            assert!(total + held <= max.messages, "seed {seed}: {total} + {held} of {max:?}");
            match rng.below(4) {
                0 | 1 if !server.is_empty() => {
                    let at = rng.below(server.len() as u64) as usize;
                    server[at].1 -= 1;
                    server.retain(|ask| ask.1 > 0);
                    credit.receive(1);
                    held += 1;
                }
                2 if !server.is_empty() => {
                    let (number, left) = server.remove(rng.below(server.len() as u64) as usize);
                    credit.end(number, (rng.below(2) == 0).then_some(messages(left)));
                }
                _ => {
                    let taken = rng.below(held + 1);
                    held -= taken;
                    credit.take(messages(taken));
                }
            }
        }
    }
}

#[test]
fn what_is_served_in_turn_shows_what_is_not() {
    let mut credit = Credit::new(messages(10), messages(9));
    credit.ask(1, messages(10), at(0), at(100));
    (0..4).for_each(|_| credit.receive(1));
    credit.take(messages(4));
    credit.lose(true);
    assert_eq!(credit.due(), Some(messages(4)), "what may still be served is not asked for again");
    credit.ask(2, messages(4), at(50), at(150));
    credit.tell(false);
    credit.receive(1);
    assert!(!credit.has_lost());
    assert_eq!(
        (credit.pending(), credit.left()),
        (messages(3), messages(6)),
        "the older request had been served first"
    );
}

#[test]
fn in_doubt_one_message_is_asked_for() {
    for bound in [messages(10), Amount { messages: 0, bytes: 1_000 }] {
        let mut credit = Credit::new(bound, bound);
        credit.ask(1, bound, at(0), at(100));
        assert_eq!(credit.due_in_doubt(), None);
        credit.lose(true);
        assert_eq!((credit.due(), credit.due_in_doubt()), (None, Some(Amount::ONE)));
        credit.ask(2, Amount::ONE, at(50), at(150));
        assert_eq!(credit.due_in_doubt(), None);
        credit.lose(false);
        assert_eq!(credit.due_in_doubt(), None, "no more than one beyond the bound, however many links are lost");
        credit.tell(false);
        assert!(credit.has_lost(), "nobody can tell for which request that is");
        credit.forget_lost();
        assert_eq!(credit.due(), Some(bound));
    }
    let mut served = Credit::new(Amount { messages: 0, bytes: 1_000 }, Amount { messages: 0, bytes: 900 });
    served.ask(1, Amount { messages: 0, bytes: 1_000 }, at(0), at(100));
    served.lose(true);
    served.ask(2, Amount::ONE, at(50), at(150));
    served.tell(false);
    served.receive(300);
    assert!(!served.has_asks());
    assert_eq!(served.due(), Some(Amount { messages: 0, bytes: 700 }));
}
