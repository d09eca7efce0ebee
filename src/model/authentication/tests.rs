use super::*;

fn transcript() -> SessionTranscript {
    SessionTranscript::from_bytes(&[0x83, 0xf6, 0xf6, 0xf6]).unwrap()
}

/// Tag 24 around an array of `count` that begins with `label` and the transcript.
fn expected(count: u8, label: &str, rest: &[u8]) -> Vec<u8> {
    let head = [&[0x80 | count, 0x60 | u8::try_from(label.len()).unwrap()][..], label.as_bytes()].concat();
    let content = [&head, &[0x83, 0xf6, 0xf6, 0xf6][..], rest].concat();
    [&[0xd8, 24, 0x58, u8::try_from(content.len()).unwrap()], content.as_slice()].concat()
}

// Annex D holds the first two byte for byte: tests/model_vectors.

#[test]
fn the_device_signs_its_name_spaces_as_sent() {
    let long_head = [0xd8, 24, 0x58, 1, 0xa0];
    let made = device_authentication_bytes(&transcript(), "type", &long_head);
    // 20 letters fit the short head of a text.
    assert_eq!(made, expected(4, "DeviceAuthentication", &[&[0x64][..], b"type", &long_head].concat()));
}

#[test]
fn a_reader_signs_one_request() {
    let items = [0xd8, 24, 0x41, 0xa0];
    assert_eq!(reader_authentication_bytes(&transcript(), &items), expected(3, "ReaderAuthentication", &items));
}

/// H69: the order counts, and null differs from a DeviceRequestInfo.
#[test]
fn h69_a_reader_signs_all_requests_in_order() {
    let (one, other, info) = ([0xd8, 24, 0x41, 0xa0], [0xd8, 24, 0x41, 0x80], [0xd8, 24, 0x42, 0xa1, 0x00]);
    let all = |items: &[&[u8]], info| reader_authentication_all_bytes(&transcript(), items, info);
    let made = all(&[&one, &other], None);
    assert_eq!(made, expected(4, "ReaderAuthenticationAll", &[&[0x82][..], &one, &other, &[0xf6]].concat()));
    let made = all(&[&other, &one], Some(&info));
    assert_eq!(made, expected(4, "ReaderAuthenticationAll", &[&[0x82][..], &other, &one, &info].concat()));
    assert_eq!(all(&[], None), expected(4, "ReaderAuthenticationAll", &[0x80, 0xf6]));
}
