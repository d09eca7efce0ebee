//! Messages out of fragments, and how fast they went.

use super::{How, Link, Side};

/// The characteristics that carry data, of both services.
const CLIENT_TO_SERVER: [u32; 2] = [2, 6];
const SERVER_TO_CLIENT: [u32; 2] = [3, 7];

/// A message as it was put together from what was on the air.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub from: Side,
    pub bytes: Vec<u8>,
    /// Of the first and the last fragment.
    pub first: f64,
    pub last: f64,
    /// The length of every fragment, with its prefix; of every frame on a channel.
    pub fragments: Vec<usize>,
    /// False where the link ended before the last fragment.
    pub whole: bool,
}

impl Message {
    fn new(from: Side, at: f64) -> Self {
        Self { from, bytes: Vec::new(), first: at, last: at, fragments: Vec::new(), whole: false }
    }

    /// Payload bytes in a second: those after the first fragment, in the time from the first fragment to the last.
    pub fn goodput(&self) -> Option<f64> {
        let first = self.fragments.first()?;
        let time = self.last - self.first;
        (time > 0.0 && self.fragments.len() > 1).then(|| (self.bytes.len().saturating_sub(*first)) as f64 / time)
    }
}

/// True for a value that is a fragment.
pub fn is_data(value: &super::Value) -> bool {
    match value.how {
        How::Command | How::Request => CLIENT_TO_SERVER.contains(&value.characteristic),
        How::Notification => SERVER_TO_CLIENT.contains(&value.characteristic),
        How::Read | How::Configuration => false,
    }
}

/// The messages of a link in the order in which they began.
pub fn messages(link: &Link) -> Vec<Message> {
    let mut done = if link.frames.is_empty() { by_fragments(link) } else { by_lengths(link) };
    done.sort_by(|a, b| a.first.total_cmp(&b.first));
    done
}

fn by_fragments(link: &Link) -> Vec<Message> {
    let mut done = Vec::new();
    for side in [Side::Central, Side::Peripheral] {
        let mut open: Option<Message> = None;
        for value in link.values.iter().filter(|value| value.from == side && is_data(value)) {
            let Some((prefix, payload)) = value.value.split_first() else { continue };
            let message = open.get_or_insert_with(|| Message::new(side, value.at));
            message.bytes.extend_from_slice(payload);
            message.fragments.push(value.value.len());
            message.last = value.at;
            if *prefix == 0 {
                message.whole = true;
                done.extend(open.take());
            }
        }
        done.extend(open);
    }
    done
}

/// On a channel every message has its length in 4 bytes, most significant first, in front.
fn by_lengths(link: &Link) -> Vec<Message> {
    let mut done = Vec::new();
    for side in [Side::Central, Side::Peripheral] {
        let mut open: Option<Message> = None;
        for frame in link.frames.iter().filter(|frame| frame.from == side) {
            let mut rest = &frame.bytes[..];
            while !rest.is_empty() {
                let message = open.get_or_insert_with(|| Message::new(side, frame.at));
                message.fragments.push(rest.len());
                message.last = frame.at;
                let missing = missing(&message.bytes).min(rest.len());
                let (now, later) = rest.split_at(missing);
                message.bytes.extend_from_slice(now);
                rest = later;
                if message.bytes.len() >= 4 && self::missing(&message.bytes) == 0 {
                    message.whole = true;
                    message.bytes.drain(..4);
                    done.extend(open.take());
                }
            }
        }
        done.extend(open);
    }
    done
}

/// How many bytes the message still lacks, as far as is known.
fn missing(bytes: &[u8]) -> usize {
    match bytes.first_chunk() {
        Some(length) => (u32::from_be_bytes(*length) as usize).saturating_sub(bytes.len() - 4),
        None => 4 - bytes.len(),
    }
}
