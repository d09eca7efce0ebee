//! age_over_NN (H51 to H54): the nearest attestation, each once, two at most.

use super::super::ask::{self, Ask};
use super::super::draft::{Draft, answer, answer_to, licence, one_of, open, returned};
use super::Holder;
use crate::format::{Case, Expect};
use crate::generate::world::{DocumentPlan, MDL, MDL_NAME_SPACE, PID, value};

const CLAUSE: (&str, &str) = ("7.2.5", "13.4.6");
const CLUB: &str = "org.example.club";

pub(super) fn cases() -> Vec<Case> {
    [table(), several(), names()].concat()
}

fn boolean(is: bool) -> Vec<u8> {
    value(|writer| {
        writer.bool(is);
    })
}

fn plan(doc_type: &str, name_space: &str, stored: &[(&str, bool)]) -> DocumentPlan {
    let plan = DocumentPlan::new(doc_type);
    stored.iter().fold(plan, |plan, (identifier, over)| plan.with(name_space, identifier, boolean(*over)))
}

/// A licence with these attestations.
fn holder(stored: &[(&str, bool)]) -> Holder {
    Holder::with(plan(MDL, MDL_NAME_SPACE, stored))
}

fn shown(identifiers: &[&str]) -> Expect {
    one_of([open([answer((!identifiers.is_empty()).then(|| licence(identifiers)))])])
}

/// The table of Annex D.2.2: the issuer attests 21 and 60, to three kinds of holder.
fn table() -> Vec<Case> {
    const OVER_21: Option<&str> = Some("age_over_21");
    const OVER_60: Option<&str> = Some("age_over_60");
    let asked = [18, 21, 30, 60, 64];
    let rows = [
        ("19", (false, false), [None, OVER_21, OVER_21, OVER_60, OVER_60]),
        ("30", (true, false), [OVER_21, OVER_21, None, OVER_60, OVER_60]),
        ("64", (true, true), [OVER_21, OVER_21, OVER_60, OVER_60, None]),
    ];
    let mut cases = Vec::new();
    for (age, (over_21, over_60), expected) in rows {
        for (wanted, expected) in asked.into_iter().zip(expected) {
            // The one that the project's list names.
            let number = if (age, wanted) == ("19", 18) { "h53-" } else { "" };
            let id = format!("{number}age-{age}-asked-for-{wanted}");
            let title = format!("A holder of {age} with attestations of 21 and 60 is asked for age_over_{wanted}");
            let request = ask::request(&[Ask::licence(&[&format!("age_over_{wanted}")])]);
            let holder = holder(&[("age_over_21", over_21), ("age_over_60", over_60)]);
            cases.push(holder.asked(Draft::positive(&id, CLAUSE, &title), &[request], shown(expected.as_slice())));
        }
    }
    cases
}

fn several() -> Vec<Case> {
    let four = [("age_over_18", true), ("age_over_21", true), ("age_over_25", true), ("age_over_60", false)];
    let three_asked = ["age_over_18", "age_over_60", "age_over_25"];
    let pairs = [["age_over_18", "age_over_60"], ["age_over_18", "age_over_25"], ["age_over_25", "age_over_60"]];
    let two = ask::request(&[Ask::licence(&["age_over_18", "age_over_60"])]);
    let three = ask::request(&[Ask::licence(&three_asked)]);
    let apart = three_asked.map(|asked| ask::request(&[Ask::licence(&[asked])]));
    let over = |asked: &[&str]| ask::request(&[Ask::licence(asked)]);
    let one = |asked| answer([licence(&[asked])]);
    let (twin, asked) = ("holder-two-ages", "request.docRequests[0].itemsRequest.nameSpaces");
    let nearer =
        holder(&[("age_over_25", true), ("age_over_21", true), ("age_over_16", false), ("age_over_18", false)]);
    vec![
        holder(&four).asked(Draft::positive(twin, CLAUSE, "Two attestations are asked for"), &[two], shown(&pairs[0])),
        holder(&four).asked(
            Draft::negative(
                "h51-three-ages",
                CLAUSE,
                (twin, asked),
                "Three attestations are asked for: two at most leave",
            ),
            &[three],
            one_of(pairs.iter().map(|pair| open([answer([licence(pair)])]))),
        ),
        holder(&four).asked(
            Draft::negative(
                "h51-three-ages-in-three-requests",
                CLAUSE,
                (twin, "requests"),
                "The same in three requests of one session",
            ),
            &apart,
            one_of([open([one("age_over_18"), one("age_over_60"), answer([])])]),
        ),
        holder(&four).asked(
            Draft::positive("h51-same-ages-again", CLAUSE, "An attestation that has left may leave again"),
            &[over(&["age_over_18", "age_over_60"]), over(&["age_over_18"])],
            one_of([open([answer([licence(&pairs[0])]), one("age_over_18")])]),
        ),
        holder(&[("age_over_21", true)]).asked(
            Draft::positive(
                "h52-one-answers-three",
                CLAUSE,
                "One attestation answers three questions, and leaves once",
            ),
            &[over(&["age_over_18", "age_over_19", "age_over_20"])],
            shown(&["age_over_21"]),
        ),
        nearer.asked(
            Draft::positive(
                "age-nearest-true",
                CLAUSE,
                "Of two true attestations the lower, and no false one beside it",
            ),
            &[over(&["age_over_19"])],
            shown(&["age_over_21"]),
        ),
        holder(&[("age_over_16", false), ("age_over_18", false), ("age_over_12", false)]).asked(
            Draft::positive("age-nearest-false", CLAUSE, "Of three false attestations the highest"),
            &[over(&["age_over_20"])],
            shown(&["age_over_18"]),
        ),
        over_two_documents(),
    ]
}

