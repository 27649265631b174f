//! What is no matter of actions and functions that came, or changed in what no Rust type carries.
//!
//! GIG0040 microsoft.graph.begin of microsoft.graph.calls
//! GIG0040 microsoft.graph.hiddenCame of microsoft.graph.calls
//! GIG0041 microsoft.graph.hiddenWent of microsoft.graph.calls
//! GIG0044 microsoft.graph.near(x,y) of microsoft.graph.calls
//! GIG0046 microsoft.graph.extend/hours of microsoft.graph.calls
//! GIG0048 microsoft.graph.lookUp/word of microsoft.graph.calls
//! GIG0050 microsoft.graph.allow/guest of microsoft.graph.calls
//! GIG0051 microsoft.graph.invite/guest of microsoft.graph.calls
//! GIG0052 microsoft.graph.order of microsoft.graph.calls
//! GIG0054 microsoft.graph.mayFind of microsoft.graph.calls
//! GIG0055 microsoft.graph.picked of microsoft.graph.calls
//! GIG0060 /identityGovernance/bundles/{bundle-id}/tie
//! GIG0060 /identityGovernance/calls/begin
//! GIG0060 /identityGovernance/calls/chosen()/more
//! GIG0060 /identityGovernance/calls/lookUp(term='{term}')
//! GIG0060 /identityGovernance/calls/near(x={x},y={y})
//! GIG0060 /identityGovernance/calls/reprocessAll
//! GIG0060 /identityGovernance/calls/taken()/others
//! GIG0061 /identityGovernance/calls/lookUp(word='{word}')
//! GIG0093 builders::FindBuilder
//! GIG0093 client.identity_governance().calls().taken().get()
use graph::Request;
use graph::v1_0::builders::{BundleCollectionBuilder, CallsBuilder};
use graph::v1_0::{GraphClient, models::*};

pub fn builders(client: &GraphClient) -> (CallsBuilder, BundleCollectionBuilder) {
    (client.identity_governance().calls(), client.identity_governance().bundles())
}

pub fn functions(calls: &CallsBuilder) -> [Request<Calls>; 3] {
    [calls.near(1), calls.look_up("a"), calls.may_find(1)]
}

pub fn picked(calls: &CallsBuilder) -> Request<Find> {
    calls.picked()
}

pub fn actions(calls: &CallsBuilder) -> [Request<()>; 4] {
    let extend = ExtendRequest::new().with_days(1);
    let allow = AllowRequest::new().with_guest("a").with_null(AllowRequest::GUEST);
    let invite = InviteRequest::new().with_guest("a");
    let order = OrderRequest::new().with_one(1).with_two("a");
    [calls.extend(extend), calls.allow(allow), calls.invite(invite), calls.order(order)]
}

pub fn bodies(extend: ExtendRequest, allow: AllowRequest, order: OrderRequest) -> (Option<i32>, Option<String>, Option<i32>) {
    (extend.days, allow.guest, order.one)
}
