//! `mdoc verify`: judge a response that lies in a file.

use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use mdoc_proximity::cbor::{Encoding, Key, Reader, Type};
use mdoc_proximity::crypto::AgreementKey;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::reader::{self, Config, Malformed, Request, Verdict, Verification};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::Revocation;

use crate::args::{Format, VerifyArgs};
use crate::failure::Failure;
use crate::terminal::{BAD, FAINT, note, say, styled};
use crate::trust::issuers::{Circumstances, Known};
use crate::view::{Checks, View};
use crate::{input, keys, terminal, trust};

/// Runs the command. Who reads JSON gets a verdict whatever happens.
pub fn run(args: &VerifyArgs) -> Result<ExitCode, Failure> {
    judge(args).inspect_err(|failure| {
        if args.format == Format::Json {
            terminal::json(&failure.verdict());
        }
    })
}

fn judge(args: &VerifyArgs) -> Result<ExitCode, Failure> {
    let response = input::load(&args.response)?;
    let transcript = args.transcript.as_deref().map(|path| {
        let bytes = input::load(path)?;
        if bytes.is_empty() {
            return Err(Failure::unreadable(path.display(), "the file is empty"));
        }
        // A damaged transcript is a wrong one: the verdict says so by name.
        Ok(SessionTranscript::from_bytes(unwrapped(&bytes)).unwrap_or_else(|error| {
            note!("{}: no SessionTranscript: {error}", path.display());
            SessionTranscript::from_opaque_bytes(&bytes)
        }))
    });
    let transcript = transcript.transpose()?;
    let request = args.request.as_deref().map(|path| {
        Request::from_device_request(&input::load(path)?)
            .map_err(|error| Failure::unreadable(path.display(), format!("no DeviceRequest: {error}")))
    });
    let request = request.transpose()?;
    let e_reader_key = args.reader_key.as_deref().map(reader_key).transpose()?;
    let mut known = Known::load(&args.lists)?;
    let at = args.at.as_deref().map(instant).transpose()?.unwrap_or_else(now);
    let config = config(args, &mut known, at)?;
    let by = |revocation: Revocation| {
        let verification = Verification {
            config: &config.with_revocation(revocation),
            transcript: transcript.as_ref(),
            e_reader_key: e_reader_key.as_deref(),
            request: request.as_ref(),
            at,
        };
        if is_issuer_signed(&response) {
            reader::verify_issuer_signed(&response, &verification)
        } else {
            reader::verify(&response, &verification)
        }
    };
    let Known { mut revocation, fetcher } = known;
    if let Some(mut fetcher) = fetcher {
        revocation = fetcher.completed(revocation, |revocation| by(revocation).ok());
    }
    let verdict = by(revocation);
    Ok(print(args, &verdict, request.as_ref()))
}

fn print(args: &VerifyArgs, verdict: &Result<Verdict<'_>, Malformed>, request: Option<&Request>) -> ExitCode {
    let view = View { request, checks: Checks::All, claims: args.claims };
    match (verdict, args.format) {
        (Ok(verdict), Format::Json) if args.claims => terminal::json(&verdict.with_claims()),
        (Ok(verdict), Format::Json) => terminal::json(verdict),
        (Ok(verdict), Format::Text) => say!("{}", view.of(verdict)),
        (Err(malformed), Format::Json) => terminal::json(malformed),
        (Err(malformed), Format::Text) => {
            let check = malformed.check();
            say!("{}: {}: {malformed}", styled(BAD, "✗ malformed"), check.id);
            say!("{}", styled(FAINT, format!("  clause {}", check.clause)));
        }
    }
    match verdict {
        Ok(verdict) if verdict.is_verified() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(_) => ExitCode::from(2),
    }
}

fn config(args: &VerifyArgs, known: &mut Known, at: UnixTime) -> Result<Config, Failure> {
    let profile = args.profile.into();
    let skew = Duration::from_secs(args.skew);
    let builder = Config::builder(PROVIDER).profile(profile).skew(skew);
    let config = if args.signer_key.is_empty() {
        if args.trust.is_empty() && args.lists.vical.is_empty() {
            note!("note: none of --trust, --vical and --signer-key is given, so no issuer is trusted");
        }
        let circumstances = Circumstances { profile, at, skew };
        builder.issuer_roots(trust::issuers::load(&args.trust, &args.lists, known, circumstances)?).build()
    } else {
        for (option, files) in [("--trust", &args.trust), ("--vical", &args.lists.vical)] {
            if !files.is_empty() {
                note!("note: --signer-key is given, so {option} is not used");
            }
        }
        let signers = args.signer_key.iter().map(|key| keys::public(key)).collect::<Result<_, _>>()?;
        builder.pinned_signers(signers).build()
    };
    config.map_err(|error| Failure::Unreadable(error.to_string()))
}

fn reader_key(argument: &str) -> Result<Box<dyn AgreementKey>, Failure> {
    let secret = keys::private(argument)?;
    PROVIDER.keys.agreement_key(&secret).map_err(|error| Failure::unreadable("--reader-key", error))
}

fn instant(text: &str) -> Result<UnixTime, Failure> {
    UnixTime::from_rfc3339(text).map_err(|error| {
        Failure::unreadable("--at", format!("\"{}\" is {error}, such as 2026-01-31T12:00:00Z", text.escape_debug()))
    })
}

/// The system's wall clock.
pub fn now() -> UnixTime {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    UnixTime::from_unix_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// The content of tag 24, or the bytes themselves.
fn unwrapped(bytes: &[u8]) -> &[u8] {
    let mut reader = Reader::new(bytes, Encoding::Field);
    match (reader.peek(), reader.tag(), reader.bytes(), reader.finish()) {
        (Ok(Type::Tag), Ok(24), Ok(content), Ok(())) => content,
        _ => bytes,
    }
}

/// Whether a map has issuerAuth at its top, as an IssuerSigned has and a DeviceResponse has not.
fn is_issuer_signed(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes, Encoding::Field);
    let mut found = false;
    // What cannot be walked to its end is for the verification to report.
    let _ = reader.map(|reader, key| {
        found |= matches!(key, Key::Text("issuerAuth"));
        reader.skip().map(drop)
    });
    found
}
