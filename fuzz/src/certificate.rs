//! Certificates and their paths.

use core::time::Duration;
use std::sync::LazyLock;

use mdoc_proximity::report::{Profile, Report};
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::{Certificate, Kind, Purpose, judge_profile, validate};

use super::cursor::Cursor;
use super::providers::{choose, maker, trusting};
use super::world::{NOW, PROFILES, WORLD};

const KINDS: [Kind; 9] = [
    Kind::Iaca,
    Kind::Link,
    Kind::DocumentSigner,
    Kind::Reader,
    Kind::ReaderCa,
    Kind::VicalSigner,
    Kind::RicalSigner,
    Kind::ListSigner,
    Kind::ListCa,
];

static ANCHORS: LazyLock<[TrustAnchors; 3]> =
    LazyLock::new(|| [WORLD.issuer_roots.clone(), WORLD.reader_roots.clone(), WORLD.list_roots.clone()]);

/// A byte of choices, then certificates in DER, each behind its length.
/// * One that is read kept its bytes, and reads the same again.
/// * What fails its profile in the field fails it strictly.
/// * A path that strict finds, field finds, from the same leaf; where signatures are real, the leaf is one of ours.
/// * An anchor that is taken is held byte for byte.
pub fn body(data: &[u8]) {
    let mut input = Cursor(data);
    let choice = input.byte();
    let mut chain = Vec::new();
    while !input.is_empty() && chain.len() < 12 {
        chain.push(input.piece());
    }
    let read: Vec<_> =
        chain.iter().filter_map(|der| Certificate::from_der(der).ok().map(|read| (*der, read))).collect();
    for (der, certificate) in &read {
        assert_eq!(certificate.der(), *der);
        told(certificate);
    }
    let kind = KINDS[usize::from(choice >> 4) % KINDS.len()];
    if let Some((_, certificate)) = read.first() {
        let issuer = read.get(1).map(|(_, issuer)| issuer);
        let failed = PROFILES.map(|profile| {
            let mut report = Report::new();
            judge_profile(certificate, kind, issuer, profile, &mut report);
            report.has_failed()
        });
        assert!(failed[0] || !failed[1], "it fails in the field only");
    }
    path(choice, &chain);
    if let Some(der) = chain.first() {
        for mut anchors in [TrustAnchors::issuers(), TrustAnchors::readers(), TrustAnchors::list_signers()] {
            for profile in PROFILES {
                if anchors.add(&maker(), der, profile).is_ok() {
                    assert!(anchors.certificates().iter().any(|anchor| anchor.der() == *der));
                }
            }
        }
    }
}

fn path(choice: u8, chain: &[&[u8]]) {
    let trusts = choice & 1 == 1;
    let provider = choose(choice >> 3);
    let provider = if trusts { trusting(provider) } else { provider };
    let (anchors, purpose) = match choice >> 1 & 3 {
        0 => (&ANCHORS[0], Purpose::document_signer(vec![Purpose::MDL_DOCUMENT_SIGNER.to_owned()])),
        1 => (&ANCHORS[1], Purpose::reader()),
        2 => (&ANCHORS[2], Purpose::vical_signer()),
        _ => (&ANCHORS[2], Purpose::rical_signer()),
    };
    let paths = PROFILES.map(|profile: Profile| {
        let mut report = Report::new();
        let certificates = anchors.certificates();
        let path = validate(&provider, chain, certificates, &purpose, NOW, Duration::ZERO, profile, &mut report);
        assert!(path.is_some() || report.has_failed(), "no path, and nothing that failed");
        path
    });
    match &paths {
        [Some(strict), Some(field)] => assert_eq!(strict.leaf.der(), field.leaf.der()),
        [strict, _] => assert!(strict.is_none(), "strict finds a path that field does not"),
    }
    for path in paths.iter().flatten() {
        assert_eq!(path.leaf.der(), chain[0]);
        assert!(anchors.certificates().iter().any(|anchor| anchor.der() == path.anchor.der()));
        assert_eq!(path.issued().count(), path.intermediates.len() + 1);
        let issued = WORLD.signer.chain().iter().map(Vec::as_slice);
        let mut issued =
            issued.chain(WORLD.reader.x5chain()).chain([WORLD.vical_signer.der(), WORLD.rical_signer.der()]);
        assert!(trusts || issued.any(|der| der == path.leaf.der()), "nobody issued that");
    }
}

/// Everything a certificate tells.
fn told(certificate: &Certificate) {
    let again = Certificate::from_der(certificate.der()).expect("read once, read twice");
    assert_eq!((again.subject_der(), again.issuer_der()), (certificate.subject_der(), certificate.issuer_der()));
    assert_eq!(again.serial(), certificate.serial());
    let _ = (certificate.subject(), certificate.issuer(), certificate.common_name(), certificate.organization());
    let _ = (certificate.country(), certificate.state_or_province(), certificate.extended_key_usage());
    let _ = (certificate.key_usage(), certificate.basic_constraints(), certificate.crl_uris());
    let _ = (certificate.subject_key_identifier(), certificate.authority_key_identifier());
    let _ = (certificate.not_before().to_string(), certificate.not_after().to_string(), certificate.is_self_issued());
    let _ = format!("{certificate:?}");
    for extension in certificate.extensions() {
        let _ = (extension.oid(), extension.is_critical(), extension.value());
    }
    if let Ok(key) = certificate.public_key(&choose(0)) {
        let _ = certificate.verify_signature(&choose(0), &key).is_ok();
    }
}
