//! The issuer's envelope.

use mdoc_proximity::crypto::Curve;

use crate::format::Case;
use crate::generate::scene::{Draft, Envelope, Scene, alg, headers, x5chain};
use crate::generate::world::{Issuer, signer_spec};

const AUTH: &str = "documents[0].issuerSigned.issuerAuth";

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [signature(), algorithm(), payload(), chain()].concat()
}

fn case(id: &str, differs: &str, title: &str, change: impl Fn(&mut Envelope) + 'static) -> Draft {
    Scene::mdl().envelope(change).negative(id, "mdl", &format!("{AUTH}.{differs}"), title)
}

fn signature() -> Vec<Case> {
    let form = |id: &str, title: &str, seal: Vec<u8>| {
        case(id, "signature", title, move |envelope| envelope.seal = Some(seal.clone())).refused(&["issuer.signature"])
    };
    let der = [&[0x30, 68, 2, 32][..], &[1; 32], &[2, 32], &[1; 32]].concat();
    [
        case("r51-signature", "signature", "The issuer's signature is over something else", |envelope| {
            envelope.signed = b"something else".to_vec();
        })
        .refused_by_both(&["issuer.signature"]),
        form("r56-der", "The signature is written in DER", der),
        form("r56-r-zero", "r is 0", [[0; 32], [1; 32]].concat()),
        form("r56-s-zero", "s is 0", [[1; 32], [0; 32]].concat()),
        form("r56-short", "The signature lacks a byte", vec![1; 63]),
        form("r56-long", "The signature has a byte too many", vec![1; 65]),
        form("r56-empty", "The signature is empty", Vec::new()),
    ]
    .concat()
}

fn algorithm() -> Vec<Case> {
    const BOTH: &[&str] = &["issuer.algorithm", "issuer.signature"];
    let protected = |id: &str, title: &str, protected: Vec<u8>| {
        case(id, "protected", title, move |envelope| envelope.protected.clone_from(&protected)).refused_by_both(BOTH)
    };
    let mut cases = [
        protected("r52-no-headers", "No algorithm is named: the protected headers are empty", Vec::new()),
        protected("r52-no-algorithm", "No algorithm is named: the protected headers are an empty map", vec![0xa0]),
        protected("r52-hs256", "The algorithm is HMAC 256/256", alg(5)),
        protected("r52-unknown", "The algorithm is one that nobody knows", alg(-999)),
        protected("r52-none", "The algorithm is 0, which is reserved", alg(0)),
        protected("r52-text", "The algorithm is a text", vec![0xa1, 1, 0x61, b'x']),
        // {1: -7, 2: [-70000], -70000: 1}
        protected(
            "r53-critical-header",
            "A critical header that nobody knows",
            vec![0xa3, 1, 0x26, 2, 0x81, 0x3a, 0, 1, 0x11, 0x6f, 0x3a, 0, 1, 0x11, 0x6f, 1],
        ),
    ]
    .concat();
    let chain = x5chain(&Issuer::mdl().x5chain());
    cases.extend(
        case("r52-unprotected", "protected", "The algorithm stands where nothing protects it", move |envelope| {
            envelope.protected = vec![0xa0];
            envelope.unprotected = headers(&[(1, vec![0x26]), (33, chain.clone())]);
        })
        .refused_by_both(BOTH),
    );
    let other = Scene::mdl().with(|scene| scene.issuer.signer_key.1 = Curve::P384);
    let other = other.envelope(|envelope| envelope.protected = alg(-7));
    let differs = format!("{AUTH}.protected.alg");
    cases.extend(
        other
            .negative("r52-other-curve", "signer-p384", &differs, "ES256 is named, the signer's key is on P-384")
            .refused(BOTH),
    );
    cases
}

