//! Our reader before isomdl's holder.

use std::collections::BTreeMap;

use ciborium::Value;
use isomdl::definitions::device_engagement::DeviceRetrievalMethod;
use isomdl::definitions::helpers::{NonEmptyVec, Tag24};
use isomdl::definitions::x509::X5Chain;
use isomdl::definitions::{DeviceKeyInfo, DigestAlgorithm, IssuerSigned, Mso, SessionEstablishment};
use isomdl::issuance::Mdoc;
use isomdl::presentation::authentication::{AuthenticationStatus, RequestAuthenticationOutcome};
use isomdl::presentation::device::{
    Document, Documents, PermittedItems, SessionManager, SessionManagerEngaged, SessionManagerInit,
};
use mdoc_proximity::cbor::{self, Writer};
use mdoc_proximity::cose::encode_key;
use mdoc_proximity::crypto::PublicKey;
use mdoc_proximity::datamodel::age::AgeAnswer;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{Credential, DeviceKey};
use mdoc_proximity::issuer::AlternativeName;
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::reader::{self, Engagement, Event, NotVerified, Request, Session, UnverifiedResponse};
use mdoc_proximity::report::CheckId;
use mdoc_proximity::session::{CloseReason, Endpoint, Status};
use mdoc_proximity::time::{Now, UnixTime};

use crate::their_reader;
use crate::world::{
    AGE_OVER_18, DOMESTIC, FAMILY_NAME, SERVICE, World, ask, drain, elements, response, sent, signing_key, status,
    tampered, their_farewell,
};

pub struct Desk {
    pub now: Now,
    pub reader: Session,
    pub theirs: SessionManager,
    /// What isomdl's holder said to the latest request.
    pub asked: RequestAuthenticationOutcome,
}

/// isomdl's form of an IssuerSigned of ours.
pub fn their_document(issuer_signed: &[u8]) -> Document {
    let IssuerSigned { namespaces, issuer_auth } = isomdl::cbor::from_slice(issuer_signed).unwrap();
    let mso: Tag24<Mso> = isomdl::cbor::from_slice(issuer_auth.payload.as_ref().unwrap()).unwrap();
    let mso = mso.into_inner();
    Mdoc { doc_type: mso.doc_type.clone(), mso, namespaces: namespaces.unwrap(), issuer_auth }.into()
}

/// isomdl's holder with its QR code on show.
pub fn engage(issuer_signed: &[u8]) -> (SessionManagerEngaged, String) {
    let documents = Documents::new(mdl::DOCTYPE.into(), their_document(issuer_signed));
    let ble = Value::Map(vec![
        (0.into(), false.into()),
        (1.into(), true.into()),
        (11.into(), Value::Bytes(SERVICE.to_vec())),
    ]);
    let method = DeviceRetrievalMethod::try_from(Value::Array(vec![2.into(), 1.into(), ble])).unwrap();
    let init = SessionManagerInit::initialise(documents, Some(NonEmptyVec::new(method)), None).unwrap();
    init.qr_engagement().unwrap()
}

/// Our reader scans it and asks; isomdl's holder has the request.
pub fn meet(world: &mut World, issuer_signed: &[u8], config: &reader::Config, request: Request) -> Desk {
    let (engaged, uri) = engage(issuer_signed);
    let engagement = Engagement::from_qr(&uri).unwrap();
    let service = BleOptions { central_client: Some(SERVICE), ..BleOptions::default() };
    assert_eq!(engagement.retrieval_methods(), [RetrievalMethod::Ble(service)]);
    let mut reader = Session::new(config, engagement, request, &mut world.rng, world.now).unwrap();
    let (theirs, asked) = establish(world, engaged, &sent(&mut reader));
    Desk { now: world.now, reader, theirs, asked }
}

/// isomdl's holder with its first message.
pub fn establish(
    world: &World,
    engaged: SessionManagerEngaged,
    message: &[u8],
) -> (SessionManager, RequestAuthenticationOutcome) {
    let establishment: SessionEstablishment = isomdl::cbor::from_slice(message).unwrap();
    engaged.process_session_establishment(establishment, world.registry()).unwrap()
}

