//! The response as a whole.

use mdoc_proximity::cbor::Writer;

use crate::format::{Case, Expect};
use crate::generate::scene::{Draft, Members, Scene, array, rejected, response, text};
use crate::generate::world::{DocumentPlan, MDL, MDL_NAME_SPACE, PID, embedded, request};

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [bytes(), members(), status(), several(), unrequested(), errors(), kinds()].concat()
}

fn bytes() -> Vec<Case> {
    let case = |id: &str, title: &str, change: fn(&mut Vec<u8>)| {
        Scene::mdl().bytes(change).negative(id, "mdl", "", title).clause("8.1", "8.3").malformed_by_both()
    };
    [
        case("r30-trailing-byte", "A byte follows the response", |bytes| bytes.push(0)),
        case("r30-cut", "The response lacks its last byte", |bytes| {
            bytes.pop();
        }),
        case("r30-empty", "The response is no bytes at all", Vec::clear),
        case("r30-not-a-map", "The response is an array", |bytes| *bytes = vec![0x80]),
        case("r30-indefinite", "The response's map ends with a break that is missing", |bytes| bytes[0] = 0xbf),
        Scene::mdl()
            .bytes(|bytes| bytes[0] = 0xb8)
            .bytes(|bytes| bytes.insert(1, 3))
            .negative("r106-response-long-head", "mdl", "", "The response's map has a head of two bytes instead of one")
            .clause("8.1", "8.3")
            .expect("strict", |_, _| Expect::Is(crate::generate::scene::MALFORMED)),
        Scene::mdl()
            .bytes(|bytes| bytes[0] = 0xb8)
            .bytes(|bytes| bytes.insert(1, 3))
            .negative("r106-response-long-head", "mdl", "", "The response's map has a head of two bytes instead of one")
            .clause("8.1", "8.3")
            .expect("field", |draft, played| {
                Expect::Is(response(&[], &["response.encoding"], vec![draft.document(played, &[], &[])]))
            }),
        Scene::mdl()
            .response(|members| members.push("status", [0]))
            .negative("r30-status-twice", "mdl", "status", "status stands there twice")
            .clause("8.1", "8.3")
            .malformed_by_both(),
    ]
    .concat()
}

fn members() -> Vec<Case> {
    let case = |id: &str, differs: &str, title: &str, change: fn(&mut Members)| {
        Scene::mdl().response(change).negative(id, "mdl", differs, title).clause("8.3.2.1.2.2", "10.3.2")
    };
    [
        case("r31-no-status", "status", "A response without status", |members| members.remove("status"))
            .malformed_by_both(),
        case("r31-no-version", "version", "A response without version", |members| members.remove("version"))
            .malformed_by_both(),
        case("r36-empty-documents", "documents", "An empty array of documents", |members| {
            members.set("documents", [0x80])
        })
        .malformed_by_both(),
        failing(
            case("r32-version-2", "version", "The response's version is 2.0", |members| {
                members.set("version", text("2.0"))
            }),
            "response.version",
        ),
        failing(
            case("r32-version-0-9", "version", "The response's version is 0.9, below the request's", |members| {
                members.set("version", text("0.9"))
            }),
            "response.version",
        ),
        Scene::mdl()
            .response(|members| members.set("version", text("1.3")))
            .positive("r32-version-1-3", "The response's version is 1.3")
            .clause("8.3.2.1.2.2", "10.3.2")
            .accepted_by_both(),
        Scene::mdl()
            .response(|members| members.push("foo", [1]))
            .positive("further-member", "The response has a member that nobody knows")
            .clause("8.3.2.1.2.2", "10.3.2")
            .accepted_by_both(),
    ]
    .concat()
}

/// The response as a whole fails, and nothing in it is believed.
fn failing(draft: Draft, id: &'static str) -> Vec<Case> {
    draft.expect("strict", |_, _| Expect::Is(response(&[id], &[], vec![rejected(Some(MDL), &[id], &[])])))
}

fn status() -> Vec<Case> {
    let bare = |status: Vec<u8>| {
        Scene::mdl().documents(Vec::clear).response(move |members| members.set("status", status.clone()))
    };
    let mut cases = Vec::new();
    for (id, name, status) in [
        ("10", "a general error", vec![10]),
        ("11", "a CBOR error", vec![11]),
        ("12", "a validation error", vec![12]),
        ("99", "one that nobody knows", vec![0x18, 99]),
    ] {
        let title = format!("The status is {name}, without documents");
        let draft = bare(status.clone()).negative(&format!("r33-status-{id}"), "r35-nothing", "status", &title);
        let fail = Expect::Is(response(&["response.status"], &[], Vec::new()));
        cases.extend(draft.clause("8.3.2.1.2.3", "10.3.6").expect("strict", |_, _| fail));
        let with = Scene::mdl().response(move |members| members.set("status", status.clone()));
        let title = format!("The status is {name}, with a document");
        let draft = with.negative(&format!("r34-status-{id}"), "mdl", "status", &title).clause("8.3.2.1.2.3", "10.3.6");
        cases.extend(failing(draft, "response.status"));
    }
    let title = "Status 0, and nothing is returned";
    for profile in ["strict", "field"] {
        let draft = bare(vec![0]).positive("r35-nothing", title).clause("8.3.2.1.2.2", "10.3.2");
        cases.extend(draft.expect(profile, |_, _| Expect::Is(response(&[], &[], Vec::new()))));
    }
    cases
}

