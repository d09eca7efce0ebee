//! What must be accepted.

use mdoc_proximity::crypto::HashAlgorithm;
use mdoc_proximity::issuer::Authorizations;

use mdoc_proximity::crypto::Curve;

use crate::format::{Case, Expect};
use crate::generate::scene::{How, Scene, response, text};
use crate::generate::world::{AGREEING_CURVES, DocumentPlan, SIGNING_CURVES, Session, openid4vp, slug};

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [answers(), curves(), digests(), documents(), sessions(), ages(), authorized()].concat()
}

fn answers() -> Vec<Case> {
    let signature = "A driving licence, shown by a device that signs, after engagement by QR code";
    let mac = "A driving licence, shown by a device that answers with a MAC";
    [
        Scene::mdl().positive("mdl", signature).clause("9.3", "12.8").accepted_by_both(),
        Scene::mdl()
            .with(|scene| scene.how = How::Mac)
            .positive("mdl-mac", mac)
            .clause("9.1.3.5", "12.4.5")
            .accepted_by_both(),
    ]
    .concat()
}

fn curves() -> Vec<Case> {
    let mut cases = Vec::new();
    for curve in SIGNING_CURVES {
        let name = slug(curve);
        let signer = Scene::mdl().with(|scene| scene.issuer.signer_key.1 = curve);
        let title = format!("The document signer's key is on {curve}");
        cases.extend(signer.positive(&format!("signer-{name}"), &title).clause("9.1.2.4", "12.3.4").accepted());
        // No issuing authority may be on an Edwards curve (B.1.2).
        if !matches!(curve, Curve::Ed25519 | Curve::Ed448) {
            let root = Scene::mdl().with(|scene| scene.issuer.root_key.1 = curve);
            let title = format!("The issuing authority's key is on {curve}");
            cases.extend(root.positive(&format!("iaca-{name}"), &title).clause("B.1.1", "B.1.1").accepted());
        }
        let device = Scene::mdl().on(curve, How::Signature);
        let title = format!("The device key signs on {curve}");
        cases.extend(device.positive(&format!("device-{name}"), &title).clause("9.1.3.6", "12.4.6").accepted());
    }
    for curve in AGREEING_CURVES {
        let title = format!("The device answers with a MAC whose key is agreed on {curve}");
        let device = Scene::mdl().on(curve, How::Mac);
        let id = format!("device-mac-{}", slug(curve));
        cases.extend(device.positive(&id, &title).clause("9.1.3.5", "12.4.5").accepted());
    }
    cases
}

fn digests() -> Vec<Case> {
    let of = |algorithm: HashAlgorithm| {
        let title = format!("The items are digested by {}", algorithm.name());
        let scene = Scene::mdl().with(|scene| scene.plan.digest_algorithm = algorithm);
        let id = format!("digest-{}", algorithm.name().to_ascii_lowercase());
        scene.positive(&id, &title).clause("9.1.2.5", "12.3.5").accepted()
    };
    [HashAlgorithm::Sha256, HashAlgorithm::Sha384, HashAlgorithm::Sha512].into_iter().flat_map(of).collect()
}

fn documents() -> Vec<Case> {
    let one = |label: &str, plan: DocumentPlan, title: &str| {
        Scene::new(label, plan).positive(label, title).clause("8.3.2.1.2.2", "10.3.3").accepted_by_both()
    };
    let mut card = DocumentPlan::new("org.example.card").with("org.example", "name", text("Svendsen"));
    card = card.with("org.example.2", "name", text("S"));
    [
        one("pid", DocumentPlan::pid(), "EU person identification data"),
        one("age-verification", DocumentPlan::age_verification(), "An EU age verification attestation"),
        one("photo-id", DocumentPlan::photo_id(), "A Photo ID, whose issuing country has three letters"),
        one("card", card, "A document of a type that nobody knows, with two namespaces"),
        nothing(),
        several(),
    ]
    .concat()
}

