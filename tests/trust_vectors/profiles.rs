//! The profiles of all certificates among the shared vectors: what strict refuses of each, and field reports.

use std::collections::BTreeMap;
use std::path::Path;

use data_encoding::HEXLOWER_PERMISSIVE;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::report::{Outcome, Profile, Report};
use mdoc_proximity::x509::{Certificate, Kind, Purpose, judge_profile};
use serde_json::Value;

use super::{annex_d, pem, vector, vectors};

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

#[test]
fn print() {
    let Some(vectors) = vectors() else { return };
    let all = all(&vectors);
    let _: BTreeMap<u8, u8> = BTreeMap::new();
    for found in &all {
        let certificate = &found.certificate;
        let issuer = all.iter().map(|other| &other.certificate).find(|other| {
            let key = other.public_key(&PROVIDER);
            other.subject_der() == certificate.issuer_der()
                && other.der() != certificate.der()
                && key.is_ok_and(|key| certificate.verify_signature(&PROVIDER, &key).is_ok())
        });
        let mut report = Report::new();
        judge_profile(certificate, found.kind(), issuer, Profile::Field, &mut report);
        let ids: Vec<&str> = report
            .checks()
            .iter()
            .filter(|check| check.outcome == Outcome::Deviation)
            .map(|check| &check.id.as_str()[8..])
            .collect();
        println!(
            "{:<14} {:<14} {:?} issuer={} {:?}",
            found.source,
            format!("{:?}", found.kind()),
            certificate.subject().chars().take(60).collect::<String>(),
            issuer.is_some(),
            ids
        );
        for check in report.checks().iter().filter(|check| check.outcome == Outcome::Deviation) {
            println!("        {}: {}", check.id, check.detail);
        }
    }
    println!("{}", all.len());
}
