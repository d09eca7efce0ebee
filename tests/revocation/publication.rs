//! Where revocation is published, and what a list says before anybody verified it.

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{CertificateSpec, RevokedEntry};
use mdoc_proximity::trust::Crl;

use crate::harness::{World, at, contact, extension, iaca, key, list, reader_ca, rng, root, subject, years};

const CRL_POINTS: &str = "2.5.29.31";

/// A DER item of less than 128 bytes.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    [&[tag, u8::try_from(content.len()).unwrap()], content.as_slice()].concat()
}

fn uri(text: &str) -> Vec<u8> {
    der(0x86, &[text.as_bytes()])
}

/// A distribution point of these names, with what stands behind them.
fn point(names: &[&[u8]], behind: &[u8]) -> Vec<u8> {
    der(0x30, &[&der(0xa0, &[&der(0xa0, names)]), behind])
}

/// The URIs of a signer whose distribution points are these bytes.
fn uris(points: &[u8]) -> Vec<String> {
    let ca = root(&iaca(), 1);
    let mut spec = CertificateSpec::document_signer(subject("DS"), years("2026", "2027"), contact(), "unused", &[]);
    spec.crl_distribution_point = None;
    spec.further.push(extension(CRL_POINTS, false, points));
    ca.issue(&mut rng(2), &spec, key(Curve::P256, 3).public_key()).unwrap().crl_uris()
}

#[test]
fn the_uris_of_the_distribution_points_are_told_in_their_order_and_once() {
    let (one, two) = (uri("https://a.example/1"), uri("http://b.example/2"));
    let both = ["https://a.example/1", "http://b.example/2"];
    assert_eq!(uris(&der(0x30, &[&point(&[&one, &two], &[])])), both);
    assert_eq!(uris(&der(0x30, &[&point(&[&one], &[]), &point(&[&two, &one], &[])])), both);
    assert_eq!(World::new().leaf().crl_uris(), [crate::harness::CRL]);
}

#[test]
fn points_whose_list_would_not_be_used_are_left_out() {
    let (one, two) = (uri("https://a.example/1"), uri("https://b.example/2"));
    let reasons = der(0x81, &[&[6, 0x40]]);
    let other_issuer = der(0xa2, &[&uri("https://c.example")]);
    for behind in [reasons, other_issuer] {
        assert_eq!(uris(&der(0x30, &[&point(&[&one], &behind), &point(&[&two], &[])])), ["https://b.example/2"]);
    }
    // A host's name, a directory's, and no name at all.
    let host = der(0x82, &[b"crl.example"]);
    let directory = der(0xa4, &[&subject("CA").to_der().unwrap()]);
    assert_eq!(uris(&der(0x30, &[&point(&[&host, &directory], &[]), &der(0x30, &[])])), Vec::<String>::new());
}

#[test]
fn points_that_cannot_be_read_and_those_that_are_not_there_are_none() {
    for broken in [&[][..], &[0x05, 0x00], &[0x30, 0x02, 0x30], &der(0x04, &[&der(0x30, &[])])] {
        assert_eq!(uris(broken), Vec::<String>::new());
    }
    let spec = CertificateSpec { crl_distribution_point: None, ..reader_ca("CA", None) };
    assert_eq!(root(&spec, 4).certificate().crl_uris(), Vec::<String>::new());
}

#[test]
fn a_list_tells_what_it_revokes() {
    let world = World::new();
    let mut spec = list().naming(world.leaf());
    let date = at("2026-01-15T00:00:00Z");
    let entry = |serial: &[u8], reason| RevokedEntry { serial: serial.to_vec(), date, reason, further: Vec::new() };
    // The second is written longer than it need be.
    let entries = [entry(&[5], Some(1)), entry(&[0, 0, 7], None), entry(&[6], Some(200))];
    spec.revoked.as_mut().unwrap().extend(entries);
    let crl = Crl::from_der(&world.sign(&spec)).unwrap();
    let mut revoked: Vec<_> = crl.revoked().map(|entry| (entry.serial.to_vec(), entry.date, entry.reason)).collect();
    revoked.sort();
    revoked.sort_by_key(|(serial, ..)| serial.len());
    assert_eq!(revoked.len(), crl.revoked_count());
    assert_eq!(revoked[..3], [(vec![5], date, Some("keyCompromise")), (vec![6], date, None), (vec![7], date, None)]);
    assert_eq!(hex(&revoked[3].0), world.leaf().serial().trim_start_matches("00"));
    assert_eq!(Crl::from_der(&world.sign(&list())).unwrap().revoked().count(), 0);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