fn nothing() -> Vec<Case> {
    let title = "A driving licence of which no element is returned";
    Scene::mdl()
        .unsigned(|document| document.items.clear())
        .positive("no-elements", title)
        .clause("8.3.2.1.2.2", "10.3.3")
        .accepted()
}

fn several() -> Vec<Case> {
    let title = "A driving licence and an EU age verification attestation in one response";
    let other = || {
        Scene::new("second document", DocumentPlan::age_verification())
            .positive("second", "the second document of a response")
    };
    let second = Scene::new("second document", DocumentPlan::age_verification()).play_document().0;
    let both = |id: &str, reversed: bool| {
        let second = second.clone();
        let scene = Scene::mdl()
            .documents(move |documents| documents.insert(usize::from(!reversed), second.clone()))
            .input(|input| input.request = None);
        scene.positive(id, title).clause("8.3.2.1.2.2", "10.3.2").expect("strict", |draft, played| {
            let played_second = Scene::new("second document", DocumentPlan::age_verification()).play();
            let second = other().document(&played_second, &[], &[]);
            let mut documents = vec![draft.document(played, &[], &[]), second];
            if reversed {
                documents.reverse();
            }
            Expect::Is(response(&[], &[], documents))
        })
    };
    [both("two-documents", false), both("two-documents-reversed", true)].concat()
}

fn sessions() -> Vec<Case> {
    let nfc = |negotiated: bool| {
        let (id, title) = match negotiated {
            true => ("nfc-negotiated", "After engagement by NFC, negotiated handover"),
            false => ("nfc-static", "After engagement by NFC, static handover"),
        };
        let session = Session::nfc(mdoc_proximity::crypto::Curve::P256, negotiated);
        let scene = Scene::mdl().with(|scene| scene.session = session);
        scene.positive(id, title).clause("9.1.5.1", "12.6.1").accepted()
    };
    let title = "Presented by OpenID4VP";
    let online = Scene::mdl().with(|scene| scene.transcript = Some(openid4vp()));
    [nfc(false), nfc(true), online.positive("openid4vp", title).clause("-", "-").accepted()].concat()
}

fn ages() -> Vec<Case> {
    let title = "What a licence says about ages: over 18, not over 65, and nothing between";
    let answers = [(16, "proven"), (18, "proven"), (21, "unproven"), (65, "disproven"), (70, "disproven")];
    Scene::mdl().positive("ages", title).clause("7.2.5", "13.4.6").ages(&answers).accepted()
}

fn authorized() -> Vec<Case> {
    let by_name_space = Authorizations { name_spaces: vec!["org.example".to_owned()], ..Authorizations::default() };
    let by_element = Authorizations {
        data_elements: vec![("org.example".to_owned(), vec!["a".to_owned()])],
        ..Authorizations::default()
    };
    let one = |id: &str, title: &str, how: How, authorizations: Authorizations| {
        device_signing(authorizations, "org.example", "a")
            .with(|scene| scene.how = how)
            .positive(id, title)
            .clause("9.1.3.4", "12.4.4")
            .accepted_by_both()
    };
    let by_mac = "An element that the device answers for by a MAC, its namespace authorized";
    [
        one(
            "device-signed",
            "An element the device signed, its namespace authorized",
            How::Signature,
            by_name_space.clone(),
        ),
        one("device-signed-element", "An element the device signed, authorized alone", How::Signature, by_element),
        one("device-signed-mac", by_mac, How::Mac, by_name_space),
    ]
    .concat()
}

/// A licence whose device adds an element under these authorizations. It is not compared with a request.
pub(super) fn device_signing(authorizations: Authorizations, name_space: &str, identifier: &str) -> Scene {
    let element = (name_space.to_owned(), identifier.to_owned(), text("x"));
    Scene::mdl()
        .with(|scene| scene.plan.authorizations = authorizations)
        .device(move |device| device.elements.push(element.clone()))
        .input(|input| input.request = None)
}
