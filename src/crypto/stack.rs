//! What computations with keys leave behind on the stack.

use core::hint::black_box;

/// How much of the stack is wiped, in bytes: what key schedules, scalars and their tables take, and 100 ns. Code that was
/// not optimized copies more: round keys of AES were found 8 KB down.
const WIPED: usize = if cfg!(debug_assertions) { 16 * 1024 } else { 4096 };

/// Does the work and then wipes the part of the stack that it used.
///
/// Secrets that crates move by value, such as the round keys of AES, stay where they were before the move. Without the wipe they
/// get into whatever is built there next, and with it to the heap, where nobody expects them
/// (`tests/law_memory` saw that). Registers and deeper frames are not reached: this lessens what stays, no more.
pub(super) fn wiped<T>(work: impl FnOnce() -> T) -> T {
    let result = framed(work);
    wipe();
    result
}

/// A frame of its own, so that [`wipe`]'s lies where it was.
#[inline(never)]
fn framed<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[inline(never)]
fn wipe() {
    // Seen by nobody knows whom, and so written.
    black_box(&mut [0_u8; WIPED]);
}
