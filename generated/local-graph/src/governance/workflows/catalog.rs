//! What the service has from the start: task definitions, workflow templates, settings.
//!
//! Ids, names, categories and arguments are the documented ones.

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::governance::entities::{make, make_with_key};
use crate::store::Change;

/// The container's path from the root.
pub(super) const PATH: [&str; 2] = ["identityGovernance", "lifecycleWorkflows"];

/// How often scheduled workflows run, in hours, until somebody says otherwise.
const INTERVAL_HOURS: u64 = 3;

/// What a task does here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing but its record: mail, licences and teams are not modelled.
    Recorded,
    /// The same, for a user with a manager: to the manager something is sent.
    ForManager,
    /// `accountEnabled` is set.
    Enable(bool),
    /// The user is put into groups.
    AddToGroups,
    /// The user is taken out of groups.
    RemoveFromGroups,
    /// The user is taken out of every group.
    RemoveFromAllGroups,
    /// The user is deleted.
    DeleteUser,
    /// A custom task extension is called.
    Extension,
}

/// A kind of task.
#[derive(Debug)]
pub(super) struct Definition {
    pub(super) id: &'static str,
    name: &'static str,
    /// As the flags of `lifecycleTaskCategory` are written.
    pub(super) categories: &'static str,
    /// Arguments, each with its `valueType`.
    parameters: &'static [(&'static str, &'static str)],
    pub(super) effect: Effect,
}

/// The argument that names groups.
pub(super) const GROUPS: &str = "groupID";
/// The argument that names a custom task extension.
pub(super) const EXTENSION: &str = "customTaskExtensionID";

const NONE: &[(&str, &str)] = &[];
const MAIL: &[(&str, &str)] = &[
    ("cc", "string"),
    ("customSubject", "string"),
    ("customBody", "string"),
    ("locale", "string"),
];
const TEMPORARY_PASS: &[(&str, &str)] = &[("tapLifetimeMinutes", "string"), ("tapIsUsableOnce", "enum")];
const GROUP: &[(&str, &str)] = &[(GROUPS, "string")];
const TEAM: &[(&str, &str)] = &[("teamID", "string")];
const LICENSES: &[(&str, &str)] = &[("licenses", "string")];
const PACKAGE: &[(&str, &str)] = &[("accessPackageId", "string")];
const POLICY: &[(&str, &str)] = &[("assignmentPolicyId", "string"), ("accessPackageId", "string")];
const CALL: &[(&str, &str)] = &[(EXTENSION, "string")];

const ALL: &str = "joiner,leaver,mover";

const fn row(
    id: &'static str,
    name: &'static str,
    categories: &'static str,
    parameters: &'static [(&'static str, &'static str)],
    effect: Effect,
) -> Definition {
    Definition {
        id,
        name,
        categories,
        parameters,
        effect,
    }
}

use Effect::{AddToGroups, DeleteUser, Enable, Extension, ForManager, Recorded, RemoveFromAllGroups, RemoveFromGroups};

