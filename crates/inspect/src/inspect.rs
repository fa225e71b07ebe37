//! What is inside of a file.

use std::collections::BTreeMap;

use pyrel_archive::Sha256;
use pyrel_diag::Finding;
use pyrel_pep::EntryPoints;
use pyrel_pep::metadata::Field;
use pyrel_signature::SignatureBlock;
use serde_json::Value;

use crate::entry_pairs::Places;
use crate::meaning::headers::{Headers, squeezed, unfolded};
use crate::meaning::wheel_file::WheelFile;
use crate::{Error, Kind, MemberKind, Opened};

/// What is inside of a file.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The name of the file.
    pub file: String,
    /// What sort of file it is.
    pub kind: Kind,
    /// How many bytes it has.
    pub len: u64,
    /// Their digest.
    pub sha256: Sha256,
    /// The fields of its metadata with their values, in the order of the specification; those that
    /// it does not know come last. The description is apart.
    pub fields: Vec<(String, Vec<String>)>,
    /// The long description.
    pub description: Option<Description>,
    /// What a wheel says of itself.
    pub wheel: Option<WheelFacts>,
    /// Entry points: groups with their names and objects.
    pub entry_points: Vec<(String, Vec<(String, String)>)>,
    /// The manifest of a bundle.
    pub manifest: Option<Value>,
    /// The signature block of a bundle.
    pub signature: Option<SignatureBlock>,
    /// Members of a wheel that sign its `RECORD`.
    pub record_signatures: Vec<String>,
    /// The files, in the order of the archive.
    pub files: Vec<FileFacts>,
    /// What cannot be read or understood.
    pub findings: Vec<Finding>,
}

/// A long description.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Description {
    /// Its type, as it is stated.
    pub content_type: Option<String>,
    /// The text.
    pub text: String,
}

/// What `WHEEL` says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WheelFacts {
    /// The version of the format.
    pub wheel_version: String,
    /// What made it.
    pub generator: String,
    /// `Root-Is-Purelib`, in small letters.
    pub root_is_purelib: String,
    /// The build number.
    pub build: Option<String>,
    /// Every single tag.
    pub tags: Vec<String>,
}

/// A file in an archive.
#[derive(Clone, Debug)]
pub struct FileFacts {
    /// Its path. Others wrote it: it may hold anything.
    pub path: String,
    /// How many bytes it has.
    pub len: u64,
    /// How many it has packed, where files are packed one by one.
    pub packed: Option<u64>,
    /// Whether it may be executed.
    pub is_executable: bool,
    /// Where it leads, if it is a link.
    pub link: Option<String>,
    /// The digest of its bytes, if it was asked for and they can be read.
    pub sha256: Option<Sha256>,
}

/// Whether files are read for their digests.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Digests {
    /// They are not.
    Skipped,
    /// Every one is.
    Taken,
}

/// Metadata and manifests with more bytes than this are not read.
const LONGEST: u64 = 16 << 20;

/// Says what is inside of a file.
///
/// # Errors
/// When the machine cannot read it.
pub fn inspect(opened: &mut Opened, digests: Digests) -> Result<Inspection, Error> {
    let artifact = opened.artifact().clone();
    let mut inspection = Inspection {
        file: artifact.name().to_owned(),
        kind: opened.kind(),
        len: artifact.len(),
        sha256: artifact.sha256(),
        fields: Vec::new(),
        description: None,
        wheel: None,
        entry_points: Vec::new(),
        manifest: None,
        signature: opened.signature().cloned(),
        record_signatures: Vec::new(),
        files: Vec::new(),
        findings: Vec::new(),
    };
    let places = Places::of(opened);
    match opened.kind() {
        Kind::Bundle => inspection.read_manifest(opened, &places)?,
        Kind::Sdist => inspection.read_sdist(opened, &places)?,
        Kind::Wheel => inspection.read_wheel(opened, &places)?,
    }
    inspection.files = files(opened, digests)?;
    inspection.findings = opened.findings().to_vec();
    Ok(inspection)
}

fn files(opened: &mut Opened, digests: Digests) -> Result<Vec<FileFacts>, Error> {
    let mut files = Vec::with_capacity(opened.members().len());
    for member in opened.members().to_vec() {
        let sha256 = match (digests, &member.kind) {
            (Digests::Taken, MemberKind::File) => opened.sha256(&member)?,
            _ => None,
        };
        files.push(FileFacts {
            path: member.path,
            len: member.len,
            packed: member.packed,
            is_executable: member.is_executable,
            link: match member.kind {
                MemberKind::File => None,
                MemberKind::Link(target) => Some(target),
            },
            sha256,
        });
    }
    Ok(files)
}

impl Inspection {
    /// The value of a field that stands once, or of the key of a manifest that is called alike.
    #[must_use]
    pub fn one(&self, field: Field) -> Option<&str> {
        if let Some(manifest) = &self.manifest {
            let is_summary = field == Field::Summary;
            let key = if is_summary { "description".to_owned() } else { field.json_name() };
            return manifest.get(key).and_then(Value::as_str);
        }
        let (_, values) = self.fields.iter().find(|(name, _)| name == field.as_str())?;
        values.first().map(String::as_str)
    }

