//! An L2CAP channel to the peripheral, through the kernel.

use core::time::Duration;

use bluer::l2cap::{Socket, SocketAddr, Stream};
use bluer::{Address, AddressType};
use btleplug::api::{self, Peripheral as _};
use btleplug::platform::{Adapter, Peripheral};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use super::scan;
use crate::driver::ble::{Callbacks, Event, bluez};
use crate::transport::ble::Psm;
use crate::transport::ble::connection::PeerId;

/// How long the channel may need after it says that it is open.
const OPENING: Duration = Duration::from_secs(5);
/// How long what waits may take to leave.
const CLOSING: Duration = Duration::from_secs(2);
/// How much is read at once.
const CHUNK: usize = 16 * 1024;

/// An open channel.
pub(super) struct Channel {
    bytes: UnboundedSender<Vec<u8>>,
    writing: JoinHandle<()>,
    reading: JoinHandle<()>,
}

impl Channel {
    pub(super) async fn open(
        adapter: &Adapter,
        device: &Peripheral,
        psm: Psm,
        peer: PeerId,
        callbacks: Callbacks,
    ) -> btleplug::Result<Self> {
        let failed = |error: std::io::Error| btleplug::Error::Other(Box::new(error));
        let kind = match device.properties().await.ok().flatten().and_then(|properties| properties.address_type) {
            Some(api::AddressType::Random) => AddressType::LeRandom,
            _ => AddressType::LePublic,
        };
        let address = Address::new(device.address().into_inner());
        let socket = Socket::<Stream>::new_stream().map_err(failed)?;
        // The kernel would take any adapter, also one that the peer is not connected to.
        socket.bind(own_address(adapter).await?).map_err(failed)?;
        socket.set_recv_mtu(bluez::CHANNEL_MTU).map_err(failed)?;
        let stream = socket.connect(SocketAddr::new(address, kind, psm.number())).await.map_err(failed)?;
        // It can come back before the channel is there; only then the kernel knows what the peer takes.
        let open = async {
            while stream.as_ref().send_mtu().is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(OPENING, open).await.map_err(|_| btleplug::Error::TimedOut(OPENING))?;
        let (mut reader, mut writer) = stream.into_split();
        let (bytes, mut queue): (_, UnboundedReceiver<Vec<u8>>) = unbounded_channel();
        let told = callbacks.clone();
        let writing = tokio::spawn(async move {
            while let Some(bytes) = queue.recv().await {
                if let Err(error) = writer.write_all(&bytes).await {
                    tracing::debug!(%error, "the channel took no bytes");
                    return told.tell(Event::ChannelClosed(peer));
                }
                told.tell(Event::Sent(peer));
            }
            let _ = writer.shutdown().await;
        });
        let reading = tokio::spawn(async move {
            let mut buffer = vec![0; CHUNK];
            while let Ok(length @ 1..) = reader.read(&mut buffer).await {
                let bytes = buffer.get(..length).unwrap_or_default().to_vec();
                callbacks.tell(Event::ChannelBytes { peer, bytes });
            }
            callbacks.tell(Event::ChannelClosed(peer));
        });
        Ok(Self { bytes, writing, reading })
    }

    /// Puts bytes behind those that wait.
    pub(super) fn send(&self, bytes: Vec<u8>) {
        let _ = self.bytes.send(bytes);
    }

    /// Sends what waits, as long as the peer takes it, and closes.
    pub(super) async fn close(self) {
        let Self { bytes, mut writing, reading } = self;
        drop(bytes);
        if tokio::time::timeout(CLOSING, &mut writing).await.is_err() {
            tracing::debug!("the channel takes no more bytes");
            writing.abort();
        }
        reading.abort();
    }
}

async fn own_address(adapter: &Adapter) -> btleplug::Result<SocketAddr> {
    let failed = |error: bluer::Error| btleplug::Error::Other(Box::new(error));
    let session = bluez::session().await.map_err(|error| btleplug::Error::Other(Box::new(error)))?;
    let adapter = session.adapter(&scan::name(adapter).await?).map_err(failed)?;
    let (address, kind) = (adapter.address().await.map_err(failed)?, adapter.address_type().await.map_err(failed)?);
    Ok(SocketAddr::new(address, kind, 0))
}
