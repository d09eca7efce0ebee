//! What an issuer delivers, judged by the holder before it is stored.

use mdoc_proximity::crypto::Curve;

use super::label::clause_of;
use super::scene::{Scene, text};
use super::world::{DocumentPlan, MDL, MDL_NAME_SPACE, NOW, key, value};
use crate::format::{Case, Expect, Input, Outcome, ReceiveCredential, Role, Secret, Trust, Twin};

const TWIN: &str = "issuance";

/// A licence with every mandatory element.
fn licence() -> Scene {
    let day = |text: &str| {
        value(|writer| {
            writer.tag(1004).text(text);
        })
    };
    let privileges = value(|writer| {
        writer.array(1).map(1).text("vehicle_category_code").text("B");
    });
    let plan = [
        ("given_name", text("Kari")),
        ("issue_date", day("2026-03-01")),
        ("expiry_date", day("2031-03-01")),
        ("issuing_authority", text("Example authority")),
        ("document_number", text("1234567")),
        ("driving_privileges", privileges),
        ("un_distinguishing_sign", text("N")),
    ]
    .into_iter()
    .fold(DocumentPlan::mdl(), |plan, (identifier, value)| plan.with(MDL_NAME_SPACE, identifier, value));
    Scene::new("issuance", plan)
}

/// What is delivered, to whom and when.
struct Delivery {
    scene: Scene,
    device_key: &'static str,
    at: &'static str,
}

impl Delivery {
    fn of(scene: Scene) -> Self {
        Self { scene, device_key: "device", at: NOW }
    }

    /// Both cases: what fails, and what deviates, under the strict profile and in the field.
    fn cases(
        &self,
        id: &str,
        differs: &str,
        title: &str,
        strict: (&[&str], &[&str]),
        field: (&[&str], &[&str]),
    ) -> Vec<Case> {
        let one = |profile: &str, (failing, deviations): (&[&str], &[&str])| {
            let suffix = if profile == "strict" { "" } else { "-field" };
            let owned = |ids: &[&str]| Some(ids.iter().map(ToString::to_string).collect());
            let about = [failing, deviations].concat();
            Case {
                id: format!("{id}{suffix}"),
                tests: Vec::new(),
                title: title.to_owned(),
                clause: clause_of(None, if about.is_empty() { &["issuance.elements"] } else { &about }),
                role: Role::Holder,
                twin: (!differs.is_empty()).then(|| Twin::differing(format!("{TWIN}{suffix}"), differs.to_owned())),
                input: Input::ReceiveCredential(Box::new(ReceiveCredential {
                    issuer_signed: self.scene.issuer_signed_bytes().into(),
                    doc_type: MDL.to_owned(),
                    device_key: Secret::from(&key(self.device_key, Curve::P256)),
                    trust: Trust {
                        roots: vec![self.scene.issuer.authority().certificate().der().into()],
                        ..Trust::default()
                    },
                    at: self.at.to_owned(),
                    profile: profile.to_owned(),
                })),
                expect: Expect::Is(Outcome::Trust {
                    accepted: failing.is_empty(),
                    failing: owned(failing),
                    deviations: owned(deviations),
                    anchors: None,
                }),
            }
        };
        vec![one("strict", strict), one("field", field)]
    }

    fn refused(&self, id: &str, differs: &str, title: &str, failing: &[&str]) -> Vec<Case> {
        self.cases(id, differs, title, (failing, &[]), (failing, &[]))
    }

    fn tolerated(&self, id: &str, differs: &str, title: &str, failing: &[&str]) -> Vec<Case> {
        self.cases(id, differs, title, (failing, &[]), (&[], failing))
    }
}

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    let items = format!("issuerSigned.nameSpaces[\"{MDL_NAME_SPACE}\"]");
    let missing = licence().unsigned(|document| {
        for (_, items) in &mut document.items {
            items.retain(|item| item.element_identifier != "given_name");
        }
    });
    let changed = licence().unsigned(|document| document.items[0].1[0].element_value = text("Somebody"));
    let random = licence().unsigned(|document| {
        let random = document.items[0].1[0].random.clone();
        document.items[0].1[1].random = random;
    });
    let later: (&[&str], &[&str]) = (&[], &["mso.valid-from"]);
    [
        Delivery::of(licence()).cases(TWIN, "", "A licence as an issuer delivers it", (&[], &[]), (&[], &[])),
        Delivery { device_key: "another device", ..Delivery::of(licence()) }.refused(
            "issuance-other-key",
            "deviceKey",
            "The licence is for another key than the holder's",
            &["issuance.device-key"],
        ),
        Delivery::of(missing).tolerated(
            "issuance-element-missing",
            &items,
            "The licence has no given name",
            &["issuance.elements"],
        ),
        Delivery::of(changed).refused(
            "issuance-element-value",
            &format!("{items}[0].elementValue"),
            "An element is not the one that was digested",
            &["mso.digests"],
        ),
        Delivery::of(random.digested()).tolerated(
            "issuance-random-twice",
            &format!("{items}[1].random"),
            "Two elements have the same random",
            &["mso.random"],
        ),
        Delivery::of(licence().envelope(|envelope| envelope.signed = b"something else".to_vec())).refused(
            "issuance-signature",
            "issuerSigned.issuerAuth.signature",
            "The issuer's signature is over something else",
            &["issuer.signature"],
        ),
        Delivery { at: "2026-02-01T12:00:00Z", ..Delivery::of(licence()) }.cases(
            "issuance-for-later",
            "at",
            "The licence is not valid yet, as issuers deliver ahead of time",
            later,
            later,
        ),
        Delivery { at: "2026-12-01T00:00:01Z", ..Delivery::of(licence()) }.refused(
            "issuance-too-late",
            "at",
            "The licence is not valid any more",
            &["mso.valid-until"],
        ),
    ]
    .concat()
}
