//! What became of many runs: by what went wrong, how both sides ended.

use core::fmt;
use std::collections::BTreeMap;

use mdoc_proximity::session::CloseReason;

use crate::fault::Kind;
use crate::plan::Plan;
use crate::sim::Ended;

#[derive(Debug, Default, Clone)]
struct Row {
    runs: usize,
    applied: usize,
    successes: usize,
    /// Of both sides, by the reason.
    ends: BTreeMap<String, usize>,
}

#[derive(Debug, Default)]
pub struct Table {
    rows: BTreeMap<String, Row>,
    pub applied: BTreeMap<Kind, usize>,
    /// Why ends of transports closed.
    pub links: BTreeMap<String, usize>,
    pub crashes: u32,
    pub encryptions: usize,
}

/// A reason without its particulars, but for what a peer said.
pub fn kind(reason: CloseReason) -> String {
    let text = format!("{reason:?}").replace("EncryptionError", "10").replace("DecodingError", "11");
    let text = text.replace("Termination", "20");
    if text.starts_with("Peer(Other") {
        return "Peer(other)".to_owned();
    }
    let end = if matches!(reason, CloseReason::Peer(_) | CloseReason::Channel(_)) { None } else { text.find('(') };
    text[..end.unwrap_or(text.len())].to_owned()
}

impl Table {
    pub fn add(&mut self, plan: &Plan, ended: &Ended) {
        let row = self.rows.entry(plan.name()).or_default();
        row.runs += 1;
        row.successes += usize::from(ended.success);
        row.applied += usize::from(!ended.applied.is_empty() || ended.struck || plan.away);
        for reason in [ended.holder, ended.reader] {
            *row.ends.entry(kind(reason)).or_default() += 1;
        }
        for kind in &ended.applied {
            *self.applied.entry(*kind).or_default() += 1;
        }
        for why in ended.links.iter().flatten() {
            *self.links.entry(why.clone()).or_default() += 1;
        }
        self.crashes += ended.crashes;
        self.encryptions += ended.sealed.count;
    }

    pub fn merge(&mut self, other: Self) {
        for (name, other) in other.rows {
            let row = self.rows.entry(name).or_default();
            row.runs += other.runs;
            row.successes += other.successes;
            row.applied += other.applied;
            for (reason, count) in other.ends {
                *row.ends.entry(reason).or_default() += count;
            }
        }
        for (kind, count) in other.applied {
            *self.applied.entry(kind).or_default() += count;
        }
        for (why, count) in other.links {
            *self.links.entry(why).or_default() += count;
        }
        self.crashes += other.crashes;
        self.encryptions += other.encryptions;
    }

    pub fn runs(&self) -> usize {
        self.rows.values().map(|row| row.runs).sum()
    }

    /// Runs and successes of a row.
    pub fn row(&self, name: &str) -> (usize, usize) {
        self.rows.get(name).map_or((0, 0), |row| (row.runs, row.successes))
    }

    /// How many sides ended for this reason.
    pub fn ended(&self, reason: &str) -> usize {
        self.rows.values().filter_map(|row| row.ends.get(reason)).sum()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut reasons: Vec<_> = self.rows.values().flat_map(|row| row.ends.keys().cloned()).collect();
        reasons.sort();
        reasons.dedup();
        write!(f, "| what goes wrong | runs | it came to pass | success |")?;
        reasons.iter().try_for_each(|reason| write!(f, " {reason} |"))?;
        writeln!(f)?;
        writeln!(f, "|---|{}", "---:|".repeat(reasons.len() + 3))?;
        for (name, row) in &self.rows {
            write!(f, "| {name} | {} | {} | {} |", row.runs, row.applied, row.successes)?;
            for reason in &reasons {
                write!(f, " {} |", row.ends.get(reason).copied().unwrap_or(0))?;
            }
            writeln!(f)?;
        }
        writeln!(f, "the transports: {:?}", self.links)?;
        write!(f, "{} encryptions, none of which repeated a key and IV; {} crashes", self.encryptions, self.crashes)
    }
}
