//! Header blocks, read line by line.
//!
//! Source: ADR-4.

/// A block that may be sent.
#[derive(Debug)]
pub struct Block {
    /// What follows `NATS/1.0` in the first line.
    pub status: String,
    /// Names, and values as they stand.
    pub entries: Vec<(String, Vec<u8>)>,
}

/// Takes a block apart; `None` if it may not be sent.
#[must_use]
pub fn sound(block: &[u8]) -> Option<Block> {
    // As Latin-1, so that every byte is one character and `str` methods work.
    let text: String = block.iter().map(|&byte| char::from(byte)).collect();
    let body = text.strip_suffix("\r\n")?;
    let mut lines = body.strip_suffix("\r\n")?.split("\r\n");
    let version = lines.next()?;
    let after = version.strip_prefix("NATS/1.0")?;
    if !(after.is_empty() || after.starts_with(' ')) || after.contains(['\r', '\n']) {
        return None;
    }
    let mut entries = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let good_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_graphic());
        if !good_name || value.contains(['\r', '\n']) {
            return None;
        }
        entries.push((name.to_owned(), value.chars().map(|c| c as u8).collect()));
    }
    Some(Block { status: after.to_owned(), entries })
}

/// The status code and description in the first line of a block as received, read leniently.
#[must_use]
pub fn status(block: &[u8]) -> Option<(u16, Vec<u8>)> {
    let end = super::find(block, b"\r\n").unwrap_or(block.len());
    let status = block[..end].strip_prefix(b"NATS/1.0")?.trim_ascii();
    let digits = status.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let significant = status[..digits].iter().position(|&byte| byte != b'0')?;
    let code = std::str::from_utf8(&status[significant..digits]).ok()?.parse().ok()?;
    Some((code, status[digits..].trim_ascii().to_vec()))
}

/// Names and values of a block as received, read leniently.
#[must_use]
pub fn entries(block: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut rest = block;
    let mut lines = Vec::new();
    while let Some(end) = super::find(rest, b"\r\n") {
        lines.push(&rest[..end]);
        rest = &rest[end + 2..];
    }
    lines.push(rest);
    let entry = |line: &[u8]| {
        let colon = line.iter().position(|&byte| byte == b':')?;
        Some((line[..colon].to_vec(), line[colon + 1..].trim_ascii().to_vec()))
    };
    lines.into_iter().skip(1).filter_map(entry).collect()
}
