use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use super::*;
use crate::format::{Bytes, Clause, Input, L2cap, Outcome, Role};

/// An implementation that says the same whatever it is asked.
struct Says(Result<Outcome, Unperformed>, Precision);

impl Implementation for Says {
    fn perform(&mut self, _case: &str, _input: &Input) -> Result<Outcome, Unperformed> {
        self.0.clone()
    }

    fn precision(&self) -> Precision {
        self.1
    }
}

fn messages(bytes: &[u8]) -> Outcome {
    Outcome::Messages { messages: vec![Bytes::from(bytes)], refused: false }
}

fn trust(failing: Option<&[&str]>) -> Outcome {
    let failing = failing.map(|ids| ids.iter().map(|id| (*id).to_owned()).collect());
    Outcome::Trust { accepted: false, failing, deviations: None, anchors: None }
}

fn clause(ed1: &str, ed2: &str) -> Clause {
    Clause { ed1: ed1.to_owned(), ed2: ed2.to_owned() }
}

fn case(expect: Expect) -> Case {
    Case {
        id: "a-case".to_owned(),
        tests: vec!["T12".to_owned()],
        title: "A case".to_owned(),
        clause: clause("-", "11.1"),
        role: Role::Both,
        twin: None,
        input: Input::L2cap(L2cap { chunks: Vec::new(), ends: true }),
        expect,
    }
}

fn status(said: Result<Outcome, Unperformed>, expect: Expect, exception: Option<&str>) -> Status {
    run(&mut Says(said, Precision::Exact), &case(expect), exception).status
}

#[test]
fn only_the_expected_outcome_passes() {
    assert_eq!(status(Ok(messages(b"a")), Expect::Is(messages(b"a")), None), Status::Passed);
    let Status::Failed(difference) = status(Ok(messages(b"b")), Expect::Is(messages(b"a")), None) else {
        panic!("another message passed")
    };
    assert_eq!(difference.to_string(), "messages[0]: expected \"61\", found \"62\"");
    let none = Outcome::Messages { messages: Vec::new(), refused: false };
    assert!(matches!(status(Ok(none), Expect::Is(messages(b"a")), None), Status::Failed(_)));
    assert!(matches!(status(Ok(trust(None)), Expect::Is(messages(b"a")), None), Status::Failed(_)));
}

#[test]
fn one_of_several_is_enough_and_none_of_nothing_is_not() {
    let choice = Expect::OneOf { one_of: vec![messages(b"a"), messages(b"b")] };
    assert_eq!(status(Ok(messages(b"b")), choice.clone(), None), Status::Passed);
    assert!(matches!(status(Ok(messages(b"c")), choice, None), Status::Failed(_)));
    assert!(matches!(status(Ok(messages(b"c")), Expect::OneOf { one_of: Vec::new() }, None), Status::Failed(_)));
}

#[test]
fn check_ids_are_compared_where_they_are_given() {
    let expected = Expect::Is(trust(Some(&["vical.signature"])));
    let given = |said: Outcome| run(&mut Says(Ok(said), Precision::Given), &case(expected.clone()), None).status;
    assert_eq!(given(trust(None)), Status::Passed);
    assert!(matches!(given(trust(Some(&["vical.date"]))), Status::Failed(_)));
    assert!(matches!(status(Ok(trust(None)), expected.clone(), None), Status::Failed(_)));
    assert!(matches!(status(Ok(trust(Some(&[]))), Expect::Is(trust(None)), None), Status::Failed(_)));
}

#[test]
fn exceptions_excuse_failures_and_go_stale() {
    let expect = || Expect::Is(messages(b"a"));
    let known = Some("known");
    assert!(matches!(status(Ok(messages(b"b")), expect(), known), Status::Excepted { .. }));
    assert!(!status(Ok(messages(b"b")), expect(), known).is_failure());
    let broken = || Err(Unperformed::Broken("down".to_owned()));
    assert!(status(broken(), expect(), None).is_failure());
    assert!(!status(broken(), expect(), known).is_failure());
    assert!(status(Ok(messages(b"a")), expect(), known).is_failure());
    let unsupported = || Err(Unperformed::Unsupported("no".to_owned()));
    assert!(!status(unsupported(), expect(), None).is_failure());
}

