//! What a VICAL says about a certificate, against what the certificate says (R101).

use mdoc_proximity::budget;
use mdoc_proximity::cbor::{Encode, Writer, to_vec};
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::issuer::{ListedCertificate, MsoDate};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::trust::{EntryReport, EntryStanding, TrustAnchors};
use mdoc_proximity::x509::Certificate;

use crate::bench::Bench;
use crate::world::*;

/// What becomes of one entry, and the anchors it leaves.
fn classify(entry: ListedCertificate, profile: Profile) -> (EntryReport, TrustAnchors) {
    let provider = Provider::new(&vical_signer());
    let mut anchors = TrustAnchors::issuers();
    let mut reports = anchors.add_vical(&PROVIDER, &provider.listing(vec![entry]), profile);
    assert_eq!(reports.len(), 1);
    (reports.remove(0), anchors)
}

#[derive(Clone, Copy, PartialEq)]
enum Expected {
    Good,
    Tolerated,
    Refused,
}

#[track_caller]
fn expect(change: impl Fn(&mut ListedCertificate, &Certificate), expected: Expected) {
    let bench = Bench::new();
    let certificate = bench.iaca.certificate();
    for profile in PROFILES {
        let mut entry = ListedCertificate::vical(certificate, &[MDL]);
        change(&mut entry, certificate);
        let (report, anchors) = classify(entry, profile);
        let outcome = match expected {
            Expected::Good => Outcome::Pass,
            Expected::Tolerated if profile == Profile::Field => Outcome::Deviation,
            Expected::Tolerated | Expected::Refused => Outcome::Fail,
        };
        assert_eq!(report.report.outcome(CheckId::VicalEntry), Some(outcome), "{profile:?}: {report:#?}");
        let refused = outcome == Outcome::Fail;
        assert_eq!(report.standing == EntryStanding::Refused, refused);
        assert_eq!(anchors.certificates().is_empty(), refused);
        let only = report.report.failures().all(|check| check.id == CheckId::VicalEntry);
        assert!(only, "{profile:?}: {report:#?}");
    }
}

fn bytes(bytes: &[u8]) -> Vec<u8> {
    to_vec(bytes)
}

fn bignum(bytes: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.tag(2).bytes(bytes);
    writer.into_vec()
}

fn unhex(text: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
}

#[test]
fn a_good_entry_is_an_anchor_for_its_document_types() {
    use Expected::Good;
    expect(|_, _| {}, Good);
    let bench = Bench::new();
    let (report, anchors) =
        classify(ListedCertificate::vical(bench.iaca.certificate(), &[PHOTO_ID, MDL]), Profile::Strict);
    assert_eq!((report.position, report.standing), (0, EntryStanding::Anchor));
    assert_eq!(report.certificate.unwrap().der(), bench.iaca.certificate().der());
    assert_eq!(anchors.doc_types(bench.iaca.certificate()).unwrap(), [MDL, PHOTO_ID]);
}

#[test]
fn the_serial_number_is_the_certificates_behind_tag_2() {
    use Expected::{Good, Refused, Tolerated};
    let serial = |certificate: &Certificate| unhex(&certificate.serial());
    expect(|entry, certificate| entry.set("serialNumber", bignum(&serial(certificate))), Good);
    // Zeros in front mean nothing.
    expect(|entry, certificate| entry.set("serialNumber", bignum(&[&[0, 0], &serial(certificate)[..]].concat())), Good);
    expect(|entry, certificate| entry.set("serialNumber", bytes(&serial(certificate))), Tolerated);
    expect(|entry, _| entry.remove("serialNumber"), Tolerated);
    expect(|entry, _| entry.set("serialNumber", vec![0xf6]), Tolerated);
    expect(|entry, _| entry.set("serialNumber", bignum(&[1])), Refused);
    expect(|entry, _| entry.set("serialNumber", bignum(&[])), Refused);
    expect(|entry, _| entry.set("serialNumber", vec![0x01]), Refused);
    expect(|entry, certificate| entry.set("serialNumber", bytes(&serial(certificate)[1..])), Refused);
    expect(|entry, _| entry.set("serialNumber", to_vec("12")), Refused);
    let other_tag = |entry: &mut ListedCertificate, certificate: &Certificate| {
        let mut writer = Writer::new();
        writer.tag(3).bytes(&serial(certificate));
        entry.set("serialNumber", writer.into_vec());
    };
    expect(other_tag, Refused);
}

