//! `mdoc holder`: show credentials to a reader.

mod listener;
mod logbook;
pub mod present;

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use mdoc_proximity::crypto::CryptoRng;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::driver::{Clock, TokioClock};
use mdoc_proximity::holder::{Config, Engagement, Session};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::session::Timeouts;
use mdoc_proximity::trust::TrustAnchors;
use serde_json::json;

use crate::args::{Format, HolderArgs};
use crate::consent::Mode;
use crate::failure::Failure;
use crate::heard::Heard;
use crate::terminal::{GOOD, ODD, Voice, styled};
use crate::{qr, random, runtime, store, terminal, trust};
use listener::Listener;
pub use listener::Stream;
use logbook::Logbook;
use present::{Presentation, Wallet, present};

/// Runs the command.
pub fn run(args: &HolderArgs) -> Result<ExitCode, Failure> {
    runtime::run(serve(args))
}

async fn serve(args: &HolderArgs) -> Result<ExitCode, Failure> {
    let profile = args.profile.into();
    let wallet = Wallet::new(args.credential.iter().map(|path| store::credential(path)).collect::<Result<_, _>>()?);
    let readers = match args.reader_trust.as_slice() {
        [] => None,
        paths => Some(trust::load_some(paths, trust::Kind::Readers, profile)?),
    };
    let patience = std::time::Duration::from_secs(args.wait);
    let timeouts = Timeouts { establishment: Some(patience), ..Timeouts::default() };
    let log = args.log.as_deref().map(Logbook::open).transpose()?;
    let config = config(readers, |builder| {
        let builder = builder.profile(profile).timeouts(timeouts).curve(wallet.curve());
        match log {
            Some(log) => builder.event_log(Arc::new(log)),
            None => builder,
        }
    })?;
    let voice = Voice::new(args.format);
    let clock = TokioClock::new();

    let Some(address) = &args.listen else { return serve_ble(args, &config, &wallet, voice, clock).await };
    let listener = Listener::bind(address).await?;
    let (mut session, uri) = engage(&config, &mut random::system(), &clock)?;
    show(args, voice, &uri, &format!("at {}", listener.address()))?;
    let link = tokio::select! {
        link = listener.first_reader(&mut session, &clock) => link?,
        () = runtime::interrupted() => return Err(Failure::Refused("interrupted".to_owned())),
    };
    // One reader per engagement: whoever comes second finds nobody.
    drop(listener);
    let Some(mut link) = link else { return Err(nobody()) };
    let presentation = present(&mut session, &mut link, &clock, &wallet, Mode::of(args), voice).await?;
    Ok(conclude(voice, &uri, &presentation, &Heard::default()))
}

fn nobody() -> Failure {
    Failure::Refused("no reader came in time".to_owned())
}

/// The same over Bluetooth.
#[cfg(feature = "ble")]
async fn serve_ble(
    args: &HolderArgs,
    config: &Config,
    wallet: &Wallet,
    voice: Voice,
    clock: TokioClock,
) -> Result<ExitCode, Failure> {
    use mdoc_proximity::session::Endpoint;

    let patience = std::time::Duration::from_secs(args.wait);
    let radios = crate::ble::holder::open(&args.ble, patience, &mut random::system()).await?;
    let (engagement, uri) = offer(config, radios.options.clone(), &mut random::system())?;
    let ident_of = engagement.e_device_key_bytes().to_vec();
    let mut session = engagement.into_session(clock.now());
    show(args, voice, &uri, "over Bluetooth")?;
    let deadline = async {
        match session.deadline() {
            Some(deadline) => clock.sleep_until(deadline).await,
            None => std::future::pending().await,
        }
    };
    let mut link = tokio::select! {
        link = radios.first_reader(&args.ble, &ident_of, clock) => link?,
        () = deadline => return Err(nobody()),
        () = runtime::interrupted() => return Err(Failure::Refused("interrupted".to_owned())),
    };
    voice.tell("a reader is connected");
    let presentation = present(&mut session, &mut link, &clock, wallet, Mode::of(args), voice).await?;
    if let Some(error) = link.failure() {
        crate::terminal::note!("note: {error}");
    }
    Ok(conclude(voice, &uri, &presentation, &Heard::of(link.connection())))
}