    fn read_wheel(&mut self, opened: &mut Opened, places: &Places) -> Result<(), Error> {
        if let Some(text) = self.text(opened, places, "METADATA")? {
            self.read_metadata(&text);
        }
        if let Some(text) = self.text(opened, places, "WHEEL")? {
            let file = WheelFile::of(&Headers::read(&text));
            self.wheel = Some(WheelFacts {
                wheel_version: file.wheel_version,
                generator: file.generator,
                root_is_purelib: file.root_is_purelib,
                build: Some(file.build).filter(|build| !build.is_empty()),
                tags: file.tags,
            });
        }
        if places.members.contains_key(&Places::dist_info("entry_points.txt"))
            && let Some(text) = self.text(opened, places, "entry_points.txt")?
        {
            match EntryPoints::read(&String::from_utf8_lossy(&text)) {
                Ok(read) => self.take_entry_points(&read),
                Err(wrong) => {
                    let path = format!("{}/entry_points.txt", dist_info(places));
                    let wrong: Vec<_> = wrong.iter().take(3).map(ToString::to_string).collect();
                    opened
                        .report(Some(&path), format!("cannot be understood: {}", wrong.join("; ")));
                }
            }
        }
        for name in ["RECORD.jws", "RECORD.p7s"] {
            if places.members.contains_key(&Places::dist_info(name)) {
                self.record_signatures.push(format!("{}/{name}", dist_info(places)));
            }
        }
        Ok(())
    }

    fn take_entry_points(&mut self, read: &EntryPoints) {
        let groups = read.groups().map(|(group, names)| (group.to_owned(), names.to_vec()));
        self.entry_points = groups.collect();
    }

    /// A file of the `.dist-info` that has to be there.
    fn text(
        &self,
        opened: &mut Opened,
        places: &Places,
        name: &str,
    ) -> Result<Option<Vec<u8>>, Error> {
        let at = places.members.get(&Places::dist_info(name)).copied();
        let missing = format!("has no `{name}` in a `.dist-info` folder");
        read_at(opened, at, &missing)
    }

    fn read_sdist(&mut self, opened: &mut Opened, places: &Places) -> Result<(), Error> {
        let at = places.members.iter().find(|(key, _)| key.path == "PKG-INFO");
        let at = at.map(|(_, at)| *at);
        if let Some(text) = read_at(opened, at, "has no `PKG-INFO` in its folder")? {
            self.read_metadata(&text);
        }
        Ok(())
    }

    fn read_manifest(&mut self, opened: &mut Opened, places: &Places) -> Result<(), Error> {
        let at = places.members.iter().find(|(key, _)| key.path == "manifest.json");
        let at = at.map(|(_, at)| *at);
        let Some(text) = read_at(opened, at, "has no `manifest.json`")? else { return Ok(()) };
        match serde_json::from_slice(&text) {
            Ok(manifest) => self.manifest = Some(manifest),
            Err(error) => {
                opened.report(Some("manifest.json"), format!("is no JSON: {error}"));
            }
        }
        Ok(())
    }

    fn read_metadata(&mut self, text: &[u8]) {
        let headers = Headers::read(text);
        let mut known: BTreeMap<Field, Vec<String>> = BTreeMap::new();
        let mut other: Vec<(String, Vec<String>)> = Vec::new();
        let mut description = None;
        for (name, value) in &headers.fields {
            match Field::of(name) {
                Some(Field::Description) => description = Some(unfolded(value)),
                Some(Field::License) => {
                    known.entry(Field::License).or_default().push(unfolded(value));
                }
                Some(field) => known.entry(field).or_default().push(squeezed(value)),
                None => other.push((name.clone(), vec![squeezed(value)])),
            }
        }
        let body = Some(headers.body).filter(|body| !body.trim().is_empty());
        let content_type =
            known.get(&Field::DescriptionContentType).and_then(|it| it.first().cloned());
        self.description = description.or(body).map(|text| Description { content_type, text });
        let fields = Field::all()
            .filter_map(|field| Some((field.as_str().to_owned(), known.remove(&field)?)));
        self.fields = fields.chain(other).collect();
    }
}

fn dist_info(places: &Places) -> &str {
    places.folders.get(&crate::entry_pairs::Area::DistInfo).map_or("", String::as_str)
}

/// The bytes of a member, if it is there and can be read. What is missing is said once: of an
/// archive that cannot be opened, nothing more than that.
fn read_at(
    opened: &mut Opened,
    at: Option<usize>,
    missing: &str,
) -> Result<Option<Vec<u8>>, Error> {
    let member = at.and_then(|at| opened.members().get(at)).cloned();
    let Some(member) = member else {
        if opened.findings().is_empty() {
            opened.report(None, missing);
        }
        return Ok(None);
    };
    if member.len > LONGEST {
        opened.report(Some(&member.path), format!("has {} bytes, more than are read", member.len));
    }
    opened.read(&member, LONGEST)
}