#[rustfmt::skip]
const DEFINITIONS: [Definition; 24] = [
    row("22085229-5809-45e8-97fd-270d28d66910", "Add user to groups", ALL, GROUP, AddToGroups),
    row("e440ed8d-25a1-4618-84ce-091ed5be5594", "Add user to teams", ALL, TEAM, Recorded),
    row("683c87a4-2ad4-420b-97d4-220d90afcd24", "Assign licenses to user", "joiner,mover", LICENSES, Recorded),
    row("498770d9-bab7-4e4c-b73d-5ded82a1d0b3", "Cancel pending access package assignment requests for user", "leaver",
        NONE, Recorded),
    row("8d18588d-9ad3-4c0f-99d0-ec215f0e3dff", "Delete user account", "leaver", NONE, DeleteUser),
    row("1dfdfcc7-52fa-4c2e-bf3a-e3919cc12950", "Disable user account", "joiner,leaver", NONE, Enable(false)),
    row("6fc52c9d-398b-4305-9763-15f42c1676fc", "Enable user account", "joiner,leaver", NONE, Enable(true)),
    row("1b555e50-7f65-41d5-b514-5894a026d10d", "Generate TAP and send email", "joiner", TEMPORARY_PASS, ForManager),
    row("4a0b64f2-c7ec-46ba-b117-18f262946c50", "Remove access package assignment for user", "leaver,mover", PACKAGE,
        Recorded),
    row("42ae2956-193d-4f39-be06-691b8ac4fa1d", "Remove all access package assignments for user", "leaver", NONE,
        Recorded),
    row("8fa97d28-3e52-4985-b3a9-a1126f9b8b4e", "Remove all licenses for user", "leaver", NONE, Recorded),
    row("5fc402a8-daaf-4b7b-9203-da868b05fc5f", "Remove selected license assignments from user", "leaver,mover",
        LICENSES, Recorded),
    row("b3a31406-2a15-4c9a-b25b-a658fa5f07fc", "Remove user from all groups", "leaver", NONE, RemoveFromAllGroups),
    row("81f7b200-2816-4b3b-8c5d-dc556f07b024", "Remove user from all Teams", "leaver", NONE, Recorded),
    row("1953a66c-751c-45e5-8bfe-01462c70da3c", "Remove user from selected groups", ALL, GROUP, RemoveFromGroups),
    row("06aa7acb-01af-4824-8899-b14e5ed788d6", "Remove user from selected Teams", ALL, TEAM, Recorded),
    row("c1ec1e76-f374-4375-aaa6-0bb6bd4c60be", "Request user access package assignment", "joiner,mover", POLICY,
        Recorded),
    row("4262b724-8dba-4fad-afc3-43fcbb497a0e", "Run a Custom Task Extension", ALL, CALL, Extension),
    row("6f22ddd4-b3a5-47a4-a846-0d7c201a49ce", "Send email after user's last day", "leaver", MAIL, ForManager),
    row("52853a3e-f4e5-4eb8-bb24-1ac09a1da935", "Send email before user's last day", "leaver", MAIL, ForManager),
    row("9c0a1eaf-5bda-4392-9d9e-6e155bb57411", "Send email on user's last day", "leaver", MAIL, ForManager),
    row("aab41899-9972-422a-9d97-f626014578b7", "Send email to notify manager of user move", "mover", MAIL, ForManager),
    row("3c860712-2d37-42a4-928f-5c93935d26a1", "Send onboarding reminder email", "joiner", MAIL, ForManager),
    row("70b29d51-b59a-4773-9280-8841dfd3f2ea", "Send welcome email", "joiner", MAIL, Recorded),
];

/// Another id under which the documentation has the custom task extension.
const EXTENSION_ALIAS: &str = "d79d1fcc-16be-490c-a865-f4533b1639ee";
const EXTENSION_ID: &str = "4262b724-8dba-4fad-afc3-43fcbb497a0e";

/// The definition of that id.
pub(super) fn definition(id: &str) -> Option<&'static Definition> {
    let id = match id.eq_ignore_ascii_case(EXTENSION_ALIAS) {
        true => EXTENSION_ID,
        false => id,
    };
    DEFINITIONS.iter().find(|row| row.id.eq_ignore_ascii_case(id))
}

impl Definition {
    /// Whether a workflow of that category may have the task.
    pub(super) fn fits(&self, category: &str) -> bool {
        self.categories.split(',').any(|own| own.eq_ignore_ascii_case(category))
    }

    /// The task as a workflow or template has it, with what is not said filled in.
    pub(super) fn task(&self, sequence: usize) -> Value {
        let arguments = self
            .parameters
            .iter()
            .filter(|_| !matches!(self.effect, Recorded | ForManager));
        let arguments = arguments.map(|(name, _)| json!({"name": name, "value": ""}));
        json!({
            "category": self.categories,
            "continueOnError": false,
            "description": self.name,
            "displayName": self.name,
            "executionSequence": sequence,
            "isEnabled": true,
            "taskDefinitionId": self.id,
            "arguments": arguments.collect::<Vec<_>>(),
        })
    }

