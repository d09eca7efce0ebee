//! Holder: disclosure.
