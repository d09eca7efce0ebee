//! What a pool has to remember.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The uses of a pool's credentials, to be kept over a restart: no keys, no data, but whoever has it can tell which
/// credentials were one holder's.
///
/// It serializes as a map of names the pool gives to credentials, each to a [`CredentialUse`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PoolState {
    /// By the pool's name for the credential: half of a digest of its device key, in hexadecimal.
    pub credentials: BTreeMap<String, CredentialUse>,
}

/// The uses of one credential: `{"uses", ? "lastUse", ? "reserved"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialUse {
    /// In how many sessions it was shown.
    pub uses: u32,
    /// When it was reserved for the latest of them, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_use: Option<i64>,
    /// When it was reserved, where nobody knows yet whether it will be shown: it counts as one more use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserved: Option<i64>,
}
