//! The library as the client: its typed requests against the surface, without a socket.

use std::sync::Arc;

use async_trait::async_trait;
use azure_core::http::headers::Headers;
use azure_core::http::{AsyncRawResponse, Body, ClientOptions, HttpClient, Transport};
use bytes::Bytes;
use futures::TryStreamExt as _;
use http::Request;
use msgraph_identity_governance::{Cloud, ContentBody, Error, GraphClientOptions, StaticTokenCredential, beta, v1_0};
use msgraph_local_graph::engine::Version;
use msgraph_local_graph::surface::{self, BaseUrl};
use serde_json::json;

use super::local::{BASE, Local};

/// The surface as a transport.
#[derive(Debug)]
struct InProcess(Local);

#[async_trait]
impl HttpClient for InProcess {
    async fn execute_request(&self, request: &azure_core::http::Request) -> azure_core::Result<AsyncRawResponse> {
        let url = request.url();
        let path = url.path().strip_prefix(&format!("/{}", self.0.version.name())).unwrap();
        let target = url.query().map_or(path.to_owned(), |query| format!("{path}?{query}"));
        let mut sent = Request::builder().method(request.method().as_str()).uri(target);
        for (name, value) in request.headers().iter() {
            sent = sent.header(name.as_str(), value.as_str());
        }
        let body = match request.body() {
            Body::Bytes(bytes) => bytes.clone(),
            Body::SeekableStream(_) => panic!("no request of these is a stream"),
        };
        let sent = sent.extension(BaseUrl(BASE.to_owned())).body(body).unwrap();
        let response = surface::respond(&self.0.engine, self.0.version, &self.0.caller, sent);
        let mut headers = Headers::new();
        for (name, value) in response.headers() {
            headers.insert(name.to_string(), value.to_str().unwrap().to_owned());
        }
        let status = response.status().as_u16().into();
        let body: Bytes = response.into_body();
        Ok(AsyncRawResponse::from_bytes(status, headers, body))
    }
}

fn options(local: &Local) -> GraphClientOptions {
    let pipeline = ClientOptions {
        transport: Some(Transport::new(Arc::new(InProcess(local.clone())))),
        ..Default::default()
    };
    let cloud = Cloud::Custom {
        endpoint: BASE.to_owned(),
        scope: "https://graph.example/.default".to_owned(),
    };
    GraphClientOptions::new()
        .with_cloud(cloud)
        .with_client_options(pipeline)
}

fn client(local: &Local) -> v1_0::GraphClient {
    v1_0::GraphClient::new(StaticTokenCredential::new("made-up"), Some(options(local))).unwrap()
}

fn beta_client(local: &Local) -> beta::GraphClient {
    beta::GraphClient::new(StaticTokenCredential::new("made-up"), Some(options(local))).unwrap()
}

#[tokio::test]
async fn packages_are_made_listed_changed_and_removed() {
    use msgraph_identity_governance::model::ModelType as _;
    use v1_0::models::{AccessPackage, AccessPackageCatalog};
    let local = Local::new(Version::V1_0);
    let client = client(&local);
    let entitlement = client.identity_governance().entitlement_management();
    let catalog = AccessPackageCatalog::new().with_display_name("Sales");
    let catalog = entitlement.catalogs().create(catalog).send().await.unwrap();
    let id = catalog.id.clone().unwrap();
    let named = |name: &str| {
        AccessPackage::new()
            .with_display_name(name)
            .with_catalog(AccessPackageCatalog::new().with_id(&id))
    };
    for name in ["B", "A", "C"] {
        let made = entitlement.access_packages().create(named(name)).send().await.unwrap();
        assert!(made.created_date_time.is_some());
    }
    let packages = entitlement.access_packages();
    let mut pages = packages
        .list()
        .filter(AccessPackage::DISPLAY_NAME.ne("C"))
        .orderby(AccessPackage::DISPLAY_NAME.asc())
        .expand(AccessPackage::CATALOG)
        .prefer("odata.maxpagesize=1")
        .items();
    let mut found = Vec::new();
    while let Some(package) = pages.try_next().await.unwrap() {
        let catalog = package
            .catalog
            .as_ref()
            .and_then(|catalog| catalog.display_name.clone());
        found.push((package.display_name.clone().unwrap(), catalog.unwrap()));
    }
    assert_eq!(
        found,
        [
            ("A".to_owned(), "Sales".to_owned()),
            ("B".to_owned(), "Sales".to_owned())
        ]
    );
    assert_eq!(packages.count().send().await.unwrap().get(), 3);

    let first = packages.list().send().await.unwrap().value.remove(0);
    let first = packages.by_id(first.id.unwrap());
    let changed = AccessPackage::new()
        .with_description("changed")
        .with_null(AccessPackage::DISPLAY_NAME);
    assert_eq!(first.update(changed).send().await.unwrap(), None);
    let read = first.get().send().await.unwrap();
    assert_eq!(
        (read.description.as_deref(), read.display_name.as_deref()),
        (Some("changed"), None)
    );
    first.delete().send().await.unwrap();
    let error = first.get().client_request_id("mine").send().await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(
        error.service().and_then(|service| service.code()),
        Some("ResourceNotFound")
    );
    assert_eq!(error.client_request_id(), Some("mine"));
    assert_eq!(error.request_id().map(str::len), Some(36));
}

