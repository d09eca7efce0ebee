use super::*;
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;
use crate::crypto::{Curve, SecretKey};
use crate::issuer::{AlternativeName, Authority, CertificateSpec, SubjectName, Validity};
use crate::time::UnixTime;

fn key(seed: u8) -> Box<dyn SigningKey> {
    let secret = SecretKey::from_bytes(Curve::P256, vec![seed; 32].into());
    PROVIDER.keys.signing_key(&secret).unwrap()
}

/// A certificate for `key`.
fn certificate(key: Box<dyn SigningKey>) -> Vec<u8> {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
    let validity = Validity {
        not_before: UnixTime::from_unix_seconds(1_700_000_000),
        not_after: UnixTime::from_unix_seconds(1_800_000_000),
    };
    let subject = SubjectName { common_name: "Counter".to_owned(), ..SubjectName::default() };
    let contact = AlternativeName::Uri("https://example.com".to_owned());
    let spec = CertificateSpec::iaca(subject, validity, contact, "https://example.com/crl");
    let authority = Authority::self_signed(&mut ChaCha20Rng::seed_from_u64(1), &spec, key).unwrap();
    authority.certificate().der().to_vec()
}

fn pinned() -> ConfigBuilder<IssuerTrust> {
    Config::builder(PROVIDER).pinned_signers(vec![*key(1).public_key()])
}

#[test]
fn defaults_are_strict() {
    let config = pinned().build().unwrap();
    assert_eq!(config.profile(), Profile::Strict);
    assert_eq!(config.skew(), Duration::ZERO);
    assert!(config.identity().is_none());
    assert!(matches!(config.issuer_trust(), IssuerTrust::PinnedSigners(keys) if keys.len() == 1));
    let config = Config::builder(PROVIDER).profile(Profile::Field).issuer_roots(TrustAnchors::issuers());
    let config = config.skew(Duration::from_secs(5)).build().unwrap();
    assert_eq!((config.profile(), config.skew()), (Profile::Field, Duration::from_secs(5)));
}

#[test]
fn what_could_never_work_is_refused() {
    let refused = |builder: ConfigBuilder<IssuerTrust>| builder.build().map(drop).unwrap_err();
    assert_eq!(refused(Config::builder(PROVIDER).pinned_signers(Vec::new())), ConfigError::NoSigner);
    for anchors in [TrustAnchors::readers(), TrustAnchors::list_signers()] {
        assert_eq!(refused(Config::builder(PROVIDER).issuer_roots(anchors)), ConfigError::Anchors);
    }
    for oid in ["", "1", "1.", ".1", "1..2", "1.x", "1.02", "mdlDS"] {
        assert_eq!(refused(pinned().signer_purpose("a", oid)), ConfigError::Purpose(oid.to_owned()));
    }
    assert!(pinned().signer_purpose("a", "1.0.18013.5.1.2").build().is_ok());
    let identity = |key: Box<dyn SigningKey>, x5chain| ReaderIdentity::new(key.into(), x5chain);
    let mine = certificate(key(2));
    assert!(pinned().authenticate_as(identity(key(2), vec![mine.clone()])).build().is_ok());
    assert_eq!(refused(pinned().authenticate_as(identity(key(3), vec![mine.clone()]))), ConfigError::Identity);
    assert_eq!(refused(pinned().authenticate_as(identity(key(2), Vec::new()))), ConfigError::Identity);
    let broken = refused(pinned().authenticate_as(identity(key(2), vec![vec![0]])));
    assert!(matches!(broken, ConfigError::Certificate(_)));
    assert!(pinned().authenticate_as(identity(key(3), vec![mine])).anonymous().build().is_ok());
}

#[test]
fn what_was_configured_is_told() {
    let mine = certificate(key(2));
    let timeouts = Timeouts { establishment: None, inactivity: Some(Duration::from_secs(7)) };
    let identity = ReaderIdentity::new(key(2).into(), vec![mine.clone()]);
    let config = pinned().authenticate_as(identity).timeouts(timeouts).build().unwrap();
    assert_eq!(config.identity().unwrap().x5chain, [mine]);
    assert_eq!((config.timeouts().establishment, config.timeouts().inactivity), (None, Some(Duration::from_secs(7))));
}
