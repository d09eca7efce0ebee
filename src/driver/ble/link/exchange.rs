//! Between a connection's rules and a radio: calls out, events in.

use super::BleLink;
use crate::budget;
use crate::driver::Clock;
use crate::driver::ble::{Call, Event, Radio};
use crate::time::Monotonic;
use crate::transport::ble::connection::Output;

impl<R: Radio, C: Clock + Send + Sync> BleLink<R, C> {
    /// Carries out what the connection wants; returns when it wants to be called again at the latest.
    pub(super) fn perform(&mut self) -> Option<Monotonic> {
        loop {
            let call = match self.connection.poll_output() {
                Output::Advertise => Call::Advertise,
                Output::StopAdvertising => Call::StopAdvertising,
                Output::Connect => Call::Connect,
                Output::Discover(peer) => Call::Discover(peer),
                Output::Read(peer, characteristic) => Call::Read(peer, characteristic),
                Output::Subscribe(peer, characteristic) => Call::Subscribe(peer, characteristic),
                Output::OpenChannel(peer, psm) => Call::OpenChannel(peer, psm),
                Output::Write { peer, characteristic, value } => Call::Write { peer, characteristic, value },
                Output::Notify { peer, characteristic, value } => Call::Notify { peer, characteristic, value },
                Output::ChannelBytes { peer, bytes } => Call::ChannelBytes { peer, bytes },
                Output::Disconnect { peer, why } => {
                    tracing::debug!(%peer, %why, "disconnecting");
                    self.parting.insert(peer);
                    Call::Disconnect(peer)
                }
                Output::Started(peer, bearer) => {
                    tracing::debug!(%peer, ?bearer, "the connection has started");
                    self.started = true;
                    self.failure = None;
                    continue;
                }
                Output::Message(message) => {
                    // The connection counts only those that are not handed out.
                    if self.messages.len() >= budget::BLE_QUEUED_MESSAGES {
                        self.connection.refuse_flood();
                    } else {
                        self.messages.push_back(message);
                    }
                    continue;
                }
                Output::Closed(_) => continue,
                Output::Idle { deadline } => {
                    self.approach.set(self.connection.is_approached());
                    self.tell_progress();
                    return deadline;
                }
            };
            tracing::trace!(?call, "to the radio");
            self.radio.call(call);
        }
    }

    pub(super) fn handle(&mut self, now: Monotonic, event: Event) {
        tracing::trace!(?event, "from the radio");
        let connection = &mut self.connection;
        match event {
            Event::Connected { peer, mtu } => connection.handle_connected(now, peer, mtu.into()),
            Event::ConnectFailed(error) => {
                tracing::debug!(%error, "no connection came about");
                self.failure = Some(error);
                connection.handle_connect_failed(now);
            }
            Event::Mtu { peer, mtu } => connection.handle_mtu(peer, mtu.into()),
            Event::Discovered { peer, characteristics } => connection.handle_discovered(now, peer, characteristics),
            Event::Read { peer, characteristic, value } => connection.handle_read(now, peer, characteristic, &value),
            Event::Subscribed(peer, characteristic) => connection.handle_subscribed(now, peer, characteristic),
            Event::Unsubscribed(peer, characteristic) => connection.handle_unsubscribed(now, peer, characteristic),
            Event::Refused(peer) => connection.handle_failed(now, peer),
            Event::Value { peer, characteristic, value } => connection.handle_value(now, peer, characteristic, &value),
            Event::Sent(peer) => connection.handle_sent(now, peer, 1),
            Event::ChannelOpened(peer) => connection.handle_channel_opened(now, peer),
            Event::ChannelBytes { peer, bytes } => connection.handle_channel_bytes(now, peer, &bytes),
            Event::ChannelClosed(peer) => connection.handle_channel_closed(now, peer),
            Event::Disconnected(peer) => {
                self.parting.remove(&peer);
                connection.handle_disconnected(now, peer);
            }
            Event::Rssi { peer, dbm } => {
                let dbm = dbm.clamp(i8::MIN.into(), i8::MAX.into());
                connection.handle_rssi(peer, i8::try_from(dbm).unwrap_or_default());
            }
            Event::Failed(error) => {
                tracing::debug!(%error, "the radio failed");
                self.failure = Some(error);
                connection.cancel(now);
            }
        }
    }
}
