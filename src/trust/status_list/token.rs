//! One token: a CWT that holds a list.

use core::fmt;
use core::time::Duration;

use super::content::Content;
use super::error::{ContentError, StatusListError};
use crate::cbor::{self, Decode, Encoding, Error, Key, RawValue, Reader, Type, from_slice};
use crate::cose::Sign1;
use crate::report::{Text, shown};
use crate::time::UnixTime;

/// What a list is, by its type header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// A token status list: a bit for each index.
    Status,
    /// An identifier list: what is revoked.
    Identifiers,
}

impl ListKind {
    /// By the type header (`typ`, label 16), with or without `application/`: the standard has the long form, its
    /// examples and older drafts of the Token Status List the short one.
    fn of(typ: &str) -> Option<Self> {
        match typ.strip_prefix("application/").unwrap_or(typ) {
            "statuslist+cwt" => Some(Self::Status),
            "identifierlist+cwt" => Some(Self::Identifiers),
            _ => None,
        }
    }

    /// What reports call it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Status => "token status list",
            Self::Identifiers => "identifier list",
        }
    }

    /// The same, as one of several.
    pub(crate) const fn indefinite(self) -> &'static str {
        match self {
            Self::Status => "a token status list",
            Self::Identifiers => "an identifier list",
        }
    }
}

/// A token status list or identifier list, read and not verified.
///
/// ```cddl
/// StatusListToken = #6.18(COSE_Sign1)   ; protected: 1 (alg), 16 (typ), 33 (x5chain)
/// Claims = {
///   2: tstr,          ; sub, the URI
///   4: int,           ; exp, seconds since 1970
///   6: int,           ; iat
///   ? 65534: uint,    ; ttl, seconds
///   (65533: { "bits": 1, "lst": bstr, ? "aggregation_uri": tstr } //
///    65530: { "identifiers": { * bstr => { * (tstr / int) => any } }, ? "aggregation_uri": tstr, * tstr => any }),
///   * any => any
/// }
/// ```
///
/// `lst` is ZLIB (RFC 1950) over a bit for each index, the least significant bit of each byte first; 1 is revoked. The
/// two and more bits that the Token Status List draft has are not ISO/IEC 18013-5's, which knows valid and revoked only.
pub struct StatusList {
    /// As handed in.
    bytes: Box<[u8]>,
    pub(crate) slips: Slips,
    pub(crate) typ: Result<ListKind, Option<Text>>,
    subject: String,
    issued_at: Option<UnixTime>,
    pub(crate) not_before: Option<UnixTime>,
    expires: Option<UnixTime>,
    time_to_live: Option<Duration>,
    /// `None` where the claim is missing that the type wants.
    content: Option<Result<Content, ContentError>>,
}

/// What an encoder did that the standard does not have, and does no harm.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slips {
    /// Tag 18 is missing.
    pub(crate) untagged: bool,
    /// Tag 61 (CWT) is in front of it.
    pub(crate) cwt_tag: bool,
    /// The certificates stand in the unprotected header.
    pub(crate) unprotected_chain: bool,
    /// Heads that are longer than needed, and the like.
    pub(crate) non_preferred: usize,
}

/// The tag of a CWT (RFC 8392, 6).
const CWT: u64 = 61;

impl StatusList {
    /// Reads a token.
    ///
    /// # Errors
    /// [`StatusListError`].
    pub fn from_bytes(token: &[u8]) -> Result<Self, StatusListError> {
        let (Envelope { cwt_tag, message }, slipped) =
            from_slice::<Envelope<'_>>(token, Encoding::Field).map_err(StatusListError::Envelope)?;
        let payload = message.payload.ok_or(StatusListError::Payload)?;
        let (claims, slipped_inside) =
            from_slice::<Claims<'_>>(payload, Encoding::Field).map_err(StatusListError::Claims)?;
        let typ = message.protected.typ;
        let typ = typ.and_then(ListKind::of).ok_or(typ.map(shown));
        let content = match typ {
            Ok(ListKind::Status) => claims.statuses.as_ref().map(Content::statuses),
            Ok(ListKind::Identifiers) => claims.identifiers.as_ref().map(Content::identifiers),
            Err(_) => None,
        };
        Ok(Self {
            slips: Slips {
                untagged: !message.tagged,
                cwt_tag,
                unprotected_chain: message.protected.x5chain.is_none() && message.unprotected.x5chain.is_some(),
                non_preferred: slipped.count.saturating_add(slipped_inside.count),
            },
            typ,
            subject: claims.subject.ok_or(StatusListError::Subject)?.to_owned(),
            issued_at: claims.issued_at,
            not_before: claims.not_before,
            expires: claims.expires,
            time_to_live: claims.time_to_live,
            content,
            bytes: token.into(),
        })
    }

