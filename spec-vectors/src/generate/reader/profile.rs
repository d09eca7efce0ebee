//! Certificate profiles (Annex B): what the strict profile refuses and the field reports.

mod anchor;
mod signer;

use mdoc_proximity::issuer::CertificateSpec;
use mdoc_proximity::x509::Extension;

use crate::format::Case;

const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
const KEY_USAGE: &str = "2.5.29.15";
const ISSUER_ALTERNATIVE_NAME: &str = "2.5.29.18";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const CRL_POINTS: &str = "2.5.29.31";
const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [signer::cases(), anchor::cases()].concat()
}

/// What is done to a certificate before it is signed.
type Change = Box<dyn Fn(&mut CertificateSpec)>;

/// With this extension, in the place of the one that would be there.
fn extension(oid: &'static str, critical: bool, value: Vec<u8>) -> Change {
    Box::new(move |spec| spec.further.push(Extension::new(oid, critical, value.clone()).unwrap()))
}

/// Without this extension.
fn without(oid: &'static str) -> Change {
    Box::new(move |spec| spec.without.push(oid.to_owned()))
}

/// With these octets as the serial number.
fn serial(octets: &'static [u8]) -> Change {
    Box::new(move |spec| spec.raw.serial = Some(octets.to_vec()))
}

/// A DER value of less than 128 octets of content.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u8::try_from(content.len()).unwrap();
    assert!(length < 0x80, "a long DER value");
    [&[tag, length], &content[..]].concat()
}

fn uri() -> Vec<u8> {
    der(0x86, &[b"https://a.example"])
}

fn host() -> Vec<u8> {
    der(0x82, &[b"a.example"])
}

/// One DistributionPoint with this name, and what stands behind it.
fn point(name: &[u8], behind: &[u8]) -> Vec<u8> {
    der(0x30, &[&der(0x30, &[&der(0xa0, &[&der(0xa0, &[name])]), behind])])
}
