//! Rules for the chain between leaf and anchor.

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{Authority, CertificateSpec};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::x509::{Certificate, Purpose};

use crate::harness::{
    CRL, document_signer, iaca, judge, key, leaf_key, reader, reading, rng, root, signer, subject, with, years,
};

// R57, H61
#[test]
fn a_chain_must_be_there_and_readable() {
    let root = root(&iaca(), 1);
    let anchors = [root.certificate().clone()];
    let leaf = root.issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
    let trailing = [leaf.der(), &[0]].concat();
    let long = vec![leaf.der(); 9];
    for chain in [&[][..], &[b"not DER".as_slice()], &[&[]], &[&trailing], &long] {
        let (path, report) = judge(chain, &anchors, &document_signer(), Profile::Field);
        assert!(path.is_none());
        assert_eq!(with(&report, Outcome::Fail), [CheckId::PathChain]);
        assert_eq!(with(&report, Outcome::Skipped).len(), CheckId::PATH.len() - 1, "{report:#?}");
    }
}

/// With a root of its own the caller needs the signer's certificate only (edition 1 9.1.2.4, edition 2 12.3.4).
#[test]
fn what_cannot_be_read_above_the_signer_is_a_deviation() {
    let root = root(&iaca(), 1);
    let anchors = [root.certificate().clone()];
    let leaf = root.issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
    for rest in [&[b"not DER".as_slice()][..], &[&[]], &[b"not DER", root.certificate().der()]] {
        let chain = [&[leaf.der()], rest].concat();
        let (path, report) = judge(&chain, &anchors, &document_signer(), Profile::Field);
        assert_eq!(path.unwrap().leaf.der(), leaf.der());
        assert_eq!(with(&report, Outcome::Deviation), [CheckId::PathChain]);
        let (_, report) = judge(&chain, &anchors, &document_signer(), Profile::Strict);
        assert_eq!(with(&report, Outcome::Fail), [CheckId::PathChain]);
        // Nothing behind it is looked at.
        let (path, report) = judge(&chain, &[], &document_signer(), Profile::Field);
        assert!(path.is_none() && with(&report, Outcome::Fail).contains(&CheckId::PathAnchor));
    }
}

/// A root, an intermediate CA under it and a leaf under that.
fn three(path_length: Option<u8>, leaf: &CertificateSpec) -> (Authority, Authority, Certificate) {
    three_for(path_length, leaf, &[])
}

/// The same, the intermediate CA for some purposes only.
fn three_for(
    path_length: Option<u8>,
    leaf: &CertificateSpec,
    purposes: &[&str],
) -> (Authority, Authority, Certificate) {
    let validity = years("2024-01-01T00:00:00Z", 9);
    let root = root(&CertificateSpec::reader_ca(subject("Root"), validity, CRL, path_length), 1);
    let mut spec = CertificateSpec::reader_ca(subject("Intermediate"), validity, CRL, Some(0));
    spec.extended_key_usage = purposes.iter().map(ToString::to_string).collect();
    let intermediate = key(Curve::P384, 2);
    let certificate = root.issue(&mut rng(3), &spec, intermediate.public_key()).unwrap();
    let intermediate = Authority::new(certificate, intermediate);
    let leaf = intermediate.issue(&mut rng(4), leaf, &leaf_key()).unwrap();
    (root, intermediate, leaf)
}

#[test]
fn readers_may_have_intermediate_cas() {
    for path_length in [None, Some(1)] {
        let (root, intermediate, leaf) = three(path_length, &reader());
        let chain = [leaf.der(), intermediate.certificate().der()];
        let (path, report) = judge(&chain, &[root.certificate().clone()], &reading(), Profile::Strict);
        let path = path.unwrap_or_else(|| panic!("{report:#?}"));
        let below: Vec<_> = path.issued().map(|(certificate, issuer)| (certificate.der(), issuer.der())).collect();
        let (middle, top) = (intermediate.certificate().der(), root.certificate().der());
        assert_eq!(below, [(leaf.der(), middle), (middle, top)]);
        // The intermediate CA itself as the anchor, the root unknown.
        let (path, _) = judge(&chain, &[intermediate.certificate().clone()], &reading(), Profile::Strict);
        assert_eq!(path.unwrap().anchor.der(), intermediate.certificate().der());
        // The wrong way round.
        let chain = [intermediate.certificate().der(), leaf.der()];
        let (path, _) = judge(&chain, &[root.certificate().clone()], &reading(), Profile::Field);
        assert!(path.is_none());
        // The intermediate left out.
        let (path, report) = judge(&[leaf.der()], &[root.certificate().clone()], &reading(), Profile::Field);
        assert!(path.is_none());
        assert_eq!(with(&report, Outcome::Fail), [CheckId::PathAnchor]);
    }
    let (root, intermediate, leaf) = three(Some(0), &reader());
    let chain = [leaf.der(), intermediate.certificate().der()];
    let (_, report) = judge(&chain, &[root.certificate().clone()], &reading(), Profile::Field);
    assert_eq!(with(&report, Outcome::Fail), [CheckId::PathLength]);
}

