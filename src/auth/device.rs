//! mdoc authentication (edition 1 9.1.3 and 9.3.2, edition 2 12.4 and 12.8.2): that the device holding the issuer's
//! device key answered in this very session.

use crate::auth::Policy;
use crate::cose::{Algorithm, CoseError, Mac0, Sign1, SigningInput};
use crate::crypto::{
    AgreementKey, CryptoError, CryptoProvider, DerivedKey, PublicKey, SharedSecret, SignatureAlgorithm,
};
use crate::datamodel::mdl;
use crate::model::authentication::device_authentication_bytes;
use crate::model::mso::KeyAuthorizations;
use crate::model::response::DeviceSigned;
use crate::model::transcript::SessionTranscript;
use crate::report::{Check, CheckId, Outcome, Report, Subject, text};

/// `EMacKey = HKDF-SHA-256(IKM = Zab(SDeviceKey, EReaderKey), salt = SHA-256(SessionTranscriptBytes), info = "EMacKey",
/// L = 32)`.
///
/// # Errors
/// The provider's, which none has for 32 bytes.
pub fn mac_key(
    provider: &CryptoProvider,
    zab: &SharedSecret,
    transcript: &SessionTranscript,
) -> Result<DerivedKey, CryptoError> {
    DerivedKey::derive(provider, zab.expose(), transcript.salt(provider).as_bytes(), b"EMacKey")
}

/// What the device key signs for a deviceSignature: a detached COSE_Sign1 over DeviceAuthenticationBytes.
///
/// `device_name_spaces_bytes` is the tag-24 item as it will be sent.
#[must_use]
pub fn signing_input(
    algorithm: SignatureAlgorithm,
    transcript: &SessionTranscript,
    doc_type: &str,
    device_name_spaces_bytes: &[u8],
) -> SigningInput {
    let payload = device_authentication_bytes(transcript, doc_type, device_name_spaces_bytes);
    SigningInput::new(algorithm, &[], payload, false)
}

/// The deviceMac: a detached COSE_Mac0 over DeviceAuthenticationBytes with EMacKey.
///
/// # Errors
/// Those of [`mac_key`].
pub fn mac(
    provider: &CryptoProvider,
    zab: &SharedSecret,
    transcript: &SessionTranscript,
    doc_type: &str,
    device_name_spaces_bytes: &[u8],
) -> Result<Vec<u8>, CryptoError> {
    let key = mac_key(provider, zab, transcript)?;
    let payload = device_authentication_bytes(transcript, doc_type, device_name_spaces_bytes);
    Ok(Mac0::create_detached(provider, &key, &[&payload]))
}

/// The session a device must have answered in.
#[derive(Clone, Copy)]
pub struct Binding<'c> {
    /// The transcript; without one, device authentication cannot be judged.
    pub transcript: Option<&'c SessionTranscript>,
    /// EReaderKey's private part; without it a MAC cannot be verified, which fails.
    pub e_reader_key: Option<&'c dyn AgreementKey>,
}

/// Judges the device's part of a document and writes every check to `report`.
///
/// `device_key` and `key_authorizations` are those of the mobile security object.
pub fn verify(
    policy: &Policy<'_>,
    binding: Binding<'_>,
    doc_type: &str,
    device_signed: &DeviceSigned<'_>,
    device_key: Option<&PublicKey>,
    key_authorizations: Option<&KeyAuthorizations<'_>>,
    report: &mut Report,
) {
    authentication(policy, binding, doc_type, device_signed, device_key, report);
    authorization(policy, device_signed, key_authorizations, report);
}

enum Method<'s, 'a> {
    Signature(&'s Sign1<'a>),
    Mac(&'s Mac0<'a>),
}

impl Method<'_, '_> {
    fn tagged(&self) -> bool {
        match self {
            Self::Signature(sign1) => sign1.tagged,
            Self::Mac(mac0) => mac0.tagged,
        }
    }

    /// What is wrong with the headers or the payload, before any cryptography.
    fn check(&self, device_key: &PublicKey) -> Result<(), CoseError> {
        let attached = match self {
            Self::Signature(sign1) => {
                sign1.algorithm(device_key)?;
                sign1.payload.is_some()
            }
            Self::Mac(mac0) if mac0.protected.has_crit || mac0.unprotected.has_crit => {
                return Err(CoseError::Critical);
            }
            Self::Mac(mac0) => {
                match mac0.protected.alg {
                    Some(Algorithm::HmacSha256) => {}
                    Some(Algorithm::Signature(other)) => {
                        return Err(CoseError::AlgorithmNotPermitted(Some(other.cose_id())));
                    }
                    Some(Algorithm::Other(id)) => return Err(CoseError::AlgorithmNotPermitted(Some(id))),
                    Some(Algorithm::Text) => return Err(CoseError::AlgorithmNotPermitted(None)),
                    None => return Err(CoseError::AlgorithmMissing),
                }
                mac0.payload.is_some()
            }
        };
        if attached { Err(CoseError::PayloadAttached) } else { Ok(()) }
    }
}

