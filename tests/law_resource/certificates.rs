//! Certificates that hold as much as they can of what is small to send and large to keep, or to tell.

use std::time::Duration;

use mdoc_proximity::budget;
use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::{Curve, DEFAULT_PROVIDER as PROVIDER};
use mdoc_proximity::issuer::{AlternativeName, Authority, CertificateSpec, SubjectName, Validity};
use mdoc_proximity::x509::{Certificate, Extension, Purpose};
use x509_cert::der::asn1::AnyRef;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Decode as _, Encode as _, Reader as _, SliceReader};

use crate::crowded;
use crate::fixture::{NOW, rng};

/// What such a certificate has to spare beside its own parts.
const LENGTH: usize = 15_700;

/// One DER value.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let head = match length {
        [0, short @ 0..128] => vec![tag, short],
        [0, byte] => vec![tag, 0x81, byte],
        [high, low] => vec![tag, 0x82, high, low],
    };
    [head, content.to_vec()].concat()
}

/// As many of these as there is room for.
fn many(one: &[u8], room: usize) -> Vec<u8> {
    one.repeat(room / one.len())
}

/// A Name of so many sets.
fn name(set: &[u8], room: usize) -> Vec<u8> {
    der(0x30, &many(set, room))
}

/// An attribute with this value, CN where it does not matter.
fn attribute(value: &[u8]) -> Vec<u8> {
    der(0x30, &[&[6, 3, 0x55, 4, 3], value].concat())
}

fn further(oid: &str, value: Vec<u8>) -> Vec<Extension> {
    vec![Extension::new(oid, false, value).unwrap()]
}

/// What makes a certificate large.
type Change = Box<dyn Fn(&mut CertificateSpec)>;

/// The subject is this set, again and again.
fn named(set: Vec<u8>) -> Change {
    Box::new(move |spec| spec.raw.subject = Some(name(&set, LENGTH)))
}

/// This value stands in one extension.
fn extended(oid: &'static str, value: Vec<u8>) -> Change {
    Box::new(move |spec| spec.further = further(oid, value.clone()))
}

