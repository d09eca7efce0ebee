//! Certificates.

use core::time::Duration;

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{Authority, CertificateSpec};
use mdoc_proximity::x509::{BasicConstraints, Extension, KeyUsage, Purpose};

use crate::format::{Anchor, Bytes, Case, Clause, Expect, Input, LoadAnchor, Outcome, Role, Trust, Twin};
use crate::generate::label::{check, numbers};
use crate::generate::rng;
use crate::generate::scene::{Draft, Scene, text};
use crate::generate::world::{
    DocumentPlan, Issuer, authority, contact, iaca_spec, key, name, public_key, signing_key, validity,
};

const SIGNER: &str = "documents[0].issuerSigned.issuerAuth.unprotected.x5chain[0]";
const DAY: u64 = 86_400;

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [purposes(), usage(), extensions(), life(), places(), authorities(), anchors()].concat()
}

fn signer(change: impl FnOnce(&mut CertificateSpec)) -> Scene {
    Scene::mdl().with(|scene| change(&mut scene.issuer.signer))
}

fn case(id: &str, differs: &str, title: &str, change: impl FnOnce(&mut CertificateSpec)) -> Draft {
    signer(change).negative(id, "mdl", &format!("{SIGNER}.{differs}"), title)
}

fn purposes() -> Vec<Case> {
    const ID: &[&str] = &["path.extended-key-usage"];
    let of = |oids: &[&str]| -> Vec<String> { oids.iter().map(ToString::to_string).collect() };
    let refused = |id: &str, title: &str, oids: &[&str]| {
        let oids = of(oids);
        case(id, "extKeyUsage", title, |spec| spec.extended_key_usage = oids).refused_by_both(ID)
    };
    let both = of(&[Purpose::MDL_DOCUMENT_SIGNER, Purpose::MDOC_DOCUMENT_SIGNER]);
    // The same value, not critical.
    let value = vec![0x30, 0x09, 0x06, 0x07, 0x28, 0x81, 0x8c, 0x5d, 0x05, 0x01, 0x02];
    let card = Scene::new(
        "card",
        DocumentPlan::new("org.example.card").with("org.example", "name", text("Svendsen")).with(
            "org.example.2",
            "name",
            text("S"),
        ),
    );
    let card = card.with(|scene| scene.issuer = Issuer::mdl());
    [
        refused("r63-no-purpose", "The signer's certificate names no purpose", &[]),
        refused("r63-reader", "The signer's certificate is for readers", &[Purpose::MDL_READER]),
        refused(
            "r63-other-documents",
            "The signer's certificate is for documents other than driving licences",
            &[Purpose::MDOC_DOCUMENT_SIGNER],
        ),
        refused("r63-any", "The signer's certificate is for any purpose", &["2.5.29.37.0"]),
        signer(|spec| spec.extended_key_usage = both)
            .positive("r63-two-purposes", "The signer's certificate is for driving licences and other documents")
            .clause("B.1.4", "B.1.4")
            .accepted_by_both(),
        card.negative(
            "r63-licence-signer",
            "card",
            &format!("{SIGNER}.extKeyUsage"),
            "A signer of driving licences signs another document",
        )
        .refused_by_both(ID),
        case("r63-not-critical", "extKeyUsage", "The purpose is not critical", |spec| {
            spec.extended_key_usage.clear();
            spec.further.push(Extension::new("2.5.29.37", false, value).unwrap());
        })
        .tolerated(ID),
    ]
    .concat()
}

fn usage() -> Vec<Case> {
    const ID: &[&str] = &["path.key-usage"];
    let with =
        |id: &str, title: &str, usage: Option<KeyUsage>| case(id, "keyUsage", title, |spec| spec.key_usage = usage);
    let signature = KeyUsage::DIGITAL_SIGNATURE;
    [
        with("r64-non-repudiation", "The signer's key is for nonRepudiation", Some(KeyUsage::NON_REPUDIATION))
            .refused_by_both(ID),
        with("r64-cert-sign", "The signer's key is for keyCertSign", Some(KeyUsage::KEY_CERT_SIGN)).refused_by_both(ID),
        with("r64-both", "The signer's key is for keyCertSign, too", Some(signature.and(KeyUsage::KEY_CERT_SIGN)))
            .refused_by_both(ID),
        with("r64-more", "The signer's key is for nonRepudiation, too", Some(signature.and(KeyUsage::NON_REPUDIATION)))
            .tolerated(ID),
        with("r64-absent", "The signer's certificate has no key usage", None).tolerated(ID),
    ]
    .concat()
}

