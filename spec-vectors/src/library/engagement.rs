//! Engagements, as a reader takes them.

use mdoc_proximity::cbor::ErrorKind;
use mdoc_proximity::crypto::CryptoProvider;
use mdoc_proximity::model::retrieval::RetrievalMethod;
use mdoc_proximity::reader::{Engagement, EngagementError};
use mdoc_proximity::transport::qr::QrError;

use crate::format::{EngagementInput, Outcome};

pub(super) fn perform(provider: &CryptoProvider, input: &EngagementInput) -> Outcome {
    let (reason, methods) = match read(provider, input) {
        Ok(engagement) => (None, engagement.retrieval_methods().iter().flat_map(names).map(str::to_owned).collect()),
        Err(error) => (Some(reason(&error).to_owned()), Vec::new()),
    };
    Outcome::Engagement { accepted: reason.is_none(), reason, methods }
}

/// Reads it as far as a session needs.
pub(super) fn read(provider: &CryptoProvider, input: &EngagementInput) -> Result<Engagement, EngagementError> {
    let engagement = match input {
        EngagementInput::Qr(text) => Engagement::from_qr(text)?,
        EngagementInput::Nfc { select, request } => {
            let request = request.as_ref().map(crate::format::Bytes::to_vec);
            Engagement::from_nfc(&select.to_vec(), request.as_deref())?
        }
    };
    engagement.device_key(provider)?;
    Ok(engagement)
}

/// The format's word for what is wrong.
pub(super) fn reason(error: &EngagementError) -> &'static str {
    match error {
        EngagementError::Qr(QrError::NotMdoc | QrError::ReaderEngagement) => "scheme",
        EngagementError::Qr(_) => "base64",
        EngagementError::Ndef(_) => "nfc",
        EngagementError::Malformed(error) => match error.kind() {
            ErrorKind::Structure(rule) if rule.contains("major version") => "version",
            _ => "cbor",
        },
        EngagementError::CipherSuite(_) => "cipher-suite",
        EngagementError::NoUsableMethod => "no-usable-method",
        EngagementError::DeviceKey(_) => "device-key",
        _ => "other",
    }
}

fn names(method: &RetrievalMethod) -> Vec<&'static str> {
    match method {
        RetrievalMethod::Nfc(_) => vec!["nfc"],
        RetrievalMethod::Ble(options) => {
            let modes = [
                ("ble-central", options.central_client.is_some()),
                ("ble-peripheral", options.peripheral_server.is_some()),
            ];
            modes.into_iter().filter(|(_, offered)| *offered).map(|(name, _)| name).collect()
        }
        RetrievalMethod::WifiAware => vec!["wifi-aware"],
        _ => vec!["other"],
    }
}
