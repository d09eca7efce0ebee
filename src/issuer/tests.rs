//! Documents are issued and read back through the wire model; templates are read as JSON.

mod document;
mod hostile;
mod template;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::{AlternativeName, Authority, CertificateSpec, DocumentSigner, SubjectName, Validity};
use crate::cbor::{self, Embedded, Encoding};
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;
use crate::crypto::{Curve, HashAlgorithm, PublicKey};
use crate::model::mso::MobileSecurityObject;
use crate::model::response::IssuerSigned;
use crate::time::UnixTime;
use crate::x509::{Certificate, Purpose};

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn at(text: &str) -> UnixTime {
    UnixTime::from_rfc3339(text).unwrap()
}

/// A moment at which the signer's certificate is valid.
fn now() -> UnixTime {
    at("2026-11-23T14:05:59Z")
}

fn device_key() -> PublicKey {
    let secret = PROVIDER.keys.generate(Curve::P256, &mut rng(1)).unwrap();
    *PROVIDER.keys.signing_key(&secret).unwrap().public_key()
}

/// A signer on `curve` under a fresh IACA root, valid for 2026-11-01 to 2027-10-31.
fn signer(curve: Curve) -> DocumentSigner {
    let mut rng = rng(2);
    let name = |common_name: &str| SubjectName {
        country: Some("NO".to_owned()),
        common_name: common_name.to_owned(),
        ..SubjectName::default()
    };
    let contact = || AlternativeName::Uri("https://example.com".to_owned());
    let validity = Validity { not_before: at("2026-11-01T00:00:00Z"), not_after: at("2027-10-31T00:00:00Z") };
    let crl = "https://example.com/crl";
    let root_key = PROVIDER.keys.generate(Curve::P256, &mut rng).unwrap();
    let root_key = PROVIDER.keys.signing_key(&root_key).unwrap();
    let iaca = CertificateSpec::iaca(name("Test IACA"), validity, contact(), crl);
    let iaca = Authority::self_signed(&mut rng, &iaca, root_key).unwrap();
    let key = PROVIDER.keys.signing_key(&PROVIDER.keys.generate(curve, &mut rng).unwrap()).unwrap();
    let purposes = [Purpose::MDL_DOCUMENT_SIGNER];
    let spec = CertificateSpec::document_signer(name("Test DS"), validity, contact(), crl, &purposes);
    let certificate = iaca.issue(&mut rng, &spec, key.public_key()).unwrap();
    DocumentSigner::new(key, vec![certificate.der().to_vec()])
}

/// Reads IssuerSigned strictly, checks the signature under the x5chain's leaf, and hands out both structures.
fn opened(bytes: &[u8]) -> (IssuerSigned<'_>, MobileSecurityObject<'_>) {
    let (issued, _) = cbor::from_slice::<IssuerSigned<'_>>(bytes, Encoding::Strict).unwrap();
    let chain = issued.issuer_auth.x5chain();
    let key = Certificate::from_der(chain[0]).unwrap().public_key(&PROVIDER).unwrap();
    issued.issuer_auth.verify_attached(&PROVIDER, &key).unwrap();
    assert!(!issued.issuer_auth.tagged);
    let payload = issued.issuer_auth.payload.unwrap();
    let (mso, _) = cbor::from_slice::<Embedded<'_, MobileSecurityObject<'_>>>(payload, Encoding::Strict).unwrap();
    (issued, mso.into_value())
}

/// Every item's digest is in the mobile security object, and there are more digests than items.
fn assert_digests(issued: &IssuerSigned<'_>, mso: &MobileSecurityObject<'_>, algorithm: HashAlgorithm) {
    assert_eq!(mso.digest_algorithm, algorithm.name());
    assert_eq!(issued.name_spaces.len(), mso.value_digests.len());
    for (name_space, items) in &issued.name_spaces {
        for item in items {
            let digest = PROVIDER.hash.digest(algorithm, &[item.bytes()]);
            assert!(digest.matches(mso.digest(name_space, item.digest_id).unwrap()), "{}", item.element_identifier);
            assert_eq!(item.random.len(), 32);
        }
        let (_, digests) = mso.value_digests.iter().find(|(name, _)| name == name_space).unwrap();
        assert!(digests.len() > items.len() && digests.len() >= 16 && digests.len().is_power_of_two());
        assert!(digests.iter().all(|(id, digest)| *id < 1 << 31 && digest.len() == algorithm.len()));
    }
}
