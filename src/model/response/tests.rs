use ciborium::{Value, cbor};

use super::*;
use crate::cbor::{Encoding, from_slice, to_vec};

fn embedded(value: &Value) -> Value {
    Value::Tag(24, Box::new(Value::Bytes(to_vec(value))))
}

fn item() -> Value {
    cbor!({"digestID" => 5, "random" => Value::Bytes(vec![9; 16]), "elementIdentifier" => "e", "elementValue" => "secret"})
        .unwrap()
}

fn message(payload: Value) -> Value {
    cbor!([Value::Bytes(vec![0xa1, 1, 0x26]), {}, payload, Value::Bytes(vec![0; 64])]).unwrap()
}

fn issuer_signed() -> Value {
    cbor!({"nameSpaces" => {"ns" => [embedded(&item())]}, "issuerAuth" => message(Value::Bytes(vec![1]))}).unwrap()
}

fn device_signed() -> Value {
    cbor!({"nameSpaces" => embedded(&cbor!({}).unwrap()), "deviceAuth" => {"deviceSignature" => message(Value::Null)}})
        .unwrap()
}

fn document() -> Value {
    cbor!({"docType" => "type", "issuerSigned" => issuer_signed(), "deviceSigned" => device_signed()}).unwrap()
}

fn response(documents: Vec<Value>) -> Value {
    cbor!({"version" => "1.0", "documents" => documents, "status" => 0}).unwrap()
}

/// The structure with this member replaced, added, or, without a value, taken away.
fn change(mut map: Value, name: &str, value: Option<Value>) -> Value {
    let entries = map.as_map_mut().unwrap();
    entries.retain(|(key, _)| key.as_text() != Some(name));
    entries.extend(value.map(|value| (name.into(), value)));
    map
}

fn read(value: &Value) -> Result<DeviceResponse<'static>, Error> {
    let bytes: &'static [u8] = to_vec(value).leak();
    from_slice(bytes, Encoding::Strict).map(|(response, _)| response)
}

/// What is wrong with a document, which must be all that is wrong with its response.
fn malformed(document: Value) -> MalformedDocument<'static> {
    read(&response(vec![document])).unwrap().documents.remove(0).unwrap_err()
}

fn kind(document: Value) -> ErrorKind {
    malformed(document).error.kind()
}

fn kind_with_item(item: Value) -> ErrorKind {
    let signed = cbor!({"ns" => [embedded(&item)]}).unwrap();
    kind(change(document(), "issuerSigned", Some(change(issuer_signed(), "nameSpaces", Some(signed)))))
}

#[test]
fn a_response_of_ours() {
    let item_bytes = encode_item(5, &[9; 16], "e", &to_vec("secret"));
    assert_eq!(item_bytes, to_vec(&item()));
    let item_bytes = to_vec(&embedded(&item()));
    let (issuer_auth, device_auth) = (to_vec(&message(Value::Bytes(vec![1]))), to_vec(&message(Value::Null)));
    let mut parts = DocumentParts {
        doc_type: "type",
        issuer_name_spaces: vec![("ns", vec![&item_bytes]), ("nothing", vec![])],
        issuer_auth: &issuer_auth,
        device_name_spaces_bytes: &[0xd8, 24, 0x41, 0xa0],
        is_signature: true,
        device_auth: &device_auth,
    };
    assert_eq!(encode_response(&[parts.clone()], &[], 0), to_vec(&response(vec![document()])));
    assert_eq!(encode_issuer_signed(&parts.issuer_name_spaces, &issuer_auth), to_vec(&issuer_signed()));
    // Nothing returned of a document: nameSpaces is left out.
    parts.issuer_name_spaces = vec![("nothing", vec![])];
    parts.is_signature = false;
    let bare = cbor!({"issuerAuth" => message(Value::Bytes(vec![1]))}).unwrap();
    let auth =
        cbor!({"nameSpaces" => embedded(&cbor!({}).unwrap()), "deviceAuth" => {"deviceMac" => message(Value::Null)}});
    let expected = cbor!({"docType" => "type", "issuerSigned" => bare, "deviceSigned" => auth.unwrap()}).unwrap();
    assert_eq!(encode_response(&[parts], &[], 0), to_vec(&response(vec![expected])));
}

