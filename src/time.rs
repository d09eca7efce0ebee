//! Layer 0: wall-clock instants and the caller's monotonic clock. Nothing here reads a clock.

#[cfg(test)]
mod tests;

use core::fmt;
use core::time::Duration;

use ::time::format_description::well_known::Rfc3339;
use ::time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

/// An instant of the wall clock, in whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(i64);

/// A text that is no RFC 3339 date-time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateError;

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an RFC 3339 date-time")
    }
}

impl core::error::Error for DateError {}

impl UnixTime {
    /// The instant `seconds` after the epoch.
    #[must_use]
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0
    }

    /// The instant of an RFC 3339 date-time; a fraction of a second is dropped.
    ///
    /// # Errors
    /// [`DateError`] when `text` is none, or names a day that does not exist.
    pub fn from_rfc3339(text: &str) -> Result<Self, DateError> {
        if let Some(instant) = Self::from_usual(text) {
            return Ok(instant);
        }
        let parsed = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| DateError)?;
        Ok(Self(parsed.unix_timestamp()))
    }

    /// The instant of `YYYY-MM-DDTHH:MM:SSZ`, as nearly all are written; `None` for any other text and for a leap second,
    /// which the general parser knows about.
    fn from_usual(text: &str) -> Option<Self> {
        let text: &[u8; 20] = text.as_bytes().try_into().ok()?;
        let [c1, c2, y1, y2, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'Z'] = text else {
            return None;
        };
        let [century, year] = [two_digits(*c1, *c2)?, two_digits(*y1, *y2)?];
        let year = i32::from(century).wrapping_mul(100).wrapping_add(i32::from(year));
        let month = Month::try_from(two_digits(*m1, *m2)?).ok()?;
        let day = Date::from_calendar_date(year, month, two_digits(*d1, *d2)?).ok()?;
        let time = Time::from_hms(two_digits(*h1, *h2)?, two_digits(*n1, *n2)?, two_digits(*s1, *s2)?).ok()?;
        Some(Self(PrimitiveDateTime::new(day, time).assume_utc().unix_timestamp()))
    }

    /// The instant of a `tdate` as ISO/IEC 18013-5 has it: `YYYY-MM-DDTHH:MM:SSZ`, so UTC and no fraction of a second
    /// (edition 1 9.1.2.4, edition 2 12.3.4); `None` for any other text.
    #[must_use]
    pub fn from_tdate(text: &str) -> Option<Self> {
        // A date-time of this length has no room for a fraction or a numeric offset.
        let form = text.len() == 20 && text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T');
        if form { Self::from_rfc3339(text).ok() } else { None }
    }

    /// This instant, later by `duration`.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)))
    }

    /// This instant, earlier by `duration`.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)))
    }
}

/// The number of two decimal digits.
fn two_digits(tens: u8, ones: u8) -> Option<u8> {
    let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
    digits.then(|| (tens & 0xf).wrapping_mul(10).wrapping_add(ones & 0xf))
}

/// RFC 3339 in UTC without a fraction, the `tdate` form of ISO/IEC 18013-5.
impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = OffsetDateTime::from_unix_timestamp(self.0).ok();
        // What has more digits has no such form.
        let Some((at, year)) =
            at.and_then(|at| Some((at, u16::try_from(at.year()).ok().filter(|year| *year < 10_000)?)))
        else {
            return write!(f, "{} s after 1970", self.0);
        };
        let mut text = *b"0000-00-00T00:00:00Z";
        let two = [u8::from(at.month()), at.day(), at.hour(), at.minute(), at.second()].map(u16::from);
        let ends = [4, 7, 10, 13, 16, 19];
        for (end, mut number) in ends.into_iter().zip([year].into_iter().chain(two)) {
            let mut digits = text.get_mut(..end).unwrap_or_default().iter_mut().rev();
            while number > 0 {
                let Some(digit) = digits.next() else { break };
                *digit |= u8::try_from(number % 10).unwrap_or_default();
                number /= 10;
            }
        }
        f.write_str(core::str::from_utf8(&text).unwrap_or_default())
    }
}

/// A reading of the caller's monotonic clock: time since any fixed start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Monotonic(Duration);

impl Monotonic {
    /// The reading `since_start`.
    #[must_use]
    pub const fn new(since_start: Duration) -> Self {
        Self(since_start)
    }

    /// The time since the clock's start.
    #[must_use]
    pub const fn since_start(self) -> Duration {
        self.0
    }

    /// The reading `duration` later.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration))
    }
}

/// Both clocks, as the caller reads them for one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// For deadlines.
    pub monotonic: Monotonic,
    /// For certificates and documents.
    pub wall: UnixTime,
}
