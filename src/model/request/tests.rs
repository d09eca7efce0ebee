use ciborium::{Value, cbor};

use super::*;
use crate::budget;
use crate::cbor::{Encoding, ErrorKind, from_slice, to_vec};

fn embedded(value: &Value) -> Value {
    Value::Tag(24, Box::new(Value::Bytes(to_vec(value))))
}

fn items() -> Value {
    cbor!({"docType" => "type", "nameSpaces" => {"ns" => {"a" => true, "b" => false}}}).unwrap()
}

/// `[h'a10126', {33: h'01'}, null, h'00' x 64]`
fn signature() -> Value {
    let unprotected = Value::Map(vec![(Value::from(33), Value::Bytes(vec![1]))]);
    cbor!([Value::Bytes(vec![0xa1, 1, 0x26]), unprotected, null, Value::Bytes(vec![0; 64])]).unwrap()
}

fn request(version: &str, doc_requests: Value) -> Value {
    cbor!({"version" => version, "docRequests" => doc_requests}).unwrap()
}

fn of_items(items: &Value) -> Value {
    request("1.0", cbor!([{"itemsRequest" => embedded(items)}]).unwrap())
}

fn with(mut map: Value, name: &str, value: Value) -> Value {
    map.as_map_mut().unwrap().push((Value::from(name), value));
    map
}

fn read(value: &Value) -> Result<DeviceRequest<'static>, Error> {
    let bytes: &'static [u8] = to_vec(value).leak();
    from_slice(bytes, Encoding::Strict).map(|(request, _)| request)
}

fn kind(value: &Value) -> ErrorKind {
    let error = read(value).unwrap_err();
    assert!(!error.is_not_cbor(), "{error}");
    error.kind()
}

#[test]
fn a_request_of_ours() {
    let content = encode_items_request("type", [("ns", vec![("a", true), ("b", false)])]);
    assert_eq!(content, to_vec(&items()));
    let auth = to_vec(&signature());
    let bytes = encode_request(&[(&content, Some(&auth)), (&content, None)]);
    let both = cbor!([
        {"itemsRequest" => embedded(&items()), "readerAuth" => signature()},
        {"itemsRequest" => embedded(&items())},
    ]);
    assert_eq!(bytes, to_vec(&request("1.0", both.unwrap())));
    let (request, _) = from_slice::<DeviceRequest<'_>>(&bytes, Encoding::Strict).unwrap();
    let document = &request.doc_requests[0];
    assert_eq!(document.items_request.content(), content);
    assert_eq!(document.items_request.name_spaces, [("ns", vec![("a", true), ("b", false)])]);
    assert_eq!(document.reader_auth.as_ref().unwrap().as_ref().unwrap().bytes, auth);
    assert!(request.doc_requests[1].reader_auth.is_none());
}

