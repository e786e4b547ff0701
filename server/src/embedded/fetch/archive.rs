//! Checking and unpacking an npm archive, trusting nothing inside it.
//!
//! Such an archive holds plain files only; the links that the libraries need are listed in a file of it.
//! Must not know where the archive comes from.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _, symlink};
use std::path::{Component, Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::read::GzDecoder;
use serde_json::Value;
use sha2::{Digest as _, Sha512};

use super::super::Error;

/// The list of links, inside the unpacked package.
const LINKS: &str = "native/pg-symlinks.json";

/// Refuses bytes whose sha512 is not the `expected` one, which is in base64.
pub(super) fn verify(file: &str, bytes: &[u8], expected: &str) -> Result<(), Error> {
    let found = BASE64_STANDARD.encode(Sha512::digest(bytes));
    if found == expected {
        return Ok(());
    }
    Err(Error::Integrity { file: file.to_owned(), expected: expected.to_owned(), found })
}

/// Unpacks the members of `package/` of a gzipped archive into the new directory `target`.
///
/// Everybody may read the result, because the account of the database has to; what is in a `bin` is executable.
pub(super) fn unpack(gzipped: &[u8], target: &Path) -> Result<(), Error> {
    let reading = || Error::io("reading the archive");
    let mut archive = tar::Archive::new(GzDecoder::new(gzipped));
    create_open(target)?;
    for entry in archive.entries().map_err(reading())? {
        let mut entry = entry.map_err(reading())?;
        let path = entry.path().map_err(reading())?.into_owned();
        let refuse = |reason| Error::Archive { member: path.display().to_string(), reason };
        let kind = entry.header().entry_type();
        let inside = inside(&path).ok_or_else(|| refuse("leads out of the directory"))?;
        let inside = inside.strip_prefix("package").map_err(|_| refuse("is not in package/"))?;
        if kind.is_dir() {
            create_open(&target.join(inside))?;
        } else if kind.is_file() {
            write(&mut entry, &target.join(inside))?;
        } else {
            return Err(refuse("is neither a file nor a directory"));
        }
    }
    Ok(())
}

/// Creates the links that the package lists as `[{"source", "target"}]`, both relative to it.
pub(super) fn link(package: &Path) -> Result<(), Error> {
    let list = package.join(LINKS);
    let reading = || format!("reading {}", list.display());
    let text = match fs::read(&list) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(Error::Io { doing: reading(), source }),
    };
    let links: Vec<Value> =
        serde_json::from_slice(&text).map_err(|error| Error::io(reading())(error.into()))?;
    for entry in links {
        let member = |name| {
            let path = entry.get(name).and_then(Value::as_str).unwrap_or_default();
            inside(Path::new(path)).filter(|path| path.file_name().is_some()).ok_or_else(|| Error::Archive {
                member: format!("{LINKS}, {name} {path:?}"),
                reason: "leads out of the directory",
            })
        };
        let (source, target) = (member("source")?, member("target")?);
        // Relative, so that the whole directory can be moved.
        let mut to: PathBuf = target.components().skip(1).map(|_| Component::ParentDir).collect();
        to.push(source);
        let target = package.join(target);
        let linking = || format!("linking {}", target.display());
        if let Some(parent) = target.parent() {
            create_open(parent)?;
        }
        symlink(to, &target).map_err(Error::io(linking()))?;
    }
    Ok(())
}

/// The path without its `.` parts, or `None` when it could lead out of the directory it is relative to.
fn inside(path: &Path) -> Option<PathBuf> {
    path.components()
        .filter(|part| !matches!(part, Component::CurDir))
        .map(|part| if let Component::Normal(name) = part { Some(name) } else { None })
        .collect()
}

/// Creates a directory and its parents for everybody to enter, whatever the umask is.
fn create_open(dir: &Path) -> Result<(), Error> {
    let doing = || format!("creating {}", dir.display());
    if dir.is_dir() {
        return Ok(());
    }
    if let Some(parent) = dir.parent() {
        create_open(parent)?;
    }
    DirBuilder::new().mode(0o755).create(dir).map_err(Error::io(doing()))?;
    fs::set_permissions(dir, Permissions::from_mode(0o755)).map_err(Error::io(doing()))
}

