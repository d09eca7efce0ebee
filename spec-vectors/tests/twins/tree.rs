//! Bytes as leaves with paths: CBOR with what is embedded in it, COSE messages, certificates. Read here without the
//! library, and leniently: what cannot be read is one leaf.

use std::collections::BTreeMap;

/// Paths and what stands there.
#[derive(Debug, Default)]
pub(crate) struct Leaves(pub(crate) BTreeMap<String, String>);

/// The leaves of CBOR below `path`.
pub(crate) fn cbor(bytes: &[u8], path: &str) -> Leaves {
    let mut leaves = Leaves::default();
    whole(bytes, path, &mut leaves);
    leaves
}

/// The leaves of a certificate below `path`.
pub(crate) fn certificate(der: &[u8], path: &str) -> Leaves {
    let mut leaves = Leaves::default();
    leaves.certificate(der, path);
    leaves
}

/// One item and nothing behind it, or a leaf.
fn whole(bytes: &[u8], path: &str, leaves: &mut Leaves) {
    let mut read = Leaves::default();
    match item(bytes, path, &mut read) {
        Some([]) => leaves.0.extend(read.0),
        _ => leaves.leaf(path, bytes),
    }
}

/// Major type, argument and the rest. Indefinite lengths are not read.
fn head(bytes: &[u8]) -> Option<(u8, u64, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let length = match first & 0x1f {
        argument @ 0..=23 => return Some((first >> 5, u64::from(argument), rest)),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (argument, rest) = rest.split_at_checked(length)?;
    Some((first >> 5, argument.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)), rest))
}

fn content(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (2 | 3, length, rest) = head(bytes)? else { return None };
    rest.split_at_checked(usize::try_from(length).ok()?)
}

/// Reads an item and returns what is behind it.
fn item<'b>(bytes: &'b [u8], path: &str, leaves: &mut Leaves) -> Option<&'b [u8]> {
    let (major, argument, rest) = head(bytes)?;
    match major {
        2 | 3 => {
            let (value, rest) = content(bytes)?;
            leaves.leaf(path, bytes.get(..bytes.len() - rest.len())?);
            let _ = value;
            Some(rest)
        }
        4 => array(bytes, path, leaves),
        5 => {
            let mut rest = rest;
            for _ in 0..argument {
                let before = rest;
                rest = item(rest, "", &mut Leaves::default())?;
                let name = member(before.get(..before.len() - rest.len())?);
                rest = value(rest, &leaves.unused(&format!("{path}{name}")), leaves)?;
            }
            leaves.leaf(&format!("{path}.#"), &argument.to_be_bytes());
            Some(rest)
        }
        6 if argument == 24 => {
            let (embedded, rest) = content(rest)?;
            whole(embedded, path, leaves);
            Some(rest)
        }
        6 => {
            leaves.leaf(&format!("{path}.tag"), &argument.to_be_bytes());
            item(rest, path, leaves)
        }
        _ => {
            leaves.leaf(path, bytes.get(..bytes.len() - rest.len())?);
            Some(rest)
        }
    }
}

/// A member's value: of a chain or a certificate, the certificates; else the item.
fn value<'b>(bytes: &'b [u8], path: &str, leaves: &mut Leaves) -> Option<&'b [u8]> {
    if path.ends_with(".certificate") {
        let (der, rest) = content(bytes)?;
        leaves.certificate(der, path);
        return Some(rest);
    }
    if !path.ends_with(".x5chain") {
        return item(bytes, path, leaves);
    }
    let (mut count, mut rest) = match head(bytes)? {
        (4, count, rest) => (count, rest),
        _ => (1, bytes),
    };
    let mut index = 0;
    while count > 0 {
        let (der, behind) = content(rest)?;
        leaves.certificate(der, &format!("{path}[{index}]"));
        (count, rest, index) = (count - 1, behind, index + 1);
    }
    Some(rest)
}

/// An array; one that looks like COSE_Sign1 or COSE_Mac0 by its parts' names.
fn array<'b>(bytes: &'b [u8], path: &str, leaves: &mut Leaves) -> Option<&'b [u8]> {
    let (_, count, mut rest) = head(bytes)?;
    if let Some(behind) = message(bytes, path, leaves) {
        return Some(behind);
    }
    for index in 0..count {
        rest = item(rest, &format!("{path}[{index}]"), leaves)?;
    }
    leaves.leaf(&format!("{path}.#"), &count.to_be_bytes());
    Some(rest)
}

fn message<'b>(bytes: &'b [u8], path: &str, leaves: &mut Leaves) -> Option<&'b [u8]> {
    let (4, 4, rest) = head(bytes)? else { return None };
    let mut read = Leaves::default();
    let (2, ..) = head(rest)? else { return None };
    let (protected, rest) = content(rest)?;
    whole(protected, &format!("{path}.protected"), &mut read);
    let (5, ..) = head(rest)? else { return None };
    let rest = item(rest, &format!("{path}.unprotected"), &mut read)?;
    let payload = format!("{path}.payload");
    let rest = match head(rest)? {
        (2, ..) => {
            let (payload_bytes, rest) = content(rest)?;
            whole(payload_bytes, &payload, &mut read);
            rest
        }
        _ => item(rest, &payload, &mut read)?,
    };
    let (2, ..) = head(rest)? else { return None };
    let (seal, rest) = content(rest)?;
    read.leaf(&format!("{path}.signature"), seal);
    leaves.0.extend(read.0);
    Some(rest)
}