#[test]
fn a_response_without_documents() {
    let bytes = encode_response(&[], &[], 10);
    assert_eq!(bytes, to_vec(&cbor!({"version" => "1.0", "status" => 10}).unwrap()));
    let bytes = encode_response(&[], &[("a", 0), ("b", -3)], 0);
    let expected = cbor!({"version" => "1.0", "documentErrors" => [{"a" => 0}, {"b" => -3}], "status" => 0}).unwrap();
    assert_eq!(bytes, to_vec(&expected));
    let read = read(&expected).unwrap();
    assert_eq!(read.document_errors, [("a", 0), ("b", -3)]);
    assert!(read.documents.is_empty());
}

#[test]
fn parts_are_the_bytes_received() {
    let bytes = to_vec(&response(vec![document(), document()]));
    let (read, _) = from_slice::<DeviceResponse<'_>>(&bytes, Encoding::Strict).unwrap();
    let second = read.documents[1].as_ref().unwrap();
    assert!(bytes[second.offset..].starts_with(&to_vec(&document())));
    let (name_space, items) = &second.issuer_signed.name_spaces[0];
    assert_eq!((*name_space, items[0].bytes()), ("ns", to_vec(&embedded(&item())).as_slice()));
    assert!(bytes[items[0].element_value.offset()..].starts_with(&to_vec("secret")));
    assert_eq!((items[0].digest_id, items[0].element_identifier), (5, "e"));
    assert_eq!(items[0].random, [9; 16]);
    assert_eq!(second.device_signed.name_spaces.bytes(), [0xd8, 24, 0x41, 0xa0]);
    for part in [items[0].bytes(), items[0].random, second.device_signed.name_spaces.bytes()] {
        assert!(bytes.as_ptr_range().contains(&part.as_ptr()));
    }
}

#[test]
fn r30_not_cbor() {
    let bytes = to_vec(&response(vec![document()]));
    let is_not_cbor =
        |bytes: &[u8]| from_slice::<DeviceResponse<'_>>(bytes, Encoding::Strict).unwrap_err().is_not_cbor();
    assert!(is_not_cbor(b""));
    assert!(is_not_cbor(&bytes[..bytes.len() - 1]));
    assert!(is_not_cbor(&[&bytes[..], &[0]].concat()));
    let mut twice = response(vec![document()]);
    twice.as_map_mut().unwrap().push(("status".into(), 0.into()));
    assert!(is_not_cbor(&to_vec(&twice)));
    // A repeated key outside of any byte string, wherever it is, spoils the response.
    let mut inner = document();
    inner.as_map_mut().unwrap().push(("docType".into(), "type".into()));
    assert!(is_not_cbor(&to_vec(&response(vec![document(), inner]))));
    // Every shorter part of the message is refused, none with a panic.
    for end in 0..bytes.len() {
        assert!(is_not_cbor(&bytes[..end]));
    }
}

#[test]
fn r31_members_missing() {
    let kind = |value: &Value| read(value).unwrap_err().kind();
    assert_eq!(kind(&change(response(vec![document()]), "status", None)), ErrorKind::Missing("status"));
    assert_eq!(kind(&change(response(vec![document()]), "version", None)), ErrorKind::Missing("version"));
    let negative = change(response(vec![document()]), "status", Some(Value::from(-1)));
    assert!(matches!(kind(&negative), ErrorKind::WrongType { .. }));
}

/// R32 to R35: versions and codes are the verifier's to judge.
#[test]
fn r34_codes_and_versions_are_kept() {
    let value = change(response(vec![document()]), "status", Some(10.into()));
    let value = change(value, "version", Some("1.3".into()));
    let response = read(&value).unwrap();
    assert_eq!((response.status, response.documents.len()), (10, 1));
    assert_eq!(response.version, Version { major: 1, minor: 3 });
    let nothing = read(&cbor!({"version" => "2.0", "status" => 0, "more" => {}}).unwrap()).unwrap();
    assert!(nothing.documents.is_empty() && nothing.document_errors.is_empty());
}

#[test]
fn r36_no_documents() {
    assert_eq!(read(&response(vec![])).unwrap_err().kind(), ErrorKind::Empty("documents"));
    let errors = change(response(vec![document()]), "documentErrors", Some(Value::Array(vec![])));
    assert_eq!(read(&errors).unwrap_err().kind(), ErrorKind::Empty("documentErrors"));
    let null = change(response(vec![]), "documents", Some(Value::Null));
    assert!(read(&null).unwrap().documents.is_empty());
    let many = |count| response(vec![document(); count]);
    assert_eq!(read(&many(budget::DOCUMENTS)).unwrap().documents.len(), budget::DOCUMENTS);
    assert_eq!(read(&many(budget::DOCUMENTS + 1)).unwrap_err().kind(), ErrorKind::OutOfRange("documents"));
}

