//! Sessions over BLE connections over a good air. What becomes of them over a bad one, the simulator tells.

use core::time::Duration;
use std::collections::BTreeMap;

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::holder::{self, Credential, Engagement, LocalSigningKey};
use mdoc_proximity::reader;
use mdoc_proximity::session::{CloseReason, Endpoint, Output};
use mdoc_proximity::time::{Monotonic, Now};
use mdoc_proximity::transport::ble::Mode;
use mdoc_proximity::transport::ble::connection::Farewell;

use crate::air::{Air, Carried, End, Said};
use crate::presentation::{ble, names_and_age};
use crate::radio::ends;
use crate::world::{NOW, World};

pub struct Stage {
    pub world: World,
    pub holder: holder::Config,
    pub reader: reader::Config,
    pub licence: Credential,
    pub key: LocalSigningKey,
}

impl Stage {
    pub fn new() -> Self {
        let mut world = World::new(77);
        let (licence, key) = world.licence();
        Self { holder: world.holder_config(Curve::P256), reader: world.reader_config(), licence, key, world }
    }
}

/// How a run came out.
#[derive(Debug)]
pub struct Ended {
    pub verified: usize,
    pub holder: CloseReason,
    pub reader: CloseReason,
    pub took: Duration,
    /// Whether the reader sent it, and how long it was: the messages in order.
    pub messages: Vec<(bool, usize)>,
    /// What each end of the air sent, the client first.
    pub carried: [Carried; 2],
}

pub struct Run<'s> {
    stage: &'s Stage,
    air: Air,
    mode: Mode,
    /// The reader asks so often, and then whoever is to ends it.
    rounds: u32,
    holder_closes: bool,
    farewell: Farewell,
    holder: holder::Session,
    reader: reader::Session,
    holder_closed: Option<CloseReason>,
    reader_closed: Option<CloseReason>,
    pending: Option<(Monotonic, holder::Request)>,
    verified: usize,
    messages: Vec<(bool, usize)>,
}

impl<'s> Run<'s> {
    /// Sessions that begin with a QR code, in this mode, by channel or not, under this MTU.
    pub fn scanned(
        stage: &'s mut Stage,
        seed: u64,
        (mode, channel, mtu): (Mode, bool, usize),
        rounds: (u32, bool),
    ) -> Self {
        let mut engagement = Engagement::new(&stage.holder, &mut stage.world.rng).unwrap();
        let uri = engagement.offer_qr(&[ble()]).unwrap();
        let (client, server) =
            ends(mode, channel, engagement.e_device_key_bytes(), 1 + usize::try_from(seed % 3).unwrap());
        let air = Air::new(seed, mtu, client, server);
        let now = Now { monotonic: Monotonic::default(), wall: NOW };
        let holder = engagement.into_session(now);
        let scanned = reader::Engagement::from_qr(&uri).unwrap();
        let reader = reader::Session::new(&stage.reader, scanned, names_and_age(), &mut stage.world.rng, now).unwrap();
        Self::over(stage, air, mode, (holder, reader), rounds)
    }

    /// Sessions that were engaged in another way, of which the holder has offered its engagement already.
    pub fn over(
        stage: &'s Stage,
        air: Air,
        mode: Mode,
        (holder, reader): (holder::Session, reader::Session),
        (rounds, holder_closes): (u32, bool),
    ) -> Self {
        Self {
            stage,
            air,
            mode,
            rounds,
            holder_closes,
            farewell: Farewell::State,
            holder,
            reader,
            holder_closed: None,
            reader_closed: None,
            pending: None,
            verified: 0,
            messages: Vec::new(),
        }
    }

    fn now(&self) -> Now {
        Now { monotonic: self.air.time(), wall: NOW.plus(self.air.now) }
    }

    /// The wallet had given up before the other device came as far as the air.
    pub fn without_holder(mut self, reason: CloseReason) -> Self {
        let (now, end) = (self.air.time(), self.end_of_holder());
        self.holder_closed = Some(reason);
        self.air.end(end).end(now, self.farewell);
        self
    }

    /// The end of the air that the holder's connection is.
    fn end_of_holder(&self) -> End {
        if self.mode == Mode::PeripheralServer { End::Server } else { End::Client }
    }

