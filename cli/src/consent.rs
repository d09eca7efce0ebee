//! The holder's consent.

use std::collections::BTreeSet;
use std::io::{BufRead, IsTerminal};

use dialoguer::console::Term;
use dialoguer::theme::ColorfulTheme;
use dialoguer::{MultiSelect, Select};
use mdoc_proximity::holder::{Item, Proposal};

use crate::args::HolderArgs;
use crate::failure::Failure;
use crate::terminal::{note, safe};

/// How consent is obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Everything asked is permitted.
    Yes,
    /// The person at the terminal decides.
    Ask,
    /// Everything is refused.
    Refuse,
}

impl Mode {
    /// The mode that the arguments choose.
    pub fn of(args: &HolderArgs) -> Self {
        match (args.yes, args.refuse) {
            (true, _) => Self::Yes,
            (_, true) => Self::Refuse,
            _ => Self::Ask,
        }
    }
}

/// An item's place: DocRequest, namespace, identifier.
pub type Place = (usize, String, String);

/// What was decided about a proposal.
pub enum Decision {
    /// These items may be shown.
    Permit(BTreeSet<Place>),
    /// Nothing is shown.
    Refuse,
}

/// The place of an item.
pub fn place(item: &Item<'_>) -> Place {
    (item.document().request_index(), item.name_space().to_owned(), item.identifier().to_owned())
}

/// Decides about a proposal that was shown. Blocks where a person is asked.
pub fn decide(mode: Mode, mut proposal: Proposal) -> Result<(Proposal, Decision), Failure> {
    let decision = match mode {
        Mode::Refuse => Decision::Refuse,
        Mode::Yes => all(&proposal),
        Mode::Ask if proposal.is_empty() => Decision::Refuse,
        Mode::Ask if std::io::stdin().is_terminal() && Term::stderr().is_term() => {
            choose_credentials(&mut proposal).and_then(|()| ask(&proposal)).map_err(|error| terminal_failure(&error))?
        }
        Mode::Ask => ask_plainly(&proposal)?,
    };
    Ok((proposal, decision))
}

fn all(proposal: &Proposal) -> Decision {
    Decision::Permit(proposal.items().map(|item| place(&item)).collect())
}

fn terminal_failure(error: &dialoguer::Error) -> Failure {
    Failure::Refused(format!("nobody could be asked for consent: {error}"))
}

/// Where several credentials can answer, one is chosen.
fn choose_credentials(proposal: &mut Proposal) -> dialoguer::Result<()> {
    let several: Vec<(usize, Vec<String>)> = proposal
        .documents()
        .iter()
        .enumerate()
        .filter(|(_, document)| document.candidates().len() > 1 && document.items().next().is_some())
        .map(|(index, document)| {
            let label = |(place, candidate): (usize, &mdoc_proximity::holder::Candidate)| {
                format!("{} {}", place.saturating_add(1), safe(candidate.label().unwrap_or("credential")))
            };
            (index, document.candidates().iter().enumerate().map(label).collect())
        })
        .collect();
    for (document, labels) in several {
        let theme = ColorfulTheme::default();
        let chosen = Select::with_theme(&theme).with_prompt("Which one?").items(&labels).default(0).interact()?;
        proposal.choose(document, chosen);
    }
    Ok(())
}

fn ask(proposal: &Proposal) -> dialoguer::Result<Decision> {
    let theme = ColorfulTheme::default();
    let answers = ["Show all of it", "Choose what to show", "Refuse"];
    // Refusing is what an idle key press does.
    let answer = Select::with_theme(&theme).with_prompt("Your answer").items(answers).default(2).interact_opt()?;
    match answer {
        Some(0) => Ok(all(proposal)),
        Some(1) => {
            let items: Vec<Item<'_>> = proposal.items().collect();
            let labels: Vec<String> = items.iter().map(|item| safe(item.identifier())).collect();
            let prompt = "Space marks, Enter shows what is marked";
            let chosen = MultiSelect::with_theme(&theme).with_prompt(prompt).items(&labels).interact_opt()?;
            let chosen = chosen.unwrap_or_default();
            let places: BTreeSet<Place> = chosen.into_iter().filter_map(|index| items.get(index)).map(place).collect();
            Ok(if places.is_empty() { Decision::Refuse } else { Decision::Permit(places) })
        }
        _ => Ok(Decision::Refuse),
    }
}

/// One line of standard input: `y` or `yes` permits, everything else refuses.
fn ask_plainly(proposal: &Proposal) -> Result<Decision, Failure> {
    note!("Show all of it? Answer yes or no:");
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Failure::Refused(format!("nobody could be asked for consent: {error}")))?;
    let permitted = ["y", "yes"].iter().any(|yes| line.trim().eq_ignore_ascii_case(yes));
    Ok(if permitted { all(proposal) } else { Decision::Refuse })
}
