//! The first and the last instant at which something still holds, and other rules at their very edge.

use mdoc_proximity::cbor::to_vec;
use mdoc_proximity::issuer::Authorizations;

use crate::format::Case;
use crate::generate::scene::{Draft, Envelope, How, Scene, headers, text};
use crate::generate::world::{DocumentPlan, MDL_NAME_SPACE, PHOTO_ID, PHOTO_ID_NAME_SPACE, at};

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [certificates(), signed(), places(), critical(), authorized()].concat()
}

/// A document as old as its signer's certificate, which ends with it.
fn from_first_to_last(now: &'static str, skew: u64) -> Scene {
    lasting("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z").input(move |input| {
        now.clone_into(&mut input.at);
        input.skew = skew;
    })
}

/// A document signed, and valid, from one instant until another.
fn lasting(from: &'static str, until: &'static str) -> Scene {
    Scene::mdl().unsigned(move |document| {
        document.mso.signed = at(from).into();
        document.mso.valid_from = at(from).into();
        document.mso.valid_until = at(until).into();
    })
}

fn certificates() -> Vec<Case> {
    const EARLY: &[&str] = &["mso.valid-from", "path.validity"];
    const LATE: &[&str] = &["mso.valid-until", "path.validity"];
    let first = "2026-01-01T00:00:00Z";
    let positive = |id: &str, title: &str, now: &'static str, skew: u64| {
        from_first_to_last(now, skew).positive(id, title).clause("9.3.3", "12.8.3").accepted_by_both()
    };
    let negative = |id: &str, title: &str, now: &'static str, skew: u64| {
        let twin = if skew == 0 { "path-first-instant" } else { "path-first-instant-skew" };
        from_first_to_last(now, skew).negative(id, twin, "at", title)
    };
    let tolerated = |draft: Draft, by: &[&str]| draft.by_profile((&[], by), (&[], by));
    [
        positive("path-first-instant", "It is the first instant of the signer's certificate", first, 0),
        positive("path-last-instant", "It is the last instant of the signer's certificate", "2027-01-01T00:00:00Z", 0),
        positive("path-first-instant-skew", "It is the first instant, and the clock may be a second off", first, 1),
        negative("r60-early", "It is a second before the signer's certificate", "2025-12-31T23:59:59Z", 0)
            .refused_by_both(EARLY),
        negative("r60-late", "It is a second after the signer's certificate", "2027-01-01T00:00:01Z", 0)
            .refused_by_both(LATE),
        tolerated(
            negative("r60-early-tolerated", "A second early, within the clock's tolerance", "2025-12-31T23:59:59Z", 1),
            EARLY,
        ),
        tolerated(
            negative("r60-late-tolerated", "A second late, within the clock's tolerance", "2027-01-01T00:00:01Z", 1),
            LATE,
        ),
        negative("r60-too-early", "Two seconds early, where one is tolerated", "2025-12-31T23:59:58Z", 1)
            .refused_by_both(EARLY),
        negative("r60-too-late", "Two seconds late, where one is tolerated", "2027-01-01T00:00:02Z", 1)
            .refused_by_both(LATE),
    ]
    .concat()
}

fn signed() -> Vec<Case> {
    const WITHIN: &[&str] = &["mso.within-signer"];
    let last = "2027-01-01T00:00:00Z";
    [
        lasting(last, "2027-01-02T00:00:00Z")
            .input(move |input| last.clone_into(&mut input.at))
            .positive("signed-at-last", "Signed in the last instant of the signer's certificate, for another day")
            .clause("9.3.1", "12.8.1")
            .by_profile((&[], WITHIN), (&[], WITHIN)),
        Scene::mdl()
            .unsigned(|document| document.mso.signed = at("2027-01-01T00:00:01Z").into())
            .negative(
                "r74-signed-late",
                "mdl",
                "documents[0].issuerSigned.issuerAuth.payload.validityInfo.signed",
                "signed is a second after the signer's certificate, and after validFrom",
            )
            .by_profile((&["mso.signed", "mso.validity-order"], &[]), (&["mso.signed"], &["mso.validity-order"])),
    ]
    .concat()
}

