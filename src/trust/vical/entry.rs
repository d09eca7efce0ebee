//! One entry of a VICAL.

use std::collections::BTreeSet;

use crate::cbor::{Error, Key, RawValue, Reader};
use crate::report::CheckId;
use crate::trust::list::{Said, names};
use crate::x509::{Certificate, Judgement};

/// What a VICAL says about one certificate.
///
/// ```cddl
/// CertificateInfo = {
///   "certificate": bstr, "serialNumber": #6.2(bstr), "ski": bstr, "docType": [ + DocType ],
///   ? "certificateProfile": [ + tstr ], ? "issuingAuthority": tstr, ? "issuingCountry": tstr,
///   ? "stateOrProvinceName": tstr, ? "issuer": bstr, ? "subject": bstr, ? "notBefore": tdate, ? "notAfter": tdate,
///   ? "extensions": { * tstr => any }, * tstr => any
/// }
/// ```
#[derive(Debug, Clone)]
pub struct VicalEntry {
    certificate: Option<Certificate>,
    doc_types: BTreeSet<String>,
    certificate_profiles: Vec<String>,
    issuing_authority: Option<String>,
    /// What speaks against the entry, whatever the certificate is worth as an anchor.
    judgement: Judgement,
}

impl VicalEntry {
    /// Reads an entry; what is wrong with it is kept.
    pub(super) fn read(entry: &RawValue<'_>) -> Self {
        let mut read = Self {
            certificate: None,
            doc_types: BTreeSet::new(),
            certificate_profiles: Vec::new(),
            issuing_authority: None,
            judgement: Judgement::new(CheckId::VicalEntry),
        };
        if let Err(error) = read.members(&mut entry.reader()) {
            read.judgement.broken(format!("the entry cannot be read: {error}, counted in the list"));
        }
        read
    }

    fn members(&mut self, reader: &mut Reader<'_>) -> Result<(), Error> {
        let mut said = Said::default();
        reader.map(|reader, key| {
            if said.member(reader, key)? {
                return Ok(());
            }
            match key {
                Key::Text("docType") => self.doc_types = names(reader, "docType")?.into_iter().collect(),
                // Spelled like this by AAMVA, along with "Extensions".
                Key::Text("certificateProfile" | "CertificateProfile") => {
                    self.certificate_profiles =
                        reader.nullable(|reader| names(reader, "certificateProfile"))?.unwrap_or_default();
                }
                Key::Text("issuingAuthority") => {
                    self.issuing_authority = reader.nullable(Reader::text)?.map(str::to_owned);
                }
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        self.certificate = said.compare(&mut self.judgement);
        if self.doc_types.is_empty() {
            self.judgement.broken("the entry lists no document type");
        }
        Ok(())
    }

    /// The certificate, where the entry holds one that can be read. That it is here makes it no anchor.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// The document types it may vouch for. Of chip-card licences they are made from an application identifier, as in
    /// `org.iso.7816.4.A0000002480200`.
    pub fn doc_types(&self) -> impl Iterator<Item = &str> {
        self.doc_types.iter().map(String::as_str)
    }

    /// The certificate profiles, URNs such as `urn:oid:1.0.18013.5.1.7` of an IACA, as the list has them.
    #[must_use]
    pub fn certificate_profiles(&self) -> &[String] {
        &self.certificate_profiles
    }

    /// `issuingAuthority`, as the list has it.
    #[must_use]
    pub fn issuing_authority(&self) -> Option<&str> {
        self.issuing_authority.as_deref()
    }

    pub(in crate::trust) fn judgement(&self) -> &Judgement {
        &self.judgement
    }

    pub(in crate::trust) fn listed_types(&self) -> &BTreeSet<String> {
        &self.doc_types
    }
}