fn changes() -> Vec<(&'static str, Change)> {
    // Each byte is shown as six letters.
    let controls = der(0x31, &attribute(&der(0x14, &[0x80; LENGTH - 40])));
    let halves = der(0x31, &attribute(&der(0x14, &[0x80; LENGTH / 2 - 20])));
    let country = der(0x31, &der(0x30, &[&[6, 3, 0x55, 4, 6], &der(0x14, &[0x80; LENGTH - 40])[..]].concat()));
    let unknown = der(0x31, &der(0x30, &[&[6, 1, 0x2a], &der(4, &[0; LENGTH - 40])[..]].concat()));
    let smallest = [0x30, 5, 6, 1, 0x2a, 5, 0];
    let empty_names = der(0x30, &many(&[0x82, 0], LENGTH));
    let directory = |sets: &[u8]| der(0x30, &der(0xa4, &name(sets, LENGTH - 20)));
    let point = |tag: u8, names: &[u8]| der(0x30, &der(0x30, &der(tag, names)));
    let of_names = many(&[0x82, 0], LENGTH - 20);
    let critical = |count: usize| -> Change {
        Box::new(move |spec| {
            let extension = |n: usize| Extension::new(&format!("1.2.{}", n + 1), true, Vec::new()).unwrap();
            spec.further = (0..count).map(extension).collect();
        })
    };
    vec![
        ("a name of controls", named(controls.clone())),
        ("names of controls on both sides", {
            Box::new(move |spec| {
                spec.raw.subject = Some(der(0x30, &halves));
                spec.raw.issuer = Some(der(0x30, &halves));
            })
        }),
        ("an issuer's name of controls", Box::new(move |spec| spec.raw.issuer = Some(der(0x30, &controls)))),
        ("a country of controls", named(country)),
        ("a name that is no text", named(unknown)),
        ("sets of no attributes", named(vec![0x31, 0])),
        ("sets of the smallest attributes", named(der(0x31, &smallest))),
        ("one set of the smallest attributes", named(der(0x31, &many(&smallest, LENGTH - 8)))),
        ("sets of empty texts", named(der(0x31, &attribute(&[0x14, 0])))),
        ("critical extensions", critical(1_000)),
        ("critical extensions, as many as may be", critical(56)),
        ("sets of empty texts, as many as may be", {
            Box::new(|spec| spec.raw.subject = Some(der(0x30, &der(0x31, &attribute(&[0x14, 0])).repeat(64))))
        }),
        ("alternative names, as many as may be", extended("2.5.29.17", der(0x30, &[0x82, 0].repeat(255)))),
        ("purposes, as many as may be", extended("2.5.29.37", der(0x30, &[6, 1, 0x2a].repeat(255)))),
        ("alternative names", extended("2.5.29.17", empty_names.clone())),
        ("the issuer's alternative names", extended("2.5.29.18", empty_names)),
        ("alternative names of empty sets", extended("2.5.29.17", directory(&[0x31, 0]))),
        ("alternative names of attributes", extended("2.5.29.17", directory(&der(0x31, &smallest)))),
        ("names of the authority's key", extended("2.5.29.35", der(0x30, &der(0xa1, &of_names)))),
        ("empty distribution points", extended("2.5.29.31", der(0x30, &many(&[0x30, 0], LENGTH)))),
        ("names of a distribution point", extended("2.5.29.31", point(0xa0, &der(0xa0, &of_names)))),
        ("names of the list's issuer", extended("2.5.29.31", point(0xa2, &of_names))),
        ("names of the list's issuer, their tag primitive", extended("2.5.29.31", point(0x82, &of_names))),
        ("names of the authority's key, their tag primitive", extended("2.5.29.35", der(0x30, &der(0x81, &of_names)))),
        ("names of a point, their tag primitive", extended("2.5.29.31", point(0xa0, &der(0x80, &of_names)))),
        ("a point of names, its tag primitive", extended("2.5.29.31", point(0x80, &der(0xa0, &of_names)))),
        ("a directory of sets, its tag primitive", {
            let name = der(0x30, &der(0x84, &name(&[0x31, 0], LENGTH - 20)));
            extended("2.5.29.17", name)
        }),
        ("purposes", extended("2.5.29.37", der(0x30, &many(&[6, 1, 0x2a], LENGTH)))),
        ("long purposes", {
            let purpose = der(6, &[&[0x2a], &[0x7f; 38][..]].concat());
            extended("2.5.29.37", der(0x30, &many(&purpose, LENGTH)))
        }),
        (
            "ways to information",
            extended("1.3.6.1.5.5.7.1.1", der(0x30, &many(&[0x30, 5, 6, 1, 0x2a, 0x82, 0], LENGTH))),
        ),
    ]
}

fn subject(common_name: &str) -> SubjectName {
    SubjectName { country: Some("NO".into()), common_name: common_name.into(), ..SubjectName::default() }
}

/// The values that a constructed one holds.
fn members(der: &[u8]) -> Vec<Vec<u8>> {
    let whole = AnyRef::from_der(der).unwrap();
    let mut reader = SliceReader::new(whole.value()).unwrap();
    let mut members = Vec::new();
    while !reader.is_finished() {
        members.push(reader.tlv_bytes().unwrap().to_vec());
    }
    members
}

/// A certificate as `change` leaves it: this library does not make such, so that its parts are put into a good one.
fn certificate(good: &Certificate, change: &Change) -> Vec<u8> {
    let mut wanted = CertificateSpec::reader(SubjectName::default(), Validity { not_before: NOW, not_after: NOW }, "");
    change(&mut wanted);
    let mut outer = members(good.der());
    let mut tbs = members(&outer[0]);
    tbs[3] = wanted.raw.issuer.unwrap_or_else(|| tbs[3].clone());
    tbs[5] = wanted.raw.subject.unwrap_or_else(|| tbs[5].clone());
    let oid = |extension: &Extension| ObjectIdentifier::new(&extension.oid()).unwrap().to_der().unwrap();
    let mut extensions = members(&members(&tbs[7])[0]);
    extensions.retain(|old| wanted.further.iter().all(|new| members(old)[0] != oid(new)));
    extensions.extend(wanted.further.iter().map(|new| {
        let critical: &[u8] = if new.is_critical() { &[1, 1, 0xff] } else { &[] };
        der(0x30, &[&oid(new), critical, &der(4, new.value())].concat())
    }));
    tbs[7] = der(0xa3, &der(0x30, &extensions.concat()));
    outer[0] = der(0x30, &tbs.concat());
    let made = der(0x30, &outer.concat());
    assert!(made.len() <= budget::CERTIFICATE_BYTES, "{} bytes are not looked at", made.len());
    made
}

