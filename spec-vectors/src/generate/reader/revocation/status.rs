//! Tokens with the status of mobile security objects: who signed them, when, and what is in them.

use core::time::Duration;

use mdoc_proximity::cbor::to_vec;
use mdoc_proximity::crypto::{Curve, SignatureAlgorithm};
use mdoc_proximity::issuer::{Authority, CertificateSpec, ListToken, StatusListBuilder};
use mdoc_proximity::model::mso::status::{Status, StatusReference};
use mdoc_proximity::x509::Certificate;

use super::{
    MSO, URI, by_identifier, by_index, dates, iaca, identifiers, list, list_signer, signed, statuses, token_of,
    with_status,
};
use crate::format::{Case, FetchedList};
use crate::generate::rng;
use crate::generate::scene::{Draft, Scene, text};
use crate::generate::world::{authority, iaca_spec, key, name, public_key, validity};

const IDX: u64 = 413;
const TOKEN: &str = "trust.statusLists[0]";
const STATUS: &str = "documents[0].issuerSigned.issuerAuth.payload.status";
const TYP: i64 = 16;
const X5CHAIN: i64 = 33;
const EXP: i64 = 4;
const NBF: i64 = 5;
const IAT: i64 = 6;
/// 2026-06-01 at noon, when all of this is judged.
const NOW: i64 = 1_780_315_200;

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [references(), structure(), content(), signature(), signers(), named(), dated(), several()].concat()
}

fn int(value: i64) -> Vec<u8> {
    to_vec(&value)
}

fn changed(change: impl FnOnce(&mut ListToken)) -> Vec<u8> {
    let mut token = token_of(&statuses());
    change(&mut token);
    signed(&token)
}

/// A token in place of the good one.
fn instead(id: &str, differs: &str, title: &str, token: Vec<u8>) -> Draft {
    with_status(by_index(IDX), token).negative(id, "status-list", &format!("{TOKEN}{differs}"), title)
}

/// No profile can use it.
fn useless(id: &str, differs: &str, title: &str, token: Vec<u8>, by: &[&str]) -> Vec<Case> {
    instead(id, differs, title, token).refused_by_both(&[&[MSO], by].concat())
}

/// The field can use it.
fn tolerated(id: &str, differs: &str, title: &str, token: Vec<u8>, by: &str) -> Vec<Case> {
    instead(id, differs, title, token).by_profile((&[MSO, by], &[]), (&[], &[by]))
}

fn good(id: &str, title: &str, token: Vec<u8>) -> Vec<Case> {
    with_status(by_index(IDX), token).positive(id, title).clause("-", "12.3.6").accepted_by_both()
}

/// What the mobile security object says about where its status is.
fn references() -> Vec<Case> {
    let good = || signed(&token_of(&statuses()));
    let refers = |id: &str, differs: &str, title: &str, status: Vec<u8>| {
        with_status(status, good()).negative(id, "status-list", &format!("{STATUS}{differs}"), title)
    };
    let uri = StatusReference { idx: IDX, uri: "https://issuer.example/statuslists/2", certificate: None };
    let elsewhere = to_vec(&Status { status_list: Some(uri), ..Status::default() });
    [
        refers("r97-index", ".status_list.idx", "The index is beyond the list", by_index(1000))
            .refused_by_both(&[MSO, "status-list.content"]),
        refers("r99-last-index-revoked", ".status_list.idx", "The status list revokes the document", by_index(412))
            .refused_by_both(&[MSO]),
        refers("r97-no-list", ".status_list.uri", "There is no list of the status's URI", elsewhere)
            .refused_by_both(&[MSO]),
        refers(
            "r97-another-way",
            "",
            "The status is published in a way that is not known",
            vec![0xa1, 0x61, b'x', 0xa0],
        )
        .refused_by_both(&[MSO]),
        refers("r97-status-unreadable", "", "The status is no map", vec![0x80]).refused_by_both(&[MSO]),
        with_status(by_index(999), good())
            .positive("status-list-last-index", "The last document of its status list")
            .clause("-", "12.3.6")
            .accepted_by_both(),
    ]
    .concat()
}

