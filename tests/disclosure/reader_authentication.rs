//! Reader authentication, judged per DocRequest (H56 to H67).

use mdoc_proximity::auth::reader;
use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, PublicKey, SigningKey};
use mdoc_proximity::holder::{Config, ReaderAuth, Request};
use mdoc_proximity::issuer::certificate::{Authority, CertificateSpec, SubjectName, Validity};
use mdoc_proximity::model::authentication::reader_authentication_bytes;
use mdoc_proximity::model::request::encode_request;
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::TrustAnchors;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::support::*;

fn key(seed: u64, curve: Curve) -> Box<dyn SigningKey> {
    let secret = PROVIDER.keys.generate(curve, &mut ChaCha20Rng::seed_from_u64(seed)).unwrap();
    PROVIDER.keys.signing_key(&secret).unwrap()
}

fn subject(organization: &str) -> SubjectName {
    let organization = Some(organization.to_owned());
    SubjectName { country: Some("NO".into()), state_or_province: None, organization, common_name: "counter 3".into() }
}

fn years(from: i64, until: i64) -> Validity {
    let at = |year| UnixTime::from_rfc3339(&format!("{year}-07-01T00:00:00Z")).unwrap();
    Validity { not_before: at(from), not_after: at(until) }
}

/// A reader CA and one reader of it.
struct Counter {
    ca: Authority,
    reader: Box<dyn SigningKey>,
    spec: CertificateSpec,
    chain: Vec<Vec<u8>>,
}

impl Counter {
    fn new(curve: Curve) -> Self {
        Self::with(curve, |_| {})
    }

    fn with(curve: Curve, change: impl FnOnce(&mut CertificateSpec)) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(77);
        let ca =
            CertificateSpec::reader_ca(subject("Reader CA"), years(2019, 2025), "https://example.com/crl", Some(0));
        let ca = Authority::self_signed(&mut rng, &ca, key(1, Curve::P256)).unwrap();
        let mut spec = CertificateSpec::reader(subject("Posten Norge"), years(2020, 2022), "https://example.com/crl");
        change(&mut spec);
        let reader = key(2, curve);
        let chain = vec![ca.issue(&mut rng, &spec, reader.public_key()).unwrap().der().to_vec()];
        Self { ca, reader, spec, chain }
    }

    fn chain(&self) -> Vec<&[u8]> {
        self.chain.iter().map(Vec::as_slice).collect()
    }

    fn sign(&self, items_request: &[u8]) -> Vec<u8> {
        reader::sign(&*self.reader, &self.chain(), &embedded(items_request), &transcript()).unwrap()
    }

    fn config(&self, profile: Profile) -> Config {
        let mut anchors = TrustAnchors::readers();
        anchors.add(&PROVIDER, self.ca.certificate().der(), Profile::Strict).unwrap();
        Config::builder(PROVIDER).reader_anchors(anchors).profile(profile).build().unwrap()
    }

    /// How a holder that trusts the CA judges this readerAuth over `items()`.
    fn judge(&self, reader_auth: &[u8]) -> ReaderAuth {
        self.judge_by(Profile::Strict, reader_auth)
    }

    fn judge_by(&self, profile: Profile, reader_auth: &[u8]) -> ReaderAuth {
        self.open_by(profile, &[(&items(), Some(reader_auth))]).documents()[0].reader().clone()
    }

    fn open(&self, doc_requests: &[(&[u8], Option<&[u8]>)]) -> Request {
        self.open_by(Profile::Strict, doc_requests)
    }

    fn open_by(&self, profile: Profile, doc_requests: &[(&[u8], Option<&[u8]>)]) -> Request {
        let request = encode_request(doc_requests);
        Request::outside_session(request, &self.config(profile), transcript(), None, annex_d_time()).unwrap()
    }

    /// The readerAuth is invalid under both profiles, through exactly these checks.
    #[track_caller]
    fn refuses(&self, reader_auth: &[u8], by: &[CheckId]) {
        for profile in [Profile::Strict, Profile::Field] {
            let reader = self.judge_by(profile, reader_auth);
            assert!(invalid(&reader), "{reader:?}");
            assert_eq!(failures(&reader), by, "{profile:?}: {:?}", reader.report());
        }
    }

    /// A COSE_Sign1 by the reader, part by part.
    fn forge(&self, protected: &[u8], unprotected: &[u8], attached: bool) -> Vec<u8> {
        let payload = reader_authentication_bytes(&transcript(), &embedded(&items()));
        let mut to_sign = Writer::new();
        to_sign.array(4).text("Signature1").bytes(protected).bytes(&[]).bytes(&payload);
        let mut message = Writer::new();
        message.array(4).bytes(protected).raw(unprotected);
        if attached {
            message.bytes(&payload)
        } else {
            message.null()
        };
        message.bytes(&self.reader.sign(&[to_sign.as_slice()]).unwrap());
        message.into_vec()
    }

    /// `{33: x5chain}`, and more.
    fn header(&self, more: &[(i64, &[u8])]) -> Vec<u8> {
        let mut header = Writer::new();
        header.map(1 + more.len());
        for (label, value) in more {
            header.int(*label).raw(value);
        }
        header.uint(33).bytes(&self.chain[0]);
        header.into_vec()
    }
}

