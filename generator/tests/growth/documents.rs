//! Documents that are large in one way each, made in code.

use std::fmt::Write as _;

/// What is read: types, paths, and the types as they are after a change.
pub struct Documents {
    pub csdl: String,
    pub openapi: String,
    /// The newer side of a comparison.
    pub changed: String,
}

/// The namespace that is selected whole.
pub const MANY: &str = "microsoft.graph.many";

fn documents(csdl: String, openapi: String) -> Documents {
    let new = "<Property Name=\"newcomer\" Type=\"Edm.String\"/>";
    let place = "<Property Name=\"id\" Type=\"Edm.String\"/>";
    let changed = csdl.replacen(place, &format!("{place}{new}"), 1);
    Documents { csdl, openapi, changed }
}

/// A service whose garden has these members, with more types of its schema and more schemas.
fn service(members: &str, types: &str, rest: &str) -> String {
    service_in("", "", members, types, rest)
}

fn service_in(references: &str, singletons: &str, members: &str, types: &str, rest: &str) -> String {
    format!(
        r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
{references}<edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="garden"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/>
{members}</EntityType>
<EntityType Name="plant"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/></EntityType>
<EntityType Name="directoryObject"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.String"/></EntityType>
{types}<EntityContainer Name="service"><Singleton Name="garden" Type="graph.garden"/>{singletons}</EntityContainer>
</Schema>
{rest}</edmx:DataServices>
</edmx:Edmx>"#
    )
}

fn schema(namespace: &str, content: &str) -> String {
    format!(
        "<Schema Namespace=\"{namespace}\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">\n{content}</Schema>\n"
    )
}

/// A text for each number, joined.
fn each(size: usize, one: impl Fn(usize) -> String) -> String {
    (0..size).fold(String::new(), |mut out, number| {
        out.push_str(&one(number));
        out
    })
}

/// An OpenAPI document with these paths, component schemas and members of the document.
fn paths(paths: &str, schemas: &str, rest: &str) -> String {
    let mut out = String::from("openapi: 3.0.4\ninfo: {title: t, version: v1.0}\npaths:\n  /garden:\n    get:\n");
    out.push_str("      responses: {'2XX': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/microsoft.graph.garden'}}}}}\n");
    let _ = write!(
        out,
        "{paths}components:\n  schemas:\n    microsoft.graph.garden: {{type: object}}\n    microsoft.graph.plant: {{type: object}}\n{schemas}{rest}"
    );
    out
}

fn plain() -> String {
    paths("", "", "")
}

fn get(path: &str, parameters: &str, ty: &str) -> String {
    format!(
        "  {path}:\n    get:\n{parameters}      responses:\n        2XX:\n          description: d\n          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/microsoft.graph.{ty}'\n"
    )
}

fn entity(name: &str, base: Option<&str>, properties: usize) -> String {
    let base = base.map_or_else(String::new, |base| format!(" BaseType=\"{base}\""));
    let key = if base.is_empty() {
        "<Key><PropertyRef Name=\"id\"/></Key><Property Name=\"id\" Type=\"Edm.String\"/>"
    } else {
        ""
    };
    let own = each(properties, |number| {
        format!("  <Property Name=\"{name}Value{number}\" Type=\"Edm.String\"/>\n")
    });
    format!("<EntityType Name=\"{name}\"{base}>{key}\n{own}</EntityType>\n")
}

pub fn types(size: usize) -> Documents {
    documents(
        service(
            "",
            "",
            &schema(MANY, &each(size, |number| entity(&format!("thing{number}"), None, 3))),
        ),
        plain(),
    )
}

pub fn types_beside(size: usize) -> Documents {
    let beside = each(size, |number| entity(&format!("thing{number}"), None, 3));
    documents(service("", "", &schema("microsoft.graph.beside", &beside)), plain())
}

/// A name that differs from the others of its kind by underscores alone, which Rust's case drops.
fn same(number: usize) -> String {
    let part = |number: usize| "_".repeat(number % 20);
    format!("same{}a{}a{}", part(number), part(number / 20), part(number / 400))
}

pub fn types_of_one_name(size: usize) -> Documents {
    documents(
        service(
            "",
            "",
            &schema(MANY, &each(size, |number| entity(&same(number), None, 1))),
        ),
        plain(),
    )
}

