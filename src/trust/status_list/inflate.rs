//! ZLIB (RFC 1950), inflated within bounds.

#[cfg(test)]
mod tests;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_COMPUTE_ADLER32, TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// Why a stream was not inflated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InflateError {
    Broken,
    Truncated,
    Trailing,
    TooLong,
}

/// The room to begin with: a list of 8,192 documents.
const FIRST: usize = 1024;

/// Inflates one stream that must fill `input` entirely, to `limit` bytes at most.
///
/// The room grows with what was really inflated: it is never more than twice that, or [`FIRST`], or the limit.
pub(super) fn zlib(input: &[u8], limit: usize) -> Result<Box<[u8]>, InflateError> {
    const FLAGS: u32 =
        TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF | TINFL_FLAG_COMPUTE_ADLER32;
    let mut state = Box::<DecompressorOxide>::default();
    let mut output = vec![0; FIRST.min(limit)];
    let (mut read, mut written) = (0_usize, 0_usize);
    loop {
        let rest = input.get(read..).unwrap_or_default();
        let (status, consumed, produced) = decompress(&mut state, rest, &mut output, written, FLAGS);
        read = read.saturating_add(consumed);
        written = written.saturating_add(produced);
        match status {
            TINFLStatus::Done if read < input.len() => return Err(InflateError::Trailing),
            TINFLStatus::Done => {
                output.truncate(written);
                return Ok(output.into_boxed_slice());
            }
            TINFLStatus::HasMoreOutput if output.len() >= limit => return Err(InflateError::TooLong),
            TINFLStatus::HasMoreOutput => {
                let room = output.len().saturating_mul(2).min(limit);
                output.reserve_exact(room.saturating_sub(output.len()));
                output.resize(room, 0);
            }
            TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => return Err(InflateError::Truncated),
            _ => return Err(InflateError::Broken),
        }
    }
}
