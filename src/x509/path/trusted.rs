//! A leaf that is itself what the caller trusts: there is no path, and still rules for the certificate.

use core::time::Duration;

use super::{Path, Purpose, Validation, read_chain};
use crate::crypto::CryptoProvider;
use crate::report::{Check, CheckId, Outcome, Profile, Report, Subject};
use crate::time::UnixTime;
use crate::x509::judge_profile;
use crate::x509::path::judge_extensions;

/// Judges a certificate that is trusted as it is, by everything but who issued it, and writes every check to `report`;
/// the path, which begins and ends at it, is there exactly when none of them failed.
pub(crate) fn validate_trusted(
    provider: &CryptoProvider,
    certificate: &[u8],
    purpose: &Purpose,
    at: UnixTime,
    skew: Duration,
    profile: Profile,
    report: &mut Report,
) -> Option<Path> {
    let before = report.checks().len();
    let path = Validation { provider, purpose, at, skew, profile }.run_trusted(certificate, report);
    path.filter(|_| !report.has_failed_since(before))
}

impl Validation<'_> {
    fn run_trusted(&self, certificate: &[u8], report: &mut Report) -> Option<Path> {
        const NO_PATH: &str = "the certificate is itself the trust point, so nobody above it is looked at";
        let leaf = match read_chain(&[certificate]) {
            Ok((chain, _)) => chain.into_iter().next()?,
            Err(detail) => {
                report.fail(CheckId::PathChain, detail);
                return None;
            }
        };
        let key = self.judge_chain(&leaf, 1, None, report);
        report.push(
            Check::new(CheckId::PathAnchor, Outcome::Pass, "the certificate is itself the trust point")
                .about(Subject::certificate(leaf.subject_text())),
        );
        self.judge_validity(&leaf, leaf.valid(), report);
        self.judge_no_authority(&leaf, report);
        self.judge_key_usage(&leaf, report);
        self.judge_extended_key_usage(&leaf, report);
        judge_extensions(&leaf, self.profile, report);
        judge_profile(&leaf, self.purpose.kind, None, self.profile, report);
        for id in [CheckId::PathSignature, CheckId::PathIssuerName, CheckId::PathLength] {
            report.skip(id, NO_PATH);
        }
        Some(Path { anchor: leaf.clone(), intermediates: Vec::new(), key: key?, leaf })
    }
}
