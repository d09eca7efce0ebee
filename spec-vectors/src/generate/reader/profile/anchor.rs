//! Roots, link certificates and reader CAs, when they are loaded (B.1.2, B.1.3).

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::CertificateSpec;
use mdoc_proximity::x509::{BasicConstraints, Certificate, KeyUsage};

use super::{
    AUTHORITY_KEY_IDENTIFIER, BASIC_CONSTRAINTS, CRL_POINTS, Change, ISSUER_ALTERNATIVE_NAME, KEY_USAGE,
    SUBJECT_KEY_IDENTIFIER, der, extension, serial, without,
};
use crate::format::{Anchor, Case, Expect, Input, LoadAnchor, Outcome, Role, Twin};
use crate::generate::label::{clause_of, numbers};
use crate::generate::rng;
use crate::generate::world::{
    ISSUER_CRL, authority, contact, iaca_spec, key, name, public_key, reader_ca_spec, validity,
};

pub(super) fn cases() -> Vec<Case> {
    [roots(), keys(), reader_cas(), links()].concat()
}

/// A certificate about to be loaded.
struct Loaded<'l> {
    id: &'l str,
    title: &'l str,
    /// The twin, and in what the certificate differs from it.
    twin: Option<(&'l str, &'l str)>,
    anchor: Anchor,
    certificate: Vec<u8>,
    old_root: Option<Vec<u8>>,
}

