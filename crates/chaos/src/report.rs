//! What programs tell of themselves, by lines on the standard output.

use serde_json::{Value, json};
use std::error::Error;
use std::io::Write;
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// Where lines go: each is an array of what kind it is of and what it says.
#[derive(Debug, Clone)]
pub(crate) struct Report(Arc<UnboundedSender<Value>>);

impl Default for Report {
    /// Returns one whose lines are written by a thread, so that nobody waits for whoever reads them.
    fn default() -> Self {
        let (sender, mut lines) = unbounded_channel::<Value>();
        std::thread::spawn(move || {
            while let Some(line) = lines.blocking_recv() {
                // Where nobody reads there is nobody to tell.
                let _ = writeln!(std::io::stdout(), "{line}");
            }
        });
        Self(Arc::new(sender))
    }
}

impl Report {
    /// A message was stored, and is there as `sequence`.
    pub(crate) fn stored(&self, who: &str, id: &str, sequence: u64, is_duplicate: bool) {
        self.say(json!(["stored", who, id, sequence, is_duplicate]));
    }

    /// A message was taken off a consumer.
    pub(crate) fn taken(&self, consumer: &str, sequence: u64) {
        self.say(json!(["taken", consumer, sequence]));
    }

    /// A message was read in order.
    pub(crate) fn read(&self, who: &str, sequence: u64, text: &str) {
        self.say(json!(["read", who, sequence, text]));
    }

    /// A key has a new entry.
    pub(crate) fn changed(&self, revision: u64, text: &str) {
        self.say(json!(["changed", revision, text]));
    }

    /// An object has data of this digest now; none if it is deleted.
    pub(crate) fn held(&self, name: &str, digest: Option<&str>) {
        self.say(json!(["held", name, digest]));
    }

    /// Something was done, or failed, that is counted.
    pub(crate) fn did(&self, what: &str) {
        self.say(json!(["did", what]));
    }

    /// Something happened that may be of interest.
    pub(crate) fn note(&self, who: &str, what: &str) {
        self.say(json!(["note", who, what]));
    }

    /// Something happened that must not.
    pub(crate) fn wrong(&self, who: &str, what: &str) {
        self.say(json!(["wrong", who, what]));
    }

    /// An operation has failed, as it may. The error must say what is wrong.
    pub(crate) fn met(&self, who: &str, what: &str, error: &(dyn Error + 'static)) {
        let mut words = format!("{what}: {error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            words = format!("{words}: {error}");
            cause = error.source();
        }
        if format!("{error:?}").contains("Other, source: None") {
            self.wrong(who, &format!("an error that is not clear: {error:?}"));
        }
        self.note(who, &words);
    }

    /// A command is carried out.
    pub(crate) fn done(&self, command: &str) {
        self.say(json!(["done", command]));
    }

    fn say(&self, line: Value) {
        // The thread that takes it ends with the last of these.
        let _ = self.0.send(line);
    }
}
