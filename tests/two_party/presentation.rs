//! Whole presentations.

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::datamodel::age::AgeAnswer;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{self, Engagement, ReaderAuth};
use mdoc_proximity::issuer::RevocationListSpec;
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::reader::{self, NotVerified, Request, Retain, Verdict};
use mdoc_proximity::report::{CheckId, Outcome};
use mdoc_proximity::session::{CloseReason, Endpoint, Status};
use mdoc_proximity::trust::Revocation;
use mdoc_proximity::x509::Certificate;

use crate::wire::{Pair, VirtualClock, drain, request, response, statuses};
use crate::world::{self, FAMILY_NAME, World};

pub fn ble() -> RetrievalMethod {
    RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() })
}

pub fn names_and_age() -> Request {
    Request::builder()
        .document(mdl::DOCTYPE)
        .item(&mdl::FAMILY_NAME, Retain::Yes)
        .item(&mdl::AGE_OVER_18, Retain::No)
        .build()
        .unwrap()
}

/// A holder waiting behind a QR code, and a reader that has scanned it.
pub fn start(world: &mut World, curve: Curve, config: &reader::Config, request: Request) -> Pair {
    let clock = VirtualClock::new();
    let holder_config = world.holder_config(curve);
    let mut engagement = Engagement::new(&holder_config, &mut world.rng).unwrap();
    let uri = engagement.offer_qr(&[ble()]).unwrap();
    let holder = engagement.into_session(clock.now());
    let scanned = reader::Engagement::from_qr(&uri).unwrap();
    let reader = reader::Session::new(config, scanned, request, &mut world.rng, clock.now()).unwrap();
    Pair { clock, holder, reader }
}

#[test]
fn what_was_consented_to_arrives_verified_and_nothing_else() {
    let mut world = World::new(1);
    let (licence, key) = world.licence();
    let config = world.reader_config();
    let mut pair = start(&mut world, Curve::P256, &config, names_and_age());

    let request = request(pair.run().0);
    assert_eq!(request.documents().len(), 1);
    let asked = &request.documents()[0];
    assert!(matches!(asked.reader(), ReaderAuth::Absent));
    let retained: Vec<_> = asked.items().iter().map(|item| (item.identifier(), item.intent_to_retain())).collect();
    assert_eq!(retained, [("family_name", true), ("age_over_18", false)]);

    let disclosure = request.disclose(&[&licence], |_| true);
    pair.holder.respond(pair.clock.now(), disclosure.sign(&key).unwrap()).unwrap();
    let response = response(pair.run().1);
    let verdict = response.verify(pair.clock.wall());
    assert!(verdict.is_verified(), "{:#?}", verdict.documents()[0].report());
    let document = verdict.document(mdl::DOCTYPE).unwrap();
    assert_eq!(document.elements().count(), 2);
    assert_eq!(document.element(mdl::NAMESPACE, "family_name").unwrap().as_text(), Some(FAMILY_NAME));
    assert_eq!(document.age_at_least(18), AgeAnswer::Proven);
    assert_eq!(document.age_at_least(21), AgeAnswer::Unproven);

    pair.reader.close();
    let (of_holder, of_reader) = pair.run();
    assert!(matches!(of_reader[..], [reader::Event::Closed(CloseReason::Local)]));
    assert!(matches!(of_holder[..], [holder::Event::Closed(CloseReason::Peer(Status::Termination))]));
}

/// The curves of the providers that agree on keys.
pub fn agreeing() -> impl Iterator<Item = Curve> {
    let has = |curve: &Curve| match curve {
        Curve::P256 | Curve::P384 | Curve::P521 | Curve::X25519 => true,
        Curve::X448 => cfg!(feature = "prerelease-curves"),
        _ => cfg!(feature = "rustcrypto"),
    };
    Curve::ALL.into_iter().filter(|curve| curve.can_agree()).filter(has)
}

#[test]
fn every_agreeing_curve_carries_a_session() {
    for curve in agreeing() {
        let mut world = World::new(2);
        let (licence, key) = world.licence();
        let config = world.reader_config();
        let mut pair = start(&mut world, curve, &config, names_and_age());
        let request = request(pair.run().0);
        let answer = request.disclose(&[&licence], |_| true).sign(&key).unwrap();
        pair.holder.respond(pair.clock.now(), answer).unwrap();
        let response = response(pair.run().1);
        assert!(response.verify(pair.clock.wall()).is_verified(), "{curve}");
    }
}

