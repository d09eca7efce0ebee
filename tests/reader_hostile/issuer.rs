//! The issuer's envelope and its certificates.

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::issuer::{AlternativeName, Authority, CertificateSpec, Validity};
use mdoc_proximity::reader::Config;
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::x509::Purpose;

use crate::bench::{Bench, MDL, at, name, rng, secret, sign1, sign1_of, signer_spec, signing_key, validity};

const ES256: &[u8] = &[0xa1, 0x01, 0x26];

/// An unprotected header with an x5chain.
fn with_chain(chain: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(1).uint(33);
    match chain {
        [one] => {
            writer.bytes(one);
        }
        more => {
            writer.array(more.len());
            more.iter().for_each(|certificate| {
                writer.bytes(certificate);
            });
        }
    }
    writer.into_vec()
}

/// The good document behind this issuerAuth.
fn behind(bench: &Bench, issuer_auth: &[u8]) -> Vec<u8> {
    bench.present_signed(MDL, &bench.document().with_issuer_auth(issuer_auth))
}

fn with_headers(bench: &Bench, protected: &[u8], unprotected: &[u8]) -> Vec<u8> {
    let payload = bench.document().mso.to_bytes();
    behind(bench, &sign1(&*bench.signer_key(), protected, unprotected, Some(&payload), &payload))
}

#[test]
fn r51_signature_flipped() {
    let bench = Bench::new();
    let good = bench.document();
    let issuer_auth =
        sign1(&*bench.signer_key(), ES256, &with_chain(&bench.x5chain), Some(&good.mso.to_bytes()), b"other");
    bench.refused(&behind(&bench, &issuer_auth), &[CheckId::IssuerSignature]);
}

#[test]
fn r52_algorithm() {
    let bench = Bench::new();
    let chain = with_chain(&bench.x5chain);
    let both = [CheckId::IssuerAlgorithm, CheckId::IssuerSignature];
    // Absent, in both of its encodings; HS256; unknown; by name.
    for protected in [&[][..], &[0xa0], &[0xa1, 1, 5], &[0xa1, 1, 0x39, 3, 0xe6], &[0xa1, 1, 0x61, b'x']] {
        bench.refused(&with_headers(&bench, protected, &chain), &both);
    }
    // Named where nothing protects it.
    let unprotected = [&[0xa2, 0x01, 0x26], &chain[1..]].concat();
    bench.refused(&with_headers(&bench, &[0xa0], &unprotected), &both);
    // Another curve's.
    let bench =
        Bench::with_signer(3, Curve::P384, &signer_spec(name("DS", "NO", None), &[Purpose::MDL_DOCUMENT_SIGNER]));
    bench.accepted(&bench.present(&bench.document()));
    bench.refused(&with_headers(&bench, ES256, &with_chain(&bench.x5chain)), &both);
}

#[test]
fn r53_unknown_critical_header() {
    let bench = Bench::new();
    // {1: -7, 2: [-70000], -70000: 1}
    let protected = [0xa3, 1, 0x26, 2, 0x81, 0x3a, 0, 1, 0x11, 0x6f, 0x3a, 0, 1, 0x11, 0x6f, 1];
    let response = with_headers(&bench, &protected, &with_chain(&bench.x5chain));
    bench.refused(&response, &[CheckId::IssuerAlgorithm, CheckId::IssuerSignature]);
}

#[test]
fn r54_payload() {
    let bench = Bench::new();
    let (key, chain) = (bench.signer_key(), with_chain(&bench.x5chain));
    let payload = bench.document().mso.to_bytes();
    let detached = sign1(&*key, ES256, &chain, None, &payload);
    bench.refused(&behind(&bench, &detached), &[CheckId::IssuerSignature, CheckId::IssuerPayload]);
    // The object itself, without tag 24 around it.
    let bare = &payload[payload.iter().position(|byte| *byte & 0xe0 == 0xa0).unwrap()..];
    let bare = sign1(&*key, ES256, &chain, Some(bare), bare);
    bench.refused(&behind(&bench, &bare), &[CheckId::IssuerPayload]);
    let trailing = [&payload, &[0][..]].concat();
    let trailing = sign1(&*key, ES256, &chain, Some(&trailing), &trailing);
    bench.refused(&behind(&bench, &trailing), &[CheckId::IssuerPayload]);
}

#[test]
fn r55_tagged() {
    let bench = Bench::new();
    let payload = bench.document().mso.to_bytes();
    let untagged = sign1(&*bench.signer_key(), ES256, &with_chain(&bench.x5chain), Some(&payload), &payload);
    bench.accepted(&behind(&bench, &untagged));
    bench.tolerated_in_the_field(&behind(&bench, &[&[0xd2], &untagged[..]].concat()), CheckId::IssuerPayload);
}

