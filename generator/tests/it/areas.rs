//! Areas: which items are there with which features, by the paths of a small service.

use std::fs;
use std::path::Path;

use crate::small::{emitted, load_with, overlay, schema};
use generator::analysis::Analysis;
use generator::manifest;
use generator::model::FindingKind;
use generator::naming::memory::Memory;
use generator::overlay::{Boundary, Overlay, Root};
use generator::schemas::load_overlay;

/// A shop with goods and staff. Goods have a price and a label, staff a card, which is a label. Both have a note.
fn shop() -> String {
    schema(
        r#"<EntityType Name="shop"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/>
<NavigationProperty Name="goods" Type="Collection(graph.good)" ContainsTarget="true"/>
<NavigationProperty Name="staff" Type="Collection(graph.clerk)" ContainsTarget="true"/>
<NavigationProperty Name="door" Type="graph.door" ContainsTarget="true"/></EntityType>
<EntityType Name="good"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/>
<Property Name="price" Type="graph.price"/><Property Name="label" Type="graph.label"/>
<Property Name="note" Type="graph.note"/></EntityType>
<EntityType Name="clerk"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/>
<Property Name="card" Type="graph.card"/><Property Name="note" Type="graph.note"/></EntityType>
<EntityType Name="door"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/></EntityType>
<ComplexType Name="price"/><ComplexType Name="label"/><ComplexType Name="card" BaseType="graph.label"/>
<ComplexType Name="ticket" BaseType="graph.label"/><ComplexType Name="note"/>
<Action Name="hire" IsBound="true"><Parameter Name="this" Type="Collection(graph.clerk)"/>
<Parameter Name="many" Type="Edm.Int32"/></Action>"#,
    )
    .replace(
        "<EntityContainer Name=\"service\">",
        "<EntityContainer Name=\"service\"><Singleton Name=\"shop\" Type=\"graph.shop\"/>",
    )
}

const ROUTES: &str = "GET /shop -> shop
GET /shop/goods -> [good]
GET /shop/goods/{good-id} -> good
GET /shop/staff -> [clerk]
GET /shop/staff/{clerk-id} -> clerk
";

const AREAS: &str = "- {feature: selling, roots: [shop/goods]}\n- {feature: hiring, roots: [shop/staff]}\n";

fn with_areas(areas: &str, more: &str) -> Analysis {
    let mut overlay: Overlay = overlay();
    overlay.selection.roots = vec![Root::parse("shop").unwrap()];
    overlay.selection.boundary = Boundary::default();
    overlay.selection.areas = generator::overlay::parse("areas", areas).unwrap();
    load_with(&shop(), &format!("{ROUTES}{more}"), &overlay, Memory::default()).unwrap()
}

/// The condition that stands before a line of the emitted files.
fn condition(loaded: &Analysis, file: &str, item: &str) -> String {
    let files = emitted(loaded).unwrap();
    let found = files.iter().find(|(path, _)| path == file);
    let (_, text) = found.unwrap_or_else(|| panic!("no {file}"));
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let at = lines.iter().position(|line| line.starts_with(item));
    let at = at.unwrap_or_else(|| panic!("no {item} in\n{text}"));
    let before = lines[..at].iter().rev();
    let attributes = before.take_while(|line| line.starts_with(['#', '/']));
    attributes.filter(|line| line.starts_with("#[cfg")).copied().collect()
}

fn places(loaded: &Analysis, kind: FindingKind) -> Vec<&str> {
    let findings = loaded.api.findings.iter();
    let findings = findings.filter(|finding| finding.kind == kind);
    findings.map(|finding| finding.place.as_str()).collect()
}

#[test]
fn items_are_there_with_the_areas_that_reach_them() {
    let loaded = with_areas(AREAS, "");
    assert_eq!(places(&loaded, FindingKind::OutsideOfAreas), [""; 0]);
    let (selling, hiring) = ("#[cfg(feature = \"selling\")]", "#[cfg(feature = \"hiring\")]");
    let all = "#[cfg(all(feature = \"hiring\", feature = \"selling\"))]";
    let any = "#[cfg(any(feature = \"hiring\", feature = \"selling\"))]";
    for (file, item, with) in [
        ("models/mod.rs", "mod good;", selling),
        ("models/mod.rs", "mod price;", selling),
        ("models/mod.rs", "mod clerk;", hiring),
        ("models/mod.rs", "mod ticket;", selling),
        ("models/mod.rs", "mod card;", ""),
        ("models/mod.rs", "mod note;", ""),
        // A clerk's card is derived from it, and only a good has a member that is declared as it.
        ("models/mod.rs", "mod label;", ""),
        ("models/mod.rs", "pub use label::AnyLabel;", selling),
        ("models/mod.rs", "pub use label::Label;", ""),
        ("models/label.rs", "pub enum AnyLabel", selling),
        ("models/label.rs", "model::any!", selling),
        ("models/label.rs", "pub struct Label", ""),
        // It has both as members.
        ("models/mod.rs", "mod shop;", all),
        // An action without a path is there with the type that has it.
        ("models/mod.rs", "mod hire_request;", hiring),
        ("builders/mod.rs", "pub(crate) mod selling;", selling),
        ("builders/mod.rs", "pub(crate) mod shop;", any),
        ("builders/mod.rs", "pub use self::hiring::clerk", hiring),
        ("builders/shop.rs", "pub fn goods(", selling),
        ("builders/shop.rs", "pub fn staff(", hiring),
        ("builders/shop.rs", "pub fn get(", all),
        ("builders/shop.rs", "use crate::v1_0::models;", all),
        ("builders/shop.rs", "pub struct ShopBuilder", ""),
        ("builders/selling/good.rs", "pub fn list(", ""),
        ("client.rs", "pub fn shop(", any),
    ] {
        assert_eq!(condition(&loaded, file, item), with, "{file}: {item}");
    }
}

