//! Whole exchanges, on every curve and after every handover.

use mdoc_proximity::crypto::Curve;

use super::super::draft::{Draft, answer, licence, one_of, open, returned};
use super::{ASKED, ENCRYPTION, Holder, LICENCE, LICENCE_FIELD, SESSION, TWO_REQUESTS, credential, usual_request};
use crate::format::{Case, Expect, Method, Returned};
use crate::generate::exchange::ask::{self, Ask};
use crate::generate::exchange::stage::Stage;
use crate::generate::scene::Scene;
use crate::generate::world::{AGREEING_CURVES, DocumentPlan, PID, SIGNING_CURVES, slug};

pub(super) fn cases() -> Vec<Case> {
    [twins(), on_every_curve(), signed_on_every_curve(), after_every_handover()].concat()
}

fn shown() -> Expect {
    one_of([open([answer([licence(ASKED)])])])
}

fn twins() -> Vec<Case> {
    let title = "Two elements of a driving licence are shown with a MAC, after engagement by QR code";
    let (first, second) = (usual_request(), ask::request(&[Ask::licence(&["birth_date"])]));
    vec![
        Holder::new().asked(Draft::positive(LICENCE, SESSION, title), &[usual_request()], shown()),
        Holder::new().field().asked(Draft::positive(LICENCE_FIELD, SESSION, title), &[usual_request()], shown()),
        Holder::new().asked(
            Draft::positive(TWO_REQUESTS, SESSION, "A second request in the same session is answered by itself"),
            &[first, second],
            one_of([open([answer([licence(ASKED)]), answer([licence(&["birth_date"])])])]),
        ),
        two_documents(),
    ]
}

fn two_documents() -> Case {
    let mut holder = Holder::new();
    holder.credentials.push(credential(Scene::new("pid", DocumentPlan::pid()), Curve::P256, Method::Signature));
    let request = ask::request(&[Ask::licence(ASKED), Ask::new(PID, &[(PID, &["nationality"])])]);
    let pid = Returned { method: "signature".to_owned(), ..returned(PID, &[(PID, &["nationality"])]) };
    let reply = super::super::draft::answer_to(&["absent", "absent"], [licence(ASKED), pid]);
    let title = "A driving licence shown with a MAC and person identification data shown with a signature";
    holder.asked(Draft::positive("holder-two-documents", SESSION, title), &[request], one_of([open([reply])]))
}

fn on_every_curve() -> Vec<Case> {
    let case = |curve: Curve| {
        let holder = Holder::on(Stage::qr(curve), vec![credential(Scene::mdl(), curve, Method::Mac)]);
        let (id, title) =
            (format!("holder-session-{}", slug(curve)), format!("A whole exchange on {curve}, with a MAC"));
        holder.asked(Draft::positive(&id, ENCRYPTION, &title), &[usual_request()], shown())
    };
    AGREEING_CURVES.into_iter().map(case).collect()
}

fn signed_on_every_curve() -> Vec<Case> {
    let case = |curve: Curve| {
        let credentials = vec![credential(Scene::mdl(), curve, Method::Signature)];
        let holder = Holder::on(Stage::qr(Curve::P256), credentials);
        let id = format!("holder-signature-{}", slug(curve));
        let title = format!("The device signs on {curve}, in a session on P-256");
        let licence = Returned { method: "signature".to_owned(), ..licence(ASKED) };
        let draft = Draft::positive(&id, ("9.1.3.6", "12.4.6"), &title);
        holder.asked(draft, &[usual_request()], one_of([open([answer([licence])])]))
    };
    SIGNING_CURVES.into_iter().map(case).collect()
}

fn after_every_handover() -> Vec<Case> {
    let case = |(word, negotiated)| {
        let holder = Holder { stage: Stage::nfc(Curve::P256, negotiated), ..Holder::new() };
        let (id, title) = (format!("holder-nfc-{word}"), format!("Engagement by NFC, with {word} handover"));
        holder.asked(Draft::positive(&id, ("8.2.2.1", "9.2"), &title), &[usual_request()], shown())
    };
    [("static", false), ("negotiated", true)].into_iter().map(case).collect()
}
