//! What the lines say to a person: how many, which member, which kind of certificate.

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::reader::{Config, IssuerTrust, Request, Retain, verify};
use mdoc_proximity::report::{CheckId, Outcome, Profile, Report, Subject};
use mdoc_proximity::trust::TrustAnchors;

use crate::bench::{Auth, Bench, MDL, NAME_SPACE, NO_DEVICE_ELEMENTS, Value, response, response_with};

fn said(report: &Report, id: CheckId) -> Vec<&str> {
    report.checks().iter().filter(|check| check.id == id).map(|check| check.detail.as_str()).collect()
}

/// The report on the first document under the field profile.
fn judged(bench: &Bench, response: &[u8]) -> Report {
    let config = bench.config(Profile::Field);
    let verdict = verify(response, &bench.verification(&config, None)).unwrap();
    verdict.documents()[0].report().clone()
}

#[test]
fn a_status_is_named() {
    let bench = Bench::new();
    let config = bench.config(Profile::Field);
    for (status, name) in [
        (0, "the status is 0, OK"),
        (10, "the status is 10 (general error)"),
        (11, "the status is 11 (CBOR decoding error)"),
        (12, "the status is 12 (CBOR validation error)"),
        (13, "the status is 13"),
    ] {
        let response = response_with("1.0", status, &[]);
        let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
        assert_eq!(said(verdict.report(), CheckId::ResponseStatus), [name]);
        assert!(!verdict.is_verified());
    }
    let response = response_with("1.0", 10, &[bench.good_document()]);
    let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
    let [said] = said(verdict.report(), CheckId::ResponseStatus)[..] else { panic!("one line") };
    assert_eq!(said, "the status is 10 (general error), and yet there are documents");
}

#[test]
fn items_are_counted() {
    let bench = Bench::new();
    let name: Value<'_> = ("family_name", &|writer| {
        writer.text("Svendsen");
    });
    let country: Value<'_> = ("issuing_country", &|writer| {
        writer.text("NO");
    });
    let counted = |values: &[Value<'_>]| {
        let report = judged(&bench, &bench.present(&bench.document_of(MDL, NAME_SPACE, values)));
        assert_eq!(
            said(&report, CheckId::IssuerPayload),
            ["the issuer-signed envelope holds a mobile security object"]
        );
        said(&report, CheckId::MsoDigests).join(";")
    };
    assert_eq!(counted(&[name]), "the item returned is the one the issuer signed");
    assert_eq!(counted(&[name, country]), "all 2 items returned are the ones the issuer signed");
    // Of a document whose issuer signed two, none is returned.
    let unsigned = bench.document_of(MDL, NAME_SPACE, &[name, country]);
    let whole = bench.sign(&unsigned);
    let mut none = Writer::new();
    let at = whole.windows(10).position(|window| window == b"issuerAuth").unwrap();
    none.map(1).text("issuerAuth").raw(&whole[at + 10..]);
    let document = bench.assemble(MDL, none.as_slice(), NO_DEVICE_ELEMENTS, &Auth::Signature);
    let report = judged(&bench, &response(&[document]));
    assert_eq!(said(&report, CheckId::MsoDigests), ["no issuer-signed item was returned"]);
}

/// What deviates is not also said to hold.
#[test]
fn a_tagged_envelope_gets_one_line() {
    let bench = Bench::new();
    let tagged = [&[0xd2], &*{
        let whole = bench.sign(&bench.document());
        let at = whole.windows(10).position(|window| window == b"issuerAuth").unwrap();
        whole[at + 10..].to_vec()
    }]
    .concat();
    let mut issuer_signed = Writer::new();
    issuer_signed.map(1).text("issuerAuth").raw(&tagged);
    let document = bench.assemble(MDL, issuer_signed.as_slice(), NO_DEVICE_ELEMENTS, &Auth::Signature);
    let report = judged(&bench, &response(&[document]));
    let lines: Vec<_> = report.checks().iter().filter(|check| check.id == CheckId::IssuerPayload).collect();
    let [line] = lines[..] else { panic!("{lines:?}") };
    assert_eq!(line.outcome, Outcome::Deviation);
}

#[test]
fn the_version_of_what_the_issuer_signed_is_told_as_it_is() {
    let bench = Bench::new();
    for version in ["1.0", "1.1"] {
        let mut document = bench.document();
        document.mso.version = version.to_owned();
        let report = judged(&bench, &bench.present(&document));
        assert_eq!(said(&report, CheckId::MsoVersion), [format!("the version is {version}")]);
    }
}

#[test]
fn errors_are_counted() {
    let bench = Bench::new();
    let told = |errors: &[&str]| {
        let document = bench.good_document();
        let mut writer = Writer::new();
        writer.text("errors").map(1).text(NAME_SPACE).map(errors.len());
        errors.iter().for_each(|identifier| {
            writer.text(identifier).uint(0);
        });
        let document = [&[document[0] + 1], &document[1..], writer.as_slice()].concat();
        said(&judged(&bench, &response(&[document])), CheckId::DocumentErrors).join(";")
    };
    assert_eq!(
        told(&["height"]),
        "the device tells an error, by a permitted code, about an element that is not returned"
    );
    assert_eq!(told(&["height", "weight"]), "the device tells 2 errors, by permitted codes, about what is absent");
    let none = judged(&bench, &response(&[bench.good_document()]));
    assert_eq!(said(&none, CheckId::DocumentErrors), ["the device tells no error"]);
}

