//! Whole presentations over NFC: engagement and data transfer, both drivers against each other, on a paused clock.
//!
//! These need feature `tokio`, which the command line's package turns on whenever both are tested together.
#![cfg(feature = "tokio")]
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use core::time::Duration;

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::driver::nfc::{Host, HostLink, NfcError, Terminal, TerminalLink, engage, host};
use mdoc_proximity::driver::{Clock, Link, LinkError, next_event};
use mdoc_proximity::holder::{self, EngagedBy, Engagement};
use mdoc_proximity::model::retrieval::{BleOptions, NfcOptions, RetrievalMethod};
use mdoc_proximity::reader::{self, Request, Retain};
use mdoc_proximity::session::{CloseReason, Endpoint, Output, Status};
use mdoc_proximity::transport::nfc::card::Card;
use mdoc_proximity::transport::nfc::handover::{self, RequestOptions, Select};
use mdoc_proximity::transport::nfc::reader::{HandoverReader, ReadError, Step};
use mdoc_proximity::transport::nfc::tag::Tag;
use mdoc_proximity::transport::nfc::transfer::{EXTENDED, Picc, SHORT};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::sleep;

#[path = "driver_support/clock.rs"]
mod clock;
#[path = "nfc_support/wallet.rs"]
mod wallet;
#[allow(dead_code)]
#[path = "two_party/world.rs"]
mod world;

use clock::TestClock;
use world::{NOW, World};

/// A terminal with our own card in its field.
struct InField {
    host: Host,
    late: UnboundedReceiver<Vec<u8>>,
    answer: Option<Vec<u8>>,
    /// After so many commands the card leaves the field.
    left: usize,
}

impl Terminal for InField {
    fn begin(&mut self, command: &[u8]) -> Result<(), LinkError> {
        let Some(left) = self.left.checked_sub(1) else {
            self.host.deactivated();
            return Err(LinkError::Closed);
        };
        self.left = left;
        self.answer = self.host.command(command);
        Ok(())
    }

    async fn answer(&mut self) -> Result<Vec<u8>, LinkError> {
        match self.answer.take() {
            Some(answer) => Ok(answer),
            None => self.late.recv().await.ok_or(LinkError::Closed),
        }
    }
}

fn in_field(card: Card, left: usize) -> (InField, HostLink) {
    let (sender, late) = unbounded_channel();
    let (host, link) = host(card, move |answer| drop(sender.send(answer)));
    (InField { host, late, answer: None, left }, link)
}

fn asked() -> Request {
    Request::builder().document(mdl::DOCTYPE).item(&mdl::FAMILY_NAME, Retain::No).build().unwrap()
}

fn offered() -> RequestOptions {
    RequestOptions { nfc: true, ble_peripheral: Some([7; 16]), ..RequestOptions::default() }
}

#[derive(Clone, Copy)]
struct Run {
    negotiated: bool,
    lengths: NfcOptions,
    own: NfcOptions,
    thinking: Duration,
    left: usize,
}

const USUAL: Run =
    Run { negotiated: false, lengths: SHORT, own: SHORT, thinking: Duration::from_secs(20), left: usize::MAX };

