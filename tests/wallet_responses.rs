//! Signed responses of real wallets, verified with pinned signer keys, and spoiled byte by byte.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

#[path = "reader_support/vectors.rs"]
mod vectors;
#[path = "reader_support/wallets.rs"]
mod wallets;

use mdoc_proximity::cbor::{Encoding, Reader, from_slice};
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, Point};
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::response::DeviceResponse;
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::report::{CheckId, Outcome};
use mdoc_proximity::time::UnixTime;
use vectors::flipped;
use wallets::Wallet;

/// Where `part` starts in `whole`, of which it is a slice.
fn position(whole: &[u8], part: &[u8]) -> usize {
    let start = part.as_ptr() as usize - whole.as_ptr() as usize;
    assert!(start + part.len() <= whole.len());
    start
}

#[test]
fn all_are_verified() {
    for wallet in Wallet::all() {
        let verdict = wallet.judge(&wallet.response, &wallet.transcript);
        let report = verdict.documents()[0].report();
        assert!(verdict.is_verified(), "wallet {}: {report:#?}", wallet.index);
        let document = verdict.document(&wallet.doc_type).unwrap();
        assert!(document.elements().count() > 0);
        for id in [CheckId::PathAnchor, CheckId::MsoSigned, CheckId::MsoWithinSigner] {
            assert_eq!(report.outcome(id), Some(Outcome::Skipped), "wallet {}: {id}", wallet.index);
        }
        let json = serde_json::to_value(verdict.with_claims()).unwrap();
        assert_eq!(json["verdict"], "verified");
        assert!(json["documents"][0]["elements"].as_object().is_some_and(|elements| !elements.is_empty()));
    }
}

#[test]
fn a_byte_of_the_transcript_breaks_device_authentication() {
    for wallet in Wallet::all() {
        let spoiled = (0..wallet.transcript.len()).rev().map(|at| flipped(&wallet.transcript, at));
        let mut spoiled = spoiled.filter(|transcript| SessionTranscript::from_bytes(transcript).is_ok());
        wallet.refused(&wallet.response, &spoiled.next().unwrap(), &[CheckId::DeviceAuthentication]);
    }
}

#[test]
fn a_byte_of_an_item_breaks_its_digest() {
    for wallet in Wallet::all() {
        let (response, _) = from_slice::<DeviceResponse<'_>>(&wallet.response, Encoding::Field).unwrap();
        let document = response.documents[0].as_ref().unwrap();
        for item in document.issuer_signed.name_spaces.iter().flat_map(|(_, items)| items) {
            for part in [item.element_value.bytes(), item.random, item.element_identifier.as_bytes()] {
                let last = position(&wallet.response, part) + part.len() - 1;
                let spoiled = flipped(&wallet.response, last);
                wallet.refused(&spoiled, &wallet.transcript, &[CheckId::MsoDigests]);
            }
        }
    }
}

#[test]
fn a_byte_of_the_mobile_security_object_breaks_the_signature() {
    for wallet in Wallet::all() {
        let (response, _) = from_slice::<DeviceResponse<'_>>(&wallet.response, Encoding::Field).unwrap();
        let document = response.documents[0].as_ref().unwrap();
        let payload = document.issuer_signed.issuer_auth.payload.unwrap();
        let mut reader = Reader::new(payload, Encoding::Field);
        let mso = reader.embedded::<MobileSecurityObject<'_>>().unwrap().into_value();
        let returned = document.issuer_signed.name_spaces[0].1[0].digest_id;
        let digests = mso.value_digests.iter().flat_map(|(_, digests)| digests);
        let other = digests.filter(|(id, _)| *id != returned).map(|(_, digest)| *digest).next_back();
        let (Some(digest), until) = (other, mso.validity_info.valid_until.text) else {
            panic!("wallet {} has one digest only", wallet.index)
        };
        let spoiled = flipped(&wallet.response, position(&wallet.response, digest));
        let verdict = wallet.judge(&spoiled, &wallet.transcript);
        let failed = verdict.documents()[0].report().outcome(CheckId::IssuerSignature);
        assert_eq!(failed, Some(Outcome::Fail), "wallet {}", wallet.index);
        // A later year, by an attacker who hopes that nobody looks.
        let spoiled = flipped(&wallet.response, position(&wallet.response, until.as_bytes()) + 3);
        let verdict = wallet.judge(&spoiled, &wallet.transcript);
        let failed = verdict.documents()[0].report().outcome(CheckId::IssuerSignature);
        assert_eq!(failed, Some(Outcome::Fail), "wallet {}", wallet.index);
        assert!(!verdict.is_verified());
    }
}

#[test]
fn a_byte_of_a_signature_breaks_it() {
    for wallet in Wallet::all() {
        let (response, _) = from_slice::<DeviceResponse<'_>>(&wallet.response, Encoding::Field).unwrap();
        let document = response.documents[0].as_ref().unwrap();
        let signature = document.issuer_signed.issuer_auth.signature;
        let spoiled = flipped(&wallet.response, position(&wallet.response, signature) + signature.len() - 1);
        wallet.refused(&spoiled, &wallet.transcript, &[CheckId::IssuerSignature]);
        let signature = document.device_signed.device_auth.device_signature.as_ref().unwrap().signature;
        let spoiled = flipped(&wallet.response, position(&wallet.response, signature));
        wallet.refused(&spoiled, &wallet.transcript, &[CheckId::DeviceAuthentication]);
    }
}

#[test]
fn another_key_or_time_is_refused() {
    for mut wallet in Wallet::all() {
        let at = core::mem::replace(&mut wallet.at, UnixTime::from_rfc3339("2040-01-01T00:00:00Z").unwrap());
        wallet.refused(&wallet.response, &wallet.transcript, &[CheckId::MsoValidUntil]);
        wallet.at = UnixTime::from_rfc3339("2000-01-01T00:00:00Z").unwrap();
        wallet.refused(&wallet.response, &wallet.transcript, &[CheckId::MsoValidFrom]);
        wallet.at = at;
        let point = [b"\x03".as_slice(), &wallet.signer.to_sec1()[1..33]].concat();
        let even = wallet.signer.y().unwrap()[31] & 1 == 0;
        let other = Point::Compressed { x: &point[1..], y_is_odd: even };
        wallet.signer = PROVIDER.keys.public_key(Curve::P256, other).unwrap();
        wallet.refused(&wallet.response, &wallet.transcript, &[CheckId::IssuerSignature]);
    }
}
