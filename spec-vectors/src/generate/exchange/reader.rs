//! A reader's session: what holders may send, and what becomes of it (R17, R21 to R29).

mod messages;

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::model::transcript::SessionTranscript;

use super::draft::{Draft, one_of};
use super::stage::{Stage, session_data};
use crate::format::{Bytes, Case, Input, Outcome, ReaderReply, ReaderSession, ResponseOutcome, Role, Secret, Trust};
use crate::generate::scene::{How, Scene, response};
use crate::generate::world::{AGREEING_CURVES, DocumentPlan, Issuer, NOW, slug};

const SESSION: (&str, &str) = ("9.1.1.4", "12.2.4");
const ENCRYPTION: (&str, &str) = ("9.1.1.5", "12.2.5");
/// One request and its answer: the twin of most cases.
const TWIN: &str = "reader-session-p256";
const TWIN_FIELD: &str = "reader-session-p256-field";
/// Two requests and their answers.
const TWO_REQUESTS: &str = "reader-session-two-requests";

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [positive(), messages::cases()].concat()
}

/// A reader and what it asks for.
#[derive(Debug, Clone)]
pub(super) struct Asking {
    pub(super) stage: Stage,
    requests: Vec<Vec<u8>>,
    profile: &'static str,
}

impl Asking {
    /// For a whole driving licence, once.
    pub(super) fn new(stage: Stage) -> Self {
        Self { stage, requests: vec![DocumentPlan::mdl().request()], profile: "strict" }
    }

    fn qr() -> Self {
        Self::new(Stage::qr(Curve::P256))
    }

    pub(super) fn hears<B: Into<Bytes>>(
        &self,
        draft: Draft<'_>,
        messages: impl IntoIterator<Item = B>,
        outcomes: impl IntoIterator<Item = Outcome>,
    ) -> Case {
        let input = ReaderSession {
            engagement: self.stage.handover.clone(),
            e_reader_key: Secret::from(&self.stage.e_reader_key),
            requests: self.requests.iter().cloned().map(Bytes::from).collect(),
            trust: Trust { roots: vec![Issuer::mdl().authority().certificate().der().into()], ..Trust::default() },
            at: NOW.to_owned(),
            profile: self.profile.to_owned(),
            messages: messages.into_iter().map(Into::into).collect(),
        };
        draft.case(Role::Reader, Input::ReaderSession(Box::new(input)), one_of(outcomes))
    }

    /// The DeviceResponse with the whole licence, and what is to be made of it.
    pub(super) fn licence(&self) -> (Vec<u8>, ReaderReply) {
        let curve = self.stage.e_reader_key.curve();
        let mut scene = Scene::mdl().on(curve, How::Mac);
        scene.transcript = Some(SessionTranscript::from_bytes(&self.stage.transcript()).unwrap());
        let played = scene.play();
        let document = scene.positive("licence", "a whole licence").document(&played, &[], &[]);
        (played.input.response.to_vec(), reply(response(&[], &[], vec![document])))
    }
}

fn reply(verdict: Outcome) -> ReaderReply {
    let Outcome::Verdict(verdict) = verdict else { panic!("no verdict") };
    ReaderReply::Response(verdict)
}

/// A response in which nothing is returned.
fn nothing() -> (Vec<u8>, ReaderReply) {
    let bytes = [&[0xa2][..], b"\x67version\x631.0\x66status\x00"].concat();
    let outcome = ResponseOutcome {
        verdict: "empty".to_owned(),
        failing: Some(Vec::new()),
        deviations: Some(Vec::new()),
        documents: Vec::new(),
    };
    (bytes, ReaderReply::Response(outcome))
}

fn open(replies: impl IntoIterator<Item = ReaderReply>) -> Outcome {
    Outcome::ReaderSession { replies: replies.into_iter().collect(), closed: false }
}

fn closed(replies: impl IntoIterator<Item = ReaderReply>) -> Outcome {
    Outcome::ReaderSession { replies: replies.into_iter().collect(), closed: true }
}

fn positive() -> Vec<Case> {
    let whole = |id: &str, title: &str, clause, asking: Asking| {
        let (response, reply) = asking.licence();
        let message = session_data(Some(&asking.stage.keys().by_mdoc(1, &response)), None);
        asking.hears(Draft::positive(id, clause, title), [message], [open([reply])])
    };
    let mut cases = Vec::new();
    for curve in AGREEING_CURVES {
        let (id, title) =
            (format!("reader-session-{}", slug(curve)), format!("A whole exchange on {curve}, answered with a MAC"));
        cases.push(whole(&id, &title, ENCRYPTION, Asking::new(Stage::qr(curve))));
    }
    for (word, negotiated) in [("static", false), ("negotiated", true)] {
        let title = format!("Engagement by NFC, with {word} handover");
        let id = format!("reader-session-nfc-{word}");
        cases.push(whole(&id, &title, ("8.2.2.1", "9.2"), Asking::new(Stage::nfc(Curve::P256, negotiated))));
    }
    let field = Asking { profile: "field", ..Asking::qr() };
    cases.push(whole(TWIN_FIELD, "A whole exchange on P-256, under the field profile", ENCRYPTION, field));
    cases.extend([two_requests(), empty(), with_the_end()]);
    cases
}

/// The second answer is under the second counter.
fn two_requests() -> Case {
    let asking = Asking::qr();
    let asking = Asking { requests: [asking.requests.clone(), asking.requests.clone()].concat(), ..asking };
    let keys = asking.stage.keys();
    let (first, second) = (nothing(), asking.licence());
    let messages =
        [session_data(Some(&keys.by_mdoc(1, &first.0)), None), session_data(Some(&keys.by_mdoc(2, &second.0)), None)];
    let title = "A second request in the same session is answered by itself";
    asking.hears(Draft::positive(TWO_REQUESTS, SESSION, title), messages, [open([first.1, second.1])])
}

fn empty() -> Case {
    let asking = Asking::qr();
    let (response, reply) = nothing();
    let message = session_data(Some(&asking.stage.keys().by_mdoc(1, &response)), None);
    let draft = Draft::positive("reader-session-nothing-returned", SESSION, "The holder returns nothing");
    asking.hears(draft, [message], [open([reply])])
}

/// R24.
fn with_the_end() -> Case {
    let asking = Asking::qr();
    let (response, reply) = asking.licence();
    let message = session_data(Some(&asking.stage.keys().by_mdoc(1, &response)), Some(20));
    let title = "An answer that comes with status 20 is judged before the session ends";
    asking.hears(Draft::positive("r24-status-20-with-data", SESSION, title), [message], [closed([reply])])
}
