//! The mobile security object.

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{Authorizations, MsoBuilder, MsoDate};

use crate::format::Case;
use crate::generate::scene::{Draft, Scene, text};
use crate::generate::world::{at, cose_key, embedded, key, public_key};

const MSO: &str = "documents[0].issuerSigned.issuerAuth.payload";

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [validity(), order(), dates(), kinds(), device_key(), authorizations()].concat()
}

fn case(id: &str, member: &str, title: &str, change: impl Fn(&mut MsoBuilder) + 'static) -> Draft {
    Scene::mdl().unsigned(move |document| change(&mut document.mso)).negative(
        id,
        "mdl",
        &format!("{MSO}.{member}"),
        title,
    )
}

fn now(id: &str, title: &str, now: &'static str) -> Draft {
    Scene::mdl().input(move |input| now.clone_into(&mut input.at)).negative(id, "mdl", "at", title)
}

fn skewed(id: &str, title: &str, now: &'static str, by: &str) -> Vec<Case> {
    let scene = Scene::mdl().input(move |input| {
        now.clone_into(&mut input.at);
        input.skew = 1;
    });
    scene.negative(id, "mdl-skew", "at", title).by_profile((&[], &[by]), (&[], &[by]))
}

fn at_boundary(id: &str, title: &str, now: &'static str) -> Vec<Case> {
    Scene::mdl()
        .input(move |input| now.clone_into(&mut input.at))
        .positive(id, title)
        .clause("9.3.1", "12.8.1")
        .accepted_by_both()
}

fn validity() -> Vec<Case> {
    [
        at_boundary("r75-first-instant", "It is validFrom", "2026-03-01T00:00:00Z"),
        at_boundary("r75-last-instant", "It is validUntil", "2026-12-01T00:00:00Z"),
        Scene::mdl()
            .input(|input| input.skew = 1)
            .positive("mdl-skew", "The clock may be a second off, and it does not matter")
            .clause("9.3.1", "12.8.1")
            .accepted_by_both(),
        now("r75-early", "It is a second before validFrom", "2026-02-28T23:59:59Z")
            .refused_by_both(&["mso.valid-from"]),
        now("r75-late", "It is a second after validUntil", "2026-12-01T00:00:01Z")
            .refused_by_both(&["mso.valid-until"]),
        skewed(
            "r75-early-tolerated",
            "A second before validFrom, within the clock's tolerance",
            "2026-02-28T23:59:59Z",
            "mso.valid-from",
        ),
        skewed(
            "r75-late-tolerated",
            "A second after validUntil, within the clock's tolerance",
            "2026-12-01T00:00:01Z",
            "mso.valid-until",
        ),
        now(
            "r60-expired",
            "It is a second after the signer's certificate, and long after validUntil",
            "2027-01-01T00:00:01Z",
        )
        .refused_by_both(&["mso.valid-until", "path.validity"]),
        now("r60-not-yet-valid", "It is a second before the signer's certificate", "2025-12-31T23:59:59Z")
            .refused_by_both(&["mso.valid-from", "path.validity"]),
    ]
    .concat()
}

fn order() -> Vec<Case> {
    [
        case("r76-valid-before-signed", "validityInfo.validFrom", "validFrom is before signed", |mso| {
            mso.valid_from = at("2026-02-28T23:59:59Z").into();
        })
        .tolerated(&["mso.validity-order"]),
        case("r76-no-duration", "validityInfo", "validFrom is validUntil, and it is that instant", |mso| {
            mso.valid_from = at("2026-06-01T12:00:00Z").into();
            mso.valid_until = at("2026-06-01T12:00:00Z").into();
        })
        .refused_by_both(&["mso.validity-order"]),
        case("r76-outlives-signer", "validityInfo.validUntil", "validUntil is after the signer's certificate", |mso| {
            mso.valid_until = at("2027-01-01T00:00:01Z").into();
        })
        .by_profile((&[], &["mso.within-signer"]), (&[], &["mso.within-signer"])),
        case("r74-signed-early", "validityInfo.signed", "signed is a second before the signer's certificate", |mso| {
            mso.signed = at("2025-12-31T23:59:59Z").into();
        })
        .refused_by_both(&["mso.signed"]),
        Scene::mdl()
            .unsigned(|document| document.mso.signed = at("2026-01-01T00:00:00Z").into())
            .positive("r74-signed-at-once", "signed is the first instant of the signer's certificate")
            .clause("9.3.1", "12.8.1")
            .accepted_by_both(),
    ]
    .concat()
}

