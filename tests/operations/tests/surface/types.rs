//! The models against the component schemas of their names: the same members.

use std::collections::BTreeSet;

use msgraph_identity_governance::model::TypeInfo;

use super::document::Document;
use super::exceptions::{Exceptions, MORE_THAN_THE_SCHEMA};
use super::report::Report;

pub fn check(document: &Document, types: &[&'static TypeInfo]) {
    let mut report = Report::default();
    let mut exceptions = Exceptions::of(document.version);
    let mut without_schema = BTreeSet::new();
    let mut more = BTreeSet::new();
    for info in types {
        // The parameters of an action: its request is held against the operation's own schema.
        if info.name.contains('/') {
            continue;
        }
        let Some(schema) = document.schema(info.name) else {
            without_schema.insert(info.name);
            continue;
        };
        let properties = document.properties(schema);
        let has = |name: &str| info.members.iter().any(|member| member.name == name);
        for (name, schema) in &properties {
            if !name.starts_with('@') && has(name) == exceptions.leaves_out(info.name, name, schema) {
                report.wrong(if has(name) {
                    format!("{}/{name}: the model has it, exceptions.rs leaves it out", info.name)
                } else {
                    format!("{}/{name}: the model does not have it", info.name)
                });
            }
        }
        for member in info.members {
            match properties.get(member.name) {
                None => {
                    more.insert((info.name, member.name));
                }
                Some(schema) => {
                    let leads_on = schema["x-ms-navigationProperty"] == true;
                    // Beside a bare reference the document can say nothing.
                    let says = schema.get("$ref").is_none();
                    report.expect(!says || member.is_navigation() == leads_on, || {
                        format!(
                            "{}/{}: the schema says that it leads on: {leads_on}",
                            info.name, member.name
                        )
                    });
                }
            }
        }
    }
    let listed: BTreeSet<_> = MORE_THAN_THE_SCHEMA
        .iter()
        .filter(|(version, ..)| *version == document.version)
        .map(|(_, name, member, _)| (*name, *member))
        .collect();
    for (name, member) in listed.symmetric_difference(&more) {
        report.wrong(format!(
            "{name}/{member} is only in the model, or only in MORE_THAN_THE_SCHEMA"
        ));
    }
    for name in exceptions.without_schema().symmetric_difference(&without_schema) {
        report.wrong(format!("{name} is only in the crate, or only in WITHOUT_SCHEMA"));
    }
    report.add("exceptions.rs", exceptions.members_not_needed());
    report.finish(document.version);
}
