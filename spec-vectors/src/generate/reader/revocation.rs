//! Revoked signers and documents, and lists that cannot be used.

mod bounds;

use core::time::Duration;

use mdoc_proximity::cbor::to_vec;
use mdoc_proximity::crypto::{Curve, SignatureAlgorithm};
use mdoc_proximity::issuer::{
    Authority, CertificateSpec, IdentifierListBuilder, ListDates, ListKeyId, ListToken, RevocationListSpec,
    StatusListBuilder,
};
use mdoc_proximity::model::mso::status::{IdentifierReference, Status, StatusReference};
use mdoc_proximity::x509::Certificate;

use crate::format::Case;
use crate::generate::rng;
use crate::generate::scene::{Scene, text};
use crate::generate::world::{Issuer, at, authority, iaca_spec, key, name, public_key, signing_key, validity};

const URI: &str = "https://issuer.example/statuslists/1";
const IDENTIFIER: &[u8] = &[0xab, 0xcd];
const CERTIFICATE: &str = "revocation.certificate";
const MSO: &str = "revocation.mso";

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [certificates(), documents(), tokens(), bounds::cases()].concat()
}

fn list() -> RevocationListSpec {
    RevocationListSpec::new(at("2026-05-01T00:00:00Z"), at("2026-07-01T00:00:00Z"))
}

fn iaca() -> Authority {
    Issuer::mdl().authority()
}

fn with_crl(crl: Vec<u8>, reject: bool) -> Scene {
    Scene::mdl().input(move |input| {
        input.trust.crls = vec![crl.clone().into()];
        input.trust.reject_undetermined = reject;
    })
}

fn certificates() -> Vec<Case> {
    let good = iaca().revoke(&list()).unwrap();
    let signer = Certificate::from_der(&Issuer::mdl().certificate()).unwrap();
    let naming = iaca().revoke(&list().naming(&signer)).unwrap();
    let mut past = list();
    past.next_update = Some(at("2026-05-31T00:00:00Z"));
    let past = iaca().revoke(&past).unwrap();
    let mut flipped = good.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let mut other = list();
    let own = iaca().certificate().subject_key_identifier().unwrap().to_vec();
    other.authority_key_identifier = ListKeyId::Other(own);
    let other = authority("forger", Curve::P256, &iaca_spec()).revoke(&other).unwrap();
    let crls = "trust.crls";
    let undetermined = |id: &str, title: &str, crl: &[u8], by: &str| {
        let draft = |reject: bool, id: &str| {
            let twin = if reject { "crl" } else { "crl-reported" };
            with_crl(crl.to_vec(), reject).negative(id, twin, &format!("{crls}[0]"), title)
        };
        [
            draft(false, id).by_profile((&[], &[CERTIFICATE, by]), (&[], &[CERTIFICATE, by])),
            draft(true, &format!("{id}-rejected")).refused_by_both(&[CERTIFICATE, by]),
        ]
        .concat()
    };
    [
        with_crl(good.clone(), false)
            .positive(
                "crl-reported",
                "A revocation list that does not name the signer; what is undetermined is reported",
            )
            .clause("9.3.3", "12.8.3")
            .accepted_by_both(),
        with_crl(good, true)
            .positive("crl", "A revocation list that does not name the signer; what is undetermined is rejected")
            .clause("9.3.3", "12.8.3")
            .accepted_by_both(),
        with_crl(naming, false)
            .negative("r61-revoked", "crl-reported", &format!("{crls}[0].revokedCertificates"), "The signer is revoked")
            .refused_by_both(&[CERTIFICATE]),
        Scene::mdl()
            .input(|input| input.trust.reject_undetermined = true)
            .negative("r62-missing", "crl", crls, "There is no revocation list, and what is undetermined is rejected")
            .refused_by_both(&[CERTIFICATE]),
        undetermined("r62-past", "The revocation list's next update is past", &past, "crl.current"),
        undetermined("r62-signature", "The revocation list's signature is broken", &flipped, "crl.signature"),
        undetermined(
            "r62-other-issuer",
            "The revocation list is another authority's of the same name",
            &other,
            "crl.signature",
        ),
    ]
    .concat()
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
        input.trust.status_lists = vec![token.clone().into()];
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

fn tokens() -> Vec<Case> {
    let reject = |id: &str, differs: &str, title: &str, idx: u64, token: Vec<u8>, by: &[&str]| {
        let draft = with_status(by_index(idx), token).negative(id, "status-list", differs, title);
        draft.refused_by_both(&[&[MSO], by].concat())
    };
    let good = || token_of(&statuses());
    let two_bits = StatusListBuilder { bits: 2, ..statuses() };
    let other_subject = StatusListBuilder { uri: "https://issuer.example/statuslists/2".to_owned(), ..statuses() };
    let mut past = statuses();
    past.dates.expires = Some(at("2026-06-01T00:00:01Z"));
    let mut flipped = signed(&good());
    *flipped.last_mut().unwrap() ^= 1;
    let mut typ = good();
    typ.protected.iter_mut().filter(|(label, _)| *label == 16).for_each(|(_, value)| *value = text("application/cwt"));
    let mut bomb = statuses();
    bomb.statuses = vec![0; 17 << 20];
    let forger = authority("forger", Curve::P256, &iaca_spec());
    let stranger = statuses().token(SignatureAlgorithm::Es256, &[&list_signer(&forger)]);
    [
        reject(
            "r97-index",
            "documents[0].issuerSigned.issuerAuth.payload.status.status_list.idx",
            "The index is beyond the list",
            1000,
            signed(&good()),
            &["status-list.content"],
        ),
        reject(
            "r97-bits",
            "trust.statusLists[0].status_list.bits",
            "The list has two bits a document",
            413,
            signed(&token_of(&two_bits)),
            &["status-list.content"],
        ),
        reject(
            "r97-subject",
            "trust.statusLists[0].sub",
            "The list is of another URI",
            413,
            signed(&token_of(&other_subject)),
            &[],
        ),
        reject(
            "r97-past",
            "trust.statusLists[0].exp",
            "The list has expired",
            413,
            signed(&token_of(&past)),
            &["status-list.dates"],
        ),
        reject(
            "r97-signature",
            "trust.statusLists[0].signature",
            "The list's signature is broken",
            413,
            flipped,
            &["status-list.signature"],
        ),
        reject(
            "r97-type",
            "trust.statusLists[0].typ",
            "The list says that it is another kind of token",
            413,
            signed(&typ),
            &["status-list.structure"],
        ),
        reject(
            "r97-signer",
            "trust.statusLists[0].x5chain",
            "The list is signed by a forger's signer",
            413,
            signed(&stranger),
            &["path.signature", "status-list.signer"],
        ),
        reject(
            "r98-inflates",
            "trust.statusLists[0].status_list.lst",
            "The list inflates to 17 megabytes",
            413,
            signed(&token_of(&bomb)),
            &["status-list.content"],
        ),
    ]
    .concat()
}
