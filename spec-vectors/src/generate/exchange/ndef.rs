//! Messages of connection handover, record by record.

/// One record of an NDEF message, short.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// The flags beside begin and end of the message.
    pub(super) flags: u8,
    /// The type name format.
    pub(super) format: u8,
    pub(super) kind: Vec<u8>,
    pub(super) id: Vec<u8>,
    pub(super) payload: Vec<u8>,
}

/// The payload's length is one byte.
pub(super) const SHORT: u8 = 0x10;
/// The record is a chunk.
pub(super) const CHUNK: u8 = 0x20;
/// The record has an id.
const ID: u8 = 0x08;
const BEGIN: u8 = 0x80;
const END: u8 = 0x40;

/// The type of the record with the engagement.
pub(super) const ENGAGEMENT: &[u8] = b"iso.org:18013:deviceengagement";

impl Record {
    pub(super) fn new(format: u8, kind: &[u8], id: &[u8], payload: &[u8]) -> Self {
        let flags = SHORT | if id.is_empty() { 0 } else { ID };
        Self { flags, format, kind: kind.to_vec(), id: id.to_vec(), payload: payload.to_vec() }
    }

    fn write(&self, place: u8, message: &mut Vec<u8>) {
        let short = |length: usize| u8::try_from(length).unwrap();
        message.extend([self.flags | self.format | place, short(self.kind.len())]);
        if self.flags & SHORT != 0 {
            message.push(short(self.payload.len()));
        } else {
            message.extend(u32::try_from(self.payload.len()).unwrap().to_be_bytes());
        }
        if self.flags & ID != 0 {
            message.push(short(self.id.len()));
        }
        message.extend([self.kind.as_slice(), &self.id, &self.payload].concat());
    }
}

/// The message of these records.
pub(super) fn message(records: &[Record]) -> Vec<u8> {
    let mut message = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let begin = if index == 0 { BEGIN } else { 0 };
        let end = if index + 1 == records.len() { END } else { 0 };
        record.write(begin | end, &mut message);
    }
    message
}

/// The records of a Handover Select message: BLE in central client mode, and the engagement. With static handover the
/// mdoc says the UUID.
pub(super) fn select_records(engagement: &[u8], negotiated: bool) -> Vec<Record> {
    // Active carrier "0", with the auxiliary record "mdoc".
    let carrier = Record::new(1, b"ac", b"", &[&[1, 1, b'0', 1, 4][..], b"mdoc"].concat());
    let role = [0x02, 0x1c, 0x01];
    let uuid = [&[0x11, 0x07][..], &[7; 16]].concat();
    let ble = if negotiated { role.to_vec() } else { [&role[..], &uuid].concat() };
    vec![
        Record::new(1, b"Hs", b"", &[&[0x15][..], &message(&[carrier])].concat()),
        Record::new(2, b"application/vnd.bluetooth.le.oob", b"0", &ble),
        Record::new(4, ENGAGEMENT, b"mdoc", engagement),
    ]
}

/// A Handover Select message.
pub(super) fn handover_select(engagement: &[u8], negotiated: bool) -> Vec<u8> {
    message(&select_records(engagement, negotiated))
}

/// A Handover Request message: the reader offers BLE in both roles.
pub(super) fn handover_request() -> Vec<u8> {
    let collision = Record::new(1, b"cr", b"", &[0x01, 0x02]);
    let carrier = Record::new(1, b"ac", b"", &[1, 1, b'0', 0]);
    let ble = [&[0x02, 0x1c, 0x02, 0x11, 0x07][..], &[7; 16]].concat();
    message(&[
        Record::new(1, b"Hr", b"", &[&[0x15][..], &message(&[collision, carrier])].concat()),
        Record::new(2, b"application/vnd.bluetooth.le.oob", b"0", &ble),
    ])
}
