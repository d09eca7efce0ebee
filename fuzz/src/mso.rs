//! The mobile security object, alone and under the issuer's checks.

use mdoc_proximity::cbor::{Encoding, RawValue, from_slice, to_vec};
use mdoc_proximity::cose::SigningInput;
use mdoc_proximity::holder::Credential;
use mdoc_proximity::model::mso::status::Status;
use mdoc_proximity::model::mso::{DeviceKeyInfo, KeyAuthorizations, MobileSecurityObject, ValidityInfo};
use mdoc_proximity::model::response::IssuerSigned;
use mdoc_proximity::reader::{Config, Verification, verify_issuer_signed};

use super::cursor::Cursor;
use super::profiles::decode;
use super::providers::{choose, trusting};
use super::world::{NOW, PROFILES, WORLD};

/// A byte of choices, then a MobileSecurityObject: put into our licence in place of its own, under a signature that is
/// found good, and judged to the end. Or an IssuerSigned, as a wallet is issued it.
/// * An IssuerSigned alone is never verified.
/// * What fails in the field fails strictly; both are of one mind about the structure.
/// * A status is the same after it was written again; a credential that can be held has what its MSO says.
pub fn body(data: &[u8]) {
    let mut input = Cursor(data);
    let choice = input.byte();
    let bytes = input.0;
    parts(bytes);
    let issuer_signed = match choice & 1 {
        0 => bytes.to_vec(),
        _ => WORLD.unsigned.with_issuer_auth(&issuer_auth(bytes)),
    };
    decode::<IssuerSigned<'_>>(&issuer_signed);

    let provider = trusting(choose(choice >> 2));
    let failed = PROFILES.map(|profile| {
        let builder = Config::builder(provider);
        let builder = match choice & 2 {
            0 => builder.pinned_signers(vec![*WORLD.signer.public_key()]),
            _ => builder.issuer_roots(WORLD.issuer_roots.clone()),
        };
        let config = builder.profile(profile).build().expect("a configuration");
        let verification =
            Verification { config: &config, transcript: None, e_reader_key: None, request: None, at: NOW };
        let verdict = verify_issuer_signed(&issuer_signed, &verification).ok()?;
        assert!(!verdict.is_verified() && verdict.documents().iter().all(|document| document.verified().is_none()));
        let reports = verdict.documents().iter().map(|document| document.report());
        Some(reports.chain([verdict.report()]).any(|report| report.has_failed()))
    });
    assert!(!matches!(failed, [Some(_), None]), "strict reads what field does not");
    assert!(!matches!(failed, [Some(false), Some(true)]), "it fails in the field only");

    if let Ok(credential) = Credential::from_issuer_signed(issuer_signed.clone()) {
        let elements = credential.elements().count();
        assert_eq!(credential.items().count(), elements);
        let _ = credential.device_key(&provider).is_ok();
        let validity = credential.validity();
        assert!(
            !validity.contains(NOW, Default::default()) || validity.valid_from <= NOW && NOW <= validity.valid_until
        );
    }
}

/// The MSO as our signer would have signed it.
fn issuer_auth(mso: &[u8]) -> Vec<u8> {
    let chain: Vec<&[u8]> = WORLD.signer.chain().iter().map(Vec::as_slice).collect();
    let mut payload = mdoc_proximity::cbor::Writer::new();
    payload.embedded(mso);
    let algorithm = mdoc_proximity::crypto::SignatureAlgorithm::for_curve(WORLD.signer.public_key().curve());
    SigningInput::new(algorithm.expect("a curve that signs"), &chain, payload.into_vec(), true).finish(&[0; 64])
}

fn parts(bytes: &[u8]) {
    for mso in decode::<MobileSecurityObject<'_>>(bytes).into_iter().flatten() {
        for (name_space, digests) in &mso.value_digests {
            for (id, digest) in digests.iter().take(16) {
                assert_eq!(mso.digest(name_space, *id), Some(*digest));
            }
        }
        if let Some(Ok(status)) = mso.status.as_ref().map(RawValue::decode::<Status<'_>>) {
            status_again(&status);
        }
    }
    for status in decode::<Status<'_>>(bytes).into_iter().flatten() {
        status_again(&status);
    }
    for authorizations in decode::<KeyAuthorizations<'_>>(bytes).into_iter().flatten() {
        for name_space in &authorizations.name_spaces {
            assert!(authorizations.permit(name_space, "anything"));
        }
        for (name_space, elements) in &authorizations.data_elements {
            assert!(elements.iter().all(|element| authorizations.permit(name_space, element)));
        }
    }
    decode::<ValidityInfo<'_>>(bytes);
    decode::<DeviceKeyInfo<'_>>(bytes);
}

fn status_again(status: &Status<'_>) {
    let again = to_vec(status);
    assert_eq!(from_slice::<Status<'_>>(&again, Encoding::Strict).map(|(status, _)| status), Ok(*status));
    assert!(status.uris().count() <= 2);
}
