//! What leaves the holder: exactly what was asked for, held and consented to.

mod ages;
mod annex_d;
mod authentication;
mod consent;
mod device_signed;
mod faults;
mod reader_authentication;
mod restrictions;
mod support;
