//! The texts of reports.

use core::borrow::Borrow;
use core::cmp::Ordering;
use core::fmt::{self, Write as _};
use core::hash::{Hash, Hasher};
use core::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// A text of a report: fixed, or made once and shared by all that say the same. To clone it copies no letters.
///
/// It is made of a literal, a `String`, or `format_args!(..)`, which takes one piece of the heap of exactly its length.
#[derive(Clone)]
pub struct Text(Repr);

#[derive(Clone)]
enum Repr {
    Fixed(&'static str),
    Made(Arc<str>),
}

impl Text {
    /// The letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Fixed(text) => text,
            Repr::Made(text) => text,
        }
    }

    /// A copy of `text`, which need not live as long as the program.
    #[must_use]
    pub fn copied(text: &str) -> Self {
        Self(Repr::Made(Arc::from(text)))
    }
}

impl Text {
    /// All of `parts`, one behind the other.
    pub(crate) fn joined(parts: &[&str]) -> Self {
        Line::default().made(|line| parts.iter().try_for_each(|part| line.write_str(part)))
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::from("")
    }
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Self(Repr::Fixed(text))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Repr::Made(Arc::from(text)))
    }
}

impl From<fmt::Arguments<'_>> for Text {
    fn from(arguments: fmt::Arguments<'_>) -> Self {
        match arguments.as_str() {
            Some(fixed) => Self::from(fixed),
            None => Line::default().made(|line| line.write_fmt(arguments)),
        }
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.as_str().to_owned()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Made(one), Repr::Made(other)) if Arc::ptr_eq(one, other) => true,
            _ => self.as_str() == other.as_str(),
        }
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<Text> for str {
    fn eq(&self, other: &Text) -> bool {
        self == other.as_str()
    }
}

impl PartialEq<Text> for &str {
    fn eq(&self, other: &Text) -> bool {
        *self == other.as_str()
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

/// Longer than nearly every sentence of a report.
const ROOM: usize = 256;

/// A text in the making: on the stack while it is short, so that the heap is asked once, for as much as it came to.
struct Line {
    short: [u8; ROOM],
    length: usize,
    /// All of it, once it is not short any more.
    long: String,
}

impl Default for Line {
    fn default() -> Self {
        Self { short: [0; ROOM], length: 0, long: String::new() }
    }
}

impl Line {
    fn made(mut self, write: impl FnOnce(&mut Self) -> fmt::Result) -> Text {
        // The line takes everything; a value that cannot be shown is cut where it failed.
        let _ = write(&mut self);
        if self.long.is_empty() { Text::copied(self.written()) } else { Text::from(self.long) }
    }

    fn written(&self) -> &str {
        // Whole texts were written, one behind the other.
        self.short.get(..self.length).and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

impl fmt::Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length.saturating_add(text.len());
        match self.short.get_mut(self.length..end) {
            Some(free) if self.long.is_empty() => {
                free.copy_from_slice(text.as_bytes());
                self.length = end;
            }
            _ => {
                if self.long.is_empty() {
                    self.long = [self.written(), text].concat();
                } else {
                    self.long.push_str(text);
                }
            }
        }
        Ok(())
    }
}

/// A text that is written piece by piece.
pub(crate) fn made(write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result) -> Text {
    Line::default().made(|line| write(line))
}

/// A [`Text`] as `format!` would write it.
macro_rules! text {
    ($($said:tt)*) => { $crate::report::Text::from(::core::format_args!($($said)*)) };
}

pub(crate) use text;
