// `@microsoft/microsoft-graph-client` asks a local Graph for v1.0: node v1_0.mjs URL

import graph from "@microsoft/microsoft-graph-client";

import { connect, local } from "./connection.mjs";
import { Record, until } from "./record.mjs";
import { startService } from "./service.mjs";

const { BatchRequestContent, BatchResponseContent, PageIterator } = graph;

const [url] = process.argv.slice(2).map((text) => text.replace(/\/+$/, ""));
if (url === undefined) {
  console.error("usage: node v1_0.mjs URL\n\nURL is a local Graph's, without a version: http://127.0.0.1:8790");
  process.exit(2);
}

const exchanges = [];
const record = new Record(exchanges);
const administrator = connect(url, "v1.0", "ada@larkfield.example", exchanges);
const employee = connect(url, "v1.0", "chiara@larkfield.example", exchanges);
const entitlement = "/identityGovernance/entitlementManagement";

try {
  await packages();
  await review();
  await terms();
} catch (error) {
  console.log(error);
  record.equal("the script", String(error), "done");
}
process.exitCode = record.summary(20);

// A catalog with packages, in pages and in a batch; a request that is called out and resumed.
async function packages() {
  const catalogs = administrator.api(`${entitlement}/catalogs`);
  const made = { displayName: "Woodwinds", description: "Flutes and more", isExternallyVisible: false };
  const catalog = await record.call("a catalog", catalogs.post(made), 201, made);
  const ofCatalog = `${entitlement}/catalogs/${catalog.id}`;
  const change = { description: "Flutes, oboes and more" };
  await record.call("it is changed", administrator.api(ofCatalog).patch(change), 204);
  await record.call("the change is read", administrator.api(ofCatalog).get(), 200, { id: catalog.id, ...change });

  const batch = new BatchRequestContent();
  const names = ["Bassoon", "Clarinet", "Dulcian", "Flute", "Oboe"];
  // The client lets each request depend on the one before it, or none on any.
  const before = (at) => (at === 0 ? undefined : [names[at - 1]]);
  for (const [at, displayName] of names.entries()) {
    const body = { displayName, description: displayName, isHidden: false, catalog: { id: catalog.id } };
    const request = new Request(`${url}/v1.0${entitlement}/accessPackages`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    batch.addRequest({ id: displayName, request, dependsOn: before(at) });
  }
  const list = `${entitlement}/accessPackages?$filter=catalog/id eq '${catalog.id}'&$select=id,displayName`;
  const request = new Request(`${url}/v1.0${list}`, { method: "GET" });
  batch.addRequest({ id: "list", request, dependsOn: before(names.length) });
  const sent = await record.call("packages in a batch", administrator.api("/$batch").post(await batch.getContent()), 200);
  const responses = new BatchResponseContent(sent);
  for (const displayName of names) {
    const response = responses.getResponseById(displayName);
    record.equal(`${displayName}: status`, response.status, 201);
    record.equal(`${displayName}: name`, (await response.json()).displayName, displayName);
  }
  const listed = await responses.getResponseById("list").json();
  record.equal("what depends on them", listed.value?.length, names.length);

  const ordered = administrator.api(`${entitlement}/accessPackages`).filter(`catalog/id eq '${catalog.id}'`);
  ordered.orderby("displayName desc").select(["id", "displayName"]).count(true);
  const headers = { Prefer: "odata.maxpagesize=2" };
  const page = await record.call("a page", ordered.headers(headers).get(), 200, { "@odata.count": 5 });
  record.equal("the page's size", page.value.length, 2);
  const seen = [];
  const keep = (one) => {
    seen.push(one.displayName);
    return true;
  };
  const iterator = new PageIterator(administrator, page, keep, { headers });
  await record.call("the other pages", iterator.iterate(), 200);
  record.equal("all that was seen", seen, [...names].reverse());

  const flute = await oneByName("Flute");
  const expanded = administrator.api(`${entitlement}/accessPackages/${flute.id}`).expand("catalog");
  const read = await record.call("with its catalog", expanded.get(), 200, { displayName: "Flute" });
  record.equal("the package's catalog", read.catalog?.displayName, "Woodwinds");
  await called(catalog, flute);

  const unknown = administrator.api(`${entitlement}/catalogs/0000000e-0000-4000-8000-000000000001`);
  const refusal = await record.refused("an unknown key", unknown.get(), 404, "ResourceNotFound");
  record.equal("the error has an id", typeof refusal?.requestId, "string");
  const wrong = administrator.api(`${entitlement}/catalogs`).filter("colour eq 'red'");
  await record.refused("a filter by no member", wrong.get(), 400, "BadRequest");
}

// The package of a name.
async function oneByName(name) {
  const asked = administrator.api(`${entitlement}/accessPackages`).filter(`displayName eq '${name}'`).top(1);
  const found = await record.call(`the package ${name}`, asked.get(), 200);
  record.equal("how many", found.value.length, 1);
  return found.value[0];
}

// A custom extension calls out, and the service lets the request go on.
async function called(catalog, accessPackage) {
  const extensions = administrator.api(`${entitlement}/catalogs/${catalog.id}/customWorkflowExtensions`);
  const extension = await record.call(
    "a custom extension",
    extensions.post({
      "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension",
      displayName: "Ask the conductor",
      description: "A service decides",
      endpointConfiguration: {
        "@odata.type": "#microsoft.graph.logicAppTriggerEndpointConfiguration",
        subscriptionId: "0000000c-0000-4000-8000-000000000001",
        resourceGroupName: "orchestra",
        logicAppWorkflowName: "conductor",
      },
      authenticationConfiguration: { "@odata.type": "#microsoft.graph.azureAdPopTokenAuthentication" },
      clientConfiguration: { timeoutInMilliseconds: 1000, maximumRetries: 1 },
      callbackConfiguration: { timeoutDuration: "PT1H" },
    }),
    201,
    { displayName: "Ask the conductor" },
  );
  const policies = administrator.api(`${entitlement}/assignmentPolicies`);
  const policy = await record.call(
    "a policy that calls out",
    policies.post({
      displayName: "The conductor decides",
      description: "The conductor decides",
      allowedTargetScope: "allMemberUsers",
      specificAllowedTargets: [],
      expiration: { type: "afterDuration", duration: "P365D" },
      requestorSettings: { enableTargetsToSelfAddAccess: true, onBehalfRequestors: [] },
      requestApprovalSettings: { isApprovalRequiredForAdd: false, isApprovalRequiredForUpdate: false, stages: [] },
      customExtensionStageSettings: [
        {
          stage: "assignmentRequestCreated",
          customExtension: {
            "@odata.type": "#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension",
            id: extension.id,
          },
        },
      ],
      accessPackage: { id: accessPackage.id },
    }),
    201,
    { expiration: { type: "afterDuration", duration: "P365D" } },
  );
  const service = await startService();
  try {
    await local(url, "POST", "/callouts", { extension: extension.id, url: service.url });
    const requests = employee.api(`${entitlement}/assignmentRequests`);
    const body = {
      requestType: "userAdd",
      assignment: { assignmentPolicyId: policy.id, accessPackageId: accessPackage.id },
    };
    const asked = await record.call("the employee requests", requests.post(body), 201, { requestType: "userAdd" });
    const callout = await service.next();
    record.equal("the callout's request", callout.AccessPackageAssignmentRequestId, asked.id);
    const ofRequest = `${entitlement}/assignmentRequests/${asked.id}`;
    const resume = {
      source: "Orchestra",
      type: "microsoft.graph.accessPackageCustomExtensionStage.assignmentRequestCreated",
      data: {
        "@odata.type": "microsoft.graph.accessPackageAssignmentRequestCallbackData",
        customExtensionStageInstanceId: callout.CustomExtensionStageInstanceId,
        customExtensionStageInstanceDetail: "The conductor has listened",
        stage: "assignmentRequestCreated",
      },
    };
    await record.call("the service lets it go on", administrator.api(`${ofRequest}/resume`).post(resume), 204);
    await until(() => administrator.api(ofRequest).get(), ({ state }) => state === "delivered");
    await record.call("it is delivered", administrator.api(ofRequest).get(), 200, { state: "delivered" });
    const mine = employee.api(`${entitlement}/assignments/filterByCurrentUser(on='target')`).expand("accessPackage");
    const found = await record.call("the employee's assignments", mine.get(), 200);
    const names = found.value.map((one) => one.accessPackage?.displayName);
    record.equal("the package is among them", names.includes("Flute"), true);
  } finally {
    await local(url, "POST", "/callouts", { extension: extension.id });
    service.stop();
  }
}

// An access review is defined, found by a cast, and deleted.
async function review() {
  const definitions = "/identityGovernance/accessReviews/definitions";
  const groups = await administrator.api("/groups").filter("displayName eq 'Finance'").get();
  const query = `/groups/${groups.value[0].id}/transitiveMembers`;
  const made = await record.call(
    "a review",
    administrator.api(definitions).post({
      displayName: "Who is in finance?",
      descriptionForAdmins: "Each week",
      descriptionForReviewers: "Does this person count?",
      scope: { "@odata.type": "#microsoft.graph.accessReviewQueryScope", query, queryType: "MicrosoftGraph" },
      reviewers: [{ query: "./manager", queryType: "MicrosoftGraph", queryRoot: "decisions" }],
      settings: {
        mailNotificationsEnabled: false,
        reminderNotificationsEnabled: false,
        justificationRequiredOnApproval: true,
        defaultDecisionEnabled: false,
        defaultDecision: "None",
        instanceDurationInDays: 1,
        recommendationsEnabled: true,
        recurrence: {
          pattern: { type: "weekly", interval: 1 },
          range: { type: "noEnd", startDate: (await local(url, "GET", "/clock")).now.slice(0, 10) },
        },
      },
    }),
    201,
    { displayName: "Who is in finance?" },
  );
  const filter = "contains(scope/microsoft.graph.accessReviewQueryScope/query, 'transitiveMembers')";
  const found = await record.call("reviews by a cast", administrator.api(definitions).filter(filter).get(), 200);
  record.equal("which", found.value.map((one) => one.id), [made.id]);
  await record.call("it is deleted", administrator.api(`${definitions}/${made.id}`).delete(), 204);
}

// Terms of use with a file.
async function terms() {
  const agreements = "/identityGovernance/termsOfUse/agreements";
  const files = [
    { fileName: "rules.pdf", language: "en", isDefault: true, fileData: { data: btoa("%PDF-1.4\n%%EOF\n") } },
  ];
  const body = { displayName: "Rules of the rehearsal room", isViewingBeforeAcceptanceRequired: true, files };
  const made = await record.call("an agreement", administrator.api(agreements).post(body), 201, {
    displayName: body.displayName,
  });
  const ofAgreement = `${agreements}/${made.id}`;
  const read = await record.call("with its files", administrator.api(ofAgreement).expand("files").get(), 200);
  record.equal("the file's name", read.files?.[0]?.fileName, "rules.pdf");
  const change = { displayName: "Rules of the concert hall" };
  await record.call("it is renamed", administrator.api(ofAgreement).patch(change), 204);
  const all = await record.call("all agreements", administrator.api(agreements).get(), 200);
  const names = all.value.map((one) => one.displayName);
  record.equal("the new name is among them", names.includes(change.displayName), true);
  await record.call("it is deleted", administrator.api(ofAgreement).delete(), 204);
  await record.refused("it is gone", administrator.api(ofAgreement).get(), 404, "ResourceNotFound");
}
