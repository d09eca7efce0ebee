//! The form of revocation lists: version, entries and extensions (B.2).

use mdoc_proximity::issuer::{ListKeyId, RevokedEntry};

use super::{CERTIFICATE, KEY_COMPROMISE, extension, good, iaca, instead, naming, signed, signer, tolerated, useless};
use crate::format::Case;
use crate::generate::world::at;

pub(super) fn cases() -> Vec<Case> {
    [form(), extensions()].concat()
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
