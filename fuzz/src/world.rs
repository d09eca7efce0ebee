//! One issuer, one wallet, one reader and one publisher of lists, made once from fixed seeds.
//!
//! The committed inputs carry signatures of these keys. Whoever changes them makes the seeds anew (`fuzz/run seeds`);
//! `tests/fuzz_corpora.rs` fails when the seeds that should verify do not.

use core::time::Duration;
use std::sync::{Arc, LazyLock};

use mdoc_proximity::auth::device;
use mdoc_proximity::cbor::{Embedded, Encoding, RawValue, Writer, from_slice};
use mdoc_proximity::cose::encode_key;
use mdoc_proximity::crypto::{
    AgreementKey, CryptoError, CryptoProvider, Curve, PublicKey, SecretKey, SharedSecret, SignatureAlgorithm,
    SigningKey,
};
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{Credential, LocalSigningKey};
use mdoc_proximity::issuer::{
    self, AlternativeName, Authority, CertificateSpec, Dates, Document, DocumentSigner, MsoBuilder, SubjectName,
    UnsignedDocument, Validity,
};
use mdoc_proximity::model::engagement::EngagementTemplate;
use mdoc_proximity::model::mso::status::{Status, StatusReference};
use mdoc_proximity::model::response::{DocumentParts, IssuerSigned, encode_response};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::model::transcript::{Handover, SessionTranscript};
use mdoc_proximity::reader::{ReaderIdentity, Request, Retain};
use mdoc_proximity::report::Profile;
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::{Certificate, Purpose};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use super::providers::{choose, maker};

/// 2026-06-01T12:00:00Z.
pub const NOW: UnixTime = UnixTime::from_unix_seconds(1_780_315_200);
pub const STATUS_URI: &str = "https://issuer.example/status/1";
pub const STATUS_INDEX: u64 = 412;
pub const PROFILES: [Profile; 2] = [Profile::Strict, Profile::Field];

const CRL: &str = "https://issuer.example/crl";

pub static WORLD: LazyLock<World> = LazyLock::new(World::new);

pub struct World {
    pub iaca: Authority,
    pub signer: DocumentSigner,
    pub reader_ca: Authority,
    pub reader: ReaderIdentity,
    /// Signs trust lists and status lists, each under a root of its own.
    pub list_key: Arc<dyn SigningKey>,
    pub issuer_roots: TrustAnchors,
    pub reader_roots: TrustAnchors,
    pub list_roots: TrustAnchors,
    pub vical_signer: Certificate,
    pub rical_signer: Certificate,
    pub status_signer: Certificate,
    /// The issuer's part of the licence.
    pub unsigned: UnsignedDocument,
    pub issuer_signed: Vec<u8>,
    pub device_key: SecretKey,
    /// The session's ephemeral keys, and all that follows from them.
    pub e_device_key: Shared,
    pub e_reader_key: Shared,
    pub e_reader_key_bytes: Vec<u8>,
    pub engagement: Vec<u8>,
    pub transcript: SessionTranscript,
    pub zab: Vec<u8>,
    /// The licence's elements as issued: name space, identifier, encoded value.
    pub issued: Vec<(String, String, Vec<u8>)>,
}

