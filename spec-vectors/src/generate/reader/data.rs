//! What elements say.

use mdoc_proximity::cbor::Writer;

use crate::format::Case;
use crate::generate::scene::{Draft, Scene, text};
use crate::generate::world::{DocumentPlan, MDL_NAME_SPACE, PHOTO_ID, PHOTO_ID_NAME_SPACE, PID, request, value};

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [places(), ages(), types()].concat()
}

fn one(identifier: &str, value: Vec<u8>) -> Scene {
    Scene::mdl().with(|scene| scene.plan = DocumentPlan::mdl().only(MDL_NAME_SPACE, identifier, value))
}

fn place(state: Option<&str>, jurisdiction: &str) -> Scene {
    let state = state.map(str::to_owned);
    one("issuing_jurisdiction", text(jurisdiction)).with(|scene| {
        scene.issuer.root.subject.state_or_province.clone_from(&state);
        scene.issuer.signer.subject.state_or_province = state;
    })
}

fn places() -> Vec<Case> {
    let differs = |name_space: &str| format!("documents[0].issuerSigned.nameSpaces[\"{name_space}\"][0].elementValue");
    let of = |label: &str, doc_type: &str, name_space: &str, country: &str| {
        Scene::new(label, DocumentPlan::new(doc_type).with(name_space, "issuing_country", text(country)))
    };
    const COUNTRY: &[&str] = &["data.issuing-country"];
    let (country, jurisdiction) = (differs(MDL_NAME_SPACE), differs(MDL_NAME_SPACE));
    [
        one("issuing_country", text("NO"))
            .positive("issuing-country", "The issuing country is the signer's")
            .clause("7.2.1", "13.4.2")
            .accepted_by_both(),
        one("issuing_country", text("SE"))
            .negative("r72-issuing-country", "issuing-country", &country, "The issuing country is not the signer's")
            .refused_by_both(COUNTRY),
        of("photo-id-country", PHOTO_ID, PHOTO_ID_NAME_SPACE, "NO")
            .positive("photo-id-country", "A Photo ID whose issuing country has two letters")
            .clause("7.2.1", "13.4.2")
            .accepted_by_both(),
        of("photo-id-country", PHOTO_ID, PHOTO_ID_NAME_SPACE, "SE")
            .negative(
                "r72-photo-id",
                "photo-id-country",
                &differs(PHOTO_ID_NAME_SPACE),
                "A Photo ID whose issuing country is not the signer's",
            )
            .tolerated(COUNTRY),
        of("pid-country", PID, PID, "NO")
            .positive("pid-country", "The issuing country of a PID is the signer's")
            .clause("7.2.1", "13.4.2")
            .accepted_by_both(),
        of("pid-country", PID, PID, "SE")
            .negative("r72-pid", "pid-country", &differs(PID), "The issuing country of a PID is not the signer's")
            .tolerated(COUNTRY),
        place(Some("NO-03"), "NO-03")
            .positive("issuing-jurisdiction", "The jurisdiction is the signer's")
            .clause("7.2.1", "13.4.2")
            .accepted_by_both(),
        place(Some("NO-03"), "NO-11")
            .negative(
                "r73-issuing-jurisdiction",
                "issuing-jurisdiction",
                &jurisdiction,
                "The jurisdiction is not the signer's",
            )
            .refused_by_both(&["data.issuing-jurisdiction"]),
        place(Some("NO-03"), "no-03")
            .negative(
                "r73-issuing-jurisdiction-in-another-case",
                "issuing-jurisdiction",
                &jurisdiction,
                "The jurisdiction is the signer's, in other letter case",
            )
            // A code of ISO 3166 is in upper case, too.
            .tolerated(&["data.issuing-jurisdiction", "data.types"]),
        one("issuing_country", text("no"))
            .negative(
                "r72-issuing-country-in-another-case",
                "issuing-country",
                &country,
                "The issuing country is the signer's, in other letter case",
            )
            .tolerated(&["data.issuing-country", "data.types"]),
        place(None, "NO-11")
            .positive("r73-signer-without-state", "A jurisdiction where the signer names none")
            .clause("7.2.1", "13.4.2")
            .accepted_by_both(),
    ]
    .concat()
}

