//! Reader: session.
