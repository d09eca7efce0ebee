//! No personal value, random or key reaches a log: not by `tracing`, and not by `Debug` or `Display` of anything public.
//!
//! Presentations run under a provider that notes every key it makes or derives. Whatever they trace, and whatever their
//! objects and errors show of themselves on the way, is searched for those keys and for the holder's data: as text, as
//! raw bytes, in hexadecimal, as a list of numbers and in base64.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use core::fmt::{Debug, Display};
use std::io::Write;
use std::sync::{Arc, Mutex};

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER};
use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::crypto::{
    AgreementKey, CryptoError, CryptoProvider, CryptoRng, Curve, Kdf, Keys, Point, PublicKey, SecretKey, SharedSecret,
    SigningKey,
};
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{self, AuthMethod, Credential, DeviceKey, Engagement, LocalMacKey, LocalSigningKey, Step};
use mdoc_proximity::issuer::{self, Document};
use mdoc_proximity::model::mso::MobileSecurityObject;
use mdoc_proximity::model::response::{DeviceResponse, IssuerSignedItem};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::reader::{self, Request, Retain};
use mdoc_proximity::session::{Channel, CloseReason, Endpoint, Output, SessionKeys, Side, Status};
use mdoc_proximity::time::{Monotonic, Now};
use tracing_subscriber::fmt::MakeWriter;

#[allow(dead_code)]
#[path = "two_party/world.rs"]
mod world;

use world::{NOW, PROVIDER, World, licence};

/// A value of the wrong type, so that checks have something to say about it.
const MISTYPED: &str = "born-on-the-fourth";
const WRONG_COUNTRY: &str = "Ruritania-country";

static SECRETS: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

fn note(secret: &[u8]) {
    SECRETS.lock().unwrap().push(secret.to_vec());
}

/// The default provider, taking notes.
struct Noting;

impl Kdf for Noting {
    fn hkdf_sha256(&self, ikm: &[u8], salt: &[u8], info: &[u8], output: &mut [u8]) -> Result<(), CryptoError> {
        PROVIDER.kdf.hkdf_sha256(ikm, salt, info, output)?;
        note(ikm);
        note(output);
        Ok(())
    }
}

impl Keys for Noting {
    fn public_key(&self, curve: Curve, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        PROVIDER.keys.public_key(curve, point)
    }

    fn generate(&self, curve: Curve, rng: &mut dyn CryptoRng) -> Result<SecretKey, CryptoError> {
        let secret = PROVIDER.keys.generate(curve, rng)?;
        note(secret.expose());
        Ok(secret)
    }

    fn agreement_key(&self, secret: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        PROVIDER.keys.agreement_key(secret)
    }

    fn signing_key(&self, secret: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        PROVIDER.keys.signing_key(secret)
    }
}

const NOTING: CryptoProvider = CryptoProvider { kdf: &Noting, keys: &Noting, ..PROVIDER };

/// Everything that was shown, by whatever way.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<Vec<u8>>>);

impl Shown {
    fn debug(&self, what: &dyn Debug) {
        write!(self.0.lock().unwrap(), "{what:?}\n{what:#?}\n").unwrap();
    }

    fn display(&self, what: &dyn Display) {
        write!(self.0.lock().unwrap(), "{what}\n{what:#}\n").unwrap();
    }

    fn error(&self, what: &(impl Debug + Display)) {
        self.debug(what);
        self.display(what);
    }
}

