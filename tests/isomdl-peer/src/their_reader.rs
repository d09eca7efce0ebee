//! Our holder before isomdl's reader.

use ciborium::Value;
use isomdl::definitions::device_request::Namespaces;
use isomdl::presentation::authentication::{AuthenticationStatus, ResponseAuthenticationOutcome};
use isomdl::presentation::reader::SessionManager;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{self, Credential, DeviceKey, Engagement, Event, ReaderAuth};
use mdoc_proximity::session::{CloseReason, Endpoint, Status};
use mdoc_proximity::time::Now;
use serde_json::json;

use crate::world::{
    AGE_OVER_18, FAMILY_NAME, SERVICE, World, ask_theirs, ble, drain, elements, request, sent, status, tampered,
    their_farewell,
};

pub struct Counter {
    pub now: Now,
    pub holder: holder::Session,
    pub theirs: SessionManager,
}

/// Our holder shows its QR code, and isomdl's reader makes its first message of it, if it can.
pub fn scan(world: &mut World, config: &holder::Config, asked: Namespaces) -> Result<(Counter, Vec<u8>), String> {
    let mut engagement = Engagement::new(config, &mut world.rng).unwrap();
    let uri = engagement.offer_qr(&[ble()]).unwrap();
    let (theirs, message, _) =
        SessionManager::establish_session(uri, asked, world.registry()).map_err(|error| format!("{error:#}"))?;
    let holder = engagement.into_session(world.now);
    Ok((Counter { now: world.now, holder, theirs }, message))
}

/// The same up to the request in our holder's hands.
pub fn meet(world: &mut World, config: &holder::Config, asked: Namespaces) -> (Counter, holder::Request) {
    let (mut counter, message) = scan(world, config, asked).unwrap();
    counter.holder.handle_message(counter.now, message);
    let request = request(drain(&mut counter.holder).1);
    (counter, request)
}

impl Counter {
    /// Our holder answers in full; what isomdl's reader says to it.
    pub fn answer(
        &mut self,
        request: holder::Request,
        credential: &Credential,
        key: &dyn DeviceKey,
    ) -> ResponseAuthenticationOutcome {
        let answer = request.disclose(&[credential], |_| true).sign(key).unwrap();
        self.holder.respond(self.now, answer).unwrap();
        self.theirs.handle_response(&sent(&mut self.holder))
    }
}

/// The whole presentation of one credential; what isomdl's reader says to it.
pub fn present(
    world: &mut World,
    asked: &[(&str, &str)],
    credential: &Credential,
    key: &dyn DeviceKey,
) -> ResponseAuthenticationOutcome {
    let config = world.holder_config();
    let (mut counter, request) = meet(world, &config, ask_theirs(asked));
    counter.answer(request, credential, key)
}

/// Values as isomdl's reader reports them: dates lose their tag, and bytes are lists of numbers.
fn as_reported(value: &Value) -> serde_json::Value {
    match value {
        Value::Text(text) => json!(text),
        Value::Bool(truth) => json!(truth),
        Value::Integer(number) => json!(i128::from(*number)),
        Value::Bytes(bytes) => json!(bytes),
        Value::Tag(_, inner) => as_reported(inner),
        Value::Array(items) => items.iter().map(as_reported).collect(),
        Value::Map(members) => {
            members.iter().map(|(key, value)| (key.as_text().unwrap().to_owned(), as_reported(value))).collect()
        }
        other => panic!("isomdl does not report {other:?}"),
    }
}

