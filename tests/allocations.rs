//! What a verification takes from the heap.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

#[path = "../benches/support/fixture.rs"]
mod fixture;

use allocation_counter::{AllocationInfo, measure};
use fixture::{Fixture, Shape};
use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::model::response::DeviceResponse;

fn verifying(fixture: &Fixture) -> AllocationInfo {
    drop(fixture.verify());
    measure(|| drop(fixture.verify()))
}

#[test]
fn a_verification_takes_little() {
    let fixture = Fixture::new(PROVIDER, Shape::default());
    println!("{} bytes: {:?}", fixture.response.len(), verifying(&fixture));
    println!("decode: {:?}", measure(|| drop(from_slice::<DeviceResponse<'_>>(&fixture.response, Encoding::Strict))));
    let mac = Fixture::new(PROVIDER, Shape { mac: true, ..Shape::default() });
    println!("{} bytes: {:?}", mac.response.len(), verifying(&mac));
    let floor = fixture.floor();
    println!("floor: {:?}", measure(|| floor.verify(&*fixture.e_reader_key)));
    let leaf = fixture.signer.chain()[0].clone();
    println!("certificate: {:?}", measure(|| drop(mdoc_proximity::x509::Certificate::from_der(&leaf))));
}
