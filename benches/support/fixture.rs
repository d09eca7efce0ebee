//! What benches and allocation tests measure: documents of any size, issued, shown and received by this library, and the
//! raw operations that nobody can do without.
//!
//! Included by `#[path]`, as each bench and test is a crate of its own.
#![allow(dead_code, unreachable_pub, missing_docs)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::sync::Arc;

use mdoc_proximity::auth::device;
use mdoc_proximity::cbor::{Encoding, Writer, from_slice};
use mdoc_proximity::cose::{encode_key, sig_structure};
use mdoc_proximity::crypto::{
    AgreementKey, CryptoProvider, Curve, HashAlgorithm, PublicKey, SecretKey, SignatureAlgorithm, SignatureScheme,
    SigningKey,
};
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{self, Credential, DeviceKey, LocalMacKey, LocalSigningKey};
use mdoc_proximity::issuer::{
    AlternativeName, Authority, CertificateSpec, Dates, Document, DocumentSigner, SubjectName, Validity, issue,
};
use mdoc_proximity::model::authentication::device_authentication_bytes;
use mdoc_proximity::model::response::DeviceResponse;
use mdoc_proximity::model::transcript::{Handover, SessionTranscript};
use mdoc_proximity::reader::{self, Request, Retain, Verification};
use mdoc_proximity::report::Profile;
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::{PathCache, Purpose};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use x509_cert::der::{Decode as _, Encode as _};

/// 2026-06-01T12:00:00Z.
pub const NOW: UnixTime = UnixTime::from_unix_seconds(1_780_315_200);

/// Portraits that make a response of about 3, 34 and 300 KB.
pub const PORTRAITS: [(&str, usize); 3] = [("3 KB", 1), ("34 KB", 30_000), ("300 KB", 296_000)];

/// What is shown, and how.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Bytes of the portrait.
    pub portrait: usize,
    /// How many documents there are.
    pub documents: usize,
    /// The curve of every key: IACA, document signer, device, session; where it cannot be, that key's is P-256.
    pub curve: Curve,
    /// Whether the device makes a MAC.
    pub mac: bool,
    /// Whether the document signer is for mDLs only, as some verifiers want it.
    pub mdl_only: bool,
}

impl Default for Shape {
    /// One mDL of 34 KB on P-256 with a device signature.
    fn default() -> Self {
        Self { portrait: 30_000, documents: 1, curve: Curve::P256, mac: false, mdl_only: false }
    }
}

/// An issuer, a wallet, a reader, and the response that went between them.
pub struct Fixture {
    pub now: UnixTime,
    pub shape: Shape,
    pub provider: CryptoProvider,
    pub iaca: Vec<u8>,
    pub signer: DocumentSigner,
    pub document: Document,
    pub device: SecretKey,
    pub credentials: Vec<Credential>,
    pub holder: holder::Config,
    pub reader: reader::Config,
    pub request: Request,
    pub transcript: SessionTranscript,
    pub e_reader_key: Box<dyn AgreementKey>,
    pub response: Vec<u8>,
}

fn days(count: u64) -> core::time::Duration {
    core::time::Duration::from_secs(count * 86_400)
}

fn name(common_name: &str) -> SubjectName {
    SubjectName { country: Some("NO".into()), common_name: common_name.into(), ..SubjectName::default() }
}

fn around(now: UnixTime, back: u64, on: u64) -> Validity {
    Validity { not_before: now.minus(days(back)), not_after: now.plus(days(on)) }
}

pub fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// The document type of the n-th document: the mDL, and others of the same elements.
fn doc_type(index: usize) -> String {
    if index == 0 { mdl::DOCTYPE.to_owned() } else { format!("org.example.card.{index}") }
}