fn places() -> Vec<Case> {
    const COUNTRY: &str = "data.issuing-country";
    let one = |country: &str| {
        let plan = DocumentPlan::mdl().only(MDL_NAME_SPACE, "issuing_country", text(country));
        Scene::mdl().with(|scene| scene.plan = plan)
    };
    let both = |jurisdiction: &str| {
        one("NO").with(|scene| {
            let plan = scene.plan.clone();
            scene.plan = plan.with(MDL_NAME_SPACE, "issuing_jurisdiction", text(jurisdiction));
        })
    };
    let photo_id = DocumentPlan::new(PHOTO_ID).with(PHOTO_ID_NAME_SPACE, "issuing_country", text("NOR"));
    let element = |at: usize| format!("documents[0].issuerSigned.nameSpaces[\"{MDL_NAME_SPACE}\"][{at}].elementValue");
    let no_country = one("NO").with(|scene| scene.issuer.signer.subject.country = None);
    [
        Scene::new("photo-id-country", photo_id)
            .positive("photo-id-three-letters", "A Photo ID names its country by three letters, its signer by two")
            .clause("7.2.1", "13.4.2")
            .accepted_by_both(),
        one("NOR")
            .negative(
                "r72-three-letters",
                "issuing-country",
                &element(0),
                "A driving licence names its country by three letters",
            )
            .by_profile((&[COUNTRY, "data.types"], &[]), (&[COUNTRY], &["data.types"])),
        no_country
            .negative(
                "r72-no-country",
                "issuing-country",
                "documents[0].issuerSigned.issuerAuth.x5chain",
                "The signer's certificate names no country",
            )
            .by_profile(
                (&["path.country", "profile.subject"], &[]),
                (&[COUNTRY], &["path.country", "profile.subject"]),
            ),
        both("NO-03")
            .positive("jurisdiction-of-the-country", "A jurisdiction of the issuing country beside it")
            .clause("7.2.1", "13.4.2")
            .accepted_by_both(),
        both("SE-AB")
            .negative(
                "r73-abroad",
                "jurisdiction-of-the-country",
                &element(1),
                "A jurisdiction of another country than the one beside it",
            )
            .tolerated(&["data.types"]),
    ]
    .concat()
}

/// Headers that must be understood, of a MAC, protected and not.
fn critical() -> Vec<Case> {
    const BOTH: &[&str] = &["device.algorithm", "device.authentication"];
    let case = |id: &str, title: &str, change: fn(&mut Envelope)| {
        let scene = Scene::mdl().with(|scene| scene.how = How::Mac).device_envelope(change);
        scene.negative(id, "mdl-mac", "documents[0].deviceSigned.deviceAuth.deviceMac", title).refused_by_both(BOTH)
    };
    // [-70000]
    fn names() -> Vec<u8> {
        vec![0x81, 0x3a, 0, 1, 0x11, 0x6f]
    }
    [
        case("r82-critical", "A MAC with a critical header that nobody knows", |envelope| {
            envelope.protected = headers(&[(1, to_vec(&5_u64)), (2, names()), (-70_000, vec![1])]);
        }),
        case(
            "r82-critical-unprotected",
            "A MAC whose critical headers are named where nothing protects them",
            |envelope| {
                envelope.unprotected = headers(&[(2, names()), (-70_000, vec![1])]);
            },
        ),
    ]
    .concat()
}

fn authorized() -> Vec<Case> {
    let elements = vec![("org.example".to_owned(), vec!["a".to_owned(), "b".to_owned()])];
    Scene::mdl()
        .unsigned(move |document| {
            let authorizations = Authorizations { name_spaces: Vec::new(), data_elements: elements.clone() };
            document.mso.authorizations = Some(authorizations);
        })
        .positive("authorized-elements", "The device may sign two elements of a namespace, and signs none")
        .clause("9.1.3.4", "12.4.4")
        .accepted_by_both()
}
