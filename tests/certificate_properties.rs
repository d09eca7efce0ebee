//! Altered certificates: nothing panics, and nothing altered is ever trusted.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::arithmetic_side_effects, missing_docs)]

use std::sync::LazyLock;
use std::time::Duration;

use mdoc_proximity::budget;
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::issuer::{AlternativeName, Authority, CertificateSpec, SubjectName, Validity};
use mdoc_proximity::report::{Profile, Report};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::{Certificate, CertificateError, Purpose, validate};
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

/// A root and a signer below it.
static PATH: LazyLock<(Certificate, Certificate)> = LazyLock::new(|| {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let key = PROVIDER.keys.signing_key(&PROVIDER.keys.generate(Curve::P256, &mut rng).unwrap()).unwrap();
    let validity = Validity {
        not_before: UnixTime::from_rfc3339("2026-01-01T00:00:00Z").unwrap(),
        not_after: UnixTime::from_rfc3339("2027-01-01T00:00:00Z").unwrap(),
    };
    let contact = AlternativeName::Uri("https://example.com".to_owned());
    let name = |common_name: &str| SubjectName {
        country: Some("NO".to_owned()),
        common_name: common_name.to_owned(),
        ..SubjectName::default()
    };
    let crl = "https://example.com/crl";
    let spec = CertificateSpec::iaca(name("IACA"), validity, contact.clone(), crl);
    let root = Authority::self_signed(&mut rng, &spec, key).unwrap();
    let spec = CertificateSpec::document_signer(name("DS"), validity, contact, crl, &[Purpose::MDL_DOCUMENT_SIGNER]);
    let leaf = root.issue(&mut rng, &spec, &root.certificate().public_key(&PROVIDER).unwrap()).unwrap();
    (root.certificate().clone(), leaf)
});

fn is_trusted(chain: &[&[u8]], anchors: &[Certificate]) -> bool {
    let purpose = Purpose::document_signer(vec![Purpose::MDL_DOCUMENT_SIGNER.to_owned()]);
    let at = UnixTime::from_rfc3339("2026-03-01T00:00:00Z").unwrap();
    let mut report = Report::new();
    validate(&PROVIDER, chain, anchors, &purpose, at, Duration::ZERO, Profile::Field, &mut report).is_some()
}

/// Everything a caller may ask of a certificate.
fn read_all(der: &[u8]) {
    let Ok(certificate) = Certificate::from_der(der) else { return };
    assert_eq!(certificate.der(), der);
    let _ = (certificate.subject(), certificate.issuer(), certificate.serial(), certificate.country());
    let _ = (certificate.common_name(), certificate.organization(), certificate.state_or_province());
    let _ = (certificate.extended_key_usage(), certificate.key_usage().map(|usage| usage.names()));
    let _ = (certificate.basic_constraints(), certificate.not_before().to_string(), certificate.not_after());
    if let Ok(key) = certificate.public_key(&PROVIDER) {
        let _ = certificate.verify_signature(&PROVIDER, &key);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn an_altered_certificate_is_never_trusted(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
        insert in prop::option::weighted(0.2, (any::<prop::sample::Index>(), any::<u8>())),
    ) {
        let (root, leaf) = &*PATH;
        let mut altered = leaf.der().to_vec();
        for (index, byte) in &edits {
            let position = index.index(altered.len());
            altered[position] = *byte;
        }
        if let Some((index, byte)) = insert {
            altered.insert(index.index(altered.len()), byte);
        }
        if let Some(index) = cut {
            altered.truncate(index.index(altered.len()));
        }
        read_all(&altered);
        let anchors = [root.clone()];
        prop_assert_eq!(is_trusted(&[&altered], &anchors), altered == leaf.der());
        let _ = is_trusted(&[leaf.der(), &altered], &anchors);
    }

    #[test]
    fn an_altered_root_is_never_loaded(index in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let (root, _) = &*PATH;
        let mut altered = root.der().to_vec();
        let position = index.index(altered.len());
        altered[position] = byte;
        read_all(&altered);
        let mut anchors = TrustAnchors::issuers();
        let added = anchors.add(&PROVIDER, &altered, Profile::Field).is_ok();
        // With another name it no longer claims to have signed itself, and is the caller's word alone.
        let renamed = Certificate::from_der(&altered).is_ok_and(|read| !read.is_self_issued());
        prop_assert!(!added || renamed || altered == root.der());
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_all(&bytes);
        prop_assert!(!is_trusted(&[&bytes], std::slice::from_ref(&PATH.0)));
    }
}

/// The certificate, with a signature so long that the whole has `length` bytes.
fn lengthened(der: &[u8], length: usize) -> Vec<u8> {
    let is_signature = |at: &usize| der[*at] == 3 && usize::from(der[at + 1]) == der.len() - at - 2;
    let signature = (4..der.len() - 1).rev().find(is_signature).unwrap();
    let head = |tag, length: usize| [&[tag, 0x82][..], &u16::try_from(length).unwrap().to_be_bytes()].concat();
    let bits = length - signature - 4;
    [head(0x30, length - 4), der[4..signature].to_vec(), head(3, bits), vec![0; bits]].concat()
}

#[test]
fn a_certificate_has_no_more_bytes_than_the_budget() {
    let leaf = PATH.1.der();
    let longest = lengthened(leaf, budget::CERTIFICATE_BYTES);
    assert_eq!(longest.len(), budget::CERTIFICATE_BYTES);
    assert_eq!(Certificate::from_der(&longest).unwrap().der(), longest);
    let longer = lengthened(leaf, budget::CERTIFICATE_BYTES + 1);
    assert_eq!(Certificate::from_der(&longer).unwrap_err(), CertificateError::Malformed);
}