fn structure() -> Vec<Case> {
    const BY: &str = "status-list.structure";
    let of_identifiers = identifiers().token(SignatureAlgorithm::Es256, &[&list_signer(&iaca())]);
    let typ = |value: Vec<u8>| {
        changed(|token| {
            token.protected.iter_mut().filter(|(label, _)| *label == TYP).for_each(|(_, typ)| typ.clone_from(&value))
        })
    };
    let mut long = token_of(&statuses());
    // iat on nine bytes where five do.
    let iat = [&[0x1b_u8, 0, 0, 0, 0], &int(NOW - 12 * 3600)[1..]].concat();
    long.claims.iter_mut().filter(|(label, _)| *label == IAT).for_each(|(_, value)| value.clone_from(&iat));
    [
        useless(
            "r97-type",
            ".typ",
            "The list says that it is another kind of token",
            typ(text("application/cwt")),
            &[BY],
        ),
        useless(
            "r97-no-type",
            ".typ",
            "The list does not say what it is",
            changed(|token| token.protected.retain(|(label, _)| *label != TYP)),
            &[BY],
        ),
        good(
            "status-list-short-type",
            "A status list whose type is written without application/",
            typ(text("statuslist+cwt")),
        ),
        useless("r97-identifier-list", "", "The list is an identifier list", signed(&of_identifiers), &[BY]),
        with_status(by_identifier(&[2]), signed(&token_of(&statuses())))
            .negative("r97-status-list", "identifier-list", TOKEN, "The list is a token status list")
            .refused_by_both(&[MSO, BY]),
        useless(
            "r97-no-list-in-it",
            ".status_list",
            "The list has the claims of one, but none",
            changed(|token| token.claims.retain(|(label, _)| *label != ListToken::STATUS_LIST)),
            &[BY],
        ),
        useless(
            "r97-not-issued",
            ".iat",
            "The list does not say when it was issued",
            changed(|token| token.claims.retain(|(label, _)| *label != IAT)),
            &[BY],
        ),
        tolerated("r97-untagged", ".tag", "The list does not carry tag 18", changed(|token| token.tags.clear()), BY),
        tolerated(
            "r97-tagged-as-cwt",
            ".tag",
            "The list carries the tag of a CWT, too",
            changed(|token| token.tags = vec![61, 18]),
            BY,
        ),
        tolerated(
            "r97-unprotected-chain",
            ".x5chain",
            "The list's certificates are in the unprotected headers",
            changed(|token| {
                let at = token.protected.iter().position(|(label, _)| *label == X5CHAIN).unwrap();
                let chain = token.protected.remove(at);
                token.unprotected.push(chain);
            }),
            BY,
        ),
        tolerated("r97-long-integer", ".iat", "The list has an integer on more bytes than needed", signed(&long), BY),
        useless("r97-no-message", "", "The list is no signed message", vec![0x80], &[]),
    ]
    .concat()
}

