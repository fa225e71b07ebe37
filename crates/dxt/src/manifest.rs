//! A valid manifest, as the stages after validation need it.

use std::ops::Range;
use std::sync::Arc;

use pyrel_diag::Location;

use crate::Version;
use crate::json::{Document, Node};
use crate::manuscript::Manuscript;

/// A valid manifest.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The version of the format that it was held against.
    pub manifest_version: Version,
    /// The name that machines know the extension by.
    pub name: String,
    /// The name that people read.
    pub display_name: Option<String>,
    /// The version of the extension.
    pub version: String,
    /// What it does, in one sentence.
    pub description: String,
    /// The server.
    pub server: Server,
    /// Systems that it says to run on, as Node.js names them; empty where it says nothing.
    pub platforms: Vec<String>,
    /// The icon, as written; never empty.
    pub icon: Option<Reference>,
    /// The images it names besides: icons for sizes and themes, screenshots.
    pub images: Vec<Reference>,
    bytes: Arc<[u8]>,
    manuscript: Manuscript,
}

/// How the server is started.
#[derive(Clone, Debug)]
pub struct Server {
    /// What it is made with.
    pub kind: ServerKind,
    /// The file that is run, or the name of a command that the machine has.
    pub entry_point: Reference,
    /// The command, and what it is replaced by on single systems.
    pub commands: Vec<String>,
}

/// What a server is made with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ServerKind {
    /// An executable.
    Binary,
    /// Node.js.
    Node,
    /// Python.
    Python,
    /// A Python project that the host runs with uv.
    Uv,
}

impl ServerKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Binary, Self::Node, Self::Python, Self::Uv];

    /// The kind as manifests have it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::Node => "node",
            Self::Python => "python",
            Self::Uv => "uv",
        }
    }

    /// Reads a kind as manifests have it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.text() == text)
    }
}

/// A file as the manifest names it.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The key it is named by, such as `server.entry_point`.
    pub key: &'static str,
    /// As written.
    pub text: String,
    span: Range<usize>,
}

impl Manifest {
    /// The text of the manifest as the bundle gets it: with its placeholders filled.
    #[must_use]
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// Its text, with the places of its author's.
    pub(crate) fn manuscript(&self) -> &Manuscript {
        &self.manuscript
    }

    /// Where the manifest names a file.
    #[must_use]
    pub fn locate(&self, reference: &Reference) -> Location {
        self.manuscript.locate(reference.span.clone())
    }

    /// Takes what a document of a valid manifest says.
    pub(crate) fn read(document: &Document, version: Version, text: (Manuscript, Vec<u8>)) -> Self {
        let root = document.root();
        let (manuscript, raw) = text;
        let bytes =
            if manuscript.is_filled() { manuscript.text().as_bytes().into() } else { raw.into() };
        let platforms = root.member("compatibility").and_then(|node| node.member("platforms"));
        Self {
            manifest_version: version,
            name: text_of(root, "name"),
            display_name: root.member("display_name").and_then(Node::text).map(str::to_owned),
            version: text_of(root, "version"),
            description: text_of(root, "description"),
            server: Server::read(root.member("server").unwrap_or(root)),
            platforms: platforms
                .into_iter()
                .flat_map(Node::items)
                .filter_map(Node::text)
                .map(str::to_owned)
                .collect(),
            icon: root
                .member("icon")
                .and_then(|icon| Reference::read("icon", icon))
                .filter(|icon| !icon.text.is_empty()),
            images: images(root),
            bytes,
            manuscript,
        }
    }
}

impl Server {
    fn read(server: Node<'_>) -> Self {
        let config = server.member("mcp_config");
        let overrides = config.and_then(|config| config.member("platform_overrides"));
        let overrides = overrides.into_iter().flat_map(Node::members).map(|(_, node)| node);
        let commands = config.into_iter().chain(overrides);
        let commands = commands.filter_map(|node| node.member("command")).filter_map(Node::text);
        let entry_point = server
            .member("entry_point")
            .and_then(|node| Reference::read("server.entry_point", node))
            .unwrap_or(Reference { key: "server.entry_point", text: String::new(), span: 0..0 });
        Self {
            kind: server
                .member("type")
                .and_then(Node::text)
                .and_then(ServerKind::parse)
                .unwrap_or(ServerKind::Binary),
            entry_point,
            commands: commands.map(str::to_owned).collect(),
        }
    }
}

impl Reference {
    fn read(key: &'static str, node: Node<'_>) -> Option<Self> {
        Some(Self { key, text: node.text()?.to_owned(), span: node.span() })
    }
}

fn images(root: Node<'_>) -> Vec<Reference> {
    let icons = root.member("icons").into_iter().flat_map(Node::items);
    let icons = icons.filter_map(|icon| icon.member("src"));
    let icons = icons.filter_map(|src| Reference::read("icons.src", src));
    let screenshots = root.member("screenshots").into_iter().flat_map(Node::items);
    let screenshots = screenshots.filter_map(|text| Reference::read("screenshots", text));
    icons.chain(screenshots).collect()
}

fn text_of(node: Node<'_>, key: &str) -> String {
    node.member(key).and_then(Node::text).unwrap_or_default().to_owned()
}
