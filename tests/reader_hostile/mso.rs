//! The mobile security object and what it covers.

use mdoc_proximity::budget;
use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, HashAlgorithm};
use mdoc_proximity::issuer::{Authorizations, MsoDate};
use mdoc_proximity::model::response::encode_item;
use mdoc_proximity::reader::verify;
use mdoc_proximity::report::{CheckId, Outcome, Profile};

use crate::bench::{Auth, Bench, MDL, NAME_SPACE, NO_DEVICE_ELEMENTS, Value, at, response, secret, sign1, signing_key};

#[test]
fn r37_r79_another_document_type() {
    let bench = Bench::new();
    let issuer_signed = bench.sign(&bench.document());
    let document = bench.assemble("org.example.card", &issuer_signed, NO_DEVICE_ELEMENTS, &Auth::Signature);
    let failed = bench.judge(&response(&[document]), Profile::Field, None).failed;
    assert!(failed.contains(&CheckId::MsoDocType), "{failed:?}");
    // The same signer, another type in the object, and a licence claimed.
    let mut other = bench.document();
    other.mso.doc_type = "org.iso.18013.5.1.other".to_owned();
    bench.refused(&bench.present_signed(MDL, &bench.sign(&other)), &[CheckId::MsoDocType]);
}

#[test]
fn r39_r40_item_changed() {
    let bench = Bench::new();
    let mut document = bench.document();
    document.items[0].1[0].element_value = vec![0x61, b'x'];
    bench.refused(&bench.present(&document), &[CheckId::MsoDigests]);
    let mut document = bench.document();
    document.items[0].1[0].random[0] ^= 1;
    bench.refused(&bench.present(&document), &[CheckId::MsoDigests]);
    let mut document = bench.document();
    document.items[0].1[0].element_identifier = "given_name".to_owned();
    bench.refused(&bench.present(&document), &[CheckId::MsoDigests]);
}

#[test]
fn r41_r42_item_elsewhere() {
    let bench = Bench::new();
    let mut document = bench.document();
    let moved = document.items[0].1.remove(0);
    document.items.push(("org.example".to_owned(), vec![moved.clone()]));
    bench.refused(&bench.present(&document), &[CheckId::MsoDigests]);
    // The namespace is known, the item is not of it.
    let digests =
        document.mso.value_digests[0].1.iter().map(|(id, digest)| (*id, digest.iter().rev().copied().collect()));
    let digests = digests.collect();
    document.mso.value_digests.push(("org.example".to_owned(), digests));
    bench.refused(&bench.present(&document), &[CheckId::MsoDigests]);
    let mut document = bench.document();
    document.items[0].1[0].digest_id = 1 << 20;
    bench.refused(&bench.present(&document), &[CheckId::MsoDigests]);
}

#[test]
fn r43_element_twice() {
    let bench = Bench::new();
    let mut document = bench.document();
    let free = document.mso.value_digests[0]
        .1
        .iter()
        .map(|(id, _)| *id)
        .find(|id| !document.items[0].1.iter().any(|item| item.digest_id == *id));
    let mut again = document.items[0].1[0].clone();
    again.digest_id = free.unwrap();
    again.element_value = vec![0x61, b'x'];
    document.items[0].1.push(again);
    bench.refused(&bench.present(&bench.digested(document)), &[CheckId::DocumentElementsUnique]);
}

#[test]
fn r44_digest_id_twice() {
    let bench = Bench::new();
    let mut document = bench.document();
    let again = document.items[0].1[0].clone();
    document.items[0].1.push(again);
    let by = [CheckId::DocumentElementsUnique, CheckId::MsoDigestIds];
    bench.refused(&bench.present(&document), &by);
}

#[test]
fn r45_short_random() {
    let bench = Bench::new();
    let mut document = bench.document();
    document.items[0].1[0].random.truncate(16);
    let document = bench.digested(document);
    bench.accepted(&bench.present(&document));
    let mut document = document;
    document.items[0].1[0].random.truncate(15);
    bench.tolerated_in_the_field(&bench.present(&bench.digested(document)), CheckId::MsoRandom);
}

