//! CONNECT: the client's description of itself.
#![deny(clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

use super::json::{write_key, write_member};
use crate::auth::Credentials;

/// The content of a CONNECT.
///
/// Source: the NATS client protocol, CONNECT.
///
/// ```
/// use nats_web_core::codec::connect::{Connect, write_connect};
///
/// let connect = Connect {
///     verbose: false,
///     pedantic: false,
///     echo: true,
///     name: None,
///     lang: "rust",
///     version: "1.0.0",
///     headers: true,
///     no_responders: true,
///     tls_required: false,
///     credentials: None,
/// };
/// let mut out = Vec::new();
/// write_connect(&mut out, &connect);
/// assert!(out.starts_with(b"CONNECT {") && out.ends_with(b"}\r\n"));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Connect<'a> {
    /// Whether the server is to answer each operation with `+OK`.
    pub verbose: bool,
    /// Whether the server is to check subjects strictly.
    pub pedantic: bool,
    /// Whether the server is to deliver this client's messages to its own subscriptions.
    pub echo: bool,
    /// The client's name in the server's monitoring.
    pub name: Option<&'a str>,
    /// The implementation language or environment.
    pub lang: &'a str,
    /// The version of the client library.
    pub version: &'a str,
    /// Whether the client takes HMSG.
    pub headers: bool,
    /// Whether the server is to answer a request that nobody receives with status 503. Needs `headers`.
    pub no_responders: bool,
    /// Whether the client insists on TLS.
    pub tls_required: bool,
    /// The client's credentials.
    pub credentials: Option<&'a Credentials>,
}

/// Appends `CONNECT {…}` and its line break.
///
/// `echo` is written only when off and `tls_required` only when on, as those are the cases that older servers need not
/// know.
pub fn write_connect(out: &mut Vec<u8>, connect: &Connect<'_>) {
    out.extend_from_slice(b"CONNECT {\"protocol\":1");
    write_bool(out, "verbose", connect.verbose);
    write_bool(out, "pedantic", connect.pedantic);
    write_bool(out, "headers", connect.headers);
    write_bool(out, "no_responders", connect.no_responders);
    if !connect.echo {
        write_bool(out, "echo", false);
    }
    if connect.tls_required {
        write_bool(out, "tls_required", true);
    }
    write_text(out, "lang", Some(connect.lang));
    write_text(out, "version", Some(connect.version));
    write_text(out, "name", connect.name);
    if let Some(credentials) = connect.credentials {
        write_text(out, "user", credentials.user.as_deref());
        write_text(out, "pass", credentials.pass.as_deref());
        write_text(out, "auth_token", credentials.token.as_deref());
        write_text(out, "jwt", credentials.jwt.as_deref());
        write_text(out, "nkey", credentials.nkey.as_deref());
        write_text(out, "sig", credentials.sig.as_deref());
    }
    out.extend_from_slice(b"}\r\n");
}

fn write_bool(out: &mut Vec<u8>, key: &str, value: bool) {
    write_key(out, key);
    out.extend_from_slice(if value { b"true" } else { b"false" });
}

fn write_text(out: &mut Vec<u8>, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        write_member(out, key, value);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::{Connect, write_connect};
    use crate::auth::Credentials;
    use crate::codec::json::{Scanner, Value};
    use alloc::{borrow::ToOwned, string::String, vec::Vec};

    const PLAIN: Connect<'_> = Connect {
        verbose: false,
        pedantic: false,
        echo: true,
        name: None,
        lang: "rust",
        version: "0.1.0",
        headers: true,
        no_responders: true,
        tls_required: false,
        credentials: None,
    };

    fn written(connect: &Connect<'_>) -> String {
        let mut out = Vec::new();
        write_connect(&mut out, connect);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn writes_the_plain_case() {
        assert_eq!(
            written(&PLAIN),
            concat!(
                r#"CONNECT {"protocol":1,"verbose":false,"pedantic":false,"headers":true,"no_responders":true,"#,
                r#""lang":"rust","version":"0.1.0"}"#,
                "\r\n"
            )
        );
    }

    #[test]
    fn writes_everything_there_is() {
        let text = |text: &str| Some(text.to_owned());
        let credentials = Credentials {
            user: text("u"),
            pass: text("p\"w"),
            token: text("t"),
            jwt: text("j"),
            nkey: text("n"),
            sig: text("s"),
        };
        let connect = Connect {
            verbose: true,
            pedantic: true,
            echo: false,
            name: Some("größe"),
            headers: false,
            no_responders: false,
            tls_required: true,
            credentials: Some(&credentials),
            ..PLAIN
        };
        assert_eq!(
            written(&connect),
            concat!(
                r#"CONNECT {"protocol":1,"verbose":true,"pedantic":true,"headers":false,"no_responders":false,"#,
                r#""echo":false,"tls_required":true,"lang":"rust","version":"0.1.0","name":"größe","#,
                r#""user":"u","pass":"p\"w","auth_token":"t","jwt":"j","nkey":"n","sig":"s"}"#,
                "\r\n"
            )
        );
    }

    #[test]
    fn nothing_a_caller_passes_breaks_out_of_the_line() {
        let name = "x\r\nPUB a 0\r\n\r\n\"},{\\";
        let line = written(&Connect { name: Some(name), ..PLAIN });
        let json = line.strip_prefix("CONNECT ").unwrap().strip_suffix("\r\n").unwrap();
        assert!(!json.contains(['\r', '\n']));
        let mut scanner = Scanner::new(json.as_bytes());
        assert_eq!(scanner.value(), Value::Object);
        let mut found = None;
        while let Some(key) = scanner.next_key() {
            let value = scanner.value();
            if key == "name" {
                found = Some(value);
            }
        }
        scanner.finish().unwrap();
        assert_eq!(found, Some(Value::String(name.to_owned())));
    }
}