fn extensions() -> Vec<Case> {
    const ID: &[&str] = &["path.extensions"];
    let with = |id: &str, title: &str, oid: &str, critical: bool, value: &[u8]| {
        let extension = Extension::new(oid, critical, value.to_vec()).unwrap();
        case(id, "extensions", title, |spec| spec.further.push(extension)).refused_by_both(ID)
    };
    [
        with(
            "r65-unknown-critical",
            "A critical extension that nobody knows",
            "1.3.6.1.4.1.58017.1",
            true,
            b"\x0c\x01x",
        ),
        with("r65-name-constraints", "NameConstraints", "2.5.29.30", false, b"\x30\x00"),
        with("r65-policy-mappings", "PolicyMappings", "2.5.29.33", false, b"\x30\x00"),
        with("r65-policy-constraints", "PolicyConstraints", "2.5.29.36", false, b"\x30\x00"),
        with("r65-inhibit-any-policy", "InhibitAnyPolicy", "2.5.29.54", true, b"\x30\x00"),
        with("r65-freshest-crl", "FreshestCRL", "2.5.29.46", false, b"\x30\x00"),
        signer(|spec| spec.further.push(Extension::new("1.3.6.1.4.1.58017.1", false, b"\x0c\x01x".to_vec()).unwrap()))
            .positive("r65-unknown", "An extension that nobody knows, not critical")
            .clause("B.1.1", "B.1.1")
            .accepted_by_both(),
    ]
    .concat()
}

fn life() -> Vec<Case> {
    let lasting = |days: u64| {
        move |spec: &mut CertificateSpec| {
            spec.validity.not_after = spec.validity.not_before.plus(Duration::from_secs(days * DAY))
        }
    };
    [
        signer(lasting(457))
            .positive("r66-457-days", "The signer's certificate is for 457 days, the longest")
            .clause("B.1.4", "B.1.4")
            .accepted_by_both(),
        signer(lasting(458))
            .negative(
                "r66-458-days",
                "r66-457-days",
                &format!("{SIGNER}.validity"),
                "The signer's certificate is for 458 days",
            )
            .tolerated(&["profile.validity"]),
        case("r60-signer-expired", "validity", "The signer's certificate has expired", |spec| {
            spec.validity = validity("2026-01-01", "2026-05-01");
        })
        .refused_by_both(&["path.validity"]),
        Scene::mdl()
            .with(|scene| scene.issuer.root.validity = validity("2015-01-01", "2026-05-01"))
            .negative("r60-root-expired", "mdl", "trust.roots[0].validity", "The root has expired")
            .refused_by_both(&["path.validity"]),
    ]
    .concat()
}

fn places() -> Vec<Case> {
    let states = |root: Option<&str>, signer: Option<&str>| {
        let (root, signer) = (root.map(str::to_owned), signer.map(str::to_owned));
        Scene::mdl().with(|scene| {
            scene.issuer.root.subject.state_or_province = root;
            scene.issuer.signer.subject.state_or_province = signer;
        })
    };
    let state = format!("{SIGNER}.subject.stateOrProvinceName");
    let country = |id: &str, title: &str, country: Option<&str>| {
        let country = country.map(str::to_owned);
        Scene::mdl()
            .with(|scene| {
                scene.issuer.signer.subject.country = country;
                scene.plan.elements.retain(|(_, identifier, _)| identifier != "issuing_country");
            })
            .negative(id, "no-country", &format!("{SIGNER}.subject.countryName"), title)
    };
    let no_country =
        Scene::mdl().with(|scene| scene.plan.elements.retain(|(_, identifier, _)| identifier != "issuing_country"));
    [
        no_country
            .positive("no-country", "A licence without its issuing country")
            .clause("9.3.3", "12.8.3")
            .accepted_by_both(),
        country("r67-other-country", "The signer's country is not the root's", Some("SE"))
            .refused_by_both(&["path.country"]),
        country("r67-lower-case", "The signer's country is written in lower case", Some("no"))
            .tolerated(&["path.country", "profile.subject"]),
        country("r67-no-country", "The signer has no country", None).tolerated(&["path.country", "profile.subject"]),
        states(Some("NO-03"), Some("NO-03"))
            .positive("states", "Root and signer name the same state")
            .clause("9.3.3", "12.8.3")
            .accepted_by_both(),
        states(Some("NO-03"), Some("NO-11"))
            .negative("r68-other-state", "states", &state, "The signer's state is not the root's")
            .refused_by_both(&["path.state"]),
        states(Some("NO-03"), None)
            .negative("r68-no-state", "states", &state, "The root has a state, the signer none")
            .refused_by_both(&["path.state"]),
        states(None, Some("NO-11"))
            .positive("r68-root-without-state", "The signer has a state, the root none")
            .clause("9.3.3", "12.8.3")
            .accepted_by_both(),
    ]
    .concat()
}

