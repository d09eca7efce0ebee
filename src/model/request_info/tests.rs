use ciborium::{Value, cbor};

use super::*;
use crate::cbor::{Encoding, from_slice, to_vec};

fn doc_request_info(value: &Value) -> (DocRequestInfo<'static>, bool) {
    let bytes: &'static [u8] = to_vec(value).leak();
    let info = from_slice::<DocRequestInfo<'_>>(bytes, Encoding::Strict).unwrap().0;
    let unreadable = info.unreadable;
    (info, unreadable)
}

#[test]
fn members_of_edition_2() {
    let (info, unreadable) = doc_request_info(
        &cbor!({
            "alternativeDataElements" => [{"requestedElement" => ["ns", "a"], "alternativeElementSets" => [[["ns", "b"]]]}],
            "issuerIdentifiers" => [Value::Bytes(vec![1, 2]), Value::Bytes(vec![3])],
            "uniqueDocSetRequired" => true,
            "maximumResponseSize" => 70_000,
            "zkRequest" => {"systemSpecs" => [{"zkSystemId" => "x", "system" => "y", "params" => {}}], "zkRequired" => true},
            "docResponseEncryption" => Value::Tag(24, Box::new(Value::Bytes(vec![0xa0]))),
            "com.example.hint" => [1, 2],
        })
        .unwrap(),
    );
    assert!(!unreadable);
    assert!(info.alternative_data_elements.is_some() && info.doc_response_encryption);
    assert_eq!(info.issuer_identifiers, Some(vec![&[1, 2][..], &[3]]));
    assert_eq!((info.unique_doc_set_required, info.maximum_response_size), (Some(true), Some(70_000)));
    assert_eq!(info.zk_required, Some(true));
}

#[test]
fn null_and_unknown_members_are_as_if_absent() {
    let (info, unreadable) = doc_request_info(
        &cbor!({
            "alternativeDataElements" => null, "issuerIdentifiers" => null, "uniqueDocSetRequired" => null,
            "maximumResponseSize" => null, "zkRequest" => null, "docResponseEncryption" => null, 7 => "x",
        })
        .unwrap(),
    );
    assert!(!unreadable && !info.doc_response_encryption);
    assert!(
        info.alternative_data_elements.is_none() && info.issuer_identifiers.is_none() && info.zk_required.is_none()
    );
    assert!(info.unique_doc_set_required.is_none() && info.maximum_response_size.is_none());
}

/// A restriction that cannot be read must not be taken for none.
#[test]
fn restrictions_that_do_not_fit_are_unreadable() {
    let cases = [
        cbor!({"issuerIdentifiers" => "all"}),
        cbor!({"issuerIdentifiers" => []}),
        cbor!({"issuerIdentifiers" => ["text"]}),
        cbor!({"uniqueDocSetRequired" => 1}),
        cbor!({"maximumResponseSize" => -1}),
        cbor!({"maximumResponseSize" => "small"}),
        cbor!({"zkRequest" => true}),
        cbor!({"zkRequest" => {}}),
        cbor!({"zkRequest" => {"zkRequired" => 1}}),
    ];
    for case in cases {
        let case = case.unwrap();
        let (info, unreadable) = doc_request_info(&case);
        assert!(unreadable, "{case:?}");
        assert!(info.issuer_identifiers.is_none() && info.maximum_response_size.is_none(), "{case:?}");
    }
    // What follows it is read as ever.
    let (info, unreadable) = doc_request_info(&cbor!({"zkRequest" => 1, "maximumResponseSize" => 5}).unwrap());
    assert!(unreadable && info.maximum_response_size == Some(5));
    // It must be CBOR all the same.
    let broken = [0xa1, 0x69, b'z', b'k', b'R', b'e', b'q', b'u', b'e', b's', b't', 0x82, 1];
    assert!(from_slice::<DocRequestInfo<'_>>(&broken, Encoding::Strict).unwrap_err().is_not_cbor());
}

fn device_request_info(value: &Value) -> Result<Vec<UseCase>, ErrorKind> {
    let bytes = to_vec(value);
    let read = from_slice::<DeviceRequestInfo<'_>>(&bytes, Encoding::Strict);
    read.map(|(info, _)| info.use_cases).map_err(|error| error.kind())
}

#[test]
fn h71_use_cases_may_point_anywhere() {
    let value = cbor!({"useCases" => [
        {"mandatory" => true, "documentSets" => [[0, 1], [99]], "purposeHints" => {"a" => 1}},
        {"documentSets" => [[u64::MAX]], "mandatory" => false, "more" => 1},
    ], "other" => 1});
    let first = UseCase { mandatory: true, document_sets: vec![vec![0, 1], vec![99]] };
    let second = UseCase { mandatory: false, document_sets: vec![vec![u64::MAX]] };
    assert_eq!(device_request_info(&value.unwrap()), Ok(vec![first, second]));
    assert_eq!(device_request_info(&cbor!({}).unwrap()), Ok(vec![]));
    assert_eq!(device_request_info(&cbor!({"useCases" => null}).unwrap()), Ok(vec![]));
}

#[test]
fn use_cases_that_do_not_fit() {
    let of = |case: Value| device_request_info(&cbor!({"useCases" => [case]}).unwrap()).unwrap_err();
    assert_eq!(device_request_info(&cbor!({"useCases" => []}).unwrap()), Err(ErrorKind::Empty("useCases")));
    assert_eq!(of(cbor!({"documentSets" => [[0]]}).unwrap()), ErrorKind::Missing("mandatory"));
    assert_eq!(of(cbor!({"mandatory" => true}).unwrap()), ErrorKind::Missing("documentSets"));
    assert_eq!(of(cbor!({"mandatory" => true, "documentSets" => []}).unwrap()), ErrorKind::Empty("documentSets"));
    assert_eq!(of(cbor!({"mandatory" => true, "documentSets" => [[]]}).unwrap()), ErrorKind::Empty("documentSet"));
    let many = vec![Value::from(0); budget::DOCUMENTS + 1];
    let value = cbor!({"mandatory" => true, "documentSets" => [many]}).unwrap();
    assert_eq!(of(value), ErrorKind::OutOfRange("documentSet"));
    let negative = cbor!({"mandatory" => true, "documentSets" => [[(-1)]]}).unwrap();
    assert!(matches!(of(negative), ErrorKind::WrongType { .. }));
}
