//! Keys, signature algorithms and key identifiers.

use mdoc_proximity::crypto::{Curve, PublicKey};
use mdoc_proximity::issuer::{Authority, CertificateSpec};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::x509::Kind;

use crate::harness::{
    KINDS, authority, der, expect, expect_for, expect_of, further, is_root, judge, key, rng, spec, with,
};

const P256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const SECP256K1: &[u8] = &[0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a];
const EC_PUBLIC_KEY: &[u8] = &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

/// SubjectPublicKeyInfo with these parameters and this point.
fn info(parameters: &[u8], point: &[u8]) -> Vec<u8> {
    der(0x30, &[&der(0x30, &[EC_PUBLIC_KEY, parameters]), &der(0x03, &[&[0], point])])
}

fn compressed(key: &PublicKey) -> Vec<u8> {
    [&[2 + (key.y().unwrap()[31] & 1)], key.x()].concat()
}

#[test]
fn keys_are_named_by_their_curve_and_not_compressed() {
    let own = *key(Curve::P256, 3).public_key();
    let with_key = |info: Vec<u8>| move |spec: &mut CertificateSpec| spec.raw.key = Some(info.clone());
    expect_for(&[], with_key(info(P256, &own.to_sec1())), &[]);
    expect_for(&KINDS, with_key(info(P256, &compressed(&own))), &[CheckId::ProfileKey]);
    // Another curve; the curve's parameters spelled out, as far as they need be; no curve.
    expect_for(&KINDS, with_key(info(SECP256K1, &own.to_sec1())), &[CheckId::ProfileKey]);
    expect_for(&KINDS, with_key(info(&[0x30, 0x03, 0x02, 0x01, 0x01], &own.to_sec1())), &[CheckId::ProfileKey]);
    expect_for(&KINDS, with_key(info(&[], &own.to_sec1())), &[CheckId::ProfileKey]);
    expect_for(&KINDS, with_key(info(P256, &[])), &[CheckId::ProfileKey]);
}

#[test]
fn only_signers_of_documents_and_readers_may_be_on_edwards_curves() {
    let refused = [Kind::Link, Kind::VicalSigner, Kind::ListSigner];
    for kind in KINDS.into_iter().filter(|kind| !is_root(*kind)) {
        let above = authority(kind);
        let has = |curve: &Curve| cfg!(feature = "prerelease-curves") || *curve != Curve::Ed448;
        for curve in Curve::ALL.into_iter().filter(|curve| curve.can_sign()).filter(has) {
            let leaf = above.issue(&mut rng(2), &spec(kind), key(curve, 4).public_key()).unwrap();
            let is_refused = !curve.is_two_coordinate() && refused.contains(&kind);
            let deviates = if is_refused { vec![CheckId::ProfileKey] } else { vec![] };
            expect_of(&leaf, kind, Some(above.certificate()), &deviates);
        }
    }
}

#[test]
fn cas_sign_with_ecdsa() {
    for kind in [Kind::Iaca, Kind::ReaderCa, Kind::ListCa] {
        let above = Authority::self_signed(&mut rng(1), &spec(kind), key(Curve::Ed25519, 1)).unwrap();
        let both: &[CheckId] = &[CheckId::ProfileAlgorithm, CheckId::ProfileKey];
        expect_of(above.certificate(), kind, None, if kind == Kind::Iaca { both } else { &both[..1] });
        for below in KINDS.into_iter().filter(|below| !is_root(*below) && below.issuer() == kind) {
            let leaf = above.issue(&mut rng(2), &spec(below), key(Curve::P256, 4).public_key()).unwrap();
            expect_of(&leaf, below, Some(above.certificate()), &both[..1]);
        }
        for curve in Curve::ALL.into_iter().filter(|curve| curve.can_sign() && curve.is_two_coordinate()) {
            let above = Authority::self_signed(&mut rng(1), &spec(kind), key(curve, 1)).unwrap();
            expect_of(above.certificate(), kind, None, &[]);
        }
    }
    // ecdsa-with-SHA256 with a NULL, with SHA-1, and what is no AlgorithmIdentifier.
    let sha256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    let sha1: &[u8] = &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01];
    for parts in [&[sha256, &[0x05, 0x00]][..], &[sha1], &[&[0x05, 0x00]]] {
        let algorithm = der(0x30, parts);
        expect_for(&KINDS, |spec| spec.raw.algorithm = Some(algorithm.clone()), &[CheckId::ProfileAlgorithm]);
    }
    expect_for(&[], |spec| spec.raw.algorithm = Some(der(0x30, &[sha256])), &[]);
}

