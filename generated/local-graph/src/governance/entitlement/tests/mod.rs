//! Entitlement management, driven as the surface drives it.
//!
//! [`Scene`] stands in for the surface: it lets a behavior look at a body, keeps the entity, and lets it look again.

mod approvals;
mod callouts;
mod consistent;
mod current_user;
mod expiration;
mod keeping;
mod refusals;
mod states;

use std::sync::{Arc, Mutex};

use futures::future::BoxFuture;
use msgraph_identity_governance::reflection::Operation;
use serde_json::{Map, Value, json};
use time::Duration;
use uuid::Uuid;

use super::instances::{self, Instance};
use super::kinds::Stage;
use super::words::{GOVERNANCE, Words};
use super::{EntitlementManagement, NAME};
use crate::behavior::{Behavior, Bound, Call, Outcome};
use crate::caller::Caller;
use crate::engine::{Engine, InMemory, Poster, State, Version};
use crate::failure::Failure;
use crate::governance::callouts::{Address, set_address};
use crate::store::{NodeId, Store};
use crate::turn::{Post, Posted, Turn};

const CATALOG: &str = "c0000000-0000-4000-8000-000000000001";
const PACKAGE: &str = "a0000000-0000-4000-8000-000000000001";
const OTHER: &str = "a0000000-0000-4000-8000-000000000002";
const POLICY: &str = "b0000000-0000-4000-8000-000000000001";
const WAITS: &str = "e0000000-0000-4000-8000-000000000001";
const LAUNCHED: &str = "e0000000-0000-4000-8000-000000000002";
const EXPIRING: &str = "e0000000-0000-4000-8000-000000000003";

/// A service that responds to each callout in the same way, and what it was posted.
#[derive(Clone)]
struct Service {
    posts: Arc<Mutex<Vec<Post>>>,
    how: Arc<Mutex<Posted>>,
}

impl Poster for Service {
    fn post<'a>(&'a self, _version: Version, post: &'a Post) -> BoxFuture<'a, Posted> {
        self.posts.lock().unwrap().push(post.clone());
        let how = self.how.lock().unwrap().clone();
        Box::pin(async move { how })
    }
}

/// A version with a directory, a catalog, two packages and extensions.
struct Scene {
    engine: Arc<Engine>,
    version: Version,
    service: Service,
}

fn user(name: &str) -> Caller {
    Caller {
        user: Some(name.to_owned()),
        ..Caller::default()
    }
}

/// A user whose token is for own requests alone.
fn restricted(name: &str) -> Caller {
    Caller {
        scopes: vec!["EntitlementMgmt-SubjectAccess.ReadWrite".to_owned()],
        ..user(name)
    }
}

impl Scene {
    fn new(version: Version) -> Self {
        let service = Service {
            posts: Arc::default(),
            how: Arc::new(Mutex::new(responded(202))),
        };
        let behaviors: Vec<Box<dyn Behavior>> = vec![Box::new(EntitlementManagement)];
        let engine = Engine::new(State::new(), Box::new(InMemory), behaviors, Box::new(service.clone()));
        let scene = Self {
            engine,
            version,
            service,
        };
        scene.directory();
        let catalog = scene.make(
            "accessPackageCatalog",
            catalogs(version),
            CATALOG,
            json!({"displayName": "General"}),
        );
        catalog.unwrap();
        for (id, name) in [(PACKAGE, "Engineering"), (OTHER, "Audit")] {
            let body = json!({"displayName": name, "description": "What it is for", "catalogId": CATALOG});
            scene.make("accessPackage", "accessPackages", id, body).unwrap();
        }
        let waits = json!({"displayName": "waits", "callbackConfiguration": {"timeoutDuration": "PT2H"}});
        let request = "accessPackageAssignmentRequestWorkflowExtension";
        scene.extension(request, WAITS, waits);
        scene.extension(request, LAUNCHED, json!({"displayName": "launched"}));
        let expiring = json!({"displayName": "expiring"});
        scene.extension("accessPackageAssignmentWorkflowExtension", EXPIRING, expiring);
        let address = Address {
            url: "http://127.0.0.1:9/callouts".to_owned(),
            audience: Some("api://callouts".to_owned()),
        };
        let set = |turn: &mut Turn<'_>| set_address(&mut turn.change, "*", Some(&address));
        scene.turn(&Caller::default(), set).unwrap();
        scene
    }

