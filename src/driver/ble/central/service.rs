//! Whether the peripheral still serves, by BlueZ.

use core::time::Duration;

use bluer::Address;
use btleplug::api::Peripheral as _;
use btleplug::platform::{Adapter, Peripheral};
use uuid::Uuid;

use super::scan;
use crate::driver::ble::{Callbacks, Event, bluez};
use crate::transport::ble::connection::PeerId;

/// How often it is looked.
const LOOK: Duration = Duration::from_secs(1);
/// So often in a row the service must not be there.
const ABSENT: u32 = 2;

/// Tells that the peer is gone when its service is. A server that is killed leaves the connection to its system, which
/// keeps that, takes the service out of its list and says so to the other side's system.
pub(super) async fn watch(adapter: Adapter, device: Peripheral, uuid: Uuid, peer: PeerId, callbacks: Callbacks) {
    match wait_until_gone(&adapter, &device, uuid).await {
        Ok(()) => {
            tracing::debug!("the peer serves no more");
            callbacks.tell(Event::Disconnected(peer));
        }
        // A lost connection is told by others.
        Err(error) => tracing::debug!(%error, "the peer's service is not watched"),
    }
}

async fn wait_until_gone(adapter: &Adapter, device: &Peripheral, uuid: Uuid) -> bluer::Result<()> {
    let failed =
        |said: &dyn core::fmt::Display| bluer::Error { kind: bluer::ErrorKind::Failed, message: said.to_string() };
    let session = bluez::session().await.map_err(|error| failed(&error))?;
    let adapter = session.adapter(&scan::name(adapter).await.map_err(|error| failed(&error))?)?;
    let device = adapter.device(Address::new(device.address().into_inner()))?;
    let mut watched = None;
    for service in device.services().await? {
        if service.uuid().await? == uuid {
            watched = Some(service);
        }
    }
    let watched = watched.ok_or_else(|| failed(&"it is not there"))?;
    let mut absent = 0_u32;
    while absent < ABSENT {
        tokio::time::sleep(LOOK).await;
        absent = if watched.uuid().await.is_ok() { 0 } else { absent.saturating_add(1) };
    }
    Ok(())
}
