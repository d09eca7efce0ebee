//! What of a document may be kept.

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::issuer::Authorizations;
use mdoc_proximity::reader::{DeviceSigned, Request, RequestBuilder, Retain, Retained, RetainedElement, verify};
use mdoc_proximity::report::Profile;

use crate::bench::{Auth, Bench, MDL, NAME_SPACE, Value, response};

fn retained(bench: &Bench, response: &[u8], request: Option<RequestBuilder>) -> Retained {
    let request = request.map(|request| request.build().unwrap());
    let config = bench.config(Profile::Strict);
    let verdict = verify(response, &bench.verification(&config, request.as_ref())).unwrap();
    verdict.document(MDL).unwrap().retained()
}

fn identifiers(retained: &Retained) -> Vec<&str> {
    retained.elements().iter().map(RetainedElement::element_identifier).collect()
}

fn asking(elements: &[(&str, Retain)]) -> RequestBuilder {
    elements.iter().fold(Request::builder().document(MDL), |request, (element, retain)| {
        request.element(NAME_SPACE, *element, *retain)
    })
}

#[test]
fn r102_only_what_was_asked_for_with_the_intent_is_kept() {
    let bench = Bench::new();
    let response = bench.present(&bench.document());
    let kept = retained(&bench, &response, Some(asking(&[("family_name", Retain::Yes), ("portrait", Retain::No)])));
    assert_eq!(identifiers(&kept), ["family_name"]);
    let [element] = kept.elements() else { panic!("one") };
    assert_eq!((element.name_space(), element.value().as_text()), (NAME_SPACE, Some("Svendsen")));
    assert_eq!(kept.doc_type(), MDL);
    let json = serde_json::json!({
        "docType": MDL, "elements": { NAME_SPACE: { "family_name": "Svendsen" } }, "deviceElements": {}, "ages": [],
    });
    assert_eq!(serde_json::to_value(&kept).unwrap(), json);
    assert!(!format!("{kept:?}").contains("Svendsen"));
    assert!(retained(&bench, &response, Some(asking(&[("family_name", Retain::No)]))).is_empty());
    assert!(retained(&bench, &response, None).is_empty(), "nobody knows what the holder was told");
}

/// The holder was told of both, and may have agreed to the milder.
#[test]
fn asked_for_twice_it_is_kept_only_when_both_say_so() {
    let bench = Bench::new();
    let response = bench.present(&bench.document());
    for (one, other, kept) in [(Retain::Yes, Retain::Yes, true), (Retain::Yes, Retain::No, false)] {
        for (one, other) in [(one, other), (other, one)] {
            let request = asking(&[("family_name", one)]).document(MDL).element(NAME_SPACE, "family_name", other);
            let retained = retained(&bench, &response, Some(request));
            assert_eq!(identifiers(&retained), if kept { vec!["family_name"] } else { vec![] });
        }
    }
    // The same name in another namespace or of another type is another element.
    let request = Request::builder()
        .document(MDL)
        .element(NAME_SPACE, "family_name", Retain::No)
        .element("org.example", "family_name", Retain::Yes)
        .document("org.example.card")
        .element(NAME_SPACE, "family_name", Retain::Yes);
    assert!(retained(&bench, &response, Some(request)).is_empty());
}

#[test]
fn an_age_is_kept_as_the_answer_that_was_asked_for() {
    let bench = Bench::new();
    // age_over_18 is true, age_over_65 is false.
    let response = bench.present(&bench.document());
    let kept = |elements: &[(&str, Retain)]| {
        let kept = retained(&bench, &response, Some(asking(elements)));
        let ages: Vec<_> = kept.ages().iter().map(|age| (age.age(), age.over())).collect();
        assert!(kept.ages().iter().all(|age| age.name_space() == NAME_SPACE));
        (identifiers(&kept).join(" "), ages)
    };
    assert_eq!(kept(&[("age_over_16", Retain::Yes)]), (String::new(), vec![(16, true)]));
    assert_eq!(kept(&[("age_over_67", Retain::Yes)]), (String::new(), vec![(67, false)]));
    assert_eq!(kept(&[("age_over_30", Retain::Yes)]), (String::new(), vec![]), "nothing answers it");
    assert_eq!(kept(&[("age_over_18", Retain::Yes)]), ("age_over_18".to_owned(), vec![(18, true)]));
    assert_eq!(kept(&[("age_over_18", Retain::No)]), (String::new(), vec![]));
    // The element that proves 16 was itself asked for without the intent: only the answer is kept.
    assert_eq!(kept(&[("age_over_16", Retain::Yes), ("age_over_18", Retain::No)]), (String::new(), vec![(16, true)]));
    let retained = retained(&bench, &response, Some(asking(&[("age_over_16", Retain::Yes)])));
    let json = serde_json::to_value(&retained).unwrap();
    assert_eq!(json["ages"], serde_json::json!([{ "nameSpace": NAME_SPACE, "age": 16, "over": true }]));
    assert!(!format!("{retained:?}").contains("true"));
}

#[test]
fn contradicting_ages_leave_no_answer() {
    let bench = Bench::new();
    let values: [Value<'_>; 2] = [
        ("age_over_21", &|writer| {
            writer.bool(true);
        }),
        ("age_over_16", &|writer| {
            writer.bool(false);
        }),
    ];
    let response = bench.present(&bench.document_of(MDL, NAME_SPACE, &values));
    assert!(retained(&bench, &response, Some(asking(&[("age_over_18", Retain::Yes)]))).is_empty());
}

#[test]
fn what_the_device_alone_signed_stays_apart() {
    let bench = Bench::new();
    let mut document = bench.document();
    document.mso.authorizations =
        Some(Authorizations { name_spaces: vec!["org.example".to_owned()], ..Default::default() });
    let mut elements = Writer::new();
    elements.map(1).text("org.example").map(2).text("a").text("x").text("b").text("y");
    let document = bench.assemble(MDL, &bench.sign(&document), elements.as_slice(), &Auth::Signature);
    let request = asking(&[("family_name", Retain::No)]);
    let request = request.element("org.example", "a", Retain::Yes).element("org.example", "b", Retain::No);
    let kept = retained(&bench, &response(&[document]), Some(request));
    assert!(kept.elements().is_empty() && !kept.is_empty());
    let [element] = kept.device_elements() else { panic!("one") };
    let element: &DeviceSigned<RetainedElement> = element;
    assert_eq!(element.clone().asserted_by_device().value().as_text(), Some("x"));
    let json = serde_json::to_value(&kept).unwrap();
    assert_eq!(
        (&json["elements"], &json["deviceElements"]),
        (&serde_json::json!({}), &serde_json::json!({"org.example": {"a": "x"}}))
    );
}
