//! Paths that were validated before: found again where everything is as it was, and nowhere else.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

#[path = "../benches/support/fixture.rs"]
mod fixture;

use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fixture::{Fixture, NOW, Shape};
use mdoc_proximity::budget;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{
    AgreementKey, CryptoError, CryptoProvider, Curve, Keys, Point, PublicKey, SecretKey, SignatureScheme, SigningKey,
    Verifier,
};
use mdoc_proximity::issuer::{AlternativeName, Authority, CertificateSpec, SubjectName, Validity};
use mdoc_proximity::reader::{Config, ConfigBuilder, IssuerTrust, Verdict, Verification, verify};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::{Revocation, TrustAnchors, Undetermined};
use mdoc_proximity::x509::{Certificate, PathCache};
use rand_chacha::rand_core::CryptoRng;

/// Counts what it verifies.
struct Counting(AtomicUsize);

impl Verifier for Counting {
    fn verify(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey,
        parts: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        PROVIDER.verifier.verify(scheme, key, parts, signature)
    }
}

/// A provider that counts its verifications, by this name.
fn counting(name: &'static str) -> (CryptoProvider, &'static Counting) {
    let verifier = Box::leak(Box::new(Counting(AtomicUsize::new(0))));
    (CryptoProvider { name, verifier, ..PROVIDER }, verifier)
}

impl Counting {
    /// How many signatures `work` verifies.
    fn during<T>(&self, work: impl FnOnce() -> T) -> (T, usize) {
        let before = self.0.load(Ordering::Relaxed);
        let done = work();
        (done, self.0.load(Ordering::Relaxed) - before)
    }
}

fn roots(provider: CryptoProvider, certificates: &[&[u8]]) -> TrustAnchors {
    let mut roots = TrustAnchors::issuers();
    certificates.iter().for_each(|der| drop(roots.add(&provider, der, Profile::Field).unwrap()));
    roots
}

fn config(provider: CryptoProvider, certificates: &[&[u8]]) -> ConfigBuilder<IssuerTrust> {
    Config::builder(provider).issuer_roots(roots(provider, certificates))
}

fn judge<'r>(fixture: &'r Fixture, response: &'r [u8], config: &Config, at: UnixTime) -> Verdict<'r> {
    verify(response, &Verification { config, at, ..fixture.verification() }).unwrap()
}

fn said(verdict: &Verdict<'_>) -> String {
    serde_json::to_string(&verdict.with_claims()).unwrap()
}

/// A root that is nobody's.
fn stranger(seed: u64, common_name: &str) -> Vec<u8> {
    let mut rng = fixture::rng(seed);
    let key = PROVIDER.keys.generate(mdoc_proximity::crypto::Curve::P256, &mut rng).unwrap();
    let key = PROVIDER.keys.signing_key(&key).unwrap();
    let day = |days: u64| Duration::from_secs(days * 86_400);
    let validity = Validity { not_before: NOW.minus(day(100)), not_after: NOW.plus(day(1000)) };
    let subject =
        SubjectName { country: Some("NO".to_owned()), common_name: common_name.to_owned(), ..SubjectName::default() };
    let contact = AlternativeName::Uri("https://issuer.example".to_owned());
    let spec = CertificateSpec::iaca(subject, validity, contact, "https://issuer.example/crl");
    Authority::self_signed(&mut rng, &spec, key).unwrap().certificate().der().to_vec()
}

#[test]
fn a_signer_seen_before_costs_one_verification_less_and_changes_nothing() {
    for mac in [false, true] {
        let fixture = Fixture::new(PROVIDER, Shape { portrait: 100, mac, documents: 2, ..Shape::default() });
        for profile in [Profile::Strict, Profile::Field] {
            let (provider, counter) = counting("counting");
            let plain = config(provider, &[&fixture.iaca]).profile(profile).build().unwrap();
            let cache = Arc::new(PathCache::new());
            let builder = config(provider, &[&fixture.iaca]).profile(profile);
            let cached = builder.path_cache(Arc::clone(&cache)).build().unwrap();
            let each = if mac { 1 } else { 2 };
            let judged = |config: &Config| {
                let (verdict, count) = counter.during(|| judge(&fixture, &fixture.response, config, NOW));
                assert!(verdict.is_verified());
                (said(&verdict), count)
            };
            let (expected, without) = judged(&plain);
            assert_eq!(without, 2 * (each + 1));
            // Two documents of two types: the purpose is another, and so is the path.
            assert_eq!(judged(&cached), (expected.clone(), 2 * (each + 1)), "cold");
            assert_eq!(cache.len(), 2);
            for _ in 0..3 {
                assert_eq!(judged(&cached), (expected.clone(), 2 * each), "warm");
            }
            assert!(cache.len() == 2 && !cache.is_empty());
            cache.clear();
            assert!(cache.is_empty());
            assert_eq!(judged(&cached), (expected.clone(), 2 * (each + 1)), "cold again");
        }
    }
}

