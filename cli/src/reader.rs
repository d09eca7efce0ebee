//! `mdoc reader`: ask a holder and verify the answer.

pub mod inquire;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::datamodel::age::{AgeAnswer, age_over};
use mdoc_proximity::driver::stream::StreamLink;
use mdoc_proximity::driver::{Link, TokioClock};
use mdoc_proximity::reader::{Conclusion, Config, Engagement, Request, Verdict};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::args::{EndArg, Format, ReaderArgs};
use crate::failure::Failure;
use crate::holder::Stream;
#[cfg(feature = "ble")]
use crate::terminal::note;
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
    let asked = std::iter::once(&args.request).chain(&args.then);
    let requests: Vec<Request> = asked.map(|asked| scenario::named(asked)).collect::<Result<_, _>>()?;
    let text = match (&args.engagement, &args.qr) {
        (Some(text), _) => Some(text.clone()),
        (None, Some(path)) => Some(qr::read_file(path)?),
        (None, None) => None,
    };
    let mut known = Known::load(&args.lists)?;
    let circumstances = Circumstances { profile, at: verify::now(), skew: Duration::ZERO };
    let roots = trust::issuers::load_some(&args.trust, &args.lists, &mut known, circumstances)?;
    let builder = Config::builder(PROVIDER).issuer_roots(roots).profile(profile);
    let builder = match &args.auth {
        Some(directory) => builder.authenticate_as(store::reader_identity(directory)?),
        None => builder.anonymous(),
    };
    // Several answers of one session mostly have one document signer, and lists that are fetched have each judged again.
    let config = builder.path_cache(Arc::default()).build();
    let config = config.map_err(|error| Failure::unreadable("the reader's configuration", error))?;
    let engagement = text.map(|text| inquire::engagement(&text)).transpose()?;

    let voice = Voice::new(args.format);
    for document in requests.iter().flat_map(Request::documents) {
        let elements: Vec<&str> = document.elements().map(|(_, identifier, _)| identifier).collect();
        voice.tell(format_args!("asking for {}: {}", names::titled(document.doc_type()), elements.join(", ")));
    }
    let asking = Asking { args, config: &config, requests: requests.clone(), voice, clock: TokioClock::new() };
    let inquiry = match (engagement, &args.connect) {
        (None, _) => asking.after_a_tap().await?,
        (Some(engagement), Some(address)) => {
            asking.over(engagement, &mut StreamLink::new(connect(address).await?)).await?
        }
        (Some(engagement), None) => asking.by_ble(engagement).await?,
    };
    Ok(conclude(args.format, &inquiry, &requests, known))
}

/// What is asked for, whatever way it goes.
#[cfg_attr(not(any(feature = "ble", feature = "nfc")), expect(dead_code, reason = "there is nobody to wait for"))]
struct Asking<'a> {
    args: &'a ReaderArgs,
    config: &'a Config,
    requests: Vec<Request>,
    voice: Voice,
    clock: TokioClock,
}

impl Asking<'_> {
    /// Asks over a link.
    async fn over(self, engagement: Engagement, link: &mut (impl Link + Send)) -> Result<Inquiry, Failure> {
        let silently = self.args.end == EndArg::State;
        let rng = &mut random::system();
        inquire(self.config, engagement, self.requests, silently, link, &self.clock, rng).await
    }

    /// Looks for the holder over Bluetooth.
    #[cfg(feature = "ble")]
    async fn by_ble(self, engagement: Engagement) -> Result<Inquiry, Failure> {
        let wait = self.args.wait;
        self.voice.tell(format_args!("looking for the holder over Bluetooth, for {wait} s at most"));
        let mut link = unless_interrupted(crate::ble::reader::connect(self.args, &engagement, self.clock)).await?;
        self.voice.tell("connected");
        let inquiry = self.over(engagement, &mut link).await?;
        if let Some(error) = link.failure() {
            note!("note: {error}");
        }
        Ok(Inquiry { heard: crate::heard::Heard::of(link.connection()), ..inquiry })
    }

    #[cfg(not(feature = "ble"))]
    async fn by_ble(self, _: Engagement) -> Result<Inquiry, Failure> {
        Err(crate::ble::missing())
    }

    /// Waits for a phone at the terminal, and goes on as its handover says.
    #[cfg(feature = "nfc")]
    async fn after_a_tap(self) -> Result<Inquiry, Failure> {
        use crate::nfc::reader::{Tap, Way, connect, end, tap};

        let Tap { engagement, way } = unless_interrupted(tap(self.args, self.voice, self.clock)).await?;
        let (terminal, lengths) = match way {
            Way::Ble => return self.by_ble(engagement).await,
            Way::Nfc(terminal, lengths) => (terminal, lengths),
        };
        let mut link = unless_interrupted(connect(self.args, terminal, lengths)).await?;
        let inquiry = self.over(engagement, &mut link).await?;
        end(link).await;
        Ok(inquiry)
    }

    #[cfg(not(feature = "nfc"))]
    async fn after_a_tap(self) -> Result<Inquiry, Failure> {
        Err(crate::nfc::missing())
    }
}

/// The same, until Ctrl-C.
#[cfg(any(feature = "ble", feature = "nfc"))]
async fn unless_interrupted<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::select! {
        done = work => done,
        () = crate::runtime::interrupted() => Err(Failure::Refused("interrupted".to_owned())),
    }
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

fn conclude(format: Format, inquiry: &Inquiry, requests: &[Request], known: Known) -> ExitCode {
    let Known { mut revocation, mut fetcher } = known;
    let mut good = inquiry.responses.len() == requests.len();
    let mut verdicts = Vec::new();
    for (index, (response, request)) in inquiry.responses.iter().zip(requests).enumerate() {
        let at = verify::now();
        if let Some(fetcher) = &mut fetcher {
            revocation = fetcher.completed(revocation, |revocation| Some(response.verify_with(revocation, at)));
        }
        let verdict = response.verify_with(revocation.clone(), at);
        good &= verdict.is_verified();
        match format {
            Format::Json => verdicts.push(with_link(with_answers(&verdict, request), inquiry.heard.of_answer(index))),
            Format::Text => tell(&verdict, request),
        }
    }
    if inquiry.responses.len() < requests.len() {
        let why = format!("no answer: {}", inquiry.reason);
        match format {
            Format::Json => verdicts.push(json!({ "verdict": "rejected", "error": why, "documents": [] })),
            Format::Text => say!("{} {why}", styled(BAD, "✗")),
        }
    }
    // One request, one verdict; several are a list, in order.
    match (format, verdicts.as_slice(), requests.len()) {
        (Format::Text, ..) => {
            if let Some(line) = inquiry.heard.line() {
                say!("{line}");
            }
        }
        (Format::Json, [verdict], 1) => terminal::json(verdict),
        (Format::Json, verdicts, _) => terminal::json(&verdicts),
    }
    if good { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

fn tell(verdict: &Verdict<'_>, request: &Request) {
    if verdict.conclusion() == Conclusion::Empty {
        say!("{} the holder shows nothing: refused, or not there", styled(ODD, "–"));
        return;
    }
    let view = View { request: Some(request), checks: Checks::Notable, claims: true };
    say!("\n{}", view.of(verdict));
    for line in age_lines(verdict, request) {
        say!("{line}");
    }
    for line in missing_documents(verdict, request) {
        say!("{line}");
    }
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

/// The same with what the radio told of this answer, where it told anything.
fn with_link(mut verdict: Value, link: Option<Value>) -> Value {
    if let (Some(members), Some(link)) = (verdict.as_object_mut(), link) {
        members.insert("link".to_owned(), link);
    }
    verdict
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