/// The limit is one for all documents.
fn over_two_documents() -> Case {
    let mut holder = holder(&[("age_over_18", true), ("age_over_21", true)]);
    let pid = Holder::with(plan(PID, PID, &[("age_over_18", true)]));
    holder.credentials.extend(pid.credentials);
    let request =
        ask::request(&[Ask::licence(&["age_over_18", "age_over_21"]), Ask::new(PID, &[(PID, &["age_over_18"])])]);
    let readers = ["absent", "absent"];
    let of_pid = || returned(PID, &[(PID, &["age_over_18"])]);
    let expect = one_of([
        open([answer_to(&readers, [licence(&["age_over_18", "age_over_21"])])]),
        open([answer_to(&readers, [licence(&["age_over_18"]), of_pid()])]),
        open([answer_to(&readers, [licence(&["age_over_21"]), of_pid()])]),
    ]);
    let title = "Three attestations are asked for, over two documents";
    holder.asked(Draft::positive("h51-three-ages-of-two-documents", CLAUSE, title), &[request], expect)
}

/// H54 and where the rule does not apply.
fn names() -> Vec<Case> {
    let case = |(id, name): (&str, &str)| {
        let title = format!("{name} is no age_over_NN, and an element nobody has");
        let request = ask::request(&[Ask::licence(&[name])]);
        let asked = "request.docRequests[0].itemsRequest.nameSpaces";
        let draft = Draft::negative(id, CLAUSE, ("h52-one-answers-three", asked), &title);
        holder(&[("age_over_21", true)]).asked(draft, &[request], shown(&[]))
    };
    let mut cases: Vec<Case> = [
        ("h54-one-digit", "age_over_1"),
        ("h54-three-digits", "age_over_018"),
        ("h54-letters", "age_over_xx"),
        ("h54-sign", "age_over_+8"),
        ("h54-nothing", "age_over_"),
        ("h54-upper-case", "AGE_OVER_18"),
    ]
    .into_iter()
    .map(case)
    .collect();
    let club = |asked: &str| ask::request(&[Ask::new(CLUB, &[(CLUB, &[asked])])]);
    let elsewhere = Holder::with(plan(CLUB, CLUB, &[("age_over_21", true)]));
    let title = "In a namespace that does not know the rule the name is a name like any other";
    cases.push(elsewhere.asked(
        Draft::positive("age-elsewhere", CLAUSE, title),
        &[club("age_over_18"), club("age_over_21")],
        one_of([open([answer([]), answer([returned(CLUB, &[(CLUB, &["age_over_21"])])])])]),
    ));
    let text = value(|writer| {
        writer.text("yes");
    });
    let mistyped = Holder::with(DocumentPlan::new(MDL).with(MDL_NAME_SPACE, "age_over_21", text));
    let title = "An attestation that is neither true nor false answers nothing";
    cases.push(mistyped.asked(
        Draft::positive("age-neither-true-nor-false", CLAUSE, title),
        &[ask::request(&[Ask::licence(&["age_over_18"])])],
        shown(&[]),
    ));
    cases
}
