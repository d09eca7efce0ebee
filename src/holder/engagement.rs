//! Holder: engagement.
