//! Made-up reports: one with every class and much that is awkward, one without a change, one of the size of a real one,
//! and one with a change that all operations share.

use generator::drift::{
    Cause, Change, FileChange, FindingChanges, ItemChange, Kind, Purpose, Report, Retirement, Rust, Side, Wire,
};
use generator::model::{Deprecation, ElementId, Finding, FindingKind, Method, Version};

const PACKAGE: &str = "microsoft.graph.accessPackage";
const REQUESTS: &str = "/identityGovernance/entitlementManagement/assignmentRequests";
/// Nothing of it may act: in a terminal, in Markdown, in HTML.
pub const HOSTILE: &str = "microsoft.graph.<script>alert(1)</script>|`x` \"y\" '&amp; @someone #1 \u{1b}[2J\u{202e}";

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|one| (*one).to_owned()).collect()
}

/// What prints as that text: the formats ask for no more.
pub fn element(text: &str) -> ElementId {
    let methods = [Method::Get, Method::Post, Method::Patch, Method::Put, Method::Delete];
    let request = text.split_once(' ').and_then(|(name, path)| {
        let method = methods.into_iter().find(|method| method.name() == name)?;
        let path = path.to_owned();
        Some(ElementId::Request { method, path })
    });
    request.unwrap_or_else(|| ElementId::Unknown(text.to_owned()))
}

fn change(kind: Kind, subject: &str, values: (Option<&str>, Option<&str>), classes: (Wire, Rust), why: &str) -> Change {
    Change {
        from: values.0.map(str::to_owned),
        to: values.1.map(str::to_owned),
        area: "entitlementManagement".to_owned(),
        owner: PACKAGE.to_owned(),
        places: texts(&["/identityGovernance/entitlementManagement/accessPackages"]),
        ..Change::new(kind, element(subject))
            .wire(classes.0, why)
            .unseen(classes.1, "")
    }
}

fn item(item: &str, from: Option<&str>, to: Option<&str>) -> ItemChange {
    ItemChange {
        item: item.to_owned(),
        from: from.map(str::to_owned),
        to: to.map(str::to_owned),
    }
}

fn side(label: &str, version: Version, date: Option<&str>) -> Side {
    Side {
        label: label.to_owned(),
        version,
        date: date.map(str::to_owned),
    }
}

/// What the type's removal brings along: paths, a method, a property, in two areas.
fn following() -> Vec<Change> {
    let because = Cause {
        kind: Kind::TypeRemoved,
        subject: element("microsoft.graph.accessPackageSuggestion"),
    };
    let mut all: Vec<Change> = (0..14)
        .map(|n| {
            let path = format!("/identityGovernance/entitlementManagement/suggestions/{{id}}/step{n}");
            let mut change = change(
                Kind::PathRemoved,
                &path,
                (Some("GET, POST"), None),
                (Wire::Breaking, Rust::Breaking),
                "A request to it is refused; the step of the builder is gone.",
            );
            change.owner = path.clone();
            change.places = vec![path];
            change
        })
        .collect();
    let mut elsewhere = change(
        Kind::PolymorphismChanged,
        "microsoft.graph.suggestion",
        (Some("AnySuggestion"), Some("Suggestion")),
        (Wire::Unaffected, Rust::Breaking),
        "No type is derived from it any more.",
    );
    elsewhere.area = "accessReviews".to_owned();
    elsewhere.owner = "microsoft.graph.suggestion".to_owned();
    all.push(elsewhere);
    for change in &mut all {
        change.because = Some(because.clone());
    }
    all
}

