//! What only link certificates have to fulfil: a new IACA key, signed by the old one (B.1.3).

use der::{Decode, Encode};
use x509_cert::ext::pkix::name::{GeneralName, GeneralNames};

use super::Examination;
use crate::report::{CheckId, text};
use crate::x509::extension::SUBJECT_ALTERNATIVE_NAME;
use crate::x509::name::{DistinguishedName, Likeness};
use crate::x509::{Judgement, Kind};

impl Examination<'_> {
    /// It ends no later than the old root, under both profiles: else it would be a way to outlive it. Where the name
    /// changes, the new one stands in the subject alternative name.
    pub(super) fn link(&mut self) {
        if self.kind != Kind::Link {
            return;
        }
        let mut judgement = Judgement::new(CheckId::ProfileLink);
        if let Some(old) = self.issuer
            && self.certificate.not_after() > old.not_after()
        {
            judgement.broken(text!(
                "ends at {}, after the old root, which ends at {}",
                self.certificate.not_after(),
                old.not_after()
            ));
        }
        if !self.certificate.is_self_issued() && !self.names_itself() {
            judgement.deviates("the name changes, and the new one is not in the subject alternative name");
        }
        let holds = match self.issuer {
            Some(_) => "ends no later than the old root, and names the new one where the name changes",
            None => "names the new root where the name changes; the old one is not known here",
        };
        self.record(judgement, holds);
    }

    /// Whether the subject alternative name has the subject as a directoryName.
    fn names_itself(&self) -> bool {
        let Some(extension) = self.certificate.extension(SUBJECT_ALTERNATIVE_NAME) else { return false };
        if !extension.is_understood() {
            return false;
        }
        let Ok(names) = GeneralNames::from_der(extension.value()) else { return false };
        names.iter().any(|name| {
            let GeneralName::DirectoryName(name) = name else { return false };
            let name = name.to_der().and_then(|der| DistinguishedName::from_der(&der));
            name.is_ok_and(|name| name.compare(self.certificate.subject_name()) != Likeness::Different)
        })
    }
}
