//! Whole licences, requests with readers of their own, and sessions.

use std::sync::Arc;

use mdoc_proximity::auth::issuer::SignerTrust;
use mdoc_proximity::auth::{self, Policy};
use mdoc_proximity::cbor::{self, Encoding, Writer};
use mdoc_proximity::crypto::{Curve, PublicKey};
use mdoc_proximity::datamodel::{FullDate, mdl};
use mdoc_proximity::holder::{
    self, Config, CredentialPool, DeviceKey, Engagement, LocalSigningKey, Request, Response, VerifiedCredential,
    verify_issuance,
};
use mdoc_proximity::issuer::{self, Dates, Document, UnsignedDocument};
use mdoc_proximity::model::request::{encode_items_request, encode_request};
use mdoc_proximity::model::response::DeviceResponse;
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::reader::{self, ReaderIdentity};
use mdoc_proximity::report::{Profile, Report};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::Revocation;

use crate::wire::{Pair, VirtualClock};
use crate::world::{NOW, PROVIDER, World, signing_key};

pub const NS: &str = mdl::NAMESPACE;

/// A licence with every mandatory element and some others.
pub fn licence(dates: Dates) -> Document {
    let day = |year, month, day| FullDate::new(year, month, day).unwrap();
    let portrait = [&[0xff, 0xd8, 0xff, 0xe0][..], &[0x5a; 60], &[0xff, 0xd9]].concat();
    Document::new(mdl::DOCTYPE, dates)
        .element(NS, "family_name", "Nordmann-Testesen")
        .and_then(|document| document.element(NS, "given_name", "Kari"))
        .and_then(|document| document.element(NS, "birth_date", &day(1990, 2, 3)))
        .and_then(|document| document.element(NS, "issue_date", &day(2024, 1, 1)))
        .and_then(|document| document.element(NS, "expiry_date", &day(2034, 1, 1)))
        .and_then(|document| document.element(NS, "issuing_country", "NO"))
        .and_then(|document| document.element(NS, "issuing_authority", "Vegvesenet"))
        .and_then(|document| document.element(NS, "document_number", "NO-1234567"))
        .and_then(|document| document.element(NS, "portrait", portrait.as_slice()))
        .and_then(|document| document.element(NS, "un_distinguishing_sign", "N"))
        .and_then(|document| document.element(NS, "resident_address", "Storgata 1"))
        .and_then(|document| document.element(NS, "age_over_18", &true))
        .and_then(|document| document.element(NS, "age_over_21", &true))
        .unwrap()
        .raw_element(NS, "driving_privileges", vec![0x80])
}

/// Issues a document after `change` spoilt it: IssuerSigned, and the device key.
pub fn issue(
    world: &mut World,
    document: &Document,
    change: impl FnOnce(&mut UnsignedDocument),
) -> (Vec<u8>, LocalSigningKey) {
    let key = LocalSigningKey::new(signing_key(&mut world.rng, Curve::P256));
    let mut unsigned = issuer::prepare(&PROVIDER, &mut world.rng, key.public_key(), document);
    change(&mut unsigned);
    (unsigned.sign(&world.signer).unwrap(), key)
}

pub fn judge_at(
    world: &World,
    profile: Profile,
    at: UnixTime,
    issued: &[u8],
    key: &PublicKey,
) -> Result<VerifiedCredential, Report> {
    let (revocation, roots) = (Revocation::default(), world.issuer_roots());
    let policy = Policy {
        provider: &PROVIDER,
        profile,
        at,
        skew: core::time::Duration::ZERO,
        revocation: &revocation,
        known_paths: None,
    };
    let trust = SignerTrust::Roots { anchors: &roots, purposes: &[] };
    verify_issuance(issued.to_vec(), key, mdl::DOCTYPE, &policy, &trust)
}

