//! From the bytes of a capture to what the two radios said to each other.

mod att;
mod bytes;
mod hci;
mod l2cap;
mod reads;
pub mod rules;
mod snoop;
pub mod transfer;

use self::hci::Decoder;

/// What a capture holds.
#[derive(Debug, Default)]
pub struct Capture {
    /// As the scanning side's radio reported them.
    pub advertisements: Vec<Advertisement>,
    /// One after the other.
    pub links: Vec<Link>,
}

/// An advertisement or the answer to a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advertisement {
    /// Which of the two adapters heard it.
    pub heard_by: usize,
    pub scan_response: bool,
    pub random: bool,
    /// Most significant byte first.
    pub address: [u8; 6],
    pub data: Vec<u8>,
}

impl Advertisement {
    /// The structures: type and value.
    pub fn structures(&self) -> Vec<(u8, &[u8])> {
        let mut rest = &self.data[..];
        let mut all = Vec::new();
        while let Some((length, after)) = rest.split_first() {
            let length = usize::from(*length).min(after.len());
            let (structure, next) = after.split_at(length);
            if let Some((kind, value)) = structure.split_first() {
                all.push((*kind, value));
            }
            rest = next;
        }
        all
    }

    /// The 128-bit service UUIDs, most significant byte first.
    pub fn services(&self) -> Vec<[u8; 16]> {
        let lists = self.structures().into_iter().filter(|(kind, _)| matches!(kind, 6 | 7));
        lists.flat_map(|(_, value)| value.chunks_exact(16).map(bytes::reversed)).collect()
    }
}

/// Who sent something on a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Central,
    Peripheral,
}

/// One connection.
#[derive(Debug, Default)]
pub struct Link {
    /// Seconds into the capture.
    pub begun: f64,
    pub ended: Option<f64>,
    /// Of ATT.
    pub mtu: u16,
    /// The 128-bit services that the peripheral's attribute table has.
    pub services: Vec<[u8; 16]>,
    pub values: Vec<Value>,
    /// The PSM of the first connection-oriented channel that was asked for.
    pub psm: Option<u16>,
    /// What went through connection-oriented channels.
    pub frames: Vec<Frame>,
}

/// How a value travelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Command,
    Request,
    Notification,
    Read,
    /// Of a client characteristic configuration descriptor; the characteristic is the one it belongs to.
    Configuration,
}

/// A value of one of the standard's characteristics.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    pub at: f64,
    pub from: Side,
    pub how: How,
    /// The first four bytes of its UUID: 1 to 0x0B.
    pub characteristic: u32,
    pub value: Vec<u8>,
}

/// A piece of a channel's stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    pub at: f64,
    pub from: Side,
    pub bytes: Vec<u8>,
}

/// Decodes a file that btmon wrote. What it does not know it leaves out; what is cut short it says.
pub fn decode(file: &[u8]) -> Result<Capture, String> {
    let mut decoder = Decoder::default();
    for record in snoop::records(file)? {
        decoder.take(&record);
    }
    Ok(decoder.finish())
}