#[test]
fn h36_not_cbor() {
    for bytes in [&b""[..], b"hello", &[0xa1], &[0xff], &[0xbf, 0xff], &[0x1c]] {
        let error = from_slice::<DeviceRequest<'_>>(bytes, Encoding::Strict).unwrap_err();
        assert!(error.is_not_cbor(), "{error}");
    }
    let mut bytes = to_vec(&of_items(&items()));
    bytes.push(0);
    assert!(from_slice::<DeviceRequest<'_>>(&bytes, Encoding::Strict).unwrap_err().is_not_cbor());
    // The structure is already wrong where the CBOR ends too early.
    let error = from_slice::<DeviceRequest<'_>>(&[0xa2, 0x61, b'x', 0, 0x61], Encoding::Strict).unwrap_err();
    assert!(error.is_not_cbor());
    // So it is where a member that is known does not fit either.
    let mut bytes = to_vec(&cbor!({"docRequests" => 1}).unwrap());
    bytes[0] += 1;
    bytes.push(0x61);
    assert!(from_slice::<DeviceRequest<'_>>(&bytes, Encoding::Strict).unwrap_err().is_not_cbor());
}

/// What is wrong with the version is said before what is wrong with other members, wherever it stands.
#[test]
fn the_version_is_judged_first() {
    let behind = |version: Value| cbor!({"deviceRequestInfo" => 7, "docRequests" => 1, "version" => version}).unwrap();
    assert_eq!(kind(&behind(Value::from("x"))), ErrorKind::OutOfRange("version"));
    assert_eq!(kind(&cbor!({"docRequests" => 1, "readerAuthAll" => 1}).unwrap()), ErrorKind::Missing("version"));
    assert!(matches!(kind(&behind(Value::from("1.0"))), ErrorKind::WrongType { .. }));
}

#[test]
fn h37_members_missing() {
    assert_eq!(
        kind(&cbor!({"docRequests" => [{"itemsRequest" => embedded(&items())}]}).unwrap()),
        ErrorKind::Missing("version")
    );
    assert_eq!(kind(&cbor!({"version" => "1.0"}).unwrap()), ErrorKind::Missing("docRequests"));
    assert_eq!(kind(&cbor!({}).unwrap()), ErrorKind::Missing("version"));
    assert_eq!(kind(&request("1.0", cbor!([{}]).unwrap())), ErrorKind::Missing("itemsRequest"));
    assert_eq!(
        kind(&of_items(&cbor!({"nameSpaces" => {"n" => {"e" => true}}}).unwrap())),
        ErrorKind::Missing("docType")
    );
    assert_eq!(kind(&of_items(&cbor!({"docType" => "t"}).unwrap())), ErrorKind::Missing("nameSpaces"));
    assert!(matches!(kind(&cbor!([]).unwrap()), ErrorKind::WrongType { .. }));
}

#[test]
fn h38_no_doc_requests() {
    assert_eq!(kind(&request("1.0", cbor!([]).unwrap())), ErrorKind::Empty("docRequests"));
}

/// H39, H40: what a version means is the session's to judge; unknown members are passed over.
#[test]
fn h40_later_versions_parse() {
    for (text, version) in [("2.0", Version { major: 2, minor: 0 }), ("1.7", Version { major: 1, minor: 7 })] {
        let value = request(text, cbor!([{"itemsRequest" => embedded(&items()), "new" => [1], 5 => 6}]).unwrap());
        let value = with(with(value, "extra", cbor!({"deep" => [[]]}).unwrap()), "macKeys", cbor!([]).unwrap());
        assert_eq!(read(&value).unwrap().version, version);
    }
}

#[test]
fn h41_versions_that_are_none() {
    assert!(matches!(kind(&cbor!({"version" => 1, "docRequests" => []}).unwrap()), ErrorKind::WrongType { .. }));
    for text in ["1", "one"] {
        assert_eq!(kind(&request(text, cbor!([]).unwrap())), ErrorKind::OutOfRange("version"));
    }
}

#[test]
fn h42_items_requests_are_tag_24() {
    let bare = request("1.0", cbor!([{"itemsRequest" => items()}]).unwrap());
    assert!(matches!(kind(&bare), ErrorKind::WrongType { .. }));
    let untagged = request("1.0", cbor!([{"itemsRequest" => Value::Bytes(to_vec(&items()))}]).unwrap());
    assert!(matches!(kind(&untagged), ErrorKind::WrongType { .. }));
    let tagged = Value::Tag(25, Box::new(Value::Bytes(to_vec(&items()))));
    let other = request("1.0", cbor!([{"itemsRequest" => tagged}]).unwrap());
    assert_eq!(kind(&other), ErrorKind::WrongTag { expected: 24, found: 25 });
    let two = Value::Tag(24, Box::new(Value::Bytes([to_vec(&items()), vec![0]].concat())));
    let error = read(&request("1.0", cbor!([{"itemsRequest" => two}]).unwrap())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TrailingBytes);
}

#[test]
fn h43_intent_to_retain_is_a_boolean() {
    for intent in [Value::from(1), Value::Null, Value::from("true")] {
        let items = cbor!({"docType" => "t", "nameSpaces" => {"n" => {"e" => intent}}}).unwrap();
        assert!(matches!(kind(&of_items(&items)), ErrorKind::WrongType { .. }));
    }
}

#[test]
fn h44_nothing_asked_for() {
    let empty = cbor!({"docType" => "t", "nameSpaces" => {}}).unwrap();
    assert_eq!(kind(&of_items(&empty)), ErrorKind::Empty("nameSpaces"));
    let inner = cbor!({"docType" => "t", "nameSpaces" => {"n" => {"e" => true}, "m" => {}}}).unwrap();
    assert_eq!(kind(&of_items(&inner)), ErrorKind::Empty(name::NAME_SPACE_ITEMS));
    let list = cbor!({"docType" => "t", "nameSpaces" => {"n" => ["e"]}}).unwrap();
    assert!(matches!(kind(&of_items(&list)), ErrorKind::WrongType { .. }));
}

/// H45, H48: a document type is compared as it is, and an empty one is that of no document.
#[test]
fn h45_names() {
    for doc_type in ["", "ORG.ISO.18013.5.1.MDL"] {
        let items = cbor!({"docType" => doc_type, "nameSpaces" => {"n" => {"E" => true, "e" => true}}}).unwrap();
        let request = read(&of_items(&items)).unwrap();
        assert_eq!(request.doc_requests[0].items_request.doc_type, doc_type);
    }
    let no_space = cbor!({"docType" => "t", "nameSpaces" => {"" => {"e" => true}}}).unwrap();
    assert_eq!(kind(&of_items(&no_space)), ErrorKind::Empty(name::NAME_SPACE));
    let no_element = cbor!({"docType" => "t", "nameSpaces" => {"n" => {"" => true}}}).unwrap();
    assert_eq!(kind(&of_items(&no_element)), ErrorKind::Empty(name::ELEMENT));
    let number = cbor!({"docType" => "t", "nameSpaces" => {"n" => {5 => true}}}).unwrap();
    assert!(matches!(kind(&of_items(&number)), ErrorKind::Structure(_)));
}

#[test]
fn h49_repeated_keys() {
    let twice = |key: &str, value: Value| Value::Map(vec![(key.into(), value.clone()), (key.into(), value)]);
    let elements = cbor!({"e" => true}).unwrap();
    for name_spaces in [twice("n", elements.clone()), cbor!({"n" => twice("e", Value::Bool(true))}).unwrap()] {
        let items = cbor!({"docType" => "t", "nameSpaces" => name_spaces}).unwrap();
        assert_eq!(read(&of_items(&items)).unwrap_err().kind(), ErrorKind::DuplicateKey);
    }
    let versions = with(of_items(&items()), "version", "1.0".into());
    assert_eq!(read(&versions).unwrap_err().kind(), ErrorKind::DuplicateKey);
}

#[test]
fn h50_one_document_type_twice() {
    let both = cbor!([
        {"itemsRequest" => embedded(&items()), "readerAuth" => signature()},
        {"itemsRequest" => embedded(&items()), "readerAuth" => []},
    ]);
    let request = read(&request("1.0", both.unwrap())).unwrap();
    let judged: Vec<_> = request.doc_requests.iter().map(|one| one.reader_auth.as_ref().unwrap().is_ok()).collect();
    assert_eq!(judged, [true, false]);
}

/// H60, H61: a readerAuth that is none leaves the request as it is.
#[test]
fn h61_reader_auth_that_is_none() {
    let no_chain =
        cbor!([Value::Bytes(vec![]), Value::Map(vec![(33.into(), Value::Array(vec![]))]), null, Value::Bytes(vec![])]);
    let others = [
        no_chain.unwrap(),
        "signed".into(),
        cbor!({}).unwrap(),
        cbor!([1, 2, 3, 4]).unwrap(),
        Value::Tag(17, Box::new(signature())),
    ];
    for other in others {
        let value = request("1.0", cbor!([{"readerAuth" => other, "itemsRequest" => embedded(&items())}]).unwrap());
        let request = read(&value).unwrap();
        assert!(request.doc_requests[0].reader_auth.as_ref().unwrap().is_err(), "{other:?}");
        assert_eq!(request.doc_requests[0].items_request.doc_type, "type");
    }
    let mut attached = signature();
    attached.as_array_mut().unwrap()[2] = Value::Bytes(vec![1]);
    let value = request("1.0", cbor!([{"readerAuth" => attached, "itemsRequest" => embedded(&items())}]).unwrap());
    let request = read(&value).unwrap();
    assert_eq!(request.doc_requests[0].reader_auth.as_ref().unwrap().as_ref().unwrap().payload, Some(&[1][..]));
    // Without a signature, null or not, the reader is anonymous.
    let value = self::request("1.0", cbor!([{"readerAuth" => null, "itemsRequest" => embedded(&items())}]).unwrap());
    assert!(read(&value).unwrap().doc_requests[0].reader_auth.is_none());
}

/// H70: 1.1's members mean nothing in a 1.0 request, wherever the version stands.
#[test]
fn h70_members_of_1_1() {
    let info = embedded(&cbor!({"useCases" => [{"mandatory" => true, "documentSets" => [[0]]}]}).unwrap());
    let members = |version: &str, info: Value, all: Value| {
        let documents = cbor!([{"itemsRequest" => embedded(&items())}]).unwrap();
        cbor!({"deviceRequestInfo" => info, "readerAuthAll" => all, "docRequests" => documents, "version" => version})
            .unwrap()
    };
    let all = Value::Array(vec![signature(), Value::from(1)]);
    let old = read(&members("1.0", info.clone(), all.clone())).unwrap();
    assert!(
        old.device_request_info.is_none() && old.reader_auth_all.is_empty() && old.reader_auth_all_errors.is_empty()
    );
    let new = read(&members("1.1", info.clone(), all.clone())).unwrap();
    assert_eq!(new.device_request_info.unwrap().use_cases.len(), 1);
    assert_eq!((new.reader_auth_all.len(), new.reader_auth_all_errors.len()), (1, 1));
    // What would not fit 1.1 does not disturb 1.0.
    assert!(read(&members("1.0", Value::from(7), Value::from("x"))).is_ok());
    assert!(read(&members("1.1", Value::from(7), all.clone())).is_err());
    assert!(read(&members("1.1", info.clone(), Value::from("x"))).is_err());
    assert_eq!(kind(&members("1.1", info, Value::Array(vec![]))), ErrorKind::Empty("readerAuthAll"));
    for version in ["1.0", "1.1"] {
        let null = read(&members(version, Value::Null, Value::Null)).unwrap();
        assert!(null.device_request_info.is_none() && null.reader_auth_all.is_empty());
    }
}

#[test]
fn request_info() {
    let of = |info: Value| read(&of_items(&with(items(), "requestInfo", info)));
    let any = of(cbor!({"com.example" => {"a" => 1}}).unwrap()).unwrap();
    assert!(!any.doc_requests[0].items_request.request_info.as_ref().unwrap().unreadable);
    assert!(of(Value::Null).unwrap().doc_requests[0].items_request.request_info.is_none());
    let odd = of(cbor!({"zkRequest" => 5}).unwrap()).unwrap();
    assert!(odd.doc_requests[0].items_request.request_info.as_ref().unwrap().unreadable);
    assert!(matches!(of(Value::from("x")).unwrap_err().kind(), ErrorKind::WrongType { .. }));
}

#[test]
fn doc_requests_are_limited() {
    let many =
        |count| request("1.0", Value::Array(vec![cbor!({"itemsRequest" => embedded(&items())}).unwrap(); count]));
    assert_eq!(read(&many(budget::DOCUMENTS)).unwrap().doc_requests.len(), budget::DOCUMENTS);
    assert_eq!(kind(&many(budget::DOCUMENTS + 1)), ErrorKind::OutOfRange("docRequests"));
}
