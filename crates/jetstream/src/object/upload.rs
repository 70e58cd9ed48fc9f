//! Which chunks of an object are sent when, so that the stream has each once and in their order.
//!
//! ```text
//!          all on their way            one was refused, or got no answer
//!   idle ◀────────────────── sending ────────────────────────────────────▶ settling
//!     │     a chunk is added   ▲                                              │ nothing is on its way
//!     └────────────────────────┤                                              ▼
//!                              │ pause over        nothing comes after the last one that stands
//!                           pausing ◀───────────────────────────────────── clearing ──▶ failed
//! ```
//!
//! A chunk must not come after the next one, and whether one was stored that got no answer nobody knows but the stream. So
//! once one fails, what is on its way is waited for. Then what was stored after the last chunk before it is deleted: those
//! that were acknowledged, and those that the stream names when it is asked for the last message of the subject. All from the
//! failed chunk on is sent again.

use super::pace::{Pace, is_open, is_passing};
use alloc::vec::Vec;

/// The chunks of one object on their way to its stream. Chunks are numbered from 0 on.
///
/// A face cuts chunks, tells of them ([`add`](Self::add)), carries out what [`step`](Self::step) says, and reports what
/// became of each chunk.
///
/// ```
/// use nats_web_jetstream::object::upload::{Step, Upload};
///
/// let mut upload = Upload::new(128 * 1024);
/// (0..2).for_each(|_| upload.add());
/// assert_eq!([upload.step(), upload.step(), upload.step()], [Step::Send(0), Step::Send(1), Step::Wait]);
/// upload.stored(0, 17);
/// upload.failed(1, 408, 0);
/// assert_eq!(upload.step(), Step::Ask, "did the stream store it?");
/// upload.found(18);
/// assert_eq!([upload.step(), upload.step()], [Step::Delete(18), Step::Ask]);
/// upload.found(17);
/// assert_eq!([upload.step(), upload.step()], [Step::Pause(200), Step::Send(1)]);
/// upload.stored(1, 19);
/// assert_eq!((upload.step(), upload.first()), (Step::Idle, 2));
/// ```
#[derive(Debug)]
pub struct Upload {
    pace: Pace,
    phase: Phase,
    /// The number of the first chunk that is not stored for certain.
    first: u64,
    /// What became of it and of those after it.
    fates: Vec<Fate>,
    /// Where the chunk before it stands in the stream; 0 if there is none.
    last: u64,
    /// The last message that was found and is to be deleted, since a chunk failed.
    least: u64,
}

