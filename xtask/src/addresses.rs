//! `.github/upstream.yaml`: where the documents are published.

use std::collections::BTreeMap;

use generator::model::{Cloud, Version};
use generator::overlay;
use generator::snapshot::Document;
use serde::Deserialize;

use crate::failure::Failure;

/// The file, below the workspace.
pub const FILE: &str = ".github/upstream.yaml";

/// All addresses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addresses {
    versions: BTreeMap<String, Documents>,
    #[serde(default)]
    permissions: Option<String>,
    #[serde(default)]
    clouds: BTreeMap<String, BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Documents {
    csdl: String,
    openapi: String,
}

/// One document to download.
#[derive(Debug, PartialEq, Eq)]
pub struct Download {
    /// Where it is.
    pub address: String,
    /// The path to write it to, below the folder for documents.
    pub path: String,
    /// Which document it must be.
    pub document: Document,
    /// Of which version; `None` when it is for all.
    pub version: Option<Version>,
}

/// The folder of the clouds' documents among them.
pub const CLOUDS: &str = "clouds";

/// The path of a cloud's CSDL among the fetched documents.
pub fn cloud_path(version: Version, cloud: Cloud) -> String {
    format!("{CLOUDS}/{version}-{}.csdl", cloud.name())
}

/// The path of the permission table among them.
pub const PERMISSIONS: &str = "permissions.json";

impl Addresses {
    /// Reads the file; refuses unknown versions and clouds, and addresses that are not https.
    pub fn read(file: &str, text: &str) -> Result<Self, Failure> {
        let addresses: Self = overlay::parse(file, text)?;
        let wrong = |what: String| Failure::Usage(format!("{file}: {what}"));
        for name in addresses.versions.keys().chain(addresses.clouds.keys()) {
            name.parse::<Version>().map_err(wrong)?;
        }
        for name in addresses.clouds.values().flat_map(BTreeMap::keys) {
            name.parse::<Cloud>().map_err(wrong)?;
        }
        for download in addresses.downloads() {
            let scheme = download.address.split_once("://").map(|(scheme, _)| scheme);
            if !scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https")) {
                return Err(wrong(format!(
                    "{:?} is not fetched: it is not an https address",
                    download.address
                )));
            }
        }
        Ok(addresses)
    }

    /// What to download, in the layout that `drift` and `upstream` read.
    pub fn downloads(&self) -> Vec<Download> {
        let mut all = Vec::new();
        let mut want = |address: &str, path: String, document, version| {
            all.push(Download {
                address: address.to_owned(),
                path,
                document,
                version,
            });
        };
        for version in Version::ALL {
            if let Some(documents) = self.versions.get(version.name()) {
                want(
                    &documents.csdl,
                    format!("{version}/metadata.csdl"),
                    Document::Csdl,
                    Some(version),
                );
                want(
                    &documents.openapi,
                    format!("{version}/openapi.yaml"),
                    Document::OpenApi,
                    Some(version),
                );
            }
            let clouds = self.clouds.get(version.name());
            for cloud in Cloud::ALL {
                if let Some(address) = clouds.and_then(|clouds| clouds.get(cloud.name())) {
                    want(address, cloud_path(version, cloud), Document::Csdl, Some(version));
                }
            }
        }
        if let Some(address) = &self.permissions {
            want(address, PERMISSIONS.to_owned(), Document::PublishedPermissions, None);
        }
        all
    }
}