#[test]
fn the_key_identifier_is_raw_or_wrapped() {
    use Expected::{Good, Refused, Tolerated};
    let own = |certificate: &Certificate| certificate.subject_key_identifier().unwrap().to_vec();
    let wrapped = |certificate: &Certificate| [&[4, 20], own(certificate).as_slice()].concat();
    expect(|entry, certificate| entry.set("ski", bytes(&wrapped(certificate))), Good);
    let twice = |certificate: &Certificate| [&[4, 22], wrapped(certificate).as_slice()].concat();
    expect(|entry, certificate| entry.set("ski", bytes(&twice(certificate))), Good);
    let thrice = |certificate: &Certificate| [&[4, 24], twice(certificate).as_slice()].concat();
    expect(|entry, certificate| entry.set("ski", bytes(&thrice(certificate))), Refused);
    expect(|entry, _| entry.remove("ski"), Tolerated);
    expect(|entry, certificate| entry.set("ski", bytes(&own(certificate)[1..])), Refused);
    expect(|entry, certificate| entry.set("ski", bytes(&wrapped(certificate)[..21])), Refused);
    expect(|entry, certificate| entry.set("ski", bytes(&[&[5, 20], own(certificate).as_slice()].concat())), Refused);
    expect(|entry, _| entry.set("ski", bytes(&[])), Refused);
    expect(|entry, _| entry.set("ski", to_vec("identifier")), Refused);
}

#[test]
fn names_and_dates_are_the_certificates() {
    use Expected::{Good, Refused, Tolerated};
    expect(|entry, _| entry.set("issuer", bytes(&[0x30, 0])), Refused);
    expect(|entry, _| entry.set("subject", bytes(b"CN=Test IACA")), Refused);
    expect(|entry, _| entry.set("issuingCountry", to_vec("SE")), Tolerated);
    expect(|entry, _| entry.set("stateOrProvinceName", to_vec("NO-03")), Tolerated);
    for date in ["notBefore", "notAfter"] {
        let set = |text: &'static str, tag| {
            move |entry: &mut ListedCertificate, _: &Certificate| {
                entry.set(date, to_vec(&MsoDate { tag, text: text.to_owned() }));
            }
        };
        // Half a day early, as in AAMVA's lists.
        expect(set("2025-12-31T12:00:00Z", Some(0)), Tolerated);
        expect(set("midnight", Some(0)), Tolerated);
        let own = if date == "notBefore" { "2026-01-01T00:00:00Z" } else { "2027-01-01T00:00:00Z" };
        expect(set(own, Some(0)), Good);
        expect(set(own, None), Tolerated);
        expect(set(own, Some(1)), Refused);
    }
    for optional in ["issuer", "subject", "issuingCountry", "notBefore", "notAfter"] {
        expect(|entry, _| entry.remove(optional), Good);
        expect(|entry, _| entry.set(optional, vec![0xf6]), Good);
    }
}

#[test]
fn certificate_and_document_types_must_be_there() {
    use Expected::{Good, Refused};
    let types = |types: &[&str]| {
        let mut writer = Writer::new();
        writer.array(types.len());
        for text in types {
            writer.text(text);
        }
        writer.into_vec()
    };
    expect(|entry, _| entry.remove("docType"), Refused);
    expect(|entry, _| entry.set("docType", types(&[])), Refused);
    expect(|entry, _| entry.set("docType", types(&[MDL, ""])), Refused);
    expect(|entry, _| entry.set("docType", to_vec(MDL)), Refused);
    expect(|entry, _| entry.set("docType", types(&[MDL; budget::LIST_NAMES])), Good);
    expect(|entry, _| entry.set("docType", types(&[MDL; budget::LIST_NAMES + 1])), Refused);
    // A chip-card licence, by its application identifier.
    expect(|entry, _| entry.set("docType", types(&["org.iso.7816.4.A0000002480200"])), Good);
    expect(|entry, _| entry.remove("certificate"), Refused);
    expect(|entry, certificate| entry.set("certificate", bytes(&certificate.der()[1..])), Refused);
    expect(|entry, _| entry.set("certificate", vec![0xf6]), Refused);
}

