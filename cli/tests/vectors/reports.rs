//! A run's reports.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use super::shared::mdoc;
use super::suite::{Copy, SUITE, text};

#[test]
fn the_whole_suite_passes_in_one_command_with_everything_counted() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("report.json");
    let output = mdoc(&["vectors", "run", SUITE, "--format", "json", "--out", path.to_str().unwrap()], b"");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), String::new()));
    let report: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();

    let number = |value: &Value| value.as_u64().unwrap();
    let cases = report["cases"].as_array().unwrap();
    let all = u64::try_from(cases.len()).unwrap();
    let summary = &report["summary"];
    assert_eq!(report["good"], true);
    assert!(cases.iter().all(|case| case["status"] == "passed" && case["observed"].is_object()));
    assert_eq!((number(&summary["all"]["passed"]), number(&summary["leftOut"])), (all, 0));
    for of in ["roles", "clauses"] {
        let counted: u64 = summary[of].as_object().unwrap().values().map(|count| number(&count["cases"])).sum();
        assert_eq!(counted, all, "{of}");
    }
    // Every number of the list is shown by a vector or a test, or is pending, and no number is two of these.
    let numbers = &summary["numbers"];
    let counted = ["vectors", "tests", "pending"].map(|kind| number(&numbers[kind]));
    assert_eq!(counted.iter().sum::<u64>(), 218, "{counted:?}");
    let shown: BTreeSet<&str> =
        cases.iter().flat_map(|case| case["tests"].as_array().unwrap()).map(|test| test.as_str().unwrap()).collect();
    assert_eq!(shown.len() as u64, counted[0]);
    assert!(report["elsewhere"].as_object().unwrap().keys().all(|number| !shown.contains(number.as_str())));
    // Who asked for a file is told how it went.
    let told = text(&output.stderr);
    for part in [
        format!("{all} of {all} cases passed"),
        format!("{} by vectors, {} by tests, {} pending", counted[0], counted[1], counted[2]),
        "report.json".to_owned(),
    ] {
        assert!(told.contains(&part), "{part}: {told}");
    }
}

#[test]
fn text_counts_per_role_and_clause() {
    let output = mdoc(&["vectors", "run", SUITE, "--filter", "l2cap"], b"");
    let report = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0));
    let row = |name: &str| {
        let line = report.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name}: {report}"));
        line[34..].split_whitespace().map(|count| count.parse::<u32>().unwrap()).collect::<Vec<_>>()
    };
    let both = row("both ");
    assert!(both[0] > 10 && both[1..] == [0, 0, 0], "{both:?}");
    // All of both sides and one of a reader's are of the channel's own clause.
    let channel = row("ed1 -, ed2 11.1.4 ");
    assert!(channel[0] >= both[0] && channel[1..] == [0, 0, 0], "{channel:?}");
    assert!(
        report.contains(&format!("{0} of {0} cases passed", channel[0])) && report.contains(" filtered out"),
        "{report}"
    );
    assert!(report.contains(" pending") && !report.contains('\u{1b}'), "{report}");
}

#[test]
fn junit_is_read_back_with_a_failure_and_an_exception() {
    let copy = Copy::of(&["mdl", "l2cap-one-message", "t13-length-0", "r39-element-value"]);
    copy.expect("r39-element-value", |expect| expect["verdict"] = "verified".into());
    copy.expect("t13-length-0", |expect| expect["refused"] = false.into());
    copy.write("exceptions.json", r#"{"t13-length-0": "known & <told>"}"#);
    let output = copy.run(&["--format", "junit"]);
    assert_eq!(output.status.code(), Some(1));
    let report = quick_junit::Report::deserialize_from_str(&text(&output.stdout)).unwrap();
    assert_eq!((report.tests, report.failures, report.errors), (4, 1, 0));
    let suites: Vec<(&str, usize)> =
        report.test_suites.iter().map(|suite| (suite.name.as_str(), suite.test_cases.len())).collect();
    assert_eq!(suites, [("reader", 2), ("both", 2)]);
    // Any other reader of XML gets the same.
    let xml = text(&output.stdout);
    let xml = roxmltree::Document::parse(&xml).unwrap();
    let of = |id: &str| xml.descendants().find(|node| node.attribute("name") == Some(id)).unwrap();
    let child = |id: &str, name: &str| {
        of(id).children().find(|node| node.has_tag_name(name)).unwrap().attribute("message").unwrap()
    };
    assert!(child("r39-element-value", "failure").starts_with("verdict: expected \"verified\", found \"rejected\""));
    assert!(child("t13-length-0", "skipped").ends_with("(known: known & <told>)"));
    assert_eq!(of("mdl").children().filter(|node| node.is_element()).count(), 0);
    assert_eq!(of("mdl").attribute("classname"), Some("ed1 9.3, ed2 12.8"));
}

#[test]
fn exceptions_count_apart_and_go_stale() {
    let copy = Copy::of(&["t13-length-0"]);
    copy.expect("t13-length-0", |expect| expect["refused"] = false.into());
    assert_eq!(copy.run(&[]).status.code(), Some(1));
    copy.write("exceptions.json", r#"{"t13-length-0": "it is being argued about"}"#);
    let output = copy.run(&[]);
    let report = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{report}");
    for part in ["1 of 2 cases passed, 1 excepted", "~ t13-length-0", "(known: it is being argued about)"] {
        assert!(report.contains(part), "{part}: {report}");
    }

    copy.expect("t13-length-0", |expect| expect["refused"] = true.into());
    let output = copy.run(&[]);
    let report = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{report}");
    assert!(report.contains("stale exception: it passes, but is an exception: it is being argued about"), "{report}");
    // Another file takes the place of the folder's.
    copy.write("none.json", "{}");
    let none = format!("{}/none.json", copy.path());
    assert_eq!(copy.run(&["--exceptions", &none]).status.code(), Some(0));
}
