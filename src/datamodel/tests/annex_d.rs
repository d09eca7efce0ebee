//! Annex D: the elements of D.4.1.2, the driving privileges of D.2.1 and the age table of D.2.2.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use serde_json::Value;

use super::{raw, vectors};
use crate::cbor::{self, Encoding};
use crate::datamodel::age::{self, AgeAnswer};
use crate::datamodel::{check, mdl};
use crate::model::response::DeviceResponse;

fn annex_d() -> Option<Value> {
    let text = std::fs::read(vectors()?.join("annex-d.json")).unwrap();
    Some(serde_json::from_slice(&text).unwrap())
}

fn vector(annex_d: &Value, name: &str) -> Vec<u8> {
    let vectors = annex_d["vectors"].as_array().unwrap();
    let vector = vectors.iter().find(|vector| vector["name"] == name).unwrap();
    HEXLOWER.decode(vector["hex"].as_str().unwrap().as_bytes()).unwrap()
}

#[test]
fn the_elements_of_the_response_have_their_types() {
    let Some(annex_d) = annex_d() else { return };
    let bytes = vector(&annex_d, "D.4.1.2 DeviceResponse");
    let (response, _) = cbor::from_slice::<DeviceResponse<'_>>(&bytes, Encoding::Strict).unwrap();
    let document = response.documents.into_iter().next().unwrap().unwrap();
    let mut seen = 0;
    for (name_space, items) in &document.issuer_signed.name_spaces {
        for item in items {
            let found = check(document.doc_type, name_space, item.element_identifier, item.element_value);
            assert_eq!(found, Some(Ok(())), "{}", item.element_identifier);
            seen += 1;
        }
    }
    assert_eq!(seen, 6);
}

#[test]
fn the_driving_privileges_read() {
    let Some(annex_d) = annex_d() else { return };
    let bytes = vector(&annex_d, "D.2.1 driving_privileges");
    let privileges = mdl::DRIVING_PRIVILEGES.read(raw(&bytes)).unwrap();
    let codes: Vec<&str> = privileges.iter().map(|privilege| privilege.vehicle_category_code).collect();
    assert_eq!(codes, ["A", "B"]);
    assert!(privileges.iter().all(|privilege| privilege.issue_date.is_some() && privilege.expiry_date.is_some()));
}

#[test]
fn the_age_table_follows_from_the_rule() {
    let Some(annex_d) = annex_d() else { return };
    let table = &annex_d["age_over"];
    let identifiers = table["issuer_provides"].as_array().unwrap();
    let ages: Vec<u8> = identifiers.iter().map(|id| age::age_over(id.as_str().unwrap()).unwrap()).collect();
    type Results = BTreeMap<u8, BTreeMap<u8, Option<(u8, bool)>>>;
    let results: Results = serde_json::from_value(table["result_per_holder_age"].clone()).unwrap();
    let mut cells = 0;
    for (holder, row) in results {
        let stored = ages.iter().map(|nn| (*nn, holder >= *nn));
        for (wanted, expected) in row {
            let returned = age::nearest(stored.clone(), wanted);
            assert_eq!(returned, expected, "holder of {holder}, asked for {wanted}");
            // What is returned always answers the question, and truly.
            let answer = age::answer(returned.into_iter(), wanted);
            let truth = if holder >= wanted { AgeAnswer::Proven } else { AgeAnswer::Disproven };
            assert_eq!(answer, if expected.is_some() { truth } else { AgeAnswer::Unproven });
            cells += 1;
        }
    }
    assert_eq!(cells, 55);
}

#[test]
fn answers_that_do_not_bear_on_the_question_prove_nothing() {
    let answer = |returned: &[(u8, bool)], wanted| age::answer(returned.iter().copied(), wanted);
    assert_eq!(answer(&[(21, false)], 18), AgeAnswer::Unproven);
    assert_eq!(answer(&[(16, true)], 18), AgeAnswer::Unproven);
    assert_eq!(answer(&[], 18), AgeAnswer::Unproven);
    assert_eq!(answer(&[(18, true)], 18), AgeAnswer::Proven);
    assert_eq!(answer(&[(18, false)], 18), AgeAnswer::Disproven);
    assert_eq!(answer(&[(16, false)], 18), AgeAnswer::Disproven);
    assert_eq!(answer(&[(21, false), (18, true)], 18), AgeAnswer::Proven);
    assert_eq!(answer(&[(21, true), (16, false)], 18), AgeAnswer::Unproven, "a contradiction");
}
