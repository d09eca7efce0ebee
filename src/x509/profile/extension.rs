//! Extensions at large: what is read can be read, and only what the profile says is critical.

use der::oid::ObjectIdentifier;

use super::Examination;
use crate::report::{CheckId, text};
use crate::x509::extension::{BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE, Extension, KEY_USAGE};
use crate::x509::{Judgement, Kind};

impl Examination<'_> {
    /// Extensions that are not known are nobody's concern here: where they are critical, the path fails.
    pub(super) fn extensions(&mut self) {
        let mut judgement = Judgement::new(CheckId::ProfileExtensions);
        for extension in self.certificate.extensions() {
            let Some(name) = extension.name() else { continue };
            if !extension.is_understood() {
                judgement.deviates(text!("the extension {name} cannot be read"));
            } else if extension.is_critical() && !self.may_be_critical(extension) {
                judgement.deviates(text!("the extension {name} is critical"));
            }
        }
        self.record(judgement, "every known extension can be read, and is critical only where it should be");
    }

    /// The usages of a key, and the constraints of a CA.
    fn may_be_critical(&self, extension: &Extension) -> bool {
        match extension.oid {
            KEY_USAGE => true,
            EXTENDED_KEY_USAGE => !matches!(self.kind, Kind::Iaca | Kind::Link | Kind::RicalSigner),
            BASIC_CONSTRAINTS => self.kind.is_authority(),
            _ => self.kind.is_open(),
        }
    }

    /// Whether the extension is there and its value cannot be read.
    pub(super) fn is_unreadable(&self, oid: ObjectIdentifier) -> bool {
        self.certificate.extension(oid).is_some_and(|extension| !extension.is_understood())
    }
}
