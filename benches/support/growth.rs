//! How the cost of a verification grows: with the elements of a document, and with the bytes of one of them.
#![allow(dead_code, unreachable_pub, missing_docs)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use mdoc_proximity::auth::device;
use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::{CryptoProvider, SignatureAlgorithm};
use mdoc_proximity::issuer::{Document, issue};
use mdoc_proximity::reader::{self, Verification};

use crate::fixture::{Fixture, Shape, rng};

/// What grows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Growing {
    Elements,
    Bytes,
}

impl Growing {
    pub const ALL: [Self; 2] = [Self::Elements, Self::Bytes];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Elements => "elements",
            Self::Bytes => "bytes",
        }
    }

    /// How much of it, in four steps.
    pub const fn sizes(self) -> [usize; 4] {
        match self {
            Self::Elements => [10, 100, 1_000, 10_000],
            Self::Bytes => [10_000, 100_000, 1_000_000, 10_000_000],
        }
    }

    /// A response of this size, verified or only its raw operations made, once.
    pub fn run(self, provider: CryptoProvider, size: usize, floor: bool) {
        let portrait = if self == Self::Bytes { size } else { 1 };
        let mut fixture = Fixture::new(provider, Shape { portrait, ..Shape::default() });
        if self == Self::Elements {
            fixture.response = of_elements(&fixture, size);
        }
        let raw = fixture.floor();
        if floor {
            return raw.verify(&*fixture.e_reader_key);
        }
        let request = if self == Self::Elements { None } else { Some(&fixture.request) };
        let verdict = reader::verify(&fixture.response, &Verification { request, ..fixture.verification() }).unwrap();
        assert!(verdict.is_verified());
    }
}

/// A DeviceResponse of so many elements, which are more than one request may ask for.
fn of_elements(fixture: &Fixture, count: usize) -> Vec<u8> {
    const DOC_TYPE: &str = "org.example.card";
    let dates = *fixture.document.dates();
    let document = (0..count).fold(Document::new(DOC_TYPE, dates), |document, number| {
        document.raw_element("org.example", &format!("element_{number:05}"), vec![0xf5])
    });
    let key = fixture.device_signing_key();
    let issued = issue(&fixture.provider, &mut rng(7), &fixture.signer, key.public_key(), &document).unwrap();
    let mut name_spaces = Writer::new();
    name_spaces.embedded(&[0xa0]);
    let algorithm = SignatureAlgorithm::for_curve(fixture.shape.curve).unwrap();
    let input = device::signing_input(algorithm, &fixture.transcript, DOC_TYPE, name_spaces.as_slice());
    let signature = input.finish(&key.sign(&[&input.to_be_signed()]).unwrap());
    let mut response = Writer::new();
    response.map(3).text("version").text("1.0").text("documents").array(1);
    response.map(3).text("docType").text(DOC_TYPE).text("issuerSigned").raw(&issued);
    response.text("deviceSigned").map(2).text("nameSpaces").raw(name_spaces.as_slice());
    response.text("deviceAuth").map(1).text("deviceSignature").raw(&signature);
    response.text("status").uint(0);
    response.into_vec()
}
