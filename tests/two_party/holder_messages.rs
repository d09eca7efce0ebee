//! Later messages with one thing wrong (H27 to H34), with a request waiting for its answer and without.

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::holder::{Event, RespondError};
use mdoc_proximity::model::session::{encode_data, encode_establishment};
use mdoc_proximity::session::{CloseReason, Endpoint, Status};

use crate::hostile::{
    Bench, HostileReader, MDOC, READER, cose_key, device_request, embed, ended, generate, seal, silent,
};
use crate::wire::drain;

/// Puts a message to a holder that waits for the next request, and to one that has not answered yet.
fn later(what: &str, status: Option<u64>, message: impl Fn(&mut Bench) -> Vec<u8>) -> [CloseReason; 2] {
    let mut bench = Bench::answered();
    let wrong = message(&mut bench);
    let idle = ended(what, &bench.tell(&wrong), status);
    silent(what, &bench.tell(&bench.reader.message(2, &device_request())));

    let (mut bench, request) = Bench::asked();
    let wrong = message(&mut bench);
    let pending = ended(what, &bench.tell(&wrong), status);
    assert_eq!(bench.holder.respond(bench.clock.now(), request.decline()), Err(RespondError::Closed), "{what}");
    silent(what, &drain(&mut bench.holder));
    [idle, pending]
}

#[test]
fn h27_a_replayed_message_is_status_10() {
    let reasons = later("H27", Some(10), |bench| encode_data(Some(&bench.reader.seal(1, &device_request())), None));
    assert!(reasons.iter().all(|reason| matches!(reason, CloseReason::Channel(_))));
}

#[test]
fn h18_to_h22_hold_for_later_messages_too() {
    let request = device_request();
    later("H19", Some(10), |_| encode_data(Some(&[]), None));
    later("H20", Some(10), |bench| encode_data(Some(&seal(&bench.reader.keys.sk_device, READER, 2, &request)), None));
    later("H21", Some(10), |bench| bench.reader.message(3, &request));
    later("H22", Some(10), |bench| encode_data(Some(&seal(&bench.reader.keys.sk_reader, MDOC, 2, &request)), None));
    later("H01", Some(11), |_| vec![0xff]);
    later("H07", Some(11), |bench| [bench.reader.message(2, &request), vec![0]].concat());
}

#[test]
fn h28_a_second_establishment_ends_the_session_under_whatever_keys() {
    // The same key once more, sealed as the next message would be.
    let reasons = later("H28", Some(20), |bench| {
        encode_establishment(&bench.reader.key_bytes, &bench.reader.seal(2, &device_request()))
    });
    assert_eq!(reasons, [CloseReason::Unexpected; 2]);
    // Another key, sealed under the session's own keys.
    later("H28", Some(20), |bench| {
        let key = generate(Curve::P256, &mut bench.world.rng);
        encode_establishment(&embed(&cose_key(&*key)), &bench.reader.seal(2, &device_request()))
    });
    // A complete and correct establishment by another reader.
    later("H28", Some(20), |bench| {
        let uri = mdoc_proximity::transport::qr::to_uri(&bench.reader.engagement);
        let scanned = mdoc_proximity::reader::Engagement::from_qr(&uri).unwrap();
        HostileReader::scan(&scanned, &mut bench.world.rng).establish(&device_request())
    });
}

#[test]
fn h30_h32_and_h33_a_status_ends_the_session_without_a_word() {
    for (what, code) in [("H30", 20), ("H32", 10), ("H32", 11), ("H33", 99), ("H33", 0), ("H33", u64::MAX)] {
        let reasons = later(what, None, |_| encode_data(None, Some(code)));
        assert_eq!(reasons, [CloseReason::Peer(Status::from_code(code)); 2]);
    }
}

#[test]
fn h31_a_request_that_comes_with_a_status_is_not_answered() {
    for code in [20, 10, 99] {
        later("H31", None, |bench| encode_data(Some(&bench.reader.seal(2, &device_request())), Some(code)));
    }
}

#[test]
fn h30_a_reader_that_gives_up_before_it_began_is_not_answered() {
    for code in [10, 11, 20, 99] {
        let mut bench = Bench::new(Curve::P256);
        let reason = ended("H30", &bench.tell(&encode_data(None, Some(code))), None);
        assert_eq!(reason, CloseReason::Peer(Status::from_code(code)));
        silent("H30", &bench.tell(&bench.reader.establish(&device_request())));
    }
}

#[test]
fn h34_an_empty_session_data_ends_the_session() {
    assert_eq!(later("H34", Some(20), |_| encode_data(None, None)), [CloseReason::Unexpected; 2]);
}

/// A second request while the first waits is out of turn, however well it is made.
#[test]
fn a_request_before_the_answer_ends_the_session() {
    let (mut bench, request) = Bench::asked();
    let reason = ended("early", &bench.tell(&bench.reader.message(2, &device_request())), Some(20));
    assert_eq!(reason, CloseReason::Unexpected);
    assert_eq!(bench.holder.respond(bench.clock.now(), request.decline()), Err(RespondError::Closed));
    silent("early", &drain(&mut bench.holder));
}

/// H81: nothing is released to a reader that has gone, or after the deadline.
#[test]
fn h81_a_consent_that_comes_too_late_releases_nothing() {
    let licence = |bench: &mut Bench| bench.world.licence();
    let (mut bench, request) = Bench::asked();
    let (credential, key) = licence(&mut bench);
    let answer = request.disclose(&[&credential], |_| true).sign(&key).unwrap();
    bench.holder.handle_link_closed();
    ended("link lost", &drain(&mut bench.holder), None);
    assert_eq!(bench.holder.respond(bench.clock.now(), answer), Err(RespondError::Closed));
    silent("link lost", &drain(&mut bench.holder));

    // Answered, but the link is lost before the answer could be sent.
    let (mut bench, request) = Bench::asked();
    let answer = request.disclose(&[&credential], |_| true).sign(&key).unwrap();
    bench.holder.respond(bench.clock.now(), answer).unwrap();
    bench.holder.handle_link_closed();
    ended("link lost with an answer in hand", &drain(&mut bench.holder), None);

    // The caller never let the deadline pass; the answer does.
    let (mut bench, request) = Bench::asked();
    let answer = request.disclose(&[&credential], |_| true).sign(&key).unwrap();
    bench.clock.advance(core::time::Duration::from_secs(300));
    assert_eq!(bench.holder.respond(bench.clock.now(), answer), Err(RespondError::Closed));
    assert_eq!(ended("too late", &drain(&mut bench.holder), Some(20)), CloseReason::TimedOut);
}

/// The answer and its farewell are one message; nothing follows it.
#[test]
fn an_answer_with_status_20_is_the_last_word() {
    let (mut bench, request) = Bench::asked();
    bench.holder.respond_and_close(bench.clock.now(), request.decline()).unwrap();
    bench.holder.close();
    bench.holder.handle_link_closed_of(mdoc_proximity::holder::LinkId::default());
    let said = drain(&mut bench.holder);
    assert_eq!((said.messages.len(), crate::wire::statuses(&said.messages)), (1, vec![Some(20)]));
    assert!(matches!(said.events[..], [Event::Closed(CloseReason::Local)]));
    assert_eq!((said.order, said.deadline), (vec![1], None));
}
