//! The peripheral on Linux: GATT server, advertising and L2CAP listener of BlueZ.

mod happening;
mod notifier;
mod server;
mod service;

use bluer::l2cap;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::driver::ble::thread::{Ready, Worker};
use crate::driver::ble::{Call, Callbacks, Radio, RadioError, bluez};
use crate::transport::ble::{Ident, Mode, Psm, ValueSize};
use server::Server;

/// What a [`Peripheral`] serves.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PeripheralOptions {
    /// The adapter, such as `hci0`; the first where it is left out.
    pub adapter: Option<String>,
    /// The mode, which says whose service it is.
    pub mode: Mode,
    /// The service's UUID (RFC 4122 order), fresh for each engagement.
    pub uuid: [u8; 16],
    /// The value of the Ident characteristic, in mdoc central client mode.
    pub ident: Option<Ident>,
    /// Whether to listen for an L2CAP channel too.
    pub l2cap: bool,
}

impl PeripheralOptions {
    /// The service of `mode`, on the first adapter, without an L2CAP channel.
    #[must_use]
    pub const fn new(mode: Mode, uuid: [u8; 16]) -> Self {
        Self { adapter: None, mode, uuid, ident: None, l2cap: false }
    }
}

/// A GATT server on BlueZ. It advertises the UUID of its service and nothing else.
///
/// It runs on a thread of its own. BlueZ sends a notification to every peer that subscribed to it, so that a second peer
/// on the same service sees ciphertext that is not meant for it; what it writes is told apart.
#[derive(Debug)]
pub struct Peripheral {
    worker: Worker,
    psm: Option<Psm>,
}

impl Peripheral {
    /// How long the values are that bluetoothd notifies whole: it cuts what is above MTU - 5 where the client takes
    /// several notifications in one packet.
    #[must_use]
    pub fn value_size() -> ValueSize {
        ValueSize::new(5, 512)
    }

    /// Looks whether the adapter is there and can serve, and opens the L2CAP listener. Nothing is advertised yet.
    ///
    /// # Errors
    /// [`RadioError`].
    pub async fn open(options: PeripheralOptions, callbacks: Callbacks) -> Result<Self, RadioError> {
        let work = move |calls, ready| run(options, callbacks, calls, ready);
        let (worker, psm) = Worker::start("ble-peripheral", work).await?;
        Ok(Self { worker, psm })
    }

    /// The PSM of the L2CAP listener, for the engagement.
    #[must_use]
    pub const fn psm(&self) -> Option<Psm> {
        self.psm
    }
}

impl Radio for Peripheral {
    fn call(&mut self, call: Call) {
        self.worker.call(call);
    }
}

async fn run(
    options: PeripheralOptions,
    callbacks: Callbacks,
    calls: UnboundedReceiver<Call>,
    ready: Ready<Option<Psm>>,
) {
    let (server, listener) = match open(options, callbacks).await {
        Ok(opened) => opened,
        Err(error) => {
            let _ = ready.send(Err(error));
            return;
        }
    };
    if ready.send(Ok(server.psm())).is_ok() {
        server.run(calls, listener).await;
    }
}

async fn open(
    options: PeripheralOptions,
    callbacks: Callbacks,
) -> Result<(Server, Option<l2cap::StreamListener>), RadioError> {
    let session = bluez::session().await?;
    let adapter = bluez::adapter(&session, options.adapter.as_deref()).await?;
    if adapter.supported_advertising_instances().await.is_err() {
        return Err(RadioError::Unsupported { what: format!("{} cannot advertise", adapter.name()) });
    }
    let listener = match options.l2cap {
        true => Some(listen(&adapter).await?),
        false => None,
    };
    let psm = listener.as_ref().map(|(_, psm)| *psm);
    Ok((Server::new(session, adapter, options, psm, callbacks), listener.map(|(listener, _)| listener)))
}

async fn listen(adapter: &bluer::Adapter) -> Result<(l2cap::StreamListener, Psm), RadioError> {
    let step = "listening on L2CAP";
    let failed = |error: std::io::Error| RadioError::Other { step, said: error.to_string() };
    let address = adapter.address().await.map_err(|error| bluez::error(step, &error))?;
    let kind = adapter.address_type().await.map_err(|error| bluez::error(step, &error))?;
    // PSM 0: the kernel chooses a free one.
    let address = l2cap::SocketAddr::new(address, kind, 0);
    let socket = l2cap::Socket::new_stream().map_err(failed)?;
    socket.bind(address).map_err(failed)?;
    socket.set_recv_mtu(bluez::CHANNEL_MTU).map_err(failed)?;
    let listener = socket.listen(1).map_err(failed)?;
    let psm = listener.as_ref().local_addr().map_err(failed)?.psm;
    let psm = Psm::new(psm.into()).map_err(|error| RadioError::Other { step, said: error.to_string() })?;
    Ok((listener, psm))
}
