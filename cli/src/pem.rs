//! PEM texts with any number of blocks (RFC 7468).

use zeroize::Zeroizing;

/// The labels and contents of the blocks; text around them is passed over.
pub fn blocks(text: &str) -> Result<Vec<(String, Zeroizing<Vec<u8>>)>, String> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, block)) = rest.split_once("-----BEGIN ") {
        let label = block.split_once("-----").map(|(label, _)| label).unwrap_or_default();
        let end = format!("-----END {label}-----");
        let Some((content, after)) = block.split_once(&end) else {
            return Err(format!("the PEM block \"{label}\" has no end"));
        };
        let whole = Zeroizing::new(format!("-----BEGIN {content}{end}\n"));
        let (label, content) =
            pem_rfc7468::decode_vec(whole.as_bytes()).map_err(|error| format!("the PEM block \"{label}\": {error}"))?;
        blocks.push((label.to_owned(), Zeroizing::new(content)));
        rest = after;
    }
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn all_blocks_are_found_and_text_between_them_is_not() {
        let text = "subject=x\n-----BEGIN A-----\nAQI=\n-----END A-----\nnote\n-----BEGIN B C-----\nAw==\n-----END B C-----\n";
        let found = blocks(text).unwrap();
        assert_eq!(found.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>(), ["A", "B C"]);
        assert_eq!(*found[0].1, [1, 2]);
        assert!(blocks("no block").unwrap().is_empty());
        assert!(blocks("-----BEGIN A-----\nAQI=\n").is_err());
    }
}
