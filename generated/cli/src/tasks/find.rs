//! `msgraph-ig find WORDS`: operations, types and permissions by words, by a path, by a cmdlet's name or mgc's command.

use std::io::Write as _;

use clap::{Arg, ArgAction, ArgMatches, Command};
use msgraph_identity_governance::reflection::{Operation, Scheme, SegmentKind, Type};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::grammar::{kebab, short_words_of, words_of};
use crate::operation::summary;
use crate::output::{ColumnNames, Output};
use crate::powershell;
use crate::run::Run;

/// How many operations are shown unless all are wanted.
const MOST: usize = 20;

pub(super) fn command() -> Command {
    Command::new("find")
        .about("Finds operations, types and permissions")
        .after_help(
            "All words must fit: parts of a path or of a command, a permission, a type, a cmdlet of PowerShell, or a \
             command of mgc.\n\nExample:\n  msgraph-ig find resume\n  msgraph-ig find \
             Resume-MgEntitlementManagementAssignmentRequest\n  msgraph-ig find EntitlementManagement.Read.All list",
        )
        .arg(
            Arg::new("words")
                .value_name("WORDS")
                .required(true)
                .num_args(1..)
                .help("What to look for"),
        )
        .arg(
            Arg::new("every")
                .long("every")
                .action(ArgAction::SetTrue)
                .help("Show all that is found, not the first 20"),
        )
}

pub(super) fn run(matches: &ArgMatches, run: &Run) -> Result<(), Failure> {
    let words: Vec<String> = matches
        .get_many::<String>("words")
        .into_iter()
        .flatten()
        .flat_map(|words| words.split_whitespace())
        .filter(|word| !matches!(*word, "mgc" | "mgc-beta" | "msgraph-ig"))
        .map(str::to_owned)
        .collect();
    let (mut operations, like) = operations(run, &words);
    let types = types(run, &words);
    let found = operations.len();
    if !matches.get_flag("every") {
        operations.truncate(MOST);
    }
    if operations.is_empty() && types.is_empty() {
        return Err(
            Failure::usage(format!("nothing fits `{}`", words.join(" ").escape_debug()))
                .tip("fewer or shorter words find more; --beta looks in beta"),
        );
    }
    if run.common.output.output.is_some() || run.common.output.query.is_some() {
        return as_json(run, &operations, &types);
    }
    let mut text = String::new();
    if like {
        text.push_str("No cmdlet is called so by the rule; these are the nearest:\n\n");
    }
    for operation in &operations {
        text.push_str(&shown(*operation));
    }
    if found > operations.len() {
        text.push_str(&format!(
            "… and {} more: --every shows them\n\n",
            found - operations.len()
        ));
    }
    for ty in types.iter().take(MOST) {
        let doc = ty.doc().map(|doc| format!("\n    {doc}")).unwrap_or_default();
        text.push_str(&format!("type {}{doc}\n", ty.name()));
    }
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::writing("what was found", &error))
}

