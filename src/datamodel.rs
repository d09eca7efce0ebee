//! Layer 4: what elements mean. Types, lengths and rules of the mDL, EU PID, EU age verification and Photo ID.
//!
//! Each document type has a module with its identifiers and a typed [`Element`] for every entry of its tables, so that
//! reading an element gives its Rust type. [`check`] judges any element by name, for verification and issuing.
//!
//! A rule belongs to a document type and a namespace: `org.iso.23220.1` stands in other documents of that family with
//! other encodings.

pub mod aamva;
pub mod age;
pub mod age_verification;
pub mod date;
mod element;
pub mod mdl;
pub mod photo_id;
pub mod pid;
pub mod structure;
pub mod text;

#[cfg(test)]
mod tests;

pub use date::{Date, FullDate, PhotoIdBirthDate};
pub use element::{Element, FromElement, TypeError};
pub use structure::{DrivingCode, DrivingPrivilege, DrivingPrivileges, Nationalities, PlaceOfBirth};
pub use text::{Alpha2, Alpha2Or3, Latin1, Text};

use crate::cbor::RawValue;
use element::{Rule, check_as};

/// The rules of one namespace in some document types.
pub(crate) struct Model {
    doc_types: &'static [&'static str],
    name_spaces: &'static [&'static str],
    rules: &'static [Rule],
    /// Whether it has `age_over_NN`.
    ages: bool,
    /// Whether it has `biometric_template_xx`.
    biometrics: bool,
    /// Whether nothing else may stand in the namespace.
    closed: bool,
}

const PHOTO_ID: &[&str] = &[photo_id::DOCTYPE, photo_id::DOCTYPE_DRAFT];

const MODELS: &[Model] = &[
    Model {
        doc_types: &[mdl::DOCTYPE],
        name_spaces: &[mdl::NAMESPACE],
        rules: mdl::RULES,
        ages: true,
        biometrics: true,
        closed: true,
    },
    Model {
        doc_types: &[mdl::DOCTYPE],
        name_spaces: &[aamva::NAMESPACE],
        rules: aamva::RULES,
        ages: false,
        biometrics: false,
        closed: false,
    },
    Model {
        doc_types: &[pid::DOCTYPE],
        name_spaces: &[pid::NAMESPACE],
        rules: pid::RULES,
        ages: true,
        biometrics: false,
        closed: false,
    },
    Model {
        doc_types: &[age_verification::DOCTYPE],
        name_spaces: &[age_verification::NAMESPACE],
        rules: age_verification::RULES,
        ages: true,
        biometrics: false,
        closed: true,
    },
    Model {
        doc_types: PHOTO_ID,
        name_spaces: &[photo_id::NAMESPACE],
        rules: photo_id::RULES,
        ages: true,
        biometrics: false,
        closed: false,
    },
    Model {
        doc_types: PHOTO_ID,
        name_spaces: &[photo_id::NAMESPACE_PHOTO_ID, photo_id::NAMESPACE_PHOTO_ID_DRAFT],
        rules: photo_id::PHOTO_ID_RULES,
        ages: false,
        biometrics: false,
        closed: false,
    },
    Model {
        doc_types: PHOTO_ID,
        name_spaces: &[photo_id::NAMESPACE_DATA_GROUPS],
        rules: photo_id::DATA_GROUP_RULES,
        ages: false,
        biometrics: false,
        closed: false,
    },
    Model {
        doc_types: PHOTO_ID,
        name_spaces: &[photo_id::NAMESPACE_DATA_GROUPS_DRAFT],
        rules: photo_id::DATA_GROUP_DRAFT_RULES,
        ages: false,
        biometrics: false,
        closed: false,
    },
];

/// Judges a value by the data model: type, length, character set, range and, for dates, that the day exists.
///
/// `None` where no known model has such an element. The content of images and templates is not looked at.
#[must_use]
pub fn check(doc_type: &str, name_space: &str, identifier: &str, value: RawValue<'_>) -> Option<Result<(), TypeError>> {
    model(doc_type, name_space)?.check(identifier, value)
}

impl Model {
    /// Judges the value of one element of the namespace; `None` where it has no such element.
    pub(crate) fn check(&self, identifier: &str, value: RawValue<'_>) -> Option<Result<(), TypeError>> {
        if let Some(rule) = self.rules.iter().find(|rule| rule.identifier == identifier) {
            return Some((rule.check)(value));
        }
        if self.ages && age::age_over(identifier).is_some() {
            return Some(check_as::<bool>(value));
        }
        if self.biometrics && is_biometric_template(identifier) {
            return Some(check_as::<[u8]>(value));
        }
        None
    }

    /// Whether the namespace holds no other elements.
    pub(crate) const fn is_closed(&self) -> bool {
        self.closed
    }
}

/// Whether a namespace of a document type holds the elements of its table and no other: the mDL's (edition 1 7.2, edition
/// 2 13.4.1), whose domestic data stand elsewhere, and EU age verification's.
#[must_use]
pub fn is_closed(doc_type: &str, name_space: &str) -> bool {
    model(doc_type, name_space).is_some_and(|model| model.closed)
}

/// The rules of a namespace in a document type, where it belongs to a known model.
pub(crate) fn model(doc_type: &str, name_space: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.doc_types.contains(&doc_type) && model.name_spaces.contains(&name_space))
}

/// `biometric_template_xx`, xx being a name of ISO/IEC 19785-3 in lower case with underscores.
fn is_biometric_template(identifier: &str) -> bool {
    let name = identifier.strip_prefix("biometric_template_").unwrap_or_default();
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
