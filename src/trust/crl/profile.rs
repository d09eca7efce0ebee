//! The profile of revocation lists (ISO/IEC 18013-5 B.2, RFC 5280 5), as far as a list alone shows it.
//!
//! That a list is issued every 90 days and within 48 hours of a revocation is the CA's operation: of it, only the
//! distance of the two dates can be seen.

use der::asn1::UintRef;
use der::oid::ObjectIdentifier;
use der::{Decode, Encode};
use x509_cert::ext::pkix::name::{GeneralName, GeneralNames};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, CrlReason};

use crate::time::UnixTime;
use crate::x509::RawExtension;
use crate::x509::extension::{AUTHORITY_KEY_IDENTIFIER, CRL_NUMBER, CRL_REASON};

/// id-ce-invalidityDate.
const INVALIDITY_DATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.24");
/// id-ce-deltaCRLIndicator.
const DELTA_INDICATOR: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.27");
/// id-ce-issuingDistributionPoint.
const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.28");
/// id-ce-certificateIssuer.
const CERTIFICATE_ISSUER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.29");

/// CRLReason (RFC 5280 5.3.1), in its order; 7 is not used.
pub(super) const REASONS: [&str; 11] = [
    "unspecified",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "7",
    "removeFromCRL",
    "privilegeWithdrawn",
    "aACompromise",
];

/// certificateHold: the only reason that may pass.
pub(super) const HOLD: u8 = 6;
/// removeFromCRL: in a delta list, that a hold has passed.
pub(super) const REMOVED: u8 = 8;

/// How often a CA issues a list, in seconds.
pub(super) const INTERVAL: i64 = DAYS * DAY;
const DAYS: i64 = 90;
const DAY: i64 = 24 * 60 * 60;

/// What speaks against a list, apart from its dates, its name and its signature.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Breaches of the profile that leave no doubt about what the list says.
    pub(super) slips: Vec<String>,
    /// What keeps a certificate that the list does not name from being taken for good.
    pub(super) obstacles: Vec<String>,
}

/// What was read from the list's extensions.
#[derive(Default)]
pub(super) struct Extensions {
    pub(super) authority_key_identifier: Option<Vec<u8>>,
    pub(super) is_delta: bool,
    pub(super) findings: Findings,
}

/// What was noticed about version and entries while they were read.
#[derive(Default)]
pub(super) struct Traits {
    pub(super) is_v2: bool,
    /// revokedCertificates is there without entries.
    pub(super) is_empty: bool,
    has_entry_extensions: bool,
    has_certificate_issuers: bool,
    /// The first critical extension of an entry that cannot be processed.
    critical: Option<String>,
}

