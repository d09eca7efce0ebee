//! Layer 4: what elements mean. Types, lengths and rules of the mDL, EU PID, EU age verification and Photo ID.

pub mod age;
mod element;

pub use element::{Element, TypeError};
