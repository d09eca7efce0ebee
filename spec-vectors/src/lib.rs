//! Conformance vectors for ISO/IEC 18013-5 device retrieval: what a case looks like ([`mod@format`]), how this library performs
//! one ([`library`]), how any implementation is judged by one ([`run`]), how they are made ([`generate`]), and what they show
//! ([`conformance`]).
//!
//! The cases themselves lie in `spec-vectors/cases`, one file each; `spec-vectors/README.md` documents the format for
//! those who read it with other tools.

#![forbid(unsafe_code)]

pub mod conformance;
pub mod format;
pub mod generate;
pub mod library;
pub mod run;
pub mod twin;
pub mod wire;
