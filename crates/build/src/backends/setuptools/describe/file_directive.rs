//! `{file = …}`: the text of one or more files.

use pyrel_diag::{Location, SourceText};
use pyrel_tree::{RelPath, SourceTree};

use crate::named_file::text;
use crate::pyproject::{Located, Reader};
use pyrel_python::split_lines;

/// Files that make up a value.
#[derive(Debug, Default)]
pub(crate) struct FileTexts {
    pub files: Vec<(RelPath, SourceText)>,
}

impl FileTexts {
    /// Reads the files; one that is missing is reported, where setuptools goes on without it.
    pub(crate) fn read(
        key: &str,
        paths: &[Located<String>],
        tree: &SourceTree,
        reader: &mut Reader,
    ) -> Self {
        let mut files = Vec::new();
        for path in paths {
            if let Some((path, text)) = text(key, path, tree, reader) {
                let source = SourceText::new(path.as_str(), text);
                files.push((path, source));
            }
        }
        Self { files }
    }

    /// The texts with a line feed between them.
    pub(crate) fn joined(&self) -> String {
        let texts: Vec<&str> = self.files.iter().map(|(_, source)| source.text()).collect();
        texts.join("\n")
    }

    /// The lines of all files, as Python's `splitlines` sees them.
    pub(crate) fn lines(&self) -> Vec<Located<String>> {
        let mut lines = Vec::new();
        for (_, source) in &self.files {
            for (text, range) in split_lines(source.text()) {
                lines.push(Located { value: text.to_owned(), location: source.locate(range) });
            }
        }
        lines
    }

    /// The place of the first file as a whole.
    pub(crate) fn location(&self) -> Option<Location> {
        self.files.first().map(|(_, source)| source.locate(0..0))
    }
}
