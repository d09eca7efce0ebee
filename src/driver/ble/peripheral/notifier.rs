//! What a server sends, in order.

use core::time::Duration;
use std::sync::Arc;

use bluer::Device;
use bluer::gatt::CharacteristicWriter;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::driver::ble::{Callbacks, Event};
use crate::transport::ble::connection::PeerId;

/// How long bluetoothd may take to fetch what was put into one characteristic's pipe, before something is put into
/// another's: it reads each pipe in its own time.
const SETTLE: Duration = Duration::from_millis(60);
/// How long a disconnection may take.
const PARTING: Duration = Duration::from_secs(5);

/// The sending end of a channel.
pub(super) type ChannelWriter = bluer::l2cap::stream::OwnedWriteHalf;

/// Something to be sent.
pub(super) enum Job {
    /// A notification.
    Notify { peer: PeerId, pipe: Arc<CharacteristicWriter>, value: Vec<u8> },
    /// The channel that what follows goes into.
    Channel(ChannelWriter),
    /// Bytes for the channel.
    Bytes(PeerId, Vec<u8>),
    /// The end of a peer.
    Disconnect(PeerId, Device),
}

/// Does one job after the other. Dropping the sender lets it finish.
pub(super) fn start(callbacks: Callbacks) -> (UnboundedSender<Job>, tokio::task::JoinHandle<()>) {
    let (jobs, queue) = unbounded_channel();
    (jobs, tokio::spawn(work(queue, callbacks)))
}

async fn work(mut jobs: UnboundedReceiver<Job>, callbacks: Callbacks) {
    let mut channel: Option<ChannelWriter> = None;
    let mut last: Option<Arc<CharacteristicWriter>> = None;
    while let Some(job) = jobs.recv().await {
        match job {
            Job::Notify { peer, pipe, value } => {
                if last.as_ref().is_some_and(|last| !Arc::ptr_eq(last, &pipe)) {
                    tokio::time::sleep(SETTLE).await;
                }
                match pipe.send(&value).await {
                    Ok(()) => callbacks.tell(Event::Sent(peer)),
                    // The peer has gone or asks for no more, which is told when it is seen.
                    Err(error) => tracing::debug!(%error, "a notification was not taken"),
                }
                last = Some(pipe);
            }
            Job::Channel(writer) => channel = Some(writer),
            Job::Bytes(peer, bytes) => {
                let Some(writer) = &mut channel else { continue };
                match writer.write_all(&bytes).await {
                    Ok(()) => callbacks.tell(Event::Sent(peer)),
                    Err(error) => {
                        tracing::debug!(%error, "the channel took no bytes");
                        callbacks.tell(Event::ChannelClosed(peer));
                        channel = None;
                    }
                }
            }
            Job::Disconnect(peer, device) => {
                if last.take().is_some() {
                    tokio::time::sleep(SETTLE).await;
                }
                if let Some(mut writer) = channel.take() {
                    let _ = writer.shutdown().await;
                }
                if !matches!(tokio::time::timeout(PARTING, device.disconnect()).await, Ok(Ok(()))) {
                    tracing::debug!("a peer could not be disconnected");
                }
                callbacks.tell(Event::Disconnected(peer));
            }
        }
    }
}
