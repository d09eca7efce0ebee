//! Certificate revocation lists (B.2, RFC 5280 5.1), as they should be and as they should not.

use der::asn1::{AnyRef, OctetString};
use der::oid::ObjectIdentifier;
use der::{Decode, Encode, Sequence, Tag};
use x509_cert::ext::pkix::AuthorityKeyIdentifier;
use x509_cert::spki::AlgorithmIdentifierRef;
use x509_cert::time::Time;

use super::IssueError;
use super::encode::{as_it_is, assemble, extended, time};
use crate::crypto::SigningKey;
use crate::time::UnixTime;
use crate::x509::{Certificate, Extension, extension, scheme_identifier};

/// What stands in a revocation list, apart from the signature.
///
/// [`new`](Self::new) follows B.2, and every field can be changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevocationListSpec {
    /// The version as the structure counts: 1 is version 2; version 1 is left out.
    pub version: Option<u8>,
    /// The issuer, a DER Name; the authority's own where absent.
    pub issuer: Option<Vec<u8>>,
    /// thisUpdate.
    pub this_update: UnixTime,
    /// nextUpdate, at most 90 days later.
    pub next_update: Option<UnixTime>,
    /// revokedCertificates. B.2 wants it left out when nothing is revoked, and not empty.
    pub revoked: Option<Vec<RevokedEntry>>,
    /// The authority key identifier.
    pub authority_key_identifier: ListKeyId,
    /// The list's number.
    pub number: Option<u64>,
    /// Extensions beyond these, as they are.
    pub further: Vec<Extension>,
    /// The signature algorithm inside what is signed, dotted; the key's own where absent.
    pub inner_algorithm: Option<String>,
    /// The signature algorithm beside the signature, dotted; the key's own where absent.
    pub outer_algorithm: Option<String>,
}

/// The authority key identifier of a revocation list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListKeyId {
    /// The authority's own, where it has one.
    Own,
    /// None.
    Absent,
    /// Another one.
    Other(Vec<u8>),
}

/// One revoked certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokedEntry {
    /// The serial number: the content octets of the INTEGER, as they are.
    pub serial: Vec<u8>,
    /// revocationDate.
    pub date: UnixTime,
    /// CRLReason as RFC 5280 5.3.1 numbers it; B.2 wants none.
    pub reason: Option<u8>,
    /// Extensions beyond that, as they are; B.2 wants none.
    pub further: Vec<Extension>,
}

impl RevocationListSpec {
    /// A list of nothing, number 1.
    #[must_use]
    pub fn new(this_update: UnixTime, next_update: UnixTime) -> Self {
        Self {
            version: Some(1),
            issuer: None,
            this_update,
            next_update: Some(next_update),
            revoked: None,
            authority_key_identifier: ListKeyId::Own,
            number: Some(1),
            further: Vec::new(),
            inner_algorithm: None,
            outer_algorithm: None,
        }
    }

    /// The same list with one certificate more, revoked at thisUpdate.
    #[must_use]
    pub fn naming(mut self, certificate: &Certificate) -> Self {
        let entry = RevokedEntry::new(certificate, self.this_update);
        self.revoked.get_or_insert_default().push(entry);
        self
    }
}

impl RevokedEntry {
    /// A certificate, revoked at `date` without a reason.
    #[must_use]
    pub fn new(certificate: &Certificate, date: UnixTime) -> Self {
        Self { serial: certificate.serial_octets().to_vec(), date, reason: None, further: Vec::new() }
    }
}

#[derive(Sequence)]
struct TbsCertList<'a> {
    version: Option<u8>,
    algorithm: AlgorithmIdentifierRef<'a>,
    issuer: AnyRef<'a>,
    this_update: Time,
    next_update: Option<Time>,
    revoked: Option<Vec<Revoked<'a>>>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Vec<x509_cert::ext::Extension>>,
}

#[derive(Sequence)]
struct Revoked<'a> {
    serial: AnyRef<'a>,
    date: Time,
    extensions: Option<Vec<x509_cert::ext::Extension>>,
}

/// The list, signed.
pub(super) fn encode(
    spec: &RevocationListSpec,
    authority: &Certificate,
    signer: &dyn SigningKey,
) -> Result<Vec<u8>, IssueError> {
    const BAD: IssueError = IssueError::RevocationList;
    let curve = signer.public_key().curve();
    let algorithm = |named: Option<&str>| {
        let oid = match named {
            Some(dotted) => ObjectIdentifier::new(dotted).map_err(|_| BAD)?,
            None => scheme_identifier(signer.algorithm(), curve).ok_or(IssueError::Curve(curve))?,
        };
        Ok(AlgorithmIdentifierRef { oid, parameters: None })
    };
    let revoked = spec.revoked.as_ref().map(|entries| entries.iter().map(revoked).collect::<Result<_, _>>());
    let issuer = spec.issuer.as_deref().unwrap_or(authority.subject_der());
    let tbs = TbsCertList {
        version: spec.version,
        algorithm: algorithm(spec.inner_algorithm.as_deref())?,
        issuer: AnyRef::from_der(issuer).map_err(|_| BAD)?,
        this_update: time(spec.this_update)?,
        next_update: spec.next_update.map(time).transpose()?,
        revoked: revoked.transpose()?,
        extensions: some(extensions(spec, authority).map_err(|_| IssueError::Extension)?),
    };
    let tbs = tbs.to_der().map_err(|_| BAD)?;
    let signature = signer.sign(&[&tbs]).map_err(IssueError::Key)?;
    assemble(&tbs, algorithm(spec.outer_algorithm.as_deref())?, curve, &signature).map_err(|_| BAD)
}

fn revoked(entry: &RevokedEntry) -> Result<Revoked<'_>, IssueError> {
    if entry.serial.is_empty() {
        return Err(IssueError::RevocationList);
    }
    let mut extensions = Vec::new();
    if let Some(reason) = &entry.reason {
        let value = AnyRef::new(Tag::Enumerated, core::slice::from_ref(reason)).map_err(|_| IssueError::Extension)?;
        extensions.push(extended(extension::CRL_REASON, false, &value).map_err(|_| IssueError::Extension)?);
    }
    for further in &entry.further {
        extensions.push(as_it_is(further).map_err(|_| IssueError::Extension)?);
    }
    let serial = AnyRef::new(Tag::Integer, &entry.serial).map_err(|_| IssueError::RevocationList)?;
    Ok(Revoked { serial, date: time(entry.date)?, extensions: some(extensions) })
}

fn extensions(spec: &RevocationListSpec, authority: &Certificate) -> der::Result<Vec<x509_cert::ext::Extension>> {
    let mut extensions = Vec::new();
    let identifier = match &spec.authority_key_identifier {
        ListKeyId::Own => authority.subject_key_identifier(),
        ListKeyId::Absent => None,
        ListKeyId::Other(other) => Some(other.as_slice()),
    };
    if let Some(identifier) = identifier {
        let key_identifier = Some(OctetString::new(identifier)?);
        let value = AuthorityKeyIdentifier { key_identifier, ..AuthorityKeyIdentifier::default() };
        extensions.push(extended(extension::AUTHORITY_KEY_IDENTIFIER, false, &value)?);
    }
    if let Some(number) = spec.number {
        extensions.push(extended(extension::CRL_NUMBER, false, &number)?);
    }
    for further in &spec.further {
        extensions.push(as_it_is(further)?);
    }
    Ok(extensions)
}

/// Extensions are left out where there are none.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}
