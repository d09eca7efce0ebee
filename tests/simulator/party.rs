//! The two devices: their sessions, and the people who use them.

use core::time::Duration;

use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{self, Engagement, LinkId, RespondError};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::model::session::{SessionData, encode_data};
use mdoc_proximity::reader::{self, UnverifiedResponse};
use mdoc_proximity::session::CloseReason;
use mdoc_proximity::time::Now;
use mdoc_proximity::transport::nfc::handover::Select;
use rand_chacha::ChaCha20Rng;

use crate::plan::{Consent, Plan, Round};
use crate::stage::{ELEMENTS, Stage, request};

/// What left the holder in one answer, by name and as the issuer encoded it.
pub type Released = Vec<(String, Vec<u8>)>;

/// How the reader comes to know the holder.
#[derive(Clone)]
pub enum Shown {
    Code(String),
    Tag(Vec<u8>),
}

impl Shown {
    pub fn read(&self) -> reader::Engagement {
        match self {
            Self::Code(text) => reader::Engagement::from_qr(text).unwrap(),
            Self::Tag(select) => reader::Engagement::from_nfc(select, None).unwrap(),
        }
    }
}

pub struct Holder {
    pub session: holder::Session,
    pub closed: Option<CloseReason>,
    pub pending: Option<holder::Request>,
    pub requests: usize,
    pub answered: usize,
    /// The link that opened the session.
    pub owner: Option<LinkId>,
    pub e_device_key_bytes: Vec<u8>,
    pub since: Duration,
}

impl Holder {
    /// Shows an engagement, and waits.
    pub fn new(stage: &Stage, plan: &Plan, random: &mut ChaCha20Rng, now: Now) -> (Self, Shown) {
        let mut engagement = Engagement::new(stage.holder(plan), random).unwrap();
        let method = RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() });
        let shown = if plan.by_nfc {
            let select = Select::message(&engagement.nfc_device_engagement(), &[method]).unwrap();
            engagement.offer_nfc(&select, None).unwrap();
            Shown::Tag(select)
        } else {
            Shown::Code(engagement.offer_qr(&[method]).unwrap())
        };
        let e_device_key_bytes = engagement.e_device_key_bytes().to_vec();
        let holder = Self {
            session: engagement.into_session(now),
            closed: None,
            pending: None,
            requests: 0,
            answered: 0,
            owner: None,
            e_device_key_bytes,
            since: now.monotonic.since_start(),
        };
        (holder, shown)
    }

    /// The user has decided; what was released, where it was sent.
    pub fn answer(&mut self, stage: &Stage, plan: &Plan, now: Now, close: bool) -> Option<Released> {
        let asked = self.pending.take()?;
        let round = round(plan, self.answered);
        let mut released = Released::new();
        let answer = if round.consent == Consent::Decline {
            asked.decline()
        } else {
            let withheld = if let Consent::Without(index) = round.consent { Some(ELEMENTS[index]) } else { None };
            let disclosure = asked.disclose(&[stage.credential(plan)], |item| {
                let given = Some(item.identifier()) != withheld;
                if given {
                    released.push((item.identifier().to_owned(), item.value().bytes().to_vec()));
                }
                given
            });
            if disclosure.is_empty() {
                released.clear();
            }
            if plan.mac { disclosure.sign(&stage.mac.1) } else { disclosure.sign(&stage.signing.1) }.unwrap()
        };
        released.sort();
        let respond = if close { holder::Session::respond_and_close } else { holder::Session::respond };
        match respond(&mut self.session, now, answer) {
            Ok(()) => {
                self.answered += 1;
                Some(released)
            }
            Err(RespondError::Closed) => None,
            Err(error) => panic!("a pending request can be answered: {error}"),
        }
    }
}

/// The round of this number; a reader that began anew has the first again.
pub fn round(plan: &Plan, number: usize) -> &Round {
    plan.rounds.get(number).or(plan.rounds.last()).unwrap()
}

pub struct Reader {
    pub session: reader::Session,
    pub closed: Option<CloseReason>,
    pub responses: usize,
    pub since: Duration,
}

impl Reader {
    pub fn new(stage: &Stage, plan: &Plan, shown: &Shown, random: &mut ChaCha20Rng, now: Now) -> Self {
        let request = request(plan.rounds[0].asks);
        let session = reader::Session::new(stage.reader(plan), shown.read(), request, random, now).unwrap();
        Self { session, closed: None, responses: 0, since: now.monotonic.since_start() }
    }

    /// Judges a response: what it proves must be what somebody consented to, to the byte.
    pub fn judge(&mut self, response: &UnverifiedResponse, now: Now, released: &[(usize, Released)]) {
        let verdict = response.verify(now.wall);
        let claims = match verdict.document(mdl::DOCTYPE) {
            Ok(document) => {
                document.elements().map(|(_, name, value)| (name.to_owned(), value.bytes().to_vec())).collect()
            }
            Err(_) => Released::new(),
        };
        let claims = {
            let mut claims = claims;
            claims.sort();
            claims
        };
        assert_eq!(verdict.is_verified(), !claims.is_empty(), "what arrives whole is whole");
        assert_eq!(verdict.documents().is_empty(), claims.is_empty(), "nothing is shown of what is not verified");
        let number = self.responses;
        assert!(
            released.iter().any(|(of, given)| *of == number && *given == claims),
            "the reader has verified what nobody released"
        );
        self.responses += 1;
    }
}

/// The message with status 20 beside its data, as another implementation may send it.
pub fn with_status(message: &[u8]) -> Vec<u8> {
    let (data, _) = from_slice::<SessionData<'_>>(message, Encoding::Strict).unwrap();
    encode_data(data.data, Some(20))
}
