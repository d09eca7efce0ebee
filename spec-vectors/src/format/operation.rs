//! What an input says of itself.

use super::Input;

impl Input {
    /// What is done: the `operation` by which it is tagged.
    #[must_use]
    pub const fn operation(&self) -> &'static str {
        match self {
            Self::VerifyResponse(_) => "verify-response",
            Self::ReaderSession(_) => "reader-session",
            Self::ReadEngagement(_) => "read-engagement",
            Self::HolderSession(_) => "holder-session",
            Self::LoadAnchor(_) => "load-anchor",
            Self::ReadList(_) => "read-list",
            Self::SessionKeys(_) => "session-keys",
            Self::ReadRequest(_) => "read-request",
            Self::ReceiveCredential(_) => "receive-credential",
            Self::L2cap(_) => "l2cap",
            Self::NfcCard(_) => "nfc-card",
            Self::ReadTag(_) => "read-tag",
        }
    }

    /// The profile it is done under, where something is judged.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        match self {
            Self::VerifyResponse(input) => Some(&input.profile),
            Self::ReaderSession(input) => Some(&input.profile),
            Self::HolderSession(input) => Some(&input.profile),
            Self::LoadAnchor(input) => Some(&input.profile),
            Self::ReadList(input) => Some(&input.profile),
            Self::ReadRequest(input) => Some(&input.profile),
            Self::ReceiveCredential(input) => Some(&input.profile),
            Self::ReadEngagement(_) | Self::SessionKeys(_) | Self::L2cap(_) | Self::NfcCard(_) | Self::ReadTag(_) => {
                None
            }
        }
    }
}