pub fn navigations(size: usize) -> Documents {
    let members = each(size, |number| {
        format!("<NavigationProperty Name=\"way{number}\" Type=\"graph.plant\" ContainsTarget=\"true\"/>\n")
    });
    let routes = each(size, |number| get(&format!("/garden/way{number}"), "", "plant"));
    documents(service(&members, "", ""), paths(&routes, "", ""))
}

fn chain(size: usize, namespace: &str) -> String {
    let types = each(size, |number| {
        let base = number.checked_sub(1).map(|base| format!("{namespace}.level{base}"));
        entity(&format!("level{number}"), base.as_deref(), 1)
    });
    schema(namespace, &types)
}

pub fn inheritance(size: usize) -> Documents {
    documents(service("", "", &chain(size, MANY)), plain())
}

pub fn inheritance_beside(size: usize) -> Documents {
    documents(service("", "", &chain(size, "microsoft.graph.beside")), plain())
}

pub fn derived(size: usize) -> Documents {
    let base = format!("{MANY}.base");
    let types = each(size, |number| entity(&format!("kind{number}"), Some(&base), 1));
    let members = format!("<NavigationProperty Name=\"way\" Type=\"{base}\" ContainsTarget=\"true\"/>\n");
    documents(
        service(&members, "", &schema(MANY, &(entity("base", None, 1) + &types))),
        plain(),
    )
}

/// As many members as types that inherit them.
pub fn inherited_members(size: usize) -> Documents {
    let base = format!("{MANY}.base");
    let types = each(size, |number| entity(&format!("kind{number}"), Some(&base), 0));
    documents(
        service("", "", &schema(MANY, &(entity("base", None, size) + &types))),
        plain(),
    )
}

pub fn properties(size: usize) -> Documents {
    let members = each(size, |number| {
        format!("<Property Name=\"fact{number}\" Type=\"Edm.Int32\"/>\n")
    });
    let schemas = format!(
        "    microsoft.graph.plot:\n      type: object\n      properties:\n{}",
        each(size, |number| format!("        fact{number}: {{type: number}}\n"))
    );
    let own = format!("<ComplexType Name=\"plot\">\n{members}</ComplexType>\n");
    documents(
        service("<Property Name=\"plot\" Type=\"graph.plot\"/>\n", &own, ""),
        paths("", &schemas, ""),
    )
}

pub fn properties_of_one_name(size: usize) -> Documents {
    let members = each(size, |number| {
        let name = same(number);
        format!("<Property Name=\"{name}\" Type=\"Edm.Int32\"/>\n")
    });
    documents(service(&members, "", ""), plain())
}

fn enumeration(size: usize, flags: bool) -> Documents {
    let members = each(size, |number| {
        format!(
            "<Member Name=\"colour{number}\" Value=\"{}\"/>\n",
            if flags { 1_u64 << (number % 62) } else { number as u64 }
        )
    });
    let own = format!("<EnumType Name=\"colour\" IsFlags=\"{flags}\">\n{members}</EnumType>\n");
    let values = each(size, |number| format!("        - colour{}\n", number + 1));
    let schemas = format!("    microsoft.graph.colour:\n      type: string\n      enum:\n{values}");
    documents(
        service("<Property Name=\"colour\" Type=\"graph.colour\"/>\n", &own, ""),
        paths("", &schemas, ""),
    )
}

pub fn enum_members(size: usize) -> Documents {
    enumeration(size, false)
}

pub fn flags(size: usize) -> Documents {
    enumeration(size, true)
}

pub fn actions(size: usize) -> Documents {
    let own = each(size, |number| {
        format!(
            "<Action Name=\"prune{number}\" IsBound=\"true\"><Parameter Name=\"bindingParameter\" Type=\"graph.garden\"/><Parameter Name=\"depth{number}\" Type=\"Edm.Int32\"/></Action>\n"
        )
    });
    let routes = each(size, |number| {
        format!("  /garden/graph.prune{number}:\n    post:\n      responses: {{'204': {{description: d}}}}\n")
    });
    documents(service("", &own, ""), paths(&routes, "", ""))
}

