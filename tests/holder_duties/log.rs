//! The holder's own log: names and times, only where it was asked for, gone when it is deleted.

use std::sync::Arc;

use core::time::Duration;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{
    Engagement, EventLog, LogEntry, LoggedElement, LoggedEngagement, LoggedEvent, LoggedReader, MemoryLog,
};
use mdoc_proximity::issuer::Dates;
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::reader;
use mdoc_proximity::session::Endpoint;
use mdoc_proximity::transport::nfc::handover::Select;

use crate::support::*;
use crate::wire::{Pair, VirtualClock, request};
use crate::world::{NOW, World};

fn kinds(log: &MemoryLog) -> Vec<String> {
    let kind = |entry: &LogEntry| serde_json::to_value(entry).unwrap()["event"].as_str().unwrap().to_owned();
    log.entries().iter().map(kind).collect()
}

/// A session with `log`, answered with everything or declined.
fn session(log: Option<Arc<dyn EventLog>>, reader_name: Option<&str>, consent: bool) {
    let mut world = World::new(90);
    let (credential, key) = verified(&mut world, Dates::days(NOW, 14));
    let reader = match reader_name {
        Some(name) => world.authenticated_config(name),
        None => world.reader_config(),
    };
    let config = match log {
        Some(log) => holder(&world).event_log(log).build().unwrap(),
        None => holder(&world).build().unwrap(),
    };
    let mut pair = meet(&mut world, &config, &reader, &["family_name", "age_over_19", "hair_colour"]);
    let request = request(pair.run().0);
    pair.clock.advance(Duration::from_secs(20));
    let proposal = request.propose(&[credential.credential()]);
    let answer = if consent { proposal.disclose(|_| true).sign(&key).unwrap() } else { proposal.decline() };
    pair.holder.respond(pair.clock.now(), answer).unwrap();
    pair.run();
    pair.holder.close();
    pair.holder.close();
}

