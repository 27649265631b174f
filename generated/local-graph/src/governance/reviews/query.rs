//! The queries of access reviews: whom and what a review is about, and who reviews.
//!
//! Those that the documentation shows are understood: users, groups, members and owners of a group, the manager, the
//! assignments of an access package, with filters on users and groups. Another one finds nobody.

use percent_encoding::percent_decode_str;
use serde_json::Value;
use time::{Duration, OffsetDateTime};

use crate::governance::entities::{is_of, type_name};
use crate::governance::{directory, entitlement, instants, matching};
use crate::store::{NodeId, Store};

/// What a query is about.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum About {
    /// All users.
    Users,
    /// A user.
    User(String),
    /// All groups.
    Groups,
    /// A group.
    Group(String),
    /// Who is in a group, or in the resource under review; also in groups within it where that is asked for.
    Members(Option<String>, bool),
    /// Who owns a group, or the resource under review.
    Owners(Option<String>),
    /// The manager of the one whose access is reviewed.
    Manager,
    /// The assignments of an access package, by one of its policies or any.
    Assignments(String, Option<String>),
    /// Anything else.
    Other,
}

/// A query, read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Query {
    pub(super) about: About,
    /// A cast to users.
    only_users: bool,
    filter: Option<String>,
    /// Only those who have not signed in for so long.
    inactive: Option<Duration>,
}

/// Those that are reviewed: an object, and the assignment by which it has access where it is one.
pub(super) type Principal = (NodeId, Option<NodeId>);

impl Query {
    /// Reads a scope: `query`, and `inactiveDuration` where it has one.
    pub(super) fn of(scope: &Value) -> Option<Self> {
        let mut read = Self::read(scope.get("query")?.as_str()?);
        if type_name(scope) == "accessReviewInactiveUsersQueryScope" {
            read.inactive = instants::span(scope.get("inactiveDuration"));
        }
        Some(read)
    }

    fn read(text: &str) -> Self {
        let (path, options) = text.split_once('?').unwrap_or((text, ""));
        let option = |name: &str| {
            let mut options = options.split('&').filter_map(|option| option.split_once('='));
            let (_, value) = options.find(|(own, _)| own.eq_ignore_ascii_case(name))?;
            Some(
                percent_decode_str(&value.replace('+', " "))
                    .decode_utf8_lossy()
                    .into_owned(),
            )
        };
        let filter = option("$filter");
        let is_relative = path.starts_with('.');
        let segments: Vec<&str> = path
            .split('/')
            .filter(|segment| !matches!(*segment, "" | "." | "v1.0" | "beta"))
            .collect();
        let only_users = segments.last().is_some_and(|last| last.ends_with("graph.user"));
        let segments = segments
            .get(..segments.len() - usize::from(only_users))
            .unwrap_or_default();
        let about = match segments {
            ["users"] => About::Users,
            ["users", id] => About::User((*id).to_owned()),
            ["groups"] => About::Groups,
            ["groups", id] => About::Group((*id).to_owned()),
            ["groups", id, "members"] => About::Members(Some((*id).to_owned()), false),
            ["groups", id, "transitiveMembers"] => About::Members(Some((*id).to_owned()), true),
            ["groups", id, "owners"] => About::Owners(Some((*id).to_owned())),
            ["members"] if is_relative => About::Members(None, false),
            ["transitiveMembers"] if is_relative => About::Members(None, true),
            ["owners"] if is_relative => About::Owners(None),
            ["manager"] if is_relative => About::Manager,
            [
                "identityGovernance",
                "entitlementManagement",
                "accessPackageAssignments" | "assignments",
            ] => {
                let filter = filter.as_deref().unwrap_or_default();
                let named = |names: [&str; 2]| names.into_iter().find_map(|name| compared(filter, name));
                match named(["accessPackageId", "accessPackage/id"]) {
                    Some(package) => About::Assignments(package, named(["assignmentPolicyId", "assignmentPolicy/id"])),
                    None => About::Other,
                }
            }
            _ => About::Other,
        };
        Self {
            filter: filter.filter(|_| !matches!(about, About::Assignments(..))),
            about,
            only_users,
            inactive: None,
        }
    }

    /// The group that it is about, where it names one.
    pub(super) fn group(&self) -> Option<&str> {
        match &self.about {
            About::Group(id) | About::Members(Some(id), _) | About::Owners(Some(id)) => Some(id),
            _ => None,
        }
    }

