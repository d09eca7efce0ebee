//! What is returned, and what is not (H45 to H50, H55, H56, H84, H85).

use std::collections::BTreeMap;

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{Authorizations, MsoDate, UnsignedDocument};

use super::super::ask::{self, Ask};
use super::super::draft::{Draft, answer, answer_to, licence, names, one_of, open, returned};
use super::super::stage::text;
use super::{ASKED, Holder, LICENCE, LICENCE_FIELD, REQUEST, credential};
use crate::format::{Bytes, Case, Consent, DeviceElement, Expect, Method, Outcome, Returned};
use crate::generate::scene::Scene;
use crate::generate::world::{DocumentPlan, MDL, MDL_NAME_SPACE, PID, at, value};

const DATA: (&str, &str) = ("7.2.1", "13.4.2");
const CLUB: &str = "org.example.club";

pub(super) fn cases() -> Vec<Case> {
    [names_that_are_not_held(), documents(), portrait(), mandatory(), device_signed(), validity(), consent()].concat()
}

fn shown(returned: impl IntoIterator<Item = Returned>) -> Expect {
    one_of([open([answer(returned)])])
}

fn negative(id: &str, differs: &str, title: &str, ask: Ask, expect: Expect) -> Case {
    Holder::new().asked(Draft::negative(id, REQUEST, (LICENCE, differs), title), &[ask::request(&[ask])], expect)
}

fn names_that_are_not_held() -> Vec<Case> {
    const DOC_TYPE: &str = "request.docRequests[0].itemsRequest.docType";
    const ELEMENTS: &str = "request.docRequests[0].itemsRequest.nameSpaces";
    let doc_type = |doc_type: &str| Ask::licence(ASKED).item("docType", text(doc_type));
    // "é" as one letter in the document, as two in the request.
    let accented = DocumentPlan::new(CLUB).with(CLUB, "caf\u{e9}", text("yes")).with(CLUB, "bar", text("no"));
    let normal = Ask::new(CLUB, &[(CLUB, &["bar", "caf\u{e9}"])]);
    let other = Ask::new(CLUB, &[(CLUB, &["bar", "cafe\u{301}"])]);
    let club = Holder::with(accented);
    let (title, clause) = ("The letters are one code point in the document and two in the request", ("8.1", "8.1"));
    vec![
        negative("h45-doc-type-empty", DOC_TYPE, "A document type of no letters", doc_type(""), shown([])),
        negative(
            "h45-doc-type-upper-case",
            DOC_TYPE,
            "The document type in capitals",
            doc_type(&MDL.to_uppercase()),
            shown([]),
        ),
        negative(
            "h46-doc-type-not-held",
            DOC_TYPE,
            "A document that the holder does not have",
            doc_type(PID),
            shown([]),
        ),
        negative(
            "h47-unknown-element",
            ELEMENTS,
            "One of the elements is not held",
            Ask::licence(&["family_name", "nobody_knows"]),
            shown([licence(&["family_name"])]),
        ),
        negative(
            "h47-unknown-name-space",
            ELEMENTS,
            "One of the namespaces is not held",
            Ask::new(MDL, &[(MDL_NAME_SPACE, &["family_name"]), (CLUB, &["family_name"])]),
            shown([licence(&["family_name"])]),
        ),
        negative(
            "h47-nothing-held",
            ELEMENTS,
            "None of the elements is held",
            Ask::licence(&["nobody_knows"]),
            shown([]),
        ),
        negative(
            "h48-element-upper-case",
            ELEMENTS,
            "An element in capitals",
            Ask::licence(&["FAMILY_NAME", "birth_date"]),
            shown([licence(&["birth_date"])]),
        ),
        negative(
            "h48-name-space-upper-case",
            ELEMENTS,
            "The namespace in capitals",
            Ask::new(MDL, &[(&MDL_NAME_SPACE.to_uppercase(), ASKED)]),
            shown([]),
        ),
        club.asked(
            Draft::positive("holder-accented", clause, "An element with an accented letter"),
            &[ask::request(&[normal])],
            shown([returned(CLUB, &[(CLUB, &["bar", "caf\u{e9}"])])]),
        ),
        club.asked(
            Draft::negative("h48-element-not-normalised", clause, ("holder-accented", ELEMENTS), title),
            &[ask::request(&[other])],
            shown([returned(CLUB, &[(CLUB, &["bar"])])]),
        ),
    ]
}

