//! What the crate offers today, as text to review: a change in `schemas/`, the generator or the overlay fails the
//! snapshot that it touches.
//!
//! | snapshot | what it holds |
//! |---|---|
//! | `operations-<version>` | every operation: method, path, Rust expression, body, answer, query options, deprecation, clouds without it; one a line |
//! | `types-<version>` | every type with its members; one a line |
//! | `findings-<version>` | what did not resolve or agree, under its explanation |
//! | `rust-<version>-…` | generated Rust: the builders of assignment requests, the body of resume, the data of a callout, one model of each kind |
//!
//! They are made from `schemas/` itself, not from `generated/`, so that a change there fails even before `cargo xtask
//! regen`. What it means for programs is reported by `cargo xtask drift HEAD schemas`. After a look at it, accept the
//! difference with `cargo insta review`, or with `INSTA_UPDATE=always cargo test -p integration-tests --test it
//! snapshots::`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use generator::analysis::Analysis;
use generator::emit;
use generator::listing::{OperationRow, rows};
use generator::model::{EnumType, Structured, StructuredKind, Type, Version};
use generator::overlay::explained;
use generator::schemas;
use integration_tests::shared_folder::workspace;

static V1_0: LazyLock<Analysis> = LazyLock::new(|| load(Version::V1_0));
static BETA: LazyLock<Analysis> = LazyLock::new(|| load(Version::Beta));

fn load(version: Version) -> Analysis {
    schemas::load(&workspace().join("schemas"), version, &mut ()).unwrap()
}

fn loaded(version: Version) -> &'static Analysis {
    match version {
        Version::V1_0 => &V1_0,
        Version::Beta => &BETA,
    }
}

