//! NDEF messages, the handover in them, and the negotiation of carriers.

use mdoc_proximity::budget;
use mdoc_proximity::holder::{Config, Engagement as Offer};
use mdoc_proximity::model::retrieval::{BleOptions, NfcOptions, RetrievalMethod};
use mdoc_proximity::reader::Engagement;
use mdoc_proximity::time::{Monotonic, Now};
use mdoc_proximity::transport::nfc::carrier::{BleOob, Carrier, NfcCarrier};
use mdoc_proximity::transport::nfc::handover::{Request, Select, negotiate};
use mdoc_proximity::transport::nfc::ndef::{self, Record, records};
use mdoc_proximity::transport::nfc::{container::CapabilityContainer, device_engagement, tnep};

use super::cursor::Cursor;
use super::world::{NOW, WORLD};

/// An input is every kind of message at once.
/// * Records that are read and written again read the same; after an error nothing is read.
/// * A handover that is read offers no more than the limits; what we negotiate can be read by the other side and is
///   among what it asked for.
/// * A carrier that is read survives being written.
/// * A wallet takes no handover with an engagement that is not its own.
pub fn body(data: &[u8]) {
    message(data);
    if let Ok(select) = Select::read(data) {
        assert!(select.alternatives.len() <= budget::CARRIERS);
        assert_eq!(device_engagement(data), Ok(select.engagement));
        let _ = select.methods(None);
    }
    let _ = Select::read_answer(data).is_ok();
    if let Ok(request) = Request::read(data) {
        assert!(request.alternatives.len() <= budget::CARRIERS);
        negotiated(data, &request);
    }
    carriers(data);
    if let Ok(parameters) = tnep::ServiceParameters::read(data) {
        let again = parameters.message().expect("parameters that were read");
        assert_eq!(tnep::ServiceParameters::read(&again), Ok(parameters));
        let _ = parameters.wait();
    }
    if let Ok(status) = tnep::status(data) {
        let again = tnep::status_message(status).expect("a status that was read");
        assert_eq!(tnep::status(&again), Ok(status));
    }
    let _ = (tnep::negotiates(data), tnep::selected_service(data).is_ok());
    if let Ok(container) = CapabilityContainer::read(data) {
        assert_eq!(CapabilityContainer::read(&container.to_bytes()), Ok(container));
    }
    engagements(data);
}

fn message(data: &[u8]) {
    let mut read: Vec<Record<'_>> = Vec::new();
    for record in records(data) {
        match record {
            Ok(record) => read.push(record),
            Err(error) => {
                assert!(error.offset() <= data.len());
                return;
            }
        }
    }
    assert!(read.len() <= budget::NDEF_RECORDS);
    if read.is_empty() {
        return;
    }
    let again = ndef::message(&read).expect("what was read can be written");
    assert!(again.len() <= data.len(), "ours is the longer one");
    let reread: Vec<_> = records(&again).map(|record| record.expect("what we write can be read")).collect();
    assert_eq!(read.len(), reread.len());
    for (one, other) in read.iter().zip(&reread) {
        assert_eq!((one.format, one.kind, one.id, one.payload), (other.format, other.kind, other.id, other.payload));
        if let Ok(carrier) = Carrier::read(one) {
            assert_eq!(Carrier::read(other), Ok(carrier));
        }
    }
}

fn negotiated(data: &[u8], request: &Request<'_>) {
    let ble = BleOptions {
        peripheral_server: Some([3; 16]),
        central_client: Some([4; 16]),
        address: Some(vec![1, 2, 3, 4, 5, 6]),
        psm: Some(0x81),
    };
    let nfc = NfcOptions { max_command: 255, max_response: 256 };
    let own = [RetrievalMethod::Ble(ble), RetrievalMethod::Nfc(nfc)];
    let Some(negotiated) = negotiate(&WORLD.engagement, &own, data).expect("the request was read") else { return };
    assert_eq!(negotiated.handover.request.as_deref(), Some(data));
    let select = Select::read_answer(&negotiated.handover.select).expect("what we write can be read");
    assert_eq!(select.engagement, WORLD.engagement);
    let methods: Vec<_> = select.methods(Some(request)).into_iter().filter_map(Result::ok).collect();
    match &negotiated.method {
        RetrievalMethod::Nfc(_) => assert!(request.nfc().is_some()),
        _ => assert!(request.ble().is_some()),
    }
    assert_eq!(methods.len(), 1, "one carrier was chosen");
}

fn carriers(data: &[u8]) {
    if let Ok(ble) = BleOob::read(data) {
        assert_eq!(BleOob::read(&ble.to_vec()), Ok(ble));
    }
    if let Ok(nfc) = NfcCarrier::read(data) {
        assert_eq!(NfcCarrier::read(&nfc.to_vec()), Ok(nfc));
        let _ = nfc.options();
    }
}

/// As a reader and as a wallet would take it: the whole as a static handover, and cut in two as a negotiated one.
fn engagements(data: &[u8]) {
    handed_over(data, None);
    let mut input = Cursor(data);
    handed_over(input.piece(), Some(input.0));
}

fn handed_over(select: &[u8], request: Option<&[u8]>) {
    if let Ok(engagement) = Engagement::from_nfc(select, request) {
        assert_eq!(device_engagement(select), Ok(engagement.bytes()));
    }
    let config = Config::builder(super::providers::choose(0)).trust_no_reader().build().expect("a configuration");
    let mut offer = Offer::with_key(&config, Box::new(WORLD.e_device_key.clone())).expect("an engagement");
    let own = offer.nfc_device_engagement();
    let taken = offer.offer_nfc(select, request).is_ok();
    assert_eq!(taken, device_engagement(select) == Ok(own.as_slice()), "it takes its own engagement and no other");
    let now = Now { monotonic: Monotonic::default(), wall: NOW };
    let _ = offer.into_session(now).offer_nfc(select, request).is_ok();
}
