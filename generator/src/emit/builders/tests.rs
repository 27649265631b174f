//! The forms of builders, on a small surface made by hand.

use std::collections::BTreeMap;

use super::emit_builders;
use crate::model::{
    Api, Clouds, Deprecation, ItemType, Permissions, Primitive, QName, QueryOption, QueryOptions, SchemePermissions,
    Structured, StructuredKind, Type, TypeRef, UnsupportedOperations, Version, WrittenModule,
};
use crate::naming::{Names, TypeName};
use crate::routes::{Body, CallKind, Method, Parameter, Response};
use crate::rust_api::{Builder, Call, CallPlace, Presence, RustApi, Segment, Step, Surface, TypePresences};

fn name(module: Option<&str>, rust: &str, any: Option<&str>) -> TypeName {
    TypeName {
        module: module.map(str::to_owned),
        rust: rust.to_owned(),
        any: any.map(str::to_owned),
        file: rust.to_lowercase(),
        members: BTreeMap::new(),
        variants: BTreeMap::new(),
    }
}

fn request() -> ItemType {
    ItemType::Structured(QName::new("microsoft.graph", "request"))
}

fn workflow() -> ItemType {
    ItemType::Structured(QName::new("microsoft.graph.identityGovernance", "workflow"))
}

fn names() -> Names {
    let mut names = Names::default();
    names.types.insert(
        QName::new("microsoft.graph", "request"),
        name(None, "Request", Some("AnyRequest")),
    );
    names
        .types
        .insert(QName::new("microsoft.graph", "on"), name(None, "On", None));
    names.types.insert(
        QName::new("microsoft.graph.identityGovernance", "workflow"),
        name(Some("identity_governance"), "Workflow", None),
    );
    names
}

/// Two types, of which the first has derived ones and is what the root holds.
fn api() -> Api {
    let structured = |namespace: &str, simple: &str, derived: Vec<QName>| {
        let name = QName::new(namespace, simple);
        let structured = Structured {
            name: name.clone(),
            kind: StructuredKind::Entity,
            base: None,
            is_abstract: false,
            open: false,
            has_stream: false,
            key: Vec::new(),
            members: Vec::new(),
            streams: Vec::new(),
            derived,
            deprecated: None,
            body_of: Vec::new(),
            doc: None,
            boundary: false,
        };
        (name, Type::Structured(structured))
    };
    Api {
        part: "this part".to_owned(),
        modules: BTreeMap::from([(
            "callout".to_owned(),
            WrittenModule {
                doc: "What is posted is in [`callout`].".to_owned(),
                types: Vec::new(),
            },
        )]),
        version: Version::V1_0,
        types: BTreeMap::from([
            structured(
                "microsoft.graph",
                "request",
                vec![QName::new("microsoft.graph", "urgentRequest")],
            ),
            structured("microsoft.graph.identityGovernance", "workflow", Vec::new()),
        ]),
        operations: BTreeMap::new(),
        roots: BTreeMap::from([("r".to_owned(), TypeRef::many(request()))]),
        alternate_keys: BTreeMap::new(),
        capabilities: BTreeMap::new(),
        clouds: Clouds::default(),
        unsupported: UnsupportedOperations::default(),
        pages: BTreeMap::new(),
        findings: Vec::new(),
    }
}

fn place(path: &str) -> CallPlace {
    CallPlace {
        path: path.to_owned(),
        permissions: Permissions::least(SchemePermissions {
            application: vec!["A.Read".to_owned()],
            ..SchemePermissions::default()
        }),
        inferred: None,
        roles: None,
        deprecated: false,
    }
}

fn parameter(name: &str, item: ItemType) -> Parameter {
    Parameter {
        name: name.to_owned(),
        ident: name.to_owned(),
        ty: TypeRef::one(item),
        nullable: false,
        optional: false,
    }
}

fn step(method: &str, to: &str, segment: Segment) -> Step {
    Step {
        method: method.to_owned(),
        to: to.to_owned(),
        presence: Presence::Always,
        segment,
        subject: None,
        deprecated: None,
        notes: Vec::new(),
        places: vec![format!("/r/{method}")],
    }
}

fn call(method: &str, kind: CallKind, http: Method, segment: Segment, body: Body, response: Response) -> Call {
    Call {
        method: method.to_owned(),
        kind,
        presence: Presence::Always,
        http,
        segment,
        body,
        response,
        options: QueryOptions::default(),
        graph_name: Some(method.to_owned()),
        doc: None,
        argument_docs: Vec::new(),
        deprecated: None,
        places: vec![place("/r/{id}")],
    }
}

