//! Layer 7: the holder's side (the mdoc).

mod config;
mod credential;
mod device_key;
mod disclosure;
mod engagement;
mod proposal;
mod request;
mod response;
mod session;

pub use config::{Config, ConfigBuilder, ReaderTrust};
pub use credential::{Credential, CredentialError};
pub use device_key::{AuthMethod, DeviceKey, KeyError};
pub use request::Request;
pub use response::Response;
