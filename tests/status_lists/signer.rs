//! Who may sign lists: a certificate of the CA that issued the document signer, or what the issuer names.

use mdoc_proximity::auth::status::MsoStatus;
use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{AlternativeName, Authority, CertificateSpec, Validity};
use mdoc_proximity::model::mso::status::Status;
use mdoc_proximity::report::{CheckId, Profile};
use mdoc_proximity::trust::Undetermined;
use mdoc_proximity::x509::{BasicConstraints, Extension, KeyUsage, Purpose};

use crate::bench::{at, name, rng, secret, signing_key, validity};
use crate::world::{CRL, World, by_index, issued, list_signer, lists};

const REFUSED: [CheckId; 1] = [CheckId::StatusListSigner];

/// Another CA.
fn other_authority(subject: &str) -> Authority {
    let contact = AlternativeName::Uri("https://example.com".to_owned());
    let spec = CertificateSpec::iaca(name(subject, "NO", None), validity(), contact, CRL);
    Authority::self_signed(&mut rng(40), &spec, signing_key(&secret(Curve::P256, 41))).unwrap()
}

fn naming(certificate: &[u8], idx: u64) -> Status<'_> {
    let mut status: Status<'_> = by_index(idx);
    status.status_list.as_mut().unwrap().certificate = Some(certificate);
    status
}

#[test]
fn another_authority_signs_nothing() {
    for (subject, by) in [("Other IACA", CheckId::PathAnchor), ("Test IACA", CheckId::PathSignature)] {
        let mut world = World::new();
        world.chain = vec![issued(&other_authority(subject), &list_signer(), &world.list_secret)];
        let good = lists(&[&world.good_token()]);
        world.refused(&world.response(&by_index(1)), &good, &[by, CheckId::StatusListSigner]);
        // The other CA's certificate along with it proves nothing.
        world.chain.push(other_authority(subject).certificate().der().to_vec());
        let judged = lists(&[&world.good_token()]);
        let by: &[CheckId] = &[by, CheckId::StatusListSigner];
        world.refused(&world.response(&by_index(1)), &judged, by);
    }
}

#[test]
fn a_signature_that_does_not_even_hold_under_the_enclosed_certificate() {
    let mut world = World::new();
    world.chain = vec![issued(&other_authority("Other IACA"), &list_signer(), &world.list_secret)];
    let mut token = world.good_token();
    *token.last_mut().unwrap() ^= 1;
    let by = [CheckId::PathAnchor, CheckId::StatusListSigner, CheckId::StatusListSignature];
    world.refused(&world.response(&by_index(1)), &lists(&[&token]), &by);
}

#[test]
fn a_certificate_named_has_rules_too() {
    // A signer that is marked as a CA.
    let basic_constraints = Some(BasicConstraints { ca: true, path_length: None });
    let world = World::with_signer(&CertificateSpec { basic_constraints, ..list_signer() }, Curve::P256);
    let good = lists(&[&world.good_token()]);
    for status in [naming(&world.chain[0], 1), by_index(1)] {
        let response = world.response(&status);
        let judged = world.judge(Profile::Strict, &response, &good, Undetermined::Report);
        assert_eq!(
            (judged.status, judged.failed),
            (None, vec![CheckId::PathCa, CheckId::ProfileExtensions, CheckId::StatusListSigner])
        );
        let judged = world.judge(Profile::Field, &response, &good, Undetermined::Report);
        assert_eq!(
            (judged.status, judged.deviated),
            (Some(MsoStatus::Valid), vec![CheckId::PathCa, CheckId::ProfileExtensions])
        );
    }
    // A critical extension that nobody knows, in the signer's certificate and in the CA's.
    let unknown = Extension::new("1.2.3.4", true, vec![5, 0]).unwrap();
    let by = [CheckId::PathExtensions, CheckId::StatusListSigner];
    let world = World::with_signer(&CertificateSpec { further: vec![unknown.clone()], ..list_signer() }, Curve::P256);
    let good = lists(&[&world.good_token()]);
    world.refused(&world.response(&naming(&world.chain[0], 1)), &good, &by);
    let contact = AlternativeName::Uri("https://example.com".to_owned());
    let spec = CertificateSpec::iaca(name("Other IACA", "NO", None), validity(), contact, CRL);
    let spec = CertificateSpec { further: vec![unknown], ..spec };
    let other = Authority::self_signed(&mut rng(40), &spec, signing_key(&secret(Curve::P256, 41))).unwrap();
    let mut world = World::new();
    world.chain = vec![issued(&other, &list_signer(), &world.list_secret)];
    let good = lists(&[&world.good_token()]);
    world.refused(&world.response(&naming(other.certificate().der(), 1)), &good, &by);
}