fn authorities() -> Vec<Case> {
    // A CA under the root, and a signer under that.
    let mut spec = CertificateSpec::iaca(
        name("Middle"),
        validity("2025-01-01", "2034-01-01"),
        contact(),
        "https://issuer.example/crl",
    );
    spec.subject.common_name = "Middle".to_owned();
    let middle_key = key("middle", Curve::P256);
    let issuer = Issuer::mdl();
    let middle = issuer.authority().issue(&mut rng("certificate middle"), &spec, &public_key(&middle_key)).unwrap();
    let middle_der = middle.der().to_vec();
    let middle = Authority::new(middle, signing_key(&middle_key));
    let leaf = middle.issue(&mut rng("certificate signer"), &issuer.signer, &public_key(&issuer.key())).unwrap();
    let chain = vec![leaf.der().to_vec(), middle_der];
    // Another root of the same name, which is found first.
    let namesake: Bytes = authority("namesake", Curve::P256, &iaca_spec()).certificate().der().into();
    let alone = namesake.clone();
    let differs = "trust.roots";
    [
        Scene::mdl()
            .with(|scene| scene.issuer.chain = Some(chain))
            .negative(
                "r70-intermediate",
                "mdl",
                "documents[0].issuerSigned.issuerAuth.unprotected.x5chain",
                "The signer is issued by a CA under the root",
            )
            .refused_by_both(&["path.length"]),
        Scene::mdl()
            .input(move |input| input.trust.roots.insert(0, namesake.clone()))
            .positive("r71-namesake", "Two roots of one name; the second issued the signer")
            .clause("9.3.3", "12.8.3")
            .accepted_by_both(),
        Scene::mdl()
            .input(move |input| input.trust.roots = vec![alone.clone()])
            .negative("r71-namesake-alone", "mdl", differs, "The root has the issuer's name, and another key")
            .refused_by_both(&["path.signature"]),
        Scene::mdl()
            .input(|input| input.trust = Trust::default())
            .negative("r59-nothing-trusted", "mdl", differs, "No root is trusted")
            .refused_by_both(&["path.anchor"]),
    ]
    .concat()
}

fn load(
    id: &str,
    twin: Option<&str>,
    title: &str,
    profile: &str,
    certificate: Vec<u8>,
    failing: &[&str],
    deviations: &[&str],
) -> Case {
    let suffix = if profile == "strict" { "" } else { "-field" };
    let about = failing.iter().chain(deviations).next().map_or(check("path.ca"), |id| check(id));
    let owned = |ids: &[&str]| Some(ids.iter().map(ToString::to_string).collect());
    Case {
        id: format!("{id}{suffix}"),
        tests: numbers(id),
        title: title.to_owned(),
        clause: Clause { ed1: about.clause_ed1().to_owned(), ed2: about.clause_ed2().to_owned() },
        role: Role::Reader,
        twin: twin.map(|differs| Twin::differing(format!("anchor{suffix}"), format!("certificate.{differs}"))),
        input: Input::LoadAnchor(LoadAnchor {
            certificate: certificate.into(),
            anchor: Anchor::Iaca,
            old_root: None,
            profile: profile.to_owned(),
        }),
        expect: Expect::Is(Outcome::Trust {
            accepted: failing.is_empty(),
            failing: owned(failing),
            deviations: owned(deviations),
            anchors: None,
        }),
    }
}

fn anchors() -> Vec<Case> {
    let der = |change: &dyn Fn(&mut CertificateSpec)| {
        let mut spec = iaca_spec();
        change(&mut spec);
        authority("iaca", Curve::P256, &spec).certificate().der().to_vec()
    };
    let both = |id: &str,
                differs: &str,
                title: &str,
                change: &dyn Fn(&mut CertificateSpec),
                failing: &[&str],
                tolerated: &[&str]| {
        let twin = (!failing.is_empty() || !tolerated.is_empty()).then_some(differs);
        let strict = [failing, tolerated].concat();
        vec![
            load(id, twin, title, "strict", der(change), &strict, &[]),
            load(id, twin, title, "field", der(change), failing, tolerated),
        ]
    };
    let mut altered = der(&|_| {});
    *altered.last_mut().unwrap() ^= 1;
    [
        both("anchor", "", "A root", &|_| {}, &[], &[]),
        both(
            "r69-no-basic-constraints",
            "basicConstraints",
            "A root without basic constraints",
            &|spec| spec.basic_constraints = None,
            &["path.ca"],
            &[],
        ),
        both(
            "r69-no-ca",
            "basicConstraints.cA",
            "A root that is no CA",
            &|spec| {
                spec.basic_constraints = Some(BasicConstraints { ca: false, path_length: None });
            },
            &["path.ca"],
            &[],
        ),
        both(
            "r69-no-cert-sign",
            "keyUsage",
            "A root whose key is not for keyCertSign",
            &|spec| spec.key_usage = Some(KeyUsage::DIGITAL_SIGNATURE),
            &["path.ca"],
            &["profile.key-usage"],
        ),
        both(
            "r69-no-key-usage",
            "keyUsage",
            "A root without key usage",
            &|spec| spec.key_usage = None,
            &["path.ca"],
            &[],
        ),
        both(
            "r69-no-path-length",
            "basicConstraints.pathLenConstraint",
            "A root without a path length",
            &|spec| {
                spec.basic_constraints = Some(BasicConstraints { ca: true, path_length: None });
            },
            &[],
            &["profile.basic-constraints"],
        ),
        vec![load(
            "r69-signature",
            Some("signature"),
            "A root whose signature is broken",
            "strict",
            altered,
            &["path.signature"],
            &[],
        )],
    ]
    .concat()
}