/// H50: one document for both, or one each.
fn documents() -> Vec<Case> {
    let both = [Ask::licence(&["family_name"]), Ask::licence(&["birth_date", "family_name"])];
    let readers = ["absent", "absent"];
    let union = open([answer_to(&readers, [licence(&["birth_date", "family_name"])])]);
    let each = [licence(&["family_name"]), licence(&["birth_date", "family_name"])];
    let title = "One document type in two DocRequests: the union, nothing more";
    let draft = Draft::positive("h50-document-type-twice", REQUEST, title);
    let partly = [Ask::licence(&["family_name"]), Ask::new(PID, &[(PID, &["family_name"])])];
    let title = "Of two documents asked for one is held";
    vec![
        Holder::new().asked(draft, &[ask::request(&both)], one_of([union, open([answer_to(&readers, each)])])),
        Holder::new().asked(
            Draft::positive("h46-one-of-two-documents", REQUEST, title),
            &[ask::request(&partly)],
            one_of([open([answer_to(&readers, [licence(&["family_name"])])])]),
        ),
    ]
}

/// H55: an mDL is shown with the portrait that was asked for, or not at all.
fn portrait() -> Vec<Case> {
    let asked = ["family_name", "portrait"];
    let whole = || open([answer([licence(&asked)])]);
    let nothing = || open([answer([])]);
    let request = ask::request(&[Ask::licence(&asked)]);
    let withheld = Holder { consent: Consent::Except(vec!["portrait".to_owned()]), ..Holder::new() };
    let spread = ask::request(&[Ask::licence(&["family_name"]), Ask::licence(&["portrait"])]);
    let readers = ["absent", "absent"];
    let spread_whole = || open([answer_to(&readers, [licence(&asked)])]);
    let both = "consent";
    let pid = Holder { consent: withheld.consent.clone(), ..Holder::with(DocumentPlan::pid()) };
    let of_pid = ask::request(&[Ask::new(PID, &[(PID, &asked)])]);
    vec![
        Holder::new().asked(
            Draft::positive("holder-portrait", DATA, "The portrait is asked for, and goes along"),
            core::slice::from_ref(&request),
            one_of([whole()]),
        ),
        withheld.asked(
            Draft::negative(
                "h55-portrait-withheld",
                DATA,
                ("holder-portrait", both),
                "The user withholds the portrait",
            ),
            &[request],
            one_of([nothing(), whole()]),
        ),
        Holder::new().asked(
            Draft::positive(
                "holder-portrait-in-another-request",
                DATA,
                "The portrait is asked for in a DocRequest of its own",
            ),
            core::slice::from_ref(&spread),
            one_of([spread_whole()]),
        ),
        withheld.asked(
            Draft::negative(
                "h55-portrait-of-another-request-withheld",
                DATA,
                ("holder-portrait-in-another-request", both),
                "The user withholds a portrait that was asked for in another DocRequest",
            ),
            &[spread],
            one_of([open([answer_to(&readers, [])]), spread_whole()]),
        ),
        pid.asked(
            Draft::positive(
                "holder-pid-portrait-withheld",
                DATA,
                "The rule of the portrait is the driving licence's alone",
            ),
            &[of_pid],
            shown([returned(PID, &[(PID, &["family_name"])])]),
        ),
    ]
}

/// H56: nothing but mandatory elements (edition 1 table 5, edition 2 table 9.2), asked for by an anonymous reader.
fn mandatory() -> Vec<Case> {
    const MANDATORY: [&str; 11] = [
        "birth_date",
        "document_number",
        "driving_privileges",
        "expiry_date",
        "family_name",
        "given_name",
        "issue_date",
        "issuing_authority",
        "issuing_country",
        "portrait",
        "un_distinguishing_sign",
    ];
    let day = |day: &'static str| {
        value(|writer| {
            writer.tag(1004).text(day);
        })
    };
    let licence_of = DocumentPlan::mdl()
        .with(MDL_NAME_SPACE, "given_name", text("Kari"))
        .with(MDL_NAME_SPACE, "issue_date", day("2026-03-01"))
        .with(MDL_NAME_SPACE, "expiry_date", day("2031-03-01"))
        .with(MDL_NAME_SPACE, "issuing_authority", text("Statens vegvesen"))
        .with(MDL_NAME_SPACE, "document_number", text("X-12345"))
        .with(MDL_NAME_SPACE, "driving_privileges", vec![0x80])
        .with(MDL_NAME_SPACE, "un_distinguishing_sign", text("N"));
    let title = "All mandatory elements, asked for without reader authentication, and nothing demands it";
    let draft = Draft::positive("h56-mandatory-elements", DATA, title);
    let request = ask::request(&[Ask::licence(&MANDATORY)]);
    vec![Holder::with(licence_of).asked(draft, &[request], shown([licence(&MANDATORY)]))]
}

