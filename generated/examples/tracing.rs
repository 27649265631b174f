//! Sends the spans of requests to OpenTelemetry, as azure_core makes them.

mod support;

use std::sync::Arc;

use azure_core::http::{ClientOptions, InstrumentationOptions};
use azure_core_opentelemetry::OpenTelemetryTracerProvider;
use msgraph_identity_governance::{StaticTokenCredential, v1_0::GraphClient};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, SpanData, SpanExporter};

/// Prints each span. A program of your own has the exporter of `opentelemetry-otlp` in its place.
#[derive(Debug)]
struct Lines;

impl SpanExporter for Lines {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        for span in batch {
            println!("{} ({:?})", span.name, span.span_kind);
            for attribute in span.attributes {
                println!("  {} = {}", attribute.key, attribute.value);
            }
        }
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let provider = Arc::new(SdkTracerProvider::builder().with_simple_exporter(Lines).build());
    let instrumentation = InstrumentationOptions {
        tracer_provider: Some(OpenTelemetryTracerProvider::new(provider.clone())),
    };
    let options = support::options().with_client_options(ClientOptions {
        instrumentation,
        ..ClientOptions::default()
    });
    let client = GraphClient::new(StaticTokenCredential::new("none"), Some(options))?;

    let packages = client.identity_governance().entitlement_management().access_packages();
    println!("{} packages", packages.list().send().await?.value.len());
    provider.shutdown()?; // what has not been sent yet is sent now
    Ok(())
}
