use der::Encode;
use x509_cert::name::RdnSequence;

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
fn sets_of_many_attributes_compare_in_no_quadratic_time() {
    const MANY: u32 = 50_000;
    let small = set((0..MANY).map(|number| (Tag::Utf8String, format!("a{number:05}"))));
    let large = set((0..MANY).map(|number| (Tag::PrintableString, format!("A{:05}", MANY - 1 - number))));
    assert_eq!(small.compare(&large), Likeness::Equivalent);
    let other = set((1..=MANY).map(|number| (Tag::Utf8String, format!("a{number:05}"))));
    assert_eq!(small.compare(&other), Likeness::Different);
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
    assert_eq!(of(Tag::Utf8String, b"#"), r"CN=\#");
    // What would reorder the line or clear the screen is written as its bytes.
    assert_eq!(of(Tag::Utf8String, "\u{202e}\u{1b}\u{9b}é".as_bytes()), r"CN=\e2\80\ae\1b\c2\9bé");
    let other = self::name(&[(ObjectIdentifier::new_unwrap("1.2.3"), Tag::Utf8String, b"x")]);
    assert_eq!(other.to_text(), "1.2.3=x");
}
