//! Whether the peripheral still serves, by BlueZ.

use core::time::Duration;

use bluer::Address;
use btleplug::api::Peripheral as _;
use btleplug::platform::{Adapter, Peripheral};
use tokio::time::timeout;
use uuid::Uuid;

use super::peer::Heard;
use super::scan;
use crate::driver::ble::{Callbacks, Event, PARTING, bluez};
use crate::transport::ble::connection::PeerId;

/// How often it is looked, while nothing is heard.
const LOOK: Duration = Duration::from_secs(2);
/// So often in a row the service must not be there.
const ABSENT: u32 = 2;

/// Disconnects a peer whose service is gone, and tells so. A server that is killed leaves the connection to its system, which
/// keeps that, takes the service out of its list and says so to the other side's system.
pub(super) async fn watch(
    adapter: Adapter,
    device: Peripheral,
    uuid: Uuid,
    peer: PeerId,
    heard: Heard,
    callbacks: Callbacks,
) {
    let mut absent = 0_u32;
    while absent < ABSENT {
        tokio::time::sleep(LOOK).await;
        if heard.take() {
            absent = 0;
            continue;
        }
        absent = match is_served(&adapter, &device, uuid).await {
            Ok(true) => 0,
            Ok(false) => absent.saturating_add(1),
            // A lost connection is told by others.
            Err(error) => return tracing::debug!(%error, "the peer's service is not watched"),
        };
    }
    tracing::debug!("the peer serves no more");
    let _ = timeout(PARTING, device.disconnect()).await;
    callbacks.tell(Event::Disconnected(peer));
}

/// Asks on a connection to BlueZ of its own, which is closed again: while it is open it hears every notification too, which
/// costs a tenth of the goodput.
async fn is_served(adapter: &Adapter, device: &Peripheral, uuid: Uuid) -> bluer::Result<bool> {
    let failed =
        |said: &dyn core::fmt::Display| bluer::Error { kind: bluer::ErrorKind::Failed, message: said.to_string() };
    let session = bluez::session().await.map_err(|error| failed(&error))?;
    let adapter = session.adapter(&scan::name(adapter).await.map_err(|error| failed(&error))?)?;
    let device = adapter.device(Address::new(device.address().into_inner()))?;
    for service in device.services().await? {
        if service.uuid().await? == uuid {
            return Ok(true);
        }
    }
    Ok(false)
}
