//! Where navigation properties lead, beyond what the metadata says.
//!
//! An entity stands once, and the metadata has many ways to it. A [`Nav`] is a navigation property; its [`Way`] says
//! how the entities at it are found and where new ones are made. Most of it follows from the types:
//!
//! - The **home** of a type is the one collection that a chain of singletons leads to:
//!   `entitlementManagement/accessPackages`.
//! - A collection of entities that have a home, and that refer back to the owner by a property of its type, is the
//!   other end of that reference: `accessPackages/{id}/assignmentPolicies` of
//!   `accessPackageAssignmentPolicy/accessPackage`.
//! - Any other collection of entities that have a home elsewhere holds references to them.
//! - What has no home stands where it is made.
//!
//! What does not follow is in the tables below.

use std::collections::HashMap;
use std::sync::OnceLock;

use msgraph_identity_governance::reflection::{Api, Segment, SegmentKind, Type, TypeKind};

/// A navigation property of a type, or a singleton or entity set of the service's root.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nav {
    /// Name on the wire.
    pub name: &'static str,
    /// The declared type of what it leads to.
    pub ty: Type,
    /// Whether it leads to many.
    pub is_collection: bool,
    /// Whether the metadata says that the owner contains them.
    pub is_contained: bool,
}

/// How the entities at a navigation property are found, beside those that the owner contains or refers to by it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Way {
    /// There are no others. New ones are contained there.
    Here,
    /// New ones are made at their home, and the owner refers to them.
    Home(&'static [&'static str]),
    /// Those at home that refer to the owner by a property of this name.
    Inverse {
        home: &'static [&'static str],
        back: &'static str,
    },
    /// The same as at another path from the root.
    Same(&'static [&'static str]),
    /// All of the type, wherever they stand.
    All,
    /// Those at a property of the entities at another property of the owner.
    Through { first: &'static str, then: &'static str },
    /// Those that refer to the owner by this property, which has no end in the metadata.
    Referrers(&'static str),
}

/// The root's sets that the table of paths lacks: the directory.
const ROOT_SETS: [(&str, &str); 5] = [
    ("users", "user"),
    ("groups", "group"),
    ("servicePrincipals", "servicePrincipal"),
    ("applications", "application"),
    (DIRECTORY_OBJECTS, "directoryObject"),
];

/// All sets of the directory in one.
pub(super) const DIRECTORY_OBJECTS: &str = "directoryObjects";

/// A navigation property of the directory, which the metadata's cut has no more.
struct DirectoryNav {
    owner: &'static str,
    name: &'static str,
    ty: &'static str,
    is_collection: bool,
    /// The other end.
    inverse_of: Option<&'static str>,
}

const fn directory(
    owner: &'static str,
    name: &'static str,
    is_collection: bool,
    inverse_of: Option<&'static str>,
) -> DirectoryNav {
    DirectoryNav {
        owner,
        name,
        ty: "directoryObject",
        is_collection,
        inverse_of,
    }
}

const DIRECTORY: [DirectoryNav; 9] = [
    directory("group", "members", true, None),
    directory("group", "owners", true, None),
    directory("group", "memberOf", true, Some("members")),
    directory("user", "memberOf", true, Some("members")),
    directory("user", "manager", false, None),
    directory("user", "directReports", true, Some("manager")),
    directory("servicePrincipal", "owners", true, None),
    directory("servicePrincipal", "memberOf", true, Some("members")),
    directory("application", "owners", true, None),
];