/// H84. The device would sign more than the issuer lets it.
fn device_signed() -> Vec<Case> {
    const CLAUSE: (&str, &str) = ("9.1.3.4", "12.4.4");
    const AUTHORIZED: &str = "holder-device-signed";
    const KEYS: &str = "credentials[0].issuerSigned.issuerAuth.payload.deviceKeyInfo.keyAuthorizations";
    let signed = |name_space: &str, identifier: &str| DeviceElement {
        name_space: name_space.to_owned(),
        identifier: identifier.to_owned(),
        value: Bytes::from(text("by the device")),
    };
    let holder = |authorizations: Authorizations, elements: Vec<DeviceElement>| {
        let mut holder = Holder::with(DocumentPlan { authorizations, ..DocumentPlan::mdl() });
        holder.credentials[0].device_elements = elements;
        holder
    };
    let name_space = |name: &str| Authorizations { name_spaces: vec![name.to_owned()], data_elements: Vec::new() };
    let element = |name: &str, identifier: &str| Authorizations {
        name_spaces: Vec::new(),
        data_elements: vec![(name.to_owned(), vec![identifier.to_owned()])],
    };
    let offers = || vec![signed(CLUB, "member"), signed(CLUB, "rank")];
    let request = ask::request(&[Ask::new(MDL, &[(MDL_NAME_SPACE, ASKED), (CLUB, &["member", "rank"])])]);
    let with = |identifiers: &[&str]| {
        let device_elements = if identifiers.is_empty() { BTreeMap::new() } else { names(&[(CLUB, identifiers)]) };
        shown([Returned { device_elements, ..licence(ASKED) }])
    };
    let case = |draft, holder: Holder, expect| holder.asked(draft, core::slice::from_ref(&request), expect);
    let of_mdl = |authorizations: Authorizations| holder(authorizations, vec![signed(MDL_NAME_SPACE, "nickname")]);
    let asked_of_mdl = ask::request(&[Ask::licence(&["family_name", "nickname"])]);
    let by_device =
        Returned { device_elements: names(&[(MDL_NAME_SPACE, &["nickname"])]), ..licence(&["family_name"]) };
    let mut cases = vec![
        case(
            Draft::positive(
                AUTHORIZED,
                CLAUSE,
                "The device signs elements of a namespace that the issuer leaves to it",
            ),
            holder(name_space(CLUB), offers()),
            with(&["member", "rank"]),
        ),
        case(
            Draft::positive(
                "holder-device-signed-element",
                CLAUSE,
                "The device signs the one element that the issuer leaves to it",
            ),
            holder(element(CLUB, "rank"), offers()),
            with(&["rank"]),
        ),
        case(
            Draft::negative(
                "h84-not-authorized",
                CLAUSE,
                (AUTHORIZED, KEYS),
                "The issuer leaves nothing to the device",
            ),
            holder(Authorizations::default(), offers()),
            with(&[]),
        ),
        case(
            Draft::negative(
                "h84-another-name-space",
                CLAUSE,
                (AUTHORIZED, KEYS),
                "The issuer leaves another namespace to the device",
            ),
            holder(name_space("org.example.other"), offers()),
            with(&[]),
        ),
        case(
            Draft::negative(
                "h84-same-element-elsewhere",
                CLAUSE,
                (AUTHORIZED, KEYS),
                "The issuer leaves an element of that name in another namespace to the device",
            ),
            holder(element("org.example.other", "member"), offers()),
            with(&[]),
        ),
        of_mdl(Authorizations::default()).asked(
            Draft::positive("h84-mdl-element", CLAUSE, "The device would sign an element of the driving licence"),
            core::slice::from_ref(&asked_of_mdl),
            shown([licence(&["family_name"])]),
        ),
        of_mdl(name_space(MDL_NAME_SPACE)).asked(
            Draft::positive("h84-mdl-element-authorized", CLAUSE, "The issuer even lets it, which edition 1 forbids"),
            &[asked_of_mdl],
            one_of([open([answer([licence(&["family_name"])])]), open([answer([by_device])])]),
        ),
    ];
    let title = "An element that the issuer signed is not signed by the device instead";
    let holder = holder(name_space(PID), vec![signed(PID, "family_name")]);
    let mut plan = DocumentPlan::pid();
    plan.authorizations = name_space(PID);
    let mut pid = Holder::with(plan);
    pid.credentials[0].device_elements = holder.credentials[0].device_elements.clone();
    cases.push(pid.asked(
        Draft::positive("h84-signed-by-the-issuer", CLAUSE, title),
        &[ask::request(&[Ask::new(PID, &[(PID, &["family_name"])])])],
        shown([returned(PID, &[(PID, &["family_name"])])]),
    ));
    cases.push(pid.asked(
        Draft::positive("holder-device-signed-not-asked", CLAUSE, "What the device could sign is not sent unasked"),
        &[ask::request(&[Ask::new(PID, &[(PID, &["nationality"])])])],
        shown([returned(PID, &[(PID, &["nationality"])])]),
    ));
    cases
}

