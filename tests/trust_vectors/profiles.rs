//! The profiles of all certificates among the shared vectors: what strict refuses of each, and field reports.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use data_encoding::HEXLOWER_PERMISSIVE;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::report::{CheckId, Outcome, Profile, Report};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::{Certificate, Kind, Purpose, judge_profile, validate};
use serde_json::Value;

use super::{annex_d, document_signer, pem, vector, vectors};

/// A certificate, where it came from, and what a CA from there is.
struct Found {
    source: String,
    certificate: Certificate,
    ca: Kind,
    leaf: Kind,
}

impl Found {
    /// What the certificate is for, by its own words, else by where it was found.
    fn kind(&self) -> Kind {
        let usages = self.certificate.extended_key_usage();
        let is_for = |oid: &str| usages.iter().any(|usage| usage == oid);
        let is_ca = self.certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
        match () {
            () if is_for(Purpose::MDL_DOCUMENT_SIGNER) => Kind::DocumentSigner,
            () if is_for(Purpose::MDL_READER) => Kind::Reader,
            () if is_for(Purpose::VICAL_SIGNER) => Kind::VicalSigner,
            () if is_ca => self.ca,
            () => self.leaf,
        }
    }
}

/// Every DER certificate in these bytes.
fn certificates_in(bytes: &[u8]) -> Vec<Certificate> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(window) = bytes.get(at..at + 4) {
        let length = 4 + usize::from(u16::from_be_bytes([window[2], window[3]]));
        let read = bytes.get(at..at + length).filter(|_| window[..2] == [0x30, 0x82]);
        match read.and_then(|der| Certificate::from_der(der).ok()) {
            Some(certificate) => {
                found.push(certificate);
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

fn sorted(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// All of them, each once.
fn all(vectors: &Path) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    let mut add = |source: &str, certificates: Vec<Certificate>, ca: Kind, leaf: Kind| {
        for certificate in certificates {
            if all.iter().all(|known| known.certificate.der() != certificate.der()) {
                all.push(Found { source: source.to_owned(), certificate, ca, leaf });
            }
        }
    };
    let blocks = |path| pem(path).iter().map(|der| Certificate::from_der(der).unwrap()).collect::<Vec<_>>();
    let trust = vectors.join("trust");
    add("roots", blocks(trust.join("iaca-roots.pem")), Kind::Iaca, Kind::Iaca);
    for path in sorted(&trust).into_iter().filter(|path| path.extension().is_some_and(|end| end == "crt")) {
        add("aamva", blocks(path), Kind::ListCa, Kind::ListCa);
    }
    for path in sorted(&trust).into_iter().filter(|path| path.extension().is_some_and(|end| end == "cbor")) {
        add("vical", certificates_in(&std::fs::read(path).unwrap()), Kind::Iaca, Kind::VicalSigner);
    }
    for path in sorted(&trust.join("reader_ca")) {
        add(&path.file_stem().unwrap().to_string_lossy(), blocks(path.clone()), Kind::ReaderCa, Kind::ReaderCa);
    }
    let wallets: Value =
        serde_json::from_slice(&std::fs::read(vectors.join("wallets/responses.json")).unwrap()).unwrap();
    for response in wallets.as_array().unwrap() {
        let bytes = HEXLOWER_PERMISSIVE.decode(response["mdoc"].as_str().unwrap().as_bytes()).unwrap();
        let source = format!("wallet {}", response["index"]);
        add(&source, certificates_in(&bytes), Kind::Iaca, Kind::DocumentSigner);
    }
    for path in
        sorted(&vectors.join("field")).into_iter().filter(|path| path.extension().is_some_and(|end| end == "hex"))
    {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let bytes = HEXLOWER_PERMISSIVE.decode(std::fs::read_to_string(&path).unwrap().trim().as_bytes()).unwrap();
        let is_request = name.contains("request");
        let (ca, leaf) = if is_request { (Kind::ReaderCa, Kind::Reader) } else { (Kind::Iaca, Kind::DocumentSigner) };
        add(&format!("field {}", &name[..3]), certificates_in(&bytes), ca, leaf);
    }
    let annex_d = annex_d(vectors);
    for (name, kind) in [("D.5.2 IACA certificate", Kind::Iaca), ("D.5.4 Reader root certificate", Kind::ReaderCa)] {
        let certificate = Certificate::from_der(&vector(&annex_d, name)).unwrap();
        add("annex d", vec![certificate], kind, kind);
    }
    all
}

/// What the field reports of this certificate, without the ids' common beginning.
fn deviations(found: &Found, all: &[Found]) -> Vec<String> {
    let certificate = &found.certificate;
    let issued = |other: &&Certificate| {
        let key = other.public_key(&PROVIDER);
        other.subject_der() == certificate.issuer_der()
            && other.der() != certificate.der()
            && key.is_ok_and(|key| certificate.verify_signature(&PROVIDER, &key).is_ok())
    };
    let issuer = all.iter().map(|other| &other.certificate).find(issued);
    let judged = |profile| {
        let mut report = Report::new();
        judge_profile(certificate, found.kind(), issuer, profile, &mut report);
        report
    };
    let (field, strict) = (judged(Profile::Field), judged(Profile::Strict));
    assert!(!field.has_failed());
    let ids = |report: &Report, outcome| {
        let checks = report.checks().iter().filter(|check| check.outcome == outcome);
        checks.map(|check| check.id.as_str().strip_prefix("profile.").unwrap().to_owned()).collect::<Vec<_>>()
    };
    let reported = ids(&field, Outcome::Deviation);
    // An IACA root without distribution points is refused by no profile.
    let refused: Vec<_> =
        reported.iter().filter(|id| found.kind() != Kind::Iaca || *id != CRL_POINTS).cloned().collect();
    assert_eq!(ids(&strict, Outcome::Fail), refused);
    reported
}

const CRL_POINTS: &str = "crl-distribution-points";

/// Where it was found, its subject's common name or part of it, and what is wrong with it.
const KNOWN: &[(&str, &str, &str)] = &[
    ("roots", "MVMProdCA", "basic-constraints"),
    ("roots", "MVMProdCA", "basic-constraints issuer-alternative-name crl-distribution-points"),
    ("roots", "California DMV IACA Root", ""),
    ("roots", "Colorado Root Certificate", "basic-constraints"),
    ("roots", "CO DRIVES Root", "basic-constraints issuer-alternative-name crl-distribution-points"),
    ("roots", "Georgia Root", ""),
    ("roots", "Georgia Root", "basic-constraints crl-distribution-points"),
    ("roots", "Identity Credential Root IACA", "basic-constraints"),
    ("roots", "Fast Enterprises Root", ""),
    ("roots", "Fast Enterprises Root", "basic-constraints crl-distribution-points"),
    ("roots", "New Mexico Root", "basic-constraints"),
    ("roots", "UL TESTING Staging DS", ""),
    ("roots", "TEST USE ONLY GICI", "basic-constraints"),
    ("roots", "Identity Credential Root IACA", ""),
    ("roots", "Payground Root", ""),
    ("roots", "Payground Document Signer", ""),
    ("roots", "TEST USE ONLY GICI", ""),
    ("roots", "Identity Credential Root IACA", ""),
    ("roots", "partner.mdl.dot.nd.gov", ""),
    ("aamva", "AAMVA DTS Issuing CA", ""),
    ("aamva", "AAMVA DTS Root CA", ""),
    ("vical", "AAMVA Prod Vical-Signer-01", "crl-distribution-points authority-information-access"),
    ("vical", "IACA-UTAH-USA", ""),
    ("vical", "VA mID IACA", ""),
    ("vical", "VA mID IACA-A", ""),
    ("vical", "Colorado Root Certificate", ""),
    ("vical", "Alaska DMV IACA", ""),
    ("vical", "IACA-UTAH-USA", ""),
    ("vical", "MVMProdCA", ""),
    ("vical", "MVMProdCA", ""),
    ("vical", "MVMProdCA", ""),
    ("vical", "carswsnp.dojmt.gov", ""),
    ("vical", "MDOT MVA mDL Root", ""),
    ("Animo_Reader_CA", "Animo", "key subject-key-identifier key-usage"),
    ("Bundesdruckerei_Reader_CA", "BDR RA", "serial"),
    ("Fime_Reader_CA_1", "Test Root CA cert 1", ""),
    ("Fime_Reader_CA_2", "Test Root CA cert 2", ""),
    ("Google_Reader_CA", "OWF IC TestApp Reader Root", "serial"),
    ("Idemia_Reader_CA", "IDEMIA Reader Authentication Test CA", "serial key-usage"),
    ("MATTR_Reader_CA", "labs-online-presentation", ""),
    ("SpruceID_Reader_CA", "SpruceID Test Certificate Reader Root", ""),
    ("Thales_Reader_CA_1", "Organization Banks", ""),
    ("Thales_Reader_CA_2", "RnD Test VA CA", "serial"),
    ("wallet 0", "Google TEST DS mDL", "crl-distribution-points"),
    ("wallet 3", "OWF Identity Credential TEST DS", "extensions"),
    ("wallet 5", "Testing key", TESTING_KEY),
    ("wallet 7", "MDOTMVA Document Signer", "validity"),
    ("wallet 9", "Testing key", TESTING_KEY),
    ("wallet 13", "MVMTestCA", "issuer issuer-alternative-name crl-distribution-points"),
    ("field 034", "BDR DS", ""),
    ("field 036", "digitalcredentials.dev", "issuer"),
    ("field 040", "reader", ""),
    ("field 041", "utopia ds", ""),
    ("field 042", "", "subject basic-constraints issuer-alternative-name crl-distribution-points"),
    (
        "field 049",
        "J1FwJP87C6",
        "serial subject issuer subject-key-identifier authority-key-identifier issuer-alternative-name \
         crl-distribution-points",
    ),
    ("field 051", "OWF Multipaz Online Verifier", "serial crl-distribution-points"),
    ("field 051", "Verifier at https://verifier.multipaz.org", ""),
    ("field 051", "Verifier Root", ""),
    ("field 055", "certification.openid.net", ""),
    ("field 062", "EU Digital Identity Wallet Test Document Signer", ""),
    ("field 065", "PID DS - 003", ""),
    ("field 081", "139e39c237b40af5", "crl-distribution-points extensions"),
    ("field 081", "Apple Application Integration CA 7", ""),
    ("field 081", "Apple Root CA", ""),
    ("field 084", "SPRIND Funke", "serial issuer-alternative-name crl-distribution-points extensions"),
    ("field 084", "SPRIND Funke", "key-usage issuer-alternative-name crl-distribution-points"),
    ("annex d", "utopia iaca", ""),
    ("annex d", "reader root", ""),
];

/// The self-signed signer of two wallet responses: made without the standard at hand.
const TESTING_KEY: &str = "serial subject issuer subject-key-identifier authority-key-identifier \
                           issuer-alternative-name crl-distribution-points extensions";

#[test]
fn what_is_wrong_with_each_certificate_is_named() {
    let Some(vectors) = vectors() else { return };
    let all = all(&vectors);
    for (found, (source, name, deviates)) in all.iter().zip(KNOWN) {
        let common_name = found.certificate.common_name().unwrap_or_default();
        assert!(
            found.source == *source && common_name.contains(name),
            "{} {common_name}: {source} {name}",
            found.source
        );
        let expected: Vec<&str> = deviates.split_whitespace().collect();
        assert_eq!(deviations(found, &all), expected, "{source} {common_name}");
    }
    assert_eq!(all.len(), KNOWN.len());
}

/// The real signer and its CAs, as the verifier of a VICAL meets them.
#[test]
fn the_signer_of_the_aamva_vical_leads_to_its_ca_in_the_field() {
    let Some(vectors) = vectors() else { return };
    let trust = vectors.join("trust");
    let vical = certificates_in(&std::fs::read(trust.join("aamva-2026-01-02.vical.cbor")).unwrap());
    let signer = vical.iter().find(|found| found.extended_key_usage() == [Purpose::VICAL_SIGNER]).unwrap();
    let issuing = &pem(trust.join("aamva-ca-issuing.crt"))[0];
    let mut anchors = TrustAnchors::list_signers();
    let loaded = anchors.add(&PROVIDER, &pem(trust.join("aamva-ca-root.crt"))[0], Profile::Strict).unwrap();
    assert!(loaded.checks().iter().all(|check| check.outcome != Outcome::Deviation));
    let judged = |profile| {
        let at = UnixTime::from_rfc3339("2026-01-02T14:00:00Z").unwrap();
        let (chain, purpose, mut report) = ([signer.der(), issuing], Purpose::vical_signer(), Report::new());
        let anchors = anchors.certificates();
        let path = validate(&PROVIDER, &chain, anchors, &purpose, at, Duration::ZERO, profile, &mut report);
        (path.is_some(), report)
    };
    let ids = [CheckId::ProfileCrlPoints, CheckId::ProfileInformationAccess];
    let (is_valid, report) = judged(Profile::Field);
    assert!(is_valid, "{report:#?}");
    assert!(ids.iter().all(|id| report.outcome(*id) == Some(Outcome::Deviation)));
    let (_, report) = judged(Profile::Strict);
    assert_eq!(report.failures().map(|check| check.id).collect::<Vec<_>>(), ids);
}

/// Each of the wallets' signers is refused by strict for what is wrong with it, whatever anchors there are.
#[test]
fn strict_names_what_is_wrong_with_the_wallets_signers() {
    let Some(vectors) = vectors() else { return };
    let named: BTreeMap<u64, &[CheckId]> = BTreeMap::from([
        (0, &[CheckId::ProfileCrlPoints][..]),
        (3, &[CheckId::ProfileExtensions]),
        (5, &[CheckId::ProfileIssuer, CheckId::ProfileSerial, CheckId::PathExtendedKeyUsage]),
        (7, &[CheckId::ProfileValidity, CheckId::PathExtendedKeyUsage]),
        (9, &[CheckId::ProfileIssuer, CheckId::ProfileSerial, CheckId::PathExtendedKeyUsage]),
        (13, &[CheckId::ProfileIssuer, CheckId::ProfileIssuerAltName]),
    ]);
    let text = std::fs::read(vectors.join("wallets/responses.json")).unwrap();
    let responses: Value = serde_json::from_slice(&text).unwrap();
    for response in responses.as_array().unwrap() {
        let bytes = HEXLOWER_PERMISSIVE.decode(response["mdoc"].as_str().unwrap().as_bytes()).unwrap();
        let signer = &certificates_in(&bytes)[0];
        let anchors = TrustAnchors::issuers();
        let (_, report) =
            super::strict(&[signer.der()], &anchors, &document_signer(), response["now"].as_str().unwrap());
        for id in named[&response["index"].as_u64().unwrap()] {
            assert_eq!(report.outcome(*id), Some(Outcome::Fail), "{}: {report:#?}", response["index"]);
        }
    }
}
