//! A type of the program's own where one that this crate can read or write is asked for.

use msgraph_identity_governance::v1_0::GraphClient;
use msgraph_identity_governance::{Method, Page};

fn main() {}

pub struct Mine;

pub fn requests(client: &GraphClient) {
    let _ = client.request::<Mine>(Method::Get, "/mine");
    let _ = client.request::<Page<Mine>>(Method::Get, "/mine");
    let _ = client.request::<()>(Method::Post, "/mine").body(Mine);
    let _ = client.from_link::<Page<Mine>>("https://graph.microsoft.com/v1.0/mine?$skiptoken=1");
}
