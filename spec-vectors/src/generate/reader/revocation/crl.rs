//! Certificate revocation lists: good ones, those that name the signer, and those that cannot be used.

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
    [twins(), revoked(), issuers(), dates(), form(), extensions(), several()].concat()
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

fn form() -> Vec<Case> {
    const BY: &str = "crl.profile";
    let other = |change: &dyn Fn(&mut RevokedEntry)| {
        let mut entry = RevokedEntry { serial: vec![1], ..RevokedEntry::new(&signer(), at("2026-05-01T00:00:00Z")) };
        change(&mut entry);
        signed(|spec| spec.revoked = Some(vec![entry]))
    };
    let entry = ".revokedCertificates[0].crlEntryExtensions";
    // GeneralNames with a directoryName: the list's own issuer, and an empty name.
    let own = iaca().certificate().subject_der().to_vec();
    let names = |name: &[u8]| {
        let length = |bytes: usize| u8::try_from(bytes).unwrap();
        [&[0x30, length(name.len() + 2), 0xa4, length(name.len())], name].concat()
    };
    [
        tolerated(
            "r62-version-1",
            ".version",
            "The revocation list is of version 1",
            signed(|spec| spec.version = None),
            BY,
        ),
        tolerated(
            "r62-empty",
            ".revokedCertificates",
            "The revocation list has a list of revoked certificates without any",
            signed(|spec| spec.revoked = Some(Vec::new())),
            BY,
        ),
        tolerated(
            "r62-reason",
            entry,
            "The revocation list gives a reason for another certificate",
            other(&|entry| entry.reason = Some(KEY_COMPROMISE)),
            BY,
        ),
        useless(
            "r62-critical-entry-extension",
            entry,
            "The revocation list has an entry with an unknown critical extension",
            other(&|entry| entry.further = vec![extension("1.2.3.4", true, &[5, 0])]),
            BY,
        )
        .into_iter()
        .collect(),
        useless(
            "r62-indirect",
            entry,
            "The revocation list names the issuer of one of its certificates, as indirect lists do",
            other(&|entry| entry.further = vec![extension("2.5.29.29", true, &names(&own))]),
            BY,
        ),
        instead(
            "r61-indirect-and-own",
            entry,
            "The revocation list names the signer, and its own authority as the signer's issuer",
            naming(|entry| entry.further = vec![extension("2.5.29.29", true, &names(&own))]),
        )
        .by_profile((&[CERTIFICATE], &[BY]), (&[CERTIFICATE], &[BY])),
        useless(
            "r62-indirect-of-another",
            entry,
            "The revocation list names the signer's number, of another issuer",
            naming(|entry| entry.further = vec![extension("2.5.29.29", true, &names(&[0x30, 0]))]),
            BY,
        ),
    ]
    .concat()
}

fn extensions() -> Vec<Case> {
    const BY: &str = "crl.profile";
    const KEY_IDENTIFIER: &str = "2.5.29.35";
    const NUMBER: &str = "2.5.29.20";
    let own = iaca().certificate().subject_key_identifier().unwrap().to_vec();
    let key_identifier = |critical: bool, tag: u8| {
        let length = |more: usize| u8::try_from(own.len() + more).unwrap();
        let value = [&[0x30, length(2), tag, length(0)], own.as_slice()].concat();
        signed(|spec| {
            spec.authority_key_identifier = ListKeyId::Absent;
            spec.further = vec![extension(KEY_IDENTIFIER, critical, &value)];
        })
    };
    let number = |critical: bool, octets: &[u8]| {
        let value = [&[0x02, u8::try_from(octets.len()).unwrap()], octets].concat();
        signed(|spec| {
            spec.number = None;
            spec.further = vec![extension(NUMBER, critical, &value)];
        })
    };
    let with = |oid: &str, critical: bool, value: &[u8]| {
        let extension = extension(oid, critical, value);
        signed(|spec| spec.further = vec![extension])
    };
    let at = |oid: &str| format!(".crlExtensions[{oid}]");
    [
        tolerated(
            "r62-no-key-identifier",
            &at(KEY_IDENTIFIER),
            "The revocation list does not identify the authority's key",
            signed(|spec| spec.authority_key_identifier = ListKeyId::Absent),
            BY,
        ),
        tolerated(
            "r62-other-key-identifier",
            &at(KEY_IDENTIFIER),
            "The revocation list identifies another key",
            signed(|spec| spec.authority_key_identifier = ListKeyId::Other(vec![7; 20])),
            BY,
        ),
        tolerated(
            "r62-key-identifier-critical",
            &at(KEY_IDENTIFIER),
            "The revocation list identifies the authority's key in a critical extension",
            key_identifier(true, 0x80),
            BY,
        ),
        tolerated(
            "r62-key-identifier-without-a-key",
            &at(KEY_IDENTIFIER),
            "The revocation list has the extension for the authority's key, and no key in it",
            signed(|spec| {
                spec.authority_key_identifier = ListKeyId::Absent;
                spec.further = vec![extension(KEY_IDENTIFIER, false, &[0x30, 0])];
            }),
            BY,
        ),
        tolerated(
            "r62-no-number",
            &at(NUMBER),
            "The revocation list has no number",
            signed(|spec| spec.number = None),
            BY,
        ),
        tolerated(
            "r62-number-critical",
            &at(NUMBER),
            "The revocation list's number is critical",
            number(true, &[1]),
            BY,
        ),
        tolerated(
            "r62-number-of-21-octets",
            &at(NUMBER),
            "The revocation list's number has 21 octets",
            number(false, &[1; 21]),
            BY,
        ),
        good("crl-number-of-20-octets", "A revocation list whose number has 20 octets", &[number(false, &[1; 20])]),
        tolerated(
            "r62-extension",
            &at("1.2.3.4"),
            "The revocation list has an extension that does not belong there",
            with("1.2.3.4", false, &[5, 0]),
            BY,
        ),
        useless(
            "r62-critical-extension",
            &at("1.2.3.4"),
            "The revocation list has an unknown critical extension",
            with("1.2.3.4", true, &[5, 0]),
            BY,
        ),
        useless(
            "r62-delta",
            &at("2.5.29.27"),
            "The revocation list names changes to another list only",
            with("2.5.29.27", true, &[2, 1, 1]),
            BY,
        ),
        useless(
            "r62-one-distribution-point",
            &at("2.5.29.28"),
            "The revocation list is that of one distribution point",
            with("2.5.29.28", true, &[0x30, 3, 0x81, 1, 0xff]),
            BY,
        ),
        instead(
            "r62-extension-twice",
            &at(NUMBER),
            "The revocation list has two numbers, and cannot be read",
            signed(|spec| spec.further = vec![extension(NUMBER, false, &[2, 1, 1])]),
        )
        .refused_by_both(&[CERTIFICATE]),
        instead("r62-unreadable", "", "The revocation list is cut short", {
            let mut cut = signed(|_| ());
            cut.pop();
            cut
        })
        .refused_by_both(&[CERTIFICATE]),
    ]
    .concat()
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
