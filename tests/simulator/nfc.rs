//! Data transfer over NFC: the wallet behind the driver's card, and a terminal.

use core::task::{Context, Poll, Waker};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use mdoc_proximity::driver::Link;
use mdoc_proximity::driver::nfc::{Host, HostLink, host};
use mdoc_proximity::model::retrieval::NfcOptions;
use mdoc_proximity::time::Monotonic;
use mdoc_proximity::transport::nfc::apdu::Command;
use mdoc_proximity::transport::nfc::card::Card;
use mdoc_proximity::transport::nfc::tag;
use mdoc_proximity::transport::nfc::transfer::{self, EXTENDED, Pcd, Picc, Progress, SHORT, do53};

use crate::carriage::{End, Leave, LinkNumber, Piece, Want};

fn lengths(chunk: usize) -> NfcOptions {
    let chunk = u32::try_from(chunk).unwrap();
    NfcOptions { max_command: chunk.clamp(255, 65_535), max_response: chunk.clamp(256, 65_536) }
}

/// The wallet's end.
pub struct Wallet {
    host: Host,
    session: HostLink,
    late: Arc<Mutex<VecDeque<Vec<u8>>>>,
    link: Option<LinkNumber>,
    answers: VecDeque<Vec<u8>>,
    closed: bool,
}