pub fn overloads(size: usize) -> Documents {
    let own = each(size, |number| {
        let more = format!("<Parameter Name=\"by{number}\" Type=\"Edm.String\"/>");
        let binding = "<Parameter Name=\"bindingParameter\" Type=\"graph.garden\"/>";
        format!(
            "<Function Name=\"find\" IsBound=\"true\">{binding}{more}<ReturnType Type=\"graph.plant\"/></Function>\n"
        )
    });
    let routes = each(size, |number| {
        let parameters =
            format!("      parameters: [{{name: by{number}, in: path, required: true, schema: {{type: string}}}}]\n");
        get(
            &format!("/garden/graph.find(by{number}='{{by{number}}}')"),
            &parameters,
            "plant",
        )
    });
    documents(service("", &own, ""), paths(&routes, "", ""))
}

pub fn parameters(size: usize) -> Documents {
    let more = each(size, |number| {
        format!("<Parameter Name=\"depth{number}\" Type=\"Edm.Int32\"/>\n")
    });
    let own = format!(
        "<Action Name=\"prune\" IsBound=\"true\"><Parameter Name=\"bindingParameter\" Type=\"graph.garden\"/>{more}</Action>\n"
    );
    let members = each(size, |number| {
        format!("                  depth{number}: {{type: integer, format: int32}}\n")
    });
    let route = format!(
        "  /garden/graph.prune:\n    post:\n      requestBody:\n        content:\n          application/json:\n            schema:\n                type: object\n                properties:\n{members}      responses: {{'204': {{description: d}}}}\n"
    );
    documents(service("", &own, ""), paths(&route, "", ""))
}

pub fn schemas(size: usize) -> Documents {
    let rest = each(size, |number| {
        let namespace = format!("microsoft.graph.part{number}");
        let next = format!("microsoft.graph.part{}", (number + 1) % size);
        let way = format!("<Property Name=\"way\" Type=\"{next}.thing\"/>");
        schema(
            &namespace,
            &format!("<ComplexType Name=\"thing\">{way}</ComplexType>\n"),
        )
    });
    let members = "<Property Name=\"way\" Type=\"microsoft.graph.part0.thing\"/>\n";
    documents(service(members, "", &rest), plain())
}

pub fn references(size: usize) -> Documents {
    let all = each(size, |number| {
        format!(
            "<edmx:Reference Uri=\"https://contoso.example/{number}\"><edmx:Include Namespace=\"contoso.part{number}\"/></edmx:Reference>\n"
        )
    });
    let members = each(size, |number| {
        format!("<Property Name=\"fact{number}\" Type=\"Edm.String\"/>\n")
    });
    documents(service_in(&all, "", &members, "", ""), plain())
}

pub fn annotations_apart(size: usize) -> Documents {
    let members = each(size, |number| {
        format!("<Property Name=\"fact{number}\" Type=\"Edm.String\"/>\n")
    });
    let apart = each(size, |number| {
        format!(
            "<Annotations Target=\"graph.garden/fact{number}\"><Annotation Term=\"Org.OData.Core.V1.Computed\" Bool=\"true\"/></Annotations>\n"
        )
    });
    documents(service(&members, &apart, ""), plain())
}

pub fn annotations_of_one(size: usize) -> Documents {
    let apart = each(size, |number| {
        format!("<Annotation Term=\"Org.OData.Core.V1.Computed\" Qualifier=\"q{number}\" Bool=\"true\"/>\n")
    });
    let apart = format!("<Annotations Target=\"graph.garden\">\n{apart}</Annotations>\n");
    documents(service("", &apart, ""), plain())
}

pub fn record_members(size: usize) -> Documents {
    let values = each(size, |number| {
        format!("<PropertyValue Property=\"p{number}\" Bool=\"true\"/>\n")
    });
    let apart = format!(
        "<Annotations Target=\"graph.garden\"><Annotation Term=\"Org.OData.Capabilities.V1.InsertRestrictions\"><Record>{values}</Record></Annotation></Annotations>\n"
    );
    documents(service("", &apart, ""), plain())
}

pub fn singletons(size: usize) -> Documents {
    let all = each(size, |number| {
        format!(
            "<Singleton Name=\"garden{number}\" Type=\"graph.garden\"><NavigationPropertyBinding Path=\"p{number}\" Target=\"garden\"/></Singleton>\n"
        )
    });
    documents(service_in("", &all, "", "", ""), plain())
}

