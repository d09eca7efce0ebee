//! What a verification takes from the heap, counted by a global allocator of its own.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

#[path = "../benches/support/fixture.rs"]
mod fixture;

use allocation_counter::{AllocationInfo, measure};
use fixture::{Fixture, Shape};
use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::holder;
use mdoc_proximity::issuer::{Document, issue};
use mdoc_proximity::model::response::DeviceResponse;
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::reader::{self, Verification, verify_issuer_signed};
use mdoc_proximity::session::{Channel, Endpoint, Output, SessionKeys, Side};
use mdoc_proximity::time::{Monotonic, Now};
use zeroize::Zeroizing;

/// The most allocations of a verification whose document signer nobody has seen before. What grows counts anew.
const COLD: u64 = 128;
/// The most where the document signer was seen before.
const WARM: u64 = 64;
/// The most bytes on the heap at any time beyond the response.
const PEAK: u64 = 32 * 1024;

/// Both ways a device answers.
fn answers(portrait: usize) -> [Fixture; 2] {
    [false, true].map(|mac| Fixture::new(PROVIDER, Shape { portrait, mac, ..Shape::default() }))
}

fn verifying(fixture: &Fixture) -> AllocationInfo {
    measure(|| drop(fixture.verify()))
}

#[test]
fn a_verification_takes_little() {
    for fixture in answers(30_000) {
        let taken = verifying(&fixture);
        println!("{} bytes, {taken:?}", fixture.response.len());
        assert!(taken.count_total <= COLD && taken.bytes_max <= PEAK, "{taken:?}");
        assert_eq!(taken.count_current, 0, "nothing is kept");
    }
}