impl Write for Shown {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Shown {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// The ways `secret` would show, each without spaces, as the searched text is.
fn forms(secret: &[u8]) -> Vec<Vec<u8>> {
    // Half a secret is a leak too; base64 is cut to whole groups, so that what comes before and after does not matter.
    let part = &secret[..secret.len().min(9)];
    let whole_groups = &part[..part.len() / 3 * 3];
    let list = |radix: fn(&u8) -> String| part.iter().map(radix).collect::<Vec<_>>().join(",");
    vec![
        part.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect(),
        HEXLOWER.encode(part).into_bytes(),
        HEXLOWER.encode(part).to_uppercase().into_bytes(),
        list(u8::to_string).into_bytes(),
        list(|byte| format!("{byte:02x}")).into_bytes(),
        list(|byte| format!("0x{byte:02x}")).into_bytes(),
        BASE64_NOPAD.encode(whole_groups).into_bytes(),
        BASE64URL_NOPAD.encode(whole_groups).into_bytes(),
    ]
}

fn now() -> Now {
    Now { monotonic: Monotonic::default(), wall: NOW }
}

/// What each side says, shown as it is said.
fn said<S: Endpoint<Event: Debug> + Debug>(shown: &Shown, side: &mut S) -> (Vec<Vec<u8>>, Vec<S::Event>) {
    let (mut messages, mut events) = (Vec::new(), Vec::new());
    shown.debug(side);
    loop {
        match side.poll_output() {
            Output::Transmit(message) => messages.push(message),
            Output::Event(event) => {
                let output = Output::Event(event);
                shown.debug(&output);
                let Output::Event(event) = output else { unreachable!() };
                events.push(event);
            }
            Output::Idle { .. } => return (messages, events),
        }
    }
}

struct Cast {
    holder: holder::Session,
    reader: reader::Session,
}

fn cast(shown: &Shown, world: &mut World, document: &str) -> Cast {
    let config = holder::Config::builder(NOTING).reader_anchors(world.reader_anchors()).build().unwrap();
    shown.debug(&config);
    let mut engagement = Engagement::new(&config, &mut world.rng).unwrap();
    shown.debug(&engagement);
    let ble = RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() });
    let uri = engagement.offer_qr(&[ble]).unwrap();
    shown.debug(&engagement);
    let scanned = reader::Engagement::from_qr(&uri).unwrap();
    shown.debug(&scanned);

    let identity = world.identity("Apotek Eksempel");
    let roots = world.issuer_roots();
    let config = reader::Config::builder(NOTING).issuer_roots(roots).authenticate_as(identity).build().unwrap();
    shown.debug(&config);
    let elements = ["family_name", "given_name", "document_number", "portrait", "birth_date", "issuing_country"];
    let request = elements.iter().fold(Request::builder().document(document), |request, element| {
        request.element(mdl::NAMESPACE, *element, Retain::Yes)
    });
    let request = request.element(mdl::NAMESPACE, "age_over_18", Retain::No).build().unwrap();
    shown.debug(&request);
    let reader = reader::Session::new(&config, scanned, request, &mut world.rng, now()).unwrap();
    Cast { holder: engagement.into_session(now()), reader }
}

fn asked(shown: &Shown, cast: &mut Cast) -> holder::Request {
    for message in said(shown, &mut cast.reader).0 {
        cast.holder.handle_message(now(), message);
    }
    let request = said(shown, &mut cast.holder).1.into_iter().find_map(|event| match event {
        holder::Event::Request(request) => Some(*request),
        _ => None,
    });
    let request = request.unwrap();
    shown.debug(&request);
    for document in request.documents() {
        shown.debug(document);
        shown.debug(document.reader());
        document.items().iter().for_each(|item| shown.debug(item));
    }
    request
}

/// Consent to everything, each step shown; the answer sent, and judged.
fn give(shown: &Shown, cast: &mut Cast, credential: &Credential, key: &dyn DeviceKey, verified: bool) -> Vec<u8> {
    let proposal = asked(shown, cast).propose(&[credential]);
    shown.debug(&proposal);
    for document in proposal.documents() {
        shown.debug(document);
    }
    for item in proposal.items() {
        shown.debug(&item);
        shown.debug(&item.value());
    }
    let disclosure = proposal.disclose(|_| true);
    shown.debug(&disclosure);
    let mut signing = disclosure.into_signing(key.method()).unwrap();
    let response = loop {
        shown.debug(&signing);
        let step = signing.next();
        shown.debug(&step);
        signing = match step {
            Step::Done(response) => break response,
            Step::Sign(step) => {
                shown.debug(&step);
                let signature = key.sign(step.message()).unwrap();
                step.signed(&signature).unwrap()
            }
            Step::Agree(step) => {
                shown.debug(&step);
                let secret = key.agree(step.e_reader_key()).unwrap();
                shown.debug(&secret);
                note(secret.expose());
                step.agreed(&secret).unwrap()
            }
        };
    };
    shown.debug(&response);
    let plaintext = response.as_bytes().to_vec();
    cast.holder.respond_and_close(now(), response).unwrap();
    for message in said(shown, &mut cast.holder).0 {
        cast.reader.handle_message(now(), message);
    }
    for event in said(shown, &mut cast.reader).1 {
        if let reader::Event::Response(response) = event {
            shown.debug(&response);
            judge(shown, &response.verify(NOW), verified);
        }
    }
    plaintext
}

