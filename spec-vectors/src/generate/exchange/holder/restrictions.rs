//! Members of edition 2 that narrow the answer (H68 to H77).

use mdoc_proximity::cbor::Writer;

use super::super::ask::{self, Ask};
use super::super::draft::{Draft, answer, answer_to, licence, one_of, open, refusal};
use super::super::stage::{text, uint};
use super::{ASKED, Holder, LICENCE};
use crate::format::{Case, Expect, Outcome};
use crate::generate::scene::{Envelope, headers, x5chain};
use crate::generate::world::{MDL_NAME_SPACE, reader_identity, value};
use crate::wire;
use mdoc_proximity::crypto::Curve;

pub(super) fn cases() -> Vec<Case> {
    [all_signed(), use_cases(), infos(), sizes()].concat()
}

fn shown() -> Outcome {
    open([answer([licence(ASKED)])])
}

fn nothing() -> Outcome {
    open([answer([])])
}

/// The usual request in this version, with a member.
fn with(version: &str, name: &str, value: Vec<u8>) -> Vec<u8> {
    let mut request = ask::members(&[Ask::licence(ASKED)]);
    request.set("version", text(version));
    request.push(name, value);
    request.to_vec()
}

fn case(id: &str, clause: &str, differs: &str, title: &str, request: Vec<u8>, expect: Expect) -> Case {
    Holder::new().asked(Draft::negative(id, ("-", clause), (LICENCE, differs), title), &[request], expect)
}

/// H68, H69: this library does not judge readerAuthAll, and so takes such a reader for one that said nothing.
fn all_signed() -> Vec<Case> {
    let (key, chain) = reader_identity(Curve::P256);
    let transcript = Holder::new().stage.transcript();
    let items = Ask::licence(ASKED).items_request_bytes();
    let signature = |items: &[Vec<u8>]| {
        let mut signed = Writer::new();
        signed.array(4).text("ReaderAuthenticationAll").raw(&transcript).array(items.len());
        for item in items {
            signed.raw(item);
        }
        signed.null();
        let mut envelope = Envelope::new(-7, None, wire::embedded(signed.as_slice()));
        envelope.unprotected = headers(&[(33, x5chain(&chain))]);
        [&[0x81][..], &envelope.sign1(&key)].concat()
    };
    let seen_as = |reader: &str| open([answer_to(&[reader], [licence(ASKED)])]);
    let over_another = signature(&[Ask::licence(&["portrait"]).items_request_bytes()]);
    let differs = "request.readerAuthAll";
    vec![
        case(
            "h68-reader-auth-all",
            "12.5.4",
            differs,
            "A readerAuthAll that the engagement did not ask for",
            with("1.1", "readerAuthAll", signature(&[items])),
            one_of([seen_as("absent"), seen_as("valid")]),
        ),
        case(
            "h68-reader-auth-all-nonsense",
            "12.5.4",
            differs,
            "A readerAuthAll that is nonsense",
            with("1.1", "readerAuthAll", [&[0x81][..], &text("?")].concat()),
            one_of([seen_as("absent"), seen_as("invalid"), open([refusal(12)])]),
        ),
        case(
            "h69-reader-auth-all-over-another-request",
            "12.5.4",
            differs,
            "A readerAuthAll over another ItemsRequest",
            with("1.1", "readerAuthAll", over_another),
            one_of([seen_as("absent"), seen_as("invalid")]),
        ),
        case(
            "h70-reader-auth-all-in-1-0",
            "10.2",
            differs,
            "In a request of version 1.0 readerAuthAll is a member nobody knows",
            with("1.0", "readerAuthAll", uint(1)),
            one_of([seen_as("absent")]),
        ),
        case(
            "h68-reader-auth-all-empty",
            "12.5.4",
            differs,
            "A readerAuthAll of no signatures",
            with("1.1", "readerAuthAll", vec![0x80]),
            one_of([open([refusal(12)]), open([refusal(10)]), seen_as("absent"), seen_as("invalid")]),
        ),
    ]
}

