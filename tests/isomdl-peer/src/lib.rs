//! Presentations between this library and isomdl 0.2.0, in process, both ways round.
//!
//! Only the text of the QR code and the messages cross. Certificates come from our issuer module; documents from ours
//! or, on request, from isomdl's.
//!
//! isomdl reads the system's clock, so the worlds here are made around today. What it does not do, or does otherwise
//! than the standard or we, has a test each, so that a new release shows its changes.
#![cfg(test)]

mod differences;
mod their_holder;
mod their_reader;
mod world;