/// The operations that fit all words, the shortest paths first; and whether they are only like a cmdlet's name.
fn operations(run: &Run, words: &[String]) -> (Vec<Operation>, bool) {
    if let [cmdlet] = words
        && cmdlet.contains("-Mg")
    {
        let named = powershell::operations_of(cmdlet);
        if !named.is_empty() {
            return (named, false);
        }
        return (nearest_cmdlets(run, cmdlet), true);
    }
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let mut found: Vec<(usize, Operation)> = Vec::new();
    for operation in run.api.operations() {
        let text = searched(operation);
        if words.iter().all(|word| text.contains(word.as_str())) {
            // Where the last part of the path is meant, that is the likeliest.
            let segment = operation.segment();
            let own = segment.name().to_lowercase();
            let is_own = words.iter().any(|word| own.ends_with(word.as_str()));
            let beside = segment.kind() == SegmentKind::Key;
            let rank = segment.way().len() * 4 + usize::from(!is_own) * 2 + usize::from(beside);
            found.push((rank, operation));
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    (found.into_iter().map(|(_, operation)| operation).collect(), false)
}

/// All that words are looked for in, in lower case.
fn searched(operation: Operation) -> String {
    let mut text = operation.to_string();
    for part in words_of(operation) {
        text.push(' ');
        text.push_str(&part);
    }
    for parameter in operation.parameters() {
        text.push_str(" --");
        text.push_str(&kebab(parameter.placeholder()));
    }
    if let Some(permissions) = operation.permissions() {
        for name in Scheme::ALL.into_iter().flat_map(|scheme| permissions.least(scheme)) {
            text.push(' ');
            text.push_str(name);
        }
    }
    text.push(' ');
    text.push_str(operation.doc().unwrap_or_default());
    text.to_lowercase()
}

/// The operations whose cmdlets are called most like a name.
fn nearest_cmdlets(run: &Run, cmdlet: &str) -> Vec<Operation> {
    const NEAR: usize = 5;
    let wanted = cmdlet.to_lowercase();
    let like = |operation: Operation| strsim::jaro_winkler(&powershell::cmdlet(operation).to_lowercase(), &wanted);
    let mut all: Vec<(f64, Operation)> = run.api.operations().map(|one| (like(one), one)).collect();
    all.sort_by(|one, other| other.0.total_cmp(&one.0));
    all.into_iter().take(NEAR).map(|(_, operation)| operation).collect()
}

fn types(run: &Run, words: &[String]) -> Vec<Type> {
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let fits = |ty: &Type| {
        let text = ty.name().to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    run.api.types().filter(fits).collect()
}

fn line(operation: Operation) -> String {
    let beta = if operation.api().version() == "beta" {
        " --beta"
    } else {
        ""
    };
    format!("msgraph-ig{beta} {}", short_words_of(operation).join(" "))
}

fn shown(operation: Operation) -> String {
    let permissions = match operation.permissions() {
        None => "not published".to_owned(),
        Some(permissions) => {
            let of = Scheme::ALL.into_iter().filter_map(|scheme| {
                let names: Vec<&str> = permissions.least(scheme).collect();
                (!names.is_empty()).then(|| format!("{} {}", scheme.name(), names.join(" or ")))
            });
            let inferred = if permissions.is_inferred() { " (inferred)" } else { "" };
            format!("{}{inferred}", of.collect::<Vec<_>>().join("; "))
        }
    };
    format!(
        "{}\n    {operation}\n    {}. Permissions: {permissions}\n    PowerShell: {}\n\n",
        line(operation),
        summary(operation),
        powershell::cmdlet(operation)
    )
}

fn as_json(run: &Run, operations: &[Operation], types: &[Type]) -> Result<(), Failure> {
    let of_operation = |operation: &Operation| {
        let permissions = operation.permissions().map(|permissions| {
            let mut by_scheme = serde_json::Map::new();
            for scheme in Scheme::ALL {
                by_scheme.insert(
                    scheme.name().to_owned(),
                    permissions.least(scheme).collect::<Vec<_>>().into(),
                );
            }
            by_scheme.insert("inferred".to_owned(), permissions.is_inferred().into());
            Value::Object(by_scheme)
        });
        json!({
            "command": line(*operation),
            "method": operation.method().to_string(),
            "path": operation.template(),
            "does": summary(*operation),
            "cmdlet": powershell::cmdlet(*operation),
            "permissions": permissions,
            "reference": operation.reference(),
        })
    };
    let rows = operations.iter().map(of_operation);
    let types = types.iter().map(|ty| json!({ "type": ty.name(), "does": ty.doc() }));
    let rows: Vec<Value> = rows.chain(types).collect();
    let names = ColumnNames {
        selected: Vec::new(),
        main: vec!["command", "method", "path"],
    };
    let mut output = Output::new(&run.common.output, None, names)?;
    output.document(&json!({ "value": rows }).to_string())?;
    output.finish()?;
    Ok(())
}
