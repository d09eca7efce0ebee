//! Every member of every expected outcome counts: altered alone, it makes its case fail.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use mdoc_spec_vectors::format::{Case, Expect, Outcome};
use mdoc_spec_vectors::library::Library;
use mdoc_spec_vectors::run::{Implementation, Precision, Suite, compare};
use serde_json::{Value, json};

/// Debug builds and two cores: as many as can work at once.
const THREADS: usize = 2;

#[test]
fn any_single_alteration_of_an_expected_outcome_is_found() {
    let suite = Suite::load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let cases: Vec<&Case> = suite.cases.values().collect();
    let next = AtomicUsize::new(0);
    let alterations: usize = std::thread::scope(|scope| {
        let work = || {
            let mut alterations = 0;
            while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                alterations += alter(case);
            }
            alterations
        };
        let workers: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    println!("{alterations} alterations of {} cases", cases.len());
    assert!(alterations > 5 * cases.len(), "{alterations} alterations of {} cases", cases.len());
}

/// Alters each member of the outcome that comes of a case, one at a time, and says how many there were.
fn alter(case: &Case) -> usize {
    let input = serde_json::to_value(&case.input).unwrap();
    let told = |member: &str| input.get(member).and_then(Value::as_str);
    assert_eq!(
        (Some(case.input.operation()), case.input.profile()),
        (told("operation"), told("profile")),
        "{}",
        case.id
    );
    let observed = Library::default().perform(&case.id, &case.input).unwrap();
    let equals = |expected: &Outcome| compare(expected, &observed, Precision::Exact).is_ok();
    let expected = match &case.expect {
        Expect::Is(expected) => expected,
        Expect::OneOf { one_of } => one_of.iter().find(|one| equals(one)).unwrap(),
    };
    assert!(equals(expected), "{}", case.id);
    let value = serde_json::to_value(expected).unwrap();
    let mut places = Vec::new();
    find(&value, "", &mut places);
    let mut alterations = 0;
    for place in places {
        for other in others(value.pointer(&place).unwrap()) {
            let mut altered = value.clone();
            *altered.pointer_mut(&place).unwrap() = other;
            if altered == value {
                continue;
            }
            // Not every text can stand everywhere: what no longer reads as an outcome fails as well.
            let Ok(altered) = serde_json::from_value::<Outcome>(altered) else { continue };
            assert!(!equals(&altered), "{}: {place} may be something else: {altered:?}", case.id);
            alterations += 1;
        }
    }
    // Where nothing comes of reading, it is something that may not.
    if value == json!({ "outcome": "handover" }) {
        let altered = serde_json::from_value(json!({ "outcome": "handover", "select": "00" })).unwrap();
        assert!(!equals(&altered), "{}: something may be read", case.id);
        alterations += 1;
    }
    assert!(alterations > 0, "{}: there is nothing to alter", case.id);
    alterations
}

/// The paths of all values inside a value.
fn find(value: &Value, at: &str, places: &mut Vec<String>) {
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (name, value) in inside {
        let at = format!("{at}/{name}");
        find(value, &at, places);
        places.push(at);
    }
}

/// What a value may be altered to: another of its kind; of an array, one more and one less.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![json!("x")],
        Value::Bool(yes) => vec![json!(!yes)],
        Value::Number(number) => vec![json!(number.as_u64().unwrap() + 1)],
        // Of bytes half is a letter, and text may be anything.
        Value::String(text) => vec![json!(format!("{text}00")), json!("x"), json!("")],
        Value::Array(items) => {
            let more = items.first().cloned().unwrap_or_else(|| json!("x"));
            let mut others = vec![[&items[..], &[more]].concat()];
            others.extend(items.split_last().map(|(_, rest)| rest.to_vec()));
            others.into_iter().map(Value::Array).collect()
        }
        Value::Object(members) => members
            .keys()
            .map(|name| {
                let mut less = members.clone();
                less.remove(name);
                Value::Object(less)
            })
            .collect(),
    }
}
