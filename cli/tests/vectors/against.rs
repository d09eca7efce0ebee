//! Other implementations: a good one, and those that are wrong, die, hang or babble.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::shared::mdoc;
use super::suite::{Copy, SUITE, text};

/// Few cases, to be read soon.
const BOTH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec-vectors/cases/both");

/// This library behind the pipe.
fn served() -> String {
    format!("{} vectors serve", assert_cmd::cargo::cargo_bin("mdoc").display())
}

/// What a run of the L2CAP cases against a command ends with: the exit code and the report.
fn against(command: &str, further: &[&str]) -> (i32, String) {
    let arguments = ["vectors", "run", BOTH, "--filter", "l2cap", "--against", command];
    let output = mdoc(&[&arguments[..], further].concat(), b"");
    (output.status.code().unwrap(), text(&output.stdout))
}

#[test]
fn this_library_passes_behind_the_pipe_too() {
    let output = mdoc(&["vectors", "run", SUITE, "--against", &served(), "--format", "json"], b"");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(report["summary"]["all"]["passed"], report["summary"]["all"]["cases"]);
    assert!(report["cases"].as_array().unwrap().len() >= 300);
    assert_eq!(report["implementation"], served());
}

#[test]
fn one_that_answers_otherwise_fails_where_it_does() {
    let wrong = format!("sh -c \"{} | sed -u s/true/false/\"", served());
    let (code, report) = against(&wrong, &[]);
    assert_eq!(code, 1);
    assert!(report.contains("failed: refused: expected true, found false"), "{report}");
    // Some of its answers are right.
    assert!(!report.contains("✗ 0 of "), "{report}");
}

#[test]
fn what_is_not_supported_is_counted_with_its_reason_and_fails_nothing() {
    let (code, report) =
        against(r#"sed -u -E 's/^\{"id":("[^"]*").*/{"id":\1,"unsupported":"no radio \\u001b[2J"}/'"#, &[]);
    assert_eq!(code, 0, "{report}");
    assert!(report.contains("✓ 0 of ") && report.contains(" unsupported, "), "{report}");
    // What it says does not steer the terminal.
    assert!(report.contains("  no radio \\u{1b}[2J") && !report.contains('\u{1b}'), "{report}");
}

#[test]
fn one_that_dies_fails_its_case_and_is_started_again() {
    let (code, report) = against("sh -c 'read -r question; exit 3'", &[]);
    assert_eq!(code, 1);
    assert_eq!(report.matches("broken: it ended without an answer (exit status: 3)").count(), 3, "{report}");
    assert!(report.contains("broken: not asked, as it never answered") && report.contains("✗ 0 of "), "{report}");
    // It answers once, and dies at the second case: the third finds it alive.
    let once = format!("sh -c \"head -n 1 | {}\"", served());
    let (code, report) = against(&once, &["--filter", "t13"]);
    assert_eq!(code, 1);
    assert!(report.contains("✗ 3 of 5 cases passed, 2 failed"), "{report}");
    assert_eq!(report.matches("broken: it ended without an answer").count(), 2, "{report}");
}

#[test]
fn one_that_hangs_is_left_alone_before_long() {
    let begun = Instant::now();
    let (code, report) = against("sleep 600", &["--timeout", "1"]);
    assert_eq!(code, 1);
    assert_eq!(report.matches("broken: it did not answer within 1 s").count(), 3, "{report}");
    assert!(report.contains("broken: not asked, as it did not answer 3 times in a row"), "{report}");
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[test]
fn one_that_babbles_fails_and_takes_no_memory() {
    for (command, why) in [
        ("yes", "its answer is unreadable"),
        ("cat", "its answer is unreadable: unknown field `input`"),
        // A line without end.
        ("sh -c \"tr '\\0' x < /dev/zero\"", "its answer is unreadable: it is longer than 16 MiB"),
        ("printf '\\377\\n'", "its answer is unreadable: invalid utf-8"),
        (r#"sed -u 's/.*/{"id":"another","error":"x"}/'"#, "it answered about another"),
        (
            r#"sed -u -E 's/^\{"id":("[^"]*").*/{"id":\1,"error":"x","unsupported":"y"}/'"#,
            "its answer has not exactly one of outcome, unsupported and error",
        ),
        (r#"sed -u -E 's/^\{"id":("[^"]*").*/{"id":\1,"error":"out of ink"}/'"#, "broken: out of ink"),
    ] {
        let (code, report) = against(command, &["--filter", "t13-length"]);
        assert_eq!(code, 1, "{command}: {report}");
        assert!(report.contains(why) && report.contains("✗ 0 of 1 "), "{command}: {report}");
    }
}

#[test]
fn a_command_that_is_none_is_told_once() {
    for command in ["no-such-program", "", "sh -c 'open"] {
        let output = mdoc(&["vectors", "run", BOTH, "--against", command], b"");
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()), "{command}");
        assert!(text(&output.stderr).contains("--against"), "{command}");
    }
}

#[test]
fn another_implementation_has_exceptions_of_its_own() {
    let copy = Copy::of(&["t13-length-0"]);
    copy.write("exceptions.json", r#"{"t13-length-0": "this library's"}"#);
    let other = served();
    assert_eq!(copy.run(&["--against", &other]).status.code(), Some(0), "those of this library do not count");
    let wrong = format!("sh -c \"{other} | sed -u s/true/false/\"");
    assert_eq!(copy.run(&["--against", &wrong]).status.code(), Some(1));
    copy.write("its.json", r#"{"t13-length-0": "its maker knows"}"#);
    let its = format!("{}/its.json", copy.path());
    let output = copy.run(&["--against", &wrong, "--exceptions", &its]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("1 excepted"));
}
