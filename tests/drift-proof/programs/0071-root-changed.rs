//! GIG0071 second
//! GIG0065 GET /second
//! GIG0002 microsoft.graph.rootBefore
use graph::Request;
use graph::v1_0::{GraphClient, models};

pub fn read(value: models::RootBefore) -> Option<String> { // breaks GIG0002
    value.plinth
}

pub async fn get(client: &GraphClient) -> Result<Option<String>, graph::Error> {
    let second = client.second().get().send().await?;
    Ok(second.plinth) // breaks GIG0071 GIG0065
}
