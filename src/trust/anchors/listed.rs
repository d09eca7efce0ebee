//! Anchors by lists: what VICALs and RICALs add, and what they let an anchor vouch for.

use core::time::Duration;

use super::scope::{Grant, Granted, Ruling, Scope};
use super::{TrustAnchors, judge};
use crate::budget;
use crate::crypto::CryptoProvider;
use crate::report::{Profile, Report, text};
use crate::time::UnixTime;
use crate::trust::list::{EntryReport, EntryStanding};
use crate::trust::{Rical, RicalEntry, Vical, VicalEntry};
use crate::x509::{Certificate, Judgement, Kind};

impl TrustAnchors {
    /// Adds the certificates of a VICAL that can be anchors, each for the document types the list names (edition 2
    /// 12.8.1), and tells of every entry what became of it. An entry is refused where what it says is not what the
    /// certificate says, and where the certificate could not be [added](Self::add) either.
    ///
    /// A certificate that was added by hand too may go on vouching for any document type; one that several lists or
    /// entries name may vouch for what any of them says. Nothing is taken away: begin with new anchors when a list is
    /// replaced by a newer one.
    pub fn add_vical(&mut self, provider: &CryptoProvider, vical: &Vical, profile: Profile) -> Vec<EntryReport> {
        let entries = vical.entries().iter().enumerate();
        let add = |(position, entry): (usize, &VicalEntry)| {
            let mut report = assess(provider, position, entry.judgement(), entry.certificate(), Kind::Iaca, profile);
            if let (Some(certificate), false) = (&report.certificate, report.report.has_failed()) {
                let to = Granted::DocTypes(entry.listed_types().clone());
                let grant = Grant { origin: vical.origin().clone(), to };
                self.insert(certificate.clone(), Scope::granted(grant));
                report.standing = EntryStanding::Anchor;
            }
            report
        };
        entries.map(add).collect()
    }

    /// Adds the certificates of a RICAL that can be anchors or intermediate certificates, each with the list's trust
    /// constraints (edition 2 F.3.2), and tells of every entry what became of it.
    ///
    /// As with [`add_vical`](Self::add_vical), a certificate that was added by hand too goes on without constraints.
    pub fn add_rical(&mut self, provider: &CryptoProvider, rical: &Rical, profile: Profile) -> Vec<EntryReport> {
        let entries = rical.entries().iter().enumerate();
        let add = |(position, entry): (usize, &RicalEntry)| {
            let mut report =
                assess(provider, position, entry.judgement(), entry.certificate(), Kind::ReaderCa, profile);
            if let (Some(certificate), false) = (&report.certificate, report.report.has_failed()) {
                let to = Granted::Readers(entry.constraints().map(<[_]>::to_vec));
                let scope = Scope::granted(Grant { origin: rical.origin().clone(), to });
                if entry.is_trust_anchor() {
                    self.insert(certificate.clone(), scope);
                    report.standing = EntryStanding::Anchor;
                } else {
                    self.insert_intermediate(certificate.clone(), scope);
                    report.standing = EntryStanding::Intermediate;
                }
            }
            report
        };
        entries.map(add).collect()
    }

    /// The document types that lists name an anchor for; `None` where it may vouch for any, as it was added by hand.
    #[must_use]
    pub fn doc_types(&self, anchor: &Certificate) -> Option<Vec<&str>> {
        let scope = self.scope(anchor).filter(|scope| !scope.is_by_hand())?;
        let mut doc_types: Vec<&str> = scope.doc_types().collect();
        doc_types.sort_unstable();
        doc_types.dedup();
        Some(doc_types)
    }

    /// The anchors that were added by hand.
    pub(crate) fn by_hand(&self, at: UnixTime) -> Vec<Certificate> {
        self.filtered(at, Scope::is_by_hand)
    }

    /// All anchors, those that are valid at `at` first.
    pub(crate) fn all(&self, at: UnixTime) -> Vec<Certificate> {
        self.filtered(at, |_| true)
    }

    /// The anchors that may vouch for document signers of this type.
    pub(crate) fn for_doc_type(&self, doc_type: &str, at: UnixTime, skew: Duration) -> Vec<Certificate> {
        self.filtered(at, |scope| scope.rules_doc_type(doc_type, at, skew).is_ok())
    }

    /// The anchors that may vouch for readers, constraints aside; those whose own are satisfied first.
    pub(crate) fn for_readers(&self, at: UnixTime, skew: Duration) -> Vec<Certificate> {
        let mut anchors = self.filtered(at, Scope::is_for_readers);
        anchors.sort_by_key(|anchor| self.scope(anchor).is_none_or(|scope| scope.rules_readers(at, skew).is_err()));
        anchors
    }

    /// Whether `anchor` may vouch for document signers of this type.
    pub(crate) fn rule_doc_type(&self, anchor: &Certificate, doc_type: &str, at: UnixTime, skew: Duration) -> Ruling {
        match self.scope(anchor) {
            Some(scope) => scope.rules_doc_type(doc_type, at, skew),
            None => Err(NO_ANCHOR.into()),
        }
    }

