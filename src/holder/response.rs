//! A finished response.

use zeroize::Zeroizing;

use crate::holder::request::Ticket;

/// A signed or declined response to one request, ready to be encrypted. Only a disclosure and
/// a decline make one.
pub struct Response {
    pub(crate) plaintext: Zeroizing<Vec<u8>>,
    pub(crate) ticket: Ticket,
}