/// A deviceRequestInfo with one use case.
fn use_case(mandatory: bool, sets: &[&[u64]]) -> Vec<u8> {
    wire::embedded(&value(|writer| {
        writer.map(1).text("useCases").array(1).map(2).text("mandatory").bool(mandatory);
        writer.text("documentSets").array(sets.len());
        for set in sets {
            writer.array(set.len());
            for index in *set {
                writer.uint(*index);
            }
        }
    }))
}

fn use_cases() -> Vec<Case> {
    const INFO: &str = "deviceRequestInfo";
    const DIFFERS: &str = "request.deviceRequestInfo";
    let case = |id, title, version, info, expect| case(id, "10.2.5", DIFFERS, title, with(version, INFO, info), expect);
    let refused = || one_of([open([refusal(12)]), open([refusal(10)])]);
    let without_sets = wire::embedded(&value(|writer| {
        writer.map(1).text("useCases").array(1).map(1).text("mandatory").bool(false);
    }));
    vec![
        case(
            "h70-use-case-in-1-0",
            "In a request of version 1.0 deviceRequestInfo is not looked at",
            "1.0",
            use_case(true, &[&[7]]),
            one_of([shown()]),
        ),
        case(
            "h71-index-out-of-range",
            "The only use case needs a DocRequest that is not there",
            "1.1",
            use_case(false, &[&[1]]),
            one_of([nothing()]),
        ),
        case(
            "h71-index-of-64-bits",
            "The index is the largest there can be",
            "1.1",
            use_case(false, &[&[u64::MAX]]),
            one_of([nothing()]),
        ),
        case(
            "h71-one-of-two-indexes-out-of-range",
            "One of two indexes is out of range",
            "1.1",
            use_case(false, &[&[0, 1]]),
            one_of([nothing()]),
        ),
        case(
            "h72-mandatory-not-satisfiable",
            "A mandatory use case cannot be satisfied",
            "1.1",
            use_case(true, &[&[7]]),
            one_of([nothing()]),
        ),
        Holder::new().asked(
            Draft::positive("holder-use-case", ("-", "10.2.5"), "A use case that can be satisfied"),
            &[with("1.1", INFO, use_case(false, &[&[0]]))],
            one_of([shown()]),
        ),
        Holder::new().asked(
            Draft::positive(
                "holder-use-case-second-set",
                ("-", "10.2.5"),
                "A use case whose second set can be satisfied",
            ),
            &[with("1.1", INFO, use_case(false, &[&[7], &[0]]))],
            one_of([shown()]),
        ),
        case("h71-without-document-sets", "A use case without documentSets", "1.1", without_sets, refused()),
        case("h71-empty-document-set", "A document set of no documents", "1.1", use_case(false, &[&[]]), refused()),
        case("h70-info-bare", "deviceRequestInfo is no tag-24 byte string", "1.1", vec![0xa0], refused()),
    ]
}