#[test]
fn r56_signature_form() {
    let bench = Bench::new();
    let (chain, payload) = (with_chain(&bench.x5chain), bench.document().mso.to_bytes());
    let der = [&[0x30, 68, 2, 32][..], &[1; 32], &[2, 32], &[1; 32]].concat();
    let zero_r = [[0; 32], [1; 32]].concat();
    let zero_s = [[1; 32], [0; 32]].concat();
    for signature in [&der[..], &zero_r, &zero_s, &[1; 63], &[1; 65], &[]] {
        let issuer_auth = sign1_of(ES256, &chain, Some(&payload), signature);
        bench.refused(&behind(&bench, &issuer_auth), &[CheckId::IssuerSignature]);
    }
}

#[test]
fn r57_chain() {
    let mut bench = Bench::new();
    bench.refused(&with_headers(&bench, ES256, &[0xa0]), &[CheckId::PathChain]);
    let good = bench.x5chain.clone();
    bench.x5chain = vec![vec![1, 2, 3]];
    bench.refused(&bench.present(&bench.document()), &[CheckId::PathChain]);
    bench.x5chain = vec![good[0].clone(); 9];
    bench.refused(&bench.present(&bench.document()), &[CheckId::DocumentStructure]);
    bench.x5chain = vec![[&good[0][..], &[0]].concat()];
    bench.refused(&bench.present(&bench.document()), &[CheckId::PathChain]);
}

#[test]
fn r58_a_root_of_its_own_proves_nothing() {
    let mut bench = Bench::new();
    let forger = Bench::with_seed(50);
    bench.x5chain.push(bench.iaca.certificate().der().to_vec());
    assert!(bench.judge(&bench.present(&bench.document()), Profile::Field, None).verified, "through our own anchor");
    let chain = vec![forger.x5chain[0].clone(), forger.iaca.certificate().der().to_vec()];
    let forged = Bench { x5chain: chain, ..forger };
    let judged = bench.judge(&forged.present(&forged.document()), Profile::Field, None);
    assert!(!judged.verified);
}

#[test]
fn r59_self_signed_signer() {
    let bench = Bench::new();
    let key = secret(Curve::P256, 60);
    let spec = signer_spec(name("Self", "NO", None), &[Purpose::MDL_DOCUMENT_SIGNER]);
    let own = Authority::self_signed(&mut rng(61), &spec, signing_key(&key)).unwrap();
    let payload = bench.document().mso.to_bytes();
    let chain = with_chain(&[own.certificate().der().to_vec()]);
    let issuer_auth = sign1(&*signing_key(&key), ES256, &chain, Some(&payload), &payload);
    let judged = bench.judge(&behind(&bench, &issuer_auth), Profile::Field, None);
    assert!(!judged.verified);
    assert_eq!(judged.failed[0], CheckId::PathAnchor);
}

#[test]
fn r60_signer_out_of_its_validity() {
    let mut bench = Bench::new();
    let response = bench.present(&bench.document());
    bench.now = at("2027-01-01T00:00:01Z");
    let failed = bench.judge(&response, Profile::Field, None).failed;
    assert!(failed.contains(&CheckId::PathValidity) && failed.contains(&CheckId::MsoValidUntil), "{failed:?}");
    bench.now = at("2025-12-31T23:59:59Z");
    let failed = bench.judge(&response, Profile::Field, None).failed;
    assert!(failed.contains(&CheckId::PathValidity) && failed.contains(&CheckId::MsoValidFrom), "{failed:?}");
}

#[test]
fn r63_purpose_by_document_type() {
    const OWN: &str = "1.3.6.1.4.1.99999.1";
    let with = |doc_type: &str, purposes: &[&str], configured: Option<&str>| {
        let bench = Bench::with_signer(1, Curve::P256, &signer_spec(name("Test DS", "NO", None), purposes));
        let document = bench.document_of(
            doc_type,
            "org.example",
            &[("name", &|writer| {
                writer.text("x");
            })],
        );
        let mut builder = bench.builder();
        if let Some(oid) = configured {
            builder = builder.signer_purpose(doc_type, oid);
        }
        bench.judge_by(&builder.build().unwrap(), &bench.present(&document), None)
    };
    let (mdl, twin, reader) = (Purpose::MDL_DOCUMENT_SIGNER, Purpose::MDOC_DOCUMENT_SIGNER, Purpose::MDL_READER);
    let accepted = [
        (MDL, vec![mdl], None),
        (MDL, vec![mdl, twin], None),
        ("org.example.card", vec![twin], None),
        ("org.example.card", vec![OWN], Some(OWN)),
    ];
    for (doc_type, purposes, configured) in accepted {
        let judged = with(doc_type, &purposes, configured);
        assert!(judged.verified, "{doc_type} {purposes:?} {judged:?}");
    }
    let refused = [
        (MDL, vec![], None),
        (MDL, vec![reader], None),
        (MDL, vec![twin], None),
        ("org.example.card", vec![mdl], None),
        ("org.example.card", vec![OWN], None),
        (MDL, vec![OWN], Some("1.3.6.1.4.1.99999.2")),
    ];
    for (doc_type, purposes, configured) in refused {
        let judged = with(doc_type, &purposes, configured);
        assert_eq!(judged.failed, [CheckId::PathExtendedKeyUsage], "{doc_type} {purposes:?}");
    }
}

