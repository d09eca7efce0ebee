//! The report for a continuous integration server.

use mdoc_spec_vectors::run::Status;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::record::Record;

/// JUnit XML: a suite per role, a test case per case.
pub fn report(record: &Record) -> Result<String, String> {
    let mut report = Report::new(record.implementation.as_str());
    for role in record.summary().roles.keys() {
        let mut suite = TestSuite::new(role.as_str());
        for (case, result, took) in record.runs.iter().filter(|(case, ..)| case.role == *role) {
            let mut test = TestCase::new(case.id.as_str(), status(&result.status));
            test.set_classname(case.clause.to_string());
            test.set_time(*took);
            suite.add_test_case(test);
        }
        report.add_test_suite(suite);
    }
    report.to_string().map_err(|error| error.to_string())
}

fn status(status: &Status) -> TestCaseStatus {
    let mut told = match status {
        Status::Passed => return TestCaseStatus::success(),
        Status::Excepted { .. } | Status::Unsupported(_) => TestCaseStatus::skipped(),
        Status::Failed(_) | Status::Stale { .. } => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Status::Broken(_) => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    told.set_message(status.detail());
    told.set_type(status.word());
    told
}
