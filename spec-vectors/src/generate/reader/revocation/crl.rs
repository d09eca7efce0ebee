//! Revocation lists of certificates: whose they are, how old, and in what form (B.2, B.3.2).

use mdoc_proximity::issuer::{ListKeyId, RevocationListSpec, RevokedEntry};
use mdoc_proximity::x509::{Certificate, Extension, KeyUsage};

use super::{CERTIFICATE, iaca, list, with_crl};
use crate::format::Case;
use crate::generate::scene::{Draft, Scene};
use crate::generate::world::{Issuer, at};

const TWIN: &str = "crl-reported";
const LIST: &str = "trust.crls[0]";

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [forms(), limits(), dates(), issuers(), entries()].concat()
}

fn changed(change: impl FnOnce(&mut RevocationListSpec)) -> Scene {
    let mut list = list();
    change(&mut list);
    with_crl(iaca().revoke(&list).unwrap(), false)
}

fn draft(id: &str, member: &str, title: &str, change: impl FnOnce(&mut RevocationListSpec)) -> Draft {
    changed(change).negative(&format!("crl-{id}"), TWIN, &format!("{LIST}.{member}"), title)
}

fn extension(oid: &str, critical: bool, value: &[u8]) -> Extension {
    Extension::new(oid, critical, value.to_vec()).unwrap()
}

/// Slips that the strict profile does not use a list with.
fn forms() -> Vec<Case> {
    const ID: &str = "crl.profile";
    let slip = |id: &str, member: &str, title: &str, change: &dyn Fn(&mut RevocationListSpec)| {
        draft(id, member, title, change).by_profile((&[], &[ID, CERTIFICATE]), (&[], &[ID]))
    };
    [
        slip("no-number", "crlNumber", "The list has no number", &|list| list.number = None),
        slip("no-key-identifier", "authorityKeyIdentifier", "The list does not say which key signed it", &|list| {
            list.authority_key_identifier = ListKeyId::Absent;
        }),
        slip("other-key-identifier", "authorityKeyIdentifier", "The list names another key", &|list| {
            list.authority_key_identifier = ListKeyId::Other(vec![7; 20]);
        }),
        slip("91-days", "nextUpdate", "The next list is due after 91 days", &|list| {
            list.next_update = Some(at("2026-07-31T00:00:00Z"));
        }),
        slip("empty", "revokedCertificates", "The list names nobody, and is not left out", &|list| {
            list.revoked = Some(Vec::new());
        }),
        slip("further-extension", "extensions", "The list has an extension that does not belong there", &|list| {
            list.further.push(extension("1.3.6.1.4.1.58017.1", false, b"\x0c\x01x"));
        }),
        changed(|list| list.next_update = Some(at("2026-07-30T00:00:00Z")))
            .positive("crl-90-days", "The next list is due after 90 days, the most")
            .clause("B.2", "B.2")
            .accepted_by_both(),
    ]
    .concat()
}

/// Lists that say something about a part only, which no profile uses.
fn limits() -> Vec<Case> {
    const BOTH: &[&str] = &["crl.profile", CERTIFICATE];
    let partial = |id: &str, title: &str, extension: Extension| {
        draft(id, "extensions", title, |list| list.further.push(extension)).by_profile((&[], BOTH), (&[], BOTH))
    };
    [
        partial("delta", "A list of changes only", extension("2.5.29.27", true, &[2, 1, 1])),
        partial(
            "of-one-point",
            "A list of one distribution point",
            extension("2.5.29.28", true, &[0x30, 0x03, 0x81, 0x01, 0xff]),
        ),
        partial(
            "unknown-critical",
            "A critical extension that nobody knows",
            extension("1.3.6.1.4.1.58017.1", true, b"\x0c\x01x"),
        ),
    ]
    .concat()
}

