//! Which anchor a chain leads to.

use crate::crypto::CryptoProvider;
use crate::x509::name::Likeness;
use crate::x509::{Certificate, CertificateError};

/// A chain cut where an anchor takes over.
pub(super) struct Route<'a> {
    /// The leaf, and the intermediate certificates in use; never empty.
    pub(super) certificates: &'a [Certificate],
    pub(super) end: End<'a>,
}

/// What is above the last certificate.
pub(super) enum End<'a> {
    /// An anchor, whose key verifies the last certificate.
    Anchor(&'a Certificate),
    /// Anchors with the right name, none of whose keys verifies the last certificate.
    NoSignature { named: usize, error: CertificateError },
    /// No anchor of that name.
    Unknown,
}

impl<'a> Route<'a> {
    /// The shortest way from the leaf: a certificate that an anchor signed ends the path, and whatever the sender put
    /// behind it (the anchor itself, as a rule) proves nothing. An anchor is not its own issuer's issuer: the leaf
    /// itself is no candidate.
    pub(super) fn find(provider: &CryptoProvider, chain: &'a [Certificate], anchors: &'a [Certificate]) -> Self {
        let mut unsigned = None;
        for (last, rest) in (1..=chain.len()).filter_map(|length| chain.get(..length)?.split_last()) {
            let candidates = candidates(chain, last, anchors);
            let mut errors = Vec::new();
            for anchor in &candidates {
                let verified = anchor.public_key(provider).and_then(|key| last.verify_signature(provider, &key));
                match verified {
                    Ok(()) => {
                        let certificates = chain.get(..=rest.len()).unwrap_or(chain);
                        return Self { certificates, end: End::Anchor(anchor) };
                    }
                    Err(error) => errors.push(error),
                }
            }
            if let (None, Some(error)) = (&unsigned, errors.into_iter().next()) {
                let certificates = chain.get(..=rest.len()).unwrap_or(chain);
                unsigned = Some(Self { certificates, end: End::NoSignature { named: candidates.len(), error } });
            }
        }
        unsigned.unwrap_or(Self { certificates: chain, end: End::Unknown })
    }
}

/// The anchors that `last` names as its issuer, those with the key identifier it names first.
fn candidates<'a>(chain: &[Certificate], last: &Certificate, anchors: &'a [Certificate]) -> Vec<&'a Certificate> {
    let is_leaf = |anchor: &Certificate| chain.first().is_some_and(|leaf| leaf.der() == anchor.der());
    let mut named: Vec<&Certificate> = anchors
        .iter()
        .filter(|anchor| last.issuer_likeness(anchor) != Likeness::Different && !is_leaf(anchor))
        .collect();
    let wanted = last.authority_key_identifier();
    named.sort_by_key(|anchor| wanted.is_none() || anchor.subject_key_identifier() != wanted);
    named
}
