//! Where crate and document differ on purpose: data, each with its reason. An entry that nothing needs fails the tests
//! as a missing one does.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::report::Report;

/// Members of a schema that its model does not have.
struct MembersLeftOut {
    versions: &'static [&'static str],
    schema: &'static str,
    /// One member, or all that lead to other entities.
    member: Option<&'static str>,
    #[allow(dead_code, reason = "it is for the reader")]
    why: &'static str,
}

/// Types of the document, derived from one that the crate has, that it does not have.
struct DerivedLeftOut {
    version: &'static str,
    base: &'static str,
    /// How many.
    types: usize,
    #[allow(dead_code, reason = "it is for the reader")]
    why: &'static str,
}

/// A model that no schema describes.
struct WithoutSchema {
    versions: &'static [&'static str],
    name: &'static str,
    #[allow(dead_code, reason = "it is for the reader")]
    why: &'static str,
}

/// A model that no instance is made of.
struct WithoutInstance {
    versions: &'static [&'static str],
    name: &'static str,
    #[allow(dead_code, reason = "it is for the reader")]
    why: &'static str,
}

const BOTH: &[&str] = &["v1.0", "beta"];
const V1_0: &[&str] = &["v1.0"];
const BETA: &[&str] = &["beta"];

const BOUNDARY: &str = "A directory object: it keeps its own members; what leads on from it is the rest of Graph.";
const STREAM: &str = "A stream property: its bytes have a URL of their own and never stand in JSON.";

const MEMBERS_LEFT_OUT: &[MembersLeftOut] = &[
    leads_on("microsoft.graph.administrativeUnit"),
    leads_on("microsoft.graph.application"),
    leads_on("microsoft.graph.device"),
    leads_on("microsoft.graph.group"),
    leads_on("microsoft.graph.orgContact"),
    leads_on("microsoft.graph.servicePrincipal"),
    leads_on("microsoft.graph.user"),
    MembersLeftOut {
        versions: V1_0,
        schema: "microsoft.graph.user",
        member: Some("print"),
        why: "A user's printers bring their jobs and settings along; explained.yaml says so too.",
    },
    MembersLeftOut {
        versions: BOTH,
        schema: "microsoft.graph.application",
        member: Some("logo"),
        why: STREAM,
    },
];

const fn leads_on(schema: &'static str) -> MembersLeftOut {
    MembersLeftOut {
        // The document of beta has these types without what leads on.
        versions: V1_0,
        schema,
        member: None,
        why: BOUNDARY,
    }
}

const AGENTS: &str =
    "Identities of agents, a later kind of directory object: the boundary is at the type that they derive from.";
const ELSEWHERE: &str =
    "Identities of Teams, calls, chats and SharePoint: the document of v1.0 has them, governance does not.";
const SIGN_UP: &str = "Extensions of sign-in and sign-up: no path of governance answers with one.";
const DIRECTORY: &str = "Directory objects that are none of the boundary types.";

/// Values of these types are kept by the fallback of the `Any…` enumeration. `schemas/overlay/selection.yaml` says
/// which types come in.
const DERIVED_LEFT_OUT: &[DerivedLeftOut] = &[
    DerivedLeftOut {
        version: "v1.0",
        base: "microsoft.graph.application",
        types: 1,
        why: AGENTS,
    },
    DerivedLeftOut {
        version: "v1.0",
        base: "microsoft.graph.user",
        types: 1,
        why: AGENTS,
    },
    DerivedLeftOut {
        version: "v1.0",
        base: "microsoft.graph.directoryObject",
        types: 33,
        why: DIRECTORY,
    },
    DerivedLeftOut {
        version: "v1.0",
        base: "microsoft.graph.identity",
        types: 15,
        why: ELSEWHERE,
    },
    DerivedLeftOut {
        version: "v1.0",
        base: "microsoft.graph.identitySet",
        types: 7,
        why: ELSEWHERE,
    },
    DerivedLeftOut {
        version: "v1.0",
        base: "microsoft.graph.customCalloutExtension",
        types: 7,
        why: SIGN_UP,
    },
    DerivedLeftOut {
        version: "beta",
        base: "microsoft.graph.customCalloutExtension",
        types: 7,
        why: SIGN_UP,
    },
];

