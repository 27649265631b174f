//! The options of an operation, as clap has them.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, Args as _, Command, ValueHint};
use msgraph_identity_governance::Method;
use msgraph_identity_governance::reflection::{
    Body, Item, Member, Operation, Parameter, QueryOption, Response, Type, TypeKind, TypeRef,
};

use super::about::{about, summary};
use crate::body::{MemberOption, example, member_option, members};
use crate::complete;
use crate::grammar::{kebab, option_of};
use crate::nearest::nearest;
use crate::send::ListArgs;

/// Headings of help.
const KEYS: &str = "Keys and arguments";
const QUERY: &str = "Query options";
const BODY: &str = "Body";
const REQUEST: &str = "Request";

/// The id of a key's or argument's option.
pub(super) fn key_id(parameter: Parameter) -> String {
    format!("key {}", parameter.placeholder())
}

/// The id of a query option's option.
pub(super) fn query_id(option: QueryOption) -> &'static str {
    option.name()
}

/// The id of a member's option.
pub(super) fn member_id(option: &str) -> String {
    format!("member {option}")
}

/// The command of an operation. `typed` are the long options on the command line: members below the first level are
/// options only when they are named.
pub fn command(name: &str, operation: Operation, typed: &[String]) -> Command {
    // The options of lists are read everywhere, and refused with a reason where there is none.
    let is_list = matches!(operation.response(), Response::Page(_) | Response::References);
    let mut command = ListArgs::augment_args(Command::new(name.to_owned()))
        .mut_args(|arg| arg.hide(!is_list))
        .about(summary(operation))
        .after_help(about(operation))
        .disable_version_flag(true);
    for parameter in operation.parameters() {
        command = command.arg(key(parameter));
    }
    for option in QueryOption::ALL {
        command = command.arg(query(operation, option));
    }
    if operation.kind() == msgraph_identity_governance::reflection::OperationKind::RemoveReferenceById {
        command = command.arg(
            Arg::new("reference id")
                .long("id")
                .value_name("URL")
                .required(true)
                .help("The @odata.id of the reference to remove")
                .help_heading(KEYS),
        );
    }
    for arg in of_body(operation, typed) {
        command = command.arg(arg);
    }
    for arg in of_request(operation) {
        command = command.arg(arg);
    }
    command
}

fn key(parameter: Parameter) -> Arg {
    let ty = parameter.ty();
    let form = ty.map(|ty| ty.to_string()).unwrap_or_default();
    let help = match parameter.doc() {
        Some(doc) => doc.to_owned(),
        None => format!("{} of the {}", parameter.name(), of_what(parameter)),
    };
    let arg = Arg::new(key_id(parameter))
        .long(option_of(parameter))
        .value_name(value_name(&form))
        .help(help)
        .help_heading(KEYS)
        .allow_hyphen_values(true);
    match ty.map(|ty| ty.item()) {
        Some(Item::Type(ty)) if ty.kind() == TypeKind::Enum => arg.add(complete::values(ty)),
        _ => arg,
    }
}

fn of_what(parameter: Parameter) -> String {
    let placeholder = parameter.placeholder();
    placeholder.split_once('-').map_or(placeholder, |(ty, _)| ty).to_owned()
}

fn value_name(ty: &str) -> String {
    match ty.rsplit('.').next().unwrap_or(ty) {
        "String" | "" => "TEXT".to_owned(),
        "DateTimeOffset" => "TIME".to_owned(),
        "Guid" => "GUID".to_owned(),
        "Int16" | "Int32" | "Int64" | "Byte" | "SByte" => "NUMBER".to_owned(),
        other => other.trim_end_matches(')').to_uppercase(),
    }
}

fn query(operation: Operation, option: QueryOption) -> Arg {
    let name = option.name().trim_start_matches('$');
    let arg = Arg::new(query_id(option))
        .long(name)
        .help_heading(QUERY)
        // What is not taken is not shown, and refused with a reason when it is given.
        .hide(!operation.options().contains(option) && !operation.denied_options().contains(option));
    let subject = super::query::subject(operation);
    let members = |arg: Arg, expand: bool| match subject {
        Some(ty) => arg.add(complete::members(ty, expand)),
        None => arg,
    };
    match option {
        QueryOption::Select => members(
            many(arg, "MEMBER").help("The members to return; all unless given"),
            false,
        )
        .visible_alias("property"),
        QueryOption::Expand => members(
            many(arg, "NAVIGATION").help("Navigation properties to return with their entities"),
            true,
        )
        .visible_alias("expand-property"),
        QueryOption::OrderBy => members(
            many(arg, "MEMBER").help("What to sort by; `name desc` for descending"),
            false,
        )
        .visible_alias("sort"),
        QueryOption::Filter => members(
            arg.value_name("EXPRESSION")
                .help("Which to return, as an OData expression: \"state eq 'delivered'\""),
            false,
        ),
        QueryOption::Search => arg.value_name("TEXT").help("Which to return, by a search for words"),
        QueryOption::Top => arg
            .value_name("NUMBER")
            .help("How many to return at most, in each page"),
        QueryOption::Skip => arg.value_name("NUMBER").help("How many to leave out at first"),
        _ => switch(arg).help("Also return how many there are"),
    }
}

