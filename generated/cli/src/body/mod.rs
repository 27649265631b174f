//! The body of a request: given as a whole, or put together member by member, and checked against its type before it
//! is sent.

mod check;
mod input;
mod json;
mod members;

use std::collections::BTreeMap;

use msgraph_identity_governance::reflection::{Type, TypeRef};

pub use check::{Problem, check, example};
pub use input::{bytes, text};
pub use json::Node;
pub use members::{MemberOption, member_option, members};

/// What options say about a body.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// `--body`.
    pub whole: Option<String>,
    /// Members in the order in which their options stand, each with its values.
    pub members: Vec<(MemberOption, Vec<String>)>,
    /// `--null`: members that are sent as null, by names joined with dots.
    pub nulls: Vec<MemberOption>,
    /// `--additional-properties`: an object whose members the type lacks, as JSON.
    pub additional: Option<String>,
}

impl Given {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.whole.is_none() && self.members.is_empty() && self.nulls.is_empty() && self.additional.is_none()
    }

    /// Takes what was given as additional, and what the type lacks, out of a body that is to be checked: whoever says so
    /// knows that the type lacks it.
    pub fn take_unknown(&self, body: &mut serde_json::Value, ty: Option<Type>) {
        let (Some(additional), Some(ty), Some(members)) = (&self.additional, ty, body.as_object_mut()) else {
            return;
        };
        let named: BTreeMap<String, serde::de::IgnoredAny> = serde_json::from_str(additional).unwrap_or_default();
        members.retain(|name, _| !named.contains_key(name) || ty.member(name).is_some());
    }
}

/// The JSON text of a body, as it is sent. A whole body stays as it was written.
///
/// # Errors
/// What cannot be put together, with the option's name.
pub fn assemble(given: &Given, ty: Option<Type>) -> Result<String, Vec<Problem>> {
    let problem = |place: &str, what: String| {
        vec![Problem {
            place: place.to_owned(),
            what,
            hint: None,
        }]
    };
    if let Some(whole) = &given.whole {
        if !given.members.is_empty() || !given.nulls.is_empty() || given.additional.is_some() {
            let what = "gives the whole body: leave it out, or the options of its members".to_owned();
            return Err(problem("--body", what));
        }
        let text = input::text(whole).map_err(|what| problem("--body", what))?;
        let read: Result<serde::de::IgnoredAny, _> = serde_json::from_str(&text);
        read.map_err(|error| problem("--body", format!("this is no JSON: {error}")))?;
        return Ok(text.trim().to_owned());
    }
    let mut body = Node::Object(Vec::new());
    for (option, values) in &given.members {
        let name = format!("--{}", option.option);
        let node = members::node(option.ty, values).map_err(|what| problem(&name, what))?;
        put(&mut body, &option.path, node).map_err(|what| problem(&name, what))?;
    }
    for option in &given.nulls {
        let null = Node::Text("null".to_owned());
        put(&mut body, &option.path, null).map_err(|what| problem(&format!("--null {}", option.option), what))?;
    }
    if let Some(ty) = ty {
        name_derived(&mut body, ty);
    }
    if let Some(additional) = &given.additional {
        let name = "--additional-properties";
        let read: Result<BTreeMap<String, Box<serde_json::value::RawValue>>, _> = serde_json::from_str(additional);
        let read = read.map_err(|error| problem(name, format!("an object of JSON is expected: {error}")))?;
        for (member, json) in read {
            if body.has(&member) {
                return Err(problem(
                    name,
                    format!("`{}` has an option of its own here", member.escape_debug()),
                ));
            }
            if let Some(place) = body.member(&member) {
                *place = Node::Text(json.get().to_owned());
            }
        }
    }
    Ok(body.text())
}

fn put(body: &mut Node, path: &[String], node: Node) -> Result<(), String> {
    let mut at = body;
    for (number, name) in path.iter().enumerate() {
        if number + 1 == path.len() && at.has(name) {
            return Err("is given twice".to_owned());
        }
        at = at
            .member(name)
            .ok_or("is part of another option's value, which is given as a whole")?;
    }
    *at = node;
    Ok(())
}

