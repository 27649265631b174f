//! What a response has that this version of the crate does not know: nothing of it is lost.

use msgraph_identity_governance::v1_0::models::*;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let json = br#"{"id": "1", "displayName": "Sales", "isHidden": "maybe", "costCenter": 4711}"#;
    let package = AccessPackage::from_slice(json)?;
    let cost_center: Option<i64> = package.additional_properties.read("costCenter")?;
    println!("cost center {cost_center:?}");
    for mismatch in package.mismatches() {
        println!("{} does not fit its type, and is kept", mismatch.path);
    }
    println!("{}", String::from_utf8(package.to_body())?);

    let json = br##"{"customExtension": {"@odata.type": "#microsoft.graph.ofLater", "displayName": "Checks"}}"##;
    match CustomExtensionStageSetting::from_slice(json)?.custom_extension {
        Some(AnyCustomCalloutExtension::AccessPackageAssignmentRequestWorkflowExtension(known)) => {
            println!("{:?}", known.display_name);
        }
        Some(other) => println!("{} of a type of later: {:?}", other.odata_type(), other.display_name()),
        None => println!("no extension"),
    }

    let json = br#"{"state": "archived"}"#;
    let request = AccessPackageAssignmentRequest::from_slice(json)?;
    println!("{:?}", request.state);
    Ok(())
}
