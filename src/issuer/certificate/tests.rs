use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use super::*;
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;

const CRL: &str = "https://example.com/crl";

fn key(seed: u64) -> Box<dyn SigningKey> {
    let secret = PROVIDER.keys.generate(Curve::P256, &mut ChaCha20Rng::seed_from_u64(seed)).unwrap();
    PROVIDER.keys.signing_key(&secret).unwrap()
}

fn subject(common_name: &str) -> SubjectName {
    SubjectName { country: Some("NO".to_owned()), common_name: common_name.to_owned(), ..SubjectName::default() }
}

fn validity(from: &str, until: &str) -> Validity {
    Validity { not_before: UnixTime::from_rfc3339(from).unwrap(), not_after: UnixTime::from_rfc3339(until).unwrap() }
}

fn years() -> Validity {
    validity("2025-01-01T00:00:00Z", "2034-01-01T00:00:00Z")
}

fn contact() -> AlternativeName {
    AlternativeName::Uri("https://example.com".to_owned())
}

fn issue(spec: &CertificateSpec) -> Result<Certificate, IssueError> {
    Authority::self_signed(&mut ChaCha20Rng::seed_from_u64(2), spec, key(1)).map(|made| made.certificate().clone())
}

/// The extensions, as oid and criticality.
fn extensions(certificate: &Certificate) -> Vec<(String, bool)> {
    certificate.extensions().iter().map(|extension| (extension.oid(), extension.is_critical())).collect()
}

fn table(rows: &[(&str, bool)]) -> Vec<(String, bool)> {
    rows.iter().map(|(oid, critical)| ((*oid).to_owned(), *critical)).collect()
}

#[test]
fn each_kind_has_the_extensions_of_its_annex_b_table() {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let spec = CertificateSpec::iaca(subject("IACA"), years(), contact(), CRL);
    let iaca = Authority::self_signed(&mut rng, &spec, key(1)).unwrap();
    let own = iaca.certificate();
    assert!(own.is_self_issued());
    assert_eq!(own.key_usage().unwrap().names(), ["keyCertSign", "cRLSign"]);
    assert_eq!(own.basic_constraints(), Some(BasicConstraints { ca: true, path_length: Some(0) }));
    let kind = [("2.5.29.14", false), ("2.5.29.15", true), ("2.5.29.18", false), ("2.5.29.31", false)];
    assert_eq!(extensions(own), table(&[kind.as_slice(), &[("2.5.29.19", true)]].concat()));

    let purposes = [Purpose::MDL_DOCUMENT_SIGNER, Purpose::MDOC_DOCUMENT_SIGNER];
    let spec = CertificateSpec::document_signer(subject("DS"), years(), contact(), CRL, &purposes);
    let signer = iaca.issue(&mut rng, &spec, key(4).public_key()).unwrap();
    assert_eq!(signer.issuer_der(), own.subject_der());
    assert_eq!(signer.authority_key_identifier(), own.subject_key_identifier());
    assert_eq!(signer.extended_key_usage(), purposes);
    let identified = [("2.5.29.14", false), ("2.5.29.35", false), ("2.5.29.15", true)];
    let rest = [("2.5.29.18", false), ("2.5.29.31", false), ("2.5.29.37", true)];
    assert_eq!(extensions(&signer), table(&[identified.as_slice(), &rest].concat()));

    let spec = CertificateSpec::reader_ca(subject("Reader CA"), years(), CRL, None);
    let ca = Authority::self_signed(&mut rng, &spec, key(5)).unwrap();
    assert_eq!(ca.certificate().basic_constraints(), Some(BasicConstraints { ca: true, path_length: None }));
    let spec = CertificateSpec::reader(subject("Reader"), years(), CRL);
    let reader = ca.issue(&mut rng, &spec, key(6).public_key()).unwrap();
    assert_eq!(reader.extended_key_usage(), [Purpose::MDL_READER]);
    assert_eq!(extensions(&reader), table(&[identified.as_slice(), &rest[1..]].concat()));
}

#[test]
fn serial_numbers_are_positive_random_and_of_20_octets() {
    let spec = CertificateSpec::iaca(subject("IACA"), years(), contact(), CRL);
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let serials: Vec<String> =
        (0..16).map(|_| Authority::self_signed(&mut rng, &spec, key(1)).unwrap().certificate().serial()).collect();
    assert!(serials.iter().all(|serial| serial.len() == 40 && ("40".."80").contains(&&serial[..2])), "{serials:?}");
    assert!(serials.iter().all(|serial| serials.iter().filter(|other| *other == serial).count() == 1));
}

#[test]
fn dates_change_their_form_with_the_year_2050() {
    let spec = |until| CertificateSpec::iaca(subject("IACA"), validity("2025-01-01T00:00:00Z", until), contact(), CRL);
    for (until, tag) in [("2049-12-31T23:59:59Z", b"\x17\x0d49"), ("2050-01-01T00:00:00Z", b"\x18\x0f20")] {
        let made = issue(&spec(until)).unwrap();
        assert_eq!(made.not_after(), UnixTime::from_rfc3339(until).unwrap());
        assert!(made.der().windows(4).any(|window| window == tag));
    }
}

