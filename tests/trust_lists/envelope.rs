//! The list as a whole: structure, signer, signature and dates (R100).

use std::time::Duration;

use mdoc_proximity::budget;
use mdoc_proximity::cbor::Writer;
use mdoc_proximity::cose;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::issuer::{CertificateSpec, ListedCertificate, MsoDate, RevocationListSpec, VicalBuilder};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::trust::{Crls, Revocation, TrustAnchors, Undetermined, Vical};
use mdoc_proximity::x509::{Certificate, KeyUsage};

use crate::bench::{sign1, sign1_of};
use crate::world::*;

fn provider() -> Provider {
    Provider::new(&vical_signer())
}

#[track_caller]
fn expect(provider: &Provider, bytes: &[u8], fails: &[CheckId], deviates: &[CheckId], always: &[CheckId]) {
    judged(|profile| provider.vical(bytes, profile), Vical::report, fails, deviates, always);
}

/// A good list after `change`.
#[track_caller]
fn expect_change(change: impl Fn(&mut VicalBuilder), fails: &[CheckId], deviates: &[CheckId], always: &[CheckId]) {
    let mut list = vical();
    change(&mut list);
    let provider = provider();
    expect(&provider, &provider.sign(&list), fails, deviates, always);
}

fn untagged(text: &str) -> MsoDate {
    MsoDate { tag: None, text: text.to_owned() }
}

#[test]
fn a_good_list_verifies_without_a_deviation_and_tells_what_it_is() {
    let provider = provider();
    let bytes = provider.sign(&vical());
    expect(&provider, &bytes, &[], &[], &[]);
    let list = provider.vical(&bytes, Profile::Strict).unwrap();
    assert_eq!((list.provider(), list.issue_id(), list.url()), ("Example", Some(7), Some("https://example.com/vical")));
    assert_eq!((list.date(), list.not_after()), (Some(issued()), Some(at("2026-07-01T00:00:00Z"))));
    assert_eq!(list.next_update(), Some(at("2026-06-02T12:00:00Z")));
    assert_eq!(list.signer().der(), provider.chain[0]);
    assert!(list.entries().is_empty());
    for id in [CheckId::VicalStructure, CheckId::VicalSignature, CheckId::VicalDate, CheckId::VicalNotAfter] {
        assert_eq!(list.report().outcome(id), Some(Outcome::Pass), "{id}");
    }
    // The text spells it "URI", the CDDL "URL".
    let mut other = VicalBuilder { url: None, ..vical() };
    let mut uri = Writer::new();
    uri.text("https://example.com/other");
    other.further = vec![("vicalURI".to_owned(), uri.into_vec()), ("RFU".to_owned(), vec![0xa1, 0x01, 0x80])];
    let list = provider.vical(&provider.sign(&other), Profile::Strict).unwrap();
    assert_eq!(list.url(), Some("https://example.com/other"));
}

#[test]
fn the_version_the_provider_and_the_entries_must_be_there() {
    expect_change(|list| list.version = "1.7".to_owned(), &[], &[], &[]);
    for version in ["2.0", "", "one"] {
        expect_change(|list| list.version = version.to_owned(), &[CheckId::VicalStructure], &[], &[]);
    }
    let provider = provider();
    for missing in ["version", "vicalProvider", "date", "certificateInfos"] {
        let bytes = vical().to_bytes();
        let position = bytes.windows(missing.len()).position(|window| window == missing.as_bytes()).unwrap();
        let mut renamed = bytes;
        renamed[position] = b'x';
        let bytes = cose::sign1(&*provider.signer, &provider.chain(), renamed, true).unwrap();
        expect(&provider, &bytes, &[CheckId::VicalStructure], &[], &[]);
    }
}

#[test]
fn the_payload_is_the_list_itself() {
    let provider = provider();
    let sign =
        |payload: Vec<u8>, attached| cose::sign1(&*provider.signer, &provider.chain(), payload, attached).unwrap();
    let mut embedded = Writer::new();
    embedded.embedded(&vical().to_bytes());
    let trailing = [vical().to_bytes(), vec![0]].concat();
    let twice = {
        let mut writer = Writer::new();
        writer.map(2).text("version").text("1.0").text("version").text("1.0");
        writer.into_vec()
    };
    for payload in [embedded.into_vec(), trailing, twice, vec![], vec![0xf6]] {
        expect(&provider, &sign(payload, true), &[CheckId::VicalStructure], &[], &[]);
    }
    // A detached payload is neither a list nor signed.
    let detached = sign(vical().to_bytes(), false);
    expect(&provider, &detached, &[CheckId::VicalStructure, CheckId::VicalSignature], &[], &[]);
    let good = provider.sign(&vical());
    expect(&provider, &[&[0xd2], good.as_slice()].concat(), &[], &[CheckId::VicalStructure], &[]);
    for bytes in [&[0xd1, 0x84][..], &[], &[0x80], &good[1..], &[&good[..], &[0]].concat()] {
        expect(&provider, bytes, &[CheckId::VicalStructure], &[], &[]);
    }
    let long_head = {
        // The map's head with one byte more than needed.
        let bytes = vical().to_bytes();
        [&[0xb8, bytes[0] & 0x1f], &bytes[1..]].concat()
    };
    expect(&provider, &sign(long_head, true), &[], &[CheckId::VicalStructure], &[]);
}