fn content() -> Vec<Case> {
    const BY: &[&str] = &["status-list.content"];
    let with_claim = |claim: Vec<u8>| {
        changed(|token| {
            token
                .claims
                .iter_mut()
                .filter(|(label, _)| *label == ListToken::STATUS_LIST)
                .for_each(|(_, value)| value.clone_from(&claim));
        })
    };
    let lst = |bytes: &[u8]| with_claim(StatusListBuilder::claim_of(1, bytes));
    let two_bits = StatusListBuilder { bits: 2, ..statuses() };
    let mut bomb = statuses();
    bomb.statuses = vec![0; 17 << 20];
    // A stored block (RFC 1951 3.2.4) of 125 zeros in ZLIB's frame (RFC 1950), whose sum is 125 << 16 | 1.
    let stored = [&[0x78, 0x01, 0x01, 125, 0, 0x82, 0xff][..], &[0; 125], &[0, 125, 0, 1]].concat();
    let mut sum = stored.clone();
    *sum.last_mut().unwrap() ^= 1;
    let mut behind = stored.clone();
    behind.push(0);
    let bits = ".status_list.bits";
    let list = ".status_list.lst";
    [
        useless("r97-bits", bits, "The list has two bits a document", signed(&token_of(&two_bits)), BY),
        useless(
            "r97-bits-zero",
            bits,
            "The list has no bits a document",
            with_claim(StatusListBuilder::claim_of(0, &stored)),
            BY,
        ),
        good("status-list-stored", "A status list in a stored block", lst(&stored)),
        useless("r97-not-compressed", list, "The list is not compressed", lst(&[0; 125]), BY),
        useless("r97-cut-short", list, "The compressed list is cut short", lst(&stored[..60]), BY),
        useless("r97-wrong-sum", list, "The compressed list's check sum is wrong", lst(&sum), BY),
        useless("r97-more-behind", list, "There is a byte behind the compressed list", lst(&behind), BY),
        useless("r98-inflates", list, "The list inflates to 17 megabytes", signed(&token_of(&bomb)), BY),
    ]
    .concat()
}

fn signature() -> Vec<Case> {
    let mut flipped = signed(&token_of(&statuses()));
    *flipped.last_mut().unwrap() ^= 1;
    let mut elsewhere = Scene::mdl();
    let token = StatusListBuilder { uri: "https://issuer.example/statuslists/2".to_owned(), ..statuses() };
    elsewhere = base(elsewhere, by_index(IDX), vec![signed(&token_of(&token))]);
    [
        useless("r97-signature", ".signature", "The list's signature is broken", flipped, &["status-list.signature"]),
        elsewhere
            .negative("r97-subject", "status-list", &format!("{TOKEN}.sub"), "The list is of another URI")
            .refused_by_both(&[MSO, "status-list.subject"]),
    ]
    .concat()
}

/// A document with this status, and lists fetched from its URI.
fn base(scene: Scene, status: Vec<u8>, tokens: Vec<Vec<u8>>) -> Scene {
    scene.unsigned(move |document| document.mso.status = Some(status.clone())).input(move |input| {
        let fetched = tokens.iter().map(|list| FetchedList { uri: URI.to_owned(), list: list.clone().into() });
        input.trust.status_lists = fetched.collect();
        input.trust.crls = vec![iaca().revoke(&list()).unwrap().into()];
        input.trust.reject_undetermined = true;
    })
}

fn signer_spec() -> CertificateSpec {
    let subject = name("Test list signer");
    let spec = CertificateSpec::reader(subject, validity("2026-01-01", "2027-01-01"), "https://issuer.example/crl");
    CertificateSpec { extended_key_usage: Vec::new(), ..spec }
}

/// The good list, signed by a signer whose certificate is changed.
fn by_signer(change: impl FnOnce(&mut CertificateSpec)) -> Vec<u8> {
    let mut spec = signer_spec();
    change(&mut spec);
    let key = public_key(&key("list signer", Curve::P256));
    let certificate = iaca().issue(&mut rng("certificate list signer"), &spec, &key).unwrap();
    signed(&statuses().token(SignatureAlgorithm::Es256, &[certificate.der()]))
}

