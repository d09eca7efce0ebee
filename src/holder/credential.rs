//! A credential on the holder's device.

mod parse;

use core::fmt;
use core::ops::Range;
use core::time::Duration;
use std::sync::{Arc, OnceLock};

use zeroize::{Zeroize, Zeroizing};

use crate::cbor::{self, Encoding, RawValue};
use crate::cose::{CoseError, CoseKey, Form};
use crate::crypto::{CryptoProvider, Curve, Point, PublicKey};
use crate::datamodel::{age, mdl};
use crate::holder::exchange::Ticket;
use crate::holder::pool::Lease;
use crate::time::UnixTime;

/// An issuer-signed document, with the exact bytes of every item. Cheap to clone; wiped when the last clone is dropped.
///
/// Reading a credential checks its form only. Whether the issuer really signed it, and for this device, is what
/// [`verify_issuance`](crate::holder::verify_issuance) finds out, before a credential is stored.
#[derive(Clone)]
pub struct Credential {
    pub(super) issued: Arc<Issued>,
    pub(super) device_elements: Vec<DeviceElement>,
    pub(super) label: Option<String>,
    /// Where it was reserved from a pool: its use, which all clones share.
    pub(super) lease: Option<Arc<Lease>>,
}

/// What the issuer delivered.
pub(super) struct Issued {
    pub(super) doc_type: String,
    /// The untagged COSE_Sign1, exact.
    pub(super) issuer_auth: Vec<u8>,
    pub(super) name_spaces: Vec<(String, Vec<Item>)>,
    device_key: DeviceKeyPoint,
    /// The device key, once it was found valid, and by which provider: before somebody waits at a counter, where the
    /// credential was looked at before.
    valid_key: OnceLock<(&'static str, PublicKey)>,
    authorized_name_spaces: Vec<String>,
    authorized_elements: Vec<(String, Vec<String>)>,
    validity: Validity,
    expected_update: Option<UnixTime>,
    has_status: bool,
}

/// One issuer-signed item.
pub(super) struct Item {
    /// IssuerSignedItemBytes, exact.
    pub(super) bytes: Zeroizing<Vec<u8>>,
    pub(super) identifier: String,
    digest_id: u64,
    value: Range<usize>,
    /// The NN of an `age_over_NN`, in a namespace that has such.
    age: Option<u8>,
}

/// A value the device signs itself.
#[derive(Clone)]
pub(super) struct DeviceElement {
    pub(super) name_space: String,
    pub(super) identifier: String,
    pub(super) value: Zeroizing<Vec<u8>>,
}

/// The device key as the mobile security object has it, which may be compressed and is not validated yet.
struct DeviceKeyPoint {
    crv: i64,
    curve: Option<Curve>,
    x: Vec<u8>,
    y: Ordinate,
}

enum Ordinate {
    Full(Vec<u8>),
    Sign(bool),
    None,
}

/// When a credential was signed and is valid, from its mobile security object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// `signed`.
    pub signed: UnixTime,
    /// `validFrom`.
    pub valid_from: UnixTime,
    /// `validUntil`.
    pub valid_until: UnixTime,
}

impl Validity {
    /// Whether `at` is within, where the clock may be wrong by `skew`.
    #[must_use]
    pub fn contains(&self, at: UnixTime, skew: Duration) -> bool {
        self.valid_from <= at.plus(skew) && at <= self.valid_until.plus(skew)
    }
}

/// Bytes that are no usable credential.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialError {
    /// Not an IssuerSigned.
    Malformed(cbor::Error),
    /// The payload is no mobile security object, or there is none.
    Mso(cbor::Error),
    /// The mobile security object is not attached to its signature.
    Detached,
    /// A date of the mobile security object is no date-time.
    Date,
    /// An element stands twice in a namespace.
    Duplicate,
    /// A device-signed value is not exactly one CBOR item.
    DeviceValue(cbor::Error),
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => write!(f, "the credential is not an IssuerSigned structure: {error}"),
            Self::Mso(error) => write!(f, "the credential has no mobile security object: {error}"),
            Self::Detached => f.write_str("the credential comes without its mobile security object"),
            Self::Date => f.write_str("a date in the mobile security object is no date-time"),
            Self::Duplicate => f.write_str("the credential holds an element twice"),
            Self::DeviceValue(error) => write!(f, "the device-signed value is not one CBOR item: {error}"),
        }
    }
}

impl core::error::Error for CredentialError {}

impl Credential {
    /// Reads a bare IssuerSigned, as an issuer delivers it. `bytes` are wiped.
    ///
    /// Heads longer than needed are tolerated: what an issuer signed is presented as it is.
    ///
    /// # Errors
    /// [`CredentialError`].
    pub fn from_issuer_signed(bytes: Vec<u8>) -> Result<Self, CredentialError> {
        let bytes = Zeroizing::new(bytes);
        Ok(Self { issued: Arc::new(parse::issued(&bytes)?), device_elements: Vec::new(), label: None, lease: None })
    }

