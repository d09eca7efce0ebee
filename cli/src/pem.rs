//! PEM texts with any number of blocks (RFC 7468), as strictly as people write them: lines of any length, text between
//! the blocks.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::input;

/// A block: its label and its content.
pub type Block = (String, Zeroizing<Vec<u8>>);

/// The labels and contents of the blocks; text around them is passed over.
pub fn blocks(text: &str) -> Result<Vec<Block>, String> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, block)) = rest.split_once("-----BEGIN ") {
        let Some((label, block)) = block.split_once("-----") else { return Err("a PEM block is cut off".to_owned()) };
        let end = format!("-----END {label}-----");
        let Some((content, after)) = block.split_once(&end) else {
            return Err(format!("the PEM block \"{label}\" has no end"));
        };
        let content: Zeroizing<String> = Zeroizing::new(content.split_whitespace().collect());
        let content = STANDARD.decode(content.as_bytes());
        let content = content.map_err(|error| format!("the PEM block \"{label}\" is not base64: {error}"))?;
        blocks.push((label.to_owned(), Zeroizing::new(content)));
        rest = after;
    }
    Ok(blocks)
}

/// What lies in a file that holds PEM or DER: the contents of the PEM blocks with this label, or the binary itself (or
/// in hex or base64).
pub enum Content {
    /// The blocks' contents, none where the text has other blocks only.
    Blocks(Vec<Vec<u8>>),
    /// One binary, of whatever kind.
    Binary(Vec<u8>),
}

/// Tells PEM from binary.
pub fn content(bytes: &[u8], label: &str) -> Result<Content, String> {
    match std::str::from_utf8(bytes).ok().filter(|text| text.contains("-----BEGIN")) {
        Some(text) => {
            let blocks = blocks(text)?;
            let labelled = blocks.iter().filter(|(found, _)| found == label);
            Ok(Content::Blocks(labelled.map(|(_, der)| der.to_vec()).collect()))
        }
        None => Ok(Content::Binary(input::decode(bytes))),
    }
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn all_blocks_are_found_and_text_between_them_is_not() {
        let text =
            "subject=x\n-----BEGIN A-----\nAQI=\n-----END A-----\nnote\n-----BEGIN B C-----\nA\nw==\n-----END B C-----";
        let found = blocks(text).unwrap();
        assert_eq!(found.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>(), ["A", "B C"]);
        assert_eq!(*found[0].1, [1, 2]);
        assert_eq!(*found[1].1, [3]);
        assert!(blocks("no block").unwrap().is_empty());
        for broken in ["-----BEGIN A-----\nAQI=\n", "-----BEGIN A", "-----BEGIN A-----\n!\n-----END A-----"] {
            assert!(blocks(broken).is_err());
        }
    }
}