#[test]
fn a_signed_answer_is_valid_and_every_value_of_the_licence_arrives() {
    let mut world = World::new(1);
    let (licence, key) = world.licence();
    let all: Vec<_> = elements().into_iter().filter(|(name_space, ..)| *name_space == mdl::NAMESPACE).collect();
    let asked: Vec<_> = all.iter().map(|(name_space, identifier, _)| (*name_space, *identifier)).collect();
    let config = world.holder_config();
    let (mut counter, request) = meet(&mut world, &config, ask_theirs(&asked));

    assert_eq!(counter.theirs.first_central_client_uuid().unwrap().as_bytes(), &SERVICE);
    let document = &request.documents()[0];
    assert_eq!((document.doc_type(), document.items().len()), (mdl::DOCTYPE, asked.len()));
    // isomdl's reader never authenticates itself.
    assert!(matches!(document.reader(), ReaderAuth::Absent));

    let outcome = counter.answer(request, &licence, &key);
    assert!(outcome.errors.is_empty(), "{:?}", outcome.errors);
    assert_eq!(outcome.issuer_authentication, AuthenticationStatus::Valid);
    assert_eq!(outcome.device_authentication, AuthenticationStatus::Valid);
    let expected: serde_json::Map<_, _> =
        all.iter().map(|(_, identifier, value)| ((*identifier).to_owned(), as_reported(value))).collect();
    assert_eq!(outcome.response[mdl::NAMESPACE], serde_json::Value::from(expected));
}

#[test]
fn several_requests_share_a_session() {
    let mut world = World::new(2);
    let (licence, key) = world.licence();
    let config = world.holder_config();
    let (mut counter, mut asked) = meet(&mut world, &config, ask_theirs(&[FAMILY_NAME]));
    for next in [Some(AGE_OVER_18), Some(FAMILY_NAME), None] {
        let outcome = counter.answer(asked, &licence, &key);
        assert!(outcome.errors.is_empty(), "{:?}", outcome.errors);
        let Some(next) = next else { break };
        let message = counter.theirs.new_request(ask_theirs(&[next])).unwrap();
        counter.holder.handle_message(counter.now, message);
        asked = request(drain(&mut counter.holder).1);
        assert_eq!(asked.documents()[0].items()[0].identifier(), next.1);
    }
}

#[test]
fn of_a_partial_answer_it_sees_what_was_consented_to_and_no_more() {
    let mut world = World::new(3);
    let (licence, key) = world.licence();
    let config = world.holder_config();
    let (mut counter, request) = meet(&mut world, &config, ask_theirs(&[FAMILY_NAME, AGE_OVER_18]));
    let answer = request.disclose(&[&licence], |item| item.identifier() == "age_over_18").sign(&key).unwrap();
    counter.holder.respond(counter.now, answer).unwrap();
    let outcome = counter.theirs.handle_response(&sent(&mut counter.holder));
    assert!(outcome.errors.is_empty(), "{:?}", outcome.errors);
    assert_eq!(outcome.response[mdl::NAMESPACE], json!({"age_over_18": true}));
    assert_eq!(outcome.device_authentication, AuthenticationStatus::Valid);
}

/// A refusal is an answer without documents. isomdl reports it as an error in parsing, with nothing checked.
#[test]
fn a_refusal_is_no_data_to_it_and_the_session_goes_on() {
    for decline in [true, false] {
        let mut world = World::new(4);
        let (licence, key) = world.licence();
        let config = world.holder_config();
        let (mut counter, asked) = meet(&mut world, &config, ask_theirs(&[FAMILY_NAME]));
        let answer = if decline { asked.decline() } else { asked.disclose(&[], |_| true).sign(&key).unwrap() };
        counter.holder.respond(counter.now, answer).unwrap();
        let outcome = counter.theirs.handle_response(&sent(&mut counter.holder));
        assert_eq!(outcome.errors["parsing_errors"], json!(["Device did not transmit any data."]));
        assert_eq!(outcome.issuer_authentication, AuthenticationStatus::Unchecked);
        assert!(outcome.response.is_empty());

        let again = counter.theirs.new_request(ask_theirs(&[AGE_OVER_18])).unwrap();
        counter.holder.handle_message(counter.now, again);
        let asked = request(drain(&mut counter.holder).1);
        assert!(counter.answer(asked, &licence, &key).errors.is_empty());
    }
}

