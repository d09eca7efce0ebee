//! One key offered by QR code and by NFC at once: the first peer wins.

use mdoc_proximity::budget;
use mdoc_proximity::crypto::{CryptoError, CryptoProvider, Curve, PROVIDERS};
use mdoc_proximity::holder::{EngagedBy, Engagement, Event, LinkId, OfferError};
use mdoc_proximity::reader;
use mdoc_proximity::session::Endpoint;

use crate::presentation::{ble, names_and_age};
use crate::wire::{VirtualClock, drain};
use crate::world::World;

/// A Handover Select message with one record of each kind a wallet sends.
pub fn handover_select(engagement: &[u8]) -> Vec<u8> {
    let record = |flags: u8, kind: &[u8], id: &[u8], payload: &[u8]| {
        let id_length = if flags & 0x08 == 0 { vec![] } else { vec![u8::try_from(id.len()).unwrap()] };
        let head = [flags, u8::try_from(kind.len()).unwrap(), u8::try_from(payload.len()).unwrap()];
        [&head[..], &id_length, kind, id, payload].concat()
    };
    let carrier = record(0xd1, b"ac", b"", b"\x01\x01\x30\x01\x04mdoc");
    [
        record(0x91, b"Hs", b"", &[&[0x15], carrier.as_slice()].concat()),
        record(0x1a, b"application/vnd.bluetooth.le.oob", b"0", b"\x02\x1c\x01"),
        record(0x5c, b"iso.org:18013:deviceengagement", b"mdoc", engagement),
    ]
    .concat()
}

struct Offered {
    clock: VirtualClock,
    holder: mdoc_proximity::holder::Session,
    by_qr: reader::Session,
    by_nfc: reader::Session,
}

fn offer(seed: u64, provider: CryptoProvider) -> Offered {
    let mut world = World { holder_provider: provider, ..World::new(seed) };
    let clock = VirtualClock::new();
    let mut engagement = Engagement::new(&world.holder_config(Curve::P256), &mut world.rng).unwrap();
    let uri = engagement.offer_qr(&[ble()]).unwrap();
    let select = handover_select(&engagement.nfc_device_engagement());
    let mut holder = engagement.into_session(clock.now());
    // The tap comes while the QR code is on show.
    holder.offer_nfc(&select, None).unwrap();

    let config = world.reader_config();
    let mut session =
        |engagement| reader::Session::new(&config, engagement, names_and_age(), &mut world.rng, clock.now()).unwrap();
    let by_qr = session(reader::Engagement::from_qr(&uri).unwrap());
    let by_nfc = session(reader::Engagement::from_nfc(&select, None).unwrap());
    Offered { clock, holder, by_qr, by_nfc }
}

#[test]
fn the_first_peer_wins_and_the_other_cannot_open_a_session() {
    const QR: LinkId = LinkId(1);
    const NFC: LinkId = LinkId(2);
    // Some providers leave nothing of a ciphertext that they could not open, and there is another offer to try.
    for (provider, nfc_first) in PROVIDERS.iter().flat_map(|provider| [(provider, false), (provider, true)]) {
        let mut offered = offer(20, *provider);
        let qr = (QR, drain(&mut offered.by_qr).messages.remove(0), EngagedBy::Qr);
        let nfc = (NFC, drain(&mut offered.by_nfc).messages.remove(0), EngagedBy::Nfc);
        let (first, second) = if nfc_first { (nfc, qr) } else { (qr, nfc) };
        let now = offered.clock.now();
        assert!(offered.holder.handle_message_from(now, first.0, first.1));
        let said = drain(&mut offered.holder);
        assert!(matches!(&said.events[..], [Event::Established(by), Event::Request(_)] if *by == first.2));

        assert!(!offered.holder.handle_message_from(now, second.0, second.1));
        offered.holder.handle_link_closed_of(second.0);
        let said = drain(&mut offered.holder);
        assert!(said.messages.is_empty() && said.events.is_empty(), "the loser is not heard");
        assert_eq!(offered.holder.offer_nfc(b"", None), Err(OfferError::TooLate));

        offered.holder.handle_link_closed_of(first.0);
        assert!(matches!(drain(&mut offered.holder).events[..], [Event::Closed(_)]));
    }
}

