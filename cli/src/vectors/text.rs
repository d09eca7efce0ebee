//! The report for a person at a terminal.

use mdoc_spec_vectors::run::{Count, Status};

use super::record::Record;
use crate::terminal::{BAD, FAINT, GOOD, ODD, STRONG, safe, styled};

/// Counts per role and clause, and every case that is not simply as expected.
pub fn report(record: &Record) -> String {
    let summary = record.summary();
    let mut lines = vec![styled(STRONG, safe(&record.implementation))];
    lines.push(styled(FAINT, format!("{}, vectors {}", record.at, record.vectors)));
    lines.push(String::new());
    lines.push(head("role"));
    lines.extend(summary.roles.iter().map(|(role, count)| row(role.as_str(), count)));
    lines.push(String::new());
    lines.push(head("clause"));
    lines.extend(summary.clauses.iter().map(|(clause, count)| row(&safe(&clause.to_string()), count)));
    lines.push(String::new());
    for (case, result, _) in &record.runs {
        let (style, sign) = match &result.status {
            Status::Passed | Status::Unsupported(_) => continue,
            Status::Excepted { .. } => (ODD, "~"),
            Status::Failed(_) | Status::Stale { .. } | Status::Broken(_) => (BAD, "✗"),
        };
        lines.push(format!("{} {} {}", styled(style, sign), case.id, styled(FAINT, safe(&case.clause.to_string()))));
        lines.push(format!("  {}", safe(&case.title)));
        lines.push(format!("  {}: {}", result.status.word(), safe(&result.status.detail())));
    }
    let unsupported = record.unsupported();
    if !unsupported.is_empty() {
        lines.push(styled(FAINT, "not supported, and why"));
        lines.extend(unsupported.iter().map(|(why, count)| format!("{count:>6}  {}", safe(why))));
        lines.push(String::new());
    }
    lines.push(totals(record));
    lines.join("\n")
}

/// One line with everything counted.
pub fn totals(record: &Record) -> String {
    let summary = record.summary();
    let all = summary.all;
    let (style, sign) = if record.is_good() { (GOOD, "✓") } else { (BAD, "✗") };
    let mut parts = vec![format!("{} of {} cases passed", all.passed, all.total())];
    for (count, what) in [(all.failed, "failed"), (all.excepted, "excepted"), (all.unsupported, "unsupported")] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    if record.left_out > 0 {
        parts.push(format!("{} filtered out", record.left_out));
    }
    let numbers = format!(
        "numbers of the list of negative tests: {} by vectors, {} by tests, {} pending",
        summary.numbers, summary.tests, summary.pending
    );
    format!("{} {}\n  {numbers}", styled(style, sign), parts.join(", "))
}

fn head(of: &str) -> String {
    styled(FAINT, format!("{of:<34} {:>6} {:>6} {:>8} {:>11}", "passed", "failed", "excepted", "unsupported"))
}

fn row(name: &str, count: &Count) -> String {
    let Count { passed, failed, excepted, unsupported } = count;
    let style = match (failed, passed) {
        (0, 0) => FAINT,
        (0, _) => GOOD,
        _ => BAD,
    };
    let passed = styled(style, format!("{passed:>6}"));
    format!("{name:<34} {passed} {failed:>6} {excepted:>8} {unsupported:>11}")
}
