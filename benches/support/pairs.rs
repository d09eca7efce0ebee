//! What is measured, each beside its floor: the same raw operations on the same provider, with the bytes already at hand.
#![allow(dead_code, unreachable_pub, missing_docs)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use core::hint::black_box;
use std::time::{Duration, Instant};

use mdoc_proximity::cbor::{Embedded, Encoding, from_slice};
use mdoc_proximity::crypto::{AgreementKey, CryptoProvider, Curve, HashAlgorithm};
use mdoc_proximity::holder::{self, Credential};
use mdoc_proximity::issuer::issue;
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::response::DeviceResponse;
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::reader::{self, Request};
use mdoc_proximity::session::{Channel, Endpoint, Output, SessionKeys, Side};
use mdoc_proximity::time::{Monotonic, Now};
use mdoc_proximity::transport::ble::fragment::fragments;
use mdoc_proximity::transport::ble::reassembly::Reassembly;
use rand_chacha::ChaCha20Rng;
use zeroize::Zeroizing;

use crate::fixture::{Fixture, NOW, PORTRAITS, Shape, rng};
use crate::minicbor_structs as minicbor;

/// Does the work so many times, and says how long it took: setting up is not counted.
pub type Work = Box<dyn FnMut(u64) -> Duration>;

/// One piece of work and its floor.
pub struct Pair {
    pub floor: Work,
    pub ours: Work,
}

/// A pair by name, made when it is wanted.
pub struct Case {
    pub name: String,
    make: Box<dyn Fn() -> Pair>,
}

impl Case {
    fn new(name: impl Into<String>, make: impl Fn() -> Pair + 'static) -> Self {
        Self { name: name.into(), make: Box::new(make) }
    }

    pub fn make(&self) -> Pair {
        (self.make)()
    }
}

pub const CLOCK: Now = Now { monotonic: Monotonic::new(Duration::ZERO), wall: NOW };

/// sha2 built with `-C target-cpu=native` takes a hundred times as long where that turns on `sha` and `avx`: whatever was
/// measured would be worth nothing.
const _: () = assert!(
    !cfg!(all(target_arch = "x86_64", target_feature = "sha")),
    "the SHA extensions are turned on statically (-C target-cpu=native?), which makes sha2 slow: build without"
);

fn repeated(mut work: impl FnMut() + 'static) -> Work {
    Box::new(move |times| {
        let start = Instant::now();
        (0..times).for_each(|_| work());
        start.elapsed()
    })
}

fn leaked(provider: CryptoProvider, shape: Shape) -> &'static mut Fixture {
    Box::leak(Box::new(Fixture::new(provider, shape)))
}

/// All cases on this provider.
pub fn cases(provider: CryptoProvider) -> Vec<Case> {
    let mut cases = vec![Case::new("decode, floor minicbor", move || decode(provider))];
    let usual = Shape::default();
    for (size, portrait) in PORTRAITS {
        for (method, mac) in [("signature", false), ("MAC", true)] {
            let shape = Shape { portrait, mac, ..usual };
            cases.push(Case::new(format!("reader verify, {size}, {method}"), move || verify(provider, shape, false)));
        }
    }
    let known = |shape: Shape| move || verify(provider, shape, true);
    cases.push(Case::new("reader verify, 34 KB, signature, signer known", known(usual)));
    cases.push(Case::new("reader verify, 34 KB, MAC, signer known", known(Shape { mac: true, ..usual })));
    let three = Shape { documents: 3, ..usual };
    cases.push(Case::new("reader verify, 3 documents", move || verify(provider, three, false)));
    for curve in [Curve::P384, Curve::BrainpoolP256r1] {
        let shape = Shape { curve, ..usual };
        cases.push(Case::new(format!("reader verify, {curve}"), move || verify(provider, shape, false)));
    }
    for (method, mac) in [("signature", false), ("MAC", true)] {
        let shape = Shape { mac, ..usual };
        cases.push(Case::new(format!("holder respond, {method}"), move || respond(provider, shape)));
    }
    cases.push(Case::new("session set-up, both sides", move || set_up(provider, false)));
    cases.push(Case::new("session set-up, keys made before the tap", move || set_up(provider, true)));
    for (size, bytes) in [("1 KB", 1024), ("32 KB", 32 * 1024), ("1 MB", 1024 * 1024)] {
        cases.push(Case::new(format!("encrypt {size}"), move || encrypt(provider, bytes)));
        cases.push(Case::new(format!("decrypt {size}"), move || decrypt(provider, bytes)));
    }
    cases.push(Case::new("BLE framing and reassembly, 34 KB", move || framing(provider)));
    cases.push(Case::new("issue", move || issuing(provider)));
    cases.push(Case::new("verdict as JSON", move || json(provider)));
    cases
}

