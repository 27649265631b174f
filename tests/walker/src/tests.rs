//! The walker on a small source: it must see what is missing, extra, wrong or not in a form that it knows.

use super::*;

const SOURCE: &str = r#"
pub struct GraphClient { core: client::CoreClient }
impl GraphClient {
    pub fn new(credential: Arc<dyn TokenCredential>) -> Self { todo!() }
    pub fn things(&self) -> ThingsBuilder { ThingsBuilder::at(Path::root(&self.core, "things")) }
}
pub struct ThingsBuilder { path: Path }
impl ThingsBuilder {
    pub(crate) fn at(path: Path) -> Self { Self { path } }
    pub fn by_id(&self, id: impl AsRef<str>) -> ThingsItemBuilder { ThingsItemBuilder::at(self.path.key(id.as_ref())) }
    pub fn by_unique_name(&self, unique_name: impl AsRef<str>) -> ThingsItemBuilder {
        ThingsItemBuilder::at(self.path.alternate_key("(uniqueName='{uniqueName}')", &[&unique_name.as_ref()]))
    }
    pub fn list(&self) -> Request<Page<models::Thing>, (CanTop,)> { Request::get(self.path.clone()) }
    pub fn create(&self, body: impl Into<models::Thing>) -> Request<models::Thing> { Request::post(self.path.clone(), body.into()) }
    pub fn between(&self, from: Date, to: Date) -> Request<Page<models::Thing>> {
        Request::get(self.path.call("between(from={from},to={to})", &[&from, &to]))
    }
}
pub struct ThingsItemBuilder { path: Path }
impl ThingsItemBuilder {
    pub(crate) fn at(path: Path) -> Self { Self { path } }
    pub fn delete(&self) -> Request<()> { Request::delete(self.path.clone()) }
    pub fn resume(&self, body: impl Into<models::Resume>) -> Request<()> { Request::post(self.path.step("resume"), body.into()) }
    pub fn cancel(&self) -> Request<()> { Request::post_empty(self.path.step("cancel")) }
    pub fn content(&self) -> ContentBuilder { ContentBuilder::at(self.path.step("$value")) }
}
pub struct ContentBuilder { path: Path }
impl ContentBuilder {
    pub(crate) fn at(path: Path) -> Self { Self { path } }
    pub fn put(&self, content: impl Into<ContentBody>) -> Request<()> { Request::put_content(self.path.clone(), content) }
}
"#;

const DOCUMENT: &str = "\
paths:
  /things:
    get:
      parameters:
    post:
      requestBody:
  '/things/{thing-id}':
    delete:
  '/things/{thing-id}/resume':
    post:
      requestBody:
  '/things/{thing-id}/cancel':
    post:
  '/things/{thing-id}/$value':
    put:
      requestBody:
  '/things(uniqueName=''{uniqueName}'')':
    delete:
  '/things(uniqueName=''{uniqueName}'')/resume':
    post:
      requestBody:
  '/things(uniqueName=''{uniqueName}'')/cancel':
    post:
  '/things(uniqueName=''{uniqueName}'')/$value':
    put:
      requestBody:
  '/things/between(from={from},to={to})':
    get:
components:
  schemas:
    get:
";

fn differences(source: &str) -> Vec<String> {
    compare(
        &documented::operations(DOCUMENT),
        &walk_sources(&Sources::inline(source)),
    )
}

/// The source with one thing changed; the change must apply.
fn with(from: &str, to: &str) -> Vec<String> {
    assert!(SOURCE.contains(from), "{from}");
    differences(&SOURCE.replace(from, to))
}

#[test]
fn equal_surfaces_are_equal() {
    assert_eq!(differences(SOURCE), Vec::<String>::new());
    assert_eq!(walk_sources(&Sources::inline(SOURCE)).operations.len(), 11);
}

#[test]
fn a_missing_operation_is_seen() {
    assert_eq!(
        with("pub fn cancel(", "fn cancel("),
        [
            "missing: POST /things(uniqueName='{}')/cancel",
            "missing: POST /things/{}/cancel"
        ]
    );
}

#[test]
fn an_extra_operation_is_seen() {
    let found = with(
        "pub fn delete(&self)",
        "pub fn get(&self) -> Request<models::Thing> { Request::get(self.path.clone()) } pub fn delete(&self)",
    );
    assert_eq!(
        found,
        [
            "extra:   GET /things(uniqueName='{}')  by client.things().by_unique_name(unique_name).get()",
            "extra:   GET /things/{}  by client.things().by_id(id).get()"
        ]
    );
}

