//! Where isomdl 0.2.0 is stricter or laxer than the standard or than we are, each with what we do.

use ciborium::Value;
use isomdl::presentation::authentication::{AuthenticationStatus, ResponseAuthenticationOutcome};
use isomdl::presentation::reader::SessionManager;
use mdoc_proximity::auth::device::mac_key;
use mdoc_proximity::auth::reader::sign;
use mdoc_proximity::cbor::{Decode, Embedded, Encoding, Reader, Writer};
use mdoc_proximity::cose::{CoseKey, Form, encode_key};
use mdoc_proximity::crypto::{Curve, PublicKey};
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{self, Credential, DeviceKey, Engagement, ReaderAuth};
use mdoc_proximity::issuer::{AlternativeName, UnsignedDocument};
use mdoc_proximity::model::engagement::Capabilities;
use mdoc_proximity::model::request::encode_request;
use mdoc_proximity::model::session::encode_establishment;
use mdoc_proximity::model::transcript::{Handover, SessionTranscript};
use mdoc_proximity::reader;
use mdoc_proximity::report::CheckId;
use mdoc_proximity::session::{Channel, Endpoint, SessionKeys, Side};
use mdoc_proximity::x509::Purpose;
use serde_json::json;

use crate::their_holder::{self, engage, establish, permit};
use crate::their_reader;
use crate::world::{
    AGE_OVER_18, DOMESTIC, FAMILY_NAME, PROVIDER, World, ask, ask_theirs, ble, drain, request, sent, status,
};

/// The checks that our reader finds failed in what isomdl's holder presents.
fn failures(world: &mut World, issued: &[u8], key: &dyn DeviceKey) -> Vec<CheckId> {
    let config = world.reader_config();
    let mut desk = their_holder::meet(world, issued, &config, ask(&[FAMILY_NAME]));
    let message = desk.answer(permit(&[FAMILY_NAME]), key);
    let response = desk.hear(&message);
    let verdict = response.verify(desk.wall());
    verdict.documents()[0].report().failures().map(|check| check.id).collect()
}

/// Spoils one thing in an unsigned document.
type Spoil = fn(&mut UnsignedDocument);

/// Laxer: isomdl's reader compares no digest and no date, nor the document type that was signed. Only the signatures
/// are judged, so an element may say anything. Ours refuses each, by name.
#[test]
fn its_reader_checks_no_digest_no_date_and_no_signed_document_type() {
    let faults: [(Spoil, CheckId); 4] = [
        (|it| it.items[0].1[0].element_value = b"\x64Evil".to_vec(), CheckId::MsoDigests),
        (|it| it.mso.valid_until.text = "2020-01-02T00:00:00Z".into(), CheckId::MsoValidUntil),
        (|it| it.mso.valid_from.text = "2099-01-01T00:00:00Z".into(), CheckId::MsoValidFrom),
        (|it| it.mso.doc_type = "org.example.other".into(), CheckId::MsoDocType),
    ];
    for (spoil, expected) in faults {
        let mut world = World::new(60);
        let (issued, key) = world.issue(spoil);
        let outcome = presented_among_themselves(&mut world, &issued, &key);
        assert!(outcome.errors.is_empty(), "{expected}: {:?}", outcome.errors);
        assert_eq!(outcome.issuer_authentication, AuthenticationStatus::Valid, "{expected}");
        assert_eq!(outcome.device_authentication, AuthenticationStatus::Valid, "{expected}");
        assert!(failures(&mut world, &issued, &key).contains(&expected), "{expected}");
    }
}

/// isomdl's reader before isomdl's holder, which presents whatever it is given; ours would not offer some of it.
fn presented_among_themselves(world: &mut World, issued: &[u8], key: &dyn DeviceKey) -> ResponseAuthenticationOutcome {
    let (engaged, uri) = engage(issued);
    let asked = ask_theirs(&[FAMILY_NAME]);
    let (mut reader, message, _) = SessionManager::establish_session(uri, asked, world.registry()).unwrap();
    let (mut holder, asked) = establish(world, engaged, &message);
    holder.prepare_response(&asked.items_request, permit(&[FAMILY_NAME]));
    let (_, payload) = holder.get_next_signature_payload().unwrap();
    let signature = key.sign(payload).unwrap();
    holder.submit_next_signature(signature).unwrap();
    reader.handle_response(&holder.retrieve_response().unwrap())
}