    fn members(&self) -> Value {
        let parameters = self.parameters.iter().map(|(name, ty)| {
            let values: &[&str] = if *ty == "enum" { &["true", "false"] } else { &[] };
            json!({"name": name, "values": values, "valueType": ty})
        });
        json!({
            "category": self.categories,
            "continueOnError": false,
            "description": self.name,
            "displayName": self.name,
            "parameters": parameters.collect::<Vec<_>>(),
            "version": 1,
        })
    }
}

/// When a template's workflow runs.
enum When {
    OnDemand,
    /// So many days after a time of the user.
    Days(&'static str, i32),
    GroupChange,
    DepartmentChange,
}

struct Template {
    id: &'static str,
    category: &'static str,
    name: &'static str,
    when: When,
    tasks: &'static [&'static str],
}

const HIRE: &str = "employeeHireDate";
const LEAVE: &str = "employeeLeaveDateTime";
const DISABLE: &str = "1dfdfcc7-52fa-4c2e-bf3a-e3919cc12950";
const LEAVE_GROUPS: &str = "b3a31406-2a15-4c9a-b25b-a658fa5f07fc";
const LEAVE_TEAMS: &str = "81f7b200-2816-4b3b-8c5d-dc556f07b024";
const LEAVE_SOME_GROUPS: &str = "1953a66c-751c-45e5-8bfe-01462c70da3c";
const LEAVE_SOME_TEAMS: &str = "06aa7acb-01af-4824-8899-b14e5ed788d6";
const DELETE: &str = "8d18588d-9ad3-4c0f-99d0-ec215f0e3dff";
const MOVED: &str = "aab41899-9972-422a-9d97-f626014578b7";

#[rustfmt::skip]
const TEMPLATES: [Template; 10] = [
    Template {
        id: "77179007-8114-41b5-922e-2e22109df41f", category: "joiner", name: "Onboard pre-hire employee",
        when: When::Days(HIRE, -7), tasks: &["1b555e50-7f65-41d5-b514-5894a026d10d"],
    },
    Template {
        id: "4e06785d-7c1d-4b24-b9e1-bba2b890c58b", category: "joiner", name: "Onboard new hire employee",
        when: When::Days(HIRE, 0),
        tasks: &["6fc52c9d-398b-4305-9763-15f42c1676fc", "70b29d51-b59a-4773-9280-8841dfd3f2ea",
            "22085229-5809-45e8-97fd-270d28d66910"],
    },
    Template {
        id: "dce038a6-482a-46a2-9ee0-675c5e8477b9", category: "joiner", name: "Post-Onboarding of an employee",
        when: When::Days(HIRE, 7),
        tasks: &["22085229-5809-45e8-97fd-270d28d66910", "e440ed8d-25a1-4618-84ce-091ed5be5594"],
    },
    Template {
        id: "77a82a99-9dfb-471d-a396-107954328b7f", category: "mover", name: "Real-time employee job change",
        when: When::OnDemand, tasks: &[EXTENSION_ID],
    },
    Template {
        id: "56da3093-d105-40d4-9886-fccd074f2f2a", category: "mover", name: "Employee group membership changes",
        when: When::GroupChange, tasks: &["4a0b64f2-c7ec-46ba-b117-18f262946c50", LEAVE_SOME_TEAMS, MOVED],
    },
    Template {
        id: "16819b2d-74e9-4fb9-9ba7-48b8a26ab11d", category: "mover", name: "Employee job profile change",
        when: When::DepartmentChange,
        tasks: &[MOVED, LEAVE_SOME_GROUPS, LEAVE_SOME_TEAMS, "c1ec1e76-f374-4375-aaa6-0bb6bd4c60be"],
    },
    Template {
        id: "145735f1-57cc-48c2-81ec-727f07a10096", category: "leaver", name: "Real-time employee termination",
        when: When::OnDemand, tasks: &[LEAVE_GROUPS, LEAVE_TEAMS, DELETE],
    },
    Template {
        id: "25abd83d-3b5d-4d6f-bb9a-4ed366fd96b1", category: "leaver", name: "Pre-Offboarding of an employee",
        when: When::Days(LEAVE, -7), tasks: &[LEAVE_SOME_GROUPS, LEAVE_SOME_TEAMS],
    },
    Template {
        id: "e821c59e-d28c-44d7-902f-5fed05e926f1", category: "leaver", name: "Offboard an employee",
        when: When::Days(LEAVE, 0), tasks: &[DISABLE, LEAVE_GROUPS, LEAVE_TEAMS],
    },
    Template {
        id: "50149a4a-7c2d-4fd8-8018-761f4eb915cb", category: "leaver", name: "Post-Offboarding of an employee",
        when: When::Days(LEAVE, 7), tasks: &["8fa97d28-3e52-4985-b3a9-a1126f9b8b4e", LEAVE_TEAMS, DELETE],
    },
];

