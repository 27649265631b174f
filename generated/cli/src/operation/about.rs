//! What help says of an operation: what it does, which permissions it needs, its end, its page, an example.

use std::fmt::Write as _;

use msgraph_identity_governance::reflection::{
    Body, Item, Operation, OperationKind, Response, Role, Scheme, Type, TypeKind, TypeRef,
};

use crate::grammar::{option_of, short_words_of};

/// What an operation does, in a line: `Lists accessPackage entities`.
pub fn summary(operation: Operation) -> String {
    let of = |ty: Option<TypeRef>| ty.map(|ty| short(&ty)).unwrap_or_else(|| "what is there".to_owned());
    let subject = operation.segment().subject();
    let given = match operation.response() {
        Response::Model { ty, .. } | Response::Value { ty, .. } | Response::Page(ty) | Response::Count(ty) => Some(ty),
        _ => None,
    };
    match operation.kind() {
        OperationKind::Get => format!("Reads the {}", of(given)),
        OperationKind::List => format!("Lists the {} objects", of(given)),
        OperationKind::Create => format!("Creates a new {}", of(given.or(subject))),
        OperationKind::Update => format!("Changes the {}", of(body_type(operation).or(subject))),
        OperationKind::Replace => format!("Replaces the {}", of(body_type(operation).or(subject))),
        OperationKind::Delete => format!("Deletes the {}", of(subject)),
        OperationKind::Count => "Counts them".to_owned(),
        OperationKind::Action | OperationKind::Function => {
            let name = operation.segment().name();
            let name = name.rsplit('.').next().unwrap_or(name);
            match operation.doc() {
                Some(doc) => doc.trim_end_matches('.').to_owned(),
                None if operation.kind() == OperationKind::Action => format!("Calls the action {name}"),
                None => format!("Calls the function {name}"),
            }
        }
        OperationKind::GetContent => "Reads the content".to_owned(),
        OperationKind::PutContent => "Replaces the content".to_owned(),
        OperationKind::DeleteContent => "Deletes the content".to_owned(),
        OperationKind::ListReferences => "Lists references to them".to_owned(),
        OperationKind::AddReference => "Adds a reference".to_owned(),
        OperationKind::SetReference => "Sets the reference".to_owned(),
        _ => "Removes a reference".to_owned(),
    }
}

fn body_type(operation: Operation) -> Option<TypeRef> {
    match operation.body() {
        Some(Body::Model(ty)) => Some(ty),
        _ => None,
    }
}

fn short(ty: &TypeRef) -> String {
    match ty.item() {
        Item::Type(ty) => ty.short_name().to_owned(),
        Item::Primitive(name) => name.to_owned(),
        _ => ty.to_string(),
    }
}

/// All that help says below the options.
pub fn about(operation: Operation) -> String {
    let mut text = String::new();
    // Writing into a text does not fail.
    let _ = writeln!(text, "Request:\n  {operation}");
    if let Some(unsupported) = operation.unsupported() {
        let _ = writeln!(text, "\nThe service refuses it: {}.", unsupported.reason());
        if let Some(instead) = unsupported.instead() {
            let how = unsupported.how().map(|how| format!(", {how}")).unwrap_or_default();
            let _ = writeln!(text, "  Use {instead}{how}.");
        }
    }
    if let Some(end) = operation.deprecation() {
        let since = end.since().map(|date| format!(" since {date}")).unwrap_or_default();
        let until = end
            .removal()
            .map(|date| format!(", removed on {date}"))
            .unwrap_or_default();
        let _ = writeln!(text, "\nDeprecated{since}{until}.");
        if let Some(instead) = end.instead() {
            let _ = writeln!(text, "  Use {instead}.");
        }
    }
    let clouds: Vec<&str> = operation.missing_in().map(|cloud| cloud.name()).collect();
    if !clouds.is_empty() {
        let _ = writeln!(text, "\nNot available in {}.", clouds.join(" and "));
    }
    text.push('\n');
    permissions(operation, &mut text);
    roles(operation, &mut text);
    if let Some(page) = operation.reference() {
        let _ = writeln!(text, "\nReference:\n  {page}");
    }
    let _ = write!(text, "\nExample:\n  {}", example(operation));
    text
}

