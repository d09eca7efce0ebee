//! The COSE_Sign1 around a list: who signed it, and whether it still holds.

use super::Circumstances;
use super::dates;
use super::head::Head;
use super::rules::Rules;
use crate::budget;
use crate::cbor::{self, Encoding, Reader};
use crate::cose::{CoseError, Sign1};
use crate::report::{Check, CheckId, Outcome, Profile, Report, Subject, shown};
use crate::time::UnixTime;
use crate::x509::{self, Certificate, Path};

/// A list that its signer signed, and that holds.
pub(in crate::trust) struct Opened<'a> {
    pub(in crate::trust) rules: &'static Rules,
    pub(in crate::trust) head: Head<'a>,
    /// The path of its signer.
    pub(in crate::trust) path: Path,
    pub(in crate::trust) not_after: Option<UnixTime>,
    pub(in crate::trust) next_update: Option<UnixTime>,
    pub(in crate::trust) date: Option<UnixTime>,
}

/// Opens a list and writes every check to `report`; it is there exactly when none of them failed.
pub(in crate::trust) fn open<'a>(
    rules: &'static Rules,
    circumstances: &Circumstances<'_>,
    bytes: &'a [u8],
    report: &mut Report,
) -> Option<Opened<'a>> {
    let name = rules.name;
    let Some(sign1) = envelope(rules, circumstances.profile, bytes, report) else {
        for id in
            CheckId::PATH.iter().copied().chain([CheckId::RevocationCertificate, rules.signature]).chain(dated(rules))
        {
            report.skip(id, format!("there is no readable {name}"));
        }
        return None;
    };
    let head = content(rules, circumstances.profile, &sign1, report);
    let path = signer(rules, circumstances, &sign1, report);
    match &head {
        Some(head) => {
            for (id, outcome, detail) in dates::judge(rules, head, circumstances) {
                report.push(Check::new(id, outcome, detail).about(Subject::list(head.provider)));
            }
        }
        None => dated(rules).for_each(|id| report.skip(id, format!("there is no readable {name}"))),
    }
    let (head, path) = (head?, path?);
    let (date, next_update) = (head.date.at, head.next_update.and_then(|next| next.at));
    let opened = Opened { rules, not_after: dates::end(&head), next_update, date, head, path };
    (!report.has_failed()).then_some(opened)
}

fn dated(rules: &Rules) -> impl Iterator<Item = CheckId> {
    [rules.date, rules.next_update, rules.not_after].into_iter()
}

/// The COSE_Sign1.
fn envelope<'a>(rules: &Rules, profile: Profile, bytes: &'a [u8], report: &mut Report) -> Option<Sign1<'a>> {
    if bytes.len() > budget::LIST_BYTES {
        let detail = format!("the {} has {} bytes, where {} are allowed", rules.name, bytes.len(), budget::LIST_BYTES);
        report.fail(rules.structure, detail);
        return None;
    }
    match cbor::from_slice::<Sign1<'a>>(bytes, Encoding::from(profile)) {
        Ok((sign1, slips)) => {
            if slips.count > 0 {
                let detail =
                    format!("encodings around the {} that the strict profile refuses: {}", rules.name, slips.count);
                report.deviate(profile, rules.structure, detail);
            }
            Some(sign1)
        }
        Err(error) => {
            report.fail(rules.structure, format!("the {} is no COSE_Sign1: {error}", rules.name));
            None
        }
    }
}

