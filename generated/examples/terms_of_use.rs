//! Publishes terms of use, and lists who has accepted them.

mod support;

use msgraph_identity_governance::v1_0::models::*;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let client = support::client()?;
    let agreements = client.identity_governance().terms_of_use().agreements();

    let pdf = b"%PDF-1.4 what everybody has to agree to".to_vec();
    let file = AgreementFileLocalization::new()
        .with_file_name("terms.pdf")
        .with_language("en")
        .with_is_default(true)
        .with_file_data(AgreementFileData::new().with_data(pdf));
    let terms = Agreement::new()
        .with_display_name("Field work")
        .with_is_viewing_before_acceptance_required(true)
        .with_file(AgreementFile::new().with_localizations([file]));
    let id = agreements.create(terms).send().await?.id.unwrap_or_default();

    for acceptance in agreements.by_id(&id).acceptances().list().send().await? {
        println!(
            "{} {:?}",
            acceptance.user_display_name.unwrap_or_default(),
            acceptance.state
        );
    }
    let agreement = agreements.by_id(&id).get().send().await?;
    println!("{}", agreement.display_name.unwrap_or_default());
    Ok(())
}
