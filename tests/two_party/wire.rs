//! A link in virtual time: messages cross when the test says so, and can be seen and changed on the way.

use core::time::Duration;

use mdoc_proximity::session::{Endpoint, Output};
use mdoc_proximity::time::{Monotonic, Now, UnixTime};
use mdoc_proximity::{holder, reader};

use crate::world::NOW;

/// Both clocks, moved by the test.
#[derive(Debug, Clone, Copy)]
pub struct VirtualClock {
    elapsed: Duration,
}

impl VirtualClock {
    pub fn new() -> Self {
        Self { elapsed: Duration::ZERO }
    }

    pub fn now(&self) -> Now {
        Now { monotonic: Monotonic::new(self.elapsed), wall: self.wall() }
    }

    pub fn wall(&self) -> UnixTime {
        NOW.plus(self.elapsed)
    }

    pub fn advance(&mut self, by: Duration) {
        self.elapsed += by;
    }
}

/// What one side has said since it was last asked.
#[derive(Debug)]
pub struct Said<E> {
    pub messages: Vec<Vec<u8>>,
    pub events: Vec<E>,
    pub deadline: Option<Monotonic>,
    /// How many messages had been queued before each event.
    pub order: Vec<usize>,
}

/// Empties a side's queue.
pub fn drain<S: Endpoint>(side: &mut S) -> Said<S::Event> {
    let mut said = Said { messages: Vec::new(), events: Vec::new(), deadline: None, order: Vec::new() };
    loop {
        match side.poll_output() {
            Output::Transmit(message) => said.messages.push(message),
            Output::Event(event) => {
                said.order.push(said.messages.len());
                said.events.push(event);
            }
            Output::Idle { deadline } => {
                said.deadline = deadline;
                return said;
            }
        }
    }
}

/// The status codes of the SessionData messages among `messages`, `None` for those without.
pub fn statuses(messages: &[Vec<u8>]) -> Vec<Option<u64>> {
    use mdoc_proximity::cbor::{Encoding, from_slice};
    use mdoc_proximity::model::session::SessionData;
    messages.iter().map(|message| from_slice::<SessionData<'_>>(message, Encoding::Strict).unwrap().0.status).collect()
}

/// A holder and a reader with a link between.
pub struct Pair {
    pub clock: VirtualClock,
    pub holder: holder::Session,
    pub reader: reader::Session,
}

impl Pair {
    /// Lets messages cross until both sides are quiet or the holder has a request; returns both sides' events.
    pub fn run(&mut self) -> (Vec<holder::Event>, Vec<reader::Event>) {
        let (mut of_holder, mut of_reader) = (Vec::new(), Vec::new());
        loop {
            let from_reader = drain(&mut self.reader);
            of_reader.extend(from_reader.events);
            for message in &from_reader.messages {
                self.holder.handle_message(self.clock.now(), message.clone());
            }
            let from_holder = drain(&mut self.holder);
            of_holder.extend(from_holder.events);
            for message in &from_holder.messages {
                self.reader.handle_message(self.clock.now(), message.clone());
            }
            if from_reader.messages.is_empty() && from_holder.messages.is_empty() {
                return (of_holder, of_reader);
            }
        }
    }
}

/// The request among a holder's events.
pub fn request(events: Vec<holder::Event>) -> holder::Request {
    let request = events.into_iter().find_map(|event| match event {
        holder::Event::Request(request) => Some(*request),
        _ => None,
    });
    request.expect("the holder has a request")
}

/// The response among a reader's events.
pub fn response(events: Vec<reader::Event>) -> reader::UnverifiedResponse {
    let response = events.into_iter().find_map(|event| match event {
        reader::Event::Response(response) => Some(response),
        reader::Event::Closed(_) => None,
    });
    response.expect("the reader has a response")
}
