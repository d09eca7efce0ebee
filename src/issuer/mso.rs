//! The mobile security object as open data.

use core::fmt;

use super::error::DocumentError;
use crate::cbor::{Encode, Writer};
use crate::time::UnixTime;

/// A mobile security object to be encoded (edition 1 9.1.2.4, edition 2 12.3.4).
///
/// Every field can be anything, so that an object which breaks one rule differs from a good one in one field.
#[derive(Clone)]
pub struct MsoBuilder {
    /// `version`.
    pub version: String,
    /// `digestAlgorithm`.
    pub digest_algorithm: String,
    /// `valueDigests`: namespace, then digest id and digest, written in this order.
    pub value_digests: Vec<(String, Vec<IdDigest>)>,
    /// `deviceKey`, encoded.
    pub device_key: Vec<u8>,
    /// `keyAuthorizations`.
    pub authorizations: Option<Authorizations>,
    /// `docType`.
    pub doc_type: String,
    /// `signed`.
    pub signed: MsoDate,
    /// `validFrom`.
    pub valid_from: MsoDate,
    /// `validUntil`.
    pub valid_until: MsoDate,
    /// `expectedUpdate`.
    pub expected_update: Option<MsoDate>,
    /// `status` (edition 2), encoded: such as a [`Status`](crate::model::mso::status::Status) by
    /// [`cbor::to_vec`](crate::cbor::to_vec).
    pub status: Option<Vec<u8>>,
    /// Further members, encoded.
    pub further: Vec<(String, Vec<u8>)>,
}

/// A digest id and its digest.
pub type IdDigest = (u64, Vec<u8>);

/// A date of a signed structure: a text behind a tag, or bare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MsoDate {
    /// The tag, 0 for a `tdate`.
    pub tag: Option<u64>,
    /// The text.
    pub text: String,
}

/// What the device may sign (`KeyAuthorizations`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorizations {
    /// `nameSpaces`: every element of these.
    pub name_spaces: Vec<String>,
    /// `dataElements`: these elements of these namespaces.
    pub data_elements: Vec<(String, Vec<String>)>,
}

impl From<UnixTime> for MsoDate {
    fn from(at: UnixTime) -> Self {
        Self { tag: Some(0), text: at.to_string() }
    }
}

impl Encode for MsoDate {
    fn encode(&self, writer: &mut Writer) {
        if let Some(tag) = self.tag {
            writer.tag(tag);
        }
        writer.text(&self.text);
    }
}

impl Authorizations {
    /// Whether it lists nothing, so that the member is left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.name_spaces.is_empty() && self.data_elements.is_empty()
    }

    pub(super) fn check(&self) -> Result<(), DocumentError> {
        let mut names: Vec<&str> = self.name_spaces.iter().map(String::as_str).collect();
        names.extend(self.data_elements.iter().map(|(name_space, _)| name_space.as_str()));
        names.sort_unstable();
        let repeated = names.windows(2).any(|pair| pair.first() == pair.last());
        let nothing = |elements: &Vec<String>| elements.is_empty() || elements.iter().any(String::is_empty);
        let empty = names.contains(&"") || self.data_elements.iter().any(|(_, elements)| nothing(elements));
        if repeated || empty { Err(DocumentError::Authorizations) } else { Ok(()) }
    }

    fn write(&self, writer: &mut Writer) {
        let (names, elements) = (&self.name_spaces, &self.data_elements);
        writer.map(usize::from(!names.is_empty()).saturating_add(usize::from(!elements.is_empty())));
        if !names.is_empty() {
            writer.text("nameSpaces");
            write_texts(names, writer);
        }
        if !elements.is_empty() {
            writer.text("dataElements").map(elements.len());
            for (name_space, identifiers) in elements {
                writer.text(name_space);
                write_texts(identifiers, writer);
            }
        }
    }
}

impl fmt::Debug for MsoBuilder {
    // Digests and the device key are the same in every transaction: enough to follow their holder by a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MsoBuilder").field("doc_type", &self.doc_type).finish_non_exhaustive()
    }
}

impl MsoBuilder {
    /// `MobileSecurityObjectBytes`, the payload of issuerAuth: tag 24 around the encoded object.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut content = Writer::new();
        self.write(&mut content);
        let mut writer = Writer::new();
        writer.embedded(content.as_slice());
        writer.into_vec()
    }

    fn write(&self, writer: &mut Writer) {
        let members = self.further.len().saturating_add(6).saturating_add(usize::from(self.status.is_some()));
        writer.map(members).text("version").text(&self.version);
        writer.text("digestAlgorithm").text(&self.digest_algorithm);
        writer.text("valueDigests").map(self.value_digests.len());
        for (name_space, digests) in &self.value_digests {
            writer.text(name_space).map(digests.len());
            for (digest_id, digest) in digests {
                writer.uint(*digest_id).bytes(digest);
            }
        }
        let key_info = if self.authorizations.is_some() { 2 } else { 1 };
        writer.text("deviceKeyInfo").map(key_info).text("deviceKey").raw(&self.device_key);
        if let Some(authorizations) = &self.authorizations {
            writer.text("keyAuthorizations");
            authorizations.write(writer);
        }
        writer.text("docType").text(&self.doc_type).text("validityInfo");
        let update = self.expected_update.as_ref().map(|date| ("expectedUpdate", date));
        let dates = [("signed", &self.signed), ("validFrom", &self.valid_from), ("validUntil", &self.valid_until)];
        writer.map(if update.is_some() { 4 } else { 3 });
        for (name, date) in dates.into_iter().chain(update) {
            writer.text(name).value(date);
        }
        if let Some(status) = &self.status {
            writer.text("status").raw(status);
        }
        for (name, value) in &self.further {
            writer.text(name).raw(value);
        }
    }
}

fn write_texts(texts: &[String], writer: &mut Writer) {
    writer.array(texts.len());
    for text in texts {
        writer.text(text);
    }
}
