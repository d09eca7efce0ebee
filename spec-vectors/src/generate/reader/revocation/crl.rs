//! Certificate revocation lists: good ones, those that name the signer, and those that cannot be used.

mod form;

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{ListKeyId, RevocationListSpec, RevokedEntry};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::x509::{Certificate, Extension};

use super::{CERTIFICATE, iaca, list};
use crate::format::{Bytes, Case};
use crate::generate::scene::{Draft, Scene};
use crate::generate::world::{Issuer, at, authority, iaca_spec};

const CRLS: &str = "trust.crls";
const KEY_COMPROMISE: u8 = 1;
const HOLD: u8 = 6;
const REMOVED: u8 = 8;

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [twins(), revoked(), issuers(), dates(), form::cases(), several()].concat()
}

fn scene(crls: &[Vec<u8>], reject: bool) -> Scene {
    let crls: Vec<Bytes> = crls.iter().map(|crl| crl.clone().into()).collect();
    Scene::mdl().input(move |input| {
        input.trust.crls.clone_from(&crls);
        input.trust.reject_undetermined = reject;
    })
}

fn signed(change: impl FnOnce(&mut RevocationListSpec)) -> Vec<u8> {
    let mut spec = list();
    change(&mut spec);
    iaca().revoke(&spec).unwrap()
}

fn signer() -> Certificate {
    Certificate::from_der(&Issuer::mdl().certificate()).unwrap()
}

/// A list in place of the good one, where what is undetermined is rejected.
fn instead(id: &str, differs: &str, title: &str, crl: Vec<u8>) -> Draft {
    scene(&[crl], true).negative(id, "crl", &format!("{CRLS}[0]{differs}"), title)
}

/// No profile can use it.
fn useless(id: &str, differs: &str, title: &str, crl: Vec<u8>, by: &str) -> Vec<Case> {
    instead(id, differs, title, crl).refused_by_both(&[CERTIFICATE, by])
}

/// The field can use it.
fn tolerated(id: &str, differs: &str, title: &str, crl: Vec<u8>, by: &str) -> Vec<Case> {
    instead(id, differs, title, crl).by_profile((&[CERTIFICATE, by], &[]), (&[], &[by]))
}

/// It can be used as it is.
fn good(id: &str, title: &str, crls: &[Vec<u8>]) -> Vec<Case> {
    scene(crls, true).positive(id, title).clause("B.2", "B.2").accepted_by_both()
}

fn twins() -> Vec<Case> {
    let good = signed(|_| ());
    [
        scene(std::slice::from_ref(&good), false)
            .positive(
                "crl-reported",
                "A revocation list that does not name the signer; what is undetermined is reported",
            )
            .clause("9.3.3", "12.8.3")
            .accepted_by_both(),
        scene(&[good], true)
            .positive("crl", "A revocation list that does not name the signer; what is undetermined is rejected")
            .clause("9.3.3", "12.8.3")
            .accepted_by_both(),
        Scene::mdl()
            .input(|input| input.trust.reject_undetermined = true)
            .negative("r62-missing", "crl", CRLS, "There is no revocation list, and what is undetermined is rejected")
            .refused_by_both(&[CERTIFICATE]),
    ]
    .concat()
}

fn naming(change: impl FnOnce(&mut RevokedEntry)) -> Vec<u8> {
    let mut entry = RevokedEntry::new(&signer(), at("2026-05-01T00:00:00Z"));
    change(&mut entry);
    signed(|spec| spec.revoked = Some(vec![entry]))
}

