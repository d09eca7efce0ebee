//! Peers that make every message by hand, so that exactly one thing in it can be wrong.

use mdoc_proximity::cbor::{Encoding, Writer, from_slice};
use mdoc_proximity::cose::encode_key;
use mdoc_proximity::crypto::{AgreementKey, Curve, SharedSecret};
use mdoc_proximity::holder::{self, Engagement};
use mdoc_proximity::model::request::{encode_items_request, encode_request};
use mdoc_proximity::model::session::{SessionData, SessionEstablishment, encode_data, encode_establishment};
use mdoc_proximity::model::transcript::{Handover, SessionTranscript};
use mdoc_proximity::reader;
use mdoc_proximity::session::{CloseReason, Endpoint, SessionKeys};
use rand_chacha::ChaCha20Rng;

use crate::presentation::{ble, names_and_age};
use crate::wire::{Said, VirtualClock, drain};
use crate::world::{PROVIDER, World};

/// The IV identifiers of the two senders.
pub const READER: u8 = 0;
pub const MDOC: u8 = 1;

/// One encryption with everything chosen by the caller.
pub fn seal(key: &[u8; 32], identifier: u8, counter: u32, plaintext: &[u8]) -> Vec<u8> {
    let mut buffer = plaintext.to_vec();
    let tag = PROVIDER.aead.seal(key, &iv(identifier, counter), &mut buffer).unwrap();
    buffer.extend(tag);
    buffer
}

pub fn open(key: &[u8; 32], identifier: u8, counter: u32, ciphertext: &[u8]) -> Vec<u8> {
    let mut buffer = ciphertext.to_vec();
    PROVIDER.aead.open(key, &iv(identifier, counter), &mut buffer).unwrap().to_vec()
}

pub fn iv(identifier: u8, counter: u32) -> [u8; 12] {
    let mut iv = [0; 12];
    iv[7] = identifier;
    iv[8..].copy_from_slice(&counter.to_be_bytes());
    iv
}

/// EReaderKeyBytes or EDeviceKeyBytes around any content.
pub fn embed(content: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.embedded(content);
    writer.into_vec()
}

pub fn cose_key(key: &dyn AgreementKey) -> Vec<u8> {
    let mut writer = Writer::new();
    encode_key(key.public_key(), &mut writer);
    writer.into_vec()
}

pub fn generate(curve: Curve, rng: &mut ChaCha20Rng) -> Box<dyn AgreementKey> {
    PROVIDER.keys.agreement_key(&PROVIDER.keys.generate(curve, rng).unwrap()).unwrap()
}

/// A DeviceRequest nothing is wrong with.
pub fn device_request() -> Vec<u8> {
    let items = encode_items_request("org.iso.18013.5.1.mDL", [("org.iso.18013.5.1", vec![("family_name", true)])]);
    encode_request(&[(&items, None)])
}

/// A reader by hand, with the right keys for the engagement it scanned.
pub struct HostileReader {
    pub engagement: Vec<u8>,
    /// EReaderKeyBytes.
    pub key_bytes: Vec<u8>,
    pub zab: SharedSecret,
    pub keys: SessionKeys,
}

impl HostileReader {
    pub fn scan(engagement: &reader::Engagement, rng: &mut ChaCha20Rng) -> Self {
        let device_key = engagement.device_key(&PROVIDER).unwrap();
        let key = generate(device_key.curve(), rng);
        let key_bytes = embed(&cose_key(&*key));
        let transcript = SessionTranscript::proximity(engagement.bytes(), &key_bytes, Handover::Qr);
        let zab = key.agree(&device_key).unwrap();
        let keys = SessionKeys::derive(&PROVIDER, &zab, &transcript).unwrap();
        Self { engagement: engagement.bytes().to_vec(), key_bytes, zab, keys }
    }

    /// The same key pair in other EReaderKeyBytes, with the keys that follow from them.
    pub fn rewritten(&self, key_bytes: Vec<u8>) -> Self {
        let transcript = SessionTranscript::proximity(&self.engagement, &key_bytes, Handover::Qr);
        self.with_transcript(key_bytes, &transcript)
    }

    pub fn with_transcript(&self, key_bytes: Vec<u8>, transcript: &SessionTranscript) -> Self {
        let keys = SessionKeys::derive(&PROVIDER, &self.zab, transcript).unwrap();
        let zab = SharedSecret::new(self.zab.expose().to_vec().into()).unwrap();
        Self { engagement: self.engagement.clone(), key_bytes, zab, keys }
    }

    pub fn seal(&self, counter: u32, plaintext: &[u8]) -> Vec<u8> {
        seal(&self.keys.sk_reader, READER, counter, plaintext)
    }

    pub fn establish(&self, plaintext: &[u8]) -> Vec<u8> {
        encode_establishment(&self.key_bytes, &self.seal(1, plaintext))
    }

    /// A further message, whose counter is `counter`.
    pub fn message(&self, counter: u32, plaintext: &[u8]) -> Vec<u8> {
        encode_data(Some(&self.seal(counter, plaintext)), None)
    }

    /// The holder's message, whose counter is `counter`, in the clear.
    pub fn open(&self, counter: u32, message: &[u8]) -> Vec<u8> {
        let data = from_slice::<SessionData<'_>>(message, Encoding::Strict).unwrap().0;
        assert_eq!(data.status, None);
        open(&self.keys.sk_device, MDOC, counter, data.data.unwrap())
    }
}

