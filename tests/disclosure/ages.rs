//! age_over_NN: the nearest attestation, each once, two at most.

use mdoc_proximity::holder::{LocalSigningKey, Proposal};

use crate::support::*;

fn ages(stored: &[(u8, bool)]) -> Issued {
    let elements: Vec<(String, Vec<u8>)> =
        stored.iter().map(|(age, over)| (format!("age_over_{age:02}"), boolean(*over))).collect();
    let elements: Vec<_> = elements.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    Maker::mdl(&elements).make()
}

fn proposed(proposal: &Proposal) -> Vec<(String, bool)> {
    proposal.items().map(|item| (item.identifier().to_owned(), item.value().as_bool().unwrap())).collect()
}

fn ask(stored: &[(u8, bool)], wanted: &[&str]) -> Vec<(String, bool)> {
    proposed(&mdl_request(wanted).propose(&[&ages(stored).credential]))
}

fn found(age: u8, over: bool) -> (String, bool) {
    (format!("age_over_{age:02}"), over)
}

#[test]
fn annex_d_table() {
    let Some(annex_d) = AnnexD::load() else { return };
    let mut cells = 0;
    for (holder, row) in annex_d.age_over()["result_per_holder_age"].as_object().unwrap() {
        let holder: u8 = holder.parse().unwrap();
        let stored = [(21, holder >= 21), (60, holder >= 60)];
        for (wanted, expected) in row.as_object().unwrap() {
            let expected: Vec<_> = expected
                .as_array()
                .map(|pair| found(pair[0].as_u64().unwrap() as u8, pair[1].as_bool().unwrap()))
                .into_iter()
                .collect();
            assert_eq!(ask(&stored, &[&format!("age_over_{wanted}")]), expected, "{holder} asked for {wanted}");
            cells += 1;
        }
    }
    assert_eq!(cells, 55);
}

/// H51.
#[test]
fn two_at_most() {
    let stored = [(18, true), (21, true), (25, true), (60, false)];
    let asked = ["age_over_18", "age_over_60", "age_over_25", "age_over_21"];
    assert_eq!(ask(&stored, &asked), [found(18, true), found(60, false)]);
}

/// The limit counts over all documents, and answers that coincide count once.
#[test]
fn two_at_most_over_all_documents() {
    let licence = ages(&[(18, true), (21, true)]);
    let pid = "eu.europa.ec.eudi.pid.1";
    let second =
        Maker::new(pid, vec![(pid, "age_over_18", boolean(true)), (pid, "family_name", text("Nordmann"))]).make();
    let request = open(device_request(&[
        items_request(
            MDL,
            &[(MDL_NS, "age_over_17", false), (MDL_NS, "age_over_18", false), (MDL_NS, "age_over_20", false)],
        ),
        items_request(MDL, &[(MDL_NS, "age_over_18", false)]),
        items_request(pid, &[(pid, "age_over_18", false), (pid, "family_name", false)]),
    ]))
    .unwrap();
    let proposal = request.propose(&[&licence.credential, &second.credential]);
    let names: Vec<_> = proposal.items().map(|item| (item.document().request_index(), item.identifier())).collect();
    assert_eq!(names, [(0, "age_over_18"), (0, "age_over_21"), (1, "age_over_18"), (2, "family_name")]);
}

/// H52: one element, once, for all the questions it answers, and retained if any of them says so.
#[test]
fn one_attestation_answers_several_questions() {
    let issued = ages(&[(21, true)]);
    let request = open(device_request(&[items_request(
        MDL,
        &[(MDL_NS, "age_over_18", false), (MDL_NS, "age_over_19", true), (MDL_NS, "age_over_20", false)],
    )]))
    .unwrap();
    let proposal = request.propose(&[&issued.credential]);
    let items: Vec<_> = proposal.items().collect();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].identifier(), "age_over_21");
    assert_eq!(items[0].requested().collect::<Vec<_>>(), ["age_over_18", "age_over_19", "age_over_20"]);
    assert!(items[0].intent_to_retain());
    let key = LocalSigningKey::new(issued.signing_key());
    let response = proposal.disclose(|item| item.identifier() == "age_over_21").sign(&key).unwrap();
    assert_eq!(response.document_count(), 1);
}

/// H53 and H54.
#[test]
fn nothing_where_nothing_answers() {
    assert_eq!(ask(&[(21, false), (60, false)], &["age_over_18"]), []);
    assert_eq!(ask(&[(21, true)], &["age_over_1", "age_over_018", "age_over_xx", "age_over_", "AGE_OVER_18"]), []);
}

/// The rule belongs to namespaces that have it: elsewhere the name is a name like any other.
#[test]
fn elsewhere_names_are_names() {
    let space = "org.example.club";
    let issued = Maker::new(space, vec![(space, "age_over_21", boolean(true))]).make();
    let ask = |name: &str| {
        let request = open(device_request(&[items_request(space, &[(space, name, false)])])).unwrap();
        proposed(&request.propose(&[&issued.credential])).len()
    };
    assert_eq!((ask("age_over_18"), ask("age_over_21")), (0, 1));
}
