//! What is done to its end once it has begun, also if nobody waits for it any more.

use crate::MaybeSend;
use crate::runtime;
use tokio::sync::oneshot;

/// Does work that must not be left half done. Returns what comes of it; `None` if the runtime shuts down meanwhile.
pub(super) async fn to_the_end<T: MaybeSend + 'static>(
    work: impl Future<Output = T> + MaybeSend + 'static,
) -> Option<T> {
    let (done, outcome) = oneshot::channel();
    runtime::spawn(async move {
        // Whoever asked for it may have given up.
        let _ = done.send(work.await);
    });
    outcome.await.ok()
}

/// Why the end of it is not known.
pub(super) const SHUT_DOWN: &str = "the runtime shuts down";