fn items() -> Vec<u8> {
    items_request(MDL, &[(MDL_NS, "family_name", false)])
}

fn embedded(content: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.embedded(content);
    writer.into_vec()
}

fn invalid(reader: &ReaderAuth) -> bool {
    assert!(reader.identity().is_none());
    matches!(reader, ReaderAuth::Invalid(report) if report.has_failed())
}

fn failures(reader: &ReaderAuth) -> Vec<CheckId> {
    reader.report().into_iter().flat_map(|report| report.failures()).map(|check| check.id).collect()
}

const ES256: &[u8] = &[0xa1, 0x01, 0x26];

#[test]
fn valid_on_every_signing_curve() {
    for curve in [Curve::P256, Curve::P384, Curve::P521, Curve::Ed25519, Curve::BrainpoolP256r1, Curve::BrainpoolP384r1]
    {
        let counter = Counter::new(curve);
        let reader = counter.judge(&counter.sign(&items()));
        let identity = reader.identity().unwrap_or_else(|| panic!("{curve}: {:?}", reader.report()));
        assert_eq!(identity.display_name(), "Posten Norge");
        assert_eq!(identity.certificate().der(), counter.chain[0]);
    }
}

/// H65: everything holds but the root. The signature was checked all the same.
#[test]
fn untrusted_when_only_the_root_is_unknown() {
    let counter = Counter::new(Curve::P256);
    let signed = counter.sign(&items());
    let judge = |reader_auth: &[u8]| {
        let request = encode_request(&[(&items(), Some(reader_auth))]);
        let request = Request::outside_session(request, &holder(), transcript(), None, annex_d_time()).unwrap();
        request.documents()[0].reader().clone()
    };
    let reader = judge(&signed);
    let ReaderAuth::Untrusted(report) = &reader else { panic!("{reader:?}") };
    assert_eq!(report.outcome(CheckId::ReaderSignature), Some(Outcome::Pass));
    assert_eq!(report.failures().map(|check| check.id).collect::<Vec<_>>(), [CheckId::PathAnchor]);
    let mut broken = signed;
    *broken.last_mut().unwrap() ^= 1;
    assert!(invalid(&judge(&broken)));
}

/// H57, H58, H59: over these bytes, in this session.
#[test]
fn the_signature_is_over_this_request_in_this_session() {
    let counter = Counter::new(Curve::P256);
    let mut broken = counter.sign(&items());
    *broken.last_mut().unwrap() ^= 1;
    counter.refuses(&broken, &[CheckId::ReaderSignature]);
    let other = items_request(MDL, &[(MDL_NS, "given_name", false)]);
    counter.refuses(&counter.sign(&other), &[CheckId::ReaderSignature]);
    let elsewhere = mdoc_proximity::model::transcript::SessionTranscript::from_bytes(&[0x83, 0xf6, 0xf6, 0]).unwrap();
    let replayed = reader::sign(&*counter.reader, &counter.chain(), &embedded(&items()), &elsewhere).unwrap();
    counter.refuses(&replayed, &[CheckId::ReaderSignature]);
    // Over the bare ItemsRequest instead of its tag-24 bytes.
    let bare = reader::sign(&*counter.reader, &counter.chain(), &items(), &transcript()).unwrap();
    counter.refuses(&bare, &[CheckId::ReaderSignature]);
}

/// H67: each DocRequest has its own reader.
#[test]
fn each_doc_request_is_judged_alone() {
    let counter = Counter::new(Curve::P256);
    let other = items_request(MDL, &[(MDL_NS, "given_name", false)]);
    let (good, swapped) = (counter.sign(&items()), counter.sign(&items()));
    let request = counter.open(&[(&items(), Some(&good)), (&other, Some(&swapped)), (&other, None)]);
    let readers: Vec<_> = request.documents().iter().map(|document| document.reader()).collect();
    assert!(readers[0].identity().is_some());
    assert!(invalid(readers[1]));
    assert!(matches!(readers[2], ReaderAuth::Absent));
    // H56: nobody has to be authenticated to be answered.
    let issued = Maker::mdl(&[("family_name", text("Nordmann")), ("given_name", text("Kari"))]).make();
    assert_eq!(request.propose(&[&issued.credential]).documents().len(), 3);
}