#[test]
fn r46_digest_ids() {
    let of = |id: Value| change(item(), "digestID", Some(id));
    assert!(matches!(kind_with_item(of(Value::from(-1))), ErrorKind::WrongType { .. }));
    let large = cbor!({"ns" => [embedded(&of(Value::from(1_u64 << 31)))]}).unwrap();
    let signed = change(issuer_signed(), "nameSpaces", Some(large));
    let read = read(&response(vec![change(document(), "issuerSigned", Some(signed))])).unwrap();
    let document = read.documents[0].as_ref().unwrap();
    assert_eq!(document.issuer_signed.name_spaces[0].1[0].digest_id, 1 << 31);
}

#[test]
fn r50_items() {
    for name in ["digestID", "random", "elementIdentifier", "elementValue"] {
        let ErrorKind::Missing(missing) = kind_with_item(change(item(), name, None)) else { panic!("{name}") };
        assert_eq!(missing, name);
    }
    let more = cbor!({"ns" => [embedded(&change(item(), "foo", Some(cbor!([1]).unwrap())))]}).unwrap();
    let signed = change(issuer_signed(), "nameSpaces", Some(more));
    assert!(read(&response(vec![change(document(), "issuerSigned", Some(signed))])).unwrap().documents[0].is_ok());
    assert_eq!(
        kind_with_item(change(item(), "elementIdentifier", Some("".into()))),
        ErrorKind::Empty("elementIdentifier")
    );
    assert!(matches!(kind_with_item(change(item(), "random", Some("x".into()))), ErrorKind::WrongType { .. }));
    assert!(matches!(kind_with_item(Value::Array(vec![])), ErrorKind::WrongType { .. }));
    let mut twice = item();
    twice.as_map_mut().unwrap().push(("digestID".into(), 6.into()));
    assert_eq!(kind_with_item(twice), ErrorKind::DuplicateKey);
    let bare = cbor!({"ns" => [item()]}).unwrap();
    let bare = kind(change(document(), "issuerSigned", Some(change(issuer_signed(), "nameSpaces", Some(bare)))));
    assert!(matches!(bare, ErrorKind::WrongType { .. }));
}

#[test]
fn name_spaces_that_do_not_fit() {
    let of = |name_spaces: Value| {
        kind(change(document(), "issuerSigned", Some(change(issuer_signed(), "nameSpaces", Some(name_spaces)))))
    };
    assert_eq!(of(cbor!({}).unwrap()), ErrorKind::Empty("nameSpaces"));
    assert_eq!(of(cbor!({"ns" => []}).unwrap()), ErrorKind::Empty(name::NAME_SPACE_ITEMS));
    assert_eq!(of(cbor!({"" => [embedded(&item())]}).unwrap()), ErrorKind::Empty(name::NAME_SPACE));
    let absent = change(document(), "issuerSigned", Some(change(issuer_signed(), "nameSpaces", None)));
    let read = read(&response(vec![absent])).unwrap();
    assert!(read.documents[0].as_ref().unwrap().issuer_signed.name_spaces.is_empty());
    assert_eq!(kind(change(document(), "docType", Some("".into()))), ErrorKind::Empty("docType"));
}

/// Wallets write empty maps and lists where the standard leaves them out: refused when strict, counted in the field.
#[test]
fn empty_name_spaces_and_errors_are_tolerated_in_the_field() {
    let signed = |name_spaces: Value| {
        change(document(), "issuerSigned", Some(change(issuer_signed(), "nameSpaces", Some(name_spaces))))
    };
    let device = embedded(&cbor!({"ns" => {}}).unwrap());
    let cases = [
        (signed(cbor!({}).unwrap()), 1),
        (signed(cbor!({"ns" => []}).unwrap()), 1),
        (signed(cbor!({"a" => [], "ns" => [embedded(&item())], "b" => []}).unwrap()), 2),
        (change(document(), "errors", Some(cbor!({}).unwrap())), 1),
        (change(document(), "errors", Some(cbor!({"ns" => {}}).unwrap())), 1),
        (change(document(), "deviceSigned", Some(change(device_signed(), "nameSpaces", Some(device)))), 1),
    ];
    for (document, breaches) in cases {
        assert!(matches!(kind(document.clone()), ErrorKind::Empty(_)));
        let bytes = to_vec(&response(vec![document]));
        let (read, tolerated) = from_slice::<DeviceResponse<'_>>(&bytes, Encoding::Field).unwrap();
        assert!(read.documents[0].is_ok());
        assert_eq!(tolerated.count, breaches);
        assert!(tolerated.first.is_some());
    }
    let no_documents = to_vec(&response(vec![]));
    let refused = from_slice::<DeviceResponse<'_>>(&no_documents, Encoding::Field).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Empty("documents"));
}