impl Loaded<'_> {
    fn accepted(&self) -> Vec<Case> {
        self.both((&[], &[]), (&[], &[]))
    }

    fn refused(&self, failing: &[&str]) -> Vec<Case> {
        self.both((failing, &[]), (failing, &[]))
    }

    fn tolerated(&self, failing: &[&str]) -> Vec<Case> {
        self.both((failing, &[]), (&[], failing))
    }

    fn noted(&self, deviations: &[&str]) -> Vec<Case> {
        self.both((&[], deviations), (&[], deviations))
    }

    fn both(&self, strict: (&[&str], &[&str]), field: (&[&str], &[&str])) -> Vec<Case> {
        vec![self.case("strict", strict), self.case("field", field)]
    }

    fn case(&self, profile: &str, (failing, deviations): (&[&str], &[&str])) -> Case {
        let suffix = if profile == "strict" { "" } else { "-field" };
        let owned = |ids: &[&str]| Some(ids.iter().map(ToString::to_string).collect());
        let about = [failing, deviations].concat();
        Case {
            id: format!("{}{suffix}", self.id),
            tests: numbers(self.id),
            title: self.title.to_owned(),
            clause: clause_of(None, if about.is_empty() { &["path.ca"] } else { &about }),
            role: if self.anchor == Anchor::Iaca { Role::Reader } else { Role::Holder },
            twin: self
                .twin
                .map(|(id, differs)| Twin::differing(format!("{id}{suffix}"), format!("certificate.{differs}"))),
            input: Input::LoadAnchor(LoadAnchor {
                certificate: self.certificate.clone().into(),
                anchor: self.anchor,
                old_root: self.old_root.clone().map(Into::into),
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
}

/// The root on this curve, after a change.
fn iaca(curve: Curve, change: Change) -> Vec<u8> {
    let mut spec = iaca_spec();
    change(&mut spec);
    authority("iaca", curve, &spec).certificate().der().to_vec()
}

fn root<'l>(id: &'l str, member: &'l str, title: &'l str, change: Change) -> Loaded<'l> {
    let twin = (!member.is_empty()).then_some(("anchor", member));
    Loaded { id, title, twin, anchor: Anchor::Iaca, certificate: iaca(Curve::P256, change), old_root: None }
}

fn usage(usage: KeyUsage) -> Change {
    Box::new(move |spec| spec.key_usage = Some(usage))
}

fn roots() -> Vec<Case> {
    let both = KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN);
    let lasting =
        |until: &'static str| -> Change { Box::new(move |spec| spec.validity = validity("2025-01-01", until)) };
    let own = |change: fn(&mut CertificateSpec)| -> Change { Box::new(change) };
    const USAGE: &[&str] = &["profile.key-usage"];
    const CONSTRAINTS: &[&str] = &["profile.basic-constraints"];
    [
        root(
            "anchor-no-crl-sign",
            "keyUsage",
            "A root whose key is for keyCertSign alone",
            usage(KeyUsage::KEY_CERT_SIGN),
        )
        .tolerated(USAGE),
        root(
            "anchor-digital-signature",
            "keyUsage",
            "A root whose key is for digitalSignature, too",
            usage(both.and(KeyUsage::DIGITAL_SIGNATURE)),
        )
        .tolerated(USAGE),
        root(
            "anchor-key-usage-not-critical",
            "keyUsage",
            "A root whose key usage is not critical",
            extension(KEY_USAGE, false, vec![0x03, 0x02, 0x01, 0x06]),
        )
        .tolerated(USAGE),
        root("r69-path-length-1", "basicConstraints.pathLenConstraint", "A root whose path length is 1", {
            own(|spec| spec.basic_constraints = Some(BasicConstraints { ca: true, path_length: Some(1) }))
        })
        .tolerated(CONSTRAINTS),
        root(
            "r69-constraints-not-critical",
            "basicConstraints",
            "A root whose basic constraints are not critical",
            extension(BASIC_CONSTRAINTS, false, vec![0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0x00]),
        )
        .tolerated(CONSTRAINTS),
        root("anchor-20-years", "", "A root for 20 years, the longest", lasting("2045-01-01")).accepted(),
        root("anchor-more-than-20-years", "validity", "A root for 20 years and two days", lasting("2045-01-03"))
            .tolerated(&["profile.validity"]),
        root("anchor-no-country", "subject.countryName", "A root without a country", {
            own(|spec| spec.subject.country = None)
        })
        .tolerated(&["profile.subject"]),
        root("anchor-no-issuer-contact", "issuerAltName", "A root without issuer alternative name", {
            without(ISSUER_ALTERNATIVE_NAME)
        })
        .tolerated(&["profile.issuer-alternative-name"]),
        // Edition 1 asks for it, edition 2 does not, and nobody can see by which a root was made.
        root("anchor-no-crl-point", "cRLDistributionPoints", "A root without CRL distribution points", {
            without(CRL_POINTS)
        })
        .noted(&["profile.crl-distribution-points"]),
        root("anchor-serial-7-octets", "serialNumber", "A root whose serial number has 7 octets", serial(&[0x7f; 7]))
            .tolerated(&["profile.serial"]),
        root("anchor-unknown-critical", "extensions", "A root with a critical extension that nobody knows", {
            extension("1.3.6.1.4.1.58017.1", true, b"\x0c\x01x".to_vec())
        })
        .refused(&["path.extensions"]),
        root("anchor-purpose", "extKeyUsage", "A root with a purpose", {
            own(|spec| spec.extended_key_usage = vec!["1.2.3".to_owned()])
        })
        .tolerated(&["profile.extensions"]),
    ]
    .concat()
}

fn keys() -> Vec<Case> {
    let edwards = Loaded {
        certificate: iaca(Curve::Ed25519, Box::new(|_| {})),
        ..root("anchor-ed25519", "subjectPublicKey", "A root on Ed25519", Box::new(|_| {}))
    };
    let other = der(0x30, &[&der(0x80, &[&[7; 20]])]);
    [
        edwards.tolerated(&["profile.algorithm", "profile.key"]),
        root("anchor-no-key-identifier", "subjectKeyIdentifier", "A root whose key has no identifier", {
            without(SUBJECT_KEY_IDENTIFIER)
        })
        .tolerated(&["profile.subject-key-identifier"]),
        root(
            "anchor-other-authority-key-identifier",
            "authorityKeyIdentifier",
            "A root that names another key than its own as the issuer's",
            extension(AUTHORITY_KEY_IDENTIFIER, false, other),
        )
        .tolerated(&["profile.authority-key-identifier"]),
    ]
    .concat()
}

