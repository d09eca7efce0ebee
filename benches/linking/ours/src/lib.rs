//! Messages over standard input and output, each behind its length: the least that a session needs.

pub mod holder;
pub mod reader;

use std::io::{self, Read, Write};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use mdoc_proximity::crypto::CryptoProvider;
use mdoc_proximity::session::{Endpoint, Output};
use mdoc_proximity::time::{Monotonic, Now, UnixTime};
use rand_core::UnwrapErr;

#[cfg(feature = "aws-lc-rs")]
pub const PROVIDER: CryptoProvider = mdoc_proximity::crypto::aws_lc::PROVIDER;
#[cfg(not(feature = "aws-lc-rs"))]
pub const PROVIDER: CryptoProvider = mdoc_proximity::crypto::rustcrypto::PROVIDER;

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

pub fn rng() -> UnwrapErr<getrandom::SysRng> {
    UnwrapErr(getrandom::SysRng)
}

pub struct Clock(Instant);

impl Default for Clock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock {
    pub fn now(&self) -> Now {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let wall = UnixTime::from_unix_seconds(i64::try_from(wall.as_secs()).unwrap_or(i64::MAX));
        Now { monotonic: Monotonic::new(self.0.elapsed()), wall }
    }
}

/// The next event of a session.
pub fn next<S: Endpoint>(session: &mut S, clock: &Clock) -> Outcome<S::Event> {
    loop {
        match session.poll_output() {
            Output::Event(event) => return Ok(event),
            Output::Transmit(message) => {
                let mut out = io::stdout().lock();
                out.write_all(&u32::try_from(message.len())?.to_be_bytes())?;
                out.write_all(&message)?;
                out.flush()?;
            }
            Output::Idle { .. } => {
                let mut input = io::stdin().lock();
                let mut length = [0; 4];
                if input.read_exact(&mut length).is_err() {
                    session.handle_link_closed();
                    continue;
                }
                let mut message = Vec::new();
                input.take(u32::from_be_bytes(length).into()).read_to_end(&mut message)?;
                session.handle_message(clock.now(), message);
            }
        }
    }
}
