//! One strict pass over a response with a portrait, beside `ciborium::Value` over the same bytes.

// `criterion_main!` writes an undocumented `main`.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::hint::black_box;

use ciborium::Value;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mdoc_proximity::cbor::{Embedded, Encoding, Error, RawValue, Reader, Type, Writer, from_slice};

/// Thirteen elements, one of them a 30 KB portrait; map keys unsorted, as most issuers write them.
const ELEMENTS: [(&str, usize); 13] = [
    ("family_name", 8),
    ("given_name", 10),
    ("birth_date", 10),
    ("issue_date", 10),
    ("expiry_date", 10),
    ("issuing_country", 2),
    ("issuing_authority", 24),
    ("document_number", 12),
    ("portrait", 30_000),
    ("un_distinguishing_sign", 3),
    ("age_over_18", 0),
    ("age_over_21", 0),
    ("sex", 1),
];

fn item(digest_id: u64, name: &str, size: usize) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(4).text("digestID").uint(digest_id).text("random").bytes(&[0x5a; 32]);
    writer.text("elementIdentifier").text(name).text("elementValue");
    match (name, size) {
        ("portrait", _) => writer.bytes(&vec![0xd8; size]),
        (_, 0) => writer.bool(true),
        _ if name.ends_with("date") => writer.tag(1004).text("2031-05-17"),
        _ => writer.text(&"x".repeat(size)),
    };
    writer.into_vec()
}

fn mobile_security_object() -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(6).text("version").text("1.0").text("digestAlgorithm").text("SHA-256");
    writer.text("valueDigests").map(1).text("org.iso.18013.5.1").map(32);
    for digest_id in 0..32 {
        // Scattered: 11 is prime to 32.
        writer.uint(digest_id * 11 % 32).bytes(&[0xa5; 32]);
    }
    writer.text("deviceKeyInfo").map(1).text("deviceKey").map(4);
    writer.int(1).int(2).int(-1).int(1).int(-2).bytes(&[1; 32]).int(-3).bytes(&[2; 32]);
    writer.text("docType").text("org.iso.18013.5.1.mDL").text("validityInfo").map(3);
    for name in ["signed", "validFrom", "validUntil"] {
        writer.text(name).tag(0).text("2026-01-01T00:00:00Z");
    }
    writer.into_vec()
}

fn response() -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(3).text("version").text("1.0").text("documents").array(1).map(3);
    writer.text("docType").text("org.iso.18013.5.1.mDL").text("issuerSigned").map(2).text("nameSpaces").map(1);
    writer.text("org.iso.18013.5.1").array(ELEMENTS.len());
    for (digest_id, (name, size)) in (0..).zip(ELEMENTS) {
        writer.embedded(&item(digest_id, name, size));
    }
    let mut payload = Writer::new();
    payload.embedded(&mobile_security_object());
    writer.text("issuerAuth").array(4).bytes(&[0xa1, 0x01, 0x26]).map(1).int(33).bytes(&[0x30; 700]);
    writer.bytes(payload.as_slice()).bytes(&[3; 64]);
    writer.text("deviceSigned").map(2).text("nameSpaces").embedded(&[0xa0]);
    writer.text("deviceAuth").map(1).text("deviceSignature").array(4);
    writer.bytes(&[0xa1, 0x01, 0x26]).map(0).null().bytes(&[4; 64]);
    writer.text("status").uint(0);
    writer.into_vec()
}

/// Walks everything, embedded items too, as a decoder of the whole response does; counts the items.
fn walk(reader: &mut Reader<'_>) -> Result<usize, Error> {
    let mut items = 1;
    match reader.peek()? {
        Type::Array => drop(reader.array(|reader| {
            items += walk(reader)?;
            Ok(())
        })?),
        Type::Map => drop(reader.map(|reader, _| {
            items += walk(reader)?;
            Ok(())
        })?),
        Type::Tag => {
            items += if reader.tag()? == 24 { reader.within_bytes(walk)?.1 } else { walk(reader)? };
        }
        _ => drop(reader.skip()?),
    }
    Ok(items)
}

fn decode(criterion: &mut Criterion) {
    let bytes = response();
    let items: Vec<Vec<u8>> = (0..).zip(ELEMENTS).map(|(id, (name, size))| item(id, name, size)).collect();
    let mso = mobile_security_object();
    let mut group = criterion.benchmark_group("cbor");
    group.throughput(Throughput::Bytes(u64::try_from(bytes.len()).unwrap()));
    println!("{} bytes, {} items", bytes.len(), walk(&mut Reader::new(&bytes, Encoding::Strict)).unwrap());

    group.bench_function("skip", |bencher| {
        bencher.iter(|| Reader::new(black_box(&bytes), Encoding::Strict).skip().map(<[u8]>::len));
    });
    group.bench_function("walk with embedded items", |bencher| {
        bencher.iter(|| {
            let embedded = walk(&mut Reader::new(black_box(&bytes), Encoding::Strict)).unwrap();
            embedded + Reader::new(black_box(&mso), Encoding::Strict).skip().unwrap().len()
        });
    });
    group.bench_function("skip of the embedded items alone", |bencher| {
        bencher.iter(|| {
            let length =
                |item: &Vec<u8>| from_slice::<RawValue<'_>>(black_box(item), Encoding::Strict).unwrap().0.bytes().len();
            items.iter().map(length).sum::<usize>() + length(&mso)
        });
    });
    group.bench_function("ciborium value", |bencher| {
        bencher.iter(|| ciborium::de::from_reader::<Value, _>(black_box(&bytes[..])).unwrap());
    });
    group.bench_function("ciborium value with embedded items", |bencher| {
        bencher.iter(|| {
            let whole = ciborium::de::from_reader::<Value, _>(black_box(&bytes[..])).unwrap();
            let inner: Vec<Value> = items
                .iter()
                .chain([&mso])
                .map(|item| ciborium::de::from_reader(black_box(&item[..])).unwrap())
                .collect();
            (whole, inner)
        });
    });
    group.bench_function("embedded, one item", |bencher| {
        let mut writer = Writer::new();
        writer.embedded(&items[0]);
        bencher.iter(|| {
            let item = from_slice::<Embedded<'_, RawValue<'_>>>(black_box(writer.as_slice()), Encoding::Strict);
            item.unwrap().0.content().len()
        });
    });
    group.finish();
}

criterion_group!(benches, decode);
criterion_main!(benches);
