//! The driver: links over byte streams, and whole presentations over each of them, on a paused clock.
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

use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use mdoc_proximity::budget;
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::driver::stream::StreamLink;
use mdoc_proximity::driver::{Clock, Link, LinkError, memory, next_event};
use mdoc_proximity::holder::{self, Engagement};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::reader::{self, Request, Retain};
use mdoc_proximity::session::{CloseReason, Endpoint, Output, Status};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf, duplex};
use tokio::time::{Instant, sleep};

#[path = "driver_support/clock.rs"]
mod clock;
#[allow(dead_code)]
#[path = "two_party/world.rs"]
mod world;

use clock::TestClock;
use world::World;

/// `{"status": 20}`.
const FAREWELL: &[u8] = b"\xa1\x66status\x14";

fn sessions(world: &mut World, clock: &TestClock) -> (holder::Session, reader::Session) {
    let mut engagement = Engagement::new(&world.holder_config(Curve::P256), &mut world.rng).unwrap();
    let ble = RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() });
    let uri = engagement.offer_qr(&[ble]).unwrap();
    let request = Request::builder().document(mdl::DOCTYPE).item(&mdl::FAMILY_NAME, Retain::No).build().unwrap();
    let scanned = reader::Engagement::from_qr(&uri).unwrap();
    let config = world.reader_config();
    let reader = reader::Session::new(&config, scanned, request, &mut world.rng, clock.now()).unwrap();
    (engagement.into_session(clock.now()), reader)
}

/// A whole presentation: consent after `thinking`, a verified answer with status 20, both ends closed.
async fn present(mut holder_link: impl Link, mut reader_link: impl Link, thinking: Duration) {
    let mut world = World::new(90);
    let clock = TestClock::new();
    let (licence, key) = world.licence();
    let (mut holder, mut reader) = sessions(&mut world, &clock);
    let holder = async {
        let mut seen = Vec::new();
        loop {
            match next_event(&mut holder, &mut holder_link, &clock).await {
                holder::Event::Established(_) => seen.push("established"),
                holder::Event::Request(request) => {
                    seen.push("request");
                    sleep(thinking).await;
                    let answer = request.disclose(&[&licence], |_| true).sign(&key).unwrap();
                    holder.respond_and_close(clock.now(), answer).unwrap();
                }
                holder::Event::Closed(reason) => {
                    assert_eq!(reason, CloseReason::Local);
                    holder_link.close().await;
                    assert_eq!(seen, ["established", "request"]);
                    return;
                }
            }
        }
    };
    let reader = async {
        let event = next_event(&mut reader, &mut reader_link, &clock).await;
        let reader::Event::Response(response) = event else { panic!("{event:?}") };
        assert!(response.verify(clock.now().wall).is_verified());
        let event = next_event(&mut reader, &mut reader_link, &clock).await;
        assert!(matches!(event, reader::Event::Closed(CloseReason::Peer(Status::Termination))), "{event:?}");
    };
    tokio::join!(holder, reader);
}

#[tokio::test(start_paused = true)]
async fn a_presentation_over_memory() {
    let (one, other) = memory::pair();
    present(one, other, Duration::from_secs(60)).await;
}

/// A pipe of one byte cuts every message into chunks of one byte.
#[tokio::test(start_paused = true)]
async fn a_presentation_over_a_stream_of_single_bytes() {
    for capacity in [1, 7, 64 * 1024] {
        let (one, other) = duplex(capacity);
        present(StreamLink::new(one), StreamLink::new(other), Duration::from_secs(299)).await;
    }
}

#[tokio::test]
async fn a_presentation_over_tcp() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let connect = tokio::net::TcpStream::connect(listener.local_addr().unwrap());
    let (accepted, connected) = tokio::join!(listener.accept(), connect);
    present(StreamLink::new(accepted.unwrap().0), StreamLink::new(connected.unwrap()), Duration::ZERO).await;
}

#[tokio::test(start_paused = true)]
async fn messages_stay_whole_and_in_order() {
    let (one, other) = duplex(3);
    let (mut one, mut other) = (StreamLink::new(one), StreamLink::new(other));
    let messages = [vec![], vec![0xa0], vec![7; 70_000], vec![1, 2, 3]];
    let send = async {
        for message in &messages {
            one.send(message).await.unwrap();
        }
        one.close().await;
    };
    let receive = async {
        for message in &messages {
            assert_eq!(&other.recv().await.unwrap(), message);
        }
        assert!(matches!(other.recv().await, Err(LinkError::Closed)), "closed between messages");
    };
    tokio::join!(send, receive);
}

/// The frame of a message.
fn frame(message: &[u8]) -> Vec<u8> {
    [&u32::try_from(message.len()).unwrap().to_be_bytes()[..], message].concat()
}

async fn fed(bytes: &[u8]) -> (DuplexStream, StreamLink<DuplexStream>) {
    let (mut peer, stream) = duplex(64 * 1024);
    peer.write_all(bytes).await.unwrap();
    (peer, StreamLink::new(stream))
}

