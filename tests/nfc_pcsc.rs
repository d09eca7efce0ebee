//! The PC/SC driver against a virtual card: pcscd with vsmartcard's virtual reader, whose card is our own tag side.
//!
//! The card connects to the virtual reader by TCP. Each message is a 2-byte length, big-endian, and its bytes; one byte
//! alone is a control code (0 power off, 1 power on, 2 reset, 4 asks for the ATR), anything longer a command APDU.
#![cfg(all(feature = "nfc-pcsc", feature = "tokio"))]
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use core::future::Future;
use core::time::Duration;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Instant;

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::driver::nfc::pcsc::{PcscTerminal, readers};
use mdoc_proximity::driver::nfc::{Host, TerminalLink, engage, host};
use mdoc_proximity::driver::{Clock, Link, TokioClock, next_event};
use mdoc_proximity::holder::{self, Engagement};
use mdoc_proximity::model::retrieval::{NfcOptions, RetrievalMethod};
use mdoc_proximity::reader::{self, Request, Retain};
use mdoc_proximity::session::{CloseReason, Status};
use mdoc_proximity::time::{Monotonic, Now};
use mdoc_proximity::transport::nfc::card::Card;
use mdoc_proximity::transport::nfc::handover::{self, RequestOptions, Select};
use mdoc_proximity::transport::nfc::reader::HandoverReader;
use mdoc_proximity::transport::nfc::tag::Tag;
use mdoc_proximity::transport::nfc::transfer::{EXTENDED, Picc, SHORT};

#[allow(dead_code)]
#[path = "two_party/world.rs"]
mod world;

use world::{NOW, World};

/// Where the virtual reader waits for its card.
const VPCD: (&str, u16) = ("127.0.0.1", 35_963);
const READER: &str = "Virtual PCD 00 00";
/// A contactless card without historical bytes.
const ATR: &[u8] = &[0x3b, 0x80, 0x80, 0x01, 0x01];

struct TestClock(TokioClock);

impl Clock for TestClock {
    fn now(&self) -> Now {
        Now { wall: NOW, ..self.0.now() }
    }

    fn sleep_until(&self, deadline: Monotonic) -> impl Future<Output = ()> + Send {
        self.0.sleep_until(deadline)
    }
}

/// pcscd, where this test had to start it; it ends with the test.
struct Service(Option<Child>);

impl Drop for Service {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            let _killed = child.kill();
            let _reaped = child.wait();
        }
    }
}

fn has_reader() -> bool {
    readers().is_ok_and(|names| names.iter().any(|name| name.contains(READER)))
}

/// A PC/SC service with the virtual reader, running or started; `None`, with a line that says why, where there is none.
fn service() -> Option<Service> {
    if has_reader() {
        return Some(Service(None));
    }
    let started = Command::new("pcscd").arg("--foreground").stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(child) = started else {
        println!("skipped: pcscd is not installed (Debian: pcscd, vsmartcard-vpcd)");
        return None;
    };
    let service = Service(Some(child));
    for _ in 0..50 {
        if has_reader() {
            return Some(service);
        }
        thread::sleep(Duration::from_millis(100));
    }
    println!("skipped: pcscd has no virtual reader (Debian: vsmartcard-vpcd), or may not be used");
    None
}

fn receive(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut length = [0; 2];
    stream.read_exact(&mut length).ok()?;
    let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut message).ok()?;
    Some(message)
}

fn send(stream: &mut TcpStream, message: &[u8]) {
    let length = u16::try_from(message.len()).unwrap().to_be_bytes();
    stream.write_all(&[&length, message].concat()).unwrap();
}

/// The card in the virtual reader, until the connection is shut down.
fn insert(host: Host, late: Receiver<Vec<u8>>) -> TcpStream {
    let mut stream = TcpStream::connect(VPCD).unwrap();
    let own = stream.try_clone().unwrap();
    thread::spawn(move || {
        while let Some(message) = receive(&mut stream) {
            match message[..] {
                [4] => send(&mut stream, ATR),
                [0 | 2] => host.deactivated(),
                [_] => {}
                _ => {
                    let Some(answer) = host.command(&message).or_else(|| late.recv().ok()) else { return };
                    send(&mut stream, &answer);
                }
            }
        }
    });
    own
}

