//! Ephemeral keys are gone the moment a session ends, whatever ends it, before anybody asks it for anything.

use core::cell::Cell;
use core::time::Duration;

use mdoc_proximity::crypto::{
    AgreementKey, CryptoError, CryptoProvider, CryptoRng, Curve, Keys, Point, PublicKey, SecretKey, SharedSecret,
    SigningKey,
};
use mdoc_proximity::holder::{self, Engagement};
use mdoc_proximity::model::session::encode_data;
use mdoc_proximity::reader;
use mdoc_proximity::session::Endpoint;

use crate::hostile::{cose_key, embed, generate};
use crate::presentation::{ble, names_and_age};
use crate::wire::{Pair, VirtualClock, drain, request};
use crate::world::{PROVIDER, World};

thread_local! {
    /// How many agreement keys this test has and has not dropped.
    static ALIVE: Cell<usize> = const { Cell::new(0) };
}

fn alive() -> usize {
    ALIVE.get()
}

/// An agreement key that is counted while it lives; the provider's own wipes itself when it is dropped.
struct Counted(Box<dyn AgreementKey>);

impl Drop for Counted {
    fn drop(&mut self) {
        ALIVE.set(alive() - 1);
    }
}

impl AgreementKey for Counted {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn agree(&self, peer: &PublicKey) -> Result<SharedSecret, CryptoError> {
        self.0.agree(peer)
    }
}

struct Counting;

impl Keys for Counting {
    fn public_key(&self, curve: Curve, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        PROVIDER.keys.public_key(curve, point)
    }

    fn generate(&self, curve: Curve, rng: &mut dyn CryptoRng) -> Result<SecretKey, CryptoError> {
        PROVIDER.keys.generate(curve, rng)
    }

    fn agreement_key(&self, secret: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        let key = PROVIDER.keys.agreement_key(secret)?;
        ALIVE.set(alive() + 1);
        Ok(Box::new(Counted(key)))
    }

    fn signing_key(&self, secret: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        PROVIDER.keys.signing_key(secret)
    }
}

const COUNTING: CryptoProvider = CryptoProvider { keys: &Counting, ..PROVIDER };

/// A pair of which only the holder's key is counted, or only the reader's.
fn pair(holder: CryptoProvider, reader: CryptoProvider) -> Pair {
    let mut world = World::new(80);
    let clock = VirtualClock::new();
    let config = holder::Config::builder(holder).reader_anchors(world.reader_anchors()).build().unwrap();
    let mut engagement = Engagement::new(&config, &mut world.rng).unwrap();
    let uri = engagement.offer_qr(&[ble()]).unwrap();
    let config = reader::Config::builder(reader).issuer_roots(world.issuer_roots()).build().unwrap();
    let scanned = reader::Engagement::from_qr(&uri).unwrap();
    let reader = reader::Session::new(&config, scanned, names_and_age(), &mut world.rng, clock.now()).unwrap();
    Pair { clock, holder: engagement.into_session(clock.now()), reader }
}

type WayOut = (&'static str, fn(&mut Pair));

#[test]
fn the_holders_key_is_gone_when_the_session_is_open_or_over() {
    let ways_out: [WayOut; 7] = [
        ("established", |pair| {
            let establishment = drain(&mut pair.reader).messages.remove(0);
            pair.holder.handle_message(pair.clock.now(), establishment);
        }),
        ("not CBOR", |pair| pair.holder.handle_message(pair.clock.now(), vec![0xff])),
        ("unusable key", |pair| {
            let key = generate(Curve::P384, &mut World::new(81).rng);
            let message = mdoc_proximity::model::session::encode_establishment(&embed(&cose_key(&*key)), &[0; 32]);
            pair.holder.handle_message(pair.clock.now(), message);
        }),
        ("status", |pair| pair.holder.handle_message(pair.clock.now(), encode_data(None, Some(20)))),
        ("closed", |pair| pair.holder.close()),
        ("link lost", |pair| pair.holder.handle_link_closed()),
        ("time-out", |pair| {
            pair.clock.advance(Duration::from_secs(30));
            pair.holder.handle_timeout(pair.clock.now());
        }),
    ];
    for (what, way_out) in ways_out {
        let mut pair = pair(COUNTING, PROVIDER);
        assert_eq!(alive(), 1);
        way_out(&mut pair);
        assert_eq!(alive(), 0, "{what}");
    }
}

#[test]
fn the_readers_key_is_gone_when_the_session_is_over() {
    let ways_out: [WayOut; 7] = [
        ("not CBOR", |pair| pair.reader.handle_message(pair.clock.now(), vec![0xff])),
        ("does not decrypt", |pair| {
            pair.reader.handle_message(pair.clock.now(), encode_data(Some(&[0; 32]), None));
        }),
        ("status", |pair| pair.reader.handle_message(pair.clock.now(), encode_data(None, Some(11)))),
        ("empty", |pair| pair.reader.handle_message(pair.clock.now(), encode_data(None, None))),
        ("closed", |pair| pair.reader.close()),
        ("link lost", |pair| pair.reader.handle_link_closed()),
        ("time-out", |pair| {
            pair.clock.advance(Duration::from_secs(300));
            pair.reader.handle_timeout(pair.clock.now());
        }),
    ];
    for (what, way_out) in ways_out {
        let mut pair = pair(PROVIDER, COUNTING);
        assert_eq!(alive(), 1);
        way_out(&mut pair);
        assert_eq!(alive(), 0, "{what}");
    }
}

/// A device MAC is verified with EReaderKey, so it lives as long as the last response and no longer.
#[test]
fn the_readers_key_outlives_the_session_only_in_a_response() {
    let mut pair = pair(PROVIDER, COUNTING);
    let asked = request(pair.run().0);
    pair.holder.respond_and_close(pair.clock.now(), asked.decline()).unwrap();
    let (_, events) = pair.run();
    assert_eq!(events.len(), 2, "a response and the end");
    assert_eq!(alive(), 1);
    drop(events);
    assert_eq!(alive(), 0);
}
