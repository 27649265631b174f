//! The path at which a callout awaits its answer, checked against the resume paths that there are.
//!
//! What stands in a callout is not a link to follow: it would carry a token. A path is taken only when it is one of the
//! known resume paths, segment by segment, with the callout's own ids: one with an id that the callout itself does not
//! have is not taken. The request is then made from the template and these ids, so nothing of the path's text is ever
//! sent.
//!
//! The service gives the path below the version (`/identityGovernance/…`), to be put behind
//! `https://graph.microsoft.com/v1.0` or `…/beta`. Exactly that is taken, and the same without its first slash. A
//! scheme, a host, a version, a query or a percent sign is none of it. Names of segments are compared in any case, as
//! the service does; ids as they are.

use crate::core::client::CoreClient;
use crate::core::error::Invalid;
use crate::core::path::Path;

/// An id that a callout has.
#[derive(Clone, Copy)]
pub(crate) struct OwnId<'a> {
    /// How templates call it: `{workflow-id}`.
    pub(crate) hole: &'static str,
    /// The member of the callout that holds it.
    pub(crate) member: &'static str,
    /// What it holds.
    pub(crate) value: Option<&'a str>,
}

/// A segment of a path to send to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    /// One of the template's own.
    Fixed(&'static str),
    /// An id.
    Id(String),
}

/// The id, when it is there and fit to stand in a URL.
pub(crate) fn checked<'a>(member: &'static str, id: Option<&'a str>) -> Result<&'a str, Invalid> {
    let missing = "the callout has none, or not as a text; without it nothing can be resumed";
    let id = id.ok_or_else(|| Invalid::new(member, missing))?;
    match fault(id) {
        None => Ok(id),
        Some(fault) => Err(Invalid::new(member, fault)),
    }
}

/// Why a text is no id. The ids of these services are guids; the few others have no characters beyond these either.
fn fault(id: &str) -> Option<&'static str> {
    if id.is_empty() {
        Some("the id is empty, which would reach another resource")
    } else if matches!(id, "." | "..") {
        Some("the id is `.` or `..`, which would reach another resource")
    } else if id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
    {
        None
    } else {
        Some("the id has other characters than letters, digits and `-._~`")
    }
}

/// The segments of a template, with the callout's own ids. The action at the end stays out: the builder adds it.
#[cfg_attr(
    not(feature = "lifecycle_workflows"),
    allow(dead_code, reason = "only their resume has no builder by one id")
)]
pub(crate) fn fill(template: &'static str, own: &[OwnId<'_>]) -> Result<Vec<Segment>, Invalid> {
    let (place, _) = split(template);
    let segment = |segment: &'static str| match own.iter().find(|id| id.hole == segment) {
        Some(id) => checked(id.member, id.value).map(|id| Segment::Id(id.to_owned())),
        None => Ok(Segment::Fixed(segment)),
    };
    place.map(segment).collect()
}