/// RFC 5280 4.2.1.12: a certificate with an extended key usage is for these purposes only, a CA's too.
#[test]
fn an_intermediate_ca_issues_for_its_purposes_only() {
    const SERVERS: &str = "1.3.6.1.5.5.7.3.1";
    const ANY: &str = "2.5.29.37.0";
    let (mdl, mdoc) = (Purpose::MDL_READER, Purpose::MDOC_READER);
    for (of_leaf, of_ca, holds) in [
        (&[mdl][..], &[SERVERS][..], false),
        (&[mdl], &[mdl], true),
        (&[mdl], &[SERVERS, mdl], true),
        (&[mdl], &[SERVERS, ANY], true),
        (&[mdl], &[mdoc], false),
        (&[mdoc, mdl], &[mdl], true),
        (&[mdl, SERVERS], &[SERVERS], false),
    ] {
        let mut leaf = reader();
        leaf.extended_key_usage = of_leaf.iter().map(ToString::to_string).collect();
        let (root, intermediate, leaf) = three_for(None, &leaf, of_ca);
        let chain = [leaf.der(), intermediate.certificate().der()];
        for profile in [Profile::Strict, Profile::Field] {
            let (path, report) = judge(&chain, &[root.certificate().clone()], &reading(), profile);
            let failed = if holds { &[][..] } else { &[CheckId::PathExtendedKeyUsage] };
            assert_eq!(with(&report, Outcome::Fail), failed, "{report:#?}");
            assert_eq!(path.is_some(), holds);
        }
        // The caller trusts an anchor for what the caller says.
        let (path, _) = judge(&chain, &[intermediate.certificate().clone()], &reading(), Profile::Strict);
        assert!(path.is_some());
    }
}

#[test]
fn a_leaf_cannot_issue() {
    let root = root(&iaca(), 1);
    let middle = key(Curve::P256, 2);
    let mut other = reader();
    other.subject.common_name = "Other reader".to_owned();
    let certificate = root.issue(&mut rng(3), &other, middle.public_key()).unwrap();
    let leaf = Authority::new(certificate.clone(), middle).issue(&mut rng(4), &reader(), &leaf_key()).unwrap();
    let (_, report) =
        judge(&[leaf.der(), certificate.der()], &[root.certificate().clone()], &reading(), Profile::Field);
    assert_eq!(with(&report, Outcome::Fail), [CheckId::PathCa, CheckId::PathLength]);
}

// R70
#[test]
fn an_iaca_issues_signers_itself() {
    let (root, intermediate, leaf) = three(None, &signer());
    let chain = [leaf.der(), intermediate.certificate().der()];
    let (_, report) = judge(&chain, &[root.certificate().clone()], &document_signer(), Profile::Field);
    assert_eq!(with(&report, Outcome::Fail), [CheckId::PathLength]);
}

#[test]
fn a_signature_over_other_bytes_is_refused() {
    let root = root(&iaca(), 1);
    let leaf = root.issue(&mut rng(2), &signer(), &leaf_key()).unwrap();
    for position in [leaf.der().len() - 1, leaf.der().len() / 2, leaf.der().len() / 3] {
        let mut altered = leaf.der().to_vec();
        altered[position] ^= 1;
        let (path, report) = judge(&[&altered], &[root.certificate().clone()], &document_signer(), Profile::Field);
        assert!(path.is_none(), "byte {position}: {report:#?}");
    }
}

#[test]
fn the_two_algorithm_fields_must_agree() {
    let root = root(&iaca(), 1);
    let mut leaf = root.issue(&mut rng(2), &signer(), &leaf_key()).unwrap().der().to_vec();
    let ecdsa = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    let outer = leaf.windows(8).rposition(|window| window == ecdsa).unwrap();
    leaf[outer + 7] = 0x03;
    let (_, report) = judge(&[&leaf], &[root.certificate().clone()], &document_signer(), Profile::Field);
    assert_eq!(with(&report, Outcome::Fail), [CheckId::PathSignature]);
}

/// The right key under another name: only the names tell that this is not the issuer.
#[test]
fn the_certificate_above_must_bear_the_issuers_name() {
    let (root, intermediate, leaf) = three(None, &reader());
    let validity = years("2024-01-01T00:00:00Z", 9);
    let spec = CertificateSpec::reader_ca(subject("Renamed"), validity, CRL, Some(0));
    let renamed = root.issue(&mut rng(5), &spec, key(Curve::P384, 2).public_key()).unwrap();
    let anchors = [root.certificate().clone()];
    for profile in [Profile::Strict, Profile::Field] {
        let (path, _) = judge(&[leaf.der(), intermediate.certificate().der()], &anchors, &reading(), profile);
        assert!(path.is_some());
        let (path, report) = judge(&[leaf.der(), renamed.der()], &anchors, &reading(), profile);
        assert!(path.is_none());
        assert_eq!(with(&report, Outcome::Fail), [CheckId::PathIssuerName], "{report:#?}");
    }
}
