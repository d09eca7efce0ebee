//! Issuer, reader and one driving licence, made by our issuer module around today, and handed to isomdl as bytes.

use core::time::Duration;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use ciborium::Value;
use isomdl::definitions::device_request::Namespaces;
use isomdl::definitions::x509::X5Chain;
use isomdl::definitions::x509::trust_anchor::{TrustAnchor, TrustAnchorRegistry, TrustPurpose};
use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::crypto::{CryptoProvider, Curve, SecretKey, SigningKey, rustcrypto};
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{self, Credential, LocalMacKey, LocalSigningKey};
use mdoc_proximity::issuer::{
    self, AlternativeName, Authority, CertificateSpec, Dates, Document, DocumentSigner, SubjectName, UnsignedDocument,
    Validity,
};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::model::session::SessionData;
use mdoc_proximity::reader::{self, ReaderIdentity, Request, Retain};
use mdoc_proximity::report::Profile;
use mdoc_proximity::session::{Endpoint, Output};
use mdoc_proximity::time::{Monotonic, Now, UnixTime};
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::Purpose;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

pub const PROVIDER: CryptoProvider = rustcrypto::PROVIDER;

/// The service UUID in the engagements of both.
pub const SERVICE: [u8; 16] = [7; 16];

/// A namespace of one country, besides the standard's.
pub const DOMESTIC: &str = "org.iso.18013.5.1.NO";

pub struct World {
    pub rng: ChaCha20Rng,
    pub now: Now,
    pub iaca: Authority,
    pub signer: DocumentSigner,
    /// The signer's key once more, for documents that isomdl assembles.
    pub signer_key: SecretKey,
    pub reader_ca: Authority,
}

impl World {
    pub fn new(seed: u64) -> Self {
        Self::with_signer(seed, Curve::P256, &[Purpose::MDL_DOCUMENT_SIGNER])
    }

    /// With a document signer for these purposes, it and its root on this curve.
    pub fn with_signer(seed: u64, curve: Curve, purposes: &[&str]) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let now = Now {
            monotonic: Monotonic::new(Duration::ZERO),
            wall: UnixTime::from_unix_seconds(wall.as_secs().try_into().unwrap()),
        };
        let contact = || AlternativeName::Uri("https://issuer.example".into());
        let around = |back, on| around(now, back, on);

        let key = signing_key(&PROVIDER.keys.generate(curve, &mut rng).unwrap());
        let spec = CertificateSpec::iaca(name("Test IACA"), around(365, 3000), contact(), "https://issuer.example/crl");
        let iaca = Authority::self_signed(&mut rng, &spec, key).unwrap();

        let signer_key = PROVIDER.keys.generate(curve, &mut rng).unwrap();
        let key = signing_key(&signer_key);
        let (subject, crl) = (name("Test signer"), "https://issuer.example/crl");
        let spec = CertificateSpec::document_signer(subject, around(30, 400), contact(), crl, purposes);
        let certificate = iaca.issue(&mut rng, &spec, key.public_key()).unwrap();
        let signer = DocumentSigner::new(key, vec![certificate.der().to_vec()]);

