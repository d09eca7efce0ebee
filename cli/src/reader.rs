//! `mdoc reader`: ask a holder and verify the answer.

pub mod inquire;

use std::process::ExitCode;
use std::time::Duration;

use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::datamodel::age::{AgeAnswer, age_over};
use mdoc_proximity::driver::TokioClock;
use mdoc_proximity::driver::stream::StreamLink;
use mdoc_proximity::reader::{Conclusion, Config, Request, Verdict};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::args::{Format, ReaderArgs};
use crate::failure::Failure;
use crate::holder::Stream;
use crate::terminal::{BAD, GOOD, ODD, STRONG, Voice, say, styled};
use crate::trust::issuers::{Circumstances, Known};
use crate::view::{Checks, View};
use crate::{names, qr, random, runtime, scenario, store, terminal, trust, verify};
use inquire::{Inquiry, inquire};

/// Runs the command.
pub fn run(args: &ReaderArgs) -> Result<ExitCode, Failure> {
    runtime::run(ask(args))
}

async fn ask(args: &ReaderArgs) -> Result<ExitCode, Failure> {
    let profile = args.profile.into();
    let request = scenario::named(&args.request)?;
    let text = match (&args.engagement, &args.qr) {
        (Some(text), _) => text.clone(),
        (None, Some(path)) => qr::read_file(path)?,
        (None, None) => return Err(Failure::unreadable("the engagement", "neither --engagement nor --qr is given")),
    };
    let mut known = Known::load(&args.lists)?;
    let circumstances = Circumstances { profile, at: verify::now(), skew: Duration::ZERO };
    let roots = trust::issuers::load_some(&args.trust, &args.lists, &mut known, circumstances)?;
    let builder = Config::builder(PROVIDER).issuer_roots(roots).profile(profile);
    let builder = match &args.auth {
        Some(directory) => builder.authenticate_as(store::reader_identity(directory)?),
        None => builder.anonymous(),
    };
    let config = builder.build().map_err(|error| Failure::unreadable("the reader's configuration", error))?;
    let engagement = inquire::engagement(&text)?;

    let voice = Voice::new(args.format);
    let mut link = StreamLink::new(connect(&args.connect).await?);
    for document in request.documents() {
        let elements: Vec<&str> = document.elements().map(|(_, identifier, _)| identifier).collect();
        voice.tell(format_args!("asking for {}: {}", names::titled(document.doc_type()), elements.join(", ")));
    }
    let clock = TokioClock::new();
    let inquiry = inquire(&config, engagement, request.clone(), &mut link, &clock, &mut random::system()).await?;
    Ok(conclude(args.format, &inquiry, &request, known))
}

async fn connect(address: &str) -> Result<Box<dyn Stream>, Failure> {
    let failure = |error| Failure::socket(format_args!("--connect {address}"), &error);
    #[cfg(unix)]
    if let Some(path) = address.strip_prefix("unix:") {
        return Ok(Box::new(tokio::net::UnixStream::connect(path).await.map_err(failure)?));
    }
    let stream = TcpStream::connect(address).await.map_err(failure)?;
    stream.set_nodelay(true).map_err(failure)?;
    Ok(Box::new(stream))
}

fn conclude(format: Format, inquiry: &Inquiry, request: &Request, known: Known) -> ExitCode {
    let Some(response) = &inquiry.response else {
        let why = format!("no answer: {}", inquiry.reason);
        match format {
            Format::Json => terminal::json(&json!({ "verdict": "rejected", "error": why, "documents": [] })),
            Format::Text => say!("{} {why}", styled(BAD, "✗")),
        }
        return ExitCode::from(1);
    };
    let at = verify::now();
    let Known { mut revocation, fetcher } = known;
    if let Some(mut fetcher) = fetcher {
        revocation = fetcher.completed(revocation, |revocation| Some(response.verify_with(revocation, at)));
    }
    let verdict = response.verify_with(revocation, at);
    match format {
        Format::Json => terminal::json(&with_answers(&verdict, request)),
        Format::Text if verdict.conclusion() == Conclusion::Empty => {
            say!("{} the holder shows nothing: refused, or not there", styled(ODD, "–"));
        }
        Format::Text => {
            let view = View { request: Some(request), checks: Checks::Notable, claims: true };
            say!("\n{}", view.of(&verdict));
            for line in age_lines(&verdict, request) {
                say!("{line}");
            }
            for line in missing_documents(&verdict, request) {
                say!("{line}");
            }
        }
    }
    if verdict.is_verified() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

/// The ages asked for, youngest last, with what the verified documents say about them.
fn ages(verdict: &Verdict<'_>, request: &Request) -> Vec<(String, u8, AgeAnswer)> {
    let mut ages = Vec::new();
    for document in request.documents() {
        let Ok(verified) = verdict.document(document.doc_type()) else { continue };
        for age in document.elements().filter_map(|(_, identifier, _)| age_over(identifier)) {
            ages.push((document.doc_type().to_owned(), age, verified.age_at_least(age)));
        }
    }
    ages
}

/// What was asked about ages, answered in words.
pub fn age_lines(verdict: &Verdict<'_>, request: &Request) -> Vec<String> {
    let lines = ages(verdict, request).into_iter().map(|(_, age, answer)| match answer {
        AgeAnswer::Proven => format!("{} {}", styled(GOOD, "✓"), styled(STRONG, format!("{age} or older: proven"))),
        AgeAnswer::Disproven => {
            format!("{} {}", styled(BAD, "✗"), styled(STRONG, format!("{age} or older: disproven")))
        }
        AgeAnswer::Unproven => format!("{} {age} or older: not proven", styled(ODD, "–")),
    });
    lines.collect()
}

/// The document types asked for of which none was returned.
fn missing_documents(verdict: &Verdict<'_>, request: &Request) -> Vec<String> {
    let returned = |doc_type: &str| verdict.documents().iter().any(|document| document.doc_type() == Some(doc_type));
    let missing = request.documents().iter().map(|document| document.doc_type()).filter(|doc_type| !returned(doc_type));
    missing.map(|doc_type| format!("{} {} was not returned", styled(ODD, "–"), names::titled(doc_type))).collect()
}

/// The verdict as JSON with the elements, which are what a reader is for, and the answers about ages beside it.
pub fn with_answers(verdict: &Verdict<'_>, request: &Request) -> Value {
    let mut value = serde_json::to_value(verdict.with_claims()).unwrap_or_default();
    let answers = ages(verdict, request).into_iter().map(|(doc_type, age, answer)| {
        let answer = match answer {
            AgeAnswer::Proven => "proven",
            AgeAnswer::Disproven => "disproven",
            AgeAnswer::Unproven => "unproven",
        };
        json!({ "docType": doc_type, "age": age, "answer": answer })
    });
    let answers: Vec<Value> = answers.collect();
    if let Some(members) = value.as_object_mut().filter(|_| !answers.is_empty()) {
        members.insert("ages".to_owned(), Value::Array(answers));
    }
    value
}
