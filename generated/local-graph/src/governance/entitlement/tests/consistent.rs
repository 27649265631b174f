//! Whatever is done in whatever order, the state is consistent.

use proptest::prelude::*;
use serde_json::json;
use time::Duration;

use super::super::kinds::{Action, AssignmentState, RequestState};
use super::super::progress::{Phase, Progress, state};
use super::super::{assignments, purpose};
use super::*;

/// Something that somebody does, about one of the requests or assignments so far.
#[derive(Clone, Debug)]
enum Deed {
    Ask(usize, usize),
    Remove(usize),
    Extend(usize),
    Resume(usize, usize),
    Decide(usize, bool),
    Cancel(usize),
    Reprocess(usize),
    Delete(usize),
    Hours(i64),
    Down(bool),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (0..3_usize, 0..3_usize).prop_map(|(who, how)| Deed::Ask(who, how)),
        1 => (0..8_usize).prop_map(Deed::Remove),
        1 => (0..8_usize).prop_map(Deed::Extend),
        4 => (0..8_usize, 0..4_usize).prop_map(|(which, how)| Deed::Resume(which, how)),
        3 => (0..8_usize, any::<bool>()).prop_map(|(which, yes)| Deed::Decide(which, yes)),
        1 => (0..8_usize).prop_map(Deed::Cancel),
        1 => (0..8_usize).prop_map(Deed::Reprocess),
        1 => (0..8_usize).prop_map(Deed::Delete),
        2 => prop_oneof![Just(1), Just(3), Just(24 * 15), Just(24 * 40)].prop_map(Deed::Hours),
        1 => any::<bool>().prop_map(Deed::Down),
    ]
}

fn nth(all: &[NodeId], at: usize) -> Option<NodeId> {
    all.get(at.checked_rem(all.len())?).copied()
}

impl Scene {
    fn all(&self, ty: &str) -> Vec<NodeId> {
        let mut found: Vec<NodeId> = self.read(|store| {
            let all = store.iter().filter(|(_, node)| node.is_a(ty));
            all.map(|(id, _)| id).collect()
        });
        found.sort_unstable();
        found
    }

    async fn apply(&self, deed: &Deed) {
        let words = self.words();
        let requests = self.all("accessPackageAssignmentRequest");
        let of = |at: &usize| nth(&requests, *at);
        let assignment = |at: &usize| nth(&self.all("accessPackageAssignment"), *at).map(|id| self.key(id));
        match deed {
            Deed::Ask(who, how) => {
                let who = ["ada", "cleo", "dora"][*who];
                let kind = ["userAdd", "adminAdd", "systemAdd"][*how];
                let spec = json!({"targetId": who, "assignmentPolicyId": POLICY, "accessPackageId": PACKAGE});
                let _ = self.request(&user(who), json!({"requestType": kind, "assignment": spec}));
            }
            Deed::Remove(at) => {
                let body = json!({"requestType": "adminRemove", "assignment": {"id": assignment(at)}});
                let _ = self.request(&user("admin"), body);
            }
            Deed::Extend(at) => {
                let body = json!({"requestType": "userExtend", "assignment": {"id": assignment(at)}});
                let _ = self.request(&user("admin"), body);
            }
            Deed::Resume(at, how) => {
                let approver = json!({"approvalStage": stage_of(&["ben"])});
                let more = [
                    json!({}),
                    json!({"state": "denied"}),
                    json!({"state": "canceled"}),
                    approver,
                ];
                if let Some(request) = of(at).filter(|id| !self.instances(*id).is_empty()) {
                    let _ = self.resume(request, more[*how].clone());
                }
            }
            Deed::Decide(at, yes) => {
                let result = if *yes { "Approve" } else { "Deny" };
                let decision = json!({"reviewResult": result, "justification": "so"});
                if let Some(stage) = nth(&self.all(words.stage_type), *at) {
                    let _ = self.patch(&user("ben"), stage, decision);
                }
            }
            Deed::Cancel(at) | Deed::Reprocess(at) => {
                let name = if matches!(deed, Deed::Cancel(_)) {
                    "cancel"
                } else {
                    "reprocess"
                };
                if let Some(request) = of(at) {
                    let _ = self.call(&user("admin"), words.requests, name, Bound::Entity(request), json!({}));
                }
            }
            Deed::Delete(at) => {
                let all = [requests.clone(), self.all("accessPackageAssignment")].concat();
                if let Some(node) = nth(&all, *at) {
                    let _ = self.delete(node);
                }
            }
            Deed::Hours(hours) => self.advance(Duration::hours(*hours)).await,
            Deed::Down(down) => self.respond(responded(if *down { 500 } else { 202 })),
        }
        self.settle().await;
    }

