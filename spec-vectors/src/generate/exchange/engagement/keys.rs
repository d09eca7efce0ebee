//! EDeviceKey (R08 to R10).

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::{Curve, PublicKey};

use super::{by_bytes, refused, security, usual, with};
use crate::format::Case;
use crate::generate::world::{AGREEING_CURVES, cose_key, key, public_key, slug};

pub(super) fn cases() -> Vec<Case> {
    [unusable(), compressed(), on_every_curve()].concat()
}

fn good(curve: Curve) -> PublicKey {
    public_key(&key("ephemeral device", curve))
}

fn ec2(curve: i64, x: &[u8], y: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(4).int(1).int(2).int(-1).int(curve).int(-2).bytes(x).int(-3).bytes(y);
    writer.into_vec()
}

fn unusable() -> Vec<Case> {
    let key = good(Curve::P256);
    let (x, y) = (key.x(), key.y().unwrap());
    let mut off = y.to_vec();
    off[31] ^= 1;
    let no = |id, title, cose_key: &[u8]| {
        by_bytes(id, "engagement[1][1]", title, &with(&[(1, security(1, cose_key))]), [refused("device-key")])
    };
    let mut without_y = Writer::new();
    without_y.map(3).int(1).int(2).int(-1).int(1).int(-2).bytes(x);
    let mut okp = Writer::new();
    okp.map(3).int(1).int(1).int(-1).int(1).int(-2).bytes(x);
    let incomplete = |id, title, cose_key: &[u8]| {
        let outcomes = [refused("cbor"), refused("device-key")];
        by_bytes(id, "engagement[1][1]", title, &with(&[(1, security(1, cose_key))]), outcomes)
    };
    vec![
        no("r08-off-the-curve", "The key is no point of its curve", &ec2(1, x, &off)),
        no("r08-all-zero", "Coordinates of zero", &ec2(1, &[0; 32], &[0; 32])),
        no("r08-x-short", "x is one byte short", &ec2(1, &x[1..], y)),
        no("r08-y-long", "y has a zero in front", &ec2(1, x, &[&[0][..], y].concat())),
        no("r08-unknown-curve", "A curve nobody knows", &ec2(99, x, y)),
        no("r08-another-curve", "The coordinates are of another curve", &ec2(256, x, y)),
        no("r08-signing-curve", "A curve that signs", &cose_key(&good(Curve::Ed25519))),
        no("r08-another-key-type", "kty is OKP, the curve has two coordinates", okp.as_slice()),
        incomplete("r08-without-y", "The key has no y", without_y.as_slice()),
        incomplete("r08-empty", "The key is an empty map", &[0xa0]),
    ]
}

/// R09: with an even and an odd y.
fn compressed() -> Vec<Case> {
    let case = |curve: Curve, flip: bool| {
        let key = good(curve);
        let odd = (key.y().unwrap()[curve.width() - 1] & 1 == 1) != flip;
        let mut writer = Writer::new();
        writer.map(4).int(1).int(2).int(-1).int(curve.cose_id()).int(-2).bytes(key.x()).int(-3).bool(odd);
        let id = format!("r09-compressed-{}{}", slug(curve), if flip { "-other-sign" } else { "" });
        let title = format!("The key on {curve} is compressed, its y {}", if odd { "odd" } else { "even" });
        by_bytes(&id, "", &title, &with(&[(1, security(1, writer.as_slice()))]), [usual()])
    };
    vec![case(Curve::P256, false), case(Curve::P256, true), case(Curve::BrainpoolP320r1, false)]
}

fn on_every_curve() -> Vec<Case> {
    let case = |curve: Curve| {
        let (id, title) = (format!("r10-{}", slug(curve)), format!("The key is on {curve}"));
        by_bytes(&id, "", &title, &with(&[(1, security(1, &cose_key(&good(curve))))]), [usual()])
    };
    AGREEING_CURVES.into_iter().map(case).collect()
}
