//! The law of secrecy, in memory: when a session is over, by whatever way, its keys are nowhere on the heap, neither in
//! blocks that were freed nor in those that live.
//!
//! The heap of this program never gives a block out twice, so that all of it can be searched afterwards for the keys that
//! the session made. What a provider in C takes from its own heap is not seen, nor is the stack.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
#![allow(clippy::expect_used, missing_docs, unreachable_pub)]

mod arena;
mod notes;
#[allow(dead_code)]
#[path = "../two_party/wire.rs"]
mod wire;
#[allow(dead_code)]
#[path = "../two_party/world.rs"]
mod world;

use core::hint::black_box;
use core::time::Duration;
use std::sync::Mutex;

use arena::Arena;
use mdoc_proximity::crypto::{Curve, PROVIDERS};
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{self, Credential, DeviceKey, Engagement};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::model::session::encode_data;
use mdoc_proximity::reader::{self, Request, Retain};
use mdoc_proximity::session::Endpoint;
use wire::{Pair, VirtualClock, drain, request, response};
use world::World;
use zeroize::Zeroizing;

#[global_allocator]
static HEAP: Arena = Arena::new();

/// One test at a time: the heap is everybody's.
static ALONE: Mutex<()> = Mutex::new(());

/// What a presentation needs beside the two sessions.
struct Scene {
    pair: Pair,
    credential: Credential,
    key: Box<dyn DeviceKey>,
}

impl Scene {
    fn new(provider: usize, curve: Curve, mac: bool) -> Self {
        let mut world = World::new(70);
        (world.holder_provider, world.reader_provider) = (PROVIDERS[provider], PROVIDERS[provider]);
        let (credential, key): (_, Box<dyn DeviceKey>) = if mac {
            let (credential, key) = world.mac_licence(curve);
            (credential, Box::new(key))
        } else {
            let (credential, key) = world.licence();
            (credential, Box::new(key))
        };
        let noting = notes::noting(provider);
        (world.holder_provider, world.reader_provider) = (noting, noting);
        let clock = VirtualClock::new();
        let mut engagement = Engagement::new(&world.holder_config(curve), &mut world.rng).unwrap();
        let method = RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() });
        let uri = engagement.offer_qr(&[method]).unwrap();
        let scanned = reader::Engagement::from_qr(&uri).unwrap();
        let asked = Request::builder().document(mdl::DOCTYPE).item(&mdl::FAMILY_NAME, Retain::No).build().unwrap();
        let config = world.reader_config();
        let reader = reader::Session::new(&config, scanned, asked, &mut world.rng, clock.now()).unwrap();
        Self { pair: Pair { clock, holder: engagement.into_session(clock.now()), reader }, credential, key }
    }

    fn established(&mut self) -> holder::Request {
        request(self.pair.run().0)
    }

    fn answered(&mut self, close: bool) {
        let disclosure = self.established().disclose(&[&self.credential], |_| true);
        let answer = disclosure.sign(&*self.key).unwrap();
        let now = self.pair.clock.now();
        if close {
            self.pair.holder.respond_and_close(now, answer).unwrap();
        } else {
            self.pair.holder.respond(now, answer).unwrap();
        }
        let response = response(self.pair.run().1);
        assert!(response.verify(self.pair.clock.wall()).is_verified());
    }

    /// Whatever way one side has ended, the other is told or finds its link gone.
    fn over(&mut self) {
        drop(self.pair.run());
        self.pair.holder.handle_link_closed();
        self.pair.reader.handle_link_closed();
        drop(self.pair.run());
    }
}