/// Every class, a rename with evidence, consequences, long lists, hostile names.
pub fn sample() -> Report {
    let mut added = change(
        Kind::PropertyAdded,
        "microsoft.graph.accessPackage/uniqueName",
        (None, Some("Edm.String")),
        (Wire::Compatible, Rust::Additive),
        "Before it was kept as an additional property; a field, its setter and its constant come.",
    );
    added.items = vec![item("models::AccessPackage::unique_name", None, Some("Option<String>"))];
    let mut twin = added.clone();
    twin.subject = element("microsoft.graph.accessPackage/version");
    twin.items = vec![item("models::AccessPackage::version", None, Some("Option<String>"))];

    let mut removed = change(
        Kind::PropertyRemoved,
        "microsoft.graph.accessPackage/isHidden",
        (Some("Edm.Boolean"), None),
        (Wire::Breaking, Rust::Breaking),
        "It is no longer answered, and sending it is refused.",
    );
    removed.items = vec![
        item("models::AccessPackage::is_hidden", Some("Option<bool>"), None),
        item(
            "models::AccessPackage::with_is_hidden",
            Some("fn(self, impl Into<bool>) -> Self"),
            None,
        ),
        item(
            "models::AccessPackage::IS_HIDDEN",
            Some("Property<AccessPackage, bool>"),
            None,
        ),
    ];
    removed.places = (0..9)
        .map(|n| format!("/identityGovernance/entitlementManagement/place{n}"))
        .collect();

    let mut renamed = change(
        Kind::PropertyRenamed,
        PACKAGE,
        (Some("createdBy"), Some("createdByName")),
        (Wire::Breaking, Rust::Breaking),
        "The old name is no longer answered.",
    );
    renamed.evidence = texts(&[
        "both are `Edm.String`",
        "the names are alike (0.81)",
        "one was removed and the other added",
    ]);

    let mut typed = change(
        Kind::PropertyTypeChanged,
        "microsoft.graph.accessPackage/catalog",
        (
            Some("microsoft.graph.accessPackageCatalog"),
            Some("Collection(microsoft.graph.accessPackageCatalogWithAVeryLongName)"),
        ),
        (Wire::Breaking, Rust::Breaking),
        "A list stands where a value stood, so answers and bodies have another form, \
         and `Option` becomes `Vec` in every program that reads the member.",
    );
    typed.items = vec![item(
        "models::AccessPackage::catalog",
        Some("Option<model::Child<AccessPackageCatalog>>"),
        Some("Vec<AccessPackageCatalogWithAVeryLongName>"),
    )];

    let number = change(
        Kind::PropertyReadOnlyChanged,
        "microsoft.graph.accessPackage/displayName",
        (Some("writable"), Some("read-only")),
        (Wire::Unaffected, Rust::Meaning),
        "Only the overlay says so; `update` leaves it out.",
    );
    let facet = change(
        Kind::FacetChanged,
        "microsoft.graph.accessPackage/description",
        (None, Some("MaxLength 1024")),
        (Wire::Breaking, Rust::Unaffected),
        "It narrows.",
    );

    let mut gone = change(
        Kind::TypeRemoved,
        "microsoft.graph.accessPackageSuggestion",
        (Some("entity type"), None),
        (Wire::Breaking, Rust::Breaking),
        "Nothing leads to it any more.",
    );
    gone.owner = gone.subject.to_string();

    let mut option = change(
        Kind::QueryOptionAdded,
        &format!("GET {REQUESTS}"),
        (None, Some("$search")),
        (Wire::Compatible, Rust::Additive),
        "Nothing used it.",
    );
    option.owner = REQUESTS.to_owned();
    option.places = texts(&[REQUESTS]);
    option.items = vec![item(
        "client.identity_governance().entitlement_management().assignment_requests().list().search",
        None,
        Some("fn(self, &str) -> Self"),
    )];

    let mut hostile = change(
        Kind::TypeAdded,
        HOSTILE,
        (None, Some(HOSTILE)),
        (Wire::Compatible, Rust::Additive),
        HOSTILE,
    );
    hostile.area = format!("area {HOSTILE}");
    hostile.owner = HOSTILE.to_owned();
    hostile.evidence = texts(&[HOSTILE]);
    hostile.places = texts(&[&format!("/{HOSTILE}/a")]);
    hostile.items = vec![item(HOSTILE, Some(HOSTILE), Some(HOSTILE))];

    let mut orphan = change(
        Kind::RustNameChanged,
        "microsoft.graph.approval",
        (Some("Approval"), Some("ApprovalModel")),
        (Wire::Unaffected, Rust::Breaking),
        "Another type took its name.",
    );
    orphan.area = "elsewhere".to_owned();
    orphan.owner = "microsoft.graph.approval".to_owned();
    orphan.because = Some(Cause {
        kind: Kind::TypeAdded,
        subject: element("microsoft.graph.other.approval"),
    });
    let mut value = change(
        Kind::EnumMemberValueChanged,
        "microsoft.graph.accessPackageRequestState/denied",
        (Some("5"), Some("6")),
        (Wire::Unaffected, Rust::Unaffected),
        "Names are sent, not numbers.",
    );
    value.area = "shared".to_owned();
    value.owner = "microsoft.graph.accessPackageRequestState".to_owned();

    let mut changes = vec![
        added, twin, removed, renamed, typed, number, facet, gone, option, hostile, orphan, value,
    ];
    changes.extend(following());
    let retirement = |subject: &str, since: &str, removed: &str, past, instead: Option<&str>| Retirement {
        subject: element(subject),
        deprecation: Deprecation {
            date: Some(since.to_owned()),
            removal_date: Some(removed.to_owned()),
            version: Some("2025-01/old".to_owned()),
        },
        past,
        instead: instead.map(str::to_owned),
        places: texts(&["/identityGovernance/a", "/identityGovernance/a/{id}"]),
    };
    let mut report = Report {
        purpose: Purpose::Drift,
        old: side("history/v1.0-2025-12-16.csdl", Version::V1_0, Some("2025-12-16")),
        new: side("schemas/v1.0", Version::V1_0, Some("2026-11-02")),
        changes,
        retirement: vec![
            retirement(
                "microsoft.graph.entitlementManagement/subjects",
                "2025-01-10",
                "2027-01-10",
                false,
                None,
            ),
            retirement(
                "microsoft.graph.entitlementManagement/accessPackageAssignmentRequests",
                "2024-05-01",
                "2026-05-01",
                true,
                Some("`/identityGovernance/entitlementManagement/assignmentRequests`"),
            ),
        ],
        notes: texts(&[
            "The old side has no OpenAPI document: new paths, methods, query options and permissions were not compared.",
            HOSTILE,
        ]),
        findings: FindingChanges {
            new: vec![Finding::new(
                FindingKind::UnresolvedSegment,
                "GET /identityGovernance/x",
                "`x` is nothing that the CSDL knows",
            )],
            gone: vec![Finding::new(FindingKind::MissingType, HOSTILE, HOSTILE)],
        },
        files: vec![
            FileChange {
                path: "v1.0/metadata.csdl".to_owned(),
                added: 12,
                removed: 1_204,
            },
            FileChange {
                path: HOSTILE.to_owned(),
                added: 0,
                removed: 1,
            },
        ],
        crate_version: Some("0.1.4".to_owned()),
    };
    report.sort();
    report
}

