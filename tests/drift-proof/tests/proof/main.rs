//! proof
#[path = "../../../../generator/tests/small/mod.rs"]
mod small;
mod sides;

#[test]
fn show() {
    let proof = sides::prove();
    for change in &proof.changes {
        println!("{} {} | {:?} -> {:?} | {} {} | {:?}\n      {}", change.kind, change.subject, change.from.as_deref().unwrap_or("-"), change.to.as_deref().unwrap_or("-"), change.wire, change.rust, change.because.as_ref().map(|c| format!("{} {}", c.kind.code(), c.subject)), change.why);
        for item in &change.items { println!("        * {}: {:?} -> {:?}", item.item, item.from, item.to); }
    }
    let kinds: std::collections::BTreeSet<_> = proof.changes.iter().map(|c| c.kind).collect();
    for kind in generator::drift::Kind::ALL { if !kinds.contains(kind) { println!("MISSING {kind}"); } }
}
