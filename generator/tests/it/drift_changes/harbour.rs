//! A small service to change: documents in memory that have every kind of element.

use generator::csdl;
use generator::model::{Permissions, SchemePermissions, Version};
use generator::naming::memory::Memory;
use generator::openapi;
use generator::overlay::{self, Overlay};
use generator::routes::{Method, PermissionTable};

use super::small;
use super::world::World;

pub const CSDL: &str = include_str!("harbour.csdl");
pub const ROUTES: &str = include_str!("harbour.routes");

const SELECTION: &str = "roots: [harbour]
namespaces: []
boundary:
  base: microsoft.graph.directoryObject
  types: [microsoft.graph.directoryObject, microsoft.graph.captain]
";

/// The harbour from texts.
pub fn harbour(csdl: &str, routes: &str) -> World {
    let openapi = small::openapi(routes);
    let permissions = Permissions::least(SchemePermissions {
        delegated_work: vec!["Ship.Read.All".into()],
        ..SchemePermissions::default()
    });
    World {
        version: Version::V1_0,
        overlay: Overlay {
            selection: overlay::parse("overlay/selection.yaml", SELECTION).unwrap(),
            ..Overlay::default()
        },
        csdl: csdl::read("harbour.csdl", csdl).unwrap(),
        openapi: openapi::read("harbour.yaml", &openapi).unwrap(),
        table: PermissionTable::from([((Method::Get, "/harbour/ships".to_owned()), permissions)]),
        memory: Memory::default(),
    }
}
