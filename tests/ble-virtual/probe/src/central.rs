//! The connecting end of the raw copy: sends a message and takes one of the same size.

use std::time::{Duration, Instant};

use bluer::{
    Adapter, Address, AddressType, Session,
    l2cap::{Socket, SocketAddr},
};
use btleplug::{
    api::{self, Central, Characteristic, Manager as _, Peripheral as _, ScanFilter, WriteType},
    platform::{Manager, Peripheral},
};
use futures_util::StreamExt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::{sleep, timeout},
};
use uuid::Uuid;

use crate::options::{
    CHANNEL_MTU, CLIENT_TO_SERVER, Gathered, L2CAP, LIMIT, Options, Outcome, SERVER_TO_CLIENT, STATE, compare,
    fragments,
};

pub async fn copy(options: &Options) -> Outcome<()> {
    let session = Session::new().await?;
    let adapter = session.adapter(&options.adapter)?;
    // bluetoothd does not look at newly advertised services of a device that it has resolved.
    for address in adapter.device_addresses().await? {
        let _gone = adapter.remove_device(address).await;
    }
    let begun = Instant::now();
    if options.l2cap {
        timeout(LIMIT, over_channel(&adapter, options, begun)).await?
    } else {
        timeout(LIMIT, over_gatt(options, begun)).await?
    }
}

fn tell(what: &str, begun: Instant) {
    println!("{what} after {:.2} s", begun.elapsed().as_secs_f64());
}

async fn over_gatt(options: &Options, begun: Instant) -> Outcome<()> {
    let peripheral = find(options).await?;
    tell("found", begun);
    peripheral.connect().await?;
    tell("connected", begun);
    let mut notifications = peripheral.notifications().await?;
    let mut prepared = start(&peripheral, options.service).await;
    // bluetoothd takes characteristics away and puts them back when it looks at a table again that has just changed.
    while let Err(error) = &prepared {
        println!("again: {error}");
        sleep(Duration::from_millis(500)).await;
        prepared = start(&peripheral, options.service).await;
    }
    tell("started", begun);
    let [state, to_server] = prepared?;
    // bluetoothd 5.66 drops writes of more than 510 bytes without a word.
    let mtu = usize::from(peripheral.mtu());
    let value = (mtu - 3).min(510);
    println!("mtu {mtu} writes of {value} bytes");
    for fragment in fragments(&options.payload(), value) {
        peripheral.write(&to_server, &fragment, WriteType::WithoutResponse).await?;
    }
    let mut gathered = Gathered::default();
    while let Some(notification) = notifications.next().await {
        if notification.uuid == SERVER_TO_CLIENT && gathered.push(&notification.value) {
            break;
        }
    }
    gathered.tell("server-to-client");
    compare(&gathered.bytes, &options.payload())?;
    peripheral.write(&state, &[2], WriteType::WithoutResponse).await?;
    sleep(Duration::from_millis(200)).await;
    peripheral.disconnect().await?;
    tell("done", begun);
    Ok(())
}

/// Discovers, subscribes and says Start; the characteristics to write to are State and Client2Server.
async fn start(peripheral: &Peripheral, service: Uuid) -> Outcome<[Characteristic; 2]> {
    discover(peripheral, service).await?;
    let state = characteristic(peripheral, service, STATE)?;
    peripheral.subscribe(&state).await?;
    peripheral.subscribe(&characteristic(peripheral, service, SERVER_TO_CLIENT)?).await?;
    peripheral.write(&state, &[1], WriteType::WithoutResponse).await?;
    Ok([state, characteristic(peripheral, service, CLIENT_TO_SERVER)?])
}

/// A stack that is busy can say that it has resolved the services when it has not resolved all.
async fn discover(peripheral: &Peripheral, service: Uuid) -> Outcome<()> {
    loop {
        peripheral.discover_services().await?;
        if characteristic(peripheral, service, SERVER_TO_CLIENT).is_ok() {
            return Ok(());
        }
        sleep(Duration::from_millis(200)).await;
    }
}

fn characteristic(peripheral: &Peripheral, service: Uuid, uuid: Uuid) -> Outcome<Characteristic> {
    let all = peripheral.characteristics();
    let found = all.into_iter().find(|one| one.uuid == uuid && one.service_uuid == service);
    found.ok_or_else(|| format!("no characteristic {uuid}").into())
}

async fn find(options: &Options) -> Outcome<Peripheral> {
    let manager = Manager::new().await?;
    for adapter in manager.adapters().await? {
        if !adapter.adapter_info().await?.starts_with(&options.adapter) {
            continue;
        }
        adapter.start_scan(ScanFilter { services: vec![options.service] }).await?;
        loop {
            for peripheral in adapter.peripherals().await? {
                let seen = peripheral.properties().await?;
                if seen.is_some_and(|seen| seen.services.contains(&options.service)) {
                    adapter.stop_scan().await?;
                    return Ok(peripheral);
                }
            }
            sleep(Duration::from_millis(100)).await;
        }
    }
    Err(format!("no adapter {}", options.adapter).into())
}

/// btleplug has no channels: bluer opens one on its connection.
async fn over_channel(adapter: &Adapter, options: &Options, begun: Instant) -> Outcome<()> {
    let device = find(options).await?;
    tell("found", begun);
    let random = device.properties().await?.and_then(|seen| seen.address_type) == Some(api::AddressType::Random);
    let kind = if random { AddressType::LeRandom } else { AddressType::LePublic };
    device.connect().await?;
    tell("connected", begun);
    discover(&device, options.service).await?;
    let psm = device.read(&characteristic(&device, options.service, L2CAP)?).await?;
    let psm = psm.last().copied().ok_or("no PSM")?;
    tell("psm", begun);
    let address = Address::new(device.address().into_inner());
    let socket = Socket::new_stream()?;
    socket.bind(SocketAddr::new(adapter.address().await?, AddressType::LePublic, 0))?;
    socket.set_recv_mtu(CHANNEL_MTU)?;
    let mut stream = socket.connect(SocketAddr::new(address, kind, u16::from(psm))).await?;
    // `connect` may come back before the channel is open.
    while stream.as_ref().send_mtu().is_err() {
        sleep(Duration::from_millis(20)).await;
    }
    println!("mtu {}", stream.as_ref().send_mtu()?);
    let payload = options.payload();
    let mut length = u32::try_from(payload.len())?.to_be_bytes();
    stream.write_all(&length).await?;
    stream.write_all(&payload).await?;
    stream.read_exact(&mut length).await?;
    let mut gathered = Gathered::default();
    gathered.push(&[]);
    gathered.bytes = vec![0; options.bytes];
    stream.read_exact(&mut gathered.bytes).await?;
    gathered.tell("server-to-client");
    compare(&gathered.bytes, &payload)?;
    drop(stream);
    device.disconnect().await?;
    tell("done", begun);
    Ok(())
}
