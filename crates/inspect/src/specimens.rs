//! Small archives for the tests.

use pyrel_archive::{
    ArchivePath, Artifact, Entry, Epoch, FileMap, Format, Job, Limits, Mode, Origin, SealedEntry,
    SpoolFolder, seal,
};
use pyrel_diag::Silent;
use pyrel_pep::record::Row;
use pyrel_pep::{Digest, Record};
use pyrel_tree::{Source, SourceTree};

use crate::Opened;

/// Files to be: their paths, and what is in them.
#[derive(Clone, Debug)]
pub(crate) struct Files(Vec<(String, Vec<u8>, Mode)>);

impl Files {
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| {
            ((*path).to_owned(), text.as_bytes().to_vec(), Mode::Regular)
        };
        Self(files.iter().map(file).collect())
    }

    /// The same with another text in a file, or with a file more.
    pub(crate) fn with(&self, path: &str, text: &str) -> Self {
        let mut files = self.without(path);
        files.0.push((path.to_owned(), text.as_bytes().to_vec(), Mode::Regular));
        files
    }

    pub(crate) fn without(&self, path: &str) -> Self {
        Self(self.0.iter().filter(|(it, ..)| it != path).cloned().collect())
    }

    pub(crate) fn executable(&self, path: &str) -> Self {
        let mut files = self.clone();
        for (at, _, mode) in &mut files.0 {
            if at == path {
                *mode = Mode::Executable;
            }
        }
        files
    }

    /// The text of a file with some words replaced.
    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) -> Self {
        let (_, text, _) = self.0.iter().find(|(it, ..)| it == path).unwrap();
        let text = String::from_utf8(text.clone()).unwrap();
        assert!(text.contains(from), "{text}");
        self.with(path, &text.replace(from, to))
    }

    /// A wheel, with its `RECORD`.
    pub(crate) fn wheel(&self, name: &str) -> Artifact {
        let record = self.0.iter().find_map(|(path, ..)| path.strip_suffix("/WHEEL")).unwrap();
        let record = format!("{record}/RECORD");
        let trailer = move |sealed: &[SealedEntry]| {
            let mut rows: Vec<Row> = sealed
                .iter()
                .map(|it| Row {
                    path: it.path.as_str().to_owned(),
                    digest: Some(Digest::Sha256(it.sha256.0)),
                    size: Some(it.len),
                })
                .collect();
            rows.push(Row { path: record.clone(), digest: None, size: None });
            let text = Record { rows }.write().into_bytes();
            vec![(ArchivePath::new(record.as_str()).unwrap(), text)]
        };
        self.seal(name, Format::Zip, Some(&trailer))
    }

    pub(crate) fn zip(&self, name: &str) -> Artifact {
        self.seal(name, Format::Zip, None)
    }

    pub(crate) fn tar(&self, name: &str) -> Artifact {
        self.seal(name, Format::TarGz, None)
    }

    fn seal(
        &self,
        name: &str,
        format: Format,
        trailer: Option<pyrel_archive::Trailer<'_>>,
    ) -> Artifact {
        let mut map = FileMap::new();
        for (path, text, mode) in &self.0 {
            let source = Source::Bytes(text.as_slice().into());
            let entry = Entry { source, mode: *mode, origin: Origin::rule("the test") };
            map.add(ArchivePath::new(path.as_str()).unwrap(), entry).unwrap();
        }
        let job = Job {
            name,
            format,
            map: &map,
            tree: &SourceTree::of_entries(None, Default::default()),
            epoch: Epoch::default(),
            level: 6,
            trailer,
            spool: &spool(),
            workers: None,
        };
        seal(&job, &Silent).unwrap()
    }
}

pub(crate) fn open(artifact: &Artifact) -> Opened {
    Opened::new(artifact, &Limits::default(), &spool()).unwrap()
}

/// A file of these bytes.
pub(crate) fn file(name: &str, bytes: &[u8]) -> Artifact {
    Artifact::of_bytes(name, bytes, &spool()).unwrap()
}

pub(crate) fn bytes(artifact: &Artifact) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut artifact.reader(), &mut bytes).unwrap();
    bytes
}

fn spool() -> SpoolFolder {
    SpoolFolder::new(tempfile::env::temp_dir())
}

/// The name of [`wheel`].
pub(crate) const WHEEL: &str = "demo-1.0-py3-none-any.whl";
/// The name of [`sdist`].
pub(crate) const SDIST: &str = "demo-1.0.tar.gz";

pub(crate) const METADATA: &str = "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\n\
    Summary: A demo\nKeywords: a,b\nClassifier: X :: Y\nClassifier: X :: Z\n\
    Requires-Python: >=3.8,<4\nRequires-Dist: Foo[b,a]>=1.0,<2; os_name == 'nt'\n\
    Requires-Dist: baz\nProvides-Extra: some-extra\nLicense-File: LICENSE\n\
    Description-Content-Type: text/markdown\n\n# Demo\n\nBody\n";

/// The files of a wheel with a bit of everything.
pub(crate) fn wheel() -> Files {
    Files::of(&[
        ("demo/__init__.py", "v = 1\n"),
        ("demo-1.0.data/scripts/run", "#!python\n"),
        ("demo-1.0.dist-info/licenses/LICENSE", "MIT\n"),
        ("demo-1.0.dist-info/entry_points.txt", "[console_scripts]\ndemo = demo:main\n"),
        ("demo-1.0.dist-info/top_level.txt", "demo\nother\n"),
        ("demo-1.0.dist-info/METADATA", METADATA),
        (
            "demo-1.0.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: x 1\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        ),
    ])
    .executable("demo-1.0.data/scripts/run")
}

/// The files of an sdist as setuptools makes them.
pub(crate) fn sdist() -> Files {
    Files::of(&[
        ("demo-1.0/demo/__init__.py", "v = 1\n"),
        ("demo-1.0/pyproject.toml", "[x]\n"),
        (
            "demo-1.0/setup.cfg",
            "[metadata]\nname = demo\n\n[egg_info]\ntag_build = \ntag_date = 0\n\n",
        ),
        ("demo-1.0/PKG-INFO", METADATA),
        ("demo-1.0/demo.egg-info/PKG-INFO", METADATA),
    ])
}