fn judge(shown: &Shown, verdict: &reader::Verdict<'_>, verified: bool) {
    assert_eq!(verdict.is_verified(), verified);
    shown.debug(verdict);
    shown.debug(verdict.report());
    shown.display(verdict.report());
    shown.debug(&verdict.with_claims());
    shown.display(&serde_json::to_string(verdict).unwrap());
    for document in verdict.documents() {
        shown.debug(document);
        for check in document.report().checks() {
            shown.error(check);
        }
        if let Some(document) = document.verified() {
            shown.debug(document);
            shown.debug(document.signer());
            shown.debug(&document.retained());
            document.device_elements().for_each(|element| shown.debug(&element));
            let kept = serde_json::to_string(&document.retained()).unwrap();
            assert!(kept.contains("family_name") || !verified, "what is redacted is there");
            document.elements().for_each(|(_, _, value)| shown.debug(&value));
            shown.debug(&document.get(&mdl::BIRTH_DATE).map(drop));
        }
        shown.debug(&verdict.document("org.iso.18013.5.1.mDL").map(drop));
        if let Err(error) = verdict.document("org.iso.18013.5.1.mDL") {
            shown.error(&error);
        }
    }
}

/// The decoded structures of a DeviceResponse.
fn structures(shown: &Shown, plaintext: &[u8]) {
    let (response, _) = from_slice::<DeviceResponse<'_>>(plaintext, Encoding::Strict).unwrap();
    shown.debug(&response);
    for document in response.documents.iter().flatten() {
        shown.debug(&document.issuer_signed);
        shown.debug(&document.device_signed);
        for (_, items) in &document.issuer_signed.name_spaces {
            items.iter().for_each(|item| shown.debug(item));
        }
    }
}

/// The randoms and values of a credential, and its issuer's digests aside: everything that is the holder's.
fn personal(credential: &Credential) -> Vec<Vec<u8>> {
    let mut personal = Vec::new();
    for (_, _, item) in credential.items() {
        let (item, _) = from_slice::<mdoc_proximity::cbor::Embedded<'_, IssuerSignedItem<'_>>>(item, Encoding::Strict)
            .expect("an IssuerSignedItemBytes");
        personal.push(item.random.to_vec());
        let value = item.element_value;
        // Two letters of a country code are in every English sentence.
        let value =
            value.as_text().map(|text| text.as_bytes().to_vec()).or_else(|| value.as_bytes().map(<[u8]>::to_vec));
        personal.extend(value.filter(|value| value.len() > 4));
    }
    personal
}

fn spoilt_licence() -> Document {
    let mut text = mdoc_proximity::cbor::Writer::new();
    text.text(MISTYPED);
    licence()
        .raw_element(mdl::NAMESPACE, "birth_date", text.into_vec())
        .element(mdl::NAMESPACE, "issuing_authority", WRONG_COUNTRY)
        .unwrap()
}

