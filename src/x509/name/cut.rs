//! Names in reports, where whoever made a certificate must not choose how long every line about it is.

use core::fmt;

/// As many characters as [`shown`](crate::report::shown) leaves of a name.
const LENGTH: usize = 80;

/// Takes so many characters, then an ellipsis, and then no more.
pub(super) struct Cut<'a> {
    text: &'a mut dyn fmt::Write,
    left: usize,
}

impl<'a> Cut<'a> {
    pub(super) fn new(text: &'a mut dyn fmt::Write) -> Self {
        Self { text, left: LENGTH }
    }
}

impl fmt::Write for Cut<'_> {
    /// Fails where the text was cut, so that nobody goes on writing.
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if let Some((end, _)) = text.char_indices().nth(self.left) {
            self.text.write_str(text.get(..end).unwrap_or_default())?;
            self.left = 0;
            self.text.write_char('\u{2026}')?;
            return Err(fmt::Error);
        }
        self.left = self.left.saturating_sub(text.chars().count());
        self.text.write_str(text)
    }
}
