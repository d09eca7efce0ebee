//! One expected outcome altered by hand fails the run.

use serde_json::{Value, json};

use super::suite::{Copy, text};

/// A case, what is altered in its expected outcome, and what takes its place.
type Alteration = (&'static str, &'static str, fn() -> Value);

const ALTERED: [Alteration; 22] = [
    ("mdl", "/verdict", || json!("rejected")),
    ("mdl", "/documents/0/failing", || json!(["mso.digests"])),
    ("mdl", "/documents/0/elements/org.iso.18013.5.1/family_name", || json!("644e6f7264")),
    ("r39-element-value", "/verdict", || json!("verified")),
    ("r39-element-value", "/documents/0/failing/0", || json!("mso.dates")),
    ("r39-element-value", "/documents/0/failing", || json!([])),
    ("h42-items-request-bare", "/oneOf/0/replies/0/status", || json!(99)),
    ("r21-array", "/replies/0/status", || json!(99)),
    ("r63-any-field", "/documents/0/failing", || json!([])),
    ("r30-not-a-map", "/status", || json!(10)),
    ("t13-length-0", "/refused", || json!(false)),
    ("l2cap-one-message", "/messages/0", || json!("00")),
    ("h01-no-bytes", "/replies/0/status", || json!(99)),
    ("h01-no-bytes", "/closed", || json!("the other")),
    ("holder-portrait", "/replies/0/documents/0/method", || json!("invalid")),
    ("holder-portrait", "/replies/0/documents", || json!([])),
    ("holder-portrait", "/closed", || json!("the other")),
    ("vical", "/accepted", || json!("the other")),
    ("vical", "/anchors", || json!(99)),
    ("status-list", "/documents/0/deviations", || json!(["issuer.algorithm"])),
    ("identifier-list", "/documents", || json!([])),
    ("two-documents", "/documents/1/verdict", || json!("rejected")),
];

#[test]
fn one_altered_outcome_fails_the_run_and_is_named() {
    for (id, member, value) in ALTERED {
        let copy = Copy::of(&[id]);
        assert_eq!(copy.run(&[]).status.code(), Some(0), "{id}");
        copy.expect(id, |expect| {
            let member = expect.pointer_mut(member).unwrap_or_else(|| panic!("{id} has no {member}"));
            // What is one of two becomes the other.
            *member = member.as_bool().map_or_else(value, |yes| json!(!yes));
        });
        let output = copy.run(&[]);
        let report = text(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{id} {member}: {report}");
        assert!(report.contains(&format!("✗ {id} ")) && report.contains("  failed: "), "{id} {member}: {report}");
        let at = member.trim_start_matches("/oneOf/0")[1..].split('/').next().unwrap();
        assert!(report.contains(&format!("  failed: {at}")), "{id} {member}: {report}");
        assert_eq!(report.matches('✗').count(), 2, "{id} {member}: one case, and the total: {report}");
    }
}
