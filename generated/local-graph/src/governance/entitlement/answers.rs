//! Answers to a policy's questions, and the justification.

use serde_json::{Map, Value};

use super::kinds::Kind;
use super::policies::Policy;
use crate::failure::Failure;

/// Looks whether a request that adds access has the answers and the justification that the policy wants. An
/// administrator may leave them out.
///
/// # Errors
/// 400 with the question that is not answered, or wrongly.
pub(super) fn check(policy: Policy<'_>, kind: Kind, body: &Map<String, Value>) -> Result<(), Failure> {
    check_given(policy, body)?;
    if !kind.is_of_users() {
        return Ok(());
    }
    for question in policy.questions() {
        let is_required = question.get("isRequired").and_then(Value::as_bool) == Some(true);
        let id = text(&question, "id").unwrap_or_default();
        if is_required && !given(body).any(|answer| of(answer).is_some_and(|of| of.eq_ignore_ascii_case(id))) {
            let why = format!("The policy's question `{id}` is not answered.");
            return Err(Failure::bad_request(why).about("answers"));
        }
    }
    let justification = body.get("justification").and_then(Value::as_str).unwrap_or_default();
    if policy.wants_justification() && justification.trim().is_empty() {
        let why = "The policy wants to know why access is needed.";
        return Err(Failure::bad_request(why).about("justification"));
    }
    Ok(())
}

/// Looks whether the answers that are there are to questions of the policy, and of the choices that these offer.
///
/// # Errors
/// 400 with what does not fit.
pub(super) fn check_given(policy: Policy<'_>, body: &Map<String, Value>) -> Result<(), Failure> {
    let questions = policy.questions();
    for answer in given(body) {
        let id = of(answer)
            .ok_or_else(|| Failure::bad_request("An answer does not say to which question it is.").about("answers"))?;
        let question = questions
            .iter()
            .find(|question| text(question, "id").is_some_and(|other| other.eq_ignore_ascii_case(id)));
        let question = question.ok_or_else(|| {
            let why = format!("The policy has no question `{id}`.");
            Failure::bad_request(why).about("answers")
        })?;
        let choices = question.get("choices").and_then(Value::as_array);
        let value = text(answer, "value").unwrap_or_default();
        let is_choice = |choice: &Value| text(choice, "actualValue").is_some_and(|offered| chosen(value, offered));
        if choices.is_some_and(|choices| !choices.is_empty() && !choices.iter().any(is_choice)) {
            let why = format!("The answer to the question `{id}` is none of its choices.");
            return Err(Failure::bad_request(why).about("answers"));
        }
    }
    Ok(())
}

/// Whether a value names a choice; several are separated by commas.
fn chosen(value: &str, offered: &str) -> bool {
    value == offered || value.split(',').any(|part| part.trim() == offered)
}

fn given(body: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let answers = body.get("answers").and_then(Value::as_array);
    answers.into_iter().flatten().filter(|answer| answer.is_object())
}

/// The question that an answer is to.
fn of(answer: &Value) -> Option<&str> {
    text(answer.get("answeredQuestion")?, "id")
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}
