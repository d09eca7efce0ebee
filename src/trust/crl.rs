//! Certificate revocation lists (RFC 5280 5, ISO/IEC 18013-5 B.2).
//!
//! A [`Crl`] is read once and shared. Whether it is anybody's, and current, is judged when it is used: reading asks for
//! sound DER and no more, so that a list out of its profile can still say what is revoked.

mod assessment;
mod error;
mod finding;
mod parse;
mod profile;
#[cfg(test)]
mod tests;

use core::fmt;
use core::ops::Range;
use std::sync::Arc;

pub(super) use assessment::Judge;
pub use error::CrlError;
pub(super) use finding::{Finding, Search};

use self::profile::Findings;
use crate::time::UnixTime;
use crate::x509::name::DistinguishedName;

/// A certificate revocation list with its exact bytes.
///
/// Cloning shares it: a list that was read once serves any number of presentations, in any thread.
#[derive(Clone)]
pub struct Crl {
    parts: Arc<Parts>,
}

/// What was read.
struct Parts {
    der: Vec<u8>,
    /// Where TBSCertList, what the signature is over, stands in `der`.
    tbs: Range<usize>,
    /// AlgorithmIdentifier inside TBSCertList.
    inner_algorithm: Vec<u8>,
    /// AlgorithmIdentifier beside the signature.
    outer_algorithm: Vec<u8>,
    signature: Vec<u8>,
    issuer: DistinguishedName,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
    /// By serial number; those of one number in the order of the list.
    entries: Vec<Entry>,
    authority_key_identifier: Option<Vec<u8>>,
    is_delta: bool,
    findings: Findings,
}

/// One revoked certificate. Its serial number stays in the list's bytes: lists may be long.
#[derive(Debug, Clone)]
struct Entry {
    /// The shortest form of the number, as an offset and an end in TBSCertList.
    serial: (u32, u32),
    date: UnixTime,
    /// CRLReason as RFC 5280 5.3.1 numbers it, where there is one that can be read.
    reason: Option<u8>,
    /// Whether it is about another CA's certificate (RFC 5280 5.3.3).
    foreign: bool,
}

/// One entry of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RevokedCertificate<'l> {
    /// The serial number: the content octets of the INTEGER in their shortest form.
    pub serial: &'l [u8],
    /// revocationDate.
    pub date: UnixTime,
    /// The name of the reason (RFC 5280 5.3.1), such as `keyCompromise`, where there is one that can be read.
    pub reason: Option<&'static str>,
}

impl Crl {
    /// Reads one DER CertificateList, nothing behind it.
    ///
    /// ```text
    /// CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue BIT STRING }
    /// TBSCertList ::= SEQUENCE {
    ///     version Version OPTIONAL, signature AlgorithmIdentifier, issuer Name,
    ///     thisUpdate Time, nextUpdate Time OPTIONAL,
    ///     revokedCertificates SEQUENCE OF SEQUENCE {
    ///         userCertificate INTEGER, revocationDate Time, crlEntryExtensions Extensions OPTIONAL } OPTIONAL,
    ///     crlExtensions [0] EXPLICIT Extensions OPTIONAL }
    /// ```
    ///
    /// # Errors
    /// [`CrlError`].
    pub fn from_der(der: &[u8]) -> Result<Self, CrlError> {
        parse::list(der).map(|parts| Self { parts: Arc::new(parts) })
    }

    /// The exact bytes.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.parts.der
    }

    /// The issuer as RFC 4514 text, for a person.
    #[must_use]
    pub fn issuer(&self) -> String {
        self.parts.issuer.to_text().into()
    }

    /// thisUpdate: what was known when.
    #[must_use]
    pub fn this_update(&self) -> UnixTime {
        self.parts.this_update
    }

    /// nextUpdate: when a newer list is there at the latest.
    #[must_use]
    pub fn next_update(&self) -> Option<UnixTime> {
        self.parts.next_update
    }

    /// What it revokes, by serial number. It is not verified.
    pub fn revoked(&self) -> impl Iterator<Item = RevokedCertificate<'_>> {
        let parts = &self.parts;
        parts.entries.iter().map(|entry| RevokedCertificate {
            serial: entry.serial_in(parts.tbs()),
            date: entry.date,
            reason: entry.reason(),
        })
    }

    /// How many entries it has.
    #[must_use]
    pub fn revoked_count(&self) -> usize {
        self.parts.entries.len()
    }
}

impl Parts {
    fn tbs(&self) -> &[u8] {
        self.der.get(self.tbs.clone()).unwrap_or_default()
    }

    /// The entries about a serial number, given as an INTEGER's content octets.
    fn entries_about(&self, serial: &[u8]) -> &[Entry] {
        let wanted = shortest(serial);
        let of = |entry: &Entry| entry.serial_in(self.tbs());
        let from = self.entries.partition_point(|entry| of(entry) < wanted);
        let until = self.entries.partition_point(|entry| of(entry) <= wanted);
        self.entries.get(from..until).unwrap_or_default()
    }
}

impl Entry {
    fn serial_in<'t>(&self, tbs: &'t [u8]) -> &'t [u8] {
        let (from, until) = self.serial;
        let range = usize::try_from(from).ok().zip(usize::try_from(until).ok());
        range.and_then(|(from, until)| tbs.get(from..until)).unwrap_or_default()
    }

    /// The name of the reason.
    fn reason(&self) -> Option<&'static str> {
        profile::REASONS.get(usize::from(self.reason?)).copied()
    }
}

/// The content octets of an INTEGER without those that repeat the sign, so that equal numbers are equal bytes. DER
/// writes no others (X.690 8.3.2), but a certificate that does must not escape its revocation.
fn shortest(mut octets: &[u8]) -> &[u8] {
    loop {
        octets = match octets {
            [0x00, rest @ ..] if rest.first().is_some_and(|next| *next < 0x80) => rest,
            [0xff, rest @ ..] if rest.first().is_some_and(|next| *next >= 0x80) => rest,
            _ => return octets,
        };
    }
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({}, {}, {} revoked)", self.issuer(), self.this_update(), self.revoked_count())
    }
}

/// Certificate revocation lists, of any number of CAs and any number of each.
///
/// Of a CA's lists the newest that can be used decides. A certificate that any of them names is revoked, whichever is
/// the newest.
#[derive(Debug, Clone, Default)]
pub struct Crls {
    /// The newest first.
    lists: Vec<Crl>,
}

impl Crls {
    /// No lists.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a list (DER). Its signature and dates are judged when it is used, under the key of the CA in question.
    ///
    /// # Errors
    /// [`CrlError`], and the list is not added.
    pub fn add(&mut self, der: &[u8]) -> Result<(), CrlError> {
        Crl::from_der(der).map(|crl| self.insert(crl))
    }

    /// Adds a list that was read before. One that is there already is not kept twice.
    pub fn insert(&mut self, crl: Crl) {
        if self.lists.iter().any(|known| known.der() == crl.der()) {
            return;
        }
        let newer = self.lists.partition_point(|known| known.this_update() > crl.this_update());
        self.lists.insert(newer, crl);
    }

    /// The lists, the newest first.
    #[must_use]
    pub fn lists(&self) -> &[Crl] {
        &self.lists
    }
}
