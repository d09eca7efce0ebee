//! Keys as COSE_Key, private ones too.

use mdoc_proximity::cbor::{self, Encoding, Error, Key as MapKey, Reader, Type};
use mdoc_proximity::cose::{CoseKey, Form};
use mdoc_proximity::crypto::Curve;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use zeroize::Zeroizing;

use super::{Key, checked, public_of};

const CRV: i64 = -1;
const X: i64 = -2;
const D: i64 = -4;

/// The parameters that say whether a key is private, and of what.
#[derive(Default)]
struct Parameters {
    crv: Option<i64>,
    has_point: bool,
    d: Option<Zeroizing<Vec<u8>>>,
}

/// The key, or `None` where the bytes are no COSE_Key, bare or behind tag 24.
pub fn from_cbor(bytes: &[u8]) -> Option<Result<Key, String>> {
    let bytes = unwrapped(bytes);
    let parameters = parameters(bytes).ok()?;
    let crv = parameters.crv?;
    if parameters.d.is_none() && !parameters.has_point {
        return None;
    }
    Some(key(bytes, crv, parameters))
}

fn key(bytes: &[u8], crv: i64, parameters: Parameters) -> Result<Key, String> {
    let public = || {
        let (key, _) = cbor::from_slice::<CoseKey<'_>>(bytes, Encoding::Field).map_err(|error| error.to_string())?;
        key.validate(&PROVIDER, Form::Any).map_err(|error| error.to_string())
    };
    let Some(d) = parameters.d else { return public().map(Key::Public) };
    let curve = Curve::from_cose_id(crv).ok_or_else(|| format!("there is no curve with the COSE identifier {crv}"))?;
    let secret = checked(curve, &d)?;
    if parameters.has_point && public()? != public_of(&secret)? {
        return Err("the private and the public part of the COSE_Key do not go together".to_owned());
    }
    Ok(Key::Private(secret))
}

/// The content of tag 24, or the bytes themselves.
fn unwrapped(bytes: &[u8]) -> &[u8] {
    let mut reader = Reader::new(bytes, Encoding::Field);
    match (reader.tag(), reader.bytes(), reader.finish()) {
        (Ok(24), Ok(content), Ok(())) => content,
        _ => bytes,
    }
}

fn parameters(bytes: &[u8]) -> Result<Parameters, Error> {
    let mut reader = Reader::new(bytes, Encoding::Field);
    let mut parameters = Parameters::default();
    reader.map(|reader, key| {
        match label(&key) {
            Some(CRV) if matches!(reader.peek()?, Type::Unsigned | Type::Negative) => {
                parameters.crv = Some(reader.int()?);
            }
            Some(D) if reader.peek()? == Type::Bytes => parameters.d = Some(Zeroizing::new(reader.bytes()?.to_vec())),
            found => {
                parameters.has_point |= found == Some(X);
                reader.skip()?;
            }
        }
        Ok(())
    })?;
    reader.finish()?;
    Ok(parameters)
}

fn label(key: &MapKey<'_>) -> Option<i64> {
    key.as_int()
}
