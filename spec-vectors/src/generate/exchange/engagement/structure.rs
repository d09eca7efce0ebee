//! The structure of DeviceEngagement (R03 to R07, R16, R17).

use super::{accepted, by_bytes, by_text, members, refused, security, usual, usual_bytes, with, without};
use crate::format::{Case, Outcome};
use crate::generate::exchange::stage::{bytes, text, uint, uri};
use crate::generate::scene::headers;
use crate::generate::world::{cose_key, key, public_key, value};
use mdoc_proximity::crypto::Curve;

pub(super) fn cases() -> Vec<Case> {
    [cbor(), versions(), security_of(), further()].concat()
}

fn cbor() -> Vec<Case> {
    let whole = usual_bytes();
    assert_eq!(whole, headers(&members()));
    let no = |id, differs, title, bytes: &[u8]| by_bytes(id, differs, title, bytes, [refused("cbor")]);
    let mut twice = members();
    twice.push((0, text("1.0")));
    let mut reordered = members();
    reordered.reverse();
    vec![
        no("r03-truncated", "engagement", "The last byte is missing", &whole[..whole.len() - 1]),
        no("r03-followed", "engagement", "A byte follows the engagement", &[&whole[..], &[0]].concat()),
        no("r03-array", "engagement", "An array instead of a map", &[&[0x81][..], &whole].concat()),
        no("r03-tag-24", "engagement", "The engagement is wrapped in tag 24", &crate::wire::embedded(&whole)),
        no("r03-version-twice", "engagement[0]", "The version stands there twice", &headers(&twice)),
        no(
            "r03-indefinite-map",
            "engagement",
            "A map of indefinite length",
            &[&[0xbf][..], &whole[1..], &[0xff]].concat(),
        ),
        by_bytes("engagement-reordered", "", "The keys stand in another order", &headers(&reordered), [usual()]),
        by_bytes(
            "engagement-long-head",
            "",
            "A head longer than needed: the transcript has the bytes as they are",
            &[&[0xb8, 3][..], &whole[1..]].concat(),
            [usual(), refused("cbor")],
        ),
        by_text(
            "r03-no-cbor",
            "engagement",
            "The text encodes bytes that are no CBOR",
            uri(b"\xffhello"),
            [refused("cbor")],
        ),
    ]
}

fn versions() -> Vec<Case> {
    let version = |value: Vec<u8>| with(&[(0, value)]);
    let no = |id, title, reason, bytes: Vec<u8>| by_bytes(id, "engagement[0]", title, &bytes, [refused(reason)]);
    let capabilities = value(|writer| {
        writer.map(2).int(3).bool(true).int(4).bool(true);
    });
    let (v1_1, none) = (text("1.1"), vec![0x80]);
    let tolerable = || [usual(), refused("version")];
    let whole = [(0, v1_1.clone()), (5, none), (6, capabilities.clone())];
    vec![
        no("r04-version-2-0", "Version 2.0", "version", version(text("2.0"))),
        no("r04-version-0-9", "Version 0.9", "version", version(text("0.9"))),
        no("r04-version-integer", "The version is an integer", "cbor", version(uint(1))),
        no("r04-version-without-minor", "The version is 1", "cbor", version(text("1"))),
        no("r04-without-version", "There is no version", "cbor", without(0)),
        by_bytes(
            "r05-version-1-2",
            "",
            "Version 1.2 with keys 7 and -1, which nobody knows",
            &with(&[(0, text("1.2")), (7, uint(1)), (-1, text("x"))]),
            [usual()],
        ),
        by_bytes("engagement-version-1-1", "", "Version 1.1 with origins and capabilities", &with(&whole), [usual()]),
        by_bytes(
            "r06-capabilities-in-1-0",
            "engagement[6]",
            "Capabilities in version 1.0",
            &with(&[(6, capabilities)]),
            tolerable(),
        ),
        by_bytes(
            "r06-version-1-1-without-reason",
            "engagement[0]",
            "Version 1.1 with neither key 5 nor 6",
            &version(v1_1),
            tolerable(),
        ),
    ]
}

fn security_of() -> Vec<Case> {
    let cose_key = cose_key(&public_key(&key("ephemeral device", Curve::P256)));
    let no = |id, title, reason, value: Vec<u8>| {
        by_bytes(id, "engagement[1]", title, &with(&[(1, value)]), [refused(reason)])
    };
    let embedded = crate::wire::embedded(&cose_key);
    vec![
        no("r07-cipher-suite-2", "Cipher suite 2", "cipher-suite", security(2, &cose_key)),
        no("r07-cipher-suite-0", "Cipher suite 0", "cipher-suite", security(0, &cose_key)),
        no("r07-cipher-suite-negative", "Cipher suite -2", "cipher-suite", [&[0x82, 0x21][..], &embedded].concat()),
        no(
            "r07-cipher-suite-text",
            "The cipher suite is a text",
            "cbor",
            [&[0x82][..], &text("1"), &embedded].concat(),
        ),
        no("r07-three-parts", "Security has three parts", "cbor", [&[0x83, 1][..], &embedded, &[0]].concat()),
        no("r07-key-bare", "EDeviceKey is the bare map", "cbor", [&[0x82, 1][..], &cose_key].concat()),
        no(
            "r07-key-untagged",
            "EDeviceKey is a byte string without tag 24",
            "cbor",
            [&[0x82, 1][..], &bytes(&cose_key)].concat(),
        ),
        by_bytes("r07-without-security", "engagement[1]", "There is no Security", &without(1), [refused("cbor")]),
    ]
}

/// R16, R17 and keys that may be left out.
fn further() -> Vec<Case> {
    let yes = |id, title, changes: &[(i64, Vec<u8>)]| by_bytes(id, "", title, &with(changes), [usual()]);
    let server = value(|writer| {
        writer.map(1).text("webApi").array(3).uint(1).text("https://issuer.example").text("token");
    });
    let not = value(|writer| {
        writer.map(1).int(3).bool(false);
    });
    let v1_1 = (0, text("1.1"));
    let odd: Vec<Outcome> = vec![accepted(&["ble-central"]), refused("cbor")];
    vec![
        yes("r16-server-retrieval", "Keys 3 and 4 of edition 1", &[(3, server), (4, uint(1))]),
        yes("r17-reader-auth-all-false", "Capability 3 is false", &[v1_1.clone(), (5, vec![0x80]), (6, not)]),
        yes(
            "engagement-unknown-capability",
            "A capability nobody knows",
            &[v1_1.clone(), (5, vec![0x80]), (6, vec![0xa1, 0x18, 40, 0xf5])],
        ),
        yes("engagement-origin", "An origin nobody knows", &[v1_1.clone(), (5, vec![0x81, 0xa0])]),
        by_bytes(
            "engagement-nulls",
            "",
            "Keys 5 and 6 are null",
            &with(&[(5, vec![0xf6]), (6, vec![0xf6])]),
            odd.clone(),
        ),
        by_bytes(
            "engagement-capabilities-array",
            "",
            "Capabilities are an array: to edition 1 a key nobody knows",
            &with(&[(6, vec![0x80])]),
            odd.clone(),
        ),
        by_bytes(
            "engagement-capability-integer",
            "",
            "Capability 3 is an integer",
            &with(&[(6, vec![0xa1, 3, 1])]),
            odd.clone(),
        ),
        by_bytes("engagement-origins-map", "", "Origins are a map", &with(&[(5, vec![0xa0])]), odd),
    ]
}
