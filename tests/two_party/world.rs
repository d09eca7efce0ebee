//! Issuers, documents and readers for the tests, all from one seed.

use mdoc_proximity::crypto::{CryptoProvider, Curve, DEFAULT_PROVIDER, SigningKey};
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{self, Credential, LocalMacKey, LocalSigningKey};
use mdoc_proximity::issuer::{
    self, AlternativeName, Authority, CertificateSpec, Dates, Document, DocumentSigner, SubjectName, UnsignedDocument,
    Validity,
};
use mdoc_proximity::reader::{self, ReaderIdentity};
use mdoc_proximity::report::Profile;
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::TrustAnchors;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use std::sync::Arc;

pub const PROVIDER: CryptoProvider = DEFAULT_PROVIDER;

/// 2026-06-01T12:00:00Z.
pub const NOW: UnixTime = UnixTime::from_unix_seconds(1_780_315_200);

const DAY: u64 = 86_400;

/// The document signers' extended key usage for the mDL.
const MDL_SIGNER: &str = "1.0.18013.5.1.2";
const GENERIC_SIGNER: &str = "1.0.23220.4.1.2";

pub struct World {
    pub rng: ChaCha20Rng,
    pub iaca: Authority,
    pub signer: DocumentSigner,
    pub reader_ca: Authority,
    /// The cryptography of the holder and of its credentials.
    pub holder_provider: CryptoProvider,
    /// The cryptography of the reader.
    pub reader_provider: CryptoProvider,
}

pub fn days(count: u64) -> core::time::Duration {
    core::time::Duration::from_secs(count * DAY)
}

pub fn name(common: &str) -> SubjectName {
    SubjectName { country: Some("NO".into()), common_name: common.into(), ..SubjectName::default() }
}

pub fn around_now(back: u64, on: u64) -> Validity {
    Validity { not_before: NOW.minus(days(back)), not_after: NOW.plus(days(on)) }
}

pub fn contact() -> AlternativeName {
    AlternativeName::Uri("https://issuer.example".into())
}

impl World {
    pub fn new(seed: u64) -> Self {
        Self::with_reader_ca(seed, "Test reader CA")
    }

    pub fn with_reader_ca(seed: u64, reader_ca: &str) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let key = signing_key(&mut rng, Curve::P256);
        let spec =
            CertificateSpec::iaca(name("Test IACA"), around_now(365, 3000), contact(), "https://issuer.example/crl");
        let iaca = Authority::self_signed(&mut rng, &spec, key).unwrap();

        let key = signing_key(&mut rng, Curve::P256);
        let spec = CertificateSpec::document_signer(
            name("Test signer"),
            around_now(30, 400),
            contact(),
            "https://issuer.example/crl",
            &[MDL_SIGNER, GENERIC_SIGNER],
        );
        let certificate = iaca.issue(&mut rng, &spec, key.public_key()).unwrap();
        let signer = DocumentSigner::new(key, vec![certificate.der().to_vec()]);