#[test]
fn a_summary_counts_every_case_once() {
    let case = case(Expect::Is(messages(b"a")));
    let statuses = [Status::Passed, Status::Broken(String::new()), Status::Unsupported(String::new()), Status::Passed];
    let elsewhere = BTreeMap::from([
        ("H79".to_owned(), crate::format::Entry::Test { path: "a".to_owned(), title: "b".to_owned() }),
        ("T27".to_owned(), crate::format::Entry::Pending { reason: "c".to_owned() }),
    ]);
    let summary = Summary::of(statuses.iter().map(|status| (&case, status)), &elsewhere);
    let count = Count { passed: 2, failed: 1, excepted: 0, unsupported: 1 };
    assert_eq!((summary.all, summary.all.total()), (count, 4));
    assert_eq!(summary.roles.get(&Role::Both), Some(&count));
    assert_eq!(summary.clauses.get(&clause("-", "11.1")), Some(&count));
    assert_eq!((summary.numbers, summary.tests, summary.pending), (1, 1, 1));
}

#[test]
fn clauses_stand_in_the_order_of_the_standard() {
    let ordered = [
        clause("8.1", "8.3"),
        clause("8.3.2.1.2.1", "10.2"),
        clause("9.1", "12.2"),
        clause("9.1.1.4", "12.2.4"),
        clause("10.1", "14"),
        clause("B.1.1", "B.1.1"),
        clause("C.1.7.1", "C.1.7.1"),
        clause("-", "9.1"),
        clause("-", "10.2"),
        clause("-", "C.1.8"),
        clause("-", "-"),
    ];
    let mut sorted: Vec<Clause> = ordered.iter().rev().cloned().collect();
    sorted.sort();
    assert_eq!(sorted, ordered);
    assert_ne!(clause("9.01", "-").cmp(&clause("9.1", "-")), core::cmp::Ordering::Equal);
}

/// A folder of its own for a test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("mdoc-spec-vectors-{}-{name}", std::process::id()));
    fs::create_dir_all(folder.join("cases/both")).unwrap();
    folder
}

#[test]
fn a_suite_is_read_from_disk_and_must_agree_with_itself() {
    let folder = folder("suite");
    let file = folder.join("cases/both/a-case.json");
    let good = case(Expect::Is(messages(b"a")));
    let write = |case: &Case| fs::write(&file, serde_json::to_string(case).unwrap()).unwrap();
    let problem = || Suite::load(&folder).unwrap_err().to_string();

    assert!(problem().ends_with("there are no cases here"));
    write(&good);
    let suite = Suite::load(&folder).unwrap();
    assert_eq!(suite.cases["a-case"].expect, good.expect);
    assert!(suite.exceptions.is_empty() && suite.elsewhere.is_empty());
    use sha2::Digest as _;
    assert_eq!(suite.digest, hex::encode(sha2::Sha256::digest(fs::read(&file).unwrap())));
    // The folder of cases alone will do.
    assert_eq!(Suite::load(&folder.join("cases")).unwrap().cases.len(), 1);

    fs::write(folder.join("exceptions.json"), r#"{"no-case": "why"}"#).unwrap();
    assert!(problem().contains("no-case is no case"));
    fs::write(folder.join("exceptions.json"), r#"{"a-case": "why"}"#).unwrap();
    assert_eq!(Suite::load(&folder).unwrap().exceptions["a-case"], "why");
    fs::write(folder.join("exceptions.json"), r#"{"a-case": " "}"#).unwrap();
    assert!(problem().contains("a-case has no reason"));
    fs::remove_file(folder.join("exceptions.json")).unwrap();

    let twin = Some(crate::format::Twin { id: "another".to_owned(), entry: "x".to_owned(), differs: "x".to_owned() });
    write(&Case { twin, ..good.clone() });
    assert!(problem().contains("its twin another is no case"));
    write(&Case { id: "b-case".to_owned(), ..good });
    assert!(problem().contains("the case's id is b-case"));
    fs::write(&file, "{}").unwrap();
    assert!(problem().contains("a-case.json"));
    fs::remove_dir_all(folder).unwrap();
}