#[test]
fn a_foreign_engagement_cannot_be_offered() {
    let mut world = World::new(21);
    let config = world.holder_config(Curve::P256);
    let mut one = Engagement::new(&config, &mut world.rng).unwrap();
    let other = Engagement::new(&config, &mut world.rng).unwrap();
    assert_ne!(one.e_device_key_bytes(), other.e_device_key_bytes());
    let select = handover_select(&other.nfc_device_engagement());
    assert_eq!(one.offer_nfc(&select, None), Err(OfferError::ForeignEngagement));
}

#[test]
fn a_qr_code_without_a_method_is_refused() {
    let mut world = World::new(22);
    let mut engagement = Engagement::new(&world.holder_config(Curve::P256), &mut world.rng).unwrap();
    assert_eq!(engagement.offer_qr(&[]), Err(OfferError::NoMethod));
}

/// H26: a transcript of the other kind opens nothing.
#[test]
fn a_qr_engagement_with_an_nfc_transcript_is_status_10() {
    let mut world = World::new(23);
    let clock = VirtualClock::new();
    let mut engagement = Engagement::new(&world.holder_config(Curve::P256), &mut world.rng).unwrap();
    engagement.offer_qr(&[ble()]).unwrap();
    let select = handover_select(&engagement.nfc_device_engagement());
    let mut holder = engagement.into_session(clock.now());
    let scanned = reader::Engagement::from_nfc(&select, None).unwrap();
    let config = world.reader_config();
    let mut reader = reader::Session::new(&config, scanned, names_and_age(), &mut world.rng, clock.now()).unwrap();
    holder.handle_message(clock.now(), drain(&mut reader).messages.remove(0));
    assert_eq!(crate::wire::statuses(&drain(&mut holder).messages), [Some(10)]);
}

/// A key made elsewhere must be on the curve that was configured: the reader would answer on another one.
#[test]
fn a_key_on_another_curve_is_not_engaged_with() {
    let mut world = World::new(22);
    let config = world.holder_config(Curve::P256);
    let mut key = |curve| {
        let keys = crate::world::PROVIDER.keys;
        keys.agreement_key(&keys.generate(curve, &mut world.rng).unwrap()).unwrap()
    };
    let refused = Engagement::with_key(&config, key(Curve::P384)).unwrap_err();
    assert_eq!(refused, CryptoError::CurveMismatch { expected: Curve::P256, found: Curve::P384 });
    let mut engagement = Engagement::with_key(&config, key(Curve::P256)).unwrap();
    assert!(engagement.offer_qr(&[ble()]).is_ok());
}

/// A reader that taps again and again makes no more work of its first message.
#[test]
fn an_offer_that_was_made_is_not_made_again_and_there_is_an_end_to_them() {
    let mut world = World::new(29);
    let clock = VirtualClock::new();
    let mut engagement = Engagement::new(&world.holder_config(Curve::P256), &mut world.rng).unwrap();
    engagement.offer_qr(&[ble()]).unwrap();
    let select = handover_select(&engagement.nfc_device_engagement());
    let requests: Vec<_> = (0..).map(|number: u32| number.to_be_bytes()).take(budget::OFFERS).collect();
    let mut holder = engagement.into_session(clock.now());
    for _ in 0..1000 {
        holder.offer_nfc(&select, None).unwrap();
        holder.offer_nfc(&select, Some(&requests[0])).unwrap();
    }
    // With those two and the QR code there is room for all but three of the others.
    let (room, none) = requests[1..].split_at(budget::OFFERS - 3);
    for request in room {
        holder.offer_nfc(&select, Some(request)).unwrap();
    }
    assert_eq!(holder.offer_nfc(&select, Some(&none[0])), Err(OfferError::TooMany));
    holder.offer_nfc(&select, Some(&requests[0])).unwrap();
    let mut reader = {
        let config = world.reader_config();
        let engagement = reader::Engagement::from_nfc(&select, None).unwrap();
        reader::Session::new(&config, engagement, names_and_age(), &mut world.rng, clock.now()).unwrap()
    };
    holder.handle_message(clock.now(), drain(&mut reader).messages.remove(0));
    let events = drain(&mut holder).events;
    assert!(events.iter().any(|event| matches!(event, Event::Request(_))), "{events:?}");
}