/// Thirteen elements of an mDL, one of them the portrait.
pub fn document(doc_type: &str, portrait: usize, now: UnixTime) -> Document {
    let mut date = Writer::new();
    date.tag(1004).text("1990-05-17");
    let portrait: Vec<u8> = (0..portrait).map(|at| at.to_le_bytes()[0].wrapping_mul(167)).collect();
    let text = |text: &str| {
        let mut writer = Writer::new();
        writer.text(text);
        writer.into_vec()
    };
    let mut bytes = Writer::new();
    bytes.bytes(&portrait);
    let mut privileges = Writer::new();
    privileges.array(1).map(3).text("vehicle_category_code").text("B");
    privileges.text("issue_date").tag(1004).text("2020-01-01").text("expiry_date").tag(1004).text("2030-01-01");
    let elements: [(&str, Vec<u8>); 13] = [
        ("family_name", text("Nordmann")),
        ("given_name", text("Kari Testine")),
        ("birth_date", date.as_slice().to_vec()),
        ("issue_date", date.as_slice().to_vec()),
        ("expiry_date", date.as_slice().to_vec()),
        ("issuing_country", text("NO")),
        ("issuing_authority", text("Statens vegvesen (test)")),
        ("document_number", text("NO-1234567")),
        ("portrait", bytes.into_vec()),
        ("driving_privileges", privileges.into_vec()),
        ("un_distinguishing_sign", text("N")),
        ("age_over_18", vec![0xf5]),
        ("age_over_21", vec![0xf5]),
    ];
    let document = Document::new(doc_type, Dates::days(now.minus(days(10)), 300));
    elements
        .into_iter()
        .fold(document, |document, (identifier, value)| document.raw_element(mdl::NAMESPACE, identifier, value))
}

/// What asks for all of it.
pub fn request(documents: usize) -> Request {
    let elements = [
        "family_name",
        "given_name",
        "birth_date",
        "issue_date",
        "expiry_date",
        "issuing_country",
        "issuing_authority",
        "document_number",
        "portrait",
        "driving_privileges",
        "un_distinguishing_sign",
        "age_over_18",
        "age_over_21",
    ];
    let all = (0..documents).fold(Request::builder(), |builder, index| {
        elements.iter().fold(builder.document(doc_type(index)), |builder, identifier| {
            builder.element(mdl::NAMESPACE, *identifier, Retain::No)
        })
    });
    all.build().unwrap()
}

fn roots(provider: CryptoProvider, iaca: &[u8]) -> TrustAnchors {
    let mut roots = TrustAnchors::issuers();
    roots.add(&provider, iaca, Profile::Strict).unwrap();
    roots
}

fn reader_config(provider: CryptoProvider, iaca: &[u8], known: Option<Arc<PathCache>>) -> reader::Config {
    let builder = reader::Config::builder(provider).issuer_roots(roots(provider, iaca)).anonymous();
    known.into_iter().fold(builder, |builder, known| builder.path_cache(known)).build().unwrap()
}

impl Fixture {
    pub fn new(provider: CryptoProvider, shape: Shape) -> Self {
        Self::at(NOW, provider, shape)
    }

    /// As of another day, for those who look at a clock.
    pub fn at(now: UnixTime, provider: CryptoProvider, shape: Shape) -> Self {
        let mut rng = rng(5);
        let curve = shape.curve;
        // Where a curve signs only, or agrees only, P-256 does the rest; no IACA is on an Edwards curve.
        let (signs, agrees) = (curve.can_sign(), curve.can_agree());
        let mut secret = |fits: bool| {
            let curve = if fits { curve } else { Curve::P256 };
            provider.keys.generate(curve, &mut rng).unwrap()
        };
        let (root, signer, device, ephemeral) = (secret(signs && agrees), secret(signs), secret(true), secret(agrees));
        let signing = |secret: &SecretKey| provider.keys.signing_key(secret).unwrap();
        let contact = || AlternativeName::Uri("https://issuer.example".to_owned());

        let spec =
            CertificateSpec::iaca(name("Test IACA"), around(now, 365, 3000), contact(), "https://issuer.example/crl");
        let iaca = Authority::self_signed(&mut rng, &spec, signing(&root)).unwrap();
        let purposes = [Purpose::MDL_DOCUMENT_SIGNER, Purpose::MDOC_DOCUMENT_SIGNER];
        let purposes = if shape.mdl_only { &purposes[..1] } else { &purposes };
        let spec = CertificateSpec::document_signer(
            name("Test signer"),
            around(now, 30, 400),
            contact(),
            "https://issuer.example/crl",
            purposes,
        );
        let key = signing(&signer);
        let certificate = iaca.issue(&mut rng, &spec, key.public_key()).unwrap();
        let signer = DocumentSigner::new(key, vec![certificate.der().to_vec()]);
        let device_public = match curve.can_agree() {
            true => *provider.keys.agreement_key(&device).unwrap().public_key(),
            false => *signing(&device).public_key(),
        };
        let documents = (0..shape.documents).map(|index| document(&doc_type(index), shape.portrait, now));
        let credentials = documents
            .map(|document| issue(&provider, &mut rng, &signer, &device_public, &document).unwrap())
            .map(|issued| Credential::from_issuer_signed(issued).unwrap())
            .collect();

        let reader = reader_config(provider, iaca.certificate().der(), None);
        let holder = holder::Config::builder(provider).reader_anchors(TrustAnchors::readers());
        let e_reader_key = provider.keys.agreement_key(&ephemeral).unwrap();
        let holder = holder.curve(e_reader_key.public_key().curve());
        let mut cose_key = Writer::new();
        encode_key(e_reader_key.public_key(), &mut cose_key);
        let mut key_bytes = Writer::new();
        key_bytes.embedded(cose_key.as_slice());
        let transcript = SessionTranscript::proximity(&[0xa0; 120], key_bytes.as_slice(), Handover::Qr);

        let mut fixture = Self {
            now,
            shape,
            provider,
            iaca: iaca.certificate().der().to_vec(),
            signer,
            document: document(mdl::DOCTYPE, shape.portrait, now),
            device,
            credentials,
            holder: holder.build().unwrap(),
            reader,
            request: request(shape.documents),
            transcript,
            e_reader_key,
            response: Vec::new(),
        };
        fixture.response = fixture.respond().as_bytes().to_vec();
        fixture
    }

