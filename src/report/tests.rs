use std::collections::BTreeSet;

use super::*;

#[test]
fn ids_are_unique_and_have_clauses() {
    let ids: BTreeSet<_> = CheckId::ALL.iter().map(|id| id.as_str()).collect();
    assert_eq!(ids.len(), CheckId::ALL.len());
    for id in CheckId::ALL {
        assert_eq!(id.clause(), format!("ed1 {}, ed2 {}", id.clause_ed1(), id.clause_ed2()));
        assert!(!id.clause_ed1().is_empty() && !id.clause_ed2().is_empty(), "{id}");
        assert!(id.rule().ends_with('.') && !id.rule().starts_with(' '), "{id}: {}", id.rule());
        let treatment = id.treatment();
        for text in [treatment.strict, treatment.field] {
            assert!(["fails", "deviates", "malformed"].iter().any(|word| text.starts_with(word)), "{id}: {text}");
        }
    }
}

#[test]
fn a_check_serializes_with_its_clause() {
    let check =
        Check::new(CheckId::MsoDigests, Outcome::Fail, "The digest differs.").about(Subject::element("a", "b")).at(7);
    let json = serde_json::to_value(&check).unwrap();
    let expected = serde_json::json!({
        "id": "mso.digests", "clause": "ed1 9.3.1, ed2 12.8.1", "outcome": "fail",
        "subject": { "kind": "element", "nameSpace": "a", "identifier": "b" }, "detail": "The digest differs.", "offset": 7,
    });
    assert_eq!(json, expected);
    let bare = serde_json::to_value(Check::new(CheckId::MsoDates, Outcome::Pass, "Fine.")).unwrap();
    assert!(bare.get("subject").is_none() && bare.get("offset").is_none());
}

#[test]
fn the_gravest_outcome_counts() {
    let mut report = Report::new();
    assert_eq!(report.outcome(CheckId::MsoDates), None);
    report.skip(CheckId::MsoDates, "");
    assert_eq!(report.outcome(CheckId::MsoDates), Some(Outcome::Skipped));
    report.pass(CheckId::MsoDates, "");
    assert_eq!(report.outcome(CheckId::MsoDates), Some(Outcome::Pass));
    report.deviate(Profile::Field, CheckId::MsoDates, "");
    assert_eq!(report.outcome(CheckId::MsoDates), Some(Outcome::Deviation));
    assert!(!report.has_failed());
    report.deviate(Profile::Strict, CheckId::MsoDates, "");
    assert_eq!(report.outcome(CheckId::MsoDates), Some(Outcome::Fail));
    assert_eq!(report.failures().count(), 1);
}

#[test]
fn a_peers_names_are_shown_escaped_and_cut() {
    assert_eq!(Subject::element("org.iso.18013.5.1", "family_name").to_string(), "org.iso.18013.5.1 / family_name");
    assert_eq!(shown("a\u{1b}[2J\n\u{202e}"), "a\\u{1b}[2J\\n\\u{202e}");
    assert_eq!(shown(&"x".repeat(80)), "x".repeat(80));
    assert_eq!(shown(&"\u{e6}".repeat(81)), "\u{e6}".repeat(80) + "\u{2026}");
}

#[test]
fn a_check_is_one_line_for_a_person() {
    let check =
        Check::new(CheckId::MsoDigests, Outcome::Fail, "the digest differs").about(Subject::element("a", "b")).at(7);
    assert_eq!(check.to_string(), "fail      mso.digests (ed1 9.3.1, ed2 12.8.1) [a / b]: the digest differs");
}

#[test]
fn a_report_counts_and_shows_the_gravest_first() {
    let mut report = Report::new();
    assert!(report.is_clean());
    assert_eq!(report.to_string(), "0 checks: 0 failed, 0 tolerated, 0 passed, 0 skipped");
    report.skip(CheckId::MsoSigned, "no signer");
    report.pass(CheckId::MsoVersion, "the version is 1.0");
    assert!(report.is_clean(), "what was skipped does not count");
    report.note(CheckId::MsoRandom, "short");
    assert!(!report.is_clean() && !report.has_failed());
    assert_eq!(report.deviations().map(|check| check.id).collect::<Vec<_>>(), [CheckId::MsoRandom]);
    report.fail(CheckId::MsoDigests, "differs");
    assert!(!report.is_clean() && report.has_failed());
    let counts = [Outcome::Fail, Outcome::Deviation, Outcome::Pass, Outcome::Skipped].map(|of| report.count(of));
    assert_eq!(counts, [1, 1, 1, 1]);
    let expected = "4 checks: 1 failed, 1 tolerated, 1 passed, 1 skipped
fail      mso.digests (ed1 9.3.1, ed2 12.8.1): differs
deviation mso.random (ed1 9.1.2.5, ed2 12.3.5): short
pass      mso.version (ed1 9.1.2.4, ed2 12.3.4): the version is 1.0
skipped   mso.signed (ed1 9.3.1, ed2 12.8.1): no signer";
    assert_eq!(report.to_string(), expected);
}

/// A text is what it says, whether it was there from the start, was made short, or was made long and in pieces.
#[test]
fn texts_of_every_making() {
    use std::hash::{BuildHasher, RandomState};
    let hasher = RandomState::new();
    for length in [0, 1, 255, 256, 257, 1000] {
        let word = "x".repeat(length);
        let expected = format!("{word}-{word}-{word}");
        let made = text!("{word}-{word}-{word}");
        let (owned, in_pieces) = (
            Text::from(expected.clone()),
            super::text::made(|line| {
                for part in [word.as_str(), "-", word.as_str(), "-", word.as_str()] {
                    line.write_str(part)?;
                }
                Ok(())
            }),
        );
        for text in [&made, &owned, &in_pieces] {
            assert_eq!((text.as_str(), text.as_ref()), (expected.as_str(), expected.as_str()));
            assert!(*text == expected && *text == *expected.as_str() && *text == owned);
            assert_eq!(hasher.hash_one(text), hasher.hash_one(expected.as_str()), "it is borrowed as a str");
        }
        assert!(made != *"another" && made < text!("y"));
    }
    assert_eq!(text!("fixed"), Text::from("fixed"));
    assert_eq!(Text::default(), "");
}
