//! What a server sends, in order.

use core::time::Duration;
use std::collections::HashMap;
use std::sync::Arc;

use bluer::Device;
use bluer::gatt::CharacteristicWriter;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{JoinHandle, JoinSet};

use crate::driver::ble::{Callbacks, Event, PARTING};
use crate::transport::ble::connection::PeerId;

/// How long bluetoothd may take to fetch what was put into one characteristic's pipe, before something is put into
/// another's: it reads each pipe in its own time.
const SETTLE: Duration = Duration::from_millis(60);
/// How long it may take until a peer that has gone is seen to have.
const SEEING: Duration = Duration::from_millis(500);
/// How long what waits may take to leave before a peer is disconnected all the same.
const PATIENCE: Duration = Duration::from_secs(2);

/// The sending end of a channel.
pub(super) type ChannelWriter = bluer::l2cap::stream::OwnedWriteHalf;

/// Something to be sent.
pub(super) enum Job {
    /// A notification.
    Notify { peer: PeerId, pipe: Arc<CharacteristicWriter>, value: Vec<u8> },
    /// The channel of a peer.
    Channel(PeerId, ChannelWriter),
    /// Bytes for it.
    Bytes(PeerId, Vec<u8>),
    /// The end of a peer; `parting` is held until it is over.
    Disconnect { peer: PeerId, device: Device, insisting: Insisting, parting: Arc<()> },
    /// A peer has gone.
    Gone(PeerId),
}

/// Disconnects a peer where the jobs before its own wait for it in vain: one that takes no bytes would hold them up for
/// ever. Dropping it takes that back.
pub(super) struct Insisting(JoinHandle<()>);

impl Insisting {
    pub(super) fn on(device: Device) -> Self {
        Self(tokio::spawn(async move {
            tokio::time::sleep(PATIENCE).await;
            tracing::debug!("what waits for a peer does not leave");
            let _ = tokio::time::timeout(PARTING, device.disconnect()).await;
        }))
    }
}

impl Drop for Insisting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Does one job after the other. Dropping the sender lets it finish.
pub(super) fn start(callbacks: Callbacks) -> (UnboundedSender<Job>, JoinHandle<()>) {
    let (jobs, queue) = unbounded_channel();
    (jobs, tokio::spawn(work(queue, callbacks)))
}

/// Tells that a value was not taken, without which the message is not whole. Mostly the peer has gone, and that says more: it
/// is told first.
pub(super) fn refused(callbacks: Callbacks, peer: PeerId) {
    tokio::spawn(async move {
        tokio::time::sleep(SEEING).await;
        callbacks.tell(Event::Refused(peer));
    });
}

async fn work(mut jobs: UnboundedReceiver<Job>, callbacks: Callbacks) {
    // Each has its own: what is for the one that started goes to nobody else who opens one.
    let mut channels: HashMap<PeerId, ChannelWriter> = HashMap::new();
    let mut last: Option<Arc<CharacteristicWriter>> = None;
    let mut notified = None;
    let mut strangers = JoinSet::new();
    while let Some(job) = jobs.recv().await {
        match job {
            Job::Notify { peer, pipe, value } => {
                notified = Some(peer);
                if last.as_ref().is_some_and(|last| !Arc::ptr_eq(last, &pipe)) {
                    tokio::time::sleep(SETTLE).await;
                }
                match pipe.send(&value).await {
                    Ok(()) => callbacks.tell(Event::Sent(peer)),
                    Err(error) => {
                        tracing::debug!(%error, "a notification was not taken");
                        refused(callbacks.clone(), peer);
                    }
                }
                last = Some(pipe);
            }
            Job::Channel(peer, writer) => drop(channels.insert(peer, writer)),
            Job::Gone(peer) => drop(channels.remove(&peer)),
            Job::Bytes(peer, bytes) => {
                let Some(writer) = channels.get_mut(&peer) else { continue };
                match writer.write_all(&bytes).await {
                    Ok(()) => callbacks.tell(Event::Sent(peer)),
                    Err(error) => {
                        tracing::debug!(%error, "the channel took no bytes");
                        callbacks.tell(Event::ChannelClosed(peer));
                        channels.remove(&peer);
                    }
                }
            }
            Job::Disconnect { peer, device, insisting, parting } => {
                let part = part(peer, device, parting, callbacks.clone());
                // Nothing is on its way to a stranger, and whoever owns the connection is not to wait for one to go.
                if notified != Some(peer) && !channels.contains_key(&peer) {
                    while strangers.try_join_next().is_some() {}
                    strangers.spawn(part);
                    continue;
                }
                if last.take().is_some() {
                    tokio::time::sleep(SETTLE).await;
                }
                if let Some(mut writer) = channels.remove(&peer) {
                    let _ = writer.shutdown().await;
                }
                drop(insisting);
                part.await;
            }
        }
    }
    while strangers.join_next().await.is_some() {}
}

async fn part(peer: PeerId, device: Device, parting: Arc<()>, callbacks: Callbacks) {
    if !matches!(tokio::time::timeout(PARTING, device.disconnect()).await, Ok(Ok(()))) {
        tracing::debug!("a peer could not be disconnected");
    }
    drop(parting);
    callbacks.tell(Event::Disconnected(peer));
}
