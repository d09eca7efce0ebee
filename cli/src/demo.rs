//! `mdoc demo`: a whole transaction at one of the three counters.
//!
//! Holder and reader are two tasks. They share the bytes of a link, and the text read from the picture of the QR code;
//! nothing else passes between them.

mod steps;

use std::process::ExitCode;

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::driver::TokioClock;
use mdoc_proximity::driver::stream::StreamLink;
use mdoc_proximity::holder::AuthMethod;
use mdoc_proximity::reader::{Config, Request};
use mdoc_proximity::report::Profile;
use mdoc_proximity::trust::TrustAnchors;
use serde_json::json;

use crate::args::{DemoArgs, Format, Scenario};
use crate::asked;
use crate::consent::Mode;
use crate::failure::Failure;
use crate::holder::present::{Presentation, Wallet, present};
use crate::issue::{self, Issued, ReaderParty};
use crate::reader::inquire::{Inquiry, engagement, inquire};
use crate::template::{self, Sample};
use crate::terminal::{STRONG, Voice, say, styled};
use crate::view::{Checks, View};
use crate::{holder, names, qr, random, reader, runtime, store, terminal, verify};
use steps::Steps;

/// How many bytes the link between the two tasks holds.
const LINK: usize = 64 * 1024;

/// Runs the command.
pub fn run(args: &DemoArgs) -> Result<ExitCode, Failure> {
    runtime::run(transaction(args))
}

/// What both sides have before they meet.
struct Parties {
    issued: Vec<Issued>,
    reader: ReaderParty,
}

/// What came of a transaction.
struct Outcome {
    uri: String,
    request: Request,
    presentation: Presentation,
    inquiry: Inquiry,
}

async fn transaction(args: &DemoArgs) -> Result<ExitCode, Failure> {
    let mut steps = Steps::default();
    let voice = Voice::new(args.format);
    let heading = |text: &str| voice.tell(format_args!("\n{}", styled(STRONG, text)));

    heading("The issuer");
    let parties = prepare(args.scenario, &mut steps)?;
    for issued in &parties.issued {
        voice.tell(format_args!("  issued {}", names::titled(&issued.doc_type)));
    }
    let outcome = meet(args.scenario, &parties, voice, &mut steps).await?;
    conclude(args, &outcome, steps)
}

/// Issues the documents and equips the reader.
fn prepare(scenario: Scenario, steps: &mut Steps) -> Result<Parties, Failure> {
    use AuthMethod::{Mac, Signature};
    let samples: &[(Sample, AuthMethod)] = match scenario {
        Scenario::Wine => &[(Sample::PhotoId, Signature)],
        Scenario::Parcel => &[(Sample::PhotoId, Mac)],
        Scenario::Prescription => &[(Sample::Pid, Mac), (Sample::Mdl, Signature)],
    };
    let (rng, now) = (&mut random::system(), verify::now());
    let mut issued = Vec::new();
    for (sample, method) in samples {
        let loaded = template::sample(*sample)?;
        let credential = steps.time("issuer: keys, certificates, signature", || {
            issue::credential(&loaded, Curve::P256, *method, now, rng)
        })?;
        issued.push(credential);
    }
    let reader = steps.time("reader CA: certificate for the reader", || issue::reader(scenario.counter(), now, rng))?;
    Ok(Parties { issued, reader })
}

