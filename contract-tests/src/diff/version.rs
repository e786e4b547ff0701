//! Versions of a document and the steps between them. Source: Semantic Versioning 2.0.0. It must not know what the
//! changes are.

use std::fmt;

/// A step that a version takes; the greater includes the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The version stays.
    None,
    /// `1.2.3` to `1.2.4`.
    Patch,
    /// `1.2.3` to `1.3.0`.
    Minor,
    /// `1.2.3` to `2.0.0`; before `1.0.0` the minor number takes it (§4).
    Major,
}

impl Step {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A version as `info.version` has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(semver::Version);

/// A version that is not one of Semantic Versioning.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the version `{text}` is not of the form 1.2.3: {reason}")]
pub struct VersionError {
    text: String,
    reason: String,
}

impl Version {
    /// Reads a version; a leading `v` and missing minor and patch numbers are taken too, as documents have them.
    ///
    /// # Errors
    /// When the text is no version.
    pub fn parse(text: &str) -> Result<Version, VersionError> {
        let bare = text.trim().strip_prefix(['v', 'V']).unwrap_or(text.trim());
        let numbers = bare.split(['-', '+']).next().unwrap_or_default();
        let missing = 2_usize.saturating_sub(numbers.matches('.').count());
        // A date, whose parts are no steps.
        let missing = if bare.len() > numbers.len() { 0 } else { missing };
        let whole = format!("{numbers}{}{}", ".0".repeat(missing), &bare[numbers.len()..]);
        let version = semver::Version::parse(&whole);
        version.map(Self).map_err(|error| VersionError { text: text.to_owned(), reason: error.to_string() })
    }

    /// The step from `before` to this version; none when it is the same or lower.
    pub fn step_from(&self, before: &Version) -> Step {
        let (old, new) = (&before.0, &self.0);
        if new <= old {
            return Step::None;
        }
        // Before 1.0.0 a minor step may break (§4), and so does leaving it.
        let unstable = old.major == 0;
        if new.major > old.major || (unstable && new.minor > old.minor) {
            return Step::Major;
        }
        if new.minor > old.minor || unstable {
            return Step::Minor;
        }
        Step::Patch
    }

    /// The version that a step leads to.
    #[must_use]
    pub fn after(&self, step: Step) -> Version {
        let semver::Version { major, minor, patch, .. } = self.0;
        let unstable = major == 0;
        let next = match step {
            Step::None => return self.clone(),
            Step::Major if !unstable => semver::Version::new(major + 1, 0, 0),
            Step::Major => semver::Version::new(0, minor + 1, 0),
            Step::Minor if !unstable => semver::Version::new(major, minor + 1, 0),
            Step::Minor | Step::Patch => semver::Version::new(major, minor, patch + 1),
        };
        Self(next)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, Version};

    #[test]
    fn steps() {
        for (before, after, step) in [
            ("1.2.3", "1.2.3", Step::None),
            ("1.2.3", "1.2.2", Step::None),
            ("1.2.3", "1.2.4", Step::Patch),
            ("1.2.3", "1.3.0", Step::Minor),
            ("1.2.3", "2.0.0", Step::Major),
            ("0.1.0", "0.2.0", Step::Major),
            ("0.1.0", "0.1.1", Step::Minor),
            ("0.9.0", "1.0.0", Step::Major),
            ("v1", "v2", Step::Major),
            ("1.0", "1.1", Step::Minor),
            ("1.0.0-rc.1", "1.0.0", Step::Patch),
        ] {
            let read = |text| Version::parse(text).unwrap();
            assert_eq!(read(after).step_from(&read(before)), step, "{before} to {after}");
        }
    }

    #[test]
    fn no_version() {
        for text in ["", "one", "1.x", "1.2.3.4"] {
            assert!(Version::parse(text).is_err(), "{text}");
        }
        let message = Version::parse("2024-01-01").unwrap_err().to_string();
        assert!(message.contains("2024-01-01"), "{message}");
    }
}