fn revoked() -> Vec<Case> {
    let entry = ".revokedCertificates";
    let by = |id: &str, title: &str, crl: Vec<u8>| {
        let draft = scene(&[crl], false).negative(id, "crl-reported", &format!("{CRLS}[0]{entry}"), title);
        draft.by_profile((&[CERTIFICATE], &["crl.profile"]), (&[CERTIFICATE], &["crl.profile"]))
    };
    let past = signed(|spec| {
        *spec = spec.clone().naming(&signer());
        spec.next_update = Some(at("2026-05-31T00:00:00Z"));
    });
    let others = signed(|spec| {
        let entry = |serial: &[u8]| RevokedEntry {
            serial: serial.to_vec(),
            ..RevokedEntry::new(&signer(), at("2026-05-01T00:00:00Z"))
        };
        spec.revoked = Some(vec![entry(&[1]), entry(&[0x7f; 19]), entry(&[0x7f; 20])]);
    });
    let mut forged = naming(|_| ());
    *forged.last_mut().unwrap() ^= 1;
    let mut among = list().naming(&signer());
    for serial in [vec![1], vec![0x7f; 20]] {
        let entry = RevokedEntry { serial, ..RevokedEntry::new(&signer(), at("2026-05-01T00:00:00Z")) };
        among.revoked.get_or_insert_default().push(entry);
    }
    [
        scene(&[naming(|_| ())], false)
            .negative("r61-revoked", "crl-reported", &format!("{CRLS}[0]{entry}"), "The signer is revoked")
            .refused_by_both(&[CERTIFICATE]),
        scene(&[iaca().revoke(&among).unwrap()], false)
            .negative(
                "r61-revoked-among-others",
                "crl-reported",
                &format!("{CRLS}[0]{entry}"),
                "The signer is one of several that are revoked",
            )
            .refused_by_both(&[CERTIFICATE]),
        good("crl-of-others", "A revocation list that names other certificates", &[others]),
        by(
            "r61-revoked-for-a-reason",
            "The signer is revoked, for a reason",
            naming(|entry| entry.reason = Some(KEY_COMPROMISE)),
        ),
        scene(&[forged], false)
            .negative(
                "r62-forged-and-naming",
                "crl-reported",
                &format!("{CRLS}[0]"),
                "The revocation list names the signer, and its signature is broken",
            )
            .by_profile((&[], &[CERTIFICATE, "crl.signature"]), (&[], &[CERTIFICATE, "crl.signature"])),
        by("r61-on-hold", "The signer is on hold", naming(|entry| entry.reason = Some(HOLD))),
        by(
            "r61-removed-from-a-complete-list",
            "The signer is revoked with the reason that only a delta list has",
            naming(|entry| entry.reason = Some(REMOVED)),
        ),
        scene(&[past], false)
            .negative(
                "r61-revoked-in-a-past-list",
                "crl-reported",
                &format!("{CRLS}[0]"),
                "The signer is revoked in a list whose next update is past",
            )
            .by_profile((&[CERTIFICATE], &["crl.current"]), (&[CERTIFICATE], &["crl.current"])),
    ]
    .concat()
}

fn issuers() -> Vec<Case> {
    let mut flipped = signed(|_| ());
    *flipped.last_mut().unwrap() ^= 1;
    let mut other = list();
    let own = iaca().certificate().subject_key_identifier().unwrap().to_vec();
    other.authority_key_identifier = ListKeyId::Other(own);
    let other = authority("forger", Curve::P256, &iaca_spec()).revoke(&other).unwrap();
    let reported = |id: &str, title: &str, crl: &[u8], differs: &str| {
        let by = "crl.signature";
        let draft = scene(&[crl.to_vec()], false).negative(id, "crl-reported", &format!("{CRLS}[0]{differs}"), title);
        [
            draft.by_profile((&[], &[CERTIFICATE, by]), (&[], &[CERTIFICATE, by])),
            useless(&format!("{id}-rejected"), differs, title, crl.to_vec(), by),
        ]
        .concat()
    };
    let stranger = authority(
        "stranger",
        Curve::P256,
        &mdoc_proximity::issuer::CertificateSpec {
            subject: crate::generate::world::name("Another IACA"),
            ..iaca_spec()
        },
    );
    let of_stranger = stranger.revoke(&list()).unwrap();
    // The same name in another string type and case.
    let mut name = iaca().certificate().subject_der().to_vec();
    let start = name.windows(9).position(|window| window == b"Test IACA").unwrap();
    name[start..start + 9].copy_from_slice(b"TEST IACA");
    [
        reported("r62-signature", "The revocation list's signature is broken", &flipped, ".signature"),
        reported("r62-other-issuer", "The revocation list is another authority's of the same name", &other, ""),
        useless(
            "r62-algorithm-named-in-two-ways",
            ".signatureAlgorithm",
            "The revocation list names one algorithm inside what is signed and another beside it",
            signed(|spec| spec.outer_algorithm = Some("1.2.840.10045.4.3.3".to_owned())),
            "crl.signature",
        ),
        instead("r62-another-name", ".issuer", "The revocation list is another authority's", of_stranger)
            .refused_by_both(&[CERTIFICATE]),
        tolerated(
            "r62-name-not-byte-for-byte",
            ".issuer",
            "The revocation list has the authority's name in capital letters",
            signed(|spec| spec.issuer = Some(name)),
            "crl.issuer",
        ),
    ]
    .concat()
}