/// How both sides ended, and whether the reader got a verified answer.
async fn present(run: Run) -> (Result<bool, NfcError>, Option<CloseReason>) {
    let mut world = World::new(91);
    let clock = TestClock::new();
    let (licence, key) = world.licence();
    let mut engagement = Engagement::new(&world.holder_config(Curve::P256), &mut world.rng).unwrap();
    let method = RetrievalMethod::Nfc(run.lengths);
    let card = wallet::card(&engagement, run.negotiated, std::slice::from_ref(&method));
    let (mut terminal, mut link) = in_field(card, run.left);
    // The QR code is on show at the same time; the tap wins.
    engagement.offer_qr(&[method]).unwrap();

    let holder = wallet::present(&mut link, engagement, &clock, async |session, request| {
        sleep(run.thinking).await;
        let answer = request.disclose(&[&licence], |_| true).sign(&key).unwrap();
        // The field may be gone by now.
        let _sent = session.respond_and_close(clock.now(), answer);
    });
    let config = world.reader_config();
    let rng = &mut world.rng;
    let reader = async {
        let machine = HandoverReader::new(&offered()).unwrap();
        let handover = engage(&mut terminal, machine, &clock).await?;
        let request = handover.request.as_deref();
        let read = request.map(|request| handover::Request::read(request).unwrap());
        let select = Select::read(&handover.select).unwrap();
        let [Ok(RetrievalMethod::Nfc(lengths))] = select.methods(read.as_ref())[..] else { panic!("no NFC") };
        assert_eq!(lengths, run.lengths);
        let engagement = reader::Engagement::from_nfc(&handover.select, request).unwrap();
        let mut link = TerminalLink::connect(terminal, lengths, run.own).await?;
        let mut session = reader::Session::new(&config, engagement, asked(), rng, clock.now()).unwrap();
        let mut verified = false;
        loop {
            match next_event(&mut session, &mut link, &clock).await {
                reader::Event::Response(response) => verified = response.verify(NOW).is_verified(),
                reader::Event::Closed(CloseReason::Peer(Status::Termination)) => return Ok(verified),
                reader::Event::Closed(_) => return Ok(false),
            }
        }
    };
    let (ended, read) = tokio::join!(holder, reader);
    (read, ended)
}

