//! Randomness from the operating system.

use getrandom::SysRng;
use rand_core::UnwrapErr;

/// The operating system's generator. Where it fails there is no security to go on with, and the program ends.
pub fn system() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}
