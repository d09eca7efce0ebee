//! What one list is worth to the certificates of one CA.

use core::time::Duration;

use super::{Crl, Parts, profile};
use crate::crypto::CryptoProvider;
use crate::report::{Check, CheckId, Outcome, Profile, Report, Subject, Text, text};
use crate::time::UnixTime;
use crate::x509::name::Likeness;
use crate::x509::{Certificate, CertificateError, KeyUsage, Signed, verify_signed};

/// One rule about a list. What the profile tolerates is told, and the list can be used.
struct Rule {
    id: CheckId,
    obstacles: Vec<Text>,
    tolerated: Vec<Text>,
    holds: Text,
}

impl Rule {
    fn new(id: CheckId, holds: impl Into<Text>) -> Self {
        Self { id, obstacles: Vec::new(), tolerated: Vec::new(), holds: holds.into() }
    }

    /// The list cannot be used, under any profile.
    fn broken(&mut self, what: impl Into<Text>) {
        self.obstacles.push(what.into());
    }

    /// The profile decides whether the list can be used.
    fn deviates(&mut self, profile: Profile, what: impl Into<Text>) {
        match profile {
            Profile::Strict => self.obstacles.push(what.into()),
            Profile::Field => self.tolerated.push(what.into()),
        }
    }

    /// Told, and tolerated under any profile.
    fn noted(&mut self, what: impl Into<Text>) {
        self.tolerated.push(what.into());
    }

    fn check(self, obstacle: Outcome) -> Check {
        let outcome = match (self.obstacles.is_empty(), self.tolerated.is_empty()) {
            (true, true) => Outcome::Pass,
            (true, false) => Outcome::Deviation,
            (false, _) => obstacle,
        };
        let said: Vec<Text> = self.obstacles.into_iter().chain(self.tolerated).collect();
        Check::new(self.id, outcome, if said.is_empty() { self.holds } else { said.join("; ").into() })
    }
}

/// What a list is judged with.
#[derive(Clone, Copy)]
pub(in crate::trust) struct Judge<'a> {
    pub(in crate::trust) provider: &'a CryptoProvider,
    pub(in crate::trust) at: UnixTime,
    pub(in crate::trust) skew: Duration,
    pub(in crate::trust) profile: Profile,
}

/// A list, judged for one CA.
pub(in crate::trust) struct Assessment<'l> {
    list: &'l Crl,
    issuer: Rule,
    signature: Rule,
    current: Rule,
    profile: Rule,
}

impl<'l> Assessment<'l> {
    pub(super) fn new(judge: &Judge<'_>, list: &'l Crl, ca: &Certificate) -> Self {
        Self {
            list,
            issuer: issuer(judge.profile, &list.parts, ca),
            signature: signature(judge.provider, &list.parts, ca),
            current: current(judge, &list.parts),
            profile: fits(judge.profile, &list.parts, ca),
        }
    }

    pub(in crate::trust) fn this_update(&self) -> UnixTime {
        self.list.this_update()
    }

    fn rules(&self) -> [&Rule; 4] {
        [&self.issuer, &self.signature, &self.current, &self.profile]
    }

    /// Whether the CA signed it, so that what it names is revoked.
    pub(super) fn is_signed(&self) -> bool {
        self.signature.obstacles.is_empty()
    }

    pub(super) fn is_current(&self) -> bool {
        self.current.obstacles.is_empty()
    }

    /// Whether a certificate that it does not name is good.
    pub(super) fn is_usable(&self) -> bool {
        self.rules().iter().all(|rule| rule.obstacles.is_empty())
    }

    /// Everything that keeps it from being used.
    pub(in crate::trust) fn obstacles(&self) -> String {
        let obstacles: Vec<&str> =
            self.rules().into_iter().flat_map(|rule| &rule.obstacles).map(Text::as_str).collect();
        obstacles.join("; ")
    }

    /// Writes one line per rule, those that keep the list from being used with this outcome.
    pub(in crate::trust) fn record(self, obstacle: Outcome, report: &mut Report) {
        let subject = Subject::list(&self.list.issuer());
        for rule in [self.issuer, self.signature, self.current, self.profile] {
            report.push(rule.check(obstacle).about(subject.clone()));
        }
    }
}

/// The CA's name, and that the CA may sign lists (RFC 5280 6.3.3 f).
fn issuer(profile: Profile, list: &Parts, ca: &Certificate) -> Rule {
    let mut rule = Rule::new(CheckId::CrlIssuer, "the list is of the CA that issued the certificate");
    if ca.subject_likeness(&list.issuer) != Likeness::Same {
        rule.deviates(profile, "the list's issuer is the CA, but not byte for byte");
    }
    if ca.key_usage().is_some_and(|usage| !usage.contains(KeyUsage::CRL_SIGN)) {
        rule.deviates(profile, "the CA's key usage lacks cRLSign");
    }
    rule
}

fn signature(provider: &CryptoProvider, list: &Parts, ca: &Certificate) -> Rule {
    let mut rule = Rule::new(CheckId::CrlSignature, "the signature verifies under the CA's key");
    let Parts { inner_algorithm, outer_algorithm, signature, .. } = list;
    let signed = Signed { inner_algorithm, outer_algorithm, tbs: list.tbs(), signature };
    match ca.public_key(provider).and_then(|key| verify_signed(provider, &key, &signed)) {
        Ok(()) => {}
        Err(CertificateError::Signature(error)) => rule.broken(text!("the list's signature was not accepted: {error}")),
        Err(CertificateError::Key(error)) => rule.broken(text!("the CA's key cannot be used: {error}")),
        Err(_) => rule.broken("the list's signature algorithm is not permitted for the CA's key, or named in two ways"),
    }
    rule
}

/// Between thisUpdate and nextUpdate, the instants themselves included. A list that does not say when the next one is
/// due lasts as long as the longest interval between two.
fn current(judge: &Judge<'_>, list: &Parts) -> Rule {
    let Judge { at, skew, .. } = *judge;
    let from = list.this_update;
    let longest = Duration::from_secs(profile::INTERVAL.unsigned_abs());
    let until = list.next_update.unwrap_or(from.plus(longest));
    let mut rule = Rule::new(CheckId::CrlCurrent, text!("the list is of {from}, and the next one is due {until}"));
    let (early, late) = (at < from, at > until);
    if early && at.plus(skew) < from {
        rule.broken(text!("the list is of {from}, which is in the future"));
    } else if late && at.minus(skew) > until {
        rule.broken(text!("the list is of {from}, and a newer one was due {until}"));
    } else if early || late {
        let skew = skew.as_secs();
        rule.noted(text!("the list is for {from} to {until}, and accepted because the clock may be {skew} s off"));
    }
    rule
}

fn fits(profile: Profile, list: &Parts, ca: &Certificate) -> Rule {
    let mut rule = Rule::new(CheckId::CrlProfile, "the list is complete, of version 2, and has what belongs there");
    list.findings.obstacles.iter().for_each(|what| rule.broken(what.clone()));
    list.findings.slips.iter().for_each(|what| rule.deviates(profile, what.clone()));
    let identifier = list.authority_key_identifier.as_deref();
    if identifier.is_some() && identifier != ca.subject_key_identifier() {
        rule.deviates(profile, "the authority key identifier is not that of the CA's key");
    }
    rule
}
