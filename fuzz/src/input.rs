//! Arbitrary bytes, read as choices.

/// A cursor over a fuzzer's bytes. Once they are used up every choice is the first one.
#[derive(Debug)]
pub struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    /// A cursor at the start of `data`.
    #[must_use]
    pub const fn new(data: &'a [u8]) -> Self {
        Self { rest: data }
    }

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next byte, or 0.
    pub fn byte(&mut self) -> u8 {
        match self.rest.split_first() {
            Some((&byte, rest)) => {
                self.rest = rest;
                byte
            }
            None => 0,
        }
    }

    /// The next two bytes.
    pub fn short(&mut self) -> u16 {
        u16::from_be_bytes([self.byte(), self.byte()])
    }

    /// A choice in `0..bound`, of one byte; `bound` is 1 to 256.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::from(self.byte()) % bound
    }

    /// One of `choices`.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// A number of any length in bits.
    pub fn number(&mut self) -> u64 {
        let bytes = std::array::from_fn(|_| self.byte());
        u64::from_le_bytes(bytes) >> (self.byte() % 64)
    }

    /// At most `count` bytes, as they are.
    pub fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (bytes, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        bytes
    }

    /// All that is left.
    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.rest)
    }

    /// Text of up to 15 characters: ASCII, and now and then anything Unicode has.
    pub fn text(&mut self) -> String {
        let length = self.below(16);
        (0..length).map(|_| self.character()).collect()
    }

    /// A token that may stand in any protocol line: one to eight printable characters.
    pub fn token(&mut self) -> Vec<u8> {
        let length = 1 + self.below(8);
        (0..length).map(|_| b'!' + self.byte() % 94).collect()
    }

    /// A subject that may be published to.
    pub fn subject(&mut self) -> Vec<u8> {
        let tokens: Vec<Vec<u8>> = (0..1 + self.below(3)).map(|_| self.token()).collect();
        let mut subject = tokens.join(&b'.');
        subject.iter_mut().filter(|byte| matches!(byte, b'*' | b'>')).for_each(|byte| *byte = b'x');
        while let Some(at) = subject.windows(2).position(|pair| pair == b"..") {
            subject.remove(at);
        }
        let subject: Vec<u8> = String::from_utf8_lossy(&subject).trim_matches('.').into();
        if subject.is_empty() { b"s".to_vec() } else { subject }
    }

    fn character(&mut self) -> char {
        match self.byte() {
            ascii @ 0..=0xbf => char::from(ascii & 0x7f),
            _ => char::from_u32(u32::from(self.short()) << 5 | u32::from(self.byte() & 31)).unwrap_or('\u{10ffff}'),
        }
    }
}
