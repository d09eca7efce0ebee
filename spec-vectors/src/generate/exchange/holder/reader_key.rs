//! EReaderKey (H10 to H17).

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::{Curve, SecretKey};

use super::super::draft::{Draft, answer, closed, ended, licence, one_of, open};
use super::super::stage::Stage;
use super::{ASKED, ENCRYPTION, Holder, LICENCE, LICENCE_FIELD, credential, usual_request};
use crate::format::{Case, HolderReply, Method};
use crate::generate::scene::Scene;
use crate::generate::world::{cose_key, key, public_key};

pub(super) fn cases() -> Vec<Case> {
    [unusable(), montgomery(), compressed(), ignored()].concat()
}

/// The twin's holder hears of this key. The data are encrypted as if the key were the good one.
fn hears(id: &str, differs: &str, title: &str, cose_key: &[u8], statuses: &[u64]) -> Case {
    let stage = Holder::new().stage.with_cose_key(cose_key);
    let draft = Draft::negative(id, ENCRYPTION, (LICENCE, differs), title);
    Holder::new().hears(draft, [stage.establishment(&usual_request())], ended(statuses))
}

/// A COSE_Key with two coordinates, not checked.
fn ec2(curve: i64, x: &[u8], y: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(4).int(1).int(2).int(-1).int(curve).int(-2).bytes(x).int(-3).bytes(y);
    writer.into_vec()
}

/// A COSE_Key with one coordinate, not checked.
fn okp(curve: i64, x: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(3).int(1).int(1).int(-1).int(curve).int(-2).bytes(x);
    writer.into_vec()
}

fn reader_key() -> SecretKey {
    key("ephemeral reader", Curve::P256)
}

fn unusable() -> Vec<Case> {
    let good = public_key(&reader_key());
    let (x, y) = (good.x(), good.y().unwrap());
    let mut off = y.to_vec();
    off[31] ^= 1;
    let other = |curve| cose_key(&public_key(&key("ephemeral reader", curve)));
    let (key_path, x_path, y_path) =
        ("messages[0].eReaderKey", "messages[0].eReaderKey[-2]", "messages[0].eReaderKey[-3]");
    let prefixed = |coordinate: &[u8]| [&[0][..], coordinate].concat();
    vec![
        hears("h10-another-curve", key_path, "EReaderKey is on P-384, EDeviceKey on P-256", &other(Curve::P384), &[10]),
        hears(
            "h10-brainpool-of-the-same-width",
            key_path,
            "EReaderKey is on brainpoolP256r1",
            &other(Curve::BrainpoolP256r1),
            &[10],
        ),
        hears("h10-x25519", key_path, "EReaderKey is on X25519", &other(Curve::X25519), &[10]),
        hears(
            "h10-unknown-curve",
            "messages[0].eReaderKey[-1]",
            "EReaderKey is on a curve nobody knows",
            &ec2(99, x, y),
            &[10],
        ),
        hears("h11-off-the-curve", y_path, "EReaderKey is no point of its curve", &ec2(1, x, &off), &[10]),
        hears("h12-all-zero", key_path, "EReaderKey has coordinates of zero", &ec2(1, &[0; 32], &[0; 32]), &[10]),
        hears("h14-x-short", x_path, "x is one byte short", &ec2(1, &x[1..], y), &[10]),
        hears("h14-y-short", y_path, "y is one byte short", &ec2(1, x, &y[1..]), &[10]),
        hears("h14-x-long", x_path, "x has a zero in front", &ec2(1, &prefixed(x), y), &[10]),
        hears("h14-y-long", y_path, "y has a zero in front", &ec2(1, x, &prefixed(y)), &[10]),
        hears(
            "h15-ed25519",
            key_path,
            "EReaderKey is on a curve that signs",
            &okp(6, public_key(&key("ephemeral reader", Curve::Ed25519)).x()),
            &[10],
        ),
        hears("h05-key-without-x", x_path, "EReaderKey has no x", &[0xa3, 1, 2, 0x20, 1, 0x22, 0x41, 9], &[11, 10]),
        hears(
            "h05-key-of-another-type",
            "messages[0].eReaderKey[1]",
            "kty is OKP, the curve has two coordinates",
            &okp(1, x),
            &[10, 11],
        ),
    ]
}