/// The root behind the signer is one of the path's. What leads nowhere is not kept: it would be read each time anyway.
#[test]
fn what_stands_behind_the_signer_is_the_roots_or_nothing_is_kept() {
    let fixture = Fixture::new(PROVIDER, Shape { portrait: 100, ..Shape::default() });
    let signer = fixture.signer.chain()[0].clone();
    let at = fixture.response.windows(signer.len()).position(|window| window == signer.as_slice()).unwrap();
    let item = |der: &[u8]| [&[0x59][..], &u16::try_from(der.len()).unwrap().to_be_bytes(), der].concat();
    let with = |behind: &[u8]| {
        let (before, after) = (&fixture.response[..at - 3], &fixture.response[at + signer.len()..]);
        [before, &[0x82], &item(&signer), &item(behind), after].concat()
    };
    for (behind, known) in [(fixture.iaca.clone(), 1), (stranger(9, "Another IACA"), 0)] {
        let response = with(&behind);
        let cache = Arc::new(PathCache::new());
        let plain = config(PROVIDER, &[&fixture.iaca]).build().unwrap();
        let cached = config(PROVIDER, &[&fixture.iaca]).path_cache(Arc::clone(&cache)).build().unwrap();
        let expected = said(&judge(&fixture, &response, &plain, NOW));
        for _ in 0..2 {
            assert_eq!(said(&judge(&fixture, &response, &cached, NOW)), expected);
            assert_eq!(cache.len(), known);
        }
    }
}

#[test]
fn time_is_judged_as_if_nothing_were_known() {
    let fixture = Fixture::new(PROVIDER, Shape { portrait: 100, ..Shape::default() });
    let leaf = mdoc_proximity::x509::Certificate::from_der(&fixture.signer.chain()[0]).unwrap();
    let day = Duration::from_secs(86_400);
    let second = Duration::from_secs(1);
    let instants = [
        leaf.not_before().minus(day),
        leaf.not_before().minus(second),
        leaf.not_before(),
        NOW,
        leaf.not_after(),
        leaf.not_after().plus(second),
        leaf.not_after().plus(day),
        NOW,
    ];
    for skew in [Duration::ZERO, second] {
        let plain = config(PROVIDER, &[&fixture.iaca]).skew(skew).build().unwrap();
        let cache = Arc::new(PathCache::new());
        let cached = config(PROVIDER, &[&fixture.iaca]).skew(skew).path_cache(Arc::clone(&cache)).build().unwrap();
        for at in instants.into_iter().chain(instants.into_iter().rev()) {
            let [expected, found] = [&plain, &cached].map(|config| judge(&fixture, &fixture.response, config, at));
            assert_eq!(said(&found), said(&expected), "{at}");
        }
        assert_eq!(cache.len(), 1, "what only the tolerance let pass is not kept");
    }
}

#[test]
fn another_certificate_anchor_profile_purpose_or_provider_finds_nothing() {
    let fixture = Fixture::new(PROVIDER, Shape { portrait: 100, ..Shape::default() });
    let cache = Arc::new(PathCache::new());
    let (provider, counter) = counting("counting");
    let cached = |builder: ConfigBuilder<IssuerTrust>| builder.path_cache(Arc::clone(&cache)).build().unwrap();
    let usual = cached(config(provider, &[&fixture.iaca]));
    let verifications = |config: &Config, response: &[u8]| {
        let (verified, count) = counter.during(|| judge(&fixture, response, config, NOW).is_verified());
        (verified, count)
    };
    assert_eq!(verifications(&usual, &fixture.response), (true, 3));
    assert_eq!(verifications(&usual, &fixture.response), (true, 2));

    // The signature over the certificate, changed in its last bit: same names, same key, same everything else.
    let chain = &fixture.signer.chain()[0];
    let at = fixture.response.windows(chain.len()).position(|window| window == chain.as_slice()).unwrap();
    let mut forged = fixture.response.clone();
    forged[at + chain.len() - 1] ^= 1;
    let verdict = judge(&fixture, &forged, &usual, NOW);
    let report = verdict.documents()[0].report();
    assert_eq!(report.outcome(CheckId::PathSignature), Some(Outcome::Fail), "{report}");

    // Other anchors: none, a stranger alone, and a stranger besides.
    let stranger = stranger(9, "Another IACA");
    assert!(!verifications(&cached(config(provider, &[])), &fixture.response).0);
    assert!(!verifications(&cached(config(provider, &[&stranger])), &fixture.response).0);
    let both = cached(config(provider, &[&fixture.iaca, &stranger]));
    assert_eq!(verifications(&both, &fixture.response), (true, 3));
    assert_eq!(verifications(&both, &fixture.response), (true, 2));
    let turned = cached(config(provider, &[&stranger, &fixture.iaca]));
    assert_eq!(verifications(&turned, &fixture.response), (true, 3));
    // The same certificates, loaded anew, are the same.
    assert_eq!(verifications(&cached(config(provider, &[&fixture.iaca])), &fixture.response), (true, 2));

    let field = cached(config(provider, &[&fixture.iaca]).profile(Profile::Field));
    assert_eq!(verifications(&field, &fixture.response), (true, 3));
    let purpose = config(provider, &[&fixture.iaca]).signer_purpose("org.iso.18013.5.1.mDL", "1.2.3");
    assert_eq!(verifications(&cached(purpose), &fixture.response), (true, 3));
    let (other, other_counter) = counting("another");
    let (verified, count) = other_counter
        .during(|| judge(&fixture, &fixture.response, &cached(config(other, &[&fixture.iaca])), NOW).is_verified());
    // One of them for the anchor, when it was loaded.
    assert_eq!((verified, count), (true, 4));
}

