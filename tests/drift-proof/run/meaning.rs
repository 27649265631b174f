//! Says, a line for each change, what a program sends, reads or prints. It compiles with both sides of the schema;
//! where it says something else, the change is one of meaning.

use std::sync::Arc;

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::http::{AsyncRawResponse, HttpClient, Request, Transport};
use graph::GraphClientOptions;
use graph::v1_0::{GraphClient, models::*};

fn main() {
    // Meaning: what is left out of a body, what is shown, what is known of a type.
    sends("GIG0018 microsoft.graph.written/byOverlay", &Written::new().with_by_overlay("a"));
    sends("GIG0018 microsoft.graph.written/byAnnotation", &Written::new().with_by_annotation("a"));
    sends("GIG0018 microsoft.graph.backwards/released", &Backwards::new().with_released("a"));
    let inside = KeyedInside::new().with_letter("a").with_number("1");
    sends("GIG0008 microsoft.graph.keyedInside", &Keyed::new().with_inner(inside));
    sends("GIG0005 microsoft.graph.sledge", &Backwards::new().with_sledge(Sledge::new().with_runner(2i16)));
    let mut options = GraphClientOptions::default();
    options.client_options.transport = Some(Transport::new(Arc::new(Nobody)));
    let client = GraphClient::new(Arc::new(Nobody), Some(options)).unwrap();
    let asked = client.identity_governance().calls().look_up("a").what_if().unwrap();
    says("GIG0048 microsoft.graph.lookUp/word of microsoft.graph.calls", asked.url().path());
    says("GIG0019 microsoft.graph.secrets/word", &format!("{:?}", Secrets::new().with_word("a")));
    says("GIG0007 microsoft.graph.opened", &Opened::INFO.is_open().to_string());
    says("GIG0033 microsoft.graph.flagsMoved/both", &FlagsMoved::BOTH.contains(&FlagsMoved::READ).to_string());
    let other = Governance::from_slice(br##"{"touched": {"@odata.type": "#microsoft.graph.abstractUnseen"}}"##);
    let odd = other.map(|governance| governance.mismatches().len());
    says("GIG0006 microsoft.graph.abstractUnseen", &format!("{odd:?}"));

    // Not meaning: the same of what changed in the metadata alone, or got something more.
    sends("GIG0005 microsoft.graph.baseCame", &BaseCame::new().with_own("a"));
    sends("GIG0005 microsoft.graph.baseExchanged", &BaseExchanged::new().with_own("a").with_length(1));
    sends("GIG0006 microsoft.graph.abstractWent", &Governance::new().with_abstract_went(AbstractWentBright::new().with_hue("a")));
    sends("GIG0008 microsoft.graph.kindToEntity", &Governance::new().with_kind_to_entity(KindToEntity::new().with_text("a")));
    sends("GIG0010 microsoft.graph.vehicle/lamp", &Governance::new().with_vehicle(Bicycle::new().with_bell("a")));
    sends("GIG0012 microsoft.graph.properties/caption", &Properties::new().with_caption("a"));
    sends("GIG0014 microsoft.graph.properties/title", &Properties::new().with_title("a").with_null(Properties::CAPTION));
    sends("GIG0017 microsoft.graph.written/held", &Written::new().with_held([WrittenTarget::new().with_aim("a")]));
    sends("GIG0020 microsoft.graph.movedLeft/note", &MovedLeft::new().with_note("a"));
    sends("GIG0021 microsoft.graph.facets/short", &Facets::new().with_short("a"));
    sends("GIG0030 microsoft.graph.grown/high", &Governance::new().with_grown(Grown::Low));
    sends("GIG0033 microsoft.graph.numbered/some", &Governance::new().with_numbered(Numbered::Some));
    sends("GIG0046 microsoft.graph.extend/hours of microsoft.graph.calls", &ExtendRequest::new().with_days(1));
    sends("GIG0050 microsoft.graph.allow/guest of microsoft.graph.calls", &AllowRequest::new().with_null(AllowRequest::GUEST));
    sends("GIG0052 microsoft.graph.order of microsoft.graph.calls", &OrderRequest::new().with_one(1).with_two("a"));
    sends("GIG0086 microsoft.graph.annotated/mark@Org.OData.Core.V1.Immutable", &Annotated::new().with_mark("a"));
}

/// Nothing is sent, so nobody is asked for a token.
#[derive(Debug)]
struct Nobody;

#[async_trait::async_trait]
impl TokenCredential for Nobody {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        unreachable!()
    }
}

#[async_trait::async_trait]
impl HttpClient for Nobody {
    async fn execute_request(&self, _: &Request) -> azure_core::Result<AsyncRawResponse> {
        unreachable!()
    }
}

/// The body, and what it is read back as.
fn sends(about: &str, value: &(impl graph::model::Document + std::fmt::Debug)) {
    let body = value.to_body();
    says(about, &format!("{} {value:?}", String::from_utf8_lossy(&body)));
}

fn says(about: &str, what: &str) {
    println!("{about}\t{what}");
}
