//! GIG0054 microsoft.graph.mayAnswer of microsoft.graph.calls
//! GIG0065 POST /identityGovernance/calls/mayAnswer
use graph::Error;
use graph::v1_0::builders::CallsBuilder;
use graph::v1_0::models::*;

pub async fn call(calls: &CallsBuilder) -> Result<Option<String>, Error> {
    let answer: Option<Calls> = calls.may_answer().send().await?; // breaks GIG0054 GIG0065
    Ok(answer.and_then(|answer| answer.line))
}
