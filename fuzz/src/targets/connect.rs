//! CONNECT: one line, from which `serde_json` reads back exactly what went in.

use nats_web_core::Credentials;
use nats_web_core::codec::connect::{Connect, write_connect};
use serde_json::{Map, Value};

use crate::input::Input;

/// Choices: flags and texts.
pub fn target(data: &[u8]) {
    let mut input = Input::new(data);
    let (flags, secrets) = (input.byte(), input.byte());
    let on = |bit: u8| flags >> bit & 1 == 1;
    let name = on(0).then(|| input.text());
    let (lang, version) = (input.text(), input.text());
    let mut secret = |bit: u8| (secrets >> bit & 1 == 1).then(|| input.text());
    let credentials = on(1).then(|| Credentials {
        user: secret(0),
        pass: secret(1),
        token: secret(2),
        jwt: secret(3),
        nkey: secret(4),
        sig: secret(5),
    });
    let connect = Connect {
        verbose: on(2),
        pedantic: on(3),
        echo: on(4),
        name: name.as_deref(),
        lang: &lang,
        version: &version,
        headers: on(5),
        no_responders: on(6),
        tls_required: on(7),
        credentials: credentials.as_ref(),
    };
    let mut line = b"before".to_vec();
    write_connect(&mut line, &connect);
    let json = line.strip_prefix(b"beforeCONNECT ").and_then(|rest| rest.strip_suffix(b"\r\n")).expect("one line");
    assert!(!json.iter().any(|byte| byte.is_ascii_control() && *byte != 0x7f), "no line break, no control character");
    let pairs = pairs(json);
    let found: Map<String, Value> = pairs.iter().cloned().collect();
    assert_eq!(found, wanted(&connect));
    assert_eq!(found.len(), pairs.len(), "no key twice");
}

/// The members of a JSON object, duplicates included.
fn pairs(json: &[u8]) -> Vec<(String, Value)> {
    let text = std::str::from_utf8(json).expect("UTF-8");
    let mut rest = text.strip_prefix('{').expect("an object");
    let mut pairs = Vec::new();
    while rest != "}" {
        rest = rest.strip_prefix(',').unwrap_or(rest);
        let key = next(&mut rest);
        rest = rest.strip_prefix(':').expect("a colon");
        pairs.push((key.as_str().expect("a key").to_owned(), next(&mut rest)));
    }
    pairs
}

/// The value at the start of `rest`, which then begins after it.
fn next(rest: &mut &str) -> Value {
    let mut values = serde_json::Deserializer::from_str(rest).into_iter();
    let value = values.next().expect("a value").expect("a well-formed value");
    *rest = &rest[values.byte_offset()..];
    value
}

fn wanted(connect: &Connect<'_>) -> Map<String, Value> {
    let mut wanted = Map::new();
    wanted.insert("protocol".into(), 1.into());
    let flags = [
        ("verbose", Some(connect.verbose)),
        ("pedantic", Some(connect.pedantic)),
        ("headers", Some(connect.headers)),
        ("no_responders", Some(connect.no_responders)),
        ("echo", (!connect.echo).then_some(false)),
        ("tls_required", connect.tls_required.then_some(true)),
    ];
    let none = Credentials::default();
    let credentials = connect.credentials.unwrap_or(&none);
    let texts = [
        ("lang", Some(connect.lang)),
        ("version", Some(connect.version)),
        ("name", connect.name),
        ("user", credentials.user.as_deref()),
        ("pass", credentials.pass.as_deref()),
        ("auth_token", credentials.token.as_deref()),
        ("jwt", credentials.jwt.as_deref()),
        ("nkey", credentials.nkey.as_deref()),
        ("sig", credentials.sig.as_deref()),
    ];
    wanted.extend(flags.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.into()))));
    wanted.extend(texts.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.into()))));
    wanted
}