#[tokio::test]
async fn derived_types_are_read_as_what_they_are() {
    use v1_0::models::*;
    let local = Local::new(Version::V1_0);
    let client = client(&local);
    let policies = client
        .identity_governance()
        .entitlement_management()
        .assignment_policies();
    let question = AccessPackageTextInputQuestion::new().with_is_single_line_question(true);
    let policy = AccessPackageAssignmentPolicy::new()
        .with_display_name("All")
        .with_specific_allowed_targets([SingleUser::new().with_user_id("u1")])
        .with_questions([question]);
    let made = policies.create(policy).send().await.unwrap();
    let read = policies
        .by_id(made.id.unwrap())
        .get()
        .expand(AccessPackageAssignmentPolicy::QUESTIONS)
        .send()
        .await
        .unwrap();
    let Some(AnySubjectSet::SingleUser(user)) = read.specific_allowed_targets.first() else {
        panic!("{read:?}")
    };
    assert_eq!(user.user_id.as_deref(), Some("u1"));
    let Some(AnyAccessPackageQuestion::AccessPackageTextInputQuestion(question)) = read.questions.first() else {
        panic!("{read:?}")
    };
    assert_eq!(question.is_single_line_question, Some(true));
}

#[tokio::test]
async fn reviews_agreements_and_workflows_are_kept() {
    use v1_0::models::*;
    let local = Local::new(Version::V1_0);
    let client = client(&local);
    let governance = client.identity_governance();
    let definitions = governance.access_reviews().definitions();
    let scope = AccessReviewQueryScope::new().with_query("/groups/1/members");
    let definition = AccessReviewScheduleDefinition::new()
        .with_display_name("R")
        .with_scope(scope);
    let made = definitions.create(definition).send().await.unwrap();
    let definition = definitions.by_id(made.id.unwrap());
    let instance = definition
        .instances()
        .create(AccessReviewInstance::new())
        .send()
        .await
        .unwrap();
    assert_eq!(definition.instances().list().send().await.unwrap().value.len(), 1);
    let read = definition
        .instances()
        .by_id(instance.id.unwrap())
        .get()
        .send()
        .await
        .unwrap();
    assert!(read.id.is_some());
    let replaced = AccessReviewScheduleDefinition::new().with_display_name("S");
    definition.replace(replaced).send().await.unwrap();
    let read = definition.get().send().await.unwrap();
    assert_eq!((read.display_name.as_deref(), read.scope.is_none()), (Some("S"), true));

    let agreements = governance.terms_of_use().agreements();
    let file = AgreementFileLocalization::new()
        .with_file_name("terms.pdf")
        .with_language("en");
    let agreement = Agreement::new().with_display_name("T").with_files([file]);
    let made = agreements.create(agreement).send().await.unwrap();
    let read = agreements
        .by_id(made.id.unwrap())
        .get()
        .expand(Agreement::FILES)
        .send()
        .await
        .unwrap();
    assert_eq!(read.files.first().and_then(|file| file.language.as_deref()), Some("en"));

    let workflows = governance.lifecycle_workflows().workflows();
    let task = identity_governance::Task::new()
        .with_display_name("mail")
        .with_is_enabled(true);
    let workflow = identity_governance::Workflow::new()
        .with_display_name("W")
        .with_tasks([task]);
    let made = workflows.create(workflow).send().await.unwrap();
    let tasks = workflows.by_id(made.id.unwrap()).tasks().list().send().await.unwrap();
    assert_eq!(
        tasks.value.first().and_then(|task| task.display_name.as_deref()),
        Some("mail")
    );
}