fn several() -> Vec<Case> {
    // The second document is of another issuer of the same name.
    let forger = || {
        Scene::new("second document", DocumentPlan::age_verification())
            .with(|scene| scene.issuer.root_key.0 = "forger".to_owned())
    };
    let both = |forged_first: bool| {
        let forged = forger().play_document().0;
        Scene::mdl()
            .documents(move |documents| documents.insert(usize::from(!forged_first), forged.clone()))
            .input(|input| input.request = None)
    };
    let judged = |forged_first: bool, id: &str, title: &str| {
        let (twin, place) = if forged_first { ("two-documents-reversed", 0) } else { ("two-documents", 1) };
        let differs = format!("documents[{place}].issuerSigned.issuerAuth.unprotected.x5chain[0].signature");
        let draft = both(forged_first).negative(id, twin, &differs, title);
        draft.clause("9.3.3", "12.8.3").expect("strict", |draft, played| {
            let forged = rejected(Some(crate::generate::world::AGE_VERIFICATION), &["path.signature"], &[]);
            let good = draft.document(played, &[], &[]);
            Expect::Is(response(&[], &[], if forged_first { vec![forged, good] } else { vec![good, forged] }))
        })
    };
    let odd = Scene::mdl().documents(|documents| {
        let mut odd = Members::default();
        odd.set("docType", text("org.example.card"));
        documents.push(odd.to_vec());
    });
    let differs = "documents[1]";
    let title = "The second document has nothing but a type";
    [
        judged(false, "r90-second-forged", "The second of two documents is a forger's"),
        judged(true, "r90-first-forged", "The first of two documents is a forger's"),
        odd.input(|input| input.request = None)
            .negative("r90-second-out-of-shape", "two-documents", differs, title)
            .clause("8.3.2.1.2.2", "10.3.3")
            .expect("strict", |draft, played| {
                let odd = rejected(Some("org.example.card"), &["document.structure"], &[]);
                Expect::Is(response(&[], &[], vec![draft.document(played, &[], &[]), odd]))
            }),
    ]
    .concat()
}

fn unrequested() -> Vec<Case> {
    let asking = |doc_type: &'static str, elements: &'static [(&'static str, &'static str)]| {
        Scene::mdl().input(move |input| input.request = Some(request(doc_type, elements.iter().copied()).into()))
    };
    let empty = |doc_type: &'static str, element: &'static str| {
        let name_space = if doc_type == MDL { MDL_NAME_SPACE } else { doc_type };
        Scene::mdl()
            .unsigned(|document| document.items.clear())
            .input(move |input| input.request = Some(request(doc_type, [(name_space, element)]).into()))
    };
    let name: &[(&str, &str)] = &[(MDL_NAME_SPACE, "family_name")];
    const ID: &[&str] = &["document.unrequested"];
    [
        asking(MDL, name)
            .negative("r91-unrequested", "mdl", "request", "Six elements are returned where one was asked for")
            .only(&["family_name"])
            .by_profile((&[], ID), (&[], ID)),
        asking(PID, &[(PID, "family_name")])
            .negative("r38-type-not-asked-for", "mdl", "request", "A document of another type than the one asked for")
            .expect("strict", |draft, played| {
                Expect::Is(response(
                    &[],
                    &[],
                    vec![draft.document(played, &["document.requested"], &["document.unrequested"])],
                ))
            }),
        empty(MDL, "family_name")
            .positive("no-elements-asked-for-one", "A licence of which no element is returned, and one was asked for")
            .clause("8.3.2.1.2.2", "10.3.3")
            .accepted_by_both(),
        empty(PID, "family_name")
            .negative(
                "r38-type-not-asked-for-and-empty",
                "no-elements-asked-for-one",
                "request",
                "A document of another type than the one asked for, without any element",
            )
            .refused_by_both(&["document.requested"]),
    ]
    .concat()
}

