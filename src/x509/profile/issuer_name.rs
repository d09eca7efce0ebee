//! Where the issuer can be reached (IssuerAltName).

use der::Decode;
use x509_cert::ext::pkix::name::{GeneralName, GeneralNames};

use super::Examination;
use super::identifier::UNREADABLE;
use crate::report::CheckId;
use crate::x509::extension::ISSUER_ALTERNATIVE_NAME;
use crate::x509::{Judgement, Kind};

impl Examination<'_> {
    /// E-mail addresses and URIs, at least one. A reader has it where an IACA issued it, which the certificate does not
    /// tell: there it is judged where it stands.
    pub(super) fn issuer_alternative_name(&mut self) {
        let id = CheckId::ProfileIssuerAltName;
        let is_required = matches!(self.kind, Kind::Iaca | Kind::Link | Kind::DocumentSigner);
        if !is_required && self.kind != Kind::Reader {
            return;
        }
        let mut judgement = Judgement::new(id);
        match self.certificate.extension(ISSUER_ALTERNATIVE_NAME) {
            None if is_required => judgement.deviates("there is no issuer alternative name"),
            None => return self.skip(id, "there is none, and only readers that an IACA issued must have one"),
            Some(extension) => match GeneralNames::from_der(extension.value()) {
                Err(_) => return self.skip(id, UNREADABLE),
                Ok(names) if names.is_empty() => judgement.deviates("the issuer alternative name is empty"),
                Ok(names) if !names.iter().all(is_contact) => {
                    judgement.deviates("the issuer alternative name is neither an e-mail address nor a URI");
                }
                Ok(_) => {}
            },
        }
        self.record(judgement, "the issuer alternative name is an e-mail address or a URI");
    }
}

const fn is_contact(name: &GeneralName) -> bool {
    matches!(name, GeneralName::Rfc822Name(_) | GeneralName::UniformResourceIdentifier(_))
}
