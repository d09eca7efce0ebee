//! Issuing, from documents built by hand.

use std::collections::BTreeSet;

use super::{assert_digests, at, device_key, now, opened, rng, signer};
use crate::cbor::to_vec;
use crate::cose::Form;
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;
use crate::crypto::{Curve, HashAlgorithm};
use crate::datamodel::{FullDate, TypeError, mdl, photo_id};
use crate::issuer::{Authorizations, Dates, Document, DocumentError, DocumentSigner, ElementError, issue, prepare};

fn document() -> Document {
    let document = Document::new(mdl::DOCTYPE, Dates::days(now(), 30));
    let document = document.element(mdl::NAMESPACE, "family_name", "Nordmann").unwrap();
    let document = document.element(mdl::NAMESPACE, "birth_date", &FullDate::new(1984, 1, 26).unwrap()).unwrap();
    let document = document.element(mdl::NAMESPACE, "height", &172_u64).unwrap();
    document.element("org.iso.18013.5.1.NO", "member", &true).unwrap()
}

#[test]
fn a_document_reads_back_as_it_was_built() {
    let bytes = issue(&PROVIDER, &mut rng(3), &signer(Curve::P256), &device_key(), &document()).unwrap();
    let (issued, mso) = opened(&bytes);
    assert_digests(&issued, &mso, HashAlgorithm::Sha256);
    assert_eq!((mso.doc_type, mso.version.to_string().as_str()), (mdl::DOCTYPE, "1.0"));
    assert_eq!(mso.device_key_info.device_key.validate(&PROVIDER, Form::Any).unwrap(), device_key());
    assert!(mso.device_key_info.key_authorizations.is_none() && mso.status.is_none());
    let (name_space, items) = &issued.name_spaces[0];
    assert_eq!(*name_space, mdl::NAMESPACE);
    let identifiers: Vec<&str> = items.iter().map(|item| item.element_identifier).collect();
    assert_eq!(identifiers, ["family_name", "birth_date", "height"]);
    assert_eq!(mdl::FAMILY_NAME.read(items[0].element_value).unwrap(), "Nordmann");
    assert_eq!(mdl::HEIGHT.read(items[2].element_value).unwrap(), 172);
    let randoms: BTreeSet<&[u8]> =
        issued.name_spaces.iter().flat_map(|(_, items)| items).map(|item| item.random).collect();
    assert_eq!(randoms.len(), 4, "every item has a random of its own");
}

#[test]
fn dates_are_tdates_and_tell_the_day_only() {
    let bytes = issue(&PROVIDER, &mut rng(3), &signer(Curve::P256), &device_key(), &document()).unwrap();
    let validity = opened(&bytes).1.validity_info;
    let dates = [validity.signed, validity.valid_from, validity.valid_until];
    assert!(dates.iter().all(|date| date.is_conformant()));
    let texts = dates.map(|date| date.text.to_owned());
    assert_eq!(texts, ["2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z", "2026-12-23T00:00:00Z"]);
    assert!(validity.expected_update.is_none());
}

#[test]
fn a_seed_decides_everything_that_is_random() {
    let prepared = |seed| {
        let unsigned = prepare(&PROVIDER, &mut rng(seed), &device_key(), &document());
        (unsigned.items.clone(), unsigned.mso.to_bytes())
    };
    assert!(prepared(7) == prepared(7));
    assert!(prepared(7) != prepared(8));
}

#[test]
fn digest_ids_do_not_tell_the_element() {
    let ids = |seed| {
        let unsigned = prepare(&PROVIDER, &mut rng(seed), &device_key(), &document());
        unsigned.items[0].1.iter().map(|item| item.digest_id).collect::<Vec<_>>()
    };
    // Over some documents the first element had every id, decoys' included.
    let first: BTreeSet<u64> = (0..200).map(|seed| ids(seed)[0]).collect();
    assert_eq!(first, (0..16).collect());
    for seed in 0..20 {
        let all: BTreeSet<u64> = ids(seed).into_iter().collect();
        assert_eq!(all.len(), 3, "ids are unique");
    }
}

#[test]
fn the_number_of_digests_tells_little() {
    let count = |elements: usize| {
        let document = (0..elements).fold(Document::new("com.example.1", Dates::days(now(), 1)), |document, n| {
            document.element("com.example.1", &format!("element_{n}"), &true).unwrap()
        });
        let unsigned = prepare(&PROVIDER, &mut rng(1), &device_key(), &document);
        let (name_space, digests) = &unsigned.mso.value_digests[0];
        assert_eq!((unsigned.mso.value_digests.len(), name_space.as_str()), (1, "com.example.1"));
        assert!(digests.iter().map(|(id, _)| *id).eq(0..digests.len() as u64), "sorted by id, none missing");
        digests.len()
    };
    assert_eq!([0, 1, 15, 16, 31, 32].map(count), [16, 16, 16, 32, 32, 64]);
}

