//! The service as BlueZ is told of it.

use bluer::gatt::local::{
    Application, Characteristic as Served, CharacteristicControl, CharacteristicControlEvent, CharacteristicNotify,
    CharacteristicNotifyMethod, CharacteristicRead, CharacteristicWrite, CharacteristicWriteMethod, Service,
    characteristic_control,
};
use futures_util::StreamExt;
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

use super::PeripheralOptions;
use super::happening::Happening;
use crate::transport::ble::{Characteristic, Psm};

/// The service of a mode. What is read has one value for all its life.
pub(super) fn application(
    options: &PeripheralOptions,
    psm: Option<Psm>,
    happenings: &UnboundedSender<Happening>,
) -> Application {
    let served = options.mode.characteristics().iter().filter_map(|characteristic| {
        let value = match characteristic {
            Characteristic::Ident => Some(options.ident?.as_bytes().to_vec()),
            Characteristic::L2cap => Some(psm?.to_bytes().to_vec()),
            _ => None,
        };
        let uuid = Uuid::from_bytes(characteristic.uuid(options.mode)?);
        Some(serve(*characteristic, uuid, value, happenings))
    });
    let service = Service {
        uuid: Uuid::from_bytes(options.uuid),
        primary: true,
        characteristics: served.collect(),
        ..Service::default()
    };
    Application { services: vec![service], ..Application::default() }
}

fn serve(
    characteristic: Characteristic,
    uuid: Uuid,
    value: Option<Vec<u8>>,
    happenings: &UnboundedSender<Happening>,
) -> Served {
    let properties = characteristic.properties();
    let (control, control_handle) = characteristic_control();
    if properties.notify {
        tokio::spawn(take_pipes(control, characteristic, happenings.clone()));
    }
    Served {
        uuid,
        read: value.map(|value| CharacteristicRead {
            read: true,
            fun: Box::new(move |request| {
                let rest = value.get(usize::from(request.offset)..).unwrap_or_default().to_vec();
                Box::pin(async move { Ok(rest) })
            }),
            ..CharacteristicRead::default()
        }),
        write: properties.write_without_response.then(|| write(characteristic, happenings.clone())),
        notify: properties.notify.then(|| CharacteristicNotify {
            notify: true,
            // A pipe, for it has back-pressure.
            method: CharacteristicNotifyMethod::Io,
            ..CharacteristicNotify::default()
        }),
        control_handle,
        ..Served::default()
    }
}

/// Writes by call, for a pipe does not keep the first ones whole. On this single-threaded runtime they come in order.
fn write(characteristic: Characteristic, happenings: UnboundedSender<Happening>) -> CharacteristicWrite {
    CharacteristicWrite {
        write_without_response: true,
        method: CharacteristicWriteMethod::Fun(Box::new(move |value, request| {
            let (from, mtu) = (request.device_address, request.mtu);
            let _ = happenings.send(Happening::Wrote { from, mtu, characteristic, value });
            Box::pin(async { Ok(()) })
        })),
        ..CharacteristicWrite::default()
    }
}

async fn take_pipes(
    mut control: CharacteristicControl,
    characteristic: Characteristic,
    happenings: UnboundedSender<Happening>,
) {
    while let Some(event) = control.next().await {
        if let CharacteristicControlEvent::Notify(pipe) = event {
            let _ = happenings.send(Happening::Subscribed(characteristic, pipe));
        }
    }
}