/// What a face is to do.
///
/// ```
/// use nats_web_jetstream::object::upload::{Step, Upload};
///
/// assert_eq!(Upload::new(1_000).step(), Step::Idle);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// All that was added is stored.
    Idle,
    /// Publish the chunk of this number.
    Send(u64),
    /// Wait until something is known of a chunk.
    Wait,
    /// Ask the leader of the stream for the last message of the subject of the chunks, and report its sequence
    /// ([`found`](Upload::found)).
    Ask,
    /// Delete the message of this sequence, and report if that was not said to be done
    /// ([`not_deleted`](Upload::not_deleted)).
    Delete(u64),
    /// Wait for so many milliseconds.
    Pause(u32),
    /// Give up, for what became of the chunk of this number.
    Fail(u64),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Phase {
    Sending,
    Settling,
    /// These are to be deleted, and then is asked whether more are, if that is not known.
    Clearing {
        stored: Vec<u64>,
        asks: bool,
        pause: u32,
    },
    Failed(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Waiting,
    Sent,
    Stored(u64),
    Failed { status: u16, code: u32 },
}

impl Upload {
    /// Returns an upload of chunks of this many bytes.
    #[must_use]
    pub fn new(chunk_size: u64) -> Self {
        let pace = Pace::new(chunk_size);
        Self { pace, phase: Phase::Sending, first: 0, fates: Vec::new(), last: 0, least: 0 }
    }

    /// There is one more chunk.
    pub fn add(&mut self) {
        self.fates.push(Fate::Waiting);
    }

    /// Returns the number of the first chunk that may have to be sent again, or for the first time.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.first
    }

    /// Returns whether there is a chunk that was not sent, or is to be sent again.
    #[must_use]
    pub fn has_unsent(&self) -> bool {
        self.phase != Phase::Sending || self.fates.contains(&Fate::Waiting)
    }

    /// Returns what to do next.
    pub fn step(&mut self) -> Step {
        match &mut self.phase {
            Phase::Sending => self.send(),
            Phase::Settling if self.fates.contains(&Fate::Sent) => Step::Wait,
            Phase::Settling => self.settle(),
            Phase::Clearing { stored, asks, pause } => match stored.pop() {
                Some(sequence) => Step::Delete(sequence),
                None if *asks => Step::Ask,
                None => {
                    let pause = *pause;
                    self.begin_anew(pause)
                }
            },
            Phase::Failed(chunk) => Step::Fail(*chunk),
        }
    }

    /// A chunk is stored, at this sequence of the stream.
    pub fn stored(&mut self, chunk: u64, sequence: u64) {
        self.learn(chunk, Fate::Stored(sequence));
        while let Some(&Fate::Stored(sequence)) = self.fates.first() {
            self.last = sequence;
            self.fates.remove(0);
            self.first += 1;
            self.pace.acknowledged();
        }
    }

    /// A chunk was refused with this status and, if the answer had one, code of an error of the API; or there was no answer
    /// in time, which is the status 408.
    pub fn failed(&mut self, chunk: u64, status: u16, code: u32) {
        self.learn(chunk, Fate::Failed { status, code });
        if self.phase == Phase::Sending {
            self.phase = Phase::Settling;
        }
    }

    /// The last message of the subject stands at this sequence; 0 if there is none.
    pub fn found(&mut self, sequence: u64) {
        let Phase::Clearing { stored, asks, .. } = &mut self.phase else { return };
        match sequence.cmp(&self.last) {
            core::cmp::Ordering::Greater if sequence < self.least => {
                self.least = sequence;
                stored.push(sequence);
            }
            core::cmp::Ordering::Equal => *asks = false,
            // It cannot be deleted, or somebody else adds chunks, or deletes some.
            _ => self.phase = Phase::Failed(self.first),
        }
    }

    /// Nobody has said that a message was deleted.
    pub fn not_deleted(&mut self) {
        if let Phase::Clearing { asks, .. } = &mut self.phase {
            *asks = true;
        }
    }

    fn learn(&mut self, chunk: u64, fate: Fate) {
        let place = chunk.checked_sub(self.first).and_then(|place| usize::try_from(place).ok());
        if let Some(known @ Fate::Sent) = place.and_then(|place| self.fates.get_mut(place)) {
            *known = fate;
        }
    }

    fn send(&mut self) -> Step {
        let on_way = self.fates.iter().take_while(|fate| **fate != Fate::Waiting).count();
        match self.fates.get_mut(on_way) {
            Some(fate) if on_way < self.pace.window() as usize => {
                *fate = Fate::Sent;
                Step::Send(self.first + on_way as u64)
            }
            None if on_way == 0 => Step::Idle,
            _ => Step::Wait,
        }
    }

    /// Nothing is on its way, and the first chunk has failed.
    fn settle(&mut self) -> Step {
        let (mut stored, mut asks, mut failure) = (Vec::new(), false, None);
        for (fate, chunk) in self.fates.iter().zip(self.first..) {
            match *fate {
                Fate::Stored(sequence) => stored.push(sequence),
                Fate::Failed { status, code } => {
                    asks |= is_open(status);
                    let is_lasting = !is_open(status) && !is_passing(status, code);
                    failure = failure.filter(|_| !is_lasting).or(Some((chunk, status, code)));
                    if is_lasting {
                        break;
                    }
                }
                Fate::Waiting | Fate::Sent => {}
            }
        }
        let (chunk, status, code) = failure.unwrap_or((self.first, 0, 0));
        self.phase = match self.pace.refused(status, code) {
            Some(pause) => Phase::Clearing { stored, asks, pause },
            None => Phase::Failed(chunk),
        };
        self.least = u64::MAX;
        self.step()
    }

    fn begin_anew(&mut self, pause: u32) -> Step {
        self.fates.iter_mut().for_each(|fate| *fate = Fate::Waiting);
        self.phase = Phase::Sending;
        Step::Pause(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, Upload};
    use alloc::vec::Vec;

    /// An upload with so many chunks of 512 KiB, of which four are on their way.
    fn sent(chunks: usize) -> Upload {
        let mut upload = Upload::new(512 << 10);
        (0..chunks).for_each(|_| upload.add());
        let steps: Vec<Step> = (0..5).map(|_| upload.step()).collect();
        assert_eq!(steps, [Step::Send(0), Step::Send(1), Step::Send(2), Step::Send(3), Step::Wait]);
        upload
    }

    #[test]
    fn as_many_are_on_their_way_as_the_window_has() {
        let mut upload = sent(6);
        assert!(upload.has_unsent());
        upload.stored(1, 11);
        assert_eq!((upload.step(), upload.first()), (Step::Wait, 0), "the oldest is not stored");
        upload.stored(0, 10);
        assert_eq!((upload.first(), upload.step(), upload.step()), (2, Step::Send(4), Step::Send(5)));
        assert!(!upload.has_unsent());
        (2..6).for_each(|chunk| upload.stored(chunk, 10 + chunk));
        assert_eq!(upload.step(), Step::Idle);
    }

    #[test]
    fn what_was_stored_after_a_refused_chunk_is_deleted_and_sent_again() {
        let mut upload = sent(5);
        upload.stored(0, 10);
        upload.failed(1, 429, 10_167);
        assert_eq!(upload.step(), Step::Wait, "nothing more is sent");
        upload.stored(2, 11);
        upload.stored(3, 12);
        assert_eq!(
            [upload.step(), upload.step(), upload.step()],
            [Step::Delete(12), Step::Delete(11), Step::Pause(50)]
        );
        assert_eq!([upload.step(), upload.step()], [Step::Send(1), Step::Send(2)]);
        assert_eq!(upload.step(), Step::Wait, "the window is half of what it was");
    }

    #[test]
    fn what_got_no_answer_is_looked_for() {
        let mut upload = sent(4);
        (0..4).for_each(|chunk| upload.failed(chunk, 408, 0));
        for sequence in [13, 12] {
            assert_eq!(upload.step(), Step::Ask);
            upload.found(sequence);
            assert_eq!(upload.step(), Step::Delete(sequence));
        }
        upload.found(0);
        assert_eq!([upload.step(), upload.step()], [Step::Pause(200), Step::Send(0)]);
    }

    #[test]
    fn it_is_given_up_for_what_lasts_for_too_many_failures_and_for_a_stream_that_others_change() {
        let mut lasting = sent(4);
        [(408, 0), (503, 10_077), (408, 0), (503, 0)]
            .into_iter()
            .zip(0..)
            .for_each(|((status, code), chunk)| lasting.failed(chunk, status, code));
        assert_eq!([lasting.step(), lasting.step()], [Step::Fail(1), Step::Fail(1)], "the store is full");

        let mut purged = sent(4);
        purged.stored(0, 10);
        (1..4).for_each(|chunk| purged.failed(chunk, 408, 0));
        assert_eq!(purged.step(), Step::Ask);
        purged.found(0);
        assert_eq!(purged.step(), Step::Fail(1));

        let mut silent = Upload::new(1);
        silent.add();
        let mut sends = 0;
        while silent.step() == Step::Send(0) {
            sends += 1;
            silent.failed(0, 408, 0);
            if silent.step() == Step::Ask {
                silent.found(0);
                assert!(matches!(silent.step(), Step::Pause(_)));
            }
        }
        assert_eq!((sends, silent.step()), (4, Step::Fail(0)));

        for again in [18, 19] {
            let mut stays = sent(4);
            stays.failed(0, 503, 0);
            (1..4).for_each(|chunk| stays.stored(chunk, 15 + chunk));
            let deleted: Vec<Step> = (0..3).map(|_| stays.step()).collect();
            assert_eq!(deleted, [Step::Delete(18), Step::Delete(17), Step::Delete(16)]);
            stays.not_deleted();
            assert_eq!(stays.step(), Step::Ask);
            stays.found(18);
            assert_eq!([stays.step(), stays.step()], [Step::Delete(18), Step::Ask]);
            stays.found(again);
            assert_eq!(stays.step(), Step::Fail(0), "it cannot be deleted, or others store chunks");
        }
    }

    #[test]
    fn what_is_said_of_a_chunk_late_or_twice_changes_nothing() {
        let mut upload = sent(4);
        upload.stored(0, 10);
        upload.stored(0, 99);
        upload.failed(0, 503, 0);
        upload.found(5);
        upload.stored(77, 1);
        assert_eq!((upload.step(), upload.first()), (Step::Wait, 1));
    }
}
