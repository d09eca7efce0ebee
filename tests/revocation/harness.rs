//! A CA, a certificate of it, and what lists say about that.

use std::time::Duration;

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, SigningKey};
use mdoc_proximity::issuer::{AlternativeName, Authority, CertificateSpec, RevocationListSpec, SubjectName, Validity};
use mdoc_proximity::report::{CheckId, Outcome, Profile, Report};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::{Crls, Revocation, Standing, Undetermined};
use mdoc_proximity::x509::{Certificate, Extension, Path, Purpose, validate};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

pub(crate) const CRL: &str = "https://example.com/crl";
pub(crate) const PROFILES: [Profile; 2] = [Profile::Strict, Profile::Field];

pub(crate) fn at(text: &str) -> UnixTime {
    UnixTime::from_rfc3339(text).unwrap()
}

pub(crate) fn now() -> UnixTime {
    at("2026-03-01T12:00:00Z")
}

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn key(curve: Curve, seed: u64) -> Box<dyn SigningKey> {
    PROVIDER.keys.signing_key(&PROVIDER.keys.generate(curve, &mut rng(seed)).unwrap()).unwrap()
}

pub(crate) fn subject(common_name: &str) -> SubjectName {
    SubjectName { country: Some("NO".to_owned()), common_name: common_name.to_owned(), ..SubjectName::default() }
}

pub(crate) fn years(from: &str, until: &str) -> Validity {
    Validity { not_before: at(&format!("{from}-01-01T00:00:00Z")), not_after: at(&format!("{until}-01-01T00:00:00Z")) }
}

pub(crate) fn contact() -> AlternativeName {
    AlternativeName::Uri("https://example.com".to_owned())
}

pub(crate) fn iaca() -> CertificateSpec {
    CertificateSpec::iaca(subject("IACA"), years("2024", "2033"), contact(), CRL)
}

pub(crate) fn root(spec: &CertificateSpec, seed: u64) -> Authority {
    Authority::self_signed(&mut rng(seed), spec, key(Curve::P256, seed)).unwrap()
}

/// A list of 1 February that a newer one replaces on 1 April, of nothing.
pub(crate) fn list() -> RevocationListSpec {
    RevocationListSpec::new(at("2026-02-01T00:00:00Z"), at("2026-04-01T00:00:00Z"))
}

pub(crate) fn extension(oid: &str, critical: bool, value: &[u8]) -> Extension {
    Extension::new(oid, critical, value.to_vec()).unwrap()
}

/// A CA and a document signer below it.
pub(crate) struct World {
    pub(crate) ca: Authority,
    pub(crate) path: Path,
}

/// What became of the question.
pub(crate) struct Judged {
    pub(crate) standing: Standing,
    pub(crate) report: Report,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(&iaca(), 1)
    }

    pub(crate) fn with(ca: &CertificateSpec, seed: u64) -> Self {
        let ca = root(ca, seed);
        let purposes = [Purpose::MDL_DOCUMENT_SIGNER];
        let validity = years("2026", "2027");
        let spec = CertificateSpec::document_signer(subject("DS"), validity, contact(), CRL, &purposes);
        let leaf = ca.issue(&mut rng(seed + 1), &spec, key(Curve::P256, 99).public_key()).unwrap();
        let path = path(&[&leaf], ca.certificate(), &Purpose::document_signer(vec![purposes[0].to_owned()]));
        Self { ca, path }
    }

    pub(crate) fn leaf(&self) -> &Certificate {
        &self.path.leaf
    }

    pub(crate) fn sign(&self, spec: &RevocationListSpec) -> Vec<u8> {
        self.ca.revoke(spec).unwrap()
    }

    pub(crate) fn judge(&self, lists: &[&[u8]], undetermined: Undetermined, profile: Profile) -> Judged {
        self.judge_at(lists, undetermined, profile, now(), Duration::ZERO)
    }

    pub(crate) fn judge_at(
        &self,
        lists: &[&[u8]],
        undetermined: Undetermined,
        profile: Profile,
        at: UnixTime,
        skew: Duration,
    ) -> Judged {
        judge(&self.path, lists, undetermined, profile, at, skew)
    }

    /// What both profiles make of these lists, under both policies: the standing, and the checks that are to blame for
    /// what is not right about them.
    #[track_caller]
    pub(crate) fn expect(&self, lists: &[&[u8]], strict: (Standing, &[CheckId]), field: (Standing, &[CheckId])) {
        for (profile, (standing, blamed)) in [(Profile::Strict, strict), (Profile::Field, field)] {
            for undetermined in [Undetermined::Report, Undetermined::Reject] {
                let judged = self.judge(lists, undetermined, profile);
                judged.expect(undetermined, standing, blamed);
            }
        }
    }

    /// The same under both profiles.
    #[track_caller]
    pub(crate) fn expect_both(&self, lists: &[&[u8]], standing: Standing, blamed: &[CheckId]) {
        self.expect(lists, (standing, blamed), (standing, blamed));
    }

    /// A list as `change` leaves it cannot be used, for what `blamed` says. It can say all the same what is revoked.
    #[track_caller]
    pub(crate) fn unusable(&self, blamed: CheckId, change: impl Fn(&mut RevocationListSpec)) {
        let (silent, naming) = self.changed(change);
        self.expect_both(&[&silent], Standing::Undetermined, &[blamed]);
        self.expect_both(&[&naming], Standing::Revoked, &[blamed]);
    }

    /// A list as `change` leaves it can be used in the field only, which reports `blamed`.
    #[track_caller]
    pub(crate) fn tolerated(&self, blamed: CheckId, change: impl Fn(&mut RevocationListSpec)) {
        let (silent, naming) = self.changed(change);
        self.expect(&[&silent], (Standing::Undetermined, &[blamed]), (Standing::Good, &[blamed]));
        self.expect_both(&[&naming], Standing::Revoked, &[blamed]);
    }

    /// The list that does not name the certificate, and the one that does.
    fn changed(&self, change: impl Fn(&mut RevocationListSpec)) -> (Vec<u8>, Vec<u8>) {
        let (mut silent, mut naming) = (list(), list().naming(self.leaf()));
        change(&mut silent);
        change(&mut naming);
        (self.sign(&silent), self.sign(&naming))
    }
}