    /// The request in the clear.
    pub fn request_bytes(&self) -> Vec<u8> {
        self.request.encode(None, &self.transcript).unwrap()
    }

    /// The device key, which signs or agrees.
    pub fn device_key(&self) -> Box<dyn DeviceKey> {
        let keys = self.provider.keys;
        if self.shape.mac {
            Box::new(LocalMacKey::new(keys.agreement_key(&self.device).unwrap()))
        } else {
            Box::new(LocalSigningKey::from_secret(&self.provider, &self.device).unwrap())
        }
    }

    /// The device key, as the provider has it.
    pub fn device_signing_key(&self) -> Box<dyn SigningKey> {
        self.provider.keys.signing_key(&self.device).unwrap()
    }

    /// The device's raw operations for one document: a signature, or agreement, key derivation and MAC.
    pub fn authenticator(&self, message: Vec<u8>) -> Box<dyn FnMut()> {
        let provider = self.provider;
        if !self.shape.mac {
            let key = self.device_signing_key();
            return Box::new(move || drop(core::hint::black_box(key.sign(&[&message]).unwrap())));
        }
        let key = provider.keys.agreement_key(&self.device).unwrap();
        let (peer, transcript) = (*self.e_reader_key.public_key(), self.transcript.clone());
        Box::new(move || {
            let zab = key.agree(&peer).unwrap();
            let key = device::mac_key(&provider, &zab, &transcript).unwrap();
            core::hint::black_box(provider.mac.hmac_sha256(&*key, &[&message]));
        })
    }

    /// A response to the request, outside a session.
    pub fn respond(&self) -> holder::Response {
        let key = Some(*self.e_reader_key.public_key());
        let request = holder::Request::outside_session(
            self.request_bytes(),
            &self.holder,
            self.transcript.clone(),
            key,
            self.now,
        );
        let credentials: Vec<&Credential> = self.credentials.iter().collect();
        request.unwrap().disclose(&credentials, |_| true).sign(&*self.device_key()).unwrap()
    }

    pub fn verification(&self) -> Verification<'_> {
        Verification {
            config: &self.reader,
            transcript: Some(&self.transcript),
            e_reader_key: Some(&*self.e_reader_key),
            request: Some(&self.request),
            at: self.now,
        }
    }

    /// Verifies the response, which must hold.
    pub fn verify(&self) -> reader::Verdict<'_> {
        let verdict = reader::verify(&self.response, &self.verification()).unwrap();
        assert!(verdict.is_verified(), "{:?}", verdict.documents().iter().map(|it| it.report()).collect::<Vec<_>>());
        verdict
    }

    /// The reader's, of issuers.
    pub fn roots(&self) -> TrustAnchors {
        roots(self.provider, &self.iaca)
    }

    /// From now on the reader remembers document signers.
    pub fn remember_paths(&mut self) {
        self.reader = reader_config(self.provider, &self.iaca, Some(Arc::default()));
    }

    /// The raw operations behind [`verify`](Self::verify).
    pub fn floor(&self) -> Floor {
        Floor::of(self)
    }
}

/// A signature to be verified, all of it at hand.
pub struct Signed {
    pub scheme: SignatureScheme,
    pub key: PublicKey,
    pub message: Vec<u8>,
    pub signature: Vec<u8>,
}