#[test]
fn r46_digest_id_out_of_range() {
    let bench = Bench::new();
    let mut document = bench.document();
    document.items[0].1[0].digest_id = (1 << 31) - 1;
    let document = bench.digested(document);
    bench.accepted(&bench.present(&document));
    let mut document = document;
    document.items[0].1[0].digest_id = 1 << 31;
    bench.tolerated_in_the_field(&bench.present(&bench.digested(document)), CheckId::MsoDigestIds);
}

#[test]
fn r47_digest_over_less() {
    let bench = Bench::new();
    let mut document = bench.document();
    let item = &document.items[0].1[0];
    let content = encode_item(item.digest_id, &item.random, &item.element_identifier, &item.element_value);
    let bare = PROVIDER.hash.digest(HashAlgorithm::Sha256, &[&content]);
    let id = item.digest_id;
    let signed = document.mso.value_digests[0].1.iter_mut().find(|(of, _)| *of == id).unwrap();
    signed.1 = bare.as_bytes().to_vec();
    bench.refused(&bench.present(&document), &[CheckId::MsoDigests]);
}

#[test]
fn r48_r49_digest_algorithm_and_length() {
    let bench = Bench::new();
    for name in ["SHA-1", "sha-256", "SHA256", "", "SHA-256 "] {
        let mut document = bench.document();
        document.mso.digest_algorithm = name.to_owned();
        let failed = bench.judge(&bench.present(&document), Profile::Field, None).failed;
        assert!(!failed.is_empty(), "{name}");
        if !name.is_empty() {
            assert_eq!(failed, [CheckId::MsoDigestAlgorithm]);
        }
    }
    let mut document = bench.document();
    document.mso.digest_algorithm = "SHA-512".to_owned();
    let by = [CheckId::MsoDigestIds, CheckId::MsoDigests];
    bench.refused(&bench.present(&document), &by);
    let mut document = bench.document();
    let decoy = document.items[0].1[0].digest_id;
    let decoy = document.mso.value_digests[0].1.iter_mut().find(|(id, _)| *id != decoy).unwrap();
    decoy.1.pop();
    let failed = bench.judge(&bench.present(&document), Profile::Field, None).failed;
    assert!(failed.contains(&CheckId::MsoDigestIds), "{failed:?}");
    for algorithm in [HashAlgorithm::Sha384, HashAlgorithm::Sha512] {
        let mut document = bench.document();
        document.mso.value_digests[0].1.clear();
        document.mso.digest_algorithm = algorithm.name().to_owned();
        document.digest_again(&PROVIDER, algorithm);
        bench.accepted(&bench.present(&document));
    }
}

/// The good document with one item written by hand, and digested so.
fn with_item(bench: &Bench, write: impl FnOnce(&mut Writer, u64, &[u8])) -> Vec<u8> {
    let mut document = bench.document();
    let item = document.items[0].1.remove(0);
    document.items[0].1.clear();
    let (mut content, mut bytes) = (Writer::new(), Writer::new());
    write(&mut content, item.digest_id, &item.random);
    bytes.embedded(content.as_slice());
    let digest = PROVIDER.hash.digest(HashAlgorithm::Sha256, &[bytes.as_slice()]);
    let signed = document.mso.value_digests[0].1.iter_mut().find(|(id, _)| *id == item.digest_id).unwrap();
    signed.1 = digest.as_bytes().to_vec();
    document.items.clear();
    let alone = bench.sign(&document);
    // {"issuerAuth": ...} becomes {"issuerAuth": ..., "nameSpaces": {ns: [item]}}.
    let (bare, _) = mdoc_proximity::cbor::from_slice::<mdoc_proximity::model::response::IssuerSigned<'_>>(
        &alone,
        Default::default(),
    )
    .unwrap();
    let mut writer = Writer::new();
    writer.map(2).text("issuerAuth").raw(bare.issuer_auth.bytes);
    writer.text("nameSpaces").map(1).text(NAME_SPACE).array(1).raw(bytes.as_slice());
    bench.present_signed(MDL, writer.as_slice())
}

