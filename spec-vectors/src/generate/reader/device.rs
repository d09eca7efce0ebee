//! The device's part.

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::Authorizations;

use super::positive::device_signing;
use crate::format::{Case, Secret};
use crate::generate::scene::{Device, Draft, Envelope, How, Members, Scene, alg};
use crate::generate::world::{Session, key};

const SIGNED: &str = "documents[0].deviceSigned";
const AUTHENTICATION: &[&str] = &["device.authentication"];

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [number(), signature(), mac(), keys(), authorization()].concat()
}

fn auth(id: &str, title: &str, change: impl Fn(&mut Members) + 'static) -> Draft {
    Scene::mdl().device_auth(change).negative(id, "mdl", &format!("{SIGNED}.deviceAuth"), title)
}

fn number() -> Vec<Case> {
    let mac = Scene::mdl().with(|scene| scene.how = How::Mac);
    let message = mac.device_message();
    [
        auth("r80-none", "The device answers with neither signature nor MAC", |members| {
            members.remove("deviceSignature")
        })
        .refused_by_both(AUTHENTICATION),
        auth("r80-both", "The device answers with both signature and MAC", move |members| {
            members.set("deviceMac", message.clone());
        })
        .refused_by_both(AUTHENTICATION),
        Scene::mdl()
            .device_signed(|members| members.remove("deviceAuth"))
            .negative("r80-no-device-auth", "mdl", &format!("{SIGNED}.deviceAuth"), "deviceSigned without deviceAuth")
            .refused_by_both(&["document.structure"]),
        Scene::mdl()
            .document(|document| document.remove("deviceSigned"))
            .negative("r80-no-device-signed", "mdl", SIGNED, "A document without deviceSigned")
            .refused_by_both(&["document.structure"]),
    ]
    .concat()
}

fn signature() -> Vec<Case> {
    let over = |id: &str, title: &str, change: fn(&mut Device)| {
        let differs = format!("{SIGNED}.deviceAuth.deviceSignature");
        Scene::mdl().device(change).negative(id, "mdl", &differs, title)
    };
    [
        over("r81-other-key", "The device signature is by another key", |device| {
            device.key = key("thief", Curve::P256)
        })
        .refused_by_both(AUTHENTICATION),
        over("r81-other-curve", "The device signature is by a key on another curve", |device| {
            device.key = key("thief", Curve::P384);
        })
        .refused_by_both(&["device.algorithm", "device.authentication"]),
        over("r81-other-transcript", "The device signed another session's transcript", |device| {
            device.transcript = Session::nfc(Curve::P256, false).transcript();
        })
        .refused_by_both(AUTHENTICATION),
        over("r81-other-type", "The device signed another document type", |device| {
            device.doc_type = "org.example.card".to_owned();
        })
        .refused_by_both(AUTHENTICATION),
        over("r81-other-elements", "The device signed other elements than it sent", |device| {
            // {"org.example": {"a": "x"}}
            device.signed_name_spaces = Some(b"\xa1\x6borg.example\xa1\x61a\x61x".to_vec());
        })
        .refused_by_both(AUTHENTICATION),
    ]
    .concat()
}

fn mac() -> Vec<Case> {
    const BOTH: &[&str] = &["device.algorithm", "device.authentication"];
    let case = |id: &str, differs: &str, title: &str, change: fn(&mut Envelope)| {
        let differs = format!("{SIGNED}.deviceAuth.deviceMac{differs}");
        let scene = Scene::mdl().with(|scene| scene.how = How::Mac).device_envelope(change);
        scene.negative(id, "mdl-mac", &differs, title)
    };
    [
        case("r82-wrong", "[3]", "The MAC is over something else", |envelope| envelope.signed.push(0))
            .refused_by_both(AUTHENTICATION),
        case("r82-hmac-256-64", ".alg", "The algorithm is HMAC 256/64", |envelope| envelope.protected = alg(4))
            .refused_by_both(BOTH),
        case("r82-hmac-384", ".alg", "The algorithm is HMAC 384/384", |envelope| envelope.protected = alg(6))
            .refused_by_both(BOTH),
        case("r82-unprotected", ".alg", "The algorithm stands where nothing protects it", |envelope| {
            envelope.protected = Vec::new();
            envelope.unprotected = alg(5);
        })
        .refused_by_both(BOTH),
        case("r82-no-algorithm", ".alg", "No algorithm is named", |envelope| envelope.protected = Vec::new())
            .refused_by_both(BOTH),
        case("r82-truncated", "[3]", "The MAC has 16 bytes", |envelope| envelope.seal = Some(vec![1; 16]))
            .refused_by_both(AUTHENTICATION),
        case("r82-attached", "[2]", "The payload is attached, empty", |envelope| envelope.payload = Some(vec![0]))
            .refused_by_both(BOTH),
        case("r82-tagged", "", "The COSE_Mac0 has its tag, 17", |envelope| envelope.tag = Some(17))
            .tolerated(&["device.algorithm"]),
    ]
    .concat()
}