        let key = signing_key(&PROVIDER.keys.generate(Curve::P256, &mut rng).unwrap());
        let subject = name("Test reader CA");
        let spec = CertificateSpec::reader_ca(subject, around(365, 3000), "https://ca.example/crl", Some(0));
        let reader_ca = Authority::self_signed(&mut rng, &spec, key).unwrap();
        Self { rng, now, iaca, signer, signer_key, reader_ca }
    }

    /// Whom isomdl trusts: our two authorities, each for its own purpose.
    pub fn registry(&self) -> TrustAnchorRegistry {
        let anchor = |authority: &Authority, purpose| {
            let chain = X5Chain::builder().with_der_certificate(authority.certificate().der()).unwrap().build();
            TrustAnchor { certificate: chain.unwrap().end_entity_certificate().clone(), purpose }
        };
        TrustAnchorRegistry {
            anchors: vec![anchor(&self.iaca, TrustPurpose::Iaca), anchor(&self.reader_ca, TrustPurpose::ReaderCa)],
        }
    }

    pub fn holder_config(&self) -> holder::Config {
        holder::Config::builder(PROVIDER)
            .reader_anchors(anchors(TrustAnchors::readers(), &self.reader_ca))
            .build()
            .unwrap()
    }

    pub fn reader_config(&self) -> reader::Config {
        reader::Config::builder(PROVIDER)
            .issuer_roots(anchors(TrustAnchors::issuers(), &self.iaca))
            .anonymous()
            .build()
            .unwrap()
    }

    /// A reader with a certificate of our reader CA, in which `change` changes what it likes.
    pub fn identity(&mut self, change: impl FnOnce(&mut CertificateSpec)) -> ReaderIdentity {
        let key = signing_key(&PROVIDER.keys.generate(Curve::P256, &mut self.rng).unwrap());
        let subject = SubjectName { organization: Some("Apotek Eksempel".into()), ..name("Counter 1") };
        let mut spec = CertificateSpec::reader(subject, around(self.now, 30, 365), "https://ca.example/crl");
        change(&mut spec);
        let certificate = self.reader_ca.issue(&mut self.rng, &spec, key.public_key()).unwrap();
        ReaderIdentity::new(Arc::from(key), vec![certificate.der().to_vec()])
    }

    pub fn authenticated(&mut self, change: impl FnOnce(&mut CertificateSpec)) -> reader::Config {
        let identity = self.identity(change);
        let builder = reader::Config::builder(PROVIDER).issuer_roots(anchors(TrustAnchors::issuers(), &self.iaca));
        builder.authenticate_as(identity).build().unwrap()
    }

    /// The licence and its key, as our holder has them.
    pub fn licence(&mut self) -> (Credential, LocalSigningKey) {
        let (issued, key) = self.issue(|_| {});
        (Credential::from_issuer_signed(issued).unwrap(), key)
    }

    /// The licence with a key that makes MACs.
    pub fn mac_licence(&mut self) -> (Vec<u8>, LocalMacKey) {
        let secret = PROVIDER.keys.generate(Curve::P256, &mut self.rng).unwrap();
        let key = PROVIDER.keys.agreement_key(&secret).unwrap();
        let document = licence(self.now);
        let issued = issuer::issue(&PROVIDER, &mut self.rng, &self.signer, key.public_key(), &document).unwrap();
        (issued, LocalMacKey::new(key))
    }

    /// The licence as IssuerSigned, signed after `change` spoilt what it likes, and its key.
    pub fn issue(&mut self, change: impl FnOnce(&mut UnsignedDocument)) -> (Vec<u8>, LocalSigningKey) {
        let key = signing_key(&PROVIDER.keys.generate(Curve::P256, &mut self.rng).unwrap());
        let mut unsigned = issuer::prepare(&PROVIDER, &mut self.rng, key.public_key(), &licence(self.now));
        change(&mut unsigned);
        (unsigned.sign(&self.signer).unwrap(), LocalSigningKey::new(key))
    }
}

pub fn signing_key(secret: &SecretKey) -> Box<dyn SigningKey> {
    PROVIDER.keys.signing_key(secret).unwrap()
}

fn name(common: &str) -> SubjectName {
    SubjectName { country: Some("NO".into()), common_name: common.into(), ..SubjectName::default() }
}

fn around(now: Now, days_back: u64, days_on: u64) -> Validity {
    let days = |count: u64| Duration::from_secs(count * 86_400);
    Validity { not_before: now.wall.minus(days(days_back)), not_after: now.wall.plus(days(days_on)) }
}

fn anchors(mut anchors: TrustAnchors, authority: &Authority) -> TrustAnchors {
    anchors.add(&PROVIDER, authority.certificate().der(), Profile::Strict).unwrap();
    anchors
}

fn full_date(text: &str) -> Value {
    Value::Tag(1004, Box::new(text.into()))
}

