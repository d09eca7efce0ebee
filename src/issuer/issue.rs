//! From a document to IssuerSigned.

use core::fmt;

use super::document::{Document, EncodedElement};
use super::error::DocumentError;
use super::mso::{IdDigest, MsoBuilder, MsoDate};
use crate::cbor::Writer;
use crate::cose::{encode_key, sign1};
use crate::crypto::{CryptoError, CryptoProvider, CryptoRng, HashAlgorithm, PublicKey, SigningKey};
use crate::model::response::{encode_issuer_signed, encode_item};
use crate::x509::Certificate;

/// The fewest digests of a namespace; a document with few elements has as many as one with a dozen.
const FEWEST_DIGESTS: usize = 16;

/// Bytes of each item's random. The standard wants 16 at least; 32 match the digest.
const RANDOM: usize = 32;

/// A document signer: its key, and its certificate with any above it, DER, leaf first, without the root.
///
/// Without a certificate the document has no x5chain, and readers can only trust the key itself.
pub struct DocumentSigner {
    key: Box<dyn SigningKey>,
    chain: Vec<Vec<u8>>,
}

impl DocumentSigner {
    /// A signer.
    #[must_use]
    pub fn new(key: Box<dyn SigningKey>, chain: Vec<Vec<u8>>) -> Self {
        Self { key, chain }
    }

    /// The signer's public key.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    /// The certificates, leaf first.
    #[must_use]
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    /// Whether the leaf certificate, where there is one, is for the key and covers the document's dates.
    fn check(&self, provider: &CryptoProvider, document: &Document) -> Result<(), DocumentError> {
        let Some(leaf) = self.chain.first() else { return Ok(()) };
        let leaf = Certificate::from_der(leaf).map_err(|_| DocumentError::SignerCertificate)?;
        let key = leaf.public_key(provider).map_err(|_| DocumentError::SignerCertificate)?;
        if key != *self.public_key() {
            return Err(DocumentError::SignerCertificate);
        }
        let validity = leaf.not_before()..=leaf.not_after();
        let covered = [document.dates.signed, document.dates.valid_until].iter().all(|date| validity.contains(date));
        if covered { Ok(()) } else { Err(DocumentError::OutsideSigner) }
    }
}

impl fmt::Debug for DocumentSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentSigner({}, {} certificates)", self.public_key().curve(), self.chain.len())
    }
}

/// One `IssuerSignedItem`.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// `digestID`.
    pub digest_id: u64,
    /// `random`.
    pub random: Vec<u8>,
    /// `elementIdentifier`.
    pub element_identifier: String,
    /// `elementValue`, encoded.
    pub element_value: Vec<u8>,
}

impl Item {
    /// `IssuerSignedItemBytes`, which the digest is over.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        let content = encode_item(self.digest_id, &self.random, &self.element_identifier, &self.element_value);
        writer.embedded(&content);
        writer.into_vec()
    }
}

impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item").field("element_identifier", &self.element_identifier).finish_non_exhaustive()
    }
}

/// A document that lacks only the issuer's signature. All of it can be changed, for documents that must be refused.
#[derive(Debug, Clone)]
pub struct UnsignedDocument {
    /// The items by namespace, in the document's order.
    pub items: Vec<(String, Vec<Item>)>,
    /// The mobile security object. Its digests are those of the items as prepared.
    pub mso: MsoBuilder,
}

impl UnsignedDocument {
    /// Digests the items again, after some were changed: each under its namespace and id, by `algorithm`.
    pub fn digest_again(&mut self, provider: &CryptoProvider, algorithm: HashAlgorithm) {
        for (name_space, items) in &self.items {
            let Some((_, digests)) = self.mso.value_digests.iter_mut().find(|(name, _)| name == name_space) else {
                continue;
            };
            for item in items {
                let digest = provider.hash.digest(algorithm, &[&item.to_bytes()]).as_bytes().to_vec();
                digests.retain(|(id, _)| *id != item.digest_id);
                digests.push((item.digest_id, digest));
            }
            digests.sort_unstable();
        }
    }

    /// Signs as it is: `IssuerSigned`, with an untagged issuerAuth and x5chain unprotected.
    ///
    /// # Errors
    /// The key's.
    pub fn sign(&self, signer: &DocumentSigner) -> Result<Vec<u8>, CryptoError> {
        let chain: Vec<&[u8]> = signer.chain.iter().map(Vec::as_slice).collect();
        let issuer_auth = sign1(signer.key.as_ref(), &chain, self.mso.to_bytes(), true)?;
        Ok(self.with_issuer_auth(&issuer_auth))
    }

    /// `IssuerSigned` with this issuerAuth.
    #[must_use]
    pub fn with_issuer_auth(&self, issuer_auth: &[u8]) -> Vec<u8> {
        let items: Vec<(&str, Vec<Vec<u8>>)> = self
            .items
            .iter()
            .map(|(name_space, items)| (name_space.as_str(), items.iter().map(Item::to_bytes).collect()))
            .collect();
        let name_spaces: Vec<(&str, Vec<&[u8]>)> =
            items.iter().map(|(name_space, items)| (*name_space, items.iter().map(Vec::as_slice).collect())).collect();
        encode_issuer_signed(&name_spaces, issuer_auth)
    }
}

