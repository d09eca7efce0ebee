//! Readers that were revoked, and the CAs between them and the anchor (H63).

use mdoc_proximity::auth::reader;
use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::holder::{Config, ReaderAuth, Request};
use mdoc_proximity::issuer::{Authority, CertificateSpec};
use mdoc_proximity::model::request::{encode_items_request, encode_request};
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::trust::{Crls, Revocation, Standing, TrustAnchors, Undetermined};
use mdoc_proximity::x509::{Certificate, Purpose};

use crate::harness::{CRL, PROFILES, key, list, now, path, reader_ca, rng, root, subject, years};

const ID: CheckId = CheckId::RevocationCertificate;

/// A root CA, a CA below it and a reader below that.
struct Counter {
    root: Authority,
    middle: Authority,
    reader: Certificate,
}

impl Counter {
    fn new() -> Self {
        let root = root(&reader_ca("Reader root", Some(1)), 1);
        let middle_key = key(Curve::P256, 2);
        let middle = root.issue(&mut rng(3), &reader_ca("Reader CA", Some(0)), middle_key.public_key()).unwrap();
        let middle = Authority::new(middle, middle_key);
        let spec = CertificateSpec::reader(subject("Counter 3"), years("2026", "2027"), CRL);
        let reader = middle.issue(&mut rng(4), &spec, key(Curve::P256, 5).public_key()).unwrap();
        Self { root, middle, reader }
    }

    fn chain(&self) -> [&Certificate; 2] {
        [&self.reader, self.middle.certificate()]
    }

    /// How a holder with these lists sees the reader.
    fn judge(&self, lists: &[&[u8]], undetermined: Undetermined, profile: Profile) -> ReaderAuth {
        let mut anchors = TrustAnchors::readers();
        anchors.add(&PROVIDER, self.root.certificate().der(), Profile::Strict).unwrap();
        self.judge_with(Config::builder(PROVIDER).reader_anchors(anchors), lists, undetermined, profile)
    }

    fn judge_with(
        &self,
        builder: mdoc_proximity::holder::ConfigBuilder<mdoc_proximity::holder::ReaderTrust>,
        lists: &[&[u8]],
        undetermined: Undetermined,
        profile: Profile,
    ) -> ReaderAuth {
        let mut crls = Crls::new();
        lists.iter().for_each(|list| crls.add(list).unwrap());
        let revocation = Revocation { crls, undetermined, ..Revocation::default() };
        let config = builder.profile(profile).revocation(revocation).build().unwrap();
        let transcript = SessionTranscript::from_bytes(&[0x83, 0xf6, 0xf6, 0xf6]).unwrap();
        let items =
            encode_items_request("org.iso.18013.5.1.mDL", vec![("org.iso.18013.5.1", vec![("portrait", false)])]);
        let mut bytes = Writer::new();
        bytes.embedded(&items);
        let chain = self.chain().map(Certificate::der);
        let signed = reader::sign(&*key(Curve::P256, 5), &chain, bytes.as_slice(), &transcript).unwrap();
        let request = encode_request(&[(&items, Some(&signed))]);
        let request = Request::outside_session(request, &config, transcript, None, now()).unwrap();
        request.documents()[0].reader().clone()
    }
}

fn lines(reader: &ReaderAuth) -> Vec<Outcome> {
    let checks = reader.report().unwrap().checks().iter();
    checks.filter(|check| check.id == ID).map(|check| check.outcome).collect()
}

fn failures(reader: &ReaderAuth) -> Vec<CheckId> {
    reader.report().unwrap().failures().map(|check| check.id).collect()
}

#[test]
fn h63_a_revoked_reader_is_invalid() {
    let counter = Counter::new();
    let (root, middle) = (counter.root.revoke(&list()).unwrap(), counter.middle.revoke(&list()).unwrap());
    let naming = counter.middle.revoke(&list().naming(&counter.reader)).unwrap();
    for profile in PROFILES {
        for undetermined in [Undetermined::Report, Undetermined::Reject] {
            let good = counter.judge(&[&root, &middle], undetermined, profile);
            assert!(good.identity().is_some(), "{:#?}", good.report());
            assert_eq!(lines(&good), [Outcome::Pass, Outcome::Pass]);
            let revoked = counter.judge(&[&root, &naming], undetermined, profile);
            assert!(matches!(revoked, ReaderAuth::Invalid(_)) && revoked.identity().is_none());
            assert_eq!(lines(&revoked), [Outcome::Fail, Outcome::Pass]);
            assert_eq!(failures(&revoked), [ID]);
        }
    }
}

/// The reader itself is in order, and the CA that vouches for it is not.
#[test]
fn a_revoked_ca_between_reader_and_anchor() {
    let counter = Counter::new();
    let naming = counter.root.revoke(&list().naming(counter.middle.certificate())).unwrap();
    let middle = counter.middle.revoke(&list()).unwrap();
    for profile in PROFILES {
        for lists in [&[&naming[..], &middle][..], &[&naming]] {
            let revoked = counter.judge(lists, Undetermined::Report, profile);
            assert!(matches!(revoked, ReaderAuth::Invalid(_)));
            assert_eq!(failures(&revoked), [ID]);
            assert_eq!(lines(&revoked)[1], Outcome::Fail);
        }
    }
    let path = path(&counter.chain(), counter.root.certificate(), &Purpose::reader());
    let judged = crate::harness::judge(
        &path,
        &[&naming],
        Undetermined::Report,
        Profile::Strict,
        now(),
        core::time::Duration::ZERO,
    );
    assert_eq!(judged.standing, Standing::Revoked, "the worst of both");
}

/// A list of one CA says nothing about the other's certificates, be the serial number the same.
#[test]
fn each_certificate_by_its_own_issuer() {
    let counter = Counter::new();
    let wrong = counter.root.revoke(&list().naming(&counter.reader)).unwrap();
    let judged = counter.judge(&[&wrong], Undetermined::Report, Profile::Strict);
    assert!(judged.identity().is_some());
    assert_eq!(lines(&judged), [Outcome::Skipped, Outcome::Pass]);
}

#[test]
fn an_undetermined_reader_is_the_policys_business() {
    let counter = Counter::new();
    let mut flipped = counter.middle.revoke(&list()).unwrap();
    *flipped.last_mut().unwrap() ^= 1;
    for profile in PROFILES {
        for (lists, outcome) in [(&[][..], Outcome::Skipped), (&[&flipped[..]], Outcome::Deviation)] {
            let reported = counter.judge(lists, Undetermined::Report, profile);
            assert!(reported.identity().is_some());
            assert_eq!(lines(&reported), [outcome, Outcome::Skipped]);
            let rejected = counter.judge(lists, Undetermined::Reject, profile);
            assert!(matches!(rejected, ReaderAuth::Invalid(_)));
            assert_eq!(lines(&rejected), [Outcome::Fail, Outcome::Fail]);
        }
    }
}

/// Nobody can say whether a reader of an unknown CA was revoked: it stays unknown, whatever the policy.
#[test]
fn a_reader_of_an_unknown_ca() {
    let counter = Counter::new();
    let naming = counter.middle.revoke(&list().naming(&counter.reader)).unwrap();
    for undetermined in [Undetermined::Report, Undetermined::Reject] {
        let builder = Config::builder(PROVIDER).trust_no_reader();
        let reader = counter.judge_with(builder, &[&naming], undetermined, Profile::Strict);
        assert!(matches!(reader, ReaderAuth::Untrusted(_)));
        assert_eq!(lines(&reader), [Outcome::Skipped]);
    }
}
