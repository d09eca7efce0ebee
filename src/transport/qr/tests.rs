use super::*;

#[test]
fn both_ways() {
    for (bytes, uri) in [(&b"\xfb\xff\xbf"[..], "mdoc:-_-_"), (b"\xa0", "mdoc:oA"), (b"\xa1\x00", "mdoc:oQA")] {
        assert_eq!(to_uri(bytes), uri);
        assert_eq!(from_uri(uri).as_deref(), Ok(bytes));
    }
}

#[test]
fn r01_the_scheme() {
    for text in ["MDOC:oA", "Mdoc:oA", " mdoc:oA\r\n", "\u{a0}mdoc:oA"] {
        assert_eq!(from_uri(text), Ok(vec![0xa0]), "{text}");
    }
    for text in ["", "oA", "mdoc", "mdl:oA", "xmdoc:oA", "mdoc-openid4vp:oA", ":oA", "mdoc :oA", "https://mdoc:oA"] {
        assert_eq!(from_uri(text), Err(QrError::NotMdoc), "{text}");
    }
    for text in ["mdoc://oA", "MDOC://oA", "mdoc://"] {
        assert_eq!(from_uri(text), Err(QrError::ReaderEngagement), "{text}");
    }
    assert_eq!(from_uri("mdoc:"), Err(QrError::Empty));
}

#[test]
fn r02_what_is_not_base64url_is_named() {
    let cases = [
        ("mdoc:oA==", QrError::Padding { position: 7 }),
        ("mdoc:oA=", QrError::Padding { position: 7 }),
        ("mdoc:-+-_", QrError::StandardAlphabet { position: 6 }),
        ("mdoc:/-", QrError::StandardAlphabet { position: 5 }),
        ("mdoc:oA\noA", QrError::WhiteSpace { position: 7 }),
        ("mdoc: oA", QrError::WhiteSpace { position: 5 }),
        ("mdoc:oA#x", QrError::Character { position: 7 }),
        ("mdoc:o%41", QrError::Character { position: 6 }),
        ("mdoc:oA\u{e6}", QrError::Character { position: 7 }),
        ("mdoc:oAAAA", QrError::Incomplete),
        // Stray bits in the last character.
        ("mdoc:oB", QrError::Incomplete),
        ("mdoc:oQB", QrError::Incomplete),
    ];
    for (text, error) in cases {
        assert_eq!(from_uri(text), Err(error), "{text}");
    }
}

#[test]
fn the_limit_is_what_a_symbol_holds() {
    // 2,948 characters of base64url are 2,211 bytes.
    let largest = to_uri(&[7; 2_211]);
    assert_eq!(largest.len(), MAX_URI_BYTES);
    assert_eq!(from_uri(&largest), Ok(vec![7; 2_211]));
    let larger = to_uri(&[7; 2_212]);
    assert_eq!(from_uri(&larger), Err(QrError::TooLong { length: 2_955 }));
}

#[test]
fn errors_are_sentences() {
    assert_eq!(
        from_uri("oA").unwrap_err().to_string(),
        "the text does not start with \"mdoc:\", so it is no device engagement"
    );
    assert_eq!(from_uri("mdoc:oA=").unwrap_err().to_string(), "base64url padding is not allowed (at byte 7)");
}
