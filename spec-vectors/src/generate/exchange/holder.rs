//! A holder's session: what readers may send, and what they get for it.

mod ages;
mod curves;
mod elements;
mod encryption;
mod establishment;
mod measure;
mod reader_key;
mod requests;
mod restrictions;
mod termination;

use mdoc_proximity::crypto::Curve;

use super::ask::{self, Ask};
use super::draft::Draft;
use super::stage::Stage;
use crate::format::{Bytes, Case, Consent, Credential, Expect, HolderSession, Input, Method, Role, Secret, Trust};
use crate::generate::scene::{How, Scene};
use crate::generate::world::{DocumentPlan, NOW, reader_ca};

/// Sessions.
pub(super) const SESSION: (&str, &str) = ("9.1.1.4", "12.2.4");
/// Keys and encryption.
pub(super) const ENCRYPTION: (&str, &str) = ("9.1.1.5", "12.2.5");
/// Requests.
pub(super) const REQUEST: (&str, &str) = ("8.3.2.1.2.1", "10.2");

/// A driving licence is shown after engagement by QR code: the twin of most cases.
pub(super) const LICENCE: &str = "holder-licence";
/// The same under the field profile.
pub(super) const LICENCE_FIELD: &str = "holder-licence-field";
/// A second request is answered.
pub(super) const TWO_REQUESTS: &str = "holder-two-requests";

/// What the twin asks for and gets.
pub(super) const ASKED: &[&str] = &["age_over_18", "family_name"];

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [
        ages::cases(),
        curves::cases(),
        elements::cases(),
        encryption::cases(),
        establishment::cases(),
        measure::cases(),
        reader_key::cases(),
        requests::cases(),
        restrictions::cases(),
        termination::cases(),
    ]
    .concat()
}

/// A holder and what it has.
#[derive(Debug, Clone)]
pub(super) struct Holder {
    pub(super) stage: Stage,
    pub(super) credentials: Vec<Credential>,
    pub(super) profile: &'static str,
    pub(super) consent: Consent,
    /// Which readers it trusts.
    pub(super) trust: Trust,
}

impl Holder {
    /// With a driving licence, engaged by QR code on P-256, whose user permits everything.
    pub(super) fn new() -> Self {
        Self::on(Stage::qr(Curve::P256), vec![credential(Scene::mdl(), Curve::P256, Method::Mac)])
    }

    pub(super) fn on(stage: Stage, credentials: Vec<Credential>) -> Self {
        let trust = Trust { roots: vec![reader_ca().certificate().der().into()], ..Trust::default() };
        Self { stage, credentials, profile: "strict", consent: Consent::All, trust }
    }

    /// With a document of this plan instead.
    pub(super) fn with(plan: DocumentPlan) -> Self {
        let label = plan.doc_type.clone();
        let credentials = vec![credential(Scene::new(&label, plan), Curve::P256, Method::Mac)];
        Self { credentials, ..Self::new() }
    }

    pub(super) fn field(self) -> Self {
        Self { profile: "field", ..self }
    }

    /// The case that the reader sends these messages.
    pub(super) fn hears<B: Into<Bytes>>(
        &self,
        draft: Draft<'_>,
        messages: impl IntoIterator<Item = B>,
        expect: Expect,
    ) -> Case {
        let input = HolderSession {
            e_device_key: Secret::from(&self.stage.e_device_key),
            handover: self.stage.handover.clone(),
            credentials: self.credentials.clone(),
            trust: self.trust.clone(),
            at: NOW.to_owned(),
            profile: self.profile.to_owned(),
            consent: self.consent.clone(),
            e_reader_key: Secret::from(&self.stage.e_reader_key),
            messages: messages.into_iter().map(Into::into).collect(),
        };
        draft.case(Role::Holder, Input::HolderSession(Box::new(input)), expect)
    }

    /// The case that the reader sends these requests, one after the other.
    pub(super) fn asked(&self, draft: Draft<'_>, requests: &[Vec<u8>], expect: Expect) -> Case {
        let keys = self.stage.keys();
        let message = |(index, request): (usize, &Vec<u8>)| match index {
            0 => self.stage.establishment(request),
            _ => {
                let counter = u32::try_from(index).unwrap() + 1;
                super::stage::session_data(Some(&keys.by_reader(counter, request)), None)
            }
        };
        self.hears(draft, requests.iter().enumerate().map(message), expect)
    }
}

/// What the twin asks for.
pub(super) fn usual_request() -> Vec<u8> {
    ask::request(&[Ask::licence(ASKED)])
}

/// A document that was issued to a device key on this curve.
pub(super) fn credential(scene: Scene, curve: Curve, method: Method) -> Credential {
    // The curve of the session is the stage's matter, not the document's.
    let scene = scene.on(curve, How::Signature);
    Credential {
        issuer_signed: scene.issuer_signed_bytes().into(),
        device_key: Secret::from(&scene.device_key),
        method,
        device_elements: Vec::new(),
    }
}
