//! The mdoc's side of NFC behind a phone's card emulation: readers that come, go and misbehave.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use core::time::Duration;
use std::sync::{Arc, Mutex};

use mdoc_proximity::budget;
use mdoc_proximity::driver::nfc::{Host, HostLink, host};
use mdoc_proximity::driver::{Link, LinkError};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::transport::nfc::card::Card;
use mdoc_proximity::transport::nfc::handover::{Request, RequestOptions};
use mdoc_proximity::transport::nfc::tag::Tag;
use mdoc_proximity::transport::nfc::tnep::service_select;
use mdoc_proximity::transport::nfc::transfer::{Picc, SHORT};

const TAG: &[u8] = b"\x00\xa4\x04\x00\x07\xd2\x76\x00\x00\x85\x01\x01\x00";
const NDEF: &[u8] = b"\x00\xa4\x00\x0c\x02\xe1\x04";
const LENGTH: &[u8] = b"\x00\xb0\x00\x00\x02";
const TRANSFER: &[u8] = b"\x00\xa4\x04\x0c\x07\xa0\x00\x00\x02\x48\x04\x00";
const OK: Option<&[u8]> = Some(&[0x90, 0]);
const REFUSED: Option<&[u8]> = Some(&[0x69, 0x85]);

/// A message of one byte.
fn envelope(message: u8) -> Vec<u8> {
    vec![0, 0xc3, 0, 0, 3, 0x53, 1, message, 0]
}

/// The answers that were held.
type Late = Arc<Mutex<Vec<Vec<u8>>>>;

fn emulated() -> (Host, HostLink, Late) {
    let ble = BleOptions { central_client: Some([7; 16]), ..BleOptions::default() };
    let tag = Tag::negotiated(&[0xa0], &[RetrievalMethod::Ble(ble)]).unwrap();
    let late = Late::default();
    let log = Arc::clone(&late);
    let (host, link) =
        host(Card::new(Some(tag), Some(Picc::new(SHORT))), move |answer| log.lock().unwrap().push(answer));
    (host, link, late)
}

/// What is there to be received; `None` where nothing comes.
async fn received(link: &mut HostLink) -> Option<Result<Vec<u8>, LinkError>> {
    tokio::time::timeout(Duration::from_secs(1), link.recv()).await.ok()
}

/// A session that has begun: its first message is taken and not answered.
async fn begun() -> (Host, HostLink, Late) {
    let (host, mut link, late) = emulated();
    assert_eq!(host.command(TRANSFER).as_deref(), OK);
    assert_eq!(host.command(&envelope(1)), None);
    assert_eq!(received(&mut link).await.unwrap().unwrap(), [1]);
    (host, link, late)
}

#[tokio::test(start_paused = true)]
async fn t22_a_session_does_not_outlive_its_application() {
    // The reader turns to the other application, then the field goes.
    let (host, mut link, late) = begun().await;
    assert_eq!(host.command(TAG).as_deref(), OK);
    assert!(matches!(received(&mut link).await, Some(Err(LinkError::Closed))));
    assert!(matches!(link.send(&[2]).await, Err(LinkError::Closed)));
    host.deactivated();
    assert_eq!(host.command(TRANSFER).as_deref(), OK);
    assert_eq!(host.command(&envelope(3)).as_deref(), REFUSED);
    assert!(late.lock().unwrap().is_empty());
    // Without a message there is no session yet: a reader may look at one application after the other.
    let (host, mut link, _) = emulated();
    for select in [TRANSFER, TAG, TRANSFER, TAG] {
        assert_eq!(host.command(select).as_deref(), OK);
    }
    host.deactivated();
    assert!(received(&mut link).await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_farewell_outlives_the_link_but_not_the_reader() {
    for (gone, answered) in [(false, Some(&[0x53, 1, 9, 0x90, 0][..])), (true, REFUSED)] {
        let (host, mut link, late) = begun().await;
        link.send(&[2]).await.unwrap();
        assert_eq!(*late.lock().unwrap(), [vec![0x53, 1, 2, 0x90, 0]]);
        link.send(&[9]).await.unwrap();
        link.close().await;
        if gone {
            host.deactivated();
            assert_eq!(host.command(TRANSFER).as_deref(), OK);
        }
        assert_eq!(host.command(&envelope(3)).as_deref(), answered);
        assert_eq!(host.command(&envelope(4)).as_deref(), REFUSED, "once");
    }
}

/// An answer that the reader did not wait for is taken by whatever it says next, which is not lost by that.
#[tokio::test(start_paused = true)]
async fn what_a_reader_says_when_it_takes_a_kept_answer_is_heard() {
    let (host, mut link, late) = begun().await;
    // GET RESPONSE, where nothing is ready: the card no longer holds a command.
    host.command(&[0, 0xc0, 0, 0, 0]);
    link.send(&[2]).await.unwrap();
    assert!(late.lock().unwrap().is_empty());
    assert_eq!(host.command(&envelope(3)).as_deref(), Some(&[0x53, 1, 2, 0x90, 0][..]));
    assert_eq!(received(&mut link).await.unwrap().unwrap(), [3]);
}

#[tokio::test(start_paused = true)]
async fn messages_that_nobody_takes_do_not_pile_up() {
    let (host, mut link, _) = emulated();
    assert_eq!(host.command(TRANSFER).as_deref(), OK);
    for message in 0..budget::NFC_QUEUED_MESSAGES {
        assert_eq!(host.command(&envelope(u8::try_from(message).unwrap())), None);
    }
    assert_eq!(host.command(&envelope(0xff)).as_deref(), REFUSED);
    for message in 0..budget::NFC_QUEUED_MESSAGES {
        assert_eq!(received(&mut link).await.unwrap().unwrap(), [u8::try_from(message).unwrap()]);
    }
    assert!(matches!(received(&mut link).await, Some(Err(LinkError::Closed))));
}

#[tokio::test(start_paused = true)]
async fn handovers_that_nobody_takes_do_not_pile_up() {
    let (host, mut link, _) = emulated();
    let write = |message: &[u8]| {
        let length = u16::try_from(message.len()).unwrap().to_be_bytes();
        let whole = [&length, message].concat();
        assert_eq!(
            host.command(&[&[0, 0xd6, 0, 0, u8::try_from(whole.len()).unwrap()], &whole[..]].concat()).as_deref(),
            OK
        );
    };
    let asked = RequestOptions { ble_peripheral: Some([7; 16]), ..RequestOptions::default() };
    let asked = Request::message(&asked).unwrap();
    for _ in 0..100 {
        assert_eq!(host.command(TAG).as_deref(), OK);
        assert_eq!(host.command(NDEF).as_deref(), OK);
        write(&service_select().unwrap());
        write(&asked);
        assert_ne!(host.command(LENGTH).as_deref(), Some(&[0, 0, 0x90, 0][..]));
    }
    assert_eq!(link.handover().await.unwrap().handover.request, Some(asked));
    assert!(tokio::time::timeout(Duration::from_secs(1), link.handover()).await.is_err(), "one, a hundred times");
}
