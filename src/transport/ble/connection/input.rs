//! What the radio says.

use super::ending::After;
use super::{Bearer, CloseReason, Connection, GattSide, Misuse, PeerId, Phase, Step};
use crate::time::Monotonic;
use crate::transport::ble::Characteristic;

impl Connection {
    /// A peer is connected, under this MTU. At a client it is the one that [`Output::Connect`](super::Output::Connect) asked for.
    pub fn handle_connected(&mut self, now: Monotonic, peer: PeerId, mtu: usize) {
        self.handle_timeout(now);
        match (self.side, &self.phase) {
            (GattSide::Client, Phase::Waiting) => self.connected(peer, mtu),
            (GattSide::Client, _) => {
                self.send_away(peer, self.closed().unwrap_or(CloseReason::Misuse(Misuse::Foreign)))
            }
            (GattSide::Server, _) => self.handle_mtu(peer, mtu),
        }
    }

    /// Client: no server was found, or none could be connected.
    pub fn handle_connect_failed(&mut self, now: Monotonic) {
        self.handle_timeout(now);
        if self.side == GattSide::Client && matches!(self.phase, Phase::Waiting) {
            self.retry(CloseReason::Failed(Step::Connect), None);
        }
    }

    /// The MTU of a peer has changed, or is now known.
    pub fn handle_mtu(&mut self, peer: PeerId, mtu: usize) {
        match &mut self.phase {
            Phase::Setup(setup) if setup.peer == peer => setup.mtu = mtu,
            Phase::Open(open) if open.peer == peer => open.mtu = mtu,
            Phase::Waiting if self.side == GattSide::Server => {
                if let Some(candidate) = self.candidate(peer) {
                    candidate.mtu = mtu;
                }
            }
            _ => {}
        }
    }

    /// The strength at which a peer is heard, in dBm.
    pub fn handle_rssi(&mut self, peer: PeerId, dbm: i8) {
        if self.owner() == Some(peer) {
            self.timing.rssi = Some(dbm);
        }
    }

    /// Client: the service has these characteristics.
    pub fn handle_discovered(
        &mut self,
        now: Monotonic,
        peer: PeerId,
        characteristics: impl IntoIterator<Item = Characteristic>,
    ) {
        self.handle_timeout(now);
        if self.is_at(peer, Step::Discover) {
            let known = self.config.mode.characteristics().len();
            // Each once: a server that repeats itself fills no memory.
            let mut found = Vec::with_capacity(known);
            for characteristic in characteristics {
                if !found.contains(&characteristic) {
                    found.push(characteristic);
                }
            }
            self.discovered(found);
        }
    }

    /// Client: the value that [`Output::Read`](super::Output::Read) asked for.
    pub fn handle_read(&mut self, now: Monotonic, peer: PeerId, characteristic: Characteristic, value: &[u8]) {
        self.handle_timeout(now);
        if self.is_at(peer, Step::Read(characteristic)) {
            self.was_read(peer, characteristic, value);
        }
    }

    /// Client: [`Output::Subscribe`](super::Output::Subscribe) is done. Server: a client subscribed to this.
    pub fn handle_subscribed(&mut self, now: Monotonic, peer: PeerId, characteristic: Characteristic) {
        self.handle_timeout(now);
        match self.side {
            GattSide::Client if self.is_at(peer, Step::Subscribe(characteristic)) => {
                self.subscribed_to(peer, characteristic);
            }
            GattSide::Client => {}
            GattSide::Server => {
                self.subscription(peer, characteristic, true);
                self.finish();
            }
        }
    }

    /// Server: a client takes this no longer. An owner that takes nothing any more has left, whatever becomes of the radio's
    /// connection: so end the programs that are killed, whose system gives up their subscriptions and nothing else.
    pub fn handle_unsubscribed(&mut self, now: Monotonic, peer: PeerId, characteristic: Characteristic) {
        self.handle_timeout(now);
        if self.side == GattSide::Server {
            self.subscription(peer, characteristic, false);
            if let Phase::Open(open) = &self.phase
                && open.peer == peer
                && open.takes_nothing()
            {
                self.peer_ended();
            }
            self.finish();
        }
    }

