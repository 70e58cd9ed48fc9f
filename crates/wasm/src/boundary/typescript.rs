//! Writes the other side of the table.

use super::codes::{CHOICES, CODES, words};
use super::events::{Description, EVENTS, FieldDescription as Field};
use super::records::{ENUMS, RECORD};
use super::settings::{CREDENTIALS, SETTINGS};
use super::words::{FLAGS, LIMITS, WORDS};
use crate::{jetstream, kv, objects, services, session};
use nats_web_jetstream::{api, body, feature};
use std::fmt::Write;

/// Returns the text of `npm/src/core/boundary.ts`.
#[must_use]
pub fn typescript() -> String {
    let mut out = String::from(
        "/**\n * What crosses between TypeScript and the wasm module. Written by `cargo xtask renew boundary` from the table in\n \
         * `crates/wasm/src/boundary`: change that.\n */\n",
    );
    exports(&mut out);
    constants(&mut out);
    for (name, doc, names) in CODES {
        numbered(&mut out, name, doc, names, 1);
    }
    for (name, doc, names) in ENUMS.iter().chain(CHOICES) {
        numbered(&mut out, name, doc, names, 0);
    }
    jetstream(&mut out);
    for (name, doc, names, words) in words() {
        numbered(&mut out, &format!("{name}Code"), doc, names, 1);
        line(&mut out, &format!("export const {}_WORDS = [", screaming(name)));
        line(&mut out, "  \"\",");
        for words in words {
            line(&mut out, &format!("  \"{words}\","));
        }
        line(&mut out, "];");
    }
    events(&mut out);
    settings(&mut out);
    out
}

fn exports(out: &mut String) {
    out.push_str(
        "\n/** What the module exports. `session` is an address that {@link Exports.session} returned. */\n\
         export interface Exports {\n  readonly memory: WebAssembly.Memory;\n  \
         /** Makes a session with all settings at their defaults, and returns its address. */\n  \
         session(seedHigh: number, seedLow: number): number;\n  \
         /** Frees all that a session holds. */\n  release(session: number): void;\n",
    );
    for (name, doc, parameters, result) in
        [session::EXPORTS, services::EXPORTS, jetstream::EXPORTS, kv::EXPORTS, objects::EXPORTS].concat()
    {
        comment(out, "  ", doc);
        let parameters: String = parameters.iter().map(|name| format!(", {}: number", camel(name))).collect();
        let result = match result {
            "" => "void",
            // WebAssembly has no booleans.
            "bool" => "0 | 1",
            _ => "number",
        };
        line(out, &format!("  {name}(session: number{parameters}): {result};"));
    }
    out.push_str("}\n");
}

/// What JetStream's crate has in a list is numbered by its place there.
fn jetstream(out: &mut String) {
    fn names<T: std::fmt::Debug>(all: &[T]) -> Vec<String> {
        all.iter().map(|one| format!("{one:?}")).collect()
    }
    for (name, doc, names) in [
        ("ApiVerb", "What is asked of JetStream's API.", names(&api::Verb::ALL)),
        ("Body", "What is sent with a request of JetStream's API.", names(body::Body::ALL)),
        ("Feature", "What not every server can do.", names(feature::Feature::ALL)),
    ] {
        numbered(out, name, doc, &names.iter().map(String::as_str).collect::<Vec<_>>(), 0);
    }
    numbered(out, "OrderedFeed", "How the messages of an ordered flow come.", jetstream::ORDERED_FEEDS, 0);
    numbered(out, "Answer", "What a delivered message is answered with.", jetstream::ANSWERS, 0);
}

fn constants(out: &mut String) {
    let offsets =
        "Offsets of the status words from the status' address, in units of four bytes where nothing else is said.";
    places(out, "Word", offsets, WORDS);
    places(out, "RecordWord", "Offsets of the words of a record, which is a delivery of the core.", RECORD);
    places(out, "Flag", "Bits of {@link Word.Flags}.", FLAGS);
    out.push('\n');
    for (name, doc, value) in LIMITS {
        comment(out, "", doc);
        line(out, &format!("export const {name} = {value};"));
    }
}

fn places(out: &mut String, name: &str, doc: &str, members: &[(&str, &str, usize)]) {
    out.push('\n');
    comment(out, "", doc);
    line(out, &format!("export const enum {name} {{"));
    for (name, doc, value) in members {
        comment(out, "  ", doc);
        line(out, &format!("  {} = {value},", pascal(name)));
    }
    out.push_str("}\n");
}

/// An enum whose members count up.
fn numbered(out: &mut String, name: &str, doc: &str, names: &[&str], first: usize) {
    out.push('\n');
    comment(out, "", doc);
    line(out, &format!("export const enum {name} {{"));
    for (number, name) in names.iter().enumerate() {
        line(out, &format!("  {name} = {},", number + first));
    }
    out.push_str("}\n");
}

