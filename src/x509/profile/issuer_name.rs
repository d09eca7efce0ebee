//! Where the issuer can be reached (IssuerAltName).

use super::Examination;
use super::identifier::UNREADABLE;
use crate::report::CheckId;
use crate::x509::extension::{Content, ISSUER_ALTERNATIVE_NAME};
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
            Some(extension) => match &extension.content {
                Some(Content::Names { are_none: true, .. }) => {
                    judgement.deviates("the issuer alternative name is empty");
                }
                Some(Content::Names { are_contacts: false, .. }) => {
                    judgement.deviates("the issuer alternative name is neither an e-mail address nor a URI");
                }
                Some(Content::Names { .. }) => {}
                _ => return self.skip(id, UNREADABLE),
            },
        }
        self.record(judgement, "the issuer alternative name is an e-mail address or a URI");
    }
}