    /// The token, as handed in.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The URI that it says it is the list of (`sub`).
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// When it was issued (`iat`).
    #[must_use]
    pub fn issued_at(&self) -> Option<UnixTime> {
        self.issued_at
    }

    /// From when on it must not be used (`exp`).
    #[must_use]
    pub fn expires(&self) -> Option<UnixTime> {
        self.expires
    }

    /// After when a newer one should be fetched: `iat` and `ttl`.
    #[must_use]
    pub fn stale_after(&self) -> Option<UnixTime> {
        self.issued_at.zip(self.time_to_live).map(|(at, ttl)| at.plus(ttl))
    }

    /// The COSE_Sign1.
    pub(crate) fn message(&self) -> Result<Sign1<'_>, Error> {
        from_slice::<Envelope<'_>>(&self.bytes, Encoding::Field).map(|(envelope, _)| envelope.message)
    }

    /// Whether the claim is there that the type wants.
    pub(crate) fn has_content(&self) -> bool {
        self.content.is_some()
    }

    /// Why the content cannot be read, where it cannot.
    pub(crate) fn unreadable(&self) -> Option<ContentError> {
        self.content.as_ref().and_then(|content| content.as_ref().err().copied())
    }

    /// Whether the bit at this index is set; `None` where the list does not reach so far, or has no bits.
    pub(crate) fn is_set(&self, index: u64) -> Option<bool> {
        self.content.as_ref()?.as_ref().ok()?.is_set(index)
    }

    /// Whether this identifier is listed; `None` where the list has no identifiers.
    pub(crate) fn lists(&self, identifier: &[u8]) -> Option<bool> {
        self.content.as_ref()?.as_ref().ok()?.lists(identifier)
    }
}

impl fmt::Debug for StatusList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusList({}, {} bytes)", shown(&self.subject), self.bytes.len())
    }
}

struct Envelope<'a> {
    cwt_tag: bool,
    message: Sign1<'a>,
}

impl<'a> Decode<'a> for Envelope<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut ahead = reader.clone();
        let cwt_tag = ahead.peek()? == Type::Tag && ahead.tag()? == CWT;
        if cwt_tag {
            *reader = ahead;
        }
        Ok(Self { cwt_tag, message: Sign1::decode(reader)? })
    }
}

#[derive(Default)]
struct Claims<'a> {
    subject: Option<&'a str>,
    expires: Option<UnixTime>,
    not_before: Option<UnixTime>,
    issued_at: Option<UnixTime>,
    time_to_live: Option<Duration>,
    statuses: Option<RawValue<'a>>,
    identifiers: Option<RawValue<'a>>,
}

impl<'a> Decode<'a> for Claims<'a> {
    fn decode(reader: &mut Reader<'a>) -> Result<Self, cbor::Error> {
        let mut claims = Self::default();
        let date = |reader: &mut Reader<'a>| reader.int().map(|seconds| Some(UnixTime::from_unix_seconds(seconds)));
        reader.map(|reader, key| {
            match key {
                Key::Unsigned(2) => claims.subject = Some(reader.text()?),
                Key::Unsigned(4) => claims.expires = date(reader)?,
                // Not in ISO/IEC 18013-5, but a CWT that has it must not be used before (RFC 8392, 3.1.5).
                Key::Unsigned(5) => claims.not_before = date(reader)?,
                Key::Unsigned(6) => claims.issued_at = date(reader)?,
                Key::Unsigned(65534) => claims.time_to_live = Some(Duration::from_secs(reader.uint()?)),
                Key::Unsigned(65533) => claims.statuses = Some(reader.raw()?),
                Key::Unsigned(65530) => claims.identifiers = Some(reader.raw()?),
                _ => drop(reader.skip()?),
            }
            Ok(())
        })?;
        Ok(claims)
    }
}