fn signers() -> Vec<Case> {
    const BY: &str = "status-list.signer";
    let forger = authority("forger", Curve::P256, &iaca_spec());
    let stranger = statuses().token(SignatureAlgorithm::Es256, &[&list_signer(&forger)]);
    let chain = ".x5chain[0]";
    let purposes = |oids: &'static [&'static str]| {
        by_signer(move |spec| spec.extended_key_usage = oids.iter().map(ToString::to_string).collect())
    };
    let signer = Certificate::from_der(&list_signer(&iaca())).unwrap();
    let revoked = iaca().revoke(&list().naming(&signer)).unwrap();
    [
        useless(
            "r97-signer",
            ".x5chain",
            "The list is signed by a forger's signer",
            signed(&stranger),
            &["path.signature", BY],
        ),
        useless(
            "r97-signer-for-readers",
            chain,
            "The list's signer may only sign for readers",
            purposes(&["1.0.18013.5.1.6"]),
            &[BY],
        ),
        useless(
            "r97-signer-for-servers",
            chain,
            "The list's signer may only be a TLS server",
            purposes(&["1.3.6.1.5.5.7.3.1"]),
            &[BY],
        ),
        tolerated(
            "r97-signer-of-documents",
            chain,
            "The list is signed by a signer of documents",
            purposes(&["1.0.18013.5.1.2"]),
            BY,
        ),
        good(
            "status-list-signer-purpose",
            "A status list whose signer has a purpose that is not known here",
            purposes(&["1.3.6.1.5.5.7.3.30"]),
        ),
        useless(
            "r97-signer-expired",
            &format!("{chain}.notAfter"),
            "The list's signer has expired",
            by_signer(|spec| spec.validity = validity("2025-06-01", "2026-06-01")),
            &["path.validity", BY],
        ),
        with_status(by_index(IDX), signed(&token_of(&statuses())))
            .input(move |input| input.trust.crls = vec![revoked.clone().into()])
            .negative("r97-signer-revoked", "status-list", "trust.crls[0]", "The list's signer is revoked")
            .refused_by_both(&[MSO, "revocation.certificate", BY]),
    ]
    .concat()
}

/// The certificate that the mobile security object names is where the list's signer must lead to.
fn named() -> Vec<Case> {
    let refers = |certificate: &[u8]| {
        let list = StatusReference { idx: IDX, uri: URI, certificate: Some(certificate) };
        to_vec(&Status { status_list: Some(list), ..Status::default() })
    };
    let ca = || -> Authority {
        let spec = CertificateSpec::reader_ca(name("Test list CA"), validity("2025-01-01", "2034-01-01"), URI, Some(0));
        authority("list ca", Curve::P256, &spec)
    };
    let under =
        |authority: &Authority| signed(&statuses().token(SignatureAlgorithm::Es256, &[&list_signer(authority)]));
    let reported = |status: Vec<u8>, token: Vec<u8>| {
        // Nobody publishes what the other authority revoked.
        base(Scene::mdl(), status, vec![token]).input(|input| input.trust.reject_undetermined = false)
    };
    let signer = list_signer(&iaca());
    [
        reported(refers(&signer), under(&iaca()))
            .positive("status-list-signer-named", "The document names the certificate of its status list's signer")
            .clause("-", "12.3.6")
            .accepted_by_both(),
        reported(refers(ca().certificate().der()), under(&ca()))
            .positive("status-list-authority-named", "The document names the authority of its status list's signer")
            .clause("-", "12.3.6")
            .accepted_by_both(),
        reported(refers(ca().certificate().der()), under(&iaca()))
            .negative(
                "r97-signer-not-of-the-authority-named",
                "status-list-authority-named",
                &format!("{TOKEN}.x5chain"),
                "The list's signer is not of the authority that the document names",
            )
            .by_profile((&["path.anchor", "status-list.signer"], &[]), (&["path.anchor", "status-list.signer"], &[])),
        reported(refers(&signer), under(&ca()))
            .negative(
                "r97-signer-not-the-one-named",
                "status-list-signer-named",
                &format!("{TOKEN}.x5chain"),
                "The list's signer is not the one that the document names",
            )
            .by_profile((&["path.anchor", "status-list.signer"], &[]), (&["path.anchor", "status-list.signer"], &[])),
    ]
    .concat()
}

