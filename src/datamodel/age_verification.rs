//! The EU age verification attestation: nothing but `age_over_NN`, meant for single use.

use super::element::elements;
use super::{Element, age};

/// The document type.
pub const DOCTYPE: &str = "eu.europa.ec.av.1";
/// The namespace, spelled as the document type.
pub const NAMESPACE: &str = "eu.europa.ec.av.1";

/// `age_over_NN` for an age of 0 to 99.
#[must_use]
pub fn age_over(age: u8) -> Option<Element<bool>> {
    age::identifier(age).map(|identifier| Element::new(NAMESPACE, identifier))
}

elements! { NAMESPACE, RULES;
    /// Whether the holder is 18 or older: the one mandatory element.
    AGE_OVER_18: bool = "age_over_18";
}
