//! Each fault at each message and each piece of a short session over each transport, one at a time.

use core::time::Duration;

use crate::fault::{Fault, Kind, Level};
use crate::plan::{Plan, Side, Transport};
use crate::sim::Sim;
use crate::stage::Stage;
use crate::table::Table;
use crate::ways::plan;

/// The session: one request for a small answer, ended by the reader.
fn short(transport: Transport) -> Plan {
    let mut plan = Plan { mtu: 185, chunk: 256, authenticated: false, holder_closes: false, ..plan(transport, None) };
    plan.rounds.truncate(1);
    plan.rounds[0].asks = 1;
    plan.rounds[0].reads = Duration::from_millis(200);
    plan
}

#[test]
fn each_fault_at_each_boundary_ends_in_success_or_a_reason() {
    let stage = Stage::new();
    let mut table = Table::default();
    for transport in Transport::ALL {
        let calm = Sim::new(&stage, short(transport)).run();
        assert!(calm.success, "{transport:?}: {calm:?}");
        for (kind, level, from) in Kind::ALL.into_iter().flat_map(|kind| {
            let levels = [Level::Message, Level::Piece].into_iter();
            levels.flat_map(move |level| Side::BOTH.into_iter().map(move |from| (kind, level, from)))
        }) {
            // Until there is no unit of this number any more.
            for at in 0.. {
                let faults = vec![Fault { kind, level, from, at, salt: 6 + 64 * at }];
                let plan = Plan { faults, ..short(transport) };
                let ended = Sim::new(&stage, plan.clone()).run();
                let reached = !ended.applied.is_empty();
                table.add(&plan, &ended);
                if !reached {
                    assert!(ended.success, "{plan:?}: {ended:?}");
                    break;
                }
                assert!(at < 200, "{plan:?}");
            }
        }
    }
    println!("{table}");
    assert!(table.runs() > 1500, "{}", table.runs());
    assert!(Kind::ALL.iter().all(|kind| table.applied[kind] >= 40), "{:?}", table.applied);
}
