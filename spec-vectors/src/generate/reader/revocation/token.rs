//! Status lists in whatever form, each handed in while what is undetermined is reported: the broken rule stands alone.

use core::time::Duration;

use mdoc_proximity::crypto::{Curve, SignatureAlgorithm};
use mdoc_proximity::issuer::{ListToken, StatusListBuilder};
use mdoc_proximity::x509::Purpose;

use super::{by_index, dates, iaca, identifiers, list_signer, list_signer_for, signed, statuses, token_of};
use crate::format::{Case, FetchedList};
use crate::generate::scene::{Draft, Scene};
use crate::generate::world::{Issuer, at, key, signing_key};

const TWIN: &str = "status-list-reported";
const LIST: &str = "trust.statusLists[0]";

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    let good = with_token(signed(&token_of(&statuses())))
        .positive(TWIN, "A document that its status list does not revoke; what is undetermined is reported")
        .clause("-", "12.3.6")
        .accepted_by_both();
    let unreadable = Scene::mdl()
        .unsigned(|document| document.mso.status = Some(vec![1]))
        .negative(
            "status-unreadable",
            "mdl",
            "documents[0].issuerSigned.issuerAuth.payload.status",
            "Where the status is published cannot be read",
        )
        .tolerated(&["revocation.mso"]);
    [good, unreadable, structure(), signers(), signatures(), subjects(), days(), contents()].concat()
}

/// A document whose status is number 413 of this list.
fn with_token(token: Vec<u8>) -> Scene {
    Scene::mdl()
        .unsigned(|document| document.mso.status = Some(by_index(413)))
        .input(move |input| input.trust.status_lists = vec![token.clone().into()])
}

fn draft(id: &str, member: &str, title: &str, token: Vec<u8>) -> Draft {
    with_token(token).negative(&format!("status-list-{id}"), TWIN, &format!("{LIST}.{member}"), title)
}

fn changed(id: &str, member: &str, title: &str, change: impl FnOnce(&mut ListToken)) -> Draft {
    let mut token = token_of(&statuses());
    change(&mut token);
    draft(id, member, title, signed(&token))
}

fn structure() -> Vec<Case> {
    const ID: &[&str] = &["status-list.structure"];
    [
        changed("no-type", "typ", "The list does not say what it is", |token| {
            token.protected.retain(|(label, _)| *label != 16);
        })
        .refused_by_both(ID),
        draft(
            "identifiers",
            "payload",
            "The list is one of identifiers, where the document has an index",
            signed(&identifiers().token(SignatureAlgorithm::Es256, &[&list_signer(&iaca())])),
        )
        .refused_by_both(ID),
        changed("no-list", "payload.status_list", "The claim is missing that holds the list", |token| {
            token.claims.retain(|(label, _)| *label != ListToken::STATUS_LIST);
        })
        .refused_by_both(ID),
        changed("no-iat", "payload.iat", "The list does not say when it was issued", |token| {
            token.claims.retain(|(label, _)| *label != 6);
        })
        .refused_by_both(ID),
        changed("untagged", "tag", "The list has no tag 18", |token| token.tags.clear()).tolerated(ID),
        changed("cwt-tag", "tag", "The list has tag 61 in front of its tag 18", |token| token.tags.insert(0, 61))
            .tolerated(ID),
        changed("unprotected-chain", "protected.x5chain", "The signer's certificate is not protected", |token| {
            let at = token.protected.iter().position(|(label, _)| *label == 33).unwrap();
            token.unprotected.push(token.protected.remove(at));
        })
        .tolerated(ID),
    ]
    .concat()
}

fn signers() -> Vec<Case> {
    const ID: &[&str] = &["status-list.signer"];
    let by = |purposes: &[&str]| {
        signed(&statuses().token(SignatureAlgorithm::Es256, &[&list_signer_for(&iaca(), purposes)]))
    };
    let by_document_signer = {
        let issuer = Issuer::mdl();
        let token = statuses().token(SignatureAlgorithm::Es256, &[&issuer.certificate()]);
        token.sign(&*signing_key(&issuer.key())).unwrap()
    };
    let differs = "x5chain[0].extKeyUsage";
    [
        draft("signer-for-readers", differs, "The list's signer is for readers", by(&[Purpose::MDL_READER]))
            .refused_by_both(ID),
        draft(
            "signer-for-documents",
            differs,
            "The list's signer has the purpose of document signers",
            by(&[Purpose::MDL_DOCUMENT_SIGNER]),
        )
        .tolerated(ID),
        draft("by-document-signer", "x5chain", "The document signer signed the list", by_document_signer).tolerated(ID),
    ]
    .concat()
}