#[test]
fn without_areas_nothing_has_a_condition() {
    for areas in ["[]", "- {feature: selling, roots: [market/goods]}\n"] {
        let loaded = with_areas(areas, "GET /shop/door -> door\n");
        assert_eq!(places(&loaded, FindingKind::OutsideOfAreas), [""; 0]);
        for (path, text) in emitted(&loaded).unwrap() {
            // The table is there with a feature of its own.
            let text = text.replace("#[cfg(feature = \"reflection\")]", "");
            assert!(!text.contains("cfg"), "{path}:\n{text}");
        }
    }
}

#[test]
fn what_is_in_no_area_is_always_there_and_a_finding() {
    let loaded = with_areas(AREAS, "GET /shop/door -> door\nPATCH /shop/door door -> door\n");
    assert_eq!(places(&loaded, FindingKind::OutsideOfAreas), ["/shop/door"]);
    for (file, item) in [
        ("models/mod.rs", "mod door;"),
        ("builders/mod.rs", "pub(crate) mod door;"),
        ("builders/mod.rs", "pub(crate) mod shop;"),
        ("builders/shop.rs", "pub fn door("),
        ("client.rs", "pub fn shop("),
    ] {
        assert_eq!(condition(&loaded, file, item), "", "{file}: {item}");
    }
}

#[test]
fn entries_of_areas_that_fit_nothing_are_findings() {
    let areas = format!("{AREAS}- {{feature: hiring, roots: [shop/cellar], types: [microsoft.graph.ghost]}}\n");
    let loaded = with_areas(&areas, "");
    let unused = places(&loaded, FindingKind::OverlayUnused);
    for place in ["microsoft.graph.ghost", "shop/cellar"] {
        assert!(unused.contains(&place), "{place}: {unused:?}");
    }
}

#[test]
fn the_inner_of_two_areas_has_the_path() {
    let areas = "- {feature: all, roots: [shop]}\n- {feature: hiring, roots: [shop/staff]}\n";
    let loaded = with_areas(areas, "");
    let (all, hiring) = ("#[cfg(feature = \"all\")]", "#[cfg(feature = \"hiring\")]");
    assert_eq!(condition(&loaded, "models/mod.rs", "mod good;"), all);
    assert_eq!(condition(&loaded, "models/mod.rs", "mod shop;"), all);
    // The way to the inner area leads through the outer one.
    let any = "#[cfg(any(feature = \"all\", feature = \"hiring\"))]";
    assert_eq!(condition(&loaded, "client.rs", "pub fn shop("), any);
    assert_eq!(condition(&loaded, "builders/all/shop.rs", "pub struct ShopBuilder"), "");
    assert_eq!(condition(&loaded, "builders/all/shop.rs", "pub fn staff("), hiring);
    assert_eq!(condition(&loaded, "builders/all/shop.rs", "pub fn get("), all);
}

/// The manifest has the features of the areas, and what is written by hand knows all of them.
#[test]
fn the_crate_has_a_feature_for_each_area() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let read = |name: &str| fs::read_to_string(root.join(name)).unwrap();
    let overlay = load_overlay(&root.join("schemas")).unwrap();
    let features = manifest::features(&read(manifest::MANIFEST), &overlay.selection).unwrap();
    assert_eq!(features.len(), 6, "{features:?}");
    let lib = read("generated/src/lib.rs");
    // The condition of all areas takes several lines; those of one link take one.
    let (_, condition) = lib.split_once("not(all(\n").unwrap();
    let (condition, _) = condition.split_once("))").unwrap();
    for feature in features {
        assert!(
            condition.contains(&format!("feature = \"{feature}\"")),
            "core: {feature}"
        );
        for table in ["README.md", "generated/README.md", "generated/src/lib.rs"] {
            assert!(read(table).contains(&format!("`{feature}`")), "{table}: {feature}");
        }
    }
}
