//! Header buckets.

use coset::iana;

use crate::budget;
use crate::cbor::{Content, Error, ErrorKind, Key, Reader, Type};
use crate::crypto::SignatureAlgorithm;

pub(super) const ALG: i64 = iana::HeaderParameter::Alg as i64;
const CRIT: i64 = iana::HeaderParameter::Crit as i64;
/// RFC 9596; not in `coset`'s registry.
const TYP: i64 = 16;
pub(super) const X5CHAIN: i64 = iana::HeaderParameter::X5Chain as i64;
pub(super) const HMAC_256_256: i64 = iana::Algorithm::HMAC_256_256 as i64;

/// An algorithm header (label 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// A signature algorithm that the standard permits.
    Signature(SignatureAlgorithm),
    /// HMAC 256/256 (5).
    HmacSha256,
    /// Any other integer identifier.
    Other(i64),
    /// A text identifier.
    Text,
}

impl Algorithm {
    /// The COSE identifier; `None` where it is text.
    #[must_use]
    pub fn cose_id(self) -> Option<i64> {
        match self {
            Self::Signature(algorithm) => Some(algorithm.cose_id()),
            Self::HmacSha256 => Some(HMAC_256_256),
            Self::Other(id) => Some(id),
            Self::Text => None,
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        if reader.peek()? == Type::Text {
            return reader.text().map(|_| Self::Text);
        }
        let id = reader.int()?;
        Ok(match SignatureAlgorithm::from_cose_id(id) {
            Some(algorithm) => Self::Signature(algorithm),
            None if id == HMAC_256_256 => Self::HmacSha256,
            None => Self::Other(id),
        })
    }
}

/// One header bucket: the labels the standard uses; all others are checked to be well-formed and passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers<'a> {
    /// Label 1.
    pub alg: Option<Algorithm>,
    /// Whether label 2 (`crit`) is present: no extension is understood, so its presence is a refusal.
    pub has_crit: bool,
    /// Label 16 (`typ`), where it is text.
    pub typ: Option<&'a str>,
    /// Label 33: the certificates, leaf first; one to [`budget::CHAIN_CERTIFICATES`] of them.
    pub x5chain: Option<Vec<&'a [u8]>>,
    /// Where the leaf's byte string starts in the input, where there is one.
    pub x5chain_offset: Option<usize>,
    /// How many other labels there are.
    pub others: usize,
}

impl<'a> Headers<'a> {
    /// Reads `{ * (int / tstr) => any }`, showing each label to `label`, which may refuse it.
    fn read(
        reader: &mut Reader<'a>,
        mut label: impl FnMut(Key<'a>, usize) -> Result<(), ErrorKind>,
    ) -> Result<Self, Error> {
        let mut headers = Self::default();
        reader.map(|reader, key| {
            if !matches!(key, Key::Unsigned(_) | Key::Negative(_) | Key::Text(_)) {
                return Err(reader.error(ErrorKind::Structure("a header label is neither an integer nor text")));
            }
            label(key, reader.offset()).map_err(|kind| reader.error(kind))?;
            match key.as_int() {
                Some(ALG) => headers.alg = Some(Algorithm::read(reader)?),
                Some(CRIT) => {
                    headers.has_crit = true;
                    reader.skip()?;
                }
                Some(TYP) if reader.peek()? == Type::Text => headers.typ = Some(reader.text()?),
                Some(X5CHAIN) => {
                    let (chain, offset) = x5chain(reader)?;
                    (headers.x5chain, headers.x5chain_offset) = (Some(chain), Some(offset));
                }
                _ => {
                    headers.others = headers.others.saturating_add(1);
                    reader.skip()?;
                }
            }
            Ok(())
        })?;
        Ok(headers)
    }
}

/// `COSE_X509 = bstr / [ 2* bstr ]` (RFC 9360), and where the first is; an array of one is written by deployed issuers
/// and means the same.
fn x5chain<'a>(reader: &mut Reader<'a>) -> Result<(Vec<&'a [u8]>, usize), Error> {
    let offset = reader.offset();
    if reader.peek()? == Type::Bytes {
        return reader.bytes().map(|certificate| (vec![certificate], offset));
    }
    let (mut chain, mut leaf) = (Vec::new(), None);
    reader.array(|reader| {
        if chain.len() >= budget::CHAIN_CERTIFICATES {
            return Err(Error::new(ErrorKind::OutOfRange("x5chain"), offset));
        }
        leaf.get_or_insert(reader.offset());
        chain.push(reader.bytes()?);
        Ok(())
    })?;
    let leaf = leaf.ok_or(Error::new(ErrorKind::Empty("x5chain"), offset))?;
    Ok((chain, leaf))
}

