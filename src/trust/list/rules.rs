//! Where the two lists differ.

use crate::report::CheckId;
use crate::x509::Purpose;

/// The names and checks of one kind of list.
pub(in crate::trust) struct Rules {
    /// What it is called.
    pub(in crate::trust) name: &'static str,
    /// The member that names the provider.
    pub(super) provider: &'static str,
    /// The member that numbers the issues.
    pub(super) issue: &'static str,
    /// The member that says where the next one is found, as drafts spell it.
    pub(super) urls: &'static [&'static str],
    /// The value of the member `type`, where the list must have it.
    pub(super) kind: Option<&'static str>,
    /// Whether x5chain is protected, and the root stays out of it.
    pub(super) protects_chain: bool,
    /// Whether a list without entries is none.
    pub(super) filled: bool,
    /// What the signer is.
    pub(super) signer: fn() -> Purpose,
    pub(super) structure: CheckId,
    pub(super) signature: CheckId,
    pub(super) date: CheckId,
    pub(super) next_update: CheckId,
    pub(super) not_after: CheckId,
}

/// Verified issuer certificate authority list (edition 1 and 2 Annex C).
pub(in crate::trust) const VICAL: Rules = Rules {
    name: "VICAL",
    provider: "vicalProvider",
    issue: "vicalIssueID",
    // Edition 2 spells it "URL" in its CDDL, and "URI" in C.1.7.3.
    urls: &["vicalURL", "vicalURI"],
    kind: None,
    protects_chain: false,
    filled: false,
    signer: Purpose::vical_signer,
    structure: CheckId::VicalStructure,
    signature: CheckId::VicalSignature,
    date: CheckId::VicalDate,
    next_update: CheckId::VicalNextUpdate,
    not_after: CheckId::VicalNotAfter,
};

/// Reader certificate authority list (edition 2 Annex F).
pub(in crate::trust) const RICAL: Rules = Rules {
    name: "RICAL",
    provider: "provider",
    issue: "id",
    urls: &["latestRicalUrl"],
    kind: Some("org.iso.18013.5.1.reader_authentication"),
    protects_chain: true,
    filled: true,
    signer: Purpose::rical_signer,
    structure: CheckId::RicalStructure,
    signature: CheckId::RicalSignature,
    date: CheckId::RicalDate,
    next_update: CheckId::RicalNextUpdate,
    not_after: CheckId::RicalNotAfter,
};

impl Rules {
    /// Whether `kind`, of the list or of an entry, is the one there must be.
    pub(in crate::trust) fn is_kind(&self, kind: &str) -> bool {
        self.kind.is_none_or(|own| own == kind)
    }
}
