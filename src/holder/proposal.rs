//! Holder: proposal.