    fn directory(&self) {
        let add = |turn: &mut Turn<'_>| {
            let change = &mut turn.change;
            let users = ["admin", "ada", "ben", "cleo", "dora", "guest"];
            let ty = change.ty("user").unwrap();
            let [_, ada, ben, cleo, _, guest] = users.map(|name| {
                let id = change.insert(NodeId::ROOT, "users", ty, name);
                let mail = format!("{name}@contoso.example");
                let members = json!({
                    "id": name, "displayName": name, "mail": mail, "userPrincipalName": mail, "userType": "Member",
                });
                change.set_all(id, members.as_object().unwrap().clone());
                id
            });
            change.set(guest, "userType", "Guest");
            change.set(guest, "mail", "guest@fabrikam.example");
            change.refer_to_one(ada, "manager", ben);
            let ty = change.ty("group").unwrap();
            for (name, member) in [("staff", ada), ("approvers", cleo)] {
                let id = change.insert(NodeId::ROOT, "groups", ty, name);
                change.set(id, "id", name);
                change.refer(id, "members", member);
            }
            Ok(ben)
        };
        self.turn(&Caller::default(), add).unwrap();
    }

    fn turn<T>(&self, caller: &Caller, step: impl FnOnce(&mut Turn<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        self.engine.turn(self.version, caller, step)
    }

    fn read<T>(&self, read: impl FnOnce(&Store) -> T) -> T {
        self.engine.read(|state| read(state.store(self.version)))
    }

    fn words(&self) -> &'static Words {
        self.read(Words::of)
    }

    /// Makes an entity of a body, as the surface does.
    fn create(&self, caller: &Caller, ty: &str, set: &str, key: &str, body: Value) -> Result<NodeId, Failure> {
        self.turn(caller, |turn| {
            let owner = turn.change.singleton(&GOVERNANCE).unwrap();
            let ty = turn.change.ty(ty).unwrap();
            let mut body = body.as_object().unwrap().clone();
            EntitlementManagement.creating(turn, ty, owner, set, &mut body)?;
            let id = turn.change.insert(owner, set, ty, key);
            turn.change.set(id, "id", key);
            turn.change.set_all(id, body);
            EntitlementManagement.created(turn, id)?;
            Ok(id)
        })
    }

    fn make(&self, ty: &str, set: &str, key: &str, body: Value) -> Result<NodeId, Failure> {
        self.create(&user("admin"), ty, set, key, body)
    }

    /// Makes an extension, in its catalog.
    fn extension(&self, ty: &str, key: &str, body: Value) {
        let made = self.turn(&user("admin"), |turn| {
            let owner = turn.change.find_named("accessPackageCatalog", CATALOG).unwrap();
            let ty = turn.change.ty(ty).unwrap();
            let mut body = body.as_object().unwrap().clone();
            EntitlementManagement.creating(turn, ty, owner, "customWorkflowExtensions", &mut body)?;
            let id = turn.change.insert(owner, "customWorkflowExtensions", ty, key);
            turn.change.set(id, "id", key);
            turn.change.set_all(id, body);
            EntitlementManagement.created(turn, id)
        });
        made.unwrap();
    }

    /// Makes a policy of the first package.
    fn policy(&self, spec: &Spec) -> NodeId {
        let body = spec.body(self.version);
        let set = self.words().policies;
        self.make("accessPackageAssignmentPolicy", set, spec.id, body).unwrap()
    }

    fn patch(&self, caller: &Caller, node: NodeId, body: Value) -> Result<(), Failure> {
        self.turn(caller, |turn| {
            let mut body = body.as_object().unwrap().clone();
            let sent = body.clone();
            EntitlementManagement.updating(turn, node, &mut body)?;
            turn.change.set_all(node, body);
            EntitlementManagement.updated(turn, node, &sent)
        })
    }

    fn delete(&self, node: NodeId) -> Result<(), Failure> {
        self.turn(&user("admin"), |turn| {
            EntitlementManagement.deleting(turn, node)?;
            turn.change.remove(node);
            Ok(())
        })
    }

    fn operation(&self, set: &str, name: &str) -> Operation {
        let api = self.read(Store::api);
        let below = format!("/identityGovernance/entitlementManagement/{set}");
        let is = |operation: &Operation| {
            let template = operation.template();
            let last = template.rsplit('/').next().unwrap_or_default();
            template.starts_with(&below) && last.split('(').next() == Some(name)
        };
        let mut found = api.operations().filter(is);
        found.next().unwrap_or_else(|| panic!("{below}/{name}"))
    }

    fn call(&self, caller: &Caller, set: &str, name: &str, bound: Bound, arguments: Value) -> Result<Outcome, Failure> {
        let call = Call {
            operation: self.operation(set, name),
            name: name.to_owned(),
            bound,
            arguments: arguments.as_object().unwrap().clone(),
        };
        assert!(EntitlementManagement.knows(call.operation), "{}", call.operation);
        self.turn(caller, |turn| EntitlementManagement.call(turn, &call).unwrap())
    }

    /// A request for the first package, by its policy, and what it is named by.
    fn request(&self, caller: &Caller, body: Value) -> Result<NodeId, Failure> {
        let key = Uuid::new_v4().to_string();
        let set = self.words().requests;
        self.create(caller, "accessPackageAssignmentRequest", set, &key, body)
    }

    /// What is due is done, and what was posted has been responded to.
    async fn settle(&self) {
        for _ in 0..2 {
            self.engine.posted().await;
            self.engine.run_due().await;
        }
    }

    async fn advance(&self, by: Duration) {
        self.engine.advance(by).await.unwrap();
        self.settle().await;
    }

    /// Ada asks for the first package.
    async fn ada_asks(&self) -> NodeId {
        let spec = json!({"targetId": "ada", "assignmentPolicyId": POLICY, "accessPackageId": PACKAGE});
        let body = json!({"requestType": "userAdd", self.words().request_assignment: spec});
        let request = self.request(&user("ada"), body).unwrap();
        self.settle().await;
        request
    }

    /// A member of an entity, without a beta's capital.
    fn member(&self, node: NodeId, name: &str) -> Value {
        self.read(|store| store.get(node).unwrap().member(name).cloned().unwrap_or_default())
    }

    fn state(&self, request: NodeId) -> String {
        lower(&self.member(request, self.words().request_state))
    }

    fn status(&self, request: NodeId) -> Value {
        self.member(request, self.words().request_status)
    }

    fn key(&self, node: NodeId) -> String {
        self.read(|store| store.get(node).unwrap().key().to_owned())
    }

    /// The state of the assignment of a request, where there is one.
    fn assignment(&self, request: NodeId) -> Option<(NodeId, String)> {
        let words = self.words();
        let found = self.read(|store| store.one(request, words.request_assignment))?;
        Some((found, lower(&self.member(found, words.assignment_state))))
    }

    fn instances(&self, of: NodeId) -> Vec<Instance> {
        self.read(|store| instances::all(store, of))
    }

    fn posts(&self) -> Vec<Post> {
        self.service.posts.lock().unwrap().clone()
    }

    fn respond(&self, how: Posted) {
        *self.service.how.lock().unwrap() = how;
    }

    /// Resumes the last callout of a request, with more members of the data.
    fn resume(&self, request: NodeId, more: Value) -> Result<Outcome, Failure> {
        let last = self.instances(request).pop().unwrap();
        let mut data = json!({
            "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestCallbackData",
            "stage": last.stage,
            "customExtensionStageInstanceId": last.id,
            "customExtensionStageInstanceDetail": "looked at",
        });
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.resume_with(request, data)
    }

    fn resume_with(&self, request: NodeId, data: Value) -> Result<Outcome, Failure> {
        let set = self.words().requests;
        let arguments = json!({"source": "test", "data": data});
        self.call(&Caller::default(), set, "resume", Bound::Entity(request), arguments)
    }

    /// The stage that a request waits for.
    fn open_stage(&self, request: NodeId) -> NodeId {
        let words = self.words();
        let key = self.key(request);
        self.read(|store| {
            let owner = store.at(&GOVERNANCE).unwrap();
            let approval = store.contained_by_key(owner, words.approvals, &key).unwrap();
            let mut stages = store.contained(approval, words.stages);
            let is_open = |id: &NodeId| store.get(*id).unwrap().text("status") == Some("InProgress");
            stages.find(is_open).unwrap()
        })
    }
}

