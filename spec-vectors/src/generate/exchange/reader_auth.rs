//! Who asks (H57 to H67): judged for every DocRequest, and never in the way of showing the request.

mod certificates;
mod lists;
mod signatures;

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::{Curve, SecretKey, SignatureAlgorithm};

use super::ask::{self, Ask};
use super::draft::{Draft, one_of};
use super::stage::Stage;
use crate::format::{Case, Expect, Input, Outcome, ReadRequest, Role, Trust};
use crate::generate::scene::{Envelope, headers, x5chain};
use crate::generate::world::{NOW, reader_ca, reader_identity};
use crate::wire;

const CLAUSE: (&str, &str) = ("9.1.4", "12.5.4");
/// A reader on P-256 that all others differ from, and the same under the field profile.
const TWIN: &str = "reader-auth-p256";
const TWIN_FIELD: &str = "reader-auth-p256-field";
const SIGNATURE: &str = "reader.signature";
const ALGORITHM: &str = "reader.algorithm";

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [signatures::cases(), certificates::cases(), lists::cases()].concat()
}

/// A reader that signs.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    key: SecretKey,
    chain: Vec<Vec<u8>>,
}

impl Reader {
    /// The one that its CA vouches for.
    pub(super) fn on(curve: Curve) -> Self {
        let (key, chain) = reader_identity(curve);
        Self { key, chain }
    }

    /// readerAuth about to be made: over this DocRequest in the session of `stage`.
    pub(super) fn envelope(&self, stage: &Stage, ask: &Ask) -> Envelope {
        let mut signed = Writer::new();
        signed.array(3).text("ReaderAuthentication").raw(&stage.transcript()).raw(&ask.items_request_bytes());
        let algorithm = SignatureAlgorithm::for_curve(self.key.curve()).unwrap().cose_id();
        let mut envelope = Envelope::new(algorithm, None, wire::embedded(signed.as_slice()));
        envelope.unprotected = headers(&[(33, x5chain(&self.chain))]);
        envelope
    }

    /// The DocRequest with readerAuth, changed before it is signed.
    pub(super) fn signs(&self, ask: Ask, change: impl FnOnce(&mut Envelope)) -> Ask {
        let mut envelope = self.envelope(&stage(), &ask);
        change(&mut envelope);
        ask.with("readerAuth", envelope.sign1(&self.key))
    }
}

fn stage() -> Stage {
    Stage::qr(Curve::P256)
}

fn licence() -> Ask {
    Ask::licence(&["family_name", "age_over_18"])
}

/// What is judged, and how.
#[derive(Debug, Clone)]
struct Judged {
    asks: Vec<Ask>,
    profile: &'static str,
    trust: Trust,
}

impl Judged {
    /// One DocRequest, by the strict profile of a holder that trusts the reader CA.
    fn new(ask: Ask) -> Self {
        let trust = Trust { roots: vec![reader_ca().certificate().der().into()], ..Trust::default() };
        Self { asks: vec![ask], profile: "strict", trust }
    }

    fn field(self) -> Self {
        Self { profile: "field", ..self }
    }

    fn case(&self, draft: Draft<'_>, readers: &[&str], failing: &[&str], deviations: &[&str]) -> Case {
        self.expects(draft, one_of([outcome(readers, failing, deviations)]))
    }

    fn expects(&self, draft: Draft<'_>, expect: Expect) -> Case {
        let input = ReadRequest {
            request: ask::request(&self.asks).into(),
            transcript: stage().transcript().into(),
            trust: self.trust.clone(),
            at: NOW.to_owned(),
            profile: self.profile.to_owned(),
        };
        draft.case(Role::Holder, Input::ReadRequest(Box::new(input)), expect)
    }
}

fn outcome(readers: &[&str], failing: &[&str], deviations: &[&str]) -> Outcome {
    let sorted = |ids: &[&str]| {
        let mut ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        ids.sort_unstable();
        ids
    };
    Outcome::Readers {
        readers: readers.iter().map(ToString::to_string).collect(),
        failing: Some(sorted(failing)),
        deviations: Some(sorted(deviations)),
    }
}

/// The twin's one DocRequest, changed: the reader is not authenticated, for these reasons.
fn invalid(id: &str, differs: &str, title: &str, ask: Ask, failing: &[&str]) -> Case {
    let differs = format!("request.docRequests[0].readerAuth.{differs}");
    Judged::new(ask).case(Draft::negative(id, CLAUSE, (TWIN, &differs), title), &["invalid"], failing, &[])
}
