//! Which country and state a certificate speaks for: an IACA's, as far as it issued it (12.8.3, B.1.1).

use super::Judgement;
use crate::report::{CheckId, Profile, Report, Text, shown, text};
use crate::x509::Certificate;
use crate::x509::name::{COUNTRY, STATE_OR_PROVINCE};

/// countryName is the anchor's.
pub(crate) fn judge_country(
    certificate: &Certificate,
    anchor: &Certificate,
    role: &str,
    profile: Profile,
    report: &mut Report,
) {
    let mut judgement = Judgement::new(CheckId::PathCountry);
    let mut holds = Text::default();
    match (certificate.named(COUNTRY), anchor.named(COUNTRY)) {
        (Some(own), Some(issuer)) if own == issuer => holds = Text::joined(&["both are of ", &own]),
        (Some(own), Some(issuer)) if own.eq_ignore_ascii_case(&issuer) => {
            judgement.deviates(text!("the country is written {own} here and {issuer} in the anchor"));
        }
        (Some(own), Some(issuer)) => {
            judgement.broken(text!("the country is {}, and the anchor's is {}", shown(&own), shown(&issuer)));
        }
        (None, Some(_)) => judgement.deviates(text!("{role} names no country")),
        (Some(_), None) => judgement.deviates("the anchor names no country"),
        (None, None) => judgement.deviates("neither names a country"),
    }
    judgement.record(report, profile, &certificate.subject_text(), holds);
}

/// stateOrProvinceName is the anchor's where the anchor has one (B.1.1); a signer may name one where it has none.
pub(crate) fn judge_state(
    certificate: &Certificate,
    anchor: &Certificate,
    role: &str,
    profile: Profile,
    report: &mut Report,
) {
    let mut judgement = Judgement::new(CheckId::PathState);
    let mut holds = Text::default();
    match (certificate.named(STATE_OR_PROVINCE), anchor.named(STATE_OR_PROVINCE)) {
        (Some(own), Some(issuer)) if own == issuer => holds = text!("both are of {own}"),
        (Some(own), Some(issuer)) => {
            judgement.broken(text!("the state is {}, and the anchor's is {}", shown(&own), shown(&issuer)));
        }
        (None, Some(issuer)) => {
            judgement.broken(text!("the anchor's state is {issuer}, and {role} names none"));
        }
        (Some(own), None) => holds = text!("the state is {}, and the anchor is of no particular one", shown(&own)),
        (None, None) => holds = "neither names a state".into(),
    }
    judgement.record(report, profile, &certificate.subject_text(), holds);
}