#[test]
fn a_wrong_url_is_seen_from_both_sides() {
    let found = with("step(\"resume\")", "step(\"resumes\")");
    assert!(
        found.contains(&"missing: POST /things/{}/resume".to_owned()),
        "{found:?}"
    );
    assert!(
        found.contains(&"extra:   POST /things/{}/resumes  by client.things().by_id(id).resume(body)".to_owned()),
        "{found:?}"
    );
    assert_eq!(found.len(), 4);
}

#[test]
fn a_wrong_method_is_seen() {
    let found = with("Request::delete(self.path.clone())", "Request::get(self.path.clone())");
    assert!(found.contains(&"missing: DELETE /things/{}".to_owned()), "{found:?}");
}

#[test]
fn a_second_way_is_seen() {
    let found = with(
        "pub fn list(",
        "pub fn all(&self) -> X { Request::get(self.path.clone()) } pub fn list(",
    );
    assert_eq!(
        found,
        ["twice:   GET /things  by client.things().all() and client.things().list()"]
    );
}

#[test]
fn a_body_too_few_or_too_many_is_seen() {
    let found = with(
        "Request::post_empty(self.path.step(\"cancel\"))",
        "Request::post(self.path.step(\"cancel\"), body)",
    );
    assert!(
        found
            .iter()
            .any(|line| line.ends_with("ThingsItemBuilder::cancel: `body` is no parameter, or is used twice")),
        "{found:?}"
    );
    let found = with(
        "create(&self, body: impl Into<models::Thing>) -> Request<models::Thing> { Request::post(self.path.clone(), body.into()) }",
        "create(&self) -> Request<models::Thing> { Request::post_empty(self.path.clone()) }",
    );
    assert_eq!(
        found,
        ["body:    POST /things  has no body in client.things().create(), the document has one"]
    );
}

#[test]
fn arguments_are_counted_and_in_order() {
    let one =
        |found: Vec<String>, what: &str| assert!(found.iter().any(|line| line.contains(what)), "{what}: {found:?}");
    assert_eq!(with("&[&from, &to]", "&[&from.to_string(), &to]"), Vec::<String>::new());
    one(
        with("&[&from, &to]", "&[&from]"),
        "has 2 placeholders and is given 1 arguments",
    );
    one(
        with("&[&from, &to]", "&[&to, &from]"),
        "is given `to` where `from` stands",
    );
    one(
        with("&[&from, &to]", "&[&from, &from]"),
        "`from` is no parameter, or is used twice",
    );
    one(
        with("between(&self, from: Date,", "between(&self, from: Date, until: Date,"),
        "its parameter `until` is not used",
    );
}

/// How many operations are reached with these features when `cancel` is there under a condition; two without it are
/// less.
#[test]
fn conditions_of_features_hide_what_is_not_there() {
    let reached = |condition: &str, features: Features| {
        let source = SOURCE.replace("pub fn cancel", &format!("#[cfg({condition})] pub fn cancel"));
        let surface = walk_sources(&Sources {
            features,
            ..Sources::inline(&source)
        });
        assert_eq!(surface.problems, BTreeSet::new(), "{condition}");
        surface.operations.len()
    };
    let (one, two) = (
        r#"feature = "one""#,
        r#"any(feature = "one", all(feature = "two", feature = "three"))"#,
    );
    for (condition, features, operations) in [
        (one, Features::All, 11),
        (one, Features::only(&["one"]), 11),
        (one, Features::only(&["two"]), 9),
        (one, Features::only(&[]), 9),
        (two, Features::All, 11),
        (two, Features::only(&["two"]), 9),
        (two, Features::only(&["two", "three"]), 11),
    ] {
        assert_eq!(
            reached(condition, features.clone()),
            operations,
            "{condition} with {features:?}"
        );
    }
}

#[test]
fn forms_that_the_walker_does_not_know_are_problems() {
    let one =
        |found: Vec<String>, what: &str| assert!(found.iter().any(|line| line.contains(what)), "{what}: {found:?}");
    one(
        with("Request::delete(self.path.clone())", "Request::head(self.path.clone())"),
        "`Request::head` is unknown",
    );
    one(
        with(
            "Request::delete(self.path.clone())",
            "{ let x = 1; Request::delete(self.path.clone()) }",
        ),
        "neither leads to a builder",
    );
    one(
        with(
            "Request::delete(self.path.clone())",
            "let x = 1; Request::delete(self.path.clone())",
        ),
        "is not one expression",
    );
    one(
        with("step(\"cancel\")", "step(\"a/cancel\")"),
        "`a/cancel` is no segment",
    );
    one(with("step(\"cancel\")", "step(NAME)"), "no string literal");
    one(
        with("self.path.step(\"cancel\")", "other.path.step(\"cancel\")"),
        "starts neither at `self.path`",
    );
    one(
        with("pub fn cancel", "#[cfg(windows)] pub fn cancel"),
        "under a condition that is none of features",
    );
    one(
        with("pub fn cancel", "#[cfg_attr(feature = \"x\", inline)] pub fn cancel"),
        "under a condition only",
    );
    one(
        with(
            "pub struct ContentBuilder",
            "pub struct ThingsBuilder; pub struct ContentBuilder",
        ),
        "declared a second time",
    );
    one(
        with("ContentBuilder::at(self", "NowhereBuilder::at(self"),
        "no function leads to `ContentBuilder`",
    );
    one(
        with("ContentBuilder::at(self", "NowhereBuilder::at(self"),
        "`NowhereBuilder`, which has no functions",
    );
    one(
        with("ContentBuilder::at(self", "ThingsItemBuilder::at(self"),
        "in a circle through `ThingsItemBuilder`",
    );
    let before_content = |item: &str| {
        with(
            "pub struct ContentBuilder",
            &format!("{item} pub struct ContentBuilder"),
        )
    };
    one(before_content("other! {}"), "neither struct, impl, use nor mod");
    assert_eq!(before_content("crate::callout::callout! {}"), Vec::<String>::new());
    one(differences("impl Other {}"), "there is no `impl GraphClient`");
    one(differences("impl {"), "inline.rs: ");
}