#[test]
fn a_list_has_bounds() {
    let provider = provider();
    let too_long = vec![0; budget::LIST_BYTES + 1];
    expect(&provider, &too_long, &[CheckId::VicalStructure], &[], &[]);
    let entry = ListedCertificate { members: Vec::new() };
    let many = |count| VicalBuilder { entries: vec![entry.clone(); count], ..vical() };
    let list = provider.vical(&provider.sign(&many(budget::LIST_ENTRIES)), Profile::Strict).unwrap();
    assert_eq!(list.entries().len(), budget::LIST_ENTRIES);
    let too_many = provider.sign(&many(budget::LIST_ENTRIES + 1));
    expect(&provider, &too_many, &[CheckId::VicalStructure], &[], &[]);
}

#[test]
fn the_date_is_not_in_the_future() {
    expect_change(|list| list.date = now().into(), &[], &[], &[]);
    expect_change(|list| list.date = at("2026-06-01T12:00:01Z").into(), &[CheckId::VicalDate], &[], &[]);
    expect_change(|list| list.date = untagged("2026-05-31T12:00:00Z"), &[], &[CheckId::VicalDate], &[]);
    let fraction = MsoDate { tag: Some(0), text: "2026-05-31T12:00:00.5Z".to_owned() };
    expect_change(|list| list.date = fraction.clone(), &[], &[CheckId::VicalDate], &[]);
    expect_change(|list| list.date = untagged("yesterday"), &[CheckId::VicalDate], &[], &[]);
    let tag_1 = MsoDate { tag: Some(1004), text: "2026-05-31".to_owned() };
    expect_change(|list| list.date = tag_1.clone(), &[CheckId::VicalStructure], &[], &[]);
}

#[test]
fn a_list_that_is_due_is_reported_and_still_good() {
    const ID: &[CheckId] = &[CheckId::VicalNextUpdate];
    expect_change(|list| list.next_update = Some(now().into()), &[], &[], &[]);
    expect_change(|list| list.next_update = Some(at("2026-06-01T11:59:59Z").into()), &[], &[], ID);
    expect_change(|list| list.next_update = Some(untagged("2026-06-02T12:00:00Z")), &[], &[], ID);
    expect_change(|list| list.next_update = Some(untagged("soon")), &[], &[], ID);
    expect_change(|list| list.next_update = None, &[], &[], &[]);
    // Silent, and older than the 90 days that providers have.
    let old = |date: &str| {
        let date = at(date).into();
        move |list: &mut VicalBuilder| (list.next_update, list.date) = (None, MsoDate::clone(&date))
    };
    expect_change(old("2026-03-03T12:00:00Z"), &[], &[], &[]);
    expect_change(old("2026-03-03T11:59:59Z"), &[], &[], ID);
    let list = provider()
        .vical(
            &provider().sign(&{
                let mut list = vical();
                list.next_update = Some(at("2026-06-01T00:00:00Z").into());
                list
            }),
            Profile::Strict,
        )
        .unwrap();
    let check = list.report().checks().iter().find(|check| check.id == CheckId::VicalNextUpdate).unwrap();
    assert!(check.detail.contains("fetch a newer list"), "{}", check.detail);
}

#[test]
fn a_list_ends() {
    const ID: &[CheckId] = &[CheckId::VicalNotAfter];
    expect_change(|list| list.not_after = None, &[], &[], &[]);
    expect_change(|list| list.not_after = Some(now().into()), &[], &[], &[]);
    expect_change(|list| list.not_after = Some(at("2026-06-01T11:59:59Z").into()), ID, &[], &[]);
    expect_change(|list| list.not_after = Some(untagged("2026-07-01T00:00:00Z")), &[], ID, &[]);
    expect_change(|list| list.not_after = Some(untagged("never")), ID, &[], &[]);
}

