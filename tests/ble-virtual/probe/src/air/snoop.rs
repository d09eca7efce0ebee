//! The btsnoop file format, in the flavour of BlueZ's monitor.

/// The data link type of captures with all adapters.
const MONITOR: u32 = 2001;

/// What kind of packet it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Event,
    /// Data that the adapter received.
    Received,
    Other,
}

/// One packet between the host and an adapter.
#[derive(Debug)]
pub struct Record<'f> {
    pub adapter: usize,
    pub kind: Kind,
    /// Seconds after the first packet.
    pub at: f64,
    pub packet: &'f [u8],
}

fn u32_at(file: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(file.get(at..at + 4)?.try_into().ok()?))
}

/// The packets of a file, whose last may be cut short where the capture ended hard.
pub fn records(file: &[u8]) -> Result<Vec<Record<'_>>, String> {
    if !file.starts_with(b"btsnoop\0") || u32_at(file, 8) != Some(1) {
        return Err("this is not a btsnoop file of version 1".into());
    }
    if u32_at(file, 12) != Some(MONITOR) {
        return Err("this capture is not of BlueZ's monitor".into());
    }
    let mut records = Vec::new();
    let mut at = 16;
    let mut start = None;
    while let (Some(length), Some(flags), Some(time)) =
        (u32_at(file, at + 4), u32_at(file, at + 8), time(file, at + 16))
    {
        let from = at + 24;
        let Some(packet) = file.get(from..from + length as usize) else { break };
        let kind = match flags & 0xffff {
            3 => Kind::Event,
            5 => Kind::Received,
            _ => Kind::Other,
        };
        let start = *start.get_or_insert(time);
        let at_seconds = time.saturating_sub(start) as f64 / 1e6;
        records.push(Record { adapter: (flags >> 16) as usize, kind, at: at_seconds, packet });
        at = from + length as usize;
    }
    Ok(records)
}

fn time(file: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(file.get(at..at + 8)?.try_into().ok()?))
}
