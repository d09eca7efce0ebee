//! ISO/IEC 18013-5 Annex D and the OpenID4VP 1.0 examples, recomputed byte for byte through the public functions.
//!
//! The vectors list their checks by name; every name must have its recomputation here and the other way round.
#![allow(missing_docs, unreachable_pub)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod authentication;
mod data;
mod keys;
mod online;
mod session;

use std::collections::BTreeMap;

use data::AnnexD;

/// A check: true when what the library computes is what the vectors hold.
type Check = fn(&AnnexD) -> bool;

fn checks() -> BTreeMap<&'static str, Check> {
    let lists = [keys::CHECKS, session::CHECKS, authentication::CHECKS, online::CHECKS];
    let mut all = BTreeMap::new();
    for (name, check) in lists.into_iter().flatten() {
        assert!(all.insert(*name, *check).is_none(), "{name} twice");
    }
    all
}

#[test]
fn every_check_of_the_vectors_is_recomputed_true() {
    let Some(annex) = data::load() else { return };
    let checks = checks();
    let named = annex.check_names();
    assert_eq!(named.len(), 34);
    assert_eq!(checks.keys().map(ToString::to_string).collect::<Vec<_>>(), named, "one recomputation for each name");
    let failed: Vec<_> = checks.iter().filter(|(_, check)| !check(&annex)).map(|(name, _)| name).collect();
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn the_ident_of_its_engagement_is_the_one_known() {
    use mdoc_proximity::transport::ble::Ident;
    let Some(annex) = data::load() else { return };
    let ident = Ident::derive(&data::PROVIDER, &annex.hex("/derived_by_us/EDeviceKeyBytes")).unwrap();
    // Annex D has no Ident; this one was computed apart from this library.
    assert_eq!(data_encoding::HEXLOWER.encode(ident.as_bytes()), "8da0b7a85919f05673054ea996bbd124");
}