fn infos() -> Vec<Case> {
    let zk = |required: bool| {
        value(|writer| {
            writer.map(2).text("systemSpecs").array(1).map(3).text("zkSystemId").text("one");
            writer.text("system").text("nobody-knows").text("params").map(0).text("zkRequired").bool(required);
        })
    };
    let off_curve = wire::embedded(&value(|writer| {
        writer.map(1).text("recipientPublicKey").map(4).int(1).int(2).int(-1).int(1).int(-2).bytes(&[1; 32]).int(-3);
        writer.bytes(&[1; 32]);
    }));
    let identifiers = value(|writer| {
        writer.array(1).bytes(&[9; 20]);
    });
    let alternatives = |requested: &str| {
        value(|writer| {
            writer.array(1).map(2).text("requestedElement").array(2).text(MDL_NAME_SPACE).text(requested);
            writer.text("alternativeElementSets").array(1).array(1).array(2).text(MDL_NAME_SPACE).text("portrait");
        })
    };
    let request = |name: &str, value: Vec<u8>| ask::request(&[Ask::licence(ASKED).info(name, value)]);
    let case = |id, name: &str, title, value, expect| {
        let differs = format!("request.docRequests[0].itemsRequest.requestInfo.{name}");
        case(id, "10.2.4", &differs, title, request(name, value), expect)
    };
    let positive = |id, title, name, value| {
        Holder::new().asked(Draft::positive(id, ("-", "10.2.4"), title), &[request(name, value)], one_of([shown()]))
    };
    let unreadable = || one_of([nothing(), open([refusal(12)]), open([refusal(10)]), shown()]);
    vec![
        case(
            "h73-requested-element-not-in-name-spaces",
            "alternativeDataElements",
            "An alternative to an element that was not asked for",
            alternatives("birth_date"),
            one_of([shown(), open([refusal(12)])]),
        ),
        case(
            "h74-issuer-identifiers",
            "issuerIdentifiers",
            "Only documents of another issuer may answer",
            identifiers,
            one_of([nothing()]),
        ),
        case(
            "h74-issuer-identifiers-unreadable",
            "issuerIdentifiers",
            "The identifiers are no list",
            uint(1),
            unreadable(),
        ),
        case(
            "h76-zk-required",
            "zkRequest",
            "Only a proof of a system nobody knows may answer",
            zk(true),
            one_of([nothing()]),
        ),
        case("h76-zk-request-unreadable", "zkRequest", "zkRequest is a text", text("?"), unreadable()),
        case(
            "h77-encryption-key-off-the-curve",
            "docResponseEncryption",
            "The answer is to be encrypted to a key that is no point",
            off_curve,
            one_of([nothing(), open([refusal(12)])]),
        ),
        positive("holder-zk-not-required", "A proof is welcome, but a plain document will do", "zkRequest", zk(false)),
        positive(
            "holder-request-info-unknown",
            "A member of requestInfo nobody knows",
            "org.example.later",
            text("whatever"),
        ),
        positive(
            "holder-alternatives",
            "Alternatives to an element that is held",
            "alternativeDataElements",
            alternatives("family_name"),
        ),
        restricted_and_not(zk(true)),
    ]
}

/// A DocRequest that cannot be answered leaves the others alone.
fn restricted_and_not(zk: Vec<u8>) -> Case {
    let asks = [Ask::licence(&["birth_date"]).info("zkRequest", zk), Ask::licence(ASKED)];
    let title = "Only the first of two DocRequests wants a proof";
    let draft = Draft::positive("h76-zk-required-of-one", ("-", "10.2.4"), title);
    let expect = one_of([open([answer_to(&["absent", "absent"], [licence(ASKED)])])]);
    Holder::new().asked(draft, &[ask::request(&asks)], expect)
}

/// H75: the licence takes some 1,200 bytes.
fn sizes() -> Vec<Case> {
    let request = |size: u64| ask::request(&[Ask::licence(ASKED).info("maximumResponseSize", uint(size))]);
    let differs = "request.docRequests[0].itemsRequest.requestInfo.maximumResponseSize";
    let title = "The response would be larger than asked for";
    let unreadable = ask::request(&[Ask::licence(ASKED).info("maximumResponseSize", text("small"))]);
    vec![
        Holder::new().asked(
            Draft::positive("holder-response-size", ("-", "10.2.4"), "The response is smaller than asked for"),
            &[request(100_000)],
            one_of([shown()]),
        ),
        Holder::new().asked(
            Draft::negative("h75-response-size", ("-", "10.2.4"), ("holder-response-size", differs), title),
            &[request(200)],
            one_of([
                nothing(),
                open([answer([licence(&["family_name"])])]),
                open([answer([licence(&["age_over_18"])])]),
            ]),
        ),
        Holder::new().asked(
            Draft::negative(
                "h75-response-size-unreadable",
                ("-", "10.2.4"),
                ("holder-response-size", differs),
                "The size is a text",
            ),
            &[unreadable],
            one_of([nothing(), open([refusal(12)]), open([refusal(10)]), shown()]),
        ),
    ]
}