/// A chain of which the leaf is as `change` leaves it, or so many above it are, and nobody knows who issued it.
fn chain(above_leaf: usize, reader: bool, change: &Change) -> Vec<Vec<u8>> {
    let mut random = rng(3);
    let days = |count: u64| Duration::from_secs(count * 86_400);
    let validity = Validity { not_before: NOW.minus(days(10)), not_after: NOW.plus(days(100)) };
    let crl = "https://issuer.example/crl";
    let mut key = || PROVIDER.keys.signing_key(&PROVIDER.keys.generate(Curve::P256, &mut random).unwrap()).unwrap();
    let (root_key, above_key, leaf_key) = (key(), key(), key());
    let contact = || AlternativeName::Uri("https://issuer.example".to_owned());
    let above = CertificateSpec::reader_ca(subject("Above"), validity, crl, None);
    let mut leaf = match reader {
        true => CertificateSpec::reader(subject("Leaf"), validity, crl),
        false => {
            let purposes = &[Purpose::MDL_DOCUMENT_SIGNER];
            CertificateSpec::document_signer(subject("Leaf"), validity, contact(), crl, purposes)
        }
    };
    // The leaf need not be issued by what stands above it.
    leaf.raw.issuer = (above_leaf > 0).then(|| subject("Another").to_der().unwrap());
    let root = CertificateSpec::reader_ca(subject("Nobody's"), validity, crl, None);
    let root = Authority::self_signed(&mut random, &root, root_key).unwrap();
    let above = Authority::new(root.issue(&mut random, &above, above_key.public_key()).unwrap(), above_key);
    let leaf = above.issue(&mut random, &leaf, leaf_key.public_key()).unwrap();
    let changed = certificate(above.certificate(), change);
    match above_leaf {
        0 => vec![certificate(&leaf, change)],
        count => [vec![leaf.der().to_vec()], vec![changed; count]].concat(),
    }
}

/// An unprotected header with an x5chain.
fn header(chain: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(1).uint(33);
    match chain {
        [one] => {
            writer.bytes(one);
        }
        more => {
            writer.array(more.len());
            more.iter().for_each(|der| {
                writer.bytes(der);
            });
        }
    }
    writer.into_vec()
}

/// Each change of each certificate, with the header that has the chain.
fn headers(reader: bool) -> impl Iterator<Item = (String, Vec<u8>)> {
    changes().into_iter().flat_map(move |(what, change)| {
        [0, 1, budget::CHAIN_CERTIFICATES - 1].map(|above| {
            let of = if above == 0 { "the leaf".to_owned() } else { format!("{above} above") };
            (format!("{what}, of {of}"), header(&chain(above, reader, &change)))
        })
    })
}

/// Responses with such a certificate in the chain of issuerAuth.
pub fn responses() -> impl Iterator<Item = (String, Vec<u8>)> {
    headers(false).map(|(what, header)| (what, crowded::document("unprotected", &header)))
}

/// Requests with such a certificate in the chain of readerAuth.
pub fn requests() -> impl Iterator<Item = (String, Vec<u8>)> {
    headers(true).map(|(what, header)| {
        let mut items = Writer::new();
        items.map(2).text("docType").text("org.iso.18013.5.1.mDL").text("nameSpaces").map(1);
        items.text("org.iso.18013.5.1").map(1).text("family_name").bool(false);
        let mut request = Writer::new();
        request.map(2).text("version").text("1.0").text("docRequests").array(1);
        request.map(2).text("itemsRequest").embedded(items.as_slice()).text("readerAuth");
        request.array(4).bytes(&[0xa1, 1, 0x26]).raw(&header).null().bytes(&[1; 64]);
        (what, request.into_vec())
    })
}
