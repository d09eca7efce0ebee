//! A provider of lists, and the judgement of what it signs.

use std::time::Duration;

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, SigningKey};
use mdoc_proximity::issuer::{Authority, CertificateSpec, ListedCertificate, RicalBuilder, VicalBuilder};
use mdoc_proximity::report::{CheckId, Outcome, Profile, Report};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::{ListError, Revocation, Rical, TrustAnchors, Vical};

use crate::bench::validity;
pub(crate) use crate::bench::{MDL, at, name, rng, secret, signing_key};

pub(crate) const PROFILES: [Profile; 2] = [Profile::Strict, Profile::Field];
pub(crate) const CRL: &str = "https://example.com/crl";
pub(crate) const PHOTO_ID: &str = "org.iso.23220.photoid.1";

pub(crate) fn now() -> UnixTime {
    at("2026-06-01T12:00:00Z")
}

pub(crate) fn key(seed: u64) -> Box<dyn SigningKey> {
    signing_key(&secret(Curve::P256, seed))
}

/// A root and a signer of lists.
pub(crate) struct Provider {
    pub(crate) root: Authority,
    pub(crate) signer: Box<dyn SigningKey>,
    pub(crate) chain: Vec<Vec<u8>>,
}

pub(crate) fn vical_signer() -> CertificateSpec {
    CertificateSpec::vical_signer(signer_name(), validity(), CRL)
}

pub(crate) fn rical_signer() -> CertificateSpec {
    CertificateSpec::rical_signer(signer_name(), validity(), CRL)
}

fn signer_name() -> mdoc_proximity::issuer::SubjectName {
    let organization = Some("Example lists".to_owned());
    mdoc_proximity::issuer::SubjectName { organization, ..name("List signer", "NO", None) }
}

/// A CA of anything but documents, self-signed.
pub(crate) fn ca(common_name: &str, seed: u64, path_length: u8) -> Authority {
    let spec = CertificateSpec::reader_ca(name(common_name, "NO", None), validity(), CRL, Some(path_length));
    Authority::self_signed(&mut rng(seed), &spec, key(seed)).unwrap()
}

impl Provider {
    pub(crate) fn new(signer: &CertificateSpec) -> Self {
        Self::with_seed(signer, 1000)
    }

    pub(crate) fn with_seed(spec: &CertificateSpec, seed: u64) -> Self {
        let root = ca("List root", seed, 0);
        let signer = key(seed + 1);
        let certificate = root.issue(&mut rng(seed + 2), spec, signer.public_key()).unwrap();
        Self { root, signer, chain: vec![certificate.der().to_vec()] }
    }

    pub(crate) fn roots(&self) -> TrustAnchors {
        let mut roots = TrustAnchors::list_signers();
        roots.add(&PROVIDER, self.root.certificate().der(), Profile::Strict).unwrap();
        roots
    }

    pub(crate) fn chain(&self) -> Vec<&[u8]> {
        self.chain.iter().map(Vec::as_slice).collect()
    }

    pub(crate) fn sign(&self, list: &VicalBuilder) -> Vec<u8> {
        list.sign(&*self.signer, &self.chain()).unwrap()
    }

    pub(crate) fn sign_rical(&self, list: &RicalBuilder) -> Vec<u8> {
        list.sign(&*self.signer, &self.chain()).unwrap()
    }

    pub(crate) fn vical(&self, bytes: &[u8], profile: Profile) -> Result<Vical, ListError> {
        Vical::verify(&PROVIDER, bytes, &self.roots(), &Revocation::default(), now(), Duration::ZERO, profile)
    }

    pub(crate) fn rical(&self, bytes: &[u8], profile: Profile) -> Result<Rical, ListError> {
        Rical::verify(&PROVIDER, bytes, &self.roots(), &Revocation::default(), now(), Duration::ZERO, profile)
    }

    /// A list of these certificates and their document types, verified.
    pub(crate) fn listing(&self, entries: Vec<ListedCertificate>) -> Vical {
        self.vical(&self.sign(&VicalBuilder { entries, ..vical() }), Profile::Strict).unwrap()
    }

    /// A list of these reader CAs, verified.
    pub(crate) fn listing_readers(&self, entries: Vec<ListedCertificate>) -> Rical {
        self.rical(
            &self.sign_rical(&RicalBuilder { entries, ..RicalBuilder::new("Example", issued()) }),
            Profile::Strict,
        )
        .unwrap()
    }
}

pub(crate) fn issued() -> UnixTime {
    at("2026-05-31T12:00:00Z")
}

/// A good list without entries.
pub(crate) fn vical() -> VicalBuilder {
    VicalBuilder {
        issue_id: Some(7),
        next_update: Some(at("2026-06-02T12:00:00Z").into()),
        not_after: Some(at("2026-07-01T00:00:00Z").into()),
        url: Some("https://example.com/vical".to_owned()),
        ..VicalBuilder::new("Example", issued())
    }
}

/// What failed and what deviated.
pub(crate) fn verdict(report: &Report) -> (Vec<CheckId>, Vec<CheckId>) {
    let with = |outcome| {
        let checks = report.checks().iter().filter(|check| check.outcome == outcome);
        checks.map(|check| check.id).collect::<Vec<_>>()
    };
    (with(Outcome::Fail), with(Outcome::Deviation))
}

/// Both profiles' judgement of a list: what fails under both, what fails under the strict one only and deviates in the
/// field, and what deviates under both.
#[track_caller]
pub(crate) fn judged<T>(
    verify: impl Fn(Profile) -> Result<T, ListError>,
    report: impl Fn(&T) -> &Report,
    fails: &[CheckId],
    deviates: &[CheckId],
    always_deviates: &[CheckId],
) {
    for profile in PROFILES {
        let outcome = verify(profile);
        let made = match &outcome {
            Ok(list) => report(list),
            Err(error) => &error.report,
        };
        let (mut expected_failed, mut expected_deviated) = (fails.to_vec(), always_deviates.to_vec());
        match profile {
            Profile::Strict => expected_failed.extend(deviates),
            Profile::Field => expected_deviated.extend(deviates),
        }
        let (mut failed, mut deviated) = verdict(made);
        for ids in [&mut failed, &mut deviated, &mut expected_failed, &mut expected_deviated] {
            ids.sort();
        }
        assert_eq!((&failed, &deviated), (&expected_failed, &expected_deviated), "{profile:?}: {made:#?}");
        assert_eq!(outcome.is_ok(), expected_failed.is_empty());
        assert!(made.checks().iter().all(|check| !check.detail.is_empty()));
    }
}
