//! The Logic App's ARM template: who may call it, how it calls the service, what its run history shows, and that its
//! expressions lead somewhere.

use std::collections::BTreeSet;

use msgraph_identity_governance::v1_0::callout::{
    ENTITLEMENT_MANAGEMENT_APPLICATION_ID, LIFECYCLE_WORKFLOWS_APPLICATION_ID,
};
use serde_json::{Value, json};

fn template() -> Value {
    serde_json::from_str(include_str!("../../azure/logic-app.json")).unwrap()
}

/// What is wrong with a template.
fn faults(template: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let [workflow] = template["resources"].as_array().unwrap().as_slice() else {
        return vec!["there is not one resource".to_owned()];
    };
    let mut expect = |place: &str, is_so: bool| {
        if !is_so {
            faults.push(place.to_owned());
        }
    };
    let properties = &workflow["properties"];
    expect(
        "type",
        workflow["type"] == "Microsoft.Logic/workflows" && workflow.get("kind").is_none(),
    );
    expect("identity", workflow["identity"]["type"] == "SystemAssigned");
    let triggers = &properties["accessControl"]["triggers"];
    expect("signatures", triggers["sasAuthenticationPolicy"]["state"] == "Disabled");
    expect("policies", policies(triggers));
    let definition = &properties["definition"];
    let (trigger, action) = (
        &definition["triggers"]["A_callout"],
        &definition["actions"]["Pass_it_on"],
    );
    for (place, part) in [
        ("triggers", &definition["triggers"]),
        ("actions", &definition["actions"]),
    ] {
        for (name, step) in part.as_object().unwrap() {
            let secure = &step["runtimeConfiguration"]["secureData"]["properties"];
            expect(
                &format!("{place}.{name} in the run history"),
                *secure == json!(["inputs", "outputs"]),
            );
        }
    }
    expect(
        "trigger",
        trigger["type"] == "Request" && trigger["inputs"]["method"] == "POST",
    );
    expect("body", action["inputs"]["body"] == "@triggerBody()");
    let authentication = json!({ "type": "ManagedServiceIdentity", "audience": "@parameters('serviceAudience')" });
    expect("authentication", action["inputs"]["authentication"] == authentication);
    let text = template.to_string();
    for word in ["listCallbackUrl", "listKeys", "clientSecret", "sig=", "Bearer"] {
        expect(word, !text.contains(word));
    }
    faults.extend(references(template, properties));
    faults
}

/// Whether each of the two applications has its policy, and nobody else has one.
fn policies(triggers: &Value) -> bool {
    let policies = triggers["openAuthenticationPolicies"]["policies"].as_object().unwrap();
    let mut applications = BTreeSet::new();
    for policy in policies.values() {
        let claims = policy["claims"].as_array().unwrap();
        let named: Vec<_> = claims
            .iter()
            .map(|claim| (claim["name"].as_str(), claim["value"].as_str()))
            .collect();
        let of = |name| {
            named
                .iter()
                .find(|claim| claim.0 == Some(name))
                .and_then(|claim| claim.1)
        };
        let others = [
            ("iss", "[variables('issuer')]"),
            ("aud", "https://management.azure.com"),
            ("m", "POST"),
            ("u", "management.azure.com"),
            ("p", "[variables('workflowPath')]"),
        ];
        let is_bound = others.iter().all(|(name, value)| of(name) == Some(*value));
        if policy["type"] != "AADPOP" || !is_bound || named.len() != others.len() + 1 {
            return false;
        }
        applications.extend(of("appid"));
    }
    applications
        == BTreeSet::from([
            ENTITLEMENT_MANAGEMENT_APPLICATION_ID,
            LIFECYCLE_WORKFLOWS_APPLICATION_ID,
        ])
        && policies.len() == 2
}

/// References that lead nowhere, and things that nothing refers to.
fn references(template: &Value, properties: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    // The definition is the Logic App's language (`@`), all else is ARM's (`[…]`).
    let (mut arm, mut workflow) = (Vec::new(), Vec::new());
    collect(template, &mut arm);
    arm.retain(|text| text.starts_with('[') && !text.starts_with("[["));
    collect(&properties["definition"], &mut workflow);
    workflow.retain(|text| text.contains('@'));
    for (language, texts, kind, declared) in [
        ("ARM", &arm, "parameters", &template["parameters"]),
        ("ARM", &arm, "variables", &template["variables"]),
        (
            "workflow",
            &workflow,
            "parameters",
            &properties["definition"]["parameters"],
        ),
    ] {
        let used: BTreeSet<String> = texts.iter().flat_map(|text| named(text, kind)).collect();
        let declared: BTreeSet<String> = declared.as_object().unwrap().keys().cloned().collect();
        for name in used.symmetric_difference(&declared) {
            faults.push(format!("{language}: {kind}('{name}')"));
        }
    }
    for text in arm.iter().chain(&workflow) {
        let count = |c| text.matches(c).count();
        if count('(') != count(')') || count('\'') % 2 != 0 || (text.starts_with('[') && !text.ends_with(']')) {
            faults.push(format!("an expression is not closed: {text}"));
        }
    }
    let given: BTreeSet<_> = properties["parameters"].as_object().unwrap().keys().collect();
    let wanted: BTreeSet<_> = properties["definition"]["parameters"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    if given != wanted {
        faults.push("the workflow's parameters and their values differ".to_owned());
    }
    for part in ["parameters", "outputs"] {
        for (name, declared) in template[part].as_object().unwrap() {
            if declared["metadata"]["description"].as_str().is_none_or(str::is_empty) {
                faults.push(format!("{part}.{name} has no description"));
            }
        }
    }
    faults
}

/// All texts of a document.
fn collect<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(members) => members.values().for_each(|member| collect(member, texts)),
        _ => {}
    }
}

