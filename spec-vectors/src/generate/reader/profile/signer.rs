//! Document signers (B.1.4).

use mdoc_proximity::crypto::Curve;

use super::{
    AUTHORITY_KEY_IDENTIFIER, BASIC_CONSTRAINTS, CRL_POINTS, Change, ISSUER_ALTERNATIVE_NAME, SUBJECT_KEY_IDENTIFIER,
    der, extension, host, point, serial, uri, without,
};
use crate::format::Case;
use crate::generate::scene::{Draft, Scene};
use crate::generate::world::{Issuer, at, key, name, public_key};

const SIGNER: &str = "documents[0].issuerSigned.issuerAuth.unprotected.x5chain[0]";

pub(super) fn cases() -> Vec<Case> {
    [numbers(), keys(), names(), contacts(), points(), extensions(), path()].concat()
}

fn draft(id: &str, member: &str, title: &str, change: Change) -> Draft {
    Scene::mdl().with(|scene| change(&mut scene.issuer.signer)).negative(
        &format!("signer-{id}"),
        "mdl",
        &format!("{SIGNER}.{member}"),
        title,
    )
}

fn good(id: &str, title: &str, change: Change) -> Vec<Case> {
    let scene = Scene::mdl().with(|scene| change(&mut scene.issuer.signer));
    scene.positive(&format!("signer-{id}"), title).clause("B.1.4", "B.1.4").accepted_by_both()
}

fn numbers() -> Vec<Case> {
    let bad = |id: &str, title: &str, octets: &'static [u8]| {
        draft(id, "serialNumber", title, serial(octets)).tolerated(&["profile.serial"])
    };
    const ALL: &[&str] = &[
        "path.extended-key-usage",
        "path.key-usage",
        "profile.authority-key-identifier",
        "profile.crl-distribution-points",
        "profile.issuer-alternative-name",
        "profile.subject-key-identifier",
        "profile.version",
    ];
    [
        bad("serial-0", "The signer's serial number is 0", &[0]),
        bad("serial-negative", "The signer's serial number is negative", &[0x80; 8]),
        bad("serial-leading-zero", "The signer's serial number has a zero in front", &[0, 1, 1, 1, 1, 1, 1, 1, 1]),
        bad("serial-7-octets", "The signer's serial number has 7 octets", &[0x7f; 7]),
        bad("serial-21-octets", "The signer's serial number has 21 octets", &[1; 21]),
        good("serial-8-octets", "The signer's serial number has 8 octets, the fewest", serial(&[1; 8])),
        good("serial-20-octets", "The signer's serial number has 20 octets, the most", serial(&[0x7f; 20])),
        // Without extensions everything is missed that they should say.
        draft("version-1", "version", "The signer's certificate is of version 1, which has no extensions", {
            Box::new(|spec| spec.raw.version = Some(1))
        })
        .by_profile((ALL, &[]), (&ALL[..1], &ALL[1..])),
    ]
    .concat()
}

fn keys() -> Vec<Case> {
    const P256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    const EC_PUBLIC_KEY: &[u8] = &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
    const ECDSA_SHA256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    let own = public_key(&key("signer", Curve::P256));
    let point = [&[2 + (own.y().unwrap()[31] & 1)], own.x()].concat();
    let compressed = der(0x30, &[&der(0x30, &[EC_PUBLIC_KEY, P256]), &der(0x03, &[&[0], &point])]);
    let null = der(0x30, &[ECDSA_SHA256, &[0x05, 0x00]]);
    let (subject, authority) = (SUBJECT_KEY_IDENTIFIER, AUTHORITY_KEY_IDENTIFIER);
    let other = der(0x30, &[&der(0x80, &[&[7; 20]])]);
    [
        draft("key-compressed", "subjectPublicKey", "The signer's key is written compressed", {
            Box::new(move |spec| spec.raw.key = Some(compressed.clone()))
        })
        .tolerated(&["profile.key"]),
        draft("algorithm-null", "signatureAlgorithm.parameters", "The signature algorithm has NULL as parameters", {
            Box::new(move |spec| spec.raw.algorithm = Some(null.clone()))
        })
        .tolerated(&["profile.algorithm"]),
        draft("no-key-identifier", "subjectKeyIdentifier", "The signer's key has no identifier", without(subject))
            .tolerated(&["profile.subject-key-identifier"]),
        draft(
            "other-key-identifier",
            "subjectKeyIdentifier",
            "The signer's key identifier is not the digest of its key",
            extension(subject, false, der(0x04, &[&[7; 20]])),
        )
        .tolerated(&["profile.subject-key-identifier"]),
        draft(
            "no-authority-key-identifier",
            "authorityKeyIdentifier",
            "The signer's certificate does not say which key of the root signed it",
            without(authority),
        )
        .tolerated(&["profile.authority-key-identifier"]),
        draft(
            "other-authority-key-identifier",
            "authorityKeyIdentifier",
            "The signer's certificate names another key than the root's",
            extension(authority, false, other),
        )
        .tolerated(&["profile.authority-key-identifier"]),
    ]
    .concat()
}

