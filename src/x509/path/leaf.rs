//! Rules for the leaf: what its key is for (B.1.4, B.1.7).

use super::{Judgement, Validation};
use crate::report::{CheckId, Report, Subject, Text, text};
use crate::x509::extension::{EXTENDED_KEY_USAGE, KEY_USAGE};
use crate::x509::{Certificate, KeyUsage};

impl Validation<'_> {
    /// The kind's key usage and nothing else, critical. A leaf that may also sign certificates is refused.
    pub(super) fn judge_key_usage(&self, leaf: &Certificate, report: &mut Report) {
        let wanted = self.purpose.kind.key_usage();
        let name = wanted.listed();
        let mut judgement = Judgement::new(CheckId::PathKeyUsage);
        match (leaf.extension(KEY_USAGE), leaf.key_usage()) {
            (None, _) => judgement.deviates("there is no key usage"),
            (Some(_), None) => judgement.broken("the key usage cannot be read"),
            (Some(extension), Some(usage)) => {
                if !usage.contains(wanted) {
                    judgement.broken(text!("the key usage lacks {name}"));
                }
                if usage.contains(KeyUsage::KEY_CERT_SIGN) {
                    judgement.broken("the key usage has keyCertSign, which belongs to CAs");
                } else if usage.contains(wanted) && usage != wanted {
                    judgement.deviates(text!("the key usage is {}", usage.listed()));
                }
                if !extension.is_critical() {
                    judgement.deviates("the key usage is not critical");
                }
            }
        }
        self.record(judgement, leaf, text!("the key usage is {name}"), report);
    }

    /// One of the purpose's identifiers; others may stand beside it.
    pub(super) fn judge_extended_key_usage(&self, leaf: &Certificate, report: &mut Report) {
        let mut judgement = Judgement::new(CheckId::PathExtendedKeyUsage);
        let wanted = &self.purpose.extended_key_usage;
        if wanted.is_empty() {
            report.skip(CheckId::PathExtendedKeyUsage, text!("nothing is asked of {} here", self.purpose.role()));
            return;
        }
        let shared = leaf.purpose_among(wanted);
        match leaf.extension(EXTENDED_KEY_USAGE) {
            None => judgement.broken(text!("there is no extended key usage; {} was expected", list(wanted))),
            Some(_) if shared.is_none() => {
                let found = leaf.extended_key_usage();
                judgement.broken(text!("the extended key usage is {}; {} was expected", list(&found), list(wanted)));
            }
            Some(extension) if !extension.is_critical() => judgement.deviates("the extended key usage is not critical"),
            Some(_) => {}
        }
        let holds = match shared {
            Some(wanted) => Text::joined(&["the extended key usage contains ", wanted]),
            None => Text::default(),
        };
        self.record(judgement, leaf, holds, report);
    }

    /// A CA between leaf and anchor that has an extended key usage issues for these purposes only (RFC 5280 4.2.1.12),
    /// critical or not: it allows one that the leaf is used for, and so do all of them.
    pub(super) fn judge_purposes_above(&self, chain: &[Certificate], report: &mut Report) {
        let Some((leaf, above)) = chain.split_first() else { return };
        let wanted = &self.purpose.extended_key_usage;
        if wanted.is_empty() || above.iter().all(|ca| ca.extension(EXTENDED_KEY_USAGE).is_none()) {
            return;
        }
        let mut allowed: Vec<&String> =
            wanted.iter().filter(|purpose| leaf.purpose_among(core::slice::from_ref(purpose)).is_some()).collect();
        for ca in above.iter().rev().filter(|ca| ca.extension(EXTENDED_KEY_USAGE).is_some()) {
            allowed.retain(|purpose| ca.allows_purpose(purpose));
            let mut judgement = Judgement::new(CheckId::PathExtendedKeyUsage);
            if allowed.is_empty() {
                let found = list(&ca.extended_key_usage());
                judgement.broken(text!("the CA may issue for {found} only; {} was expected", list(wanted)));
            }
            judgement.record(report, self.profile, &ca.subject_text(), "the CA may issue for this purpose");
        }
    }

    /// The line, by the clause of the leaf's kind.
    fn record(&self, judgement: Judgement, leaf: &Certificate, holds: Text, report: &mut Report) {
        let line = judgement.conclude(self.profile, Subject::certificate(leaf.subject_text()), holds);
        report.push(line.by(self.purpose.kind.clause()));
    }
}

/// As many as a sentence can do with.
const LISTED: usize = 8;

fn list(oids: &[String]) -> String {
    match oids.get(..LISTED) {
        _ if oids.is_empty() => "none".to_owned(),
        Some(first) if oids.len() > LISTED => format!("{} or others", first.join(" or ")),
        _ => oids.join(" or "),
    }
}
