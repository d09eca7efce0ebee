use super::*;
use crate::crypto::DEFAULT_PROVIDER as PROVIDER;

const KEY: &[u8] = &[0xd8, 0x18, 0x43, 0xa1, 0x01, 0x02];

fn ident() -> Ident {
    Ident::derive(&PROVIDER, KEY).unwrap()
}

#[test]
fn it_is_hkdf_without_salt() {
    // RFC 5869 by hand: extract with 32 zero bytes, expand one block.
    let extracted = PROVIDER.mac.hmac_sha256(&[0; 32], &[KEY]);
    let expanded = PROVIDER.mac.hmac_sha256(&extracted, &[b"BLEIdent", &[1]]);
    assert_eq!(ident().as_bytes()[..], expanded[..16]);
}

#[test]
fn t05_every_other_value_is_a_mismatch() {
    let good = *ident().as_bytes();
    assert!(ident().matches(&good));
    for bit in 0..128 {
        let mut bad = good;
        bad[bit / 8] ^= 1 << (bit % 8);
        assert!(!ident().matches(&bad), "bit {bit}");
    }
    assert_ne!(Ident::derive(&PROVIDER, &KEY[1..]).unwrap(), ident());
}

#[test]
fn t06_another_length_is_a_mismatch() {
    let good = *ident().as_bytes();
    assert!(!ident().matches(&good[..15]));
    assert!(!ident().matches(&[&good[..], &[0]].concat()));
    assert!(!ident().matches(&[]));
}

#[test]
fn it_is_not_shown() {
    assert_eq!(format!("{:?}", ident()), "Ident(redacted)");
}
