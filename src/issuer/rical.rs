//! RICALs as open data (edition 2 Annex F).

use super::list::Members;
use super::{ListedCertificate, MsoDate};
use crate::cose::SigningInput;
use crate::crypto::{CryptoError, SigningKey};
use crate::time::UnixTime;

/// A RICAL to be signed.
///
/// Every field can be anything, so that a list which breaks one rule differs from a good one in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RicalBuilder {
    /// `version`.
    pub version: String,
    /// `provider`.
    pub provider: String,
    /// `date`.
    pub date: MsoDate,
    /// `nextUpdate`.
    pub next_update: Option<MsoDate>,
    /// `notAfter`.
    pub not_after: Option<MsoDate>,
    /// `certificateInfos`.
    pub entries: Vec<ListedCertificate>,
    /// `id`.
    pub id: Option<u64>,
    /// `latestRicalUrl`.
    pub url: Option<String>,
    /// `type`.
    pub kind: Option<String>,
    /// Further members, encoded.
    pub further: Vec<(String, Vec<u8>)>,
}

impl RicalBuilder {
    /// A list of version 1.0 for reader authentication, without entries.
    #[must_use]
    pub fn new(provider: &str, date: UnixTime) -> Self {
        Self {
            version: "1.0".to_owned(),
            provider: provider.to_owned(),
            date: date.into(),
            next_update: None,
            not_after: None,
            entries: Vec::new(),
            id: None,
            url: None,
            kind: Some("org.iso.18013.5.1.reader_authentication".to_owned()),
            further: Vec::new(),
        }
    }

    /// The payload: the encoded list, without tag 24.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut members = Members::default();
        members.add("version", Some(self.version.as_str())).add("provider", Some(self.provider.as_str()));
        members.add("date", Some(&self.date)).add("nextUpdate", self.next_update.as_ref());
        members.add("notAfter", self.not_after.as_ref()).add_entries(&self.entries).add("id", self.id.as_ref());
        members.add("latestRicalUrl", self.url.as_deref()).add("type", self.kind.as_deref());
        members.finish(&self.further)
    }

    /// Signs: an untagged COSE_Sign1 with x5chain protected, leaf first, which is to be without the root.
    ///
    /// # Errors
    /// The key's.
    pub fn sign(&self, key: &dyn SigningKey, x5chain: &[&[u8]]) -> Result<Vec<u8>, CryptoError> {
        let input = SigningInput::protecting_chain(key.algorithm(), x5chain, self.to_bytes(), true);
        let signature = key.sign(&[&input.to_be_signed()])?;
        Ok(input.finish(&signature))
    }
}
