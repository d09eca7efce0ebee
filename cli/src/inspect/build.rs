//! From bytes to the tree.

use std::cell::Cell;
use std::fmt::Write;

use mdoc_proximity::cbor::{self, Encoding, Error, RawValue, Reader, Type};
use mdoc_proximity::time::UnixTime;

use super::node::Node;
use super::shape::{Key, Shape};
use super::{certificate, ndef};

/// How many bytes of a byte string are shown.
const SHOWN: usize = 32;

/// How many byte strings are opened one inside the other. The structures of the protocol need half of it.
const LEVELS: usize = 16;

/// How many items are shown; the largest list of trusted certificates has fewer than a tenth.
const ITEMS: usize = 100_000;

/// Builds the tree of one item that fills `bytes`, which stand at `base` in the input.
pub fn tree(bytes: &[u8], base: usize, shape: Shape) -> Result<(Node, cbor::NonPreferred), Error> {
    Builder { base, levels: LEVELS, left: &Cell::new(ITEMS) }.tree(bytes, shape)
}

/// Builds nodes whose offsets count from the start of the outermost input.
#[derive(Clone, Copy)]
struct Builder<'t> {
    /// Where the reader's input starts.
    base: usize,
    /// How many levels of byte strings are left to be opened.
    levels: usize,
    /// How many items are left to be shown, in the whole tree.
    left: &'t Cell<usize>,
}

impl Builder<'_> {
    fn tree(self, bytes: &[u8], shape: Shape) -> Result<(Node, cbor::NonPreferred), Error> {
        let mut reader = Reader::new(bytes, Encoding::Field);
        let node = self.item(&mut reader, shape, String::new(), shape, None)?;
        reader.finish()?;
        Ok((node, reader.non_preferred()))
    }

    /// Whether one more item is shown.
    fn shows_one_more(self) -> bool {
        let left = self.left.get().checked_sub(1);
        self.left.set(left.unwrap_or_default());
        left.is_some()
    }

    /// A container's node, which tells how many of its items are not shown.
    fn container(what: &str, count: usize, mut children: Vec<Node>) -> Node {
        let hidden = count.saturating_sub(children.len());
        if hidden > 0 {
            children.push(Node::leaf("", format!("… {hidden} more, too many to be shown")));
        }
        Node { text: counted(what, count), children, ..Node::default() }
    }

    /// One item. `parent` and `key` say where it stands, for the meaning of integers.
    fn item(
        self,
        reader: &mut Reader<'_>,
        shape: Shape,
        label: String,
        parent: Shape,
        key: Option<Key<'_>>,
    ) -> Result<Node, Error> {
        let offset = reader.offset();
        let kind = reader.peek()?;
        let mut node = match kind {
            Type::Map => self.map(reader, shape)?,
            Type::Array => self.array(reader, shape)?,
            Type::Tag => self.tagged(reader, shape)?,
            Type::Bytes => self.bytes(reader, shape)?,
            Type::Text => Node::leaf("", quoted(reader.text()?)),
            Type::Unsigned | Type::Negative => {
                let value = reader.integer()?;
                let meaning = key.and_then(|key| parent.meaning(key, value));
                Node::leaf("", meaning.map_or(value.to_string(), |meaning| format!("{value} ({meaning})")))
            }
            Type::Bool => Node::leaf("", reader.bool()?.to_string()),
            Type::Null => reader.null().map(|()| Node::leaf("", "null"))?,
            Type::Float => Node::leaf("", format!("{:?}", reader.float()?)),
            _ => Node::leaf("", simple(reader.raw()?)),
        };
        node.label = label;
        node.offset = Some(self.base.saturating_add(offset));
        Ok(node)
    }

    fn map(self, reader: &mut Reader<'_>, shape: Shape) -> Result<Node, Error> {
        let mut children = Vec::new();
        let count = reader.map(|reader, key| {
            if !self.shows_one_more() {
                return reader.skip().map(drop);
            }
            let child = match (key, key.as_int()) {
                (cbor::Key::Text(name), _) => {
                    let (_, inner) = shape.member(Key::Text(name));
                    self.item(reader, inner, quoted_key(name), shape, Some(Key::Text(name)))?
                }
                (_, Some(number)) => {
                    let (name, inner) = shape.member(Key::Int(number));
                    let label = name.map_or(number.to_string(), |name| format!("{number} {name}"));
                    self.item(reader, inner, label, shape, Some(Key::Int(number)))?
                }
                (cbor::Key::Bytes(bytes), _) => {
                    self.item(reader, Shape::Any, format!("h'{}'", hex::encode(bytes)), shape, None)?
                }
                _ => self.item(reader, Shape::Any, "(other key)".to_owned(), shape, None)?,
            };
            children.push(child);
            Ok(())
        })?;
        Ok(Self::container("map", count, children))
    }

    fn array(self, reader: &mut Reader<'_>, shape: Shape) -> Result<Node, Error> {
        let mut children: Vec<Node> = Vec::new();
        // The options of a retrieval method depend on its type.
        let mut method = None;
        let count = reader.array(|reader| {
            if !self.shows_one_more() {
                return reader.skip().map(drop);
            }
            let index = children.len();
            let (name, mut inner) = shape.member(Key::Index(index));
            if (shape, index) == (Shape::RetrievalMethod, 2) {
                inner = method.unwrap_or(Shape::Any);
            }
            let label = name.map_or(format!("[{index}]"), str::to_owned);
            let child = self.item(reader, inner, label, shape, Some(Key::Index(index)))?;
            if (shape, index) == (Shape::RetrievalMethod, 0) {
                method = match child.text.split(' ').next() {
                    Some("1") => Some(Shape::NfcOptions),
                    Some("2") => Some(Shape::BleOptions),
                    Some("3") => Some(Shape::WifiOptions),
                    _ => None,
                };
            }
            children.push(child);
            Ok(())
        })?;
        Ok(Self::container("array", count, children))
    }

    fn tagged(self, reader: &mut Reader<'_>, shape: Shape) -> Result<Node, Error> {
        let mut ahead = reader.clone();
        let number = ahead.tag()?;
        match (number, ahead.peek()?) {
            (24, Type::Bytes) => {
                let raw = reader.raw()?;
                let length = raw.bytes().len();
                let mut content = Reader::new(raw.bytes(), Encoding::Field);
                content.tag()?;
                let bytes = content.bytes()?;
                let start = raw.offset().saturating_add(length.saturating_sub(bytes.len()));
                let (node, note) = self.embedded(bytes, start, shape);
                Ok(Node {
                    text: format!("tag 24 ({length} bytes){note}"),
                    children: node.into_iter().collect(),
                    ..Node::default()
                })
            }
            (0, Type::Text) => {
                *reader = ahead;
                let text = reader.text()?;
                let note = if UnixTime::from_rfc3339(text).is_ok() { "" } else { " (no valid date-time)" };
                Ok(Node::leaf("", format!("date-time {text}{note}")))
            }
            (1004, Type::Text) => {
                *reader = ahead;
                Ok(Node::leaf("", format!("date {}", reader.text()?)))
            }
            (2 | 3, Type::Bytes) => {
                *reader = ahead;
                let sign = if number == 2 { "" } else { "-1 - " };
                Ok(Node::leaf("", format!("{sign}0x{} (bignum)", hex::encode(reader.bytes()?))))
            }
            _ => {
                // The whole item is read again, so that depth is spent on the tag as well.
                let raw = reader.raw()?;
                let mut inner = Reader::new(raw.bytes(), Encoding::Field);
                inner.tag()?;
                let below = Self { base: self.base.saturating_add(raw.offset()), ..self };
                let child = below.item(&mut inner, shape, String::new(), Shape::Any, None)?;
                let name = match number {
                    17 => " COSE_Mac0",
                    18 => " COSE_Sign1",
                    _ => "",
                };
                Ok(Node { text: format!("tag {number}{name}"), children: vec![child], ..Node::default() })
            }
        }
    }

    /// CBOR inside a byte string; a note where it is none. `start` is where the content stands in the reader's input.
    fn embedded(self, content: &[u8], start: usize, shape: Shape) -> (Option<Node>, String) {
        let Some(levels) = self.levels.checked_sub(1) else {
            return (None, format!(" nested too deeply to be opened; {}", shown(content)));
        };
        match (Self { base: self.base.saturating_add(start), levels, ..self }).tree(content, shape) {
            Ok((node, _)) => (Some(node), String::new()),
            Err(error) => (None, format!(" that holds no CBOR: {error}; {}", shown(content))),
        }
    }

    fn bytes(self, reader: &mut Reader<'_>, shape: Shape) -> Result<Node, Error> {
        let bytes = reader.bytes()?;
        let start = reader.offset().saturating_sub(bytes.len());
        let opened = match shape {
            Shape::Certificate | Shape::Certificates => certificate::summary(bytes),
            Shape::Ndef => ndef::summary(bytes, self.base.saturating_add(start)),
            Shape::Protected if bytes.is_empty() => Some(Vec::new()),
            Shape::Protected => self.embedded(bytes, start, Shape::Headers).0.map(|node| vec![node]),
            Shape::Cbor(payload) => self.embedded(bytes, start, payload.shape()).0.map(|node| vec![node]),
            _ => None,
        };
        Ok(match opened {
            Some(children) => Node { text: format!("{} bytes", bytes.len()), children, ..Node::default() },
            None => Node::leaf("", shown(bytes)),
        })
    }
}