fn surface() -> Surface {
    let literal = |text: &str| Segment::Literal(text.to_owned());
    let text = ItemType::Primitive(Primitive::String);
    let mut list = call(
        "list",
        CallKind::List,
        Method::Get,
        Segment::Here,
        Body::None,
        Response::Page(request()),
    );
    list.options = [QueryOption::Top, QueryOption::Count].into_iter().collect();
    let mut cancel = call(
        "cancel",
        CallKind::Action,
        Method::Post,
        literal("cancel"),
        Body::None,
        Response::Nothing,
    );
    cancel.deprecated = Some(Deprecation {
        date: Some("2020-01-02".to_owned()),
        removal_date: None,
        version: None,
    });
    let on = parameter("on", ItemType::Enum(QName::new("microsoft.graph", "on")));
    let function = Segment::Function {
        template: "filter(on='{on}',to={to})".to_owned(),
        parameters: vec![on, parameter("to", text.clone())],
    };
    let none = Response::Nothing;
    let root = Builder {
        name: "RootBuilder".to_owned(),
        module: vec!["root".to_owned()],
        presence: Presence::Always,
        places: vec!["/r".to_owned()],
        subject: Some(TypeRef::many(request())),
        steps: vec![
            step("by_id", "ItemBuilder", Segment::Key(parameter("id", text.clone()))),
            step(
                "by_number",
                "ItemBuilder",
                Segment::Key(parameter("number", ItemType::Primitive(Primitive::Int32))),
            ),
            step(
                "by_unique_name",
                "ItemBuilder",
                Segment::AlternateKey {
                    template: "(n='{n}')".to_owned(),
                    parameters: vec![parameter("n", text)],
                },
            ),
            step("r#type", "RootBuilder", literal("type")),
        ],
        calls: vec![
            list,
            call(
                "create",
                CallKind::Create,
                Method::Post,
                Segment::Here,
                Body::Model(request()),
                Response::Model {
                    item: request(),
                    optional: false,
                },
            ),
            call(
                "update",
                CallKind::Update,
                Method::Patch,
                Segment::Here,
                Body::Model(workflow()),
                Response::Model {
                    item: workflow(),
                    optional: true,
                },
            ),
            call(
                "count",
                CallKind::Count,
                Method::Get,
                literal("$count"),
                Body::None,
                Response::Count(request()),
            ),
            cancel,
            call(
                "filter",
                CallKind::Function,
                Method::Get,
                function,
                Body::None,
                Response::Page(request()),
            ),
        ],
    };
    let item = Builder {
        name: "ItemBuilder".to_owned(),
        module: vec!["root".to_owned(), "item".to_owned()],
        presence: Presence::Always,
        places: (0..5).map(|number| format!("/r/{{id}}/{number}")).collect(),
        subject: None,
        steps: vec![],
        calls: vec![
            call(
                "get",
                CallKind::GetContent,
                Method::Get,
                Segment::Here,
                Body::None,
                Response::Content,
            ),
            call(
                "set",
                CallKind::PutContent,
                Method::Put,
                Segment::Here,
                Body::Content,
                none.clone(),
            ),
            call(
                "add",
                CallKind::AddReference,
                Method::Post,
                Segment::Here,
                Body::Reference,
                none.clone(),
            ),
            call(
                "remove",
                CallKind::RemoveReferenceById,
                Method::Delete,
                Segment::Here,
                Body::None,
                none,
            ),
        ],
    };
    Surface {
        version: Version::V1_0,
        roots: vec![step(
            "identity_governance",
            "RootBuilder",
            literal("identityGovernance"),
        )],
        builders: vec![root, item],
        types: TypePresences::default(),
    }
}

fn files(surface: &Surface) -> BTreeMap<String, String> {
    let (api, names) = (api(), names());
    let files = emit_builders(&RustApi::of(&api, &names, surface)).unwrap();
    files
        .into_iter()
        .map(|(path, tokens)| (path, prettyplease::unparse(&syn::parse2(tokens).unwrap())))
        .collect()
}

/// Without blanks and the commas at line ends, as line breaks are the printer's business.
fn squeezed(text: &str) -> String {
    let text: String = text.split_whitespace().collect();
    text.replace(",)", ")").replace(",]", "]")
}