#[test]
fn r50_item_members() {
    let bench = Bench::new();
    let good = with_item(&bench, |writer, id, random| {
        writer.map(5).text("foo").uint(1).text("elementValue").text("x").text("elementIdentifier").text("family_name");
        writer.text("random").bytes(random).text("digestID").uint(id);
    });
    bench.accepted(&good);
    let missing = with_item(&bench, |writer, id, _| {
        writer.map(3).text("digestID").uint(id).text("elementIdentifier").text("family_name");
        writer.text("elementValue").text("x");
    });
    bench.refused(&missing, &[CheckId::DocumentStructure]);
    let negative = with_item(&bench, |writer, _, random| {
        writer.map(4).text("digestID").int(-1).text("random").bytes(random);
        writer.text("elementIdentifier").text("family_name").text("elementValue").text("x");
    });
    bench.refused(&negative, &[CheckId::DocumentStructure]);
}

#[test]
fn r75_validity() {
    let mut bench = Bench::new();
    let response = bench.present(&bench.document());
    for (now, by) in [
        ("2026-03-01T00:00:00Z", None),
        ("2026-12-01T00:00:00Z", None),
        ("2026-02-28T23:59:59Z", Some(CheckId::MsoValidFrom)),
        ("2026-12-01T00:00:01Z", Some(CheckId::MsoValidUntil)),
    ] {
        bench.now = at(now);
        match by {
            None => bench.accepted(&response),
            Some(by) => bench.refused(&response, &[by]),
        }
    }
}

#[test]
fn a_tolerance_that_decides_is_reported_under_both_profiles() {
    let mut bench = Bench::new();
    let response = bench.present(&bench.document());
    for (now, by) in [("2026-02-28T23:59:59Z", CheckId::MsoValidFrom), ("2026-12-01T00:00:01Z", CheckId::MsoValidUntil)]
    {
        bench.now = at(now);
        for profile in [Profile::Strict, Profile::Field] {
            let config = bench.builder().profile(profile).skew(core::time::Duration::from_secs(1)).build().unwrap();
            let judged = bench.judge_by(&config, &response, None);
            assert!(judged.verified && judged.deviated == [by], "{judged:?}");
        }
    }
}

#[test]
fn r76_order_of_dates() {
    let bench = Bench::new();
    let mut document = bench.document();
    document.mso.valid_from = at("2026-02-28T23:59:59Z").into();
    bench.tolerated_in_the_field(&bench.present(&document), CheckId::MsoValidityOrder);
    let mut document = bench.document();
    document.mso.valid_from = at("2026-06-01T12:00:00Z").into();
    document.mso.valid_until = at("2026-06-01T12:00:00Z").into();
    bench.refused(&bench.present(&document), &[CheckId::MsoValidityOrder]);
    // The reader may refuse this; ours says it.
    let mut document = bench.document();
    document.mso.valid_until = at("2027-01-01T00:00:01Z").into();
    for profile in [Profile::Strict, Profile::Field] {
        let judged = bench.judge(&bench.present(&document), profile, None);
        assert!(judged.verified && judged.deviated == [CheckId::MsoWithinSigner], "{judged:?}");
    }
}

#[test]
fn r77_form_of_dates() {
    let bench = Bench::new();
    let tagged = |text: &str| MsoDate { tag: Some(0), text: text.to_owned() };
    for text in ["2026-03-01T00:00:00.5Z", "2026-03-01T01:00:00+01:00", "2026-03-01T00:00:00+00:00"] {
        let mut document = bench.document();
        document.mso.valid_from = tagged(text);
        bench.tolerated_in_the_field(&bench.present(&document), CheckId::MsoDates);
    }
    let mut document = bench.document();
    document.mso.signed.tag = None;
    bench.tolerated_in_the_field(&bench.present(&document), CheckId::MsoDates);
    for text in ["2026-02-30T00:00:00Z", "2026-03-01", "yesterday", ""] {
        let mut document = bench.document();
        document.mso.valid_from = tagged(text);
        bench.refused(&bench.present(&document), &[CheckId::MsoDates]);
        let mut document = bench.document();
        document.mso.expected_update = Some(tagged(text));
        bench.tolerated_in_the_field(&bench.present(&document), CheckId::MsoDates);
    }
}

#[test]
fn r78_version() {
    let bench = Bench::new();
    let mut document = bench.document();
    document.mso.version = "2.0".to_owned();
    bench.refused(&bench.present(&document), &[CheckId::MsoVersion]);
    document.mso.version = "1.7".to_owned();
    bench.accepted(&bench.present(&document));
}

