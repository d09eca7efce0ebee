//! Roots that one profile takes and the other does not.

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{AlternativeName, Authority, CertificateSpec};
use mdoc_proximity::x509::BasicConstraints;

use crate::bench::{Bench, name, rng, secret, signing_key, validity};
use crate::bundle::Bundle;
use crate::statuses::CRL;

/// The bench's root without a path length, as nine of the roots in the field are.
fn root() -> Authority {
    let contact = AlternativeName::Uri("https://example.com".to_owned());
    let good = CertificateSpec::iaca(name("Test IACA", "NO", None), validity(), contact, CRL);
    let spec = CertificateSpec { basic_constraints: Some(BasicConstraints { ca: true, path_length: None }), ..good };
    Authority::self_signed(&mut rng(11), &spec, signing_key(&secret(Curve::P256, 10))).unwrap()
}

#[test]
fn what_is_wrong_with_a_root_is_told_with_its_clause() {
    let bundle = Bundle::new(&Bench::new());
    let root = bundle.file("odd.der", root().certificate().der());
    let what = "profile.basic-constraints: the basic constraints set no path length (ed1 B.1.2, ed2 B.1.2)";
    let field = bundle.verify("field", &["--trust", &root]);
    assert_eq!(field.accepted().notes, format!("note: {root}: CN=Test IACA,C=NO: tolerated: {what}\n"));
    let strict = bundle.verify("strict", &["--trust", &root]);
    assert_eq!(
        strict.refused(&["path.anchor"]).notes,
        format!("note: {root}: CN=Test IACA,C=NO: no trust anchor: {what}\n")
    );
    // Of a good one there is nothing to tell.
    assert_eq!(bundle.trusting("strict", &[]).accepted().notes, "");
}