/// A permission for isomdl's holder.
pub fn permit(elements: &[(&str, &str)]) -> PermittedItems {
    let mut permitted = PermittedItems::new();
    for (name_space, identifier) in elements {
        let of_type = permitted.entry(mdl::DOCTYPE.into()).or_default();
        of_type.entry((*name_space).into()).or_default().push((*identifier).into());
    }
    permitted
}

impl Desk {
    /// isomdl's holder answers with what is permitted; the message.
    pub fn answer(&mut self, permitted: PermittedItems, key: &dyn DeviceKey) -> Vec<u8> {
        self.theirs.prepare_response(&self.asked.items_request, permitted);
        self.authenticate(|message| key.sign(message).unwrap())
    }

    /// Lets `proof` sign what isomdl's holder prepared; the message.
    pub fn authenticate(&mut self, mut proof: impl FnMut(&[u8]) -> Vec<u8>) -> Vec<u8> {
        while let Some(proof) = self.theirs.get_next_signature_payload().map(|(_, message)| proof(message)) {
            self.theirs.submit_next_signature(proof).unwrap();
        }
        self.theirs.retrieve_response().expect("isomdl's holder has a response")
    }

    /// Our reader has the message.
    pub fn hear(&mut self, message: &[u8]) -> UnverifiedResponse {
        self.reader.handle_message(self.now, message.to_vec());
        response(drain(&mut self.reader).1)
    }

    pub fn wall(&self) -> UnixTime {
        self.now.wall
    }
}

#[test]
fn what_it_presents_is_verified_and_every_value_arrives_byte_for_byte() {
    let mut world = World::new(30);
    let (issued, key) = world.issue(|_| {});
    let config = world.reader_config();
    let all = elements();
    let asked: Vec<_> = all.iter().map(|(name_space, identifier, _)| (*name_space, *identifier)).collect();
    let mut desk = meet(&mut world, &issued, &config, ask(&asked));
    assert!(desk.asked.errors.is_empty(), "{:?}", desk.asked.errors);

    let message = desk.answer(permit(&asked), &key);
    let response = desk.hear(&message);
    let verdict = response.verify(desk.wall());
    assert!(verdict.is_verified(), "{:#?}", verdict.documents()[0].report());
    let document = verdict.document(mdl::DOCTYPE).unwrap();
    assert_eq!(document.elements().count(), all.len());
    for (name_space, identifier, value) in &all {
        let arrived = document.element(name_space, identifier).unwrap();
        assert_eq!(arrived.bytes(), cbor::to_vec(value), "{identifier}");
    }
}

/// The same document, put together by isomdl and signed by our document signer, verifies out of both holders.
#[test]
fn a_document_that_isomdl_assembled_is_verified_out_of_both_holders() {
    let mut world = World::new(31);
    let (_, key) = world.licence();
    let all = elements();
    let asked: Vec<_> = all.iter().map(|(name_space, identifier, _)| (*name_space, *identifier)).collect();
    let issued = assemble(&world, key.public_key());
    let config = world.reader_config();

    let mut desk = meet(&mut world, &issued, &config, ask(&asked));
    let message = desk.answer(permit(&asked), &key);
    let response = desk.hear(&message);
    let verdict = response.verify(desk.wall());
    assert!(verdict.is_verified(), "{:#?}", verdict.documents()[0].report());
    assert_eq!(verdict.document(mdl::DOCTYPE).unwrap().elements().count(), all.len());

    let credential = Credential::from_issuer_signed(issued).unwrap();
    let outcome = their_reader::present(&mut world, &[FAMILY_NAME, AGE_OVER_18], &credential, &key);
    assert!(outcome.errors.is_empty(), "{:?}", outcome.errors);
    assert_eq!(outcome.issuer_authentication, AuthenticationStatus::Valid);
}

