//! What was on the air and how long it took: a decoder of btsnoop captures, rules for what may be in one, and the report
//! of a run. It shares no code with the library, so that the two cannot be wrong together.

pub mod air;
pub mod report;
