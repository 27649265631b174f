//! What `Debug` and `Display` print of hostile text.

use super::*;

/// What breaks a line, colours a terminal, turns the direction of writing, or is not seen.
const HOSTILE: &str = "x\r\n\tINFO\u{1b}[31m\u{7}\u{85}\u{9b}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}\u{200b}\u{200e}\u{200f}\u{61c}\u{feff}\u{ad}\u{e0041}y";

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{61c}' | '\u{feff}' | '\u{ad}' | '\u{e0000}'..='\u{e0fff}')
}

/// What was printed, by the type and the trait.
#[derive(Default)]
struct Table(Vec<(&'static str, &'static str, String)>);

impl Table {
    fn debug(&mut self, name: &'static str, value: &dyn Debug) {
        self.0.push((name, "Debug", format!("{value:?}")));
        // Indented, fields have lines of their own; these are the formatter's.
        let pretty = format!("{value:#?}").replace('\n', "");
        self.0.push((name, "Debug", pretty));
    }

    fn display(&mut self, name: &'static str, value: &dyn std::fmt::Display) {
        self.0.push((name, "Display", value.to_string()));
    }

    fn both<T: Debug + std::fmt::Display>(&mut self, name: &'static str, value: &T) {
        self.debug(name, value);
        self.display(name, value);
    }
}

/// HOSTILE as JSON.
fn quoted() -> String {
    serde_json::to_string(HOSTILE).unwrap()
}