fn ages() -> Vec<Case> {
    let answer = |identifier: &str, over: bool| {
        one(
            identifier,
            value(|writer| {
                writer.bool(over);
            }),
        )
        .input(|input| {
            input.request = Some(request(crate::generate::world::MDL, [(MDL_NAME_SPACE, "age_over_18")]).into())
        })
    };
    let positive = |id: &str, identifier: &str, over: bool, proven: &str| {
        let title = format!("age_over_18 was asked for, and {identifier} is {over}");
        answer(identifier, over).positive(id, &title).clause("7.2.5", "13.4.6").ages(&[(18, proven)]).accepted_by_both()
    };
    let negative = |id: &str, identifier: &str, over: bool| {
        let title = format!("age_over_18 was asked for, and {identifier} is {over}, which proves nothing about it");
        let scene = answer(identifier, over);
        const ID: &[&str] = &["document.unrequested"];
        let draft = scene.negative(id, "age-18", "documents[0].issuerSigned.nameSpaces", &title).only(&[]);
        draft.ages(&[(18, "unproven")]).by_profile((&[], ID), (&[], ID))
    };
    [
        positive("age-18", "age_over_18", true, "proven"),
        positive("age-not-18", "age_over_18", false, "disproven"),
        positive("r92-over-21", "age_over_21", true, "proven"),
        positive("r92-not-over-16", "age_over_16", false, "disproven"),
        negative("r92-not-over-21", "age_over_21", false),
        negative("r92-over-16", "age_over_16", true),
    ]
    .concat()
}

fn types() -> Vec<Case> {
    let written = |write: &dyn Fn(&mut Writer)| value(|writer| write(writer));
    let wrong = |id: &str, twin: &str, identifier: &str, title: &str, value: Vec<u8>| -> Draft {
        let differs = format!("documents[0].issuerSigned.nameSpaces[\"{MDL_NAME_SPACE}\"][0].elementValue");
        one(identifier, value).negative(id, twin, &differs, title)
    };
    let good = |id: &str, identifier: &str, title: &str, value: Vec<u8>| {
        one(identifier, value).positive(id, title).clause("7.2.1", "13.4.2").accepted_by_both()
    };
    const ID: &[&str] = &["data.types"];
    let birth = |text: &'static str| {
        written(&move |writer| {
            writer.tag(1004).text(text);
        })
    };
    let number = |number: u64| {
        written(&move |writer| {
            writer.uint(number);
        })
    };
    [
        wrong("r93-age-integer", "age-18", "age_over_18", "age_over_18 is 1", number(1))
            .ages(&[(18, "unproven")])
            .tolerated(ID),
        wrong("r93-portrait-text", "portrait", "portrait", "The portrait is a text", text("x")).tolerated(ID),
        wrong(
            "r93-birth-date-time",
            "birth-date",
            "birth_date",
            "The date of birth has a time",
            written(&|writer| {
                writer.tag(0).text("2000-01-01T00:00:00Z");
            }),
        )
        .tolerated(ID),
        wrong("r93-birth-date-text", "birth-date", "birth_date", "The date of birth is a text", text("2000-01-01"))
            .tolerated(ID),
        wrong(
            "r93-birth-date-impossible",
            "birth-date",
            "birth_date",
            "There is no such date of birth",
            birth("2000-02-30"),
        )
        .tolerated(ID),
        wrong("r93-sex", "sex", "sex", "sex is 3", number(3)).tolerated(ID),
        wrong("r93-name-integer", "family-name", "family_name", "The name is a number", number(1)).tolerated(ID),
        wrong("r94-long-name", "family-name", "family_name", "The name has 151 characters", text(&"a".repeat(151)))
            .tolerated(ID),
        wrong(
            "r94-not-latin-1",
            "family-name",
            "family_name",
            "The name has a letter beyond Latin-1",
            text("\u{141}ukasz"),
        )
        .tolerated(ID),
        good("birth-date", "birth_date", "A date of birth on a leap day", birth("2000-02-29")),
        good("family-name", "family_name", "A name of 150 characters, the longest", text(&"a".repeat(150))),
        good(
            "portrait",
            "portrait",
            "A portrait",
            written(&|writer| {
                writer.bytes(&[0xff, 0xd8, 0xff]);
            }),
        ),
        good("sex", "sex", "sex is 2", number(2)),
    ]
    .concat()
}
