//! The thread's work: calls and happenings, one after the other.

use core::time::Duration;
use std::collections::HashMap;
use std::sync::{Arc, Weak};

use bluer::adv::{Advertisement, AdvertisementHandle};
use bluer::gatt::CharacteristicWriter;
use bluer::gatt::local::ApplicationHandle;
use bluer::{Adapter, Address, Session, l2cap};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::PeripheralOptions;
use super::happening::{Happening, accept, read_channel, watch_adapter, watch_peer, watch_pipe};
use super::notifier::{self, Insisting, Job};
use super::service;
use crate::driver::ble::{Call, Callbacks, Event, RadioError, bluez};
use crate::transport::ble::connection::PeerId;
use crate::transport::ble::{Characteristic, Psm};

/// How often this adapter advertises, where the service lets it be said: the kernel's own 1.28 s makes scans slow.
const INTERVAL: (Duration, Duration) = (Duration::from_millis(100), Duration::from_millis(150));
/// How long the last jobs may take: a peer that takes nothing is cut off after 2 s, and a disconnection takes about 2 s.
const LAST: Duration = Duration::from_secs(8);

struct Peer {
    id: PeerId,
    mtu: u16,
    watch: JoinHandle<()>,
    /// Held by whoever disconnects it, so that a peer that goes on writing is disconnected by one at a time.
    parting: Weak<()>,
}

pub(super) struct Server {
    /// Held, for the connection to the service ends with it.
    _session: Session,
    adapter: Adapter,
    options: PeripheralOptions,
    psm: Option<Psm>,
    callbacks: Callbacks,
    peers: HashMap<Address, Peer>,
    /// One for each characteristic, and for all who subscribed to it: the service tells of the first only.
    pipes: HashMap<Characteristic, Arc<CharacteristicWriter>>,
    served: Option<ApplicationHandle>,
    advertised: Option<AdvertisementHandle>,
    next: u64,
    happenings: UnboundedSender<Happening>,
    happened: UnboundedReceiver<Happening>,
}

impl Server {
    pub(super) fn new(
        session: Session,
        adapter: Adapter,
        options: PeripheralOptions,
        psm: Option<Psm>,
        callbacks: Callbacks,
    ) -> Self {
        let (happenings, happened) = unbounded_channel();
        Self {
            _session: session,
            adapter,
            options,
            psm,
            callbacks,
            peers: HashMap::new(),
            pipes: HashMap::new(),
            served: None,
            advertised: None,
            next: 0,
            happenings,
            happened,
        }
    }

    pub(super) fn psm(&self) -> Option<Psm> {
        self.psm
    }

    /// Serves until nobody calls any more, then takes everything down.
    pub(super) async fn run(mut self, mut calls: UnboundedReceiver<Call>, listener: Option<l2cap::StreamListener>) {
        let (jobs, mut working) = notifier::start(self.callbacks.clone());
        let listening = listener.map(|listener| tokio::spawn(accept(listener, self.happenings.clone())));
        let health = tokio::spawn(watch_adapter(self.adapter.clone(), self.happenings.clone()));
        loop {
            tokio::select! {
                // What has happened comes before what is asked for: a pipe is known before it is used.
                biased;
                Some(happening) = self.happened.recv() => self.handle(happening, &jobs),
                call = calls.recv() => match call {
                    Some(call) => self.carry_out(call, &jobs).await,
                    None => break,
                },
            }
        }
        health.abort();
        if let Some(listening) = listening {
            listening.abort();
        }
        self.advertised = None;
        let peers: Vec<_> = self.peers.values().map(|peer| (peer.id, peer.watch.abort_handle())).collect();
        for (peer, watch) in peers {
            watch.abort();
            self.disconnect(peer, &jobs);
        }
        drop(jobs);
        if tokio::time::timeout(LAST, &mut working).await.is_err() {
            working.abort();
        }
    }

    async fn carry_out(&mut self, call: Call, jobs: &UnboundedSender<Job>) {
        match call {
            Call::Advertise => {
                if let Err(error) = self.advertise().await {
                    self.callbacks.tell(Event::Failed(error));
                }
            }
            Call::StopAdvertising => self.advertised = None,
            Call::Notify { peer, characteristic, value } => match self.pipes.get(&characteristic) {
                Some(pipe) => {
                    let _ = jobs.send(Job::Notify { peer, pipe: Arc::clone(pipe), value });
                }
                None => notifier::refused(self.callbacks.clone(), peer),
            },
            Call::ChannelBytes { peer, bytes } => {
                let _ = jobs.send(Job::Bytes(peer, bytes));
            }
            Call::Disconnect(peer) => self.disconnect(peer, jobs),
            // Those of a client.
            call => tracing::debug!(?call, "a server does not do this"),
        }
    }

