//! isomdl's holder before isomdl's reader, with the same document and device key.

use ciborium::Value;
use isomdl::definitions::device_engagement::DeviceRetrievalMethod;
use isomdl::definitions::helpers::{NonEmptyVec, Tag24};
use isomdl::definitions::{IssuerSigned, Mso, SessionEstablishment};
use isomdl::issuance::Mdoc;
use isomdl::presentation::authentication::AuthenticationStatus;
use isomdl::presentation::device::{Documents, PermittedItems, SessionManagerInit};
use isomdl::presentation::reader::SessionManager;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::issuer::issue;

use super::Watch;
use crate::fixture::{Fixture, rng};
use crate::theirs::{everything, trust};

pub fn present(fixture: &Fixture, watch: &mut Watch) {
    let key = fixture.device_key();
    let documents = documents(fixture);
    let permitted = permitted(fixture);
    let (registry, theirs) = (trust(fixture), trust(fixture));
    let ble =
        Value::Map(vec![(0.into(), false.into()), (1.into(), true.into()), (11.into(), Value::Bytes(vec![7; 16]))]);
    let method = DeviceRetrievalMethod::try_from(Value::Array(vec![2.into(), 1.into(), ble])).unwrap();
    let asked = everything(fixture);
    *watch = Watch::new();

    let init = SessionManagerInit::initialise(documents, Some(NonEmptyVec::new(method)), None).unwrap();
    let (engaged, uri) = init.qr_engagement().unwrap();
    watch.lap();

    let (mut reader, asking, _) = SessionManager::establish_session(uri, asked, theirs).unwrap();
    watch.lap();

    let establishment: SessionEstablishment = isomdl::cbor::from_slice(&asking).unwrap();
    let (mut holder, request) = engaged.process_session_establishment(establishment, registry).unwrap();
    watch.lap();

    holder.prepare_response(&request.items_request, permitted);
    while let Some(signature) = holder.get_next_signature_payload().map(|(_, message)| key.sign(message).unwrap()) {
        holder.submit_next_signature(signature).unwrap();
    }
    let answer = holder.retrieve_response().unwrap();
    watch.lap();

    let outcome = reader.handle_response(&answer);
    assert_eq!(outcome.device_authentication, AuthenticationStatus::Valid, "{:?}", outcome.errors);
    assert_eq!(outcome.issuer_authentication, AuthenticationStatus::Valid, "{:?}", outcome.errors);
    watch.lap();
}

fn documents(fixture: &Fixture) -> Documents {
    let key = *fixture.device_key().public_key();
    let issued = issue(&fixture.provider, &mut rng(3), &fixture.signer, &key, &fixture.document).unwrap();
    let IssuerSigned { namespaces, issuer_auth } = isomdl::cbor::from_slice(&issued).unwrap();
    let mso: Tag24<Mso> = isomdl::cbor::from_slice(issuer_auth.payload.as_ref().unwrap()).unwrap();
    let mso = mso.into_inner();
    let document = Mdoc { doc_type: mso.doc_type.clone(), mso, namespaces: namespaces.unwrap(), issuer_auth };
    Documents::new(mdl::DOCTYPE.into(), document.into())
}

fn permitted(fixture: &Fixture) -> PermittedItems {
    let mut permitted = PermittedItems::new();
    for document in fixture.request.documents() {
        for (name_space, identifier, _) in document.elements() {
            let of_type = permitted.entry(document.doc_type().into()).or_default();
            of_type.entry(name_space.into()).or_default().push(identifier.into());
        }
    }
    permitted
}