impl When {
    fn conditions(&self) -> Value {
        let ty = |name: &str| format!("#microsoft.graph.identityGovernance.{name}");
        let rule = || json!({"@odata.type": ty("ruleBasedSubjectSet"), "rule": "department eq 'Marketing'"});
        let (scope, trigger) = match self {
            Self::OnDemand => return json!({"@odata.type": ty("onDemandExecutionOnly")}),
            Self::Days(attribute, days) => {
                let name = ty("timeBasedAttributeTrigger");
                let trigger = json!({"@odata.type": name, "timeBasedAttribute": attribute, "offsetInDays": days});
                (rule(), trigger)
            }
            Self::GroupChange => (
                json!({"@odata.type": ty("groupBasedSubjectSet"), "groups": []}),
                json!({"@odata.type": ty("membershipChangeTrigger"), "changeType": "add"}),
            ),
            Self::DepartmentChange => {
                let attributes = [json!({"name": "department"})];
                let trigger = json!({"@odata.type": ty("attributeChangeTrigger"), "triggerAttributes": attributes});
                (rule(), trigger)
            }
        };
        json!({"@odata.type": ty("triggerAndScopeBasedConditions"), "scope": scope, "trigger": trigger})
    }
}

/// Makes definitions, templates and settings where they are missing.
pub(super) fn prepare(change: &mut Change<'_>) -> Result<(), Failure> {
    let none = || Failure::internal("The version has no lifecycle workflows.");
    let container = change.singleton(&PATH).ok_or_else(none)?;
    let [governance, workflows] = PATH;
    let settings = change
        .singleton(&[governance, workflows, "settings"])
        .ok_or_else(none)?;
    if change.get(settings).is_some_and(|node| node.members.is_empty()) {
        change.set(settings, "workflowScheduleIntervalInHours", INTERVAL_HOURS);
        let mail = json!({"senderDomain": null, "useCompanyBranding": false});
        change.set(settings, "emailSettings", mail);
    }
    for row in &DEFINITIONS {
        if change.contained_by_key(container, "taskDefinitions", row.id).is_none() {
            let place = (container, "taskDefinitions");
            make_with_key(
                change,
                place,
                "identityGovernance.taskDefinition",
                row.id,
                row.members(),
            )?;
        }
    }
    for row in &TEMPLATES {
        if change
            .contained_by_key(container, "workflowTemplates", row.id)
            .is_some()
        {
            continue;
        }
        let members = json!({
            "category": row.category,
            "description": row.name,
            "displayName": row.name,
            "executionConditions": row.when.conditions(),
        });
        let place = (container, "workflowTemplates");
        let template = make_with_key(change, place, "identityGovernance.workflowTemplate", row.id, members)?;
        for (at, definition) in row.tasks.iter().filter_map(|id| definition(id)).enumerate() {
            make(
                change,
                (template, "tasks"),
                "identityGovernance.task",
                definition.task(at + 1),
            )?;
        }
    }
    Ok(())
}