    fn disconnect(&mut self, peer: PeerId, jobs: &UnboundedSender<Job>) {
        let known = self.peers.iter_mut().find(|(_, known)| known.id == peer);
        let known = known.and_then(|(address, known)| Some((self.adapter.device(*address).ok()?, known)));
        let Some((device, known)) = known else { return self.callbacks.tell(Event::Disconnected(peer)) };
        if known.parting.strong_count() > 0 {
            return;
        }
        let parting = Arc::new(());
        known.parting = Arc::downgrade(&parting);
        let insisting = Insisting::on(device.clone());
        let _ = jobs.send(Job::Disconnect { peer, device, insisting, parting });
    }

    async fn advertise(&mut self) -> Result<(), RadioError> {
        let step = "serving";
        if self.served.is_none() {
            let service = service::application(&self.options, self.psm, &self.happenings);
            let served = self.adapter.serve_gatt_application(service).await;
            self.served = Some(served.map_err(|error| bluez::error(step, &error))?);
        }
        let advertisement = |interval: Option<(Duration, Duration)>| Advertisement {
            service_uuids: [Uuid::from_bytes(self.options.uuid)].into(),
            discoverable: Some(true),
            min_interval: interval.map(|(least, _)| least),
            max_interval: interval.map(|(_, most)| most),
            ..Advertisement::default()
        };
        self.advertised = None;
        let advertised = match self.adapter.advertise(advertisement(Some(INTERVAL))).await {
            Ok(advertised) => Ok(advertised),
            Err(error) => {
                tracing::debug!(%error, "the interval cannot be said");
                self.adapter.advertise(advertisement(None)).await
            }
        };
        self.advertised = Some(advertised.map_err(|error| bluez::error("advertising", &error))?);
        Ok(())
    }

    /// The peer at this address, which is new where it was gone.
    fn peer(&mut self, address: Address, mtu: Option<u16>) -> PeerId {
        if let Some(peer) = self.peers.get_mut(&address) {
            if let Some(mtu) = mtu.filter(|mtu| *mtu != peer.mtu) {
                peer.mtu = mtu;
                self.callbacks.tell(Event::Mtu { peer: peer.id, mtu });
            }
            return peer.id;
        }
        self.next = self.next.saturating_add(1);
        let id = PeerId(self.next);
        let mtu = mtu.unwrap_or(23);
        let watch = tokio::spawn(watch_peer(self.adapter.clone(), address, self.happenings.clone()));
        self.peers.insert(address, Peer { id, mtu, watch, parting: Weak::new() });
        self.callbacks.tell(Event::Connected { peer: id, mtu });
        id
    }

    fn handle(&mut self, happening: Happening, jobs: &UnboundedSender<Job>) {
        let event = match happening {
            Happening::Wrote { from, mtu, characteristic, value } => {
                let peer = self.peer(from, Some(mtu));
                if characteristic == Characteristic::State {
                    // Whoever comes second subscribes to a pipe that is there already.
                    for piped in self.pipes.keys() {
                        self.callbacks.tell(Event::Subscribed(peer, *piped));
                    }
                }
                Event::Value { peer, characteristic, value }
            }
            Happening::Subscribed(characteristic, pipe) => {
                let peer = self.peer(pipe.device_address(), u16::try_from(pipe.mtu()).ok());
                let pipe = Arc::new(pipe);
                tokio::spawn(watch_pipe(Arc::clone(&pipe), characteristic, self.happenings.clone()));
                self.pipes.insert(characteristic, pipe);
                Event::Subscribed(peer, characteristic)
            }
            Happening::Unsubscribed(characteristic, ended) => {
                // Who subscribed anew meanwhile has another pipe.
                if self.pipes.get(&characteristic).is_some_and(|pipe| !Arc::ptr_eq(pipe, &ended)) {
                    return;
                }
                self.pipes.remove(&characteristic);
                for peer in self.peers.values() {
                    self.callbacks.tell(Event::Unsubscribed(peer.id, characteristic));
                }
                return;
            }
            Happening::Channel(address, stream) => {
                let peer = self.peer(address, None);
                let (reader, writer) = stream.into_split();
                let _ = jobs.send(Job::Channel(peer, writer));
                tokio::spawn(read_channel(reader, address, self.happenings.clone()));
                Event::ChannelOpened(peer)
            }
            Happening::ChannelBytes(address, bytes) => Event::ChannelBytes { peer: self.peer(address, None), bytes },
            Happening::ChannelClosed(address) => {
                let Some(peer) = self.peers.get(&address) else { return };
                Event::ChannelClosed(peer.id)
            }
            Happening::Gone(address) => {
                let Some(peer) = self.peers.remove(&address) else { return };
                let _ = jobs.send(Job::Gone(peer.id));
                Event::Disconnected(peer.id)
            }
            Happening::Lost => Event::Failed(RadioError::AdapterLost),
        };
        self.callbacks.tell(event);
    }
}
