//! The list of reader CAs as a whole, and its entries.

use std::time::Duration;

use mdoc_proximity::cbor::{Writer, to_vec};
use mdoc_proximity::cose;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::issuer::{CertificateSpec, ListedCertificate, MsoDate, RicalBuilder};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::trust::{EntryReport, EntryStanding, Revocation, Rical, TrustAnchors};
use mdoc_proximity::x509::{Certificate, KeyUsage};

use crate::world::*;

fn provider() -> Provider {
    Provider::new(&rical_signer())
}

/// A good list of one reader CA.
fn good() -> RicalBuilder {
    RicalBuilder {
        entries: vec![ListedCertificate::rical(ca("Reader CA", 600, 0).certificate(), true)],
        next_update: Some(at("2026-06-02T12:00:00Z").into()),
        not_after: Some(at("2026-07-01T00:00:00Z").into()),
        id: Some(3),
        url: Some("https://example.com/rical".to_owned()),
        ..RicalBuilder::new("Example", issued())
    }
}

#[track_caller]
fn expect(bytes: &[u8], fails: &[CheckId], deviates: &[CheckId], always: &[CheckId]) {
    let provider = provider();
    judged(|profile| provider.rical(bytes, profile), Rical::report, fails, deviates, always);
}

#[track_caller]
fn expect_change(change: impl Fn(&mut RicalBuilder), fails: &[CheckId], deviates: &[CheckId], always: &[CheckId]) {
    let mut list = good();
    change(&mut list);
    expect(&provider().sign_rical(&list), fails, deviates, always);
}

#[test]
fn a_good_list_verifies_without_a_deviation_and_tells_what_it_is() {
    let provider = provider();
    let bytes = provider.sign_rical(&good());
    expect(&bytes, &[], &[], &[]);
    let list = provider.rical(&bytes, Profile::Strict).unwrap();
    assert_eq!((list.provider(), list.id(), list.url()), ("Example", Some(3), Some("https://example.com/rical")));
    assert_eq!((list.date(), list.not_after()), (Some(issued()), Some(at("2026-07-01T00:00:00Z"))));
    assert_eq!(list.next_update(), Some(at("2026-06-02T12:00:00Z")));
    assert_eq!(list.signer().der(), provider.chain[0]);
    let [entry] = list.entries() else { panic!("one entry") };
    assert!(entry.is_trust_anchor() && entry.constraints().is_none() && entry.certificate().is_some());
    for id in [CheckId::RicalStructure, CheckId::RicalSignature, CheckId::RicalDate, CheckId::RicalNotAfter] {
        assert_eq!(list.report().outcome(id), Some(Outcome::Pass), "{id}");
    }
}

#[test]
fn the_list_is_for_reader_authentication_and_not_empty() {
    const STRUCTURE: &[CheckId] = &[CheckId::RicalStructure];
    expect_change(|list| list.kind = None, STRUCTURE, &[], &[]);
    expect_change(|list| list.kind = Some("org.iso.18013.5.1.other".to_owned()), STRUCTURE, &[], &[]);
    expect_change(|list| list.entries.clear(), STRUCTURE, &[], &[]);
    expect_change(|list| list.version = "2.0".to_owned(), STRUCTURE, &[], &[]);
    // A VICAL is no RICAL.
    let provider = provider();
    let vical = cose::sign1(&*provider.signer, &provider.chain(), vical().to_bytes(), true).unwrap();
    expect(&vical, STRUCTURE, &[], &[]);
}

#[test]
fn dates_are_judged_as_of_a_vical() {
    let untagged = |text: &str| MsoDate { tag: None, text: text.to_owned() };
    expect_change(|list| list.date = at("2026-06-01T12:00:01Z").into(), &[CheckId::RicalDate], &[], &[]);
    expect_change(|list| list.date = untagged("2026-05-31T12:00:00Z"), &[], &[CheckId::RicalDate], &[]);
    let due = |list: &mut RicalBuilder| list.next_update = Some(at("2026-06-01T11:59:59Z").into());
    expect_change(due, &[], &[], &[CheckId::RicalNextUpdate]);
    let ended = |list: &mut RicalBuilder| list.not_after = Some(at("2026-06-01T11:59:59Z").into());
    expect_change(ended, &[CheckId::RicalNotAfter], &[], &[]);
}

