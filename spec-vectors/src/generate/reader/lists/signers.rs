//! Certificates of those who sign lists (C.1.7.2, F.3.2).

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{CertificateSpec, RevocationListSpec};
use mdoc_proximity::x509::{Certificate, Extension, KeyUsage};

use super::provider::{Signer, root};
use super::{Draft, rical, vical};
use crate::format::Case;
use crate::generate::world::{at, validity};

const AIA: &str = "1.3.6.1.5.5.7.1.1";

pub(super) fn cases() -> Vec<Case> {
    [vical_signers(), rical_signers(), revoked()].concat()
}

fn of_vical(id: &str, member: &str, title: &str, change: impl FnOnce(&mut CertificateSpec)) -> Draft {
    let list = Signer::vical().with(change).sign_vical(&vical::listing());
    vical::draft(id, &format!("x5chain[0].{member}"), title, list)
}

fn of_rical(id: &str, member: &str, title: &str, change: impl FnOnce(&mut CertificateSpec)) -> Draft {
    let list = Signer::rical().with(change).sign_rical(&rical::listing());
    rical::draft(id, &format!("x5chain[0].{member}"), title, list)
}

fn vical_signers() -> Vec<Case> {
    // AuthorityInfoAccess of one URI, by this access method.
    let access = |method: u8| {
        let oid = [0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, method];
        let uri = b"\x86\x11http://a.example/";
        let length = u8::try_from(oid.len() + uri.len()).unwrap();
        let value = [&[0x30, length + 2, 0x30, length][..], &oid, uri].concat();
        move |spec: &mut CertificateSpec| spec.further.push(Extension::new(AIA, false, value).unwrap())
    };
    let edwards = Signer { curve: Curve::Ed25519, ..Signer::vical() };
    [
        of_vical("r100-signer-purpose", "extKeyUsage", "The list's signer has no purpose", |spec| {
            spec.extended_key_usage.clear();
        })
        .refused(&["path.extended-key-usage"]),
        of_vical("r100-signer-key-usage", "keyUsage", "The list's signer is for digitalSignature", |spec| {
            spec.key_usage = Some(KeyUsage::DIGITAL_SIGNATURE);
        })
        .refused(&["path.key-usage"]),
        of_vical("r100-signer-expired", "validity", "The list's signer has expired", |spec| {
            spec.validity = validity("2025-06-01", "2026-05-01");
        })
        .refused(&["path.validity"]),
        of_vical("r100-signer-1188-days", "validity", "The list's signer is for 1188 days", |spec| {
            spec.validity = validity("2025-01-01", "2028-04-03");
        })
        .tolerated(&["profile.validity"]),
        of_vical(
            "vical-signer-no-organization",
            "subject.organizationName",
            "The list's signer names no organization",
            |spec| spec.subject.organization = None,
        )
        .tolerated(&["profile.subject"]),
        of_vical("vical-signer-ocsp", "", "The list's signer names an OCSP responder", access(1)).good().accepted(),
        of_vical(
            "vical-signer-no-ocsp",
            "authorityInfoAccess",
            "The list's signer says where its CA's certificates are, and names no OCSP responder",
            access(2),
        )
        .tolerated(&["profile.authority-information-access"]),
        vical::draft(
            "vical-signer-ed25519",
            "x5chain[0].subjectPublicKey",
            "The list's signer is on Ed25519",
            edwards.sign_vical(&vical::listing()),
        )
        .tolerated(&["profile.key"]),
    ]
    .concat()
}

fn rical_signers() -> Vec<Case> {
    [
        of_rical("rical-signer-key-usage", "keyUsage", "The list's signer is for digitalSignature", |spec| {
            spec.key_usage = Some(KeyUsage::DIGITAL_SIGNATURE);
        })
        .refused(&["path.key-usage"]),
        of_rical("rical-signer-expired", "validity", "The list's signer has expired", |spec| {
            spec.validity = validity("2025-06-01", "2026-05-01");
        })
        .refused(&["path.validity"]),
        of_rical(
            "rical-signer-purpose",
            "extKeyUsage",
            "The list's signer has a purpose, and is to have none",
            |spec| {
                spec.extended_key_usage = vec!["1.2.3".to_owned()];
            },
        )
        .tolerated(&["profile.extensions"]),
    ]
    .concat()
}

/// Whoever lost the right to sign lists names no anchors.
fn revoked() -> Vec<Case> {
    const ID: &[&str] = &["revocation.certificate"];
    let list = || RevocationListSpec::new(at("2026-05-01T00:00:00Z"), at("2026-07-01T00:00:00Z"));
    let with = |draft: Draft, signer: Option<Signer>| {
        let list = match signer {
            Some(signer) => list().naming(&Certificate::from_der(&signer.certificate()).unwrap()),
            None => list(),
        };
        Draft { crls: vec![root().revoke(&list).unwrap()], ..draft }
    };
    let vical = |id: &str, title: &str| vical::draft(id, "", title, Signer::vical().sign_vical(&vical::listing()));
    let rical = |id: &str, title: &str| rical::draft(id, "", title, Signer::rical().sign_rical(&rical::listing()));
    let revoked = "The list's signer is revoked";
    let good = "A revocation list that does not name the list's signer";
    let differs = "crls[0].revokedCertificates";
    [
        with(vical("vical-signer-not-revoked", good), None).accepted(),
        with(vical("r100-signer-revoked", revoked), Some(Signer::vical()))
            .differing_from("vical-signer-not-revoked", differs)
            .refused(ID),
        with(rical("rical-signer-not-revoked", good), None).accepted(),
        with(rical("rical-signer-revoked", revoked), Some(Signer::rical()))
            .differing_from("rical-signer-not-revoked", differs)
            .refused(ID),
    ]
    .concat()
}