/// R80: none and both are read; judging is the verifier's.
#[test]
fn r80_device_auth() {
    let of = |auth: Value| change(document(), "deviceSigned", Some(change(device_signed(), "deviceAuth", Some(auth))));
    let parts = |auth: Value| {
        let read = read(&response(vec![of(auth)])).unwrap();
        let auth = &read.documents[0].as_ref().unwrap().device_signed.device_auth;
        (auth.device_signature.is_some(), auth.device_mac.is_some())
    };
    let message = || message(Value::Null);
    assert_eq!(parts(cbor!({}).unwrap()), (false, false));
    assert_eq!(parts(cbor!({"deviceSignature" => message(), "deviceMac" => message()}).unwrap()), (true, true));
    assert_eq!(parts(cbor!({"deviceMac" => message(), "x" => 1}).unwrap()), (false, true));
    let missing = change(document(), "deviceSigned", Some(change(device_signed(), "deviceAuth", None)));
    assert_eq!(kind(missing), ErrorKind::Missing("deviceAuth"));
    assert_eq!(kind(change(document(), "deviceSigned", None)), ErrorKind::Missing("deviceSigned"));
    assert_eq!(kind(change(document(), "issuerSigned", None)), ErrorKind::Missing("issuerSigned"));
    assert_eq!(kind(change(document(), "docType", None)), ErrorKind::Missing("docType"));
}

#[test]
fn device_name_spaces() {
    let of = |name_spaces: Value| {
        change(document(), "deviceSigned", Some(change(device_signed(), "nameSpaces", Some(embedded(&name_spaces)))))
    };
    let read = read(&response(vec![of(cbor!({"ns" => {"e" => 5, "f" => [1]}}).unwrap())])).unwrap();
    let name_spaces = &read.documents[0].as_ref().unwrap().device_signed.name_spaces.name_spaces;
    let [("ns", elements)] = name_spaces.as_slice() else { panic!("{name_spaces:?}") };
    assert_eq!(
        elements.iter().map(|(name, value)| (*name, value.bytes())).collect::<Vec<_>>(),
        [("e", &[5][..]), ("f", &[0x81, 1])]
    );
    assert_eq!(kind(of(cbor!({"ns" => {}}).unwrap())), ErrorKind::Empty(name::NAME_SPACE_ITEMS));
    assert_eq!(kind(of(cbor!({"ns" => {"" => 1}}).unwrap())), ErrorKind::Empty(name::ELEMENT));
    let twice = Value::Map(vec![("e".into(), 1.into()), ("e".into(), 2.into())]);
    assert_eq!(kind(of(cbor!({"ns" => twice}).unwrap())), ErrorKind::DuplicateKey);
}

/// R90: each document stands alone.
#[test]
fn r90_a_malformed_document_leaves_the_others() {
    let broken = change(document(), "issuerSigned", Some(Value::from(1)));
    let nameless = Value::Array(vec![]);
    let number = change(document(), "docType", Some(Value::from(5)));
    let read = read(&response(vec![broken, document(), nameless, number, document()])).unwrap();
    let found: Vec<_> =
        read.documents.iter().map(|document| document.as_ref().map_err(|bad| bad.doc_type).is_ok()).collect();
    assert_eq!(found, [false, true, false, false, true]);
    let types: Vec<_> =
        read.documents.iter().filter_map(|document| document.as_ref().err()).map(|bad| bad.doc_type).collect();
    assert_eq!(types, [Some("type"), None, None]);
    // Also where it breaks off inside an embedded byte string.
    let signed = change(device_signed(), "nameSpaces", Some(Value::Tag(24, Box::new(Value::Bytes(vec![0xa1, 0x61])))));
    let cut = change(document(), "deviceSigned", Some(signed));
    let read = self::read(&response(vec![cut, document()])).unwrap();
    assert!(read.documents[0].as_ref().unwrap_err().error.is_not_cbor());
    assert!(read.documents[1].is_ok() && read.status == 0);
}

