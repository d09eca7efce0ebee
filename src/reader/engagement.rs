//! Reader: engagement.