/// A policy to be made.
#[derive(Clone)]
struct Spec {
    id: &'static str,
    package: &'static str,
    /// Approval stages; with none, approval is not required.
    approval: Vec<Value>,
    days: Option<i64>,
    /// Custom extension stages: the stage and the extension.
    stages: Vec<(Stage, &'static str)>,
    /// More members.
    more: Map<String, Value>,
}

impl Spec {
    fn new() -> Self {
        Self {
            id: POLICY,
            package: PACKAGE,
            approval: Vec::new(),
            days: Some(365),
            stages: Vec::new(),
            more: Map::new(),
        }
    }

    fn at(mut self, stage: Stage, extension: &'static str) -> Self {
        self.stages.push((stage, extension));
        self
    }

    fn with(mut self, more: Value) -> Self {
        self.more.extend(more.as_object().unwrap().clone());
        self
    }

    fn approved_by(mut self, stage: Value) -> Self {
        self.approval.push(stage);
        self
    }

    fn body(&self, version: Version) -> Value {
        let stages = self.stages.iter();
        let stages: Value = stages
            .map(|(stage, extension)| json!({"stage": stage, "customExtension": {"id": extension}}))
            .collect();
        let required = !self.approval.is_empty();
        let mut body = match version {
            Version::V1_0 => json!({
                "displayName": "policy",
                "allowedTargetScope": "allDirectoryUsers",
                "requestorSettings": {
                    "enableTargetsToSelfAddAccess": true,
                    "enableTargetsToSelfUpdateAccess": true,
                    "enableTargetsToSelfRemoveAccess": true,
                },
                "requestApprovalSettings": {
                    "isApprovalRequiredForAdd": required,
                    "isApprovalRequiredForUpdate": required,
                    "stages": self.approval,
                },
                "expiration": match self.days {
                    Some(days) => json!({"type": "afterDuration", "duration": format!("P{days}D")}),
                    None => json!({"type": "noExpiration"}),
                },
            }),
            Version::Beta => json!({
                "displayName": "policy",
                "canExtend": true,
                "requestorSettings": {"scopeType": "AllExistingDirectorySubjects", "acceptRequests": true},
                "requestApprovalSettings": {
                    "isApprovalRequired": required,
                    "isApprovalRequiredForExtension": required,
                    "approvalStages": self.approval,
                },
                "durationInDays": self.days,
            }),
        };
        let members = body.as_object_mut().unwrap();
        members.insert("accessPackageId".to_owned(), self.package.into());
        members.insert("customExtensionStageSettings".to_owned(), stages);
        members.extend(self.more.clone());
        body
    }
}

/// A stage with these primary approvers, as both versions read it.
fn stage_of(approvers: &[&str]) -> Value {
    let sets = approvers.iter();
    let sets: Value = sets
        .map(|name| json!({"@odata.type": "#microsoft.graph.singleUser", "userId": name}))
        .collect();
    json!({"primaryApprovers": sets})
}

fn catalogs(version: Version) -> &'static str {
    match version {
        Version::V1_0 => "catalogs",
        Version::Beta => "accessPackageCatalogs",
    }
}

fn responded(status: u16) -> Posted {
    Posted::Responded { status, body: None }
}

/// A state without beta's capital.
fn lower(state: &Value) -> String {
    let text = state.as_str().unwrap_or_default();
    text.chars()
        .take(1)
        .flat_map(char::to_lowercase)
        .chain(text.chars().skip(1))
        .collect()
}

/// The status and code of a refusal, and what it is about.
fn why<T: std::fmt::Debug>(result: Result<T, Failure>) -> (u16, Option<String>) {
    let failure = result.unwrap_err();
    (failure.status, failure.target)
}

#[test]
fn timers_begin_with_the_behaviors_name() {
    assert_eq!(super::purpose("process"), format!("{NAME}:process"));
    assert_eq!(EntitlementManagement.name(), NAME);
    assert!(!EntitlementManagement.gaps().is_empty());
}
