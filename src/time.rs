//! Layer 0: wall-clock instants and the caller's monotonic clock. Nothing here reads a clock.

#[cfg(test)]
mod tests;

use core::fmt;
use core::time::Duration;

use ::time::OffsetDateTime;
use ::time::format_description::well_known::Rfc3339;

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
        let parsed = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| DateError)?;
        Ok(Self(parsed.unix_timestamp()))
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
