//! The attribute protocol: which handle is which characteristic, and the values that were sent.

use std::collections::HashMap;

use super::{
    How, Link, Side, Value,
    bytes::{reversed, u16_at},
};

const MTU_REQUEST: u8 = 0x02;
const MTU_ANSWER: u8 = 0x03;
const READ_BY_TYPE_ANSWER: u8 = 0x09;
const READ_REQUEST: u8 = 0x0a;
const READ_ANSWER: u8 = 0x0b;
const GROUP_ANSWER: u8 = 0x11;
const WRITE_REQUEST: u8 = 0x12;
const NOTIFICATION: u8 = 0x1b;
const NOTIFICATIONS: u8 = 0x23;
const WRITE_COMMAND: u8 = 0x52;

/// What all characteristics of the standard have after their number: 0000000N-A123-48CE-896B-4C76973373E6.
const SUFFIX: [u8; 12] = [0xa1, 0x23, 0x48, 0xce, 0x89, 0x6b, 0x4c, 0x76, 0x97, 0x33, 0x73, 0xe6];

#[derive(Debug, Default)]
pub struct Attributes {
    /// The peripheral's: value handle to number.
    handles: HashMap<u16, u32>,
    asked_mtu: u16,
    reading: Option<u16>,
}

/// The number of one of the standard's characteristics.
fn number(uuid: [u8; 16]) -> Option<u32> {
    let (number, rest) = uuid.split_first_chunk()?;
    (rest == SUFFIX).then(|| u32::from_be_bytes(*number))
}

impl Attributes {
    pub fn take(&mut self, link: &mut Link, from: Side, at: f64, packet: &[u8]) {
        let Some((&code, rest)) = packet.split_first() else { return };
        // The central's own table is of no interest: bluetoothd looks at it all the same.
        match (code, from) {
            (MTU_REQUEST, _) => self.asked_mtu = u16_at(rest, 0).unwrap_or(23),
            (MTU_ANSWER, _) => link.mtu = u16_at(rest, 0).unwrap_or(23).min(self.asked_mtu).max(23),
            (READ_BY_TYPE_ANSWER, Side::Peripheral) => self.declared(rest),
            (GROUP_ANSWER, Side::Peripheral) if rest.first() == Some(&20) => {
                link.services.extend(rest[1..].chunks_exact(20).map(|service| reversed::<16>(&service[4..])));
            }
            (READ_REQUEST, Side::Central) => self.reading = u16_at(rest, 0),
            (READ_ANSWER, Side::Peripheral) => {
                if let Some(handle) = self.reading.take() {
                    self.value(link, from, How::Read, at, handle, rest);
                }
            }
            (WRITE_COMMAND, Side::Central) => self.addressed(link, from, How::Command, at, rest),
            (WRITE_REQUEST, Side::Central) => self.addressed(link, from, How::Request, at, rest),
            (NOTIFICATION, Side::Peripheral) => self.addressed(link, from, How::Notification, at, rest),
            (NOTIFICATIONS, Side::Peripheral) => self.several(link, from, at, rest),
            _ => {}
        }
    }

    /// Characteristic declarations: handle, properties, value handle, UUID of 16 bytes.
    fn declared(&mut self, answer: &[u8]) {
        let Some((21, declarations)) = answer.split_first() else { return };
        for declaration in declarations.chunks_exact(21) {
            if let (Some(handle), Some(number)) = (u16_at(declaration, 3), number(reversed(&declaration[5..]))) {
                self.handles.insert(handle, number);
            }
        }
    }

    fn addressed(&self, link: &mut Link, from: Side, how: How, at: f64, packet: &[u8]) {
        if let Some(handle) = u16_at(packet, 0) {
            self.value(link, from, how, at, handle, &packet[2..]);
        }
    }

    fn several(&self, link: &mut Link, from: Side, at: f64, mut packet: &[u8]) {
        while let (Some(handle), Some(length)) = (u16_at(packet, 0), u16_at(packet, 2)) {
            let end = (4 + usize::from(length)).min(packet.len());
            self.value(link, from, How::Notification, at, handle, &packet[4..end]);
            packet = &packet[end..];
        }
    }

    fn value(&self, link: &mut Link, from: Side, how: How, at: f64, handle: u16, value: &[u8]) {
        // The descriptor that turns notifications on follows the value it belongs to.
        let found = match self.handles.get(&handle) {
            Some(number) => Some((*number, how)),
            None => self.handles.get(&handle.wrapping_sub(1)).map(|number| (*number, How::Configuration)),
        };
        if let Some((characteristic, how)) = found {
            link.values.push(Value { at, from, how, characteristic, value: value.to_vec() });
        }
    }
}
