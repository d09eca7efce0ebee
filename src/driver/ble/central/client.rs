//! The thread's work: calls, one after the other.

use core::time::Duration;

use btleplug::api::{Central as _, CentralState, Peripheral as _};
use btleplug::platform::{Adapter, Peripheral};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;
use uuid::Uuid;

use super::peer::Peer;
use super::{CentralOptions, scan};
use crate::driver::ble::{Call, Callbacks, Event, PARTING, RadioError};
use crate::transport::ble::connection::PeerId;

/// How long one attempt to connect may take.
const CONNECT: Duration = Duration::from_secs(12);
/// How long a step after it may take.
const STEP: Duration = Duration::from_secs(15);
/// How often it is looked whether the adapter is still there.
const HEALTH: Duration = Duration::from_secs(2);

pub(super) struct Client {
    options: CentralOptions,
    adapter: Adapter,
    callbacks: Callbacks,
    peer: Option<Peer>,
    /// To whom it is being connected.
    trying: Option<Peripheral>,
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
        Ok(Self { options, adapter, callbacks, peer: None, trying: None, next: 0 })
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
                        self.stop_trying().await;
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
        self.stop_trying().await;
        self.callbacks.tell(event);
    }

    /// Stops to connect: the system would go on, and stay connected, when nobody waits for it any more.
    async fn stop_trying(&mut self) {
        if let Some(device) = self.trying.take() {
            let _ = timeout(PARTING, device.disconnect()).await;
        }
    }

    async fn find_and_connect(&mut self) -> Result<Event, RadioError> {
        let uuid = Uuid::from_bytes(self.options.uuid);
        loop {
            let device = scan::find(&self.adapter, uuid).await?;
            self.trying = Some(device.clone());
            match timeout(CONNECT, device.connect()).await {
                Ok(Ok(())) => self.trying = None,
                // Radios fail now and then: it is looked for again.
                Ok(Err(error)) => {
                    tracing::debug!(%error, "not connected");
                    self.trying = None;
                    continue;
                }
                Err(_) => {
                    tracing::debug!("connecting took too long");
                    self.stop_trying().await;
                    continue;
                }
            }
            self.next = self.next.saturating_add(1);
            let id = PeerId(self.next);
            let mtu = device.mtu();
            self.peer = Some(Peer::new(id, device, self.adapter.clone(), self.callbacks.clone()));
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
        let Some(peer) = self.peer.as_mut().filter(|known| known.id == id && !known.broken) else { return };
        let is_value = matches!(call, Call::Write { .. });
        match timeout(STEP, peer.carry_out(call, &self.options, &self.callbacks)).await {
            Ok(Ok(Some(event))) => self.callbacks.tell(event),
            Ok(Ok(None)) => {}
            Ok(Err(error)) => {
                tracing::debug!(%error, "a step failed");
                peer.broken = is_value;
                self.callbacks.tell(Event::Refused(id));
            }
            Err(_) => {
                tracing::debug!("a step took too long");
                peer.broken = is_value;
                self.callbacks.tell(Event::Refused(id));
            }
        }
    }

    async fn disconnect(&mut self) {
        let Some(peer) = self.peer.take() else { return };
        let device = peer.settle().await;
        match timeout(PARTING, device.disconnect()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "not disconnected"),
            Err(error) => tracing::debug!(%error, "parting took too long"),
        }
        let _ = timeout(PARTING, scan::forget(&self.adapter, &device)).await;
    }
}

async fn watch_adapter(adapter: Adapter, callbacks: Callbacks) {
    let mut unheard = false;
    loop {
        match adapter.adapter_state().await {
            Ok(CentralState::PoweredOff) => break,
            Ok(_) => unheard = false,
            // Once may be an accident; one that was pulled out does not answer any more.
            Err(_) if unheard => break,
            Err(_) => unheard = true,
        }
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
