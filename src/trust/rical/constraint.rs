//! Trust constraints (edition 2 F.3.2).

use crate::budget;
use crate::cbor::{Decode, Error, ErrorKind, Key, Reader};
use crate::report::shown;

/// `TrustConstraint = { ? "extensions": { * tstr => any }, * tstr => any }`: what a reader must fulfil for a listed CA to
/// vouch for it. All of it must be fulfilled.
///
/// The draft defines no type of constraint, so whatever one asks for is unknown and not fulfilled; only one that asks
/// for nothing is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustConstraint {
    unknown: Vec<String>,
}

impl TrustConstraint {
    /// Whether a reader fulfils it.
    #[must_use]
    pub fn is_satisfied(&self) -> bool {
        self.unknown.is_empty()
    }

    /// The names of what it asks for and nobody here knows, as they may be shown.
    #[must_use]
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    fn ask(&mut self, key: Key<'_>, reader: &mut Reader<'_>) -> Result<(), Error> {
        if self.unknown.len() >= budget::LIST_NAMES {
            return Err(reader.error(ErrorKind::OutOfRange("trustConstraints")));
        }
        self.unknown.push(match key {
            Key::Text(name) => shown(name).into(),
            _ => "a key that is no text".to_owned(),
        });
        reader.skip().map(drop)
    }
}

impl<'a> Decode<'a> for TrustConstraint {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut constraint = Self { unknown: Vec::new() };
        reader.map(|reader, key| match key {
            Key::Text("extensions") => reader.map(|reader, key| constraint.ask(key, reader)).map(drop),
            key => constraint.ask(key, reader),
        })?;
        Ok(constraint)
    }
}

/// Reads `[ + TrustConstraint ]`.
pub(super) fn constraints(reader: &mut Reader<'_>) -> Result<Vec<TrustConstraint>, Error> {
    const NAME: &str = "trustConstraints";
    let offset = reader.offset();
    let mut constraints = Vec::new();
    reader.array(|reader| {
        if constraints.len() >= budget::LIST_NAMES {
            return Err(Error::new(ErrorKind::OutOfRange(NAME), offset));
        }
        constraints.push(TrustConstraint::decode(reader)?);
        Ok(())
    })?;
    if constraints.is_empty() { Err(Error::new(ErrorKind::Empty(NAME), offset)) } else { Ok(constraints) }
}
