//! The reader's certificate and who vouches for it (H63 to H65).

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{Authority, CertificateSpec, RevocationListSpec};
use mdoc_proximity::x509::{BasicConstraints, Certificate, Extension, KeyUsage, Purpose};

use super::super::draft::Draft;
use super::{CLAUSE, Judged, Reader, TWIN, invalid, licence};
use crate::format::{Case, Trust};
use crate::generate::rng;
use crate::generate::world::{at, authority, key, name, reader_ca, reader_ca_spec, reader_spec, signing_key, validity};

pub(super) fn cases() -> Vec<Case> {
    [dates(), purposes(), anchors(), chains(), revocation()].concat()
}

const CERTIFICATE: &str = "unprotected.x5chain";

/// The certificate of the reader's key that this CA issues.
fn certificate(ca: &Authority, spec: &CertificateSpec) -> Certificate {
    let key = signing_key(&key("reader", Curve::P256));
    ca.issue(&mut rng("certificate reader"), spec, key.public_key()).unwrap()
}

/// A reader with this chain.
fn with_chain(chain: Vec<Vec<u8>>) -> Reader {
    Reader { chain, ..Reader::on(Curve::P256) }
}

/// A reader whose certificate was changed before the reader CA signed it.
fn with(change: impl FnOnce(&mut CertificateSpec)) -> Reader {
    let mut spec = reader_spec();
    change(&mut spec);
    with_chain(vec![certificate(&reader_ca(), &spec).der().to_vec()])
}

fn spoiled(id: &str, member: &str, title: &str, reader: &Reader, failing: &[&str]) -> Case {
    invalid(id, &format!("{CERTIFICATE}.{member}"), title, reader.signs(licence(), |_| {}), failing)
}

fn dates() -> Vec<Case> {
    let expired = with(|spec| spec.validity = validity("2025-06-01", "2026-06-01"));
    let early = with(|spec| spec.validity = validity("2026-06-02", "2028-01-01"));
    vec![
        spoiled("h63-expired", "validity", "The certificate has expired", &expired, &["path.validity"]),
        spoiled("h63-not-yet-valid", "validity", "The certificate is not valid yet", &early, &["path.validity"]),
    ]
}

fn purposes() -> Vec<Case> {
    let without = with(|spec| spec.extended_key_usage.clear());
    let signer = with(|spec| spec.extended_key_usage = vec![Purpose::MDL_DOCUMENT_SIGNER.to_owned()]);
    let generic = with(|spec| spec.extended_key_usage = vec!["1.0.23220.4.1.6".to_owned()]);
    let usage = with(|spec| spec.key_usage = Some(KeyUsage::KEY_CERT_SIGN));
    let ca = with(|spec| spec.basic_constraints = Some(BasicConstraints { ca: true, path_length: None }));
    let title = "The certificate is for readers of any mdoc (ISO/IEC TS 23220-4)";
    let eku = "path.extended-key-usage";
    vec![
        spoiled("h64-without-eku", "extKeyUsage", "The certificate is for no purpose", &without, &[eku]),
        spoiled("h64-document-signer", "extKeyUsage", "The certificate is a document signer's", &signer, &[eku]),
        spoiled("h64-key-usage", "keyUsage", "The key is for certificates", &usage, &["path.key-usage"]),
        spoiled("h64-ca", "basicConstraints", "The certificate is a CA's", &ca, &["path.ca", "profile.extensions"]),
        Judged::new(generic.signs(licence(), |_| {})).case(
            Draft::positive("reader-auth-generic-reader", CLAUSE, title),
            &["valid"],
            &[],
            &[],
        ),
    ]
}

/// H65: the one failure that leaves the reader untrusted rather than invalid.
fn anchors() -> Vec<Case> {
    let mut other_spec = reader_ca_spec();
    other_spec.subject = name("Another reader CA");
    let other = authority("another reader ca", Curve::P256, &other_spec);
    let unknown = with_chain(vec![certificate(&other, &reader_spec()).der().to_vec()]);
    // One of the same name, whose key did not sign.
    let namesake = authority("namesake of the reader ca", Curve::P256, &reader_ca_spec());
    let forged = with_chain(vec![certificate(&namesake, &reader_spec()).der().to_vec()]);
    let good = Reader::on(Curve::P256).signs(licence(), |_| {});
    let trusts = |roots: &[&Authority]| Judged {
        trust: Trust { roots: roots.iter().map(|root| root.certificate().der().into()).collect(), ..Trust::default() },
        ..Judged::new(good.clone())
    };
    let negative = |id, differs, title| Draft::negative(id, CLAUSE, (TWIN, differs), title);
    vec![
        Judged::new(unknown.signs(licence(), |_| {})).case(
            negative(
                "h65-unknown-ca",
                "request.docRequests[0].readerAuth.unprotected.x5chain.issuer",
                "A CA that nobody trusts",
            ),
            &["untrusted"],
            &["path.anchor"],
            &[],
        ),
        trusts(&[]).case(
            negative("h65-no-anchor", "trust.roots", "The holder trusts nobody"),
            &["untrusted"],
            &["path.anchor"],
            &[],
        ),
        spoiled(
            "h65-forged",
            "signature",
            "A namesake of the reader CA signed the certificate",
            &forged,
            &["path.signature"],
        ),
        trusts(&[&namesake, &reader_ca()]).case(
            Draft::positive(
                "reader-auth-two-anchors-of-one-name",
                CLAUSE,
                "Two reader CAs of one name, the first with another key",
            ),
            &["valid"],
            &[],
            &[],
        ),
    ]
}

