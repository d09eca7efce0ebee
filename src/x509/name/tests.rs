use der::Encode;
use der::asn1::Any;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{RdnSequence, RelativeDistinguishedName};

use super::*;

fn name(parts: &[(ObjectIdentifier, Tag, &[u8])]) -> DistinguishedName {
    let part = |(oid, tag, bytes): &(ObjectIdentifier, Tag, &[u8])| {
        let attribute = AttributeTypeAndValue { oid: *oid, value: Any::new(*tag, *bytes).unwrap() };
        RelativeDistinguishedName::try_from(vec![attribute]).unwrap()
    };
    let parts: Vec<_> = parts.iter().map(part).collect();
    DistinguishedName::from_der(&RdnSequence::from(parts).to_der().unwrap()).unwrap()
}

#[test]
fn names_compare_by_bytes_and_then_by_meaning() {
    let country = (COUNTRY, Tag::PrintableString, b"NO".as_slice());
    let own = name(&[country, (COMMON_NAME, Tag::Utf8String, b"Example CA")]);
    let cases = [
        (name(&[country, (COMMON_NAME, Tag::Utf8String, b"Example CA")]), Likeness::Same),
        (name(&[country, (COMMON_NAME, Tag::PrintableString, b"Example CA")]), Likeness::Equivalent),
        (name(&[country, (COMMON_NAME, Tag::Utf8String, b" example  ca ")]), Likeness::Equivalent),
        (name(&[country, (COMMON_NAME, Tag::BmpString, b"\0E\0x\0a\0m\0p\0l\0e\0 \0C\0A")]), Likeness::Equivalent),
        (name(&[country, (COMMON_NAME, Tag::OctetString, b"Example CA")]), Likeness::Different),
        (name(&[country, (COMMON_NAME, Tag::Utf8String, b"Example CB")]), Likeness::Different),
        (name(&[country, (ORGANIZATION, Tag::Utf8String, b"Example CA")]), Likeness::Different),
        (name(&[country]), Likeness::Different),
        (name(&[(COMMON_NAME, Tag::Utf8String, b"Example CA"), country]), Likeness::Different),
        (name(&[]), Likeness::Different),
    ];
    for (other, likeness) in cases {
        assert_eq!(own.compare(&other), likeness, "{}", other.to_text());
        assert_eq!(other.compare(&own), likeness, "{}", other.to_text());
    }
}

#[test]
fn letter_case_is_that_of_any_script() {
    let named = |text: &str| name(&[(COMMON_NAME, Tag::Utf8String, text.as_bytes())]);
    for (one, other) in
        [("BLÅBÆR", "blåbær"), ("ΟΔΟΣ ΣΑΣ", "οδος σας"), ("\u{130}", "i\u{307}"), (" A\u{2003}b ", "a B")]
    {
        assert_eq!(named(one).compare(&named(other)), Likeness::Equivalent, "{one} {other}");
    }
    for (one, other) in [("AB", "A B"), ("A", "A B"), ("", "A"), ("A B", "A")] {
        assert_eq!(named(one).compare(&named(other)), Likeness::Different, "{one} {other}");
    }
}

#[test]
fn a_set_without_attributes_counts() {
    let country = [0x31, 0x0b, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x06, 0x13, 0x02, b'N', b'O'];
    let name = |sets: &[&[u8]]| {
        let sets = sets.concat();
        let der = [&[0x30, u8::try_from(sets.len()).unwrap()], sets.as_slice()].concat();
        DistinguishedName::from_der(&der).unwrap()
    };
    let empty = [0x31, 0];
    let names = [name(&[&country]), name(&[&empty, &country]), name(&[&country, &empty]), name(&[&empty]), name(&[])];
    for (own, one) in names.iter().enumerate() {
        for (others, other) in names.iter().enumerate() {
            let likeness = if own == others { Likeness::Same } else { Likeness::Different };
            assert_eq!(one.compare(other), likeness, "{own}, {others}");
        }
    }
    assert!(names[..3].iter().all(|name| name.attribute(COUNTRY).as_deref() == Some("NO") && name.to_text() == "C=NO"));
    assert!(names[3..].iter().all(|name| name.attribute(COUNTRY).is_none() && name.to_text() == ""));
}

