//! An issuer that publishes lists, and a reader that is handed them.

use core::time::Duration;

use mdoc_proximity::auth::status::MsoStatus;
use mdoc_proximity::cbor::to_vec;
use mdoc_proximity::crypto::{Curve, SecretKey};
use mdoc_proximity::issuer::{
    Authority, CertificateSpec, IdentifierListBuilder, ListDates, ListToken, RevocationListSpec, StatusListBuilder,
};
use mdoc_proximity::model::mso::status::{IdentifierReference, Status, StatusReference};
use mdoc_proximity::reader::{Config, Verification, verify};
use mdoc_proximity::report::{Check, CheckId, Outcome, Profile};
use mdoc_proximity::trust::{Crls, Revocation, StatusLists, Undetermined};

use crate::bench::{Bench, at, name, rng, secret, signing_key, validity};

pub(crate) const URI: &str = "https://example.com/statuslists/1";
pub(crate) const OTHER_URI: &str = "https://example.com/statuslists/2";
pub(crate) const ID: &[u8] = &[0xab, 0xcd];
pub(crate) const BOTH: [Profile; 2] = [Profile::Strict, Profile::Field];

pub(crate) struct World {
    pub(crate) bench: Bench,
    pub(crate) list_secret: SecretKey,
    pub(crate) chain: Vec<Vec<u8>>,
}

/// What became of a document, with everything that was said of its revocation.
#[derive(Debug)]
pub(crate) struct Judged {
    /// What is known, where it is verified.
    pub(crate) status: Option<MsoStatus>,
    pub(crate) failed: Vec<CheckId>,
    pub(crate) deviated: Vec<CheckId>,
    pub(crate) checks: Vec<Check>,
}

impl Judged {
    pub(crate) fn outcome(&self, id: CheckId) -> Option<Outcome> {
        let of = self.checks.iter().filter(|check| check.id == id);
        of.map(|check| check.outcome).max_by_key(|outcome| match outcome {
            Outcome::Skipped => 0,
            Outcome::Pass => 1,
            Outcome::Deviation => 2,
            Outcome::Fail => 3,
        })
    }
}

pub(crate) fn dates() -> ListDates {
    ListDates {
        issued: at("2026-06-01T00:00:00Z"),
        expires: Some(at("2026-06-30T00:00:00Z")),
        time_to_live: Some(Duration::from_secs(24 * 60 * 60)),
    }
}

/// A signer of lists (edition 2 B.1.7): digitalSignature, and no extended key usage.
pub(crate) fn list_signer() -> CertificateSpec {
    let subject = name("Test list signer", "NO", None);
    CertificateSpec { extended_key_usage: Vec::new(), ..CertificateSpec::reader(subject, validity(), CRL) }
}

pub(crate) const CRL: &str = "https://example.com/crl";

pub(crate) fn by_index(idx: u64) -> Status<'static> {
    let list = StatusReference { idx, uri: URI, certificate: None };
    Status { status_list: Some(list), ..Status::default() }
}

