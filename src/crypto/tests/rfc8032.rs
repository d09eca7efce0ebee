//! EdDSA: RFC 8032 7.1 (test 2) and 7.4 (1 octet).

use super::{Curve, SignatureScheme, Suite, hex, secret};

fn check(suite: Suite, curve: Curve, seed: &str, public: &str, message: &[u8], signature: &str) {
    let key = suite.signing_key(&secret(curve, &hex(seed)));
    assert_eq!(key.public_key().x(), hex(public));
    assert_eq!(key.sign(&[&[], message]).unwrap(), hex(signature));
    assert_eq!(suite.verify(key.public_key(), SignatureScheme::EdDsa, message, &hex(signature)), Ok(()));
}

fn ed25519(suite: Suite) {
    check(
        suite,
        Curve::Ed25519,
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        &[0x72],
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4\
         302aeeb00d291612bb0c00",
    );
}

#[cfg(feature = "prerelease-curves")]
fn ed448(suite: Suite) {
    check(
        suite,
        Curve::Ed448,
        "c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2877c5e3bc397a659949ef8021e954e\
         0a12274e",
        "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb82169c235160627b\
         4c3a9480",
        &[0x03],
        "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf633fc1bf037ab\
         7cd779805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0ff3348ab21aa4adafd1d2\
         34441cf807c03a00",
    );
}

on_every_provider! {
    ed25519,
    #[cfg(feature = "prerelease-curves")] ed448,
}
