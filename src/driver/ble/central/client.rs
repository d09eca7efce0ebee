//! The thread's work: calls, one after the other, and what the peripheral notifies meanwhile.

use core::pin::Pin;
use core::time::Duration;

use btleplug::api::{
    Central as _, CentralEvent, CentralState, CharPropFlags, Characteristic as Found, Peripheral as _,
    ValueNotification, WriteType,
};
use btleplug::platform::{Adapter, Peripheral};
use futures_util::{Stream, StreamExt};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use uuid::Uuid;

#[cfg(target_os = "linux")]
use super::channel::Channel;
use super::{CentralOptions, scan};
use crate::driver::ble::{Call, Callbacks, Event, RadioError};
use crate::transport::ble::Characteristic;
use crate::transport::ble::connection::PeerId;

/// How long one attempt to connect may take.
const CONNECT: Duration = Duration::from_secs(12);
/// How long a step after it may take.
const STEP: Duration = Duration::from_secs(15);
/// How long a disconnection may take.
const PARTING: Duration = Duration::from_secs(5);
/// How often it is looked whether the adapter is still there, and how strong the peer is heard.
const HEALTH: Duration = Duration::from_secs(2);

/// A connected peripheral.
struct Peer {
    id: PeerId,
    device: Peripheral,
    #[cfg(target_os = "linux")]
    adapter: Adapter,
    /// Of the service, once discovered.
    found: Vec<(Characteristic, Found)>,
    listening: JoinHandle<()>,
    #[cfg(target_os = "linux")]
    channel: Option<Channel>,
}

pub(super) struct Client {
    options: CentralOptions,
    adapter: Adapter,
    callbacks: Callbacks,
    peer: Option<Peer>,
    next: u64,
}

impl Client {
    pub(super) async fn open(options: CentralOptions, callbacks: Callbacks) -> Result<Self, RadioError> {
        #[cfg(target_os = "linux")]
        {
            // It tells apart what btleplug has one error for.
            use crate::driver::ble::bluez;
            bluez::adapter(&bluez::session().await?, options.adapter.as_deref()).await?;
        }
        let adapter = scan::adapter(options.adapter.as_deref()).await?;
        if matches!(adapter.adapter_state().await, Ok(CentralState::PoweredOff)) {
            let adapter = adapter.adapter_info().await.unwrap_or_default();
            return Err(RadioError::PoweredOff { adapter, blocked: false });
        }
        Ok(Self { options, adapter, callbacks, peer: None, next: 0 })
    }

    /// Works until nobody calls any more, then disconnects.
    pub(super) async fn run(mut self, mut calls: UnboundedReceiver<Call>) {
        let health = tokio::spawn(watch_adapter(self.adapter.clone(), self.callbacks.clone()));
        while let Some(call) = calls.recv().await {
            if let Call::Connect = call {
                // A search goes on for long, so it is given up when nobody waits for it any more.
                let callbacks = self.callbacks.clone();
                tokio::select! {
                    () = self.connect() => {}
                    () = gone(&callbacks) => {
                        let _ = self.adapter.stop_scan().await;
                        break;
                    }
                }
            } else {
                self.carry_out(call).await;
            }
        }
        health.abort();
        self.disconnect().await;
    }

    async fn connect(&mut self) {
        let patience = self.options.patience;
        let event = match timeout(patience, self.find_and_connect()).await {
            Ok(Ok(event)) => event,
            Ok(Err(error)) => Event::ConnectFailed(error),
            Err(_) => Event::ConnectFailed(RadioError::NotFound { waited: patience }),
        };
        self.callbacks.tell(event);
    }

    async fn find_and_connect(&mut self) -> Result<Event, RadioError> {
        let uuid = Uuid::from_bytes(self.options.uuid);
        loop {
            let device = scan::find(&self.adapter, uuid).await?;
            match timeout(CONNECT, device.connect()).await {
                Ok(Ok(())) => {}
                // Radios fail now and then: it is looked for again.
                Ok(Err(error)) => {
                    tracing::debug!(%error, "not connected");
                    continue;
                }
                Err(_) => {
                    tracing::debug!("connecting took too long");
                    let _ = timeout(PARTING, device.disconnect()).await;
                    continue;
                }
            }
            self.next = self.next.saturating_add(1);
            let id = PeerId(self.next);
            let mtu = device.mtu();
            let listening = tokio::spawn(watch_peer(self.adapter.clone(), device.clone(), id, self.callbacks.clone()));
            self.peer = Some(Peer {
                id,
                device,
                #[cfg(target_os = "linux")]
                adapter: self.adapter.clone(),
                found: Vec::new(),
                listening,
                #[cfg(target_os = "linux")]
                channel: None,
            });
            return Ok(Event::Connected { peer: id, mtu });
        }
    }

    async fn carry_out(&mut self, call: Call) {
        let id = match &call {
            Call::Discover(peer) | Call::Read(peer, _) | Call::Subscribe(peer, _) | Call::OpenChannel(peer, _) => *peer,
            Call::Write { peer, .. } | Call::ChannelBytes { peer, .. } => *peer,
            Call::Disconnect(peer) => {
                if self.peer.as_ref().is_some_and(|known| known.id == *peer) {
                    self.disconnect().await;
                }
                return self.callbacks.tell(Event::Disconnected(*peer));
            }
            call => return tracing::debug!(?call, "a client does not do this"),
        };
        let Some(peer) = self.peer.as_mut().filter(|known| known.id == id) else { return };
        match timeout(STEP, peer.carry_out(call, &self.options, &self.callbacks)).await {
            Ok(Ok(Some(event))) => self.callbacks.tell(event),
            Ok(Ok(None)) => {}
            Ok(Err(error)) => {
                tracing::debug!(%error, "a step failed");
                self.callbacks.tell(Event::Refused(id));
            }
            Err(_) => {
                tracing::debug!("a step took too long");
                self.callbacks.tell(Event::Refused(id));
            }
        }
    }

