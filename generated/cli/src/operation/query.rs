//! Query options: whether the operation takes them, and whether the members that they name are there.

use msgraph_identity_governance::reflection::{
    Item, Member, Operation, QueryOption, Response, Type, TypeKind, TypeRef,
};

use crate::body::{Problem, members};
use crate::nearest::nearest;

/// The type whose members query options are about: that of the response, or of its items.
pub fn subject(operation: Operation) -> Option<Type> {
    let ty: TypeRef = match operation.response() {
        Response::Model { ty, .. } | Response::Page(ty) | Response::Value { ty, .. } => ty,
        _ => return None,
    };
    ty.ty().filter(|ty| ty.kind() != TypeKind::Enum)
}

/// What is wrong with the query options of a request.
pub fn check(operation: Operation, query: &[(String, String)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, value) in query {
        let Some(option) = QueryOption::from_name(name) else {
            continue;
        };
        let place = format!("--{}", name.trim_start_matches('$'));
        // What an annotation denies is documented all the same at several places: the service decides.
        if !operation.options().contains(option) && !operation.denied_options().contains(option) {
            problems.push(not_taken(operation, option, place));
            continue;
        }
        let Some(ty) = subject(operation) else { continue };
        match option {
            QueryOption::Select => names(&place, value.split(','), ty, false, &mut problems),
            QueryOption::OrderBy => names(&place, value.split(','), ty, false, &mut problems),
            QueryOption::Expand => names(&place, outer(value).into_iter(), ty, true, &mut problems),
            QueryOption::Top | QueryOption::Skip if value.parse::<u32>().is_err() => problems.push(Problem {
                place,
                what: format!("`{}` is no count", value.escape_debug()),
                hint: None,
            }),
            _ => {}
        }
    }
    problems
}

fn not_taken(operation: Operation, option: QueryOption, place: String) -> Problem {
    let taken: Vec<String> = operation
        .options()
        .iter()
        .map(|option| format!("--{}", option.name().trim_start_matches('$')))
        .collect();
    let what = format!("this operation does not take {}", option.name());
    let hint = match taken.is_empty() {
        true => "it takes no query options".to_owned(),
        false => format!("it takes {}", taken.join(", ")),
    };
    Problem {
        place,
        what,
        hint: Some(hint),
    }
}

/// The parts of a list that are not within parentheses: `a($select=b,c),d` has two.
fn outer(list: &str) -> Vec<&str> {
    let mut depth = 0usize;
    let separates = |sign: char| {
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        sign == ',' && depth == 0
    };
    list.split(separates).collect()
}

fn names<'v>(place: &str, parts: impl Iterator<Item = &'v str>, ty: Type, expand: bool, problems: &mut Vec<Problem>) {
    let known = members(ty);
    for part in parts {
        // The name is what comes before options, a direction, or a path below it.
        let name: &str = part.trim().split(['(', '/', ' ']).next().unwrap_or_default();
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        // Casts, annotations and `*` are the service's to judge.
        if name.is_empty() || !is_name || name.starts_with("microsoft.") {
            continue;
        }
        if known
            .iter()
            .any(|member| member.name().eq_ignore_ascii_case(name) && (!expand || is_link(*member)))
        {
            continue;
        }
        if ty.is_open() {
            continue;
        }
        let candidates: Vec<&str> = known
            .iter()
            .filter(|member| !expand || is_link(**member))
            .map(|member| Member::name(*member))
            .collect();
        let what = match expand {
            true => format!("{} has no navigation property `{name}`", ty.name()),
            false => format!("{} has no member `{name}`", ty.name()),
        };
        problems.push(Problem {
            place: place.to_owned(),
            what,
            hint: nearest(name, candidates.iter().copied()).map(|name| format!("did you mean `{name}`?")),
        });
    }
}

/// Whether something can be expanded: a navigation property.
fn is_link(member: Member) -> bool {
    member.is_navigation()
}

/// The members that a table shows of a type when none were selected: what tells one from another, then what state it
/// is in.
pub fn main_members(operation: Operation) -> Vec<&'static str> {
    const TELLING: [&str; 16] = [
        "id",
        "displayName",
        "name",
        "requestType",
        "decision",
        "state",
        "status",
        "isEnabled",
        "stage",
        "principalId",
        "groupId",
        "originId",
        "createdDateTime",
        "startDateTime",
        "endDateTime",
        "reviewedDateTime",
    ];
    const MOST: usize = 6;
    let Some(ty) = subject(operation) else {
        return Vec::new();
    };
    let all = ty.members();
    let is_plain = |member: &Member| {
        member.ty().is_some_and(|ty| {
            !ty.is_collection() && !matches!(ty.item(), Item::Type(ty) if ty.kind() != TypeKind::Enum)
        })
    };
    let find = |name: &&str| all.iter().find(|member| member.name() == *name && is_plain(member));
    let mut chosen: Vec<&'static str> = TELLING.iter().filter_map(find).map(|member| member.name()).collect();
    let others = all.iter().filter(|member| is_plain(member)).map(|member| member.name());
    for name in others {
        if chosen.len() < MOST && !chosen.contains(&name) {
            chosen.push(name);
        }
    }
    chosen.truncate(MOST);
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use msgraph_identity_governance::Method;
    use msgraph_identity_governance::v1_0::API;

    fn list() -> Operation {
        let template = "/identityGovernance/entitlementManagement/assignmentRequests";
        API.operation(Method::Get, template).unwrap()
    }

    fn problems(name: &str, value: &str) -> Vec<String> {
        check(list(), &[(name.to_owned(), value.to_owned())])
            .into_iter()
            .map(|problem| {
                format!(
                    "{} {} {}",
                    problem.place,
                    problem.what,
                    problem.hint.unwrap_or_default()
                )
            })
            .collect()
    }

    #[test]
    fn members_that_are_there_pass() {
        assert_eq!(problems("$select", "id,state, createdDateTime"), [""; 0]);
        assert_eq!(
            problems(
                "$expand",
                "accessPackage($select=id,displayName;$expand=catalog),requestor"
            ),
            [""; 0]
        );
        assert_eq!(problems("$orderby", "createdDateTime desc,state"), [""; 0]);
        assert_eq!(problems("$filter", "anything"), [""; 0]);
    }

    #[test]
    fn members_that_are_not_there_are_named() {
        assert!(problems("$select", "id,stat")[0].contains("did you mean `state`?"));
        assert!(problems("$expand", "state")[0].contains("no navigation property `state`"));
        assert!(problems("$orderby", "created desc")[0].contains("createdDateTime"));
        assert!(problems("$top", "many")[0].contains("`many` is no count"));
    }

    #[test]
    fn a_table_shows_what_tells_one_from_another() {
        assert_eq!(main_members(list())[..2], ["id", "requestType"]);
        assert!(main_members(list()).contains(&"state"));
    }
}
