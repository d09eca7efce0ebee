use super::{Fetcher, Published, starts_with};
use crate::fetch::command;
use mdoc_proximity::trust::Revocation;

fn sh(script: &str) -> Vec<String> {
    ["sh", "-c", script].map(str::to_owned).to_vec()
}

#[test]
fn a_command_is_split_and_no_shell_looks_at_it() {
    let fetcher = Fetcher::new("printf '%s %s' \"$HOME;x\"").unwrap();
    assert_eq!(fetcher.command, ["printf", "%s %s", "$HOME;x"]);
    assert_eq!(command::run(&fetcher.command, "https://a/$(id)").unwrap(), b"$HOME;x https://a/$(id)");
    assert!(Fetcher::new("").is_err() && Fetcher::new("curl 'x").is_err());
}

#[test]
fn what_goes_wrong_is_told_in_a_line() {
    assert!(command::run(&["/nonexistent/program".to_owned()], "u").unwrap_err().contains("does not start"));
    assert_eq!(command::run(&sh("exit 0"), "u").unwrap_err(), "it printed nothing");
    let error = command::run(&sh("echo some; printf '\\n\\033[2Jgone\\nfor good' >&2; exit 22"), "u").unwrap_err();
    assert!(error.contains("22") && error.ends_with(": \\u{1b}[2Jgone"), "{error}");
    let error = command::run(&sh("yes | head -c 20000000"), "u").unwrap_err();
    assert_eq!(error, "it prints more than 16.0 MB");
    // As much to complain about as a pipe does not hold.
    assert_eq!(command::run(&sh("yes | head -c 1000000 >&2; printf x"), "u").unwrap(), b"x");
}

#[test]
fn nothing_but_http_is_fetched() {
    let fetcher = Fetcher::new("echo").unwrap();
    for uri in ["file:///etc/passwd", "-o/tmp/x", "ldap://a", "https:/x", "", "hé://"] {
        for published in [Published::Crl(uri.to_owned()), Published::StatusList(uri.to_owned())] {
            let error = fetcher.fetch(&published, &mut Revocation::default()).unwrap_err();
            assert!(error.contains("neither"), "{uri}: {error}");
        }
    }
    assert!(starts_with("HTTPS://a", "https://"));
    assert!(fetcher.tried.is_empty());
    // What comes back is read as what was asked for.
    let error = fetcher.fetch(&Published::Crl("https://a".to_owned()), &mut Revocation::default()).unwrap_err();
    assert!(!error.contains("neither"), "{error}");
}

#[test]
fn each_is_tried_once_and_no_more_than_a_few() {
    let directory = tempfile::TempDir::new().unwrap();
    let asked = directory.path().join("asked");
    let mut fetcher = Fetcher::new(&format!("sh -c 'echo $0 >> {}; false'", asked.display())).unwrap();
    let mut known = Revocation::default();
    for (until, expected) in [(2, 2), (3, 3), (100, 16), (200, 16)] {
        let wanted = (0..until).map(|number| Published::Crl(format!("https://a/{number:03}"))).collect();
        fetcher.fetch_all(wanted, &mut known);
        let asked = std::fs::read_to_string(&asked).unwrap();
        let lines: Vec<String> = asked.lines().map(str::to_owned).collect();
        assert_eq!(lines, (0..expected).map(|number| format!("https://a/{number:03}")).collect::<Vec<_>>());
    }
    assert!(known.crls.lists().is_empty());
}
