//! Document types, namespaces and element identifiers: exact, case-sensitive text that may not be empty (edition 1 8.1,
//! edition 2 8.1), and the maps keyed by them.

use crate::budget;
use crate::cbor::{Error, ErrorKind, Key, Reader};

/// The entries of a map keyed by names, in the order received.
pub(crate) type ByName<'a, T> = Vec<(&'a str, T)>;

/// Reads one name; `what` names it in the error.
#[inline]
pub(crate) fn name<'a>(reader: &mut Reader<'a>, what: &'static str) -> Result<&'a str, Error> {
    let offset = reader.offset();
    let text = reader.text()?;
    acceptable(text, what).map_err(|kind| Error::new(kind, offset))
}

#[inline]
fn acceptable<'a>(text: &'a str, what: &'static str) -> Result<&'a str, ErrorKind> {
    match text.len() {
        0 => Err(ErrorKind::Empty(what)),
        1..=budget::NAME_BYTES => Ok(text),
        _ => Err(ErrorKind::OutOfRange(what)),
    }
}

/// For how many entries there is room from the start; more are made room for as they come.
const ROOM: usize = 4;

/// The same for the elements asked for: all of an mDL's usual ones.
const ELEMENT_ROOM: usize = 16;

/// Reads `{ * name => T }` in the order received; `what` names the keys in the error.
pub(crate) fn map<'a, T>(
    reader: &mut Reader<'a>,
    what: &'static str,
    value: impl FnMut(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<ByName<'a, T>, Error> {
    map_of(reader, ROOM, what, value)
}

/// The same, most often of no more names than `room`.
fn map_of<'a, T>(
    reader: &mut Reader<'a>,
    room: usize,
    what: &'static str,
    mut value: impl FnMut(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<ByName<'a, T>, Error> {
    let mut entries = Vec::with_capacity(reader.room(room));
    reader.map(|reader, key| {
        if entries.len() >= budget::MAP_ENTRIES {
            return Err(reader.error(ErrorKind::Structure("a map has more names than are accepted")));
        }
        match key {
            Key::Text(text) => {
                let text = acceptable(text, what).map_err(|kind| reader.error(kind))?;
                entries.push((text, value(reader)?));
            }
            _ => return Err(reader.error(ErrorKind::Structure("a name is not a text string"))),
        }
        Ok(())
    })?;
    // Half of the room of a crowded map may be empty.
    if entries.len() > room {
        entries.shrink_to_fit();
    }
    Ok(entries)
}

/// Reads `{ + name => T }`: as [`map`], but not empty; `of` names the map in the error.
pub(crate) fn filled_map<'a, T>(
    reader: &mut Reader<'a>,
    of: &'static str,
    what: &'static str,
    value: impl FnMut(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<ByName<'a, T>, Error> {
    filled_map_of(reader, ROOM, of, what, value)
}

fn filled_map_of<'a, T>(
    reader: &mut Reader<'a>,
    room: usize,
    of: &'static str,
    what: &'static str,
    value: impl FnMut(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<ByName<'a, T>, Error> {
    let offset = reader.offset();
    let entries = map_of(reader, room, what, value)?;
    if entries.is_empty() { Err(Error::new(ErrorKind::Empty(of), offset)) } else { Ok(entries) }
}

/// Hands an empty map or array at `offset` to the policy; `of` names it in the error.
///
/// Wallets write these where the standard leaves the member out. They hold nothing that could be misread.
pub(crate) fn not_empty(reader: &mut Reader<'_>, is_empty: bool, of: &'static str, offset: usize) -> Result<(), Error> {
    if is_empty { reader.tolerate(Error::new(ErrorKind::Empty(of), offset)) } else { Ok(()) }
}

/// Reads `{ + name => T }` of a response: as [`filled_map`], but the policy decides about an empty one.
pub(crate) fn response_map<'a, T>(
    reader: &mut Reader<'a>,
    of: &'static str,
    what: &'static str,
    value: impl FnMut(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<ByName<'a, T>, Error> {
    let offset = reader.offset();
    let entries = map(reader, what, value)?;
    not_empty(reader, entries.is_empty(), of, offset)?;
    Ok(entries)
}

/// Reads `{ + NameSpace => { + DataElementIdentifier => T } }`; `of` names the outer map in the error.
pub(crate) fn elements<'a, T>(
    reader: &mut Reader<'a>,
    of: &'static str,
    mut value: impl FnMut(&mut Reader<'a>) -> Result<T, Error>,
) -> Result<ByName<'a, ByName<'a, T>>, Error> {
    filled_map(reader, of, NAME_SPACE, |reader| {
        filled_map_of(reader, ELEMENT_ROOM, NAME_SPACE_ITEMS, ELEMENT, &mut value)
    })
}

/// What a namespace is called in errors.
pub(crate) const NAME_SPACE: &str = "NameSpace";
/// What an element identifier is called in errors.
pub(crate) const ELEMENT: &str = "DataElementIdentifier";
/// What the items of one namespace are called in errors.
pub(crate) const NAME_SPACE_ITEMS: &str = "items of a NameSpace";

/// A mandatory member, or the error that it is missing.
pub(crate) fn required<T>(member: Option<T>, name: &'static str, offset: usize) -> Result<T, Error> {
    member.ok_or(Error::new(ErrorKind::Missing(name), offset))
}
