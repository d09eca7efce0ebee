//! ValidityInfo: whether the mobile security object is in force (edition 1 9.3.1 step 5, edition 2 12.8.1 step 5).

use crate::auth::Policy;
use crate::auth::issuer::Signer;
use crate::model::mso::{Tdate, ValidityInfo};
use crate::report::{Check, CheckId, Outcome, Report, Subject, Text, text};
use crate::time::UnixTime;

pub(super) fn judge(policy: &Policy<'_>, info: &ValidityInfo<'_>, signer: Option<&Signer>, report: &mut Report) {
    dates(policy, info, report);
    let (signed, from, until) = (info.signed.at, info.valid_from.at, info.valid_until.at);
    by_signer(CheckId::MsoSigned, signed, signer, report, |signed, not_before, not_after| {
        if signed < not_before {
            Err((Outcome::Fail, text!("signed at {signed}, before the signer's certificate began at {not_before}")))
        } else if signed > not_after {
            Err((Outcome::Fail, text!("signed at {signed}, after the signer's certificate ended at {not_after}")))
        } else {
            Ok(text!("signed at {signed}, within the validity of the signer's certificate"))
        }
    });
    valid_from(policy, from, report);
    valid_until(policy, until, report);
    order(policy, signed, from, until, report);
    by_signer(CheckId::MsoWithinSigner, until, signer, report, |until, _, not_after| {
        if until <= not_after {
            return Ok("valid for no longer than the signer's certificate".into());
        }
        // Edition 2 forbids it to issuers, and lets readers choose; edition 1 does not know the rule.
        let detail = text!("valid until {until}, longer than the signer's certificate, which ends at {not_after}");
        Err((Outcome::Deviation, detail))
    });
}

const UNREADABLE: &str = "a date that this is about cannot be read";

fn dates(policy: &Policy<'_>, info: &ValidityInfo<'_>, report: &mut Report) {
    const ID: CheckId = CheckId::MsoDates;
    let mandatory = [("signed", &info.signed), ("validFrom", &info.valid_from), ("validUntil", &info.valid_until)];
    let optional = info.expected_update.as_ref().map(|date| ("expectedUpdate", date));
    let mut sound = true;
    for (name, date) in mandatory.into_iter().chain(optional) {
        let needed = name != "expectedUpdate";
        let (outcome, detail) = match judge_date(date) {
            None => continue,
            Some(Breach::Unreadable) if needed => (Outcome::Fail, "the date cannot be read"),
            Some(Breach::Unreadable) => (policy.profile.deviation(), "the date cannot be read"),
            Some(Breach::Form(detail)) => (policy.profile.deviation(), detail),
        };
        sound = false;
        report.push(Check::new(ID, outcome, detail).about(Subject::member(name)));
    }
    if sound {
        report.pass(ID, "the dates are in UTC, without a fraction of a second, behind tag 0");
    }
}

enum Breach {
    Unreadable,
    Form(&'static str),
}

fn judge_date(date: &Tdate<'_>) -> Option<Breach> {
    if date.at.is_none() {
        Some(Breach::Unreadable)
    } else if !date.tagged {
        Some(Breach::Form("the date does not carry tag 0"))
    } else if !date.is_conformant() {
        Some(Breach::Form("the date has a fraction of a second, or is not given in UTC as \"Z\""))
    } else {
        None
    }
}

/// A check of a date against the signer's certificate.
fn by_signer(
    id: CheckId,
    date: Option<UnixTime>,
    signer: Option<&Signer>,
    report: &mut Report,
    judge: impl FnOnce(UnixTime, UnixTime, UnixTime) -> Result<Text, (Outcome, Text)>,
) {
    let Some(signer) = signer else {
        return report.skip(id, "there is no trusted signer whose certificate to compare with");
    };
    let Some(certificate) = signer.certificate() else {
        return report.skip(id, "the signer's key is pinned, so its certificate's dates are not looked at");
    };
    let Some(date) = date else { return report.skip(id, UNREADABLE) };
    match judge(date, certificate.not_before(), certificate.not_after()) {
        Ok(detail) => report.pass(id, detail),
        Err((outcome, detail)) => report.push(Check::new(id, outcome, detail)),
    }
}

fn valid_from(policy: &Policy<'_>, from: Option<UnixTime>, report: &mut Report) {
    const ID: CheckId = CheckId::MsoValidFrom;
    let Some(from) = from else { return report.skip(ID, UNREADABLE) };
    if from <= policy.at {
        report.pass(ID, text!("valid since {from}"));
    } else if from <= policy.at.plus(policy.skew) {
        report.note(ID, text!("valid from {from} only, which the tolerance of {} s lets pass", policy.skew.as_secs()));
    } else {
        report.fail(ID, text!("not valid before {from}"));
    }
}

fn valid_until(policy: &Policy<'_>, until: Option<UnixTime>, report: &mut Report) {
    const ID: CheckId = CheckId::MsoValidUntil;
    let Some(until) = until else { return report.skip(ID, UNREADABLE) };
    if until >= policy.at {
        report.pass(ID, text!("valid until {until}"));
    } else if until >= policy.at.minus(policy.skew) {
        report.note(ID, text!("expired at {until}, which the tolerance of {} s lets pass", policy.skew.as_secs()));
    } else {
        report.fail(ID, text!("expired at {until}"));
    }
}

fn order(
    policy: &Policy<'_>,
    signed: Option<UnixTime>,
    from: Option<UnixTime>,
    until: Option<UnixTime>,
    report: &mut Report,
) {
    const ID: CheckId = CheckId::MsoValidityOrder;
    let (Some(signed), Some(from), Some(until)) = (signed, from, until) else {
        return report.skip(ID, UNREADABLE);
    };
    let mut sound = true;
    if until <= from {
        sound = false;
        report.fail(ID, text!("validUntil ({until}) is not after validFrom ({from})"));
    }
    if from < signed {
        sound = false;
        report.deviate(policy.profile, ID, text!("validFrom ({from}) is before signed ({signed})"));
    }
    if sound {
        report.pass(ID, "signed before it became valid, and valid before it expires");
    }
}