#[test]
fn the_clocks_tolerance_is_told_where_it_decided() {
    let provider = provider();
    let skew = Duration::from_secs(60);
    let verify = |list: &VicalBuilder, profile| {
        Vical::verify(&PROVIDER, &provider.sign(list), &provider.roots(), &Revocation::default(), now(), skew, profile)
    };
    let early = VicalBuilder { date: at("2026-06-01T12:01:00Z").into(), ..vical() };
    judged(|profile| verify(&early, profile), Vical::report, &[], &[], &[CheckId::VicalDate]);
    let late = VicalBuilder { not_after: Some(at("2026-06-01T11:59:00Z").into()), ..vical() };
    judged(|profile| verify(&late, profile), Vical::report, &[], &[], &[CheckId::VicalNotAfter]);
    let too_early = VicalBuilder { date: at("2026-06-01T12:01:01Z").into(), ..vical() };
    judged(|profile| verify(&too_early, profile), Vical::report, &[CheckId::VicalDate], &[], &[]);
    let too_late = VicalBuilder { not_after: Some(at("2026-06-01T11:58:59Z").into()), ..vical() };
    judged(|profile| verify(&too_late, profile), Vical::report, &[CheckId::VicalNotAfter], &[], &[]);
}

#[test]
fn the_signature_must_be_the_signers() {
    let provider = provider();
    let mut bytes = provider.sign(&vical());
    *bytes.last_mut().unwrap() ^= 1;
    expect(&provider, &bytes, &[CheckId::VicalSignature], &[], &[]);
    let by_another = vical().sign(&*key(55), &provider.chain()).unwrap();
    expect(&provider, &by_another, &[CheckId::VicalSignature], &[], &[]);
    // The algorithm must be protected, and is looked for under the certificate's key.
    let payload = vical().to_bytes();
    let mut header = Writer::new();
    header.map(2).uint(1).int(-7).uint(33).bytes(&provider.chain[0]);
    let unprotected = sign1(&*provider.signer, &[], header.as_slice(), Some(&payload), &payload);
    expect(&provider, &unprotected, &[CheckId::VicalSignature], &[], &[]);
    let bare = sign1_of(&[], &[0xa1, 0x01, 0x26], Some(&payload), &[0; 64]);
    expect(&provider, &bare, &[CheckId::PathChain], &[], &[]);
}

#[test]
fn the_signer_is_one_for_lists_and_leads_to_a_root_of_the_caller() {
    let with = |change: &dyn Fn(&mut CertificateSpec)| {
        let mut spec = vical_signer();
        change(&mut spec);
        Provider::new(&spec)
    };
    let good = vical();
    let expect_signer = |change: &dyn Fn(&mut CertificateSpec), fails: &[CheckId]| {
        let provider = with(change);
        for profile in PROFILES {
            let error = provider.vical(&provider.sign(&good), profile).unwrap_err();
            let (failed, _) = verdict(&error.report);
            assert!(fails.iter().all(|id| failed.contains(id)), "{profile:?}: {error}");
            // The signature holds, and nobody vouches for who made it.
            assert_eq!(error.report.outcome(CheckId::VicalSignature), Some(Outcome::Skipped));
            assert!(error.to_string().starts_with("the list cannot be relied upon: "), "{error}");
        }
    };
    expect_signer(&|spec| spec.extended_key_usage.clear(), &[CheckId::PathExtendedKeyUsage]);
    expect_signer(
        &|spec| spec.extended_key_usage = vec!["1.0.18013.5.1.2".to_owned()],
        &[CheckId::PathExtendedKeyUsage],
    );
    expect_signer(&|spec| spec.key_usage = Some(KeyUsage::DIGITAL_SIGNATURE), &[CheckId::PathKeyUsage]);
    expect_signer(&|spec| spec.validity.not_after = at("2026-05-01T00:00:00Z"), &[CheckId::PathValidity]);

    let (ours, theirs) = (provider(), Provider::with_seed(&vical_signer(), 2000));
    let bytes = theirs.sign(&good);
    for profile in PROFILES {
        let error = Vical::verify(
            &PROVIDER,
            &bytes,
            &TrustAnchors::list_signers(),
            &Revocation::default(),
            now(),
            Duration::ZERO,
            profile,
        )
        .unwrap_err();
        assert_eq!(verdict(&error.report).0, [CheckId::PathAnchor]);
        // Another root of the same name.
        let error = ours.vical(&bytes, profile).unwrap_err();
        assert_eq!(verdict(&error.report).0, [CheckId::PathSignature]);
        let unsigned = good.sign(&*ours.signer, &[]).unwrap();
        assert_eq!(verdict(&ours.vical(&unsigned, profile).unwrap_err().report).0, [CheckId::PathChain]);
    }
}

