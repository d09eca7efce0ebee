//! Issuers that a reader trusts through a VICAL: for the document types that it names (R100).

use mdoc_proximity::issuer::{ListedCertificate, VicalBuilder};

use super::provider::{Signer, flipped, root};
use super::vical;
use crate::format::{Case, Trust, TrustList};
use crate::generate::scene::Scene;
use crate::generate::world::{Issuer, MDL, PID, at};

const LIST: &str = "trust.lists[0].list";

/// A VICAL that names Norway's issuing authority for these document types.
fn naming(doc_types: &[&str]) -> VicalBuilder {
    let entries = vec![ListedCertificate::vical(Issuer::mdl().authority().certificate(), doc_types)];
    VicalBuilder { entries, ..vical::listing() }
}

/// A licence, and a reader that trusts nobody but this list's provider.
fn trusting(list: Vec<u8>) -> Scene {
    let signer_roots = vec![root().certificate().der().into()];
    let list = TrustList { list: list.into(), signer_roots };
    Scene::mdl().input(move |input| input.trust = Trust { lists: vec![list.clone()], ..Trust::default() })
}

pub(super) fn cases() -> Vec<Case> {
    let signed = |list: &VicalBuilder| Signer::vical().sign_vical(list);
    let refused = |id: &str, differs: &str, title: &str, list: Vec<u8>, by: &[&str]| {
        trusting(list).negative(id, "vical-trusted", &format!("{LIST}.{differs}"), title).refused_by_both(by)
    };
    let ended = VicalBuilder { not_after: Some(at("2026-06-01T11:00:00Z").into()), ..naming(&[MDL]) };
    [
        trusting(signed(&naming(&[MDL])))
            .positive("vical-trusted", "The issuing authority is trusted through a VICAL that names it for licences")
            .clause("C.1.8", "C.1.8")
            .accepted_by_both(),
        trusting(signed(&naming(&[PID, MDL])))
            .positive("vical-trusted-several-types", "The VICAL names the issuing authority for licences, too")
            .clause("C.1.8", "C.1.8")
            .accepted_by_both(),
        refused(
            "r100-doc-type-not-listed",
            "payload.certificateInfos[0].docType",
            "The VICAL names the issuing authority for another document type",
            signed(&naming(&[PID])),
            &["path.doc-type"],
        ),
        refused(
            "r100-trusted-list-ended",
            "payload.notAfter",
            "The VICAL has ended, and its anchors with it",
            signed(&ended),
            &["path.anchor"],
        ),
        refused(
            "r100-trusted-list-signature",
            "signature",
            "The VICAL's signature is broken, and its anchors are none",
            flipped(signed(&naming(&[MDL]))),
            &["path.anchor"],
        ),
    ]
    .concat()
}