/// The search would find what it looks for.
#[test]
fn a_secret_that_is_shown_is_found() {
    let secret: Vec<u8> = (0..32).map(|byte| byte * 7 + 3).collect();
    let name = b"Nordmann-Testesen".to_vec();
    let hexadecimal = |secret: &[u8]| secret.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    for leak in [
        format!("Key({secret:?})"),
        format!("{secret:#?}"),
        format!("{secret:02x?}"),
        format!("{secret:#04x?}"),
        format!("<{}>", HEXLOWER.encode(&secret)),
        hexadecimal(&secret),
        BASE64_NOPAD.encode(&secret),
        BASE64URL_NOPAD.encode(&secret),
        format!("{:?}", &secret[..9]),
        format!("the name is {}", String::from_utf8_lossy(&name)),
    ] {
        let text: Vec<u8> = leak.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let mut forms = forms(&secret).into_iter().chain(forms(&name));
        assert!(forms.any(|form| find(&text, &form)), "{leak}");
    }
}

#[test]
fn nothing_personal_and_no_key_is_ever_shown() {
    let shown = Shown::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(shown.clone())
        .finish();
    let mut holders = Vec::new();
    tracing::subscriber::with_default(subscriber, || presentations(&shown, &mut holders));

    let text = shown.0.lock().unwrap();
    assert!(find(&text, b"holder session closed") && find(&text, b"reader session closed"), "the log was listened to");
    assert!(find(&text, b"holder session established") && find(&text, b"holder refused a request"));
    // Lists may be spread over lines.
    let text: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let keys = SECRETS.lock().unwrap();
    assert!(keys.len() > 20 && holders.len() > 20, "{} keys, {} values", keys.len(), holders.len());
    for secret in keys.iter().chain(&holders) {
        for form in forms(secret) {
            assert!(!find(&text, &form), "{} is shown", String::from_utf8_lossy(&form));
        }
    }
}

fn presentations(shown: &Shown, holders: &mut Vec<Vec<u8>>) {
    let mut world = World::new(95);

    // Given, with a signature and with a MAC.
    let secret = NOTING.keys.generate(Curve::P256, &mut world.rng).unwrap();
    shown.debug(&secret);
    let key = NOTING.keys.signing_key(&secret).unwrap();
    shown.debug(key.public_key());
    let unsigned = issuer::prepare(&NOTING, &mut world.rng, key.public_key(), &licence());
    shown.debug(&licence());
    shown.debug(&unsigned);
    shown.debug(&world.signer);
    let credential = Credential::from_issuer_signed(unsigned.sign(&world.signer).unwrap()).unwrap();
    let key = LocalSigningKey::new(key);
    shown.debug(&credential);
    shown.debug(&key);
    credential.elements().for_each(|(_, _, value)| shown.debug(&value));
    holders.extend(personal(&credential));
    let mut scene = cast(shown, &mut world, mdl::DOCTYPE);
    let plaintext = give(shown, &mut scene, &credential, &key, true);
    structures(shown, &plaintext);

    let secret = NOTING.keys.generate(Curve::P256, &mut world.rng).unwrap();
    let key = NOTING.keys.agreement_key(&secret).unwrap();
    let issued = issuer::issue(&NOTING, &mut world.rng, &world.signer, key.public_key(), &licence()).unwrap();
    let mac_credential = Credential::from_issuer_signed(issued).unwrap();
    let mac_key = LocalMacKey::new(key);
    shown.debug(&mac_key);
    holders.extend(personal(&mac_credential));
    let mut scene = cast(shown, &mut world, mdl::DOCTYPE);
    let plaintext = give(shown, &mut scene, &mac_credential, &mac_key, true);
    structures(shown, &plaintext);

    // Values that a check objects to.
    let (spoilt, spoilt_key) = world.issue(&spoilt_licence(), |_| {});
    holders.extend(personal(&spoilt));
    assert!(holders.contains(&MISTYPED.as_bytes().to_vec()) && holders.contains(&WRONG_COUNTRY.as_bytes().to_vec()));
    let mut scene = cast(shown, &mut world, mdl::DOCTYPE);
    give(shown, &mut scene, &spoilt, &spoilt_key, false);

    // Signed by another key than the credential's, then refused.
    let mut scene = cast(shown, &mut world, mdl::DOCTYPE);
    let disclosure = asked(shown, &mut scene).disclose(&[&credential], |_| true);
    let error = disclosure.sign(&spoilt_key).unwrap_err();
    shown.error(&error);
    shown.error(&error.error());
    let error = error.into_disclosure().into_signing(AuthMethod::Signature).unwrap().into_disclosure();
    scene.holder.respond(now(), error.decline()).unwrap();
    let answer = said(shown, &mut scene.holder).0.remove(0);
    // Tampered with on the way.
    let mut tampered = answer.clone();
    *tampered.last_mut().unwrap() ^= 1;
    scene.reader.handle_message(now(), tampered);
    said(shown, &mut scene.reader);

    // A request of another form, and the holder's refusal.
    refused_request(shown, &mut world);

    // An element changed after the issuer signed: rejected, with a report.
    let mut unsigned_response = plaintext;
    let at = unsigned_response.windows(8).position(|window| window == b"Nordmann").unwrap();
    unsigned_response[at] = b'X';
    structures(shown, &unsigned_response);
    let config = reader::Config::builder(NOTING).issuer_roots(world.issuer_roots()).build().unwrap();
    let verification =
        reader::Verification { config: &config, transcript: None, e_reader_key: None, request: None, at: NOW };
    shown.debug(&verification);
    judge(shown, &reader::verify(&unsigned_response, &verification).unwrap(), false);
    let cut = &unsigned_response[..unsigned_response.len() / 2];
    shown.error(&reader::verify(cut, &verification).unwrap_err());

    // The mobile security object of a credential, which holds digests and the device key.
    let (issuer_signed, _) = from_slice::<DeviceResponse<'_>>(&unsigned_response, Encoding::Strict).unwrap();
    let document = issuer_signed.documents[0].as_ref().unwrap();
    shown.debug(&document.issuer_signed.issuer_auth);
    if let Some(payload) = document.issuer_signed.issuer_auth.payload {
        let mso = from_slice::<mdoc_proximity::cbor::Embedded<'_, MobileSecurityObject<'_>>>(payload, Encoding::Field);
        shown.debug(&mso.unwrap().0);
    }

    for reason in [CloseReason::Local, CloseReason::TimedOut, CloseReason::Peer(Status::Other(99))] {
        shown.error(&reason);
    }
}