/// H85: by policy presented or not.
fn validity() -> Vec<Case> {
    const CLAUSE: (&str, &str) = ("9.1.2.4", "12.3.4");
    let holder = |change: fn(&mut UnsignedDocument)| {
        let scene = Scene::mdl().unsigned(change);
        Holder { credentials: vec![credential(scene, Curve::P256, Method::Mac)], ..Holder::new() }
    };
    fn date(text: &str) -> MsoDate {
        at(text).into()
    }
    let either = || one_of([open([answer([])]), open([answer([licence(ASKED)])])]);
    let path = |member: &str| format!("credentials[0].issuerSigned.issuerAuth.payload.validityInfo.{member}");
    let (until, from) = (path("validUntil"), path("validFrom"));
    let case = |id, differs, title, holder: &Holder, expect| {
        holder.asked(Draft::negative(id, CLAUSE, (LICENCE, differs), title), &[super::usual_request()], expect)
    };
    let expired = holder(|document| document.mso.valid_until = date("2026-06-01T11:59:59Z"));
    let today = holder(|document| document.mso.valid_until = date("2026-06-01T12:00:00Z"));
    let early = holder(|document| document.mso.valid_from = date("2026-06-01T12:00:01Z"));
    let title = "The credential ends at this very second, which still counts";
    let in_field = Draft::negative("h85-expired-field", CLAUSE, (LICENCE_FIELD, &until), "The credential has expired");
    vec![
        case("h85-expired", until.as_str(), "The credential has expired", &expired, either()),
        expired.clone().field().asked(in_field, &[super::usual_request()], either()),
        case("h85-not-yet-valid", from.as_str(), "The credential is not valid yet", &early, either()),
        today.asked(
            Draft::positive("holder-last-second", CLAUSE, title),
            &[super::usual_request()],
            shown([licence(ASKED)]),
        ),
    ]
}

/// What the user does not permit looks like what is not there.
fn consent() -> Vec<Case> {
    let holder = |consent: Consent| Holder { consent, ..Holder::new() };
    let nothing: fn() -> Outcome = || open([answer([])]);
    let case = |id, title, holder: Holder, expect| {
        let differs = if holder.credentials.is_empty() { "credentials" } else { "consent" };
        holder.asked(Draft::negative(id, REQUEST, (LICENCE, differs), title), &[super::usual_request()], expect)
    };
    let except = holder(Consent::Except(vec!["family_name".to_owned()]));
    let all = holder(Consent::Except(ASKED.iter().map(ToString::to_string).collect()));
    let empty = Holder { credentials: Vec::new(), ..Holder::new() };
    vec![
        second_request_for_more(),
        case("holder-declines", "The user declines", holder(Consent::Decline), one_of([nothing()])),
        case("holder-withholds-one", "The user withholds an element", except, shown([licence(&["age_over_18"])])),
        case("holder-withholds-all", "The user withholds every element", all, one_of([nothing()])),
        case("holder-has-nothing", "The holder has no credential", empty, one_of([nothing()])),
    ]
}

/// H80: what the user permitted of the first request says nothing about the second.
fn second_request_for_more() -> Case {
    let withheld = Holder { consent: Consent::Except(vec!["birth_date".to_owned()]), ..Holder::new() };
    let title = "The second request asks for what the user withholds";
    let draft = Draft::negative("h80-second-request-for-more", DATA, (super::TWO_REQUESTS, "consent"), title);
    let requests = [super::usual_request(), ask::request(&[Ask::licence(&["birth_date"])])];
    withheld.asked(draft, &requests, one_of([open([answer([licence(ASKED)]), answer([])])]))
}