fn reader_cas() -> Vec<Case> {
    let loaded = |id, member, title, change: Change| {
        let mut spec = reader_ca_spec();
        change(&mut spec);
        let certificate = authority("reader ca", Curve::P256, &spec).certificate().der().to_vec();
        let twin = if id == "anchor-reader-ca" { None } else { Some(("anchor-reader-ca", member)) };
        Loaded { id, title, twin, anchor: Anchor::ReaderCa, certificate, old_root: None }
    };
    let own = |change: fn(&mut CertificateSpec)| -> Change { Box::new(change) };
    [
        loaded("anchor-reader-ca", "", "A reader CA", own(|_| {})).accepted(),
        loaded("anchor-reader-ca-no-ca", "basicConstraints", "A reader CA without basic constraints", {
            own(|spec| spec.basic_constraints = None)
        })
        .refused(&["path.ca"]),
        loaded(
            "anchor-reader-ca-key-usage-not-critical",
            "keyUsage",
            "A reader CA whose key usage is not critical",
            extension(KEY_USAGE, false, vec![0x03, 0x02, 0x01, 0x06]),
        )
        .tolerated(&["profile.key-usage"]),
        loaded(
            "anchor-reader-ca-no-key-identifier",
            "subjectKeyIdentifier",
            "A reader CA whose key has no identifier",
            without(SUBJECT_KEY_IDENTIFIER),
        )
        .tolerated(&["profile.subject-key-identifier"]),
    ]
    .concat()
}

/// A new root's key, vouched for by the old root.
fn link(change: impl FnOnce(&mut CertificateSpec)) -> Certificate {
    let old = authority("iaca", Curve::P256, &iaca_spec());
    let mut spec =
        CertificateSpec::link(name("Test IACA 2"), validity("2026-01-01", "2034-01-01"), contact(), ISSUER_CRL);
    change(&mut spec);
    old.issue(&mut rng("certificate link"), &spec, &public_key(&key("new iaca", Curve::P256))).unwrap()
}

fn links() -> Vec<Case> {
    const ID: &[&str] = &["profile.link"];
    let old = authority("iaca", Curve::P256, &iaca_spec()).certificate().der().to_vec();
    let loaded = |id, twin, title, old_root: Option<&Vec<u8>>, link: &Certificate| Loaded {
        id,
        title,
        twin,
        anchor: Anchor::Iaca,
        certificate: link.der().to_vec(),
        old_root: old_root.cloned(),
    };
    let (loose, proven) = ("anchor-link", "anchor-link-proven");
    let silent = link(|spec| spec.names_itself = false);
    let long = link(|spec| spec.validity = validity("2026-01-01", "2034-01-02"));
    let mut forged = link(|_| {}).der().to_vec();
    *forged.last_mut().unwrap() ^= 1;
    let forged = Certificate::from_der(&forged).unwrap();
    [
        loaded(loose, None, "A link certificate; the old root is not at hand", None, &link(|_| {})).accepted(),
        loaded(proven, None, "A link certificate that the old root vouches for", Some(&old), &link(|_| {})).accepted(),
        loaded(
            "anchor-link-silent",
            Some((loose, "subjectAltName")),
            "A link certificate that does not say the new name",
            None,
            &silent,
        )
        .tolerated(ID),
        loaded(
            "anchor-link-outlives-the-old-root",
            Some((proven, "validity")),
            "A link certificate that ends a day after the old root",
            Some(&old),
            &long,
        )
        .refused(ID),
        loaded(
            "anchor-link-forged",
            Some((proven, "signature")),
            "A link certificate that the old root did not sign",
            Some(&old),
            &forged,
        )
        .refused(&["path.signature"]),
    ]
    .concat()
}
