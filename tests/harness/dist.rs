//! Finished wheels and sdists, read with other libraries' eyes than those that wrote them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

/// A finished wheel or sdist.
#[derive(Debug)]
pub(crate) struct Dist {
    /// The name of the file.
    pub(crate) name: String,
    /// Its members but folders; those of an sdist below its top folder.
    pub(crate) members: BTreeMap<String, Member>,
}

/// A member of an archive.
#[derive(Debug)]
pub(crate) enum Member {
    /// A file with its permissions.
    File { mode: u32, bytes: Vec<u8> },
    /// A symbolic link with its target.
    Link(String),
}

impl Dist {
    /// Reads a wheel or an sdist.
    #[track_caller]
    pub(crate) fn read(path: &Path) -> Self {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let members = match name.strip_suffix(".tar.gz") {
            Some(top) => read_sdist(path, top),
            None => read_wheel(path),
        };
        Self { name, members }
    }

    /// What `fixtures/backends/<backend>/<case>/{wheel,sdist}.txt` say: name, then mode, digest and
    /// path of each member. What the standards define by meaning has no digest there.
    pub(crate) fn listing(&self) -> String {
        let mut text = format!("{}\n", self.name);
        for (path, member) in &self.members {
            let (mode, digest) = match member {
                Member::Link(target) => ("lnk", format!("-> {target}")),
                Member::File { mode, .. } if is_meaning(path) => (shown(*mode), "meaning".into()),
                Member::File { mode, bytes } => {
                    let digest = Sha256::digest(bytes);
                    let digest: String = digest[..8].iter().map(|b| format!("{b:02x}")).collect();
                    (shown(*mode), digest)
                }
            };
            text += &format!("{mode} {digest:<16} {path}\n");
        }
        text
    }

    /// The bytes of a member.
    #[track_caller]
    pub(crate) fn bytes(&self, path: &str) -> &[u8] {
        match self.members.get(path) {
            Some(Member::File { bytes, .. }) => bytes,
            other => panic!("{} has no file `{path}`, but {other:?}", self.name),
        }
    }

    /// The text of a member.
    #[track_caller]
    pub(crate) fn text(&self, path: &str) -> &str {
        std::str::from_utf8(self.bytes(path)).unwrap()
    }

    /// The path of a wheel's `.dist-info` member.
    #[track_caller]
    pub(crate) fn dist_info(&self, name: &str) -> String {
        let found = self.members.keys().find_map(|path| path.strip_suffix(".dist-info/RECORD"));
        format!("{}.dist-info/{name}", found.expect("every wheel has a RECORD"))
    }

    /// The text of `entry_points.txt`, if there is one.
    pub(crate) fn entry_points(&self) -> Option<&str> {
        let path = self.dist_info("entry_points.txt");
        self.members.contains_key(&path).then(|| self.text(&path))
    }
}

/// Whether a member is compared by what it means.
fn is_meaning(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match name {
        "PKG-INFO" => true,
        "METADATA" | "WHEEL" | "RECORD" => folder.ends_with(".dist-info"),
        "entry_points.txt" => folder.ends_with(".dist-info") || folder.ends_with(".egg-info"),
        _ => false,
    }
}

/// pyrel writes these two modes and no others.
#[track_caller]
fn shown(mode: u32) -> &'static str {
    match mode {
        0o644 => "644",
        0o755 => "755",
        other => panic!("a member has the mode {other:o}"),
    }
}

fn read_wheel(path: &Path) -> BTreeMap<String, Member> {
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut members = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mode = file.unix_mode().expect("every member has a mode");
        assert_eq!(mode & 0o170_000, 0o100_000, "{name} is no regular file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let member = Member::File { mode: mode & 0o7777, bytes };
        assert!(members.insert(name.clone(), member).is_none(), "twice: {name}");
    }
    members
}

fn read_sdist(path: &Path, top: &str) -> BTreeMap<String, Member> {
    let file = flate2::read::GzDecoder::new(File::open(path).unwrap());
    let mut members = BTreeMap::new();
    for entry in tar::Archive::new(file).entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = String::from_utf8(entry.path_bytes().into_owned()).unwrap();
        let kind = entry.header().entry_type();
        let inner = name.strip_prefix(top).and_then(|rest| rest.strip_prefix('/'));
        let inner = inner.unwrap_or_else(|| panic!("`{name}` is not below `{top}`")).to_owned();
        let member = if kind.is_symlink() {
            let target = entry.link_name_bytes().unwrap().into_owned();
            Member::Link(String::from_utf8(target).unwrap())
        } else {
            assert!(kind.is_file(), "`{name}` is a {kind:?}");
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            Member::File { mode: entry.header().mode().unwrap(), bytes }
        };
        assert!(members.insert(inner, member).is_none(), "twice: {name}");
    }
    members
}

/// Unpacks an sdist into a folder and returns its top folder.
pub(crate) fn unpack(sdist: &Path, into: &Path) -> std::path::PathBuf {
    let file = flate2::read::GzDecoder::new(File::open(sdist).unwrap());
    tar::Archive::new(file).unpack(into).unwrap();
    let mut tops = fs::read_dir(into).unwrap();
    let top = tops.next().unwrap().unwrap().path();
    assert!(tops.next().is_none(), "{} has more than one top folder", sdist.display());
    top
}
