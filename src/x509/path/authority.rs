//! Rules for certificates above the leaf.

use super::Judgement;
use crate::report::{CheckId, Profile, Report, Text, text};
use crate::x509::{BasicConstraints, Certificate, KeyUsage};

/// Whether a certificate may sign certificates: the CA flag and keyCertSign. That both extensions are critical belongs to
/// the profile.
pub(crate) fn judge_authority(certificate: &Certificate, profile: Profile, report: &mut Report) {
    let mut judgement = Judgement::new(CheckId::PathCa);
    match certificate.basic_constraints() {
        Some(BasicConstraints { ca: true, .. }) => {}
        Some(_) => judgement.broken("the CA flag is not set"),
        None => judgement.broken("there are no basic constraints, so this is not a CA"),
    }
    match certificate.key_usage() {
        Some(usage) if usage.contains(KeyUsage::KEY_CERT_SIGN) => {}
        Some(_) => judgement.broken("the key usage lacks keyCertSign"),
        None => judgement.broken("there is no key usage, so no keyCertSign"),
    }
    judgement.record(report, profile, &certificate.subject_text(), "may sign certificates");
}

/// No critical extension left unprocessed, none that B.1.1 forbids. What the forbidden ones constrain is not
/// evaluated, so a certificate with one cannot be relied upon even where it is not critical.
pub(crate) fn judge_extensions(certificate: &Certificate, profile: Profile, report: &mut Report) {
    let mut judgement = Judgement::new(CheckId::PathExtensions);
    for extension in certificate.extensions() {
        if let Some(name) = extension.forbidden() {
            judgement.broken(text!("the extension {name} is forbidden"));
        } else if extension.is_critical() && !extension.is_understood() {
            judgement.broken(text!("the critical extension {} cannot be processed", extension.oid()));
        }
    }
    judgement.record(
        report,
        profile,
        &certificate.subject_text(),
        "every critical extension is understood, none is forbidden",
    );
}

/// Whether each authority above the leaf allows as many intermediate certificates as follow it.
/// `above` begins with the certificate above the leaf and ends with the anchor.
pub(super) fn judge_length(
    above: &[&Certificate],
    issued_by_iaca: bool,
    profile: Profile,
    subject: &Text,
    report: &mut Report,
) {
    let mut judgement = Judgement::new(CheckId::PathLength);
    let mut below = 0_usize;
    for certificate in above {
        let allowed = certificate.basic_constraints().and_then(|constraints| constraints.path_length);
        if allowed.is_some_and(|allowed| usize::from(allowed) < below) {
            judgement.broken(text!(
                "intermediate certificates: {} allows {}, and there are {below}",
                certificate.subject_text(),
                allowed.unwrap_or_default()
            ));
        }
        // RFC 5280 4.2.1.9 does not count certificates that a CA issued to itself.
        below = below.saturating_add(usize::from(!certificate.is_self_issued()));
    }
    if issued_by_iaca && above.len() > 1 {
        judgement.broken("an IACA issues document signers itself, without intermediate certificates");
    }
    let holds = match above.len() {
        0 | 1 => "the anchor issued it itself".into(),
        2 => "the intermediate certificate is allowed".into(),
        more => text!("{} intermediate certificates are allowed", more.saturating_sub(1)),
    };
    judgement.record(report, profile, subject, holds);
}
