//! The comments of generated models: facts of the metadata, our own words where the overlay has some, a link.

use std::collections::BTreeSet;

use crate::clouds::lookup::{member_not_in, titles, type_not_in, value_not_in};
use crate::model::{Api, Cloud, Deprecation, EnumMember, EnumType, Member, QName, Structured, StructuredKind};

/// A type's comment, a line each.
pub(super) fn of_struct(api: &Api, structured: &Structured) -> Vec<String> {
    let mut lines = Vec::new();
    let name = &structured.name;
    if structured.kind == StructuredKind::ActionBody {
        let actions = structured.body_of.iter();
        let mut actions: Vec<String> = actions
            .map(|action| format!("`{} of {}`", action.name, action.binding.ty))
            .collect();
        // One that is called on an entity and on a collection of them.
        actions.dedup();
        lines.push(format!("The body of {}.", actions.join(", ")));
    } else {
        let kind = if structured.kind == StructuredKind::Entity {
            "entity type"
        } else {
            "complex type"
        };
        let is_abstract = if structured.is_abstract { "abstract " } else { "" };
        let open = if structured.open {
            ", open: members of any name are in `additional_properties`"
        } else {
            ""
        };
        lines.push(format!(
            "`{name}`, {} {is_abstract}{kind}{open}.",
            article(is_abstract, kind)
        ));
    }
    if let Some(doc) = &structured.doc {
        lines.push(String::new());
        lines.push(doc.clone());
    }
    if structured.boundary {
        lines.push(String::new());
        let what = if structured.members.iter().any(|member| member.navigation) {
            "other navigation properties of it"
        } else {
            "its navigation properties"
        };
        lines.push(format!("It lies outside of {}: {what} are not here.", api.part));
    }
    if let Some(deprecated) = &structured.deprecated {
        lines.push(String::new());
        lines.push(format!(
            "Microsoft Graph marks the type as deprecated{}.",
            when(deprecated)
        ));
    }
    lines.extend(not_in(&type_not_in(api, name)));
    if structured.kind != StructuredKind::ActionBody {
        lines.push(String::new());
        lines.push(format!("[Reference]({})", reference(api, name)));
    }
    lines
}

/// A paragraph that says in which national clouds it is not, where there are such.
fn not_in(clouds: &BTreeSet<Cloud>) -> Vec<String> {
    if clouds.is_empty() {
        return Vec::new();
    }
    vec![String::new(), format!("Not in: {}.", titles(clouds))]
}

fn article(is_abstract: &str, kind: &str) -> &'static str {
    if !is_abstract.is_empty() || kind.starts_with('e') {
        "an"
    } else {
        "a"
    }
}

/// The page of Graph's reference about a type.
fn reference(api: &Api, name: &QName) -> String {
    let namespace = name
        .namespace()
        .strip_prefix("microsoft.graph")
        .unwrap_or_default()
        .trim_start_matches('.');
    let prefix = if namespace.is_empty() {
        String::new()
    } else {
        format!("{}-", namespace.replace('.', "-"))
    };
    format!(
        "https://learn.microsoft.com/graph/api/resources/{}?view={}",
        format!("{prefix}{}", name.name()).to_lowercase(),
        api.version.docs_view()
    )
}

/// A member's comment, a line each.
pub(super) fn of_member(api: &Api, structured: &Structured, member: &Member) -> Vec<String> {
    let mut first = format!("`{}`: `{}`", member.name, member.ty);
    if member.navigation && structured.kind == StructuredKind::Entity {
        first.push_str(", there when expanded");
    }
    first.push('.');
    let mut lines = vec![first];
    if let Some(doc) = &member.doc {
        lines.push(String::new());
        lines.push(doc.clone());
    }
    if member.read_only {
        lines.push(String::new());
        lines.push(if structured.key.contains(&member.name) {
            "Set by the service: not sent at the top of a body; \
             inside another entity it is, and says which one is meant."
                .to_owned()
        } else {
            "Set by the service: `create`, `update` and `replace` do not send it.".to_owned()
        });
    }
    if member.secret {
        lines.push(String::new());
        lines.push("`Debug` shows only whether it is set.".to_owned());
    }
    lines.extend(not_in(&member_not_in(api, structured, member)));
    lines
}

/// The note of `#[deprecated]`.
pub(super) fn deprecation_note(deprecation: &Deprecation) -> String {
    format!("Microsoft Graph marks it as deprecated{}", when(deprecation))
}

fn when(deprecation: &Deprecation) -> String {
    let mut text = String::new();
    if let Some(date) = &deprecation.date {
        text.push_str(&format!(" since {date}"));
    }
    if let Some(date) = &deprecation.removal_date {
        text.push_str(&format!(", to be removed {date}"));
    }
    text
}

/// The paragraph of an enum type.
pub(super) fn of_enum(api: &Api, enumeration: &EnumType) -> Vec<String> {
    not_in(&type_not_in(api, &enumeration.name))
}

/// An enum value's comment.
pub(super) fn of_value(api: &Api, enumeration: &EnumType, member: &EnumMember) -> String {
    let mut text = format!("`{}`.", member.name);
    if let Some(deprecated) = &member.deprecated {
        text.push_str(&format!(" Microsoft Graph marks it as deprecated{}.", when(deprecated)));
    }
    let clouds = value_not_in(api, &enumeration.name, &member.name);
    if !clouds.is_empty() {
        text.push_str(&format!(" Not in: {}.", titles(&clouds)));
    }
    text
}