#[test]
fn what_is_no_name_is_refused() {
    let good = [0x30, 0x0d, 0x31, 0x0b, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x06, 0x13, 0x02, b'N', b'O'];
    assert!(DistinguishedName::from_der(&good).is_ok());
    for at in 0..good.len() - 2 {
        // Any tag but that of the value itself, and every length.
        if ![6, 7, 8, 9, 10, 11].contains(&at) {
            let mut bad = good;
            bad[at] ^= 1;
            assert!(DistinguishedName::from_der(&bad).is_err(), "byte {at}");
        }
    }
    for bad in [&good[..14], &[&good[..], &[0]].concat(), &[], &[0x30, 2, 0x31, 1], &[0x30, 2, 0x30, 0]] {
        assert!(DistinguishedName::from_der(bad).is_err(), "{bad:02x?}");
    }
}

/// A set of attributes, in the one order that DER allows.
fn set(attributes: impl Iterator<Item = (Tag, String)>) -> DistinguishedName {
    let attribute = |(tag, text): (Tag, String)| AttributeTypeAndValue {
        oid: COMMON_NAME,
        value: Any::new(tag, text.as_bytes()).unwrap(),
    };
    let mut attributes: Vec<_> = attributes.map(attribute).collect();
    attributes.sort_by_key(|attribute| attribute.to_der().unwrap());
    let set = RelativeDistinguishedName::try_from(attributes).unwrap();
    DistinguishedName::from_der(&RdnSequence::from(vec![set]).to_der().unwrap()).unwrap()
}

/// Whoever sends the certificates sends both names.
#[test]
fn the_largest_sets_compare_in_any_order() {
    const MANY: usize = crate::budget::NAME_ATTRIBUTES;
    let small = set((0..MANY).map(|number| (Tag::Utf8String, format!("a{number:05}"))));
    let large = set((0..MANY).map(|number| (Tag::PrintableString, format!("A{:05}", MANY - 1 - number))));
    assert_eq!(small.compare(&large), Likeness::Equivalent);
    let other = set((1..=MANY).map(|number| (Tag::Utf8String, format!("a{number:05}"))));
    assert_eq!(small.compare(&other), Likeness::Different);
}

#[test]
fn a_name_of_more_than_may_be_is_refused() {
    const MANY: usize = crate::budget::NAME_ATTRIBUTES;
    let name = |sets: usize, set: &[u8]| {
        DistinguishedName::from_der(&AnyRef::new(Tag::Sequence, &set.repeat(sets)).unwrap().to_der().unwrap())
    };
    // One attribute in each, two in each, none.
    let one = [0x31, 9, 0x30, 7, 6, 3, 0x55, 4, 3, 0x0c, 0];
    let two = [&[0x31, 18][..], &one[2..], &one[2..]].concat();
    for (set, most) in [(&one[..], MANY), (&two, MANY / 2), (&[0x31, 0], MANY)] {
        assert!(name(most, set).is_ok());
        assert_eq!(name(most + 1, set).err().unwrap().kind(), der::ErrorKind::Overlength);
    }
}

#[test]
fn a_set_is_not_another_one_of_the_same_members_in_other_numbers() {
    let pair = |texts: [&str; 3]| set(texts.into_iter().map(|text| (Tag::Utf8String, text.to_owned())));
    assert_eq!(pair(["a", "A", "b"]).compare(&pair(["a", "b", "B"])), Likeness::Different);
    assert_eq!(pair(["a", "A", "b"]).compare(&pair(["A", "a", "B"])), Likeness::Equivalent);
}

