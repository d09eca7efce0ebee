//! The subject's and the issuer's name.

use der::Tag;
use der::oid::ObjectIdentifier;

use super::Examination;
use crate::report::{CheckId, Text, text};
use crate::x509::name::{
    Attribute, COMMON_NAME, COUNTRY, LOCALITY, ORGANIZATION, ORGANIZATIONAL_UNIT, SERIAL_NUMBER, STATE_OR_PROVINCE,
};
use crate::x509::{Judgement, Kind};

impl Examination<'_> {
    /// The attributes that the kind must have, and every one in the string type that RFC 5280 4.1.2.4 has for it.
    pub(super) fn subject(&mut self) {
        if self.kind.is_open() {
            return;
        }
        let mut judgement = Judgement::new(CheckId::ProfileSubject);
        let name = self.certificate.subject_name();
        for (oid, called) in required(self.kind) {
            let is_there = |attribute: Attribute<'_>| {
                attribute.oid == *oid && attribute.text().is_none_or(|text| !text.is_empty())
            };
            if !name.attributes().any(is_there) {
                judgement.deviates(text!("there is no {called}"));
            }
        }
        name.attributes().filter_map(fault).for_each(|fault| judgement.deviates(fault));
        self.record(judgement, "the subject has what it must have, in the right string types");
    }

    /// A root issued itself, and nothing else did. That any other certificate's issuer is the subject of the one above
    /// belongs to the path.
    pub(super) fn issuer(&mut self) {
        let mut judgement = Judgement::new(CheckId::ProfileIssuer);
        let is_own = self.certificate.is_self_issued();
        let holds = match self.kind {
            Kind::Link | Kind::ReaderCa | Kind::ListCa => return,
            Kind::Iaca => {
                if !is_own {
                    let issuer = self.certificate.issuer_text();
                    judgement.deviates(text!("the issuer is {issuer}, not byte for byte the subject"));
                }
                "the issuer is the subject"
            }
            _ => {
                if is_own {
                    judgement.deviates("the certificate names itself as its issuer, which only a root does");
                }
                "the issuer is another than the subject"
            }
        };
        self.record(judgement, holds);
    }
}

const fn required(kind: Kind) -> &'static [(ObjectIdentifier, &'static str)] {
    const C: (ObjectIdentifier, &str) = (COUNTRY, "countryName");
    const O: (ObjectIdentifier, &str) = (ORGANIZATION, "organizationName");
    const CN: (ObjectIdentifier, &str) = (COMMON_NAME, "commonName");
    match kind {
        Kind::Iaca | Kind::Link | Kind::DocumentSigner => &[C, CN],
        Kind::Reader => &[CN],
        Kind::VicalSigner => &[C, O, CN],
        Kind::RicalSigner | Kind::ListSigner | Kind::ReaderCa | Kind::ListCa => &[],
    }
}

/// What is wrong with the form of an attribute.
fn fault(attribute: Attribute<'_>) -> Option<Text> {
    let tag = attribute.tag;
    match attribute.oid {
        COUNTRY if tag != Tag::PrintableString => Some(text!("the countryName is a {tag}, not a PrintableString")),
        COUNTRY => {
            let is_code = matches!(attribute.value, [b'A'..=b'Z', b'A'..=b'Z']);
            (!is_code).then(|| "the countryName is no code of two upper-case letters".into())
        }
        SERIAL_NUMBER if tag != Tag::PrintableString => {
            Some(text!("the serialNumber is a {tag}, not a PrintableString"))
        }
        COMMON_NAME | STATE_OR_PROVINCE | ORGANIZATION | ORGANIZATIONAL_UNIT | LOCALITY
            if !matches!(tag, Tag::Utf8String | Tag::PrintableString) =>
        {
            let oid = attribute.oid;
            Some(text!("the attribute {oid} is a {tag}, neither a UTF8String nor a PrintableString"))
        }
        _ => None,
    }
}