fn permissions(operation: Operation, text: &mut String) {
    let Some(permissions) = operation.permissions() else {
        text.push_str("Permissions:\n  not published\n");
        return;
    };
    let inferred = match permissions.is_inferred() {
        true => " (inferred from similar operations; none are published)",
        false => "",
    };
    let _ = writeln!(text, "Permissions{inferred}:");
    for scheme in Scheme::ALL {
        let names: Vec<&str> = permissions.least(scheme).collect();
        if !names.is_empty() {
            let _ = writeln!(text, "  {}: {}", scheme.name(), names.join(" or "));
        }
    }
}

/// The roles that decide beside permissions.
fn roles(operation: Operation, text: &mut String) {
    let Some(roles) = operation.roles() else { return };
    let mut line = |head: &str, of: Vec<Role>| {
        if !of.is_empty() {
            let names: Vec<&str> = of.iter().map(|role| role.name).collect();
            let _ = writeln!(text, "  {head}: {}", names.join(", "));
        }
    };
    line(
        "a signed-in user also needs one of the roles",
        roles.delegated().collect(),
    );
    line(
        "an application with one of these roles needs no permission",
        roles.application().collect(),
    );
}

/// A command line that makes the request, with names where values belong.
fn example(operation: Operation) -> String {
    let mut line = "msgraph-ig".to_owned();
    if operation.api().version() == "beta" {
        line.push_str(" --beta");
    }
    for word in short_words_of(operation) {
        line.push(' ');
        line.push_str(&word);
    }
    for parameter in operation.parameters().filter(|parameter| !parameter.is_optional()) {
        let option = option_of(parameter);
        let value = match parameter.ty().map(|ty| ty.item()) {
            Some(Item::Type(ty)) if ty.kind() == TypeKind::Enum => first_value(ty),
            Some(Item::Primitive(name)) => crate::body::example(name).unwrap_or("ID").to_owned(),
            _ => "ID".to_owned(),
        };
        let _ = write!(line, " --{option} {value}");
    }
    match operation.body() {
        Some(Body::Model(ty)) => match ty.ty() {
            Some(ty) => members_example(ty, &mut line),
            None => line.push_str(" --body @body.json"),
        },
        Some(Body::Content) => line.push_str(" --input-file FILE"),
        Some(Body::Reference) => line.push_str(" --body '{\"@odata.id\": \"https://graph.microsoft.com/v1.0/…\"}'"),
        _ => {}
    }
    line
}

/// Two members of a body, and a hint that the whole can be given.
fn members_example(ty: Type, line: &mut String) {
    let plain = ty
        .members()
        .into_iter()
        .filter(|member| !member.is_read_only() && !member.is_navigation());
    let mut shown = 0;
    for member in plain {
        let Some(of) = member.ty().filter(|ty| !ty.is_collection()) else {
            continue;
        };
        let value = match of.item() {
            Item::Type(ty) if ty.kind() == TypeKind::Enum => first_value(ty),
            Item::Primitive("Edm.String") => "TEXT".to_owned(),
            Item::Primitive(name) => crate::body::example(name).unwrap_or("VALUE").to_owned(),
            _ => continue,
        };
        let _ = write!(line, " --{} {value}", crate::grammar::kebab(member.name()));
        shown += 1;
        if shown == 2 {
            break;
        }
    }
    if shown == 0 {
        line.push_str(" --body @body.json");
    }
}

fn first_value(ty: Type) -> String {
    ty.own_members()
        .next()
        .map(|member| member.name().to_owned())
        .unwrap_or_default()
}