/// What a row of [`EXCEPTIONS`] says.
enum Says {
    /// The same entities as at the home of their type.
    AtHome,
    /// All entities of the type.
    All,
    /// Entities of its own: it is no home.
    Own,
    /// The other end of a reference between entities of one type.
    InverseOf(&'static str),
    /// Those at a property of those at another.
    Through(&'static str, &'static str),
}

/// Owner's type, property, and what does not follow from the types. A row for a property that a version lacks is
/// without effect there.
const EXCEPTIONS: [(&str, &str, Says); 15] = [
    ("identityGovernance", "catalogs", Says::AtHome),
    // Beta's newer name of `accessPackageAssignmentRequests`; on v1.0 it is the only one, and its own home.
    ("entitlementManagement", "assignmentRequests", Says::AtHome),
    ("accessReviewSet", "decisions", Says::All),
    ("accessReviewSet", "instances", Says::All),
    ("unifiedRoot", "decisions", Says::All),
    ("unifiedRoot", "instances", Says::All),
    ("unifiedRoot", "definitions", Says::AtHome),
    // A workflow that was deleted stands there, and no longer at `workflows`.
    ("deletedItemContainer", "workflows", Says::Own),
    (
        "accessPackage",
        "accessPackagesIncompatibleWith",
        Says::InverseOf("incompatibleAccessPackages"),
    ),
    (
        "accessPackageCatalog",
        "resourceRoles",
        Says::Through("resources", "roles"),
    ),
    (
        "accessPackageCatalog",
        "resourceScopes",
        Says::Through("resources", "scopes"),
    ),
    (
        "accessPackageCatalog",
        "accessPackageResourceRoles",
        Says::Through("accessPackageResources", "accessPackageResourceRoles"),
    ),
    (
        "accessPackageCatalog",
        "accessPackageResourceScopes",
        Says::Through("accessPackageResources", "accessPackageResourceScopes"),
    ),
    (
        "accessPackageAssignment",
        "accessPackageAssignmentResourceRoles",
        Says::InverseOf("accessPackageAssignments"),
    ),
    (
        "accessPackageAssignmentResourceRole",
        "accessPackageAssignments",
        Says::InverseOf("accessPackageAssignmentResourceRoles"),
    ),
];

impl Nav {
    /// The navigation property of that name.
    pub fn of(owner: Type, name: &str) -> Option<Self> {
        if let Some(member) = owner.member(name) {
            let ty = member.ty()?;
            return Some(Self {
                name: member.name(),
                ty: ty.ty().filter(|_| member.is_navigation())?,
                is_collection: ty.is_collection(),
                is_contained: member.is_contained(),
            });
        }
        let is_of = |row: &&DirectoryNav| row.name == name && owner.lineage().any(|ty| ty.short_name() == row.owner);
        let row = DIRECTORY.iter().find(is_of)?;
        Some(Self {
            name: row.name,
            ty: plain(owner.api(), row.ty)?,
            is_collection: row.is_collection,
            is_contained: false,
        })
    }

    /// The singleton or entity set of that name.
    pub fn of_root(api: &'static Api, name: &str) -> Option<Self> {
        if let Some(root) = api.roots().find(|root| root.name() == name) {
            let subject = root.subject()?;
            return Some(Self {
                name: root.name(),
                ty: subject.ty()?,
                is_collection: subject.is_collection(),
                is_contained: true,
            });
        }
        let (name, ty) = ROOT_SETS.iter().find(|(set, _)| *set == name)?;
        Some(Self {
            name,
            ty: plain(api, ty)?,
            is_collection: true,
            is_contained: true,
        })
    }

