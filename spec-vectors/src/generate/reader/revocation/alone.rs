//! Broken rules about lists where nothing else breaks with them: what is undetermined is reported, and so no failure.

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{ListToken, StatusListBuilder};
use mdoc_proximity::x509::KeyUsage;

use super::{URI, by_index, iaca, list, signed, statuses, token_of};
use crate::format::{Case, FetchedList};
use crate::generate::scene::{Draft, Scene};
use crate::generate::world::{at, key, signing_key};

const TWIN: &str = "status-list-reported";
const LIST: &str = "trust.statusLists[0].list";

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [certificates(), documents()].concat()
}

fn certificates() -> Vec<Case> {
    const CURRENT: &[&str] = &["crl.current"];
    let with = |until: &str| {
        let mut spec = list();
        spec.next_update = Some(at(until));
        let crl = iaca().revoke(&spec).unwrap();
        Scene::mdl().input(move |input| input.trust.crls = vec![crl.clone().into()])
    };
    let skewed = |until: &str| with(until).input(|input| input.skew = 1);
    [
        skewed("2026-07-01T00:00:00Z")
            .positive("crl-skew", "The clock may be a second off, and it does not matter to the list")
            .clause("B.3.2", "B.3.2")
            .accepted_by_both(),
        skewed("2026-06-01T11:59:59Z")
            .negative(
                "r62-past-tolerated",
                "crl-skew",
                "trust.crls[0].nextUpdate",
                "A newer list was due a second ago, within the clock's tolerance",
            )
            .by_profile((&[], CURRENT), (&[], CURRENT)),
        // The strict profile does not take such a root at all.
        with("2026-07-01T00:00:00Z")
            .with(|scene| scene.issuer.root.key_usage = Some(KeyUsage::KEY_CERT_SIGN))
            .negative(
                "r62-issuer-may-not-sign-lists",
                "crl-reported",
                "trust.roots[0].keyUsage",
                "The root's key is not for cRLSign, and signed the list",
            )
            .by_profile((&["path.anchor"], &[]), (&[], &["crl.issuer"])),
    ]
    .concat()
}

/// A document whose status is number 413 of this list.
fn with_token(token: Vec<u8>) -> Scene {
    let fetched = FetchedList { uri: URI.to_owned(), list: token.into() };
    Scene::mdl()
        .unsigned(|document| document.mso.status = Some(by_index(413)))
        .input(move |input| input.trust.status_lists = vec![fetched.clone()])
}

fn draft(id: &str, member: &str, title: &str, token: Vec<u8>) -> Draft {
    with_token(token).negative(&format!("r97-{id}-reported"), TWIN, &format!("{LIST}.{member}"), title)
}

fn documents() -> Vec<Case> {
    let other_key = token_of(&statuses()).sign(&*signing_key(&key("forger", Curve::P256))).unwrap();
    let elsewhere = StatusListBuilder { uri: "https://issuer.example/statuslists/2".to_owned(), ..statuses() };
    let mut untold = token_of(&statuses());
    untold.claims.retain(|(label, _)| *label != ListToken::STATUS_LIST);
    let two_bits = StatusListBuilder { bits: 2, ..statuses() };
    [
        with_token(signed(&token_of(&statuses())))
            .positive(TWIN, "A document that its status list does not revoke; what is undetermined is reported")
            .clause("-", "12.3.6")
            .accepted_by_both(),
        draft("signature", "signature", "Another key signed the list", other_key)
            .refused_by_both(&["status-list.signature"]),
        draft("subject", "payload.sub", "The list is of another URI", signed(&token_of(&elsewhere)))
            .refused_by_both(&["status-list.subject"]),
        draft("no-list-in-it", "payload.status_list", "The list has the claims of one, but none", signed(&untold))
            .refused_by_both(&["status-list.structure"]),
        draft("bits", "payload.status_list.bits", "The list has two bits a document", signed(&token_of(&two_bits)))
            .refused_by_both(&["status-list.content"]),
        Scene::mdl()
            .unsigned(|document| document.mso.status = Some(vec![1]))
            .negative(
                "r97-status-unreadable-reported",
                "mdl",
                "documents[0].issuerSigned.issuerAuth.payload.status",
                "Where the status is published cannot be read",
            )
            .tolerated(&["revocation.mso"]),
    ]
    .concat()
}