#[test]
fn modules_are_followed_and_other_files_reported() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put("mod.rs", "mod client; pub mod builders; pub mod models;");
    put("client.rs", SOURCE.split("pub struct ThingsBuilder").next().unwrap());
    put("builders/mod.rs", "mod things; pub use self::things::*;");
    put(
        "builders/things.rs",
        &SOURCE[SOURCE.find("pub struct ThingsBuilder").unwrap()..SOURCE.find("pub struct ContentBuilder").unwrap()],
    );
    put(
        "builders/things/content.rs",
        &SOURCE[SOURCE.find("pub struct ContentBuilder").unwrap()..],
    );
    put("models/thing.rs", "not looked at");
    let found = walk(folder.path());
    assert!(
        found
            .problems
            .contains("builders/things/content.rs: no module names this file"),
        "{:?}",
        found.problems
    );
    assert!(
        found
            .problems
            .iter()
            .any(|problem| problem.contains("`ContentBuilder`, which has no functions")),
        "{:?}",
        found.problems
    );

    let things = format!(
        "mod content; pub use self::content::*; {}",
        std::fs::read_to_string(folder.path().join("builders/things.rs")).unwrap()
    );
    put("builders/things.rs", &things);
    let found = walk(folder.path());
    assert_eq!(compare(&documented::operations(DOCUMENT), &found), Vec::<String>::new());
}

#[test]
fn names_in_braces_make_no_difference() {
    assert_eq!(anonymous("/a/{a-id}/b/{a-id1}/f(on='{on}')"), "/a/{}/b/{}/f(on='{}')");
    assert_eq!(Operation::new("get", "/a/{x}"), Operation::new("GET", "/a/{y}"));
}

#[test]
fn the_functions_on_the_way_have_their_types() {
    let source = SOURCE.replace(
        "pub fn cancel(",
        "pub fn add(&self, id: impl AsRef<str>) -> Request<()> { Request::post(self.path.step(\"$ref\"), Reference::to(id)) } \
         pub fn remove(&self, id: impl AsRef<str>) -> Request<()> { \
         Request::delete(self.path.step(\"$ref\")).with_reference_id(id.as_ref()) } pub fn cancel(",
    );
    let surface = walk_sources(&Sources::inline(&source));
    let only = |method: &str, path: &str| surface.operations[&Operation::new(method, path)][0].clone();
    let shown = |reached: &Reached| {
        let calls: Vec<String> = reached
            .calls
            .iter()
            .map(|step| {
                let parameters = step.parameters.iter();
                let parameters: Vec<String> = parameters
                    .map(|one| format!("{}{}: {}", if one.is_reference { "ref " } else { "" }, one.name, one.ty))
                    .collect();
                format!("{}({})", step.function, parameters.join(", "))
            })
            .collect();
        format!("{} -> {}", calls.join("."), reached.answer)
    };
    assert_eq!(
        shown(&only("GET", "/things/between(from={from},to={to})")),
        "things().between(from: Date, to: Date) -> Page<models::Thing>"
    );
    assert_eq!(
        shown(&only("POST", "/things/{id}/resume")),
        "things().by_id(id: impl AsRef<str>).resume(body: impl Into<models::Resume>) -> ()"
    );
    assert_eq!(
        shown(&only("POST", "/things/{id}/$ref")),
        "things().by_id(id: impl AsRef<str>).add(ref id: impl AsRef<str>) -> ()"
    );
    assert_eq!(
        shown(&only("DELETE", "/things/{id}/$ref")),
        "things().by_id(id: impl AsRef<str>).remove(ref id: impl AsRef<str>) -> ()"
    );
}