/// The bounds themselves: issued at this instant is issued, expired at this instant is expired (RFC 8392 3.1).
fn dated() -> Vec<Case> {
    const BY: &str = "status-list.dates";
    let with = |label: i64, value: i64| {
        changed(|token| {
            token.claims.retain(|(known, _)| *known != label);
            token.claims.push((label, int(value)));
        })
    };
    let mut past = statuses();
    past.dates.expires = Some(crate::generate::world::at("2026-06-01T00:00:01Z"));
    let ttl = |seconds: u64| {
        let mut list = statuses();
        list.dates.time_to_live = Some(Duration::from_secs(seconds));
        signed(&token_of(&list))
    };
    let half_a_day = 12 * 60 * 60;
    [
        useless("r97-past", ".exp", "The list has expired", signed(&token_of(&past)), &[BY]),
        useless("r97-expires-this-instant", ".exp", "The list expires this very second", with(EXP, NOW), &[BY]),
        with_status(by_index(IDX), with(EXP, NOW))
            .input(|input| input.skew = 1)
            .positive(
                "status-list-expires-this-instant-skew",
                "A status list that expires now, by a clock that may be off",
            )
            .clause("-", "12.3.6")
            .by_profile((&[], &[BY]), (&[], &[BY])),
        good("status-list-expires-next", "A status list that expires in a second", with(EXP, NOW + 1)),
        useless("r97-issued-in-the-future", ".iat", "The list is issued in the next second", with(IAT, NOW + 1), &[BY]),
        good("status-list-issued-now", "A status list issued this very second", with(IAT, NOW)),
        useless("r97-not-before", ".nbf", "The list may be used from the next second on", with(NBF, NOW + 1), &[BY]),
        good("status-list-not-before-now", "A status list that may be used from this very second on", with(NBF, NOW)),
        tolerated(
            "r97-never-expires",
            ".exp",
            "The list does not say when it expires",
            changed(|token| token.claims.retain(|(label, _)| *label != EXP)),
            BY,
        ),
        instead("r97-stale", ".ttl", "A newer list should have been fetched a second ago", ttl(half_a_day - 1))
            .by_profile((&[], &[BY]), (&[], &[BY])),
        good("status-list-stale-next", "A status list of which a newer one should be fetched now", ttl(half_a_day)),
    ]
    .concat()
}

/// Of several lists for one URI the latest that verifies tells.
fn several() -> Vec<Case> {
    let issued = |day: &str, revoked: bool| {
        let mut list = statuses();
        list.dates = dates();
        list.dates.issued = crate::generate::world::at(day);
        if revoked {
            list.revoke(usize::try_from(IDX).unwrap());
        }
        signed(&token_of(&list))
    };
    let (early, late) = ("2026-06-01T00:00:00Z", "2026-06-01T06:00:00Z");
    let mut broken = issued(late, true);
    *broken.last_mut().unwrap() ^= 1;
    let lists = |tokens: &[Vec<u8>]| base(Scene::mdl(), by_index(IDX), tokens.to_vec());
    [
        lists(&[issued(early, false), issued(late, false)])
            .positive("status-lists", "Two status lists of one URI")
            .clause("-", "12.3.6")
            .accepted_by_both(),
        lists(&[issued(early, true), issued(late, false)])
            .positive("status-lists-later-tells", "Of two status lists of one URI the earlier has the document revoked")
            .clause("-", "12.3.6")
            .accepted_by_both(),
        lists(&[issued(early, false), issued(late, true)])
            .negative(
                "r99-revoked-by-the-later-list",
                "status-lists",
                "trust.statusLists[1].status_list.lst",
                "The later of two status lists revokes the document",
            )
            .refused_by_both(&[MSO]),
        lists(&[issued(early, false), broken])
            .negative(
                "r97-later-list-broken",
                "status-lists",
                "trust.statusLists[1]",
                "The later of two status lists has a broken signature, and is passed over",
            )
            .by_profile((&[], &[MSO]), (&[], &[MSO])),
    ]
    .concat()
}