    async fn disconnect(&mut self) {
        let Some(peer) = self.peer.take() else { return };
        peer.listening.abort();
        if let Err(error) = timeout(PARTING, peer.part()).await {
            tracing::debug!(%error, "parting took too long");
        }
    }
}

impl Peer {
    async fn carry_out(
        &mut self,
        call: Call,
        options: &CentralOptions,
        callbacks: &Callbacks,
    ) -> btleplug::Result<Option<Event>> {
        let peer = self.id;
        Ok(Some(match call {
            Call::Discover(_) => {
                self.discover(options, callbacks).await?;
                let characteristics = self.found.iter().map(|(characteristic, _)| *characteristic).collect();
                Event::Discovered { peer, characteristics }
            }
            Call::Read(_, characteristic) => {
                let value = self.device.read(self.found(characteristic)?).await?;
                Event::Read { peer, characteristic, value }
            }
            Call::Subscribe(_, characteristic) => {
                self.device.subscribe(self.found(characteristic)?).await?;
                Event::Subscribed(peer, characteristic)
            }
            Call::Write { characteristic, value, .. } => {
                self.device.write(self.found(characteristic)?, &value, WriteType::WithoutResponse).await?;
                Event::Sent(peer)
            }
            #[cfg(target_os = "linux")]
            Call::OpenChannel(_, psm) => {
                let channel = Channel::open(&self.adapter, &self.device, psm, peer, callbacks.clone()).await;
                self.channel = Some(channel?);
                Event::ChannelOpened(peer)
            }
            #[cfg(target_os = "linux")]
            Call::ChannelBytes { bytes, .. } => {
                if let Some(channel) = &self.channel {
                    channel.send(bytes);
                }
                return Ok(None);
            }
            _ => Event::Refused(peer),
        }))
    }

    fn found(&self, wanted: Characteristic) -> btleplug::Result<&Found> {
        let found = self.found.iter().find(|(characteristic, _)| *characteristic == wanted);
        found.map(|(_, found)| found).ok_or(btleplug::Error::NoSuchCharacteristic)
    }

    /// Discovers the service, listens to its notifications and tells the MTU, which some stacks know only now.
    async fn discover(&mut self, options: &CentralOptions, callbacks: &Callbacks) -> btleplug::Result<()> {
        self.device.discover_services().await?;
        let service = Uuid::from_bytes(options.uuid);
        let all = self.device.characteristics().into_iter().filter(|found| found.service_uuid == service);
        let known = all.filter_map(|found| {
            Characteristic::from_uuid(options.mode, found.uuid.as_bytes()).map(|characteristic| (characteristic, found))
        });
        self.found = known.collect();
        callbacks.tell(Event::Mtu { peer: self.id, mtu: self.device.mtu() });
        let notifications = self.device.notifications().await?;
        let listening = listen(notifications, service, options.mode, self.id, callbacks.clone());
        tokio::spawn(listening);
        Ok(())
    }

    /// Lets what is queued go, then disconnects.
    async fn part(self) {
        #[cfg(target_os = "linux")]
        if let Some(channel) = self.channel {
            channel.close().await;
        }
        // A request is answered only after the writes before it have left, where there is something to read.
        let readable = self.found.iter().find(|(_, found)| found.properties.contains(CharPropFlags::READ));
        if let Some((_, found)) = readable {
            let _ = timeout(Duration::from_secs(1), self.device.read(found)).await;
        }
        if let Err(error) = self.device.disconnect().await {
            tracing::debug!(%error, "not disconnected");
        }
    }
}

/// What is notified, until the stack has no more.
async fn listen(
    mut notifications: Pin<Box<dyn Stream<Item = ValueNotification> + Send>>,
    service: Uuid,
    mode: crate::transport::ble::Mode,
    peer: PeerId,
    callbacks: Callbacks,
) {
    while let Some(told) = notifications.next().await {
        if told.service_uuid != service {
            continue;
        }
        // BlueZ tells of what was read in the same way.
        let characteristic = Characteristic::from_uuid(mode, told.uuid.as_bytes());
        if let Some(characteristic) = characteristic.filter(|characteristic| characteristic.properties().notify) {
            callbacks.tell(Event::Value { peer, characteristic, value: told.value });
        }
    }
}

/// Tells when the peer is gone, and how strong it is heard.
async fn watch_peer(adapter: Adapter, device: Peripheral, peer: PeerId, callbacks: Callbacks) {
    let Ok(mut events) = adapter.events().await else { return };
    loop {
        match timeout(HEALTH, events.next()).await {
            Ok(Some(CentralEvent::DeviceDisconnected(gone))) if gone == device.id() => break,
            Ok(Some(_)) => continue,
            Ok(None) => break,
            // Nothing was told for a while: it is asked.
            Err(_) => {
                if let Ok(dbm) = device.read_rssi().await {
                    callbacks.tell(Event::Rssi { peer, dbm });
                }
                if !matches!(device.is_connected().await, Ok(true)) {
                    break;
                }
            }
        }
    }
    callbacks.tell(Event::Disconnected(peer));
}

async fn watch_adapter(adapter: Adapter, callbacks: Callbacks) {
    while !matches!(adapter.adapter_state().await, Ok(CentralState::PoweredOff)) {
        tokio::time::sleep(HEALTH).await;
    }
    callbacks.tell(Event::Failed(RadioError::AdapterLost));
}

/// Completes when nobody listens any more.
async fn gone(callbacks: &Callbacks) {
    while !callbacks.is_closed() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
