//! Token status lists and identifier lists of mobile security objects (edition 2, 12.3.6).

/// Token status lists and identifier lists, by URI.
#[derive(Debug, Clone, Default)]
pub struct StatusLists {}
