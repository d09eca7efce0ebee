//! Two radios in one process, and what can happen to them on the air.

use std::sync::{Arc, Mutex};

use mdoc_proximity::driver::TokioClock;
use mdoc_proximity::driver::ble::{BleLink, Call, Callbacks, Event, Inbox, Radio, RadioError, callbacks};
use mdoc_proximity::transport::ble::connection::{Config, PeerId};
use mdoc_proximity::transport::ble::{Characteristic, Mode, Role};

/// The peer that each side sees in the other.
pub const PEER: PeerId = PeerId(1);

/// What is on the air between a client and a server.
pub struct Air {
    client: Callbacks,
    server: Callbacks,
    mode: Mode,
    pub mtu: u16,
    /// What the server lets be read.
    pub ident: Vec<u8>,
    /// Nobody hears what is advertised.
    pub deaf: bool,
    advertised: bool,
    wanted: bool,
    connected: bool,
    /// Connections so far: each has a number of its own.
    made: u64,
    /// Values are taken only as [`Air::take_one`] says.
    pub stalled: bool,
    /// How many values may still go in either direction before the connection breaks, once.
    pub breaks_after: Option<usize>,
    /// All values sent, for a look at their sizes and order.
    pub values: Vec<(Characteristic, Vec<u8>)>,
    /// Calls for a disconnection.
    pub disconnections: Vec<PeerId>,
    /// Radios that were dropped.
    pub dropped: usize,
}

pub type Shared = Arc<Mutex<Air>>;

impl Air {
    fn peer(&self) -> PeerId {
        PeerId(self.made)
    }

    fn meet(&mut self) {
        if !self.deaf && self.advertised && self.wanted && !self.connected {
            (self.connected, self.wanted) = (true, false);
            self.made += 1;
            let (peer, mtu) = (self.peer(), self.mtu);
            self.server.tell(Event::Connected { peer, mtu });
            self.client.tell(Event::Connected { peer, mtu });
        }
    }

    /// The connection breaks, and no call for it was heard.
    pub fn part(&mut self) {
        if std::mem::take(&mut self.connected) {
            let peer = self.peer();
            self.server.tell(Event::Disconnected(peer));
            self.client.tell(Event::Disconnected(peer));
        }
    }

    /// Tells the server something that its peer had no part in.
    pub fn tell_server(&self, event: Event) {
        self.server.tell(event);
    }

    /// Tells the client the same.
    pub fn tell_client(&self, event: Event) {
        self.client.tell(event);
    }

    fn carry(&mut self, from_client: bool, value: Option<(Characteristic, Vec<u8>)>, bytes: Vec<u8>) {
        if !self.connected {
            return;
        }
        if let Some(left) = &mut self.breaks_after {
            if *left == 0 {
                self.breaks_after = None;
                return self.part();
            }
            *left -= 1;
        }
        let peer = self.peer();
        let (sender, receiver) = if from_client { (&self.client, &self.server) } else { (&self.server, &self.client) };
        match value {
            Some((characteristic, value)) => {
                self.values.push((characteristic, value.clone()));
                receiver.tell(Event::Value { peer, characteristic, value });
            }
            None => receiver.tell(Event::ChannelBytes { peer, bytes }),
        }
        if !self.stalled {
            sender.tell(Event::Sent(peer));
        }
    }

    /// The server's stack takes a value.
    pub fn take_one(&self) {
        self.server.tell(Event::Sent(self.peer()));
    }
}

/// One end.
pub struct AirRadio {
    air: Shared,
    is_client: bool,
}

impl Radio for AirRadio {
    fn call(&mut self, call: Call) {
        let mut air = self.air.lock().unwrap();
        let mine = if self.is_client { air.client.clone() } else { air.server.clone() };
        match call {
            Call::Advertise => {
                air.advertised = true;
                air.meet();
            }
            Call::StopAdvertising => air.advertised = false,
            Call::Connect => {
                air.wanted = true;
                air.meet();
            }
            Call::Discover(peer) => {
                let all = air.mode.characteristics().to_vec();
                mine.tell(Event::Discovered { peer, characteristics: all });
            }
            Call::Read(peer, Characteristic::Ident) => {
                mine.tell(Event::Read { peer, characteristic: Characteristic::Ident, value: air.ident.clone() });
            }
            Call::Read(peer, characteristic) => {
                mine.tell(Event::Read { peer, characteristic, value: vec![0, 0, 0, 0x81] });
            }
            Call::Subscribe(peer, characteristic) => {
                air.server.tell(Event::Subscribed(peer, characteristic));
                mine.tell(Event::Subscribed(peer, characteristic));
            }
            Call::Write { characteristic, value, .. } | Call::Notify { characteristic, value, .. } => {
                air.carry(self.is_client, Some((characteristic, value)), Vec::new());
            }
            Call::OpenChannel(peer, _) => {
                air.server.tell(Event::ChannelOpened(peer));
                mine.tell(Event::ChannelOpened(peer));
            }
            Call::ChannelBytes { bytes, .. } => air.carry(self.is_client, None, bytes),
            Call::Disconnect(peer) => {
                air.disconnections.push(peer);
                if air.connected && peer == air.peer() {
                    air.part();
                } else {
                    mine.tell(Event::Disconnected(peer));
                }
            }
            _ => {}
        }
    }
}

impl Drop for AirRadio {
    fn drop(&mut self) {
        // A test that has failed already says why.
        let mut air = self.air.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        air.dropped += 1;
        if !self.is_client {
            air.advertised = false;
        } else {
            air.wanted = false;
        }
        air.part();
    }
}

pub type AirLink = BleLink<AirRadio, TokioClock>;

/// A pair of radios, and their callbacks.
pub fn air(mode: Mode) -> (Shared, (AirRadio, Inbox), (AirRadio, Inbox)) {
    let (client, client_inbox) = callbacks();
    let (server, server_inbox) = callbacks();
    let air = Arc::new(Mutex::new(Air {
        client,
        server,
        mode,
        mtu: 185,
        ident: Vec::new(),
        deaf: false,
        advertised: false,
        wanted: false,
        connected: false,
        made: 0,
        stalled: false,
        breaks_after: None,
        values: Vec::new(),
        disconnections: Vec::new(),
        dropped: 0,
    }));
    let radio = |is_client| AirRadio { air: Arc::clone(&air), is_client };
    let (one, other) = (radio(true), radio(false));
    (air, (one, client_inbox), (other, server_inbox))
}

/// The two links of a mode: the mdoc's, then the reader's.
pub fn links(mode: Mode, adjust: impl Fn(&mut Config)) -> (Shared, AirLink, AirLink) {
    let (air, client, server) = air(mode);
    let clock = TokioClock::new();
    let link = |role: Role, (radio, inbox): (AirRadio, Inbox)| {
        let mut config = Config::new(mode, role);
        adjust(&mut config);
        BleLink::new(config, radio, inbox, clock)
    };
    let (mdoc, reader) = match mode {
        Mode::PeripheralServer => (server, client),
        Mode::CentralClient => (client, server),
    };
    (air, link(Role::Mdoc, mdoc), link(Role::Reader, reader))
}

/// An error that a radio may have.
pub fn reset() -> Event {
    Event::Failed(RadioError::AdapterLost)
}