/// isomdl's issuer, for our device key, signed by our document signer: IssuerSigned.
fn assemble(world: &World, device_key: &PublicKey) -> Vec<u8> {
    let mut name_spaces = BTreeMap::<String, BTreeMap<String, Value>>::new();
    for (name_space, identifier, value) in elements() {
        name_spaces.entry(name_space.into()).or_default().insert(identifier.into(), value);
    }
    let date = |at: UnixTime| Value::Tag(0, Box::new(at.to_string().into()));
    let day = core::time::Duration::from_secs(86_400);
    let validity = Value::Map(vec![
        ("signed".into(), date(world.now.wall)),
        ("validFrom".into(), date(world.now.wall)),
        ("validUntil".into(), date(world.now.wall.plus(30 * day))),
    ]);
    let mut cose_key = Writer::new();
    encode_key(device_key, &mut cose_key);
    let device_key: isomdl::definitions::CoseKey = isomdl::cbor::from_slice(cose_key.as_slice()).unwrap();
    let es256 = device_key.signature_algorithm().unwrap();
    let prepared = Mdoc::builder()
        .doc_type(mdl::DOCTYPE.into())
        .namespaces(name_spaces)
        .validity_info(isomdl::cbor::from_value(validity).unwrap())
        .digest_algorithm(DigestAlgorithm::SHA256)
        .device_key_info(DeviceKeyInfo { device_key, key_authorizations: None, key_info: None })
        .prepare(es256)
        .unwrap();
    let signature = signing_key(&world.signer_key).sign(&[prepared.signature_payload()]).unwrap();
    let chain = X5Chain::builder().with_der_certificate(&world.signer.chain()[0]).unwrap().build().unwrap();
    let mdoc = prepared.complete(chain, signature);
    let issued = IssuerSigned { namespaces: Some(mdoc.namespaces), issuer_auth: mdoc.issuer_auth };
    isomdl::cbor::to_vec(&issued).unwrap()
}

#[test]
fn our_reader_refuses_the_signature_of_another_device_key() {
    let mut world = World::new(43);
    let (issued, _) = world.issue(|_| {});
    let (_, other) = world.issue(|_| {});
    let config = world.reader_config();
    let mut desk = meet(&mut world, &issued, &config, ask(&[FAMILY_NAME]));
    let message = desk.answer(permit(&[FAMILY_NAME]), &other);
    let response = desk.hear(&message);
    let verdict = response.verify(desk.wall());
    let failed: Vec<_> = verdict.documents()[0].report().failures().map(|check| check.id).collect();
    assert_eq!(failed, [CheckId::DeviceAuthentication]);
}

#[test]
fn several_requests_share_a_session() {
    let mut world = World::new(32);
    let (issued, key) = world.issue(|_| {});
    let config = world.reader_config();
    let mut desk = meet(&mut world, &issued, &config, ask(&[FAMILY_NAME]));
    for (element, next) in [(FAMILY_NAME, Some(AGE_OVER_18)), (AGE_OVER_18, None)] {
        let message = desk.answer(permit(&[element]), &key);
        let response = desk.hear(&message);
        let verdict = response.verify(desk.wall());
        let document = verdict.document(mdl::DOCTYPE).unwrap();
        assert!(document.element(element.0, element.1).is_some());
        if let Some(next) = next {
            desk.reader.request(desk.now, ask(&[next])).unwrap();
            desk.asked = desk.theirs.handle_request(&sent(&mut desk.reader));
            assert!(desk.asked.errors.is_empty(), "{:?}", desk.asked.errors);
        }
    }
}

#[test]
fn it_names_our_authenticated_reader() {
    let mut world = World::new(33);
    let (issued, key) = world.issue(|_| {});
    let contact = AlternativeName::Uri("https://ca.example".into());
    let config = world.authenticated(|spec| spec.issuer_alternative_name = Some(contact));
    let mut desk = meet(&mut world, &issued, &config, ask(&[AGE_OVER_18]));
    assert_eq!(desk.asked.reader_authentication, AuthenticationStatus::Valid);
    assert_eq!(desk.asked.common_name.as_deref(), Some("Counter 1"));
    let message = desk.answer(permit(&[AGE_OVER_18]), &key);
    assert!(desk.hear(&message).verify(desk.wall()).is_verified());
}

