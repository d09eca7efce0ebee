//! Events and data of two adapters that are linked with each other, put together into links.
//!
//! Every packet is in the capture twice, as sent and as received; what was received is what was on the air.

use super::{
    Advertisement, Capture, Link, Side,
    att::Attributes,
    bytes::{reversed, u16_at},
    l2cap::{Channels, Segments},
    snoop::{Kind, Record},
};

const DISCONNECTED: u8 = 0x05;
const LE_META: u8 = 0x3e;
const LE_CONNECTED: u8 = 0x01;
const LE_REPORT: u8 = 0x02;
const LE_CONNECTED_ENHANCED: u8 = 0x0a;
const LE_REPORT_EXTENDED: u8 = 0x0d;
const CID_ATT: u16 = 4;
const CID_SIGNALS: u16 = 5;

#[derive(Debug, Default)]
pub struct Decoder {
    capture: Capture,
    open: Option<Open>,
}

/// The link that is up.
#[derive(Debug)]
struct Open {
    link: Link,
    central: Option<usize>,
    peripheral: Option<usize>,
    attributes: Attributes,
    channels: Channels,
    segments: [Segments; 2],
}

impl Decoder {
    pub fn take(&mut self, record: &Record<'_>) {
        match record.kind {
            Kind::Event => self.event(record),
            Kind::Received => self.data(record),
            Kind::Other => {}
        }
    }

    pub fn finish(mut self) -> Capture {
        self.close(None);
        self.capture
    }

    fn close(&mut self, at: Option<f64>) {
        if let Some(mut open) = self.open.take() {
            open.link.ended = at;
            self.capture.links.push(open.link);
        }
    }

    fn event(&mut self, record: &Record<'_>) {
        let Some((&code, parameters)) = record.packet.split_first() else { return };
        let Some(parameters) = parameters.get(1..) else { return };
        match (code, parameters.first()) {
            (DISCONNECTED, Some(0)) => self.close(Some(record.at)),
            (LE_META, Some(&(LE_CONNECTED | LE_CONNECTED_ENHANCED))) if parameters.get(1) == Some(&0) => {
                self.connected(record, parameters.get(4) == Some(&0));
            }
            (LE_META, Some(&LE_REPORT)) => self.report(record.adapter, &parameters[1..]),
            (LE_META, Some(&LE_REPORT_EXTENDED)) => self.extended_report(record.adapter, &parameters[1..]),
            _ => {}
        }
    }

    fn connected(&mut self, record: &Record<'_>, central: bool) {
        let open = self.open.get_or_insert_with(|| Open {
            link: Link { begun: record.at, mtu: 23, ..Link::default() },
            central: None,
            peripheral: None,
            attributes: Attributes::default(),
            channels: Channels::default(),
            segments: [Segments::default(), Segments::default()],
        });
        if central {
            open.central = Some(record.adapter);
        } else {
            open.peripheral = Some(record.adapter);
        }
    }

    fn report(&mut self, heard_by: usize, reports: &[u8]) {
        // The virtual adapters put one report into an event, as most real ones do.
        let &[1, kind, address_kind, ref rest @ ..] = reports else { return };
        let (Some(address), Some(&length)) = (rest.get(..6), rest.get(6)) else { return };
        let Some(data) = rest.get(7..7 + usize::from(length)) else { return };
        self.capture.advertisements.push(Advertisement {
            heard_by,
            scan_response: kind == 4,
            random: address_kind & 1 == 1,
            address: reversed(address),
            data: data.to_vec(),
        });
    }

    fn extended_report(&mut self, heard_by: usize, reports: &[u8]) {
        let &[1, kind, _, address_kind, ref rest @ ..] = reports else { return };
        let (Some(address), Some(&length)) = (rest.get(..6), rest.get(20)) else { return };
        let Some(data) = rest.get(21..21 + usize::from(length)) else { return };
        self.capture.advertisements.push(Advertisement {
            heard_by,
            scan_response: kind & 8 == 8,
            random: address_kind & 1 == 1,
            address: reversed(address),
            data: data.to_vec(),
        });
    }

    fn data(&mut self, record: &Record<'_>) {
        let Some(open) = &mut self.open else { return };
        let from = if open.central == Some(record.adapter) {
            Side::Peripheral
        } else if open.peripheral == Some(record.adapter) {
            Side::Central
        } else {
            return;
        };
        let (Some(handle), Some(payload)) = (u16_at(record.packet, 0), record.packet.get(4..)) else { return };
        let continues = (handle >> 12) & 3 == 1;
        let segments = &mut open.segments[usize::from(from == Side::Central)];
        let Some((channel, packet)) = segments.push(continues, payload) else { return };
        match channel {
            CID_ATT => open.attributes.take(&mut open.link, from, record.at, &packet),
            CID_SIGNALS => open.channels.signal(&mut open.link, from, &packet),
            channel => open.channels.data(&mut open.link, from, channel, record.at, &packet),
        }
    }
}