/// Adds `@odata.type` where the members that were given are those of one derived type, so that nobody has to type
/// what follows from the rest.
fn name_derived(node: &mut Node, declared: Type) {
    let Node::Object(members) = node else { return };
    let mut own = declared;
    let names: Vec<String> = members.iter().map(|(name, _)| name.clone()).collect();
    let says = members.iter().find_map(|(name, node)| match node {
        Node::Text(text) if name == "@odata.type" => serde_json::from_str::<String>(text).ok(),
        _ => None,
    });
    if let Some(says) = says {
        own = declared.api().ty(says.trim_start_matches('#')).unwrap_or(declared);
    } else if !names.is_empty() && (declared.is_abstract() || names.iter().any(|name| declared.member(name).is_none()))
    {
        let has_all = |ty: &Type| names.iter().all(|name| ty.member(name).is_some());
        let candidates: Vec<Type> = declared
            .derived()
            .filter(|ty| !ty.is_abstract())
            .filter(has_all)
            .collect();
        // Of one type and those derived from it the type itself is meant.
        let general = candidates
            .iter()
            .find(|one| candidates.iter().all(|other| other.is_a(**one)));
        if let Some(only) = general.copied() {
            own = only;
            node.put_first("@odata.type", Node::string(&format!("#{}", only.name())));
        }
    }
    let Node::Object(members) = node else { return };
    for (name, node) in members {
        let ty: Option<TypeRef> = own.member(name).and_then(|member| member.ty());
        if let Some(ty) = ty.filter(|ty| !ty.is_collection()).and_then(TypeRef::ty) {
            name_derived(node, ty);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use msgraph_identity_governance::Method;
    use msgraph_identity_governance::v1_0::API;

    fn resume() -> Type {
        let template =
            "/identityGovernance/entitlementManagement/assignmentRequests/{accessPackageAssignmentRequest-id}/resume";
        API.operation(Method::Post, template)
            .unwrap()
            .body()
            .unwrap()
            .model()
            .unwrap()
    }

    fn given(options: &[(&str, &[&str])]) -> Given {
        let member = |(option, values): &(&str, &[&str])| {
            let values = values.iter().map(|value| (*value).to_owned()).collect();
            (member_option(option, resume()).unwrap(), values)
        };
        Given {
            members: options.iter().map(member).collect(),
            ..Given::default()
        }
    }

    #[test]
    fn members_make_the_body_of_the_reference() {
        let given = given(&[
            ("source", &["Contoso"]),
            ("data.stage", &["AssignmentRequestCreated"]),
            ("data.custom-extension-stage-instance-detail", &["verified"]),
            ("data.state", &["denied"]),
        ]);
        assert_eq!(
            assemble(&given, Some(resume())).unwrap(),
            r##"{"source":"Contoso","data":{"@odata.type":"#microsoft.graph.accessPackageAssignmentRequestCallbackData","stage":"assignmentRequestCreated","customExtensionStageInstanceDetail":"verified","state":"denied"}}"##
        );
    }

    #[test]
    fn what_does_not_go_together_is_named() {
        let mut whole = given(&[("source", &["a"])]);
        whole.whole = Some("{}".to_owned());
        assert_eq!(assemble(&whole, None).unwrap_err()[0].place, "--body");
        let twice = given(&[("source", &["a"]), ("source", &["b"])]);
        assert_eq!(assemble(&twice, None).unwrap_err()[0].what, "is given twice");
        let within = given(&[("data", &["{}"]), ("data.stage", &["x"])]);
        assert!(assemble(&within, None).unwrap_err()[0].what.contains("as a whole"));
        let broken = Given {
            whole: Some("{".to_owned()),
            ..Given::default()
        };
        assert!(assemble(&broken, None).unwrap_err()[0].what.contains("no JSON"));
    }

    #[test]
    fn additional_properties_and_nulls_are_added() {
        let mut more = given(&[("source", &["a"])]);
        more.nulls.push(member_option("type", resume()).unwrap());
        more.additional = Some(r#"{"later": 1.50}"#.to_owned());
        assert_eq!(
            assemble(&more, Some(resume())).unwrap(),
            r#"{"source":"a","type":null,"later":1.50}"#
        );
    }

    #[test]
    fn what_the_type_lacks_is_not_checked_where_it_is_additional() {
        let given = Given {
            additional: Some(r#"{"later":1,"source":7}"#.to_owned()),
            ..Given::default()
        };
        let mut body = serde_json::json!({"later": 1, "source": 7, "other": 2});
        given.take_unknown(&mut body, Some(resume()));
        assert_eq!(body, serde_json::json!({"source": 7, "other": 2}));
    }

    #[test]
    fn a_name_that_no_type_has_is_no_option() {
        assert!(member_option("sourc", resume()).is_none());
        assert!(member_option("source.x", resume()).is_none());
        assert!(member_option("data.@odata.type", resume()).is_some());
    }
}