#[test]
fn builders_have_the_forms_that_the_core_expects() {
    let files = files(&surface());
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        [
            "builders/mod.rs",
            "builders/root.rs",
            "builders/root/item.rs",
            "client.rs",
            "mod.rs"
        ]
    );
    let root = squeezed(&files["builders/root.rs"]);
    for form in [
        "pub(crate) mod item; use crate::core::builder::*; use crate::v1_0::builders::{ItemBuilder}; use crate::v1_0::models;",
        "pub fn by_id(&self, id: impl AsRef<str>) -> ItemBuilder { ItemBuilder::at(self.path.key(id.as_ref())) }",
        "pub fn by_number(&self, number: i32) -> ItemBuilder { ItemBuilder::at(self.path.key(number)) }",
        "ItemBuilder::at(self.path.alternate_key(\"(n='{n}')\", &[&n.as_ref()]))",
        "pub fn r#type(&self) -> RootBuilder { RootBuilder::at(self.path.step(\"type\")) }",
        "pub fn list(&self) -> Request<Page<models::AnyRequest>, (CanCount, CanTop)> { Request::get(self.path.clone()) }",
        "pub fn create(&self, body: impl Into<models::AnyRequest>) -> Request<models::AnyRequest> { Request::post(self.path.clone(), body.into()) }",
        "-> Request<Option<models::identity_governance::Workflow>> { Request::patch(self.path.clone(), body.into()) }",
        "pub fn count(&self) -> Request<ItemCount<models::AnyRequest>> { Request::get(self.path.step(\"$count\")) }",
        "#[deprecated(note = \"deprecated by Microsoft Graph v1.0 since 2020-01-02\")] #[inline] pub fn cancel(&self) -> Request<()> { Request::post_empty(self.path.step(\"cancel\")) }",
        "Request::get(self.path.call(\"filter(on='{on}',to={to})\", &[&on, &to.as_ref()]))",
        "Permissions: delegated (work or school account): not published; application: `A.Read`.",
    ] {
        // prettyplease drops the braces around a single import.
        let (form, bare) = (squeezed(form), squeezed(&form.replace("{ItemBuilder}", "ItemBuilder")));
        assert!(
            root.contains(&form) || root.contains(&bare),
            "{form}\nis not in\n{}",
            files["builders/root.rs"]
        );
    }
    let exports = squeezed(&files["builders/mod.rs"]);
    assert!(
        exports.contains("pubuseself::root::item::ItemBuilder;") && exports.contains("pubuseself::root::RootBuilder;"),
        "{exports}"
    );
    let item = &files["builders/root/item.rs"];
    for form in [
        "pub fn set(&self, content: impl Into<ContentBody>) -> Request<()> { Request::put_content(self.path.clone(), content) }",
        "pub fn add(&self, id: impl AsRef<str>) -> Request<()> { Request::post(self.path.clone(), Reference::to(id)) }",
        "Request::delete(self.path.clone()).with_reference_id(id.as_ref())",
        "/// What is at `/r/{id}/0` and at 4 other places. /// /// - `/r/{id}/1` /// - `/r/{id}/2` /// - `/r/{id}/3` /// - and 1 more",
    ] {
        assert!(squeezed(item).contains(&squeezed(form)), "{form}\nis not in\n{item}");
    }
    assert!(!item.contains("models"), "{item}");
    let module = squeezed(&files["mod.rs"]);
    for form in [
        "//! What is posted is in [`callout`].",
        "crate::callout::callout! { v1_0, \"v1.0\" }",
    ] {
        assert!(module.contains(&squeezed(form)), "{form}\nis not in\n{module}");
    }
    assert!(
        squeezed(&files["client.rs"]).contains("RootBuilder::at(Path::root(&self.core,\"identityGovernance\"))"),
        "{}",
        files["client.rs"]
    );
}

#[test]
fn what_cannot_be_written_is_an_error_with_its_place() {
    let mut hostile = surface();
    hostile.builders[0].steps[0].method = "by id".to_owned();
    let error = |names: &Names, surface: &Surface| {
        let api = api();
        let rust = RustApi::of(&api, names, surface);
        emit_builders(&rust).unwrap_err().to_string()
    };
    let text = error(&names(), &hostile);
    assert!(
        text.contains("RootBuilder::by id") && text.contains("no Rust identifier"),
        "{text}"
    );
    let text = error(&Names::default(), &surface());
    assert!(
        text.contains("microsoft.graph.") && text.contains("has no Rust name"),
        "{text}"
    );
}
