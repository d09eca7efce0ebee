//! The signature: over what it is, and how it is written.

use mdoc_proximity::crypto::Curve;

use super::super::draft::{Draft, answer_to, licence as shown, one_of, open, refused as refused_in_session};
use super::super::holder::{ASKED, Holder};
use super::super::stage::{Stage, text};
use super::{ALGORITHM, CLAUSE, Judged, Reader, SIGNATURE, TWIN_FIELD, invalid, licence, stage};
use crate::format::{Case, Handover};
use crate::generate::exchange::ask::{self, Ask};
use crate::generate::scene::{Envelope, alg, headers, x5chain};
use crate::generate::world::{SIGNING_CURVES, key, slug};

pub(super) fn cases() -> Vec<Case> {
    [on_every_curve(), over(), envelopes(), headers_of(), several(), in_sessions()].concat()
}

fn reader() -> Reader {
    Reader::on(Curve::P256)
}

/// The usual DocRequest, signed after this change.
fn signed(change: impl FnOnce(&mut Envelope)) -> Ask {
    reader().signs(licence(), change)
}

fn on_every_curve() -> Vec<Case> {
    let case = |curve: Curve| {
        let (id, title) = (format!("reader-auth-{}", slug(curve)), format!("The reader signs on {curve}"));
        let judged = Judged::new(Reader::on(curve).signs(licence(), |_| {}));
        judged.case(Draft::positive(&id, CLAUSE, &title), &["valid"], &[], &[])
    };
    let mut cases: Vec<Case> = SIGNING_CURVES.into_iter().map(case).collect();
    let title = "The reader signs on P-256, under the field profile";
    let field = Judged::new(signed(|_| {})).field();
    cases.push(field.case(Draft::positive(TWIN_FIELD, CLAUSE, title), &["valid"], &[], &[]));
    let absent = Draft::positive("reader-auth-absent", CLAUSE, "The reader does not say who it is");
    cases.push(Judged::new(licence()).case(absent, &["absent"], &[], &[]));
    let null = Judged::new(licence().with("readerAuth", vec![0xf6]));
    cases.push(null.case(Draft::positive("reader-auth-null", CLAUSE, "readerAuth is null"), &["absent"], &[], &[]));
    cases
}

fn over() -> Vec<Case> {
    let over = |stage: &Stage, ask: &Ask| {
        let other = reader().envelope(stage, ask).signed;
        signed(move |envelope| envelope.signed = other)
    };
    let other_session = Stage { handover: Stage::nfc(Curve::P256, false).handover, ..stage() };
    let other_session = match other_session.handover {
        Handover::Nfc { .. } => over(&other_session, &licence()),
        Handover::Qr(_) => unreachable!("engaged by NFC"),
    };
    let bare = signed(|envelope| {
        // Without its tag 24 and the head of the byte string.
        let content = envelope.signed.windows(2).position(|pair| pair == [0x83, 0x74]).unwrap();
        envelope.signed.drain(..content);
    });
    let flipped = |at: fn(usize) -> usize| {
        signed(move |envelope| {
            let mut seal = reader().envelope(&stage(), &licence()).sign1(&reader().key);
            let length = seal.len();
            let mut seal = seal.split_off(length - 64);
            seal[at(64)] ^= 1;
            envelope.seal = Some(seal);
        })
    };
    let case = |id, differs, title, ask| invalid(id, differs, title, ask, &[SIGNATURE]);
    let another_key = {
        let other = Reader { key: key("another reader", Curve::P256), ..reader() };
        other.signs(licence(), |_| {})
    };
    vec![
        case("h57-signature-r-flipped", "signature", "A bit of r is flipped", flipped(|_| 0)),
        case("h57-signature-s-flipped", "signature", "A bit of s is flipped", flipped(|length| length - 1)),
        case("h57-another-key", "signature", "Another key than the certificate's signed", another_key),
        case("h58-another-session", "signature", "Signed for another session", other_session),
        case(
            "h59-another-request",
            "signature",
            "Signed for other elements",
            over(&stage(), &Ask::licence(&["family_name"])),
        ),
        case("h58-bare-reader-authentication", "signature", "Signed without the tag-24 form", bare),
    ]
}

fn envelopes() -> Vec<Case> {
    let both = [ALGORITHM, SIGNATURE];
    let raw = |value: Vec<u8>| licence().with("readerAuth", value);
    let attached = signed(|envelope| envelope.payload = Some(envelope.signed.clone()));
    let cut = signed(|envelope| envelope.seal = Some(vec![1; 63]));
    let der =
        signed(|envelope| envelope.seal = Some([&[0x30, 0x44, 2, 0x20][..], &[1; 32], &[2, 0x20], &[1; 32]].concat()));
    let tagged = signed(|envelope| envelope.tag = Some(18));
    let title = "readerAuth is tagged as a COSE_Sign1";
    let differs = "request.docRequests[0].readerAuth";
    let field = Draft::negative("h60-tagged-field", CLAUSE, (TWIN_FIELD, differs), title);
    vec![
        invalid("h60-payload-attached", "payload", "The payload is attached", attached, &both),
        invalid("h57-signature-cut", "signature", "The signature is one byte short", cut, &both),
        invalid("h57-signature-der", "signature", "The signature is in the form of certificates", der, &both),
        invalid("h57-no-cose", "", "readerAuth is a text", raw(text("?")), &[SIGNATURE]),
        invalid(
            "h57-array-of-3",
            "",
            "readerAuth is an array of three",
            raw(vec![0x83, 0x40, 0xa0, 0xf6]),
            &[SIGNATURE],
        ),
        invalid("h60-tagged", "", title, tagged.clone(), &[ALGORITHM]),
        Judged::new(tagged).field().case(field, &["valid"], &[], &[ALGORITHM]),
    ]
}