#[test]
fn no_value_is_copied() {
    for portraits in [1, 1_000_000].map(answers).windows(2) {
        for (small, large) in portraits[0].iter().zip(&portraits[1]) {
            let [small, large] = [verifying(small), verifying(large)];
            assert_eq!((small.count_total, small.bytes_total), (large.count_total, large.bytes_total));
        }
    }
    let [fixture, _] = answers(1_000_000);
    let decoding = measure(|| drop(from_slice::<DeviceResponse<'_>>(&fixture.response, Encoding::Strict)));
    assert!(decoding.count_total <= 8 && decoding.bytes_total <= 8 * 1024, "{decoding:?}");
}

/// Judges the issuer's part of a document of so many elements.
fn elements(fixture: &Fixture, count: usize) -> AllocationInfo {
    let dates = *fixture.document.dates();
    let document = (0..count).fold(Document::new("org.example.card", dates), |document, number| {
        document.raw_element("org.example", &format!("element_{number}"), vec![0xf5])
    });
    let device = fixture.device_signing_key();
    let mut rng = fixture::rng(1);
    let issued = issue(&PROVIDER, &mut rng, &fixture.signer, device.public_key(), &document).unwrap();
    let verification = Verification { request: None, ..fixture.verification() };
    let report = verify_issuer_signed(&issued, &verification).unwrap().documents()[0].report().clone();
    assert!(!report.has_failed(), "{report}");
    measure(|| drop(verify_issuer_signed(&issued, &verification)))
}

/// Lists double as they grow, and what they hold takes as much as there is of it.
#[test]
fn ten_thousand_elements_take_hardly_more_allocations_and_memory_in_proportion() {
    let [fixture, _] = answers(1);
    let [few, many] = [100, 10_000].map(|count| elements(&fixture, count));
    assert!(many.count_total <= few.count_total + 64, "{few:?}, {many:?}");
    assert!(many.bytes_max <= 200 * few.bytes_max, "{few:?}, {many:?}");
    // 500 bytes an element.
    assert!(many.bytes_max <= 5_000_000, "{few:?}, {many:?}");
}

/// Both sides of a session that has just been set up, and the holder's request.
fn session(fixture: &Fixture) -> (holder::Session, reader::Session, Box<holder::Request>) {
    let clock = Now { monotonic: Monotonic::default(), wall: fixture.now };
    let mut rng = fixture::rng(11);
    let mut engagement = holder::Engagement::new(&fixture.holder, &mut rng).unwrap();
    let ble = BleOptions { central_client: Some([7; 16]), ..BleOptions::default() };
    let uri = engagement.offer_qr(&[RetrievalMethod::Ble(ble)]).unwrap();
    let mut holder = engagement.into_session(clock);
    let scanned = reader::Engagement::from_qr(&uri).unwrap();
    let mut reader = reader::Session::new(&fixture.reader, scanned, fixture.request.clone(), &mut rng, clock).unwrap();
    let Output::Transmit(establishment) = reader.poll_output() else { panic!() };
    holder.handle_message(clock, establishment);
    let Output::Event(holder::Event::Established(_)) = holder.poll_output() else { panic!() };
    let Output::Event(holder::Event::Request(request)) = holder.poll_output() else { panic!() };
    (holder, reader, request)
}

/// What a holder shows is copied once, into the message that leaves, and nothing else of its size is asked for: it is
/// encrypted where it stands. The reader decrypts it in that very message.
#[test]
fn a_value_is_copied_once_from_the_credential_to_the_verdict() {
    for fixture in answers(1_000_000) {
        let length = u64::try_from(fixture.response.len()).unwrap();
        let clock = Now { monotonic: Monotonic::default(), wall: fixture.now };
        let key = fixture.device_key();
        let credentials: Vec<_> = fixture.credentials.iter().collect();
        let (mut holder, mut reader, request) = session(&fixture);
        let mut sent = Vec::new();
        let responding = measure(|| {
            let response = request.disclose(&credentials, |_| true).sign(&*key).unwrap();
            holder.respond(clock, response).unwrap();
            let Output::Transmit(message) = holder.poll_output() else { panic!() };
            sent = message;
        });
        assert!(sent.len() > fixture.response.len());
        assert!(responding.bytes_total < length + 64 * 1024, "{responding:?}");
        let mut received = None;
        let message = core::mem::take(&mut sent);
        let receiving = measure(|| {
            reader.handle_message(clock, message);
            let Output::Event(reader::Event::Response(response)) = reader.poll_output() else { panic!() };
            received = Some(response);
        });
        assert!(receiving.bytes_total < 64 * 1024, "{receiving:?}");
        assert!(received.unwrap().verify(fixture.now).is_verified());
    }
}

/// A response for somebody else to encrypt is copied once too, and a buffer with room for the tag is encrypted as it is.
#[test]
fn the_holder_copies_values_once() {
    for fixture in answers(1_000_000) {
        let response = measure(|| drop(fixture.respond()));
        let length = u64::try_from(fixture.response.len()).unwrap();
        assert!(response.bytes_total < length + 64 * 1024, "{response:?}");
        let mut plaintext = Vec::with_capacity(fixture.response.len() + 16);
        plaintext.extend_from_slice(&fixture.response);
        let keys = SessionKeys { sk_reader: Zeroizing::new([1; 32]).into(), sk_device: Zeroizing::new([2; 32]).into() };
        let mut channel = Channel::new(PROVIDER, keys, Side::Mdoc);
        let mut sealed = Vec::new();
        let sealing = measure(|| sealed = channel.seal(Zeroizing::new(core::mem::take(&mut plaintext))).unwrap());
        assert_eq!((sealing.count_total, sealed.len()), (0, fixture.response.len() + 16), "{sealing:?}");
    }
}

#[test]
fn a_signer_seen_before_takes_less() {
    for mut fixture in answers(30_000) {
        fixture.remember_paths();
        let cold = verifying(&fixture);
        let warm = verifying(&fixture);
        println!("cold {cold:?}, warm {warm:?}");
        // What is remembered is not what it took.
        let peak = cold.bytes_max - u64::try_from(cold.bytes_current).unwrap();
        assert!(cold.count_total <= COLD && peak <= PEAK, "{cold:?}");
        assert!(warm.count_total <= WARM && warm.bytes_max <= PEAK, "{warm:?}");
        assert_eq!(warm.count_current, 0, "nothing is kept");
    }
}
