//! Layer 6: what both roles share of a session: keys, the encrypted channel, status codes, deadlines, output queue.

mod channel;
mod close;
mod keys;
mod outbox;
mod output;
mod plaintext;
mod status;
mod timeouts;

pub use channel::{Channel, ChannelError, Side};
pub use close::CloseReason;
pub use keys::SessionKeys;
pub(crate) use outbox::Outbox;
pub use output::{Endpoint, Output};
pub use plaintext::Plaintext;
pub use status::Status;
pub use timeouts::Timeouts;
