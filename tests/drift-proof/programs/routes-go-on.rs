//! What is no matter of paths and methods that came, and of what is in no Rust type.
//!
//! GIG0060 /identityGovernance/aliasHere(last='{last}')
//! GIG0060 /identityGovernance/mediaCame/$value
//! GIG0009 microsoft.graph.mediaCame
//! GIG0060 /identityGovernance/routes/came
//! GIG0062 PATCH /identityGovernance/routes/verbs
//! GIG0062 PATCH /identityGovernance/shared/another
//! GIG0066 GET /identityGovernance/routes/options
//! GIG0068 GET /identityGovernance/routes/permitted
//! GIG0069 /identityGovernance/routes/tied
//! GIG0070 DELETE /identityGovernance/routes/details
//! GIG0071 tables
//! GIG0083 microsoft.graph.routes/verbs@InsertRestrictions
//! GIG0084 microsoft.graph.aliasHere
//! GIG0087 identityGovernance
use graph::v1_0::builders::{MediaCameBuilder, SharedBuilder, RoutesBuilder, SharingBuilder, VerbsTargetBuilder};
use graph::v1_0::{GraphClient, models::*};
use graph::{Error, Page, Request};

pub fn routes(client: &GraphClient) -> RoutesBuilder {
    client.identity_governance().routes()
}

pub fn verbs(routes: &RoutesBuilder) -> VerbsTargetBuilder {
    routes.verbs()
}

pub fn media(client: &GraphClient) -> (MediaCameBuilder, Request<MediaCame>) {
    let media = client.identity_governance().media_came();
    let get = media.get();
    (media, get)
}

pub fn shared(client: &GraphClient) -> (SharingBuilder, SharedBuilder) {
    let shared = client.identity_governance().shared();
    let one = shared.one();
    (shared, one)
}

pub fn another(client: &GraphClient) -> Request<Shared> {
    client.identity_governance().shared().another().get()
}

pub fn requests(routes: &RoutesBuilder) -> (Request<VerbsTarget>, Request<PermittedTarget>, Request<()>) {
    (routes.verbs().get(), routes.permitted().get(), routes.details().delete())
}

pub async fn lists(client: &GraphClient) -> Result<(Page<RouteTarget>, Page<AliasHere>), Error> {
    let options = client.identity_governance().routes().options().list().send().await?;
    let aliases = client.identity_governance().alias_here().list().send().await?;
    Ok((options, aliases))
}

pub fn tied(routes: &RoutesBuilder) -> graph::v1_0::builders::TiedTargetBuilder {
    let _ = routes.tied().get();
    routes.tied()
}
