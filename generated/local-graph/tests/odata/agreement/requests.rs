//! Assignment requests of v1.0: members, paths, complex members, lambdas; order, pages, what is selected and expanded.

use std::str::FromStr as _;
use std::sync::LazyLock;

use msgraph_identity_governance::query::{Filter, Order};
use msgraph_identity_governance::testing::FakeGraph;
use msgraph_identity_governance::v1_0::{GraphClient, models::*};
use msgraph_identity_governance::values::{DateTimeOffset, Duration};
use proptest::prelude::*;

use super::naive::{self, COMPARISONS, Comparison, TextFunction, folded};
use super::*;

use AccessPackageAssignmentRequest as Request;

static CLIENT: LazyLock<GraphClient> = LazyLock::new(|| {
    let graph = FakeGraph::new();
    GraphClient::new(graph.credential(), Some(graph.options())).expect("a client")
});

/// A request as the naive evaluation sees it.
#[derive(Clone, Debug)]
struct Row {
    id: String,
    justification: Option<String>,
    status: Option<String>,
    state: Option<&'static str>,
    /// Ticks after the beginning of 2026.
    created: Option<u32>,
    /// Days.
    duration: Option<u32>,
    package: Option<(Option<String>, Option<bool>)>,
    answers: Vec<Option<String>>,
}