#[test]
fn r70_an_intermediate_ca() {
    let bench = Bench::new();
    let contact = AlternativeName::Uri("https://example.com".to_owned());
    let spec = CertificateSpec::iaca(name("Middle", "NO", None), validity(), contact, "https://example.com/crl");
    let middle_key = secret(Curve::P256, 70);
    let middle = bench.iaca.issue(&mut rng(71), &spec, signing_key(&middle_key).public_key()).unwrap();
    let middle_der = middle.der().to_vec();
    let authority = Authority::new(middle, signing_key(&middle_key));
    let leaf = signer_spec(name("Test DS", "NO", None), &[Purpose::MDL_DOCUMENT_SIGNER]);
    let leaf = authority.issue(&mut rng(72), &leaf, bench.signer_key().public_key()).unwrap();
    let bench = Bench { x5chain: vec![leaf.der().to_vec(), middle_der], ..bench };
    bench.refused(&bench.present(&bench.document()), &[CheckId::PathLength]);
}

#[test]
fn r74_signed_outside_the_signers_validity() {
    let bench = Bench::new();
    let mut document = bench.document();
    document.mso.signed = at("2026-01-01T00:00:00Z").into();
    bench.accepted(&bench.present(&document));
    document.mso.signed = at("2025-12-31T23:59:59Z").into();
    bench.refused(&bench.present(&document), &[CheckId::MsoSigned]);
    // Under a certificate that ended before: the path fails for that, too, but not for `signed`.
    let ended = Validity { not_before: at("2026-01-01T00:00:00Z"), not_after: at("2026-02-01T00:00:00Z") };
    let mut spec = signer_spec(name("Test DS", "NO", None), &[Purpose::MDL_DOCUMENT_SIGNER]);
    spec.validity = ended;
    let mut bench = Bench::with_signer(1, Curve::P256, &spec);
    bench.now = at("2026-02-01T00:00:00Z");
    let mut document = bench.document();
    document.mso.valid_from = at("2026-01-15T00:00:00Z").into();
    document.mso.signed = at("2026-02-01T00:00:01Z").into();
    let failed = bench.judge(&bench.present(&document), Profile::Field, None).failed;
    assert_eq!(failed, [CheckId::MsoSigned]);
}

#[test]
fn a_pinned_signer_needs_no_path() {
    let bench = Bench::new();
    let others = [secret(Curve::P256, 80), secret(Curve::P384, 81)].map(|key| *signing_key(&key).public_key());
    let pinned = |keys| Config::builder(PROVIDER).pinned_signers(keys).build().unwrap();
    let mut document = bench.document();
    document.mso.signed = at("2020-01-01T00:00:00Z").into();
    document.mso.valid_until = at("2030-01-01T00:00:00Z").into();
    let response = bench.present(&document);
    let key = *bench.signer_key().public_key();
    let config = pinned(vec![others[1], others[0], key]);
    assert!(bench.judge_by(&config, &response, None).verified);
    let judged = bench.judge_by(&pinned(others.to_vec()), &response, None);
    assert_eq!(judged.failed, [CheckId::IssuerSignature]);
    let judged = bench.judge_by(&pinned(vec![others[1]]), &response, None);
    assert_eq!(judged.failed, [CheckId::IssuerAlgorithm, CheckId::IssuerSignature]);

    let verification = bench.verification(&config, None);
    let verdict = mdoc_proximity::reader::verify(&response, &verification).unwrap();
    let report = verdict.documents()[0].report();
    let others = [CheckId::PathDocType, CheckId::MsoSigned, CheckId::MsoWithinSigner, CheckId::DataIssuingCountry];
    for id in CheckId::PATH.iter().chain(&others) {
        assert_eq!(report.outcome(*id), Some(Outcome::Skipped), "{id}");
    }
    assert_eq!(*verdict.document(MDL).unwrap().signer().key(), key);
    assert!(verdict.document(MDL).unwrap().signer().certificate().is_none());
}