#[test]
fn a_presentation_as_its_holder_sees_it() {
    let log = memory();
    session(Some(log.clone()), Some("Posten"), true);
    assert_eq!(kinds(&log), ["engagement", "established", "requested", "released", "closed"]);
    let entries = log.entries();
    assert_eq!(entries[1].event, LoggedEvent::Established { by: LoggedEngagement::Qr });
    let LoggedEvent::Requested { documents } = &entries[2].event else { panic!("{entries:?}") };
    assert_eq!(documents[0].doc_type, mdl::DOCTYPE);
    assert_eq!(documents[0].reader, LoggedReader::Authenticated("Posten".into()));
    let element = |identifier: &str, intent_to_retain| LoggedElement {
        name_space: NS.into(),
        identifier: identifier.into(),
        intent_to_retain,
    };
    let asked = ["family_name", "age_over_19", "hair_colour"].map(|name| element(name, Some(false)));
    assert_eq!((&documents[0].elements[..], documents[0].more), (&asked[..], 0));
    // What really left, under the names it left by.
    let LoggedEvent::Released { documents } = &entries[3].event else { panic!("{entries:?}") };
    let mut released = documents[0].elements.clone();
    released.sort_by(|one, other| one.identifier.cmp(&other.identifier));
    assert_eq!(released, [element("age_over_21", None), element("family_name", None)]);
    assert_eq!((entries[0].at, entries[3].at), (NOW, NOW.plus(Duration::from_secs(20))));

    // Lines that can be read back.
    for entry in &entries {
        let line = serde_json::to_string(entry).unwrap();
        assert_eq!(serde_json::from_str::<LogEntry>(&line).unwrap(), *entry, "{line}");
    }
    let line = serde_json::to_string(&entries[4]).unwrap();
    assert_eq!(line, r#"{"at":"2026-06-01T12:00:20Z","event":"closed","reason":"ended by this side"}"#);
    let all = format!("{} {entries:?}", serde_json::to_string(&entries).unwrap());
    for value in ["Nordmann", "Testesen", "Storgata", "Kari", "1990"] {
        assert!(!all.contains(value), "{value} is in {all}");
    }
}

#[test]
fn a_refusal_is_written_down() {
    let log = memory();
    session(Some(log.clone()), None, false);
    assert_eq!(kinds(&log), ["engagement", "established", "requested", "declined", "closed"]);
    let LoggedEvent::Requested { documents } = &log.entries()[2].event else { panic!() };
    assert_eq!(documents[0].reader, LoggedReader::Absent);
}

/// H57, H65: a name is written down only where it was proven.
#[test]
fn only_proven_names() {
    for (trusted, expected) in [(false, LoggedReader::Untrusted), (true, LoggedReader::Authenticated("Posten".into()))]
    {
        let (log, mut world) = (memory(), World::new(91));
        let mut elsewhere = World::with_reader_ca(92, "Another reader CA");
        let reader =
            if trusted { world.authenticated_config("Posten") } else { elsewhere.authenticated_config("Posten") };
        let config = holder(&world).event_log(log.clone()).build().unwrap();
        let mut pair = meet(&mut world, &config, &reader, &["family_name"]);
        let _ = request(pair.run().0);
        let LoggedEvent::Requested { documents } = &log.entries()[2].event else { panic!() };
        assert_eq!(documents[0].reader, expected);
        assert_eq!(format!("{:?}", log.entries()).contains("Posten"), trusted);
    }
}

/// Off by default; switched off it takes nothing, cleared it has nothing, and it never has more than it may.
#[test]
fn it_is_the_holders() {
    session(None, Some("Posten"), true);
    let log = memory();
    log.switch(false);
    session(Some(log.clone()), Some("Posten"), true);
    assert!(log.entries().is_empty());
    log.switch(true);
    session(Some(log.clone()), Some("Posten"), true);
    assert_eq!(log.entries().len(), 5);
    log.clear();
    assert!(log.entries().is_empty());
    let small = Arc::new(MemoryLog::new(2));
    session(Some(small.clone()), None, true);
    assert_eq!(kinds(&small), ["released", "closed"]);
    let none = Arc::new(MemoryLog::new(0));
    session(Some(none.clone()), None, true);
    assert!(none.entries().is_empty());
}

/// A stranger cannot fill the log: names are cut and counted.
#[test]
fn a_hostile_request_is_cut_to_size() {
    let (log, mut world) = (memory(), World::new(93));
    let (config, reader) = (holder(&world).event_log(log.clone()).build().unwrap(), world.reader_config());
    let names: Vec<String> = (0..1_000).map(|number| format!("{number}{}\u{1b}[2J", "x".repeat(300))).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut pair = meet(&mut world, &config, &reader, &names);
    let _ = request(pair.run().0);
    let LoggedEvent::Requested { documents } = &log.entries()[2].event else { panic!() };
    assert_eq!((documents[0].elements.len(), documents[0].more), (256, 744));
    assert!(documents[0].elements.iter().all(|element| element.identifier.chars().count() <= 81));
}

/// Every end has its line, and one only.
#[test]
fn every_end_is_written_down_once() {
    let (mut world, end) =
        (World::new(94), |log: &MemoryLog| kinds(log).iter().filter(|kind| *kind == "closed").count());
    for way in 0..4 {
        let log = memory();
        let (config, reader) = (holder(&world).event_log(log.clone()).build().unwrap(), world.reader_config());
        let mut pair = meet(&mut world, &config, &reader, &["family_name"]);
        match way {
            // Nobody came; somebody came with nonsense; the reader left; the holder did.
            0 => pair.clock.advance(Duration::from_secs(31)),
            1 => pair.holder.handle_message(pair.clock.now(), b"nonsense".to_vec()),
            2 => {
                let _ = request(pair.run().0);
                pair.holder.handle_link_closed();
            }
            _ => {
                let asked = request(pair.run().0);
                pair.holder.respond_and_close(pair.clock.now(), asked.decline()).unwrap();
            }
        }
        pair.holder.handle_timeout(pair.clock.now());
        pair.holder.handle_link_closed();
        assert_eq!(end(&log), 1, "way {way}: {:?}", kinds(&log));
    }
}

/// How a reader came is told apart, and reads back as it was written.
#[test]
fn a_tap_is_written_down_as_one() {
    let (log, mut world) = (memory(), World::new(95));
    let (config, reader) = (holder(&world).event_log(log.clone()).build().unwrap(), world.reader_config());
    let mut engagement = Engagement::new(&config, &mut world.rng).unwrap();
    let ble = RetrievalMethod::Ble(BleOptions { central_client: Some([7; 16]), ..BleOptions::default() });
    let select = Select::message(&engagement.nfc_device_engagement(), &[ble]).unwrap();
    engagement.offer_nfc(&select, None).unwrap();
    let clock = VirtualClock::new();
    let tapped = reader::Engagement::from_nfc(&select, None).unwrap();
    let asked = questions(&["family_name"]);
    let reader = reader::Session::new(&reader, tapped, asked, &mut world.rng, clock.now()).unwrap();
    let mut pair = Pair { holder: engagement.into_session(clock.now()), clock, reader };
    let _ = request(pair.run().0);
    let entries = log.entries();
    assert_eq!(entries[1].event, LoggedEvent::Established { by: LoggedEngagement::Nfc });
    let read: LogEntry = serde_json::from_str(&serde_json::to_string(&entries[1]).unwrap()).unwrap();
    assert_eq!(read, entries[1]);
}

/// `Debug` of what keeps entries counts them, and repeats nothing of them.
#[test]
fn the_log_is_not_shown_in_passing() {
    let log = memory();
    session(Some(log.clone()), Some("Posten"), true);
    let shown = format!("{log:?} {log:#?}");
    assert!(shown.contains("entries: 5"), "{shown}");
    assert!(!shown.contains("Posten") && !shown.contains("family_name"), "{shown}");
}