/// Between two instants, the instants themselves included, on 2026-06-01 at noon.
fn dates() -> Vec<Case> {
    const BY: &str = "crl.current";
    let of = |from: &str, until: &str| {
        let (from, until): (UnixTime, UnixTime) = (at(from), at(until));
        signed(|spec| (spec.this_update, spec.next_update) = (from, Some(until)))
    };
    let title = "The revocation list's next update is past";
    let past = of("2026-05-01T00:00:00Z", "2026-05-31T00:00:00Z");
    let next = ".nextUpdate";
    [
        scene(std::slice::from_ref(&past), false)
            .negative("r62-past", "crl-reported", &format!("{CRLS}[0]{next}"), title)
            .by_profile((&[], &[CERTIFICATE, BY]), (&[], &[CERTIFICATE, BY])),
        useless("r62-past-rejected", next, title, past, BY),
        useless(
            "r62-past-by-a-second",
            next,
            "The revocation list's next update was due a second ago",
            of("2026-05-01T00:00:00Z", "2026-06-01T11:59:59Z"),
            BY,
        ),
        useless(
            "r62-future-by-a-second",
            ".thisUpdate",
            "The revocation list is of the next second",
            of("2026-06-01T12:00:01Z", "2026-07-01T00:00:00Z"),
            BY,
        ),
        good(
            "crl-of-this-instant",
            "A revocation list of this very second",
            &[of("2026-06-01T12:00:00Z", "2026-07-01T00:00:00Z")],
        ),
        good(
            "crl-due-this-instant",
            "A revocation list whose next update is due this very second",
            &[of("2026-05-01T00:00:00Z", "2026-06-01T12:00:00Z")],
        ),
        tolerated(
            "r62-no-next-update",
            next,
            "The revocation list does not say when the next one is due",
            signed(|spec| spec.next_update = None),
            "crl.profile",
        ),
        instead(
            "r62-no-next-update-and-old",
            "",
            "The revocation list does not say when the next one is due, and is more than 90 days old",
            signed(|spec| (spec.this_update, spec.next_update) = (at("2026-03-03T11:59:59Z"), None)),
        )
        .by_profile((&[CERTIFICATE, BY, "crl.profile"], &[]), (&[CERTIFICATE, BY], &["crl.profile"])),
        good(
            "crl-for-90-days",
            "A revocation list whose next update is 90 days away from it",
            &[of("2026-05-01T00:00:00Z", "2026-07-30T00:00:00Z")],
        ),
        tolerated(
            "r62-for-more-than-90-days",
            next,
            "The revocation list's next update is a second more than 90 days away from it",
            of("2026-05-01T00:00:00Z", "2026-07-30T00:00:01Z"),
            "crl.profile",
        ),
    ]
    .concat()
}

fn extension(oid: &str, critical: bool, value: &[u8]) -> Extension {
    Extension::new(oid, critical, value.to_vec()).unwrap()
}

/// Of several lists the newest that can be used decides; what any of them names is revoked.
fn several() -> Vec<Case> {
    let newer = signed(|spec| spec.this_update = at("2026-05-15T00:00:00Z"));
    let older = signed(|_| ());
    let useless = signed(|spec| {
        spec.this_update = at("2026-05-20T00:00:00Z");
        spec.further = vec![extension("1.2.3.4", true, &[5, 0])];
    });
    let older_hold = signed(|spec| {
        let entry = RevokedEntry { reason: Some(HOLD), ..RevokedEntry::new(&signer(), at("2026-05-01T00:00:00Z")) };
        spec.revoked = Some(vec![entry]);
        spec.next_update = Some(at("2026-05-31T00:00:00Z"));
    });
    [
        good("crls", "Two revocation lists that do not name the signer", &[newer.clone(), older.clone()]),
        scene(&[newer.clone(), naming(|_| ())], true)
            .negative(
                "r61-revoked-by-the-older-list",
                "crls",
                &format!("{CRLS}[1].revokedCertificates"),
                "The older of two revocation lists names the signer, the newer does not",
            )
            .refused_by_both(&[CERTIFICATE]),
        scene(&[older, newer.clone()], true)
            .positive("crls-older-first", "Two revocation lists that do not name the signer, the older one first")
            .clause("B.3.2", "B.3.2")
            .accepted_by_both(),
        good(
            "crls-newest-useless",
            "The newest of two revocation lists cannot be used, and the other can",
            &[useless, newer.clone()],
        ),
        good(
            "crls-hold-passed",
            "A hold in a past revocation list, and a current one without it",
            &[newer, older_hold],
        ),
    ]
    .concat()
}
