//! Any ordered stream of bytes, each message behind its length.

use std::collections::VecDeque;

use mdoc_proximity::time::Monotonic;
use mdoc_proximity::transport::ble::l2cap::{self, Decoder};

use crate::carriage::{End, Leave, LinkNumber, Piece, Want};

pub struct Stream {
    wants: VecDeque<Want>,
    link: Option<LinkNumber>,
    /// Connects, rather than waits.
    calls: bool,
    decoder: Decoder,
    /// What waits for the connection.
    waiting: Vec<Vec<u8>>,
    chunk: usize,
    closed: bool,
}

impl Stream {
    pub fn new(calls: bool, chunk: usize) -> Self {
        let wants = calls.then_some(Want::Connect).into_iter().collect();
        Self { wants, link: None, calls, decoder: Decoder::new(), waiting: Vec::new(), chunk, closed: false }
    }

    fn close(&mut self, why: &str) {
        if !core::mem::replace(&mut self.closed, true) {
            self.wants.push_back(Want::Closed(why.to_owned()));
        }
    }

    fn write(&mut self, link: LinkNumber, message: &[u8]) {
        let frame = l2cap::encode(message).unwrap();
        let pieces = frame.chunks(self.chunk).map(|chunk| Want::Transmit(link, Piece::Stream(chunk.to_vec())));
        self.wants.extend(pieces);
    }
}

impl End for Stream {
    fn accepts(&self) -> bool {
        !self.calls && self.link.is_none() && !self.closed
    }

    fn connected(&mut self, _: Monotonic, link: LinkNumber) {
        if self.closed {
            return self.wants.push_back(Want::Disconnect(link));
        }
        self.link = Some(link);
        self.wants.push_back(Want::Started);
        for message in core::mem::take(&mut self.waiting) {
            self.write(link, &message);
        }
    }

    fn connect_failed(&mut self, _: Monotonic) {
        self.close("Failed");
    }

    fn send(&mut self, _: Monotonic, message: Vec<u8>) -> bool {
        match self.link {
            _ if self.closed => return false,
            Some(link) => self.write(link, &message),
            None => self.waiting.push(message),
        }
        true
    }

    fn take(&mut self, _: Monotonic, link: LinkNumber, piece: Piece) {
        if self.closed || self.link != Some(link) {
            return;
        }
        match piece {
            Piece::Stream(bytes) => {
                let mut bytes = bytes.as_slice();
                loop {
                    match self.decoder.take(&mut bytes) {
                        Ok(Some(message)) => self.wants.push_back(Want::Message(message)),
                        Ok(None) => return,
                        Err(error) => {
                            self.wants.push_back(Want::Disconnect(link));
                            let name = format!("{error:?}");
                            return self.close(name.split(['(', ' ']).next().unwrap());
                        }
                    }
                }
            }
            Piece::End => match self.decoder.end() {
                Ok(()) => self.close("Peer"),
                Err(_) => self.close("CutOff"),
            },
            _ => {}
        }
    }

    fn refused(&mut self, _: Monotonic, link: LinkNumber) {
        self.wants.push_back(Want::Disconnect(link));
        self.close("Io");
    }

    fn lost(&mut self, _: Monotonic, link: LinkNumber) {
        if self.link == Some(link) {
            self.close("Lost");
        }
    }

    fn leave(&mut self, _: Monotonic, how: Leave) {
        match self.link {
            _ if self.closed => {}
            Some(link) if how == Leave::AtOnce => self.wants.push_back(Want::Disconnect(link)),
            Some(link) => self.wants.push_back(Want::Transmit(link, Piece::End)),
            None => {}
        }
        self.close("Local");
    }

    fn poll(&mut self) -> Option<Want> {
        self.wants.pop_front()
    }

    // Others have links of their own.
    fn foreign(&mut self, _: Monotonic, _: u32) {}
}