fn headers_of() -> Vec<Case> {
    let both = [ALGORITHM, SIGNATURE];
    let chain = || x5chain(&reader().chain);
    let protected = |protected: Vec<u8>| signed(move |envelope| envelope.protected = protected);
    let in_protected = signed(|envelope| {
        envelope.protected = headers(&[(1, vec![0x26]), (33, chain())]);
        envelope.unprotected = vec![0xa0];
    });
    let unprotected_alg = signed(|envelope| {
        envelope.protected = Vec::new();
        envelope.unprotected = headers(&[(1, vec![0x26]), (33, chain())]);
    });
    let es256_on_p384 = Reader::on(Curve::P384).signs(licence(), |envelope| envelope.protected = alg(-7));
    let crit = headers(&[(1, vec![0x26]), (2, [&[0x81][..], &text("org.example.later")].concat())]);
    let without = signed(|envelope| envelope.unprotected = vec![0xa0]);
    let empty = signed(|envelope| envelope.unprotected = headers(&[(33, vec![0x80])]));
    let title = "x5chain is protected";
    vec![
        Judged::new(in_protected).case(Draft::positive("h62-x5chain-protected", CLAUSE, title), &["valid"], &[], &[]),
        invalid(
            "h61-without-x5chain",
            "unprotected.x5chain",
            "There is no x5chain",
            without,
            &["path.chain", SIGNATURE],
        ),
        invalid("h61-x5chain-empty", "unprotected.x5chain", "x5chain is an array of nothing", empty, &[SIGNATURE]),
        invalid("h66-alg-unprotected", "protected.alg", "The algorithm is not protected", unprotected_alg, &both),
        Judged::new(es256_on_p384).case(
            Draft::negative(
                "h66-es256-with-p-384",
                CLAUSE,
                ("reader-auth-p384", "request.docRequests[0].readerAuth.protected.alg"),
                "ES256 with a key on P-384",
            ),
            &["invalid"],
            &both,
            &[],
        ),
        invalid("h66-rsa", "protected.alg", "The algorithm is RS256", protected(alg(-257)), &both),
        invalid("h66-critical-header", "protected.crit", "A critical header nobody knows", protected(crit), &both),
    ]
}

/// Each DocRequest is judged by itself.
fn several() -> Vec<Case> {
    let asks = [licence(), Ask::licence(&["portrait"])];
    let good = asks.clone().map(|ask| reader().signs(ask, |_| {}));
    let judged = |asks: [Ask; 2]| Judged { asks: asks.to_vec(), ..Judged::new(licence()) };
    let [first, second] = good.clone();
    let auth = |ask: &Ask| ask.further.get("readerAuth").unwrap().to_vec();
    let anothers = [asks[0].clone().with("readerAuth", auth(&second)), second.clone()];
    let spoiled = [first.clone(), asks[1].clone().with("readerAuth", auth(&first))];
    let half = [first, asks[1].clone()];
    let twin = "reader-auth-of-two";
    let negative = |id, differs, title| Draft::negative(id, CLAUSE, (twin, differs), title);
    vec![
        judged(good).case(Draft::positive(twin, CLAUSE, "Two DocRequests, each signed"), &["valid", "valid"], &[], &[]),
        judged(anothers).case(
            negative(
                "h59-another-requests",
                "request.docRequests[0].readerAuth",
                "The first DocRequest bears the second one's signature",
            ),
            &["invalid", "valid"],
            &[SIGNATURE],
            &[],
        ),
        judged(spoiled).case(
            negative(
                "h67-second-invalid",
                "request.docRequests[1].readerAuth",
                "The second DocRequest bears the first one's signature",
            ),
            &["valid", "invalid"],
            &[SIGNATURE],
            &[],
        ),
        judged(half).case(
            negative("h67-second-absent", "request.docRequests[1].readerAuth", "The second DocRequest is not signed"),
            &["valid", "absent"],
            &[],
            &[],
        ),
    ]
}

/// In a session: the request is shown all the same, and answered as the user wants it.
fn in_sessions() -> Vec<Case> {
    let holder = Holder::new();
    let ask = Ask::licence(ASKED);
    let auth = reader().envelope(&holder.stage, &ask);
    let good = ask.clone().with("readerAuth", auth.sign1(&reader().key));
    let other = Ask::licence(&["portrait"]);
    let bad = ask.clone().with("readerAuth", reader().envelope(&holder.stage, &other).sign1(&reader().key));
    let answered = |reader| one_of([open([answer_to(&[reader], [shown(ASKED)])])]);
    let twin = "holder-reader-authenticated";
    let differs = "request.docRequests[0].readerAuth";
    vec![
        holder.asked(
            Draft::positive(twin, CLAUSE, "A reader that is authenticated gets what it asks for"),
            &[ask::request(&[good])],
            answered("valid"),
        ),
        holder.asked(
            Draft::negative(
                "h57-in-a-session",
                CLAUSE,
                (twin, differs),
                "A reader that is not authenticated is not shown as such",
            ),
            &[ask::request(&[bad])],
            answered("invalid"),
        ),
        holder.asked(
            Draft::negative(
                "h37-reader-authenticated-but-no-version",
                CLAUSE,
                (twin, "request.version"),
                "A signature makes no request of what is none",
            ),
            &[{
                let mut request = ask::members(&[ask.with("readerAuth", auth.sign1(&reader().key))]);
                request.remove("version");
                request.to_vec()
            }],
            refused_in_session(&[12, 10]),
        ),
    ]
}
