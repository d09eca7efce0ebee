//! isomdl in process. It verifies a response only as a message of a session, so the message is decrypted too, each time by a
//! copy of the session: some ten microseconds.

use std::collections::BTreeMap;

use isomdl::definitions::device_request::Namespaces;
use isomdl::definitions::x509::X5Chain;
use isomdl::definitions::x509::trust_anchor::{TrustAnchor, TrustAnchorRegistry, TrustPurpose};
use isomdl::presentation::authentication::AuthenticationStatus;
use isomdl::presentation::reader::SessionManager;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{Engagement, Event};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::session::{Endpoint, Output};
use mdoc_proximity::time::{Monotonic, Now};

use crate::fixture::{Fixture, rng};

/// A session of isomdl's reader, and the message in which our holder answers it.
pub struct Theirs {
    session: SessionManager,
    message: Vec<u8>,
}

impl Theirs {
    pub fn new(fixture: &Fixture) -> Self {
        let now = Now { monotonic: Monotonic::default(), wall: fixture.now };
        let mut engagement = Engagement::new(&fixture.holder, &mut rng(9)).unwrap();
        let ble = RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() });
        let uri = engagement.offer_qr(&[ble]).unwrap();
        let (session, asked, _) = SessionManager::establish_session(uri, everything(fixture), trust(fixture)).unwrap();
        let mut holder = engagement.into_session(now);
        holder.handle_message(now, asked);
        let request = loop {
            match holder.poll_output() {
                Output::Event(Event::Request(request)) => break *request,
                Output::Idle { .. } => panic!("isomdl's request did not arrive"),
                _ => {}
            }
        };
        let credentials: Vec<_> = fixture.credentials.iter().collect();
        let answer = request.disclose(&credentials, |_| true).sign(&*fixture.device_key()).unwrap();
        holder.respond(now, answer).unwrap();
        let Output::Transmit(message) = holder.poll_output() else { panic!("our holder has an answer") };
        Self { session, message }
    }

    pub fn verify(&self) {
        let outcome = self.session.clone().handle_response(&self.message);
        assert_eq!(outcome.issuer_authentication, AuthenticationStatus::Valid, "{:?}", outcome.errors);
        assert_eq!(outcome.device_authentication, AuthenticationStatus::Valid, "{:?}", outcome.errors);
    }
}

pub fn everything(fixture: &Fixture) -> Namespaces {
    let documents = fixture.request.documents();
    let elements = documents.iter().flat_map(|document| document.elements());
    let mut asked = BTreeMap::<String, bool>::new();
    for (_, identifier, _) in elements {
        asked.insert(identifier.to_owned(), false);
    }
    BTreeMap::from([(mdl::NAMESPACE.to_owned(), asked.try_into().unwrap())]).try_into().unwrap()
}

pub fn trust(fixture: &Fixture) -> TrustAnchorRegistry {
    let chain = X5Chain::builder().with_der_certificate(&fixture.iaca).unwrap().build().unwrap();
    let certificate = chain.end_entity_certificate().clone();
    TrustAnchorRegistry { anchors: vec![TrustAnchor { certificate, purpose: TrustPurpose::Iaca }] }
}