#[test]
fn revocation_is_judged_each_time() {
    let fixture = Fixture::new(PROVIDER, Shape { portrait: 100, ..Shape::default() });
    let cache = Arc::new(PathCache::new());
    let config = config(PROVIDER, &[&fixture.iaca]).path_cache(Arc::clone(&cache)).build().unwrap();
    assert!(judge(&fixture, &fixture.response, &config, NOW).is_verified());
    assert_eq!(cache.len(), 1);
    let strict = config.with_revocation(Revocation { undetermined: Undetermined::Reject, ..Revocation::default() });
    let verdict = judge(&fixture, &fixture.response, &strict, NOW);
    assert_eq!(verdict.documents()[0].report().outcome(CheckId::RevocationCertificate), Some(Outcome::Fail));
    assert!(judge(&fixture, &fixture.response, &config, NOW).is_verified());
}

#[test]
fn nobody_makes_it_grow_beyond_its_bound() {
    let cache = Arc::new(PathCache::new());
    let fixture = Fixture::new(PROVIDER, Shape { portrait: 1, ..Shape::default() });
    // Each purpose is a path of its own.
    for number in 0..=budget::KNOWN_PATHS {
        let builder =
            config(PROVIDER, &[&fixture.iaca]).signer_purpose("org.iso.18013.5.1.mDL", format!("1.2.{number}"));
        let config = builder.path_cache(Arc::clone(&cache)).build().unwrap();
        assert!(judge(&fixture, &fixture.response, &config, NOW).is_verified());
        assert_eq!(cache.len(), (number + 1).min(budget::KNOWN_PATHS));
    }
    // A forged certificate is never kept, whatever it costs.
    cache.clear();
    let strange = config(PROVIDER, &[&stranger(9, "Test IACA")]).path_cache(Arc::clone(&cache)).build().unwrap();
    assert!(!judge(&fixture, &fixture.response, &strange, NOW).is_verified());
    assert!(cache.is_empty());
}

#[test]
fn threads_share_it() {
    let cache = Arc::new(PathCache::new());
    let fixture = Fixture::new(PROVIDER, Shape { portrait: 1, ..Shape::default() });
    let config = config(PROVIDER, &[&fixture.iaca]).path_cache(Arc::clone(&cache)).build().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope
                .spawn(|| (0..4).for_each(|_| assert!(judge(&fixture, &fixture.response, &config, NOW).is_verified())));
        }
    });
    assert_eq!(cache.len(), 1);
}

/// Takes so many public keys and no more.
struct Sparing(AtomicUsize);

impl Keys for Sparing {
    fn public_key(&self, curve: Curve, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        let left = self.0.load(Ordering::Relaxed).checked_sub(1).ok_or(CryptoError::InvalidPublicKey)?;
        self.0.store(left, Ordering::Relaxed);
        PROVIDER.keys.public_key(curve, point)
    }

    fn generate(&self, curve: Curve, rng: &mut dyn CryptoRng) -> Result<SecretKey, CryptoError> {
        PROVIDER.keys.generate(curve, rng)
    }

    fn agreement_key(&self, secret: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        PROVIDER.keys.agreement_key(secret)
    }

    fn signing_key(&self, secret: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        PROVIDER.keys.signing_key(secret)
    }
}

/// A certificate's key is validated once by a provider, and no provider believes another.
#[test]
fn what_one_provider_holds_of_a_key_is_nothing_to_another() {
    let taking =
        |name, keys| CryptoProvider { name, keys: Box::leak(Box::new(Sparing(AtomicUsize::new(keys)))), ..PROVIDER };
    let certificate = Certificate::from_der(&stranger(1, "Root")).unwrap();
    let (once, never) = (taking("once", 1), taking("never", 0));
    let key = certificate.public_key(&once).unwrap();
    assert!(certificate.public_key(&never).is_err());
    assert_eq!(certificate.public_key(&once).unwrap(), key);
    assert!(Certificate::from_der(certificate.der()).unwrap().public_key(&once).is_err());
}
