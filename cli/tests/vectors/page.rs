//! The HTML report: one page that needs nothing else, with every case in its place.

use std::collections::BTreeSet;

use super::shared::mdoc;
use super::suite::{Copy, SUITE, text};

/// The page's text: it is XML too.
fn parse(page: &str) -> roxmltree::Document<'_> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, nodes_limit: u32::MAX, ..Default::default() };
    roxmltree::Document::parse_with_options(page, options).unwrap()
}

#[test]
fn the_page_holds_every_case_once_and_asks_for_nothing() {
    let (_, list) = super::mdoc_json(&["vectors", "list", SUITE, "--format", "json", "--filter", "reader"]);
    let output = mdoc(&["vectors", "run", SUITE, "--filter", "reader", "--format", "html"], b"");
    assert_eq!(output.status.code(), Some(0));
    let page = text(&output.stdout);
    let xml = parse(&page);
    assert_eq!(xml.root_element().attribute("lang"), Some("en"));

    let ids: Vec<&str> = xml.descendants().filter_map(|node| node.attribute("id")).collect();
    let once: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(once.len(), ids.len(), "an id stands there twice");
    let cases: BTreeSet<&str> = ids.iter().filter_map(|id| id.strip_prefix("case-")).collect();
    let listed: BTreeSet<&str> = list.as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap()).collect();
    assert_eq!(cases, listed);

    // Nothing is fetched: links lead to places on the page, and no element or style loads anything.
    for node in xml.descendants().filter(roxmltree::Node::is_element) {
        for name in ["src", "srcset", "action", "data", "poster", "ping"] {
            assert_eq!(node.attribute(name), None, "{node:?}");
        }
        if let Some(link) = node.attribute("href") {
            assert!(link.strip_prefix('#').is_some_and(|id| once.contains(id)), "{link} leads nowhere");
        }
        let name = node.tag_name().name();
        assert!(!["link", "img", "iframe", "object", "embed", "base", "form"].contains(&name), "{name}");
    }
    for part in ["url(", "@import", "fetch(", "XMLHttpRequest"] {
        assert!(!page.contains(part), "{part}");
    }
}

#[test]
fn a_failure_stands_at_the_top_open_with_what_was_expected_and_what_happened() {
    let copy = Copy::of(&["mdl", "r39-element-value"]);
    copy.expect("r39-element-value", |expect| expect["documents"][0]["failing"] = serde_json::json!(["mso.dates"]));
    let output = copy.run(&["--format", "html"]);
    assert_eq!(output.status.code(), Some(1));
    let page = text(&output.stdout);
    let xml = parse(&page);
    let by_id = |id: &str| xml.descendants().find(|node| node.attribute("id") == Some(id)).unwrap();
    let said = |node: roxmltree::Node<'_, '_>| {
        node.descendants()
            .filter(roxmltree::Node::is_text)
            .map(|text| text.text().unwrap_or_default())
            .collect::<String>()
    };
    let case = by_id("case-r39-element-value");
    assert_eq!((case.attribute("open"), case.parent().unwrap().attribute("open")), (Some(""), Some("")));
    assert_eq!(by_id("case-mdl").attribute("open"), None);
    let all = said(case);
    for part in [
        "documents[0].failing[0]: expected \"mso.dates\", found \"mso.digests\"",
        "A reader is under test: verify-response, strict profile",
        "What must happen",
        "What happened",
        "\"operation\": \"verify-response\"",
        "Differs from mdl",
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
    let failed = xml.descendants().find(|node| node.has_tag_name("li")).unwrap();
    assert!(said(failed).contains("r39-element-value failed: An element's value"), "{}", said(failed));
    assert!(page.contains("1 of 2 cases passed"));
}

#[test]
fn what_an_implementation_says_is_text_on_the_page() {
    let copy = Copy::of(&["t13-length-0"]);
    let says = r#"sed -u -E 's/^\{"id":("[^"]*").*/{"id":\1,"error":"<script>alert(1)<\/script>\\u0007\\u202e"}/'"#;
    let output = copy.run(&["--against", says, "--format", "html"]);
    assert_eq!(output.status.code(), Some(1));
    let page = text(&output.stdout);
    let xml = parse(&page);
    assert_eq!(xml.descendants().filter(|node| node.has_tag_name("script")).count(), 1);
    assert!(!page.contains("alert(1)</script>") && !page.contains('\u{7}') && !page.contains('\u{202e}'));
    assert!(page.contains("alert(1)"), "it is told all the same");
}
