//! The protocol read naively: one operation at a time, out of one growing buffer, for both directions.
//!
//! Written apart from the client's own codec, and as plainly as possible, so that it can judge what the client reads
//! and writes.

/// What a client says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientOp {
    /// `CONNECT`, and its JSON.
    Connect(String),
    /// `PING`.
    Ping,
    /// `PONG`.
    Pong,
    /// `SUB subject [queue] sid`.
    Sub {
        /// The subject, perhaps a pattern.
        subject: String,
        /// The queue group.
        queue: Option<String>,
        /// The client's number for it.
        sid: u64,
    },
    /// `UNSUB sid [max]`.
    Unsub {
        /// Which subscription.
        sid: u64,
        /// After how many messages since the `SUB`; at once if none.
        max: Option<u64>,
    },
    /// `PUB` or `HPUB`.
    Publish(Message),
}

/// What a server says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerOp {
    /// `INFO`, and its JSON.
    Info(String),
    /// `PING`.
    Ping,
    /// `PONG`.
    Pong,
    /// `+OK`.
    Ok,
    /// `-ERR`, and its text with quotes.
    Err(String),
    /// `MSG` or `HMSG`, for the subscription `sid`.
    Deliver {
        /// Whom it is for.
        sid: u64,
        /// The message.
        message: Message,
    },
}

/// A message in either direction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// Where it was published to.
    pub subject: String,
    /// Where replies go; empty for nowhere.
    pub reply: String,
    /// The header block; empty for none.
    pub headers: Vec<u8>,
    /// The payload.
    pub payload: Vec<u8>,
}

impl Message {
    /// Appends the `MSG` or `HMSG` that delivers this to `sid`.
    pub fn write(&self, sid: u64, out: &mut Vec<u8>) {
        let verb = if self.headers.is_empty() { "MSG" } else { "HMSG" };
        let mut line = format!("{verb} {} {sid}", self.subject);
        if !self.reply.is_empty() {
            line.push(' ');
            line.push_str(&self.reply);
        }
        if !self.headers.is_empty() {
            line.push_str(&format!(" {}", self.headers.len()));
        }
        line.push_str(&format!(" {}\r\n", self.size()));
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(&self.headers);
        out.extend_from_slice(&self.payload);
        out.extend_from_slice(b"\r\n");
    }

    /// Bytes of headers and payload.
    #[must_use]
    pub fn size(&self) -> usize {
        self.headers.len() + self.payload.len()
    }
}

/// Bytes that are no operation; the words say why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed(pub String);

/// Reads operations out of a stream that arrives in pieces.
#[derive(Debug, Default)]
pub struct Reader {
    buffer: Vec<u8>,
    at: usize,
}