/// The payload: the list itself, without tag 24.
fn content<'a>(rules: &Rules, profile: Profile, sign1: &Sign1<'a>, report: &mut Report) -> Option<Head<'a>> {
    let (id, name) = (rules.structure, rules.name);
    let Some(payload) = sign1.payload else {
        report.fail(id, format!("the {name} has no payload"));
        return None;
    };
    let mut reader = Reader::new(payload, Encoding::from(profile));
    let head = match Head::read(&mut reader, rules).and_then(|head| reader.finish().map(|()| head)) {
        Ok(head) => head,
        Err(error) => {
            report.fail(id, format!("the payload is no {name}: {error}, counted in the payload"));
            return None;
        }
    };
    let (mut broken, mut slips) = (Vec::new(), Vec::new());
    if head.version.split('.').next() != Some("1") {
        broken.push(format!("the version is {}, of which nothing is known", shown(head.version)));
    }
    match (rules.kind, head.kind) {
        (Some(_), None) => broken.push("the list does not say of what type it is".to_owned()),
        (Some(_), Some(kind)) if !rules.is_kind(kind) => broken.push(format!("the list is of type {}", shown(kind))),
        _ => {}
    }
    if rules.filled && head.entries.is_empty() {
        broken.push("the list holds no certificate".to_owned());
    }
    if sign1.tagged {
        slips.push("the list carries tag 18; the standard wants it untagged".to_owned());
    }
    if reader.non_preferred().count > 0 {
        slips.push(format!("encodings in the list that the strict profile refuses: {}", reader.non_preferred().count));
    }
    if rules.protects_chain && sign1.protected.x5chain.is_none() && sign1.unprotected.x5chain.is_some() {
        slips.push("the signer's certificates are not in the protected headers".to_owned());
    }
    if rules.protects_chain && sign1.x5chain().len() > 1 && ends_at_a_root(sign1) {
        slips.push("the signer's root came along".to_owned());
    }
    let outcome = match (broken.is_empty(), slips.is_empty()) {
        (false, _) => Outcome::Fail,
        (true, false) => profile.deviation(),
        (true, true) => Outcome::Pass,
    };
    broken.append(&mut slips);
    let detail = match outcome {
        Outcome::Pass => format!("version {}, entries: {}", shown(head.version), head.entries.len()),
        _ => broken.join("; "),
    };
    report.push(Check::new(id, outcome, detail).about(Subject::list(head.provider)));
    Some(head)
}

fn ends_at_a_root(sign1: &Sign1<'_>) -> bool {
    let last = sign1.x5chain().last().and_then(|der| Certificate::from_der(der).ok());
    last.is_some_and(|last| last.is_self_issued())
}

/// The signer, where its path ends at a root that the caller added by hand and its signature verifies.
fn signer(rules: &Rules, circumstances: &Circumstances<'_>, sign1: &Sign1<'_>, report: &mut Report) -> Option<Path> {
    let Circumstances { provider, roots, revocation, at, skew, profile } = circumstances;
    // What a list vouches for cannot vouch for lists.
    let roots = roots.by_hand(*at);
    let chain = sign1.x5chain();
    let path = x509::validate(provider, chain, &roots, &(rules.signer)(), *at, *skew, *profile, report);
    let Some(path) = path else {
        report.skip(CheckId::RevocationCertificate, x509::NO_PATH);
        let key = chain.first().and_then(|leaf| Certificate::from_der(leaf).ok()?.public_key(provider).ok());
        match key.map(|key| sign1.verify_attached(provider, &key)) {
            None => report.skip(rules.signature, "there is no key to verify the signature under"),
            Some(Ok(())) => {
                report.skip(rules.signature, "the signature verifies, but under a certificate that is not trusted");
            }
            Some(Err(error)) => broken(rules, error, report),
        }
        return None;
    };
    // Whoever lost the right to sign lists may not name anchors.
    revocation.judge_path(provider, &path, *at, *skew, *profile, report);
    match sign1.verify_attached(provider, &path.key) {
        Ok(()) => {
            let subject = path.leaf.subject_text();
            let detail = format!("the signature verifies under the key of {subject}");
            report.push(Check::new(rules.signature, Outcome::Pass, detail).about(Subject::certificate(subject)));
            Some(path)
        }
        Err(error) => {
            broken(rules, error, report);
            None
        }
    }
}

fn broken(rules: &Rules, error: CoseError, report: &mut Report) {
    report.fail(rules.signature, format!("the signature over the {} does not hold: {error}", rules.name));
}