/// isomdl's holder calls a request without reader authentication "invalid" as well, and says why in its log only.
#[test]
fn a_reader_that_is_anonymous_or_of_another_ca_is_invalid_to_it() {
    let mut world = World::new(34);
    let contact = || AlternativeName::Uri("https://ca.example".into());
    let stranger = World::new(35).authenticated(|spec| spec.issuer_alternative_name = Some(contact()));
    for (config, name) in [(world.reader_config(), None), (stranger, Some("Counter 1"))] {
        let (issued, _) = world.issue(|_| {});
        let desk = meet(&mut world, &issued, &config, ask(&[AGE_OVER_18]));
        assert_eq!(desk.asked.reader_authentication, AuthenticationStatus::Invalid);
        assert_eq!(desk.asked.common_name.as_deref(), name);
        assert!(desk.asked.errors.is_empty());
    }
}

/// With nothing to sign isomdl's holder has no response until a signature is handed in all the same.
#[test]
fn its_refusal_is_an_answer_without_documents() {
    let mut world = World::new(36);
    let (issued, key) = world.issue(|_| {});
    let config = world.reader_config();
    let mut desk = meet(&mut world, &issued, &config, ask(&[FAMILY_NAME]));
    desk.theirs.prepare_response(&desk.asked.items_request, permit(&[]));
    assert!(desk.theirs.get_next_signature_payload().is_none());
    assert!(!desk.theirs.response_ready());
    desk.theirs.submit_next_signature(Vec::new()).unwrap();
    let message = desk.theirs.retrieve_response().unwrap();

    let response = desk.hear(&message);
    let verdict = response.verify(desk.wall());
    assert!(!verdict.is_verified());
    assert_eq!((verdict.status(), verdict.documents().len()), (0, 0));
    assert!(matches!(verdict.document(mdl::DOCTYPE), Err(NotVerified::Absent)));

    desk.reader.request(desk.now, ask(&[AGE_OVER_18])).unwrap();
    desk.asked = desk.theirs.handle_request(&sent(&mut desk.reader));
    let message = desk.answer(permit(&[AGE_OVER_18]), &key);
    assert!(desk.hear(&message).verify(desk.wall()).is_verified(), "the session goes on");
}

/// Ours would leave out what is not there; isomdl's holder names it, and our reader reads that.
#[test]
fn what_it_was_permitted_and_does_not_have_it_reports_as_errors() {
    let mut world = World::new(37);
    let (issued, key) = world.issue(|_| {});
    let config = world.reader_config();
    let asked = [FAMILY_NAME, (mdl::NAMESPACE, "eye_colour"), (DOMESTIC, "hat_size")];
    let mut desk = meet(&mut world, &issued, &config, ask(&asked));
    let message = desk.answer(permit(&asked), &key);
    let response = desk.hear(&message);
    let verdict = response.verify(desk.wall());
    let document = verdict.document(mdl::DOCTYPE).unwrap();
    assert_eq!(document.elements().count(), 1);
    assert_eq!(document.errors(), [(mdl::NAMESPACE, "eye_colour", 0), (DOMESTIC, "hat_size", 0)]);

    let other = "org.example.other";
    let request = Request::builder().document(other).element("org.example", "a", reader::Retain::No).build();
    let mut desk = meet(&mut world, &issued, &config, request.unwrap());
    let permitted = [(other.to_owned(), permit(&[("org.example", "a")]).remove(mdl::DOCTYPE).unwrap())];
    desk.theirs.prepare_response(&desk.asked.items_request, permitted.into());
    desk.theirs.submit_next_signature(Vec::new()).unwrap();
    let message = desk.theirs.retrieve_response().unwrap();
    let response = desk.hear(&message);
    assert_eq!(response.verify(desk.wall()).document_errors(), [(other, 0)]);
}