/// The labels of the protected bucket. Usually there is one, which takes no list.
#[derive(Default)]
struct Labels<'a> {
    first: Option<Key<'a>>,
    /// All others, to be sorted before they are searched.
    more: Vec<Key<'a>>,
}

impl<'a> Labels<'a> {
    /// Adds one, if there may be another.
    fn push(&mut self, label: Key<'a>) -> Result<(), ErrorKind> {
        if self.first.is_none() {
            self.first = Some(label);
        } else if self.more.len().saturating_add(1) < budget::PROTECTED_LABELS {
            self.more.push(label);
        } else {
            return Err(ErrorKind::OutOfRange("protected"));
        }
        Ok(())
    }

    fn contain(&self, label: Key<'a>) -> bool {
        self.first == Some(label) || self.more.binary_search(&label).is_ok()
    }
}

/// Both buckets of a message.
pub(super) struct Buckets<'a> {
    /// The content of the protected byte string.
    pub(super) protected_bytes: &'a [u8],
    pub(super) protected: Headers<'a>,
    pub(super) unprotected: Headers<'a>,
}

impl<'a> Buckets<'a> {
    /// Reads `protected: bstr, unprotected: map`, the first two items of every COSE message.
    ///
    /// About a label in both buckets the policy decides (RFC 9052, 3): refused, or the protected one counts.
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut labels = Labels::default();
        let mut protected = Headers::default();
        let mut ahead = reader.clone();
        let mut protected_bytes = ahead.bytes()?;
        if protected_bytes.is_empty() {
            // No headers (RFC 9052, 3).
            *reader = ahead;
        } else {
            (protected_bytes, protected) =
                reader.within_bytes(|reader| Headers::read(reader, |label, _| labels.push(label)))?;
        }
        labels.more.sort_unstable();
        let mut repeated = None;
        let unprotected = Headers::read(reader, |label, offset| {
            if labels.contain(label) {
                repeated.get_or_insert(offset);
            }
            Ok(())
        })?;
        if let Some(offset) = repeated {
            const REPEATED: ErrorKind =
                ErrorKind::Structure("a header is both in the protected and the unprotected map");
            reader.tolerate(Error::new(REPEATED, offset))?;
        }
        Ok(Self { protected_bytes, protected, unprotected })
    }
}

/// What COSE_Sign1 and COSE_Mac0 have in common: `[protected bstr, unprotected map, payload bstr / nil, seal bstr]`,
/// behind a tag or not.
pub(super) struct Message<'a> {
    /// The array.
    pub(super) bytes: &'a [u8],
    pub(super) tagged: bool,
    pub(super) buckets: Buckets<'a>,
    pub(super) payload: Option<Content<'a>>,
    /// The signature or the authentication tag.
    pub(super) seal: &'a [u8],
    /// Where the seal's byte string starts.
    pub(super) seal_offset: usize,
    pub(super) offset: usize,
}

impl<'a> Message<'a> {
    /// Reads a message that may carry the tag `number`.
    pub(super) fn read(reader: &mut Reader<'a>, number: u64) -> Result<Self, Error> {
        if reader.peek()? == Type::Tag {
            return reader.tagged(number, |reader| Ok(Self { tagged: true, ..Self::untagged(reader)? }));
        }
        Self::untagged(reader)
    }

    #[inline]
    fn untagged(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let offset = reader.offset();
        let (bytes, (buckets, payload, seal_offset, seal)) = reader.with_bytes(|reader| {
            reader.tuple(4, |reader| {
                let (buckets, payload) = (Buckets::read(reader)?, reader.nullable(Reader::content)?);
                Ok((buckets, payload, reader.offset(), reader.bytes()?))
            })
        })?;
        Ok(Self { bytes, tagged: false, buckets, payload, seal, seal_offset, offset })
    }
}