/// Engagement and a whole presentation through pcscd; how long it took.
async fn present(negotiated: bool, lengths: NfcOptions, own: NfcOptions) -> Duration {
    let mut world = World::new(92);
    let clock = TestClock(TokioClock::new());
    let (licence, key) = world.licence();
    let mut engagement = Engagement::new(&world.holder_config(Curve::P256), &mut world.rng).unwrap();
    let methods = [RetrievalMethod::Nfc(lengths)];
    let inner = engagement.nfc_device_engagement();
    let tag = if negotiated {
        Tag::negotiated(&inner, &methods).unwrap()
    } else {
        Tag::fixed(&Select::message(&inner, &methods).unwrap()).unwrap()
    };
    let (answers, late) = channel();
    let (host, mut link) =
        host(Card::new(Some(tag), Some(Picc::new(lengths))), move |answer| drop(answers.send(answer)));
    let card = insert(host, late);
    let started = Instant::now();

    let holder = async {
        let handed_over = link.handover().await.unwrap().handover;
        engagement.offer_nfc(&handed_over.select, handed_over.request.as_deref()).unwrap();
        let mut session = engagement.into_session(clock.now());
        loop {
            match next_event(&mut session, &mut link, &clock).await {
                holder::Event::Established(_) => {}
                holder::Event::Request(request) => {
                    tokio::time::sleep(Duration::from_millis(500)).await;
                    let answer = request.disclose(&[&licence], |_| true).sign(&key).unwrap();
                    session.respond_and_close(clock.now(), answer).unwrap();
                }
                holder::Event::Closed(reason) => {
                    assert_eq!(reason, CloseReason::Local);
                    link.close().await;
                    return;
                }
            }
        }
    };
    let config = world.reader_config();
    let rng = &mut world.rng;
    let reader = async {
        let wait = || PcscTerminal::wait(Some(READER), Duration::from_secs(20));
        let mut terminal = tokio::task::spawn_blocking(wait).await.unwrap().unwrap();
        let options = RequestOptions { nfc: true, ..RequestOptions::default() };
        let handover = engage(&mut terminal, HandoverReader::new(&options).unwrap(), &clock).await.unwrap();
        let request = handover.request.as_deref();
        assert_eq!(request.is_some(), negotiated);
        let asked = request.map(|request| handover::Request::read(request).unwrap());
        let select = Select::read(&handover.select).unwrap();
        let [Ok(RetrievalMethod::Nfc(announced))] = select.methods(asked.as_ref())[..] else { panic!("no NFC") };
        let engagement = reader::Engagement::from_nfc(&handover.select, request).unwrap();
        let mut link = TerminalLink::connect(terminal, announced, own).await.unwrap();
        let asked = Request::builder().document(mdl::DOCTYPE).item(&mdl::FAMILY_NAME, Retain::No).build().unwrap();
        let mut session = reader::Session::new(&config, engagement, asked, rng, clock.now()).unwrap();
        let event = next_event(&mut session, &mut link, &clock).await;
        let reader::Event::Response(response) = event else { panic!("{event:?}") };
        assert!(response.verify(NOW).is_verified());
        let event = next_event(&mut session, &mut link, &clock).await;
        assert!(matches!(event, reader::Event::Closed(CloseReason::Peer(Status::Termination))), "{event:?}");
    };
    tokio::join!(holder, reader);
    let _gone = card.shutdown(std::net::Shutdown::Both);
    started.elapsed()
}

#[tokio::test]
async fn presentations_through_pcscd() {
    let Some(_service) = service() else { return };
    for (negotiated, own) in [(false, SHORT), (true, SHORT), (true, EXTENDED)] {
        let took = tokio::time::timeout(Duration::from_secs(60), present(negotiated, EXTENDED, own)).await.unwrap();
        println!("negotiated {negotiated}, responses of up to {} bytes: {} ms", own.max_response, took.as_millis());
        // The virtual reader notices that its card is gone.
        thread::sleep(Duration::from_millis(500));
    }
}