/// The names in `kind('name')`.
fn named(text: &str, kind: &str) -> Vec<String> {
    let start = format!("{kind}('");
    let behind = text.split(&start).skip(1);
    behind
        .filter_map(|rest| rest.split('\'').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn only_microsoft_entra_of_the_own_tenant_may_call() {
    assert_eq!(faults(&template()), [""; 0]);
    let template = template();
    let issuer = "[concat('https://sts.windows.net/', subscription().tenantId, '/')]";
    assert_eq!(template["variables"]["issuer"], issuer);
    let path = "[resourceId('Microsoft.Logic/workflows', parameters('workflowName'))]";
    assert_eq!(template["variables"]["workflowPath"], path);
}

/// The check sees each of these.
#[test]
fn what_would_open_the_template_is_seen() {
    const ACCESS: &str = "/resources/0/properties/accessControl/triggers";
    const POLICY: &str = "openAuthenticationPolicies/policies/AzureADEntitlementManagementAuthPOPAuthPolicy";
    const DEFINITION: &str = "/resources/0/properties/definition";
    for (place, value, fault) in [
        ("/resources/0/identity/type".to_owned(), json!("None"), "identity"),
        (
            format!("{ACCESS}/sasAuthenticationPolicy/state"),
            json!("Enabled"),
            "signatures",
        ),
        (format!("{ACCESS}/{POLICY}/type"), json!("AAD"), "policies"),
        (
            format!("{ACCESS}/{POLICY}/claims/0/value"),
            json!("https://sts.windows.net/common/"),
            "policies",
        ),
        (
            format!("{ACCESS}/{POLICY}/claims/2/value"),
            json!(LIFECYCLE_WORKFLOWS_APPLICATION_ID),
            "policies",
        ),
        (format!("{ACCESS}/{POLICY}/claims/5/name"), json!("q"), "policies"),
        (
            format!("{DEFINITION}/triggers/A_callout/runtimeConfiguration"),
            json!({}),
            "triggers.A_callout in the run history",
        ),
        (
            format!("{DEFINITION}/actions/Pass_it_on/runtimeConfiguration/secureData/properties"),
            json!(["inputs"]),
            "actions.Pass_it_on in the run history",
        ),
        (
            format!("{DEFINITION}/actions/Pass_it_on/inputs/authentication/type"),
            json!("Raw"),
            "authentication",
        ),
        (
            format!("{DEFINITION}/actions/Pass_it_on/inputs/uri"),
            json!("@parameters('url')"),
            "workflow: parameters('url')",
        ),
        (
            "/resources/0/location".to_owned(),
            json!("here"),
            "ARM: parameters('location')",
        ),
        (
            "/resources/0/name".to_owned(),
            json!("[parameters('workflowName']"),
            "not closed",
        ),
        ("/variables/more".to_owned(), json!("x"), "ARM: variables('more')"),
        (
            "/parameters/serviceUrl/metadata/description".to_owned(),
            json!(""),
            "serviceUrl has no description",
        ),
        (
            "/outputs/workflowId/value".to_owned(),
            json!("[listCallbackUrl('x')]"),
            "listCallbackUrl",
        ),
    ] {
        let mut changed = template();
        let (parent, name) = place.rsplit_once('/').unwrap();
        changed.pointer_mut(parent).unwrap()[name] = value;
        let faults = faults(&changed);
        assert!(faults.iter().any(|other| other.contains(fault)), "{place}: {faults:?}");
    }
}

/// The pages to which the workflow passes callouts on are those of the service.
#[test]
fn each_kind_goes_to_its_page() {
    let template = template();
    let action = &template["resources"][0]["properties"]["definition"]["actions"]["Pass_it_on"];
    let uri = action["inputs"]["uri"].as_str().unwrap();
    let chosen = "@{if(contains(triggerBody(), 'data'), 'custom-task', 'access-package')}";
    assert!(uri.ends_with(&format!("/callouts/{chosen}")), "{uri}");
    use msgraph_identity_governance::testing::callouts;
    assert!(callouts::custom_task().get("data").is_some());
    assert!(
        callouts::access_package_request("AssignmentRequestCreated")
            .get("data")
            .is_none()
    );
    assert!(callouts::connection_test().get("data").is_none());
}
