//! The device request: decoding, reader authentication, and what a wallet would hand out for it.

use std::sync::LazyLock;

use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::crypto::CryptoProvider;
use mdoc_proximity::holder::{Config, Credential, Request};
use mdoc_proximity::model::request::DeviceRequest;
use mdoc_proximity::model::response::DeviceResponse;
use mdoc_proximity::reader;
use mdoc_proximity::report::Profile;

use super::cursor::Cursor;
use super::holder_session::REQUEST;
use super::profiles::decode;
use super::providers::{choose, trusting};
use super::world::{NOW, PROFILES, WORLD};

static CREDENTIAL: LazyLock<Credential> = LazyLock::new(|| WORLD.credential());

/// A byte of choices, then a DeviceRequest.
/// * What the strict profile takes, the field profile takes, with the same documents.
/// * Nobody is identified as a reader but by our reader's own bytes.
/// * Whatever is disclosed was asked for, and is as issued; the response can be read.
/// * What our reader's side reads of a request says the same when it is written again.
pub fn body(data: &[u8]) {
    let mut input = Cursor(data);
    let choice = input.byte();
    let bytes = input.0;
    let trusts = choice & 1 == 1;
    let provider = choose(choice >> 2);
    let provider = if trusts { trusting(provider) } else { provider };

    decode::<DeviceRequest<'_>>(bytes);
    let [strict, field] = PROFILES.map(|profile| judged(bytes, profile, provider, trusts));
    if let Some(strict) = &strict {
        let field = field.as_ref().expect("field takes what strict takes");
        assert_eq!(named(strict), named(field));
    }
    if let Some(request) = field {
        disclosed(request, choice & 2 == 2, &provider);
    }
    if let Ok(request) = reader::Request::from_device_request(bytes) {
        let again = request.encode(None, &WORLD.transcript).expect("nothing is signed");
        let again = reader::Request::from_device_request(&again).expect("what we write can be read");
        assert_eq!(asked(&again), asked(&request));
    }
}

fn judged(bytes: &[u8], profile: Profile, provider: CryptoProvider, trusts: bool) -> Option<Request> {
    let config = Config::builder(provider).reader_anchors(WORLD.reader_roots.clone()).profile(profile);
    let config = config.build().expect("a configuration");
    let request = Request::outside_session(bytes.to_vec(), &config, WORLD.transcript.clone(), None, NOW).ok()?;
    let (structure, _) = from_slice::<DeviceRequest<'_>>(bytes, Encoding::from(profile)).expect("it was taken");
    assert_eq!(request.documents().len(), structure.doc_requests.len());
    for (document, of) in request.documents().iter().zip(&structure.doc_requests) {
        assert_eq!(document.doc_type(), of.items_request.doc_type);
        let ours = of.items_request.bytes() == our_items_request();
        assert!(trusts || ours || document.reader().identity().is_none(), "a reader that signed nothing");
        assert!(document.reader().identity().is_none() || of.reader_auth.is_some());
    }
    Some(request)
}

/// The only bytes our reader ever signed, with tag 24.
fn our_items_request() -> &'static [u8] {
    static OURS: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let (request, _) = from_slice::<DeviceRequest<'_>>(&REQUEST, Encoding::Strict).expect("our own request");
        request.doc_requests[0].items_request.bytes().to_vec()
    });
    &OURS
}

/// A document type and its elements: name space, identifier, and whether the reader means to keep it.
type Named<R> = (String, Vec<(String, String, R)>);

fn named(request: &Request) -> Vec<Named<bool>> {
    let items = |document: &mdoc_proximity::holder::RequestedDocument| {
        let items = document.items().iter();
        items.map(|item| (item.name_space().into(), item.identifier().into(), item.intent_to_retain())).collect()
    };
    request.documents().iter().map(|document| (document.doc_type().to_owned(), items(document))).collect()
}

fn asked(request: &reader::Request) -> Vec<Named<reader::Retain>> {
    let elements = |document: &reader::RequestedDocument| {
        document.elements().map(|(name_space, name, retain)| (name_space.into(), name.into(), retain)).collect()
    };
    request.documents().iter().map(|document| (document.doc_type().to_owned(), elements(document))).collect()
}

fn disclosed(request: Request, sign: bool, provider: &CryptoProvider) {
    let names = named(&request);
    let proposal = request.propose(&[&CREDENTIAL]);
    for item in proposal.items() {
        assert!(WORLD.has_issued(item.name_space(), item.identifier(), item.value().bytes()));
    }
    let disclosure = proposal.disclose(|_| true);
    let response = match sign && !disclosure.is_empty() {
        true => disclosure.sign(&WORLD.device_signer(provider)).unwrap_or_else(|error| error.decline()),
        false => disclosure.decline(),
    };
    let (structure, _) =
        from_slice::<DeviceResponse<'_>>(response.as_bytes(), Encoding::Strict).expect("our response is strict");
    for document in &structure.documents {
        let document = document.as_ref().expect("our documents are well-formed");
        for (name_space, items) in &document.issuer_signed.name_spaces {
            for item in items {
                let asked = names.iter().any(|(doc_type, items)| {
                    doc_type == document.doc_type
                        && items.iter().any(|(of, name, _)| {
                            of == name_space && (name == item.element_identifier || name.starts_with("age_over_"))
                        })
                });
                assert!(asked, "nobody asked for {}", item.element_identifier);
                assert!(WORLD.has_issued(name_space, item.element_identifier, item.element_value.bytes()));
            }
        }
    }
}
