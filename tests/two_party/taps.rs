//! Taps on good and bad fields: every run ends, and both sides can say how.

use core::time::Duration;
use std::collections::BTreeMap;

use mdoc_proximity::session::{CloseReason, Status};

use crate::by_air::Stage;
use crate::plan::Plan;
use crate::tap::{OfReader, Tap};

/// The runs on a bad field.
const RUNS: u64 = 600;
/// A user who is asked again engages anew so often.
const ENGAGEMENTS: u64 = 3;

#[test]
fn on_a_good_field_every_presentation_succeeds() {
    let mut stage = Stage::new();
    let mut long = Duration::ZERO;
    for seed in 0..240 {
        let plan = Plan::new(seed);
        let ended = Tap::new(&mut stage, seed, &plan).run();
        assert_eq!(ended.verified, usize::try_from(plan.rounds).unwrap(), "{seed}: {plan:?}: {ended:?}");
        let told = CloseReason::Peer(Status::Termination);
        let expected = if plan.holder_closes { (CloseReason::Local, told) } else { (told, CloseReason::Local) };
        assert_eq!((ended.holder, ended.reader), (expected.0, OfReader::Session(expected.1, None)), "{seed}");
        assert!(ended.took < Duration::from_secs(600), "{seed}: {:?}", ended.took);
        long = long.max(ended.took);
    }
    assert!(long > Duration::from_secs(200), "nobody thought for long: {long:?}");
}

/// How something came out, without the particulars.
fn kind(reason: &impl core::fmt::Debug) -> String {
    let text = format!("{reason:?}").replace("NoSession(", "never ").replace("Session(", "");
    let end = text.find(['{', ',']).into_iter().chain(text.find("(StatusWord")).chain(text.find("(Error")).min();
    text[..end.unwrap_or(text.len())].trim_end_matches([')', ' ']).to_owned()
}

#[test]
fn on_a_bad_field_every_presentation_ends_and_both_sides_say_how() {
    let mut stage = Stage::new();
    let (mut of_holder, mut of_terminal) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
    let mut seen = BTreeMap::<&str, usize>::new();
    let mut successes = [0_usize; 4];
    for seed in 0..RUNS {
        let severity = u32::try_from(seed % 6).unwrap();
        let plan = Plan::new(seed / 6 * 7 + seed).on_a_bad_field(severity);
        let mut success = 0;
        for engagement in 1..=ENGAGEMENTS {
            let ended = Tap::new(&mut stage, seed * ENGAGEMENTS + engagement, &plan).run();
            for (name, count) in &ended.seen {
                *seen.entry(name).or_default() += count;
            }
            *of_holder.entry(kind(&ended.holder)).or_default() += 1;
            *of_terminal.entry(kind(&ended.reader)).or_default() += 1;
            if let OfReader::Session(_, Some(failure)) = &ended.reader {
                *of_terminal.entry(kind(failure)).or_default() += 1;
            }
            if ended.verified > 0 {
                success = engagement;
                break;
            }
        }
        assert!(severity > 0 || success == 1, "{seed}: nothing was wrong, and it failed");
        successes[usize::try_from(success).unwrap()] += 1;
    }
    let [never, first, later @ ..] = successes;
    println!("of {RUNS} taps {first} succeeded, {later:?} after coming back with a new engagement, {never} never");
    println!("the holders: {of_holder:?}\nthe terminals: {of_terminal:?}\nwhat happened: {seen:?}");
    // The field is bad enough to show all of it, and good enough for most.
    let runs = usize::try_from(RUNS).unwrap();
    assert!(first > runs / 3 && first < runs * 9 / 10 && never < runs / 3 && later.iter().all(|count| *count > 0));
    for expected in ["Local", "LinkClosed", "TimedOut", "Undecodable", "Peer(Termination"] {
        assert!(of_holder.contains_key(expected), "no holder ended with {expected}");
    }
    for expected in [
        "never Gone",
        "never Handover(Status",
        "never Handover(Apdu(TooShort",
        "never Handover(Refused(1",
        "never Handover(NotReady",
        "never Transfer(",
        "Gone",
        "Transfer(Status",
        "Transfer(Object(Incomplete",
        "LinkClosed",
        "TimedOut",
        "Local",
        "Peer(Termination",
    ] {
        assert!(of_terminal.keys().any(|kind| kind.starts_with(expected)), "no terminal ended with {expected}");
    }
    let faults = ["unseen", "unanswered", "refused", "short", "foreign", "foreign outside", "taken", "slow", "by BLE"];
    assert!(faults.iter().all(|fault| seen.get(fault).is_some_and(|count| *count > 9)), "{seen:?}");
}
