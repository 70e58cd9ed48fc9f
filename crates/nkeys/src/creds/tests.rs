use super::Creds;
use crate::error::CredsError;
use alloc::format;

/// As `nsc` writes it.
const FILE: &str = "-----BEGIN NATS USER JWT-----
eyJ0eXAi.OiJqdSDJ.B-_
------END NATS USER JWT------

************************* IMPORTANT *************************
NKEY Seed printed below can be used to sign and prove identity.
NKEYs are sensitive and should be treated as secrets.

-----BEGIN USER NKEY SEED-----
SUAIBDPBAUTW
------END USER NKEY SEED------

*************************************************************
";
const EXPECTED: Creds<'static> = Creds { jwt: b"eyJ0eXAi.OiJqdSDJ.B-_", seed: b"SUAIBDPBAUTW" };

#[test]
fn finds_both_parts() {
    assert_eq!(Creds::parse(FILE.as_bytes()).unwrap(), EXPECTED);
}

#[test]
fn blanks_and_line_breaks_do_not_matter() {
    let variants = [
        FILE.replace('\n', "\r\n"),
        FILE.replace('\n', "\n  "),
        FILE.replace('\n', " \t\n"),
        FILE.replace("------END", "\n\n------END"),
        format!("\u{feff}some words\n{FILE}"),
        format!("\u{feff}{FILE}"),
        // The last line break, which editors may forget.
        FILE[..FILE.find("\n\n*************************************************************").unwrap()].into(),
        format!("---x---\n---y---\n{FILE}"),
        format!("---x---\n\n---y---\n{FILE}"),
        "---a---\neyJ0eXAi.OiJqdSDJ.B-_\n---b---\n---c---\nSUAIBDPBAUTW\n---d---".into(),
    ];
    for text in &variants {
        assert_eq!(Creds::parse(text.as_bytes()).unwrap(), EXPECTED, "{text}");
    }
}

#[test]
fn a_missing_part_is_named() {
    let half = &FILE[..FILE.find("************************* IMP").unwrap()];
    assert_eq!(Creds::parse(half.as_bytes()), Err(CredsError::NoSeed));
    let cut = &FILE[..FILE.find("------END USER").unwrap()];
    assert_eq!(Creds::parse(cut.as_bytes()), Err(CredsError::NoSeed));
    for text in ["", "\n", "eyJ0eXAi", "---", "---\n---\n---", "---a---\njwt", "a\njwt\n---b---"] {
        assert_eq!(Creds::parse(text.as_bytes()), Err(CredsError::NoJwt), "{text}");
    }
}

#[test]
fn what_is_between_two_parts_is_none() {
    // The second line behind the dashes is not the one that is enclosed.
    let text = "---a---\none\ntwo\n---b---\njwt\n---c---\n---d---\nseed\n---e---\n";
    assert_eq!(Creds::parse(text.as_bytes()).unwrap(), Creds { jwt: b"jwt", seed: b"seed" });
}

#[test]
fn debug_shows_no_secret() {
    assert_eq!(format!("{EXPECTED:?}"), "Creds");
}
