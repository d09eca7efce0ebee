//! VICALs (R100, R101).

use mdoc_proximity::cbor::{Writer, to_vec};
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{CertificateSpec, ListedCertificate, MsoDate, VicalBuilder};
use mdoc_proximity::x509::{BasicConstraints, Certificate};

use super::Draft;
use super::provider::{Signer, flipped, root, root_of, tagged, untagged};
use crate::format::Case;
use crate::generate::scene::{Envelope, text};
use crate::generate::world::{Issuer, MDL, at, authority, iaca_spec};

pub(super) fn listing() -> VicalBuilder {
    listing_of(Issuer::mdl().authority().certificate())
}

fn listing_of(certificate: &Certificate) -> VicalBuilder {
    VicalBuilder {
        issue_id: Some(7),
        next_update: Some(at("2026-06-02T12:00:00Z").into()),
        not_after: Some(at("2026-07-01T00:00:00Z").into()),
        entries: vec![ListedCertificate::vical(certificate, &[MDL])],
        ..VicalBuilder::new("Example", at("2026-05-31T12:00:00Z"))
    }
}

pub(super) fn draft(id: &str, differs: &str, title: &str, list: Vec<u8>) -> Draft {
    Draft {
        kind: "vical",
        twin: "vical",
        id: id.to_owned(),
        title: title.to_owned(),
        differs: differs.to_owned(),
        list,
        signer_roots: vec![root().certificate().der().to_vec()],
        crls: Vec::new(),
        skew: 0,
    }
}

fn changed(id: &str, differs: &str, title: &str, change: impl FnOnce(&mut VicalBuilder)) -> Draft {
    let mut list = listing();
    change(&mut list);
    draft(id, differs, title, Signer::vical().sign_vical(&list))
}

pub(super) fn cases() -> Vec<Case> {
    [whole(), dates(), entries()].concat()
}

fn whole() -> Vec<Case> {
    const STRUCTURE: &[&str] = &["vical.structure"];
    let good = || Signer::vical().sign_vical(&listing());
    let own = |change: fn(&mut Envelope)| Signer::vical().sign_bytes(&listing().to_bytes(), change);
    let other_root = Draft {
        signer_roots: vec![root_of("another list root").certificate().der().to_vec()],
        ..draft("vical-forged", "signerRoots[0].subjectPublicKey", "The trusted root only bears the name", good())
    };
    [
        draft("vical", "", "A VICAL of one issuing authority", good()).accepted(),
        draft("r100-signature", "signature", "The list's signature is broken", flipped(good()))
            .refused(&["vical.signature"]),
        draft("r100-no-cose", "list", "The list is no COSE_Sign1", vec![0xa0]).refused(STRUCTURE),
        draft(
            "r100-detached",
            "payload",
            "The payload is null, and signed all the same",
            own(|envelope| envelope.payload = None),
        )
        .refused(&["vical.signature", "vical.structure"]),
        changed("r100-version-2", "payload.version", "The list's version is 2.0", |list| {
            list.version = "2.0".to_owned()
        })
        .refused(STRUCTURE),
        draft("r100-tagged", "tag", "The list has its tag, 18", tagged(&good())).tolerated(STRUCTURE),
        changed("r100-long-head", "payload.x", "A member that nobody knows is 1, written in two bytes", |list| {
            list.further.push(("x".to_owned(), vec![0x18, 1]));
        })
        .tolerated(STRUCTURE),
        changed("vical-further-member", "", "The list has a member that nobody knows", |list| {
            list.further.push(("x".to_owned(), vec![1]));
        })
        .accepted(),
        other_root.refused(&["path.signature"]),
        Draft {
            signer_roots: Vec::new(),
            ..draft("vical-signer-unknown", "signerRoots", "Nobody's lists are trusted", good())
        }
        .refused(&["path.anchor"]),
    ]
    .concat()
}