/// isomdl's reader knows no end of a session: a status is "an error of the device" to it, and one beside data is not
/// looked at.
#[test]
fn our_farewell_is_a_device_error_to_it() {
    let mut world = World::new(5);
    let (licence, key) = world.licence();
    let config = world.holder_config();
    let (mut counter, _) = meet(&mut world, &config, ask_theirs(&[FAMILY_NAME]));
    counter.holder.close();
    let farewell = sent(&mut counter.holder);
    assert_eq!(status(&farewell), Some(20));
    let outcome = counter.theirs.handle_response(&farewell);
    assert_eq!(outcome.errors["decryption_errors"], json!(["device responded with an error."]));

    let (mut counter, request) = meet(&mut world, &config, ask_theirs(&[FAMILY_NAME]));
    let answer = request.disclose(&[&licence], |_| true).sign(&key).unwrap();
    counter.holder.respond_and_close(counter.now, answer).unwrap();
    let last = sent(&mut counter.holder);
    assert_eq!(status(&last), Some(20));
    let outcome = counter.theirs.handle_response(&last);
    assert!(outcome.errors.is_empty(), "{:?}", outcome.errors);
    assert_eq!(outcome.response[mdl::NAMESPACE], json!({"family_name": "Nordmann-Testesen"}));
}

#[test]
fn its_farewell_ends_our_session() {
    let mut world = World::new(6);
    let config = world.holder_config();
    let (mut counter, _) = meet(&mut world, &config, ask_theirs(&[FAMILY_NAME]));
    counter.holder.handle_message(counter.now, their_farewell());
    let (messages, events) = drain(&mut counter.holder);
    assert!(messages.is_empty());
    assert!(matches!(events[..], [Event::Closed(CloseReason::Peer(Status::Termination))]));
}

#[test]
fn our_holder_refuses_a_tampered_request_of_it_by_status_10() {
    let mut world = World::new(7);
    let config = world.holder_config();
    let (mut counter, message) = scan(&mut world, &config, ask_theirs(&[FAMILY_NAME])).unwrap();
    counter.holder.handle_message(counter.now, tampered(&message));
    let (messages, events) = drain(&mut counter.holder);
    assert_eq!(messages.iter().map(|message| status(message)).collect::<Vec<_>>(), [Some(10)]);
    assert!(matches!(events.last(), Some(Event::Closed(CloseReason::Channel(_)))));
    let outcome = counter.theirs.handle_response(&messages[0]);
    assert_eq!(outcome.errors["decryption_errors"], json!(["device responded with an error."]));
}

/// isomdl neither closes the session nor has a status to send; its counter has moved on, so the good message that
/// follows is lost too.
#[test]
fn it_refuses_a_tampered_answer_of_ours_and_says_nothing() {
    let mut world = World::new(8);
    let (licence, key) = world.licence();
    let config = world.holder_config();
    let (mut counter, request) = meet(&mut world, &config, ask_theirs(&[FAMILY_NAME]));
    let answer = request.disclose(&[&licence], |_| true).sign(&key).unwrap();
    counter.holder.respond(counter.now, answer).unwrap();
    let message = sent(&mut counter.holder);
    for message in [tampered(&message), message] {
        let outcome = counter.theirs.handle_response(&message);
        assert_eq!(outcome.errors["decryption_errors"], json!(["could not decrypt the response."]));
        assert!(outcome.response.is_empty());
    }
}

#[test]
fn it_trusts_no_other_issuer() {
    let mut world = World::new(9);
    let stranger = World::new(10).licence();
    let outcome = present(&mut world, &[FAMILY_NAME], &stranger.0, &stranger.1);
    assert_eq!(outcome.issuer_authentication, AuthenticationStatus::Invalid);
    assert_eq!(outcome.device_authentication, AuthenticationStatus::Valid);
    assert!(outcome.errors["certificate_errors"].to_string().contains("no valid trust anchor found"));
    // Values are reported all the same; here claims of a document that is not verified cannot be read.
    assert_eq!(outcome.response[mdl::NAMESPACE], json!({"family_name": "Nordmann-Testesen"}));
}
