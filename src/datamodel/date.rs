//! Dates: `full-date = #6.1004(tstr)` (RFC 8943) and `tdate = #6.0(tstr)` (RFC 3339).

use core::fmt;

use ::time::{Date as CalendarDate, Month, OffsetDateTime};

use super::element::{TypeError, kind, redacted};
use crate::cbor::{Encode, Key, RawValue, Writer};
use crate::time::UnixTime;

/// A day of the calendar: `full-date`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FullDate {
    year: u16,
    month: u8,
    day: u8,
}

impl FullDate {
    /// The day, where it exists.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = CalendarDate::from_calendar_date(i32::from(year), Month::try_from(month).ok()?, day).is_ok();
        (exists && year <= 9999).then_some(Self { year, month, day })
    }

    /// The day written `YYYY-MM-DD`, where it exists.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else { return None };
        let [month, day] = [number(&[m1, m2])?, number(&[d1, d2])?].map(u8::try_from);
        Self::new(number(&[y1, y2, y3, y4])?, month.ok()?, day.ok()?)
    }

    /// The day of an instant, in UTC; none past the year 9999.
    #[must_use]
    pub fn of(at: UnixTime) -> Option<Self> {
        let date = OffsetDateTime::from_unix_timestamp(at.unix_seconds()).ok()?.date();
        Self::new(u16::try_from(date.year()).ok()?, u8::from(date.month()), date.day())
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// The whole years from this day to `later`: an age. Who is born on 29 February is a year older on 1 March.
    #[must_use]
    pub fn years_until(self, later: Self) -> u16 {
        let years = later.year.saturating_sub(self.year);
        let not_yet = (later.month, later.day) < (self.month, self.day);
        if not_yet { years.saturating_sub(1) } else { years }
    }

    fn read(value: RawValue<'_>) -> Option<Self> {
        match value.as_tagged_text()? {
            (1004, text) => Self::from_text(text),
            _ => None,
        }
    }
}

impl fmt::Display for FullDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Encode for FullDate {
    fn encode(&self, writer: &mut Writer) {
        writer.tag(1004).text(&self.to_string());
    }
}

redacted! {
    FullDate = "FullDate";
    Date = "Date";
    PhotoIdBirthDate<'_> = "PhotoIdBirthDate";
}

/// Decimal digits as a number.
fn number(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0_u16, |number, digit| {
        let digit = char::from(*digit).to_digit(10)?;
        number.checked_mul(10)?.checked_add(u16::try_from(digit).ok()?)
    })
}

fn tdate(value: RawValue<'_>) -> Option<UnixTime> {
    match value.as_tagged_text()? {
        (0, text) => UnixTime::from_tdate(text),
        _ => None,
    }
}

/// A day or an instant, for elements that may be either.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Date {
    /// `full-date`.
    Day(FullDate),
    /// `tdate`.
    Instant(UnixTime),
}

kind!(FullDate, FullDate, "a full-date (tag 1004, an existing day)", FullDate::read);
kind!(UnixTime, UnixTime, "a tdate (tag 0, UTC, no fraction of a second)", tdate);
kind!(Date, Date, "a tdate or full-date", |value| {
    FullDate::read(value).map(Date::Day).or_else(|| tdate(value).map(Date::Instant))
});

/// The birth date of a Photo ID, which may be known in part (ISO/IEC TS 23220-4 Annex C):
/// `full-date / { "birth_date": full-date, ? "approximate_mask": tstr }`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PhotoIdBirthDate<'a> {
    /// The day.
    pub date: FullDate,
    /// Eight digits, one for each of `YYYYMMDD`; `1` marks a place that is made up.
    pub approximate_mask: Option<&'a str>,
}

kind!(PhotoIdBirthDate<'static>, PhotoIdBirthDate<'a>, "a full-date, alone or with an approximate_mask", |value| {
    match FullDate::read(value) {
        Some(date) => Some(PhotoIdBirthDate { date, approximate_mask: None }),
        None => partial(value),
    }
});

fn partial(value: RawValue<'_>) -> Option<PhotoIdBirthDate<'_>> {
    let (mut date, mut approximate_mask) = (None, None);
    let mut reader = value.reader();
    reader
        .map(|reader, key| {
            match key {
                Key::Text("birth_date") => date = FullDate::read(reader.raw()?),
                Key::Text("approximate_mask") => approximate_mask = Some(reader.text()?),
                _ => {
                    reader.skip()?;
                }
            }
            Ok(())
        })
        .ok()?;
    let valid = |mask: &str| mask.len() == 8 && mask.bytes().all(|byte| matches!(byte, b'0' | b'1'));
    if approximate_mask.is_some_and(|mask| !valid(mask)) {
        None
    } else {
        Some(PhotoIdBirthDate { date: date?, approximate_mask })
    }
}
