//! The checksum of a key's text: CRC-16 with the polynomial of CCITT and a start of zero ("XMODEM").

/// A checksum in the making.
#[derive(Clone, Copy, Default)]
pub(crate) struct Checksum(u16);

impl Checksum {
    pub(crate) fn add(&mut self, byte: u8) {
        // Bit by bit: a key has some forty bytes, and the table would be half a kilobyte.
        self.0 ^= u16::from(byte) << 8;
        for _ in 0..8 {
            let carry = self.0 >> 15;
            self.0 = (self.0 << 1) ^ (carry * POLYNOMIAL);
        }
    }

    pub(crate) fn value(self) -> u16 {
        self.0
    }
}

const POLYNOMIAL: u16 = 0x1021;

#[cfg(test)]
mod tests {
    use super::Checksum;

    #[test]
    fn the_standards_check_value() {
        let mut checksum = Checksum::default();
        b"123456789".iter().for_each(|&byte| checksum.add(byte));
        assert_eq!(checksum.value(), 0x31c3);
    }
}