    /// How entities are found at it; `owner` is none for the root.
    pub(super) fn way(self, owner: Option<Type>, api: &'static Api) -> Way {
        let Some(owner) = owner else {
            return match self.name {
                DIRECTORY_OBJECTS => Way::All,
                _ => Way::Here,
            };
        };
        let is_exception = |(of, name, _): &&(&str, &str, Says)| {
            *name == self.name && owner.lineage().any(|ty| ty.short_name() == *of)
        };
        let home = home(api, self.ty);
        if let Some((_, _, says)) = EXCEPTIONS.iter().find(is_exception) {
            return match (says, home) {
                (Says::AtHome, Some(home)) if !leads_home(api, owner, self.name, home) => Way::Same(home),
                (Says::AtHome | Says::Own, _) => Way::Here,
                (Says::All, _) => Way::All,
                (Says::InverseOf(back), Some(home)) => Way::Inverse { home, back },
                (Says::InverseOf(back), None) => Way::Referrers(back),
                (Says::Through(first, then), _) => Way::Through { first, then },
            };
        }
        let row = DIRECTORY
            .iter()
            .find(|row| row.name == self.name && owner.short_name() == row.owner);
        if let Some(back) = row.and_then(|row| row.inverse_of) {
            return Way::Referrers(back);
        }
        match home {
            Some(home) if self.is_collection && !leads_home(api, owner, self.name, home) => {
                match back(owner, self.ty) {
                    Some(back) => Way::Inverse { home, back },
                    None => Way::Home(home),
                }
            }
            _ => Way::Here,
        }
    }
}

/// A type by its name without `microsoft.graph.`.
pub(super) fn plain(api: &'static Api, name: &str) -> Option<Type> {
    api.ty(&format!("microsoft.graph.{name}"))
}

/// The sets of the directory with entities of their own, and their types.
pub(super) fn directory_sets(api: &'static Api) -> impl Iterator<Item = (&'static str, Type)> {
    ROOT_SETS
        .iter()
        .filter_map(move |(set, ty)| Some((*set, plain(api, ty)?)))
}

/// Whether a navigation property of the directory leads to many.
pub(super) fn is_many(name: &str) -> bool {
    DIRECTORY.iter().any(|row| row.name == name && row.is_collection)
}

/// The path of a type's home from the root.
pub(super) fn home(api: &'static Api, ty: Type) -> Option<&'static [&'static str]> {
    let homes = homes(api);
    ty.lineage().find_map(|ty| homes.get(ty.name())).map(Vec::as_slice)
}

/// By which property entities of a type refer to one of another type; none where there are several.
fn back(to: Type, from: Type) -> Option<&'static str> {
    let mut found = from.members().into_iter().filter(|member| {
        let ty = member.ty();
        member.is_navigation() && ty.is_some_and(|ty| !ty.is_collection() && ty.ty() == Some(to))
    });
    let first = found.next()?;
    found.next().is_none().then_some(first.name())
}

/// Whether a property of a type is the last step to that home.
fn leads_home(api: &'static Api, owner: Type, name: &str, home: &[&str]) -> bool {
    let Some((last, way)) = home.split_last() else {
        return false;
    };
    *last == name && type_at(api, way).is_some_and(|ty| owner.is_a(ty))
}

/// The type of the singleton at a path from the root.
pub(super) fn type_at(api: &'static Api, path: &[&str]) -> Option<Type> {
    let mut ty: Option<Type> = None;
    for name in path {
        let nav = match ty {
            None => Nav::of_root(api, name)?,
            Some(ty) => Nav::of(ty, name)?,
        };
        ty = Some(nav.ty).filter(|_| !nav.is_collection);
        ty?;
    }
    ty
}

/// The homes of the version's types, by their full names.
fn homes(api: &'static Api) -> &'static HashMap<&'static str, Vec<&'static str>> {
    static V1_0: OnceLock<HashMap<&'static str, Vec<&'static str>>> = OnceLock::new();
    static BETA: OnceLock<HashMap<&'static str, Vec<&'static str>>> = OnceLock::new();
    let once = match api.version() {
        "beta" => &BETA,
        _ => &V1_0,
    };
    once.get_or_init(|| find_homes(api))
}

fn find_homes(api: &'static Api) -> HashMap<&'static str, Vec<&'static str>> {
    let mut found: HashMap<&'static str, Vec<Vec<&'static str>>> = HashMap::new();
    for root in api.roots() {
        look_for_homes(root, &mut vec![root.name()], &mut found);
    }
    for (set, ty) in directory_sets(api) {
        found.entry(ty.name()).or_default().push(vec![set]);
    }
    // A type at several singletons (approvals of access packages, of groups) has no one home.
    let single = found
        .into_iter()
        .filter_map(|(ty, mut paths)| (paths.len() == 1).then(|| Some((ty, paths.pop()?)))?);
    single.collect()
}

fn look_for_homes(
    at: Segment,
    path: &mut Vec<&'static str>,
    found: &mut HashMap<&'static str, Vec<Vec<&'static str>>>,
) {
    let Some(owner) = at.subject().and_then(|subject| subject.ty()) else {
        return;
    };
    for child in at.children().filter(|child| child.kind() == SegmentKind::Property) {
        let Some(nav) = Nav::of(owner, child.name()).filter(|nav| nav.is_contained) else {
            continue;
        };
        path.push(nav.name);
        if !nav.is_collection {
            look_for_homes(child, path, found);
        } else if is_home(owner, nav) && nav.ty.kind() == TypeKind::Entity {
            found.entry(nav.ty.name()).or_default().push(path.clone());
        }
        path.pop();
    }
}

/// Whether a collection of a singleton may be a home: it is none where a row says otherwise.
fn is_home(owner: Type, nav: Nav) -> bool {
    let row = EXCEPTIONS
        .iter()
        .find(|(of, name, _)| *of == owner.short_name() && *name == nav.name);
    let other_name =
        || plain(owner.api(), "entitlementManagement").and_then(|ty| ty.member("accessPackageAssignmentRequests"));
    match row {
        None => true,
        Some((_, "assignmentRequests", Says::AtHome)) => other_name().is_none(),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use msgraph_identity_governance::{beta, v1_0};

    use super::*;

    fn home_of(api: &'static Api, ty: &str) -> String {
        let ty = api.ty(&format!("microsoft.graph.{ty}")).expect(ty);
        home(api, ty).unwrap_or_default().join("/")
    }

    fn way_of(api: &'static Api, owner: &str, name: &str) -> Way {
        let owner = plain(api, owner).expect(owner);
        Nav::of(owner, name).expect(name).way(Some(owner), api)
    }

    #[test]
    fn a_type_is_at_home_where_singletons_alone_lead() {
        let entitlement = "identityGovernance/entitlementManagement";
        for (api, ty, place) in [
            (&v1_0::API, "accessPackageCatalog", "catalogs"),
            (&beta::API, "accessPackageCatalog", "accessPackageCatalogs"),
            (&v1_0::API, "accessPackageAssignmentRequest", "assignmentRequests"),
            (
                &beta::API,
                "accessPackageAssignmentRequest",
                "accessPackageAssignmentRequests",
            ),
            (&v1_0::API, "accessPackage", "accessPackages"),
        ] {
            assert_eq!(home_of(api, ty), format!("{entitlement}/{place}"));
        }
        for api in [&v1_0::API, &beta::API] {
            assert_eq!(home_of(api, "user"), "users");
            let workflows = "identityGovernance/lifecycleWorkflows/workflows";
            assert_eq!(home_of(api, "identityGovernance.workflow"), workflows);
            // Of several singletons, and of none.
            assert_eq!(home_of(api, "approval"), "");
            assert_eq!(home_of(api, "accessReviewInstance"), "");
        }
    }

    #[test]
    fn ways_follow_from_the_types() {
        let api = &v1_0::API;
        let inverse = way_of(api, "accessPackage", "assignmentPolicies");
        assert!(
            matches!(
                inverse,
                Way::Inverse {
                    back: "accessPackage",
                    ..
                }
            ),
            "{inverse:?}"
        );
        let own = way_of(api, "accessPackage", "accessPackagesIncompatibleWith");
        assert!(
            matches!(
                own,
                Way::Inverse {
                    back: "incompatibleAccessPackages",
                    ..
                }
            ),
            "{own:?}"
        );
        assert!(matches!(
            way_of(api, "accessPackage", "resourceRoleScopes"),
            Way::Home(_)
        ));
        assert!(matches!(
            way_of(api, "accessPackage", "incompatibleGroups"),
            Way::Home(["groups"])
        ));
        assert!(matches!(way_of(api, "identityGovernance", "catalogs"), Way::Same(_)));
        assert_eq!(way_of(api, "accessReviewScheduleDefinition", "instances"), Way::Here);
        assert_eq!(way_of(api, "entitlementManagement", "assignmentRequests"), Way::Here);
        assert!(matches!(
            way_of(&beta::API, "entitlementManagement", "assignmentRequests"),
            Way::Same(_)
        ));
        assert_eq!(way_of(&beta::API, "accessReviewSet", "instances"), Way::All);
    }

    #[test]
    fn an_exception_names_what_a_version_has() {
        for (owner, name, _) in &EXCEPTIONS {
            let is_there = |api: &'static Api| {
                let mut types = api.types().filter(|ty| ty.short_name() == *owner);
                types.any(|ty| ty.own_members().any(|member| member.name() == *name))
            };
            assert!(is_there(&v1_0::API) || is_there(&beta::API), "{owner}/{name}");
        }
    }
}
