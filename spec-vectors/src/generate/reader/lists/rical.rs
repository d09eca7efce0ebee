//! RICALs (edition 2 Annex F).

use mdoc_proximity::cbor::to_vec;
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{CertificateSpec, ListedCertificate, MsoDate, RicalBuilder};
use mdoc_proximity::x509::{Certificate, Extension};

use super::Draft;
use super::provider::{Signer, flipped, root, root_of, tagged, untagged};
use crate::format::Case;
use crate::generate::scene::text;
use crate::generate::world::{at, authority, reader_ca, reader_ca_spec};

/// A list of the reader CA, as a trust anchor.
pub(super) fn listing() -> RicalBuilder {
    listing_of(ListedCertificate::rical(reader_ca().certificate(), true))
}

fn listing_of(entry: ListedCertificate) -> RicalBuilder {
    RicalBuilder {
        id: Some(3),
        next_update: Some(at("2026-06-02T12:00:00Z").into()),
        not_after: Some(at("2026-07-01T00:00:00Z").into()),
        url: Some("https://lists.example/rical".to_owned()),
        entries: vec![entry],
        ..RicalBuilder::new("Example", at("2026-05-31T12:00:00Z"))
    }
}

pub(super) fn draft(id: &str, differs: &str, title: &str, list: Vec<u8>) -> Draft {
    Draft {
        kind: "rical",
        twin: "rical",
        id: id.to_owned(),
        title: title.to_owned(),
        differs: differs.to_owned(),
        list,
        signer_roots: vec![root().certificate().der().to_vec()],
        crls: Vec::new(),
        skew: 0,
    }
}

fn changed(id: &str, differs: &str, title: &str, change: impl FnOnce(&mut RicalBuilder)) -> Draft {
    let mut list = listing();
    change(&mut list);
    draft(id, differs, title, Signer::rical().sign_rical(&list))
}

pub(super) fn cases() -> Vec<Case> {
    [whole(), envelope(), dates(), entries(), certificates()].concat()
}

fn good() -> Vec<u8> {
    Signer::rical().sign_rical(&listing())
}

fn whole() -> Vec<Case> {
    const STRUCTURE: &[&str] = &["rical.structure"];
    [
        draft("rical", "", "A RICAL of one reader CA", good()).accepted(),
        changed("rical-version-2", "payload.version", "The list's version is 2.0", |list| {
            list.version = "2.0".to_owned();
        })
        .refused(STRUCTURE),
        changed("rical-no-type", "payload.type", "The list does not say of what type it is", |list| list.kind = None)
            .refused(STRUCTURE),
        changed("rical-other-type", "payload.type", "The list is for something else than readers", |list| {
            list.kind = Some("org.iso.18013.5.1.other".to_owned());
        })
        .refused(STRUCTURE),
        changed("rical-empty", "payload.certificateInfos", "The list is empty", |list| list.entries.clear())
            .refused(STRUCTURE),
        changed("rical-long-head", "payload.x", "A member that nobody knows is 1, written in two bytes", |list| {
            list.further.push(("x".to_owned(), vec![0x18, 1]));
        })
        .tolerated(STRUCTURE),
        changed("rical-further-member", "", "The list has a member that nobody knows", |list| {
            list.further.push(("x".to_owned(), vec![1]));
        })
        .accepted(),
    ]
    .concat()
}

fn envelope() -> Vec<Case> {
    const STRUCTURE: &[&str] = &["rical.structure"];
    let signer = Signer::rical();
    let payload = listing().to_bytes();
    let root_der = root().certificate().der().to_vec();
    let with_root = signer.sign_rical_with(&listing(), &[&signer.certificate(), &root_der]);
    let other_root = Draft {
        signer_roots: vec![root_of("another list root").certificate().der().to_vec()],
        ..draft("rical-forged", "signerRoots[0].subjectPublicKey", "The trusted root only bears the name", good())
    };
    let nobody = Draft {
        signer_roots: Vec::new(),
        ..draft("rical-signer-unknown", "signerRoots", "Nobody's lists are trusted", good())
    };
    [
        draft("rical-signature", "signature", "The list's signature is broken", flipped(good()))
            .refused(&["rical.signature"]),
        draft("rical-no-cose", "list", "The list is no COSE_Sign1", vec![0xa0]).refused(STRUCTURE),
        draft(
            "rical-detached",
            "payload",
            "The payload is null, and signed all the same",
            signer.sign_bytes_protected(&payload, |envelope| envelope.payload = None),
        )
        .refused(&["rical.signature", "rical.structure"]),
        draft("rical-tagged", "tag", "The list has its tag, 18", tagged(&good())).tolerated(STRUCTURE),
        draft(
            "rical-unprotected-chain",
            "protected.x5chain",
            "The signer's certificate is not in the protected headers",
            signer.sign_bytes(&payload, |_| {}),
        )
        .tolerated(STRUCTURE),
        draft("rical-root-in-chain", "protected.x5chain", "The signer's root came along", with_root)
            .tolerated(STRUCTURE),
        other_root.refused(&["path.signature"]),
        nobody.refused(&["path.anchor"]),
    ]
    .concat()
}

