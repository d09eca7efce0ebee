use super::*;

#[test]
fn key_usage_bits_have_their_places() {
    assert_eq!(KeyUsage::from_der(&[3, 2, 7, 0x80]), Some(KeyUsage::DIGITAL_SIGNATURE));
    assert_eq!(KeyUsage::from_der(&[3, 2, 1, 0x06]), Some(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)));
    assert_eq!(KeyUsage::from_der(&[3, 3, 7, 0, 0x80]).unwrap().names(), ["decipherOnly"]);
    // Not minimal, longer than known, empty.
    assert_eq!(KeyUsage::from_der(&[3, 2, 0, 0x80]), Some(KeyUsage::DIGITAL_SIGNATURE));
    assert_eq!(KeyUsage::from_der(&[3, 4, 0, 0x40, 0, 0xff]), Some(KeyUsage::NON_REPUDIATION));
    assert_eq!(KeyUsage::from_der(&[3, 1, 0]), Some(KeyUsage::default()));
    assert_eq!(KeyUsage::from_der(&[4, 2, 7, 0x80]), None);
}

#[test]
fn key_usages_are_listed_by_name() {
    let listed = |usage: KeyUsage| usage.listed().to_string();
    assert_eq!(listed(KeyUsage::default()), "");
    assert_eq!(listed(KeyUsage::CRL_SIGN), "cRLSign");
    assert_eq!(listed(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::DIGITAL_SIGNATURE)), "digitalSignature, keyCertSign");
    for bits in 0..1 << 9 {
        assert_eq!(listed(KeyUsage(bits)), KeyUsage(bits).names().join(", "));
    }
}

#[test]
fn key_usage_is_written_minimal() {
    assert_eq!(KeyUsage::DIGITAL_SIGNATURE.to_bits(), (vec![0x80], 7));
    assert_eq!(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN).to_bits(), (vec![0x06], 1));
    assert_eq!(KeyUsage(1 << 8).to_bits(), (vec![0, 0x80], 7));
    for bits in 1..1 << 9 {
        let (bytes, unused) = KeyUsage(bits).to_bits();
        let value = [&[3, u8::try_from(bytes.len() + 1).unwrap(), unused], bytes.as_slice()].concat();
        assert_eq!(KeyUsage::from_der(&value), Some(KeyUsage(bits)));
    }
}

#[test]
fn a_purpose_with_a_large_identifier_does_not_hide_the_others() {
    let large = [&[6, 20, 0x69, 0x83][..], &[0xff; 17], &[0x7f]].concat();
    let own = [6, 6, 0x28, 0x81, 0x8c, 0x5d, 0x05, 0x01];
    let both = [&[0x30, 30][..], &large, &own].concat();
    assert_eq!(purposes(&both), Some(vec![ObjectIdentifier::new_unwrap("1.0.18013.5.1")]));
    assert_eq!(purposes(&[0x30, 0]), Some(vec![]));
    assert_eq!(purposes(&[0x30, 3, 2, 1, 0]), None);
    assert_eq!(purposes(&[0x30, 3, 6, 1]), None);
}

#[test]
fn extensions_are_understood_when_known_and_readable() {
    let extension = |oid: &str, value: &[u8]| Extension::new(oid, true, value.to_vec()).unwrap();
    assert!(extension("2.5.29.19", &[0x30, 0]).is_understood());
    assert!(!extension("2.5.29.19", &[0x30, 1]).is_understood());
    assert!(!extension("2.5.29.32", &[0x30, 0]).is_understood());
    assert_eq!(extension("2.5.29.54", &[]).forbidden(), Some("InhibitAnyPolicy"));
    assert_eq!(extension("2.5.29.15", &[]).forbidden(), None);
    assert_eq!(Extension::new("not an identifier", true, Vec::new()), None);
    assert_eq!(BasicConstraints::from_der(&[0x30, 0]), Some(BasicConstraints { ca: false, path_length: None }));
    let constraints = BasicConstraints::from_der(&[0x30, 6, 1, 1, 0xff, 2, 1, 0]);
    assert_eq!(constraints, Some(BasicConstraints { ca: true, path_length: Some(0) }));
}

#[test]
fn usages_are_put_together() {
    let both = KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN);
    assert_eq!(both.and(KeyUsage::CRL_SIGN), both, "what is there already stays");
    assert_eq!(both.names(), ["keyCertSign", "cRLSign"]);
    assert_eq!(both.listed().to_string(), "keyCertSign, cRLSign");
}

#[test]
fn an_extension_of_more_values_than_may_be_is_not_read() {
    // dNSName and nothing, and one name that makes it too long to be let through as it is.
    let names = |count: usize| {
        let long = [&[0x82, 0x82, 2, 0][..], &[b'a'; 512]].concat();
        let content = [long, [0x82, 0].repeat(count - 1)].concat();
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[0x30, 0x82][..], &length, &content].concat()
    };
    let read = |count| Content::read(SUBJECT_ALTERNATIVE_NAME, &names(count));
    // One more is the sequence.
    assert!(read(crate::budget::EXTENSION_VALUES - 1).is_some());
    assert!(read(crate::budget::EXTENSION_VALUES).is_none());
}