/// Not supported: a device MAC. The issuer's signature is found valid, the device is not authenticated.
#[test]
fn its_reader_does_not_support_a_device_mac() {
    let mut world = World::new(61);
    let (issued, key) = world.mac_licence();
    let credential = Credential::from_issuer_signed(issued).unwrap();
    let outcome = their_reader::present(&mut world, &[FAMILY_NAME], &credential, &key);
    assert_eq!(outcome.issuer_authentication, AuthenticationStatus::Valid);
    assert_eq!(outcome.device_authentication, AuthenticationStatus::Invalid);
    assert_eq!(outcome.errors["device_authentication_errors"], json!(["Currently unsupported format"]));
}

/// Wrong: the type of device authentication of isomdl's holder can be a MAC (in a stored session only), and it then
/// writes the algorithm of a signature into it. Ours refuses that, whatever the MAC.
#[test]
fn its_holders_device_mac_names_a_signature_algorithm() {
    let mut world = World::new(62);
    let (issued, key) = world.mac_licence();
    let config = world.reader_config();
    let mut desk = their_holder::meet(&mut world, &issued, &config, ask(&[FAMILY_NAME]));

    let mut stored: Value = isomdl::cbor::from_slice(&isomdl::cbor::to_vec(&desk.theirs).unwrap()).unwrap();
    let members = stored.as_map_mut().unwrap();
    let (_, kind) = members.iter_mut().find(|(name, _)| name.as_text() == Some("device_auth_type")).unwrap();
    *kind = "Mac0".into();
    desk.theirs = isomdl::cbor::from_slice(&isomdl::cbor::to_vec(&stored).unwrap()).unwrap();

    let transcript = desk.reader.transcript().unwrap().clone();
    let secret = key.agree(&e_reader_key(&transcript)).unwrap();
    let mac_key = mac_key(&PROVIDER, &secret, &transcript).unwrap();
    desk.theirs.prepare_response(&desk.asked.items_request, permit(&[FAMILY_NAME]));
    let message = desk.authenticate(|structure| PROVIDER.mac.hmac_sha256(mac_key.as_ref(), &[structure]).to_vec());
    let response = desk.hear(&message);
    let verdict = response.verify(desk.wall());
    let failed: Vec<_> = verdict.documents()[0].report().failures().map(|check| check.id).collect();
    assert_eq!(failed, [CheckId::DeviceAlgorithm, CheckId::DeviceAuthentication]);
}

/// The EReaderKey of a transcript.
fn e_reader_key(transcript: &SessionTranscript) -> PublicKey {
    let mut reader = Reader::new(transcript.bytes(), Encoding::Strict);
    let key = reader.tuple(3, |reader| {
        reader.skip()?;
        let key = Embedded::<CoseKey<'_>>::decode(reader)?;
        reader.skip()?;
        Ok(key)
    });
    key.unwrap().value().validate(&PROVIDER, Form::Uncompressed).unwrap()
}

/// Stricter: a document signer may have the mDL's purpose only, where the standard wants it to be there.
#[test]
fn its_reader_refuses_a_document_signer_with_a_second_purpose() {
    let mut world = World::with_signer(63, Curve::P256, &[Purpose::MDL_DOCUMENT_SIGNER, Purpose::MDOC_DOCUMENT_SIGNER]);
    let (issued, key) = world.issue(|_| {});
    assert_eq!(failures(&mut world, &issued, &key), []);
    let credential = Credential::from_issuer_signed(issued).unwrap();
    let outcome = their_reader::present(&mut world, &[FAMILY_NAME], &credential, &key);
    assert_eq!(outcome.issuer_authentication, AuthenticationStatus::Invalid);
    assert!(outcome.errors["certificate_errors"].to_string().contains("ExtendedKeyUsage"));
}

/// Stricter: a reader's certificate must have an IssuerAltName, which the standard wants only below an IACA.
#[test]
fn its_holder_wants_an_issuer_alternative_name_of_every_reader() {
    let mut world = World::new(64);
    let config = world.authenticated(|_| {});
    let (issued, _) = world.issue(|_| {});
    let desk = their_holder::meet(&mut world, &issued, &config, ask(&[AGE_OVER_18]));
    assert_eq!(desk.asked.reader_authentication, AuthenticationStatus::Invalid);
    let (_, asked) = by_ours(&mut world, |world, transcript| {
        let identity = world.identity(|_| {});
        ask(&[AGE_OVER_18]).encode(Some(&identity), transcript).unwrap()
    });
    assert!(matches!(asked.documents()[0].reader(), ReaderAuth::Valid(_)));
}