/// Length, kind where it is known, and the first bytes.
fn shown(bytes: &[u8]) -> String {
    let kind = match bytes {
        [0xff, 0xd8, 0xff, ..] => " JPEG",
        [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20, ..] | [0xff, 0x4f, 0xff, 0x51, ..] => " JPEG 2000",
        [0x89, b'P', b'N', b'G', ..] => " PNG",
        _ => "",
    };
    let start = hex::encode(bytes.get(..SHOWN).unwrap_or(bytes));
    let more = if bytes.len() > SHOWN { "…" } else { "" };
    format!("{} bytes{kind} h'{start}{more}'", bytes.len())
}

fn simple(value: RawValue<'_>) -> String {
    match value.kind() {
        Type::Undefined => "undefined".to_owned(),
        _ => format!("simple value h'{}'", hex::encode(value.bytes())),
    }
}

fn counted(what: &str, count: usize) -> String {
    match count {
        0 => format!("empty {what}"),
        count => format!("{what} of {count}"),
    }
}

/// Text with control characters made visible, so that an input cannot steer the terminal.
fn quoted(text: &str) -> String {
    format!("\"{}\"", visible(text))
}

fn quoted_key(text: &str) -> String {
    visible(text)
}

fn visible(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            // Writing to a String cannot fail.
            let _ = write!(out, "{}", letter.escape_unicode());
        } else {
            out.push(letter);
        }
    }
    out
}
