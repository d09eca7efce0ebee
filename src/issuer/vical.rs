//! VICALs as open data (Annex C).

use super::list::Members;
use super::{ListedCertificate, MsoDate};
use crate::cose::sign1;
use crate::crypto::{CryptoError, SigningKey};
use crate::time::UnixTime;

/// A VICAL to be signed.
///
/// Every field can be anything, so that a list which breaks one rule differs from a good one in one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VicalBuilder {
    /// `version`.
    pub version: String,
    /// `vicalProvider`.
    pub provider: String,
    /// `vicalIssueID`.
    pub issue_id: Option<u64>,
    /// `date`.
    pub date: MsoDate,
    /// `nextUpdate`.
    pub next_update: Option<MsoDate>,
    /// `notAfter` (edition 2).
    pub not_after: Option<MsoDate>,
    /// `certificateInfos`.
    pub entries: Vec<ListedCertificate>,
    /// `vicalURL` (edition 2).
    pub url: Option<String>,
    /// Further members, encoded.
    pub further: Vec<(String, Vec<u8>)>,
}

impl VicalBuilder {
    /// A list of version 1.0 without entries.
    #[must_use]
    pub fn new(provider: &str, date: UnixTime) -> Self {
        Self {
            version: "1.0".to_owned(),
            provider: provider.to_owned(),
            issue_id: None,
            date: date.into(),
            next_update: None,
            not_after: None,
            entries: Vec::new(),
            url: None,
            further: Vec::new(),
        }
    }

    /// The payload: the encoded list, without tag 24.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut members = Members::default();
        members.add("version", Some(self.version.as_str())).add("vicalProvider", Some(self.provider.as_str()));
        members.add("date", Some(&self.date)).add("vicalIssueID", self.issue_id.as_ref());
        members.add("nextUpdate", self.next_update.as_ref()).add("notAfter", self.not_after.as_ref());
        members.add_entries(&self.entries).add("vicalURL", self.url.as_deref());
        members.finish(&self.further)
    }

    /// Signs: an untagged COSE_Sign1 with x5chain unprotected, leaf first.
    ///
    /// # Errors
    /// The key's.
    pub fn sign(&self, key: &dyn SigningKey, x5chain: &[&[u8]]) -> Result<Vec<u8>, CryptoError> {
        sign1(key, x5chain, self.to_bytes(), true)
    }
}