impl Reader {
    /// Adds what has arrived.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.at > self.buffer.len() / 2 {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// Whether an operation has begun that is not whole.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.at < self.buffer.len()
    }

    /// What is not read, to be shown.
    #[must_use]
    pub fn rest(&self) -> String {
        self.buffer[self.at..].escape_ascii().to_string()
    }

    /// The arguments of the `PUB` or `HPUB` line that is whole while its message is not.
    #[must_use]
    pub fn cut_publish(&self) -> Option<String> {
        let (line, _) = self.line()?;
        (line.starts_with("PUB ") || line.starts_with("HPUB ")).then(|| line.to_owned())
    }

    /// The client's next operation; `None` if it is not whole.
    ///
    /// # Errors
    /// What stands there is no operation of a client's.
    pub fn client_op(&mut self) -> Result<Option<ClientOp>, Malformed> {
        let Some((line, body)) = self.line() else { return Ok(None) };
        let words: Vec<&str> = line.split(' ').collect();
        let is_connect = words[0] == "CONNECT";
        if line.contains(['\r', '\n']) || (!is_connect && (line.contains('\t') || words.contains(&""))) {
            return Err(Malformed(line.to_owned()));
        }
        let op = match words.as_slice() {
            ["PING"] => ClientOp::Ping,
            ["PONG"] => ClientOp::Pong,
            ["CONNECT", ..] => ClientOp::Connect(line["CONNECT ".len()..].to_owned()),
            ["SUB", subject, sid] => {
                ClientOp::Sub { subject: (*subject).to_owned(), queue: None, sid: number(sid)? as u64 }
            }
            ["SUB", subject, queue, sid] => ClientOp::Sub {
                subject: (*subject).to_owned(),
                queue: Some((*queue).to_owned()),
                sid: number(sid)? as u64,
            },
            ["UNSUB", sid] => ClientOp::Unsub { sid: number(sid)? as u64, max: None },
            ["UNSUB", sid, max] => ClientOp::Unsub { sid: number(sid)? as u64, max: Some(number(max)? as u64) },
            ["PUB" | "HPUB", arguments @ ..] => {
                let with_headers = words[0] == "HPUB";
                let Some((message, next)) = self.message(arguments, with_headers, body)? else { return Ok(None) };
                self.at = next;
                return Ok(Some(ClientOp::Publish(message)));
            }
            _ => return Err(Malformed(line.to_owned())),
        };
        self.at = body;
        Ok(Some(op))
    }

    /// The server's next operation; `None` if it is not whole. Names may be in any case, between fields are any number of
    /// blanks, and a line without a message may end with a bare line feed.
    ///
    /// # Errors
    /// What stands there is no operation of a server's.
    pub fn server_op(&mut self) -> Result<Option<ServerOp>, Malformed> {
        let rest = &self.buffer[self.at..];
        let Some(end) = rest.iter().position(|&byte| byte == b'\n') else { return Ok(None) };
        let (line, body) = (&rest[..end], self.at + end + 1);
        let malformed = || Malformed(line.escape_ascii().to_string());
        let name_len = line.iter().position(|&byte| byte <= b' ').unwrap_or(end);
        let (name, argument) = (line[..name_len].to_ascii_uppercase(), &line[name_len..]);
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
        let text = || String::from_utf8_lossy(argument.trim_ascii()).into_owned();
        let op = match name.as_slice() {
            b"MSG" | b"HMSG" => {
                let fields = argument.strip_suffix(b"\r").filter(|fields| fields.first().is_some_and(is_blank));
                let fields: Vec<&[u8]> =
                    fields.ok_or_else(malformed)?.split(is_blank).filter(|field| !field.is_empty()).collect();
                if fields.len() < 3 || fields.concat().iter().any(|&byte| byte <= b' ') {
                    return Err(malformed());
                }
                let mut fields: Vec<_> = fields.iter().map(|field| String::from_utf8_lossy(field)).collect();
                let sid = number(&fields.remove(1))?;
                let arguments: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
                let sid = u32::try_from(sid).map_err(|_| malformed())?.into();
                let Some((message, next)) = self.message(&arguments, name == b"HMSG", body)? else { return Ok(None) };
                self.at = next;
                return Ok(Some(ServerOp::Deliver { sid, message }));
            }
            b"INFO" if argument.first().is_some_and(is_blank) && !text().is_empty() => ServerOp::Info(text()),
            b"-ERR" => ServerOp::Err(text()),
            b"PING" if text().is_empty() => ServerOp::Ping,
            b"PONG" if text().is_empty() => ServerOp::Pong,
            b"+OK" if text().is_empty() => ServerOp::Ok,
            _ => return Err(malformed()),
        };
        self.at = body;
        Ok(Some(op))
    }

    /// The line that begins here, and where what follows it begins.
    fn line(&self) -> Option<(&str, usize)> {
        let rest = &self.buffer[self.at..];
        let end = rest.windows(2).position(|pair| pair == b"\r\n")?;
        let line = std::str::from_utf8(&rest[..end]).unwrap_or("not UTF-8");
        Some((line, self.at + end + 2))
    }

    /// The message whose line has these `arguments` (subject, perhaps reply, sizes) and whose body begins at `body`;
    /// and where what follows it begins.
    fn message(
        &self,
        arguments: &[&str],
        with_headers: bool,
        body: usize,
    ) -> Result<Option<(Message, usize)>, Malformed> {
        let (subject, reply, sizes) = match (with_headers, arguments) {
            (false, [subject, size]) => (subject, "", ["0", *size]),
            (false, [subject, reply, size]) => (subject, *reply, ["0", *size]),
            (true, [subject, headers, size]) => (subject, "", [*headers, *size]),
            (true, [subject, reply, headers, size]) => (subject, *reply, [*headers, *size]),
            _ => return Err(Malformed(format!("arguments {arguments:?}"))),
        };
        let (headers, size) = (number(sizes[0])?, number(sizes[1])?);
        if headers > size {
            return Err(Malformed(format!("{headers} bytes of headers in {size}")));
        }
        if size > LARGEST {
            return Err(Malformed(format!("{size} bytes")));
        }
        let Some(block) = self.buffer.get(body..body + size) else { return Ok(None) };
        match self.buffer.get(body + size..body + size + 2) {
            None => Ok(None),
            Some(b"\r\n") => {
                let message = Message {
                    subject: (*subject).to_owned(),
                    reply: reply.to_owned(),
                    headers: block[..headers].to_vec(),
                    payload: block[headers..].to_vec(),
                };
                Ok(Some((message, body + size + 2)))
            }
            Some(_) => Err(Malformed("no line break after the payload".to_owned())),
        }
    }
}