/// A Name of these attributes: the last octet of the identifier below 2.5.4, the string type, the text.
fn subject(attributes: &[(u8, u8, &[u8])]) -> Vec<u8> {
    let relative: Vec<Vec<u8>> = attributes
        .iter()
        .map(|(oid, tag, text)| der(0x31, &[&der(0x30, &[&der(0x06, &[&[0x55, 4, *oid]]), &der(*tag, &[text])])]))
        .collect();
    der(0x30, &relative.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn names() -> Vec<Case> {
    const UTF8: u8 = 0x0c;
    const PRINTABLE: u8 = 0x13;
    const T61: u8 = 0x14;
    let named = |attributes: &'static [(u8, u8, &'static [u8])]| -> Change {
        Box::new(move |spec| spec.raw.subject = Some(subject(attributes)))
    };
    const ID: &[&str] = &["profile.subject"];
    [
        draft("country-utf8", "subject.countryName", "The signer's country is a UTF8String", {
            named(&[(6, UTF8, b"NO"), (3, UTF8, b"Test DS")])
        })
        .tolerated(ID),
        draft("no-common-name", "subject.commonName", "The signer has no common name", named(&[(6, PRINTABLE, b"NO")]))
            .tolerated(ID),
        draft("common-name-t61", "subject.commonName", "The signer's common name is a TeletexString", {
            named(&[(6, PRINTABLE, b"NO"), (3, T61, b"Test DS")])
        })
        .tolerated(ID),
        draft("issues-itself", "subject", "The signer has the root's name, as if it had issued itself", {
            Box::new(|spec| spec.subject = name("Test IACA"))
        })
        .tolerated(&["profile.issuer"]),
    ]
    .concat()
}

fn contacts() -> Vec<Case> {
    let (oid, member) = (ISSUER_ALTERNATIVE_NAME, "issuerAltName");
    let bad = |id: &str, title: &str, change: Change| {
        draft(id, member, title, change).tolerated(&["profile.issuer-alternative-name"])
    };
    let mail = der(0x81, &[b"a@a.example"]);
    [
        bad("no-issuer-contact", "The signer's certificate has no issuer alternative name", without(oid)),
        bad("issuer-contact-empty", "The issuer alternative name is empty", extension(oid, false, der(0x30, &[]))),
        bad(
            "issuer-contact-host",
            "The issuer alternative name is a host",
            extension(oid, false, der(0x30, &[&host()])),
        ),
        good(
            "issuer-contact-mail",
            "The issuer alternative name is an e-mail address",
            extension(oid, false, der(0x30, &[&mail])),
        ),
    ]
    .concat()
}

fn points() -> Vec<Case> {
    let bad = |id: &str, title: &str, change: Change| {
        draft(id, "cRLDistributionPoints", title, change).tolerated(&["profile.crl-distribution-points"])
    };
    let directory = der(0xa4, &[&subject(&[(3, 0x0c, b"Lists")])]);
    let issuer = der(0xa2, &[&directory]);
    let value = |name: &[u8], behind: &[u8]| extension(CRL_POINTS, false, point(name, behind));
    [
        bad("no-crl-point", "The signer's certificate has no CRL distribution point", without(CRL_POINTS)),
        bad("crl-point-reasons", "The CRL distribution point is for some reasons", value(&uri(), &[0x81, 2, 1, 6])),
        bad("crl-point-issuer", "The CRL distribution point names another issuer", value(&uri(), &issuer)),
        bad("crl-point-directory", "The CRL distribution point is a directory name", value(&directory, &[])),
        good("crl-point-host", "The CRL distribution point is a host", value(&host(), &[])),
    ]
    .concat()
}

fn extensions() -> Vec<Case> {
    const ID: &[&str] = &["profile.extensions"];
    let oid = ISSUER_ALTERNATIVE_NAME;
    [
        draft(
            "critical-contact",
            "issuerAltName",
            "The issuer alternative name is critical",
            extension(oid, true, der(0x30, &[&uri()])),
        )
        .tolerated(ID),
        draft(
            "unreadable-contact",
            "issuerAltName",
            "The issuer alternative name cannot be read",
            extension(oid, false, vec![0x05, 0x00]),
        )
        .tolerated(ID),
    ]
    .concat()
}

/// The names that lead from the signer to the root, and how long the root holds.
fn path() -> Vec<Case> {
    let mut other_case = Issuer::mdl().authority().certificate().subject_der().to_vec();
    let letter = other_case.iter().rposition(u8::is_ascii_lowercase).unwrap();
    other_case[letter].make_ascii_uppercase();
    let root = |change: fn(&mut mdoc_proximity::issuer::Validity)| {
        Scene::mdl().with(|scene| change(&mut scene.issuer.root.validity))
    };
    let differs = "trust.roots[0].validity";
    const VALIDITY: &[&str] = &["path.validity"];
    [
        draft(
            "ca",
            "basicConstraints",
            "The signer's certificate says that it is a CA's",
            extension(BASIC_CONSTRAINTS, false, vec![0x30, 0x03, 0x01, 0x01, 0xff]),
        )
        .tolerated(&["path.ca"]),
        draft("issuer-in-another-case", "issuer", "The signer's issuer is the root, with a letter in another case", {
            Box::new(move |spec| spec.raw.issuer = Some(other_case.clone()))
        })
        .tolerated(&["path.issuer-name"]),
        root(|validity| validity.not_after = at("2026-06-01T12:00:00Z"))
            .positive("root-last-instant", "It is the root's last instant")
            .clause("9.3.3", "12.8.3")
            .accepted_by_both(),
        root(|validity| validity.not_after = at("2026-06-01T11:59:59Z"))
            .negative("root-over", "root-last-instant", differs, "It is a second after the root's last instant")
            .refused_by_both(VALIDITY),
        root(|validity| validity.not_before = at("2026-06-01T12:00:00Z"))
            .positive("root-first-instant", "It is the root's first instant")
            .clause("9.3.3", "12.8.3")
            .accepted_by_both(),
        root(|validity| validity.not_before = at("2026-06-01T12:00:01Z"))
            .negative("root-not-yet", "root-first-instant", differs, "It is a second before the root's first instant")
            .refused_by_both(VALIDITY),
    ]
    .concat()
}