/// Why device authentication failed.
enum Failure {
    NoReaderKey,
    Agreement(CryptoError),
    Cose(CoseError),
}

fn authentication(
    policy: &Policy<'_>,
    binding: Binding<'_>,
    doc_type: &str,
    device_signed: &DeviceSigned<'_>,
    device_key: Option<&PublicKey>,
    report: &mut Report,
) {
    const ID: CheckId = CheckId::DeviceAuthentication;
    let auth = &device_signed.device_auth;
    let method = match (&auth.device_signature, &auth.device_mac) {
        (Some(signature), None) => Method::Signature(signature),
        (None, Some(mac)) => Method::Mac(mac),
        (found, _) => {
            report.skip(CheckId::DeviceAlgorithm, "there is not exactly one device authentication to judge");
            return report.fail(
                ID,
                match found {
                    Some(_) => "there are both a device signature and a device MAC",
                    None => "there is neither a device signature nor a device MAC",
                },
            );
        }
    };
    let Some(device_key) = device_key else {
        report.skip(CheckId::DeviceAlgorithm, "there is no device key to judge the algorithm with");
        return report.skip(ID, "there is no device key to verify under");
    };
    match method.check(device_key) {
        Err(error) => report.fail(CheckId::DeviceAlgorithm, text!("the device's answer cannot be used: {error}")),
        Ok(()) if method.tagged() => {
            let detail = "the device's answer carries a COSE tag; the standard wants it untagged";
            report.deviate(policy.profile, CheckId::DeviceAlgorithm, detail);
        }
        Ok(()) => report.pass(CheckId::DeviceAlgorithm, "the algorithm is permitted and goes with the device key"),
    }
    let Some(transcript) = binding.transcript else {
        return report.skip(ID, "without a session transcript nobody can tell whether the device took part");
    };
    let payload = device_authentication_bytes(transcript, doc_type, device_signed.name_spaces.bytes());
    let verified = match &method {
        Method::Signature(sign1) => {
            sign1.verify_detached(policy.provider, device_key, &[&payload]).map_err(Failure::Cose)
        }
        Method::Mac(mac0) => verify_mac(policy, binding.e_reader_key, device_key, transcript, mac0, &payload),
    };
    match (verified, method) {
        (Ok(()), Method::Signature(_)) => report.pass(ID, "the device signed this session's transcript"),
        (Ok(()), Method::Mac(_)) => report.pass(ID, "the device authenticated this session's transcript by a MAC"),
        (Err(Failure::NoReaderKey), _) => {
            report.fail(ID, "the device's MAC can be verified with the reader's ephemeral private key only");
        }
        (Err(Failure::Agreement(error)), _) => {
            report.fail(ID, text!("the key of the device's MAC cannot be agreed on: {error}"));
        }
        (Err(Failure::Cose(error)), _) => {
            report.fail(ID, text!("the device did not authenticate this session, type and data: {error}"));
        }
    }
}

fn verify_mac(
    policy: &Policy<'_>,
    e_reader_key: Option<&dyn AgreementKey>,
    device_key: &PublicKey,
    transcript: &SessionTranscript,
    mac0: &Mac0<'_>,
    payload: &[u8],
) -> Result<(), Failure> {
    let e_reader_key = e_reader_key.ok_or(Failure::NoReaderKey)?;
    let zab = e_reader_key.agree(device_key).map_err(Failure::Agreement)?;
    let key = mac_key(policy.provider, &zab, transcript).map_err(Failure::Agreement)?;
    mac0.verify_detached(policy.provider, &key, &[payload]).map_err(Failure::Cose)
}

fn authorization(
    policy: &Policy<'_>,
    device_signed: &DeviceSigned<'_>,
    key_authorizations: Option<&KeyAuthorizations<'_>>,
    report: &mut Report,
) {
    const ID: CheckId = CheckId::DeviceAuthorization;
    let (mut permitted, mut sound) = (0_usize, true);
    for (name_space, signed) in &device_signed.name_spaces.name_spaces {
        for (identifier, value) in signed {
            let refuse = |outcome, detail: &'static str| {
                Check::new(ID, outcome, detail).about(Subject::element(name_space, identifier)).at(value.offset())
            };
            if !key_authorizations.is_some_and(|keys| keys.permit(name_space, identifier)) {
                sound = false;
                report.push_one_of_many(refuse(
                    Outcome::Fail,
                    "the issuer did not authorize the device to sign this element",
                ));
            } else if *name_space == mdl::NAMESPACE {
                sound = false;
                let detail = "edition 1 wants the elements of a driving licence signed by the issuer only";
                report.push_one_of_many(refuse(policy.profile.deviation(), detail));
            } else {
                permitted = permitted.saturating_add(1);
            }
        }
    }
    match (sound, permitted) {
        (true, 0) => report.pass(ID, "no element is signed by the device alone"),
        (true, 1) => report.pass(ID, "the issuer authorized the element the device signed"),
        (true, count) => report.pass(ID, text!("the issuer authorized all {count} elements the device signed")),
        (false, _) => {}
    }
}
