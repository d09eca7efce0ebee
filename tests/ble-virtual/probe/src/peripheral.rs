//! The serving end of the raw copy: takes a message, and sends one of the same size back.

use std::{sync::Arc, time::Duration};

use bluer::{
    AddressType, Session,
    adv::Advertisement,
    gatt::local::{
        Application, Characteristic, CharacteristicControl, CharacteristicControlEvent, CharacteristicNotify,
        CharacteristicNotifyMethod, CharacteristicRead, CharacteristicWrite, CharacteristicWriteMethod, Service,
        characteristic_control,
    },
    l2cap::{Socket, SocketAddr, StreamListener},
};
use futures_util::{FutureExt, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::mpsc,
    time::timeout,
};

use crate::options::{
    CHANNEL_MTU, CLIENT_TO_SERVER, Gathered, L2CAP, LIMIT, Options, Outcome, SERVER_TO_CLIENT, STATE, compare,
    fragments,
};

pub async fn serve(options: &Options) -> Outcome<()> {
    let session = Session::new().await?;
    let adapter = session.adapter(&options.adapter)?;
    let listener = if options.l2cap {
        let any = SocketAddr::new(adapter.address().await?, AddressType::LePublic, 0);
        let socket = Socket::new_stream()?;
        socket.bind(any)?;
        socket.set_recv_mtu(CHANNEL_MTU)?;
        Some(socket.listen(1)?)
    } else {
        None
    };
    let psm =
        listener.as_ref().map(|listener| listener.as_ref().local_addr().map(|address| address.psm)).transpose()?;

    let (written, mut writes) = mpsc::unbounded_channel();
    let (control, handle) = characteristic_control();
    let (_state_control, state_handle) = characteristic_control();
    let mut characteristics = vec![
        Characteristic {
            uuid: STATE,
            write: Some(writing(written.clone(), false)),
            notify: Some(notifying()),
            control_handle: state_handle,
            ..Default::default()
        },
        Characteristic { uuid: CLIENT_TO_SERVER, write: Some(writing(written, true)), ..Default::default() },
        Characteristic {
            uuid: SERVER_TO_CLIENT,
            notify: Some(notifying()),
            control_handle: handle,
            ..Default::default()
        },
    ];
    if let Some(psm) = psm {
        let value = u32::from(psm).to_be_bytes().to_vec();
        characteristics.push(Characteristic {
            uuid: L2CAP,
            read: Some(CharacteristicRead {
                read: true,
                fun: Box::new(move |_| {
                    let value = value.clone();
                    async move { Ok(value) }.boxed()
                }),
                ..Default::default()
            }),
            ..Default::default()
        });
    }
    let application = Application {
        services: vec![Service { uuid: options.service, primary: true, characteristics, ..Default::default() }],
        ..Default::default()
    };
    let _served = adapter.serve_gatt_application(application).await?;
    let advertisement =
        Advertisement { service_uuids: [options.service].into(), discoverable: Some(true), ..Default::default() };
    let _advertised = adapter.advertise(advertisement).await?;
    println!("serving psm {}", psm.unwrap_or_default());

    match listener {
        Some(listener) => timeout(LIMIT, over_channel(&listener, options)).await?,
        None => timeout(LIMIT, over_gatt(control, &mut writes, options)).await?,
    }
}

fn writing(to: mpsc::UnboundedSender<Vec<u8>>, data: bool) -> CharacteristicWrite {
    let to = Arc::new(to);
    CharacteristicWrite {
        write_without_response: true,
        method: CharacteristicWriteMethod::Fun(Box::new(move |value, _| {
            if data {
                let _closed = to.send(value);
            }
            async { Ok(()) }.boxed()
        })),
        ..Default::default()
    }
}

fn notifying() -> CharacteristicNotify {
    CharacteristicNotify { notify: true, method: CharacteristicNotifyMethod::Io, ..Default::default() }
}

async fn over_gatt(
    mut control: CharacteristicControl,
    writes: &mut mpsc::UnboundedReceiver<Vec<u8>>,
    options: &Options,
) -> Outcome<()> {
    let notifier = loop {
        match control.next().await.ok_or("the service was withdrawn")? {
            CharacteristicControlEvent::Notify(notifier) => break notifier,
            CharacteristicControlEvent::Write(_) => {}
        }
    };
    let mut gathered = Gathered::default();
    while let Some(value) = writes.recv().await {
        if gathered.push(&value) {
            break;
        }
    }
    gathered.tell("client-to-server");
    compare(&gathered.bytes, &options.payload())?;
    // What bluetoothd tells is the MTU less 5, and 512 at most: it cuts what is longer.
    let value = notifier.mtu().min(512);
    println!("notifications of {value} bytes");
    for fragment in fragments(&options.payload(), value) {
        notifier.send(&fragment).await?;
    }
    // Sent means handed to bluetoothd: the client ends the connection when it has all.
    while !notifier.is_closed()? {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

async fn over_channel(listener: &StreamListener, options: &Options) -> Outcome<()> {
    let (mut stream, _peer) = listener.accept().await?;
    let mut length = [0; 4];
    stream.read_exact(&mut length).await?;
    let mut gathered = Gathered::default();
    gathered.push(&[]);
    gathered.bytes = vec![0; options.bytes];
    stream.read_exact(&mut gathered.bytes).await?;
    gathered.tell("client-to-server");
    let payload = options.payload();
    compare(&gathered.bytes, &payload)?;
    stream.write_all(&length).await?;
    stream.write_all(&payload).await?;
    // The client hangs up when it has all.
    let _ended = stream.read(&mut length).await;
    Ok(())
}