/// Holds a text against the snapshot of that name.
fn check(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(
        "report: `cargo xtask drift HEAD schemas`; accept: `cargo insta review`, or `INSTA_UPDATE=always cargo test -p integration-tests --test it snapshots::`",
    );
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// One operation on one line. What all have in common is left out: the root in the path, the client in the expression.
fn operation(row: &OperationRow) -> String {
    let path = row
        .path
        .strip_prefix("/identityGovernance")
        .filter(|rest| !rest.is_empty())
        .unwrap_or(&row.path);
    let rust = row
        .rust
        .strip_prefix("client.identity_governance()")
        .unwrap_or(&row.rust);
    let mut line = format!("{} {path}  {rust}", row.method);
    if let Some(body) = &row.body {
        let _ = write!(line, "  {body}");
    }
    let _ = write!(line, " -> {}", row.returns.as_deref().unwrap_or("()"));
    if !row.query.is_empty() {
        let options: Vec<&str> = row.query.iter().map(|option| option.trim_start_matches('$')).collect();
        let _ = write!(line, "  [{}]", options.join(" "));
    }
    if row.deprecated {
        line.push_str("  deprecated");
    }
    if !row.not_in.is_empty() {
        let _ = write!(line, "  not in {}", row.not_in.join(", "));
    }
    if let Some(unsupported) = &row.unsupported {
        let instead = unsupported.says.instead.as_deref().unwrap_or("nothing");
        let _ = write!(line, "  not supported: {instead}");
    }
    line
}

fn operations(version: Version) {
    let loaded = loaded(version);
    let mut text =
        String::from("method /identityGovernance…  client.identity_governance()…  body -> answer  [query options]\n");
    for row in rows(&loaded.rust_api()).unwrap() {
        text.push_str(&operation(&row));
        text.push('\n');
    }
    check(&format!("operations-{version}"), &text);
}

#[test]
fn operations_of_v1_0() {
    operations(Version::V1_0);
}

#[test]
fn operations_of_beta() {
    operations(Version::Beta);
}

fn structured(version: Version, structured: &Structured, out: &mut String) {
    let kind = match structured.kind {
        StructuredKind::Entity => "entity",
        StructuredKind::Complex => "complex",
        StructuredKind::ActionBody => "body",
    };
    let names = &loaded(version).names;
    let rust = names.get(&structured.name).map_or("?", |name| name.rust.as_str());
    let any = names
        .get(&structured.name)
        .and_then(|name| name.any.as_deref())
        .filter(|_| structured.polymorphic());
    let _ = write!(out, "{kind} {} {rust}", structured.name);
    for (word, value) in [
        (" any ", any.map(ToOwned::to_owned)),
        (" : ", structured.base.as_ref().map(ToString::to_string)),
    ] {
        if let Some(value) = value {
            let _ = write!(out, "{word}{value}");
        }
    }
    let flags = [
        (structured.is_abstract, "abstract"),
        (structured.open, "open"),
        (structured.has_stream, "stream"),
        (structured.boundary, "boundary"),
        (structured.deprecated.is_some(), "deprecated"),
    ];
    let _ = writeln!(out, "{}", flagged(&flags));
    for stream in &structured.streams {
        let _ = writeln!(out, "  {stream}: Edm.Stream");
    }
    for member in structured
        .members
        .iter()
        .filter(|member| member.declared_in == structured.name)
    {
        let flags = [
            (
                member.navigation,
                if member.contained { "contained" } else { "navigation" },
            ),
            (!member.nullable, "required"),
            (member.read_only, "read-only"),
            (member.secret, "secret"),
            (member.deprecated.is_some(), "deprecated"),
        ];
        let _ = writeln!(out, "  {}: {}{}", member.name, member.ty, flagged(&flags));
    }
}

fn enumeration(version: Version, enumeration: &EnumType, out: &mut String) {
    let rust = loaded(version)
        .names
        .get(&enumeration.name)
        .map_or("?", |name| name.rust.as_str());
    let flags = [
        (enumeration.flags, "flags"),
        (enumeration.deprecated.is_some(), "deprecated"),
    ];
    let _ = writeln!(out, "enum {} {rust}{}", enumeration.name, flagged(&flags));
    for member in &enumeration.members {
        let _ = writeln!(
            out,
            "  {} = {}{}",
            member.name,
            member.value,
            flagged(&[(member.deprecated.is_some(), "deprecated")])
        );
    }
}

fn flagged(flags: &[(bool, &str)]) -> String {
    flags
        .iter()
        .filter(|(set, _)| *set)
        .map(|(_, word)| format!(" {word}"))
        .collect()
}

fn types(version: Version) {
    let mut text = String::from(
        "kind name Rust, then `: base`; members that the type itself declares below it, inherited ones at the base\n",
    );
    for ty in loaded(version).api.types.values() {
        match ty {
            Type::Structured(ty) => structured(version, ty, &mut text),
            Type::Enum(ty) => enumeration(version, ty, &mut text),
        }
    }
    check(&format!("types-{version}"), &text);
}

#[test]
fn types_of_v1_0() {
    types(Version::V1_0);
}

#[test]
fn types_of_beta() {
    types(Version::Beta);
}

/// All findings: those that only the raw documents show from `findings.yaml`, the rest made anew.
fn explained(version: Version) {
    let file = workspace().join("schemas/overlay").join(explained::FILE);
    let explanations = explained::read(explained::FILE, &std::fs::read_to_string(file).unwrap()).unwrap();
    let found = &loaded(version).api.findings;
    let explained = explained::explain(&explanations, found, version);
    let mut text = format!("{} findings\n", found.len());
    for (explanation, findings) in explained.groups.iter().filter(|(_, findings)| !findings.is_empty()) {
        let _ = writeln!(
            text,
            "\n{} ({})\n{}",
            explanation.kind.name(),
            findings.len(),
            explanation.why
        );
        // The same place with several options is one line.
        let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for finding in findings {
            places.entry(&finding.place).or_default().push(&finding.what);
        }
        for (place, what) in places {
            let _ = writeln!(text, "  {place}: {}", what.join("; "));
        }
    }
    let _ = writeln!(text, "\nunexplained ({})", explained.unexplained.len());
    for finding in &explained.unexplained {
        let _ = writeln!(text, "  {finding}");
    }
    check(&format!("findings-{version}"), &text);
}

#[test]
fn findings_of_v1_0() {
    explained(Version::V1_0);
}

#[test]
fn findings_of_beta() {
    explained(Version::Beta);
}

/// The files that declare these types, each with its path: a name may stand in a namespace of its own too.
fn rust_of(version: Version, declared: &[&str], name: &str) {
    let loaded = loaded(version);
    let files = emit::emit(&loaded.rust_api()).unwrap();
    let mut shown = String::new();
    for declared in declared {
        let forms = [
            format!("pub struct {declared} {{"),
            format!("pub struct {declared}("),
            format!("pub enum {declared} {{"),
        ];
        let before = shown.len();
        for (path, text) in &files {
            if forms.iter().any(|form| text.contains(form)) {
                let _ = writeln!(shown, "// {path}\n{text}");
            }
        }
        // Upstream may have dropped it: the snapshot says so, and can be accepted.
        if shown.len() == before {
            let _ = writeln!(shown, "// no file of {version} declares `{declared}`\n");
        }
    }
    check(&format!("rust-{version}-{name}"), &shown);
}

#[test]
fn rust_of_the_resume_builder() {
    for version in Version::ALL {
        rust_of(version, &["AccessPackageAssignmentRequestBuilder"], "resume-builder");
    }
}

#[test]
fn rust_of_the_resume_body() {
    for version in Version::ALL {
        rust_of(
            version,
            &["ResumeRequest", "TaskProcessingResultResumeRequest"],
            "resume-body",
        );
    }
}

#[test]
fn rust_of_the_callback_data() {
    for version in Version::ALL {
        rust_of(
            version,
            &["AccessPackageAssignmentRequestCallbackData"],
            "callback-data",
        );
    }
}

/// One model of each kind: entity type, complex type, open type, base with derived types, derived type, boundary type,
/// one with a secret, enumeration, flags.
#[test]
fn rust_of_one_type_of_each_kind() {
    for version in Version::ALL {
        let kinds = [
            "AccessPackageResourceRole",
            "ExpirationPattern",
            "UserIdentity",
            "AccessPackageAnswer",
            "AccessPackageAnswerString",
            "DirectoryObject",
            "PasswordProfile",
            "ExpirationPatternType",
            "AccessPackageSuggestionFilterByCurrentUserOptions",
        ];
        rust_of(version, &kinds, "kinds");
    }
}