#[test]
fn r85_device_key() {
    let bench = Bench::new();
    let key = *signing_key(&secret(Curve::P256, 7)).public_key();
    let encoded = |members: usize, write: &dyn Fn(&mut Writer)| {
        let mut writer = Writer::new();
        writer.map(members).int(1).int(2).int(-1).int(1).int(-2).bytes(key.x());
        write(&mut writer);
        writer.into_vec()
    };
    let with = |device_key: Vec<u8>| {
        let mut document = bench.document();
        document.mso.device_key = device_key;
        bench.present(&document)
    };
    let y = key.y().unwrap();
    bench.accepted(&with(encoded(4, &|writer| {
        writer.int(-3).bytes(y);
    })));
    bench.accepted(&with(encoded(4, &|writer| {
        writer.int(-3).bool(y[31] & 1 == 1);
    })));
    let mut off = y.to_vec();
    off[31] ^= 1;
    bench.refused(
        &with(encoded(4, &|writer| {
            writer.int(-3).bytes(&off);
        })),
        &[CheckId::MsoDeviceKey],
    );
    bench.refused(
        &with(encoded(4, &|writer| {
            writer.int(-3).bytes(&y[..31]);
        })),
        &[CheckId::MsoDeviceKey],
    );
    let private = encoded(5, &|writer| {
        writer.int(-3).bytes(y).int(-4).bytes(&[1; 32]);
    });
    bench.tolerated_in_the_field(&with(private), CheckId::MsoDeviceKey);
    let failed = bench.judge(&with(vec![0xa0]), Profile::Field, None).failed;
    assert!(!failed.is_empty(), "an empty key");
}

#[test]
fn r87_key_authorizations() {
    let bench = Bench::new();
    let with = |name_spaces: &[&str], data_elements: &[(&str, &[&str])]| {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut document = bench.document();
        document.mso.authorizations = Some(Authorizations {
            name_spaces: owned(name_spaces),
            data_elements: data_elements.iter().map(|(name, elements)| ((*name).to_owned(), owned(elements))).collect(),
        });
        bench.present(&document)
    };
    const ID: CheckId = CheckId::MsoKeyAuthorizations;
    bench.accepted(&with(&["org.example"], &[("org.example.2", &["a"])]));
    bench.tolerated_in_the_field(&with(&[], &[]), ID);
    bench.tolerated_in_the_field(&with(&["org.example"], &[("org.example.2", &[])]), ID);
    bench.tolerated_in_the_field(&with(&["org.example"], &[("org.example", &["a"])]), ID);
    bench.tolerated_in_the_field(&with(&["org.example", "org.example"], &[]), ID);
    bench.tolerated_in_the_field(&with(&[], &[("org.example", &["a", "b", "a"])]), ID);
}

#[test]
fn r106_long_heads_in_what_is_signed() {
    let bench = Bench::new();
    let document = bench.document();
    let payload = document.mso.to_bytes();
    let (head, map) = payload.split_at(payload.iter().position(|byte| *byte & 0xe0 == 0xa0).unwrap());
    // d8 18 59 LL LL a6 ... becomes d8 18 59 LL LL b8 06 ...
    assert_eq!(head.len(), 5);
    let length = u16::try_from(map.len() + 1).unwrap().to_be_bytes();
    let long = [&head[..3], &length, &[0xb8, map[0] & 0x1f], &map[1..]].concat();
    let mut unprotected = Writer::new();
    unprotected.map(1).uint(33).bytes(&bench.x5chain[0]);
    let protected = [0xa1, 1, 0x26];
    let issuer_auth = sign1(&*bench.signer_key(), &protected, unprotected.as_slice(), Some(&long), &long);
    let response = bench.present_signed(MDL, &document.with_issuer_auth(&issuer_auth));
    let judged = bench.judge(&response, Profile::Strict, None);
    assert_eq!(judged.failed, [CheckId::IssuerPayload]);
    let judged = bench.judge(&response, Profile::Field, None);
    assert!(judged.verified && judged.deviated == [CheckId::IssuerPayload], "{judged:?}");
}