fn keys() -> Vec<Case> {
    let differs = format!("{SIGNED}.deviceAuth.deviceMac");
    let ephemeral = Scene::mdl().with(|scene| scene.how = How::Mac).device(|device| {
        device.key = Session::qr(Curve::P256).e_device_key;
    });
    let reader = |curve: Curve| {
        let e_reader_key = key("another reader", curve);
        Scene::mdl()
            .with(|scene| scene.how = How::Mac)
            .input(move |input| input.e_reader_key = Some(Secret::from(&e_reader_key)))
    };
    [
        ephemeral
            .negative(
                "r83-ephemeral-key",
                "mdl-mac",
                &differs,
                "The MAC's key is agreed on with the device's ephemeral key",
            )
            .refused_by_both(AUTHENTICATION),
        reader(Curve::P256)
            .negative("r83-other-reader", "mdl-mac", "eReaderKey", "The MAC's key is agreed on with another reader")
            .refused_by_both(AUTHENTICATION),
        reader(Curve::P384)
            .negative(
                "r84-other-curve",
                "mdl-mac",
                "eReaderKey",
                "The reader's key is on another curve than the device's",
            )
            .refused_by_both(AUTHENTICATION),
    ]
    .concat()
}

fn authorization() -> Vec<Case> {
    let name_space = |name: &str| Authorizations { name_spaces: vec![name.to_owned()], ..Authorizations::default() };
    let element = |name: &str, element: &str| Authorizations {
        data_elements: vec![(name.to_owned(), vec![element.to_owned()])],
        ..Authorizations::default()
    };
    let differs = "documents[0].issuerSigned.issuerAuth.payload.deviceKeyInfo.keyAuthorizations";
    let refused = |id: &str, title: &str, authorizations: Authorizations| {
        device_signing(authorizations, "org.example", "a")
            .negative(id, "device-signed", differs, title)
            .refused_by_both(&["device.authorization"])
    };
    let mdl = "org.iso.18013.5.1";
    let sent = format!("{SIGNED}.nameSpaces");
    let both =
        || Authorizations { name_spaces: vec!["org.example".to_owned(), mdl.to_owned()], ..Authorizations::default() };
    [
        refused("r86-unauthorized", "The device signed an element, and may sign none", Authorizations::default()),
        refused("r86-other-name-space", "The device may sign another namespace", name_space("org.example.2")),
        refused("r86-other-element", "The device may sign another element", element("org.example", "b")),
        device_signing(both(), "org.example", "a")
            .positive(
                "device-signed-licence-authorized",
                "The device may sign the licence's namespace, and signs another",
            )
            .clause("9.1.3.4", "12.4.4")
            .accepted_by_both(),
        device_signing(both(), mdl, "given_name")
            .negative(
                "r89-licence-element",
                "device-signed-licence-authorized",
                &sent,
                "The device signed an element of the driving licence",
            )
            .tolerated(&["device.authorization"]),
        device_signing(both(), mdl, "family_name")
            .negative(
                "r88-signed-twice",
                "device-signed-licence-authorized",
                &sent,
                "The device signed an element that the issuer signed, too",
            )
            .by_profile(
                (&["device.authorization", "document.elements-unique"], &[]),
                (&["document.elements-unique"], &["device.authorization"]),
            ),
    ]
    .concat()
}
