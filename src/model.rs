//! Layer 4: the structures of the standard, one file each, named as in the standard and without behaviour.
//!
//! Structures borrow from the bytes they were read from and keep the exact slices of whatever is signed, digested or
//! derived from. Unknown map entries are passed over, as both editions allow.

pub mod authentication;
pub mod engagement;
pub mod mso;
mod name;
pub mod request;
pub mod request_info;
pub mod response;
pub mod retrieval;
pub mod session;
pub mod transcript;
pub mod version;