/// The response and its mobile security object, every check made.
pub fn decoded(response: &[u8]) {
    let (response, _) = from_slice::<DeviceResponse<'_>>(black_box(response), Encoding::Strict).unwrap();
    for document in response.documents.iter().flatten() {
        let payload = document.issuer_signed.issuer_auth.content.as_ref().unwrap();
        black_box(payload.decode::<Embedded<'_, MobileSecurityObject<'_>>>(Encoding::Strict).unwrap());
    }
    black_box(&response);
}

fn decode(provider: CryptoProvider) -> Pair {
    let fixture: &'static Fixture = leaked(provider, Shape::default());
    Pair {
        floor: repeated(|| drop(black_box(minicbor::response(black_box(&fixture.response)).unwrap()))),
        ours: repeated(|| decoded(&fixture.response)),
    }
}

fn verify(provider: CryptoProvider, shape: Shape, known: bool) -> Pair {
    let fixture = leaked(provider, shape);
    if known {
        fixture.remember_paths();
        drop(fixture.verify());
    }
    let fixture: &'static Fixture = fixture;
    let floor = fixture.floor();
    let key = &*fixture.e_reader_key;
    Pair {
        floor: repeated(move || if known { floor.verify_known(key) } else { floor.verify(key) }),
        ours: repeated(move || drop(black_box(fixture.verify()))),
    }
}

/// Keys of a session, both sides' the same.
fn keys() -> SessionKeys {
    SessionKeys { sk_reader: Zeroizing::new([1; 32]).into(), sk_device: Zeroizing::new([2; 32]).into() }
}

fn method() -> RetrievalMethod {
    RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() })
}

/// What a side says next that is to be sent.
fn message<S: Endpoint>(side: &mut S) -> Vec<u8> {
    loop {
        match side.poll_output() {
            Output::Transmit(message) => return message,
            Output::Event(_) => {}
            Output::Idle { .. } => panic!("nothing to send"),
        }
    }
}

/// A session that was just established, its first request waiting; and the reader's side.
fn established(fixture: &Fixture, request: Request) -> (holder::Session, reader::Session) {
    let mut rng = rng(11);
    let engagement = holder::Engagement::new(&fixture.holder, &mut rng).unwrap();
    established_by(engagement, |engagement| {
        reader::Session::new(&fixture.reader, engagement, request, &mut rng, CLOCK).unwrap()
    })
}

/// The same, from an engagement that was made before and by whatever makes the reader's session.
fn established_by(
    mut engagement: holder::Engagement,
    start: impl FnOnce(reader::Engagement) -> reader::Session,
) -> (holder::Session, reader::Session) {
    let uri = engagement.offer_qr(&[method()]).unwrap();
    let mut holder = engagement.into_session(CLOCK);
    let mut reader = start(reader::Engagement::from_qr(&uri).unwrap());
    holder.handle_message(CLOCK, message(&mut reader));
    (holder, reader)
}

/// The request that waits.
fn asked(holder: &mut holder::Session) -> Box<holder::Request> {
    loop {
        match holder.poll_output() {
            Output::Event(holder::Event::Request(request)) => return request,
            Output::Event(_) => {}
            other => panic!("no request: {other:?}"),
        }
    }
}

/// From an encrypted request to the encrypted response, each in a session of its own that stands already.
fn respond(provider: CryptoProvider, shape: Shape) -> Pair {
    let fixture: &'static Fixture = leaked(provider, shape);
    let credentials: &'static [&'static Credential] = Box::leak(fixture.credentials.iter().collect::<Box<[_]>>());
    let key: &'static dyn holder::DeviceKey = Box::leak(fixture.device_key());
    let request = fixture.request_bytes();
    // A session in which a request was declined already, and the next one on its way to the holder.
    let standing = || {
        let (mut holder, mut reader) = established(fixture, fixture.request.clone());
        let first = asked(&mut holder);
        holder.respond(CLOCK, first.decline()).unwrap();
        reader.handle_message(CLOCK, message(&mut holder));
        reader.request(CLOCK, fixture.request.clone()).unwrap();
        (holder, message(&mut reader))
    };
    let ours = move |times: u64| {
        let mut took = Duration::ZERO;
        for _ in 0..times {
            let (mut holder, encrypted) = standing();
            let start = Instant::now();
            holder.handle_message(CLOCK, encrypted);
            let response = asked(&mut holder).disclose(credentials, |_| true).sign(key).unwrap();
            holder.respond(CLOCK, response).unwrap();
            let sent = message(&mut holder);
            took += start.elapsed();
            assert!(sent.len() > fixture.response.len());
        }
        took
    };
    let sealed = {
        let mut buffer = request;
        let tag = provider.aead.seal(&[1; 32], &[0; 12], &mut buffer).unwrap();
        buffer.extend(tag);
        buffer
    };
    let mut authenticate = fixture.authenticator(fixture.floor().device_message());
    let floor = move |times: u64| {
        let mut took = Duration::ZERO;
        for _ in 0..times {
            // So that both take the same where instructions are counted.
            black_box(standing());
            let mut request = sealed.clone();
            let start = Instant::now();
            provider.aead.open(&[1; 32], &[0; 12], &mut request).unwrap();
            authenticate();
            // The one copy: it is encrypted where it stands, and the holder keeps the credential.
            let mut response = Vec::with_capacity(fixture.response.len() + 16);
            response.extend_from_slice(black_box(&fixture.response));
            let tag = provider.aead.seal(&[1; 32], &[0; 12], &mut response).unwrap();
            response.extend_from_slice(&tag);
            took += start.elapsed();
            black_box((request, response));
        }
        took
    };
    Pair { floor: Box::new(floor), ours: Box::new(ours) }
}

