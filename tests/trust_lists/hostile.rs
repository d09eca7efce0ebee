//! Damaged lists: none verifies, none panics.

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::issuer::{ListedCertificate, RicalBuilder, VicalBuilder};
use mdoc_proximity::report::Profile;
use mdoc_proximity::trust::TrustAnchors;
use proptest::prelude::*;

use crate::bench::Bench;
use crate::world::*;

fn our_vical(provider: &Provider) -> Vec<u8> {
    let entries = vec![ListedCertificate::vical(Bench::new().iaca.certificate(), &[MDL])];
    provider.sign(&VicalBuilder { entries, ..vical() })
}

fn our_rical(provider: &Provider) -> Vec<u8> {
    let mut entry = ListedCertificate::rical(ca("Reader CA", 600, 0).certificate(), true);
    entry.set("trustConstraints", vec![0x81, 0xa1, 0x61, b'x', 0x01]);
    provider.sign_rical(&RicalBuilder { entries: vec![entry], ..RicalBuilder::new("Example", issued()) })
}

#[test]
fn no_list_with_a_bit_flipped_verifies() {
    let provider = Provider::new(&vical_signer());
    let good = our_vical(&provider);
    assert!(provider.vical(&good, Profile::Field).is_ok());
    for position in 0..good.len() {
        let mut bad = good.clone();
        bad[position] ^= 1 << (position % 8);
        assert!(provider.vical(&bad, Profile::Field).is_err(), "byte {position}");
    }
    let provider = Provider::new(&rical_signer());
    let good = our_rical(&provider);
    assert!(provider.rical(&good, Profile::Field).is_ok());
    for position in 0..good.len() {
        let mut bad = good.clone();
        bad[position] ^= 1 << (position % 8);
        assert!(provider.rical(&bad, Profile::Field).is_err(), "byte {position}");
    }
}

#[test]
fn no_part_of_a_list_verifies() {
    let provider = Provider::new(&vical_signer());
    let good = our_vical(&provider);
    for length in 0..good.len() {
        assert!(provider.vical(&good[..length], Profile::Field).is_err(), "{length} bytes");
    }
    let provider = Provider::new(&rical_signer());
    let good = our_rical(&provider);
    for length in 0..good.len() {
        assert!(provider.rical(&good[..length], Profile::Field).is_err(), "{length} bytes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A provider that was trusted and is out of its mind can sign anything.
    #[test]
    fn signed_nonsense_is_classified(
        members in prop::collection::vec((member(), value()), 0..12),
        list in prop::collection::vec((member(), value()), 0..4),
    ) {
        let mut names: Vec<_> = members.iter().map(|(name, _)| name.clone()).collect();
        names.sort();
        names.dedup();
        prop_assume!(names.len() == members.len());
        let entries = vec![ListedCertificate { members }];
        let provider = Provider::new(&vical_signer());
        let bytes = provider.sign(&VicalBuilder { entries: entries.clone(), further: list.clone(), ..vical() });
        if let Ok(list) = provider.vical(&bytes, Profile::Field) {
            prop_assert_eq!(TrustAnchors::issuers().add_vical(&PROVIDER, &list, Profile::Field).len(), 1);
        }
        let provider = Provider::new(&rical_signer());
        let bytes = provider.sign_rical(&RicalBuilder { entries, further: list, ..RicalBuilder::new("x", issued()) });
        if let Ok(list) = provider.rical(&bytes, Profile::Field) {
            prop_assert_eq!(TrustAnchors::readers().add_rical(&PROVIDER, &list, Profile::Field).len(), 1);
        }
    }
}

fn member() -> impl Strategy<Value = String> {
    let known = [
        "certificate",
        "serialNumber",
        "ski",
        "aki",
        "docType",
        "certificateProfile",
        "issuingAuthority",
        "issuer",
        "subject",
        "issuingCountry",
        "stateOrProvinceName",
        "notBefore",
        "notAfter",
        "type",
        "isTrustAnchor",
        "trustConstraints",
        "name",
        "extensions",
    ];
    prop_oneof![prop::sample::select(known.to_vec()).prop_map(str::to_owned), "[a-z]{1,4}"]
}

/// A well-formed item of some type.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let certificate = mdoc_proximity::cbor::to_vec(Bench::new().iaca.certificate().der());
    prop::sample::select(vec![
        vec![0x00],
        vec![0x20],
        vec![0x40],
        vec![0x41, 0x01],
        vec![0x60],
        vec![0x61, b'x'],
        vec![0x80],
        vec![0x81, 0x61, b'x'],
        vec![0xa0],
        vec![0x81, 0xa0],
        vec![0x81, 0xa1, 0x00, 0x00],
        vec![0xc0, 0x61, b'x'],
        vec![0xc2, 0x41, 0x01],
        vec![0xc2, 0x40],
        vec![0xf4],
        vec![0xf5],
        vec![0xf6],
        vec![0xf9, 0x7e, 0x00],
        certificate,
    ])
}
