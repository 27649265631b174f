//! What is no matter of properties that came, or changed in what no Rust type carries.
//!
//! GIG0010 microsoft.graph.governance/typeHere
//! GIG0010 microsoft.graph.movedBase/note
//! GIG0010 microsoft.graph.properties/came
//! GIG0012 microsoft.graph.properties/caption
//! GIG0014 microsoft.graph.properties/title
//! GIG0017 microsoft.graph.written/held
//! GIG0018 microsoft.graph.written/byAnnotation
//! GIG0018 microsoft.graph.written/byOverlay
//! GIG0019 microsoft.graph.secrets/word
//! GIG0020 microsoft.graph.movedLeft/note
//! GIG0021 microsoft.graph.facets/short
//! GIG0086 microsoft.graph.annotated/mark@Org.OData.Core.V1.Immutable
use graph::query::Filter;
use graph::v1_0::models::*;

pub fn caption(value: Properties) -> (Option<String>, Filter<Properties>) {
    let _ = Properties::new().with_caption(String::from("a"));
    (value.caption, Properties::CAPTION.starts_with("a"))
}

pub fn title(mut value: Properties) -> (Option<String>, Properties, Filter<Properties>) {
    value.title = None;
    (value.title, Properties::new().with_title("a").with_null(Properties::TITLE), Properties::TITLE.is_null())
}

pub fn held(value: Written) -> Vec<WrittenTarget> {
    let _ = Written::HELD.expanded();
    let _ = Written::new().with_held([WrittenTarget::new()]);
    value.held
}

pub fn written(value: Written) -> (Option<String>, Option<String>, Filter<Written>) {
    let _ = Written::new().with_by_overlay("a").with_by_annotation("b");
    (value.by_overlay, value.by_annotation, Written::BY_OVERLAY.eq("a").and(Written::BY_ANNOTATION.eq("b")))
}

pub fn secret(value: Secrets) -> (Option<String>, String) {
    let shown = format!("{:?}", Secrets::new().with_word("a"));
    (value.word, shown)
}

pub fn moved(left: MovedLeft, right: MovedRight, base: MovedBase) -> (Option<String>, MovedLeft, Filter<MovedLeft>) {
    let _ = (right.additional_properties, base.additional_properties);
    (left.note, MovedLeft::new().with_note("a"), MovedLeft::NOTE.eq("a"))
}

pub fn short(value: Facets) -> Option<String> {
    let _ = Facets::new().with_short("a");
    value.short
}

pub fn mark(mut value: Annotated) -> Option<String> {
    value.mark = Some(String::new());
    value.mark
}

pub fn governance(value: &Governance) -> Option<&MovedLeft> {
    value.moved_left.as_deref()
}