fn dates() -> Vec<Case> {
    const ID: &[&str] = &["crl.current"];
    const BOTH: &[&str] = &["crl.current", CERTIFICATE];
    let good = |id: &str, title: &str, change: fn(&mut RevocationListSpec)| {
        changed(change).positive(&format!("crl-{id}"), title).clause("B.3.2", "B.3.2").accepted_by_both()
    };
    let skewed = |scene: Scene| scene.input(|input| input.skew = 1);
    [
        draft("in-the-future", "thisUpdate", "The list is of a second from now", |list| {
            list.this_update = at("2026-06-01T12:00:01Z");
        })
        .by_profile((&[], BOTH), (&[], BOTH)),
        draft("a-second-over", "nextUpdate", "A newer list was due a second ago", |list| {
            list.next_update = Some(at("2026-06-01T11:59:59Z"));
        })
        .by_profile((&[], BOTH), (&[], BOTH)),
        good("first-instant", "The list is of this instant", |list| list.this_update = at("2026-06-01T12:00:00Z")),
        good("last-instant", "A newer list is due this instant", |list| {
            list.next_update = Some(at("2026-06-01T12:00:00Z"));
        }),
        skewed(changed(|_| {}))
            .positive("crl-skew", "The clock may be a second off, and it does not matter to the list")
            .clause("B.3.2", "B.3.2")
            .accepted_by_both(),
        skewed(changed(|list| list.next_update = Some(at("2026-06-01T11:59:59Z"))))
            .negative(
                "crl-a-second-over-tolerated",
                "crl-skew",
                &format!("{LIST}.nextUpdate"),
                "A newer list was due a second ago, within the clock's tolerance",
            )
            .by_profile((&[], ID), (&[], ID)),
    ]
    .concat()
}

fn issuers() -> Vec<Case> {
    const ID: &[&str] = &["crl.issuer"];
    let mut name = iaca().certificate().subject_der().to_vec();
    let letter = name.iter().rposition(u8::is_ascii_lowercase).unwrap();
    name[letter].make_ascii_uppercase();
    let by_root = changed(|_| {}).with(|scene| scene.issuer.root.key_usage = Some(KeyUsage::KEY_CERT_SIGN));
    [
        draft(
            "issuer-in-another-case",
            "issuer",
            "The list's issuer is the root, with a letter in another case",
            |list| {
                list.issuer = Some(name);
            },
        )
        .by_profile((&[], &["crl.issuer", CERTIFICATE]), (&[], ID)),
        // The strict profile does not take such a root at all.
        by_root
            .negative(
                "crl-by-who-may-not-sign-lists",
                TWIN,
                "trust.roots[0].keyUsage",
                "The root's key is not for cRLSign, and signed the list",
            )
            .by_profile((&["path.anchor"], &[]), (&[], ID)),
    ]
    .concat()
}

/// What names the signer revokes it, whatever else is wrong with the list.
fn entries() -> Vec<Case> {
    let signer = Certificate::from_der(&Issuer::mdl().certificate()).unwrap();
    let revoked = |id: &str, title: &str, change: &dyn Fn(&mut RevocationListSpec), deviations: &[&str]| {
        let list = |list: &mut RevocationListSpec| {
            *list = list.clone().naming(&signer);
            change(list);
        };
        let draft = changed(list).negative(id, TWIN, LIST, title);
        draft.by_profile((&[CERTIFICATE], deviations), (&[CERTIFICATE], deviations))
    };
    let with_reason = |reason: u8| {
        let signer = signer.clone();
        move |list: &mut RevocationListSpec| {
            let entry = RevokedEntry::new(&signer, list.this_update);
            list.revoked = Some(vec![RevokedEntry { reason: Some(reason), ..entry }]);
        }
    };
    [
        revoked(
            "r61-revoked-long-ago",
            "The signer is revoked by a list whose next update is past",
            &|list| list.next_update = Some(at("2026-05-31T00:00:00Z")),
            &["crl.current"],
        ),
        revoked("r61-revoked-with-a-reason", "The signer is revoked, with a reason", &with_reason(1), &["crl.profile"]),
        revoked("r61-on-hold", "The signer is on hold", &with_reason(6), &["crl.profile"]),
    ]
    .concat()
}