fn payload() -> Vec<Case> {
    [
        case("r54-detached", "payload", "The payload is null, and signed all the same", |envelope| {
            envelope.payload = None
        })
        .refused_by_both(&["issuer.payload", "issuer.signature"]),
        case(
            "r54-without-tag-24",
            "payload",
            "The payload is the object itself, without tag 24 around it",
            |envelope| {
                let at = envelope.signed.iter().position(|byte| *byte & 0xe0 == 0xa0).unwrap();
                let bare = envelope.signed.split_off(at);
                envelope.payload = Some(bare.clone());
                envelope.signed = bare;
            },
        )
        .refused_by_both(&["issuer.payload"]),
        case("r54-trailing-byte", "payload", "A byte follows the payload's item", |envelope| {
            envelope.signed.push(0);
            envelope.payload = Some(envelope.signed.clone());
        })
        .refused_by_both(&["issuer.payload"]),
        case("r55-tagged", "tag", "The issuer's COSE_Sign1 has its tag, 18", |envelope| envelope.tag = Some(18))
            .tolerated(&["issuer.payload"]),
        case(
            "r106-payload-long-head",
            "payload",
            "The signed object's map has a head of two bytes instead of one",
            |envelope| {
                // d8 18 59 LL LL a6 ... becomes d8 18 59 LL LL b8 06 ...
                let at = 5;
                let map = envelope.signed.split_off(at);
                assert!(map[0] & 0xe0 == 0xa0);
                let length = u16::try_from(map.len() + 1).unwrap().to_be_bytes();
                envelope.signed = [&envelope.signed[..3], &length, &[0xb8, map[0] & 0x1f], &map[1..]].concat();
                envelope.payload = Some(envelope.signed.clone());
            },
        )
        .tolerated(&["issuer.payload"]),
    ]
    .concat()
}

fn chain() -> Vec<Case> {
    let differs = format!("{AUTH}.unprotected.x5chain");
    let with = |chain: Vec<Vec<u8>>| Scene::mdl().with(move |scene| scene.issuer.chain = Some(chain));
    let own = Issuer::mdl().certificate();
    let refused = |id: &str, title: &str, chain: Vec<Vec<u8>>, by: &[&str]| {
        with(chain).negative(id, "mdl", &differs, title).refused_by_both(by)
    };
    // An IACA of the same name, but of a forger's key.
    let mut forger = Issuer::mdl();
    forger.root_key.0 = "forger".to_owned();
    let root = forger.authority().certificate().der().to_vec();
    let forged = Scene::mdl().with(|scene| {
        scene.issuer = Issuer { chain: Some(vec![forger.certificate(), root]), ..Issuer::mdl() };
    });
    // A signer that issued its own certificate.
    let mut spec = signer_spec(&[mdoc_proximity::x509::Purpose::MDL_DOCUMENT_SIGNER]);
    spec.subject.common_name = "Self".to_owned();
    let own_root = crate::generate::world::authority("signer", Curve::P256, &spec);
    let root = Issuer::mdl().authority().certificate().der().to_vec();
    let nine = core::iter::once(own.clone()).chain(core::iter::repeat_n(root.clone(), 8)).collect();
    let absent = Scene::mdl().envelope(|envelope| envelope.unprotected = vec![0xa0]);
    [
        absent.negative("r57-no-chain", "mdl", &differs, "No certificate").refused_by_both(&["path.chain"]),
        refused("r57-not-der", "The certificate is no DER", vec![vec![1, 2, 3]], &["path.chain"]),
        refused("r57-nine-certificates", "Nine certificates, more than a path may have", nine, &["document.structure"]),
        refused("r57-empty-certificate", "The certificate is empty", vec![Vec::new()], &["path.chain"]),
        refused(
            "r57-trailing-byte",
            "A byte follows the certificate",
            vec![[&own[..], &[0]].concat()],
            &["path.chain"],
        ),
        with(vec![own.clone(), root])
            .positive("r58-root-in-chain", "The chain holds the root, which is our own anchor")
            .clause("9.1.2.4", "12.3.4")
            .judged(&[], &[]),
        forged
            .negative(
                "r58-forged-root",
                "mdl",
                &differs,
                "The chain holds a forged root that bears the trusted one's name",
            )
            .refused_by_both(&["path.signature"]),
        with(vec![own_root.certificate().der().to_vec()])
            .negative("r59-self-signed", "mdl", &differs, "The signer issued its own certificate")
            .by_profile(
                (&["path.anchor", "profile.authority-key-identifier", "profile.issuer"], &[]),
                (&["path.anchor"], &["profile.authority-key-identifier", "profile.issuer"]),
            ),
    ]
    .concat()
}