/// Narrower: isomdl knows P-256 alone, for the session and for the issuer.
#[test]
fn its_reader_knows_p_256_alone() {
    let mut world = World::with_signer(65, Curve::P384, &[Purpose::MDL_DOCUMENT_SIGNER]);
    let (issued, key) = world.issue(|_| {});
    assert_eq!(failures(&mut world, &issued, &key), []);
    let credential = Credential::from_issuer_signed(issued).unwrap();
    let outcome = their_reader::present(&mut world, &[FAMILY_NAME], &credential, &key);
    assert_eq!(outcome.issuer_authentication, AuthenticationStatus::Invalid);
    assert_eq!(outcome.device_authentication, AuthenticationStatus::Valid);

    let config = holder::Config::builder(PROVIDER).trust_no_reader().curve(Curve::P384).build().unwrap();
    let refused = their_reader::scan(&mut world, &config, ask_theirs(&[FAMILY_NAME])).err().unwrap();
    assert!(refused.contains("failed to derive shared session secret"), "{refused}");
}

/// Stricter: an engagement of version 1.1 is refused, where the standard wants minor versions ignored.
#[test]
fn its_reader_refuses_an_engagement_of_version_1_1() {
    let mut world = World::new(66);
    let builder = holder::Config::builder(PROVIDER).trust_no_reader();
    let config = builder.capabilities(Capabilities::default()).build();
    let refused = their_reader::scan(&mut world, &config.unwrap(), ask_theirs(&[FAMILY_NAME])).err().unwrap();
    assert!(refused.contains("Expected isomdl major version 1"), "{refused}");
}

/// Narrower: isomdl's reader asks for driving licences only, and reports the namespaces of ISO and AAMVA only; what
/// has a float in it is left out without a word.
#[test]
fn its_reader_reports_two_namespaces_and_no_floats() {
    let mut world = World::new(67);
    let (licence, key) = world.licence();
    let outcome = their_reader::present(&mut world, &[FAMILY_NAME, (DOMESTIC, "shoe_size")], &licence, &key);
    assert!(outcome.errors.is_empty(), "{:?}", outcome.errors);
    assert_eq!(outcome.response.keys().collect::<Vec<_>>(), [mdl::NAMESPACE]);

    let outcome = their_reader::present(&mut world, &[(DOMESTIC, "shoe_size")], &licence, &key);
    assert_eq!(outcome.issuer_authentication, AuthenticationStatus::Unchecked);
    assert!(outcome.errors["parsing_errors"].to_string().contains("org.iso.18013.5.1 namespace"));
}

/// A SessionEstablishment for a QR code, made by hand.
fn by_hand(world: &mut World, uri: &str, plaintext: impl FnOnce(&mut World, &SessionTranscript) -> Vec<u8>) -> Vec<u8> {
    let engagement = reader::Engagement::from_qr(uri).unwrap();
    let device_key = engagement.device_key(&PROVIDER).unwrap();
    let secret = PROVIDER.keys.generate(device_key.curve(), &mut world.rng).unwrap();
    let key = PROVIDER.keys.agreement_key(&secret).unwrap();
    let (mut cose_key, mut e_reader_key_bytes) = (Writer::new(), Writer::new());
    encode_key(key.public_key(), &mut cose_key);
    e_reader_key_bytes.embedded(cose_key.as_slice());
    let transcript = SessionTranscript::proximity(engagement.bytes(), e_reader_key_bytes.as_slice(), Handover::Qr);
    let keys = SessionKeys::derive(&PROVIDER, &key.agree(&device_key).unwrap(), &transcript).unwrap();
    let plaintext = plaintext(world, &transcript);
    let data = Channel::new(PROVIDER, keys, Side::Reader).seal(plaintext.into()).unwrap();
    encode_establishment(e_reader_key_bytes.as_slice(), &data)
}