#[test]
fn every_curve_and_digest_algorithm_issues() {
    let curves =
        [Curve::P256, Curve::P384, Curve::P521, Curve::Ed25519, Curve::BrainpoolP256r1, Curve::BrainpoolP384r1];
    let supported = if cfg!(feature = "rustcrypto") { &curves[..] } else { &curves[..4] };
    for curve in supported.iter().copied() {
        let bytes = issue(&PROVIDER, &mut rng(3), &signer(curve), &device_key(), &document()).unwrap();
        opened(&bytes);
    }
    for algorithm in [HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
        let document = document().digested_by(algorithm);
        let bytes = issue(&PROVIDER, &mut rng(3), &signer(Curve::P256), &device_key(), &document).unwrap();
        let (issued, mso) = opened(&bytes);
        assert_digests(&issued, &mso, algorithm);
    }
}

#[test]
fn authorisations_are_written_and_checked() {
    let name = |text: &str| text.to_owned();
    let issued = |authorizations: Authorizations| {
        issue(&PROVIDER, &mut rng(3), &signer(Curve::P256), &device_key(), &document().authorize(authorizations))
    };
    let good = Authorizations {
        name_spaces: vec![name("com.example.1")],
        data_elements: vec![(name("com.example.2"), vec![name("a"), name("b")])],
    };
    let bytes = issued(good.clone()).unwrap();
    let mso = opened(&bytes).1;
    let read = mso.device_key_info.key_authorizations.unwrap();
    assert!(read.permit("com.example.1", "x") && read.permit("com.example.2", "b"));
    assert!(!read.permit("com.example.2", "c") && !read.permit("com.example.3", "a"));
    let both = Authorizations { name_spaces: vec![name("com.example.2")], ..good.clone() };
    let twice = Authorizations { name_spaces: vec![name("a"), name("a")], ..Authorizations::default() };
    let nothing = Authorizations { data_elements: vec![(name("a"), vec![])], ..Authorizations::default() };
    for bad in [both, twice, nothing] {
        assert_eq!(issued(bad), Err(DocumentError::Authorizations));
    }
}

#[test]
fn the_data_model_is_kept() {
    let new = || Document::new(mdl::DOCTYPE, Dates::days(now(), 30));
    let error = new().element(mdl::NAMESPACE, "sex", &3_u64).unwrap_err();
    assert_eq!(error.to_string(), "sex in org.iso.18013.5.1: the value is not 0, 1, 2 or 9");
    assert!(new().element(mdl::NAMESPACE, "family_name", &"x".repeat(151)[..]).is_err());
    let error = document().element(mdl::NAMESPACE, "height", &1_u64).unwrap_err();
    assert!(matches!(error, DocumentError::Element { error: ElementError::Duplicate, .. }));
    assert_eq!(new().element("", "height", &1_u64).unwrap_err(), DocumentError::EmptyName);
    assert_eq!(new().element("a", "", &1_u64).unwrap_err(), DocumentError::EmptyName);
    // The escape hatch says so in its name.
    let bytes = new().raw_element(mdl::NAMESPACE, "sex", to_vec(&3_u64));
    let bytes = issue(&PROVIDER, &mut rng(3), &signer(Curve::P256), &device_key(), &bytes).unwrap();
    let (issued, _) = opened(&bytes);
    assert_eq!(mdl::SEX.read(issued.name_spaces[0].1[0].element_value), Err(TypeError { expected: "0, 1, 2 or 9" }));
}

#[test]
fn ages_are_attested_as_of_valid_from() {
    let dates = Dates { valid_from: at("2026-12-01T00:00:00Z"), ..Dates::days(now(), 30) };
    let attested = |born: &str| {
        let document = Document::new(photo_id::DOCTYPE, dates);
        let document =
            document.attest_ages(photo_id::NAMESPACE, FullDate::from_text(born).unwrap(), &[0, 18, 20]).unwrap();
        [0, 18, 20].map(|nn| {
            let identifier = photo_id::age_over(nn).unwrap().identifier;
            document.value(photo_id::NAMESPACE, identifier).unwrap() == [0xf5]
        })
    };
    assert_eq!(attested("2008-12-01"), [true, true, false], "18 on that day");
    assert_eq!(attested("2008-12-02"), [true, false, false], "18 on the day after");
    assert_eq!(attested("2006-12-01"), [true, true, true]);
    assert_eq!(attested("2026-12-02"), [false, false, false], "not born yet");
    let document = Document::new(photo_id::DOCTYPE, dates);
    let born = FullDate::new(1984, 1, 26).unwrap();
    assert!(matches!(document.attest_ages(photo_id::NAMESPACE, born, &[100]), Err(DocumentError::Template(..))));
}