#[tokio::test(start_paused = true)]
async fn a_presentation_by_static_and_negotiated_handover_in_short_and_extended_apdus() {
    for negotiated in [false, true] {
        for (lengths, own) in [(SHORT, EXTENDED), (EXTENDED, SHORT), (EXTENDED, EXTENDED)] {
            for thinking in [Duration::ZERO, Duration::from_secs(299)] {
                let run = Run { negotiated, lengths, own, thinking, ..USUAL };
                let (read, ended) = present(run).await;
                assert!(read.unwrap(), "verified");
                assert_eq!(ended, Some(CloseReason::Local));
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn t22_wherever_the_card_leaves_the_field_both_sides_end() {
    let mut outcomes = Vec::new();
    for left in 0..40 {
        let run = Run { left, thinking: Duration::ZERO, ..USUAL };
        let ended = tokio::time::timeout(Duration::from_secs(3600), present(run)).await;
        // A tap that does not come as far as a handover leaves the holder waiting for the next one.
        outcomes.push(ended.map(|(read, _)| read.is_ok_and(|verified| verified)));
    }
    assert!(outcomes.iter().take(5).all(Result::is_err), "{outcomes:?}");
    let first = outcomes.iter().position(|outcome| *outcome == Ok(true)).unwrap();
    assert!(first > 10 && outcomes[..first].iter().all(|outcome| *outcome != Ok(true)));
    assert!(outcomes[first..].iter().all(|outcome| *outcome == Ok(true)), "{outcomes:?}");
    assert!(outcomes[8..first].iter().any(Result::is_ok), "{outcomes:?}");
}

#[tokio::test(start_paused = true)]
async fn a_farewell_that_nobody_asks_for_answers_the_next_message() {
    let (mut terminal, mut link) = in_field(Card::new(None, Some(Picc::new(SHORT))), usize::MAX);
    let clock = TestClock::new();
    let refused = engage(&mut terminal, HandoverReader::new(&offered()).unwrap(), &clock).await;
    assert!(matches!(refused, Err(NfcError::Handover(ReadError::NotATag(status))) if status.0 == 0x6a82));
    let mut reader = TerminalLink::connect(terminal, SHORT, SHORT).await.unwrap();
    link.send(b"farewell").await.unwrap();
    reader.send(b"late").await.unwrap();
    assert_eq!(reader.recv().await.unwrap(), b"farewell");
    // It is the session's to say that it is over.
    assert_eq!(link.recv().await.unwrap(), b"late");
    // A link that is closed refuses what comes.
    link.close().await;
    reader.send(b"later").await.unwrap();
    assert!(matches!(reader.recv().await, Err(LinkError::Io(_))));
}

#[tokio::test(start_paused = true)]
async fn receiving_can_be_cancelled_and_nothing_is_sent_while_an_answer_is_held() {
    let (terminal, mut link) = in_field(Card::new(None, Some(Picc::new(SHORT))), usize::MAX);
    let mut reader = TerminalLink::connect(terminal, SHORT, EXTENDED).await.unwrap();
    let question = vec![7; 1000];
    reader.send(&question).await.unwrap();
    for _ in 0..3 {
        assert!(tokio::time::timeout(Duration::from_secs(1), reader.recv()).await.is_err());
    }
    assert!(matches!(reader.send(b"again").await, Err(LinkError::Closed)));
    assert_eq!(link.recv().await.unwrap(), question);
    let answer = vec![9; 70_000];
    link.send(&answer).await.unwrap();
    assert_eq!(reader.recv().await.unwrap(), answer);
}

#[tokio::test(start_paused = true)]
async fn a_farewell_has_arrived_once_it_is_answered() {
    let (terminal, mut link) = in_field(Card::new(None, Some(Picc::new(SHORT))), usize::MAX);
    let mut reader = TerminalLink::connect(terminal, SHORT, SHORT).await.unwrap();
    // Nothing is out.
    reader.settle().await;
    reader.send(b"farewell").await.unwrap();
    assert!(tokio::time::timeout(Duration::from_secs(1), reader.settle()).await.is_err(), "the answer is held");
    assert_eq!(link.recv().await.unwrap(), b"farewell");
    link.close().await;
    reader.settle().await;
    assert!(reader.failure().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_link_says_why_it_failed() {
    // The card leaves after SELECT.
    let (terminal, _link) = in_field(Card::new(None, Some(Picc::new(SHORT))), 1);
    let mut reader = TerminalLink::connect(terminal, SHORT, SHORT).await.unwrap();
    assert!(matches!(reader.send(b"request").await, Err(LinkError::Closed)));
    assert!(matches!(reader.failure(), Some(NfcError::Link(LinkError::Closed))));
    assert!(reader.failure().and_then(NfcError::advice).is_some_and(|advice| advice.contains("still")));
    // A mdoc that does not want to answer.
    let (terminal, mut link) = in_field(Card::new(None, Some(Picc::new(SHORT))), usize::MAX);
    let mut reader = TerminalLink::connect(terminal, SHORT, SHORT).await.unwrap();
    reader.send(b"request").await.unwrap();
    link.close().await;
    assert!(matches!(reader.recv().await, Err(LinkError::Io(_))));
    let why = reader.failure().map(ToString::to_string);
    assert_eq!(why.as_deref(), Some("NFC data transfer failed: the mdoc refused a command with 6985"));
    assert!(matches!(reader.recv().await, Err(LinkError::Closed)), "and stays so");
    assert!(matches!(reader.send(b"again").await, Err(LinkError::Closed)));
}

#[tokio::test(start_paused = true)]
async fn t18_a_reader_that_breaks_the_protocol_ends_the_link() {
    let (mut terminal, mut link) = in_field(Card::new(None, Some(Picc::new(SHORT))), usize::MAX);
    for (command, answer) in [
        (&b"\x00\xa4\x04\x0c\x07\xa0\x00\x00\x02\x48\x04\x00"[..], [0x90, 0]),
        (b"\x00\xc3\x00\x00\x03\x54\x01\x07\x00", [0x6a, 0x80]),
    ] {
        terminal.begin(command).unwrap();
        assert_eq!(terminal.answer().await.unwrap(), answer);
    }
    assert!(matches!(link.recv().await, Err(LinkError::Closed)));
    assert!(matches!(link.send(b"answer").await, Err(LinkError::Closed)));
    assert!(link.handover().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_tap_that_only_engages_leaves_the_link_open() {
    let ble = BleOptions { central_client: Some([7; 16]), ..BleOptions::default() };
    let select = Select::message(&[0xa0], &[RetrievalMethod::Ble(ble)]).unwrap();
    let tag = Tag::fixed(&select).unwrap();
    let (mut terminal, mut link) = in_field(Card::new(Some(tag), Some(Picc::new(SHORT))), usize::MAX);
    let clock = TestClock::new();
    let read = engage(&mut terminal, HandoverReader::new(&offered()).unwrap(), &clock).await.unwrap();
    terminal.host.deactivated();
    assert_eq!(link.handover().await.unwrap().handover, read);
    assert!(tokio::time::timeout(Duration::from_secs(1), link.recv()).await.is_err(), "still open");
    TerminalLink::connect(terminal, SHORT, SHORT).await.unwrap();
}

/// What a session wants sent, and whether it was established and by what.
fn drain(session: &mut holder::Session) -> Option<EngagedBy> {
    let mut by = None;
    loop {
        match session.poll_output() {
            Output::Event(holder::Event::Established(engaged)) => by = Some(engaged),
            Output::Event(_) | Output::Transmit(_) => {}
            Output::Idle { .. } => return by,
        }
    }
}

fn first_message(session: &mut reader::Session) -> Vec<u8> {
    match session.poll_output() {
        Output::Transmit(message) => message,
        Output::Event(event) => panic!("{event:?}"),
        Output::Idle { .. } => panic!("nothing to send"),
    }
}

#[tokio::test(start_paused = true)]
async fn one_engagement_by_qr_code_and_tag_and_the_first_peer_wins() {
    for tap_first in [false, true] {
        let mut world = World::new(93);
        let clock = TestClock::new();
        let mut engagement = Engagement::new(&world.holder_config(Curve::P256), &mut world.rng).unwrap();
        let ble = BleOptions { central_client: Some([9; 16]), ..BleOptions::default() };
        let uri = engagement.offer_qr(&[RetrievalMethod::Ble(ble.clone())]).unwrap();
        let methods = [RetrievalMethod::Ble(ble)];
        let mut tag = Tag::negotiated(&engagement.nfc_device_engagement(), &methods).unwrap();
        let mut session = engagement.into_session(clock.now());

        // The tap comes while the QR code is on show.
        let mut machine = HandoverReader::new(&offered()).unwrap();
        let mut step = machine.start().unwrap();
        let read = loop {
            step = match step {
                Step::Transmit(command) => machine.answer(&tag.command(&command)).unwrap(),
                Step::Wait(_) => machine.waited().unwrap(),
                Step::Done(handover) => break handover,
            };
        };
        let handed_over = tag.take_handover().unwrap();
        assert_eq!(handed_over.handover, read);
        session.offer_nfc(&read.select, read.request.as_deref()).unwrap();

        let by_nfc = reader::Engagement::from_nfc(&read.select, read.request.as_deref()).unwrap();
        assert_eq!(by_nfc.retrieval_methods(), std::slice::from_ref(handed_over.method.as_ref().unwrap()));
        let by_qr = reader::Engagement::from_qr(&uri).unwrap();
        let config = world.reader_config();
        let mut message = |engagement| {
            let mut session = reader::Session::new(&config, engagement, asked(), &mut world.rng, clock.now()).unwrap();
            first_message(&mut session)
        };
        let taps = (holder::LinkId(1), message(by_nfc), EngagedBy::Nfc);
        let scans = (holder::LinkId(2), message(by_qr), EngagedBy::Qr);
        let (first, second) = if tap_first { (taps, scans) } else { (scans, taps) };
        assert!(session.handle_message_from(clock.now(), first.0, first.1));
        assert_eq!(drain(&mut session), Some(first.2));
        assert!(!session.handle_message_from(clock.now(), second.0, second.1), "the other one is not heard");
        assert_eq!(drain(&mut session), None);
    }
}