#[cfg(not(feature = "ble"))]
async fn serve_ble(_: &HolderArgs, _: &Config, _: &Wallet, _: Voice, _: TokioClock) -> Result<ExitCode, Failure> {
    Err(crate::ble::missing())
}

/// A holder's configuration.
pub fn config(
    readers: Option<TrustAnchors>,
    adjust: impl FnOnce(
        mdoc_proximity::holder::ConfigBuilder<mdoc_proximity::holder::ReaderTrust>,
    ) -> mdoc_proximity::holder::ConfigBuilder<mdoc_proximity::holder::ReaderTrust>,
) -> Result<Config, Failure> {
    let builder = Config::builder(PROVIDER);
    let builder = match readers {
        Some(anchors) => builder.reader_anchors(anchors),
        None => builder.trust_no_reader(),
    };
    adjust(builder).build().map_err(|error| Failure::Refused(error.to_string()))
}

/// A fresh engagement that offers BLE in both modes, each under a fresh UUID, and the text of its QR code.
pub fn engage(config: &Config, rng: &mut dyn CryptoRng, clock: &impl Clock) -> Result<(Session, String), Failure> {
    let (peripheral_server, central_client) = (Some(fresh_uuid(rng)), Some(fresh_uuid(rng)));
    let options = BleOptions { peripheral_server, central_client, ..BleOptions::default() };
    let (engagement, uri) = offer(config, options, rng)?;
    Ok((engagement.into_session(clock.now()), uri))
}

/// A random UUID, as each engagement needs them anew.
pub fn fresh_uuid(rng: &mut dyn CryptoRng) -> [u8; 16] {
    let mut bytes = [0; 16];
    rng.fill_bytes(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid().into_bytes()
}

/// A fresh engagement that offers BLE so, and the text of its QR code.
fn offer(config: &Config, options: BleOptions, rng: &mut dyn CryptoRng) -> Result<(Engagement, String), Failure> {
    let failed = |why: &dyn std::fmt::Display| Failure::Refused(format!("no engagement could be made: {why}"));
    let mut engagement = Engagement::new(config, rng).map_err(|error| failed(&error))?;
    let uri = engagement.offer_qr(&[RetrievalMethod::Ble(options)]).map_err(|error| failed(&error))?;
    Ok((engagement, uri))
}

fn show(args: &HolderArgs, voice: Voice, uri: &str, place: &str) -> Result<(), Failure> {
    let symbol = qr::Symbol::new(uri)?;
    if let Some(path) = &args.qr_out {
        write_whole(path, &symbol.png()?).map_err(|error| Failure::unreadable(path.display(), error))?;
    }
    voice.draw(&symbol.drawn());
    voice.tell(uri);
    if let Some(path) = &args.qr_out {
        voice.tell(format_args!("the QR code is in {}", path.display()));
    }
    voice.tell(format_args!("waiting for a reader {place}, for {} s at most", args.wait));
    Ok(())
}

/// Writes a file that is there whole or not at all, for those who wait for it.
fn write_whole(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".part");
    fs::write(&unfinished, content)?;
    fs::rename(&unfinished, path)
}

fn conclude(voice: Voice, uri: &str, presentation: &Presentation, heard: &Heard) -> ExitCode {
    match voice.format() {
        Format::Json => {
            let mut told = json!({
                "engagement": uri,
                "requests": presentation.answers,
                "disclosed": presentation.disclosed(),
                "closed": presentation.reason.to_string(),
            });
            if let (Some(members), Some(link)) = (told.as_object_mut(), heard.of_all()) {
                members.insert("link".to_owned(), link);
            }
            terminal::json(&told);
        }
        Format::Text => {
            let count = presentation.disclosed().len();
            let (style, mark) = if count == 0 { (ODD, "–") } else { (GOOD, "✓") };
            let elements =
                if count == 1 { "1 element was shown".to_owned() } else { format!("{count} elements were shown") };
            voice.tell(format_args!(
                "{} {elements}; the session is over: {}",
                styled(style, mark),
                presentation.reason
            ));
            if let Some(line) = heard.line() {
                voice.tell(line);
            }
        }
    }
    if presentation.is_good() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
