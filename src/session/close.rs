//! Why a session ended.

use core::fmt;

use crate::cbor;
use crate::cose::CoseError;
use crate::crypto::CryptoError;
use crate::session::{ChannelError, Status};

/// Why a session ended. After it no key exists any more and every further call is answered with nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CloseReason {
    /// This side ended it.
    Local,
    /// The peer sent this status.
    Peer(Status),
    /// The link was lost or closed.
    LinkClosed,
    /// Nothing came in time.
    TimedOut,
    /// The peer's message is not CBOR or not the message expected (status 11 was sent).
    Undecodable(cbor::Error),
    /// The peer's ephemeral key is unusable (status 10 was sent).
    PeerKey(CoseError),
    /// Key agreement or derivation failed (status 10 was sent).
    Crypto(CryptoError),
    /// The peer's message does not decrypt (status 10 was sent), or this side can encrypt no more (status 20 was sent).
    Channel(ChannelError),
    /// The peer sent a message that does not belong here, such as a second answer.
    Unexpected,
    /// The peer asked more often than [`budget::REQUESTS_PER_SESSION`](crate::budget::REQUESTS_PER_SESSION).
    TooManyRequests,
}

impl CloseReason {
    /// The status that tells the peer (edition 1 table 20, edition 2 table 15); none when there is nobody to tell.
    #[must_use]
    pub const fn farewell(&self) -> Option<Status> {
        match self {
            Self::Undecodable(_) => Some(Status::DecodingError),
            Self::PeerKey(_) | Self::Crypto(_) | Self::Channel(ChannelError::Decrypt) => Some(Status::EncryptionError),
            Self::Channel(_) | Self::Local | Self::TimedOut | Self::Unexpected | Self::TooManyRequests => {
                Some(Status::Termination)
            }
            Self::Peer(_) | Self::LinkClosed => None,
        }
    }
}

impl fmt::Display for CloseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str("ended by this side"),
            Self::Peer(status) => write!(f, "ended by the peer: {status}"),
            Self::LinkClosed => f.write_str("the connection was lost"),
            Self::TimedOut => f.write_str("nothing came in time"),
            Self::Undecodable(error) => write!(f, "the peer's message could not be decoded: {error}"),
            Self::PeerKey(error) => write!(f, "the peer's ephemeral key is unusable: {error}"),
            Self::Crypto(error) => write!(f, "no session keys could be made: {error}"),
            Self::Channel(error) => error.fmt(f),
            Self::Unexpected => f.write_str("the peer sent a message out of turn"),
            Self::TooManyRequests => f.write_str("the peer asked too often"),
        }
    }
}

impl core::error::Error for CloseReason {}
