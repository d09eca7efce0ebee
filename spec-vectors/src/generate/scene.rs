//! A presentation of which every stage can be spoiled, and the cases that come of it.
//!
//! A [`Scene`] is one document of one issuer, shown by one device in one session. What is changed at a stage is followed
//! up by the later ones: a changed item is digested only where it is told so, but whatever is signed is signed as it
//! stands after the change.

mod device;
mod draft;
mod envelope;
mod members;

pub use device::{Device, How};
pub use draft::{Draft, MALFORMED, rejected, response};
pub use envelope::{Envelope, alg, headers, x5chain};
pub use members::Members;

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::crypto::{Curve, HashAlgorithm, SecretKey, SignatureAlgorithm};
use mdoc_proximity::issuer::UnsignedDocument;
use mdoc_proximity::model::transcript::SessionTranscript;

use super::world::{DocumentPlan, Issuer, NOW, Session, embedded, key, public_key};
use crate::format::{Secret, Trust, VerifyResponse};

/// What is done to a value of a stage, in order.
type Stage<T> = Vec<Box<dyn Fn(&mut T)>>;

macro_rules! stages {
    ($($(#[doc = $doc:literal])* $name:ident: $type:ty;)*) => {
        /// What is done at each stage.
        #[derive(Default)]
        struct Stages {
            $($name: Stage<$type>,)*
        }

        impl Scene {
            $(
                $(#[doc = $doc])*
                #[must_use]
                pub fn $name(mut self, change: impl Fn(&mut $type) + 'static) -> Self {
                    self.stages.$name.push(Box::new(change));
                    self
                }
            )*
        }
    };
}

stages! {
    /// Changes items and mobile security object before the issuer signs.
    unsigned: UnsignedDocument;
    /// Changes the issuer's envelope: headers, payload, signature.
    envelope: Envelope;
    /// Changes IssuerSigned.
    issuer_signed: Members;
    /// Changes what the device signs.
    device: Device;
    /// Changes the device's envelope.
    device_envelope: Envelope;
    /// Changes DeviceAuth.
    device_auth: Members;
    /// Changes DeviceSigned.
    device_signed: Members;
    /// Changes the document.
    document: Members;
    /// Changes the list of documents, encoded.
    documents: Vec<Vec<u8>>;
    /// Changes the response.
    response: Members;
    /// Changes the response's bytes.
    bytes: Vec<u8>;
    /// Changes what the response is judged against.
    input: VerifyResponse;
}

/// A presentation.
pub struct Scene {
    /// What randoms and digest ids are drawn from: the same for a negative case and its twin.
    pub label: String,
    /// Who signs.
    pub issuer: Issuer,
    /// What.
    pub plan: DocumentPlan,
    /// The device key.
    pub device_key: SecretKey,
    /// How the device answers.
    pub how: How,
    /// In which session.
    pub session: Session,
    /// The transcript, where it is not the session's.
    pub transcript: Option<SessionTranscript>,
    stages: Stages,
}

impl core::fmt::Debug for Scene {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Scene({})", self.label)
    }
}

/// What came of a presentation.
#[derive(Debug, Clone)]
pub struct Played {
    /// The input of the case.
    pub input: VerifyResponse,
    /// The document before it was signed.
    pub unsigned: UnsignedDocument,
    /// The elements that the device signed: namespace, identifier, value.
    pub device_elements: Vec<(String, String, Vec<u8>)>,
}

impl Scene {
    /// A document of this plan, shown by a P-256 key that signs, after engagement by QR code.
    #[must_use]
    pub fn new(label: &str, plan: DocumentPlan) -> Self {
        Self {
            label: label.to_owned(),
            issuer: plan.issuer(),
            plan,
            device_key: key("device", Curve::P256),
            how: How::Signature,
            session: Session::qr(Curve::P256),
            transcript: None,
            stages: Stages::default(),
        }
    }

    /// The driving licence.
    #[must_use]
    pub fn mdl() -> Self {
        Self::new("mdl", DocumentPlan::mdl())
    }

    /// With this change of anything.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// The device key on this curve, and the session's ephemeral keys on one that goes with it.
    #[must_use]
    pub fn on(mut self, curve: Curve, how: How) -> Self {
        self.device_key = key("device", curve);
        self.how = how;
        if how == How::Mac {
            self.session = Session::qr(curve);
        }
        self
    }

    /// Digests the items again, after all changes made so far.
    #[must_use]
    pub fn digested(self) -> Self {
        self.unsigned(|document| document.digest_again(&PROVIDER, HashAlgorithm::Sha256))
    }

    /// The transcript of the presentation.
    #[must_use]
    pub fn transcript(&self) -> SessionTranscript {
        self.transcript.clone().unwrap_or_else(|| self.session.transcript())
    }

    /// Changes items and mobile security object, and nothing else.
    fn unsigned_document(&self) -> UnsignedDocument {
        let mut unsigned = self.plan.prepare(&self.label, &public_key(&self.device_key));
        apply(&self.stages.unsigned, &mut unsigned);
        unsigned
    }

    /// IssuerSigned of a document.
    fn issue(&self, unsigned: &UnsignedDocument) -> Members {
        let signer = self.issuer.key();
        let algorithm = SignatureAlgorithm::for_curve(signer.curve()).unwrap();
        let payload = unsigned.mso.to_bytes();
        let mut envelope = Envelope::new(algorithm.cose_id(), Some(payload.clone()), payload);
        envelope.unprotected = headers(&[(33, x5chain(&self.issuer.x5chain()))]);
        apply(&self.stages.envelope, &mut envelope);
        let mut issuer_signed = Members::default();
        if unsigned.items.iter().any(|(_, items)| !items.is_empty()) {
            issuer_signed.set("nameSpaces", name_spaces(unsigned));
        }
        issuer_signed.set("issuerAuth", envelope.sign1(&signer));
        apply(&self.stages.issuer_signed, &mut issuer_signed);
        issuer_signed
    }

    /// What the device would answer with to this scene's session, without any changes: deviceSignature or deviceMac.
    #[must_use]
    pub fn device_message(&self) -> Vec<u8> {
        let device = Device::new(self, &self.plan.doc_type);
        device.seal(&device.envelope()).1
    }

    /// The document, encoded, with what it was before it was signed and what the device added.
    #[must_use]
    pub fn play_document(&self) -> (Vec<u8>, UnsignedDocument, Device) {
        let unsigned = self.unsigned_document();
        let issuer_signed = self.issue(&unsigned);
        let mut device = Device::new(self, &unsigned.mso.doc_type);
        apply(&self.stages.device, &mut device);
        let mut envelope = device.envelope();
        apply(&self.stages.device_envelope, &mut envelope);
        let (member, message) = device.seal(&envelope);
        let mut device_auth = Members::default();
        device_auth.set(member, message);
        apply(&self.stages.device_auth, &mut device_auth);
        let mut device_signed = Members::default();
        device_signed.set("nameSpaces", embedded(&device.name_spaces()));
        device_signed.set("deviceAuth", device_auth.to_vec());
        apply(&self.stages.device_signed, &mut device_signed);
        let mut document = Members::default();
        let mut doc_type = Writer::new();
        doc_type.text(&unsigned.mso.doc_type);
        document.set("docType", doc_type.into_vec());
        document.set("issuerSigned", issuer_signed.to_vec());
        document.set("deviceSigned", device_signed.to_vec());
        apply(&self.stages.document, &mut document);
        (document.to_vec(), unsigned, device)
    }

    /// The case's input, under the strict profile.
    #[must_use]
    pub fn play(&self) -> Played {
        let (document, unsigned, device) = self.play_document();
        let mut documents = vec![document];
        apply(&self.stages.documents, &mut documents);
        let mut response = Members::default();
        response.set("version", text("1.0"));
        if !documents.is_empty() {
            response.set("documents", array(&documents));
        }
        response.set("status", [0]);
        apply(&self.stages.response, &mut response);
        let mut bytes = response.to_vec();
        apply(&self.stages.bytes, &mut bytes);
        let mut input = VerifyResponse {
            response: bytes.into(),
            transcript: Some(self.transcript().bytes().into()),
            e_reader_key: self.transcript.is_none().then(|| Secret::from(&self.session.e_reader_key)),
            request: (!self.plan.elements.is_empty()).then(|| self.plan.request().into()),
            trust: Trust { roots: vec![self.issuer.authority().certificate().der().into()], ..Trust::default() },
            at: NOW.to_owned(),
            skew: 0,
            profile: "strict".to_owned(),
            ages: Vec::new(),
        };
        apply(&self.stages.input, &mut input);
        Played { input, unsigned, device_elements: device.elements }
    }

    /// IssuerSigned alone, as an issuer hands it to a wallet.
    #[must_use]
    pub fn issuer_signed_bytes(&self) -> Vec<u8> {
        self.issue(&self.unsigned_document()).to_vec()
    }
}

/// IssuerNameSpaces of a document; a namespace without items is left out.
#[must_use]
pub fn name_spaces(unsigned: &UnsignedDocument) -> Vec<u8> {
    let mut name_spaces = Members::default();
    for (name_space, items) in unsigned.items.iter().filter(|(_, items)| !items.is_empty()) {
        let items: Vec<Vec<u8>> = items.iter().map(mdoc_proximity::issuer::Item::to_bytes).collect();
        name_spaces.push(name_space, array(&items));
    }
    name_spaces.to_vec()
}

/// An array of encoded items.
#[must_use]
pub fn array(items: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(items.len());
    for item in items {
        writer.raw(item);
    }
    writer.into_vec()
}

/// Text, encoded.
#[must_use]
pub fn text(text: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.text(text);
    writer.into_vec()
}

fn apply<T>(stage: &Stage<T>, value: &mut T) {
    stage.iter().for_each(|change| change(value));
}