fn events(out: &mut String) {
    out.push_str(
        "\n/** An error of the server's. */\nexport interface ServerError {\n  code: ServerErrorCode;\n  words: string;\n  \
         /** What it has denied, or 0. */\n  denied: DeniedCode | 0;\n  subject: string | undefined;\n  \
         queue: string | undefined;\n}\n\n\
         /** Why a connection could not be made, was lost or has closed. */\nexport interface ConnectionError {\n  \
         code: ConnectionErrorCode;\n  words: string;\n  /** For the code `Server`. */\n  \
         server: ServerError | undefined;\n}\n\n\
         /** Reads the fields of an event, one after the other. */\nexport interface EventReader {\n  number(): number;\n  \
         flag(): boolean;\n  text(): string;\n  optionalText(): string | undefined;\n  list(): string[];\n  \
         serverError(): ServerError;\n  optionalServerError(): ServerError | undefined;\n  \
         connectionError(): ConnectionError;\n  optionalConnectionError(): ConnectionError | undefined;\n}\n\n\
         /** Carries out the core's events. */\nexport interface EventHandler {\n",
    );
    let (owned, others): (Vec<_>, Vec<_>) = EVENTS.iter().zip(1..).partition(|(event, _)| owner(event).is_some());
    for ((name, doc, fields), _) in &others {
        method(out, doc, &format!("on_{name}"), fields);
    }
    for owner in OWNERS {
        comment(
            out,
            "  ",
            &format!("Something happens to the {owner} of this number, whose other fields `read` reads."),
        );
        line(out, &format!("  {}({owner}: number, kind: number, read: EventReader): void;", handler(owner)));
    }
    out.push_str(
        "}\n\n/** Has `on` carry out the event of this kind whose fields `read` reads. */\n\
         export function dispatch(kind: number, read: EventReader, on: EventHandler): void {\n  switch (kind) {\n",
    );
    for (event, kind) in &others {
        case(out, &[*kind], &call(&format!("on_{}", event.0), event.2));
    }
    for name in OWNERS {
        let kinds: Vec<usize> =
            owned.iter().filter(|(event, _)| owner(event) == Some(name)).map(|(_, kind)| *kind).collect();
        case(out, &kinds, &format!("on.{}(read.number(), kind, read)", handler(name)));
    }
    out.push_str("  }\n}\n");
    for name in OWNERS {
        let events: Vec<_> = owned.iter().filter(|(event, _)| owner(event) == Some(name)).collect();
        owned_events(out, name, &events);
    }
}

/// What happens to those that own subscriptions: modules without them do not bring the code that reads it.
fn owned_events(out: &mut String, owner: &str, events: &[&(&Description, usize)]) {
    let (kind, short) = (pascal(owner), |name: &str| name.get(owner.len() + 1..).unwrap_or_default().to_owned());
    line(out, &format!("\n/** What the core tells a {owner}. */\nexport interface {kind}Events {{"));
    for ((name, doc, fields), _) in events {
        method(out, doc, &short(name), fields.get(1..).unwrap_or_default());
    }
    line(out, &format!("}}\n\n/** Tells a {owner} of the event of this kind whose other fields `read` reads. */"));
    line(out, &format!("export function dispatch{kind}(kind: number, read: EventReader, on: {kind}Events): void {{"));
    out.push_str("  switch (kind) {\n");
    for ((name, _, fields), kind) in events {
        case(out, &[*kind], &call(&short(name), fields.get(1..).unwrap_or_default()));
    }
    out.push_str("  }\n}\n");
}

/// Who owns subscriptions, as the events of each and their first field are named.
const OWNERS: &[&str] = &["service", "flow"];

fn owner((_, _, fields): &Description) -> Option<&'static str> {
    OWNERS.iter().copied().find(|owner| fields.first().is_some_and(|(field, ..)| field == owner))
}

fn method(out: &mut String, doc: &str, name: &str, fields: &[Field]) {
    comment(out, "  ", doc);
    let fields: Vec<String> = fields.iter().map(|(name, kind, _)| format!("{}: {kind}", camel(name))).collect();
    line(out, &format!("  {}({}): void;", camel(name), fields.join(", ")));
}

fn case(out: &mut String, kinds: &[usize], call: &str) {
    for kind in kinds {
        line(out, &format!("    case {kind}:"));
    }
    line(out, &format!("      return {call};"));
}

fn call(name: &str, fields: &[Field]) -> String {
    let codes = ["number", "boolean", "string", "string | undefined", "string[]", "ServerError", "ConnectionError"];
    let reads = fields.iter().map(|(_, kind, read)| {
        let is_plain = codes.contains(kind) || *read != "number";
        if is_plain { format!("read.{read}()") } else { format!("read.{read}() as {kind}") }
    });
    format!("on.{}({})", camel(name), reads.collect::<Vec<_>>().join(", "))
}

fn settings(out: &mut String) {
    out.push_str("\n/** The numbers of the configuration. */\nexport interface Settings {\n");
    for (name, doc, kind) in SETTINGS {
        comment(out, "  ", doc);
        line(out, &format!("  {name}: {kind};"));
    }
    out.push_str("}\n\n");
    names(
        out,
        "SETTINGS",
        "The names of settings, by their keys for `configure`.",
        SETTINGS.iter().map(|(name, ..)| *name),
    );
    out.push('\n');
    names(out, "CREDENTIALS", "The names of credentials, by their keys for `credential`.", CREDENTIALS.iter().copied());
}

fn names<'a>(out: &mut String, list: &str, doc: &str, names: impl Iterator<Item = &'a str>) {
    comment(out, "", doc);
    let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    line(out, &format!("export const {list} = [{}] as const;", names.join(", ")));
}

fn comment(out: &mut String, indent: &str, doc: &str) {
    line(out, &format!("{indent}/** {} */", doc.trim()));
}

fn line(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}

/// The method that carries out the events of an owner.
fn handler(owner: &str) -> String {
    camel(&format!("on_{owner}_event"))
}

/// `a_b` as `aB`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |all, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        all + &head.to_uppercase() + tail
    })
}

/// `a_b` or `A_B` as `AB`, each word with a capital letter.
fn pascal(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let (head, tail) = word.split_at(word.len().min(1));
        head.to_uppercase() + &tail.to_lowercase()
    });
    words.collect()
}

/// `AbC` as `AB_C`, in upper case.
fn screaming(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_uppercase() && index > 0 {
            out.push('_');
        }
        out.extend(letter.to_uppercase());
    }
    out
}