pub fn paths_without_meaning(size: usize) -> Documents {
    let routes = each(size, |number| get(&format!("/garden/nowhere{number}"), "", "plant"));
    documents(service("", "", ""), paths(&routes, "", ""))
}

pub fn paths_with_keys(size: usize) -> Documents {
    let members = each(size, |number| {
        format!(
            "<NavigationProperty Name=\"ways{number}\" Type=\"Collection(graph.plant)\" ContainsTarget=\"true\"/>\n"
        )
    });
    let parameters =
        "      parameters: [{name: plant-id, in: path, required: true, schema: {type: string}}]\n".to_owned();
    let routes = each(size, |number| {
        get(&format!("/garden/ways{number}/{{plant-id}}"), &parameters, "plant")
    });
    documents(service(&members, "", ""), paths(&routes, "", ""))
}

pub fn query_parameters(size: usize) -> Documents {
    let parameters = each(size, |number| {
        format!("        - {{name: $option{number}, in: query, schema: {{type: string}}}}\n")
    });
    let routes = get("/garden/way", &format!("      parameters:\n{parameters}"), "plant");
    let members = "<NavigationProperty Name=\"way\" Type=\"graph.plant\" ContainsTarget=\"true\"/>\n";
    documents(service(members, "", ""), paths(&routes, "", ""))
}

pub fn unknown_keys(size: usize) -> Documents {
    let keys = each(size, |number| format!("x-key-{number}: 1\n"));
    documents(service("", "", ""), paths("", "", &keys))
}

pub fn components(size: usize) -> Documents {
    let schemas = each(size, |number| {
        format!(
            "    microsoft.graph.beside{number}:\n      type: object\n      properties:\n        next: {{$ref: '#/components/schemas/microsoft.graph.beside{}'}}\n",
            (number + 1) % size
        )
    });
    documents(service("", "", ""), paths("", &schemas, ""))
}

/// A list that stands in many places by its name: what is read grows with the square of what is written.
pub fn aliases(size: usize) -> Documents {
    let values = each(size, |number| format!("value{number}, "));
    let all = each(size, |number| format!("    more{number}:\n      enum: *list\n"));
    let schemas = format!("    first:\n      enum: &list [{values}]\n{all}");
    documents(service("", "", ""), paths("", &schemas, ""))
}

pub fn anchors(size: usize) -> Documents {
    let schemas = each(size, |number| {
        format!("    more{number}: &a{number}\n      type: &b{number} object\n")
    });
    documents(service("", "", ""), paths("", &schemas, ""))
}

pub fn flow_depth(size: usize) -> Documents {
    let deep = format!("x-deep: {}{}\n", "[\n ".repeat(size), "]".repeat(size));
    documents(service("", "", ""), paths("", "", &deep))
}

pub fn directives(size: usize) -> Documents {
    let all = each(size, |number| {
        format!("%TAG !t{number}! tag:contoso.example,{number}:\n")
    });
    documents(service("", "", ""), format!("{all}---\n{}", plain()))
}

pub fn attributes(size: usize) -> Documents {
    let all = each(size, |number| format!(" a{number}=\"\""));
    let members = format!("<Property Name=\"fact\" Type=\"Edm.String\"{all}/>\n");
    documents(service(&members, "", ""), plain())
}

pub fn namespaces(size: usize) -> Documents {
    let open = each(size, |number| {
        format!("<Annotation Term=\"a.b\" xmlns:n{number}=\"urn:n{number}\">")
    });
    let close = "</Annotation>".repeat(size);
    documents(service(&(open + &close), "", ""), plain())
}

pub fn one_line(size: usize) -> Documents {
    let made = types(size);
    let flat = |text: String| text.replace('\n', " ");
    Documents {
        csdl: flat(made.csdl),
        openapi: made.openapi,
        changed: flat(made.changed),
    }
}

pub fn other_types(size: usize) -> Documents {
    let made = types(size);
    let changed = made.csdl.replace("\"thing", "\"object");
    Documents { changed, ..made }
}

pub fn other_actions(size: usize) -> Documents {
    let made = actions(size);
    let changed = made.csdl.replace("\"prune", "\"trim");
    Documents { changed, ..made }
}

pub fn other_members(size: usize) -> Documents {
    let made = properties(size);
    let changed = made.csdl.replace("\"fact", "\"truth");
    Documents { changed, ..made }
}