/// A reader by hand whose request is personal data in a form that is none.
fn refused_request(shown: &Shown, world: &mut World) {
    let config = holder::Config::builder(NOTING).reader_anchors(world.reader_anchors()).build().unwrap();
    let mut engagement = Engagement::new(&config, &mut world.rng).unwrap();
    let ble = RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() });
    let scanned = reader::Engagement::from_qr(&engagement.offer_qr(&[ble]).unwrap()).unwrap();
    let device_key = scanned.device_key(&NOTING).unwrap();
    let key = NOTING.keys.agreement_key(&NOTING.keys.generate(Curve::P256, &mut world.rng).unwrap()).unwrap();
    let mut cose_key = mdoc_proximity::cbor::Writer::new();
    mdoc_proximity::cose::encode_key(key.public_key(), &mut cose_key);
    let mut key_bytes = mdoc_proximity::cbor::Writer::new();
    key_bytes.embedded(cose_key.as_slice());
    let transcript = mdoc_proximity::model::transcript::SessionTranscript::proximity(
        scanned.bytes(),
        key_bytes.as_slice(),
        mdoc_proximity::model::transcript::Handover::Qr,
    );
    shown.debug(&transcript);
    let zab: SharedSecret = key.agree(&device_key).unwrap();
    shown.debug(&zab);
    let keys = SessionKeys::derive(&NOTING, &zab, &transcript).unwrap();
    shown.debug(&keys);
    let mut channel = Channel::new(NOTING, keys, Side::Reader);
    shown.debug(&channel);
    let plaintext = [&[0x78, 17], WRONG_COUNTRY.as_bytes()].concat();
    let data = channel.seal(plaintext.into()).unwrap();
    let message = mdoc_proximity::model::session::encode_establishment(key_bytes.as_slice(), &data);
    let mut holder = engagement.into_session(now());
    holder.handle_message(now(), message.clone());
    said(shown, &mut holder);
    holder.handle_message(now(), message);
    said(shown, &mut holder);
}
