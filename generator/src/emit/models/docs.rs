//! The comments of generated models: facts of the metadata, our own words where the overlay has some, a link.

use std::collections::{BTreeMap, BTreeSet};

use crate::clouds::lookup::{clouds_in_words, member_not_in, type_not_in, value_not_in};
use crate::emit::comment::{Comment, article, joined};
use crate::model::{Api, Cloud, Deprecation, EnumMember, EnumType, Member, Structured, StructuredKind};
use crate::pages;

/// How far to the right members and values stand.
const MEMBER: usize = 4;

/// The comment of a struct.
pub(super) fn of_struct(api: &Api, structured: &Structured) -> Comment {
    let mut comment = Comment::indented(0);
    let name = &structured.name;
    if structured.kind == StructuredKind::ActionBody {
        comment.paragraph(body(structured));
        if let Some(sentence) = &structured.doc {
            comment.paragraph(sentence);
        }
    } else {
        let kind = if structured.kind == StructuredKind::Entity {
            "entity type"
        } else {
            "complex type"
        };
        let is_abstract = if structured.is_abstract { "abstract " } else { "" };
        let open = if structured.open {
            " It is open: members of any name are in `additional_properties`."
        } else {
            ""
        };
        let first = if structured.is_abstract { is_abstract } else { kind };
        let fact = format!("{} {is_abstract}{kind}", article(first));
        let page = format!("[Reference]({})", pages::address_of_type(name, api.version));
        match &structured.doc {
            Some(sentence) => {
                comment.paragraph(sentence);
                comment.paragraph(format!("`{name}`, {fact}.{open} {page}"));
            }
            None => comment.paragraph(format!("`{name}`, {fact}.{open} {page}")),
        }
    }
    if structured.boundary {
        let what = if structured.members.iter().any(|member| member.navigation) {
            "other navigation properties of it"
        } else {
            "its navigation properties"
        };
        comment.paragraph(format!("It lies outside of {}: {what} are not here.", api.part));
    }
    if let Some(deprecated) = &structured.deprecated {
        comment.paragraph(format!(
            "Microsoft Graph marks the type as deprecated{}.",
            when(deprecated)
        ));
    }
    not_in(&mut comment, &type_not_in(api, name));
    comment
}

/// Which actions send the body: `What the actions cancel and stop of a request send.`
fn body(structured: &Structured) -> String {
    let mut by_name: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for action in &structured.body_of {
        let ty = action.binding.ty.name();
        let of = match action.binding.collection {
            true => format!("a collection of `{ty}`"),
            false => format!("{} `{ty}`", article(ty)),
        };
        by_name.entry(action.name.name()).or_default().push(of);
    }
    let actions: Vec<String> = by_name
        .into_iter()
        .map(|(name, of)| format!("`{name}` of {}", joined(&of, "and")))
        .collect();
    format!("What the action {} sends.", joined(&actions, "and"))
}

/// A paragraph that says in which national clouds it is not, where there are such.
fn not_in(comment: &mut Comment, clouds: &BTreeSet<Cloud>) {
    if !clouds.is_empty() {
        comment.paragraph(format!("Not available in {}.", clouds_in_words(clouds)));
    }
}

/// The comment of a member.
pub(super) fn of_member(api: &Api, structured: &Structured, member: &Member) -> Comment {
    let mut comment = Comment::indented(MEMBER);
    if let Some(sentence) = &member.doc {
        comment.paragraph(sentence);
    }
    let expanded = if member.navigation && structured.kind == StructuredKind::Entity {
        ", there when expanded"
    } else {
        ""
    };
    comment.paragraph(format!("`{}`: `{}`{expanded}.", member.name, member.ty));
    if member.read_only {
        comment.paragraph(if structured.key.contains(&member.name) {
            "Set by the service: not sent at the top of a body; \
             inside another entity it is, and says which one is meant."
        } else {
            "Set by the service: `create`, `update` and `replace` do not send it."
        });
    }
    if member.secret {
        comment.paragraph("`Debug` shows only whether it is set.");
    }
    not_in(&mut comment, &member_not_in(api, structured, member));
    comment
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

/// The comment of an enum type.
pub(super) fn of_enum(api: &Api, enumeration: &EnumType) -> Comment {
    let mut comment = Comment::indented(0);
    if let Some(sentence) = &enumeration.doc {
        comment.paragraph(sentence);
    }
    let kind = if enumeration.flags {
        "an enumeration whose values can be combined with `|`"
    } else {
        "an enumeration"
    };
    comment.paragraph(format!("`{}`, {kind}.", enumeration.name));
    not_in(&mut comment, &type_not_in(api, &enumeration.name));
    comment
}

/// The comment of an enum value.
pub(super) fn of_value(api: &Api, enumeration: &EnumType, member: &EnumMember) -> Comment {
    let mut comment = Comment::indented(MEMBER);
    let sentence = member.doc.as_ref().map(|sentence| format!(" {sentence}"));
    let deprecated = member.deprecated.as_ref();
    let deprecated = deprecated.map(|says| format!(" Microsoft Graph marks it as deprecated{}.", when(says)));
    let clouds = value_not_in(api, &enumeration.name, &member.name);
    let clouds = (!clouds.is_empty()).then(|| format!(" Not available in {}.", clouds_in_words(&clouds)));
    let more: String = [sentence, deprecated, clouds].into_iter().flatten().collect();
    comment.paragraph(format!("`{}`.{more}", member.name));
    comment
}