/// A key as paths have it: headers by name.
fn member(key: &[u8]) -> String {
    match (head(key), content(key)) {
        (Some((3, ..)), Some((text, _))) => match String::from_utf8_lossy(text) {
            text if text.contains('.') => format!("[\"{text}\"]"),
            text => format!(".{text}"),
        },
        (Some((0, 1, _)), _) => ".alg".to_owned(),
        (Some((0, 2, _)), _) => ".crit".to_owned(),
        (Some((0, 33, _)), _) => ".x5chain".to_owned(),
        (Some((0, number, _)), _) => format!("[{number}]"),
        (Some((1, number, _)), _) => format!("[-{}]", number + 1),
        _ => format!("[{}]", hex::encode(key)),
    }
}

const SEQUENCE: u8 = 0x30;

/// A DER value: tag, content, rest.
fn der(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match *first {
        short @ 0..=0x7f => (usize::from(short), rest),
        0x81 => (usize::from(*rest.first()?), rest.get(1..)?),
        0x82 => (usize::from(*rest.first()?) << 8 | usize::from(*rest.get(1)?), rest.get(2..)?),
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

/// The values in a constructed one.
fn parts(content: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let (mut rest, mut parts) = (content, Vec::new());
    while !rest.is_empty() {
        let (tag, content, behind) = der(rest)?;
        parts.push((tag, content));
        rest = behind;
    }
    Some(parts)
}

impl Leaves {
    fn leaf(&mut self, path: &str, bytes: &[u8]) {
        self.0.insert(path.to_owned(), hex::encode(bytes));
    }

    /// The path, with a number where it stands there already.
    fn unused(&self, path: &str) -> String {
        let taken = |path: &str| self.0.keys().any(|known| below(known, path));
        if taken(path) { format!("{path}#2") } else { path.to_owned() }
    }

    fn certificate(&mut self, bytes: &[u8], path: &str) {
        let mut read = Self::default();
        match read.fields(bytes, path) {
            Some(()) => self.0.extend(read.0),
            None => self.leaf(path, bytes),
        }
    }

    fn fields(&mut self, bytes: &[u8], path: &str) -> Option<()> {
        let (SEQUENCE, certificate, []) = der(bytes)? else { return None };
        let [(_, signed), (_, algorithm), (_, signature)] = parts(certificate)?.try_into().ok()?;
        let mut fields = parts(signed)?.into_iter().peekable();
        let version = fields.next_if(|(tag, _)| *tag == 0xa0).map_or(&[][..], |(_, version)| version);
        self.leaf(&format!("{path}.version"), version);
        for name in ["serialNumber", "signatureAlgorithm", "issuer", "validity", "subject", "subjectPublicKey"] {
            let (_, field) = fields.next()?;
            match name {
                "subject" => self.subject(field, path)?,
                "signatureAlgorithm" => self.leaf(&format!("{path}.{name}"), &[field, algorithm].concat()),
                _ => self.leaf(&format!("{path}.{name}"), field),
            }
        }
        for (_, extensions) in fields {
            let (SEQUENCE, extensions, []) = der(extensions)? else { return None };
            for (_, extension) in parts(extensions)? {
                let (_, oid, value) = der(extension)?;
                let name = match hex::encode(oid).as_str() {
                    "551d0e" => "subjectKeyIdentifier",
                    "551d0f" => "keyUsage",
                    "551d11" => "subjectAltName",
                    "551d12" => "issuerAltName",
                    "551d13" => "basicConstraints",
                    "551d1f" => "cRLDistributionPoints",
                    "551d23" => "authorityKeyIdentifier",
                    "551d25" => "extKeyUsage",
                    "2b06010505070101" => "authorityInfoAccess",
                    other => &format!("extensions[{other}]"),
                };
                self.leaf(&format!("{path}.{name}"), value);
            }
        }
        self.leaf(&format!("{path}.signature"), signature);
        Some(())
    }

    fn subject(&mut self, name: &[u8], path: &str) -> Option<()> {
        for (_, relative) in parts(name)? {
            for (_, attribute) in parts(relative)? {
                let (_, oid, value) = der(attribute)?;
                let called = match oid {
                    [0x55, 4, 3] => "commonName",
                    [0x55, 4, 6] => "countryName",
                    [0x55, 4, 8] => "stateOrProvinceName",
                    [0x55, 4, 10] => "organizationName",
                    _ => "another",
                };
                self.leaf(&format!("{path}.subject.{called}"), value);
            }
        }
        Some(())
    }
}

/// Whether one path is another or lies below it.
pub(crate) fn below(path: &str, other: &str) -> bool {
    path.strip_prefix(other)
        .is_some_and(|rest| other.is_empty() || rest.is_empty() || rest.starts_with(['.', '[', '#']))
}