#[test]
fn a_list_without_certificates() {
    let mut world = World::new();
    world.chain.clear();
    let good = lists(&[&world.good_token()]);
    let by = [CheckId::PathChain, CheckId::StatusListSigner];
    world.refused(&world.response(&by_index(1)), &good, &by);
    let certificate = issued(&world.bench.iaca, &list_signer(), &world.list_secret);
    world.refused(&world.response(&naming(&certificate, 1)), &good, &by);
}

#[test]
fn a_signer_that_has_expired() {
    let spec = CertificateSpec {
        validity: Validity { not_before: at("2026-01-01T00:00:00Z"), not_after: at("2026-05-01T00:00:00Z") },
        ..list_signer()
    };
    let world = World::with_signer(&spec, Curve::P256);
    let good = lists(&[&world.good_token()]);
    let by = [CheckId::PathValidity, CheckId::StatusListSigner];
    world.refused(&world.response(&by_index(1)), &good, &by);
    world.refused(&world.response(&naming(&world.chain[0], 1)), &good, &by);
}

#[test]
fn a_signer_that_may_not_sign() {
    for usage in [KeyUsage::NON_REPUDIATION, KeyUsage::KEY_CERT_SIGN.and(KeyUsage::DIGITAL_SIGNATURE)] {
        let spec = CertificateSpec { key_usage: Some(usage), ..list_signer() };
        let world = World::with_signer(&spec, Curve::P256);
        let good = lists(&[&world.good_token()]);
        let by = [CheckId::PathKeyUsage, CheckId::StatusListSigner];
        world.refused(&world.response(&by_index(1)), &good, &by);
        world.refused(&world.response(&naming(&world.chain[0], 1)), &good, &by);
    }
    // A certificate for lists may not sign certificates for lists.
    let world = World::new();
    let authority = mdoc_proximity::x509::Certificate::from_der(&world.chain[0]).unwrap();
    let authority = Authority::new(authority, signing_key(&world.list_secret));
    let mut below = World::new();
    below.list_secret = secret(Curve::P256, 90);
    below.chain = vec![issued(&authority, &list_signer(), &below.list_secret), world.chain[0].clone()];
    let good = lists(&[&below.good_token()]);
    let judged = below.judge(Profile::Field, &below.response(&by_index(1)), &good, Undetermined::Report);
    assert!(judged.status.is_none() && judged.failed.contains(&CheckId::PathCa), "{judged:#?}");
}

#[test]
fn a_certificate_for_something_else() {
    let with = |purposes: &[&str]| {
        let extended_key_usage = purposes.iter().map(ToString::to_string).collect();
        World::with_signer(&CertificateSpec { extended_key_usage, ..list_signer() }, Curve::P256)
    };
    let (ocsp, tls) = ("1.3.6.1.5.5.7.3.9", "1.3.6.1.5.5.7.3.1");
    for purposes in [&[Purpose::MDL_READER][..], &[Purpose::VICAL_SIGNER], &[ocsp], &[Purpose::MDOC_READER, tls]] {
        let world = with(purposes);
        world.refused(&world.response(&by_index(1)), &lists(&[&world.good_token()]), &REFUSED);
    }
    // The document signer itself: common, and not what the certificate is for.
    for purposes in
        [&[Purpose::MDL_DOCUMENT_SIGNER][..], &[Purpose::MDOC_DOCUMENT_SIGNER, Purpose::MDL_DOCUMENT_SIGNER]]
    {
        let world = with(purposes);
        let good = lists(&[&world.good_token()]);
        world.tolerated_in_the_field(&world.response(&by_index(1)), &good, CheckId::StatusListSigner);
    }
    // The number for lists is not assigned yet, so that nobody can tell which it is.
    for purposes in [
        &["1.3.6.1.5.5.7.3.30"][..],
        &["1.3.6.1.5.5.7.3.10"],
        &["1.3.6.1.4.1.99999.1"],
        &[Purpose::MDL_DOCUMENT_SIGNER, "1.2.3.4"],
    ] {
        let world = with(purposes);
        world.accepted(&world.response(&by_index(1)), &lists(&[&world.good_token()]));
    }
}