        let key = signing_key(&mut rng, Curve::P256);
        let spec =
            CertificateSpec::reader_ca(name(reader_ca), around_now(365, 3000), "https://ca.example/crl", Some(0));
        let reader_ca = Authority::self_signed(&mut rng, &spec, key).unwrap();
        Self { rng, iaca, signer, reader_ca, holder_provider: PROVIDER, reader_provider: PROVIDER }
    }

    pub fn issuer_roots(&self) -> TrustAnchors {
        anchors(TrustAnchors::issuers(), &self.iaca)
    }

    pub fn reader_anchors(&self) -> TrustAnchors {
        anchors(TrustAnchors::readers(), &self.reader_ca)
    }

    pub fn holder_config(&self, curve: Curve) -> holder::Config {
        holder::Config::builder(self.holder_provider)
            .reader_anchors(self.reader_anchors())
            .curve(curve)
            .build()
            .unwrap()
    }

    pub fn reader_config(&self) -> reader::Config {
        reader::Config::builder(self.reader_provider).issuer_roots(self.issuer_roots()).anonymous().build().unwrap()
    }

    /// A reader with a certificate of the reader CA.
    pub fn identity(&mut self, organization: &str) -> ReaderIdentity {
        let key = signing_key_of(&self.reader_provider, &mut self.rng, Curve::P256);
        let subject = SubjectName { organization: Some(organization.into()), ..name("reader 1") };
        let spec = CertificateSpec::reader(subject, around_now(30, 365), "https://ca.example/crl");
        let certificate = self.reader_ca.issue(&mut self.rng, &spec, key.public_key()).unwrap();
        ReaderIdentity::new(Arc::from(key), vec![certificate.der().to_vec()])
    }

    pub fn authenticated_config(&mut self, organization: &str) -> reader::Config {
        let identity = self.identity(organization);
        let roots = self.issuer_roots();
        reader::Config::builder(self.reader_provider).issuer_roots(roots).authenticate_as(identity).build().unwrap()
    }

    /// A driving licence and its key, which signs.
    pub fn licence(&mut self) -> (Credential, LocalSigningKey) {
        self.issue(&licence(), |_| {})
    }

    /// A driving licence and its key, which makes MACs.
    pub fn mac_licence(&mut self, curve: Curve) -> (Credential, LocalMacKey) {
        let secret = self.holder_provider.keys.generate(curve, &mut self.rng).unwrap();
        let key = self.holder_provider.keys.agreement_key(&secret).unwrap();
        let issued = issuer::issue(&PROVIDER, &mut self.rng, &self.signer, key.public_key(), &licence()).unwrap();
        (Credential::from_issuer_signed(issued).unwrap(), LocalMacKey::new(key))
    }

    /// Issues a document, after `change` spoilt what it likes.
    pub fn issue(
        &mut self,
        document: &Document,
        change: impl FnOnce(&mut UnsignedDocument),
    ) -> (Credential, LocalSigningKey) {
        let key = signing_key_of(&self.holder_provider, &mut self.rng, Curve::P256);
        let mut unsigned = issuer::prepare(&PROVIDER, &mut self.rng, key.public_key(), document);
        change(&mut unsigned);
        let issued = unsigned.sign(&self.signer).unwrap();
        (Credential::from_issuer_signed(issued).unwrap(), LocalSigningKey::new(key))
    }
}

pub fn signing_key(rng: &mut ChaCha20Rng, curve: Curve) -> Box<dyn SigningKey> {
    signing_key_of(&PROVIDER, rng, curve)
}

fn signing_key_of(provider: &CryptoProvider, rng: &mut ChaCha20Rng, curve: Curve) -> Box<dyn SigningKey> {
    provider.keys.signing_key(&provider.keys.generate(curve, rng).unwrap()).unwrap()
}

fn anchors(mut anchors: TrustAnchors, authority: &Authority) -> TrustAnchors {
    anchors.add(&PROVIDER, authority.certificate().der(), Profile::Strict).unwrap();
    anchors
}

pub const FAMILY_NAME: &str = "Nordmann-Testesen";
pub const GIVEN_NAME: &str = "Kari-Prøve";

/// A licence, valid for 300 days around [`NOW`].
pub fn licence() -> Document {
    let portrait = [&[0xff, 0xd8, 0xff, 0xe0][..], &[0x5a; 3000], &[0xff, 0xd9]].concat();
    Document::new(mdl::DOCTYPE, Dates::days(NOW, 300))
        .element(mdl::NAMESPACE, "family_name", FAMILY_NAME)
        .and_then(|document| document.element(mdl::NAMESPACE, "given_name", GIVEN_NAME))
        .and_then(|document| document.element(mdl::NAMESPACE, "document_number", "NO-1234567"))
        .and_then(|document| document.element(mdl::NAMESPACE, "issuing_country", "NO"))
        .and_then(|document| document.element(mdl::NAMESPACE, "portrait", portrait.as_slice()))
        .and_then(|document| document.element(mdl::NAMESPACE, "age_over_18", &true))
        .and_then(|document| document.element(mdl::NAMESPACE, "age_over_21", &true))
        .unwrap()
}
