//! This library as an implementation under test.

mod anchor;
mod ble;
mod engagement;
mod holder;
mod issuance;
mod keys;
mod l2cap;
mod list;
mod nfc;
mod reader_session;
mod request;
mod verify;

use mdoc_proximity::crypto::{self, CryptoProvider};
use mdoc_proximity::report::{Check, Outcome as CheckOutcome, Profile, Report};
use mdoc_proximity::time::UnixTime;

use crate::format::{Input, Outcome};
use crate::run::{Implementation, Unperformed};

/// This library, with the cryptography of a provider. Who looks at what it sends has the pure-Rust one.
#[derive(Debug, Clone, Copy)]
pub struct Library {
    /// The provider.
    pub provider: CryptoProvider,
}

impl Default for Library {
    fn default() -> Self {
        Self { provider: crypto::DEFAULT_PROVIDER }
    }
}

impl Implementation for Library {
    fn perform(&mut self, _case: &str, input: &Input) -> Result<Outcome, Unperformed> {
        let provider = &self.provider;
        match input {
            Input::VerifyResponse(input) => verify::perform(provider, input),
            Input::LoadAnchor(input) => anchor::perform(provider, input),
            Input::ReadList(input) => list::perform(provider, input),
            Input::ReaderSession(input) => reader_session::perform(provider, input),
            Input::ReadEngagement(input) => Ok(engagement::perform(provider, input)),
            Input::HolderSession(input) => holder::perform(provider, input),
            Input::SessionKeys(input) => keys::perform(provider, input),
            Input::ReadRequest(input) => request::perform(provider, input),
            Input::ReceiveCredential(input) => issuance::perform(provider, input),
            Input::L2cap(input) => l2cap::perform(input),
            Input::NfcCard(input) => nfc::card(input),
            Input::ReadTag(input) => nfc::read(input),
            Input::BleConnection(input) => ble::perform(provider, input),
        }
    }
}

/// The profile of a name.
fn profile(name: &str) -> Result<Profile, Unperformed> {
    match name {
        "strict" => Ok(Profile::Strict),
        "field" => Ok(Profile::Field),
        other => Err(Unperformed::Case(format!("no profile is called {other:?}"))),
    }
}

/// The instant of an RFC 3339 text.
fn instant(text: &str) -> Result<UnixTime, Unperformed> {
    UnixTime::from_rfc3339(text).map_err(case)
}

/// The case cannot be read, for this reason.
fn case(error: impl core::fmt::Display) -> Unperformed {
    Unperformed::Case(error.to_string())
}

/// The ids of the checks with this outcome, sorted, each once.
fn ids<'r>(reports: impl IntoIterator<Item = &'r Report>, outcome: CheckOutcome) -> Vec<String> {
    let of_outcome = |check: &&Check| check.outcome == outcome;
    let checks = reports.into_iter().flat_map(|report| report.checks().iter().filter(of_outcome));
    let mut ids: Vec<String> = checks.map(|check| check.id.as_str().to_owned()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
