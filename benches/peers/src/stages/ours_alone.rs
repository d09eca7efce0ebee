//! Our holder before our reader.

use mdoc_proximity::holder::{self, Credential, Engagement};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::reader;
use mdoc_proximity::session::{Endpoint, Output};
use mdoc_proximity::time::{Monotonic, Now};

use super::Watch;
use crate::fixture::{Fixture, rng};

pub fn present(fixture: &Fixture, watch: &mut Watch) {
    let now = Now { monotonic: Monotonic::default(), wall: fixture.now };
    let key = fixture.device_key();
    let credentials: Vec<&Credential> = fixture.credentials.iter().collect();
    let request = fixture.request.clone();
    let mut rng = rng(11);
    *watch = Watch::new();

    let mut engagement = Engagement::new(&fixture.holder, &mut rng).unwrap();
    let ble = RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() });
    let uri = engagement.offer_qr(&[ble]).unwrap();
    let mut holder = engagement.into_session(now);
    watch.lap();

    let scanned = reader::Engagement::from_qr(&uri).unwrap();
    let mut reader = reader::Session::new(&fixture.reader, scanned, request, &mut rng, now).unwrap();
    let asking = sent(&mut reader);
    watch.lap();

    holder.handle_message(now, asking);
    let request = told(&mut holder, |event| match event {
        holder::Event::Request(request) => Some(*request),
        _ => None,
    });
    watch.lap();

    let answer = request.disclose(&credentials, |_| true).sign(&*key).unwrap();
    holder.respond(now, answer).unwrap();
    let answer = sent(&mut holder);
    watch.lap();

    reader.handle_message(now, answer);
    let response = told(&mut reader, |event| match event {
        reader::Event::Response(response) => Some(response),
        reader::Event::Closed(_) => None,
    });
    assert!(response.verify(fixture.now).is_verified());
    watch.lap();
}

fn sent<S: Endpoint>(side: &mut S) -> Vec<u8> {
    let Output::Transmit(message) = side.poll_output() else { panic!("there is a message") };
    message
}

fn told<S: Endpoint, T>(side: &mut S, wanted: impl Fn(S::Event) -> Option<T>) -> T {
    loop {
        match side.poll_output() {
            Output::Event(event) => {
                if let Some(found) = wanted(event) {
                    return found;
                }
            }
            output => assert!(matches!(output, Output::Transmit(_)), "nothing is told"),
        }
    }
}