/// isomdl has a function for the rule of the nearest age attestation, and its holder does not use it: age_over_20 is
/// "not returned" though age_over_21 is there and true. Ours answers with that.
#[test]
fn it_does_not_answer_by_the_age_rule() {
    let mut world = World::new(38);
    let (issued, key) = world.issue(|_| {});
    let config = world.reader_config();
    let asked = [(mdl::NAMESPACE, "age_over_20")];
    let mut desk = meet(&mut world, &issued, &config, ask(&asked));
    let message = desk.answer(permit(&asked), &key);
    let response = desk.hear(&message);
    let verdict = response.verify(desk.wall());
    let document = verdict.document(mdl::DOCTYPE).unwrap();
    assert_eq!(document.elements().count(), 0);
    assert_eq!(document.age_at_least(20), AgeAnswer::Unproven);

    let credential = Credential::from_issuer_signed(issued).unwrap();
    let outcome = their_reader::present(&mut world, &asked, &credential, &key);
    assert_eq!(outcome.response[mdl::NAMESPACE], serde_json::json!({"age_over_21": true}));
}

/// isomdl's holder reports a message without data as an error and "assumes" the end; its session stays usable.
#[test]
fn our_farewell_is_a_message_without_a_request_to_it() {
    let mut world = World::new(39);
    let (issued, _) = world.issue(|_| {});
    let config = world.reader_config();
    let mut desk = meet(&mut world, &issued, &config, ask(&[FAMILY_NAME]));
    desk.reader.close();
    let farewell = sent(&mut desk.reader);
    assert_eq!(status(&farewell), Some(20));
    let outcome = desk.theirs.handle_request(&farewell);
    assert!(outcome.items_request.is_empty());
    assert!(outcome.errors["parsing_errors"].to_string().contains("assume session can be terminated"));
}

#[test]
fn its_farewell_ends_our_session() {
    let mut world = World::new(40);
    let (issued, _) = world.issue(|_| {});
    let config = world.reader_config();
    let mut desk = meet(&mut world, &issued, &config, ask(&[FAMILY_NAME]));
    desk.reader.handle_message(desk.now, their_farewell());
    let (messages, events) = drain(&mut desk.reader);
    assert!(messages.is_empty());
    assert!(matches!(events[..], [Event::Closed(CloseReason::Peer(Status::Termination))]));
}

#[test]
fn our_reader_refuses_a_tampered_answer_of_it_by_status_10() {
    let mut world = World::new(41);
    let (issued, key) = world.issue(|_| {});
    let config = world.reader_config();
    let mut desk = meet(&mut world, &issued, &config, ask(&[FAMILY_NAME]));
    let message = desk.answer(permit(&[FAMILY_NAME]), &key);
    desk.reader.handle_message(desk.now, tampered(&message));
    let (messages, events) = drain(&mut desk.reader);
    assert_eq!(messages.iter().map(|message| status(message)).collect::<Vec<_>>(), [Some(10)]);
    assert!(matches!(events[..], [Event::Closed(CloseReason::Channel(_))]));
    assert!(!desk.theirs.handle_request(&messages[0]).errors.is_empty());
}

/// isomdl's holder has an error for its caller and nothing for the reader, which would wait for its deadline.
#[test]
fn it_refuses_a_tampered_request_of_ours_and_says_nothing() {
    let mut world = World::new(42);
    let (issued, _) = world.issue(|_| {});
    let (engaged, uri) = engage(&issued);
    let config = world.reader_config();
    let engagement = Engagement::from_qr(&uri).unwrap();
    let mut reader = Session::new(&config, engagement, ask(&[FAMILY_NAME]), &mut world.rng, world.now).unwrap();
    let (mut theirs, asked) = establish(&world, engaged, &tampered(&sent(&mut reader)));
    assert!(asked.errors["decryption_errors"].to_string().contains("unable to decrypt request"));
    assert!(asked.items_request.is_empty());
    assert!(theirs.retrieve_response().is_none());
}
