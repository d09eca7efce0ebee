//! A request as the holder sees it: decoded, readers judged, nothing answered yet.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::auth::reader::ReaderAuth;
use crate::cbor;
use crate::crypto::PublicKey;
use crate::holder::Config;
use crate::model::transcript::SessionTranscript;
use crate::time::UnixTime;

/// Ties a request and its response to one session. Compared by identity.
#[derive(Debug, Clone)]
pub(crate) struct Ticket {
    pub(crate) session: Arc<()>,
    pub(crate) number: u32,
}

/// What the session knows when a request arrives.
pub(crate) struct Context {
    pub(crate) transcript: SessionTranscript,
    pub(crate) e_reader_key: PublicKey,
    pub(crate) ticket: Ticket,
    pub(crate) at: UnixTime,
}

/// Why a decrypted message is no request that can be put to the holder; each has its DeviceResponse status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestFault {
    /// Status 11.
    NotCbor(cbor::Error),
    /// Status 12.
    Invalid(cbor::Error),
    /// Status 10: a major version above ours.
    Version,
}

/// A request to be answered once: by a disclosure or a decline. Neither `Clone` nor reusable.
pub struct Request {
    plaintext: Zeroizing<Vec<u8>>,
    readers: Vec<ReaderAuth>,
    transcript: SessionTranscript,
    e_reader_key: PublicKey,
    ticket: Ticket,
}

impl Request {
    /// Decodes a request and judges the reader of each DocRequest.
    pub(crate) fn decode(
        plaintext: Zeroizing<Vec<u8>>,
        config: &Config,
        context: Context,
    ) -> Result<Self, RequestFault> {
        todo!()
    }
}
