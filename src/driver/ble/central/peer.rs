//! A connected peripheral: what is asked of it and what it tells.

use core::pin::Pin;
use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use btleplug::api::{
    Central as _, CentralEvent, CharPropFlags, Characteristic as Found, Peripheral as _, ValueNotification, WriteType,
};
use btleplug::platform::{Adapter, Peripheral};
use futures_util::{Stream, StreamExt};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use uuid::Uuid;

use super::CentralOptions;
#[cfg(target_os = "linux")]
use super::channel::Channel;
#[cfg(target_os = "linux")]
use super::service as served;
use crate::driver::ble::{Call, Callbacks, Event};
use crate::transport::ble::connection::PeerId;
use crate::transport::ble::{Characteristic, Mode};

/// How often it is looked whether the peer is still there, and how strong it is heard.
const HEALTH: Duration = Duration::from_secs(2);

/// Whether something was heard of a peer since it was last asked. Clones are told the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard(Arc<AtomicBool>);

impl Heard {
    fn tell(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    #[cfg(target_os = "linux")]
    pub(super) fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}

/// A connected peripheral.
pub(super) struct Peer {
    pub(super) id: PeerId,
    device: Peripheral,
    #[cfg(target_os = "linux")]
    adapter: Adapter,
    /// Of the service, once discovered.
    found: Vec<(Characteristic, Found)>,
    watching: JoinHandle<()>,
    /// A value was not taken. Those that wait behind it are not sent: they would be taken for parts of another message.
    pub(super) broken: bool,
    #[cfg(target_os = "linux")]
    watching_service: Option<JoinHandle<()>>,
    #[cfg(target_os = "linux")]
    channel: Option<Channel>,
}

impl Peer {
    pub(super) fn new(id: PeerId, device: Peripheral, adapter: Adapter, callbacks: Callbacks) -> Self {
        let watching = tokio::spawn(watch_peer(adapter.clone(), device.clone(), id, callbacks));
        Self {
            id,
            device,
            #[cfg(target_os = "linux")]
            adapter,
            found: Vec::new(),
            watching,
            broken: false,
            #[cfg(target_os = "linux")]
            watching_service: None,
            #[cfg(target_os = "linux")]
            channel: None,
        }
    }

    pub(super) async fn carry_out(
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
        let (peer, told) = (self.id, callbacks.clone());
        let heard = Heard::default();
        tokio::spawn(listen(notifications, service, options.mode, peer, heard.clone(), told));
        #[cfg(target_os = "linux")]
        {
            let watching =
                served::watch(self.adapter.clone(), self.device.clone(), service, peer, heard, callbacks.clone());
            if let Some(before) = self.watching_service.replace(tokio::spawn(watching)) {
                before.abort();
            }
        }
        Ok(())
    }

    /// Lets what is queued go, for 3 s at most; returns the device, which is still connected.
    pub(super) async fn settle(self) -> Peripheral {
        self.watching.abort();
        #[cfg(target_os = "linux")]
        if let Some(watching) = self.watching_service {
            watching.abort();
        }
        #[cfg(target_os = "linux")]
        if let Some(channel) = self.channel {
            channel.close().await;
        }
        // A request is answered only after the writes before it have left, where there is something to read.
        let readable = self.found.iter().find(|(_, found)| found.properties.contains(CharPropFlags::READ));
        if let Some((_, found)) = readable {
            let _ = timeout(Duration::from_secs(1), self.device.read(found)).await;
        }
        self.device
    }
}

/// What is notified, until the stack has no more.
async fn listen(
    mut notifications: Pin<Box<dyn Stream<Item = ValueNotification> + Send>>,
    service: Uuid,
    mode: Mode,
    peer: PeerId,
    heard: Heard,
    callbacks: Callbacks,
) {
    while let Some(told) = notifications.next().await {
        if told.service_uuid != service {
            continue;
        }
        // BlueZ tells of what was read in the same way.
        let characteristic = Characteristic::from_uuid(mode, told.uuid.as_bytes());
        if let Some(characteristic) = characteristic.filter(|characteristic| characteristic.properties().notify) {
            heard.tell();
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
