//! Every line tells what it is about, and its offset is where that is.

use std::collections::{BTreeMap, BTreeSet};

use mdoc_proximity::cbor::{Embedded, Encoding, RawValue, Reader, from_slice};
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::response::{DeviceResponse, Document};
use mdoc_proximity::reader::verify;
use mdoc_proximity::report::{Check, CheckId, Outcome, Profile, Subject};
use mdoc_proximity::x509::Purpose;

use crate::bench::{Bench, name, signer_spec};
use crate::cases;

/// The item at `offset`.
fn item(response: &[u8], offset: usize) -> RawValue<'_> {
    Reader::new(&response[offset..], Encoding::Field).raw().unwrap_or_else(|error| panic!("at {offset}: {error}"))
}

/// The elements with their values' bytes, whoever signed them.
fn values<'a>(document: &Document<'a>) -> Vec<(&'a str, &'a str, &'a [u8])> {
    let by_issuer = document.issuer_signed.name_spaces.iter();
    let by_issuer = by_issuer
        .flat_map(|(ns, items)| items.iter().map(|item| (*ns, item.element_identifier, item.element_value.bytes())));
    let by_device = document.device_signed.name_spaces.name_spaces.iter();
    let by_device = by_device.flat_map(|(ns, elements)| elements.iter().map(|(id, value)| (*ns, *id, value.bytes())));
    by_issuer.chain(by_device).collect()
}

/// Whether `found`, the item at the check's offset, is what the check is about.
fn is_meant(check: &Check, found: RawValue<'_>, document: &Document<'_>) -> bool {
    let issuer_auth = &document.issuer_signed.issuer_auth;
    let auth = &document.device_signed.device_auth;
    let mso = issuer_auth.content.and_then(|content| {
        content.decode::<Embedded<'_, MobileSecurityObject<'_>>>(Encoding::Field).ok().map(|(mso, _)| mso.into_value())
    });
    let date = |date: Option<mdoc_proximity::model::mso::Tdate<'_>>| {
        let text = found.as_text().or_else(|| found.as_tagged_text().map(|(_, text)| text));
        date.is_some_and(|date| text == Some(date.text))
    };
    let info = mso.as_ref().map(|mso| mso.validity_info);
    match check.id {
        CheckId::MsoDigests | CheckId::MsoRandom => {
            let Some(Subject::Element { identifier, .. }) = &check.subject else { return false };
            let bytes = found.bytes();
            let items = document.issuer_signed.name_spaces.iter().flat_map(|(_, items)| items);
            items.filter(|item| item.element_identifier == identifier).any(|item| item.bytes() == bytes)
        }
        CheckId::MsoDigestIds => match check.detail.starts_with("the mobile security object") {
            true => found.kind() == mdoc_proximity::cbor::Type::Map,
            false => {
                let mut items = document.issuer_signed.name_spaces.iter().flat_map(|(_, items)| items);
                items.any(|item| item.bytes() == found.bytes())
            }
        },
        CheckId::DocumentErrors => {
            let Some(Subject::Element { identifier, .. }) = &check.subject else { return false };
            let mut errors = document.errors.iter().filter(|error| error.element_identifier == identifier);
            errors.any(|error| found.as_int() == Some(error.code))
        }
        CheckId::DataTypes
        | CheckId::DataIssuingCountry
        | CheckId::DataIssuingJurisdiction
        | CheckId::DocumentUnrequested
        | CheckId::DocumentElementsUnique => {
            let Some(Subject::Element { name_space, identifier }) = &check.subject else { return false };
            values(document).contains(&(name_space, identifier, found.bytes()))
        }
        CheckId::DeviceAuthorization => match &check.subject {
            Some(Subject::Element { name_space, identifier }) => {
                values(document).contains(&(name_space, identifier, found.bytes()))
            }
            _ => found.bytes() == document.device_signed.name_spaces.bytes(),
        },
        CheckId::DocumentStructure | CheckId::DocumentRequested => found.kind() == mdoc_proximity::cbor::Type::Map,
        CheckId::IssuerSignature => found.as_bytes() == Some(issuer_auth.signature),
        CheckId::IssuerAlgorithm => found.bytes() == issuer_auth.bytes,
        // The message, or the place in its payload where that ceases to be a mobile security object.
        CheckId::IssuerPayload => {
            found.bytes() == issuer_auth.bytes
                || issuer_auth.payload.is_some_and(|payload| payload.ends_with(found.bytes()))
        }
        CheckId::DeviceAuthentication | CheckId::DeviceAlgorithm => match (&auth.device_signature, &auth.device_mac) {
            (Some(signature), None) => match check.id {
                CheckId::DeviceAuthentication => found.as_bytes() == Some(signature.signature),
                _ => found.bytes() == signature.bytes,
            },
            (None, Some(mac)) => match check.id {
                CheckId::DeviceAuthentication => found.as_bytes() == Some(mac.tag),
                _ => found.bytes() == mac.bytes,
            },
            _ => found.kind() == mdoc_proximity::cbor::Type::Map,
        },
        CheckId::MsoVersion => mso.is_some_and(|mso| found.as_text() == Some(&mso.version.to_string())),
        CheckId::MsoDocType => mso.is_some_and(|mso| found.as_text() == Some(mso.doc_type)),
        CheckId::MsoDigestAlgorithm => mso.is_some_and(|mso| found.as_text() == Some(mso.digest_algorithm)),
        CheckId::MsoDeviceKey => found.decode::<mdoc_proximity::cose::CoseKey<'_>>().is_ok(),
        CheckId::MsoKeyAuthorizations => found.kind() == mdoc_proximity::cbor::Type::Map,
        CheckId::MsoSigned => date(info.map(|info| info.signed)),
        CheckId::MsoValidFrom | CheckId::MsoValidityOrder => date(info.map(|info| info.valid_from)),
        CheckId::MsoValidUntil | CheckId::MsoWithinSigner => date(info.map(|info| info.valid_until)),
        CheckId::MsoDates => {
            let Some(Subject::Member { name }) = &check.subject else { return false };
            let info = info.unwrap();
            let named = BTreeMap::from([
                ("signed", Some(info.signed)),
                ("validFrom", Some(info.valid_from)),
                ("validUntil", Some(info.valid_until)),
                ("expectedUpdate", info.expected_update),
            ]);
            date(named[name.as_str()])
        }
        id if ["path.", "profile.", "revocation.", "crl."].iter().any(|family| id.as_str().starts_with(family)) => {
            found.as_bytes() == Some(issuer_auth.x5chain()[0])
        }
        other => panic!("{other} has an offset that nobody expects"),
    }
}

