//! The text of a QR code (R01, R02).

use super::{TWIN, by_text, refused, usual, usual_bytes, with};
use crate::format::Case;
use crate::generate::exchange::stage::{bytes, uri};

pub(super) fn cases() -> Vec<Case> {
    [schemes(), encodings()].concat()
}

fn schemes() -> Vec<Case> {
    let text = uri(&usual_bytes());
    let encoded = text.strip_prefix("mdoc:").unwrap().to_owned();
    let none = |id, title, text: String| by_text(id, "scheme", title, text, [refused("scheme")]);
    vec![
        by_text(TWIN, "", "Engagement by QR code: BLE in central client mode, a key on P-256", text.clone(), [usual()]),
        none("r01-without-scheme", "There is no scheme", encoded.clone()),
        by_text(
            "r01-upper-case",
            "scheme",
            "The scheme in capitals",
            format!("MDOC:{encoded}"),
            [usual(), refused("scheme")],
        ),
        none(
            "r01-reader-engagement",
            "Two slashes: a reader engagement, which goes the other way",
            format!("mdoc://{encoded}"),
        ),
        none("r01-another-scheme", "Another scheme", format!("mdl:{encoded}")),
        none("r01-empty", "No text at all", String::new()),
        by_text(
            "r01-nothing-behind",
            "text",
            "Nothing follows the scheme",
            "mdoc:".to_owned(),
            [refused("base64"), refused("cbor")],
        ),
        by_text(
            "r01-white-space-around",
            "text",
            "White space around the text",
            format!(" {text}\n"),
            [usual(), refused("scheme"), refused("base64")],
        ),
    ]
}

fn encodings() -> Vec<Case> {
    let text = uri(&usual_bytes());
    // An unknown member with all digits of base64 in every place, so that plain base64 looks different.
    let varied = uri(&with(&[(7, bytes(&[0xfb, 0xff, 0xbf, 0xff, 0xef, 0xfb, 0xfb, 0xff, 0xbf]))]));
    assert!(varied.contains('-') && varied.contains('_'));
    // The twin's bytes do not fill their last digits, so that there is padding, and stray bits are possible.
    let bytes_count = usual_bytes().len();
    assert_ne!(bytes_count % 3, 0);
    let padding = "=".repeat(3 - bytes_count % 3);
    let mut stray = text.clone();
    let last = stray.pop().unwrap();
    let next = char::from(u8::try_from(last).unwrap() + 1);
    assert!(next.is_ascii_alphanumeric());
    stray.push(next);
    let tolerable = || [refused("base64"), usual()];
    let middle = text.len() / 2;
    let no = |id, title, text: String| by_text(id, "text", title, text, [refused("base64")]);
    let too_long = uri(&with(&[(7, bytes(&[0; 3000]))]));
    vec![
        by_text(
            "engagement-qr-all-digits",
            "",
            "A text with the digits that base64url has of its own",
            varied.clone(),
            [usual()],
        ),
        by_text("r02-padding", "text", "The text is padded", format!("{text}{padding}"), tolerable()),
        no(
            "r02-plain-base64",
            "The text is plain base64 instead of base64url",
            varied.replace('-', "+").replace('_', "/"),
        ),
        no("r02-plus", "One digit is of plain base64", varied.replacen('-', "+", 1)),
        by_text(
            "r02-line-break",
            "text",
            "A line break inside the text",
            format!("{}\n{}", &text[..middle], &text[middle..]),
            tolerable(),
        ),
        by_text(
            "r02-space",
            "text",
            "A space inside the text",
            format!("{} {}", &text[..middle], &text[middle..]),
            tolerable(),
        ),
        no(
            "r02-another-letter",
            "A letter that base64url does not have",
            format!("{}*{}", &text[..middle], &text[middle + 1..]),
        ),
        by_text("r02-stray-bits", "text", "The last digit has bits that encode nothing", stray, tolerable()),
        by_text("r02-longer-than-a-code", "text", "A text longer than any QR code", too_long, tolerable()),
    ]
}