impl Judged {
    pub(crate) fn with(&self, outcome: Outcome) -> Vec<CheckId> {
        self.report.checks().iter().filter(|check| check.outcome == outcome).map(|check| check.id).collect()
    }

    pub(crate) fn detail(&self, id: CheckId) -> &str {
        &self.report.checks().iter().find(|check| check.id == id).unwrap().detail
    }

    #[track_caller]
    pub(crate) fn expect(&self, undetermined: Undetermined, standing: Standing, blamed: &[CheckId]) {
        const ID: CheckId = CheckId::RevocationCertificate;
        assert_eq!(self.standing, standing, "{:#?}", self.report);
        let rejected = undetermined == Undetermined::Reject;
        let (failed, deviated, passed) = match standing {
            Standing::Good => (vec![], blamed.to_vec(), true),
            Standing::Revoked => (vec![ID], blamed.to_vec(), false),
            Standing::Undetermined if rejected => ([blamed, &[ID]].concat(), vec![], false),
            // Nothing is blamed where there is no list.
            Standing::Undetermined if blamed.is_empty() => (vec![], vec![], false),
            Standing::Undetermined => (vec![], [blamed, &[ID]].concat(), false),
        };
        assert_eq!(self.with(Outcome::Fail), failed, "{undetermined:?} {:#?}", self.report);
        assert_eq!(self.with(Outcome::Deviation), deviated, "{undetermined:?} {:#?}", self.report);
        assert_eq!(self.report.outcome(ID) == Some(Outcome::Pass), passed);
    }
}

pub(crate) fn judge(
    path: &Path,
    lists: &[&[u8]],
    undetermined: Undetermined,
    profile: Profile,
    at: UnixTime,
    skew: Duration,
) -> Judged {
    let mut crls = Crls::new();
    for list in lists {
        crls.add(list).unwrap();
    }
    let revocation = Revocation { crls, undetermined, ..Revocation::default() };
    let mut report = Report::new();
    let standing = revocation.judge_path(&PROVIDER, path, at, skew, profile, &mut report);
    let lines = report.checks().iter().filter(|check| check.id == CheckId::RevocationCertificate).count();
    assert_eq!(lines, path.intermediates.len() + 1, "one line for each certificate");
    assert!(report.checks().iter().all(|check| check.subject.is_some() && !check.detail.is_empty()), "{report:#?}");
    Judged { standing, report }
}

pub(crate) fn path(chain: &[&Certificate], anchor: &Certificate, purpose: &Purpose) -> Path {
    let mut report = Report::new();
    let chain: Vec<&[u8]> = chain.iter().map(|certificate| certificate.der()).collect();
    let anchors = [anchor.clone()];
    let path = validate(&PROVIDER, &chain, &anchors, purpose, now(), Duration::ZERO, Profile::Field, &mut report);
    path.unwrap_or_else(|| panic!("{report:#?}"))
}

pub(crate) fn reader_ca(common_name: &str, path_length: Option<u8>) -> CertificateSpec {
    CertificateSpec::reader_ca(subject(common_name), years("2024", "2033"), CRL, path_length)
}
