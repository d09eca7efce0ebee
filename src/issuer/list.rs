//! What VICALs and RICALs say about a certificate, as open data.

use crate::cbor::{Encode, Writer, to_vec};
use crate::issuer::MsoDate;
use crate::x509::Certificate;

/// One entry of a list: its members, each encoded, in the order written.
///
/// The constructors follow the standard; members can be set, renamed and removed, so that an entry which breaks one rule
/// differs from a good one in one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCertificate {
    /// The members.
    pub members: Vec<(String, Vec<u8>)>,
}

impl ListedCertificate {
    /// An entry of a VICAL (C.1.7.1) for these document types, with all that the certificate says of itself.
    #[must_use]
    pub fn vical(certificate: &Certificate, doc_types: &[&str]) -> Self {
        let mut types = Writer::new();
        types.array(doc_types.len());
        for doc_type in doc_types {
            types.text(doc_type);
        }
        let mut entry = Self::new(certificate);
        entry.set("docType", types.into_vec());
        entry
    }

    /// An entry of a RICAL (edition 2 F.3.2), with all that the certificate says of itself and without constraints.
    #[must_use]
    pub fn rical(certificate: &Certificate, is_trust_anchor: bool) -> Self {
        let mut entry = Self::new(certificate);
        if let Some(identifier) = certificate.authority_key_identifier() {
            entry.set("aki", to_vec(identifier));
        }
        entry.set("isTrustAnchor", to_vec(&is_trust_anchor));
        entry
    }

    fn new(certificate: &Certificate) -> Self {
        let mut entry = Self { members: Vec::new() };
        entry.set("certificate", to_vec(certificate.der()));
        let serial: Vec<u8> = certificate.serial_octets().iter().copied().skip_while(|byte| *byte == 0).collect();
        let mut bignum = Writer::new();
        bignum.tag(2).bytes(&serial);
        entry.set("serialNumber", bignum.into_vec());
        if let Some(identifier) = certificate.subject_key_identifier() {
            entry.set("ski", to_vec(identifier));
        }
        let texts =
            [("issuingCountry", certificate.country()), ("stateOrProvinceName", certificate.state_or_province())];
        for (name, text) in texts {
            if let Some(text) = text {
                entry.set(name, to_vec(text.as_str()));
            }
        }
        entry.set("issuer", to_vec(certificate.issuer_der()));
        entry.set("subject", to_vec(certificate.subject_der()));
        entry.set("notBefore", to_vec(&MsoDate::from(certificate.not_before())));
        entry.set("notAfter", to_vec(&MsoDate::from(certificate.not_after())));
        entry
    }

    /// Sets a member to an encoded value, in its place where there is one, and else at the end.
    pub fn set(&mut self, name: &str, value: Vec<u8>) {
        match self.members.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => self.members.push((name.to_owned(), value)),
        }
    }

    /// Removes a member.
    pub fn remove(&mut self, name: &str) {
        self.members.retain(|(known, _)| known != name);
    }

    /// Gives a member another name.
    pub fn rename(&mut self, from: &str, to: &str) {
        self.members.iter_mut().filter(|(name, _)| name == from).for_each(|(name, _)| to.clone_into(name));
    }
}

impl Encode for ListedCertificate {
    fn encode(&self, writer: &mut Writer) {
        write_members(&self.members, writer);
    }
}

/// A map of members.
pub(super) fn write_members(members: &[(String, Vec<u8>)], writer: &mut Writer) {
    writer.map(members.len());
    for (name, value) in members {
        writer.text(name).raw(value);
    }
}

/// The members of a list, those that are there.
#[derive(Default)]
pub(super) struct Members(pub(super) Vec<(String, Vec<u8>)>);

impl Members {
    pub(super) fn add(&mut self, name: &str, value: Option<&(impl Encode + ?Sized)>) -> &mut Self {
        self.0.extend(value.map(|value| (name.to_owned(), to_vec(value))));
        self
    }

    pub(super) fn add_entries(&mut self, entries: &[ListedCertificate]) -> &mut Self {
        let mut writer = Writer::new();
        writer.array(entries.len());
        for entry in entries {
            writer.value(entry);
        }
        self.0.push(("certificateInfos".to_owned(), writer.into_vec()));
        self
    }

    pub(super) fn finish(&mut self, further: &[(String, Vec<u8>)]) -> Vec<u8> {
        self.0.extend_from_slice(further);
        let mut writer = Writer::new();
        write_members(&self.0, &mut writer);
        writer.into_vec()
    }
}