impl Traits {
    /// Whether these extensions of an entry name another certificate issuer than the list's; `None` where they name
    /// none. What cannot be read names another.
    pub(super) fn names_another(&mut self, extensions: &[RawExtension<'_>], issuer: &[u8]) -> Option<bool> {
        let named = extensions.iter().find(|extension| is(extension, CERTIFICATE_ISSUER))?;
        self.has_certificate_issuers = true;
        let names = GeneralNames::from_der(named.value.as_bytes()).unwrap_or_default();
        let is_own = |name: &GeneralName| match name {
            GeneralName::DirectoryName(name) => name.to_der().is_ok_and(|name| name == issuer),
            _ => false,
        };
        Some(!names.iter().any(is_own))
    }

    /// The reason among these extensions of an entry, and a note of everything else.
    pub(super) fn reason(&mut self, extensions: &[RawExtension<'_>]) -> Option<u8> {
        self.has_entry_extensions |= !extensions.is_empty();
        let known = [CRL_REASON, INVALIDITY_DATE, CERTIFICATE_ISSUER];
        let strange =
            |extension: &&RawExtension<'_>| extension.critical && !known.iter().any(|known| is(extension, *known));
        if self.critical.is_none() {
            self.critical = extensions.iter().find(strange).map(name);
        }
        let reason = extensions.iter().find(|extension| is(extension, CRL_REASON))?;
        CrlReason::from_der(reason.value.as_bytes()).ok().map(|reason| reason as u8)
    }
}

fn is(extension: &RawExtension<'_>, oid: ObjectIdentifier) -> bool {
    extension.id.value() == oid.as_bytes()
}

/// The identifier, dotted, where it can be read.
fn name(extension: &RawExtension<'_>) -> String {
    let oid = extension.id.decode_as::<ObjectIdentifier>();
    oid.map_or_else(|_| "of an unreadable identifier".to_owned(), |oid| oid.to_string())
}

/// Everything that can be said about a list without its CA; `None` where an extension stands twice.
pub(super) fn judge(
    traits: &Traits,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
    extensions: &[RawExtension<'_>],
) -> Option<Extensions> {
    let mut read = judge_extensions(extensions)?;
    let Findings { slips, obstacles } = &mut read.findings;
    if !traits.is_v2 {
        slips.push("it is of version 1".to_owned());
    }
    match next_update {
        None => slips.push("it does not say when the next one is due".to_owned()),
        Some(next) => {
            let distance = next.unix_seconds().saturating_sub(this_update.unix_seconds());
            if distance > INTERVAL {
                slips.push(format!("the next one is due {} days later, where {DAYS} are allowed", distance / DAY));
            }
        }
    }
    if traits.is_empty {
        slips.push("the revoked certificates are there, but none is named".to_owned());
    }
    if traits.has_entry_extensions {
        slips.push("entries have extensions".to_owned());
    }
    if traits.has_certificate_issuers {
        obstacles.push("it is indirect: entries name the issuer of their certificate".to_owned());
    }
    if let Some(critical) = &traits.critical {
        obstacles.push(format!("an entry's critical extension {critical} cannot be processed"));
    }
    Some(read)
}

/// The extensions of the list itself: the two that belong there, and none other.
fn judge_extensions(extensions: &[RawExtension<'_>]) -> Option<Extensions> {
    let mut identifiers: Vec<_> = extensions.iter().map(|extension| extension.id.value()).collect();
    identifiers.sort_unstable();
    identifiers.dedup();
    if identifiers.len() != extensions.len() {
        return None;
    }
    let mut read = Extensions::default();
    let (mut has_identifier, mut has_number) = (false, false);
    for extension in extensions {
        let Findings { slips, obstacles } = &mut read.findings;
        let value = extension.value.as_bytes();
        if is(extension, AUTHORITY_KEY_IDENTIFIER) {
            has_identifier = true;
            let identifier = AuthorityKeyIdentifier::from_der(value).ok().and_then(|read| read.key_identifier);
            if identifier.is_none() || extension.critical {
                slips.push("the authority key identifier names no key, or is critical".to_owned());
            }
            read.authority_key_identifier = identifier.map(|identifier| identifier.as_bytes().to_vec());
        } else if is(extension, CRL_NUMBER) {
            has_number = true;
            let in_range = UintRef::from_der(value).is_ok_and(|number| number.as_bytes().len() <= 20);
            if !in_range || extension.critical {
                slips.push("the list's number is none of at most 20 octets, or is critical".to_owned());
            }
        } else if is(extension, DELTA_INDICATOR) {
            read.is_delta = true;
            obstacles.push("it is a delta list, which names changes only".to_owned());
        } else if is(extension, ISSUING_DISTRIBUTION_POINT) {
            obstacles.push("it covers one distribution point only, or other CAs too".to_owned());
        } else if extension.critical {
            obstacles.push(format!("the critical extension {} cannot be processed", name(extension)));
        } else {
            slips.push(format!("the extension {} does not belong there", name(extension)));
        }
    }
    if !has_identifier {
        read.findings.slips.push("there is no authority key identifier".to_owned());
    }
    if !has_number {
        read.findings.slips.push("there is no list number".to_owned());
    }
    Some(read)
}
