//! Revoked signers and documents, and lists that cannot be used.

mod alone;
mod crl;
mod status;

use core::time::Duration;

use mdoc_proximity::cbor::to_vec;
use mdoc_proximity::crypto::{Curve, SignatureAlgorithm};
use mdoc_proximity::issuer::{
    Authority, CertificateSpec, IdentifierListBuilder, ListDates, ListToken, RevocationListSpec, StatusListBuilder,
};
use mdoc_proximity::model::mso::status::{IdentifierReference, Status, StatusReference};

use crate::format::{Case, FetchedList};
use crate::generate::rng;
use crate::generate::scene::Scene;
use crate::generate::world::{Issuer, at, key, name, public_key, signing_key, validity};

const URI: &str = "https://issuer.example/statuslists/1";
const IDENTIFIER: &[u8] = &[0xab, 0xcd];
const CERTIFICATE: &str = "revocation.certificate";
const MSO: &str = "revocation.mso";

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [crl::cases(), documents(), status::cases(), alone::cases()].concat()
}

fn list() -> RevocationListSpec {
    RevocationListSpec::new(at("2026-05-01T00:00:00Z"), at("2026-07-01T00:00:00Z"))
}

fn iaca() -> Authority {
    Issuer::mdl().authority()
}

fn dates() -> ListDates {
    ListDates {
        issued: at("2026-06-01T00:00:00Z"),
        expires: Some(at("2026-06-30T00:00:00Z")),
        time_to_live: Some(Duration::from_secs(24 * 60 * 60)),
    }
}

/// A thousand documents, number 412 revoked.
fn statuses() -> StatusListBuilder {
    let mut list = StatusListBuilder::new(URI, dates(), 1000);
    list.revoke(412);
    list
}

fn identifiers() -> IdentifierListBuilder {
    let mut list = IdentifierListBuilder::new(URI, dates());
    list.revoke(&[1]);
    list.revoke(IDENTIFIER);
    list
}

/// The certificate of the signer of lists.
fn list_signer(authority: &Authority) -> Vec<u8> {
    let subject = name("Test list signer");
    let spec = CertificateSpec::reader(subject, validity("2026-01-01", "2027-01-01"), "https://issuer.example/crl");
    let spec = CertificateSpec { extended_key_usage: Vec::new(), ..spec };
    let key = public_key(&key("list signer", Curve::P256));
    authority.issue(&mut rng("certificate list signer"), &spec, &key).unwrap().der().to_vec()
}

fn signed(token: &ListToken) -> Vec<u8> {
    token.sign(&*signing_key(&key("list signer", Curve::P256))).unwrap()
}

fn token_of(list: &StatusListBuilder) -> ListToken {
    list.token(SignatureAlgorithm::Es256, &[&list_signer(&iaca())])
}

fn with_status(status: Vec<u8>, token: Vec<u8>) -> Scene {
    Scene::mdl().unsigned(move |document| document.mso.status = Some(status.clone())).input(move |input| {
        input.trust.status_lists = vec![FetchedList { uri: URI.to_owned(), list: token.clone().into() }];
        input.trust.crls = vec![iaca().revoke(&list()).unwrap().into()];
        input.trust.reject_undetermined = true;
    })
}

fn by_index(idx: u64) -> Vec<u8> {
    let list = StatusReference { idx, uri: URI, certificate: None };
    to_vec(&Status { status_list: Some(list), ..Status::default() })
}

fn by_identifier(id: &[u8]) -> Vec<u8> {
    let list = IdentifierReference { id, uri: URI, certificate: None };
    to_vec(&Status { identifier_list: Some(list), ..Status::default() })
}

fn documents() -> Vec<Case> {
    let good = signed(&token_of(&statuses()));
    let listed = signed(&identifiers().token(SignatureAlgorithm::Es256, &[&list_signer(&iaca())]));
    let status = "documents[0].issuerSigned.issuerAuth.payload.status";
    [
        with_status(by_index(413), good.clone())
            .positive("status-list", "A document that its status list does not revoke")
            .clause("-", "12.3.6")
            .accepted_by_both(),
        with_status(by_index(412), good)
            .negative(
                "r99-status-list",
                "status-list",
                &format!("{status}.status_list.idx"),
                "The status list revokes the document",
            )
            .refused_by_both(&[MSO]),
        with_status(by_identifier(&[2]), listed.clone())
            .positive("identifier-list", "A document that its identifier list does not name")
            .clause("-", "12.3.6")
            .accepted_by_both(),
        with_status(by_identifier(IDENTIFIER), listed)
            .negative(
                "r99-identifier-list",
                "identifier-list",
                &format!("{status}.identifier_list.id"),
                "The identifier list names the document",
            )
            .refused_by_both(&[MSO]),
    ]
    .concat()
}
