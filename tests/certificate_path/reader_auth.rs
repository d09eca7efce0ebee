//! Reader authentication with one thing wrong at a time: what a holder makes of the signature, the headers and the
//! certificate of whoever asks (PROTOCOL.md H57-H67).

use std::time::Duration;

use mdoc_proximity::auth::reader::{self, ReaderAuth};
use mdoc_proximity::cbor::{self, Encoding, Error, ErrorKind, Writer};
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::crypto::{Curve, SigningKey};
use mdoc_proximity::holder::{Config, Request};
use mdoc_proximity::issuer::{Authority, CertificateSpec};
use mdoc_proximity::model::authentication::reader_authentication_bytes;
use mdoc_proximity::model::request::{encode_items_request, encode_request};
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::Purpose;

use crate::harness::{CRL, key, now, reader, rng, root, subject, with, years};

/// `{1: -7}` and `{1: -35}`.
const ES256: &[u8] = &[0xa1, 0x01, 0x26];
const ES384: &[u8] = &[0xa1, 0x01, 0x38, 0x22];
const BOTH: &[CheckId] = &[CheckId::ReaderAlgorithm, CheckId::ReaderSignature];

/// A reader, its certificate and what it signs.
struct Bench {
    anchors: TrustAnchors,
    key: Box<dyn SigningKey>,
    certificate: Vec<u8>,
}

fn ca(common_name: &str, seed: u64) -> Authority {
    root(&CertificateSpec::reader_ca(subject(common_name), years("2024-01-01T00:00:00Z", 9), CRL, Some(0)), seed)
}

fn transcript(last: u8) -> SessionTranscript {
    SessionTranscript::from_bytes(&[0x83, 0xf6, 0xf6, 0x41, last]).unwrap()
}

fn items(element: &str) -> Vec<u8> {
    encode_items_request("org.iso.18013.5.1.mDL", [("org.iso.18013.5.1", vec![(element, false)])])
}

fn embedded(content: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.embedded(content);
    writer.into_vec()
}

/// What a reader signs for these elements in this session.
fn payload(element: &str, last: u8) -> Vec<u8> {
    reader_authentication_bytes(&transcript(last), &embedded(&items(element)))
}

fn good_payload() -> Vec<u8> {
    payload("family_name", 1)
}

impl Bench {
    fn new() -> Self {
        Self::on(Curve::P256, |_| {})
    }

    fn on(curve: Curve, change: impl Fn(&mut CertificateSpec)) -> Self {
        let ca = ca("Reader CA", 1);
        let mut anchors = TrustAnchors::new();
        anchors.add(&PROVIDER, ca.certificate().der(), Profile::Strict).unwrap();
        let (key, mut spec) = (key(curve, 5), reader());
        change(&mut spec);
        let certificate = ca.issue(&mut rng(6), &spec, key.public_key()).unwrap().der().to_vec();
        Self { anchors, key, certificate }
    }

    /// `{33: certificate}`.
    fn chain(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(1).int(33).bytes(&self.certificate);
        writer.into_vec()
    }

    /// A COSE_Sign1 with these headers, signed over `signed`, holding `attached`.
    fn sign(&self, protected: &[u8], unprotected: &[u8], signed: &[u8], attached: Option<&[u8]>) -> Vec<u8> {
        let mut structure = Writer::new();
        structure.array(4).text("Signature1").bytes(protected).bytes(&[]).bytes(signed);
        let signature = self.key.sign(&[structure.as_slice()]).unwrap();
        let mut message = Writer::new();
        message.array(4).bytes(protected).raw(unprotected);
        match attached {
            Some(payload) => message.bytes(payload),
            None => message.null(),
        };
        message.bytes(&signature);
        message.into_vec()
    }

    fn good(&self) -> Vec<u8> {
        self.sign(ES256, &self.chain(), &good_payload(), None)
    }

    fn judge(&self, message: &[u8], profile: Profile) -> ReaderAuth {
        let message = Ok(cbor::from_slice(message, Encoding::Strict).unwrap().0);
        self.judge_read(Some(&message), profile)
    }

    fn judge_read(
        &self,
        message: Option<&Result<mdoc_proximity::cose::Sign1<'_>, Error>>,
        profile: Profile,
    ) -> ReaderAuth {
        let items = embedded(&items("family_name"));
        reader::verify(&PROVIDER, message, &items, &transcript(1), &self.anchors, now(), Duration::ZERO, profile)
    }

    #[track_caller]
    fn named(&self, message: &[u8]) {
        for profile in [Profile::Strict, Profile::Field] {
            let judged = self.judge(message, profile);
            let report = judged.report().unwrap();
            assert!(judged.identity().is_some(), "{report:#?}");
            assert!(BOTH.iter().all(|id| report.outcome(*id) == Some(Outcome::Pass)), "{report:#?}");
            assert!(with(report, Outcome::Deviation).is_empty());
        }
    }

    /// Invalid under both profiles, through exactly these checks.
    #[track_caller]
    fn invalid(&self, message: &[u8], by: &[CheckId]) {
        for profile in [Profile::Strict, Profile::Field] {
            let judged = self.judge(message, profile);
            let ReaderAuth::Invalid(report) = &judged else { panic!("{judged:?}") };
            assert_eq!(with(report, Outcome::Fail), by, "{report:#?}");
            assert!(judged.identity().is_none());
        }
    }
}

#[test]
fn a_good_reader_is_named() {
    let bench = Bench::new();
    bench.named(&bench.good());
    assert!(matches!(bench.judge_read(None, Profile::Strict), ReaderAuth::Absent));
}

