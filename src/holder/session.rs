//! Holder: session.
