//! Members of edition 2 that narrow the answer (H68 to H77).

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::holder::{LocalSigningKey, Request, Restriction};

use crate::support::*;

fn issued() -> Issued {
    Maker::mdl(&[("family_name", text("Nordmann")), ("given_name", text("Kari")), ("resident_city", text("Oslo"))])
        .make()
}

type Write<'w> = &'w dyn Fn(&mut Writer);

/// An ItemsRequest for one element with this requestInfo member.
fn items(element: &str, info: Option<(&str, Write<'_>)>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(2 + usize::from(info.is_some())).text("docType").text(MDL);
    writer.text("nameSpaces").map(1).text(MDL_NS).map(1).text(element).bool(false);
    if let Some((name, value)) = info {
        writer.text("requestInfo").map(1).text(name);
        value(&mut writer);
    }
    writer.into_vec()
}

/// A DeviceRequest with one more member, where given.
fn request(version: &str, items_requests: &[Vec<u8>], member: Option<(&str, Write<'_>)>) -> Request {
    let mut writer = Writer::new();
    writer.map(2 + usize::from(member.is_some())).text("version").text(version);
    writer.text("docRequests").array(items_requests.len());
    for items_request in items_requests {
        writer.map(1).text("itemsRequest").embedded(items_request);
    }
    if let Some((name, value)) = member {
        writer.text(name);
        value(&mut writer);
    }
    open(writer.into_vec()).unwrap()
}

fn use_cases(write: Write<'_>) -> impl Fn(&mut Writer) + '_ {
    move |writer| {
        let mut content = Writer::new();
        content.map(1).text("useCases");
        write(&mut content);
        writer.embedded(content.as_slice());
    }
}

fn offered(request: Request) -> Vec<String> {
    request.propose(&[&issued().credential]).items().map(|item| item.identifier().to_owned()).collect()
}

/// H74, H76, H77: the DocRequest that is restricted is not answered, the other one is.
#[test]
fn restricted_doc_requests_are_not_answered() {
    let zk = |required: bool| {
        move |writer: &mut Writer| {
            writer.map(2).text("systemSpecs").array(0).text("zkRequired").bool(required);
        }
    };
    let restricted: [(&str, Write<'_>, Restriction); 6] = [
        ("zkRequest", &zk(true), Restriction::ZeroKnowledge),
        (
            "zkRequest",
            &|writer| {
                writer.text("?");
            },
            Restriction::Unreadable,
        ),
        (
            "docResponseEncryption",
            &|writer| {
                writer.embedded(&[0xa0]);
            },
            Restriction::ResponseEncryption,
        ),
        (
            "issuerIdentifiers",
            &|writer| {
                writer.array(1).bytes(&[1, 2]);
            },
            Restriction::IssuerIdentifiers,
        ),
        (
            "issuerIdentifiers",
            &|writer| {
                writer.uint(1);
            },
            Restriction::Unreadable,
        ),
        (
            "maximumResponseSize",
            &|writer| {
                writer.text("small");
            },
            Restriction::Unreadable,
        ),
    ];
    for (name, value, expected) in restricted {
        let both = [items("family_name", Some((name, value))), items("given_name", None)];
        let request = request("1.1", &both, None);
        assert_eq!(request.documents()[0].restriction(), Some(expected), "{name}");
        assert_eq!(request.documents()[1].restriction(), None);
        assert_eq!(offered(request), ["given_name"], "{name}");
    }
    // A proof that is welcome but not required: the plain document serves too.
    let request = request("1.1", &[items("family_name", Some(("zkRequest", &zk(false))))], None);
    assert_eq!(offered(request), ["family_name"]);
}

/// Alternatives are not evaluated (H73): only what was asked for itself is offered.
#[test]
fn alternatives_add_nothing() {
    let alternative = |writer: &mut Writer| {
        writer.array(1).map(2).text("requestedElement").array(2).text(MDL_NS).text("family_name");
        writer.text("alternativeElementSets").array(1).array(1).array(2).text(MDL_NS).text("given_name");
    };
    let request = request("1.1", &[items("nationality", Some(("alternativeDataElements", &alternative)))], None);
    assert_eq!(offered(request), Vec::<String>::new());
}

/// H71, H72: no document where a mandatory use case, or an impossible one, ties them together.
#[test]
fn use_cases_restrict_everything() {
    let case = |mandatory: bool, index: u64| {
        move |writer: &mut Writer| {
            writer.array(1).map(2).text("mandatory").bool(mandatory);
            writer.text("documentSets").array(1).array(1).uint(index);
        }
    };
    let ask = |version: &str, mandatory: bool, index: u64| {
        let both = [items("family_name", None), items("given_name", None)];
        let cases = case(mandatory, index);
        request(version, &both, Some(("deviceRequestInfo", &use_cases(&cases))))
    };
    let restricted = ask("1.1", true, 0);
    assert!(restricted.documents().iter().all(|document| document.restriction() == Some(Restriction::UseCase)));
    assert!(offered(restricted).is_empty());
    assert!(offered(ask("1.1", false, 2)).is_empty());
    assert!(offered(ask("1.1", true, u64::MAX)).is_empty());
    assert_eq!(offered(ask("1.1", false, 1)), ["family_name", "given_name"]);
    // H70: in a 1.0 request the member does not count.
    assert_eq!(offered(ask("1.0", true, 0)), ["family_name", "given_name"]);
}

/// H68: a readerAuthAll that nobody asked for, even one that is nonsense, changes nothing.
#[test]
fn reader_auth_all_is_ignored() {
    let nonsense = |writer: &mut Writer| {
        writer.array(1).text("?");
    };
    let request = request("1.1", &[items("family_name", None)], Some(("readerAuthAll", &nonsense)));
    assert!(matches!(request.documents()[0].reader(), mdoc_proximity::holder::ReaderAuth::Absent));
    assert_eq!(offered(request), ["family_name"]);
}

/// H75: documents are left out, the last first, until the response fits; what fits exactly is sent.
#[test]
fn the_response_is_no_larger_than_asked() {
    let (first, pid) = (issued(), "eu.europa.ec.eudi.pid.1");
    let second = Maker { seed: 5, ..Maker::new(pid, vec![(pid, "family_name", text("Nordmann"))]) }.make();
    let keys = [LocalSigningKey::new(first.signing_key()), LocalSigningKey::new(second.signing_key())];
    let answer = |limit: u64| {
        let size: Write<'_> = &|writer| {
            writer.uint(limit);
        };
        let both = [
            items("family_name", Some(("maximumResponseSize", size))),
            items_request(pid, &[(pid, "family_name", false)]),
        ];
        let disclosure = request("1.1", &both, None).disclose(&[&first.credential, &second.credential], |_| true);
        let response = disclosure.sign_with(|credential| &keys[credential]).unwrap();
        assert!(response.is_empty() || response.as_bytes().len() as u64 <= limit);
        (response.document_count(), response.as_bytes().len() as u64)
    };
    let (count, whole) = answer(u64::MAX);
    assert_eq!(count, 2);
    assert_eq!(answer(whole), (2, whole));
    let (count, one) = answer(whole - 1);
    assert_eq!(count, 1);
    assert_eq!((answer(one).0, answer(one - 1).0, answer(0).0), (1, 0, 0));
}
