//! GIG0002 microsoft.graph.tiedTarget
//! GIG0011 microsoft.graph.routes/tied
//! GIG0065 GET /identityGovernance/routes/tied
use graph::Error;
use graph::v1_0::builders::RoutesBuilder;
use graph::v1_0::models::{self, Routes};

pub fn id(value: models::TiedTarget) -> Option<String> { // breaks GIG0002
    value.id
}

pub async fn get(routes: &RoutesBuilder) -> Result<Option<String>, Error> {
    let target = routes.tied().get().send().await?;
    Ok(target.id) // breaks GIG0065
}

pub fn read(value: Routes) -> Option<String> {
    value.tied?.into_inner().id // breaks GIG0011
}
