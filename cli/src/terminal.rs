//! Output: colours where a person looks, plain text elsewhere, and no panic when the reader of a pipe has gone.

use std::fmt;
use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::args::Format;

/// Good.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// Bad.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// To be noticed.
pub const ODD: Style = AnsiColor::Yellow.on_default();
/// Beside the point.
pub const FAINT: Style = Style::new().dimmed();
/// A heading.
pub const STRONG: Style = Style::new().bold();

/// `text` in a style.
pub fn styled(style: Style, text: impl fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Writes to standard output. A reader that has gone, as with `| head`, ends the program quietly.
pub fn write_out(text: fmt::Arguments<'_>) {
    let mut out = anstream::stdout().lock();
    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Writes to standard error, where nothing can be done about a failure.
pub fn write_err(text: fmt::Arguments<'_>) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// The width to which text for standard output is wrapped: what COLUMNS says, else the terminal's; none where it goes to
/// a file or a pipe.
pub fn width() -> Option<usize> {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
    told.or_else(terminal).filter(|width| *width > 0)
}

/// One line, or several, to standard output.
macro_rules! say {
    ($($text:tt)*) => { $crate::terminal::write_out(format_args!($($text)*)) };
}
/// One line, or several, to standard error.
macro_rules! note {
    ($($text:tt)*) => { $crate::terminal::write_err(format_args!($($text)*)) };
}
pub(crate) use {note, say};

/// Prints a result as JSON, with everything escaped that a terminal would obey.
pub fn json(value: &impl Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => say!("{}", escaped(&text)),
        Err(error) => note!("mdoc: the result cannot be written as JSON: {error}"),
    }
}

/// Where a command tells what goes on: standard output, or standard error where that is kept for JSON.
#[derive(Debug, Clone, Copy)]
pub struct Voice {
    format: Format,
}

impl Voice {
    /// The voice that leaves room for a result in `format`.
    pub fn new(format: Format) -> Self {
        Self { format }
    }

    /// The result's format.
    pub fn format(self) -> Format {
        self.format
    }

    /// Shows a drawing whose colours carry its meaning: a terminal gets them even where colours are not wanted.
    pub fn draw(self, drawing: &str) {
        let written = match self.format {
            Format::Text if std::io::stdout().is_terminal() => writeln!(std::io::stdout(), "{drawing}"),
            Format::Json if std::io::stderr().is_terminal() => writeln!(std::io::stderr(), "{drawing}"),
            _ => {
                self.tell(drawing);
                Ok(())
            }
        };
        if written.is_err() {
            std::process::exit(0);
        }
    }

    /// Says something to a person.
    pub fn tell(self, text: impl fmt::Display) {
        match self.format {
            Format::Text => say!("{text}"),
            Format::Json => note!("{text}"),
        }
    }
}

/// Whether a terminal obeys a character instead of showing it, or shows nothing: controls, line separators, what turns
/// the direction of writing, and blanks without width. Joiners stay, for names are written with them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// How wide a column of these is, in characters: as its widest, but for such as would push all others off the screen.
pub fn column(texts: impl IntoIterator<Item = impl AsRef<str>>) -> usize {
    const WIDEST: usize = 40;
    let widths = texts.into_iter().map(|text| text.as_ref().chars().count());
    widths.filter(|width| *width <= WIDEST).max().unwrap_or_default()
}

/// Text from a peer, with everything escaped that a terminal would obey.
pub fn safe(text: &str) -> String {
    text.chars().flat_map(|c| if is_hidden(c) { c.escape_unicode().collect::<Vec<_>>() } else { vec![c] }).collect()
}

/// The same for JSON, whose own escapes stand for the same text. Its line feeds are no part of a text.
pub fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hidden(c) && c != '\n' {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}")));
        } else {
            text.push(c);
        }
    }
    text
}

/// A number of bytes for a person.
pub fn size(bytes: usize) -> String {
    let (unit, factor) = match bytes {
        0..1024 => return format!("{bytes} bytes"),
        1024..1_048_576 => ("KB", 1024),
        _ => ("MB", 1_048_576),
    };
    let tenths = bytes.saturating_mul(10).checked_div(factor).unwrap_or_default();
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::{escaped, is_hidden, safe, size};

    #[test]
    fn sizes_are_readable() {
        assert_eq!(
            [size(0), size(1023), size(1024), size(2355), size(3 << 20)],
            ["0 bytes", "1023 bytes", "1.0 KB", "2.2 KB", "3.0 MB"]
        );
    }

    #[test]
    fn a_peer_cannot_steer_the_terminal() {
        assert_eq!(safe("Åse \u{1b}[2J\u{202e}x"), "Åse \\u{1b}[2J\\u{202e}x");
        // Controls of the second kind, a line that is none, and text in tags nobody sees.
        assert_eq!(safe("a\u{9b}2J\u{2028}\u{61c}\u{feff}\u{e0041}"), "a\\u{9b}2J\\u{2028}\\u{61c}\\u{feff}\\u{e0041}");
        assert_eq!(safe("نمی\u{200c}خواهم"), "نمی\u{200c}خواهم");
    }

    #[test]
    fn json_cannot_steer_it_either_and_says_the_same() {
        let value = serde_json::json!({ "Å\u{9b}": ["\u{7f}\u{202e}\u{e0041}\n", 1] });
        let text = escaped(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!text.contains(|c: char| is_hidden(c) && c != '\n'), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
