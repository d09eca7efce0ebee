//! The law of resources: to decode and to judge what a peer sent takes at most 16 times its length and 64 KiB, whatever
//! it promises, however it is crowded and however deep it goes. Time is for benches/instructions.rs to count.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
#![allow(missing_docs, unreachable_pub)]

mod announce;
mod certificates;
mod crowded;
#[path = "../../benches/support/fixture.rs"]
mod fixture;

use allocation_counter::measure;
use fixture::{Fixture, Shape};
use mdoc_proximity::cbor::{Embedded, Encoding, from_slice};
use mdoc_proximity::crypto::DEFAULT_PROVIDER;
use mdoc_proximity::holder;
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::response::DeviceResponse;
use mdoc_proximity::model::retrieval::{NfcOptions, RetrievalMethod};
use mdoc_proximity::model::session::{SessionData, SessionEstablishment, encode_data, encode_establishment};
use mdoc_proximity::reader::{self, Verification};
use mdoc_proximity::report::Profile;
use mdoc_proximity::transport::ble::{l2cap, reassembly::Reassembly};
use mdoc_proximity::transport::nfc::handover::Select;
use mdoc_proximity::transport::qr;
use mdoc_proximity::trust::TrustAnchors;

/// Times the input.
const FACTOR: u64 = 16;
const BESIDE: u64 = 64 * 1024;

fn fixture() -> Fixture {
    Fixture::new(DEFAULT_PROVIDER, Shape { portrait: 100, ..Shape::default() })
}

/// What the work takes at its peak, held to the law.
fn held(what: &str, input: &[u8], work: impl FnOnce()) -> u64 {
    let taken = measure(work);
    let allowed = u64::try_from(input.len()).unwrap() * FACTOR + BESIDE;
    assert!(taken.bytes_max <= allowed, "{what}: {} bytes for {}, {allowed} allowed", taken.bytes_max, input.len());
    taken.bytes_max
}

