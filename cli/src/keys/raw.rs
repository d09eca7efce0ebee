//! Keys as digits.

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, Point, PublicKey};
use zeroize::Zeroizing;

use super::{Half, Key, checked};

/// Hex digits on a known curve, or two coordinates with a comma between them.
pub fn from_digits(curve: Curve, digits: &str, half: Half) -> Result<Key, String> {
    if let Some((x, y)) = digits.split_once(',') {
        if !curve.is_two_coordinate() {
            return Err(format!("keys on {curve} have one coordinate, not two"));
        }
        let x = coordinate(curve, x)?;
        let y = coordinate(curve, y)?;
        return public(curve, Point::Uncompressed { x: &x, y: &y }).map(Key::Public);
    }
    let bytes = Zeroizing::new(hex::decode(plain(digits)).map_err(|error| format!("not hex: {error}"))?);
    match half {
        Half::Private if bytes.len() == curve.width() => checked(curve, &bytes).map(Key::Private),
        Half::Private => {
            let (length, width) = (bytes.len(), curve.width());
            Err(format!("a private key on {curve} has {width} bytes, not {length}"))
        }
        Half::Public => public(curve, point(curve, &bytes)?).map(Key::Public),
    }
}

/// SEC 1 with or without compression, both coordinates without a head, or the one value of other curves.
pub fn point(curve: Curve, bytes: &[u8]) -> Result<Point<'_>, String> {
    let width = curve.width();
    if !curve.is_two_coordinate() {
        let fits = bytes.len() == width;
        return fits.then_some(Point::Single(bytes)).ok_or_else(|| lengths(curve, bytes.len()));
    }
    match bytes {
        [4, rest @ ..] if rest.len() == width.saturating_mul(2) => halves(width, rest),
        [sign @ (2 | 3), x @ ..] if x.len() == width => Some(Point::Compressed { x, y_is_odd: *sign == 3 }),
        both if both.len() == width.saturating_mul(2) => halves(width, both),
        _ => None,
    }
    .ok_or_else(|| lengths(curve, bytes.len()))
}

fn halves(width: usize, bytes: &[u8]) -> Option<Point<'_>> {
    bytes.split_at_checked(width).map(|(x, y)| Point::Uncompressed { x, y })
}

fn lengths(curve: Curve, found: usize) -> String {
    let width = curve.width();
    if curve.is_two_coordinate() {
        let both = width.saturating_mul(2);
        let (compressed, whole) = (width.saturating_add(1), both.saturating_add(1));
        format!("a public key on {curve} has {compressed} (02/03), {both} or {whole} (04) bytes, not {found}")
    } else {
        format!("a public key on {curve} has {width} bytes, not {found}")
    }
}

/// The key, validated.
pub fn public(curve: Curve, point: Point<'_>) -> Result<PublicKey, String> {
    PROVIDER.keys.public_key(curve, point).map_err(|error| error.to_string())
}

/// A coordinate is a number: leading zeros may be missing.
fn coordinate(curve: Curve, digits: &str) -> Result<Vec<u8>, String> {
    let digits = plain(digits);
    let places = curve.width().saturating_mul(2);
    if digits.is_empty() || digits.len() > places {
        return Err(format!("a coordinate on {curve} has at most {places} hex digits, not {}", digits.len()));
    }
    hex::decode(format!("{digits:0>places$}")).map_err(|error| format!("not hex: {error}"))
}

/// The digits alone.
fn plain(digits: &str) -> String {
    let digits: String = digits.split_whitespace().collect();
    let bare = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
    bare.map(str::to_owned).unwrap_or(digits)
}
