//! The nonce law: under no schedule of sends, failures, retries, cancellations and restarts is one key used twice with one IV
//! (edition 1 9.1.1.5, edition 2 12.2.5).
//!
//! The simulator asserts the same of each of its runs.
#![allow(missing_docs, unreachable_pub)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use core::cell::Cell;
use core::time::Duration;

use mdoc_proximity::crypto::{Aead, CryptoError, CryptoProvider};
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{self, Credential, Engagement, LocalSigningKey};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::reader::{self, Request, Retain};
use mdoc_proximity::session::{Channel, ChannelError, Endpoint, Output, SessionKeys, Side};
use mdoc_proximity::time::{Monotonic, Now};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use zeroize::Zeroizing;

#[path = "simulator/nonce.rs"]
mod nonce;
#[allow(dead_code)]
#[path = "two_party/world.rs"]
mod world;

use nonce::{WATCHED, take_sealed};
use world::{NOW, World};

thread_local! {
    /// Whether the next encryption fails, after it may have put out anything.
    static FAILS: Cell<bool> = const { Cell::new(false) };
}

struct Failing;

impl Aead for Failing {
    fn seal(&self, key: &[u8; 32], iv: &[u8; 12], buffer: &mut [u8]) -> Result<[u8; 16], CryptoError> {
        let tag = WATCHED.aead.seal(key, iv, buffer)?;
        if FAILS.take() { Err(CryptoError::Length) } else { Ok(tag) }
    }

    fn open<'b>(&self, key: &[u8; 32], iv: &[u8; 12], buffer: &'b mut [u8]) -> Result<&'b mut [u8], CryptoError> {
        WATCHED.aead.open(key, iv, buffer)
    }
}

const PROVIDER: CryptoProvider = CryptoProvider { aead: &Failing, ..WATCHED };

/// What can become of a channel, in any order.
#[derive(Debug, Clone, Copy)]
enum Step {
    Send(Side),
    SendInVain(Side),
    Deliver(Side),
    Repeat(Side),
    Spoil(Side),
    Forget(Side),
}

const SIDES: [Side; 2] = [Side::Reader, Side::Mdoc];

fn steps() -> Vec<Step> {
    let each = |side| {
        [
            Step::Send(side),
            Step::SendInVain(side),
            Step::Deliver(side),
            Step::Repeat(side),
            Step::Spoil(side),
            Step::Forget(side),
        ]
    };
    SIDES.into_iter().flat_map(each).collect()
}

/// Both ends of a channel, and the latest message of each.
struct Ends {
    channels: [Channel; 2],
    latest: [Option<Vec<u8>>; 2],
}

impl Ends {
    fn new() -> Self {
        let channel = |side| {
            let keys =
                SessionKeys { sk_reader: Zeroizing::new([1; 32]).into(), sk_device: Zeroizing::new([2; 32]).into() };
            Channel::new(PROVIDER, keys, side)
        };
        Self { channels: SIDES.map(channel), latest: [None, None] }
    }

    fn step(&mut self, step: Step) {
        let index = |side| usize::from(side == Side::Mdoc);
        match step {
            Step::Send(side) => {
                let sealed = self.channels[index(side)].seal(Zeroizing::new(b"the same text".to_vec()));
                self.latest[index(side)] = Some(sealed.unwrap());
            }
            Step::SendInVain(side) => {
                FAILS.set(true);
                let sealed = self.channels[index(side)].seal(Zeroizing::new(b"the same text".to_vec()));
                assert_eq!(sealed, Err(ChannelError::TooLong));
            }
            Step::Deliver(side) => {
                if let Some(message) = self.latest[index(side)].take() {
                    let whole = 0..message.len();
                    drop(self.channels[1 - index(side)].open(message, whole));
                }
            }
            Step::Repeat(side) => {
                if let Some(message) = &self.latest[index(side)] {
                    drop(self.channels[1 - index(side)].open(message.clone(), 0..message.len()));
                }
            }
            Step::Spoil(side) => {
                if let Some(message) = &mut self.latest[index(side)] {
                    message[0] ^= 1;
                }
            }
            Step::Forget(side) => self.latest[index(side)] = None,
        }
    }
}

/// Every schedule of four steps, and what was sent before does not matter: a counter knows only itself.
#[test]
fn no_schedule_of_a_channel_repeats_an_iv() {
    let steps = steps();
    let count = steps.len();
    for schedule in 0..count.pow(4) {
        let mut ends = Ends::new();
        for place in 0..4 {
            ends.step(steps[schedule / count.pow(place) % count]);
        }
        // Whatever happened, the next ones are new as well.
        for side in SIDES {
            ends.step(Step::Send(side));
            ends.step(Step::Send(side));
        }
        let sealed = take_sealed();
        assert!(sealed.repeated.is_empty(), "schedule {schedule}: {:?}", sealed.repeated);
        assert!(sealed.count >= 4 && sealed.keys() == 2);
    }
}

/// Each side's identifier is in its IVs, and the counter begins at 1.
#[test]
fn a_witness_that_sees_no_repetition_would_see_one() {
    let mut buffer = b"text".to_vec();
    for _ in 0..2 {
        PROVIDER.aead.seal(&[3; 32], &[4; 12], &mut buffer).unwrap();
    }
    assert_eq!(take_sealed().repeated, [[4; 12]]);
}

fn request() -> Request {
    Request::builder().document(mdl::DOCTYPE).item(&mdl::FAMILY_NAME, Retain::No).build().unwrap()
}