/// The models' members that the schema does not have.
pub const MORE_THAN_THE_SCHEMA: &[(&str, &str, &str, &str)] = &[(
    "beta",
    "microsoft.graph.approval",
    "request",
    "The CSDL has this navigation property and the component schema does not; no path leads through it.",
)];

const CALLOUT: &str = "What is posted to a customer's service: only the reference describes it.";
const UNREACHED: &str = "The CSDL has it, and no path of the document answers with it.";

const WITHOUT_SCHEMA: &[WithoutSchema] = &[
    WithoutSchema {
        versions: BOTH,
        name: "microsoft.graph.accessPackageAssignmentRequestCalloutData",
        why: CALLOUT,
    },
    WithoutSchema {
        versions: BOTH,
        name: "microsoft.graph.accessPackageAssignmentCalloutData",
        why: CALLOUT,
    },
    WithoutSchema {
        versions: BOTH,
        name: "microsoft.graph.identityGovernance.usersProcessingSummary",
        why: UNREACHED,
    },
    WithoutSchema {
        versions: BETA,
        name: "microsoft.graph.permissionsAnalyticsAggregatedIamKeySummary",
        why: UNREACHED,
    },
    WithoutSchema {
        versions: BETA,
        name: "microsoft.graph.permissionsAnalyticsAggregatedIdentitySummary",
        why: UNREACHED,
    },
];

/// Types that the document offers as values of their base type, though they are abstract by the CSDL: no value is of
/// them.
const ABSTRACT: &[&str] = &["microsoft.graph.customDataProvidedResourcePayloads.accessReviewContextDataBase"];

const BASE: &str = "Other types inherit from it, and nothing is declared to be one.";
const ABSTRACT_BASE: &str = "What is declared to be one is of a derived type: it is abstract by the CSDL.";
const BEHIND_REQUEST: &str = "Only approval/request leads to it, which the schema does not have.";

/// Models that no response and no body has an instance of.
const WITHOUT_INSTANCE: &[WithoutInstance] = &[
    WithoutInstance {
        versions: BOTH,
        name: "microsoft.graph.agreementFileProperties",
        why: BASE,
    },
    WithoutInstance {
        versions: BOTH,
        name: "microsoft.graph.customDataProvidedResourcePayloads.accessReviewContextDataBase",
        why: BASE,
    },
    WithoutInstance {
        versions: BOTH,
        name: "microsoft.graph.entity",
        why: BASE,
    },
    WithoutInstance {
        versions: BOTH,
        name: "microsoft.graph.identityGovernance.workflowBase",
        why: BASE,
    },
    WithoutInstance {
        versions: BOTH,
        name: "microsoft.graph.privilegedAccessSchedule",
        why: BASE,
    },
    WithoutInstance {
        versions: BOTH,
        name: "microsoft.graph.privilegedAccessScheduleInstance",
        why: BASE,
    },
    WithoutInstance {
        versions: BOTH,
        name: "microsoft.graph.privilegedAccessScheduleRequest",
        why: BASE,
    },
    WithoutInstance {
        versions: BOTH,
        name: "microsoft.graph.request",
        why: BASE,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.Dictionary",
        why: BASE,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.accountsWithAccess",
        why: ABSTRACT_BASE,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.applicationSegment",
        why: BASE,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.genericError",
        why: BASE,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.permissionsDefinitionAction",
        why: BASE,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.writebackConfiguration",
        why: BASE,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.appScope",
        why: BEHIND_REQUEST,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.customAppScope",
        why: BEHIND_REQUEST,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.customAppScopeAttributesDictionary",
        why: BEHIND_REQUEST,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.unifiedRoleAssignmentSchedule",
        why: BEHIND_REQUEST,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.unifiedRoleAssignmentScheduleRequest",
        why: BEHIND_REQUEST,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.unifiedRoleDefinition",
        why: BEHIND_REQUEST,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.unifiedRoleEligibilitySchedule",
        why: BEHIND_REQUEST,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.unifiedRoleEligibilityScheduleRequest",
        why: BEHIND_REQUEST,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.unifiedRolePermission",
        why: BEHIND_REQUEST,
    },
    WithoutInstance {
        versions: BETA,
        name: "microsoft.graph.unifiedRoleScheduleBase",
        why: BEHIND_REQUEST,
    },
];

