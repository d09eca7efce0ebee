//! What one session remembers from one request to the next.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use super::Ticket;
use crate::crypto::Curve;
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;
use crate::holder::request::Context;
use crate::holder::{Config, Credential, LocalSigningKey, Request};
use crate::issuer::{Dates, Document, DocumentSigner, issue};
use crate::model::request::{encode_items_request, encode_request};
use crate::model::transcript::SessionTranscript;
use crate::time::UnixTime;

const MDL: &str = "org.iso.18013.5.1.mDL";
const SPACE: &str = "org.iso.18013.5.1";

#[test]
fn tickets_are_of_one_request() {
    let first = Ticket::first();
    assert!(first.is(&first.clone()));
    assert!(!first.is(&first.next()));
    assert!(first.next().is(&first.next()));
    assert!(!first.is(&Ticket::first()));
}

/// Two age attestations leave in one session at most, however many requests it has; the same ones may leave again.
#[test]
fn ages_are_counted_over_the_session() {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let at = UnixTime::from_rfc3339("2026-11-23T00:00:00Z").unwrap();
    let key = PROVIDER.keys.generate(Curve::P256, &mut rng).unwrap();
    let signer = PROVIDER.keys.generate(Curve::P256, &mut rng).unwrap();
    let signer = DocumentSigner::new(PROVIDER.keys.signing_key(&signer).unwrap(), Vec::new());
    let device_key = LocalSigningKey::new(PROVIDER.keys.signing_key(&key).unwrap());
    let document = ["age_over_18", "age_over_21", "age_over_25"]
        .iter()
        .fold(Document::new(MDL, Dates::days(at, 30)), |document, age| document.raw_element(SPACE, age, vec![0xf5]));
    let public = crate::holder::DeviceKey::public_key(&device_key);
    let issued = issue(&PROVIDER, &mut rng, &signer, public, &document).unwrap();
    let credential = Credential::from_issuer_signed(issued).unwrap();
    let config = Config::builder(PROVIDER).trust_no_reader().build().unwrap();

    let ask = |ticket: &Ticket, age: &str, consent: bool| {
        let items = encode_items_request(MDL, [(SPACE, vec![(age, false)])]);
        let transcript = SessionTranscript::from_bytes(&[0x83, 0xf6, 0xf6, 0xf6]).unwrap();
        let context = Context { transcript, e_reader_key: None, ticket: ticket.clone(), at };
        let request = Request::decode(&encode_request(&[(&items, None)]), &config, context).unwrap();
        let response = request.disclose(&[&credential], |_| consent).sign(&device_key).unwrap();
        assert!(response.ticket.is(ticket));
        response.document_count()
    };
    let mut ticket = Ticket::first();
    // What was refused does not count.
    for (age, consent, documents) in [
        ("age_over_25", false, 0),
        ("age_over_18", true, 1),
        ("age_over_20", true, 1),
        ("age_over_25", true, 0),
        ("age_over_18", true, 1),
        ("age_over_21", true, 1),
    ] {
        assert_eq!(ask(&ticket, age, consent), documents, "{age}");
        ticket = ticket.next();
    }
    // Another session starts anew.
    assert_eq!(ask(&Ticket::first(), "age_over_25", true), 1);
}
