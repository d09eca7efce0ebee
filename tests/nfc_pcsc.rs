//! The PC/SC driver against a virtual card: pcscd with vsmartcard's virtual reader, whose card is our own tag side.
#![cfg(all(feature = "nfc-pcsc", feature = "tokio"))]
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use core::time::Duration;
use std::sync::mpsc::channel;
use std::time::Instant;

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::driver::nfc::pcsc::{PcscError, PcscTerminal, terminals};
use mdoc_proximity::driver::nfc::{NfcError, Terminal, TerminalLink, engage, host};
use mdoc_proximity::driver::{Clock, Link, LinkError, next_event};
use mdoc_proximity::holder::Engagement;
use mdoc_proximity::model::retrieval::{NfcOptions, RetrievalMethod};
use mdoc_proximity::reader::{self, Request, Retain};
use mdoc_proximity::session::{CloseReason, Status};
use mdoc_proximity::transport::nfc::handover::RequestOptions;
use mdoc_proximity::transport::nfc::reader::{HandoverReader, ReadError};
use mdoc_proximity::transport::nfc::transfer::{EXTENDED, SHORT};

#[path = "driver_support/clock.rs"]
mod clock;
#[allow(dead_code)]
#[path = "nfc_support/virtual_card.rs"]
mod virtual_card;
#[path = "nfc_support/wallet.rs"]
mod wallet;
#[allow(dead_code)]
#[path = "two_party/world.rs"]
mod world;

use clock::TestClock;
use virtual_card::{TERMINAL, insert, phone, service};
use world::{NOW, World};

async fn tapped(patience: Duration) -> Result<PcscTerminal, PcscError> {
    tokio::task::spawn_blocking(move || PcscTerminal::wait(Some(TERMINAL), patience)).await.unwrap()
}

fn handover() -> HandoverReader {
    HandoverReader::new(&RequestOptions { nfc: true, ..RequestOptions::default() }).unwrap()
}

/// Engagement and a whole presentation through pcscd; how long it took.
async fn present(negotiated: bool, lengths: NfcOptions, own: NfcOptions) -> Duration {
    let mut world = World::new(92);
    let clock = TestClock::new();
    let (licence, key) = world.licence();
    let engagement = Engagement::new(&world.holder_config(Curve::P256), &mut world.rng).unwrap();
    let card = wallet::card(&engagement, negotiated, &[RetrievalMethod::Nfc(lengths)]);
    let (answers, late) = channel();
    let (host, mut link) = host(card, move |answer| drop(answers.send(answer)));
    let _card = insert(phone(host, late, usize::MAX));
    let started = Instant::now();

    let holder = wallet::present(&mut link, engagement, &clock, async |session, request| {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let answer = request.disclose(&[&licence], |_| true).sign(&key).unwrap();
        session.respond_and_close(clock.now(), answer).unwrap();
    });
    let config = world.reader_config();
    let rng = &mut world.rng;
    let reader = async {
        let mut terminal = tapped(Duration::from_secs(20)).await.unwrap();
        assert!(terminal.name().contains(TERMINAL));
        let handover = engage(&mut terminal, handover(), &clock).await.unwrap();
        let request = handover.request.as_deref();
        assert_eq!(request.is_some(), negotiated);
        let engagement = reader::Engagement::from_nfc(&handover.select, request).unwrap();
        let [RetrievalMethod::Nfc(announced)] = *engagement.retrieval_methods() else { panic!("no NFC") };
        let mut link = TerminalLink::connect(terminal, announced, own).await.unwrap();
        let asked = Request::builder().document(mdl::DOCTYPE).item(&mdl::FAMILY_NAME, Retain::No).build().unwrap();
        let mut session = reader::Session::new(&config, engagement, asked, rng, clock.now()).unwrap();
        let event = next_event(&mut session, &mut link, &clock).await;
        let reader::Event::Response(response) = event else { panic!("{event:?}") };
        assert!(response.verify(NOW).is_verified());
        let event = next_event(&mut session, &mut link, &clock).await;
        assert!(matches!(event, reader::Event::Closed(CloseReason::Peer(Status::Termination))), "{event:?}");
        assert!(link.failure().is_none());
    };
    let (ended, ()) = tokio::join!(holder, reader);
    assert_eq!(ended, Some(CloseReason::Local));
    started.elapsed()
}