/// What our holder makes of such a request.
fn by_ours(
    world: &mut World,
    plaintext: impl FnOnce(&mut World, &SessionTranscript) -> Vec<u8>,
) -> (holder::Session, holder::Request) {
    let mut engagement = Engagement::new(&world.holder_config(), &mut world.rng).unwrap();
    let uri = engagement.offer_qr(&[ble()]).unwrap();
    let message = by_hand(world, &uri, plaintext);
    let mut holder = engagement.into_session(world.now);
    holder.handle_message(world.now, message);
    let asked = request(drain(&mut holder).1);
    (holder, asked)
}

/// A request whose first DocRequest our reader signed, and whose second carries the first one's signature.
fn second_signature_forged(world: &mut World, transcript: &SessionTranscript) -> Vec<u8> {
    let contact = AlternativeName::Uri("https://ca.example".into());
    let identity = world.identity(|spec| spec.issuer_alternative_name = Some(contact));
    let items = [AGE_OVER_18, FAMILY_NAME].map(|element| ask(&[element]).documents()[0].items_request());
    let mut first = Writer::new();
    first.embedded(&items[0]);
    let signature = sign(identity.key(), &identity.x5chain(), first.as_slice(), transcript).unwrap();
    encode_request(&[(&items[0], Some(&signature)), (&items[1], Some(&signature))])
}

/// Laxer: isomdl's holder judges the first DocRequest's reader authentication and calls the reader valid for all of
/// them. Ours judges each.
#[test]
fn its_holder_checks_only_the_first_reader_authentication() {
    let mut world = World::new(68);
    let (issued, _) = world.issue(|_| {});
    let (engaged, uri) = engage(&issued);
    let message = by_hand(&mut world, &uri, second_signature_forged);
    let (_, asked) = establish(&world, engaged, &message);
    assert_eq!(asked.reader_authentication, AuthenticationStatus::Valid);
    assert_eq!(asked.items_request.len(), 2);

    let (_, asked) = by_ours(&mut world, second_signature_forged);
    assert!(matches!(asked.documents()[0].reader(), ReaderAuth::Valid(_)));
    assert!(matches!(asked.documents()[1].reader(), ReaderAuth::Invalid(_)));
}

/// Stricter, half-way: isomdl's holder reports a request of version 1.1 as not supported, and hands out what it asks
/// all the same. Ours accepts it, as the standard wants.
#[test]
fn its_holder_reports_a_request_of_version_1_1_as_unsupported() {
    let version_1_1 = |_: &mut World, transcript: &SessionTranscript| {
        let mut request = ask(&[AGE_OVER_18]).encode(None, transcript).unwrap();
        let at = request.windows(4).position(|version| version == b"\x631.0").unwrap();
        request[at..at + 4].copy_from_slice(b"\x631.1");
        request
    };
    let mut world = World::new(69);
    let (issued, _) = world.issue(|_| {});
    let (engaged, uri) = engage(&issued);
    let message = by_hand(&mut world, &uri, version_1_1);
    let (_, asked) = establish(&world, engaged, &message);
    assert_eq!(asked.errors["parsing_errors"], json!(["unsupported DeviceRequest version"]));
    assert_eq!(asked.items_request.len(), 1);

    let (mut holder, asked) = by_ours(&mut world, version_1_1);
    assert_eq!(asked.documents()[0].items()[0].identifier(), "age_over_18");
    holder.respond(world.now, asked.decline()).unwrap();
    assert!(!sent(&mut holder).is_empty());
}

/// Laxer: isomdl's reader takes bytes behind the SessionData. Ours answers status 11.
#[test]
fn its_reader_takes_trailing_bytes() {
    let mut world = World::new(70);
    let (issued, key) = world.issue(|_| {});
    let credential = Credential::from_issuer_signed(issued.clone()).unwrap();
    let config = world.holder_config();
    let (mut counter, request) = their_reader::meet(&mut world, &config, ask_theirs(&[FAMILY_NAME]));
    let answer = request.disclose(&[&credential], |_| true).sign(&key).unwrap();
    counter.holder.respond(counter.now, answer).unwrap();
    let mut message = sent(&mut counter.holder);
    message.push(0);
    assert!(counter.theirs.handle_response(&message).errors.is_empty());

    let config = world.reader_config();
    let mut desk = their_holder::meet(&mut world, &issued, &config, ask(&[FAMILY_NAME]));
    let mut message = desk.answer(permit(&[FAMILY_NAME]), &key);
    message.push(0);
    desk.reader.handle_message(desk.now, message);
    let (messages, _) = drain(&mut desk.reader);
    assert_eq!(status(&messages[0]), Some(11));
}