#[test]
fn unknown_and_capitalised_members_do_no_harm() {
    use Expected::Good;
    expect(|entry, _| entry.set("Extensions", vec![0xa0]), Good);
    expect(|entry, _| entry.set("extensions", vec![0xa1, 0x61, b'x', 0x01]), Good);
    expect(|entry, _| entry.set("rfu", vec![0x81, 0xf5]), Good);
    let bench = Bench::new();
    for name in ["certificateProfile", "CertificateProfile"] {
        let mut entry = ListedCertificate::vical(bench.iaca.certificate(), &[MDL]);
        let mut profiles = Writer::new();
        profiles.array(1).text("urn:oid:1.0.18013.5.1.7");
        entry.set("certificateProfile", profiles.into_vec());
        entry.set("issuingAuthority", to_vec("Statens vegvesen"));
        entry.rename("certificateProfile", name);
        let list = Provider::new(&vical_signer()).listing(vec![entry]);
        let [entry] = list.entries() else { panic!("one entry") };
        assert_eq!(entry.certificate_profiles(), ["urn:oid:1.0.18013.5.1.7"]);
        assert_eq!(entry.issuing_authority(), Some("Statens vegvesen"));
        assert_eq!(entry.doc_types().collect::<Vec<_>>(), [MDL]);
        assert_eq!(entry.certificate().unwrap().der(), bench.iaca.certificate().der());
    }
}

#[test]
fn an_entry_that_cannot_be_read_spoils_no_other() {
    let bench = Bench::new();
    let good = ListedCertificate::vical(bench.iaca.certificate(), &[MDL]);
    let leaf = Certificate::from_der(&bench.x5chain[0]).unwrap();
    let provider = Provider::new(&vical_signer());
    let mut twice = good.clone();
    twice.members.push(("issuer".to_owned(), bytes(leaf.issuer_der())));
    let entries = vec![
        ListedCertificate { members: Vec::new() },
        good,
        // A document signer is no anchor, by whatever list.
        ListedCertificate::vical(&leaf, &[MDL]),
    ];
    let list = provider.listing(entries);
    for profile in PROFILES {
        let mut anchors = TrustAnchors::issuers();
        let reports = anchors.add_vical(&PROVIDER, &list, profile);
        let standings: Vec<_> = reports.iter().map(|report| report.standing).collect();
        assert_eq!(standings, [EntryStanding::Refused, EntryStanding::Anchor, EntryStanding::Refused]);
        assert_eq!(reports.iter().map(|report| report.position).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(reports[0].report.failures().map(|check| check.id).collect::<Vec<_>>(), [CheckId::VicalEntry]);
        assert!(reports[2].report.outcome(CheckId::PathCa) == Some(Outcome::Fail), "{:#?}", reports[2]);
        assert_eq!(anchors.certificates().len(), 1);
    }
    // A member that stands twice is no CBOR map at all, so the list is none.
    let list = provider.sign(&mdoc_proximity::issuer::VicalBuilder { entries: vec![twice], ..vical() });
    let error = provider.vical(&list, Profile::Field).unwrap_err();
    assert_eq!(verdict(&error.report).0, [CheckId::VicalStructure]);
}

#[test]
fn an_entry_is_no_map() {
    let provider = Provider::new(&vical_signer());
    let mut payload = Writer::new();
    payload.map(4).text("version").text("1.0").text("vicalProvider").text("x").text("date");
    MsoDate::from(issued()).encode(&mut payload);
    payload.text("certificateInfos").array(2).uint(1).array(0);
    let bytes = mdoc_proximity::cose::sign1(&*provider.signer, &provider.chain(), payload.into_vec(), true).unwrap();
    let list = provider.vical(&bytes, Profile::Strict).unwrap();
    let reports = TrustAnchors::issuers().add_vical(&PROVIDER, &list, Profile::Field);
    assert!(reports.len() == 2 && reports.iter().all(|report| report.standing == EntryStanding::Refused));
}

#[test]
fn a_date_of_another_certificate_is_told_beside_the_certificates_own() {
    let bench = Bench::new();
    let mut entry = ListedCertificate::vical(bench.iaca.certificate(), &[MDL]);
    entry.set("notBefore", [&[0xc0, 0x74], &b"2020-01-01T00:00:00Z"[..]].concat());
    let (report, _) = classify(entry, Profile::Field);
    let line = report.report.deviations().find(|check| check.id == CheckId::VicalEntry).unwrap();
    let own = bench.iaca.certificate().not_before();
    assert!(
        line.detail.contains(&format!("notBefore is 2020-01-01T00:00:00Z, and the certificate's is {own}")),
        "{line}"
    );
}