#[test]
fn names_are_printable_and_utf8_strings() {
    let full = SubjectName {
        country: Some("NO".to_owned()),
        state_or_province: Some("NO-03".to_owned()),
        organization: Some("Blåbær, Bjørk & Co".to_owned()),
        common_name: "Æ".to_owned(),
    };
    let made = issue(&CertificateSpec::iaca(full.clone(), years(), contact(), CRL)).unwrap();
    assert_eq!(made.country(), full.country);
    assert_eq!(made.state_or_province(), full.state_or_province);
    assert_eq!(made.organization(), full.organization);
    assert_eq!(made.common_name(), Some(full.common_name));
    assert_eq!(made.subject(), r"CN=Æ,O=Blåbær\, Bjørk & Co,ST=NO-03,C=NO");
    assert!(made.der().windows(6).any(|window| window == [0x55, 4, 6, 0x13, 2, b'N']));
}

#[test]
fn what_cannot_be_encoded_is_refused() {
    let good = CertificateSpec::iaca(subject("IACA"), years(), contact(), CRL);
    assert!(issue(&good).is_ok());
    let broken = |change: &dyn Fn(&mut CertificateSpec)| {
        let mut spec = good.clone();
        change(&mut spec);
        issue(&spec).unwrap_err()
    };
    assert_eq!(broken(&|spec| spec.subject.common_name.clear()), IssueError::Subject);
    assert_eq!(broken(&|spec| spec.subject.country = Some("Ø".to_owned())), IssueError::Subject);
    assert_eq!(broken(&|spec| spec.validity.not_before = UnixTime::from_unix_seconds(-1)), IssueError::Validity);
    assert_eq!(broken(&|spec| spec.validity.not_after = UnixTime::from_unix_seconds(i64::MAX)), IssueError::Validity);
    assert_eq!(broken(&|spec| spec.extended_key_usage = vec!["mdl".to_owned()]), IssueError::Extension);
    assert_eq!(broken(&|spec| spec.crl_distribution_point = Some("ø".to_owned())), IssueError::Extension);
    let twice = Extension::new("2.5.29.15", false, vec![3, 2, 7, 0x80]).unwrap();
    assert_eq!(broken(&|spec| spec.further = vec![twice.clone(), twice.clone()]), IssueError::Certificate);
    assert_eq!(broken(&|spec| spec.raw.subject = Some(vec![0x30])), IssueError::Certificate);
    assert_eq!(broken(&|spec| spec.raw.key = Some(vec![0x30, 0])), IssueError::Extension);
    assert_eq!(broken(&|spec| spec.raw.version = Some(4)), IssueError::Certificate);
    let long = Extension::new("1.2.3", false, vec![0; 17_000]).unwrap();
    assert_eq!(broken(&|spec| spec.further.push(long.clone())), IssueError::Certificate);

    let authority = Authority::self_signed(&mut ChaCha20Rng::seed_from_u64(2), &good, key(1)).unwrap();
    assert_eq!(format!("{authority:?}"), "Authority(CN=IACA,C=NO)");
    let agreeing = PublicKey::from_validated(Curve::X25519, &[9; 32], None).unwrap();
    let refused = authority.issue(&mut ChaCha20Rng::seed_from_u64(2), &good, &agreeing).unwrap_err();
    assert_eq!(refused, IssueError::Curve(Curve::X25519));
    assert!(refused.to_string().contains("X25519"));
}

#[test]
fn a_revocation_list_has_what_b_2_wants() {
    let spec = CertificateSpec::iaca(subject("IACA"), years(), contact(), CRL);
    let authority = Authority::self_signed(&mut ChaCha20Rng::seed_from_u64(2), &spec, key(1)).unwrap();
    let at = |text| UnixTime::from_rfc3339(text).unwrap();
    let list = RevocationListSpec::new(at("2026-01-01T00:00:00Z"), at("2050-01-01T00:00:00Z"));
    let der = authority.revoke(&list).unwrap();
    let read = crate::trust::Crl::from_der(&der).unwrap();
    assert_eq!((read.this_update(), read.next_update()), (list.this_update, list.next_update));
    assert_eq!((read.issuer(), read.revoked_count()), (authority.certificate().subject(), 0));
    // Version 2; then the dates, each in the form of its year; no revokedCertificates between them and the extensions.
    assert_eq!(der.windows(3).filter(|window| *window == [2, 1, 1]).count(), 2, "version 2 and number 1");
    let dates = b"\x17\x0d260101000000Z\x18\x0f20500101000000Z\xa0";
    assert!(der.windows(dates.len()).any(|window| window == dates));
    let named = authority.revoke(&list.clone().naming(authority.certificate())).unwrap();
    assert_eq!(crate::trust::Crl::from_der(&named).unwrap().revoked_count(), 1);

    let broken = |change: &dyn Fn(&mut RevocationListSpec)| {
        let mut list = list.clone().naming(authority.certificate());
        change(&mut list);
        authority.revoke(&list).unwrap_err()
    };
    assert_eq!(broken(&|list| list.issuer = Some(vec![1])), IssueError::RevocationList);
    assert_eq!(broken(&|list| list.inner_algorithm = Some("ecdsa".to_owned())), IssueError::RevocationList);
    assert_eq!(broken(&|list| list.outer_algorithm = Some("ecdsa".to_owned())), IssueError::RevocationList);
    assert_eq!(broken(&|list| list.revoked.as_mut().unwrap()[0].serial.clear()), IssueError::RevocationList);
    assert_eq!(broken(&|list| list.this_update = UnixTime::from_unix_seconds(-1)), IssueError::Validity);
}