/// H60, H61, H62, H66.
#[test]
fn envelopes() {
    const FORM: &[CheckId] = &[CheckId::ReaderAlgorithm, CheckId::ReaderSignature];
    const CHAIN: &[CheckId] = &[CheckId::ReaderSignature, CheckId::PathChain];
    let counter = Counter::new(Curve::P256);
    let header = counter.header(&[]);
    assert!(counter.judge(&counter.forge(ES256, &header, false)).identity().is_some());
    // x5chain protected.
    let protected = counter.header(&[(1, &[0x26])]);
    assert!(counter.judge(&counter.forge(&protected, &[0xa0], false)).identity().is_some());
    // The payload attached.
    counter.refuses(&counter.forge(ES256, &header, true), FORM);
    // No x5chain; an empty one; one that is no certificate.
    counter.refuses(&counter.forge(ES256, &[0xa0], false), CHAIN);
    counter.refuses(&counter.forge(ES256, &[0xa1, 0x18, 33, 0x80], false), &[CheckId::ReaderSignature]);
    counter.refuses(&counter.forge(ES256, &[0xa1, 0x18, 33, 0x41, 0], false), CHAIN);
    // alg unprotected only; ES384 with a P-256 key; RS256; none at all.
    counter.refuses(&counter.forge(&[], &counter.header(&[(1, &[0x26])]), false), FORM);
    counter.refuses(&counter.forge(&[0xa1, 0x01, 0x38, 34], &header, false), FORM);
    counter.refuses(&counter.forge(&[0xa1, 0x01, 0x39, 1, 0], &header, false), FORM);
    counter.refuses(&counter.forge(&[], &header, false), FORM);
    // A critical header that nobody knows.
    let critical = [0xa3, 0x01, 0x26, 0x02, 0x81, 0x19, 0x03, 0xe8, 0x19, 0x03, 0xe8, 0x00];
    counter.refuses(&counter.forge(&critical, &header, false), FORM);
    // No COSE_Sign1 at all.
    counter.refuses(&text("signed, the reader"), &[CheckId::ReaderSignature]);
}

/// The standard wants the signature untagged; the profile decides.
#[test]
fn a_tag_is_a_deviation() {
    let counter = Counter::new(Curve::P256);
    let tagged = [&[0xd2], &counter.sign(&items())[..]].concat();
    let strict = counter.judge_by(Profile::Strict, &tagged);
    assert!(invalid(&strict));
    assert_eq!(failures(&strict), [CheckId::ReaderAlgorithm]);
    let field = counter.judge_by(Profile::Field, &tagged);
    let report = field.identity().unwrap().report();
    assert_eq!(report.outcome(CheckId::ReaderAlgorithm), Some(Outcome::Deviation));
}

/// H63, H64: the certificate must be a reader's, now.
#[test]
fn certificates() {
    let judge = |change: fn(&mut CertificateSpec)| {
        let counter = Counter::with(Curve::P256, change);
        counter.judge(&counter.sign(&items()))
    };
    assert!(invalid(&judge(|spec| spec.validity = years(2019, 2020))));
    assert!(invalid(&judge(|spec| spec.validity = years(2021, 2022))));
    assert!(invalid(&judge(|spec| spec.extended_key_usage.clear())));
    assert!(invalid(&judge(|spec| spec.extended_key_usage = vec!["1.0.18013.5.1.2".into()])));
    assert!(judge(|spec| spec.extended_key_usage = vec!["1.0.23220.4.1.6".into()]).identity().is_some());
    assert!(judge(|spec| spec.extended_key_usage.push("1.3.6.1.5.5.7.3.2".into())).identity().is_some());
    // No organization: the common name.
    let nameless = judge(|spec| spec.subject.organization = None);
    assert_eq!(nameless.identity().unwrap().display_name(), "counter 3");
    // A name longer than a screen is cut.
    let boundless = judge(|spec| spec.subject.organization = Some("å".repeat(4_000)));
    let shown = format!("{}\u{2026}", "å".repeat(80));
    assert_eq!(boundless.identity().map(|identity| identity.display_name()), Some(shown));
}

/// An expired certificate of an unknown CA is wrong, not merely unknown.
#[test]
fn untrusted_means_that_all_else_holds() {
    let counter = Counter::with(Curve::P256, |spec| spec.validity = years(2019, 2020));
    let request = encode_request(&[(&items(), Some(&counter.sign(&items())))]);
    let request = Request::outside_session(request, &holder(), transcript(), None, annex_d_time()).unwrap();
    assert!(invalid(request.documents()[0].reader()));
}

/// A CA of the trusted name with another key does not make the reader merely unknown.
#[test]
fn a_forged_ca_is_invalid() {
    let (genuine, mut rng) = (Counter::new(Curve::P256), ChaCha20Rng::seed_from_u64(5));
    let ca = CertificateSpec::reader_ca(subject("Reader CA"), years(2019, 2025), "https://example.com/crl", Some(0));
    let forged = Authority::self_signed(&mut rng, &ca, key(66, Curve::P256)).unwrap();
    let reader_key: PublicKey = *genuine.reader.public_key();
    let leaf = forged.issue(&mut rng, &genuine.spec, &reader_key).unwrap();
    let signed = reader::sign(&*genuine.reader, &[leaf.der()], &embedded(&items()), &transcript()).unwrap();
    assert!(invalid(&genuine.judge(&signed)));
}