    /// The same, with a name for the consent screen; it is never sent.
    #[must_use]
    pub fn with_label(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }

    /// The same, with an element that the device signs itself; `value` is its CBOR. A later value replaces an earlier.
    ///
    /// The element is offered only when it is asked for by this very name, the credential's KeyAuthorizations cover it,
    /// the issuer did not sign one of that name, and it is no mDL element (edition 1 9.1.3.4, edition 2 12.4.4).
    ///
    /// # Errors
    /// [`CredentialError::DeviceValue`] when `value` is not exactly one CBOR item.
    pub fn with_device_element(
        mut self,
        name_space: &str,
        identifier: &str,
        value: Vec<u8>,
    ) -> Result<Self, CredentialError> {
        let value = Zeroizing::new(value);
        cbor::from_slice::<RawValue<'_>>(&value, Encoding::Strict).map_err(CredentialError::DeviceValue)?;
        self.device_elements.retain(|element| element.name_space != name_space || element.identifier != identifier);
        let (name_space, identifier) = (name_space.to_owned(), identifier.to_owned());
        self.device_elements.push(DeviceElement { name_space, identifier, value });
        Ok(self)
    }

    /// The document type, from the mobile security object.
    #[must_use]
    pub fn doc_type(&self) -> &str {
        &self.issued.doc_type
    }

    /// The name for the consent screen.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// When it is valid.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.issued.validity
    }

    /// When the issuer expects to issue anew (`expectedUpdate`), where it says so in a date-time.
    #[must_use]
    pub fn expected_update(&self) -> Option<UnixTime> {
        self.issued.expected_update
    }

    /// Whether the issuer may revoke it (edition 2: the mobile security object has a `status`).
    #[must_use]
    pub fn has_status(&self) -> bool {
        self.issued.has_status
    }

    /// The device key's public part, validated.
    ///
    /// # Errors
    /// When it is not a valid key of a supported curve.
    pub fn device_key(&self, provider: &CryptoProvider) -> Result<PublicKey, CoseError> {
        match self.issued.valid_key.get() {
            Some((by, key)) if *by == provider.name => Ok(*key),
            _ => {
                let key = self.issued.device_key.validate(provider)?;
                // Where another provider was first, that is the one remembered.
                let _ = self.issued.valid_key.set((provider.name, key));
                Ok(key)
            }
        }
    }

    /// The issuer-signed elements: namespace, identifier, value, in the issuer's order.
    pub fn elements(&self) -> impl Iterator<Item = (&str, &str, RawValue<'_>)> {
        self.issued.name_spaces.iter().flat_map(|(name_space, items)| {
            items.iter().map(|item| (name_space.as_str(), item.identifier.as_str(), item.value()))
        })
    }

    /// The issuer-signed items: namespace, digest id, and IssuerSignedItemBytes as the issuer made them.
    pub fn items(&self) -> impl Iterator<Item = (&str, u64, &[u8])> {
        self.issued.name_spaces.iter().flat_map(|(name_space, items)| {
            items.iter().map(|item| (name_space.as_str(), item.digest_id, item.bytes.as_slice()))
        })
    }

    /// Whether the device may sign this element: KeyAuthorizations name it or its namespace, and it is no mDL element.
    #[must_use]
    pub fn permits_device_element(&self, name_space: &str, identifier: &str) -> bool {
        let issued = &self.issued;
        let element = || {
            issued.authorized_elements.iter().any(|(authorized, elements)| {
                authorized == name_space && elements.iter().any(|element| element == identifier)
            })
        };
        // Edition 1 never allows the elements of an mDL to be device-signed (edition 2, 13.4.2 note 6).
        name_space != mdl::NAMESPACE
            && (issued.authorized_name_spaces.iter().any(|name| name == name_space) || element())
    }

    /// Whether it may be shown in this session: a reservation of a pool is good for one, the first that asks.
    pub(super) fn may_be_shown_in(&self, session: &Ticket) -> bool {
        self.lease.as_ref().is_none_or(|lease| lease.bind(session))
    }

    /// The place of a namespace among the issuer-signed ones.
    pub(super) fn name_space(&self, name_space: &str) -> Option<usize> {
        self.issued.name_spaces.iter().position(|(name, _)| name == name_space)
    }

    /// What answers a request for an element of a namespace, which has that [place](Self::name_space): the element of that
    /// name or, for ages, the one the standard's rule picks.
    pub(super) fn answer(&self, (name_space, place): (&str, Option<usize>), identifier: &str) -> Option<Source> {
        let signed = place.and_then(|index| Some((index, self.issued.name_spaces.get(index)?)));
        let issuer_signed = signed.and_then(|(index, (_, items))| {
            let position = |wanted: &str| items.iter().position(|item| item.identifier == wanted);
            let item = match age::age_over(identifier).filter(|_| age::applies(name_space)) {
                Some(wanted) => nearest_age(items, wanted)?,
                None => position(identifier)?,
            };
            Some(Source::Issuer { name_space: index, item })
        });
        issuer_signed.or_else(|| {
            // A twin that the age rule passed over is still a twin.
            let has_twin = signed.is_some_and(|(_, (_, items))| items.iter().any(|item| item.identifier == identifier));
            let mine = |element: &DeviceElement| element.name_space == name_space && element.identifier == identifier;
            let element = self.device_elements.iter().position(mine)?;
            (!has_twin && self.permits_device_element(name_space, identifier)).then_some(Source::Device { element })
        })
    }

    /// Whether a source is an age attestation.
    pub(super) fn is_age(&self, source: Source) -> bool {
        match source {
            Source::Issuer { name_space, item } => {
                let item = self.issued.name_spaces.get(name_space).and_then(|(_, items)| items.get(item));
                item.is_some_and(|item| item.age.is_some())
            }
            Source::Device { element } => self
                .device_elements
                .get(element)
                .is_some_and(|it| age::age_over(&it.identifier).is_some() && age::applies(&it.name_space)),
        }
    }

    /// How many elements there are, whoever signs them.
    pub(super) fn element_count(&self) -> usize {
        let name_spaces = self.issued.name_spaces.iter().map(|(_, items)| items.len());
        name_spaces.fold(self.device_elements.len(), usize::saturating_add)
    }

    /// The element behind a source: namespace, identifier, value.
    pub(super) fn element(&self, source: Source) -> Option<(&str, &str, RawValue<'_>)> {
        match source {
            Source::Issuer { name_space, item } => {
                let (name_space, items) = self.issued.name_spaces.get(name_space)?;
                items.get(item).map(|item| (name_space.as_str(), item.identifier.as_str(), item.value()))
            }
            Source::Device { element } => {
                let element = self.device_elements.get(element)?;
                Some((&element.name_space, &element.identifier, RawValue::new(&element.value, 0, Encoding::Strict)))
            }
        }
    }

    /// The namespace and IssuerSignedItemBytes behind an issuer-signed source.
    pub(super) fn issuer_item(&self, source: Source) -> Option<(&str, &[u8])> {
        let Source::Issuer { name_space, item } = source else { return None };
        let (name_space, items) = self.issued.name_spaces.get(name_space)?;
        items.get(item).map(|item| (name_space.as_str(), item.bytes.as_slice()))
    }
}