/// Checks of a document that have no place in the response when they fail or deviate.
fn is_elsewhere(id: CheckId) -> bool {
    // A portrait that is missing stands nowhere, and anchors are the caller's.
    let id = id.as_str();
    id == "document.unrequested" || ["path.", "profile.", "revocation.", "crl."].iter().any(|at| id.starts_with(at))
}

#[test]
fn offsets_point_at_what_a_check_is_about() {
    let bench = Bench::new();
    let mut placed = BTreeSet::new();
    for (name, response) in cases::all(&bench) {
        let (decoded, _) = from_slice::<DeviceResponse<'_>>(&response, Encoding::Field).unwrap();
        for profile in [Profile::Strict, Profile::Field] {
            let config = bench.config(profile);
            let Ok(verdict) = verify(&response, &bench.verification(&config, None)) else { continue };
            for check in verdict.report().checks().iter().filter(|check| check.id != CheckId::ResponseEncoding) {
                let found = item(&response, check.offset.unwrap());
                assert!(matches!(&check.subject, Some(Subject::Member { .. })), "{name}: {check}");
                match check.id {
                    CheckId::ResponseVersion => assert_eq!(found.as_text(), Some(&*decoded.version.to_string())),
                    CheckId::ResponseStatus => assert_eq!(found.as_uint(), Some(decoded.status)),
                    _ => assert_eq!(found.kind(), mdoc_proximity::cbor::Type::Array, "{name}: {check}"),
                }
            }
            if verdict.report().has_failed() {
                continue;
            }
            for (judged, document) in verdict.documents().iter().zip(&decoded.documents) {
                let document = document.as_ref().unwrap();
                for check in judged.report().checks() {
                    assert!(check.subject.is_some(), "{name}: {check} is about nothing");
                    if let Some(offset) = check.offset {
                        let found = item(&response, offset);
                        assert!(is_meant(check, found, document), "{name}: at byte {offset}, {found:?}: {check}");
                        placed.insert(check.id);
                    } else if matches!(check.outcome, Outcome::Fail | Outcome::Deviation) {
                        assert!(is_elsewhere(check.id), "{name}: {check} has no place");
                    }
                }
            }
        }
    }
    assert!(placed.len() >= 28, "only {placed:?}");
}

/// What a document is about is told by every line, also where the document cannot be read.
#[test]
fn a_document_out_of_shape_has_a_place_and_a_subject() {
    let bench = Bench::new();
    let mut odd = mdoc_proximity::cbor::Writer::new();
    odd.map(1).text("docType").text("org.example.card");
    let response = crate::bench::response(&[odd.into_vec()]);
    let config = bench.config(Profile::Strict);
    let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
    let [check] = verdict.documents()[0].report().checks() else { panic!("one line") };
    assert_eq!((check.id, &check.subject), (CheckId::DocumentStructure, &Some(Subject::document("org.example.card"))));
    assert_eq!(item(&response, check.offset.unwrap()).kind(), mdoc_proximity::cbor::Type::Map);
}

/// An anchor of the leaf's own name is not in the response: where the name cannot tell the two apart, nothing is pointed at.
#[test]
fn an_anchor_is_not_placed_in_the_response() {
    let judged = |common_name: &str| {
        let spec = signer_spec(name(common_name, "NO", None), &[Purpose::MDL_DOCUMENT_SIGNER]);
        let bench = Bench::with_signer(1, Curve::P256, &spec);
        let response = bench.present(&bench.document());
        let config = bench.config(Profile::Field);
        let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
        let checks = verdict.documents()[0].report().checks().iter();
        let of_certificates = checks.filter(|check| matches!(check.subject, Some(Subject::Certificate { .. })));
        of_certificates.map(|check| check.offset.is_some()).collect::<Vec<_>>()
    };
    let (own, same) = (judged("Test DS"), judged("Test IACA"));
    assert!(own.contains(&true) && own.contains(&false), "the leaf is placed, the anchor is not");
    assert!(!same.is_empty() && !same.contains(&true));
}

/// Also a line that says that something holds points at it.
#[test]
fn what_holds_has_its_place_too() {
    let bench = Bench::new();
    let response = bench.present(&bench.document());
    let config = bench.config(Profile::Strict);
    let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
    let checks = verdict.documents()[0].report().checks();
    for id in [
        CheckId::DocumentStructure,
        CheckId::DocumentRequested,
        CheckId::IssuerSignature,
        CheckId::IssuerAlgorithm,
        CheckId::IssuerPayload,
        CheckId::DeviceAuthentication,
        CheckId::DeviceAlgorithm,
        CheckId::DeviceAuthorization,
        CheckId::MsoVersion,
    ] {
        let check = checks.iter().find(|check| check.id == id).unwrap();
        assert!(check.offset.is_some(), "{check} has no place");
    }
}
