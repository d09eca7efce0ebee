//! What a radio tells of the peer: how long its answers took, and how strong it was heard. Neither shows that nobody relays.

use std::time::Duration;

#[cfg(feature = "ble")]
use mdoc_proximity::transport::ble::Connection;
use serde_json::{Map, Value, json};

use crate::terminal::{FAINT, styled};

#[cfg(all(test, feature = "ble"))]
mod tests;

/// What was heard over a connection.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// From this side's last value to the peer's first, for each message that was answered, in order.
    round_trips: Vec<Duration>,
    /// The strength of the peer's signal, in dBm.
    rssi: Option<i8>,
}

impl Heard {
    /// What a connection tells, also behind its end.
    #[cfg(feature = "ble")]
    pub fn of(connection: &Connection) -> Self {
        let round_trips =
            connection.round_trips().iter().map(mdoc_proximity::transport::ble::connection::RoundTrip::waiting);
        Self { round_trips: round_trips.collect(), rssi: connection.rssi() }
    }

    /// A quiet line for a person; none where nothing is known.
    pub fn line(&self) -> Option<String> {
        let (fastest, slowest) = (self.round_trips.iter().min(), self.round_trips.iter().max());
        let times = match (fastest, slowest) {
            (Some(fastest), Some(slowest)) if fastest == slowest => Some(format!("answered after {}", time(*fastest))),
            (Some(fastest), Some(slowest)) => Some(format!("answered after {} to {}", time(*fastest), time(*slowest))),
            _ => None,
        };
        let signal = self.rssi.map(|dbm| format!("heard at {dbm} dBm"));
        let known: Vec<String> = times.into_iter().chain(signal).collect();
        (!known.is_empty()).then(|| styled(FAINT, format!("{}; this does not rule out a relay", known.join(", "))))
    }

    /// What belongs to one answer: `roundTripMs` and `rssiDbm`, as far as they are known; none where neither is.
    pub fn of_answer(&self, index: usize) -> Option<Value> {
        self.object(self.round_trips.get(index).map(|trip| json!({ "roundTripMs": millis(*trip) })))
    }

    /// All of it: `fastestMs`, `slowestMs` and `rssiDbm`, as far as they are known; none where nothing is.
    pub fn of_all(&self) -> Option<Value> {
        let times = self.round_trips.iter().min().zip(self.round_trips.iter().max());
        self.object(
            times.map(|(fastest, slowest)| json!({ "fastestMs": millis(*fastest), "slowestMs": millis(*slowest) })),
        )
    }

    fn object(&self, times: Option<Value>) -> Option<Value> {
        let mut members = match times {
            Some(Value::Object(members)) => members,
            _ => Map::new(),
        };
        members.extend(self.rssi.map(|dbm| ("rssiDbm".to_owned(), json!(dbm))));
        (!members.is_empty()).then_some(Value::Object(members))
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A time as a person reads it.
fn time(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}