/// Every element of the licence: namespace, identifier, value. All kinds of values an mDL has.
pub fn elements() -> Vec<(&'static str, &'static str, Value)> {
    let portrait = [&[0xff, 0xd8, 0xff, 0xe0][..], &[0x5a; 3000], &[0xff, 0xd9]].concat();
    let privilege = Value::Map(vec![
        ("vehicle_category_code".into(), "B".into()),
        ("issue_date".into(), full_date("2018-06-01")),
        ("expiry_date".into(), full_date("2033-06-01")),
    ]);
    vec![
        (mdl::NAMESPACE, "family_name", "Nordmann-Testesen".into()),
        (mdl::NAMESPACE, "given_name", "Kari-Prøve".into()),
        (mdl::NAMESPACE, "birth_date", full_date("1990-05-17")),
        (mdl::NAMESPACE, "issuing_country", "NO".into()),
        (mdl::NAMESPACE, "document_number", "NO-1234567".into()),
        (mdl::NAMESPACE, "portrait", Value::Bytes(portrait)),
        (mdl::NAMESPACE, "driving_privileges", Value::Array(vec![privilege])),
        (mdl::NAMESPACE, "height", 171.into()),
        (mdl::NAMESPACE, "age_over_18", true.into()),
        (mdl::NAMESPACE, "age_over_21", true.into()),
        (DOMESTIC, "shoe_size", 38.5.into()),
    ]
}

/// The licence, valid from today.
pub fn licence(now: Now) -> Document {
    elements().iter().fold(Document::new(mdl::DOCTYPE, Dates::days(now.wall, 300)), |document, element| {
        document.element(element.0, element.1, &element.2).unwrap()
    })
}

/// Our request for these elements of the licence.
pub fn ask(elements: &[(&str, &str)]) -> Request {
    let builder = Request::builder().document(mdl::DOCTYPE);
    let ask = elements
        .iter()
        .fold(builder, |builder, (name_space, identifier)| builder.element(*name_space, *identifier, Retain::No));
    ask.build().unwrap()
}

/// isomdl's, which is for a driving licence always.
pub fn ask_theirs(elements: &[(&str, &str)]) -> Namespaces {
    let mut name_spaces = BTreeMap::<String, BTreeMap<String, bool>>::new();
    for (name_space, identifier) in elements {
        name_spaces.entry((*name_space).into()).or_default().insert((*identifier).into(), false);
    }
    let name_spaces = name_spaces.into_iter().map(|(name, elements)| (name, elements.try_into().unwrap()));
    name_spaces.collect::<BTreeMap<_, _>>().try_into().unwrap()
}

pub const FAMILY_NAME: (&str, &str) = (mdl::NAMESPACE, "family_name");
pub const AGE_OVER_18: (&str, &str) = (mdl::NAMESPACE, "age_over_18");

pub fn ble() -> RetrievalMethod {
    RetrievalMethod::Ble(BleOptions { central_client: Some(SERVICE), ..BleOptions::default() })
}

/// What one of our sides has to send and to tell.
pub fn drain<S: Endpoint>(side: &mut S) -> (Vec<Vec<u8>>, Vec<S::Event>) {
    let (mut messages, mut events) = (Vec::new(), Vec::new());
    loop {
        match side.poll_output() {
            Output::Transmit(message) => messages.push(message),
            Output::Event(event) => events.push(event),
            Output::Idle { .. } => return (messages, events),
        }
    }
}

/// The one message one of our sides has to send.
pub fn sent<S: Endpoint>(side: &mut S) -> Vec<u8> {
    let (mut messages, _) = drain(side);
    assert_eq!(messages.len(), 1);
    messages.remove(0)
}

pub fn request(events: Vec<holder::Event>) -> holder::Request {
    let request = events.into_iter().find_map(|event| match event {
        holder::Event::Request(request) => Some(*request),
        _ => None,
    });
    request.expect("our holder has a request")
}

pub fn response(events: Vec<reader::Event>) -> reader::UnverifiedResponse {
    let response = events.into_iter().find_map(|event| match event {
        reader::Event::Response(response) => Some(response),
        reader::Event::Closed(_) => None,
    });
    response.expect("our reader has a response")
}

/// The status of a SessionData message.
pub fn status(message: &[u8]) -> Option<u64> {
    from_slice::<SessionData<'_>>(message, Encoding::Strict).unwrap().0.status
}

/// A SessionData that says goodbye. isomdl has the structure, and leaves it to its caller to send one.
pub fn their_farewell() -> Vec<u8> {
    use isomdl::definitions::session::{SessionData, Status};
    isomdl::cbor::to_vec(&SessionData { data: None, status: Some(Status::SessionTermination) }).unwrap()
}

/// The message with its last byte, one of the authentication tag's, changed.
pub fn tampered(message: &[u8]) -> Vec<u8> {
    let mut message = message.to_vec();
    *message.last_mut().unwrap() ^= 1;
    message
}
