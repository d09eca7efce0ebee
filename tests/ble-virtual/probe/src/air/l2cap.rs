//! L2CAP: packets out of the adapter's pieces, and the channels that were opened on a link.

use super::{Frame, Link, Side, bytes::u16_at};

const OPEN_REQUEST: u8 = 0x14;
const OPEN_ANSWER: u8 = 0x15;

/// The pieces of one packet.
#[derive(Debug, Default)]
pub struct Segments {
    gathered: Vec<u8>,
}

impl Segments {
    /// The channel and the packet, once it is whole.
    pub fn push(&mut self, continues: bool, piece: &[u8]) -> Option<(u16, Vec<u8>)> {
        if !continues {
            self.gathered.clear();
        }
        self.gathered.extend_from_slice(piece);
        let length = usize::from(u16_at(&self.gathered, 0)?);
        let channel = u16_at(&self.gathered, 2)?;
        if self.gathered.len() < 4 + length {
            return None;
        }
        let packet = self.gathered.split_off(4);
        self.gathered.clear();
        Some((channel, packet))
    }
}

/// The channels with flow control by credits.
#[derive(Debug, Default)]
pub struct Channels {
    /// The channel number at the one who receives, and what is still to come of the unit under way there.
    open: Vec<(Side, u16, usize)>,
}

impl Channels {
    pub fn signal(&mut self, link: &mut Link, from: Side, packet: &[u8]) {
        let other = if from == Side::Central { Side::Peripheral } else { Side::Central };
        // Code, identifier, length; then PSM and number in a request, the number first in an answer.
        let number = match packet.first() {
            Some(&OPEN_REQUEST) => {
                link.psm = link.psm.or(u16_at(packet, 4));
                u16_at(packet, 6)
            }
            Some(&OPEN_ANSWER) => u16_at(packet, 4),
            _ => None,
        };
        if let Some(number) = number {
            // What the other sends goes to this number.
            self.open.push((other, number, 0));
        }
    }

    pub fn data(&mut self, link: &mut Link, from: Side, channel: u16, at: f64, packet: &[u8]) {
        let Some((_, _, to_come)) = self.open.iter_mut().find(|(side, number, _)| (*side, *number) == (from, channel))
        else {
            return;
        };
        let mut bytes = packet;
        if *to_come == 0 {
            // The first frame of a unit says how long the unit is.
            let Some(length) = u16_at(packet, 0) else { return };
            *to_come = usize::from(length);
            bytes = &packet[2..];
        }
        *to_come = to_come.saturating_sub(bytes.len());
        link.frames.push(Frame { at, from, bytes: bytes.to_vec() });
    }
}