#[tokio::test]
async fn references_and_alternate_keys_lead_to_entities() {
    use v1_0::models::{AccessPackage, AccessPackageSubject, ConnectedOrganization};
    let local = Local::new(Version::V1_0);
    local.post("/users", &json!({"id": "u1", "displayName": "Ann"})).is(201);
    local
        .post("/groups", &json!({"id": "g1", "displayName": "Interns"}))
        .is(201);
    let client = client(&local);
    let entitlement = client.identity_governance().entitlement_management();
    let package = entitlement
        .access_packages()
        .create(AccessPackage::new())
        .send()
        .await
        .unwrap();
    let groups = entitlement
        .access_packages()
        .by_id(package.id.unwrap())
        .incompatible_groups();
    groups.reference().add("/groups/g1").send().await.unwrap();
    let listed = groups.reference().list().send().await.unwrap();
    assert_eq!(
        listed.value.first().map(|reference| &*reference.id),
        Some("https://local.test/v1.0/groups/g1")
    );
    let group = groups.list().send().await.unwrap().value.remove(0);
    assert_eq!(group.display_name.as_deref(), Some("Interns"));
    let twice = groups.reference().add("/groups/g1").send().await.unwrap_err();
    assert!(twice.is_conflict());
    groups.by_id("g1").reference().remove().send().await.unwrap();
    assert!(groups.list().send().await.unwrap().value.is_empty());

    let organization = ConnectedOrganization::new().with_display_name("Fabrikam");
    let organization = entitlement
        .connected_organizations()
        .create(organization)
        .send()
        .await
        .unwrap();
    let organization = entitlement.connected_organizations().by_id(organization.id.unwrap());
    organization
        .internal_sponsors()
        .reference()
        .add("/users/u1")
        .send()
        .await
        .unwrap();
    organization
        .internal_sponsors()
        .reference()
        .remove("/users/u1")
        .send()
        .await
        .unwrap();
    let error = organization
        .internal_sponsors()
        .reference()
        .remove("/users/u1")
        .send()
        .await
        .unwrap_err();
    assert!(error.is_not_found());

    let subject = AccessPackageSubject::new()
        .with_object_id("u1")
        .with_display_name("Ann");
    entitlement.subjects().create(subject).send().await.unwrap();
    let subject = entitlement.subjects().by_object_id("u1");
    assert_eq!(subject.get().send().await.unwrap().display_name.as_deref(), Some("Ann"));
    subject.delete().send().await.unwrap();
    assert!(subject.get().send().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn beta_has_packages_by_their_unique_names() {
    use beta::models::AccessPackage;
    let local = Local::new(Version::Beta);
    let client = beta_client(&local);
    let packages = client.identity_governance().entitlement_management().access_packages();
    let package = AccessPackage::new().with_display_name("P").with_unique_name("sales-p");
    packages.create(package).send().await.unwrap();
    let named = packages.by_unique_name("sales-p");
    assert_eq!(named.get().send().await.unwrap().display_name.as_deref(), Some("P"));
    named
        .update(AccessPackage::new().with_display_name("Q"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        packages.list().send().await.unwrap().value[0].display_name.as_deref(),
        Some("Q")
    );
    assert!(
        packages
            .by_unique_name("other")
            .get()
            .send()
            .await
            .unwrap_err()
            .is_not_found()
    );
}

#[tokio::test]
async fn streams_are_put_read_and_removed() {
    let local = Local::new(Version::V1_0);
    let resources = "/identityGovernance/entitlementManagement/resources";
    local.post(resources, &json!({"id": "r", "displayName": "R"})).is(201);
    let session = json!({"id": "s", "@odata.type": "#microsoft.graph.customDataProvidedResourceUploadSession",
        "files": [{"id": "f", "name": "a.csv"}]});
    local.post(&format!("{resources}/r/uploadSessions"), &session).is(201);
    let client = client(&local);
    let entitlement = client.identity_governance().entitlement_management();
    let session = entitlement.resources().by_id("r").upload_sessions().by_id("s");
    let file = session.files().by_id("f").content();
    assert!(file.get().send().await.unwrap_err().is_not_found());
    let bytes = b"a,b\n\xff\n".to_vec();
    file.replace(ContentBody::new(bytes.clone()).with_content_type("text/csv"))
        .send()
        .await
        .unwrap();
    let content = file.get().send().await.unwrap();
    assert_eq!(content.content_type(), Some("text/csv"));
    assert_eq!(content.bytes().await.unwrap(), bytes);
    file.delete().send().await.unwrap();
    assert!(file.get().send().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_batch_of_the_library_goes_in_its_order() {
    use v1_0::models::AccessPackage;
    let local = Local::new(Version::V1_0);
    let client = client(&local);
    let packages = client.identity_governance().entitlement_management().access_packages();
    let made = packages
        .create(AccessPackage::new().with_display_name("A"))
        .send()
        .await
        .unwrap();
    let one = packages.by_id(made.id.unwrap());
    let mut batch = client.batch();
    let missing = batch.add(packages.by_id("none").get());
    let changed = batch.add(one.update(AccessPackage::new().with_display_name("B")));
    let read = batch.add_after(one.get(), &[changed.into()]);
    let never = batch.add_after(one.delete(), &[missing.into()]);
    let mut responses = batch.send().await;
    assert!(responses.error(missing).is_some_and(Error::is_not_found));
    assert_eq!(responses.take(read).unwrap().display_name.as_deref(), Some("B"));
    assert!(responses.error(never).is_some_and(Error::is_failed_dependency));
    one.get().send().await.unwrap();
}