/// An option that takes several words, or is repeated.
fn many(arg: Arg, value: &'static str) -> Arg {
    arg.value_name(value).num_args(1..).action(ArgAction::Append)
}

/// An option that is on, or says `true` or `false` as mgc has it.
pub(crate) fn switch(arg: Arg) -> Arg {
    arg.value_name("true|false")
        .num_args(0..=1)
        .default_missing_value("true")
        .value_parser(clap::value_parser!(bool))
        .hide_possible_values(true)
}

fn of_body(operation: Operation, typed: &[String]) -> Vec<Arg> {
    let mut args = Vec::new();
    match operation.body() {
        None => {}
        Some(Body::Content) => args.push(
            Arg::new("input-file")
                .long("input-file")
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .required(true)
                .help("The file to send; - for standard input")
                .help_heading(BODY),
        ),
        Some(body) => {
            args.push(
                Arg::new("body")
                    .long("body")
                    .visible_alias("body-parameter")
                    .value_name("JSON|@FILE|-")
                    .add(complete::files())
                    .allow_hyphen_values(true)
                    .help("The whole body: JSON, @ and a file, or - for standard input")
                    .help_heading(BODY),
            );
            if let Some(ty) = body.model() {
                of_members(operation, ty, typed, &mut args);
            }
        }
    }
    args
}

fn of_members(operation: Operation, ty: Type, typed: &[String], args: &mut Vec<Arg>) {
    let standard = standard_names(operation);
    let mut first_level: Vec<MemberOption> = Vec::new();
    for member in members(ty) {
        let option = kebab(member.name());
        // What an option of every command is called is named with what it belongs to.
        let option = match standard.contains(&option) {
            true => format!("body.{option}"),
            false => option,
        };
        let sent = !member.is_read_only() && !first_level.iter().any(|known| known.option == option);
        if let Some(known) = member_option(&option, ty).filter(|_| sent) {
            // `--displayName` as it is on the wire.
            let wire = Some(member.name()).filter(|name| *name != option && !standard.iter().any(|one| one == name));
            args.push(member_arg(&known, help_of(member)).aliases(wire));
            first_level.push(known);
        }
    }
    for option in typed {
        let known = standard.contains(option) || first_level.iter().any(|known| known.option == *option);
        if let Some(named) = member_option(option, ty).filter(|_| !known) {
            args.push(member_arg(&named, String::new()).hide(true));
            first_level.push(named);
        } else if !known {
            // A shell asks what can follow a dot.
            args.extend(below(option, ty));
        }
    }
    args.push(
        Arg::new("null")
            .long("null")
            .value_name("MEMBER")
            .num_args(1..)
            .action(ArgAction::Append)
            .help("Members to send as null, which clears them")
            .help_heading(BODY),
    );
    args.push(
        Arg::new("additional-properties")
            .long("additional-properties")
            .value_name("JSON|@FILE|-")
            .add(complete::files())
            .help("An object with members that the type lacks")
            .help_heading(BODY),
    );
}

/// The members below one that is typed up to a dot: `data.` or `data.sta`.
fn below(option: &str, body: Type) -> Vec<Arg> {
    let Some((above, _)) = option.rsplit_once('.') else {
        return Vec::new();
    };
    let Some(ty) = member_option(above, body).and_then(|named| named.ty.ty()) else {
        return Vec::new();
    };
    let mut args: Vec<Arg> = Vec::new();
    for member in members(ty) {
        let name = format!("{above}.{}", kebab(member.name()));
        let is_new = !args.iter().any(|arg| arg.get_long() == Some(name.as_str()));
        if let Some(named) = member_option(&name, body).filter(|_| is_new && !member.is_read_only()) {
            args.push(member_arg(&named, help_of(member)));
        }
    }
    args
}

fn member_arg(option: &MemberOption, help: String) -> Arg {
    let arg = Arg::new(member_id(&option.option))
        .long(option.option.clone())
        .value_name(value_of(option.ty))
        .action(ArgAction::Append)
        .allow_hyphen_values(true)
        .help(help)
        .help_heading(BODY);
    match option.ty.item() {
        Item::Type(ty) if ty.kind() == TypeKind::Enum => arg.add(complete::values(ty)),
        Item::Type(_) => arg.add(complete::files()),
        _ => arg,
    }
}

fn help_of(member: Member) -> String {
    let mut help = member.doc().unwrap_or_default().to_owned();
    if let Some(ty) = member.ty() {
        let form = match (ty.item(), ty.is_collection()) {
            (Item::Type(ty), false) if ty.kind() == TypeKind::Enum => values_of(ty),
            (Item::Type(_), false) => format!("members as --{}.…", kebab(member.name())),
            (_, true) => "repeat it for several".to_owned(),
            (Item::Primitive(name), _) => match example(name) {
                Some(example) => format!("for example {example}"),
                None => String::new(),
            },
            _ => String::new(),
        };
        if !form.is_empty() {
            help = if help.is_empty() {
                capital(&form)
            } else {
                format!("{} ({form})", help.trim_end_matches('.'))
            };
        }
    }
    help
}

