//! Keys as people have them: PEM, DER, COSE_Key, `CURVE:hex`, bare hex (P-256), `X,Y`, or a file with one of these.

mod asn1;
mod cose;
mod raw;
#[cfg(test)]
mod tests;

use std::path::Path;

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, PublicKey, SecretKey};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::input;

pub use asn1::{certificate_pem, private_pem};

/// What was found where a key was given.
pub enum Key {
    /// A public key, validated.
    Public(PublicKey),
    /// A private key that its curve's arithmetic accepts.
    Private(SecretKey),
}

/// Which half is wanted. It decides how bare bytes are read, which do not say it themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// The public key, which a private key yields too.
    Public,
    /// The private key.
    Private,
}

/// The public key that an argument names, or a file it names.
pub fn public(argument: &str) -> Result<PublicKey, Failure> {
    let key = load(argument, Half::Public).and_then(|key| match key {
        Key::Public(key) => Ok(key),
        Key::Private(secret) => public_of(&secret),
    });
    key.map_err(|why| Failure::unreadable("the public key", why))
}

/// The private key that an argument names, or a file it names. Its text is never repeated in an error.
pub fn private(argument: &str) -> Result<SecretKey, Failure> {
    let key = load(argument, Half::Private).and_then(|key| match key {
        Key::Private(secret) => Ok(secret),
        Key::Public(_) => Err("this is a public key, and the private key is needed".to_owned()),
    });
    key.map_err(|why| Failure::unreadable("the private key", why))
}

fn load(argument: &str, half: Half) -> Result<Key, String> {
    let path = Path::new(argument);
    if argument != "-" && !path.is_file() {
        return parse(argument.as_bytes(), half).map_err(|why| match looks_like_a_path(argument) {
            true => format!("there is no file {argument}"),
            false => why,
        });
    }
    let bytes = Zeroizing::new(input::read(path).map_err(|failure| failure.message().to_owned())?);
    parse(&bytes, half).map_err(|why| format!("{argument}: {why}"))
}

/// Hex, base64 and curve names have no dot.
fn looks_like_a_path(argument: &str) -> bool {
    !argument.contains("-----") && argument.contains('.')
}

/// Reads a key from the bytes of a file or an argument.
pub fn parse(bytes: &[u8], half: Half) -> Result<Key, String> {
    let text = std::str::from_utf8(bytes).ok().map(|text| text.trim_start_matches('\u{feff}').trim());
    if let Some(text) = text {
        if text.contains("-----BEGIN") {
            return asn1::from_pem(text, half);
        }
        if let Some((name, digits)) = text.split_once(':') {
            let curve = curve(name.trim()).ok_or_else(|| unknown_curve(name))?;
            return raw::from_digits(curve, digits, half);
        }
        if text.contains(',') {
            return raw::from_digits(Curve::P256, text, half);
        }
    }
    let binary = Zeroizing::new(input::decode(bytes));
    if let Some(key) = asn1::from_der(&binary, half) {
        return key;
    }
    if let Some(key) = cose::from_cbor(&binary) {
        return key;
    }
    match text {
        Some(digits) => raw::from_digits(Curve::P256, digits, half),
        None => Err("neither PEM, DER, COSE_Key nor hex".to_owned()),
    }
}

/// The curve of a name, be it the one that SEC 2 and OpenSSL have for it.
fn curve(name: &str) -> Option<Curve> {
    let also = [
        ("secp256r1", Curve::P256),
        ("prime256v1", Curve::P256),
        ("secp384r1", Curve::P384),
        ("secp521r1", Curve::P521),
    ];
    let also = also.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, curve)| curve);
    Curve::from_name(name).or(also)
}

fn unknown_curve(name: &str) -> String {
    let known: Vec<&str> = Curve::ALL.iter().map(|curve| curve.name()).collect();
    format!("there is no curve \"{}\"; known are {}", name.escape_debug(), known.join(", "))
}

/// The public half.
pub fn public_of(secret: &SecretKey) -> Result<PublicKey, String> {
    let keys = PROVIDER.keys;
    let key = if secret.curve().can_sign() {
        keys.signing_key(secret).map(|key| *key.public_key())
    } else {
        keys.agreement_key(secret).map(|key| *key.public_key())
    };
    key.map_err(|error| error.to_string())
}

/// A private key that its curve accepts.
fn checked(curve: Curve, bytes: &[u8]) -> Result<SecretKey, String> {
    let secret = SecretKey::from_bytes(curve, Zeroizing::new(bytes.to_vec()));
    public_of(&secret).map(|_| secret)
}