#[test]
fn the_signer_signs_lists_and_its_chain_is_protected() {
    let provider = provider();
    let sign = |chain: &[&[u8]]| cose::sign1(&*provider.signer, chain, good().to_bytes(), true).unwrap();
    expect(&sign(&provider.chain()), &[], &[CheckId::RicalStructure], &[]);
    // The root is to be left out.
    let with_root: Vec<&[u8]> = provider.chain().into_iter().chain([provider.root.certificate().der()]).collect();
    let bytes = good().sign(&*provider.signer, &with_root).unwrap();
    expect(&bytes, &[], &[CheckId::RicalStructure], &[]);
    let mut spoiled = provider.sign_rical(&good());
    *spoiled.last_mut().unwrap() ^= 1;
    expect(&spoiled, &[CheckId::RicalSignature], &[], &[]);

    let with = |change: &dyn Fn(&mut CertificateSpec), id: CheckId| {
        let mut spec = rical_signer();
        change(&mut spec);
        let provider = Provider::new(&spec);
        for profile in PROFILES {
            let error = provider.rical(&provider.sign_rical(&good()), profile).unwrap_err();
            assert!(verdict(&error.report).0.contains(&id), "{error}");
        }
    };
    with(&|spec| spec.key_usage = Some(KeyUsage::DIGITAL_SIGNATURE), CheckId::PathKeyUsage);
    with(&|spec| spec.validity.not_after = at("2026-05-01T00:00:00Z"), CheckId::PathValidity);
    let none = TrustAnchors::list_signers();
    let bytes = provider.sign_rical(&good());
    let error = Rical::verify(&PROVIDER, &bytes, &none, &Revocation::default(), now(), Duration::ZERO, Profile::Field)
        .unwrap_err();
    assert_eq!(verdict(&error.report).0, [CheckId::PathAnchor]);
}

fn classify(entry: ListedCertificate, profile: Profile) -> (EntryReport, TrustAnchors) {
    let mut anchors = TrustAnchors::readers();
    let mut reports = anchors.add_rical(&PROVIDER, &provider().listing_readers(vec![entry]), profile);
    assert_eq!(reports.len(), 1);
    (reports.remove(0), anchors)
}

/// What becomes of an entry under the strict and the field profile.
#[track_caller]
fn expect_entry(change: impl Fn(&mut ListedCertificate), strict: EntryStanding, field: EntryStanding) {
    let root = ca("Reader CA", 600, 1);
    // Issued by another, so that there is an authority key identifier.
    let spec = CertificateSpec::reader_ca(name("Lower CA", "NO", None), crate::bench::validity(), CRL, Some(0));
    let lower: Certificate = root.issue(&mut rng(601), &spec, key(602).public_key()).unwrap();
    for (profile, standing) in PROFILES.into_iter().zip([strict, field]) {
        let mut entry = ListedCertificate::rical(&lower, true);
        change(&mut entry);
        let (report, anchors) = classify(entry, profile);
        assert_eq!(report.standing, standing, "{profile:?}: {report:#?}");
        assert_eq!(anchors.certificates().len(), usize::from(standing == EntryStanding::Anchor));
        let failed = verdict(&report.report).0;
        assert_eq!(
            failed.as_slice(),
            if standing == EntryStanding::Refused { &[CheckId::RicalEntry][..] } else { &[] }
        );
    }
}

#[test]
fn entries_are_anchors_intermediates_or_nothing() {
    use EntryStanding::{Anchor, Intermediate, Refused};
    expect_entry(|_| {}, Anchor, Anchor);
    expect_entry(|entry| entry.set("isTrustAnchor", to_vec(&false)), Intermediate, Intermediate);
    // The draft's CDDL has no such member.
    expect_entry(|entry| entry.remove("isTrustAnchor"), Refused, Anchor);
    expect_entry(|entry| entry.set("isTrustAnchor", to_vec("yes")), Refused, Refused);
    expect_entry(|entry| entry.remove("aki"), Anchor, Anchor);
    expect_entry(|entry| entry.set("aki", to_vec(&[1_u8; 20][..])), Refused, Refused);
    expect_entry(|entry| entry.set("ski", to_vec(&[1_u8; 20][..])), Refused, Refused);
    expect_entry(|entry| entry.set("name", to_vec("Example readers")), Anchor, Anchor);
    let kind = |kind: &'static str| move |entry: &mut ListedCertificate| entry.set("type", to_vec(kind));
    expect_entry(kind("org.iso.18013.5.1.reader_authentication"), Anchor, Anchor);
    expect_entry(kind("org.iso.18013.5.1.other"), Refused, Refused);
    // Constraints say who may be vouched for, not whether there is an anchor; they must be readable.
    for spelling in ["trustConstraints", "trustContraints"] {
        expect_entry(|entry| entry.set(spelling, vec![0x81, 0xa0]), Anchor, Anchor);
        expect_entry(|entry| entry.set(spelling, vec![0x81, 0xa1, 0x61, b'x', 0x01]), Anchor, Anchor);
        expect_entry(|entry| entry.set(spelling, vec![0xf6]), Anchor, Anchor);
        expect_entry(|entry| entry.set(spelling, vec![0x80]), Refused, Refused);
        expect_entry(|entry| entry.set(spelling, vec![0xa0]), Refused, Refused);
        expect_entry(|entry| entry.set(spelling, vec![0x81, 0x01]), Refused, Refused);
    }
    let twice = |entry: &mut ListedCertificate| {
        entry.set("trustConstraints", vec![0x81, 0xa0]);
        entry.set("trustContraints", vec![0x81, 0xa0]);
    };
    expect_entry(twice, Refused, Refused);
}