/// A condition on a request.
#[derive(Clone, Debug)]
enum Condition {
    Justification(Comparison, String),
    JustificationIsIn(Vec<String>),
    JustificationHas(TextFunction, String),
    JustificationIsNull(bool),
    JustificationIsStatus(Comparison),
    State(bool, &'static str),
    StateIsIn(Vec<&'static str>),
    Created(Comparison, u32),
    CreatedIsNull(bool),
    Duration(Comparison, u32),
    Package(bool),
    PackageName(Comparison, String),
    PackageNameHas(TextFunction, String),
    PackageHidden(bool, bool),
    Answers(Comparison, i64),
    SomeAnswer(Comparison, String),
    AllAnswers(Box<Answer>),
    HasAnswers(bool),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

/// A condition on an answer.
#[derive(Clone, Debug)]
enum Answer {
    Is(Comparison, String),
    Has(TextFunction, String),
    Not(Box<Answer>),
    Or(Box<Answer>, Box<Answer>),
}

const STATES: [&str; 3] = ["pendingApproval", "delivered", "denied"];

fn moment(ticks: u32) -> String {
    format!(
        "2026-01-01T00:{:02}:{:02}.{:07}Z",
        ticks / 60_000,
        ticks / 1_000 % 60,
        ticks % 1_000
    )
}

/// `$operator` of a member by the library.
macro_rules! compared {
    ($member:expr, $comparison:expr, $value:expr) => {
        match $comparison {
            Comparison::Eq => $member.eq($value),
            Comparison::Ne => $member.ne($value),
            Comparison::Gt => $member.gt($value),
            Comparison::Ge => $member.ge($value),
            Comparison::Lt => $member.lt($value),
            Comparison::Le => $member.le($value),
        }
    };
}

macro_rules! has {
    ($member:expr, $function:expr, $text:expr) => {
        match $function {
            TextFunction::Contains => $member.contains($text),
            TextFunction::StartsWith => $member.starts_with($text),
            TextFunction::EndsWith => $member.ends_with($text),
        }
    };
}

impl Answer {
    fn filter(&self) -> Filter<AccessPackageAnswer> {
        match self {
            Self::Is(comparison, text) => compared!(AccessPackageAnswer::DISPLAY_VALUE, comparison, text.as_str()),
            Self::Has(function, text) => has!(AccessPackageAnswer::DISPLAY_VALUE, function, text.as_str()),
            Self::Not(inner) => !inner.filter(),
            Self::Or(one, other) => one.filter().or(other.filter()),
        }
    }

    fn fits(&self, answer: Option<&str>) -> Option<bool> {
        match self {
            Self::Is(comparison, text) => {
                naive::compared(*comparison, answer.map(folded).as_ref(), Some(&folded(text)))
            }
            Self::Has(function, text) => naive::has_text(*function, answer, text),
            Self::Not(inner) => naive::not(inner.fits(answer)),
            Self::Or(one, other) => naive::or(one.fits(answer), other.fits(answer)),
        }
    }
}

impl Condition {
    fn filter(&self) -> Filter<Request> {
        let name = || Request::ACCESS_PACKAGE.then(AccessPackage::DISPLAY_NAME);
        let hidden = || Request::ACCESS_PACKAGE.then(AccessPackage::IS_HIDDEN);
        let state = |state: &str| AccessPackageRequestState::from(state);
        match self {
            Self::Justification(comparison, text) => compared!(Request::JUSTIFICATION, comparison, text.as_str()),
            Self::JustificationIsIn(texts) => Request::JUSTIFICATION.is_in(texts),
            Self::JustificationHas(function, text) => has!(Request::JUSTIFICATION, function, text.as_str()),
            Self::JustificationIsNull(true) => Request::JUSTIFICATION.is_null(),
            Self::JustificationIsNull(false) => Request::JUSTIFICATION.is_not_null(),
            Self::JustificationIsStatus(comparison) => compared!(Request::JUSTIFICATION, comparison, Request::STATUS),
            Self::State(true, name) => Request::STATE.eq(state(name)),
            Self::State(false, name) => Request::STATE.ne(state(name)),
            Self::StateIsIn(names) => Request::STATE.is_in(names.iter().map(|name| state(name))),
            Self::Created(comparison, ticks) => {
                let at = DateTimeOffset::from_str(&moment(*ticks)).expect("a moment");
                compared!(Request::CREATED_DATE_TIME, comparison, at)
            }
            Self::CreatedIsNull(true) => Request::CREATED_DATE_TIME.is_null(),
            Self::CreatedIsNull(false) => Request::CREATED_DATE_TIME.is_not_null(),
            Self::Duration(comparison, days) => {
                let expiration = Request::SCHEDULE.then(EntitlementManagementSchedule::EXPIRATION);
                compared!(
                    expiration.then(ExpirationPattern::DURATION),
                    comparison,
                    Duration::days(*days)
                )
            }
            Self::Package(true) => Request::ACCESS_PACKAGE.is_not_null(),
            Self::Package(false) => Request::ACCESS_PACKAGE.is_null(),
            Self::PackageName(comparison, text) => compared!(name(), comparison, text.as_str()),
            Self::PackageNameHas(function, text) => has!(name(), function, text.as_str()),
            Self::PackageHidden(true, value) => hidden().eq(*value),
            Self::PackageHidden(false, value) => hidden().ne(*value),
            Self::Answers(comparison, count) => compared!(Request::ANSWERS.count(), comparison, *count),
            Self::SomeAnswer(comparison, text) => Request::ANSWERS.any(Answer::Is(*comparison, text.clone()).filter()),
            Self::AllAnswers(answer) => Request::ANSWERS.all(answer.filter()),
            Self::HasAnswers(true) => Request::ANSWERS.is_not_empty(),
            Self::HasAnswers(false) => Request::ANSWERS.is_empty(),
            Self::Not(inner) => !inner.filter(),
            Self::And(one, other) => one.filter().and(other.filter()),
            Self::Or(one, other) => one.filter().or(other.filter()),
        }
    }

    fn fits(&self, row: &Row) -> Option<bool> {
        let text = |text: &Option<String>| text.as_deref().map(folded);
        let justification = text(&row.justification);
        let (name, hidden) = row.package.clone().unwrap_or_default();
        match self {
            Self::Justification(comparison, other) => {
                naive::compared(*comparison, justification.as_ref(), Some(&folded(other)))
            }
            Self::JustificationIsIn(texts) => {
                Some(texts.iter().any(|other| justification.as_ref() == Some(&folded(other))))
            }
            Self::JustificationHas(function, part) => naive::has_text(*function, row.justification.as_deref(), part),
            Self::JustificationIsNull(is_null) => Some(justification.is_none() == *is_null),
            Self::JustificationIsStatus(comparison) => {
                naive::compared(*comparison, justification.as_ref(), text(&row.status).as_ref())
            }
            Self::State(is_equal, name) => Some((row.state == Some(name)) == *is_equal),
            Self::StateIsIn(names) => Some(row.state.is_some_and(|state| names.contains(&state))),
            Self::Created(comparison, ticks) => naive::compared(*comparison, row.created.as_ref(), Some(ticks)),
            Self::CreatedIsNull(is_null) => Some(row.created.is_none() == *is_null),
            Self::Duration(comparison, days) => naive::compared(*comparison, row.duration.as_ref(), Some(days)),
            Self::Package(is_there) => Some(row.package.is_some() == *is_there),
            Self::PackageName(comparison, other) => {
                naive::compared(*comparison, text(&name).as_ref(), Some(&folded(other)))
            }
            Self::PackageNameHas(function, part) => naive::has_text(*function, name.as_deref(), part),
            Self::PackageHidden(is_equal, value) => Some((hidden == Some(*value)) == *is_equal),
            Self::Answers(comparison, count) => {
                let answers = i64::try_from(row.answers.len()).expect("few");
                naive::compared(*comparison, Some(&answers), Some(count))
            }
            Self::SomeAnswer(comparison, text) => {
                let answer = Answer::Is(*comparison, text.clone());
                Some(row.answers.iter().any(|one| answer.fits(one.as_deref()) == Some(true)))
            }
            Self::AllAnswers(answer) => Some(row.answers.iter().all(|one| answer.fits(one.as_deref()) == Some(true))),
            Self::HasAnswers(has) => Some(row.answers.is_empty() != *has),
            Self::Not(inner) => naive::not(inner.fits(row)),
            Self::And(one, other) => naive::and(one.fits(row), other.fits(row)),
            Self::Or(one, other) => naive::or(one.fits(row), other.fits(row)),
        }
    }
}

/// Texts that are near each other, and what a URL or a literal could stumble over.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a", "A", "b", "B", "ab", "É", "é", "'", "''", "%", "%27", "+", "&", " ", "/", "null", "ß",
    ]);
    prop::collection::vec(pieces, 0..3).prop_map(|pieces| pieces.concat())
}