/// An intermediate CA between root and reader.
fn chains() -> Vec<Case> {
    let root = |length: u8| {
        let mut spec = reader_ca_spec();
        spec.basic_constraints = Some(BasicConstraints { ca: true, path_length: Some(length) });
        authority("reader ca above another", Curve::P256, &spec)
    };
    let below = |root: &Authority, critical: bool| {
        let mut spec = reader_ca_spec();
        spec.subject = name("Intermediate reader CA");
        if !critical {
            // The same constraints: a CA, and none below it.
            spec.basic_constraints = None;
            let value = vec![0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0x00];
            spec.further.push(Extension::new("2.5.29.19", false, value).unwrap());
        }
        let key = || signing_key(&key("intermediate reader ca", Curve::P256));
        let certificate =
            root.issue(&mut rng("certificate intermediate reader ca"), &spec, key().public_key()).unwrap();
        Authority::new(certificate, key())
    };
    let of = |root: &Authority, critical: bool, profile: &'static str| {
        let intermediate = below(root, critical);
        let leaf = certificate(&intermediate, &reader_spec());
        let chain = vec![leaf.der().to_vec(), intermediate.certificate().der().to_vec()];
        Judged {
            trust: Trust { roots: vec![root.certificate().der().into()], ..Trust::default() },
            profile,
            ..Judged::new(with_chain(chain).signs(licence(), |_| {}))
        }
    };
    let judged = |root: &Authority| of(root, true, "strict");
    let (twin, differs) = ("reader-auth-intermediate", "trust.roots[0].basicConstraints.pathLenConstraint");
    let title = "A reader CA that may have none below it";
    let constraints = "request.docRequests[0].readerAuth.unprotected.x5chain[1].basicConstraints";
    let uncritical = "The basic constraints of a CA between the reader CA and the reader are not critical";
    vec![
        judged(&root(1)).case(
            Draft::positive(twin, CLAUSE, "A CA between the reader CA and the reader"),
            &["valid"],
            &[],
            &[],
        ),
        judged(&root(0)).case(
            Draft::negative("h64-path-length", CLAUSE, (twin, differs), title),
            &["invalid"],
            &["path.length"],
            &[],
        ),
        of(&root(1), true, "field").case(
            Draft::positive("reader-auth-intermediate-field", CLAUSE, "A CA between the reader CA and the reader"),
            &["valid"],
            &[],
            &[],
        ),
        of(&root(1), false, "strict").case(
            Draft::negative("h64-intermediate-not-critical", CLAUSE, (twin, constraints), uncritical),
            &["invalid"],
            &["profile.basic-constraints"],
            &[],
        ),
        of(&root(1), false, "field").case(
            Draft::negative(
                "h64-intermediate-not-critical-field",
                CLAUSE,
                ("reader-auth-intermediate-field", constraints),
                uncritical,
            ),
            &["valid"],
            &[],
            &["profile.basic-constraints"],
        ),
    ]
}

fn revocation() -> Vec<Case> {
    let ca = reader_ca();
    let reader = certificate(&ca, &reader_spec());
    let list = || RevocationListSpec::new(at("2026-05-01T00:00:00Z"), at("2026-07-01T00:00:00Z"));
    let judged = |spec: &RevocationListSpec| {
        let good = Judged::new(Reader::on(Curve::P256).signs(licence(), |_| {}));
        Judged { trust: Trust { crls: vec![ca.revoke(spec).unwrap().into()], ..good.trust.clone() }, ..good }
    };
    let (twin, differs) = ("reader-auth-not-revoked", "trust.crls[0].revokedCertificates");
    vec![
        judged(&list()).case(
            Draft::positive(twin, CLAUSE, "The reader CA's list of revoked certificates does not name the reader"),
            &["valid"],
            &[],
            &[],
        ),
        judged(&list().naming(&reader)).case(
            Draft::negative("h63-revoked", CLAUSE, (twin, differs), "The reader CA's list names the reader"),
            &["invalid"],
            &["revocation.certificate"],
            &[],
        ),
    ]
}
