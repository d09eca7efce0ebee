//! Finding the peripheral.

use core::time::Duration;

use btleplug::api::{Central as _, CentralEvent, Manager as _, Peripheral as _, ScanFilter};
use btleplug::platform::{Adapter, Manager, Peripheral};
use futures_util::StreamExt;
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

use crate::driver::ble::RadioError;

/// How long a scan runs before it is begun anew: stacks report a device once in a scan, and may lose that one.
const ROUND: Duration = Duration::from_secs(5);
/// How often the list of devices is looked through, for stacks that do not tell.
const LOOK: Duration = Duration::from_millis(500);

/// The system's adapter of that name, or the first.
pub(super) async fn adapter(wanted: Option<&str>) -> Result<Adapter, RadioError> {
    let failed = |error: btleplug::Error| super::error("looking for an adapter", &error);
    let manager = Manager::new().await.map_err(failed)?;
    let mut found: Vec<(String, Adapter)> = Vec::new();
    for adapter in manager.adapters().await.map_err(failed)? {
        found.push((name(&adapter).await.map_err(failed)?, adapter));
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut found = found.into_iter().filter(|(name, _)| wanted.is_none_or(|wanted| wanted == name));
    let adapter = found.next().map(|(_, adapter)| adapter);
    adapter.ok_or_else(|| RadioError::NoAdapter { wanted: wanted.map(str::to_owned) })
}

/// The adapter's name, which on Linux has more behind it: `hci0 (usb:v1D6Bp0246d0542)`.
pub(super) async fn name(adapter: &Adapter) -> btleplug::Result<String> {
    let info = adapter.adapter_info().await?;
    Ok(info.split(' ').next().unwrap_or_default().to_owned())
}

/// Scans until a device advertises `uuid`, for as long as it takes.
///
/// The filter of a scan is shared by all programs of the system, so each match is looked at again.
///
/// # Errors
/// [`RadioError`].
pub(super) async fn find(adapter: &Adapter, uuid: Uuid) -> Result<Peripheral, RadioError> {
    let failed = |error: btleplug::Error| super::error("scanning", &error);
    loop {
        forget_strangers(adapter).await;
        let mut events = adapter.events().await.map_err(failed)?;
        adapter.start_scan(ScanFilter { services: vec![uuid] }).await.map_err(failed)?;
        let until = Instant::now().checked_add(ROUND);
        let found = look(adapter, uuid, &mut events, until.unwrap_or_else(Instant::now)).await;
        if let Err(error) = adapter.stop_scan().await {
            tracing::debug!(%error, "the scan was not stopped");
        }
        if let Some(found) = found.map_err(failed)? {
            return Ok(found);
        }
    }
}

async fn look(
    adapter: &Adapter,
    uuid: Uuid,
    events: &mut (impl futures_util::Stream<Item = CentralEvent> + Unpin),
    until: Instant,
) -> btleplug::Result<Option<Peripheral>> {
    while Instant::now() < until {
        for device in adapter.peripherals().await? {
            // A device that vanishes meanwhile is none.
            let Ok(Some(properties)) = device.properties().await else { continue };
            if properties.services.contains(&uuid) {
                return Ok(Some(device));
            }
        }
        // Whatever happens is a reason to look again, and so is the time.
        let look = Instant::now().checked_add(LOOK).map_or(until, |look| look.min(until));
        let _ = timeout_at(look, events.next()).await;
    }
    Ok(None)
}

/// See [`bluez::forget_strangers`](crate::driver::ble::bluez::forget_strangers).
#[cfg(target_os = "linux")]
async fn forget_strangers(adapter: &Adapter) {
    use crate::driver::ble::bluez;
    let Ok(name) = name(adapter).await else { return };
    let Ok(session) = bluez::session().await else { return };
    if let Ok(adapter) = session.adapter(&name) {
        bluez::forget_strangers(&adapter).await;
    }
}

/// See [`bluez::forget`](crate::driver::ble::bluez::forget).
#[cfg(target_os = "linux")]
pub(super) async fn forget(adapter: &Adapter, device: &Peripheral) {
    use crate::driver::ble::bluez;
    let Ok(name) = name(adapter).await else { return };
    let Ok(session) = bluez::session().await else { return };
    if let Ok(adapter) = session.adapter(&name) {
        bluez::forget(&adapter, bluer::Address::new(device.address().into_inner())).await;
    }
}

/// The system forgets by itself.
#[cfg(not(target_os = "linux"))]
pub(super) async fn forget(_: &Adapter, _: &Peripheral) {}

#[cfg(not(target_os = "linux"))]
async fn forget_strangers(adapter: &Adapter) {
    if let Err(error) = adapter.clear_peripherals().await {
        tracing::debug!(%error, "the devices left behind were not removed");
    }
}
