//! What both ends of a copy are told.

use std::time::Duration;

use uuid::Uuid;

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Longer than any copy of the list takes, shorter than the guest's own limit.
pub const LIMIT: Duration = Duration::from_secs(120);

#[derive(Debug)]
pub struct Options {
    pub adapter: String,
    pub service: Uuid,
    pub bytes: usize,
    pub l2cap: bool,
}

impl Options {
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut read = Self { adapter: "hci0".into(), service: Uuid::nil(), bytes: 32_768, l2cap: false };
        while let Some(name) = arguments.next() {
            let mut value = || arguments.next().unwrap_or_default();
            match name.as_str() {
                "--adapter" => read.adapter = value(),
                "--service" => read.service = value().parse().unwrap_or_default(),
                "--bytes" => read.bytes = value().parse().unwrap_or_default(),
                "--l2cap" => read.l2cap = true,
                other => eprintln!("ble-probe: {other} is not known"),
            }
        }
        read
    }

    /// What is copied: every offset has its own value, so that a lost or swapped fragment shows.
    pub fn payload(&self) -> Vec<u8> {
        (0..self.bytes).map(|offset| (offset ^ (offset >> 8) ^ (offset >> 16)) as u8).collect()
    }
}

/// The mdoc's service (mdoc peripheral server mode): the names are those of the standard.
pub const STATE: Uuid = characteristic(1);
pub const CLIENT_TO_SERVER: Uuid = characteristic(2);
pub const SERVER_TO_CLIENT: Uuid = characteristic(3);
pub const L2CAP: Uuid = characteristic(10);

const fn characteristic(number: u128) -> Uuid {
    Uuid::from_u128((number << 96) | 0x0000_0000_a123_48ce_896b_4c76_9733_73e6)
}

/// The largest piece that a channel takes at once, as in the programs under test.
pub const CHANNEL_MTU: u16 = 8 * 1024;

/// Cuts `message` into values of at most `value` bytes, each with its prefix.
pub fn fragments(message: &[u8], value: usize) -> impl Iterator<Item = Vec<u8>> + '_ {
    let count = message.len().div_ceil(value - 1);
    message.chunks(value - 1).enumerate().map(move |(index, chunk)| {
        let mut fragment = vec![u8::from(index + 1 < count)];
        fragment.extend_from_slice(chunk);
        fragment
    })
}

/// Collects fragments until the last; `None` while more follow.
#[derive(Debug, Default)]
pub struct Gathered {
    pub bytes: Vec<u8>,
    pub first: Option<std::time::Instant>,
}

impl Gathered {
    pub fn push(&mut self, value: &[u8]) -> bool {
        self.first.get_or_insert_with(std::time::Instant::now);
        let Some((prefix, payload)) = value.split_first() else { return false };
        self.bytes.extend_from_slice(payload);
        *prefix == 0
    }

    pub fn tell(&self, way: &str) {
        let seconds = self.first.map_or(0.0, |first| first.elapsed().as_secs_f64());
        println!(
            "{way} bytes {} seconds {seconds:.3} rate {:.1} kB/s",
            self.bytes.len(),
            self.bytes.len() as f64 / seconds / 1000.0
        );
    }
}

/// The bytes must be those that were sent.
pub fn compare(got: &[u8], expected: &[u8]) -> Outcome<()> {
    if got == expected {
        return Ok(());
    }
    let at = got.iter().zip(expected).position(|(a, b)| a != b).unwrap_or(got.len().min(expected.len()));
    Err(format!("{} bytes came, {} were sent, they differ from offset {at}", got.len(), expected.len()).into())
}