/// From nothing to a request that the holder can read; or from the keys of both sides, which were made before.
fn set_up(provider: CryptoProvider, keys_before: bool) -> Pair {
    let fixture: &'static Fixture = leaked(provider, Shape::default());
    let request = fixture.request_bytes();
    let transcript = fixture.transcript.embedded_bytes();
    let key = move |rng: &mut ChaCha20Rng| {
        provider.keys.agreement_key(&provider.keys.generate(Curve::P256, rng).unwrap()).unwrap()
    };
    let agreed = move |holder: &dyn AgreementKey, reader: &dyn AgreementKey| {
        for (own, peer) in [(holder, reader), (reader, holder)] {
            let zab = own.agree(peer.public_key()).unwrap();
            let salt = provider.hash.digest(HashAlgorithm::Sha256, &[transcript]);
            let mut key = [0; 32];
            for info in ["SKReader", "SKDevice"] {
                provider.kdf.hkdf_sha256(zab.expose(), salt.as_bytes(), info.as_bytes(), &mut key).unwrap();
            }
        }
        let mut request = request.clone();
        let tag = provider.aead.seal(&[1; 32], &[0; 12], &mut request).unwrap();
        request.extend_from_slice(&tag);
        provider.aead.open(&[1; 32], &[0; 12], &mut request).unwrap();
        black_box(request);
    };
    if keys_before {
        let floor = move |times: u64| {
            (0..times).fold(Duration::ZERO, |took, _| {
                let mut rng = rng(11);
                let (holder, reader) = (key(&mut rng), key(&mut rng));
                black_box(fixture.request.clone());
                let start = Instant::now();
                agreed(&*holder, &*reader);
                took + start.elapsed()
            })
        };
        let ours = move |times: u64| {
            (0..times).fold(Duration::ZERO, |took, _| {
                let mut rng = rng(11);
                let engagement = holder::Engagement::new(&fixture.holder, &mut rng).unwrap();
                let (key, request) = (key(&mut rng), fixture.request.clone());
                let start = Instant::now();
                let (mut holder, reader) = established_by(engagement, |engagement| {
                    reader::Session::with_key(&fixture.reader, engagement, request, key, CLOCK).unwrap()
                });
                let asked = asked(&mut holder);
                let took = took + start.elapsed();
                black_box((asked, reader));
                took
            })
        };
        return Pair { floor: Box::new(floor), ours: Box::new(ours) };
    }
    // What to ask for is the caller's, who gives it away. Both have a copy, so that both take the same where instructions are
    // counted.
    let floor = move |times: u64| {
        (0..times).fold(Duration::ZERO, |took, _| {
            black_box(fixture.request.clone());
            let start = Instant::now();
            let mut rng = rng(11);
            let (holder, reader) = (key(&mut rng), key(&mut rng));
            agreed(&*holder, &*reader);
            drop((holder, reader));
            took + start.elapsed()
        })
    };
    let ours = move |times: u64| {
        (0..times).fold(Duration::ZERO, |took, _| {
            let request = fixture.request.clone();
            let start = Instant::now();
            let (mut holder, reader) = established(fixture, request);
            drop(black_box((asked(&mut holder), holder, reader)));
            took + start.elapsed()
        })
    };
    Pair { floor: Box::new(floor), ours: Box::new(ours) }
}

/// A message with room for its tag.
fn plaintext(bytes: usize) -> Vec<u8> {
    let mut plaintext = Vec::with_capacity(bytes + 16);
    plaintext.resize(bytes, 7);
    plaintext
}

