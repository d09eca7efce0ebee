//! The response as a whole: encoding, version, status and what it holds (edition 1 8.3.2.1.2.2, edition 2 10.3.2).

use crate::budget;
use crate::cbor::NonPreferred;
use crate::model::response::{DeviceResponse, Document};
use crate::model::version::Version;
use crate::reader::{Request, errors};
use crate::report::{Check, CheckId, Outcome, Profile, Report, Subject, Text, text};

/// Judges a response that could be decoded.
pub(super) fn judge(response: &DeviceResponse<'_>, request: Option<&Request>, report: &mut Report) {
    version(response, request, report);
    status(response, report);
    contents(response, report);
    errors::judge_documents(response, request, report);
}

pub(super) fn encoding(profile: Profile, non_preferred: NonPreferred, report: &mut Report) {
    const ID: CheckId = CheckId::ResponseEncoding;
    match non_preferred.first {
        None => report.pass(ID, "the CBOR is well-formed, with heads of preferred length and nothing behind it"),
        Some(first) => {
            let detail = text!("encodings that the strict profile refuses: {}", non_preferred.count);
            report.push(Check::new(ID, profile.deviation(), detail).at(first));
        }
    }
}

/// That the mobile security object's major version is not above the response's follows, as 1 is the only one known.
fn version(response: &DeviceResponse<'_>, request: Option<&Request>, report: &mut Report) {
    let version = response.version;
    let above = request.map(Request::version).filter(|asked| version.major > asked.major);
    let (outcome, detail) = match above {
        _ if version.major != 1 => (Outcome::Fail, text!("the version is {version}, of which nothing is known")),
        Some(asked) => (Outcome::Fail, text!("the version is {version}, above the request's {asked}")),
        None => (Outcome::Pass, version_is(version)),
    };
    let check = Check::new(CheckId::ResponseVersion, outcome, detail);
    report.push(check.about(Subject::member("version")).at(response.offsets.version));
}

/// What is said of a version that is known.
fn version_is(version: Version) -> Text {
    if version == Version::V1_0 { "the version is 1.0".into() } else { text!("the version is {version}") }
}

fn status(response: &DeviceResponse<'_>, report: &mut Report) {
    let and_documents = if response.documents.is_empty() { "" } else { ", and yet there are documents" };
    let (outcome, detail) = match response.status {
        0 => (Outcome::Pass, Text::from("the status is 0, OK")),
        status => {
            let meaning = match status {
                10 => " (general error)",
                11 => " (CBOR decoding error)",
                12 => " (CBOR validation error)",
                _ => "",
            };
            (Outcome::Fail, text!("the status is {status}{meaning}{and_documents}"))
        }
    };
    let check = Check::new(CheckId::ResponseStatus, outcome, detail);
    report.push(check.about(Subject::member("status")).at(response.offsets.status));
}

fn contents(response: &DeviceResponse<'_>, report: &mut Report) {
    const ID: CheckId = CheckId::ResponseDocuments;
    let mut found = |outcome, detail: Text, member: &str, at: Option<usize>| {
        let check = Check::new(ID, outcome, detail).about(Subject::member(member));
        report.push(Check { offset: at, ..check });
    };
    if response.zk_documents > 0 || response.encrypted_documents > 0 {
        let detail = text!(
            "zero-knowledge documents ({}) and encrypted documents ({}) were not asked for and are not looked at",
            response.zk_documents,
            response.encrypted_documents
        );
        let member = if response.zk_documents > 0 { "zkDocuments" } else { "encryptedDocuments" };
        found(Outcome::Deviation, detail, member, response.offsets.not_understood);
    }
    // Every element may be worth several lines of a report, and a message has room for millions.
    let documents = || response.documents.iter().flatten().map(AsRef::as_ref);
    let elements = documents().map(elements_of).fold(0, usize::saturating_add);
    let by_devices = documents().map(elements_by_device).fold(0, usize::saturating_add);
    let (outcome, detail) = if elements > budget::RETURNED_ELEMENTS {
        let detail = text!("{elements} elements were returned, where {} are allowed", budget::RETURNED_ELEMENTS);
        (Outcome::Fail, detail)
    } else if by_devices > budget::DEVICE_ELEMENTS {
        let allowed = budget::DEVICE_ELEMENTS;
        (Outcome::Fail, text!("{by_devices} elements are signed by the device alone, where {allowed} are allowed"))
    } else {
        match response.documents.len() {
            0 => (Outcome::Skipped, "no document was returned".into()),
            1 => (Outcome::Pass, "documents returned: 1".into()),
            count => (Outcome::Pass, text!("documents returned: {count}")),
        }
    };
    found(outcome, detail, "documents", response.offsets.documents);
}

/// How many elements a document returns, whoever signed them.
fn elements_of(document: &Document<'_>) -> usize {
    let by_issuer = document.issuer_signed.name_spaces.iter().map(|(_, items)| items.len());
    by_issuer.fold(elements_by_device(document), usize::saturating_add)
}

fn elements_by_device(document: &Document<'_>) -> usize {
    let by_device = document.device_signed.name_spaces.name_spaces.iter().map(|(_, elements)| elements.len());
    by_device.fold(0, usize::saturating_add)
}
