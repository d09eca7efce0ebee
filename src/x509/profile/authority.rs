//! What a CA may do: its key usage and basic constraints. That it is one at all belongs to the path.

use super::Examination;
use crate::report::{CheckId, Text, text};
use crate::x509::extension::{BASIC_CONSTRAINTS, KEY_USAGE};
use crate::x509::{BasicConstraints, Judgement, Kind};

const NOT_A_CA: &str = "there is none that could be judged, and so no CA";

impl Examination<'_> {
    /// Key usage and basic constraints of a CA.
    pub(super) fn authority(&mut self) {
        if self.kind.is_authority() {
            self.key_usage();
            self.basic_constraints();
        }
    }

    /// keyCertSign and cRLSign, nothing else, critical; where the profile is open, critical.
    fn key_usage(&mut self) {
        let id = CheckId::ProfileKeyUsage;
        let Some(usage) = self.certificate.key_usage() else { return self.skip(id, NOT_A_CA) };
        let mut judgement = Judgement::new(id);
        let found = usage.listed();
        if !self.kind.is_open() && usage != self.kind.key_usage() {
            let wanted = self.kind.key_usage().listed();
            judgement.deviates(text!("the key usage is {found}, where it should be {wanted}"));
        }
        if self.certificate.extension(KEY_USAGE).is_some_and(|extension| !extension.is_critical()) {
            judgement.deviates("the key usage is not critical");
        }
        self.record(judgement, text!("the key usage is {found}, critical"));
    }

    /// Critical, with path length 0 where the standard sets one.
    fn basic_constraints(&mut self) {
        let id = CheckId::ProfileBasicConstraints;
        let Some(BasicConstraints { ca: true, path_length }) = self.certificate.basic_constraints() else {
            return self.skip(id, NOT_A_CA);
        };
        let mut judgement = Judgement::new(id);
        if matches!(self.kind, Kind::Iaca | Kind::Link) {
            match path_length {
                Some(0) => {}
                Some(length) => judgement.deviates(text!("the path length is {length}, where it should be 0")),
                None => judgement.deviates("the basic constraints set no path length"),
            }
        }
        if self.certificate.extension(BASIC_CONSTRAINTS).is_some_and(|extension| !extension.is_critical()) {
            judgement.deviates("the basic constraints are not critical");
        }
        let length = path_length.map_or_else(|| Text::from("no path length"), |length| text!("path length {length}"));
        self.record(judgement, text!("the basic constraints set {length}, critical"));
    }
}