fn signatures() -> Vec<Case> {
    let mut flipped = signed(&token_of(&statuses()));
    *flipped.last_mut().unwrap() ^= 1;
    let other = token_of(&statuses()).sign(&*signing_key(&key("forger", Curve::P256))).unwrap();
    const ID: &[&str] = &["status-list.signature"];
    [
        draft("signature", "signature", "The list's signature is broken", flipped).refused_by_both(ID),
        draft("signature-of-another", "signature", "Another key signed the list", other).refused_by_both(ID),
    ]
    .concat()
}

fn subjects() -> Vec<Case> {
    let fetched = |uri: &str| {
        let list = StatusListBuilder { uri: uri.to_owned(), ..statuses() };
        let list = FetchedList { uri: super::URI.to_owned(), list: signed(&token_of(&list)).into() };
        Scene::mdl()
            .unsigned(|document| document.mso.status = Some(by_index(413)))
            .input(move |input| input.trust.fetched_lists = vec![list.clone()])
    };
    [
        fetched(super::URI)
            .positive("status-list-fetched", "The list that was fetched from the document's URI")
            .clause("-", "12.3.6")
            .accepted_by_both(),
        fetched("https://issuer.example/statuslists/2")
            .negative(
                "r97-subject-of-another-list",
                "status-list-fetched",
                "trust.fetchedLists[0].list.payload.sub",
                "What was fetched from the document's URI is another URI's list",
            )
            .refused_by_both(&["status-list.subject"]),
    ]
    .concat()
}

fn days() -> Vec<Case> {
    const ID: &[&str] = &["status-list.dates"];
    let dated = |change: fn(&mut mdoc_proximity::issuer::ListDates)| {
        let mut list = statuses();
        change(&mut list.dates);
        signed(&token_of(&list))
    };
    let good = |id: &str, title: &str, token: Vec<u8>| {
        with_token(token).positive(&format!("status-list-{id}"), title).clause("-", "12.3.6").accepted_by_both()
    };
    [
        draft("expires-now", "payload.exp", "The list expires this instant", {
            dated(|dates| dates.expires = Some(at("2026-06-01T12:00:00Z")))
        })
        .refused_by_both(ID),
        good("last-second", "The list expires in a second", {
            dated(|dates| dates.expires = Some(at("2026-06-01T12:00:01Z")))
        }),
        draft("in-the-future", "payload.iat", "The list is of a second from now", {
            dated(|dates| dates.issued = at("2026-06-01T12:00:01Z"))
        })
        .refused_by_both(ID),
        good("first-instant", "The list is of this instant", dated(|dates| dates.issued = at("2026-06-01T12:00:00Z"))),
        draft("no-exp", "payload.exp", "The list does not say when it expires", dated(|dates| dates.expires = None))
            .tolerated(ID),
        draft("ttl-over", "payload.ttl", "A newer list should have been fetched a second ago", {
            dated(|dates| dates.time_to_live = Some(Duration::from_secs(12 * 60 * 60 - 1)))
        })
        .by_profile((&[], ID), (&[], ID)),
        good("ttl-last-instant", "A newer list should be fetched this instant", {
            dated(|dates| dates.time_to_live = Some(Duration::from_secs(12 * 60 * 60)))
        }),
    ]
    .concat()
}

fn contents() -> Vec<Case> {
    const ID: &[&str] = &["status-list.content"];
    let holding = |bits: u64, lst: &[u8]| {
        let mut token = token_of(&statuses());
        let claim = StatusListBuilder::claim_of(bits, lst);
        token.claims.iter_mut().filter(|(label, _)| *label == ListToken::STATUS_LIST).for_each(|(_, value)| {
            value.clone_from(&claim);
        });
        signed(&token)
    };
    let short = StatusListBuilder::new(super::URI, dates(), 408);
    let reaching = StatusListBuilder::new(super::URI, dates(), 416);
    [
        draft("no-zlib", "payload.status_list.lst", "The list is not compressed", holding(1, &[0; 125]))
            .refused_by_both(ID),
        draft("bits-2", "payload.status_list.bits", "The list has two bits a document", {
            signed(&token_of(&StatusListBuilder { bits: 2, ..statuses() }))
        })
        .refused_by_both(ID),
        draft("too-short", "payload.status_list.lst", "The list ends before the document's index", {
            signed(&token_of(&short))
        })
        .refused_by_both(ID),
        with_token(signed(&token_of(&reaching)))
            .positive("status-list-last-octet", "The document's index is in the list's last octet")
            .clause("-", "12.3.6")
            .accepted_by_both(),
    ]
    .concat()
}