#[tokio::test]
async fn presentations_through_pcscd() {
    let Some(_service) = service() else { return };
    for (negotiated, own) in [(false, SHORT), (true, SHORT), (true, EXTENDED)] {
        let took = tokio::time::timeout(Duration::from_secs(60), present(negotiated, EXTENDED, own)).await.unwrap();
        println!("negotiated {negotiated}, responses of up to {} bytes: {} ms", own.max_response, took.as_millis());
    }
}

/// A person gave up while the card held its answer, which is not the answer to what is asked next.
#[tokio::test]
async fn an_answer_that_nobody_took_is_passed_over() {
    let Some(_service) = service() else { return };
    let _card = insert(|command| {
        let command = command?;
        std::thread::sleep(Duration::from_millis(300));
        Some([&command[2..4], &[0x90, 0]].concat())
    });
    let mut terminal = tapped(Duration::from_secs(20)).await.unwrap();
    for pause in [Duration::ZERO, Duration::from_secs(1)] {
        terminal.begin(&[0, 0xb0, 1, 1, 2]).unwrap();
        tokio::time::sleep(pause).await;
        terminal.begin(&[0, 0xb0, 2, 2, 2]).unwrap();
        let answer = tokio::time::timeout(Duration::from_secs(10), terminal.answer()).await.unwrap();
        assert_eq!(answer.unwrap(), [2, 2, 0x90, 0]);
    }
}

#[tokio::test]
async fn a_terminal_is_told_with_its_card() {
    let Some(_service) = service() else { return };
    let told = || terminals().unwrap().into_iter().find(|terminal| terminal.name.contains(TERMINAL)).unwrap();
    assert_eq!((told().card, told().contactless, told().lengths), (false, Some(true), None));
    let card = insert(|_| Some(vec![0x6a, 0x82]));
    let mut terminal = tapped(Duration::from_secs(20)).await.unwrap();
    assert!(told().card);
    // While one has the card, nobody else does.
    let second = tapped(Duration::from_millis(600)).await;
    assert!(matches!(second, Err(PcscError::Busy)), "{second:?}");
    let refused = engage(&mut terminal, handover(), &TestClock::new()).await;
    assert!(matches!(refused, Err(NfcError::Handover(ReadError::NotATag(_)))), "{refused:?}");
    drop(terminal);
    drop(tapped(Duration::from_secs(5)).await.unwrap());
    drop(card);
    let nobody = tapped(Duration::from_millis(100)).await;
    assert!(matches!(nobody, Err(PcscError::NoCard { .. })), "{nobody:?}");
    let other = PcscTerminal::wait(Some("No such"), Duration::from_secs(5));
    assert!(matches!(other, Err(PcscError::NoTerminal { wanted: Some(_) })), "{other:?}");
}

#[tokio::test]
async fn a_card_that_leaves_closes_the_link() {
    let Some(_service) = service() else { return };
    // It answers SELECT, and is gone at the second command.
    let mut answers = vec![vec![0x90, 0x00]];
    let _card = insert(move |command| command.and_then(|_| answers.pop()));
    let terminal = tapped(Duration::from_secs(20)).await.unwrap();
    let mut link = TerminalLink::connect(terminal, SHORT, SHORT).await.unwrap();
    link.send(b"request").await.unwrap();
    let lost = link.recv().await;
    assert!(matches!(lost, Err(LinkError::Closed)), "{lost:?}");
    assert!(matches!(link.failure(), Some(NfcError::Link(LinkError::Closed))));
    assert!(matches!(link.recv().await, Err(LinkError::Closed)), "and stays so");
    assert!(matches!(link.send(b"again").await, Err(LinkError::Closed)));
    let mut terminal = link.into_terminal();
    let _refused = terminal.begin(b"\x00\xa4\x00\x0c");
    assert!(matches!(terminal.answer().await, Err(LinkError::Closed)));
}