#[test]
fn the_signer_must_be_fit() {
    let issue = |signer: &DocumentSigner, dates| {
        issue(&PROVIDER, &mut rng(3), signer, &device_key(), &Document::new("com.example.1", dates))
    };
    let good = signer(Curve::P256);
    let (from, until) = (at("2026-11-01T00:00:00Z"), at("2027-10-31T00:00:00Z"));
    let dates = Dates { signed: from, valid_from: from, valid_until: until, expected_update: None };
    issue(&good, dates).unwrap();
    let second = core::time::Duration::from_secs(1);
    assert_eq!(issue(&good, Dates { signed: from.minus(second), ..dates }), Err(DocumentError::OutsideSigner));
    assert_eq!(issue(&good, Dates { valid_until: until.plus(second), ..dates }), Err(DocumentError::OutsideSigner));
    assert_eq!(issue(&good, Dates { valid_from: from.minus(second), ..dates }), Err(DocumentError::Dates));
    assert_eq!(issue(&good, Dates { valid_until: from, ..dates }), Err(DocumentError::Dates));
    let year_10000 = at("9999-12-31T23:59:59Z").plus(second);
    assert_eq!(issue(&good, Dates { expected_update: Some(year_10000), ..dates }), Err(DocumentError::Dates));

    let key = || PROVIDER.keys.signing_key(&PROVIDER.keys.generate(Curve::P256, &mut rng(9)).unwrap()).unwrap();
    let other = DocumentSigner::new(key(), good.chain().to_vec());
    assert_eq!(issue(&other, dates), Err(DocumentError::SignerCertificate));
    let garbage = DocumentSigner::new(key(), vec![b"no certificate".to_vec()]);
    assert_eq!(issue(&garbage, dates), Err(DocumentError::SignerCertificate));
    issue(&DocumentSigner::new(key(), vec![]), dates).expect("a signer whose key is pinned needs no certificate");
}

#[test]
fn a_document_has_a_type() {
    let issue = |document: &Document| issue(&PROVIDER, &mut rng(3), &signer(Curve::P256), &device_key(), document);
    let nameless = Document::new("", Dates::days(now(), 30));
    assert_eq!((nameless.doc_type(), issue(&nameless)), ("", Err(DocumentError::EmptyName)));
    assert_eq!(document().doc_type(), mdl::DOCTYPE);
    assert!(issue(&document()).is_ok());
}

/// Items that the mobile security object has no namespace for stay without a digest, as they came.
#[test]
fn digests_are_made_where_there_is_a_place_for_them() {
    let mut unsigned = prepare(&PROVIDER, &mut rng(3), &device_key(), &document());
    let before = unsigned.mso.value_digests.clone();
    unsigned.digest_again(&PROVIDER, HashAlgorithm::Sha256);
    assert_eq!(unsigned.mso.value_digests, before);
    unsigned.mso.value_digests.retain(|(name_space, _)| name_space == mdl::NAMESPACE);
    unsigned.items[0].1[0].element_value = vec![0x61, b'x'];
    unsigned.digest_again(&PROVIDER, HashAlgorithm::Sha256);
    let digests = &unsigned.mso.value_digests;
    assert_eq!((digests.len(), digests[0].0.as_str(), digests[0].1.len()), (1, mdl::NAMESPACE, before[0].1.len()));
    let changed = digests[0].1.iter().zip(&before[0].1).filter(|(one, other)| one != other).count();
    assert_eq!(changed, 1, "one element was changed");
}

#[test]
fn nothing_personal_is_in_debug() {
    let unsigned = prepare(&PROVIDER, &mut rng(3), &device_key(), &document());
    let digest = format!("{:?}", unsigned.mso.value_digests[0].1[0].1);
    let shown = format!("{:?} {unsigned:?}", document());
    assert!(!shown.contains(&digest), "digests tell a holder from others: {shown}");
    assert!(!shown.contains("Nordmann") && !shown.contains("78, 111"), "{shown}");
}