    /// Whom it finds. `resource` is what is reviewed, `principal` whose access.
    pub(super) fn find(
        &self,
        store: &Store,
        now: OffsetDateTime,
        resource: Option<NodeId>,
        principal: Option<NodeId>,
    ) -> Vec<Principal> {
        let group = |id: &Option<String>| match id {
            Some(id) => store.find_named("group", id),
            None => resource,
        };
        let found: Vec<NodeId> = match &self.about {
            About::Users => store.contained(NodeId::ROOT, "users").collect(),
            About::User(id) => directory::user(store, id).into_iter().collect(),
            About::Groups => store.contained(NodeId::ROOT, "groups").collect(),
            About::Group(id) => store.find_named("group", id).into_iter().collect(),
            About::Members(id, is_transitive) => match group(id) {
                Some(group) if *is_transitive => everybody_in(store, group),
                Some(group) => directory::members(store, group),
                None => Vec::new(),
            },
            About::Owners(id) => group(id)
                .map(|group| directory::linked(store, group, "owners"))
                .unwrap_or_default(),
            About::Manager => principal
                .and_then(|user| directory::manager(store, user, 1))
                .into_iter()
                .collect(),
            About::Assignments(package, policy) => {
                let found = entitlement::assignments_of(store, package, policy.as_deref());
                return found
                    .into_iter()
                    .map(|(assignment, user)| (user, Some(assignment)))
                    .collect();
            }
            About::Other => Vec::new(),
        };
        let found = found
            .into_iter()
            .filter(|id| !self.only_users || is_of(store, *id, "user"));
        let found = self.filtered(store, found.collect(), now).into_iter();
        let is_inactive = |id: &NodeId| match self.inactive {
            Some(length) => last_sign_in(store, *id).is_none_or(|at| at.saturating_add(length) < now),
            None => true,
        };
        found.filter(is_inactive).map(|id| (id, None)).collect()
    }

    /// A filter that cannot be read finds nobody; the one of a definition was looked at when it was made.
    fn filtered(&self, store: &Store, found: Vec<NodeId>, now: OffsetDateTime) -> Vec<NodeId> {
        let is_of_groups = matches!(self.about, About::Groups | About::Group(_));
        let ty = store.ty(if is_of_groups { "group" } else { "user" });
        match (&self.filter, ty) {
            (Some(filter), Some(ty)) => matching::filter(store, found, ty, filter, now).unwrap_or_default(),
            _ => found,
        }
    }
}

/// The text that a filter compares a name with: `x` of `accessPackageId eq 'x'`.
fn compared(filter: &str, name: &str) -> Option<String> {
    let mut places = filter.match_indices(name);
    places.find_map(|(at, _)| {
        let rest = filter
            .get(at + name.len()..)?
            .trim_start()
            .strip_prefix("eq")?
            .trim_start();
        let (text, _) = rest.strip_prefix('\'')?.split_once('\'')?;
        Some(text.to_owned())
    })
}

/// Everybody in a group and in groups within it, each once.
pub(super) fn everybody_in(store: &Store, group: NodeId) -> Vec<NodeId> {
    let (mut found, mut groups, mut at) = (Vec::new(), vec![group], 0);
    while let Some(group) = groups.get(at).copied() {
        for member in directory::members(store, group) {
            let is_group = is_of(store, member, "group");
            if is_group && !groups.contains(&member) {
                groups.push(member);
            } else if !is_group && !found.contains(&member) {
                found.push(member);
            }
        }
        at += 1;
    }
    found
}

/// When a user signed in last, as far as the directory says.
pub(super) fn last_sign_in(store: &Store, user: NodeId) -> Option<OffsetDateTime> {
    let activity = store.get(user)?.member("signInActivity")?;
    let times = [
        "lastSignInDateTime",
        "lastNonInteractiveSignInDateTime",
        "lastSuccessfulSignInDateTime",
    ];
    times
        .into_iter()
        .filter_map(|name| instants::instant(activity.get(name)))
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_queries_are_understood() {
        let about = |text: &str| Query::read(text).about;
        let id = || Some("g1".to_owned());
        assert_eq!(about("/v1.0/groups/g1/transitiveMembers"), About::Members(id(), true));
        let guests = Query::read("./members/microsoft.graph.user/?$count=true&$filter=(userType eq 'Guest')");
        assert_eq!((guests.about, guests.only_users), (About::Members(None, false), true));
        assert_eq!(guests.filter.as_deref(), Some("(userType eq 'Guest')"));
        let unified = Query::read("/groups?$filter=(groupTypes/any(c:c+eq+'Unified'))&$count=true");
        assert_eq!(unified.about, About::Groups);
        assert_eq!(unified.filter.as_deref(), Some("(groupTypes/any(c:c eq 'Unified'))"));
        assert_eq!(about("./owners"), About::Owners(None));
        assert_eq!(about("./manager"), About::Manager);
        let assignments = "/identityGovernance/entitlementManagement/accessPackageAssignments?$filter=\
                           (accessPackageId eq 'p1' and assignmentPolicyId eq 'q1' and catalogId eq 'c1')";
        assert_eq!(
            about(assignments),
            About::Assignments("p1".to_owned(), Some("q1".to_owned()))
        );
        assert_eq!(about("/roleManagement/directory/roleDefinitions/r1"), About::Other);
        assert_eq!(about(""), About::Other);
    }
}