/// The exceptions for a version, and which were needed.
pub struct Exceptions {
    version: &'static str,
    needed_members: BTreeSet<usize>,
    met_abstract: BTreeSet<String>,
    /// Base types by name, with how many derived ones the crate does not have.
    bases: BTreeMap<String, usize>,
}

impl Exceptions {
    pub fn of(version: &'static str) -> Self {
        Self {
            version,
            needed_members: BTreeSet::new(),
            met_abstract: BTreeSet::new(),
            bases: BTreeMap::new(),
        }
    }

    /// Whether the model of a schema goes without a member on purpose.
    pub fn leaves_out(&mut self, name: &str, member: &str, schema: &Value) -> bool {
        let leads_on = schema["x-ms-navigationProperty"] == true;
        let place = MEMBERS_LEFT_OUT.iter().position(|entry| {
            entry.schema == name
                && entry.versions.contains(&self.version)
                && entry.member.map_or(leads_on, |other| other == member)
        });
        self.needed_members.extend(place);
        place.is_some()
    }

    /// Whether no value is of a type although the document says so.
    pub fn is_abstract(&mut self, name: &str) -> bool {
        let is_listed = ABSTRACT.contains(&name);
        if is_listed {
            self.met_abstract.insert(name.to_owned());
        }
        is_listed
    }

    /// Notes that the crate does not have as many types derived from a base.
    pub fn derived_left_out(&mut self, base: &str, types: usize) {
        if types > 0 {
            self.bases.insert(base.to_owned(), types);
        }
    }

    /// The models that no schema describes.
    pub fn without_schema(&self) -> BTreeSet<&'static str> {
        WITHOUT_SCHEMA
            .iter()
            .filter(|entry| entry.versions.contains(&self.version))
            .map(|entry| entry.name)
            .collect()
    }

    /// The models that no instance is made of.
    pub fn without_instance(&self) -> BTreeSet<&'static str> {
        WITHOUT_INSTANCE
            .iter()
            .filter(|entry| entry.versions.contains(&self.version))
            .map(|entry| entry.name)
            .collect()
    }

    /// Which members' entries were not needed.
    pub fn members_not_needed(&self) -> Report {
        MEMBERS_LEFT_OUT
            .iter()
            .enumerate()
            .filter(|(place, entry)| entry.versions.contains(&self.version) && !self.needed_members.contains(place))
            .map(|(_, entry)| {
                let member = entry.member.unwrap_or("what leads on");
                format!("it lists {member} of {} for nothing", entry.schema)
            })
            .collect()
    }

    /// Which types are listed as abstract and were not met.
    pub fn abstract_not_met(&self) -> Report {
        ABSTRACT
            .iter()
            .filter(|name| !self.met_abstract.contains(**name))
            .map(|name| format!("it lists {name} for nothing"))
            .collect()
    }

    /// How the derived types that were met and are not there differ from those that are listed.
    pub fn wrong_derived(&self) -> Report {
        let listed: BTreeMap<String, usize> = DERIVED_LEFT_OUT
            .iter()
            .filter(|entry| entry.version == self.version)
            .map(|entry| (entry.base.to_owned(), entry.types))
            .collect();
        let names: BTreeSet<&String> = listed.keys().chain(self.bases.keys()).collect();
        names
            .into_iter()
            .filter(|name| listed.get(*name) != self.bases.get(*name))
            .map(|name| {
                let count = |of: &BTreeMap<String, usize>| of.get(name).copied().unwrap_or(0);
                let (there, reported) = (count(&self.bases), count(&listed));
                format!("{name}: {there} derived types are not in the crate, {reported} are listed")
            })
            .collect()
    }
}