    /// Whether `anchor` may vouch for a reader whose path leads there over `intermediates`, the lowest first. What the
    /// lists say of the lowest listed of them all counts (edition 2 F.3.2), unless the caller added the anchor by hand.
    pub(crate) fn rule_reader(
        &self,
        intermediates: &[Certificate],
        anchor: &Certificate,
        at: UnixTime,
        skew: Duration,
    ) -> Ruling {
        let Some(scope) = self.scope(anchor) else { return Err(NO_ANCHOR.into()) };
        let own = scope.rules_readers(at, skew);
        // Whoever is listed below, a path ends only where a list still lets it.
        if scope.is_by_hand() || !scope.names_readers(at, skew) {
            return own;
        }
        let listed = |certificate| {
            let mut scopes = self.reader_scopes(certificate).peekable();
            scopes.peek()?;
            let rulings: Vec<Ruling> = scopes.map(|scope| scope.rules_readers(at, skew)).collect();
            rulings.iter().find(|ruling| ruling.is_ok()).or(rulings.first()).cloned()
        };
        intermediates.iter().find_map(listed).unwrap_or(own)
    }

    /// `chain` with what lists know of the certificates above it, where these lead on.
    pub(crate) fn completed<'c>(&'c self, chain: &[&'c [u8]]) -> Vec<&'c [u8]> {
        let mut chain = chain.to_vec();
        // Each step takes one that is not there yet, so this ends.
        while let Some(next) = self.above(&chain) {
            chain.push(next.der());
        }
        chain
    }

    /// The intermediate certificate of a list that bears the name of the last one's issuer.
    fn above(&self, chain: &[&[u8]]) -> Option<&Certificate> {
        if self.intermediates.is_empty() || chain.len() >= budget::CHAIN_CERTIFICATES {
            return None;
        }
        let last = Certificate::from_der(chain.last()?).ok()?;
        let leads_on = |above: &&Certificate| above.subject_der() == last.issuer_der() && !chain.contains(&above.der());
        let mut named = self.intermediates.iter().map(|(certificate, _)| certificate).filter(leads_on);
        let by_key = named.clone().find(|above| above.subject_key_identifier() == last.authority_key_identifier());
        by_key.or_else(|| named.next())
    }

    /// Anchors by what they may vouch for, those that are valid at `at` first: of two with one name and key, an expired
    /// one must not stand in the way.
    fn filtered(&self, at: UnixTime, may: impl Fn(&Scope) -> bool) -> Vec<Certificate> {
        let of = self.anchors.iter().zip(&self.scopes).filter(|(_, scope)| may(scope));
        let mut anchors: Vec<Certificate> = of.map(|(anchor, _)| anchor.clone()).collect();
        anchors.sort_by_key(|anchor| at < anchor.not_before() || at > anchor.not_after());
        anchors
    }

    fn scope(&self, anchor: &Certificate) -> Option<&Scope> {
        let position = self.anchors.iter().position(|known| known.der() == anchor.der())?;
        self.scopes.get(position)
    }

    /// What lists of reader CAs say of a certificate, as an anchor or as an intermediate certificate.
    fn reader_scopes(&self, certificate: &Certificate) -> impl Iterator<Item = &Scope> {
        let intermediate = self.intermediates.iter().filter(|(known, _)| known.der() == certificate.der());
        let scopes = self.scope(certificate).into_iter().chain(intermediate.map(|(_, scope)| scope));
        scopes.filter(|scope| scope.is_for_readers())
    }

    /// Adds an anchor, or to what it may vouch for.
    pub(super) fn insert(&mut self, certificate: Certificate, scope: Scope) {
        let known = self.anchors.iter().position(|known| known.der() == certificate.der());
        match known.and_then(|position| self.scopes.get_mut(position)) {
            Some(known) => known.merge(scope),
            None => {
                certificate.prepare();
                self.anchors.push(certificate);
                self.scopes.push(scope);
            }
        }
    }

    fn insert_intermediate(&mut self, certificate: Certificate, scope: Scope) {
        match self.intermediates.iter_mut().find(|(known, _)| known.der() == certificate.der()) {
            Some((_, known)) => known.merge(scope),
            None => self.intermediates.push((certificate, scope)),
        }
    }
}

const NO_ANCHOR: &str = "it is no anchor";

/// What speaks for and against an entry; its standing is still to be decided.
fn assess(
    provider: &CryptoProvider,
    position: usize,
    judgement: &Judgement,
    certificate: Option<&Certificate>,
    kind: Kind,
    profile: Profile,
) -> EntryReport {
    let mut report = Report::new();
    let subject = certificate.map_or_else(|| text!("entry {position}"), Certificate::subject_text);
    judgement.clone().record(&mut report, profile, &subject, "what the list says is what the certificate says");
    if let Some(certificate) = certificate {
        report.append(judge(provider, certificate, kind, profile));
    }
    EntryReport { position, certificate: certificate.cloned(), standing: EntryStanding::Refused, report }
}