/// Judged as far as it goes, under each profile.
fn response(what: &str, fixture: &Fixture, bytes: &[u8]) -> u64 {
    let taken = [Profile::Strict, Profile::Field].map(|profile| {
        let encoding = Encoding::from(profile);
        let decoding = held(what, bytes, || drop(from_slice::<DeviceResponse<'_>>(bytes, encoding)));
        let config = reader::Config::builder(fixture.provider).issuer_roots(fixture.roots()).anonymous();
        let config = config.profile(profile).build().unwrap();
        let verification = Verification { config: &config, ..fixture.verification() };
        decoding.max(held(what, bytes, || drop(reader::verify(bytes, &verification))))
    });
    taken[0].max(taken[1])
}

/// Read by a reader from a QR code, which may not be long, and from a tag.
fn engagement(what: &str, bytes: &[u8]) -> u64 {
    let uri = qr::to_uri(bytes);
    let scanned = held(what, uri.as_bytes(), || drop(reader::Engagement::from_qr(&uri)));
    let carrier = RetrievalMethod::Nfc(NfcOptions { max_command: 255, max_response: 256 });
    let select = Select::message(bytes, &[carrier]).unwrap();
    scanned.max(held(what, &select, || drop(reader::Engagement::from_nfc(&select, None))))
}

/// Read by a holder of each profile.
fn request(what: &str, fixture: &Fixture, bytes: &[u8]) -> u64 {
    let taken = [Profile::Strict, Profile::Field].map(|profile| {
        let config = holder::Config::builder(fixture.provider).reader_anchors(TrustAnchors::readers());
        let config = config.profile(profile).build().unwrap();
        // The request is the caller's to give, and is not counted.
        let (owned, transcript) = (bytes.to_vec(), fixture.transcript.clone());
        held(what, bytes, || drop(holder::Request::outside_session(owned, &config, transcript, None, fixture.now)))
    });
    taken[0].max(taken[1])
}

#[test]
fn no_promise_is_believed() {
    let fixture = fixture();
    let mut counts = Vec::new();
    let mut each = |what: &str, good: &[u8], judge: &dyn Fn(&[u8])| {
        let count = announce::promising(good).inspect(|bad| judge(bad)).count();
        counts.push((what.to_owned(), count));
    };
    each("response", &fixture.response, &|bad| {
        response("response", &fixture, bad);
    });
    each("request", &fixture.request_bytes(), &|bad| {
        request("request", &fixture, bad);
    });
    let (whole, _) = from_slice::<DeviceResponse<'_>>(&fixture.response, Encoding::Strict).unwrap();
    let mso = whole.documents[0].as_ref().unwrap().issuer_signed.issuer_auth.payload.unwrap();
    each("mobile security object", mso, &|bad| {
        held("mobile security object", bad, || {
            drop(from_slice::<Embedded<'_, MobileSecurityObject<'_>>>(bad, Encoding::Field));
        });
    });
    let establishment = encode_establishment(&[0xd8, 24, 0x43, 0xa1, 1, 2], &[7; 40]);
    each("establishment", &establishment, &|bad| {
        held("establishment", bad, || drop(from_slice::<SessionEstablishment<'_>>(bad, Encoding::Field)));
    });
    each("session data", &encode_data(Some(&[7; 40]), Some(20)), &|bad| {
        held("session data", bad, || {
            let _ = from_slice::<SessionData<'_>>(bad, Encoding::Field);
        });
    });
    println!("{counts:?}");
    assert!(counts[0].1 > 300 && counts.iter().all(|(_, count)| *count > 10), "{counts:?}");
}

#[test]
fn no_crowd_takes_more_than_its_share() {
    let fixture = fixture();
    for (what, bytes) in crowded::responses() {
        let taken = response(what, &fixture, &bytes);
        println!("response, {what}: {:.1} times {}", taken as f64 / bytes.len() as f64, bytes.len());
    }
    for (what, bytes) in crowded::requests() {
        let taken = request(what, &fixture, &bytes);
        println!("request, {what}: {:.1} times {}", taken as f64 / bytes.len() as f64, bytes.len());
    }
    for (what, bytes) in crowded::engagements() {
        let taken = engagement(what, &bytes);
        println!("engagement, {what}: {:.1} times {}", taken as f64 / bytes.len() as f64, bytes.len());
    }
}

#[test]
fn no_certificate_takes_more_than_its_share() {
    let fixture = fixture();
    for (what, bytes) in certificates::responses() {
        let taken = response(&what, &fixture, &bytes);
        println!("response, {what}: {:.1} times {}", taken as f64 / bytes.len() as f64, bytes.len());
    }
    for (what, bytes) in certificates::requests() {
        let taken = request(&what, &fixture, &bytes);
        println!("request, {what}: {:.1} times {}", taken as f64 / bytes.len() as f64, bytes.len());
    }
}

#[test]
fn fragments_without_end_end() {
    let mut reassembly = Reassembly::new();
    let mut taken = 0_usize;
    let fragment = [&[1][..], &[0xa5; 511]].concat();
    let refused = measure(|| {
        while reassembly.take(&fragment).is_ok() {
            taken += fragment.len() - 1;
            assert!(taken < 1 << 30);
        }
    });
    assert!(taken <= mdoc_proximity::budget::MESSAGE_BYTES);
    assert!(refused.bytes_max <= FACTOR * u64::try_from(taken).unwrap(), "{refused:?}");
    // Empty ones take nothing, and end too.
    let mut reassembly = Reassembly::new();
    let (mut count, mut empty) = (0_usize, None);
    let taken = measure(|| {
        while empty.is_none() && count < 1 << 22 {
            empty = reassembly.take(&[1]).err();
            count += 1;
        }
    });
    assert!(empty.is_some() && taken.bytes_max <= BESIDE, "{count} fragments, {taken:?}");
}

#[test]
fn a_length_before_a_message_takes_nothing() {
    for length in [u32::MAX, 1 << 24, 1 << 30] {
        let mut frames = l2cap::Decoder::new();
        let head = length.to_be_bytes();
        let taken = measure(|| drop(frames.take(&mut &head[..])));
        assert!(taken.bytes_max <= BESIDE, "{length}: {taken:?}");
    }
}
