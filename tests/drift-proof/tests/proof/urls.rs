//! What the bindings of small schemas send: every operation of the garden and of `shared/cases`, called by a program
//! and asked by `what_if`.
//!
//! The bindings of all of them stand in one crate around the real core, `graph-small` (below the target folder, in
//! `tmp/small-urls`), each in a module of its own. The program is written from what the walker finds in the generated
//! source.

use std::collections::{BTreeMap, BTreeSet};

use surface_walker::{Operation, Parameter, Reached, walk};

use crate::compiler;
use crate::crates::{folder, put, put_root, remove_others};
use crate::small::{self, CASES, case, load_text, overlay};
use generator::analysis::Analysis;
use generator::naming::memory::Memory;

/// Every schema by the module that has its bindings.
fn schemas() -> Option<Vec<(String, Analysis)>> {
    let mut all = vec![("garden".to_owned(), small::service())];
    for name in CASES {
        let (csdl, openapi) = case(name)?;
        let loaded =
            load_text(&csdl, &openapi, &overlay(), Memory::default()).unwrap_or_else(|error| panic!("{error}"));
        all.push((name.replace('-', "_"), loaded));
    }
    Some(all)
}

/// What a program gives for a parameter: with all that may be left out, or without.
fn argument(module: &str, Parameter { name, ty, is_reference }: &Parameter, left_out: bool) -> String {
    if let Some(inner) = ty.strip_prefix("Option<").and_then(|rest| rest.strip_suffix('>')) {
        let inner = Parameter {
            name: name.clone(),
            ty: if inner == "&str" { "impl AsRef<str>" } else { inner }.to_owned(),
            is_reference: false,
        };
        return if left_out {
            "None".to_owned()
        } else {
            format!("Some({})", argument(module, &inner, left_out))
        };
    }
    match ty.as_str() {
        "impl AsRef<str>" if *is_reference => "\"/garden\"".to_owned(),
        "impl AsRef<str>" => "\"o'x/y\"".to_owned(),
        "impl Into<ContentBody>" => "b\"x\".to_vec()".to_owned(),
        "i32" => "7".to_owned(),
        "bool" => "true".to_owned(),
        "values::Date" => "\"2026-01-31\".parse().unwrap()".to_owned(),
        ty => match ty
            .strip_prefix("impl Into<models::")
            .and_then(|rest| rest.strip_suffix('>'))
        {
            Some(model) => {
                let model = model.split("::").map(|part| part.strip_prefix("Any").unwrap_or(part));
                format!(
                    "graph::{module}::models::{}::new()",
                    model.collect::<Vec<_>>().join("::")
                )
            }
            None => format!("graph::{module}::{ty}::from(\"red\")"),
        },
    }
}

fn chain(module: &str, reached: &Reached, left_out: bool) -> String {
    let calls = reached.calls.iter().map(|step| {
        let arguments: Vec<String> = step
            .parameters
            .iter()
            .map(|parameter| argument(module, parameter, left_out))
            .collect();
        format!(".{}({})", step.function, arguments.join(", "))
    });
    calls.collect()
}

/// Writes the crate and runs its program: what is asked for by module and operation, all arguments given and those that
/// need not be left out.
fn asked(schemas: &[(String, Analysis)]) -> BTreeMap<(String, Operation), BTreeSet<String>> {
    let root = folder("small-urls");
    let mut modules = String::new();
    let mut calls = String::new();
    let mut operations = Vec::new();
    for (module, loaded) in schemas {
        let bindings = root.join("src").join(module);
        let files = small::emitted(loaded).unwrap_or_else(|error| panic!("{module}: {error}"));
        remove_others(&bindings, &files.iter().map(|(path, _)| bindings.join(path)).collect());
        for (path, text) in &files {
            put(
                &bindings.join(path),
                &text.replace("crate::v1_0", &format!("crate::{module}")),
            );
        }
        modules.push_str(&format!("pub mod {module};\n"));
        let surface = walk(&bindings);
        assert_eq!(surface.problems, BTreeSet::new(), "{module}");
        for (operation, ways) in surface.operations {
            for left_out in [false, true] {
                let number = operations.len();
                let chain = chain(module, &ways[0], left_out);
                calls.push_str(&format!(
                    "    says({number}, {module}{chain}.what_if().unwrap().url());\n"
                ));
                operations.push((module.clone(), operation.clone()));
            }
        }
    }
    put_root(&root, &modules);
    let clients: String = schemas
        .iter()
        .map(|(module, _)| {
            format!(
                "    let {module} = graph::{module}::GraphClient::new(Arc::new(Nobody), Some(options())).unwrap();\n"
            )
        })
        .collect();
    let program = include_str!("../../run/urls.rs").replacen("    // calls\n", &format!("{clients}{calls}"), 1);
    let main = root.join("src/main.rs");
    put(&main, &program);
    let lines = compiler::run(&main, &compiler::library(&root, "graph", "link"));
    let mut asked: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for line in lines.lines() {
        let (number, url) = line.split_once('\t').unwrap();
        let operation = operations[number.parse::<usize>().unwrap()].clone();
        asked.entry(operation).or_default().insert(url.to_owned());
    }
    assert_eq!(asked.len() * 2, operations.len(), "each operation is asked for");
    asked
}

#[test]
fn no_brace_is_sent_and_what_is_left_out_is_not_there() {
    let Some(schemas) = schemas() else { return };
    let asked = asked(&schemas);
    for ((module, operation), urls) in &asked {
        for url in urls {
            let sent = url.strip_prefix("https://graph.microsoft.com/v1.0").unwrap();
            let path = sent.split('?').next().unwrap();
            let has_brace = ["{", "}", "%7B", "%7D"].iter().any(|brace| sent.contains(brace));
            assert!(
                !has_brace && !path.contains('@'),
                "{module}: {operation} asks for {url}"
            );
        }
    }
    let of = |module: &str, method: &str, path: &str| {
        let urls = asked.get(&(module.to_owned(), Operation::new(method, path)));
        let urls = urls.unwrap_or_else(|| panic!("{module}: {method} {path} is not asked for"));
        urls.iter()
            .map(|url| url.replace("https://graph.microsoft.com/v1.0", ""))
            .collect::<Vec<_>>()
    };
    let alias = |path: &str| of("optional_parameter_alias", "GET", path);
    assert_eq!(
        alias("/garden/hasAccess(userId='{}',tenantId='{}')"),
        [
            "/garden/hasAccess()",
            "/garden/hasAccess(userId='o%27%27x%2Fy',tenantId='o%27%27x%2Fy')"
        ]
    );
    assert_eq!(alias("/garden/usedRange()"), ["/garden/usedRange()"]);
    assert_eq!(
        alias("/garden/usedRange()/usedRange(valuesOnly={})"),
        ["/garden/usedRange()/usedRange(valuesOnly=true)"]
    );
    let unknown = |method: &str, path: &str| of("segment_without_meaning", method, path);
    for method in ["GET", "DELETE"] {
        assert_eq!(
            unknown(method, "/garden/beds(code='{}')"),
            ["/garden/beds(code='o%27%27x%2Fy')"]
        );
    }
    assert_eq!(
        unknown("GET", "/garden/recent(days={},kind='{}')"),
        ["/garden/recent(days=7,kind='o%27%27x%2Fy')"]
    );
    assert_eq!(
        of("type_without_key", "GET", "/garden/beds/{}"),
        ["/garden/beds/o%27x%2Fy"]
    );
}