#[test]
fn attributes_are_read_from_any_string_type() {
    for (tag, bytes, text) in [
        (Tag::Utf8String, "Århus".as_bytes(), Some("Århus")),
        (Tag::PrintableString, b"Aarhus", Some("Aarhus")),
        (Tag::Ia5String, b"Aarhus", Some("Aarhus")),
        (Tag::TeletexString, b"\xc5rhus", Some("Århus")),
        (Tag::BmpString, b"\0\xc5\0r", Some("År")),
        (Tag::BmpString, b"\0\xc5\0", None),
        (Tag::Utf8String, b"\xff", None),
        (Tag::Integer, b"\x01", None),
    ] {
        assert_eq!(name(&[(STATE_OR_PROVINCE, tag, bytes)]).attribute(STATE_OR_PROVINCE).as_deref(), text);
    }
    assert_eq!(name(&[]).attribute(COMMON_NAME), None);
}

#[test]
fn text_has_the_last_part_first_and_escapes() {
    let name = name(&[(COUNTRY, Tag::PrintableString, b"NO"), (COMMON_NAME, Tag::Utf8String, b"A, B\n")]);
    assert_eq!(name.to_text(), r"CN=A\, B\0a,C=NO");
    let of = |tag, bytes: &[u8]| self::name(&[(COMMON_NAME, tag, bytes)]).to_text();
    // Any string type is readable, also where its characters are not the type's own.
    assert_eq!(of(Tag::TeletexString, b"\xc5rhus"), "CN=Århus");
    assert_eq!(of(Tag::BmpString, b"\0\xc5\0r"), "CN=År");
    assert_eq!(of(Tag::PrintableString, b"a@b_*"), "CN=a@b_*");
    assert_eq!(of(Tag::Utf8String, b"\xff"), "CN=#0c01ff");
    assert_eq!(of(Tag::Utf8String, br#" #"+;<>\= "#), r#"CN=\ #\"\+\;\<\>\\=\ "#);
    assert_eq!(of(Tag::Utf8String, b" a"), r"CN=\ a");
    assert_eq!(of(Tag::Utf8String, b"a "), r"CN=a\ ");
    assert_eq!(of(Tag::Utf8String, b"#"), r"CN=\#");
    // What would reorder the line or clear the screen is written as its bytes.
    assert_eq!(of(Tag::Utf8String, "\u{202e}\u{1b}\u{9b}é".as_bytes()), r"CN=\e2\80\ae\1b\c2\9bé");
    let other = self::name(&[(ObjectIdentifier::new_unwrap("1.2.3"), Tag::Utf8String, b"x")]);
    assert_eq!(other.to_text(), "1.2.3=x");
}

#[test]
fn spaces_at_the_ends_are_escaped() {
    for (text, shown) in [("a b", "a b"), (" a", "\\ a"), ("a ", "a\\ "), (" a ", "\\ a\\ "), (" ", "\\ "), ("", "")] {
        assert_eq!(name(&[(COMMON_NAME, Tag::Utf8String, text.as_bytes())]).to_text(), format!("CN={shown}"));
    }
}

#[test]
fn a_name_in_a_report_is_cut() {
    let named = |text: &str| name(&[(COMMON_NAME, Tag::Utf8String, text.as_bytes())]);
    for text in ["", "x", &"\u{e6}".repeat(77)] {
        assert_eq!(named(text).to_short_text(), named(text).to_text(), "{text}");
    }
    let long = named(&"\u{e6}".repeat(78));
    assert_eq!(long.to_short_text(), format!("CN={}\u{2026}", "\u{e6}".repeat(77)));
    assert_eq!(long.to_text(), format!("CN={}", "\u{e6}".repeat(78)));
    // What is escaped counts as it is written, and nothing follows the cut.
    let two = name(&[(COUNTRY, Tag::PrintableString, b"NO"), (COMMON_NAME, Tag::TeletexString, &[0x80; 100])]);
    let short = two.to_short_text();
    assert_eq!((short.chars().count(), short.chars().last()), (81, Some('\u{2026}')));
}