fn dates() -> Vec<Case> {
    let tagged = |text: &str| MsoDate { tag: Some(0), text: text.to_owned() };
    let valid_from = |id: &str, text: &'static str| {
        let title = format!("validFrom is {text:?}");
        case(id, "validityInfo.validFrom", &title, move |mso| mso.valid_from = tagged(text))
    };
    const ID: &[&str] = &["mso.dates"];
    [
        valid_from("r77-fraction", "2026-03-01T00:00:00.5Z").tolerated(ID),
        valid_from("r77-offset", "2026-03-01T01:00:00+01:00").tolerated(ID),
        valid_from("r77-offset-of-nothing", "2026-03-01T00:00:00+00:00").tolerated(ID),
        valid_from("r77-impossible", "2026-02-30T00:00:00Z").refused_by_both(ID),
        valid_from("r77-day", "2026-03-01").refused_by_both(ID),
        valid_from("r77-words", "yesterday").refused_by_both(ID),
        valid_from("r77-empty", "").refused_by_both(ID),
        case("r77-untagged", "validityInfo.signed", "signed has no tag 0", |mso| mso.signed.tag = None).tolerated(ID),
        case("r77-expected-update", "validityInfo.expectedUpdate", "expectedUpdate is no date", move |mso| {
            mso.expected_update = Some(tagged("2026-02-30T00:00:00Z"));
        })
        .tolerated(ID),
    ]
    .concat()
}

fn kinds() -> Vec<Case> {
    let minor = Scene::mdl().unsigned(|document| document.mso.version = "1.7".to_owned());
    let licence =
        |members: &mut crate::generate::scene::Members| members.set("docType", text(crate::generate::world::MDL));
    let other = Scene::mdl()
        .unsigned(|document| document.mso.doc_type = "org.iso.18013.5.1.other".to_owned())
        .device(|device| device.doc_type = crate::generate::world::MDL.to_owned())
        .document(licence)
        .negative("r79-other-type", "mdl", &format!("{MSO}.docType"), "The signer's object is of another type")
        .doc_type(Some(crate::generate::world::MDL));
    let outside = Scene::mdl()
        .with(|scene| scene.issuer = crate::generate::world::Issuer::mdl())
        .device(|device| device.doc_type = "org.iso.18013.5.1.other".to_owned())
        .document(|document| document.set("docType", text("org.iso.18013.5.1.other")))
        .input(|input| input.request = None)
        .negative(
            "r37-document-type",
            "mdl-not-compared",
            "documents[0].docType",
            "The document's type is not the object's",
        )
        .doc_type(Some("org.iso.18013.5.1.other"));
    [
        case("r78-version-2", "version", "The object's version is 2.0", |mso| mso.version = "2.0".to_owned())
            .refused_by_both(&["mso.version"]),
        minor
            .positive("r78-minor-version", "The object's version is 1.7")
            .clause("9.1.2.4", "12.3.4")
            .accepted_by_both(),
        Scene::mdl()
            .input(|input| input.request = None)
            .positive("mdl-not-compared", "A licence that is not compared with a request")
            .clause("9.3", "12.8")
            .accepted_by_both(),
        other.refused_by_both(&["mso.doc-type"]),
        // The signer may sign driving licences only, and it is not one.
        outside.refused_by_both(&["mso.doc-type", "path.extended-key-usage"]),
    ]
    .concat()
}