#[test]
fn a_device_mac_verifies_on_every_curve_even_after_the_session_has_ended() {
    for curve in agreeing() {
        let mut world = World::new(3);
        let (licence, key) = world.mac_licence(curve);
        let config = world.reader_config();
        let mut pair = start(&mut world, curve, &config, names_and_age());
        let request = request(pair.run().0);
        let answer = request.disclose(&[&licence], |_| true).sign(&key).unwrap();
        pair.holder.respond_and_close(pair.clock.now(), answer).unwrap();
        let (_, events) = pair.run();
        assert!(matches!(events[1], reader::Event::Closed(CloseReason::Peer(Status::Termination))));
        assert!(response(events).verify(pair.clock.wall()).is_verified(), "{curve}");
    }
}

#[test]
fn lists_that_were_fetched_later_judge_the_same_response() {
    let mut world = World::new(4);
    let (licence, key) = world.licence();
    let config = world.reader_config();
    let mut pair = start(&mut world, Curve::P256, &config, names_and_age());
    let request = request(pair.run().0);
    let answer = request.disclose(&[&licence], |_| true).sign(&key).unwrap();
    pair.holder.respond_and_close(pair.clock.now(), answer).unwrap();
    let response = response(pair.run().1);
    let at = pair.clock.wall();
    let list = RevocationListSpec::new(world::NOW.minus(world::days(1)), world::NOW.plus(world::days(30)));
    let signer = Certificate::from_der(&world.signer.chain()[0]).unwrap();
    let of = |spec: &RevocationListSpec| {
        let mut revocation = Revocation::default();
        revocation.crls.add(&world.iaca.revoke(spec).unwrap()).unwrap();
        revocation
    };
    let outcome = |verdict: &Verdict<'_>| verdict.documents()[0].report().outcome(CheckId::RevocationCertificate);
    assert!(config.revocation().crls.lists().is_empty());
    let unknown = response.verify(at);
    assert!(unknown.is_verified() && outcome(&unknown) == Some(Outcome::Skipped));
    let good = response.verify_with(of(&list), at);
    assert!(good.is_verified() && outcome(&good) == Some(Outcome::Pass));
    let revoked = response.verify_with(of(&list.clone().naming(&signer)), at);
    assert!(!revoked.is_verified() && outcome(&revoked) == Some(Outcome::Fail));
    // Nothing else changes: the dates, for one, count as before.
    assert!(!response.verify_with(of(&list), at.plus(world::days(1000))).is_verified());
    let later = config.with_revocation(of(&list));
    assert_eq!((later.revocation().crls.lists().len(), later.profile()), (1, config.profile()));
}