type WayOut = (&'static str, fn(&mut Scene));

const WAYS_OUT: [WayOut; 16] = [
    ("nothing was ever said", |_| ()),
    ("the holder closes before", |scene| scene.pair.holder.close()),
    ("the reader closes before", |scene| scene.pair.reader.close()),
    ("no reader comes", |scene| {
        scene.pair.clock.advance(Duration::from_secs(30));
        scene.pair.holder.handle_timeout(scene.pair.clock.now());
    }),
    ("an establishment that does not decrypt", |scene| {
        let mut message = drain(&mut scene.pair.reader).messages.remove(0);
        *message.last_mut().unwrap() ^= 1;
        scene.pair.holder.handle_message(scene.pair.clock.now(), message);
    }),
    ("an establishment that is not CBOR", |scene| scene.pair.holder.handle_message(scene.pair.clock.now(), vec![0xff])),
    ("the holder closes with a request before it", |scene| {
        drop(scene.established());
        scene.pair.holder.close();
    }),
    ("the reader closes with a request sent", |scene| {
        drop(scene.established());
        scene.pair.reader.close();
    }),
    ("the link is lost with a request before the holder", |scene| drop(scene.established())),
    ("nobody answers", |scene| {
        drop(scene.established());
        scene.pair.clock.advance(Duration::from_secs(300));
        scene.pair.holder.handle_timeout(scene.pair.clock.now());
        scene.pair.reader.handle_timeout(scene.pair.clock.now());
    }),
    ("a request declined", |scene| {
        let answer = scene.established().decline();
        scene.pair.holder.respond_and_close(scene.pair.clock.now(), answer).unwrap();
    }),
    ("answered, and closed with it", |scene| scene.answered(true)),
    ("answered, and the reader closes", |scene| {
        scene.answered(false);
        scene.pair.reader.close();
    }),
    ("answered, and the link is lost", |scene| scene.answered(false)),
    ("an answer that does not decrypt", |scene| {
        let answer = scene.established().decline();
        scene.pair.holder.respond(scene.pair.clock.now(), answer).unwrap();
        let mut message = drain(&mut scene.pair.holder).messages.remove(0);
        *message.last_mut().unwrap() ^= 1;
        scene.pair.reader.handle_message(scene.pair.clock.now(), message);
    }),
    ("a status in the place of an answer", |scene| {
        drop(scene.established());
        scene.pair.reader.handle_message(scene.pair.clock.now(), encode_data(None, Some(10)));
    }),
];

#[test]
fn no_key_outlives_its_session() {
    let _alone = ALONE.lock().unwrap();
    for provider in 0..PROVIDERS.len() {
        for (curve, mac) in [(Curve::P256, false), (Curve::P256, true), (Curve::X25519, true), (Curve::P384, true)] {
            for (what, way_out) in WAYS_OUT {
                notes::begin(provider);
                let mark = HEAP.mark();
                let mut scene = Scene::new(provider, curve, mac);
                way_out(&mut scene);
                scene.over();
                assert!(notes::noted() >= 4, "{what}: a session has a key a side, an agreed one and two derived ones");
                let memory = HEAP.since(mark);
                assert!(memory.len() > 10_000, "{what}");
                // The sessions are still there, and so are their configurations.
                assert_eq!(notes::found(memory), 0, "provider {provider}, {curve}, MAC {mac}: {what}");
                drop(scene);
            }
        }
    }
}

/// Code that leaves so many parts of a key behind.
type Leak = (fn([u8; 32]), usize);

/// The search would find what it looks for.
#[test]
fn a_key_left_behind_is_found() {
    let _alone = ALONE.lock().unwrap();
    let key: [u8; 32] = core::array::from_fn(|at| u8::try_from(at * 5 + 1).unwrap());
    let left: [Leak; 4] = [
        (|key| drop(black_box(Box::new(key))), 2),
        (|key| drop(black_box(key[16..].to_vec())), 1),
        (
            |mut key| {
                key.reverse();
                drop(black_box(key.to_vec()));
            },
            2,
        ),
        (
            |key| {
                // Grown, and so moved: the wipe at the end misses the first block.
                let mut grown = Zeroizing::new(Vec::with_capacity(32));
                grown.extend_from_slice(&key);
                grown.reserve(1000);
                black_box(grown);
            },
            2,
        ),
    ];
    for (at, (leave, times)) in left.into_iter().enumerate() {
        notes::begin(0);
        let mark = HEAP.mark();
        notes::note(&key);
        leave(key);
        assert_eq!(notes::found(HEAP.since(mark)), times, "{at}");
    }
    notes::begin(0);
    let mark = HEAP.mark();
    notes::note(&key);
    drop(black_box(Zeroizing::new(key.to_vec())));
    assert_eq!(notes::found(HEAP.since(mark)), 0, "what is wiped is not found");
}