fn dates() -> Vec<Case> {
    let bare = |text: &str| MsoDate { tag: None, text: text.to_owned() };
    [
        changed("r100-date-in-the-future", "payload.date", "The list is of tomorrow", |list| {
            list.date = at("2026-06-02T12:00:00Z").into();
        })
        .refused(&["vical.date"]),
        changed("r100-date-untagged", "payload.date", "The list's date has no tag 0", |list| {
            list.date = bare("2026-05-31T12:00:00Z");
        })
        .tolerated(&["vical.date"]),
        changed("r100-next-update", "payload.nextUpdate", "There should be a newer list", |list| {
            list.next_update = Some(at("2026-06-01T11:00:00Z").into());
        })
        .noted(&["vical.next-update"]),
        changed("r100-not-after", "payload.notAfter", "The list vouches for nothing any more", |list| {
            list.not_after = Some(at("2026-06-01T11:00:00Z").into());
        })
        .refused(&["vical.not-after"]),
        changed("r100-not-after-untagged", "payload.notAfter", "The list's end has no tag 0", |list| {
            list.not_after = Some(bare("2026-07-01T00:00:00Z"));
        })
        .tolerated(&["vical.not-after"]),
        bounds(),
    ]
    .concat()
}

/// The instants themselves are inside, and the list is judged on 2026-06-01 at noon.
fn bounds() -> Vec<Case> {
    let this_instant = "2026-06-01T12:00:00Z";
    [
        changed("vical-of-this-instant", "", "A list of this very second", |list| list.date = at(this_instant).into())
            .accepted(),
        changed("r100-date-in-a-second", "payload.date", "The list is of the next second", |list| {
            list.date = at("2026-06-01T12:00:01Z").into();
        })
        .refused(&["vical.date"]),
        changed("vical-update-this-instant", "", "The next list is due this very second", |list| {
            list.next_update = Some(at(this_instant).into());
        })
        .accepted(),
        changed("r100-next-update-a-second-ago", "payload.nextUpdate", "A newer list was due a second ago", |list| {
            list.next_update = Some(at("2026-06-01T11:59:59Z").into());
        })
        .noted(&["vical.next-update"]),
        changed(
            "r100-next-update-with-a-fraction",
            "payload.nextUpdate",
            "The next list is due in parts of a second",
            |list| {
                list.next_update = Some(MsoDate { tag: Some(0), text: "2026-06-02T12:00:00.5Z".to_owned() });
            },
        )
        .noted(&["vical.next-update"]),
        changed(
            "vical-for-90-days",
            "",
            "The list is 90 days old, and does not say when the next one is due",
            |list| {
                (list.date, list.next_update) = (at("2026-03-03T12:00:00Z").into(), None);
            },
        )
        .accepted(),
        changed("r100-more-than-90-days", "payload.date", "The list does not say when the next one was due", |list| {
            (list.date, list.next_update) = (at("2026-03-03T11:59:59Z").into(), None);
        })
        .differing_from("vical-for-90-days", "payload.date")
        .noted(&["vical.next-update"]),
        changed("vical-until-this-instant", "", "A list that vouches until this very second", |list| {
            list.not_after = Some(at(this_instant).into());
        })
        .accepted(),
        changed("r100-not-after-a-second-ago", "payload.notAfter", "The list vouched until a second ago", |list| {
            list.not_after = Some(at("2026-06-01T11:59:59Z").into());
        })
        .refused(&["vical.not-after"]),
        Draft {
            skew: 1,
            ..changed(
                "vical-not-after-tolerated",
                "",
                "The list vouched until a second ago by a clock that may be off",
                |list| {
                    list.not_after = Some(at("2026-06-01T11:59:59Z").into());
                },
            )
        }
        .noted(&["vical.not-after"]),
        changed("r100-not-after-unreadable", "payload.notAfter", "Until when the list vouches is no date", |list| {
            list.not_after = Some(MsoDate { tag: Some(0), text: "later".to_owned() });
        })
        .refused(&["vical.not-after"]),
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
    const ENTRY: &[&str] = &["vical.entry"];
    let root = Issuer::mdl().authority();
    let root = root.certificate();
    let bignum = |magnitude: &[u8]| [vec![0xc2], to_vec(magnitude)].concat();
    let wrapped = [&[4, 20], root.subject_key_identifier().unwrap()].concat();
    let date = |text: &str| Some(to_vec(&MsoDate { tag: Some(0), text: text.to_owned() }));
    let types = |types: &[&str]| {
        let mut writer = Writer::new();
        writer.array(types.len());
        types.iter().for_each(|one| {
            writer.text(one);
        });
        Some(writer.into_vec())
    };
    let without_length = listing_of(&iaca(|spec| {
        spec.basic_constraints = Some(BasicConstraints { ca: true, path_length: None });
    }));
    let no_ca = listing_of(&iaca(|spec| spec.basic_constraints = None));
    let certificate = "payload.certificateInfos[0].certificate";
    [
        entry(
            "r101-serial-number",
            "serialNumber",
            "The serial number is not the certificate's",
            Some(bignum(&[1, 2])),
        )
        .entry_refused(ENTRY),
        entry(
            "r101-untagged-serial-number",
            "serialNumber",
            "The serial number is a small integer, not a bignum, and not the certificate's",
            Some(to_vec(&1_u64)),
        )
        .entry_refused(ENTRY),
        entry(
            "r101-without-tag-2",
            "serialNumber",
            "The serial number is the certificate's, in a byte string without tag 2",
            Some(untagged(&listing().entries[0], "serialNumber")),
        )
        .entry_tolerated(ENTRY),
        entry("r101-no-serial-number", "serialNumber", "The entry gives no serial number", None).entry_tolerated(ENTRY),
        entry(
            "r101-key-identifier",
            "ski",
            "The key identifier is not the certificate's",
            Some(to_vec(&[1_u8; 20][..])),
        )
        .entry_refused(ENTRY),
        draft("vical-wrapped-key-identifier", "", "The key identifier is wrapped as in the certificate", {
            let mut list = listing();
            list.entries[0].set("ski", to_vec(&wrapped[..]));
            Signer::vical().sign_vical(&list)
        })
        .accepted(),
        entry("vical-entry-issuer", "issuer", "The issuer is not the certificate's", Some(to_vec(&[0x30_u8, 0][..])))
            .entry_refused(ENTRY),
        entry(
            "vical-entry-subject",
            "subject",
            "The subject is not the certificate's",
            Some(to_vec(&[0x30_u8, 0][..])),
        )
        .entry_refused(ENTRY),
        entry("vical-entry-state", "stateOrProvinceName", "The certificate names no state", Some(text("NO-03")))
            .entry_tolerated(ENTRY),
        entry(
            "vical-entry-a-second-late",
            "notBefore",
            "The beginning is a second after the certificate's",
            date("2025-01-01T00:00:01Z"),
        )
        .entry_tolerated(ENTRY),
        entry(
            "vical-entry-date-untagged",
            "notBefore",
            "The beginning is the certificate's, without tag 0",
            Some(text("2025-01-01T00:00:00Z")),
        )
        .entry_tolerated(ENTRY),
        entry(
            "r101-wrapped-key-identifier",
            "ski",
            "The key identifier is wrapped as in the certificate, and not the certificate's",
            Some(to_vec(&[&[4, 20], &[1_u8; 20][..]].concat()[..])),
        )
        .entry_refused(ENTRY),
        entry(
            "r101-key-identifier-wrapped-wrongly",
            "ski",
            "The key identifier is the certificate's, wrapped with another length",
            Some(to_vec(&[&[4, 19], root.subject_key_identifier().unwrap()].concat()[..])),
        )
        .entry_refused(ENTRY),
        entry("vical-entry-country", "issuingCountry", "The country is not the certificate's", Some(text("SE")))
            .entry_tolerated(ENTRY),
        entry(
            "vical-entry-half-a-day-early",
            "notAfter",
            "The end is twelve hours before the certificate's",
            date("2033-12-31T12:00:00Z"),
        )
        .entry_tolerated(ENTRY),
        entry("vical-entry-no-type", "docType", "The entry names no document type", types(&[])).entry_refused(ENTRY),
        entry("vical-entry-no-certificate", "certificate", "The entry holds no certificate", None).entry_refused(ENTRY),
        draft(
            "vical-entry-no-ca",
            &format!("{certificate}.basicConstraints"),
            "The listed certificate is no CA's",
            Signer::vical().sign_vical(&no_ca),
        )
        .entry_refused(&["path.ca"]),
        draft(
            "vical-entry-no-path-length",
            &format!("{certificate}.basicConstraints.pathLenConstraint"),
            "The listed root sets no path length",
            Signer::vical().sign_vical(&without_length),
        )
        .entry_tolerated(&["profile.basic-constraints"]),
    ]
    .concat()
}

/// The issuing authority after a change.
fn iaca(change: impl FnOnce(&mut CertificateSpec)) -> Certificate {
    let mut spec = iaca_spec();
    change(&mut spec);
    authority("iaca", Curve::P256, &spec).certificate().clone()
}
