//! Certificate revocation lists.

use core::time::Duration;
use std::sync::LazyLock;

use mdoc_proximity::report::Report;
use mdoc_proximity::trust::{Crl, Crls, Revocation, Standing};
use mdoc_proximity::x509::{Path, Purpose, validate};

use super::cursor::Cursor;
use super::providers::{choose, maker, trusting};
use super::world::{NOW, PROFILES, WORLD};

/// The document signer's path.
static PATH: LazyLock<Path> = LazyLock::new(|| {
    let chain: Vec<&[u8]> = WORLD.signer.chain().iter().map(Vec::as_slice).collect();
    let purpose = Purpose::document_signer(vec![Purpose::MDL_DOCUMENT_SIGNER.to_owned()]);
    let roots = WORLD.issuer_roots.clone();
    let report = &mut Report::new();
    validate(&maker(), &chain, roots.certificates(), &purpose, NOW, Duration::ZERO, PROFILES[0], report)
        .expect("our own path")
});

/// A byte of choices, then a CertificateList in DER.
/// * One that is read kept its bytes, and counts its entries rightly.
/// * What strict goes by, field goes by: it finds no better standing strictly than in the field.
pub fn body(data: &[u8]) {
    let mut input = Cursor(data);
    let choice = input.byte();
    let der = input.0;
    let Ok(crl) = Crl::from_der(der) else { return };
    assert_eq!(crl.der(), der);
    assert_eq!(crl.revoked().count(), crl.revoked_count());
    for entry in crl.revoked().take(64) {
        assert!(!entry.date.to_string().is_empty() && entry.serial.len() <= der.len());
    }
    let _ = (crl.issuer(), crl.this_update().to_string(), crl.next_update(), format!("{crl:?}"));

    let trusts = choice & 1 == 1;
    let provider = choose(choice >> 1);
    let provider = if trusts { trusting(provider) } else { provider };
    let mut crls = Crls::new();
    crls.insert(crl.clone());
    crls.insert(crl);
    let revocation = Revocation { crls, ..Revocation::default() };
    let standings = PROFILES.map(|profile| {
        let mut report = Report::new();
        revocation.judge_path(&provider, &PATH, NOW, Duration::ZERO, profile, &mut report)
    });
    assert!(standings[0] != Standing::Good || standings[1] == Standing::Good, "{standings:?}");
    assert!(standings[0] != Standing::Revoked || standings[1] == Standing::Revoked, "{standings:?}");
}
