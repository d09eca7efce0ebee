//! Reading a credential once, into an index that owns its parts.

use std::sync::OnceLock;

use zeroize::Zeroizing;

use super::{CredentialError, DeviceKeyPoint, Issued, Item, Ordinate, Validity};
use crate::cbor::{self, Embedded, Encoding};
use crate::cose::CoseKey;
use crate::crypto::Point;
use crate::datamodel::age;
use crate::model::mso::{KeyAuthorizations, MobileSecurityObject, Tdate, ValidityInfo};
use crate::model::response::{IssuerSigned, IssuerSignedItem};
use crate::time::UnixTime;

type MsoBytes<'a> = Embedded<'a, MobileSecurityObject<'a>>;
type ItemBytes<'a> = Embedded<'a, IssuerSignedItem<'a>>;

pub(super) fn issued(bytes: &[u8]) -> Result<Issued, CredentialError> {
    let (issuer_signed, _) =
        cbor::from_slice::<IssuerSigned<'_>>(bytes, Encoding::Field).map_err(CredentialError::Malformed)?;
    let payload = issuer_signed.issuer_auth.payload.ok_or(CredentialError::Detached)?;
    let (mso, _) = cbor::from_slice::<MsoBytes<'_>>(payload, Encoding::Field).map_err(CredentialError::Mso)?;
    let key_info = &mso.device_key_info;
    let authorizations = key_info.key_authorizations.as_ref();
    Ok(Issued {
        doc_type: mso.doc_type.to_owned(),
        issuer_auth: issuer_signed.issuer_auth.bytes.to_vec(),
        name_spaces: name_spaces(&issuer_signed)?,
        device_key: device_key(&key_info.device_key),
        valid_key: OnceLock::new(),
        authorized_name_spaces: authorizations.map(|keys| owned(&keys.name_spaces)).unwrap_or_default(),
        authorized_elements: authorizations.map(authorized_elements).unwrap_or_default(),
        validity: validity(&mso.validity_info)?,
        expected_update: mso.validity_info.expected_update.and_then(|date| date.at),
        has_status: mso.status.is_some(),
    })
}

fn name_spaces(issuer_signed: &IssuerSigned<'_>) -> Result<Vec<(String, Vec<Item>)>, CredentialError> {
    let mut name_spaces = Vec::with_capacity(issuer_signed.name_spaces.len());
    for (name_space, items) in &issuer_signed.name_spaces {
        let items = items.iter().map(|it| item(it, age::applies(name_space))).collect::<Result<Vec<_>, _>>()?;
        let mut identifiers: Vec<&str> = items.iter().map(|item| item.identifier.as_str()).collect();
        identifiers.sort_unstable();
        if identifiers.iter().zip(identifiers.iter().skip(1)).any(|(one, next)| one == next) {
            return Err(CredentialError::Duplicate);
        }
        name_spaces.push(((*name_space).to_owned(), items));
    }
    Ok(name_spaces)
}

fn item(embedded: &ItemBytes<'_>, may_be_age: bool) -> Result<Item, CredentialError> {
    // Read again on its own, so that the value's offset counts from the item's first byte.
    let bytes = Zeroizing::new(embedded.bytes().to_vec());
    let (alone, _) = cbor::from_slice::<ItemBytes<'_>>(&bytes, Encoding::Field).map_err(CredentialError::Malformed)?;
    let start = alone.element_value.offset();
    let value = start..start.saturating_add(alone.element_value.bytes().len());
    let (identifier, digest_id) = (alone.element_identifier.to_owned(), alone.digest_id);
    let age = age::age_over(&identifier).filter(|_| may_be_age);
    Ok(Item { identifier, digest_id, value, age, bytes })
}

fn device_key(key: &CoseKey<'_>) -> DeviceKeyPoint {
    let (x, y) = match key.point {
        Point::Uncompressed { x, y } => (x, Ordinate::Full(y.to_vec())),
        Point::Compressed { x, y_is_odd } => (x, Ordinate::Sign(y_is_odd)),
        Point::Single(x) => (x, Ordinate::None),
    };
    DeviceKeyPoint { crv: key.crv, curve: key.curve, x: x.to_vec(), y }
}

fn validity(info: &ValidityInfo<'_>) -> Result<Validity, CredentialError> {
    let at = |date: &Tdate<'_>| -> Result<UnixTime, CredentialError> { date.at.ok_or(CredentialError::Date) };
    Ok(Validity { signed: at(&info.signed)?, valid_from: at(&info.valid_from)?, valid_until: at(&info.valid_until)? })
}

fn authorized_elements(keys: &KeyAuthorizations<'_>) -> Vec<(String, Vec<String>)> {
    keys.data_elements.iter().map(|(name_space, elements)| ((*name_space).to_owned(), owned(elements))).collect()
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
