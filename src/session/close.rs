//! Why a session ended.

use crate::cbor;
use crate::cose::CoseError;
use crate::session::{ChannelError, Status};

/// Why a session ended. After it no key exists any more and every further call is answered with nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The peer's message is not CBOR or not a session message (status 11 was sent).
    Undecodable(cbor::Error),
    /// The peer's ephemeral key is unusable (status 10 was sent).
    PeerKey(CoseError),
    /// The peer's message does not decrypt, or a counter ran out (status 10 was sent).
    Channel(ChannelError),
    /// The peer sent a message that does not belong here, such as a second answer.
    Unexpected,
    /// The peer asked more often than [`budget::REQUESTS_PER_SESSION`](crate::budget::REQUESTS_PER_SESSION).
    TooManyRequests,
}