    fn end_of_reader(&self) -> End {
        if self.mode == Mode::PeripheralServer { End::Client } else { End::Server }
    }

    /// Gives to the air what the sessions want sent, and to the user what they tell.
    fn listen(&mut self) {
        loop {
            let (now, end) = (self.now(), self.end_of_holder());
            match self.holder.poll_output() {
                Output::Idle { .. } => break,
                Output::Transmit(message) => {
                    self.messages.push((false, message.len()));
                    if self.air.end(end).send(now.monotonic, message).is_err() {
                        self.holder.handle_link_closed();
                    }
                }
                Output::Event(holder::Event::Established(_)) => {}
                Output::Event(holder::Event::Request(request)) => {
                    let thinks = Duration::from_millis(u64::from(self.air.below(5000)));
                    self.pending = Some((now.monotonic.plus(thinks), *request));
                }
                Output::Event(holder::Event::Closed(reason)) => {
                    assert_eq!(self.holder_closed.replace(reason), None);
                    self.air.end(end).end(now.monotonic, self.farewell);
                }
            }
        }
        loop {
            let (now, end) = (self.now(), self.end_of_reader());
            match self.reader.poll_output() {
                Output::Idle { .. } => break,
                Output::Transmit(message) => {
                    self.messages.push((true, message.len()));
                    if self.air.end(end).send(now.monotonic, message).is_err() {
                        self.reader.handle_link_closed();
                    }
                }
                Output::Event(reader::Event::Response(response)) => {
                    assert!(response.verify(now.wall).is_verified(), "what arrives whole is whole");
                    self.verified += 1;
                    self.rounds -= 1;
                    if self.rounds > 0 {
                        self.reader.request(now, names_and_age()).ok();
                    } else if !self.holder_closes {
                        self.reader.close();
                    }
                }
                Output::Event(reader::Event::Closed(reason)) => {
                    assert_eq!(self.reader_closed.replace(reason), None);
                    self.air.end(end).end(now.monotonic, self.farewell);
                }
            }
        }
    }

    fn answer(&mut self) {
        let now = self.now();
        let Some((at, request)) = self.pending.take() else { return };
        if now.monotonic < at {
            self.pending = Some((at, request));
            return;
        }
        let answer = request.disclose(&[&self.stage.licence], |_| true).sign(&self.stage.key).unwrap();
        let sent = if self.holder_closes && self.rounds == 1 {
            self.holder.respond_and_close(now, answer)
        } else {
            self.holder.respond(now, answer)
        };
        assert_ne!(sent, Err(holder::RespondError::NotPending));
    }

    pub fn run(mut self) -> Ended {
        let mut steps = 0;
        let mut closed = BTreeMap::new();
        loop {
            self.listen();
            steps += 1;
            assert!(steps < 1_000_000 && self.air.now < Duration::from_secs(3600), "a run without end");
            let answer = self.pending.as_ref().map(|(at, _)| *at);
            let sessions = [self.holder.deadline(), self.reader.deadline(), answer];
            let Some(said) = self.air.step(sessions.into_iter().flatten().min()) else { break };
            let now = self.now();
            for (end, said) in said {
                let to_holder = end == self.end_of_holder();
                match said {
                    Said::Started => {}
                    Said::Message(message) if to_holder => self.holder.handle_message(now, message),
                    Said::Message(message) => self.reader.handle_message(now, message),
                    Said::Closed(reason) => {
                        assert!(closed.insert(end == End::Server, reason).is_none());
                        if to_holder { self.holder.handle_link_closed() } else { self.reader.handle_link_closed() }
                    }
                }
            }
            self.holder.handle_timeout(now);
            self.reader.handle_timeout(now);
            self.answer();
        }
        // Nothing is left to happen, and everybody knows how it ended.
        assert_eq!(self.air.client.closed(), closed.get(&false).copied());
        assert_eq!(self.air.server.closed(), closed.get(&true).copied());
        Ended {
            verified: self.verified,
            holder: self.holder_closed.expect("the holder knows how it ended"),
            reader: self.reader_closed.expect("the reader knows how it ended"),
            took: self.air.now,
            messages: self.messages,
            carried: self.air.carried,
        }
    }
}
