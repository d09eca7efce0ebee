//! Header buckets.

use crate::crypto::SignatureAlgorithm;

/// An algorithm header (label 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// A signature algorithm that the standard permits.
    Signature(SignatureAlgorithm),
    /// HMAC 256/256 (5).
    HmacSha256,
    /// Any other integer identifier.
    Other(i64),
    /// A text identifier.
    Text,
}

/// One header bucket: the labels the standard uses; all others are checked to be well-formed and passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers<'a> {
    /// Label 1.
    pub alg: Option<Algorithm>,
    /// Whether label 2 (`crit`) is present: no extension is understood, so its presence is a refusal.
    pub has_crit: bool,
    /// Label 16 (`typ`), where it is text.
    pub typ: Option<&'a str>,
    /// Label 33: the certificates, leaf first; `Some` of an empty list where the array is empty.
    pub x5chain: Option<Vec<&'a [u8]>>,
    /// How many other labels there are.
    pub others: usize,
}