    /// What was asked for last did not work, though the peer is still connected. Before Start a client tries otherwise, or
    /// again. A value that cannot be sent after it ends the connection: without it the peer would take the next ones for a
    /// message that nobody sent.
    pub fn handle_failed(&mut self, now: Monotonic, peer: PeerId) {
        self.handle_timeout(now);
        match &self.phase {
            Phase::Setup(setup) if setup.peer == peer => self.step_failed(setup.step),
            Phase::Open(open) if open.peer == peer => self.close(CloseReason::Failed(Step::Send), After::AtOnce),
            _ => {}
        }
    }

    /// The L2CAP channel is open: at a client the one that was asked for, at a server any.
    pub fn handle_channel_opened(&mut self, now: Monotonic, peer: PeerId) {
        self.handle_timeout(now);
        match self.side {
            GattSide::Client if self.is_at(peer, Step::Channel) => self.begin(Bearer::L2cap),
            GattSide::Client => {}
            GattSide::Server if self.owner() == Some(peer) => self.refuse(Misuse::Channel),
            GattSide::Server => self.candidate_channel(peer),
        }
        self.finish();
    }

    /// Bytes of a peer's L2CAP channel.
    pub fn handle_channel_bytes(&mut self, now: Monotonic, peer: PeerId, bytes: &[u8]) {
        self.handle_timeout(now);
        if self.owner() == Some(peer) && self.bearer() == Some(Bearer::L2cap) {
            self.take(bytes);
        }
    }

    /// A peer closed its L2CAP channel.
    pub fn handle_channel_closed(&mut self, now: Monotonic, peer: PeerId) {
        self.handle_timeout(now);
        if self.owner() == Some(peer) && self.bearer() == Some(Bearer::L2cap) {
            self.peer_ended();
        }
    }

    /// A value of a peer: at a server written by a client, at a client notified by the server.
    pub fn handle_value(&mut self, now: Monotonic, peer: PeerId, characteristic: Characteristic, value: &[u8]) {
        self.handle_timeout(now);
        // A server that answers Start has it, whatever the driver still knows of it.
        if self.is_at(peer, Step::Start) {
            self.begin(Bearer::Gatt);
        }
        if self.owner() == Some(peer) {
            self.receive(characteristic, value);
        } else if self.side == GattSide::Server {
            self.candidate_value(peer, characteristic, value);
        } else if let Phase::Setup(setup) = &self.phase
            && setup.peer == peer
        {
            self.refuse(Misuse::BeforeStart(characteristic));
        }
        self.finish();
    }

    /// The stack has taken so many of the values, or pieces of the channel's stream, that it was given for this peer.
    pub fn handle_sent(&mut self, now: Monotonic, peer: PeerId, count: usize) {
        self.handle_timeout(now);
        if self.is_at(peer, Step::Start) && count > 0 {
            self.begin(Bearer::Gatt);
        }
        if self.owner() == Some(peer) {
            if self.sending.sent(self.now, count) {
                self.timing.sent(self.now);
            }
            self.finish();
        }
    }

    /// A peer is disconnected.
    pub fn handle_disconnected(&mut self, now: Monotonic, peer: PeerId) {
        self.handle_timeout(now);
        self.forget(peer);
        self.dismissed.retain(|dismissed| *dismissed != peer);
        match &mut self.phase {
            Phase::Open(open) if open.peer == peer => self.lost(),
            Phase::Setup(setup) if setup.peer == peer => self.setup_lost(),
            Phase::Over { linger, .. } => *linger = linger.filter(|(leaving, _)| *leaving != peer),
            _ => {}
        }
    }
}
