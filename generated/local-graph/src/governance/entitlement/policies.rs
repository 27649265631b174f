//! Assignment policies: for whom they are, what they demand, how long access lasts.

use serde_json::{Map, Value, json};
use time::{Duration, OffsetDateTime};

use super::kinds::Action;
use super::subject_sets::{self, About};
use super::subjects;
use super::words::{Words, governance};
use crate::failure::Failure;
use crate::governance::instants;
use crate::store::{Node, NodeId, Store};

/// A policy, to be asked.
#[derive(Clone, Copy)]
pub(super) struct Policy<'a> {
    store: &'a Store,
    words: &'static Words,
    id: NodeId,
}

/// From when until when somebody is to have access; without an end for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) start: OffsetDateTime,
    pub(super) end: Option<OffsetDateTime>,
}

/// The policies of an access package. They are looked for among all policies: a package is referred to by each of its
/// assignments, of which there are many more.
fn of_package(store: &Store, package: NodeId) -> impl Iterator<Item = Policy<'_>> {
    let policies = governance(store).map(|owner| store.contained(owner, Words::of(store).policies));
    policies
        .into_iter()
        .flatten()
        .filter(move |id| store.one(*id, "accessPackage") == Some(package))
        .map(|id| Policy::new(store, id))
}

/// The policies of a package by which a user may ask for access.
pub(super) fn applicable(store: &Store, package: NodeId, user: NodeId) -> Vec<Policy<'_>> {
    let is_open = is_requestable(store, package, user);
    let policies = of_package(store, package).filter(|policy| is_open && policy.is_for(user));
    policies.filter(|policy| policy.takes_own(Action::Add)).collect()
}

/// Whether a package's catalog lets a user ask: it is published, and for guests it is visible to them.
pub(super) fn is_requestable(store: &Store, package: NodeId, user: NodeId) -> bool {
    let words = Words::of(store);
    let Some(catalog) = store.one(package, words.catalog).and_then(|id| store.get(id)) else {
        return true;
    };
    let is_hidden = catalog
        .text(words.catalog_state)
        .is_some_and(|state| state.eq_ignore_ascii_case("unpublished"));
    let for_guests = catalog.member("isExternallyVisible").and_then(Value::as_bool) != Some(false);
    !is_hidden && (for_guests || !store.get(user).is_some_and(subjects::is_guest))
}

impl<'a> Policy<'a> {
    pub(super) fn new(store: &'a Store, id: NodeId) -> Self {
        Self {
            store,
            words: Words::of(store),
            id,
        }
    }

    pub(super) fn id(self) -> NodeId {
        self.id
    }

