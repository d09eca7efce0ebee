//! Messages that are no request, by the status they are answered with (H36 to H50).

use mdoc_proximity::budget;
use mdoc_proximity::cbor::Writer;

use crate::support::*;

fn status(bytes: Vec<u8>) -> u64 {
    open(bytes).map(|request| format!("{request:?}")).unwrap_err().status()
}

/// A DeviceRequest with this encoded version and these encoded docRequests.
fn request(version: &[u8], doc_requests: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(2).text("version").raw(version).text("docRequests").raw(doc_requests);
    writer.into_vec()
}

/// docRequests of one, with this ItemsRequest.
fn one(items_request: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(1).map(1).text("itemsRequest").embedded(items_request);
    writer.into_vec()
}

fn good() -> Vec<u8> {
    items_request(MDL, &[(MDL_NS, "family_name", false)])
}

#[test]
fn not_cbor() {
    assert_eq!(status(vec![0xff, 0x00]), 11);
    assert_eq!(status(vec![]), 11);
    let mut trailing = device_request(&[good()]);
    trailing.push(0);
    assert_eq!(status(trailing), 11);
}

#[test]
fn not_a_request() {
    assert_eq!(status(vec![0xa0]), 12);
    assert_eq!(status(request(&text("1.0"), &[0x80])), 12);
    for version in [vec![1], text("1"), text("one")] {
        assert_eq!(status(request(&version, &one(&good()))), 12);
    }
    let mut bare = Writer::new();
    bare.array(1).map(1).text("itemsRequest").raw(&good());
    assert_eq!(status(request(&text("1.0"), &bare.into_vec())), 12);
}

#[test]
fn items_requests_that_do_not_fit() {
    let items = |name_spaces: &dyn Fn(&mut Writer)| {
        let mut writer = Writer::new();
        writer.map(2).text("docType").text(MDL).text("nameSpaces");
        name_spaces(&mut writer);
        status(request(&text("1.0"), &one(&writer.into_vec())))
    };
    assert_eq!(
        items(&|writer| {
            writer.map(1).text(MDL_NS).map(1).text("family_name").uint(1);
        }),
        12
    );
    assert_eq!(
        items(&|writer| {
            writer.map(1).text(MDL_NS).map(1).text("family_name").null();
        }),
        12
    );
    assert_eq!(
        items(&|writer| {
            writer.map(0);
        }),
        12
    );
    assert_eq!(
        items(&|writer| {
            writer.map(1).text(MDL_NS).map(0);
        }),
        12
    );
    let twice = |writer: &mut Writer| {
        writer.map(1).text(MDL_NS).map(2).text("sex").bool(false).text("sex").bool(false);
    };
    assert_eq!(items(&twice), 11);
}

#[test]
fn versions() {
    assert_eq!(status(request(&text("2.0"), &one(&good()))), 10);
    assert!(open(request(&text("1.7"), &one(&good()))).is_ok());
    let mut extra = Writer::new();
    extra.map(3).text("version").text("1.7").text("docRequests").raw(&one(&good())).text("org.example.new").bool(true);
    assert!(open(extra.into_vec()).is_ok());
}

/// H45: an empty document type is the type of nothing.
#[test]
fn empty_type_is_no_document() {
    let issued = Maker::mdl(&[("family_name", text("Nordmann"))]).make();
    let request = open(device_request(&[items_request("", &[(MDL_NS, "family_name", false)])])).unwrap();
    assert!(request.propose(&[&issued.credential]).is_empty());
}

#[test]
fn too_much_is_refused() {
    let names: Vec<String> = (0..=budget::REQUESTED_ELEMENTS).map(|number| format!("e{number}")).collect();
    let elements: Vec<_> = names.iter().map(|name| (MDL_NS, name.as_str(), false)).collect();
    assert_eq!(status(device_request(&[items_request(MDL, &elements)])), 12);
    assert_eq!(status(device_request(&vec![good(); budget::DOCUMENTS + 1])), 12);
    assert!(open(device_request(&vec![good(); budget::DOCUMENTS])).is_ok());
}
