use bluer::{Error, ErrorKind, InternalErrorKind};

use super::*;

#[test]
fn errors_of_the_bus_are_told_as_what_they_are() {
    let meant = |name: &str| {
        let kind = ErrorKind::Internal(InternalErrorKind::DBus(name.to_owned()));
        error("testing", &Error { kind, message: "said".to_owned() })
    };
    assert_eq!(meant("org.freedesktop.DBus.Error.ServiceUnknown"), RadioError::NoService);
    assert_eq!(meant("org.freedesktop.DBus.Error.NameHasNoOwner"), RadioError::NoService);
    assert!(matches!(meant("org.freedesktop.DBus.Error.AccessDenied"), RadioError::NotPermitted { .. }));
    assert_eq!(meant("org.freedesktop.DBus.Error.NoReply"), RadioError::TooSlow { step: "testing" });
    assert!(matches!(meant("org.example.Anything"), RadioError::Other { step: "testing", .. }));
}

#[test]
fn errors_of_the_service_are_told_as_what_they_are() {
    let meant = |kind| error("testing", &Error { kind, message: String::new() });
    assert!(matches!(meant(ErrorKind::NotAuthorized), RadioError::NotPermitted { .. }));
    assert!(matches!(meant(ErrorKind::NotSupported), RadioError::Unsupported { .. }));
    assert_eq!(meant(ErrorKind::NotReady), RadioError::AdapterLost);
    assert!(matches!(meant(ErrorKind::Failed), RadioError::Other { .. }));
}

#[test]
fn an_adapter_that_is_not_there_is_not_blocked() {
    assert!(!is_blocked("no such adapter"));
}

#[test]
fn random_addresses_are_what_the_configuration_says() {
    let random = super::privacy::are_random;
    for value in ["device", "network", "on", " device "] {
        assert!(random(&format!("# Privacy = off\n[General]\nName = x\nPrivacy ={value}\n[GATT]\nPrivacy = off\n")));
    }
    for text in [
        "",
        "[General]\n#Privacy = device\n",
        "[General]\nPrivacy = off\n",
        // It holds only while the adapter cannot be found.
        "[General]\nPrivacy = limited-device\n",
        "[GATT]\nPrivacy = device\n",
        "Privacy = device\n",
        "[General]\nPrivacy\n",
    ] {
        assert!(!random(text), "{text}");
    }
}
