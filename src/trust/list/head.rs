//! The members of a list, its entries unread.

use super::rules::Rules;
use crate::budget;
use crate::cbor::{Decode, Error, ErrorKind, Key, RawValue, Reader, Tdate};

/// A list as received.
pub(in crate::trust) struct Head<'a> {
    pub(super) version: &'a str,
    pub(in crate::trust) provider: &'a str,
    pub(in crate::trust) issue: Option<u64>,
    pub(super) date: Tdate<'a>,
    pub(super) next_update: Option<Tdate<'a>>,
    pub(super) not_after: Option<Tdate<'a>>,
    pub(super) kind: Option<&'a str>,
    pub(in crate::trust) url: Option<&'a str>,
    pub(in crate::trust) entries: Vec<RawValue<'a>>,
}

impl<'a> Head<'a> {
    /// Reads the list's map. Null counts as absent; unknown members are passed over.
    pub(super) fn read(reader: &mut Reader<'a>, rules: &Rules) -> Result<Self, Error> {
        let offset = reader.offset();
        let (mut version, mut provider, mut date, mut entries) = (None, None, None, None);
        let (mut issue, mut next_update, mut not_after, mut kind, mut url) = (None, None, None, None, None);
        reader.map(|reader, key| {
            match key {
                Key::Text("version") => version = Some(reader.text()?),
                Key::Text("date") => date = Some(Tdate::decode(reader)?),
                Key::Text("nextUpdate") => next_update = reader.nullable(Tdate::decode)?,
                Key::Text("notAfter") => not_after = reader.nullable(Tdate::decode)?,
                Key::Text("certificateInfos") => entries = Some(infos(reader)?),
                Key::Text("type") if rules.kind.is_some() => kind = reader.nullable(Reader::text)?,
                Key::Text(name) if name == rules.provider => provider = Some(reader.text()?),
                Key::Text(name) if name == rules.issue => issue = reader.nullable(Reader::uint)?,
                Key::Text(name) if rules.urls.contains(&name) => url = reader.nullable(Reader::text)?.or(url),
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        let missing = |name| Error::new(ErrorKind::Missing(name), offset);
        Ok(Self {
            version: version.ok_or(missing("version"))?,
            provider: provider.ok_or(missing(rules.provider))?,
            issue,
            date: date.ok_or(missing("date"))?,
            next_update,
            not_after,
            kind,
            url,
            entries: entries.ok_or(missing("certificateInfos"))?,
        })
    }
}

/// The entries, each well-formed and not looked into.
fn infos<'a>(reader: &mut Reader<'a>) -> Result<Vec<RawValue<'a>>, Error> {
    let offset = reader.offset();
    let mut entries = Vec::new();
    reader.array(|reader| {
        if entries.len() >= budget::LIST_ENTRIES {
            return Err(Error::new(ErrorKind::OutOfRange("certificateInfos"), offset));
        }
        entries.push(reader.raw()?);
        Ok(())
    })?;
    Ok(entries)
}