fn comparison() -> impl Strategy<Value = Comparison> {
    prop::sample::select(COMPARISONS.to_vec())
}

fn function() -> impl Strategy<Value = TextFunction> {
    prop::sample::select(vec![
        TextFunction::Contains,
        TextFunction::StartsWith,
        TextFunction::EndsWith,
    ])
}

fn answer() -> impl Strategy<Value = Answer> {
    let leaf = prop_oneof![
        (comparison(), text()).prop_map(|(comparison, text)| Answer::Is(comparison, text)),
        (function(), text()).prop_map(|(function, text)| Answer::Has(function, text)),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Answer::Not(Box::new(inner))),
            (inner.clone(), inner).prop_map(|(one, other)| Answer::Or(Box::new(one), Box::new(other))),
        ]
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    let state = || prop::sample::select(STATES.to_vec());
    let leaf = prop_oneof![
        (comparison(), text()).prop_map(|(comparison, text)| Condition::Justification(comparison, text)),
        prop::collection::vec(text(), 1..4).prop_map(Condition::JustificationIsIn),
        (function(), text()).prop_map(|(function, text)| Condition::JustificationHas(function, text)),
        any::<bool>().prop_map(Condition::JustificationIsNull),
        comparison().prop_map(Condition::JustificationIsStatus),
        (any::<bool>(), state()).prop_map(|(is_equal, name)| Condition::State(is_equal, name)),
        prop::collection::vec(state(), 1..3).prop_map(Condition::StateIsIn),
        (comparison(), 0..4_u32).prop_map(|(comparison, ticks)| Condition::Created(comparison, ticks)),
        any::<bool>().prop_map(Condition::CreatedIsNull),
        (comparison(), 0..4_u32).prop_map(|(comparison, days)| Condition::Duration(comparison, days)),
        any::<bool>().prop_map(Condition::Package),
        (comparison(), text()).prop_map(|(comparison, text)| Condition::PackageName(comparison, text)),
        (function(), text()).prop_map(|(function, text)| Condition::PackageNameHas(function, text)),
        (any::<bool>(), any::<bool>()).prop_map(|(is_equal, value)| Condition::PackageHidden(is_equal, value)),
        (comparison(), 0..3_i64).prop_map(|(comparison, count)| Condition::Answers(comparison, count)),
        (comparison(), text()).prop_map(|(comparison, text)| Condition::SomeAnswer(comparison, text)),
        answer().prop_map(|answer| Condition::AllAnswers(Box::new(answer))),
        any::<bool>().prop_map(Condition::HasAnswers),
    ];
    leaf.prop_recursive(6, 40, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Condition::Not(Box::new(inner))),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| Condition::And(Box::new(one), Box::new(other))),
            (inner.clone(), inner).prop_map(|(one, other)| Condition::Or(Box::new(one), Box::new(other))),
        ]
    })
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    use prop::option::of as optional;
    let row = (
        (optional(text()), optional(text())),
        optional(prop::sample::select(STATES.to_vec())),
        optional(0..4_u32),
        optional(0..4_u32),
        optional((optional(text()), optional(any::<bool>()))),
        prop::collection::vec(optional(text()), 0..3),
    );
    prop::collection::vec(row, 0..12).prop_map(|rows| {
        let rows = rows.into_iter().enumerate();
        let rows = rows.map(
            |(number, ((justification, status), state, created, duration, package, answers))| Row {
                id: format!("{number:02}"),
                justification,
                status,
                state,
                created,
                duration,
                package,
                answers,
            },
        );
        rows.collect()
    })
}

/// A key to order by, by the library and by the naive evaluation.
#[derive(Clone, Copy, Debug)]
enum Key {
    Justification,
    Created,
    PackageName,
    Id,
}