    pub(super) fn key(self) -> &'a str {
        self.store.get(self.id).map(Node::key).unwrap_or_default()
    }

    fn member(self, name: &str) -> Option<&'a Value> {
        self.store.get(self.id)?.member(name)
    }

    fn within(self, part: &str, name: &str) -> Option<&'a Value> {
        self.member(part)?.get(name)
    }

    fn says(self, part: &str, name: &str) -> bool {
        self.within(part, name).and_then(Value::as_bool) == Some(true)
    }

    /// Whether it is for an object of the directory.
    pub(super) fn is_for(self, object: NodeId) -> bool {
        let Some(node) = self.store.get(object) else {
            return false;
        };
        let is_user = node.is_a("user");
        let is_guest = subjects::is_guest(node);
        let (scope, sets) = self.scope();
        let about = About {
            requestor: Some(object),
            target: Some(object),
        };
        match scope.to_ascii_lowercase().as_str() {
            "specificdirectoryusers" | "specificdirectorysubjects" | "specificdirectoryserviceprincipals" => {
                subject_sets::contain(self.store, sets, object, about)
            }
            "specificconnectedorganizationusers" | "specificconnectedorganizationsubjects" => self
                .organization(object)
                .is_some_and(|of| subject_sets::organizations(sets).any(|id| id.eq_ignore_ascii_case(of.key()))),
            "allmemberusers" | "allexistingdirectorymemberusers" => is_user && !is_guest,
            "alldirectoryusers" | "allexistingdirectorysubjects" => is_user,
            "alldirectoryserviceprincipals" => node.is_a("servicePrincipal"),
            "allconfiguredconnectedorganizationusers" | "allconfiguredconnectedorganizationsubjects" => {
                let configured = |of: &Node| {
                    !of.text("state")
                        .is_some_and(|state| state.eq_ignore_ascii_case("proposed"))
                };
                self.organization(object).is_some_and(configured)
            }
            "allexistingconnectedorganizationsubjects" => self.organization(object).is_some(),
            "allexternalusers" | "allexternalsubjects" => is_user && is_guest,
            _ => false,
        }
    }

    fn organization(self, user: NodeId) -> Option<&'a Node> {
        self.store.get(subjects::organization_of(self.store, user)?)
    }

    fn scope(self) -> (&'a str, Option<&'a Value>) {
        match self.words.is_beta() {
            true => {
                let scope = self.within("requestorSettings", "scopeType").and_then(Value::as_str);
                (
                    scope.unwrap_or_default(),
                    self.within("requestorSettings", "allowedRequestors"),
                )
            }
            false => {
                let scope = self.member("allowedTargetScope").and_then(Value::as_str);
                (scope.unwrap_or_default(), self.member("specificAllowedTargets"))
            }
        }
    }

    /// Whether users may do this for themselves by it.
    pub(super) fn takes_own(self, action: Action) -> bool {
        let part = "requestorSettings";
        match (self.words.is_beta(), action) {
            (true, Action::Add) => self.says(part, "acceptRequests"),
            (true, Action::Update) => self.member("canExtend").and_then(Value::as_bool) == Some(true),
            (true, Action::Remove) => true,
            (false, Action::Add) => self.says(part, "enableTargetsToSelfAddAccess"),
            (false, Action::Update) => self.says(part, "enableTargetsToSelfUpdateAccess"),
            (false, Action::Remove) => self.says(part, "enableTargetsToSelfRemoveAccess"),
        }
    }

    /// Whether a user may do this for somebody else by it.
    pub(super) fn takes_on_behalf(self, action: Action, by: NodeId, target: Option<NodeId>) -> bool {
        let part = "requestorSettings";
        let enabled = match action {
            Action::Add => self.says(part, "enableOnBehalfRequestorsToAddAccess"),
            Action::Update => self.says(part, "enableOnBehalfRequestorsToUpdateAccess"),
            Action::Remove => self.says(part, "enableOnBehalfRequestorsToRemoveAccess"),
        };
        let about = About {
            requestor: Some(by),
            target,
        };
        enabled && subject_sets::contain(self.store, self.within(part, "onBehalfRequestors"), by, about)
    }

    /// The approval stages that a user's request must pass; none where no approval is required.
    pub(super) fn approval_stages(self, action: Action) -> Vec<Value> {
        let required = match action {
            Action::Add => self.words.required_for_add,
            Action::Update => self.words.required_for_update,
            Action::Remove => return Vec::new(),
        };
        if !self.says("requestApprovalSettings", required) {
            return Vec::new();
        }
        let stages = self.within("requestApprovalSettings", self.words.settings_stages);
        stages.and_then(Value::as_array).cloned().unwrap_or_default()
    }

    /// Whether a user must say why access is needed.
    pub(super) fn wants_justification(self) -> bool {
        self.says("requestApprovalSettings", "isRequestorJustificationRequired")
    }

    /// Whether a user may choose from when until when.
    fn takes_own_schedule(self) -> bool {
        self.words.is_beta() || self.says("requestorSettings", "allowCustomAssignmentSchedule")
    }

    /// Its questions, in their order.
    pub(super) fn questions(self) -> Vec<Value> {
        let own = self
            .member("questions")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .cloned();
        let contained = self.store.contained(self.id, "questions").filter_map(|id| {
            let node = self.store.get(id)?;
            let mut members = node.members.clone();
            members.insert("id".to_owned(), node.key().into());
            if let Some(ty) = node.ty() {
                members.insert("@odata.type".to_owned(), format!("#{}", ty.name()).into());
            }
            Some(Value::Object(members))
        });
        let mut questions: Vec<Value> = own.chain(contained).collect();
        questions.sort_by_key(|question| question.get("sequence").and_then(Value::as_i64));
        questions
    }

    /// From when until when access lasts that begins now, by what a request asks for and by the policy.
    ///
    /// # Errors
    /// When the request asks for what the policy does not allow.
    pub(super) fn period(self, now: OffsetDateTime, asked: Option<&Value>, by_user: bool) -> Result<Period, Failure> {
        let expiration = asked.and_then(|asked| asked.get("expiration"));
        let kind = text(expiration, "type").unwrap_or_default().to_ascii_lowercase();
        let begins = instants::instant(asked.and_then(|asked| asked.get("startDateTime")));
        let is_own = begins.is_some_and(|begins| begins > now) || !matches!(kind.as_str(), "" | "notspecified");
        if is_own && by_user && !self.takes_own_schedule() {
            return Err(about_schedule(
                "The policy does not let a requestor choose when access begins or ends.",
            ));
        }
        let start = begins.unwrap_or(now).max(now);
        let limit = self.end(start);
        let end = match kind.as_str() {
            "afterdatetime" => match instants::instant(expiration.and_then(|of| of.get("endDateTime"))) {
                Some(end) => Some(end),
                None => return Err(about_schedule("`afterDateTime` needs an `endDateTime`.")),
            },
            "afterduration" => match instants::span(expiration.and_then(|of| of.get("duration"))) {
                Some(length) => start.checked_add(length),
                None => return Err(about_schedule("`afterDuration` needs a `duration` in ISO 8601.")),
            },
            "noexpiration" => None,
            "" | "notspecified" => limit,
            _ => return Err(about_schedule("The expiration's `type` is not known.")),
        };
        if limit.is_some_and(|limit| end.is_none_or(|end| end > limit)) {
            return Err(about_schedule("Access would last longer than the policy allows."));
        }
        if end.is_some_and(|end| end <= start) {
            return Err(about_schedule("Access would end before it begins."));
        }
        Ok(Period { start, end })
    }

    /// When access that begins at a time ends by the policy alone.
    fn end(self, start: OffsetDateTime) -> Option<OffsetDateTime> {
        if let Some(days) = self
            .member("durationInDays")
            .and_then(Value::as_i64)
            .filter(|days| *days > 0)
        {
            return start.checked_add(Duration::days(days));
        }
        if let Some(end) = instants::instant(self.member("expirationDateTime")) {
            return Some(end);
        }
        let expiration = self.member("expiration");
        match text(expiration, "type")?.to_ascii_lowercase().as_str() {
            "afterdatetime" => instants::instant(expiration?.get("endDateTime")),
            "afterduration" => start.checked_add(instants::span(expiration?.get("duration"))?),
            _ => None,
        }
    }

    /// What somebody who asks by it has to give (`accessPackageAssignmentRequestRequirements`).
    pub(super) fn requirements(self) -> Value {
        let words = self.words;
        let own = |name: &str| self.member(name).cloned().unwrap_or_default();
        let mut all = Map::new();
        let mut put = |name: &str, value: Value| drop(all.insert(name.to_owned(), value));
        put("policyId", self.key().into());
        put("policyDisplayName", own("displayName"));
        put("policyDescription", own("description"));
        let required = |name| self.says("requestApprovalSettings", name).into();
        put(words.required_for_add, required(words.required_for_add));
        put(words.required_for_update, required(words.required_for_update));
        put("isRequestorJustificationRequired", self.wants_justification().into());
        put(words.custom_schedule, self.takes_own_schedule().into());
        put("questions", self.questions().into());
        let expiration = self.member("expiration").cloned();
        let none = json!({"type": "notSpecified", "duration": null, "endDateTime": null});
        put(
            "schedule",
            json!({"startDateTime": null, "recurrence": null, "expiration": expiration.unwrap_or(none)}),
        );
        if words.is_beta() {
            put("existingAnswers", json!([]));
        }
        Value::Object(all)
    }
}

fn text<'a>(value: Option<&'a Value>, name: &str) -> Option<&'a str> {
    value?.get(name)?.as_str()
}

fn about_schedule(why: &str) -> Failure {
    Failure::bad_request(why).about("schedule")
}