#[test]
fn who_is_an_anchor_by_a_list_alone_vouches_for_no_list() {
    let (first, second) = (provider(), Provider::with_seed(&vical_signer(), 2000));
    let list = first.listing(vec![ListedCertificate::vical(second.root.certificate(), &[MDL])]);
    let mut roots = TrustAnchors::list_signers();
    let entries = roots.add_vical(&PROVIDER, &list, Profile::Field);
    assert_eq!(roots.certificates().len(), 1, "{entries:?}");
    let bytes = second.sign(&vical());
    let verify = |roots: &TrustAnchors| {
        Vical::verify(&PROVIDER, &bytes, roots, &Revocation::default(), now(), Duration::ZERO, Profile::Strict)
    };
    assert_eq!(verdict(&verify(&roots).unwrap_err().report).0, [CheckId::PathAnchor]);
    roots.add(&PROVIDER, second.root.certificate().der(), Profile::Strict).unwrap();
    assert!(verify(&roots).is_ok());
}

#[test]
fn a_revoked_signer_names_no_anchors() {
    let provider = provider();
    let bytes = provider.sign(&vical());
    let signer = Certificate::from_der(&provider.chain[0]).unwrap();
    let list = RevocationListSpec::new(at("2026-05-01T00:00:00Z"), at("2026-07-01T00:00:00Z"));
    let known = |lists: &[RevocationListSpec], undetermined| {
        let mut crls = Crls::new();
        lists.iter().for_each(|list| crls.add(&provider.root.revoke(list).unwrap()).unwrap());
        Revocation { crls, undetermined, ..Revocation::default() }
    };
    for (revocation, failed) in [
        (known(&[], Undetermined::Report), [].as_slice()),
        (known(&[], Undetermined::Reject), &[CheckId::RevocationCertificate]),
        (known(std::slice::from_ref(&list), Undetermined::Reject), &[]),
        (known(&[list.clone().naming(&signer)], Undetermined::Report), &[CheckId::RevocationCertificate]),
    ] {
        for profile in PROFILES {
            let roots = provider.roots();
            let made = Vical::verify(&PROVIDER, &bytes, &roots, &revocation, now(), Duration::ZERO, profile);
            let report = made.map_or_else(|error| error.report, |list| list.report().clone());
            assert_eq!(verdict(&report).0, failed);
        }
    }
}

#[test]
fn what_cannot_be_read_is_told_with_all_that_is_left_open() {
    let provider = provider();
    for profile in PROFILES {
        let error = provider.vical(&[0x80], profile).unwrap_err();
        for id in [
            CheckId::VicalDate,
            CheckId::VicalNextUpdate,
            CheckId::VicalNotAfter,
            CheckId::VicalSignature,
            CheckId::RevocationCertificate,
        ] {
            assert_eq!(error.report.outcome(id), Some(Outcome::Skipped), "{id}");
        }
        let error = provider.vical(&vec![0; budget::LIST_BYTES + 2], profile).unwrap_err();
        assert!(error.to_string().contains("4194306 bytes, where 4194304 are allowed"), "{error}");
        let error = provider.vical(&vec![0; budget::LIST_BYTES], profile).unwrap_err();
        assert!(error.to_string().contains("the VICAL is no COSE_Sign1"), "{error}");
    }
}

#[test]
fn the_envelopes_encoding_is_judged_too() {
    let provider = provider();
    let good = provider.sign(&vical());
    assert_eq!(good[0], 0x84);
    let long_head = [&[0x98, 0x04], &good[1..]].concat();
    let list = provider.vical(&long_head, Profile::Field).unwrap();
    assert_eq!(verdict(list.report()), (vec![], vec![CheckId::VicalStructure]));
    assert_eq!(verdict(&provider.vical(&long_head, Profile::Strict).unwrap_err().report).0, [CheckId::VicalStructure]);
}

/// The type is a member of the other list.
#[test]
fn a_type_in_a_vical_is_nobodys_concern() {
    expect_change(|list| list.further = vec![("type".to_owned(), vec![0x01])], &[], &[], &[]);
}

#[test]
fn the_clocks_tolerance_is_told_in_seconds() {
    let provider = provider();
    let early = provider.sign(&VicalBuilder { date: at("2026-06-01T12:01:00Z").into(), ..vical() });
    let (roots, skew) = (provider.roots(), Duration::from_secs(60));
    let list = Vical::verify(&PROVIDER, &early, &roots, &Revocation::default(), now(), skew, Profile::Strict).unwrap();
    let check = list.report().checks().iter().find(|check| check.id == CheckId::VicalDate).unwrap();
    assert_eq!(check.detail, "issued at 2026-06-01T12:01:00Z, and accepted because the clock may be 60 s off");
}