fn encrypt(provider: CryptoProvider, bytes: usize) -> Pair {
    let floor = move |times: u64| {
        (0..times).fold(Duration::ZERO, |took, _| {
            let mut buffer = plaintext(bytes);
            let start = Instant::now();
            let tag = provider.aead.seal(&[1; 32], &[0; 12], black_box(&mut buffer)).unwrap();
            buffer.extend_from_slice(&tag);
            took + start.elapsed()
        })
    };
    let mut channel = Channel::new(provider, keys(), Side::Reader);
    let ours = move |times: u64| {
        (0..times).fold(Duration::ZERO, |took, _| {
            let buffer = Zeroizing::new(plaintext(bytes));
            let start = Instant::now();
            let sealed = channel.seal(black_box(buffer)).unwrap();
            let took = took + start.elapsed();
            black_box(sealed);
            took
        })
    };
    Pair { floor: Box::new(floor), ours: Box::new(ours) }
}

/// The n-th message of a session, for every n, is sealed before the clock runs; the floor's has the same key and IV each
/// time. What was decrypted is wiped on one side, behind the clock, and dropped on the other.
fn decrypt(provider: CryptoProvider, bytes: usize) -> Pair {
    let mut sender = Channel::new(provider, keys(), Side::Reader);
    let mut receiver = Channel::new(provider, keys(), Side::Mdoc);
    let ours = move |times: u64| {
        (0..times).fold(Duration::ZERO, |took, _| {
            let sealed = sender.seal(Zeroizing::new(plaintext(bytes))).unwrap();
            let length = sealed.len();
            let start = Instant::now();
            let opened = receiver.open(black_box(sealed), 0..length).unwrap();
            let took = took + start.elapsed();
            black_box(opened);
            took
        })
    };
    let floor = move |times: u64| {
        (0..times).fold(Duration::ZERO, |took, _| {
            let mut buffer = plaintext(bytes);
            let tag = provider.aead.seal(&[1; 32], &[0; 12], &mut buffer).unwrap();
            buffer.extend_from_slice(&tag);
            let start = Instant::now();
            provider.aead.open(&[1; 32], &[0; 12], black_box(&mut buffer)).unwrap();
            let took = took + start.elapsed();
            black_box(buffer);
            took
        })
    };
    Pair { floor: Box::new(floor), ours: Box::new(ours) }
}

/// Values of 512 bytes, as a GATT connection has them; the floor copies each part once into its value, and once out of it.
fn framing(provider: CryptoProvider) -> Pair {
    const VALUE: usize = 512;
    let fixture: &'static Fixture = leaked(provider, Shape::default());
    let message = &fixture.response;
    let floor = move || {
        let mut whole = Vec::with_capacity(message.len());
        let mut value = [0; VALUE];
        for part in black_box(message).chunks(VALUE - 1) {
            value[1..=part.len()].copy_from_slice(part);
            whole.extend_from_slice(&black_box(&value)[1..=part.len()]);
        }
        black_box(whole);
    };
    let ours = move || {
        let mut reassembly = Reassembly::new();
        let mut value = Vec::with_capacity(VALUE);
        let mut whole = None;
        for (prefix, part) in fragments(black_box(message), VALUE) {
            value.clear();
            value.push(prefix);
            value.extend_from_slice(part);
            whole = reassembly.take(black_box(&value)).unwrap();
        }
        assert!(black_box(whole).is_some());
    };
    Pair { floor: repeated(floor), ours: repeated(ours) }
}

fn issuing(provider: CryptoProvider) -> Pair {
    let fixture: &'static Fixture = leaked(provider, Shape::default());
    let device = *provider.keys.agreement_key(&fixture.device).unwrap().public_key();
    let floor = fixture.floor();
    let message = floor.signatures[0].message.clone();
    let key = fixture.device_signing_key();
    Pair {
        floor: repeated(move || {
            floor.digests();
            black_box(key.sign(&[&message]).unwrap());
        }),
        ours: repeated(move || {
            black_box(issue(&provider, &mut rng(3), &fixture.signer, &device, &fixture.document).unwrap());
        }),
    }
}

/// The floor writes the same text from values that are at hand.
fn json(provider: CryptoProvider) -> Pair {
    let fixture: &'static Fixture = leaked(provider, Shape::default());
    let verdict: &'static _ = Box::leak(Box::new(fixture.verify()));
    let value = serde_json::to_value(verdict).unwrap();
    Pair {
        floor: repeated(move || drop(black_box(serde_json::to_vec(black_box(&value)).unwrap()))),
        ours: repeated(move || drop(black_box(serde_json::to_vec(black_box(verdict)).unwrap()))),
    }
}
