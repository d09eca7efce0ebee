//! What is written, beside what `coset` writes.

use ciborium::Value;
use coset::iana::{self, EnumI64};
use coset::{CborSerializable, CoseMac0Builder, CoseSign1Builder, HeaderBuilder};

use super::*;

const ALGORITHMS: [SignatureAlgorithm; 4] =
    [SignatureAlgorithm::Es256, SignatureAlgorithm::Es384, SignatureAlgorithm::Es512, SignatureAlgorithm::EdDsa];

fn with_chain(builder: HeaderBuilder, x5chain: &[&[u8]]) -> HeaderBuilder {
    let bytes = |certificate: &&[u8]| Value::Bytes(certificate.to_vec());
    let label = iana::HeaderParameter::X5Chain.to_i64();
    match x5chain {
        [] => builder,
        [leaf] => builder.value(label, bytes(leaf)),
        chain => builder.value(label, Value::Array(chain.iter().map(bytes).collect())),
    }
}

#[test]
fn a_signed_message_is_written_as_coset_writes_it() {
    let chains: [&[&[u8]]; 4] = [&[], &[&[1; 20]], &[&[1; 300], &[2; 5]], &[&[], &[], &[]]];
    let cases = ALGORITHMS.iter().flat_map(|algorithm| chains.map(|chain| (*algorithm, chain)));
    for ((algorithm, chain), payload) in cases.flat_map(|case| [0, 24, 70_000].map(|length| (case, vec![3; length]))) {
        let label = iana::Algorithm::from_i64(algorithm.cose_id()).unwrap();
        for (attached, protecting) in [(false, false), (false, true), (true, false), (true, true)] {
            let (in_protected, in_unprotected) = if protecting { (chain, &[][..]) } else { (&[][..], chain) };
            let mut theirs = CoseSign1Builder::new()
                .protected(with_chain(HeaderBuilder::new().algorithm(label), in_protected).build())
                .unprotected(with_chain(HeaderBuilder::new(), in_unprotected).build());
            let make = if protecting { SigningInput::protecting_chain } else { SigningInput::new };
            let ours = make(algorithm, chain, payload.clone(), attached);
            let mut signed = Vec::new();
            theirs = theirs.create_detached_signature(&payload, &[], |message| {
                signed = message.to_vec();
                vec![9; 64]
            });
            theirs = if attached { theirs.payload(payload.clone()) } else { theirs };
            assert!(ours.to_be_signed() == signed, "{algorithm:?}");
            assert!(ours.finish(&[9; 64]) == theirs.build().to_vec().unwrap(), "{algorithm:?}");
        }
    }
}

#[test]
fn a_mac_is_written_as_coset_writes_it() {
    let theirs = CoseMac0Builder::new()
        .protected(HeaderBuilder::new().algorithm(iana::Algorithm::HMAC_256_256).build())
        .payload(PAYLOAD.to_vec())
        .create_tag(&[], |message| PROVIDER.mac.hmac_sha256(&[1; 32], &[message]).to_vec());
    let detached = coset::CoseMac0 { payload: None, ..theirs.build() };
    assert_eq!(Mac0::create_detached(&PROVIDER, &[1; 32], &[b"pay", b"load"]), detached.to_vec().unwrap());
}