#[test]
fn documents_that_are_not_returned_are_listed() {
    let bench = Bench::new();
    let mut writer = Writer::new();
    writer.map(4).text("version").text("1.0").text("documents").array(1).raw(&bench.good_document());
    writer.text("documentErrors").array(1).map(1).text("org.example.card").int(-3).text("status").uint(0);
    let response = writer.into_vec();
    let config = bench.config(Profile::Strict);
    let verdict = verify(&response, &bench.verification(&config, None)).unwrap();
    assert_eq!(verdict.document_errors(), [("org.example.card", -3)]);
    let good = bench.present(&bench.document());
    let verdict = verify(&good, &bench.verification(&config, None)).unwrap();
    assert_eq!(verdict.document_errors(), []);
    assert_eq!(said(verdict.report(), CheckId::DocumentErrors), Vec::<&str>::new(), "nothing is told of no errors");
    let document = verdict.document(MDL).unwrap();
    assert!(document.element(NAME_SPACE, "family_name").is_some());
    assert!(document.element("org.example", "family_name").is_none() && document.element(NAME_SPACE, "x").is_none());
}

#[test]
fn what_is_not_looked_at_is_told_by_its_member() {
    let bench = Bench::new();
    let config = bench.config(Profile::Field);
    let members: [(&[&str], &str); 3] = [
        (&["zkDocuments"], "zkDocuments"),
        (&["encryptedDocuments"], "encryptedDocuments"),
        (&["zkDocuments", "encryptedDocuments"], "zkDocuments"),
    ];
    for (members, told) in members {
        let mut writer = Writer::new();
        writer.map(members.len() + 2).text("version").text("1.0");
        members.iter().for_each(|member| {
            writer.text(member).array(1).map(0);
        });
        writer.text("status").uint(0);
        let verdict = verify(writer.as_slice(), &bench.verification(&config, None)).unwrap();
        let line = verdict.report().deviations().next().unwrap();
        assert_eq!((line.id, &line.subject), (CheckId::ResponseDocuments, &Some(Subject::member(told))));
    }
}

#[test]
fn a_path_without_an_anchor_says_why() {
    let bench = Bench::new();
    let response = bench.present(&bench.document());
    let anchor = |config: &Config, response: &[u8]| {
        let verdict = verify(response, &bench.verification(config, None)).unwrap();
        said(verdict.documents()[0].report(), CheckId::PathAnchor).join(";")
    };
    let trusting = |roots: TrustAnchors| {
        let builder = Config::builder(mdoc_proximity::crypto::DEFAULT_PROVIDER).issuer_roots(roots);
        let builder: mdoc_proximity::reader::ConfigBuilder<IssuerTrust> = builder;
        builder.profile(Profile::Field).build().unwrap()
    };
    let config = bench.config(Profile::Field);
    assert_eq!(anchor(&config, &response), "the path ends at CN=Test IACA,C=NO");
    assert_eq!(anchor(&trusting(TrustAnchors::issuers()), &response), "no trust anchor is configured");
    let other = Bench::with_signer(
        4,
        mdoc_proximity::crypto::Curve::P256,
        &crate::bench::signer_spec(crate::bench::name("Other", "NO", None), &["1.0.18013.5.1.2"]),
    );
    let mut one = TrustAnchors::issuers();
    let provider = mdoc_proximity::crypto::DEFAULT_PROVIDER;
    let certificate = self_signed("Another IACA");
    one.add(&provider, &certificate, Profile::Field).unwrap();
    assert_eq!(anchor(&trusting(one.clone()), &response), "none of 1 trust anchors is CN=Test IACA,C=NO");
    // A root alone: it proves nothing of itself.
    let mut alone = Bench::new();
    alone.x5chain = vec![other.iaca.certificate().der().to_vec()];
    let response = alone.present(&alone.document());
    assert_eq!(anchor(&trusting(one), &response), "the certificate is self-signed, and no trust anchor issued it");
}

fn self_signed(common_name: &str) -> Vec<u8> {
    use mdoc_proximity::issuer::{AlternativeName, Authority, CertificateSpec};
    let contact = AlternativeName::Uri("https://example.com".to_owned());
    let name = crate::bench::name(common_name, "NO", None);
    let spec = CertificateSpec::iaca(name, crate::bench::validity(), contact, "https://example.com/crl");
    let key = crate::bench::signing_key(&crate::bench::secret(mdoc_proximity::crypto::Curve::P256, 77));
    Authority::self_signed(&mut crate::bench::rng(78), &spec, key).unwrap().certificate().der().to_vec()
}

#[test]
fn certificates_are_told_by_what_they_are_for() {
    let bench = Bench::new();
    let report = judged(&bench, &bench.present(&bench.document()));
    assert_eq!(said(&report, CheckId::PathChain), ["the document signer is there"]);
    let lives = said(&report, CheckId::ProfileValidity);
    assert!(lives.contains(&"valid for 365 days of 457"), "{lives:?}");
}

#[test]
fn a_request_for_as_many_documents_as_are_allowed_is_built() {
    let documents = mdoc_proximity::budget::DOCUMENTS;
    let of = |count: usize| {
        let builder = (0..count).fold(Request::builder(), |builder, number| {
            builder.document(format!("org.example.{number}")).element("org.example", "a", Retain::No)
        });
        builder.build()
    };
    assert_eq!(of(documents).unwrap().documents().len(), documents);
    assert!(of(documents + 1).is_err());
}