/// Where the answer to a requested element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// Issuer-signed: index of the namespace, and of the item in it.
    Issuer {
        /// Index into `Issued::name_spaces`.
        name_space: usize,
        /// Index into its items.
        item: usize,
    },
    /// Device-signed: index of the element.
    Device {
        /// Index into `Credential::device_elements`.
        element: usize,
    },
}

impl Source {
    /// Which of the namespaces that the issuer signed it is in.
    pub(super) fn name_space(self) -> Option<usize> {
        match self {
            Self::Issuer { name_space, .. } => Some(name_space),
            Self::Device { .. } => None,
        }
    }
}

/// The place of the stored attestation that answers a request for `wanted` (edition 1 7.2.5, edition 2 13.4.6).
fn nearest_age(items: &[Item], wanted: u8) -> Option<usize> {
    let stored = items.iter().filter_map(|item| Some((item.age?, item.value().as_bool()?)));
    let (years, _) = age::nearest(stored, wanted)?;
    items.iter().position(|item| item.age == Some(years))
}

impl Item {
    fn value(&self) -> RawValue<'_> {
        let value = self.bytes.get(self.value.clone()).unwrap_or_default();
        RawValue::new(value, self.value.start, Encoding::Field)
    }
}

impl DeviceKeyPoint {
    fn validate(&self, provider: &CryptoProvider) -> Result<PublicKey, CoseError> {
        let point = match &self.y {
            Ordinate::Full(y) => Point::Uncompressed { x: &self.x, y },
            Ordinate::Sign(y_is_odd) => Point::Compressed { x: &self.x, y_is_odd: *y_is_odd },
            Ordinate::None => Point::Single(&self.x),
        };
        let key = CoseKey { crv: self.crv, curve: self.curve, point, has_private: false, offset: 0 };
        key.validate(provider, Form::Any)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("doc_type", &self.issued.doc_type).finish_non_exhaustive()
    }
}

impl Drop for Issued {
    // The signed object links every presentation of the credential.
    fn drop(&mut self) {
        self.issuer_auth.zeroize();
    }
}