pub(crate) fn by_identifier(id: &[u8]) -> Status<'_> {
    let list = IdentifierReference { id, uri: URI, certificate: None };
    Status { identifier_list: Some(list), ..Status::default() }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with_signer(&list_signer(), Curve::P256)
    }

    pub(crate) fn with_signer(spec: &CertificateSpec, curve: Curve) -> Self {
        let bench = Bench::new();
        let list_secret = secret(curve, 71);
        let certificate = issued(&bench.iaca, spec, &list_secret);
        Self { bench, list_secret, chain: vec![certificate] }
    }

    /// A thousand documents, number 412 revoked.
    pub(crate) fn statuses(&self) -> StatusListBuilder {
        let mut list = StatusListBuilder::new(URI, dates(), 1000);
        list.revoke(412);
        list
    }

    /// A list with `ID` revoked.
    pub(crate) fn identifiers(&self) -> IdentifierListBuilder {
        let mut list = IdentifierListBuilder::new(URI, dates());
        list.revoke(&[1]);
        list.revoke(ID);
        list.revoke(&[0xab, 0xcd, 0xef]);
        list
    }

    pub(crate) fn unsigned(&self, list: &StatusListBuilder) -> ListToken {
        list.token(self.algorithm(), &self.certificates())
    }

    pub(crate) fn unsigned_identifiers(&self, list: &IdentifierListBuilder) -> ListToken {
        list.token(self.algorithm(), &self.certificates())
    }

    fn algorithm(&self) -> mdoc_proximity::crypto::SignatureAlgorithm {
        signing_key(&self.list_secret).algorithm()
    }

    fn certificates(&self) -> Vec<&[u8]> {
        self.chain.iter().map(Vec::as_slice).collect()
    }

    pub(crate) fn sign(&self, token: &ListToken) -> Vec<u8> {
        token.sign(signing_key(&self.list_secret).as_ref()).unwrap()
    }

    /// The token of the list, signed.
    pub(crate) fn token(&self, list: &StatusListBuilder) -> Vec<u8> {
        self.sign(&self.unsigned(list))
    }

    pub(crate) fn good_token(&self) -> Vec<u8> {
        self.token(&self.statuses())
    }

    pub(crate) fn identifier_token(&self, list: &IdentifierListBuilder) -> Vec<u8> {
        self.sign(&self.unsigned_identifiers(list))
    }

    /// A response whose document has this status.
    pub(crate) fn response(&self, status: &Status<'_>) -> Vec<u8> {
        self.response_raw(Some(to_vec(status)))
    }

    pub(crate) fn response_raw(&self, status: Option<Vec<u8>>) -> Vec<u8> {
        let mut document = self.bench.document();
        document.mso.status = status;
        self.bench.present(&document)
    }

    /// No certificate is revoked.
    fn crls(&self) -> Crls {
        let list = RevocationListSpec::new(at("2026-05-31T00:00:00Z"), at("2026-07-01T00:00:00Z"));
        let mut crls = Crls::default();
        crls.add(&self.bench.iaca.revoke(&list).unwrap()).unwrap();
        crls
    }

    pub(crate) fn judge(
        &self,
        profile: Profile,
        response: &[u8],
        lists: &StatusLists,
        undetermined: Undetermined,
    ) -> Judged {
        let revocation = Revocation { status_lists: lists.clone(), undetermined, crls: self.crls() };
        let config = self.bench.builder().profile(profile).revocation(revocation).build().unwrap();
        judge(&self.bench.verification(&config, None), response)
    }

    /// Under both profiles: verified, known to be valid, nothing to remark.
    #[track_caller]
    pub(crate) fn accepted(&self, response: &[u8], lists: &StatusLists) {
        for profile in BOTH {
            let judged = self.judge(profile, response, lists, Undetermined::Report);
            assert!(judged.status == Some(MsoStatus::Valid) && judged.deviated.is_empty(), "{profile:?}: {judged:#?}");
            assert_eq!(judged.outcome(CheckId::RevocationMso), Some(Outcome::Pass));
        }
    }

    /// Under both profiles: rejected by exactly these checks.
    #[track_caller]
    pub(crate) fn refused(&self, response: &[u8], lists: &StatusLists, by: &[CheckId]) {
        for profile in BOTH {
            let judged = self.judge(profile, response, lists, Undetermined::Report);
            assert!(judged.status.is_none() && judged.failed == by, "{profile:?}: {judged:#?}");
        }
    }

    /// Rejected by the strict profile through exactly this check, a deviation in the field.
    #[track_caller]
    pub(crate) fn tolerated_in_the_field(&self, response: &[u8], lists: &StatusLists, by: CheckId) {
        let judged = self.judge(Profile::Strict, response, lists, Undetermined::Report);
        assert!(judged.status.is_none() && judged.failed == [by], "strict: {judged:#?}");
        let judged = self.judge(Profile::Field, response, lists, Undetermined::Report);
        assert!(judged.status == Some(MsoStatus::Valid) && judged.deviated == [by], "field: {judged:#?}");
    }

    /// Under both profiles: verified, with exactly this to remark.
    #[track_caller]
    pub(crate) fn noted(&self, response: &[u8], lists: &StatusLists, by: CheckId) {
        for profile in BOTH {
            let judged = self.judge(profile, response, lists, Undetermined::Report);
            assert!(judged.status == Some(MsoStatus::Valid) && judged.deviated == [by], "{profile:?}: {judged:#?}");
        }
    }
}

pub(crate) fn judge(verification: &Verification<'_>, response: &[u8]) -> Judged {
    let verdict = verify(response, verification).unwrap();
    let document = &verdict.documents()[0];
    let checks = document.report().checks().to_vec();
    let of = |outcome| {
        let mut ids: Vec<_> = checks.iter().filter(|check| check.outcome == outcome).map(|check| check.id).collect();
        ids.dedup();
        ids
    };
    let (failed, deviated) = (of(Outcome::Fail), of(Outcome::Deviation));
    Judged { status: document.verified().map(|document| document.mso_status()), failed, deviated, checks }
}

pub(crate) fn config_pinning(world: &World, profile: Profile, revocation: Revocation) -> Config {
    let key = *world.bench.signer_key().public_key();
    let builder = Config::builder(mdoc_proximity::crypto::DEFAULT_PROVIDER).pinned_signers(vec![key]);
    builder.profile(profile).revocation(revocation).build().unwrap()
}

/// A certificate for this key, DER.
pub(crate) fn issued(authority: &Authority, spec: &CertificateSpec, key: &SecretKey) -> Vec<u8> {
    authority.issue(&mut rng(72), spec, signing_key(key).public_key()).unwrap().der().to_vec()
}

pub(crate) fn lists(tokens: &[&[u8]]) -> StatusLists {
    let mut lists = StatusLists::new();
    tokens.iter().for_each(|token| lists.add(token).unwrap());
    lists
}
