//! What both measurements use: a client, requests, and a service on loopback that responds without thinking.

use std::io::{BufReader, BufWriter, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use azure_core::credentials::TokenCredential;
use msgraph_identity_governance::testing::FakeGraph;
use msgraph_identity_governance::v1_0::{GraphClient, models::*};
use msgraph_identity_governance::{GraphClientOptions, Cloud, Request};

#[path = "../../models/src/pages.rs"]
#[allow(dead_code, reason = "the other benchmark has more pages")]
mod pages;

/// The token that the bare exchange sends; the client's is as long.
pub const TOKEN: &str = "made-up-token";

/// A request's id.
pub const ID: &str = "7a6ab703-0780-4b37-8445-81f679b2d75c";

/// How many items a page has.
pub const ITEMS: usize = 100;

/// A client of an endpoint.
pub fn client(endpoint: &str) -> GraphClient {
    let credential: Arc<dyn TokenCredential> = FakeGraph::new().credential();
    let cloud = Cloud::Custom {
        endpoint: endpoint.to_owned(),
        scope: "https://graph.example/.default".to_owned(),
    };
    GraphClient::new(credential, Some(GraphClientOptions::new().with_cloud(cloud))).expect("a loopback endpoint is taken")
}

/// The resume of the README.
pub fn resume(client: &GraphClient) -> Request<()> {
    let data = AccessPackageAssignmentRequestCallbackData::new()
        .with_stage(AccessPackageCustomExtensionStage::AssignmentRequestCreated)
        .with_custom_extension_stage_instance_id("957d0c50-466b-4840-bb5b-c92cea7141ff")
        .with_custom_extension_stage_instance_detail("no conflict found");
    let body = ResumeRequest::new()
        .with_source("Contoso.SodCheckProcess")
        .with_type("microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated")
        .with_data(data);
    client
        .identity_governance()
        .entitlement_management()
        .assignment_requests()
        .by_id(ID)
        .resume(body)
}

/// The JSON of [`resume`].
pub fn resume_json() -> serde_json::Value {
    serde_json::json!({
        "source": "Contoso.SodCheckProcess",
        "type": "microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated",
        "data": {
            "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestCallbackData",
            "stage": "assignmentRequestCreated",
            "customExtensionStageInstanceId": "957d0c50-466b-4840-bb5b-c92cea7141ff",
            "customExtensionStageInstanceDetail": "no conflict found",
        },
    })
}

/// Starts the service on a thread of its own and gives its endpoint. A connection is kept until the client closes it.
pub fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let endpoint = format!("http://{}", listener.local_addr().expect("it listens"));
    let page = pages::assignment_requests(ITEMS);
    let item = page.find("\"value\":[").map_or("", |at| &page[at + 9..page.len() - 2]);
    let one = pages::assignment_requests(1);
    let entity = one
        .find("\"value\":[")
        .map_or("", |at| &one[at + 9..one.len() - 2])
        .to_owned();
    assert!(item.starts_with('{') && entity.ends_with('}'));
    let responses = Arc::new([
        "HTTP/1.1 204 No Content\r\nrequest-id: 11111111-2222-3333-4444-555555555555\r\n\r\n".to_owned(),
        ok(&entity),
        ok(&page),
    ]);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let responses = responses.clone();
            std::thread::spawn(move || connection(stream, &responses));
        }
    });
    endpoint
}

fn ok(json: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: 11111111-2222-3333-4444-555555555555\r\ncontent-length: {}\r\n\r\n{json}",
        json.len()
    )
}

/// Answers until the client has gone.
fn connection(stream: TcpStream, responses: &[String; 3]) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut writer = BufWriter::with_capacity(1 << 20, stream);
    let mut bytes = Vec::new();
    let mut chunk = [0; 16 * 1024];
    loop {
        bytes.clear();
        let end = loop {
            let read = reader.read(&mut chunk).ok().filter(|read| *read > 0)?;
            bytes.extend_from_slice(chunk.get(..read)?);
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = String::from_utf8_lossy(bytes.get(..end)?).to_ascii_lowercase();
        let length: usize = match head.split_once("content-length: ") {
            Some((_, rest)) => rest.split('\r').next()?.parse().ok()?,
            None => 0,
        };
        while bytes.len() < end + length {
            let read = reader.read(&mut chunk).ok().filter(|read| *read > 0)?;
            bytes.extend_from_slice(chunk.get(..read)?);
        }
        let [resumed, entity, page] = responses;
        let target = head.split(' ').nth(1)?;
        let response = match target {
            target if target.ends_with("/resume") => resumed,
            target if target.contains("/assignmentrequests/") => entity,
            _ => page,
        };
        writer.write_all(response.as_bytes()).ok()?;
        writer.flush().ok()?;
    }
}