/// Writes one file; an earlier member of the same name is not overwritten but an error.
fn write(content: &mut impl Read, path: &Path) -> Result<(), Error> {
    let doing = || format!("unpacking {}", path.display());
    let dir = path.parent().unwrap_or(path);
    create_open(dir)?;
    let mut file = File::create_new(path).map_err(Error::io(doing()))?;
    io::copy(content, &mut file).map_err(Error::io(doing()))?;
    let mode = if dir.file_name().is_some_and(|name| name == "bin") { 0o755 } else { 0o644 };
    file.set_permissions(Permissions::from_mode(mode)).map_err(Error::io(doing()))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use tar::{EntryType, Header};

    use super::super::super::Error;
    use super::{link, unpack, verify};

    /// A gzipped archive. Names go in as bytes, because the builder would refuse the ones that matter here.
    fn archive(members: &[(&str, EntryType, &str)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, kind, content) in members {
            let mut header = Header::new_ustar();
            header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
            header.set_entry_type(*kind);
            header.set_mode(0o600);
            let length = if *kind == EntryType::Regular { content.len() } else { 0 };
            header.set_size(u64::try_from(length).unwrap());
            if *kind == EntryType::Symlink {
                header.set_link_name(content).unwrap();
            }
            header.set_cksum();
            bytes.extend_from_slice(header.as_bytes());
            if *kind == EntryType::Regular {
                bytes.extend_from_slice(content.as_bytes());
                bytes.resize(bytes.len().next_multiple_of(512), 0);
            }
        }
        bytes.resize(bytes.len() + 1024, 0);
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(&bytes).unwrap();
        gzip.finish().unwrap()
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn files_arrive_readable_and_programs_executable() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("tree");
        let bytes = archive(&[
            ("package/native/bin/postgres", EntryType::Regular, "elf"),
            ("package/native/lib/libpq.so.5.18", EntryType::Regular, "so"),
            (
                "package/native/pg-symlinks.json",
                EntryType::Regular,
                r#"[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]"#,
            ),
        ]);
        unpack(&bytes, &target).unwrap();
        link(&target).unwrap();
        assert_eq!(mode(&target.join("native/bin/postgres")), 0o755);
        assert_eq!(mode(&target.join("native/lib/libpq.so.5.18")), 0o644);
        assert_eq!(mode(&target.join("native/lib")), 0o755);
        let moved = dir.path().join("moved");
        fs::rename(target, &moved).unwrap();
        assert_eq!(fs::read_to_string(moved.join("native/lib/libpq.so.5")).unwrap(), "so");
    }

    #[test]
    fn members_that_lead_elsewhere_are_refused() {
        for (name, kind) in [
            ("package/../../escaped", EntryType::Regular),
            ("/package/escaped", EntryType::Regular),
            ("../package/escaped", EntryType::Directory),
            ("elsewhere/escaped", EntryType::Regular),
            ("package/escaped", EntryType::Symlink),
            ("package/escaped", EntryType::Link),
            ("package/escaped", EntryType::Char),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let refused =
                unpack(&archive(&[(name, kind, "/etc/passwd")]), &dir.path().join("tree")).unwrap_err();
            assert!(matches!(refused, Error::Archive { .. }), "{name}: {refused}");
            assert!(!dir.path().join("escaped").exists() && !dir.path().join("tree/escaped").exists());
        }
    }

    #[test]
    fn links_that_lead_elsewhere_are_refused() {
        for list in [
            r#"[{"source":"../../etc/passwd","target":"native/lib/x"}]"#,
            r#"[{"source":"native/lib/a","target":"/etc/x"}]"#,
            r#"[{"source":"native/lib/a"}]"#,
        ] {
            let dir = tempfile::tempdir().unwrap();
            fs::create_dir(dir.path().join("native")).unwrap();
            fs::write(dir.path().join("native/pg-symlinks.json"), list).unwrap();
            let refused = link(dir.path()).unwrap_err();
            assert!(matches!(refused, Error::Archive { .. }), "{list}: {refused}");
        }
    }

    #[test]
    fn one_changed_byte_is_refused() {
        // The digest of "abc", from the standard that defines the function.
        let expected =
            "3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==";
        verify("x.tgz", b"abc", expected).unwrap();
        let refused = verify("x.tgz", b"abd", expected).unwrap_err();
        assert!(matches!(refused, Error::Integrity { .. }), "{refused}");
        assert!(refused.to_string().starts_with("x.tgz has the sha512 "));
    }
}
