//! Dates as the standard's signed structures have them.

use super::{Decode, Error, Reader, Type};
use crate::time::UnixTime;

/// `tdate = #6.0(tstr)` as received. Readable as an instant where it is any RFC 3339 date-time; conformant only as
/// `YYYY-MM-DDTHH:MM:SSZ` behind tag 0.
#[derive(Debug, Clone, Copy)]
pub struct Tdate<'a> {
    /// The text.
    pub text: &'a str,
    /// Whether tag 0 was there.
    pub tagged: bool,
    /// The instant, where the text is a date-time.
    pub at: Option<UnixTime>,
    /// Where the date starts in the outermost input.
    pub offset: usize,
}

impl Tdate<'_> {
    /// Whether the date is as the standard wants it: tag 0, UTC as `Z`, no fraction.
    #[must_use]
    pub fn is_conformant(&self) -> bool {
        self.tagged && UnixTime::from_tdate(self.text).is_some()
    }
}

impl<'a> Decode<'a> for Tdate<'a> {
    #[inline]
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let tagged = reader.peek()? == Type::Tag;
        let text = if tagged { reader.tagged(0, Reader::text)? } else { reader.text()? };
        Ok(Self { text, tagged, at: UnixTime::from_rfc3339(text).ok(), offset })
    }
}
