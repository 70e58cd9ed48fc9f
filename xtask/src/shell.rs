//! Running other programs: progress while they run, their output when they fail.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// What a finished program left behind.
#[derive(Debug)]
pub(crate) struct Output {
    /// Lines of stdout and stderr in the order they arrived.
    pub(crate) text: String,
    /// Lines of stdout alone.
    pub(crate) stdout: String,
    /// How it ended; `None` when it was stopped for running longer than its limit.
    pub(crate) status: Option<ExitStatus>,
}

impl Output {
    /// Whether the program ended by itself and called it a success.
    pub(crate) fn success(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }

    /// How it ended, in words.
    pub(crate) fn ending(&self) -> String {
        self.status.map_or_else(|| "stopped: it ran longer than its limit".to_owned(), |status| status.to_string())
    }
}

/// Runs a program under `label`, showing that it lives; its output is kept, not shown.
///
/// # Errors
/// Only when the program cannot be started. How it ended is in the [`Output`].
pub(crate) fn run(label: &str, command: &mut Command) -> Result<Output> {
    run_within(label, command, STEP_LIMIT)
}

/// [`run`], stopping the program after `limit`.
///
/// # Errors
/// Only when the program cannot be started.
pub(crate) fn run_within(label: &str, command: &mut Command, limit: Duration) -> Result<Output> {
    let started = Instant::now();
    eprintln!("  > {label}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().to_string_lossy()))?;
    let lines = read_lines(&mut child);
    let output = collect(label, &mut child, &lines, started, limit)?;
    let mark = if output.success() { "ok" } else { "FAILED" };
    eprintln!("  {mark} {label} ({:.1} s)", started.elapsed().as_secs_f64());
    Ok(output)
}

/// [`run`], for programs that have to succeed.
///
/// # Errors
/// When the program cannot be started or fails: its last lines are printed, the error is one line.
pub(crate) fn must(label: &str, command: &mut Command) -> Result<Output> {
    let output = run(label, command)?;
    if !output.success() {
        eprintln!("{}", tail(&output.text, SHOWN_LINES));
        bail!("{label}: {}", output.ending());
    }
    Ok(output)
}

/// The trimmed stdout of a quick program, or `None` when it is missing or fails. Shows nothing.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(text)
}

/// The last `count` lines of `text`.
pub(crate) fn tail(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(count);
    lines[from..].join("\n")
}

enum Line {
    Out(String),
    Err(String),
}

fn read_lines(child: &mut Child) -> Receiver<Line> {
    let (sender, receiver) = channel();
    if let Some(out) = child.stdout.take() {
        forward(out, sender.clone(), Line::Out);
    }
    if let Some(err) = child.stderr.take() {
        forward(err, sender, Line::Err);
    }
    receiver
}

fn forward(from: impl Read + Send + 'static, to: Sender<Line>, tag: fn(String) -> Line) {
    thread::spawn(move || {
        for line in BufReader::new(from).split(b'\n') {
            let Ok(line) = line else { break };
            let line = String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned();
            if to.send(tag(line)).is_err() {
                break;
            }
        }
    });
}

fn collect(
    label: &str,
    child: &mut Child,
    lines: &Receiver<Line>,
    started: Instant,
    limit: Duration,
) -> Result<Output> {
    let (mut text, mut stdout) = (String::new(), String::new());
    let mut shown = started;
    loop {
        match lines.recv_timeout(POLL) {
            Ok(Line::Out(line)) => {
                writeln!(stdout, "{line}")?;
                writeln!(text, "{line}")?;
            }
            Ok(Line::Err(line)) => writeln!(text, "{line}")?,
            Err(RecvTimeoutError::Disconnected) => break,
            // The program may have left a child of its own that still holds the pipes.
            Err(RecvTimeoutError::Timeout) if child.try_wait()?.is_some() => break,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if started.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            let status = None;
            return Ok(Output { text, stdout, status });
        }
        if shown.elapsed() >= HEARTBEAT {
            shown = Instant::now();
            eprintln!("    {label}: {} s{}", started.elapsed().as_secs(), hint(&text));
        }
    }
    let status = Some(child.wait()?);
    Ok(Output { text, stdout, status })
}

fn hint(text: &str) -> String {
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    last.map_or_else(String::new, |line| format!(" … {}", line.trim().chars().take(HINT_WIDTH).collect::<String>()))
}

const POLL: Duration = Duration::from_millis(200);
const HEARTBEAT: Duration = Duration::from_secs(10);
const STEP_LIMIT: Duration = Duration::from_secs(45 * 60);
const HINT_WIDTH: usize = 90;
const SHOWN_LINES: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn keeps_stdout_apart_and_in_the_text() {
        let output = run("echo", &mut sh("echo one; echo two >&2; exit 3")).expect("sh");
        assert_eq!(output.stdout, "one\n");
        assert!(output.text.contains("one\n") && output.text.contains("two\n"));
        assert!(!output.success());
        assert!(output.ending().contains('3'));
    }

    #[test]
    fn a_left_over_grandchild_does_not_hold_the_step() {
        let output = run("orphan", &mut sh("sleep 30 & echo $!")).expect("sh");
        let orphan = output.stdout.trim();
        let still_there = sh(&format!("kill {orphan}")).status().expect("sh");
        assert!(still_there.success(), "returned only after the grandchild");
        assert!(output.success());
    }

    #[test]
    fn a_program_past_its_limit_is_stopped() {
        let limit = Duration::from_millis(1);
        let output = run_within("sleep", &mut sh("exec sleep 30"), limit).expect("sh");
        assert_eq!(output.status, None);
        assert!(!output.success());
    }

    #[test]
    fn a_missing_program_is_an_error_with_its_name() {
        let error = run("none", &mut Command::new("no-such-program-here")).expect_err("missing");
        assert!(error.to_string().contains("no-such-program-here"));
        assert_eq!(ask(&mut Command::new("no-such-program-here")), None);
    }

    #[test]
    fn tail_is_the_end() {
        assert_eq!(tail("a\nb\nc", 2), "b\nc");
        assert_eq!(tail("a", 5), "a");
    }
}
