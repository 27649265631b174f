//! What happens when Microsoft Graph fails, and when the process ends.

use std::net::TcpListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use msgraph_identity_governance::testing::callouts;
use serde_json::json;

use crate::service::{Folder, PAYMENTS, Service, command};
use crate::world::{World, until};

fn request() -> serde_json::Value {
    callouts::access_package_request("AssignmentRequestCreated")
}

#[tokio::test]
async fn while_graph_is_down_callouts_wait() {
    let (authority, folder) = (World::start().await, Folder::new());
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap();
    drop(nobody);
    let service = Service::start_with(
        &format!("http://{address}"),
        &folder,
        &["--authority", &authority.url()],
    );
    service.request(&request()).await;
    until(|| folder.log().contains("the rule could not decide")).await;
    assert_eq!(service.metric("pending").await, Some(1.0));

    let graph = World::at(TcpListener::bind(address).unwrap()).await;
    graph.resumes(1).await;
    service.all_done().await;
}

#[tokio::test]
async fn a_resume_that_fails_is_made_again_and_the_decision_stays() {
    let (world, folder) = (World::start().await, Folder::new());
    world.state().statuses = vec![403, 500, 401];
    let service = Service::start(&world.url(), &folder);
    service.request(&request()).await;
    world.resumes(1).await;
    // What the rule would say now makes no difference.
    world.state().held = vec![PAYMENTS];
    let resumes = world.resumes(4).await;
    assert!(resumes.iter().all(|resume| resume.1 == resumes[0].1), "{resumes:?}");
    service.all_done().await;
    assert_eq!(world.state().filters.len(), 1);
    let failed = service
        .metric(r#"resumes_total{kind="access-package",outcome="failed"}"#)
        .await;
    assert_eq!(failed, Some(3.0));
}

#[tokio::test]
async fn what_the_service_refuses_for_good_is_left() {
    let (world, folder) = (World::start().await, Folder::new());
    world.state().statuses = vec![404];
    let service = Service::start(&world.url(), &folder);
    service.request(&request()).await;
    service.all_done().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(world.state().resumes.len(), 1);
    let refused = service
        .metric(r#"resumes_total{kind="access-package",outcome="refused"}"#)
        .await;
    assert_eq!(refused, Some(1.0));
    assert!(folder.log().contains("the resume is refused"));
}

#[tokio::test]
async fn a_refusal_after_a_lost_response_counts_as_resumed() {
    let (world, folder) = (World::start().await, Folder::new());
    world.state().statuses = vec![504, 409];
    let service = Service::start(&world.url(), &folder);
    service.request(&request()).await;
    world.resumes(2).await;
    service.all_done().await;
    let resumed = service
        .metric(r#"resumes_total{kind="access-package",outcome="resumed"}"#)
        .await;
    assert_eq!(resumed, Some(1.0));
}

#[tokio::test]
async fn when_nobody_waits_any_more_nothing_is_sent() {
    let (world, folder) = (World::start().await, Folder::new());
    world.state().statuses = vec![500; 1000];
    let service = Service::start(&world.url(), &folder);
    let mut posted = request();
    posted["CallbackConfiguration"] = json!({ "DurationBeforeTimeout": "PT1S" });
    service.request(&posted).await;
    service.all_done().await;
    assert!(folder.log().contains("nobody waits for the resume any more"));
    let sent = world.state().resumes.len();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(world.state().resumes.len(), sent);
}

#[tokio::test]
async fn after_a_stop_the_rest_is_done_at_the_next_start() {
    let (world, folder) = (World::start().await, Folder::new());
    world.state().statuses = vec![500; 1000];
    let service = Service::start(&world.url(), &folder);
    service.request(&request()).await;
    world.resumes(1).await;
    assert!(service.stop().await.success());
    assert!(folder.log().contains("stopped"));
    {
        let mut state = world.state();
        state.statuses.clear();
        state.resumes.clear();
        // It was decided before the stop.
        state.held = vec![PAYMENTS];
    }
    folder.write_rules(&json!({}));
    let service = Service::start(&world.url(), &folder);
    let (_, body) = world.resumes(1).await.remove(0);
    assert_eq!(body["data"]["customExtensionStageInstanceDetail"], "no conflict found");
    service.all_done().await;
    // A second delivery is known over the restart, too.
    service.request(&request()).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(world.state().resumes.len(), 1);
}

#[tokio::test]
async fn what_was_accepted_survives_a_kill() {
    let (world, folder) = (World::start().await, Folder::new());
    world.state().delay = Duration::from_secs(30);
    let mut service = Service::start(&world.url(), &folder);
    for at in 0..20 {
        let mut posted = request();
        posted["CustomExtensionStageInstanceId"] = json!(format!("call-{at}"));
        service.request(&posted).await;
    }
    service.kill();
    {
        let mut state = world.state();
        state.delay = Duration::ZERO;
        state.resumes.clear();
    }
    let service = Service::start(&world.url(), &folder);
    service.all_done().await;
    let resumes = world.resumes(20).await;
    let ids = resumes
        .iter()
        .map(|(_, body)| body["data"]["customExtensionStageInstanceId"].to_string());
    assert_eq!(ids.collect::<std::collections::BTreeSet<_>>().len(), 20);
}

#[tokio::test]
async fn a_stop_waits_for_a_decision_that_runs() {
    let (world, folder) = (World::start().await, Folder::new());
    world.state().delay = Duration::from_millis(700);
    let service = Service::start(&world.url(), &folder);
    service.request(&request()).await;
    world.resumes(1).await;
    assert!(service.stop().await.success());
    assert!(folder.log().contains("resumed"), "{}", folder.log());
    world.state().resumes.clear();
    let service = Service::start(&world.url(), &folder);
    assert_eq!(service.metric("pending").await, Some(0.0));
    assert!(world.state().resumes.is_empty());
}

#[tokio::test]
async fn a_stop_does_not_wait_longer_than_set() {
    let (world, folder) = (World::start().await, Folder::new());
    world.state().delay = Duration::from_secs(60);
    let service = Service::start_with(&world.url(), &folder, &["--stop-within", "0.3"]);
    service.request(&request()).await;
    world.resumes(1).await;
    let start = Instant::now();
    assert!(service.stop().await.success());
    assert!(start.elapsed() < Duration::from_secs(20));
    world.state().delay = Duration::ZERO;
    let service = Service::start(&world.url(), &folder);
    world.resumes(2).await;
    service.all_done().await;
}

#[tokio::test]
async fn two_processes_do_not_share_a_database() {
    let (world, folder) = (World::start().await, Folder::new());
    let _service = Service::start(&world.url(), &folder);
    let mut second = command(&world.url(), &folder.file("callouts.db"));
    let mut second = second.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It would run for ever if it took the file.
    for _ in 0..1500 {
        if second.try_wait().unwrap().is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let _ = second.kill();
    let second = second.wait_with_output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(second.stdout.is_empty());
    let log = String::from_utf8(second.stderr).unwrap();
    assert!(log.contains("callouts.db: database is locked"), "{log}");
}