/// What is ready at once.
fn now_or_never<T>(future: impl Future<Output = T>) -> Option<T> {
    match core::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

impl Wallet {
    pub fn new(chunk: usize) -> Self {
        let late = Arc::<Mutex<VecDeque<Vec<u8>>>>::default();
        let answers = Arc::clone(&late);
        let card = Card::new(None, Some(Picc::new(lengths(chunk))));
        let (host, session) = host(card, move |answer| answers.lock().unwrap().push_back(answer));
        Self { host, session, late, link: None, answers: VecDeque::new(), closed: false }
    }
}

impl End for Wallet {
    fn accepts(&self) -> bool {
        self.link.is_none()
    }

    fn connected(&mut self, _: Monotonic, link: LinkNumber) {
        self.link = Some(link);
    }

    fn send(&mut self, _: Monotonic, message: Vec<u8>) -> bool {
        now_or_never(self.session.send(&message)).unwrap().is_ok()
    }

    fn take(&mut self, _: Monotonic, link: LinkNumber, piece: Piece) {
        if let Piece::Command(command) = piece
            && self.link == Some(link)
        {
            self.answers.extend(self.host.command(&command));
        }
    }

    /// What the phone's stack does not pass on is answered in its place.
    fn refused(&mut self, _: Monotonic, _: LinkNumber) {
        self.answers.push_back(vec![0x6f, 0x00]);
    }

    fn lost(&mut self, _: Monotonic, link: LinkNumber) {
        if self.link == Some(link) {
            self.link = None;
            self.host.deactivated();
            self.late.lock().unwrap().clear();
            self.answers.clear();
        }
    }

    fn leave(&mut self, _: Monotonic, how: Leave) {
        now_or_never(self.session.close()).unwrap();
        if how == Leave::AtOnce
            && let Some(link) = self.link
        {
            self.answers.clear();
            self.late.lock().unwrap().clear();
            self.host.deactivated();
            self.link = Some(link);
        }
    }

    fn poll(&mut self) -> Option<Want> {
        let answer = self.answers.pop_front().or_else(|| self.late.lock().unwrap().pop_front());
        if let (Some(answer), Some(link)) = (answer, self.link) {
            return Some(Want::Transmit(link, Piece::Answer(answer)));
        }
        match now_or_never(self.session.recv())? {
            Ok(message) => Some(Want::Message(message)),
            Err(_) if self.closed => None,
            Err(error) => {
                self.closed = true;
                Some(Want::Closed(format!("{error:?}")))
            }
        }
    }

    /// Another reader in the same field.
    fn foreign(&mut self, _: Monotonic, doing: u32) {
        let apdu = |command: Command<'_>| command.to_vec().unwrap();
        let select = |name: &[u8]| apdu(Command::new(0, 0xa4, [4, 0]).data(name).expecting(256));
        let part = |class, data: &[u8]| apdu(Command::new(class, 0xc3, [0, 0]).data(data).expecting(256));
        let commands = match doing % 7 {
            0 => vec![select(b"\xa0\x00\x00\x02\x48\x04\x01")],
            1 => vec![select(&tag::APPLICATION)],
            2 => vec![select(&transfer::APPLICATION), part(0, &do53::wrap(&[1, 2, 3]))],
            3 => vec![part(0x10, &[0x53, 3, 1])],
            4 => vec![apdu(Command::new(0, 0xc0, [0, 0]).expecting(256))],
            5 => vec![vec![0, 0xca, 0, 0, 0], vec![0x80, 0xc3, 0, 0], vec![0]],
            _ => vec![select(&transfer::APPLICATION), part(0x10, &[0x53, 0x82, 0x10, 0])],
        };
        for command in commands {
            self.host.command(&command);
        }
    }
}

/// The reader's end.
pub struct Terminal {
    pcd: Pcd,
    wants: VecDeque<Want>,
    link: Option<LinkNumber>,
    selected: bool,
    /// A command is out that belongs to a message.
    busy: bool,
    waiting: Option<Vec<u8>>,
    /// A message could not be sent.
    refused: bool,
    leaving: bool,
    closed: bool,
}

impl Terminal {
    pub fn new(chunk: usize) -> Self {
        let own = if chunk.is_multiple_of(2) { EXTENDED } else { SHORT };
        Self {
            pcd: Pcd::new(lengths(chunk), own),
            wants: VecDeque::from([Want::Connect]),
            link: None,
            selected: false,
            busy: false,
            waiting: None,
            refused: false,
            leaving: false,
            closed: false,
        }
    }

    fn close(&mut self, why: &str) {
        if !core::mem::replace(&mut self.closed, true) {
            self.wants.push_back(Want::Closed(why.to_owned()));
        }
    }

    fn transmit(&mut self, command: Vec<u8>) {
        if let Some(link) = self.link {
            self.wants.push_back(Want::Transmit(link, Piece::Command(command)));
        }
    }

    /// Switches the field off.
    fn off(&mut self) {
        let link = self.link.take();
        self.wants.extend(link.map(Want::Disconnect));
    }

    fn begin(&mut self, message: &[u8]) {
        let command = self.pcd.send(message).unwrap();
        self.transmit(command);
        self.busy = true;
    }
}

impl End for Terminal {
    fn accepts(&self) -> bool {
        false
    }

    fn connected(&mut self, _: Monotonic, link: LinkNumber) {
        self.link = Some(link);
        match self.pcd.select() {
            Ok(command) if !self.closed => self.transmit(command),
            _ => self.off(),
        }
    }

    fn connect_failed(&mut self, _: Monotonic) {
        self.close("Failed");
    }

    fn send(&mut self, _: Monotonic, message: Vec<u8>) -> bool {
        match (self.closed, self.selected, self.busy) {
            (false, true, false) => self.begin(&message),
            (false, false, _) if self.waiting.is_none() => self.waiting = Some(message),
            // While the card holds its answer nothing can be sent.
            _ => {
                self.refused = true;
                return false;
            }
        }
        true
    }

    fn take(&mut self, _: Monotonic, link: LinkNumber, piece: Piece) {
        let Piece::Answer(answer) = piece else { return };
        if self.link != Some(link) {
            return;
        }
        match self.pcd.response(&answer) {
            Ok(Progress::Transmit(command)) => return self.transmit(command),
            Ok(Progress::Selected) => {
                self.selected = true;
                self.wants.push_back(Want::Started);
                if let Some(message) = self.waiting.take() {
                    return self.begin(&message);
                }
            }
            Ok(Progress::Message(message)) => {
                self.busy = false;
                if !self.closed {
                    self.wants.push_back(Want::Message(message));
                }
            }
            Err(error) => {
                self.busy = false;
                self.off();
                let name = format!("{error:?}");
                self.close(name.split(['(', ' ', '{']).next().unwrap());
            }
        }
        if self.leaving {
            self.off();
        }
    }

    fn refused(&mut self, now: Monotonic, link: LinkNumber) {
        self.take(now, link, Piece::Answer(vec![0x6f, 0x00]));
    }

    fn lost(&mut self, _: Monotonic, link: LinkNumber) {
        if self.link == Some(link) {
            self.link = None;
            self.close("Gone");
        }
    }

    fn leave(&mut self, _: Monotonic, how: Leave) {
        // A farewell that is on its way has its answer; one that could not be sent is said by going.
        self.leaving = true;
        if how != Leave::Silently || !self.busy || self.refused {
            self.off();
        }
        self.close("Local");
    }

    fn poll(&mut self) -> Option<Want> {
        self.wants.pop_front()
    }

    fn foreign(&mut self, _: Monotonic, _: u32) {}
}