#[test]
fn the_issuer_names_a_certificate() {
    let other = other_authority("Other IACA");
    let mut world = World::new();
    world.chain = vec![issued(&other, &list_signer(), &world.list_secret)];
    let root = other.certificate().der().to_vec();
    // The signer's own, or the CA's above it; the CA may stand in the list too.
    for certificate in [&world.chain[0].clone(), &root] {
        let good = lists(&[&world.good_token()]);
        world.accepted(&world.response(&naming(certificate, 1)), &good);
        world.refused(&world.response(&naming(certificate, 412)), &good, &[CheckId::RevocationMso]);
    }
    world.chain.push(root.clone());
    world.accepted(&world.response(&naming(&root, 1)), &lists(&[&world.good_token()]));
    // Without the issuer's word it is nobody's.
    let by = [CheckId::PathAnchor, CheckId::StatusListSigner];
    world.refused(&world.response(&by_index(1)), &lists(&[&world.good_token()]), &by);
}

#[test]
fn the_certificate_named_replaces_the_issuers_authority() {
    // The list leads to the document signer's CA, and the issuer wants another one.
    let world = World::new();
    let root = other_authority("Other IACA").certificate().der().to_vec();
    let good = lists(&[&world.good_token()]);
    let by = [CheckId::PathAnchor, CheckId::StatusListSigner];
    world.refused(&world.response(&naming(&root, 1)), &good, &by);
    // Another certificate of the same key is not the one named, and no CA's.
    let again =
        world.bench.iaca.issue(&mut rng(7), &list_signer(), signing_key(&world.list_secret).public_key()).unwrap();
    world.refused(&world.response(&naming(again.der(), 1)), &good, &by);
    world.accepted(&world.response(&naming(world.bench.iaca.certificate().der(), 1)), &good);
    let mut junk = Writer::new();
    junk.text("no certificate");
    world.refused(&world.response(&naming(junk.as_slice(), 1)), &good, &by);
}

#[test]
fn a_certificate_named_that_is_no_authority() {
    // It has the right name and key, and may not sign certificates.
    let other = other_authority("Other IACA");
    let spec = CertificateSpec { subject: name("Sham CA", "NO", None), ..list_signer() };
    let key = secret(Curve::P256, 55);
    let sham = issued(&other, &spec, &key);
    let authority = Authority::new(mdoc_proximity::x509::Certificate::from_der(&sham).unwrap(), signing_key(&key));
    let mut world = World::new();
    world.chain = vec![issued(&authority, &list_signer(), &world.list_secret)];
    let by = [CheckId::PathCa, CheckId::StatusListSigner];
    world.refused(&world.response(&naming(&sham, 1)), &lists(&[&world.good_token()]), &by);
}

#[test]
fn what_holds_is_told_rule_by_rule() {
    use mdoc_proximity::report::Outcome;
    const RULES: [CheckId; 5] = [
        CheckId::StatusListStructure,
        CheckId::StatusListSigner,
        CheckId::StatusListSignature,
        CheckId::StatusListSubject,
        CheckId::StatusListDates,
    ];
    let world = World::new();
    let response = world.response(&by_index(1));
    let judged = world.judge(Profile::Strict, &response, &lists(&[&world.good_token()]), Undetermined::Report);
    assert_eq!(RULES.map(|id| judged.outcome(id)), [Some(Outcome::Pass); 5]);
    // A signer of something else vouches for nothing: its signature is not relied on.
    let extended_key_usage = vec![Purpose::VICAL_SIGNER.to_owned()];
    let world = World::with_signer(&CertificateSpec { extended_key_usage, ..list_signer() }, Curve::P256);
    let response = world.response(&by_index(1));
    let judged = world.judge(Profile::Strict, &response, &lists(&[&world.good_token()]), Undetermined::Report);
    assert_eq!(judged.outcome(CheckId::StatusListSigner), Some(Outcome::Fail));
    assert_eq!(judged.outcome(CheckId::StatusListSignature), Some(Outcome::Skipped));
}

#[test]
fn a_list_of_the_other_kind_is_called_what_it_is() {
    let world = World::new();
    let said = |status: &Status<'_>, token: &[u8]| {
        let judged = world.judge(Profile::Strict, &world.response(status), &lists(&[token]), Undetermined::Report);
        let of = judged.checks.iter().find(|check| check.id == CheckId::StatusListStructure);
        of.unwrap().detail.clone()
    };
    assert_eq!(
        said(&by_index(1), &world.identifier_token(&world.identifiers())),
        "this is an identifier list, where the issuer refers to a token status list"
    );
    assert_eq!(
        said(&crate::world::by_identifier(crate::world::ID), &world.good_token()),
        "this is a token status list, where the issuer refers to an identifier list"
    );
}