fn models(table: &mut Table) {
    let json = format!(
        r#"{{"displayName": {0}, {0}: {0}, "isHidden": {0}, "@odata.type": {0}, "catalog": {{"catalogType": {0}, {0}: 1}}, "assignmentPolicies": [{0}]}}"#,
        quoted()
    );
    let package = AccessPackage::from_slice(json.as_bytes()).unwrap();
    table.debug("model", &package);
    table.debug("Child", &Child::new(package.clone()));
    table.debug("AdditionalProperties", &package.additional_properties);
    for odd in package.additional_properties.mismatches() {
        table.debug("MismatchedValue", &odd);
    }
    table.debug("Mismatch", &package.mismatches());
    let any = AnyCustomCalloutExtension::from_slice(json.as_bytes()).unwrap();
    table.debug("Any… enumeration", &any);
    table.both("enumeration", &AccessPackageCatalogType::from(HOSTILE));
    table.both("flags", &WeakAlgorithms::from(HOSTILE));
    table.debug("FlagSet", WeakAlgorithms::from(HOSTILE).flags());
    // As values they are what came.
    assert_eq!(AccessPackageCatalogType::from(HOSTILE).as_str(), HOSTILE);
    let flags = serde_json::to_value(WeakAlgorithms::from(HOSTILE)).unwrap();
    assert_eq!(flags.as_str(), Some(HOSTILE));

    let page = format!(
        r#"{{"value": [{json}, {0}, 1], "@odata.nextLink": {0}, {0}: {0}}}"#,
        quoted()
    );
    let page = Page::<AccessPackage>::from_slice(page.as_bytes()).unwrap();
    table.debug("Page", &page);
    table.debug("MismatchedItem", &page.mismatched_items);
    table.both("Json", &page.annotations[0].1);
    table.both("Json", &"[\n\"\u{202e}\u{7f}\",\r\n\t1]".parse::<Json>().unwrap());
    table.debug("Order", &AccessPackage::DISPLAY_NAME.desc());

    for broken in [
        format!(r#"{{{0}: {{{0}: nul"#, quoted()),
        format!(r#"{{"catalog": {{{0}: tru}}}}"#, quoted()),
    ] {
        table.both("ReadError", &AccessPackage::from_slice(broken.as_bytes()).unwrap_err());
    }
}

fn callouts(table: &mut Table, client: &GraphClient) {
    let posted = format!(
        r#"{{"AccessPackageAssignmentRequestId": "1", "CustomExtensionStageInstanceId": "2", "Stage": {0}, "Requestor": {{{0}: {0}}}, {0}: {0}}}"#,
        quoted()
    );
    let callout = AccessPackageAssignmentRequestCallout::from_slice(posted.as_bytes()).unwrap();
    table.debug("AccessPackageAssignmentRequestCallout", &callout);
    let resume = callout.approve(HOSTILE, HOSTILE).with_type(HOSTILE);
    table.debug("AccessPackageAssignmentRequestResume", &resume);
    table.both("WhatIf", &resume.request(client).unwrap().what_if().unwrap());
    let bad_id = posted.replace(r#"Id": "1""#, &format!(r#"Id": {}"#, quoted()));
    let callout = AccessPackageAssignmentRequestCallout::from_slice(bad_id.as_bytes()).unwrap();
    table.debug("AccessPackageAssignmentRequestCallout", &callout);
    table.debug("AccessPackageAssignmentRequestResume", &callout.deny("s", "d"));
    table.both("Error", &callout.check().unwrap_err());

    let posted = format!(
        r#"{{"type": {0}, "source": {0}, {0}: 1, "data": {{{0}: 1, "task": {{"id": {0}}}, "workflow": {{"id": {0}}}, "taskProcessingResult": {{"id": {0}}}}}}}"#,
        quoted()
    );
    let callout = CustomTaskExtensionCallout::from_slice(posted.as_bytes()).unwrap();
    table.debug("CustomTaskExtensionCallout", &callout);
    table.debug("CustomTaskExtensionEvent", callout.event());
    table.debug("CustomTaskExtensionResume", &callout.failed(HOSTILE));
    table.both("Error", &callout.check().unwrap_err());
}

fn callers(table: &mut Table) {
    use msgraph_identity_governance::v1_0::callout::verify::{CallerVerifier, ExpectedCaller};

    let tenant = "11111111-2222-3333-4444-555555555555";
    table.debug("ExpectedCaller", &ExpectedCaller::new(HOSTILE).with_audience(HOSTILE));
    let no_tenant = ExpectedCaller::new(HOSTILE).with_audience("a").with_application(tenant);
    let no_application = ExpectedCaller::new(tenant).with_audience("a").with_application(HOSTILE);
    for expected in [no_tenant, no_application] {
        table.both("CallerError", &CallerVerifier::new(expected, None).unwrap_err());
    }
}

async fn refusals(table: &mut Table, client: &GraphClient, graph: &FakeGraph) {
    let path = "/identityGovernance/entitlementManagement/accessPackages/{id}";
    let id = client
        .identity_governance()
        .entitlement_management()
        .access_packages()
        .by_id(HOSTILE);
    let detail = serde_json::json!({"code": HOSTILE, "message": HOSTILE, "target": HOSTILE, HOSTILE: HOSTILE});
    let inner = serde_json::json!({"code": HOSTILE, "message": HOSTILE, "date": HOSTILE, "request-id": HOSTILE, "innerError": detail.clone()});
    let error = serde_json::json!({"error": {"code": HOSTILE, "message": HOSTILE, "target": HOSTILE, "details": [detail], "innerError": inner}});
    for reply in [
        Reply::json(400, &error),
        Reply::bytes(400, HOSTILE, HOSTILE),
        Reply::text(403, HOSTILE),
        Reply::json(404, serde_json::json!({"Message": HOSTILE})),
        Reply::json(400, serde_json::json!({"error": HOSTILE, "error_description": HOSTILE})),
        // Read, and not what is declared.
        Reply::bytes(200, HOSTILE, format!(r#"{{{0}: {0} {0}"#, quoted())),
        Reply::bytes(200, "text/html", HOSTILE),
        Reply::json(200, serde_json::json!([HOSTILE])),
        Reply::empty(204),
    ] {
        let reply = reply.with_header("request-id", HOSTILE).with_header("x-other", HOSTILE);
        table.debug("Reply", &reply);
        graph.on(Method::Get, path).respond(reply);
        let failure = id.get().send().await.unwrap_err();
        table.both("Error", &failure);
        if let Some(request_info) = failure.request_info() {
            table.both("RequestInfo", request_info);
        }
        match &failure {
            Error::Service(error) => {
                table.both("ServiceError", &**error);
                table.debug("ErrorDetail", &error.details());
                table.debug("InnerError", &error.inner_error());
            }
            Error::Decode(error) => table.both("DecodeError", &**error),
            Error::NoContent(error) => table.both("NoContentError", &**error),
            other => panic!("{other:?}"),
        }
    }
    graph
        .on(Method::Get, path)
        .respond(Reply::json(200, serde_json::json!({HOSTILE: 1})).with_header("request-id", HOSTILE));
    let response = id.get().send_with_response().await.unwrap();
    table.debug("Response", &response);

    let Err(Error::Transport(error)) = id.get().send().await else {
        panic!("there is no response left");
    };
    table.both("TransportError", &*error);
    let Err(Error::Invalid(error)) = id.get().header(HOSTILE, HOSTILE).send().await else {
        panic!("no header is called so");
    };
    table.both("Invalid", &*error);
    let link = client.from_link::<AccessPackage>(HOSTILE);
    table.debug("Request", &link);
    table.both("Error", &link.send().await.unwrap_err());
    let credential = Arc::new(Refusing);
    let refused = GraphClient::new(credential, Some(graph.options())).unwrap();
    let packages = refused.identity_governance().entitlement_management().access_packages();
    let Err(Error::Credential(error)) = packages.list().send().await else {
        panic!("there is no token");
    };
    table.both("CredentialError", &*error);
    for kind in [azure_core::error::ErrorKind::Io, azure_core::error::ErrorKind::Other] {
        let foreign = Error::from(azure_core::Error::with_message(kind, HOSTILE));
        table.both("Error", &foreign);
        let Error::Azure(error) = foreign else { panic!() };
        table.both("AzureError", &*error);
    }
}

/// A credential whose words are hostile.
#[derive(Debug)]
struct Refusing;

#[async_trait::async_trait]
impl azure_core::credentials::TokenCredential for Refusing {
    async fn get_token(
        &self,
        _: &[&str],
        _: Option<azure_core::credentials::TokenRequestOptions<'_>>,
    ) -> azure_core::Result<azure_core::credentials::AccessToken> {
        Err(azure_core::Error::with_message(
            azure_core::error::ErrorKind::Credential,
            HOSTILE,
        ))
    }
}

async fn requests(table: &mut Table, client: &GraphClient, graph: &FakeGraph) {
    let groups = client.request::<Json>(Method::Post, "/groups");
    for content in [HOSTILE.as_bytes().to_vec(), b"\xff\x1b".to_vec()] {
        let content = ContentBody::new(content).with_content_type(HOSTILE);
        table.debug("ContentBody", &content);
        let request = groups.clone().content(content);
        table.debug("Request", &request);
        table.both("WhatIf", &request.what_if().unwrap());
    }
    let pretty = "{\n \"a\": \"\u{202e}\"\n}".parse::<Json>().unwrap();
    let shown = groups.clone().body(pretty).what_if().unwrap().to_string();
    assert!(shown.ends_with(r#"{  "a": "\u202e" }"#), "{shown}");
    table.debug("Reference", &Reference::to(HOSTILE));

    let get = || client.request::<Content>(Method::Get, "/groups/1/content");
    graph
        .on(Method::Get, "/groups/1/content")
        .respond(Reply::bytes(200, HOSTILE, HOSTILE));
    table.debug("Content", &get().send().await.unwrap());
    graph.on(Method::Get, "/f").respond(Reply::json(
        200,
        serde_json::json!({"value": HOSTILE, HOSTILE: HOSTILE}),
    ));
    let value = client.request::<Value<String>>(Method::Get, "/f").send().await.unwrap();
    table.debug("Value", &value);

    let mut batch = client.batch();
    batch.add(
        client
            .identity_governance()
            .entitlement_management()
            .access_packages()
            .by_id(HOSTILE)
            .get(),
    );
    table.debug("Batch", &batch);
    let refused = serde_json::json!({"responses": [
        {"id": "1", "status": 400, "headers": {"request-id": HOSTILE}, "body": {"error": {"code": HOSTILE, "message": HOSTILE}}},
    ]});
    graph
        .on(Method::Post, "/$batch")
        .respond(Reply::json(200, &refused).with_header("request-id", HOSTILE));
    let responses = batch.send().await;
    table.debug("BatchResponses", &responses);
    for (_, error) in responses.failures() {
        table.both("Error", error);
    }
    table.debug("Sent", &graph.sent());

    let odd = FakeGraph::new();
    odd.on(Method::Get, HOSTILE).respond(Reply::empty(200));
    table.debug("FakeGraph", &odd);
    let panic_of = |work: &dyn Fn()| {
        let work = std::panic::AssertUnwindSafe(work);
        let panic = std::panic::catch_unwind(work).unwrap_err();
        panic.downcast_ref::<String>().unwrap().clone()
    };
    for words in [
        panic_of(&|| odd.assert_all_used()),
        panic_of(&|| drop(odd.only(Method::Get, HOSTILE))),
        panic_of(&|| drop(odd.on(Method::Get, &format!("{HOSTILE}?x")))),
        panic_of(&|| drop(graph.only(Method::Get, HOSTILE))),
    ] {
        table.0.push(("FakeGraph", "panic", words));
    }
    table.both("Error", &odd.recorded(HOSTILE).unwrap_err());
}

/// Types of which nothing is text of others, and those that are written to be sent.
const WITHOUT_FOREIGN_TEXT: [(&str, &str); 36] = [
    ("VerifyOptions", "the program's own settings"),
    (
        "VerifiedCaller",
        "claims whose signature was right, with the escapes of a derived Debug",
    ),
    ("SigningAlgorithm", "a kind"),
    ("CallerFailure", "a kind"),
    ("CallerVerifier", "the program's own tenant, a guid"),
    ("CoreClient", "the endpoint, a URL"),
    ("GraphClientOptions", "the program's own settings"),
    ("Cloud", "the program's own settings"),
    ("ClaimsChallenge", "prints its name"),
    ("RetryOptions", "numbers"),
    ("ReadOptions", "flags"),
    ("TypeInfo", "the metadata's names"),
    ("Member", "the metadata's names"),
    ("Presence", "a state"),
    ("StaticTokenCredential", "a time"),
    ("State", "prints its name"),
    ("Options", "prints its name"),
    ("Raw", "prints its name"),
    ("Serde", "prints the program's own value"),
    ("ItemCount", "a number"),
    ("BatchHandle", "a number"),
    ("BatchRequestId", "a number"),
    ("TransportFailure", "a kind"),
    ("InvalidValue", "words of ours"),
    (
        "Filter",
        "Display is the text of the option, to be sent; Debug shows nothing of it",
    ),
    (
        "Search",
        "Display is the text of the option, to be sent; Debug shows nothing of it",
    ),
    ("Clause", "the text of an option, to be sent"),
    ("Before", "the metadata's names"),
    ("Expand", "the metadata's names"),
    ("Path", "a template of the metadata or the program"),
    ("Pages", "prints its request"),
    ("Items", "prints its request"),
    (
        "Expression",
        "the text of an option, to be sent, with the escapes of a derived Debug",
    ),
    ("FillResult", "words of ours"),
    (
        "Filler",
        "a document in the reading, with the escapes of a derived Debug",
    ),
    ("Many", "prints its name"),
];

#[tokio::test]
async fn hostile_text_stays_on_its_line_in_every_debug_and_display() {
    if !run_alone(
        module_path!(),
        "hostile_text_stays_on_its_line_in_every_debug_and_display",
    ) {
        return;
    }
    let all = Everything::default();
    let _guard = tracing::subscriber::set_default(all.clone());
    let graph = FakeGraph::new();
    let client = GraphClient::new(graph.credential(), Some(graph.options())).unwrap();
    let mut table = Table::default();
    models(&mut table);
    callouts(&mut table, &client);
    callers(&mut table);
    refusals(&mut table, &client, &graph).await;
    requests(&mut table, &client, &graph).await;
    for (name, by, text) in &table.0 {
        // What would be sent has a line for each header.
        let lines = *name == "WhatIf";
        let hidden = text.chars().find(|c| is_hidden(*c) && !(lines && *c == '\n'));
        assert!(
            !text.is_empty() && hidden.is_none(),
            "{name} by {by}: {hidden:?} in {text:?}"
        );
        assert!(!lines || text.lines().count() <= 5, "{text:?}");
    }
    // Shown, not dropped.
    for name in [
        "model",
        "Error",
        "ServiceError",
        "enumeration",
        "AccessPackageAssignmentRequestCallout",
    ] {
        let shown = table
            .0
            .iter()
            .any(|(other, _, text)| *other == name && text.contains("INFO\\u{1b}[31m"));
        assert!(shown, "{name}");
    }
    let warnings = all.events();
    assert!(
        warnings.iter().any(|reported| reported.fields.contains_key("path")),
        "{warnings:?}"
    );
    for reported in all.spans().into_iter().chain(warnings) {
        for (field, text) in &reported.fields {
            assert!(!text.contains(is_hidden), "{} {field}: {text:?}", reported.name);
        }
    }

    let covered: BTreeSet<&str> = table.0.iter().map(|(name, _, _)| *name).collect();
    let without: BTreeSet<&str> = WITHOUT_FOREIGN_TEXT.iter().map(|(name, _)| *name).collect();
    assert!(
        covered.is_disjoint(&without),
        "{:?}",
        covered.intersection(&without).collect::<Vec<_>>()
    );
    for name in printed_types() {
        assert!(
            covered.contains(name.as_str()) || without.contains(name.as_str()),
            "{name} is printed: hold it against hostile text in this test, or say why it shows none"
        );
    }
}

/// The public types of the hand-written parts that have a `Debug` or `Display` of their own or a derived one.
fn printed_types() -> BTreeSet<String> {
    fn visit(folder: &std::path::Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("tests.rs") {
                in_file(&std::fs::read_to_string(&path).unwrap(), found);
            }
        }
    }
    fn name_of(text: &str) -> String {
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    }
    fn in_file(text: &str, found: &mut BTreeSet<String>) {
        let text = text.split("#[cfg(test)]").next().unwrap();
        let public =
            |name: &str| text.contains(&format!("pub struct {name}")) || text.contains(&format!("pub enum {name}"));
        let mut derived = false;
        for line in text.lines().map(str::trim) {
            let by_hand = ["fmt::Debug for ", "fmt::Display for "]
                .iter()
                .find_map(|part| line.split_once(part));
            if let Some((_, rest)) = by_hand {
                found.extend(Some(name_of(rest)).filter(|name| public(name)));
            } else if line.starts_with("#[derive(") {
                derived = line.contains("Debug");
            } else if let Some(rest) = line
                .strip_prefix("pub struct ")
                .or_else(|| line.strip_prefix("pub enum "))
            {
                found.extend(Some(name_of(rest)).filter(|_| derived));
                derived = false;
            } else if line.contains(" struct ") || line.starts_with("struct ") || line.starts_with("enum ") {
                derived = false;
            }
        }
    }
    let mut found = BTreeSet::new();
    for folder in ["core", "callout", "testing"] {
        visit(&workspace().join("generated/src").join(folder), &mut found);
    }
    // What macros make is named in the table by its kind.
    found.remove("");
    assert!(found.len() > 30, "{found:?}");
    found
}
