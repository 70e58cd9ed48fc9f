//! How texts and numbers come in and are shown outside of events: what is asked of services and of JetStream.

use crate::session::Session;

impl Session {
    /// Puts texts where TypeScript reads them.
    pub(crate) fn show(&mut self, first: Vec<u8>, second: Option<Vec<u8>>) {
        self.fields.begin().text(Some(first));
        self.fields.text(second);
        self.show_texts();
    }

    /// Puts numbers where TypeScript reads them.
    pub(crate) fn show_numbers(&mut self, numbers: &[f64]) {
        self.status.numbers[..numbers.len()].copy_from_slice(numbers);
    }

    /// Puts a text where TypeScript reads it. Returns whether there is one.
    pub(crate) fn show_option(&mut self, text: Option<Vec<u8>>) -> bool {
        let is_some = text.is_some();
        if let Some(text) = text {
            self.show(text, None);
        }
        is_some
    }
}

/// Texts that stand one after the other. JavaScript has encoded them as UTF-8.
pub(crate) struct Texts<'a>(pub(crate) &'a [u8]);

impl<'a> Texts<'a> {
    /// # Safety
    ///
    /// The next `length` bytes are UTF-8.
    #[inline(never)]
    #[allow(unsafe_code, reason = "texts are not checked")]
    pub(crate) unsafe fn take(&mut self, length: u32) -> &'a str {
        let (text, rest) = self.0.split_at(length as usize);
        self.0 = rest;
        // SAFETY: the caller says so.
        unsafe { crate::session::text(text) }
    }
}