#[test]
fn h57_to_h59_a_signature_over_something_else() {
    let bench = Bench::new();
    let mut flipped = bench.good();
    *flipped.last_mut().unwrap() ^= 1;
    bench.invalid(&flipped, &[CheckId::ReaderSignature]);
    for signed in [payload("family_name", 2), payload("portrait", 1)] {
        bench.invalid(&bench.sign(ES256, &bench.chain(), &signed, None), &[CheckId::ReaderSignature]);
    }
}

#[test]
fn h60_and_h66_headers_and_payload_out_of_form() {
    let bench = Bench::new();
    let (chain, signed) = (bench.chain(), good_payload());
    bench.invalid(&bench.sign(ES256, &chain, &signed, Some(&signed)), BOTH);
    // The algorithm absent, unprotected only, another kind's (-257), or beside an unknown critical header.
    let unprotected = [&[0xa2, 0x01, 0x26], &chain[1..]].concat();
    bench.invalid(&bench.sign(&[], &chain, &signed, None), BOTH);
    bench.invalid(&bench.sign(&[], &unprotected, &signed, None), BOTH);
    bench.invalid(&bench.sign(&[0xa1, 0x01, 0x39, 0x01, 0x00], &chain, &signed, None), BOTH);
    let critical = [0xa3, 1, 0x26, 2, 0x81, 0x3a, 0, 1, 0x11, 0x6f, 0x3a, 0, 1, 0x11, 0x6f, 1];
    bench.invalid(&bench.sign(&critical, &chain, &signed, None), BOTH);
    // Another curve's algorithm.
    let bench = Bench::on(Curve::P384, |_| {});
    bench.named(&bench.sign(ES384, &bench.chain(), &signed, None));
    bench.invalid(&bench.sign(ES256, &bench.chain(), &signed, None), BOTH);
}

#[test]
fn a_tag_is_the_profiles_business() {
    let bench = Bench::new();
    let tagged = [&[0xd2], &bench.good()[..]].concat();
    let ReaderAuth::Invalid(report) = bench.judge(&tagged, Profile::Strict) else { panic!("not invalid") };
    assert_eq!(with(&report, Outcome::Fail), [CheckId::ReaderAlgorithm]);
    let ReaderAuth::Valid(identity) = bench.judge(&tagged, Profile::Field) else { panic!("not valid") };
    assert_eq!(with(identity.report(), Outcome::Deviation), [CheckId::ReaderAlgorithm]);
}

#[test]
fn h61_and_h62_where_the_certificate_stands() {
    let bench = Bench::new();
    bench.invalid(&bench.sign(ES256, &[0xa0], &good_payload(), None), &[CheckId::ReaderSignature, CheckId::PathChain]);
    let mut protected = Writer::new();
    protected.map(2).int(1).int(-7).int(33).bytes(&bench.certificate);
    bench.named(&bench.sign(protected.as_slice(), &[0xa0], &good_payload(), None));
    // What is no COSE_Sign1 at all.
    let unreadable = Err(Error::new(ErrorKind::Empty("x5chain"), 0));
    let ReaderAuth::Invalid(report) = bench.judge_read(Some(&unreadable), Profile::Field) else { panic!("valid") };
    assert_eq!(with(&report, Outcome::Fail), [CheckId::ReaderSignature]);
}

#[test]
fn h63_to_h65_certificates() {
    let expired = Bench::on(Curve::P256, |spec| spec.validity = years("2020-01-01T00:00:00Z", 2));
    expired.invalid(&expired.good(), &[CheckId::PathValidity]);
    let signer = Bench::on(Curve::P256, |spec| spec.extended_key_usage = vec![Purpose::MDL_DOCUMENT_SIGNER.to_owned()]);
    signer.invalid(&signer.good(), &[CheckId::PathExtendedKeyUsage]);
    // Nobody known vouches for it: untrusted, which is not the same as invalid, and names nobody either.
    let mut stranger = Bench::new();
    stranger.anchors = TrustAnchors::new();
    stranger.anchors.add(&PROVIDER, ca("Another CA", 2).certificate().der(), Profile::Strict).unwrap();
    let judged = stranger.judge(&stranger.good(), Profile::Strict);
    let ReaderAuth::Untrusted(report) = &judged else { panic!("{judged:?}") };
    assert_eq!(with(report, Outcome::Fail), [CheckId::PathAnchor]);
    assert!(judged.identity().is_none());
    let mut flipped = stranger.good();
    *flipped.last_mut().unwrap() ^= 1;
    stranger.invalid(&flipped, &[CheckId::ReaderSignature, CheckId::PathAnchor]);
}

#[test]
fn h67_each_doc_request_has_its_own_reader() {
    let bench = Bench::new();
    let (first, second) = (items("family_name"), items("portrait"));
    let of = |element| bench.sign(ES256, &bench.chain(), &payload(element, 1), None);
    let config = Config::builder(PROVIDER).reader_anchors(bench.anchors.clone()).build().unwrap();
    let named = |auths: [&[u8]; 2]| {
        let request = encode_request(&[(&first, Some(auths[0])), (&second, Some(auths[1]))]);
        let request = Request::outside_session(request, &config, transcript(1), None, now()).unwrap();
        request.documents().iter().map(|document| document.reader().identity().is_some()).collect::<Vec<_>>()
    };
    let (family_name, portrait) = (of("family_name"), of("portrait"));
    assert_eq!(named([&family_name, &portrait]), [true, true]);
    assert_eq!(named([&family_name, &family_name]), [true, false]);
    assert_eq!(named([&portrait, &family_name]), [false, false]);
}