impl World {
    fn new() -> Self {
        let authority = |seed, spec: &CertificateSpec| {
            Authority::self_signed(&mut rng(seed), spec, signing_key(seed + 1)).expect("an authority")
        };
        let iaca = authority(10, &CertificateSpec::iaca(name("Fuzz IACA"), around(365, 3000), contact(), CRL));
        let reader_ca =
            authority(20, &CertificateSpec::reader_ca(name("Fuzz reader CA"), around(365, 3000), CRL, Some(0)));
        let list_root =
            authority(30, &CertificateSpec::reader_ca(name("Fuzz list CA"), around(365, 3000), CRL, Some(0)));

        let purposes = [Purpose::MDL_DOCUMENT_SIGNER];
        let spec = CertificateSpec::document_signer(name("Fuzz signer"), around(30, 400), contact(), CRL, &purposes);
        let key = signing_key(40);
        let certificate = iaca.issue(&mut rng(41), &spec, key.public_key()).expect("a document signer");
        let signer = DocumentSigner::new(key, vec![certificate.der().to_vec()]);

        let key = signing_key(50);
        let spec = CertificateSpec::reader(name("Fuzz reader"), around(30, 365), CRL);
        let certificate = reader_ca.issue(&mut rng(51), &spec, key.public_key()).expect("a reader");
        let reader = ReaderIdentity::new(Arc::from(key), vec![certificate.der().to_vec()]);

        let list_key: Arc<dyn SigningKey> = Arc::from(signing_key(60));
        let listed = |authority: &Authority, seed, spec: CertificateSpec| {
            authority.issue(&mut rng(seed), &spec, list_key.public_key()).expect("a signer of lists")
        };
        let vical_signer =
            listed(&list_root, 61, CertificateSpec::vical_signer(name("Fuzz VICAL"), around(30, 365), CRL));
        let rical_signer =
            listed(&list_root, 62, CertificateSpec::rical_signer(name("Fuzz RICAL"), around(30, 365), CRL));
        let status_signer = listed(&iaca, 63, CertificateSpec::list_signer(name("Fuzz status"), around(30, 365), CRL));

        let device_key = secret(70);
        let device_public = maker().keys.signing_key(&device_key).expect("a device key");
        let mut unsigned = issuer::prepare(&maker(), &mut rng(71), device_public.public_key(), &licence());
        let reference = StatusReference { idx: STATUS_INDEX, uri: STATUS_URI, certificate: None };
        let status = Status { status_list: Some(reference), ..Status::default() };
        unsigned.mso.status = Some(mdoc_proximity::cbor::to_vec(&status));
        let issuer_signed = unsigned.sign(&signer).expect("an issued licence");
        let issued = unsigned.items.iter().flat_map(|(name_space, items)| {
            items.iter().map(|item| (name_space.clone(), item.element_identifier.clone(), item.element_value.clone()))
        });
        let issued = issued.collect();

        let (e_device_key, e_reader_key) = (Shared::new(80), Shared::new(81));
        let engagement = mdoc_proximity::cbor::to_vec(&EngagementTemplate {
            e_device_key_bytes: &key_bytes(&e_device_key),
            retrieval_methods: &[ble()],
            capabilities: None,
        });
        let e_reader_key_bytes = key_bytes(&e_reader_key);
        let transcript = SessionTranscript::proximity(&engagement, &e_reader_key_bytes, Handover::Qr);
        let zab = e_reader_key.agree(e_device_key.public_key()).expect("a shared secret").expose().to_vec();
        Self {
            issuer_roots: anchors(TrustAnchors::issuers(), &iaca),
            reader_roots: anchors(TrustAnchors::readers(), &reader_ca),
            list_roots: anchors(TrustAnchors::list_signers(), &list_root),
            iaca,
            signer,
            reader_ca,
            reader,
            list_key,
            vical_signer,
            rical_signer,
            status_signer,
            unsigned,
            issuer_signed,
            device_key,
            e_device_key,
            e_reader_key,
            e_reader_key_bytes,
            engagement,
            transcript,
            zab,
            issued,
        }
    }

    /// The reader's certificate with a key that does not sign: a session that is fuzzed shall not wait for signatures.
    pub fn mute_reader(&self) -> ReaderIdentity {
        let key = Unsigned(*self.reader.key().public_key());
        ReaderIdentity::new(Arc::new(key), self.reader.x5chain().into_iter().map(<[u8]>::to_vec).collect())
    }

    pub fn credential(&self) -> Credential {
        Credential::from_issuer_signed(self.issuer_signed.clone()).expect("our own licence")
    }

    pub fn device_signer(&self, provider: &CryptoProvider) -> LocalSigningKey {
        LocalSigningKey::from_secret(provider, &self.device_key).expect("our own key")
    }

    /// A response with all that was asked for, signed or with a MAC, over the session's transcript.
    pub fn response(&self, by_mac: bool) -> Vec<u8> {
        let (parsed, _) = mdoc_proximity::cbor::from_slice::<IssuerSigned<'_>>(&self.issuer_signed, Default::default())
            .expect("our own licence");
        let device_name_spaces_bytes = [0xd8, 0x18, 0x41, 0xa0];
        let device_auth = if by_mac {
            let key = maker().keys.agreement_key(&self.device_key).expect("our own key");
            let zab = key.agree(self.e_reader_key.public_key()).expect("a shared secret");
            device::mac(&maker(), &zab, &self.transcript, mdl::DOCTYPE, &device_name_spaces_bytes).expect("a MAC")
        } else {
            let key = maker().keys.signing_key(&self.device_key).expect("our own key");
            let input =
                device::signing_input(key.algorithm(), &self.transcript, mdl::DOCTYPE, &device_name_spaces_bytes);
            input.finish(&key.sign(&[&input.to_be_signed()]).expect("a signature"))
        };
        let wanted = ["family_name", "age_over_18", "issuing_country"];
        let items = parsed.name_spaces.iter().map(|(name_space, items)| {
            let asked = items.iter().filter(|item| wanted.contains(&item.element_identifier));
            (*name_space, asked.map(|item| item.bytes()).collect())
        });
        let document = DocumentParts {
            doc_type: mdl::DOCTYPE,
            issuer_name_spaces: items.collect(),
            issuer_auth: parsed.issuer_auth.bytes,
            device_name_spaces_bytes: &device_name_spaces_bytes,
            is_signature: !by_mac,
            device_auth: &device_auth,
        };
        encode_response(&[document], &[], 0)
    }