#[test]
fn declining_and_having_nothing_look_the_same() {
    let answers: Vec<Vec<u8>> = [true, false]
        .into_iter()
        .map(|decline| {
            let mut world = World::new(4);
            let (licence, key) = world.licence();
            let config = world.reader_config();
            let other = Request::builder().document("org.example.other").element("org.example", "a", Retain::No);
            let mut pair = start(&mut world, Curve::P256, &config, other.build().unwrap());
            let request = request(pair.run().0);
            let answer =
                if decline { request.decline() } else { request.disclose(&[&licence], |_| true).sign(&key).unwrap() };
            pair.holder.respond(pair.clock.now(), answer).unwrap();
            let sealed = drain(&mut pair.holder).messages.remove(0);
            pair.reader.handle_message(pair.clock.now(), sealed.clone());
            let response = response(drain(&mut pair.reader).events);
            let verdict = response.verify(pair.clock.wall());
            assert!(!verdict.is_verified());
            assert_eq!((verdict.status(), verdict.documents().len()), (0, 0));
            assert!(matches!(verdict.document("org.example.other"), Err(NotVerified::Absent)));
            sealed
        })
        .collect();
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn several_requests_share_a_session_and_each_has_its_own_consent() {
    let mut world = World::new(5);
    let (licence, key) = world.licence();
    let config = world.reader_config();
    let mut pair = start(&mut world, Curve::P256, &config, names_and_age());
    for round in 0..3 {
        let request = request(pair.run().0);
        let answer = request.disclose(&[&licence], |_| true).sign(&key).unwrap();
        pair.holder.respond(pair.clock.now(), answer).unwrap();
        let response = response(pair.run().1);
        assert!(response.verify(pair.clock.wall()).is_verified(), "round {round}");
        pair.reader.request(pair.clock.now(), names_and_age()).unwrap();
        assert!(pair.reader.request(pair.clock.now(), names_and_age()).is_err(), "one question at a time");
    }
}

/// H51 over a session: a second request is given no third age.
#[test]
fn two_ages_leave_in_a_session_however_many_requests_it_takes() {
    let mut world = World::new(10);
    let document = world::licence().element(mdl::NAMESPACE, "age_over_25", &false).unwrap();
    let (licence, key) = world.issue(&document, |_| {});
    let config = world.reader_config();
    let ask = |ages: &[&str]| {
        let ages = ages.iter().chain(&["family_name"]);
        let request = Request::builder().document(mdl::DOCTYPE);
        ages.fold(request, |request, age| request.element(mdl::NAMESPACE, *age, Retain::No)).build().unwrap()
    };
    let mut pair = start(&mut world, Curve::P256, &config, ask(&["age_over_18"]));
    let rounds: [(&[&str], &[&str]); 3] = [
        (&["age_over_21", "age_over_25"], &["age_over_18", "family_name"]),
        (&["age_over_18", "age_over_25"], &["age_over_21", "family_name"]),
        (&[], &["age_over_18", "family_name"]),
    ];
    for (next, expected) in rounds {
        let answer = request(pair.run().0).disclose(&[&licence], |_| true).sign(&key).unwrap();
        pair.holder.respond(pair.clock.now(), answer).unwrap();
        let response = response(pair.run().1);
        let verdict = response.verify(pair.clock.wall());
        let mut elements: Vec<_> = verdict.document(mdl::DOCTYPE).unwrap().elements().map(|(_, id, _)| id).collect();
        elements.sort_unstable();
        assert_eq!(elements, expected);
        pair.reader.request(pair.clock.now(), ask(next)).unwrap();
    }
}

#[test]
fn an_answer_goes_to_the_request_it_was_made_for() {
    let mut world = World::new(6);
    let config = world.reader_config();
    let mut one = start(&mut world, Curve::P256, &config, names_and_age());
    let mut other = start(&mut world, Curve::P256, &config, names_and_age());
    let answer = request(one.run().0).decline();
    let own = request(other.run().0).decline();
    assert_eq!(other.holder.respond(other.clock.now(), answer), Err(holder::RespondError::NotPending));
    assert_eq!(other.holder.respond(other.clock.now(), own), Ok(()));
}

#[test]
fn an_authenticated_reader_is_named_and_others_are_not() {
    let mut world = World::new(7);
    let trusted = world.authenticated_config("Apotek Eksempel");
    let stranger = World::with_reader_ca(8, "Another reader CA").authenticated_config("Evil AS");
    let forger = World::new(8).authenticated_config("Evil AS");
    for (config, expected) in [(trusted, "Apotek Eksempel"), (stranger, "untrusted"), (forger, "invalid")] {
        let mut pair = start(&mut world, Curve::P256, &config, names_and_age());
        let request = request(pair.run().0);
        let shown = match request.documents()[0].reader() {
            ReaderAuth::Valid(identity) => identity.display_name(),
            ReaderAuth::Untrusted(_) => "untrusted".to_owned(),
            ReaderAuth::Invalid(_) => "invalid".to_owned(),
            ReaderAuth::Absent => "absent".to_owned(),
        };
        assert_eq!(shown, expected);
    }
}

#[test]
fn a_farewell_precedes_the_end_and_nothing_follows() {
    let mut world = World::new(9);
    let config = world.reader_config();
    let mut pair = start(&mut world, Curve::P256, &config, names_and_age());
    pair.run();
    pair.holder.handle_message(pair.clock.now(), b"\xff".to_vec());
    let said = drain(&mut pair.holder);
    assert_eq!(statuses(&said.messages), [Some(11)]);
    assert_eq!(said.order, [1], "the status comes out before the event");
    assert!(matches!(said.events[..], [holder::Event::Closed(CloseReason::Undecodable(_))]));
    pair.holder.handle_message(pair.clock.now(), b"\xff".to_vec());
    pair.holder.close();
    let said = drain(&mut pair.holder);
    assert!(said.messages.is_empty() && said.events.is_empty() && said.deadline.is_none());
}