fn number(text: &str) -> Result<usize, Malformed> {
    let is_decimal = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_decimal).ok_or_else(|| Malformed(format!("{text} is no number")))
}

/// More than any message of a run has.
const LARGEST: usize = 64 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_at_any_cut() {
        let message = Message {
            subject: "a.b".into(),
            reply: "r".into(),
            headers: b"NATS/1.0\r\nA:1\r\n\r\n".to_vec(),
            payload: b"x\r\ny".to_vec(),
        };
        let mut bytes = Vec::new();
        message.write(7, &mut bytes);
        bytes.extend_from_slice(b"PONG\r\n-ERR 'x y'\r\n");
        for cut in 0..bytes.len() {
            let mut reader = Reader::default();
            let mut ops = Vec::new();
            for piece in [&bytes[..cut], &bytes[cut..]] {
                reader.push(piece);
                while let Some(op) = reader.server_op().expect("sound") {
                    ops.push(op);
                }
            }
            let expected =
                [ServerOp::Deliver { sid: 7, message: message.clone() }, ServerOp::Pong, ServerOp::Err("'x y'".into())];
            assert_eq!(ops, expected, "cut at {cut}");
            assert!(!reader.is_cut());
        }
    }

    #[test]
    fn what_is_no_operation_is_malformed() {
        let client = ["HTTP/1.1 200 OK\r\n", "PUB a 2\r\nabc\r\n", "SUB a b c d e\r\n", "HPUB a 9 3\r\nabc\r\n"];
        for words in
            client.into_iter().chain(["PUB  a 0\r\n\r\n", "PUB a +0\r\n\r\n", "PING\nPING\r\n", "SUB a\t1\r\n"])
        {
            let mut reader = Reader::default();
            reader.push(words.as_bytes());
            assert!(reader.client_op().is_err(), "{words}");
        }
        for words in ["HTTP/1.1\n", "MSG a 1 0\n", "MSG a 1 2\r\nabc\r\n", "MSG a 4294967296 0\r\n\r\n", "INFO\r\n"] {
            let mut reader = Reader::default();
            reader.push(words.as_bytes());
            assert!(reader.server_op().is_err(), "{words}");
        }
    }

    #[test]
    fn a_server_may_write_as_the_protocol_allows() {
        let mut reader = Reader::default();
        reader.push(b"ping\n+ok \r\nmsg\ta \t 07 r 0\r\n\r\n-err\r\n");
        let ops: Vec<ServerOp> = std::iter::from_fn(|| reader.server_op().expect("sound")).collect();
        let message = Message { subject: "a".into(), reply: "r".into(), ..Message::default() };
        assert_eq!(
            ops,
            [ServerOp::Ping, ServerOp::Ok, ServerOp::Deliver { sid: 7, message }, ServerOp::Err(String::new())]
        );
    }
}