/// The raw operations of a verification: nothing is left of the protocol.
pub struct Floor {
    provider: CryptoProvider,
    /// The document signers' certificates, first.
    pub chain: Vec<Signed>,
    pub signatures: Vec<Signed>,
    pub items: Vec<Vec<u8>>,
    /// Of a MAC: the device's key, what is authenticated, and the tag.
    macs: Vec<(PublicKey, Vec<u8>)>,
    transcript: SessionTranscript,
}

/// A certificate's signature under this key.
fn certificate(der: &[u8], provider: &CryptoProvider, curve: Curve, issuer: &[u8]) -> Signed {
    let read = x509_cert::Certificate::from_der(der).unwrap();
    let issuer = mdoc_proximity::x509::Certificate::from_der(issuer).unwrap();
    let algorithm = SignatureAlgorithm::for_curve(curve).unwrap();
    let mut fixed = Vec::new();
    let sequence: Vec<x509_cert::der::asn1::Uint> = Vec::from_der(read.signature().raw_bytes()).unwrap();
    for number in &sequence {
        let number = number.as_bytes();
        fixed.resize(fixed.len() + curve.width() - number.len(), 0);
        fixed.extend_from_slice(number);
    }
    Signed {
        scheme: algorithm.scheme(),
        key: issuer.public_key(provider).unwrap(),
        message: read.tbs_certificate().to_der().unwrap(),
        signature: fixed,
    }
}

impl Floor {
    fn of(fixture: &Fixture) -> Self {
        let provider = fixture.provider;
        let (response, _) = from_slice::<DeviceResponse<'_>>(&fixture.response, Encoding::Strict).unwrap();
        let scheme = SignatureAlgorithm::for_curve(fixture.shape.curve).unwrap().scheme();
        let device = *fixture.provider.keys.agreement_key(&fixture.device).unwrap().public_key();
        let mut floor = Self {
            provider,
            chain: Vec::new(),
            signatures: Vec::new(),
            items: Vec::new(),
            macs: Vec::new(),
            transcript: fixture.transcript.clone(),
        };
        for document in response.documents.iter().flatten() {
            let issuer_auth = &document.issuer_signed.issuer_auth;
            floor.chain.push(certificate(issuer_auth.x5chain()[0], &provider, fixture.shape.curve, &fixture.iaca));
            floor.signatures.push(Signed {
                scheme,
                key: *fixture.signer.public_key(),
                message: sig_structure(issuer_auth.protected_bytes, issuer_auth.payload.unwrap()),
                signature: issuer_auth.signature.to_vec(),
            });
            let items = document.issuer_signed.name_spaces.iter().flat_map(|(_, items)| items);
            floor.items.extend(items.map(|item| item.bytes().to_vec()));
            let signed = &document.device_signed;
            let payload =
                device_authentication_bytes(&fixture.transcript, document.doc_type, signed.name_spaces.bytes());
            if let Some(sign1) = &signed.device_auth.device_signature {
                floor.signatures.push(Signed {
                    scheme,
                    key: device,
                    message: sig_structure(sign1.protected_bytes, &payload),
                    signature: sign1.signature.to_vec(),
                });
            } else {
                floor.macs.push((device, payload));
            }
        }
        floor
    }

    fn check(&self, signed: &[Signed]) {
        for Signed { scheme, key, message, signature } in signed {
            self.provider.verifier.verify(*scheme, key, &[message], signature).unwrap();
        }
    }

    /// Three verifications a document (two and a MAC), and the digests of its items.
    pub fn verify(&self, e_reader_key: &dyn AgreementKey) {
        self.check(&self.chain);
        self.verify_known(e_reader_key);
    }

    /// The same where the document signer's certificate was verified before.
    pub fn verify_known(&self, e_reader_key: &dyn AgreementKey) {
        self.check(&self.signatures);
        for (device, payload) in &self.macs {
            let zab = e_reader_key.agree(device).unwrap();
            let key = device::mac_key(&self.provider, &zab, &self.transcript).unwrap();
            core::hint::black_box(self.provider.mac.hmac_sha256(&*key, &[payload]));
        }
        self.digests();
    }

    /// The digests of all items.
    pub fn digests(&self) {
        for item in &self.items {
            core::hint::black_box(self.provider.hash.digest(HashAlgorithm::Sha256, &[item]));
        }
    }

    /// What the device of the first document signs or authenticates.
    pub fn device_message(&self) -> Vec<u8> {
        let signed = self.signatures.get(1).map(|signed| &signed.message);
        let message = self.macs.first().map_or(signed, |(_, payload)| Some(payload));
        message.unwrap().clone()
    }
}
