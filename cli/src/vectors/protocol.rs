//! What goes between a run and another implementation: a line of JSON each way for each case.

use mdoc_spec_vectors::format::{Input, Outcome};
use mdoc_spec_vectors::run::Unperformed;
use serde::{Deserialize, Serialize};

/// What an implementation is asked.
#[derive(Serialize)]
pub struct Question<'c> {
    pub id: &'c str,
    pub input: &'c Input,
}

/// The same, as the implementation reads it. Members may be added to it some day.
#[derive(Deserialize)]
pub struct Asked {
    pub id: String,
    pub input: Input,
}

/// What it answers: the id, and one of the others.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unsupported: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Answer {
    /// The answer to `id`.
    pub fn new(id: String, performed: Result<Outcome, Unperformed>) -> Self {
        let answer = Self { id, ..Self::default() };
        match performed {
            Ok(outcome) => Self { outcome: Some(outcome), ..answer },
            Err(Unperformed::Unsupported(why)) => Self { unsupported: Some(why), ..answer },
            Err(Unperformed::Case(why)) => Self { error: Some(format!("the case cannot be read: {why}")), ..answer },
            Err(Unperformed::Broken(why)) => Self { error: Some(why), ..answer },
        }
    }

    /// What it says.
    pub fn performed(self) -> Result<Outcome, Unperformed> {
        match (self.outcome, self.unsupported, self.error) {
            (Some(outcome), None, None) => Ok(outcome),
            (None, Some(why), None) => Err(Unperformed::Unsupported(why)),
            (None, None, Some(why)) => Err(Unperformed::Broken(why)),
            _ => {
                Err(Unperformed::Broken("its answer has not exactly one of outcome, unsupported and error".to_owned()))
            }
        }
    }
}
