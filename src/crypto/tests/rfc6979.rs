//! Deterministic ECDSA, where a provider has it, and its signatures under every provider: over the message "sample" with the digest of the curve's algorithm.
//!
//! P-256, P-384 and P-521: RFC 6979 A.2.5 to A.2.7. Brainpool: made with a second implementation of RFC 6979 (integers
//! of Python, parameters of OpenSSL), which gives the signature of A.2.5 too; OpenSSL verified the signatures.

use super::{Suite, hex, secret};
use crate::crypto::Curve;

fn check(suite: Suite, curve: Curve, key: &str, r: &str, s: &str) {
    if suite.lacks(curve) {
        return;
    }
    let (key, expected) = (suite.signing_key(&secret(curve, &hex(key))), hex(&[r, s].concat()));
    assert_eq!(suite.verify(key.public_key(), key.algorithm().scheme(), b"sample", &expected), Ok(()));
    assert_eq!(key.sign(&[b"sam", b"ple"]).unwrap() == expected, suite.is_deterministic(curve));
}

fn p256_with_sha_256(suite: Suite) {
    check(
        suite,
        Curve::P256,
        "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    );
}

fn p384_with_sha_384(suite: Suite) {
    check(
        suite,
        Curve::P384,
        "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
        "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46",
        "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8",
    );
}

fn p521_with_sha_512(suite: Suite) {
    check(
        suite,
        Curve::P521,
        "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836a6d16fcc1466f6d8fb\
         ec67db89ec0c08b0e996b83538",
        "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606add152b534931d7d4e8\
         455cc91f9b15bf05ec36e377fa",
        "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8cc\
         b1dccc43997f1ee0e44da4a67a",
    );
}

fn brainpool_p256r1_with_sha_256(suite: Suite) {
    check(
        suite,
        Curve::BrainpoolP256r1,
        "61c33f532a631c63be21d6d35c2b725be3fd14c13df01f0e15b9d5fd9c15ce34",
        "42f1dbff2d4bb5b19a393b7705f55bdbf2efba5d49476c7e8600e4e9421d4120",
        "201586a8689658b094758a49653677c0b0d92371aa02c833bdcbf91dfbcdd93a",
    );
}

fn brainpool_p320r1_with_sha_384(suite: Suite) {
    check(
        suite,
        Curve::BrainpoolP320r1,
        "2e7ab2b7a0a478e4726bf7f1451bc32b9fdf6390352e0c2fe20112122c562061004bc5374d4f7dd2",
        "5571c54fde2dd1e43d384fd60dcb5da9169d55bcc8952fd6cad7d221cc7df19dff97e134dc75d818",
        "439f6940d09e30d7e2f249524291410ae1adb38cb6e8a7cb772233496be83ff803f09e23c354f59f",
    );
}

fn brainpool_p384r1_with_sha_384(suite: Suite) {
    check(
        suite,
        Curve::BrainpoolP384r1,
        "5647152ee0883ff343255249d17c382dc6f52a48a86510fd8d515577689f3c068f969ef4f6697d662ed0f997de56b815",
        "0eb9d162cf275530e3fb1a2d504fabaa11213ad9cc0c988d06302699bd85c8b084253c1ae0d071d071d68267e51b73cc",
        "065fb7d51930e3c822240bd1171f73949ef37d72944ba5cd6610201a52a845293a8e18a826984ba2ab6c1900ae38b97c",
    );
}

fn brainpool_p512r1_with_sha_512(suite: Suite) {
    check(
        suite,
        Curve::BrainpoolP512r1,
        "638455bf8f4fde0818af318aa5c1f7f32c51e82ada26ace030a6c6f6e32f8dc8afd87a451070d6d73827b7ad1dac093ff6f0e5ee\
         d5bcbf98fdecf37465b432cd",
        "22bf80ecdc4c20abcdda0d9a34758c54d0c22ed87530520ae3ac4be87fdad082bd67613dfcedb1a3c550d8550195abb222257255\
         2cdcbf5fa52046cfbf7e5447",
        "391bf48b1d15c2a60e7d201bc6c731a21f19f0ce04a8c8e5d353a266c55222a15ab44a8b5437b919e54ebe39ace1c28ababeb5fa\
         ace16ebc6b2eed3256404834",
    );
}

on_every_provider! {
    p256_with_sha_256,
    p384_with_sha_384,
    p521_with_sha_512,
    brainpool_p256r1_with_sha_256,
    brainpool_p320r1_with_sha_384,
    brainpool_p384r1_with_sha_384,
    brainpool_p512r1_with_sha_512,
}
