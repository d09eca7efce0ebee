//! One entry of a RICAL.

use super::constraint::{TrustConstraint, constraints};
use crate::cbor::{Error, ErrorKind, Key, RawValue, Reader};
use crate::report::{CheckId, shown};
use crate::trust::list::{RICAL, Said};
use crate::x509::{Certificate, Judgement};

/// What a RICAL says about one certificate.
///
/// ```cddl
/// RICALCertificateInfo = {
///   "certificate": bstr, "serialNumber": #6.2(bstr), "ski": bstr, ? "aki": bstr, ? "type": tstr,
///   "isTrustAnchor": bool, ? "trustConstraints": [ + TrustConstraint ], ? "name": tstr, ? "issuingCountry": tstr,
///   ? "stateOrProvinceName": tstr, ? "issuer": bstr, ? "subject": bstr, ? "notBefore": tdate, ? "notAfter": tdate,
///   ? "extensions": { * tstr => any }, * tstr => any
/// }
/// ```
///
/// The draft's CDDL lacks `isTrustAnchor` and `aki`, and spells `trustContraints`: that spelling is read too.
#[derive(Debug, Clone)]
pub struct RicalEntry {
    certificate: Option<Certificate>,
    name: Option<String>,
    is_trust_anchor: Option<bool>,
    constraints: Option<Vec<TrustConstraint>>,
    /// What speaks against the entry, whatever the certificate is worth as an anchor.
    judgement: Judgement,
}

impl RicalEntry {
    /// Reads an entry; what is wrong with it is kept.
    pub(super) fn read(entry: &RawValue<'_>) -> Self {
        let mut read = Self {
            certificate: None,
            name: None,
            is_trust_anchor: None,
            constraints: None,
            judgement: Judgement::new(CheckId::RicalEntry),
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
                Key::Text("isTrustAnchor") => self.is_trust_anchor = reader.nullable(Reader::bool)?,
                Key::Text("name") => self.name = reader.nullable(Reader::text)?.map(str::to_owned),
                Key::Text("type") => self.kind(reader.nullable(Reader::text)?),
                Key::Text("trustConstraints" | "trustContraints") if self.constraints.is_some() => {
                    return Err(reader.error(ErrorKind::Structure("the trust constraints are there twice")));
                }
                Key::Text("trustConstraints" | "trustContraints") => {
                    self.constraints = reader.nullable(constraints)?;
                }
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        self.certificate = said.compare(&mut self.judgement);
        if self.is_trust_anchor.is_none() {
            self.judgement.deviates("the entry does not say whether it is a trust anchor");
        }
        Ok(())
    }

    fn kind(&mut self, kind: Option<&str>) {
        if let Some(kind) = kind.filter(|kind| !RICAL.is_kind(kind)) {
            self.judgement.broken(format!("the entry is of type {}", shown(kind)));
        }
    }

    /// The certificate, where the entry holds one that can be read. That it is here makes it no anchor.
    #[must_use]
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// `name`, as the list has it.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether a path may end at the certificate: `isTrustAnchor`, true where the entry does not say (which is a
    /// deviation, as the draft's CDDL has no such member).
    #[must_use]
    pub fn is_trust_anchor(&self) -> bool {
        self.is_trust_anchor.unwrap_or(true)
    }

    /// The constraints, one of which a reader must fulfil; `None` where there are none to fulfil.
    #[must_use]
    pub fn constraints(&self) -> Option<&[TrustConstraint]> {
        self.constraints.as_deref()
    }

    pub(in crate::trust) fn judgement(&self) -> &Judgement {
        &self.judgement
    }
}