pub fn empty(purpose: Purpose) -> Report {
    let new = match purpose {
        Purpose::Versions => side("beta", Version::Beta, None),
        Purpose::Cloud => side("China", Version::V1_0, None),
        Purpose::Drift | Purpose::Import => side("today.csdl", Version::V1_0, None),
    };
    Report {
        purpose,
        old: side("v1.0", Version::V1_0, None),
        new,
        changes: Vec::new(),
        retirement: Vec::new(),
        notes: Vec::new(),
        findings: FindingChanges::default(),
        files: Vec::new(),
        crate_version: None,
    }
}

/// As long as a real one: v1.0 beside beta has some thousand changes.
pub fn large(n: usize) -> Report {
    let mut report = empty(Purpose::Drift);
    let template = sample();
    let changes = template
        .changes
        .iter()
        .filter(|change| change.because.is_none())
        .cycle();
    report.changes = changes
        .take(n)
        .enumerate()
        .map(|(at, change)| Change {
            subject: element(&format!("microsoft.graph.type{}/{}{at}", at / 10, change.kind.name())),
            owner: format!("microsoft.graph.type{}", at / 10),
            ..change.clone()
        })
        .collect();
    report
}

/// A header that all operations lost, and one that a few have.
pub fn shared() -> Report {
    let mut report = empty(Purpose::Drift);
    let lost = |n: usize| {
        let header = "header parameter If-Match Edm.String";
        let path = format!("/identityGovernance/{}/{n}", ["accessReviews", "catalogs"][n % 2]);
        let mut lost = change(
            Kind::OperationDetailChanged,
            &format!("DELETE {path}"),
            (
                Some(header),
                Some(if n < 1_200 {
                    "no header parameter If-Match"
                } else {
                    "optional"
                }),
            ),
            (Wire::Compatible, Rust::Unaffected),
            "The document alone says it; nothing that the crate sends depends on it.",
        );
        lost.area = path.split('/').nth(2).unwrap().to_owned();
        lost.owner = path.split_inclusive('/').take(3).collect();
        lost.places = vec![path];
        lost
    };
    report.changes = (0..1_203).map(lost).collect();
    report.sort();
    report
}
