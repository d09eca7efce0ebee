use ciborium::{Value, cbor};

use super::*;
use crate::cbor::{Encoding, ErrorKind, from_slice, to_vec};

const URI: &str = "https://example.com/1";

fn read(value: &Value) -> Result<Value, ErrorKind> {
    let bytes = to_vec(value);
    let status = from_slice::<Status<'_>>(&bytes, Encoding::Strict).map_err(|error| error.kind())?.0;
    let again = to_vec(&status);
    assert_eq!(from_slice::<Status<'_>>(&again, Encoding::Strict).unwrap().0, status, "what is written is read");
    Ok(ciborium::from_reader(again.as_slice()).unwrap())
}

#[test]
fn both_mechanisms_are_read() {
    let both = cbor!({
        "identifier_list" => {"id" => Value::Bytes(vec![1, 2]), "uri" => URI, "certificate" => Value::Bytes(vec![3])},
        "status_list" => {"idx" => 412, "uri" => URI},
    });
    let both = both.unwrap();
    assert_eq!(read(&both).unwrap(), both);
    let bytes = to_vec(&both);
    let status = from_slice::<Status<'_>>(&bytes, Encoding::Strict).unwrap().0;
    assert_eq!(status.uris().collect::<Vec<_>>(), [URI, URI]);
    assert_eq!(status.status_list, Some(StatusReference { idx: 412, uri: URI, certificate: None }));
}

#[test]
fn what_is_unknown_or_null_is_passed_over() {
    let more = cbor!({
        "status_list" => {"idx" => 1, "uri" => URI, "certificate" => null, "more" => [1], 7 => 8},
        "identifier_list" => null, "other" => {"uri" => 1},
    });
    assert_eq!(read(&more.unwrap()).unwrap(), cbor!({"status_list" => {"idx" => 1, "uri" => URI}}).unwrap());
    assert_eq!(read(&cbor!({"other" => 1}).unwrap()).unwrap(), Value::Map(vec![]));
}

#[test]
fn what_does_not_fit_is_refused() {
    let of = |list: Value| read(&cbor!({"status_list" => list}).unwrap()).unwrap_err();
    assert_eq!(of(cbor!({"uri" => URI}).unwrap()), ErrorKind::Missing("idx"));
    assert_eq!(of(cbor!({"idx" => 1}).unwrap()), ErrorKind::Missing("uri"));
    assert_eq!(of(cbor!({"idx" => 1, "uri" => ""}).unwrap()), ErrorKind::Empty("uri"));
    for wrong in [
        cbor!({"idx" => -1, "uri" => URI}).unwrap(),
        cbor!({"idx" => 1, "uri" => 1}).unwrap(),
        cbor!({"idx" => 1, "uri" => URI, "certificate" => "x"}).unwrap(),
        cbor!([1, URI]).unwrap(),
    ] {
        assert!(matches!(of(wrong), ErrorKind::WrongType { .. }));
    }
    let list = cbor!({"id" => "text", "uri" => URI}).unwrap();
    assert!(matches!(read(&cbor!({"identifier_list" => list}).unwrap()), Err(ErrorKind::WrongType { .. })));
}

#[test]
fn the_place_in_a_list_is_not_shown() {
    let status = Status {
        identifier_list: Some(IdentifierReference { id: &[0xde, 0xad], uri: URI, certificate: None }),
        status_list: Some(StatusReference { idx: 987_654, uri: URI, certificate: None }),
    };
    let shown = format!("{status:?}");
    assert!(shown.contains(URI) && !shown.contains("987654") && !shown.contains("222"), "{shown}");
}
