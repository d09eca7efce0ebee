//! Token status lists and identifier lists (edition 2, 12.3.6), good ones and ones to be refused.

use core::time::Duration;

use miniz_oxide::deflate::compress_to_vec_zlib;

use crate::cbor::Writer;
use crate::crypto::{CryptoError, SignatureAlgorithm, SigningKey};
use crate::time::UnixTime;

const ALG: i64 = 1;
const TYP: i64 = 16;
const X5CHAIN: i64 = 33;
/// The tag of COSE_Sign1.
const SIGN1: u64 = 18;

/// What every list says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListDates {
    /// `iat`.
    pub issued: UnixTime,
    /// `exp`, which the standard asks for.
    pub expires: Option<UnixTime>,
    /// `ttl`.
    pub time_to_live: Option<Duration>,
}

/// A token status list: a bit for each mobile security object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusListBuilder {
    /// `sub`.
    pub uri: String,
    /// The dates.
    pub dates: ListDates,
    /// `bits`, 1 by the standard.
    pub bits: u64,
    /// The array before compression, the least significant bit of each byte first; 1 is revoked.
    pub statuses: Vec<u8>,
}

/// An identifier list: the identifiers of what is revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentifierListBuilder {
    /// `sub`.
    pub uri: String,
    /// The dates.
    pub dates: ListDates,
    /// The identifiers, written in this order.
    pub identifiers: Vec<Vec<u8>>,
}

/// A list as a CWT that lacks only its signature. All of it can be changed, for lists that must be refused: headers and
/// claims are labels with an encoded value each, written in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListToken {
    /// The tags in front of the COSE_Sign1, outermost first; 18 alone by the standard.
    pub tags: Vec<u64>,
    /// The protected headers: `alg` (1), `typ` (16), `x5chain` (33).
    pub protected: Vec<(i64, Vec<u8>)>,
    /// The unprotected headers.
    pub unprotected: Vec<(i64, Vec<u8>)>,
    /// The claims: `sub` (2), `exp` (4), `iat` (6), `ttl` (65534), and the list (65533 or 65530).
    pub claims: Vec<(i64, Vec<u8>)>,
}

impl StatusListBuilder {
    /// A list of `length` mobile security objects, none of them revoked.
    #[must_use]
    pub fn new(uri: &str, dates: ListDates, length: usize) -> Self {
        Self { uri: uri.to_owned(), dates, bits: 1, statuses: vec![0; length.div_ceil(8)] }
    }

    /// Revokes the object at this index; one that the list does not reach changes nothing.
    pub fn revoke(&mut self, index: usize) {
        if let Some(byte) = self.statuses.get_mut(index / 8) {
            *byte |= 1 << (index % 8);
        }
    }

    /// The claim that holds the list: `{ "bits": uint, "lst": bstr }`.
    #[must_use]
    pub fn claim(&self) -> Vec<u8> {
        Self::claim_of(self.bits, &compress(&self.statuses))
    }

    /// The claim, of this `lst` as it is.
    #[must_use]
    pub fn claim_of(bits: u64, lst: &[u8]) -> Vec<u8> {
        item(|writer| writer.map(2).text("bits").uint(bits).text("lst").bytes(lst))
    }

    /// The token, to be signed by a key of this algorithm with these certificates (DER, leaf first).
    #[must_use]
    pub fn token(&self, algorithm: SignatureAlgorithm, chain: &[&[u8]]) -> ListToken {
        let list = (ListToken::STATUS_LIST, self.claim());
        ListToken::new("application/statuslist+cwt", &self.uri, &self.dates, list, algorithm, chain)
    }
}

impl IdentifierListBuilder {
    /// A list that revokes nothing.
    #[must_use]
    pub fn new(uri: &str, dates: ListDates) -> Self {
        Self { uri: uri.to_owned(), dates, identifiers: Vec::new() }
    }

    /// Revokes the object of this identifier.
    pub fn revoke(&mut self, identifier: &[u8]) {
        self.identifiers.push(identifier.to_vec());
    }

    /// The claim that holds the list: `{ "identifiers": { * bstr => {} } }`.
    #[must_use]
    pub fn claim(&self) -> Vec<u8> {
        item(|writer| {
            let writer = writer.map(1).text("identifiers").map(self.identifiers.len());
            self.identifiers.iter().fold(writer, |writer, identifier| writer.bytes(identifier).map(0))
        })
    }

    /// The token, to be signed by a key of this algorithm with these certificates (DER, leaf first).
    #[must_use]
    pub fn token(&self, algorithm: SignatureAlgorithm, chain: &[&[u8]]) -> ListToken {
        let list = (ListToken::IDENTIFIER_LIST, self.claim());
        ListToken::new("application/identifierlist+cwt", &self.uri, &self.dates, list, algorithm, chain)
    }
}

impl ListToken {
    /// The claim that holds a token status list.
    pub const STATUS_LIST: i64 = 65533;
    /// The claim that holds an identifier list.
    pub const IDENTIFIER_LIST: i64 = 65530;
    const SUB: i64 = 2;
    const EXP: i64 = 4;
    const IAT: i64 = 6;
    const TTL: i64 = 65534;

    fn new(
        typ: &str,
        uri: &str,
        dates: &ListDates,
        list: (i64, Vec<u8>),
        algorithm: SignatureAlgorithm,
        chain: &[&[u8]],
    ) -> Self {
        let mut claims = vec![(Self::SUB, item(|writer| writer.text(uri)))];
        if let Some(expires) = dates.expires {
            claims.push((Self::EXP, item(|writer| writer.int(expires.unix_seconds()))));
        }
        claims.push((Self::IAT, item(|writer| writer.int(dates.issued.unix_seconds()))));
        if let Some(ttl) = dates.time_to_live {
            claims.push((Self::TTL, item(|writer| writer.uint(ttl.as_secs()))));
        }
        claims.push(list);
        let mut protected =
            vec![(ALG, item(|writer| writer.int(algorithm.cose_id()))), (TYP, item(|writer| writer.text(typ)))];
        match chain {
            [] => {}
            [leaf] => protected.push((X5CHAIN, item(|writer| writer.bytes(leaf)))),
            chain => protected.push((
                X5CHAIN,
                item(|writer| chain.iter().fold(writer.array(chain.len()), |writer, der| writer.bytes(der))),
            )),
        }
        Self { tags: vec![SIGN1], protected, unprotected: Vec::new(), claims }
    }

    /// Signs as it is.
    ///
    /// # Errors
    /// The key's.
    pub fn sign(&self, key: &dyn SigningKey) -> Result<Vec<u8>, CryptoError> {
        let (protected, payload) = (map(&self.protected), map(&self.claims));
        let structure = item(|writer| writer.array(4).text("Signature1").bytes(&protected).bytes(&[]).bytes(&payload));
        let signature = key.sign(&[&structure])?;
        Ok(item(|writer| {
            let writer = self.tags.iter().fold(writer, |writer, tag| writer.tag(*tag));
            writer.array(4).bytes(&protected).raw(&map(&self.unprotected)).bytes(&payload).bytes(&signature)
        }))
    }
}

/// The ZLIB stream (RFC 1950) of `data`, as short as it gets.
fn compress(data: &[u8]) -> Vec<u8> {
    compress_to_vec_zlib(data, 9)
}

fn map(members: &[(i64, Vec<u8>)]) -> Vec<u8> {
    item(|writer| {
        members.iter().fold(writer.map(members.len()), |writer, (label, value)| writer.int(*label).raw(value))
    })
}

fn item(write: impl FnOnce(&mut Writer) -> &mut Writer) -> Vec<u8> {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.into_vec()
}
