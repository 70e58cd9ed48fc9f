//! Credentials files: no panic, and what the plain reading of the rule finds is what is found.

use nats_web_nkeys::Creds;

/// All of it is the file.
pub fn target(data: &[u8]) {
    let ours = Creds::parse(data).ok().map(|creds| (creds.jwt, creds.seed));
    assert_eq!(ours, oracle(data));
}

/// Two lines, each behind a line of dashes and before another one but for empty lines, one after the other.
fn oracle(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let lines: Vec<&[u8]> = data.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).collect();
    let is_dashes = |at: usize| lines.get(at).is_some_and(|line| line.starts_with(b"---") && line.ends_with(b"---"));
    let enclosed_from = |start: usize| {
        (start + 1..lines.len()).find_map(|at| {
            let mut end = at + 1;
            while lines.get(end).is_some_and(|line| line.is_empty()) {
                end += 1;
            }
            let is_text = !lines[at].is_empty() && !is_dashes(at);
            (is_text && is_dashes(at - 1) && is_dashes(end)).then_some((lines[at], end))
        })
    };
    let (jwt, end) = enclosed_from(0)?;
    let (seed, _) = enclosed_from(end + 1)?;
    Some((jwt, seed))
}