fn device_key() -> Vec<Case> {
    let public = public_key(&key("device", Curve::P256));
    let encoded = move |members: usize, write: &dyn Fn(&mut Writer, &[u8])| {
        let mut writer = Writer::new();
        writer.map(members).int(1).int(2).int(-1).int(1).int(-2).bytes(public.x());
        write(&mut writer, public.y().unwrap());
        writer.into_vec()
    };
    let with = |id: &str, title: &str, device_key: Vec<u8>| {
        case(id, "deviceKeyInfo.deviceKey", title, move |mso| mso.device_key.clone_from(&device_key))
    };
    let sign = encoded(4, &|writer, y| {
        writer.int(-3).bool(y[31] & 1 == 1);
    });
    let off = encoded(4, &|writer, y| {
        let mut off = y.to_vec();
        off[31] ^= 1;
        writer.int(-3).bytes(&off);
    });
    let short = encoded(4, &|writer, y| {
        writer.int(-3).bytes(&y[..31]);
    });
    let private = encoded(5, &|writer, y| {
        writer.int(-3).bytes(y).int(-4).bytes(&[1; 32]);
    });
    let compressed = Scene::mdl().unsigned(move |document| document.mso.device_key.clone_from(&sign));
    // The object without the member, and its byte string around it.
    let missing = Scene::mdl().envelope(|envelope| {
        let (key, mut member) = (cose_key(&public_key(&key("device", Curve::P256))), text("deviceKey"));
        member.insert(0, 0xa1);
        member.extend(key);
        // d8 18 59 LL LL, then the object.
        let object = envelope.signed[5..].to_vec();
        let at = object.windows(member.len()).position(|window| window == member).unwrap();
        let object = [&object[..at], &[0xa0], &object[at + member.len()..]].concat();
        envelope.signed = embedded(&object);
        envelope.payload = Some(envelope.signed.clone());
    });
    let differs = format!("{MSO}.deviceKeyInfo.deviceKey");
    let missing = missing.negative("r85-missing", "mdl", &differs, "There is no device key");
    const ID: &[&str] = &["mso.device-key"];
    [
        compressed
            .positive("r85-compressed", "The device key has the sign of y instead of y")
            .clause("9.1.2.4", "12.3.4")
            .accepted_by_both(),
        with("r85-off-curve", "The device key is no point of its curve", off).refused_by_both(ID),
        with("r85-short", "y lacks a byte", short).refused_by_both(ID),
        missing.refused_by_both(&["issuer.payload"]),
        with("r85-private", "The device key has a private part", private).tolerated(ID),
    ]
    .concat()
}

fn authorizations() -> Vec<Case> {
    let with = |name_spaces: &[&str], elements: &[(&str, &[&str])]| {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        Authorizations {
            name_spaces: owned(name_spaces),
            data_elements: elements.iter().map(|(name, elements)| ((*name).to_owned(), owned(elements))).collect(),
        }
    };
    let tolerated = |id: &str, title: &str, authorizations: Authorizations| {
        case(id, "deviceKeyInfo.keyAuthorizations", title, move |mso| mso.authorizations = Some(authorizations.clone()))
            .tolerated(&["mso.key-authorizations"])
    };
    [
        tolerated("r87-empty", "The authorizations are empty", with(&[], &[])),
        tolerated(
            "r87-no-elements",
            "A namespace of which no element is authorized",
            with(&["org.example"], &[("org.example.2", &[])]),
        ),
        tolerated(
            "r87-in-both",
            "A namespace is authorized whole and by element",
            with(&["org.example"], &[("org.example", &["a"])]),
        ),
        tolerated(
            "r87-name-space-twice",
            "A namespace is authorized twice",
            with(&["org.example", "org.example"], &[]),
        ),
        tolerated(
            "r87-element-twice",
            "An element is authorized twice",
            with(&[], &[("org.example", &["a", "b", "a"])]),
        ),
    ]
    .concat()
}