    /// Whether this element was issued with this value.
    pub fn has_issued(&self, name_space: &str, identifier: &str, value: &[u8]) -> bool {
        self.issued.iter().any(|(of, named, is)| of == name_space && named == identifier && is == value)
    }

    pub fn zab(&self) -> SharedSecret {
        SharedSecret::new(self.zab.clone().into()).expect("a shared secret")
    }
}

/// The bare MobileSecurityObject, without the tag around it.
pub fn bare(mso: &MsoBuilder) -> Vec<u8> {
    let bytes = mso.to_bytes();
    let (mso, _) = from_slice::<Embedded<'_, RawValue<'_>>>(&bytes, Encoding::Strict).expect("our own MSO");
    mso.content().to_vec()
}

/// What our reader asks for.
pub fn request() -> Request {
    Request::builder()
        .document(mdl::DOCTYPE)
        .item(&mdl::FAMILY_NAME, Retain::Yes)
        .item(&mdl::AGE_OVER_18, Retain::No)
        .item(&mdl::ISSUING_COUNTRY, Retain::No)
        .build()
        .expect("a request")
}

pub fn ble() -> RetrievalMethod {
    RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() })
}

fn licence() -> Document {
    Document::new(mdl::DOCTYPE, Dates::days(NOW, 300))
        .element(mdl::NAMESPACE, "family_name", "Fuzz")
        .and_then(|document| document.element(mdl::NAMESPACE, "issuing_country", "NO"))
        .and_then(|document| document.element(mdl::NAMESPACE, "portrait", [0xff, 0xd8, 0xff, 0xd9].as_slice()))
        .and_then(|document| document.element(mdl::NAMESPACE, "age_over_18", &true))
        .and_then(|document| document.element(mdl::NAMESPACE, "age_over_65", &false))
        .expect("a licence")
}

pub fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub fn secret(seed: u64) -> SecretKey {
    maker().keys.generate(Curve::P256, &mut rng(seed)).expect("a secret")
}

pub fn signing_key(seed: u64) -> Box<dyn SigningKey> {
    maker().keys.signing_key(&secret(seed)).expect("a signing key")
}

pub fn name(common: &str) -> SubjectName {
    let organization = Some("Fuzz".to_owned());
    SubjectName { country: Some("NO".into()), organization, common_name: common.into(), ..SubjectName::default() }
}

pub fn around(back: u64, on: u64) -> Validity {
    let days = |count: u64| Duration::from_secs(count * 86_400);
    Validity { not_before: NOW.minus(days(back)), not_after: NOW.plus(days(on)) }
}

pub fn contact() -> AlternativeName {
    AlternativeName::Uri("https://issuer.example".into())
}

fn anchors(mut anchors: TrustAnchors, authority: &Authority) -> TrustAnchors {
    anchors.add(&maker(), authority.certificate().der(), Profile::Strict).expect("an anchor");
    anchors
}

/// COSE_Key inside tag 24.
pub fn key_bytes(key: &dyn AgreementKey) -> Vec<u8> {
    let (mut cose_key, mut embedded) = (Writer::new(), Writer::new());
    encode_key(key.public_key(), &mut cose_key);
    embedded.embedded(cose_key.as_slice());
    embedded.into_vec()
}

/// A private key that many sessions can have: a session takes its key for good.
#[derive(Clone)]
pub struct Shared(Arc<dyn AgreementKey>);

impl Shared {
    fn new(seed: u64) -> Self {
        Self::on(Curve::P256, seed)
    }

    pub fn on(curve: Curve, seed: u64) -> Self {
        let secret = maker().keys.generate(curve, &mut rng(seed)).expect("a secret");
        // Agreement has one outcome whoever computes it, so that the fast provider may.
        Self(Arc::from(choose(0).keys.agreement_key(&secret).expect("an agreement key")))
    }
}

impl AgreementKey for Shared {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn agree(&self, peer: &PublicKey) -> Result<SharedSecret, CryptoError> {
        self.0.agree(peer)
    }
}

/// A key that does not sign: 64 zeros are its signature, for providers that trust.
pub struct Unsigned(pub PublicKey);

impl SigningKey for Unsigned {
    fn public_key(&self) -> &PublicKey {
        &self.0
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::for_curve(self.0.curve()).expect("a curve that signs")
    }

    fn sign(&self, _: &[&[u8]]) -> Result<Vec<u8>, CryptoError> {
        Ok(vec![0; 64])
    }
}