/// 256 constraints are the most, and so are 256 things that one of them asks for.
#[test]
fn constraints_have_a_measure() {
    use EntryStanding::{Anchor, Refused};
    let constraints = |count: usize| {
        let mut writer = Writer::new();
        writer.array(count);
        for _ in 0..count {
            writer.map(0);
        }
        writer.into_vec()
    };
    let asking = |count: usize, wrapped: bool| {
        let mut writer = Writer::new();
        writer.array(1);
        if wrapped {
            writer.map(1).text("extensions");
        }
        writer.map(count);
        for number in 0..count {
            writer.text(&format!("{number:04}")).bool(true);
        }
        writer.into_vec()
    };
    for (count, standing) in [(256, Anchor), (257, Refused)] {
        expect_entry(|entry| entry.set("trustConstraints", constraints(count)), standing, standing);
        for wrapped in [false, true] {
            expect_entry(|entry| entry.set("trustConstraints", asking(count, wrapped)), standing, standing);
        }
    }
    // What is asked for by a number is asked for.
    let mut entry = ListedCertificate::rical(ca("Reader CA", 600, 0).certificate(), true);
    entry.set("trustConstraints", vec![0x81, 0xa1, 0x07, 0x01]);
    let list = provider().listing_readers(vec![entry]);
    let [asked] = list.entries()[0].constraints().unwrap() else { panic!("one constraint") };
    assert_eq!((asked.is_satisfied(), asked.unknown()), (false, &["a key that is no text".to_owned()][..]));
}

#[test]
fn names_and_constraints_are_told() {
    let root = ca("Reader CA", 600, 0);
    let mut entry = ListedCertificate::rical(root.certificate(), true);
    entry.set("name", to_vec("Example readers"));
    let mut constraints = Writer::new();
    constraints.array(2).map(1).text("extensions").map(0);
    constraints.map(2).text("extensions").map(1).text("org.example.shop").bool(true).text("more").uint(1);
    entry.set("trustConstraints", constraints.into_vec());
    let list = provider().listing_readers(vec![entry]);
    let [entry] = list.entries() else { panic!("one entry") };
    assert_eq!(entry.name(), Some("Example readers"));
    let [nothing, something] = entry.constraints().unwrap() else { panic!("two constraints") };
    assert!(nothing.is_satisfied() && nothing.unknown().is_empty());
    assert!(!something.is_satisfied());
    assert_eq!(something.unknown(), ["org.example.shop", "more"]);
}

#[test]
fn an_intermediate_that_came_along_is_no_root() {
    let root = ca("List root", 1000, 1);
    let spec = CertificateSpec::reader_ca(name("Lower CA", "NO", None), crate::bench::validity(), CRL, Some(0));
    let lower = mdoc_proximity::issuer::Authority::new(
        root.issue(&mut rng(1010), &spec, key(1011).public_key()).unwrap(),
        key(1011),
    );
    let signer = key(1001);
    let leaf = lower.issue(&mut rng(1012), &rical_signer(), signer.public_key()).unwrap();
    let chain = vec![leaf.der().to_vec(), lower.certificate().der().to_vec()];
    let provider = Provider { root, signer, chain };
    let bytes = provider.sign_rical(&good());
    judged(|profile| provider.rical(&bytes, profile), Rical::report, &[], &[], &[]);
}

/// A certificate that its own key signed is the signer's all the same: nothing came along with it.
#[test]
fn a_signer_alone_came_without_a_root() {
    let own = mdoc_proximity::issuer::Authority::self_signed(&mut rng(1020), &rical_signer(), key(1001)).unwrap();
    let provider = Provider { chain: vec![own.certificate().der().to_vec()], ..provider() };
    let bytes = provider.sign_rical(&good());
    let report = provider.rical(&bytes, Profile::Strict).unwrap_err().report;
    assert_eq!(report.outcome(CheckId::RicalStructure), Some(Outcome::Pass), "{report:#?}");
    assert!(verdict(&report).0.contains(&CheckId::PathAnchor));
}