/// A holder that waits, and a reader by hand that has scanned its QR code.
pub struct Bench {
    pub world: World,
    pub clock: VirtualClock,
    pub holder: holder::Session,
    pub reader: HostileReader,
}

impl Bench {
    pub fn new(curve: Curve) -> Self {
        let mut world = World::new(40);
        let clock = VirtualClock::new();
        let mut engagement = Engagement::new(&world.holder_config(curve), &mut world.rng).unwrap();
        let uri = engagement.offer_qr(&[ble()]).unwrap();
        let reader = HostileReader::scan(&reader::Engagement::from_qr(&uri).unwrap(), &mut world.rng);
        Self { clock, holder: engagement.into_session(clock.now()), reader, world }
    }

    pub fn tell(&mut self, message: &[u8]) -> Said<holder::Event> {
        self.holder.handle_message(self.clock.now(), message.to_vec());
        drain(&mut self.holder)
    }

    /// A session with a request that waits for its answer.
    pub fn asked() -> (Self, holder::Request) {
        let mut bench = Self::new(Curve::P256);
        let said = bench.tell(&bench.reader.establish(&device_request()));
        (bench, crate::wire::request(said.events))
    }

    /// A session whose first request was declined: the next counter is 2 on both sides.
    pub fn answered() -> Self {
        let (mut bench, request) = Self::asked();
        bench.holder.respond(bench.clock.now(), request.decline()).unwrap();
        assert_eq!(drain(&mut bench.holder).messages.len(), 1);
        bench
    }
}

/// A holder by hand, which has the session keys of a reader that asked.
pub struct HostileHolder {
    pub clock: VirtualClock,
    pub reader: reader::Session,
    pub keys: SessionKeys,
}

impl HostileHolder {
    pub fn asked(seed: u64) -> Self {
        let mut world = World::new(seed);
        let clock = VirtualClock::new();
        let key = generate(Curve::P256, &mut world.rng);
        let mut engagement = Writer::new();
        engagement.map(3).uint(0).text("1.0");
        engagement.uint(1).array(2).uint(1).embedded(&cose_key(&*key));
        let mut options = Writer::new();
        options.map(3).uint(0).bool(false).uint(1).bool(true).uint(11).bytes(&[7; 16]);
        engagement.uint(2).array(1).array(3).uint(2).uint(1).raw(options.as_slice());
        let uri = mdoc_proximity::transport::qr::to_uri(engagement.as_slice());

        let config = world.reader_config();
        let scanned = reader::Engagement::from_qr(&uri).unwrap();
        let mut reader = reader::Session::new(&config, scanned, names_and_age(), &mut world.rng, clock.now()).unwrap();
        let sent = drain(&mut reader).messages.remove(0);
        let (establishment, _) = from_slice::<SessionEstablishment<'_>>(&sent, Encoding::Strict).unwrap();
        let e_reader_key =
            establishment.e_reader_key.validate(&PROVIDER, mdoc_proximity::cose::Form::Uncompressed).unwrap();
        let zab = key.agree(&e_reader_key).unwrap();
        let keys = SessionKeys::derive(&PROVIDER, &zab, reader.transcript().unwrap()).unwrap();
        Self { clock, reader, keys }
    }

    pub fn seal(&self, counter: u32, plaintext: &[u8]) -> Vec<u8> {
        seal(&self.keys.sk_device, MDOC, counter, plaintext)
    }

    pub fn message(&self, counter: u32, plaintext: &[u8]) -> Vec<u8> {
        encode_data(Some(&self.seal(counter, plaintext)), None)
    }

    pub fn tell(&mut self, message: &[u8]) -> Said<reader::Event> {
        self.reader.handle_message(self.clock.now(), message.to_vec());
        drain(&mut self.reader)
    }
}

/// The end of a session among the events of either side.
pub trait Ended {
    fn reason(&self) -> Option<CloseReason>;
}

impl Ended for holder::Event {
    fn reason(&self) -> Option<CloseReason> {
        if let Self::Closed(reason) = self { Some(*reason) } else { None }
    }
}

impl Ended for reader::Event {
    fn reason(&self) -> Option<CloseReason> {
        if let Self::Closed(reason) = self { Some(*reason) } else { None }
    }
}

/// Asserts that a side said exactly this farewell and nothing else, then that it ended, and that nothing is left to
/// wait for.
#[track_caller]
pub fn ended<E: Ended + core::fmt::Debug>(what: &str, said: &Said<E>, status: Option<u64>) -> CloseReason {
    let farewell: Vec<_> = status.map(|status| encode_data(None, Some(status))).into_iter().collect();
    assert_eq!(said.messages, farewell, "{what}: the farewell");
    assert_eq!(said.events.len(), 1, "{what}: {:?}", said.events);
    assert_eq!(said.order, [farewell.len()], "{what}: the farewell comes before the end");
    assert_eq!(said.deadline, None, "{what}: nothing to wait for");
    let reason = said.events[0].reason().unwrap_or_else(|| panic!("{what}: {:?}", said.events));
    // While nobody has spoken, there is nobody to tell.
    if status.is_some() || reason != CloseReason::TimedOut {
        assert_eq!(reason.farewell().map(mdoc_proximity::session::Status::code), status, "{what}: {reason}");
    }
    reason
}

/// Asserts that a side said nothing at all.
#[track_caller]
pub fn silent<E: core::fmt::Debug>(what: &str, said: &Said<E>) {
    assert!(said.messages.is_empty() && said.events.is_empty(), "{what}: {said:?}");
}
