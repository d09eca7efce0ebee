//! The reader's session: asks, decrypts responses, ends (edition 1 9.1.1, edition 2 12.2).

use core::fmt;
use core::ops::Range;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::cbor::{self, Encoding};
use crate::cose::{CoseError, CoseKey, Form, encode_key_bytes};
use crate::crypto::{AgreementKey, CryptoError, CryptoRng};
use crate::model::response::DeviceResponse;
use crate::model::session::{SessionData, encode_data, encode_establishment};
use crate::model::transcript::SessionTranscript;
use crate::reader::engagement::EngagementError;
use crate::reader::{Config, Engagement, Request, UnverifiedResponse};
use crate::session::{Channel, ChannelError, CloseReason, Endpoint, Outbox, Output, SessionKeys, Side, Status};
use crate::time::{Monotonic, Now};

/// What the reader's session tells.
#[derive(Debug)]
pub enum Event {
    /// A response arrived: [`UnverifiedResponse::verify`] judges it.
    Response(UnverifiedResponse),
    /// The session ended. Nothing follows.
    Closed(CloseReason),
}

/// Why no session could be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartError {
    /// The engagement is unusable.
    Engagement(EngagementError),
    /// Key generation, agreement or the reader's signature failed.
    Crypto(CryptoError),
    /// The request cannot be encrypted.
    Channel(ChannelError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engagement(error) => error.fmt(f),
            Self::Crypto(error) => error.fmt(f),
            Self::Channel(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for StartError {}

/// A further request that was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendError {
    /// The holder has not answered the request before.
    Unanswered,
    /// The session has ended.
    Closed,
    /// The reader's signature failed.
    Crypto(CryptoError),
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unanswered => f.write_str("the request before is not answered yet"),
            Self::Closed => f.write_str("the session has ended"),
            Self::Crypto(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for SendError {}

/// What a response is judged against, kept as long as one of its responses is.
pub(crate) struct Exchange {
    pub(crate) config: Config,
    pub(crate) transcript: SessionTranscript,
    /// EReaderKey, which a device MAC needs. Wiped with the last response.
    pub(crate) key: Box<dyn AgreementKey>,
}

/// The reader's side of one session. Neither `Clone` nor `Serialize`.
pub struct Session {
    state: State,
    outbox: Outbox<Event>,
}

enum State {
    Open(Box<Open>),
    Closed,
}

struct Open {
    channel: Channel,
    exchange: Arc<Exchange>,
    /// The request that waits for its answer.
    pending: Option<Arc<Request>>,
    deadline: Option<Monotonic>,
}

impl Session {
    /// Makes a fresh EReaderKey on the engagement's curve, and queues the SessionEstablishment with the request.
    ///
    /// The time of [`Timeouts::inactivity`](crate::session::Timeouts::inactivity) begins with it: made before the link is
    /// there, it leaves the mdoc's user less than the standard's 300 s.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn new(
        config: &Config,
        engagement: Engagement,
        request: Request,
        rng: &mut dyn CryptoRng,
        now: Now,
    ) -> Result<Self, StartError> {
        let provider = &config.provider;
        let (device_key, curve) = engagement.e_device_key().map_err(StartError::Engagement)?;
        let secret = provider.keys.generate(curve, rng).map_err(|error| not_agreed(error.into()))?;
        let key = provider.keys.agreement_key(&secret).map_err(StartError::Crypto)?;
        Self::start(config, &engagement, &device_key, request, key, now)
    }

    /// A session with an EReaderKey that was made elsewhere, as before the tap or for vectors. It must be fresh: a key
    /// that serves two sessions links them, and may repeat the keys of a session.
    ///
    /// # Errors
    /// [`StartError`]; [`CryptoError::CurveMismatch`] when the key is not on the engagement's curve.
    pub fn with_key(
        config: &Config,
        engagement: Engagement,
        request: Request,
        key: Box<dyn AgreementKey>,
        now: Now,
    ) -> Result<Self, StartError> {
        let (device_key, _) = engagement.e_device_key().map_err(StartError::Engagement)?;
        Self::start(config, &engagement, &device_key, request, key, now)
    }

    fn start(
        config: &Config,
        engagement: &Engagement,
        device_key: &CoseKey<'_>,
        request: Request,
        key: Box<dyn AgreementKey>,
        now: Now,
    ) -> Result<Self, StartError> {
        let provider = &config.provider;
        let e_reader_key_bytes = encode_key_bytes(key.public_key());
        let transcript = engagement.transcript(&e_reader_key_bytes);

        let (_, zab) = device_key.agree(provider, Form::Any, &*key).map_err(not_agreed)?;
        let keys = SessionKeys::derive(provider, &zab, &transcript).map_err(StartError::Crypto)?;
        let mut channel = Channel::new(*provider, keys, Side::Reader);
        let exchange = Exchange { config: config.clone(), transcript, key };
        let plaintext = sign_and_encode(&exchange, &request).map_err(StartError::Crypto)?;
        let data = channel.seal(plaintext).map_err(StartError::Channel)?;

        let mut outbox = Outbox::new();
        outbox.transmit(encode_establishment(&e_reader_key_bytes, &data));
        let deadline = config.timeouts.inactivity.map(|wait| now.monotonic.plus(wait));
        let open = Open { channel, exchange: Arc::new(exchange), pending: Some(Arc::new(request)), deadline };
        Ok(Self { state: State::Open(Box::new(open)), outbox })
    }

    /// Sends a further request in the same session.
    ///
    /// # Errors
    /// [`SendError`]; nothing is sent.
    pub fn request(&mut self, now: Now, request: Request) -> Result<(), SendError> {
        self.handle_timeout(now);
        let State::Open(open) = &mut self.state else { return Err(SendError::Closed) };
        if open.pending.is_some() {
            return Err(SendError::Unanswered);
        }
        let plaintext = sign_and_encode(&open.exchange, &request).map_err(SendError::Crypto)?;
        match open.channel.seal(plaintext) {
            Ok(data) => {
                open.pending = Some(Arc::new(request));
                open.deadline = open.exchange.config.timeouts.inactivity.map(|wait| now.monotonic.plus(wait));
                self.outbox.transmit(encode_data(Some(&data), None));
                Ok(())
            }
            Err(error) => {
                self.close_with(CloseReason::Channel(error));
                Err(SendError::Closed)
            }
        }
    }

    /// Ends the session with status 20.
    pub fn close(&mut self) {
        self.close_with(CloseReason::Local);
    }

    /// The transcript, while the session is open.
    #[must_use]
    pub fn transcript(&self) -> Option<&SessionTranscript> {
        match &self.state {
            State::Open(open) => Some(&open.exchange.transcript),
            State::Closed => None,
        }
    }

    /// Drops the keys, then queues the farewell and the end.
    fn close_with(&mut self, reason: CloseReason) {
        if !matches!(core::mem::replace(&mut self.state, State::Closed), State::Closed) {
            tracing::debug!(%reason, "reader session closed");
            self.outbox.close(reason, Event::Closed);
        }
    }

    fn receive(&mut self, now: Now, message: Vec<u8>) {
        let State::Open(open) = &mut self.state else { return };
        let encoding = Encoding::from(open.exchange.config.profile);
        let (data, status) = match cbor::from_slice::<SessionData<'_>>(&message, encoding) {
            Ok((data, _)) => (data.data_range(&message), data.status.map(Status::from_code)),
            Err(error) => return self.close_with(CloseReason::Undecodable(error)),
        };
        let response = match (data, status) {
            // Data may come with a termination, and with no other status.
            (Some(data), None | Some(Status::Termination)) => open.response(message, data, encoding).map(Some),
            (_, Some(_)) => Ok(None),
            (None, None) => Err(CloseReason::Unexpected),
        };
        match response {
            Ok(response) => {
                open.deadline = open.exchange.config.timeouts.inactivity.map(|wait| now.monotonic.plus(wait));
                if let Some(response) = response {
                    self.outbox.event(Event::Response(response));
                }
                if let Some(status) = status {
                    self.close_with(CloseReason::Peer(status));
                }
            }
            Err(reason) => self.close_with(reason),
        }
    }
}

impl Open {
    /// Decrypts and decodes the answer to the pending request.
    fn response(
        &mut self,
        message: Vec<u8>,
        data: Range<usize>,
        encoding: Encoding,
    ) -> Result<UnverifiedResponse, CloseReason> {
        let plaintext = self.channel.open(message, data).map_err(CloseReason::Channel)?;
        let request = self.pending.take().ok_or(CloseReason::Unexpected)?;
        // Judged later, but a reader that cannot decode has to say so now.
        cbor::from_slice::<DeviceResponse<'_>>(&plaintext, encoding).map_err(CloseReason::Undecodable)?;
        Ok(UnverifiedResponse { plaintext, request, exchange: Arc::clone(&self.exchange) })
    }
}

impl Endpoint for Session {
    type Event = Event;

    fn handle_message(&mut self, now: Now, message: Vec<u8>) {
        self.handle_timeout(now);
        self.receive(now, message);
    }

    fn handle_link_closed(&mut self) {
        self.outbox.link_closed();
        self.close_with(CloseReason::LinkClosed);
    }

    fn handle_timeout(&mut self, now: Now) {
        if self.deadline().is_some_and(|at| now.monotonic >= at) {
            self.close_with(CloseReason::TimedOut);
        }
    }

    fn poll_output(&mut self) -> Output<Event> {
        self.outbox.poll(self.deadline())
    }

    fn deadline(&self) -> Option<Monotonic> {
        match &self.state {
            State::Open(open) => open.deadline,
            State::Closed => None,
        }
    }
}

/// A COSE_Key that is none, a point that is not on its curve and a curve that the provider lacks are the device's to blame;
/// what else an agreement ends with is told as it is.
fn not_agreed(error: CoseError) -> StartError {
    match error {
        CoseError::Crypto(CryptoError::InvalidPublicKey | CryptoError::UnsupportedCurve(_)) => {
            StartError::Engagement(EngagementError::DeviceKey(error))
        }
        CoseError::Crypto(error) => StartError::Crypto(error),
        error => StartError::Engagement(EngagementError::DeviceKey(error)),
    }
}

/// The DeviceRequest, each DocRequest signed where the reader authenticates.
fn sign_and_encode(exchange: &Exchange, request: &Request) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    request.encode(exchange.config.identity.as_ref(), &exchange.transcript).map(Zeroizing::new)
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.state {
            State::Open(_) => "reader::Session(open)",
            State::Closed => "reader::Session(closed)",
        })
    }
}
