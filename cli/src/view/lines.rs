//! Lines that fit the terminal.

use crate::terminal::{FAINT, styled};

/// Lines, wrapped at words where a width is known. Only plain text is wrapped: styles are put around it line by line.
pub struct Lines {
    lines: Vec<String>,
    width: Option<usize>,
}

/// Text is wrapped to no less than this, however narrow the terminal and deep the indent.
const LEAST: usize = 24;

impl Lines {
    /// No lines yet, of at most `width` characters.
    pub fn new(width: Option<usize>) -> Self {
        Self { lines: Vec::new(), width }
    }

    /// One line as it is.
    pub fn push(&mut self, indent: usize, line: impl AsRef<str>) {
        self.lines.push(format!("{:indent$}{}", "", line.as_ref()));
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.lines.push(String::new());
    }

    /// `label text`, the label faint, with what does not fit below the text.
    pub fn fact(&mut self, label: &str, text: &str) {
        let first = format!("{label:<11}");
        self.hanging_styled(2, &styled(FAINT, &first), first.chars().count(), text);
    }

    /// `first text`, with what does not fit below the text.
    pub fn hanging(&mut self, indent: usize, first: &str, text: &str) {
        self.hanging_styled(indent, first, first.chars().count(), text);
    }

    /// The same where `first` has styles in it, and takes `taken` places when shown.
    pub fn hanging_styled(&mut self, indent: usize, first: &str, taken: usize, text: &str) {
        let below = indent.saturating_add(taken);
        let room = self.width.map(|width| width.saturating_sub(below).max(LEAST));
        for (index, line) in wrapped(text, room).iter().enumerate() {
            let start = if index == 0 { format!("{:indent$}{first}", "") } else { " ".repeat(below) };
            self.lines.push(format!("{start}{line}").trim_end().to_owned());
        }
    }

    /// All of it.
    pub fn into_text(self) -> String {
        self.lines.join("\n")
    }
}

/// The text in lines of at most `room` characters, broken at spaces; a longer word stands alone.
fn wrapped(text: &str, room: Option<usize>) -> Vec<String> {
    let Some(room) = room else { return vec![text.to_owned()] };
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let Some(line) = lines.last_mut() else { continue };
        let length = line.chars().count().saturating_add(word.chars().count());
        if line.is_empty() || length < room {
            let space = if line.is_empty() { "" } else { " " };
            line.push_str(space);
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Lines, wrapped};

    #[test]
    fn text_breaks_at_spaces() {
        assert_eq!(wrapped("one two three", None), ["one two three"]);
        assert_eq!(wrapped("one two three", Some(7)), ["one two", "three"]);
        assert_eq!(wrapped("one two three", Some(8)), ["one two", "three"]);
        assert_eq!(wrapped("overlong a", Some(4)), ["overlong", "a"]);
        assert_eq!(wrapped("", Some(4)), [""]);
    }

    #[test]
    fn what_does_not_fit_hangs_below() {
        let mut lines = Lines::new(Some(30));
        lines.hanging(2, "ab: ", "twenty-four places are the least there is");
        assert_eq!(lines.into_text(), "  ab: twenty-four places are\n      the least there is");
        let mut lines = Lines::new(None);
        lines.hanging(0, "", &"word ".repeat(40));
        assert_eq!(lines.into_text().lines().count(), 1);
    }
}
