//! What the service and the kernel tell, and who waits for it.

use core::time::Duration;
use std::sync::Arc;

use bluer::gatt::CharacteristicWriter;
use bluer::{Adapter, Address, DeviceEvent, DeviceProperty, l2cap};
use futures_util::StreamExt;
use tokio::sync::mpsc::UnboundedSender;

use crate::transport::ble::Characteristic;

/// How often it is looked whether the adapter is still there.
const HEALTH: Duration = Duration::from_secs(2);

/// What the service tells.
pub(super) enum Happening {
    /// A peer wrote.
    Wrote { from: Address, mtu: u16, characteristic: Characteristic, value: Vec<u8> },
    /// Peers take notifications through this pipe.
    Subscribed(Characteristic, CharacteristicWriter),
    /// They take them no longer: this pipe has ended.
    Unsubscribed(Characteristic, Arc<CharacteristicWriter>),
    /// A channel was opened.
    Channel(Address, l2cap::Stream),
    /// Bytes came on it.
    ChannelBytes(Address, Vec<u8>),
    /// It was closed.
    ChannelClosed(Address),
    /// A peer is gone.
    Gone(Address),
    /// The adapter is.
    Lost,
}

pub(super) async fn accept(listener: l2cap::StreamListener, happenings: UnboundedSender<Happening>) {
    loop {
        match listener.accept().await {
            Ok((stream, from)) => {
                let _ = happenings.send(Happening::Channel(from.addr, stream));
            }
            Err(error) => {
                tracing::debug!(%error, "no channel was accepted");
                return;
            }
        }
    }
}

pub(super) async fn read_channel(
    mut reader: l2cap::stream::OwnedReadHalf,
    from: Address,
    happenings: UnboundedSender<Happening>,
) {
    use tokio::io::AsyncReadExt;
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let bytes = match reader.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(length) => buffer.get(..length).unwrap_or_default().to_vec(),
        };
        if happenings.send(Happening::ChannelBytes(from, bytes)).is_err() {
            return;
        }
    }
    let _ = happenings.send(Happening::ChannelClosed(from));
}

pub(super) async fn watch_pipe(
    pipe: Arc<CharacteristicWriter>,
    characteristic: Characteristic,
    happenings: UnboundedSender<Happening>,
) {
    let _ = pipe.closed().await;
    let _ = happenings.send(Happening::Unsubscribed(characteristic, pipe));
}

/// Ends when the peer is disconnected or forgotten. One that is back at once is another peer, so that it counts what is told
/// and not only how things are by now.
pub(super) async fn watch_peer(adapter: Adapter, address: Address, happenings: UnboundedSender<Happening>) {
    let watched = async {
        let device = adapter.device(address)?;
        let mut events = Box::pin(device.events().await?);
        while device.is_connected().await? {
            let event = events.next().await;
            if matches!(event, None | Some(DeviceEvent::PropertyChanged(DeviceProperty::Connected(false)))) {
                break;
            }
        }
        Ok::<(), bluer::Error>(())
    };
    if let Err(error) = watched.await {
        tracing::debug!(%error, "a peer is watched no longer");
    }
    let _ = happenings.send(Happening::Gone(address));
}

pub(super) async fn watch_adapter(adapter: Adapter, happenings: UnboundedSender<Happening>) {
    while matches!(adapter.is_powered().await, Ok(true)) {
        tokio::time::sleep(HEALTH).await;
    }
    let _ = happenings.send(Happening::Lost);
}