#[test]
fn r95_errors_of_elements() {
    let errors = cbor!({"ns" => {"e" => 0, "f" => 5}, "other" => {"e" => -3}}).unwrap();
    let read = read(&response(vec![change(document(), "errors", Some(errors))])).unwrap();
    let document = read.documents[0].as_ref().unwrap();
    let errors: Vec<_> =
        document.errors.iter().map(|error| (error.name_space, error.element_identifier, error.code)).collect();
    assert_eq!(errors, [("ns", "e", 0), ("ns", "f", 5), ("other", "e", -3)]);
    let of = |errors: Value| kind(change(self::document(), "errors", Some(errors)));
    assert_eq!(of(cbor!({}).unwrap()), ErrorKind::Empty("errors"));
    assert_eq!(of(cbor!({"ns" => {}}).unwrap()), ErrorKind::Empty(name::NAME_SPACE_ITEMS));
    assert!(matches!(of(cbor!({"ns" => {"e" => "x"}}).unwrap()), ErrorKind::WrongType { .. }));
    assert!(
        self::read(&response(vec![change(self::document(), "errors", Some(Value::Null))])).unwrap().documents[0]
            .is_ok()
    );
}

/// No more elements can be missing than can be asked for, in however many namespaces.
#[test]
fn more_errors_than_elements_that_can_be_asked_for_are_refused() {
    let errors = |count: usize| {
        let codes = |of: usize| Value::Map((0..of).map(|at| (Value::Text(at.to_string()), Value::from(0))).collect());
        let name_spaces =
            [("a", codes(budget::REQUESTED_ELEMENTS / 2)), ("b", codes(count - budget::REQUESTED_ELEMENTS / 2))];
        let name_spaces = name_spaces.map(|(name, codes)| (Value::Text(name.to_owned()), codes));
        change(document(), "errors", Some(Value::Map(name_spaces.into())))
    };
    let bytes = response(vec![errors(budget::REQUESTED_ELEMENTS)]);
    let most = read(&bytes).unwrap();
    assert_eq!(most.documents[0].as_ref().unwrap().errors.len(), budget::REQUESTED_ELEMENTS);
    assert_eq!(kind(errors(budget::REQUESTED_ELEMENTS + 1)), ErrorKind::OutOfRange("errors"));
}

/// A name that is compared for each of thousands of elements must not be megabytes long.
#[test]
fn names_have_a_longest_length() {
    let named = |length: usize| change(document(), "docType", Some(Value::Text("x".repeat(length))));
    assert!(read(&response(vec![named(budget::NAME_BYTES)])).unwrap().documents[0].is_ok());
    assert_eq!(kind(named(budget::NAME_BYTES + 1)), ErrorKind::OutOfRange("docType"));
    let errors = |length: usize| {
        let codes = cbor!({"e" => 0}).unwrap();
        change(document(), "errors", Some(Value::Map(vec![(Value::Text("x".repeat(length)), codes)])))
    };
    assert!(read(&response(vec![errors(budget::NAME_BYTES)])).unwrap().documents[0].is_ok());
    assert_eq!(kind(errors(budget::NAME_BYTES + 1)), ErrorKind::OutOfRange(name::NAME_SPACE));
}

/// R104: what edition 2 adds is counted, not understood.
#[test]
fn r104_documents_of_edition_2_are_counted() {
    let value = change(response(vec![document()]), "zkDocuments", Some(cbor!([{}, {}]).unwrap()));
    let value = change(value, "encryptedDocuments", Some(cbor!([{"enc" => 1}]).unwrap()));
    let counted = read(&value).unwrap();
    assert_eq!((counted.zk_documents, counted.encrypted_documents), (2, 1));
    let value = change(value, "zkDocuments", Some(Value::from(7)));
    let value = change(value, "encryptedDocuments", Some(Value::Null));
    let counted = read(&value).unwrap();
    assert_eq!((counted.zk_documents, counted.encrypted_documents), (1, 0));
}

#[test]
fn debug_shows_no_values() {
    let shown = format!("{:?}", read(&response(vec![document()])).unwrap());
    assert!(shown.contains("IssuerSignedItem { element_identifier: \"e\", .. }"));
    assert!(!shown.contains("secret") && !shown.contains("115, 101"), "{shown}");
    let parts = DocumentParts {
        doc_type: "type",
        issuer_name_spaces: vec![("ns", vec![b"secret".as_slice()])],
        issuer_auth: b"secret",
        device_name_spaces_bytes: b"secret",
        is_signature: true,
        device_auth: b"secret",
    };
    assert_eq!(format!("{parts:?}"), "DocumentParts { doc_type: \"type\", .. }");
}
