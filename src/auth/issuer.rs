//! Issuer data authentication (edition 1 9.1.2 and 9.3.1, edition 2 12.3 and 12.8.1).