#[test]
fn the_subject_key_identifier_is_the_digest_of_the_key() {
    const OID: &str = "2.5.29.14";
    const ID: &[CheckId] = &[CheckId::ProfileSubjectKeyId];
    expect_for(&KINDS, |spec| spec.without.push(OID.to_owned()), ID);
    expect_for(&KINDS, further(OID, false, &der(0x04, &[&[7; 20]])), ID);
    expect_for(&KINDS, further(OID, false, &der(0x04, &[])), ID);
    // What cannot be read is named once.
    for kind in KINDS {
        expect(kind, further(OID, false, &[0x05, 0x00]), &[CheckId::ProfileExtensions]);
    }
}

#[test]
fn the_authority_key_identifier_is_the_issuers() {
    const OID: &str = "2.5.29.35";
    const ID: &[CheckId] = &[CheckId::ProfileAuthorityKeyId];
    let leaves: Vec<Kind> = KINDS.into_iter().filter(|kind| !is_root(*kind)).collect();
    expect_for(&leaves, |spec| spec.without.push(OID.to_owned()), ID);
    // Issuer and serial number instead of a key's identifier.
    let by_serial = der(0x30, &[&der(0xa1, &[&der(0x82, &[b"a"])]), &[0x82, 1, 1]]);
    expect_for(&leaves, further(OID, false, &by_serial), ID);
    let judged: Vec<Kind> = leaves.iter().copied().chain([Kind::Iaca]).collect();
    let other = der(0x30, &[&der(0x80, &[&[7; 20]])]);
    expect_for(&judged, further(OID, false, &other), ID);

    // A root may name its own key.
    let (root, _) = crate::harness::make(Kind::Iaca, &spec(Kind::Iaca));
    let own = der(0x30, &[&der(0x80, &[root.subject_key_identifier().unwrap()])]);
    expect(Kind::Iaca, further(OID, false, &own), &[]);

    // Where the issuer is not known, it need only be there; where the issuer does not name its key, its digest counts.
    let mut wrong = spec(Kind::DocumentSigner);
    further(OID, false, &other)(&mut wrong);
    let (leaf, _) = crate::harness::make(Kind::DocumentSigner, &wrong);
    expect_of(&leaf, Kind::DocumentSigner, None, &[]);
    let mut silent = spec(Kind::Iaca);
    silent.without.push("2.5.29.14".to_owned());
    let silent = Authority::self_signed(&mut rng(1), &silent, key(Curve::P256, 1)).unwrap();
    let (leaf, _) = crate::harness::make(Kind::DocumentSigner, &spec(Kind::DocumentSigner));
    expect_of(&leaf, Kind::DocumentSigner, Some(silent.certificate()), &[]);
    expect_of(
        &crate::harness::make(Kind::DocumentSigner, &wrong).0,
        Kind::DocumentSigner,
        Some(silent.certificate()),
        ID,
    );

    let mut unreadable = spec(Kind::DocumentSigner);
    further(OID, false, &[0x05, 0x00])(&mut unreadable);
    let (leaf, above) = crate::harness::make(Kind::DocumentSigner, &unreadable);
    let report = judge(&leaf, Kind::DocumentSigner, above.as_ref(), Profile::Field);
    assert_eq!(with(&report, Outcome::Deviation), [CheckId::ProfileExtensions]);
    assert_eq!(report.outcome(CheckId::ProfileAuthorityKeyId), Some(Outcome::Skipped));
}

#[test]
fn a_compressed_key_is_called_that() {
    let mut spec = spec(Kind::DocumentSigner);
    spec.raw.key = Some(info(P256, &compressed(key(Curve::P256, 3).public_key())));
    let (leaf, above) = crate::harness::make(Kind::DocumentSigner, &spec);
    let report = judge(&leaf, Kind::DocumentSigner, above.as_ref(), Profile::Field);
    let line = report.deviations().find(|check| check.id == CheckId::ProfileKey).unwrap();
    assert_eq!(line.detail, "the key is compressed");
}
