//! Element values in a few words.

use mdoc_proximity::cbor::{RawValue, Type};
use mdoc_proximity::reader::Json;

use crate::terminal::{safe, size};

/// How much of a long value is shown, in characters.
const SHOWN: usize = 160;

/// A value for a person: text as it is, dates as dates, pictures by kind and size.
pub fn shown(value: RawValue<'_>) -> String {
    match value.kind() {
        Type::Text => safe(value.as_text().unwrap_or_default()),
        Type::Bytes => bytes(value.as_bytes().unwrap_or_default()),
        Type::Tag => match value.as_tagged_text() {
            Some((0 | 1004, text)) => safe(text),
            _ => json(value),
        },
        _ => json(value),
    }
}

fn bytes(bytes: &[u8]) -> String {
    let kind = match bytes {
        [0xff, 0xd8, 0xff, ..] => "JPEG",
        [0x89, b'P', b'N', b'G', ..] => "PNG",
        [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20, ..] | [0xff, 0x4f, 0xff, 0x51, ..] => "JPEG 2000",
        _ if bytes.len() <= 32 => return format!("h'{}' ({})", hex::encode(bytes), size(bytes.len())),
        _ => "bytes",
    };
    if kind == "bytes" { size(bytes.len()) } else { format!("{kind}, {}", size(bytes.len())) }
}

fn json(value: RawValue<'_>) -> String {
    let text = serde_json::to_string(&Json(value)).unwrap_or_default();
    let text = safe(&text);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use mdoc_proximity::cbor::{self, Encoding, RawValue};

    fn shown(hex: &str) -> String {
        let bytes = hex::decode(hex).unwrap();
        let (value, _) = cbor::from_slice::<RawValue<'_>>(&bytes, Encoding::Strict).unwrap();
        super::shown(value)
    }

    #[test]
    fn values_are_readable() {
        assert_eq!(shown("f5"), "true");
        assert_eq!(shown("1907c0"), "1984");
        assert_eq!(shown("624e4f"), "NO");
        assert_eq!(shown("d903ec6a313938342d30312d3236"), "1984-01-26");
        assert_eq!(shown("43010203"), "h'010203' (3 bytes)");
        assert_eq!(shown("45ffd8ffe000"), "JPEG, 5 bytes");
        assert_eq!(shown("81a16161 01".replace(' ', "").as_str()), r#"[{"a":1}]"#);
        assert_eq!(shown("621b41"), "\\u{1b}A");
    }

    /// What is cut says so, also where it was short before its hidden characters were written out.
    #[test]
    fn what_is_cut_says_so() {
        let list = |text: &str| format!("8158{:02x}{}", text.len(), hex::encode(text)).replacen("8158", "8178", 1);
        let (short, long) = (shown(&list(&"a".repeat(156))), shown(&list(&"a".repeat(157))));
        assert_eq!(short, format!("[\"{}\"]", "a".repeat(156)));
        assert_eq!(long, format!("[\"{}\"…", "a".repeat(157)));
        let hidden = shown(&list(&"\u{200b}".repeat(40)));
        assert!(hidden.ends_with('…') && hidden.chars().count() == 161, "{hidden}");
    }
}