async fn meet(scenario: Scenario, parties: &Parties, voice: Voice, steps: &mut Steps) -> Result<Outcome, Failure> {
    let heading = |text: &str| voice.tell(format_args!("\n{}", styled(STRONG, text)));
    let clock = TokioClock::new();
    let (holder_end, reader_end) = tokio::io::duplex(LINK);

    heading("The holder shows the QR code");
    let readers = anchors(TrustAnchors::readers(), [&parties.reader.ca])?;
    let held = parties.issued.iter().map(|issued| {
        store::held(issued.issuer_signed.clone(), &issued.device_key, issued.method)
            .map_err(|why| Failure::unreadable("the credential", why))
    });
    let wallet = Wallet::new(held.collect::<Result<_, _>>()?);
    let holder_config = holder::config(Some(readers), |builder| builder)?;
    let engaged = steps
        .time("holder: ephemeral key, engagement", || holder::engage(&holder_config, &mut random::system(), &clock));
    let (mut session, uri) = engaged?;
    let symbol = qr::Symbol::new(&uri)?;
    voice.draw(&symbol.drawn());
    voice.tell(&uri);
    let png = steps.time("holder: QR code as PNG", || symbol.png())?;

    heading(&format!("{} reads it from the picture and asks", scenario.counter()));
    let scanned = steps.time("reader: QR code found and decoded", || qr::read_picture(&png));
    let scanned = scanned.map_err(|why| Failure::unreadable("the QR code", why))?;
    let request = scenario.request()?;
    let reader_config = Config::builder(PROVIDER)
        .issuer_roots(anchors(TrustAnchors::issuers(), parties.issued.iter().map(|issued| &issued.iaca))?)
        .authenticate_as(store::identity(parties.reader.chain.clone(), &parties.reader.key)?)
        .build()
        .map_err(|error| Failure::unreadable("the reader's configuration", error))?;

    let holder_side = tokio::spawn(async move {
        let mut link = StreamLink::new(holder_end);
        present(&mut session, &mut link, &clock, &wallet, Mode::Yes, voice).await
    });
    let asked = request.clone();
    let reader_side = tokio::spawn(async move {
        let mut link = StreamLink::new(reader_end);
        let engagement = engagement(&scanned)?;
        inquire(&reader_config, engagement, vec![asked], false, &mut link, &clock, &mut random::system()).await
    });
    let ended = |error: tokio::task::JoinError| Failure::Refused(format!("a side of the session broke off: {error}"));
    let inquiry = reader_side.await.map_err(ended)??;
    let presentation = holder_side.await.map_err(ended)??;
    Ok(Outcome { uri, request, presentation, inquiry })
}

fn anchors<'d>(
    mut anchors: TrustAnchors,
    certificates: impl IntoIterator<Item = &'d Vec<u8>>,
) -> Result<TrustAnchors, Failure> {
    for der in certificates {
        anchors.add(&PROVIDER, der, Profile::Strict).map_err(|error| Failure::unreadable("the anchor", error))?;
    }
    Ok(anchors)
}

fn conclude(args: &DemoArgs, outcome: &Outcome, mut steps: Steps) -> Result<ExitCode, Failure> {
    let Outcome { uri, request, presentation, inquiry } = outcome;
    let response =
        inquiry.responses.first().ok_or_else(|| Failure::Refused(format!("no answer: {}", inquiry.reason)))?;
    steps.add("reader: ephemeral key, request signed and encrypted", inquiry.asking);
    for answer in &presentation.answers {
        steps.add("holder: selection, device authentication, encryption", answer.took);
    }
    steps.add("reader: from request to decrypted response", inquiry.waiting);
    let verdict = steps.time("reader: verification", || response.verify(verify::now()));
    match args.format {
        Format::Json => terminal::json(&json!({
            "scenario": format!("{:?}", args.scenario).to_lowercase(),
            "counter": args.scenario.counter(),
            "engagement": uri,
            "asked": asked::of_request(request),
            "requests": presentation.answers,
            "verdict": reader::with_answers(&verdict, request),
            "steps": steps,
        })),
        Format::Text => {
            say!("\n{}\n", styled(STRONG, format!("What {} finds", args.scenario.counter())));
            say!("{}", View { request: Some(request), checks: Checks::All, claims: true }.of(&verdict));
            for line in reader::age_lines(&verdict, request) {
                say!("{line}");
            }
            say!("\n{}\n{steps}", styled(STRONG, "Time"));
        }
    }
    Ok(if verdict.is_verified() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