/// A licence that was verified when it was issued, and its key.
pub fn verified(world: &mut World, dates: Dates) -> (VerifiedCredential, LocalSigningKey) {
    let (issued, key) = issue(world, &licence(dates), |_| {});
    let credential = judge_at(world, Profile::Strict, NOW, &issued, key.public_key());
    (credential.unwrap_or_else(|report| panic!("{report:#?}")), key)
}

/// A pool of licences valid now.
pub fn pool(world: &mut World, count: usize) -> CredentialPool<LocalSigningKey> {
    let pool = CredentialPool::new(PROVIDER, mdl::DOCTYPE);
    for _ in 0..count {
        let (credential, key) = verified(world, Dates::days(NOW, 14));
        pool.add(credential, key).unwrap();
    }
    pool
}

pub fn transcript() -> SessionTranscript {
    SessionTranscript::from_bytes(&[0x83, 0xf6, 0xf6, 0xf6]).unwrap()
}

/// A DocRequest: its ItemsRequest and, where there is a reader to sign it, readerAuth.
pub struct Asked {
    items: Vec<u8>,
    auth: Option<Vec<u8>>,
}

pub fn asked(doc_type: &str, name_space: &str, elements: &[&str], by: Option<&ReaderIdentity>) -> Asked {
    let elements: Vec<_> = elements.iter().map(|element| (*element, false)).collect();
    let items = encode_items_request(doc_type, vec![(name_space, elements)]);
    let mut embedded = Writer::new();
    embedded.embedded(&items);
    let auth = by
        .map(|reader| auth::reader::sign(reader.key(), &reader.x5chain(), embedded.as_slice(), &transcript()).unwrap());
    Asked { items, auth }
}

/// The same with a signature that does not hold.
pub fn forged(mut asked: Asked) -> Asked {
    *asked.auth.as_mut().unwrap().last_mut().unwrap() ^= 1;
    asked
}

pub fn open(config: &Config, asked: &[Asked]) -> Request {
    let documents: Vec<_> = asked.iter().map(|asked| (asked.items.as_slice(), asked.auth.as_deref())).collect();
    Request::outside_session(encode_request(&documents), config, transcript(), None, NOW).unwrap()
}

/// The identifiers that a response shows.
pub fn shown(response: &Response) -> Vec<String> {
    let (response, _) = cbor::from_slice::<DeviceResponse<'_>>(response.as_bytes(), Encoding::Strict).unwrap();
    let documents = response.documents.iter().map(|document| document.as_ref().unwrap());
    let items = documents.flat_map(|document| &document.issuer_signed.name_spaces).flat_map(|(_, items)| items);
    items.map(|item| item.element_identifier.to_owned()).collect()
}

/// A session under `config`, with a reader that asks for these mDL elements.
pub fn meet(world: &mut World, config: &Config, reader: &reader::Config, elements: &[&str]) -> Pair {
    let clock = VirtualClock::new();
    let mut engagement = Engagement::new(config, &mut world.rng).unwrap();
    let ble = RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() });
    let uri = engagement.offer_qr(&[ble]).unwrap();
    let holder = engagement.into_session(clock.now());
    let scanned = reader::Engagement::from_qr(&uri).unwrap();
    let request = questions(elements);
    let reader = reader::Session::new(reader, scanned, request, &mut world.rng, clock.now()).unwrap();
    Pair { clock, holder, reader }
}

pub fn questions(elements: &[&str]) -> reader::Request {
    let request = reader::Request::builder().document(mdl::DOCTYPE);
    let request = elements.iter().fold(request, |request, element| request.element(NS, *element, reader::Retain::No));
    request.build().unwrap()
}

pub fn holder(world: &World) -> holder::ConfigBuilder<holder::ReaderTrust> {
    Config::builder(PROVIDER).reader_anchors(world.reader_anchors())
}

/// A log to look into.
pub fn memory() -> Arc<holder::MemoryLog> {
    Arc::new(holder::MemoryLog::new(100))
}