/// A check for each of so many elements would take many times their length: they are refused together.
#[test]
fn elements_without_number_are_refused_at_once() {
    const MANY: usize = budget::RETURNED_ELEMENTS + 1;
    let bench = Bench::new();
    let names: Vec<String> = (0..MANY).map(|number| number.to_string()).collect();
    let value = |writer: &mut Writer| {
        writer.bool(true);
    };
    let values: Vec<Value<'_>> = names.iter().map(|name| (name.as_str(), &value as &dyn Fn(&mut Writer))).collect();
    let response = bench.present(&bench.document_of(MDL, NAME_SPACE, &values));
    let config = bench.config(Profile::Field);
    let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
    assert_eq!(verdict.report().outcome(CheckId::ResponseDocuments), Some(Outcome::Fail));
    assert_eq!(verdict.documents()[0].report().checks().len(), 1);
}

/// The same of what devices sign, which takes more: documents that may each have so many may not have them together.
#[test]
fn elements_of_devices_are_counted_together() {
    let bench = Bench::new();
    let issuer_signed = bench.sign(&bench.document());
    let of = |count: usize| {
        let mut elements = Writer::new();
        elements.map(1).text("a").map(count);
        for number in 0..count {
            elements.text(&number.to_string()).bool(true);
        }
        bench.assemble(MDL, &issuer_signed, elements.as_slice(), &Auth::Signature)
    };
    let config = bench.config(Profile::Field);
    let outcome = |documents: &[Vec<u8>]| {
        let response = response(documents);
        let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
        (verdict.report().outcome(CheckId::ResponseDocuments), verdict.documents()[0].report().checks().len())
    };
    let (whole, judged) = outcome(&[of(budget::DEVICE_ELEMENTS - 1), of(1)]);
    assert!(whole == Some(Outcome::Pass) && judged > 1, "{whole:?}, {judged} checks");
    assert_eq!(outcome(&[of(budget::DEVICE_ELEMENTS), of(1)]), (Some(Outcome::Fail), 1));
}

#[test]
fn names_without_number_do_not_hold_the_reader_up() {
    // Thousands of names on both sides of every comparison.
    const MANY: usize = 20_000;
    let bench = Bench::new();
    let mut document = bench.document();
    let names = |prefix: &str| (0..MANY).map(|number| format!("{prefix}{number}")).collect::<Vec<_>>();
    let digest = document.mso.value_digests[0].1[0].clone();
    document
        .mso
        .value_digests
        .extend(names("s").into_iter().take(budget::MAP_ENTRIES - 1).map(|name| (name, vec![digest.clone()])));
    document.mso.authorizations = Some(Authorizations { name_spaces: names("a"), ..Default::default() });
    let mut elements = Writer::new();
    elements.map(budget::DEVICE_ELEMENTS);
    for name in names("d").iter().take(budget::DEVICE_ELEMENTS) {
        elements.text(name).map(1).text("x").bool(true);
    }
    let issuer_signed = bench.sign(&document);
    let document = bench.assemble(MDL, &issuer_signed, elements.as_slice(), &Auth::Signature);
    let started = std::time::Instant::now();
    let judged = bench.judge(&response(&[document]), Profile::Field, None);
    assert!(!judged.verified);
    assert_eq!(judged.failed, [CheckId::DeviceAuthorization]);
    let took = started.elapsed();
    assert!(
        took < std::time::Duration::from_secs(20),
        "took {took:?}, where a comparison of all with all takes minutes"
    );
}

#[test]
fn one_name_without_number_does_not_hold_the_reader_up() {
    let bench = Bench::new();
    let jurisdiction = |writer: &mut Writer| {
        writer.text("NO-03");
    };
    let value = ("issuing_jurisdiction", &jurisdiction as &dyn Fn(&mut Writer));
    let response = bench.present(&bench.document_of(MDL, NAME_SPACE, &vec![value; budget::RETURNED_ELEMENTS]));
    let started = std::time::Instant::now();
    let judged = bench.judge(&response, Profile::Field, None);
    assert!(judged.failed.contains(&CheckId::DocumentElementsUnique), "{judged:?}");
    let took = started.elapsed();
    assert!(
        took < std::time::Duration::from_secs(20),
        "took {took:?}, where a comparison of all with all takes minutes"
    );
}