impl Key {
    fn order(self, descending: bool) -> Order<Request> {
        macro_rules! order {
            ($member:expr) => {
                if descending { $member.desc() } else { $member.asc() }
            };
        }
        match self {
            Self::Justification => order!(Request::JUSTIFICATION),
            Self::Created => order!(Request::CREATED_DATE_TIME),
            Self::PackageName => order!(Request::ACCESS_PACKAGE.then(AccessPackage::DISPLAY_NAME)),
            Self::Id => order!(Request::ID),
        }
    }

    fn compare(self, one: &Row, other: &Row, descending: bool) -> std::cmp::Ordering {
        let text = |text: Option<&String>| text.map(|text| folded(text));
        let name = |row: &Row| text(row.package.as_ref().and_then(|(name, _)| name.as_ref()));
        match self {
            Self::Justification => {
                let (one, other) = (text(one.justification.as_ref()), text(other.justification.as_ref()));
                naive::sorted(one.as_ref(), other.as_ref(), descending)
            }
            Self::Created => naive::sorted(one.created.as_ref(), other.created.as_ref(), descending),
            Self::PackageName => naive::sorted(name(one).as_ref(), name(other).as_ref(), descending),
            Self::Id => naive::sorted(Some(&one.id), Some(&other.id), descending),
        }
    }
}

fn keys() -> impl Strategy<Value = Vec<(Key, bool)>> {
    let key = prop::sample::select(vec![Key::Justification, Key::Created, Key::PackageName, Key::Id]);
    prop::collection::vec((key, any::<bool>()), 0..4)
}

fn graph(rows: &[Row]) -> JsonGraph {
    let documents = rows.iter().map(|row| {
        let answers: Vec<Value> = row
            .answers
            .iter()
            .map(|answer| json!({"displayValue": answer}))
            .collect();
        let mut document = json!({
            "id": row.id,
            "justification": row.justification,
            "status": row.status,
            "state": row.state,
            "createdDateTime": row.created.map(moment),
            "answers": answers,
        });
        if let Some(days) = row.duration {
            document["schedule"] = json!({"expiration": {"duration": format!("P{days}D")}});
        }
        if let Some((name, hidden)) = &row.package {
            document["accessPackage"] = json!({"id": row.id, "displayName": name, "isHidden": hidden});
        }
        document
    });
    JsonGraph::new(ty("accessPackageAssignmentRequest"), documents)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn a_filter_finds_what_it_says(rows in rows(), condition in condition()) {
        let requests = CLIENT.identity_governance().entitlement_management().assignment_requests();
        let request = requests.list().filter(condition.filter());
        let body = carried_out(&request, &v1_0::API, &graph(&rows)).map_err(TestCaseError::fail)?;
        let expected: Vec<String> = rows
            .iter()
            .filter(|row| condition.fits(row) == Some(true))
            .map(|row| row.id.clone())
            .collect();
        prop_assert_eq!(ids_of(&body), expected, "{}", condition.filter());
    }

    #[test]
    fn a_list_is_filtered_ordered_cut_and_shown(
        rows in rows(),
        condition in prop::option::of(condition()),
        keys in keys(),
        (top, skip) in (1..6_u32, 0..4_u32),
    ) {
        let requests = CLIENT.identity_governance().entitlement_management().assignment_requests();
        let mut request = requests.list().top(top).skip(skip).count(true);
        if let Some(condition) = &condition {
            request = request.filter(condition.filter());
        }
        let order: Vec<Order<Request>> = keys.iter().map(|(key, descending)| key.order(*descending)).collect();
        let request = request
            .orderby(order)
            .select((Request::ID, Request::JUSTIFICATION))
            .expand(Request::ACCESS_PACKAGE.select(AccessPackage::DISPLAY_NAME));
        let body = carried_out(&request, &v1_0::API, &graph(&rows)).map_err(TestCaseError::fail)?;

        let fits = |row: &&Row| condition.as_ref().is_none_or(|condition| condition.fits(row) == Some(true));
        let mut expected: Vec<&Row> = rows.iter().filter(fits).collect();
        let count = expected.len();
        expected.sort_by(|one, other| {
            let orders = keys.iter().map(|(key, descending)| key.compare(one, other, *descending));
            orders.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        });
        let shown = |row: &&Row| {
            let package = row.package.as_ref().map(|(name, _)| json!({"displayName": name}));
            json!({"id": row.id, "justification": row.justification, "accessPackage": package})
        };
        let page: Vec<Value> = expected.iter().skip(skip as usize).take(top as usize).map(shown).collect();
        let has_more = count > (skip + top) as usize;
        prop_assert_eq!(&body["value"], &Value::Array(page));
        prop_assert_eq!(&body["@odata.count"], count);
        prop_assert_eq!(body.get("@odata.nextLink").is_some(), has_more);
    }
}