#[tokio::test(start_paused = true)]
async fn a_length_above_the_budget_is_refused_from_its_header() {
    let limit = u32::try_from(budget::MESSAGE_BYTES).unwrap();
    for length in [u32::MAX, limit + 1] {
        let (_peer, mut link) = fed(&length.to_be_bytes()).await;
        assert!(matches!(link.recv().await, Err(LinkError::TooLarge)), "{length}");
    }
    let (peer, mut link) = fed(&limit.to_be_bytes()).await;
    drop(peer);
    assert!(matches!(link.recv().await, Err(LinkError::Closed)), "the limit itself is waited for");
}

/// Tells how much room the link offers for what it reads.
struct Measured {
    bytes: Vec<u8>,
    most: usize,
}

impl AsyncRead for Measured {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        self.most = self.most.max(buffer.remaining());
        let count = self.bytes.len().min(1);
        let byte: Vec<_> = self.bytes.drain(..count).collect();
        buffer.put_slice(&byte);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Measured {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test(start_paused = true)]
async fn memory_is_taken_as_bytes_come_and_not_as_a_length_announces() {
    let announced = u32::try_from(budget::MESSAGE_BYTES).unwrap().to_be_bytes();
    let mut stream = Measured { bytes: [&announced[..], &[0; 1000]].concat(), most: 0 };
    let read = StreamLink::new(&mut stream).recv().await;
    assert!(matches!(read, Err(LinkError::Closed)));
    assert!(stream.most > 0 && stream.most <= 64 * 1024, "{} bytes of room", stream.most);
}

/// A `recv` that a timer cuts short, after every single byte.
#[tokio::test(start_paused = true)]
async fn a_cancelled_recv_loses_nothing() {
    let messages = [vec![1, 2, 3, 4, 5], vec![], vec![6; 300]];
    let (mut peer, stream) = duplex(1024);
    let mut link = StreamLink::new(stream);
    for message in &messages {
        let frame = frame(message);
        for byte in &frame[..frame.len() - 1] {
            peer.write_all(&[*byte]).await.unwrap();
            tokio::select! {
                biased;
                received = link.recv() => panic!("not whole yet: {received:?}"),
                () = sleep(Duration::from_millis(1)) => {}
            }
        }
        peer.write_all(&frame[frame.len() - 1..]).await.unwrap();
        assert_eq!(&link.recv().await.unwrap(), message);
    }
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_next_event_loses_nothing() {
    let mut world = World::new(91);
    let clock = TestClock::new();
    let (mut holder, mut reader) = sessions(&mut world, &clock);
    let Output::Transmit(establishment) = reader.poll_output() else { panic!("the reader speaks first") };
    let (mut peer, stream) = duplex(1024);
    let mut link = StreamLink::new(stream);
    let frame = frame(&establishment);
    for byte in &frame[..frame.len() - 1] {
        peer.write_all(&[*byte]).await.unwrap();
        tokio::select! {
            biased;
            event = next_event(&mut holder, &mut link, &clock) => panic!("not whole yet: {event:?}"),
            () = sleep(Duration::from_millis(1)) => {}
        }
    }
    peer.write_all(&frame[frame.len() - 1..]).await.unwrap();
    let event = next_event(&mut holder, &mut link, &clock).await;
    assert!(matches!(event, holder::Event::Established(_)), "{event:?}");
    let event = next_event(&mut holder, &mut link, &clock).await;
    assert!(matches!(event, holder::Event::Request(_)), "{event:?}");
}

/// Wherever in a message the peer goes away, the session ends with the link and nothing is taken for a message.
#[tokio::test(start_paused = true)]
async fn a_peer_that_closes_in_the_middle_of_a_message_ends_the_session() {
    let frame = frame(&[0xff; 20]);
    for length in 0..frame.len() {
        let (peer, mut link) = fed(&frame[..length]).await;
        drop(peer);
        let mut world = World::new(92);
        let clock = TestClock::new();
        let (mut holder, _) = sessions(&mut world, &clock);
        let event = next_event(&mut holder, &mut link, &clock).await;
        assert!(matches!(event, holder::Event::Closed(CloseReason::LinkClosed)), "{length}: {event:?}");
    }
}

/// A link that refuses to send, and counts how often it was asked.
struct Broken {
    asked: usize,
}

impl Link for Broken {
    async fn send(&mut self, _: &[u8]) -> Result<(), LinkError> {
        self.asked += 1;
        Err(LinkError::Closed)
    }

    async fn recv(&mut self) -> Result<Vec<u8>, LinkError> {
        core::future::pending().await
    }

    async fn close(&mut self) {}
}

#[tokio::test(start_paused = true)]
async fn a_link_that_failed_is_not_used_again() {
    let mut world = World::new(93);
    let clock = TestClock::new();
    let (mut holder, mut reader) = sessions(&mut world, &clock);
    let Output::Transmit(establishment) = reader.poll_output() else { panic!("the reader speaks first") };
    holder.handle_message(clock.now(), establishment);
    let mut link = Broken { asked: 0 };
    next_event(&mut holder, &mut link, &clock).await;
    let holder::Event::Request(request) = next_event(&mut holder, &mut link, &clock).await else {
        panic!("a request came")
    };
    // The answer and the farewell are two messages; the first fails.
    holder.respond(clock.now(), request.decline()).unwrap();
    holder.close();
    let event = next_event(&mut holder, &mut link, &clock).await;
    assert!(matches!(event, holder::Event::Closed(CloseReason::Local)), "{event:?}");
    assert_eq!(link.asked, 1);

    let mut link = Broken { asked: 0 };
    let (_, mut reader) = sessions(&mut world, &clock);
    let event = next_event(&mut reader, &mut link, &clock).await;
    assert!(matches!(event, reader::Event::Closed(CloseReason::LinkClosed)), "{event:?}");
    assert_eq!(link.asked, 1);
}

#[tokio::test(start_paused = true)]
async fn time_outs_come_on_time_and_say_farewell() {
    let mut world = World::new(94);
    let clock = TestClock::new();
    let start = Instant::now();
    let (mut holder, mut reader) = sessions(&mut world, &clock);
    let (mut link, _silent) = memory::pair();
    let event = next_event(&mut holder, &mut link, &clock).await;
    assert!(matches!(event, holder::Event::Closed(CloseReason::TimedOut)), "{event:?}");
    let waited = start.elapsed();
    assert!(waited >= Duration::from_secs(30) && waited < Duration::from_millis(30_010), "{waited:?}");

    let (stream, mut peer) = duplex(64 * 1024);
    let event = next_event(&mut reader, &mut StreamLink::new(stream), &clock).await;
    assert!(matches!(event, reader::Event::Closed(CloseReason::TimedOut)), "{event:?}");
    let waited = start.elapsed();
    assert!(waited >= Duration::from_secs(300) && waited < Duration::from_millis(300_010), "{waited:?}");
    // The request, then the farewell, then the end of the stream.
    let mut sent = Vec::new();
    peer.read_to_end(&mut sent).await.unwrap();
    assert!(sent.ends_with(&frame(FAREWELL)));
}

/// A peer that never reads holds neither a deadline up nor the end.
#[tokio::test(start_paused = true)]
async fn a_peer_that_does_not_read_does_not_stop_the_clock() {
    let mut world = World::new(97);
    let clock = TestClock::new();
    let start = Instant::now();
    let (_, mut reader) = sessions(&mut world, &clock);
    let (stream, _deaf) = duplex(16);
    let mut link = StreamLink::new(stream);
    let waiting = next_event(&mut reader, &mut link, &clock);
    let event = tokio::time::timeout(Duration::from_secs(900), waiting).await.expect("the deadline ends it");
    assert!(matches!(event, reader::Event::Closed(CloseReason::TimedOut)), "{event:?}");
    assert_eq!(start.elapsed().as_secs(), 300);

    // A session that has ended has no deadline any more, and a farewell to say.
    let (_, mut reader) = sessions(&mut world, &clock);
    reader.close();
    let (stream, _deaf) = duplex(16);
    let mut link = StreamLink::new(stream);
    let waiting = next_event(&mut reader, &mut link, &clock);
    let event = tokio::time::timeout(Duration::from_secs(900), waiting).await.expect("the farewell is given up");
    assert!(matches!(event, reader::Event::Closed(CloseReason::Local)), "{event:?}");
}

/// Nothing follows `Closed`, and to ask all the same does not keep the processor busy.
#[tokio::test(start_paused = true)]
async fn after_the_end_nothing_comes_and_nothing_spins() {
    let mut world = World::new(98);
    let clock = TestClock::new();
    let (mut holder, _) = sessions(&mut world, &clock);
    let (mut link, peer) = memory::pair();
    drop(peer);
    let event = next_event(&mut holder, &mut link, &clock).await;
    assert!(matches!(event, holder::Event::Closed(CloseReason::LinkClosed)), "{event:?}");
    let more = next_event(&mut holder, &mut link, &clock);
    assert!(tokio::time::timeout(Duration::from_secs(1), more).await.is_err());
}

/// The slow trickle of a message is no message: it does not keep the session awake.
#[tokio::test(start_paused = true)]
async fn a_message_that_never_ends_does_not_stop_the_clock() {
    let mut world = World::new(95);
    let clock = TestClock::new();
    let (mut holder, _) = sessions(&mut world, &clock);
    let (mut peer, stream) = duplex(1024);
    let mut link = StreamLink::new(stream);
    let trickle = async {
        peer.write_all(&1000_u32.to_be_bytes()).await.unwrap();
        loop {
            sleep(Duration::from_secs(1)).await;
            if peer.write_all(&[0]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        event = next_event(&mut holder, &mut link, &clock) => {
            assert!(matches!(event, holder::Event::Closed(CloseReason::TimedOut)), "{event:?}");
        }
        () = trickle => panic!("the link was dropped"),
    }
}