fn capital(text: &str) -> String {
    let mut signs = text.chars();
    match signs.next() {
        Some(first) => first.to_uppercase().chain(signs).collect(),
        None => String::new(),
    }
}

fn values_of(ty: Type) -> String {
    const MOST: usize = 6;
    let names: Vec<&str> = ty
        .own_members()
        .map(Member::name)
        .filter(|name| *name != "unknownFutureValue")
        .collect();
    let more = if names.len() > MOST { ", …" } else { "" };
    let shown: Vec<&str> = names.into_iter().take(MOST).collect();
    format!("{}{more}", shown.join(", "))
}

fn value_of(ty: TypeRef) -> String {
    match ty.item() {
        Item::Type(ty) if ty.kind() == TypeKind::Enum => "VALUE".to_owned(),
        Item::Type(_) => "JSON|@FILE".to_owned(),
        Item::Primitive("Edm.Boolean") => "true|false".to_owned(),
        Item::Primitive(name) => value_name(name),
        _ => "VALUE".to_owned(),
    }
}

fn of_request(operation: Operation) -> Vec<Arg> {
    let mut args = request_options();
    if operation.method() != Method::Get {
        args.push(
            Arg::new("if-match")
                .long("if-match")
                .value_name("ETAG")
                .num_args(1..)
                .action(ArgAction::Append)
                .help("Do it only while the entity has this etag")
                .help_heading(REQUEST),
        );
    } else {
        args.push(
            Arg::new("consistency-level")
                .long("consistency-level")
                .value_name("LEVEL")
                .value_parser(PossibleValuesParser::new([PossibleValue::new("eventual")]))
                .ignore_case(true)
                .help("The level that searches and advanced filters need")
                .help_heading(REQUEST),
        );
    }
    args.push(
        Arg::new("input-object")
            .long("input-object")
            .value_name("JSON|@FILE|-")
            .add(complete::files())
            .help("An object with all keys at once, by the names of their options")
            .help_heading(KEYS)
            .hide(operation.parameters().next().is_none()),
    );
    args
}

/// The options of every request, however it was named.
pub fn request_options() -> Vec<Arg> {
    vec![
        Arg::new("headers")
            .long("headers")
            .value_name("NAME=VALUE")
            .num_args(1..)
            .action(ArgAction::Append)
            .help("Headers to send besides")
            .help_heading(REQUEST),
        Arg::new("what-if")
            .long("what-if")
            .visible_alias("dry-run")
            .value_name("text|json|curl")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("text")
            .value_parser(["text", "json", "curl"])
            .hide_possible_values(true)
            .help("Show the whole request instead of sending it; no token is needed")
            .help_heading(REQUEST),
        switch(Arg::new("confirm").long("confirm"))
            .help("Ask before it is sent")
            .help_heading(REQUEST),
        switch(Arg::new("force").long("force"))
            .help("Send it although it does not fit what is known of the operation")
            .help_heading(REQUEST),
    ]
}

/// What was probably meant by an option that names no member of the body.
pub fn nearest_option(operation: Operation, typed: &[String]) -> Option<String> {
    let body = operation.body()?.model()?;
    let standard = standard_names(operation);
    let unknown = typed
        .iter()
        .find(|option| !standard.contains(option) && member_option(option, body).is_none())?;
    let (above, name) = unknown.rsplit_once('.').unwrap_or(("", unknown));
    let ty = match above {
        "" => body,
        above => member_option(above, body)?.ty.ty()?,
    };
    let names: Vec<String> = members(ty).iter().map(|member| kebab(member.name())).collect();
    let near = nearest(&kebab(name), names.iter().map(String::as_str))?;
    let dot = if above.is_empty() { "" } else { "." };
    Some(format!("did you mean `--{above}{dot}{near}`?"))
}

/// The long options that a command has whatever its body is.
fn standard_names(operation: Operation) -> Vec<String> {
    let of_keys = operation.parameters().map(option_of);
    let of_query = QueryOption::ALL.map(|option| option.name().trim_start_matches('$').to_owned());
    let fixed = crate::common::fixed_options().into_iter();
    let mut names: Vec<String> = of_keys.chain(of_query).chain(fixed).collect();
    for name in [
        "additional-properties",
        "body",
        "body-parameter",
        "confirm",
        "dry-run",
        "expand-property",
        "force",
        "headers",
        "help",
        "id",
        "if-match",
        "input-file",
        "input-object",
        "null",
        "property",
        "sort",
        "what-if",
    ] {
        // A member called id is none that is sent, but for a body's own key.
        if name != "id" {
            names.push(name.to_owned());
        }
    }
    names
}
