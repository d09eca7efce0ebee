//! Captures, made packet by packet.

use ble_probe::air::Side;

pub const SERVICE: [u8; 16] = [0x5d, 0x1c, 0x2b, 0x88, 0x7e, 0x10, 0x4f, 0x3a, 0x9b, 1, 2, 3, 4, 5, 6, 7];
const CENTRAL: u32 = 0;
const PERIPHERAL: u32 = 1;

/// Flags, and the service.
pub fn advertisement() -> Vec<u8> {
    let mut data = vec![2, 1, 6, 17, 7];
    data.extend(SERVICE.iter().rev());
    data
}

pub struct Made {
    file: Vec<u8>,
    time: u64,
    pub address: [u8; 6],
    pub random: bool,
    /// From one packet to the next, microseconds.
    pub pace: u64,
}

impl Made {
    pub fn new() -> Self {
        let mut file = b"btsnoop\0".to_vec();
        file.extend([0, 0, 0, 1]);
        file.extend(2001_u32.to_be_bytes());
        Self { file, time: 1_000_000, address: [0x52, 1, 2, 3, 4, 5], random: true, pace: 1000 }
    }

    pub fn file(&self) -> &[u8] {
        &self.file
    }

    fn record(&mut self, adapter: u32, opcode: u32, packet: &[u8]) {
        self.time += self.pace;
        let length = u32::try_from(packet.len()).unwrap();
        for word in [length, length, adapter << 16 | opcode, 0] {
            self.file.extend(word.to_be_bytes());
        }
        self.file.extend(self.time.to_be_bytes());
        self.file.extend(packet);
    }

    fn event(&mut self, adapter: u32, code: u8, parameters: &[u8]) {
        let mut packet = vec![code, u8::try_from(parameters.len()).unwrap()];
        packet.extend(parameters);
        self.record(adapter, 3, &packet);
    }

    pub fn advertise(&mut self, data: &[u8]) {
        let mut report = vec![2, 1, 0, u8::from(self.random)];
        report.extend(self.address.iter().rev());
        report.push(u8::try_from(data.len()).unwrap());
        report.extend(data);
        report.push(0x7f);
        self.event(CENTRAL, 0x3e, &report);
    }

    pub fn connect(&mut self) {
        for (adapter, role) in [(CENTRAL, 0), (PERIPHERAL, 1)] {
            let mut parameters = vec![1, 0, 0x40, 0, role, 1];
            parameters.extend([0; 13]);
            self.event(adapter, 0x3e, &parameters);
        }
    }

    pub fn disconnect(&mut self) {
        self.event(CENTRAL, 5, &[0, 0x40, 0, 0x16]);
    }

    fn att(&mut self, from: Side, packet: &[u8]) {
        self.packet(from, 4, packet);
    }

    /// Heard by the other side.
    fn packet(&mut self, from: Side, channel: u8, packet: &[u8]) {
        let adapter = if from == Side::Central { PERIPHERAL } else { CENTRAL };
        let length = u16::try_from(packet.len()).unwrap();
        let mut data = vec![0x40, 0x20];
        data.extend((length + 4).to_le_bytes());
        data.extend(length.to_le_bytes());
        data.extend([channel, 0]);
        data.extend(packet);
        self.record(adapter, 5, &data);
    }

    /// Characteristic N has the value handle 16 N.
    pub fn discover(&mut self, numbers: &[u8]) {
        for number in numbers {
            let mut packet = vec![9, 21, number * 16 - 1, 0, 0x14, number * 16, 0];
            packet.extend([0xe6, 0x73, 0x33, 0x97, 0x76, 0x4c, 0x6b, 0x89, 0xce, 0x48, 0x23, 0xa1, *number, 0, 0, 0]);
            self.att(Side::Peripheral, &packet);
        }
    }

    pub fn subscribe(&mut self, number: u8) {
        self.att(Side::Central, &[0x12, number * 16 + 1, 0, 1, 0]);
    }

    #[allow(dead_code)]
    pub fn read(&mut self, number: u8, value: &[u8]) {
        self.att(Side::Central, &[0x0a, number * 16, 0]);
        self.att(Side::Peripheral, &[&[0x0b], value].concat());
    }

    /// The channel's number is 0x40 at both.
    #[allow(dead_code)]
    pub fn open_channel(&mut self, psm: u16) {
        let psm = psm.to_le_bytes();
        let request = [0x14, 1, 10, 0, psm[0], psm[1], 0x40, 0, 0, 2, 0, 1, 9, 0];
        self.packet(Side::Central, 5, &request);
        self.packet(Side::Peripheral, 5, &[0x15, 1, 10, 0, 0x40, 0, 0, 2, 0, 1, 9, 0, 0, 0]);
    }

    /// A message on the channel, in one unit.
    #[allow(dead_code)]
    pub fn stream(&mut self, from: Side, message: &[u8]) {
        let length = u16::try_from(message.len()).unwrap();
        let framed = [&(length + 4).to_le_bytes()[..], &u32::from(length).to_be_bytes(), message].concat();
        self.packet(from, 0x40, &framed);
    }

    pub fn write(&mut self, number: u8, value: &[u8]) {
        self.att(Side::Central, &[&[0x52, number * 16, 0], value].concat());
    }

    pub fn notify(&mut self, number: u8, value: &[u8]) {
        self.att(Side::Peripheral, &[&[0x1b, number * 16, 0], value].concat());
    }

    /// A message in fragments of the largest size at an MTU of 23: 20 from a client, 18 from bluetoothd's server.
    pub fn say(&mut self, from: Side, message: &[u8]) {
        let size = if from == Side::Central { 19 } else { 17 };
        let count = message.len().div_ceil(size);
        for (index, chunk) in message.chunks(size).enumerate() {
            let value = [&[u8::from(index + 1 < count)], chunk].concat();
            match from {
                Side::Central => self.write(2, &value),
                Side::Peripheral => self.notify(3, &value),
            }
        }
    }
}