/// The segments of the template that a callback path is of, without the action at the end.
///
/// # Errors
/// When it is of none, or has other ids than the callout. The error names `member` and shows nothing of the path.
pub(crate) fn find(
    member: &'static str,
    callback: &str,
    templates: &[&'static str],
    own: &[OwnId<'_>],
) -> Result<Vec<Segment>, Invalid> {
    let refused = |why: String| Invalid::new(member, format!("{why}; such a path is not followed"));
    if let Some(why) = shape_fault(callback) {
        return Err(refused(why.to_owned()));
    }
    let segments: Vec<&str> = callback.strip_prefix('/').unwrap_or(callback).split('/').collect();
    let mut near = None;
    for template in templates {
        match matched(&segments, template, own) {
            Match::Found(found) => return Ok(found),
            Match::No => {}
            other => near = Some(other),
        }
    }
    Err(refused(match near {
        Some(Match::OtherId(member)) => format!("it has another id than the callout's own `{member}`"),
        Some(Match::OnlyThere(member)) => format!("it has an id that the callout itself lacks (`{member}`)"),
        _ => "it is none of the known paths at which something is resumed".to_owned(),
    }))
}

/// What no known path has, told apart because each is another attempt.
fn shape_fault(callback: &str) -> Option<&'static str> {
    let has = |c: char| callback.contains(c);
    if callback.contains("://") || callback.starts_with("//") {
        Some("it has a scheme or a host, where a path below the version is expected")
    } else if has('?') || has('#') {
        Some("it has a query or a fragment")
    } else if has('%') || has('\\') {
        Some("it has a `%` or a backslash")
    } else if callback.split('/').any(|segment| matches!(segment, "." | "..")) {
        Some("it has a segment `.` or `..`")
    } else {
        None
    }
}

enum Match {
    Found(Vec<Segment>),
    /// An id is not that of this member of the callout; all else is as in the template.
    OtherId(&'static str),
    /// An id is one that the callout should have in this member, and has not; all else is as in the template.
    OnlyThere(&'static str),
    No,
}

fn matched(segments: &[&str], template: &'static str, own: &[OwnId<'_>]) -> Match {
    let (place, action) = split(template);
    let Some((last, rest)) = segments.split_last() else {
        return Match::No;
    };
    // The reference writes the action with its namespace and without.
    let short = action.rsplit('.').next().unwrap_or(action);
    if !last.eq_ignore_ascii_case(action) && !last.eq_ignore_ascii_case(short) || rest.len() != place.clone().count() {
        return Match::No;
    }
    let mut found = Vec::with_capacity(rest.len());
    let mut wrong = None;
    for (part, expected) in rest.iter().zip(place) {
        if !expected.starts_with('{') {
            if !part.eq_ignore_ascii_case(expected) {
                return Match::No;
            }
            found.push(Segment::Fixed(expected));
            continue;
        }
        let Some(own) = own.iter().find(|id| id.hole == expected) else {
            return Match::No;
        };
        if fault(part).is_some() {
            return Match::No;
        }
        match own.value {
            Some(value) if value == *part => found.push(Segment::Id(value.to_owned())),
            Some(_) => wrong = Some(Match::OtherId(own.member)),
            None => wrong = wrong.or(Some(Match::OnlyThere(own.member))),
        }
    }
    wrong.unwrap_or(Match::Found(found))
}

/// The segments before the action, and the action.
fn split(template: &'static str) -> (impl Iterator<Item = &'static str> + Clone, &'static str) {
    let (place, action) = template.rsplit_once('/').unwrap_or(("", template));
    (place.trim_start_matches('/').split('/'), action)
}

/// The path of a builder.
#[cfg_attr(
    not(feature = "lifecycle_workflows"),
    allow(dead_code, reason = "only their resume has no builder by one id")
)]
pub(crate) fn builder_path(client: &CoreClient, segments: &[Segment]) -> Path {
    let mut segments = segments.iter();
    let root = match segments.next() {
        Some(Segment::Fixed(root)) => root,
        _ => "",
    };
    segments.fold(Path::root(client, root), |path, segment| match segment {
        Segment::Fixed(segment) => path.step(segment),
        Segment::Id(id) => path.key(id.as_str()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "/a/items/{item-id}/resume";
    const NESTED: &str = "/a/groups/{group-id}/items/{item-id}/x.y.resume";

    fn own<'a>(item: Option<&'a str>, group: Option<&'a str>) -> [OwnId<'a>; 2] {
        [
            OwnId {
                hole: "{item-id}",
                member: "item.id",
                value: item,
            },
            OwnId {
                hole: "{group-id}",
                member: "group.id",
                value: group,
            },
        ]
    }

    fn found(callback: &str) -> Result<Vec<Segment>, String> {
        find("uri", callback, &[PLAIN, NESTED], &own(Some("7"), Some("g"))).map_err(|error| error.to_string())
    }

    #[test]
    fn known_paths_are_taken_apart() {
        let id = |id: &str| Segment::Id(id.to_owned());
        let plain = [Segment::Fixed("a"), Segment::Fixed("items"), id("7")];
        for path in ["/a/items/7/resume", "a/items/7/resume", "/A/ITEMS/7/Resume"] {
            assert_eq!(found(path).unwrap(), plain, "{path}");
        }
        let nested = [
            Segment::Fixed("a"),
            Segment::Fixed("groups"),
            id("g"),
            Segment::Fixed("items"),
            id("7"),
        ];
        for path in ["/a/groups/g/items/7/x.y.resume", "/a/groups/g/items/7/resume"] {
            assert_eq!(found(path).unwrap(), nested, "{path}");
        }
        assert_eq!(fill(NESTED, &own(Some("7"), Some("g"))).unwrap(), nested);
    }

    #[test]
    fn what_is_not_known_is_refused_with_its_reason() {
        for (path, why) in [
            ("/a/items/8/resume", "another id than the callout's own `item.id`"),
            ("/a/items/7/x.y.resume", "none of the known"),
            ("/a/items/7/resume/", "none of the known"),
            ("/a//items/7/resume", "none of the known"),
            ("/a/groups/g'/items/7/resume", "none of the known"),
            ("", "none of the known"),
            ("//a/items/7/resume", "a scheme or a host"),
        ] {
            let error = found(path).unwrap_err();
            assert!(
                error.starts_with("uri: not sent: ") && error.contains(why),
                "{path}: {error}"
            );
        }
    }

    #[test]
    fn an_id_that_only_the_path_has_is_not_taken() {
        let without = own(Some("7"), None);
        let error = find("uri", "/a/groups/g/items/7/resume", &[PLAIN, NESTED], &without).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("an id that the callout itself lacks (`group.id`)"),
            "{error}"
        );
        // What is wrong is reported before what is missing.
        let error = find("uri", "/a/groups/g/items/8/resume", &[PLAIN, NESTED], &without).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("another id than the callout's own `item.id`"),
            "{error}"
        );
    }

    #[test]
    fn ids_that_could_reach_elsewhere_are_named_by_their_member() {
        for (id, why) in [
            (None, "has none"),
            (Some(""), "is empty"),
            (Some("."), "`.` or `..`"),
            (Some(".."), "`.` or `..`"),
            (Some("7/x"), "other characters"),
            (Some("7%2f"), "other characters"),
            (Some("7 "), "other characters"),
            (Some("７"), "other characters"),
        ] {
            let error = fill(PLAIN, &own(id, None)).unwrap_err().to_string();
            assert!(error.starts_with("item.id: ") && error.contains(why), "{id:?}: {error}");
        }
        assert!(fill(PLAIN, &own(Some("a_member_b.1-2~"), None)).is_ok());
    }
}