/// Two devices whose programs may be ended and begun anew at any time.
struct Devices {
    holder_config: holder::Config,
    reader_config: reader::Config,
    licence: Credential,
    key: LocalSigningKey,
    random: ChaCha20Rng,
    now: Duration,
    uri: String,
    holder: holder::Session,
    reader: reader::Session,
    pending: Option<holder::Request>,
    messages: [Vec<Vec<u8>>; 2],
}

fn engage(config: &holder::Config, random: &mut ChaCha20Rng, now: Now) -> (String, holder::Session) {
    let mut engagement = Engagement::new(config, random).unwrap();
    let method = RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() });
    let uri = engagement.offer_qr(&[method]).unwrap();
    (uri, engagement.into_session(now))
}

fn scan(config: &reader::Config, uri: &str, random: &mut ChaCha20Rng, now: Now) -> reader::Session {
    let engagement = reader::Engagement::from_qr(uri).unwrap();
    reader::Session::new(config, engagement, request(), random, now).unwrap()
}

impl Devices {
    fn new() -> Self {
        let mut world = World { holder_provider: PROVIDER, reader_provider: PROVIDER, ..World::new(31) };
        let (licence, key) = world.licence();
        let (holder_config, reader_config) =
            (world.holder_config(mdoc_proximity::crypto::Curve::P256), world.reader_config());
        let mut random = ChaCha20Rng::seed_from_u64(32);
        let now = Now { monotonic: Monotonic::default(), wall: NOW };
        let (uri, holder) = engage(&holder_config, &mut random, now);
        let reader = scan(&reader_config, &uri, &mut random, now);
        let (pending, messages, now) = (None, Default::default(), Duration::ZERO);
        Self { holder_config, reader_config, licence, key, random, now, uri, holder, reader, pending, messages }
    }

    fn listen(&mut self) {
        loop {
            match self.holder.poll_output() {
                Output::Idle { .. } => break,
                Output::Transmit(message) => self.messages[1].push(message),
                Output::Event(holder::Event::Request(request)) => self.pending = Some(*request),
                Output::Event(_) => {}
            }
        }
        loop {
            match self.reader.poll_output() {
                Output::Idle { .. } => break,
                Output::Transmit(message) => self.messages[0].push(message),
                Output::Event(_) => {}
            }
        }
    }

    fn step(&mut self) {
        let now = Now { monotonic: Monotonic::new(self.now), wall: NOW.plus(self.now) };
        if self.reader.transcript().is_none() && self.random.next_u32().is_multiple_of(4) {
            (self.uri, self.holder) = engage(&self.holder_config, &mut self.random, now);
            self.reader = scan(&self.reader_config, &self.uri, &mut self.random, now);
            (self.pending, self.messages) = (None, Default::default());
        }
        // Mostly what goes on, now and then what ends it.
        let doing = match self.random.next_u32() % 96 {
            common @ 0..80 => [0, 1, 6, 10][usize::try_from(common % 4).unwrap()],
            rare => rare - 80,
        };
        let more = self.random.next_u32();
        let to_holder = more.is_multiple_of(2);
        match doing {
            // What is on its way arrives, once or as often as one likes.
            0..=5 => {
                let waiting = &mut self.messages[usize::from(!to_holder)];
                if let Some(mut message) = waiting.last().cloned() {
                    if doing < 4 {
                        waiting.pop();
                    } else if doing == 5 {
                        let at = usize::try_from(more).unwrap() % message.len();
                        message[at] ^= 4;
                    }
                    if to_holder {
                        self.holder.handle_message(now, message);
                    } else {
                        self.reader.handle_message(now, message);
                    }
                }
            }
            6..=8 => {
                FAILS.set(doing == 8);
                if let Some(asked) = self.pending.take() {
                    let answer = asked.disclose(&[&self.licence], |_| true).sign(&self.key).unwrap();
                    let _ = self.holder.respond(now, answer);
                }
            }
            9 => {
                if let Some(asked) = self.pending.take() {
                    let _ = self.holder.respond_and_close(now, asked.decline());
                }
            }
            10 | 11 => {
                FAILS.set(doing == 11);
                let _ = self.reader.request(now, request());
                // Asked again, as a caller that was refused may.
                let _ = self.reader.request(now, request());
            }
            12 => {
                // The wallet's program ends; begun anew it shows another engagement.
                (self.uri, self.holder) = engage(&self.holder_config, &mut self.random, now);
                self.pending = None;
            }
            13 => {
                let reader = scan(&self.reader_config, &self.uri, &mut self.random, now);
                self.reader = reader;
            }
            14 if to_holder => self.holder.handle_link_closed(),
            14 => self.reader.handle_link_closed(),
            _ => self.now += Duration::from_secs(u64::from(more % 60)),
        }
        FAILS.set(false);
        self.listen();
    }
}

#[test]
fn no_schedule_of_two_sessions_repeats_a_key_and_an_iv() {
    let mut devices = Devices::new();
    for _ in 0..20_000 {
        devices.step();
    }
    let sealed = take_sealed();
    assert!(sealed.repeated.is_empty(), "{:?}", sealed.repeated);
    let (encryptions, keys) = (sealed.count, sealed.keys());
    // Keys are used, most of them once and some of them often.
    assert!(encryptions > keys * 3 / 2 && keys > 500, "{encryptions} encryptions under {keys} keys");
    println!("{encryptions} encryptions under {keys} keys");
}
