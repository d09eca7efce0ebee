//! What holds of the two profiles for every structure.

use core::fmt::Debug;

use mdoc_proximity::cbor::{Decode, Encoding, from_slice};

/// Decodes under both profiles: what the strict one accepts, the field one reads as the same, without a remark.
pub fn decode<'a, T: Decode<'a> + Debug>(bytes: &'a [u8]) -> [Option<T>; 2] {
    let strict = from_slice::<T>(bytes, Encoding::Strict);
    let field = from_slice::<T>(bytes, Encoding::Field);
    match (&strict, &field) {
        (Ok((strict, found)), Ok((field, also))) => {
            assert_eq!((found.count, also.count), (0, 0), "the strict profile tolerates nothing");
            // A part that fits neither profile may be refused for another slip by the one that sees more of them.
            let strict = format!("{strict:?}");
            assert!(strict.contains("Error {") || strict == format!("{field:?}"), "{strict}");
        }
        (Ok(_), Err(error)) => panic!("strict accepts what field refuses: {error}"),
        (Err(error), _) => assert!(error.offset() <= bytes.len(), "an offset behind the end"),
    }
    if let Err(error) = &field {
        assert!(error.offset() <= bytes.len(), "an offset behind the end");
        assert!(!error.to_string().is_empty());
    }
    [strict, field].map(|decoded| decoded.ok().map(|(value, _)| value))
}
