//! What is no matter of types that came, or were changed in the metadata alone.
//!
//! GIG0001 microsoft.graph.cube
//! GIG0001 microsoft.graph.rootAfter
//! GIG0001 microsoft.graph.typeHere
//! GIG0004 microsoft.graph.kindToEntity
//! GIG0005 microsoft.graph.baseCame
//! GIG0005 microsoft.graph.baseExchanged
//! GIG0006 microsoft.graph.abstractUnseen
//! GIG0006 microsoft.graph.abstractWent
//! GIG0007 microsoft.graph.opened
//! GIG0008 microsoft.graph.keyedInside
//! GIG0008 microsoft.graph.kindToEntity
//! GIG0022 microsoft.graph.blob
//! GIG0080 microsoft.graph.fallen
#![deny(deprecated)]

use graph::json::Json;
use graph::model::Child;
use graph::query::Filter;
use graph::v1_0::models::*;

pub fn shape() -> (Option<i32>, Shape) {
    let shape = Shape::new().with_edge(3);
    (shape.edge, shape)
}

pub fn governance(value: &Governance) -> Option<&BaseCame> {
    value.base_came.as_deref()
}

pub fn kind(value: Child<KindToEntity>) -> (Governance, Option<String>, Filter<KindToEntity>) {
    let text = value.text.clone();
    let mut governance = Governance::new();
    governance.kind_to_entity = Some(value);
    (governance, text, KindToEntity::TEXT.eq("a"))
}

pub fn bases(came: BaseCame, exchanged: BaseExchanged) -> (Option<String>, Option<i32>, Option<String>, Filter<BaseExchanged>) {
    let _ = BaseCame::new().with_own("a");
    (came.own, exchanged.length, exchanged.own, BaseExchanged::LENGTH.gt(1).and(BaseExchanged::OWN.eq("a")))
}

pub fn hues(value: AnyAbstractWent) -> Option<String> {
    match value {
        AnyAbstractWent::AbstractWentBright(bright) => bright.into_inner().hue,
        other => other.hue().map(str::to_owned),
    }
}

pub fn unseen(value: AbstractUnseen) -> (Option<String>, Touched) {
    (value.shade, Touched::new().with_shade("grey").with_finger("thumb"))
}

pub fn opened(value: Opened) -> (Option<String>, Filter<Opened>) {
    let _ = Opened::new().with_lid("a").additional_properties;
    (value.lid, Opened::LID.is_null())
}

pub fn keyed(value: KeyedInside) -> (Option<String>, Option<String>) {
    let _ = KeyedInside::new().with_letter("a").with_number("1");
    (value.letter, value.number)
}

pub fn blob(value: Defined) -> Option<Json> {
    value.blob
}

pub fn fallen(value: Fallen) -> Option<String> {
    let _ = Fallen::new().with_leaf("a");
    value.leaf
}
