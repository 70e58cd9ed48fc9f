//! Header blocks: validation against the naive reader, the map against a model of it, and no smuggling.

use nats_web_core::HeaderMap;
use nats_web_core::codec::headers::{entries, status, validate, validate_name, validate_value};

use crate::input::Input;
use crate::oracle::headers as oracle;

/// The first byte chooses: a block as received, or choices that build a map.
pub fn target(data: &[u8]) {
    match data.split_first() {
        Some((choice, block)) if choice % 2 == 0 => check_block(block),
        Some((_, choices)) => check_map(&mut Input::new(choices)),
        None => check_block(data),
    }
}

fn check_block(block: &[u8]) {
    let sound = oracle::sound(block);
    assert_eq!(validate(block).is_ok(), sound.is_some(), "{:?}", validate(block));
    let owned = |part: &[u8]| part.to_vec();
    assert_eq!(status(block).map(|(code, text)| (code, text.to_vec())), oracle::status(block));
    let found: Vec<_> = entries(block).map(|(name, value)| (owned(name), owned(value))).collect();
    assert_eq!(found, oracle::entries(block));

    let map = HeaderMap::parse(block);
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let of_map: Vec<_> = map.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let of_block: Vec<_> = found.iter().map(|(name, value)| (lossy(name), lossy(value))).collect();
    assert_eq!(of_map, of_block);
    assert_eq!(map.len(), found.len());
    if let Some(sound) = sound {
        let trimmed: Vec<_> =
            sound.entries.into_iter().map(|(name, value)| (name.into_bytes(), value.trim_ascii().to_vec())).collect();
        assert_eq!(found, trimmed, "a block that may be sent is read as it was written");
    }
}

fn check_map(input: &mut Input<'_>) {
    let mut map = HeaderMap::new();
    let mut model: Vec<(String, String)> = Vec::new();
    let mut model_status = None;
    while !input.is_empty() {
        let choice = input.below(8);
        let name = match input.below(4) {
            0 => input.text(),
            1 => model.first().map_or_else(String::new, |(name, _)| name.clone()),
            _ => String::from_utf8_lossy(&input.token()).replace(':', "-"),
        };
        let value = input.text();
        let entry = (name.clone(), value.trim_ascii().to_owned());
        let accepted = validate_name(name.as_bytes()).is_ok() && validate_value(value.as_bytes()).is_ok();
        match choice {
            0..=3 => {
                assert_eq!(map.append(&name, &value).is_ok(), accepted);
                model.extend(accepted.then_some(entry));
            }
            4 | 5 => {
                assert_eq!(map.insert(&name, &value).is_ok(), accepted);
                if accepted {
                    model.retain(|(known, _)| *known != name);
                    model.push(entry);
                }
            }
            6 => {
                assert_eq!(map.remove(&name), model.iter().any(|(known, _)| *known == name));
                model.retain(|(known, _)| *known != name);
            }
            _ => {
                let code = input.short() % 1100;
                let good = code != 0 && !value.contains(['\r', '\n']);
                assert_eq!(map.set_status(code, &value).is_ok(), good);
                model_status = if good { Some((code, value.trim_ascii().to_owned())) } else { model_status };
            }
        }
    }
    check_encoded(&map, &model, model_status);
}

fn check_encoded(map: &HeaderMap, model: &[(String, String)], model_status: Option<(u16, String)>) {
    let mut block = Vec::new();
    map.encode(&mut block);
    assert_eq!(validate(&block), Ok(()), "what a map writes may be sent");
    let sound = oracle::sound(&block).expect("and is sound");
    let utf8 = |bytes| String::from_utf8(bytes).expect("UTF-8 as it went in");
    let lines: Vec<_> = sound.entries.into_iter().map(|(name, value)| (name, utf8(value))).collect();
    let spaced: Vec<_> = model.iter().map(|(name, value)| (name.clone(), format!(" {value}"))).collect();
    assert_eq!(lines, spaced, "exactly the entries that were accepted");
    assert_eq!(sound.status.is_empty(), model_status.is_none());
    assert_eq!(map.status().map(|(code, text)| (code, text.to_owned())), model_status);
    for (name, _) in model {
        let values: Vec<_> = model.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect();
        assert_eq!(map.values(name).collect::<Vec<_>>(), values);
        assert_eq!((map.get(name), map.last(name)), (values.first().copied(), values.last().copied()));
    }
    assert_eq!(&HeaderMap::parse(&block), map, "a map survives the wire");
}