fn dates() -> Vec<Case> {
    let bare = |text: &str| MsoDate { tag: None, text: text.to_owned() };
    [
        changed("rical-date-in-the-future", "payload.date", "The list is of tomorrow", |list| {
            list.date = at("2026-06-02T12:00:00Z").into();
        })
        .refused(&["rical.date"]),
        changed("rical-date-untagged", "payload.date", "The list's date has no tag 0", |list| {
            list.date = bare("2026-05-31T12:00:00Z");
        })
        .tolerated(&["rical.date"]),
        changed("rical-next-update", "payload.nextUpdate", "There should be a newer list", |list| {
            list.next_update = Some(at("2026-06-01T11:00:00Z").into());
        })
        .noted(&["rical.next-update"]),
        changed("rical-not-after", "payload.notAfter", "The list vouches for nothing any more", |list| {
            list.not_after = Some(at("2026-06-01T11:00:00Z").into());
        })
        .refused(&["rical.not-after"]),
        changed("rical-not-after-untagged", "payload.notAfter", "The list's end has no tag 0", |list| {
            list.not_after = Some(bare("2026-07-01T00:00:00Z"));
        })
        .tolerated(&["rical.not-after"]),
    ]
    .concat()
}

/// A change of a member of the one entry; without a value it is left out.
fn entry(id: &str, member: &str, title: &str, value: Option<Vec<u8>>) -> Draft {
    changed(id, &format!("payload.certificateInfos[0].{member}"), title, |list| match value {
        Some(value) => list.entries[0].set(member, value),
        None => list.entries[0].remove(member),
    })
}

fn entries() -> Vec<Case> {
    const ENTRY: &[&str] = &["rical.entry"];
    let other = || Some(to_vec(&[1_u8; 20][..]));
    let date = |text: &str| Some(to_vec(&MsoDate { tag: Some(0), text: text.to_owned() }));
    [
        entry("rical-entry-serial-number", "serialNumber", "The serial number is not the certificate's", {
            Some(vec![0xc2, 0x42, 1, 2])
        })
        .entry_refused(ENTRY),
        entry(
            "rical-entry-serial-number-without-tag-2",
            "serialNumber",
            "The serial number is the certificate's, in a byte string without tag 2",
            Some(untagged(&listing().entries[0], "serialNumber")),
        )
        .entry_tolerated(ENTRY),
        entry("rical-entry-key-identifier", "ski", "The key identifier is not the certificate's", other())
            .entry_refused(ENTRY),
        entry(
            "rical-entry-type",
            "type",
            "The entry is of another type than the list",
            Some(text("org.example.other")),
        )
        .entry_refused(ENTRY),
        entry(
            "rical-entry-empty-constraints",
            "trustConstraints",
            "The constraints are an empty array",
            Some(vec![0x80]),
        )
        .entry_refused(ENTRY),
        entry("rical-entry-subject", "subject", "The subject is not the certificate's", Some(vec![0x42, 0x30, 0]))
            .entry_refused(ENTRY),
        entry("rical-entry-no-certificate", "certificate", "The entry holds no certificate", None).entry_refused(ENTRY),
        entry(
            "rical-entry-not-said-to-be-an-anchor",
            "isTrustAnchor",
            "The entry does not say whether it is a trust anchor",
            None,
        )
        .entry_tolerated(ENTRY),
        entry("rical-entry-country", "issuingCountry", "The country is not the certificate's", Some(text("SE")))
            .entry_tolerated(ENTRY),
        entry(
            "rical-entry-not-before",
            "notBefore",
            "The beginning is not the certificate's",
            date("2025-01-01T12:00:00Z"),
        )
        .entry_tolerated(ENTRY),
        entry("rical-entry-no-anchor", "isTrustAnchor", "The entry is of a CA that no path may end at", {
            Some(to_vec(&false))
        })
        .entry_refused(&[]),
        changed("rical-constraints-as-drafted", "", "The constraints go by the draft's misspelt name", |list| {
            list.entries[0].set("trustContraints", vec![0x81, 0xa0]);
        })
        .accepted(),
    ]
    .concat()
}

/// The reader CA after a change.
fn ca(change: impl FnOnce(&mut CertificateSpec)) -> Certificate {
    let mut spec = reader_ca_spec();
    change(&mut spec);
    authority("reader ca", Curve::P256, &spec).certificate().clone()
}

/// Certificates that are listed and fit no reader CA.
fn certificates() -> Vec<Case> {
    let listed = |id: &str, member: &str, title: &str, change: &dyn Fn(&mut CertificateSpec)| {
        let list = Signer::rical().sign_rical(&listing_of(ListedCertificate::rical(&ca(change), true)));
        draft(id, &format!("payload.certificateInfos[0].certificate.{member}"), title, list)
    };
    let usage = Extension::new("2.5.29.15", false, vec![0x03, 0x02, 0x01, 0x06]).unwrap();
    [
        listed("rical-entry-no-ca", "basicConstraints", "The listed certificate is no CA's", &|spec| {
            spec.basic_constraints = None;
        })
        .entry_refused(&["path.ca"]),
        listed(
            "rical-entry-key-usage-not-critical",
            "keyUsage",
            "The listed CA's key usage is not critical",
            &|spec| {
                spec.further.push(usage.clone());
            },
        )
        .entry_tolerated(&["profile.key-usage"]),
    ]
    .concat()
}