fn errors() -> Vec<Case> {
    // {namespace: {identifier: code}}
    let with = |identifier: &'static str, code: i64| {
        Scene::mdl().document(move |document| {
            let mut errors = Writer::new();
            errors.map(1).text(MDL_NAME_SPACE).map(1).text(identifier).int(code);
            document.set("errors", errors.into_vec());
        })
    };
    const ID: &[&str] = &["document.errors"];
    let case = |id: &str, title: &str, identifier: &'static str, code: i64| {
        with(identifier, code).positive(id, title).clause("8.3.2.1.2.3", "10.3.7")
    };
    let deviating = |id: &str, twin: &str, differs: &str, title: &str, (identifier, code): (&'static str, i64)| {
        with(identifier, code).negative(id, twin, differs, title).by_profile((&[], ID), (&[], ID))
    };
    // [{docType: code}]
    let whole = |doc_type: &'static str, code: i64| {
        Scene::mdl().response(move |response| {
            let mut errors = Writer::new();
            errors.array(1).map(1).text(doc_type).int(code);
            response.set("documentErrors", errors.into_vec());
        })
    };
    let documents = |id: &str, title: &str, doc_type: &'static str, code: i64| {
        whole(doc_type, code).positive(id, title).clause("8.3.2.1.2.3", "10.3.7")
    };
    let documents_deviating = |id: &str, title: &str, doc_type: &'static str, code: i64| {
        let expect = |profile: &str| {
            let draft = whole(doc_type, code).negative(id, "document-errors", "documentErrors[0]", title);
            draft
                .clause("8.3.2.1.2.3", "10.3.7")
                .expect(profile, |draft, played| Expect::Is(response(&[], ID, vec![draft.document(played, &[], &[])])))
        };
        [expect("strict"), expect("field")].concat()
    };
    [
        case("r95-code-0", "given_name is not returned", "given_name", 0).accepted_by_both(),
        case("r95-code-minus-3", "given_name is not returned, with a code of the issuer's own", "given_name", -3)
            .accepted_by_both(),
        deviating(
            "r95-code-5",
            "r95-code-0",
            "documents[0].errors[\"org.iso.18013.5.1\"].given_name",
            "given_name is not returned, with a code that is reserved",
            ("given_name", 5),
        ),
        deviating(
            "r96-returned-all-the-same",
            "r95-code-0",
            "documents[0].errors[\"org.iso.18013.5.1\"]",
            "family_name is said not to be returned, and is",
            ("family_name", 0),
        ),
        documents("document-errors", "A document that is not returned", PID, 0).accepted_by_both(),
        documents(
            "document-errors-code-minus-3",
            "A document that is not returned, with a code of the device's own",
            PID,
            -3,
        )
        .accepted_by_both(),
        documents_deviating("r95-document-code-5", "A document is not returned, with a code that is reserved", PID, 5),
        documents_deviating("r96-document-returned", "A document is said not to be returned, and is", MDL, 0),
    ]
    .concat()
}

/// What nobody here understands: reported, and never read (R103, R104).
fn kinds() -> Vec<Case> {
    const ID: &[&str] = &["response.documents"];
    let encrypted = |doc_request_id: u64, cipher_text: &[u8]| {
        let mut writer = Writer::new();
        writer.map(3).text("enc").bytes(&[4; 65]).text("cipherText").bytes(cipher_text);
        writer.text("docRequestID").uint(doc_request_id);
        writer.into_vec()
    };
    let zero_knowledge = || {
        let mut data = Writer::new();
        data.map(3).text("docType").text(MDL).text("zkSystemId").text("longfellow-libzk-v1");
        data.text("timestamp").tag(1004).text("2026-06-01");
        let mut writer = Writer::new();
        writer.map(2).text("documentData").raw(&embedded(data.as_slice())).text("proof").bytes(&[0; 64]);
        writer.into_vec()
    };
    let alone = |id: &str, member: &'static str, title: &str| {
        let expect = |profile: &str| {
            let scene = Scene::mdl().response(move |members| {
                members.0.retain(|(name, _)| name != "documents");
                members.0.insert(1, (member.to_owned(), array(&[vec![0xa0]])));
            });
            let draft = scene.negative(id, "r35-nothing", member, title).clause("-", "10.3.2");
            draft.expect(profile, |_, _| Expect::Is(response(&[], ID, Vec::new())))
        };
        [expect("strict"), expect("field")].concat()
    };
    let beside = |id: &str, member: &'static str, title: &str, entry: Vec<u8>| {
        let expect = |profile: &str| {
            let entry = entry.clone();
            let scene = Scene::mdl().response(move |members| {
                members.set(member, array(core::slice::from_ref(&entry)));
            });
            let draft = scene.negative(id, "mdl", member, title).clause("-", "10.3.2");
            draft.expect(profile, |draft, played| Expect::Is(response(&[], ID, vec![draft.document(played, &[], &[])])))
        };
        [expect("strict"), expect("field")].concat()
    };
    [
        alone("r104-zk-documents", "zkDocuments", "Zero-knowledge documents that nobody asked for, and nothing else"),
        alone(
            "r103-encrypted-documents",
            "encryptedDocuments",
            "Encrypted documents that nobody asked for, and nothing else",
        ),
        beside(
            "r103-wrong-doc-request-id",
            "encryptedDocuments",
            "A good document, and an encrypted one for a request that was not made",
            encrypted(7, &[0; 48]),
        ),
        beside(
            "r103-bad-hpke",
            "encryptedDocuments",
            "A good document, and an encrypted one that is shorter than its tag",
            encrypted(0, &[0; 15]),
        ),
        beside(
            "r104-zk-document-beside-another",
            "zkDocuments",
            "A good document, and a zero-knowledge document that nobody asked for",
            zero_knowledge(),
        ),
    ]
    .concat()
}