    /// What must hold after every deed.
    fn check(&self) -> Result<(), TestCaseError> {
        let words = self.words();
        let now = self.engine.read(State::now);
        for request in self.all("accessPackageAssignmentRequest") {
            self.read(|store| {
                let progress = Progress::of(store, request).unwrap();
                let at = state(store, request).unwrap();
                let timers: Vec<String> = store
                    .timers_of(request)
                    .map(|(_, timer)| timer.purpose.to_string())
                    .collect();
                prop_assert_eq!(at.is_open(), progress.phase != Phase::Done, "{:?} {:?}", at, &progress);
                if at.is_open() {
                    let awaited = match (&progress.waiting, &progress.deciding) {
                        (Some(waiting), None) => format!("timeout:{}", waiting.instance),
                        (None, Some(stage)) => format!("deny:{stage}"),
                        (None, None) => "process".to_owned(),
                        (Some(_), Some(_)) => return Err(TestCaseError::fail("it waits for two")),
                    };
                    prop_assert!(timers.contains(&purpose(&awaited)), "{:?} {:?}", timers, &progress);
                } else {
                    prop_assert!(timers.is_empty(), "{:?} {:?}", timers, &progress);
                    prop_assert!(progress.waiting.is_none() && progress.deciding.is_none());
                }
                let waits = progress.waiting.is_some();
                let status = store.get(request).unwrap().text(words.request_status);
                prop_assert_eq!(waits, at.is_open() && status == Some("WaitingForCallback"));
                if at == RequestState::Delivered && progress.kind.action() == Action::Add {
                    let made = store.one(request, words.request_assignment);
                    let made = made.and_then(|id| assignments::state(store, id));
                    let is_there = matches!(made, None | Some(AssignmentState::Delivered | AssignmentState::Expired));
                    prop_assert!(is_there, "{:?}", made);
                }
                Ok(())
            })?;
        }
        for assignment in self.all("accessPackageAssignment") {
            self.read(|store| {
                let at = assignments::state(store, assignment).unwrap();
                let adds = store.referrers(assignment, words.request_assignment).filter(|id| {
                    let progress = Progress::of(store, *id);
                    progress.is_some_and(|progress| progress.kind.action() == Action::Add)
                });
                let adds: Vec<RequestState> = adds.filter_map(|id| state(store, id)).collect();
                match at {
                    AssignmentState::Delivered => prop_assert_eq!(adds, [RequestState::Delivered]),
                    AssignmentState::Delivering => prop_assert_eq!(adds, [RequestState::Delivering]),
                    AssignmentState::DeliveryFailed => {
                        prop_assert!(adds.iter().all(|state| *state == RequestState::DeliveryFailed))
                    }
                    AssignmentState::Expired => {}
                }
                let timers = store.timers_of(assignment).count();
                let is_ending = assignments::open_removal(store, assignment).is_some();
                let end = assignments::end_of(store, assignment).unwrap();
                if at == AssignmentState::Delivered && !is_ending {
                    prop_assert!(timers == 1 && end > now, "{} timers, ends {}, now {}", timers, end, now);
                }
                Ok(())
            })?;
        }
        // Nobody has the same by the same policy twice.
        for subject in self.all("accessPackageSubject") {
            let live = self.read(|store| assignments::live(store, subject).count());
            prop_assert!(live <= 1, "{} live assignments", live);
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_order_of_deeds_leaves_a_state_that_is_wrong(
        beta in any::<bool>(),
        stages in proptest::sample::subsequence(vec![Stage::Created, Stage::Determining, Stage::Approved, Stage::Granted, Stage::Removed], 0..=3),
        approved in any::<bool>(),
        deeds in proptest::collection::vec(deed(), 1..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let version = if beta { Version::Beta } else { Version::V1_0 };
        runtime.block_on(async {
            let scene = Scene::new(version);
            let mut spec = Spec { days: Some(30), ..Spec::new() };
            if approved {
                spec = spec.approved_by(stage_of(&["ben"]));
            }
            scene.policy(&stages.iter().fold(spec, |spec, stage| spec.at(*stage, WAITS)));
            for deed in &deeds {
                scene.apply(deed).await;
                scene.check()?;
            }
            Ok::<(), TestCaseError>(())
        })?;
    }
}
