use super::*;
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;

#[test]
fn a_signing_curve_carries_no_session() {
    let built = Config::builder(PROVIDER).curve(Curve::Ed25519).trust_no_reader().build();
    assert_eq!(built.err(), Some(ConfigError::Curve(Curve::Ed25519)));
}

#[test]
fn readers_lead_to_reader_cas() {
    let with = |anchors| Config::builder(PROVIDER).reader_anchors(anchors).build();
    assert!(with(TrustAnchors::readers()).is_ok());
    assert_eq!(with(TrustAnchors::issuers()).err(), Some(ConfigError::Anchors));
    assert_eq!(with(TrustAnchors::list_signers()).err(), Some(ConfigError::Anchors));
}

#[test]
fn only_what_is_done_is_announced() {
    let with = |capabilities| Config::builder(PROVIDER).capabilities(capabilities).trust_no_reader().build();
    assert!(with(Capabilities::default()).is_ok());
    assert_eq!(
        with(Capabilities { reader_auth_all: true, ..Capabilities::default() }).err(),
        Some(ConfigError::Capability("readerAuthAll"))
    );
    assert!(with(Capabilities { extended_request: true, ..Capabilities::default() }).is_err());
    assert!(with(Capabilities { handover_session_establishment: true, ..Capabilities::default() }).is_err());
}

#[test]
fn options_survive_the_decision() {
    let config = Config::builder(PROVIDER)
        .skew(Duration::from_secs(60))
        .curve(Curve::P384)
        .trust_no_reader()
        .profile(Profile::Field)
        .offer_expired_credentials()
        .build()
        .unwrap();
    assert_eq!((config.skew, config.curve, config.profile), (Duration::from_secs(60), Curve::P384, Profile::Field));
    assert!(config.offers_expired);
    assert!(config.reader_trust.anchors().certificates().is_empty());
}
