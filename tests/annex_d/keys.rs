//! Key pairs and certificates.

use mdoc_proximity::crypto::SignatureAlgorithm;
use mdoc_proximity::x509::Certificate;

use crate::Check;
use crate::data::{AnnexD, PROVIDER};

pub const CHECKS: &[(&str, Check)] = &[
    ("keypair ephemeral_device_key", |annex| is_pair(annex, "ephemeral_device_key")),
    ("keypair ephemeral_reader_key", |annex| is_pair(annex, "ephemeral_reader_key")),
    ("keypair static_device_key", |annex| is_pair(annex, "static_device_key")),
    ("IACA private key matches IACA certificate", |annex| {
        let key = PROVIDER.keys.signing_key(&annex.secret("iaca_key")).unwrap();
        assert_eq!(key.algorithm(), SignatureAlgorithm::Es256);
        iaca(annex).public_key(&PROVIDER).unwrap() == *key.public_key()
    }),
    ("IACA self-signature", |annex| is_issued_by(&iaca(annex), &iaca(annex))),
    ("reader root self-signature", |annex| {
        let root = certificate(annex, "D.5.4 Reader root certificate");
        is_issued_by(&root, &root)
    }),
    ("DS cert issued by IACA", |annex| is_issued_by(&signer(annex), &iaca(annex))),
    ("reader cert issued by reader root", |annex| {
        is_issued_by(&reader(annex), &certificate(annex, "D.5.4 Reader root certificate"))
    }),
];

fn is_pair(annex: &AnnexD, name: &str) -> bool {
    let key = annex.agreement_key(name);
    let public = key.public_key();
    public.x() == annex.hex(&format!("/keys/{name}/x")) && public.y().unwrap() == annex.hex(&format!("/keys/{name}/y"))
}

fn is_issued_by(certificate: &Certificate, issuer: &Certificate) -> bool {
    let key = issuer.public_key(&PROVIDER).unwrap();
    certificate.issuer_der() == issuer.subject_der() && certificate.verify_signature(&PROVIDER, &key).is_ok()
}

fn certificate(annex: &AnnexD, name: &str) -> Certificate {
    Certificate::from_der(&annex.vector(name)).unwrap()
}

pub fn iaca(annex: &AnnexD) -> Certificate {
    certificate(annex, "D.5.2 IACA certificate")
}

pub fn signer(annex: &AnnexD) -> Certificate {
    certificate(annex, "D.5 DS certificate")
}

pub fn reader(annex: &AnnexD) -> Certificate {
    certificate(annex, "D.5 Reader certificate")
}