/// Issues `document` for a device key: `IssuerSigned`, ready for a wallet.
///
/// Each item has a random of 32 bytes. Per namespace there are at least 16 digests, their number a power of two above
/// that of the elements; the digests no item belongs to are random, ids are shuffled over all of them, and digests
/// stand in the order of their ids (edition 2, E.9.5). The same `rng` state gives the same items and mobile security
/// object.
///
/// # Errors
/// [`DocumentError`]; the dates and authorisations are checked, and that the signer's certificate, where it has one, is
/// for its key and covers `signed` and `validUntil`.
pub fn issue(
    provider: &CryptoProvider,
    rng: &mut dyn CryptoRng,
    signer: &DocumentSigner,
    device_public_key: &PublicKey,
    document: &Document,
) -> Result<Vec<u8>, DocumentError> {
    document.dates.check()?;
    document.authorizations.check()?;
    if document.doc_type.is_empty() {
        return Err(DocumentError::EmptyName);
    }
    signer.check(provider, document)?;
    prepare(provider, rng, device_public_key, document).sign(signer).map_err(DocumentError::Key)
}

/// Does all of [`issue`] but the checks and the signature.
#[must_use]
pub fn prepare(
    provider: &CryptoProvider,
    rng: &mut dyn CryptoRng,
    device_public_key: &PublicKey,
    document: &Document,
) -> UnsignedDocument {
    let algorithm = document.digest_algorithm;
    let (mut items, mut value_digests) = (Vec::new(), Vec::new());
    for (name_space, elements) in &document.name_spaces {
        let (prepared, digests) = prepare_name_space(provider, rng, algorithm, elements);
        items.push((name_space.clone(), prepared));
        value_digests.push((name_space.clone(), digests));
    }
    if value_digests.is_empty() {
        // The standard wants a digest even where there is no item.
        let (_, digests) = prepare_name_space(provider, rng, algorithm, &[]);
        value_digests.push((document.doc_type.clone(), digests));
    }
    let mut device_key = Writer::new();
    encode_key(device_public_key, &mut device_key);
    let mso = MsoBuilder {
        version: "1.0".to_owned(),
        digest_algorithm: algorithm.name().to_owned(),
        value_digests,
        device_key: device_key.into_vec(),
        authorizations: Some(document.authorizations.clone()).filter(|authorizations| !authorizations.is_empty()),
        doc_type: document.doc_type.clone(),
        signed: document.dates.signed.into(),
        valid_from: document.dates.valid_from.into(),
        valid_until: document.dates.valid_until.into(),
        expected_update: document.dates.expected_update.map(MsoDate::from),
        status: None,
        further: Vec::new(),
    };
    UnsignedDocument { items, mso }
}

/// The items of one namespace, and digest ids with digests of items and decoys.
fn prepare_name_space(
    provider: &CryptoProvider,
    rng: &mut dyn CryptoRng,
    algorithm: HashAlgorithm,
    elements: &[EncodedElement],
) -> (Vec<Item>, Vec<IdDigest>) {
    let ids = shuffled_ids(rng, digest_count(elements.len()));
    let mut items = Vec::with_capacity(elements.len());
    let mut digests = Vec::with_capacity(ids.len());
    for (position, digest_id) in ids.into_iter().enumerate() {
        let mut random = vec![0; RANDOM];
        rng.fill_bytes(&mut random);
        let digest = match elements.get(position) {
            Some((identifier, value)) => {
                let (element_identifier, element_value) = (identifier.clone(), value.clone());
                let item = Item { digest_id, random, element_identifier, element_value };
                let digest = provider.hash.digest(algorithm, &[&item.to_bytes()]);
                items.push(item);
                digest
            }
            // Nothing that could be an item has this digest, and nobody can see that.
            None => provider.hash.digest(algorithm, &[&random]),
        };
        digests.push((digest_id, digest.as_bytes().to_vec()));
    }
    digests.sort_unstable();
    (items, digests)
}

/// More than `items`, so that there is a decoy, and rounded up, so that the number tells little.
fn digest_count(items: usize) -> usize {
    let more = items.saturating_add(1);
    more.checked_next_power_of_two().unwrap_or(more).max(FEWEST_DIGESTS)
}

/// `0..count` in an order that is uniformly random (Fisher and Yates).
fn shuffled_ids(rng: &mut dyn CryptoRng, count: usize) -> Vec<u64> {
    let mut ids: Vec<u64> = (0_u64..).take(count).collect();
    for last in (1..count).rev() {
        ids.swap(last, below(rng, last.saturating_add(1)));
    }
    ids
}

/// A uniformly random number below `bound`, which is not 0.
fn below(rng: &mut dyn CryptoRng, bound: usize) -> usize {
    let bound = u64::try_from(bound).unwrap_or(u64::MAX);
    // Numbers above the largest multiple of `bound` would favour the small remainders.
    let unbiased = u64::MAX.saturating_sub(u64::MAX.checked_rem(bound).unwrap_or_default());
    loop {
        let drawn = rng.next_u64();
        if drawn < unbiased {
            return usize::try_from(drawn.checked_rem(bound).unwrap_or_default()).unwrap_or_default();
        }
    }
}
