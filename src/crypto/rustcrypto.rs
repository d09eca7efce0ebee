//! The pure-Rust provider.