/// The same in a session on X25519.
fn montgomery() -> Vec<Case> {
    let case = |id, title, x: &[u8], curve: i64| {
        let stage = Stage::qr(Curve::X25519);
        let holder = Holder::on(stage.clone(), vec![credential(Scene::mdl(), Curve::X25519, Method::Mac)]);
        let message = stage.with_cose_key(&okp(curve, x)).establishment(&usual_request());
        let draft = Draft::negative(id, ENCRYPTION, ("holder-session-x25519", "messages[0].eReaderKey"), title);
        holder.hears(draft, [message], ended(&[10]))
    };
    // A point of order 8 (RFC 7748, 6.1, and what follows from it).
    let order_8 = [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09,
        0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
    ];
    let mut one = [0; 32];
    one[0] = 1;
    let signing = public_key(&key("ephemeral reader", Curve::Ed25519));
    let agreeing = public_key(&key("ephemeral reader", Curve::X25519));
    vec![
        case("h12-x25519-zero", "An X25519 key of zero", &[0; 32], 4),
        case("h12-x25519-one", "An X25519 key of order 1", &one, 4),
        case("h12-x25519-low-order", "An X25519 key of order 8", &order_8, 4),
        case("h14-x25519-short", "An X25519 key one byte short", &agreeing.x()[..31], 4),
        case("h15-ed25519-for-x25519", "A key on Ed25519, the curve that signs", signing.x(), 6),
    ]
}

/// H13. Edition 1 allows the form, edition 2 does not; this library refuses it under both profiles.
fn compressed() -> Vec<Case> {
    let good = public_key(&reader_key());
    let mut compressed = Writer::new();
    compressed.map(4).int(1).int(2).int(-1).int(1).int(-2).bytes(good.x());
    compressed.int(-3).bool(good.y().unwrap()[31] & 1 == 1);
    let stage = Holder::new().stage.with_cose_key(compressed.as_slice());
    let message = stage.establishment(&usual_request());
    let differs = "messages[0].eReaderKey[-3]";
    let title = "EReaderKey is compressed";
    let refused = closed([HolderReply::Status { status: 10 }]);
    let shown = open([answer([licence(ASKED)])]);
    let strict = Draft::negative("h13-compressed", ("-", "12.7.2"), (LICENCE, differs), title);
    let field = Draft::negative("h13-compressed-field", ("-", "12.7.2"), (LICENCE_FIELD, differs), title);
    vec![
        Holder::new().hears(strict, [message.clone()], one_of([refused.clone()])),
        Holder::new().field().hears(field, [message], one_of([refused, shown])),
    ]
}

/// What more there is in a COSE_Key is passed over, and the transcript has it all the same.
fn ignored() -> Vec<Case> {
    let secret = reader_key();
    let good = public_key(&secret);
    let (x, y) = (good.x(), good.y().unwrap());
    let case = |id, title, more: &dyn Fn(&mut Writer), count: usize| {
        let mut key = Writer::new();
        key.map(4 + count).int(1).int(2).int(-1).int(1).int(-2).bytes(x).int(-3).bytes(y);
        more(&mut key);
        let holder = Holder { stage: Holder::new().stage.with_cose_key(key.as_slice()), ..Holder::new() };
        let shown = one_of([open([answer([licence(ASKED)])])]);
        holder.asked(Draft::positive(id, ("9.1.5.2", "12.7.2"), title), &[usual_request()], shown)
    };
    vec![
        case(
            "h16-further-parameters",
            "EReaderKey has kid, alg and key_ops",
            &|key| {
                key.int(2).bytes(b"reader").int(3).int(-25).int(4).array(1).int(7);
            },
            3,
        ),
        case(
            "h17-private-part",
            "EReaderKey comes with its private part",
            &|key| {
                key.int(-4).bytes(secret.expose());
            },
            1,
        ),
    ]
}
