//! `mdoc vectors`: the conformance vectors listed, explained, run and reported; this library and other implementations.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "vectors/against.rs"]
mod against;
#[path = "vectors/altered.rs"]
mod altered;
#[path = "vectors/page.rs"]
mod page;
#[path = "vectors/reports.rs"]
mod reports;
#[path = "support/shared.rs"]
mod shared;
#[path = "support/suite.rs"]
mod suite;

use shared::{mdoc, mdoc_json};
use suite::{SUITE, text};

#[test]
fn cases_are_listed_by_what_fits() {
    let (code, list) = mdoc_json(&["vectors", "list", SUITE, "--format", "json"]);
    let all = list.as_array().unwrap();
    assert_eq!(code, 0);
    assert!(all.len() >= 300, "{}", all.len());

    let lines = |filter: &[&str]| {
        let filter = filter.iter().flat_map(|text| ["--filter", text]);
        let output = mdoc(&["vectors", "list", SUITE].into_iter().chain(filter).collect::<Vec<_>>(), b"");
        assert_eq!(output.status.code(), Some(0));
        text(&output.stdout).lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let everything = lines(&[]);
    assert_eq!(everything.len(), all.len() + 1);
    assert_eq!(*everything.last().unwrap(), format!("{0} of {0} cases", all.len()));
    // A number is a number, and not a part of another one.
    let of_h4 = lines(&["h4"]);
    assert!(of_h4.len() > 1 && of_h4.iter().all(|line| !line.starts_with("h42")), "{of_h4:?}");
    assert_eq!(of_h4, lines(&["H04"]));
    // Operation, clause and title, all of which must fit.
    let both = lines(&["l2cap", "ed2 11.1.4", "ARRIVES BYTE"]);
    assert!(both.len() == 2 && both.len() < lines(&["l2cap"]).len(), "{both:?}");
    assert_eq!(lines(&["zebra"]), [format!("0 of {} cases", all.len())]);
}

#[test]
fn a_case_a_number_and_a_check_are_explained() {
    let explain = |id: &str| {
        let output = mdoc(&["vectors", "explain", id, SUITE], b"");
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    };
    let (code, case, _) = explain("r39-element-value");
    assert_eq!(code, 0);
    for part in
        ["R39", "ed1 9.3.1, ed2 12.8.1", "\"mso.digests\"", "Every item returned", "\"verify-response\"", "differs"]
    {
        assert!(case.contains(part), "{part}: {case}");
    }
    let (code, number, _) = explain("h4");
    assert!(
        code == 0 && number.starts_with("H04\nwrong     SessionEstablishment") && number.contains("  h04-"),
        "{number}"
    );
    assert_eq!(explain("H04").1, number);
    let (code, elsewhere, _) = explain("H79");
    assert!(code == 0 && elsewhere.contains("shown by a test") && elsewhere.contains("::h79_"), "{elsewhere}");
    let (code, pending, _) = explain("T27");
    assert!(code == 0 && pending.contains("pending: "), "{pending}");
    let (code, check, _) = explain("mso.digests");
    for part in ["strict  fails", "field   fails", "ed1 9.3.1", "  r39-element-value  "] {
        assert!(code == 0 && check.contains(part), "{part}: {check}");
    }

    for (wrong, near) in [
        ("r39-element", Some("r39-element-value")),
        ("mso.digest", Some("mso.digests")),
        ("H99", None),
        ("", None),
        ("\u{1b}[2J", None),
    ] {
        let (code, out, error) = explain(wrong);
        assert_eq!((code, out.as_str()), (2, ""), "{wrong:?}");
        assert!(error.contains("is no case, no number and no check") && !error.contains('\u{1b}'), "{error}");
        assert_eq!(near.is_some_and(|near| error.contains(near)), near.is_some(), "{error}");
    }
}

#[test]
fn vectors_that_cannot_be_read_are_named() {
    let copy = suite::Copy::of(&["mdl"]);
    let fails = |arguments: &[&str]| {
        let output = mdoc(&[&["vectors", "run"], arguments].concat(), b"");
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()), "{arguments:?}");
        text(&output.stderr)
    };
    assert!(fails(&["/nowhere"]).contains("/nowhere: there is no such folder"));
    assert!(fails(&[SUITE, "--filter", "zebra", "--filter", "reader"]).contains("no case has all of: zebra, reader"));
    assert!(fails(&[copy.path(), "--out", "/nowhere/report"]).contains("/nowhere/report"));
    assert!(fails(&[copy.path(), "--exceptions", "/nowhere.json"]).contains("/nowhere.json"));
    copy.write("exceptions.json", r#"{"no-case": "why"}"#);
    assert!(fails(&[copy.path()]).contains("no-case is no case"));
    copy.write("exceptions.json", "{}");
    copy.write("cases/reader/mdl.json", "{");
    assert!(fails(&[copy.path()]).contains("mdl.json: EOF"));
}

#[test]
fn the_provider_can_be_chosen() {
    let run = |provider: &str| {
        let output =
            mdoc(&["vectors", "run", SUITE, "--filter", "h04", "--provider", provider, "--format", "json"], b"");
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let names = mdoc_proximity::crypto::PROVIDERS.iter().map(|provider| provider.name);
    for name in names.clone() {
        let (code, report, _) = run(name);
        assert!(code == Some(0) && report.contains(&format!(" on {name}\"")), "{report}");
    }
    let (code, _, complaint) = run("abacus");
    assert_eq!(code, Some(2));
    assert!(names.into_iter().all(|name| complaint.contains(name)), "{complaint}");
}
