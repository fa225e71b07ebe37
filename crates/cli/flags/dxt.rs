//! `pyrel dxt`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Check, pack and sign desktop extensions.
///
/// Desktop extensions are zip archives with a manifest.json, known as DXT and, since their second
/// edition, as MCPB.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt validate my-extension               every finding, with line and column
  pyrel dxt pack my-extension                   ./<name>-<version>.mcpb
  pyrel dxt pack                                the extension of the project around you
  pyrel dxt sign demo-1.0.0.mcpb --key me.p12   signed in its place
  pyrel dxt verify demo-1.0.0.mcpb              whether it is signed, by whom, and to be trusted")]
pub(crate) struct Dxt {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: DxtCommand,
}

/// What can be done with desktop extensions.
#[derive(Debug, Subcommand)]
pub(crate) enum DxtCommand {
    Pack(Pack),
    Sign(Sign),
    Unsign(Unsign),
    Validate(Validate),
    Verify(Verify),
}

/// Make a bundle of a folder.
///
/// The manifest is checked first, with everything it mentions; what .mcpbignore names stays out.
/// The same folder gives the same bytes on every machine.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt pack                                the extension of the project around you
  pyrel dxt pack my-extension                   ./<name>-<version>.mcpb
  pyrel dxt pack my-extension out/demo.dxt      a bundle of this name
  pyrel dxt pack my-extension --list            what would go in
  pyrel dxt pack . --manifest other.json        with another manifest")]
pub(crate) struct Pack {
    /// The folder [default: what [tool.pyrel.dxt] of the project describes, else the current folder]
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,

    /// The bundle: a file, or a folder to put it into [default: the current folder; for a project
    /// its dist folder]
    #[arg(value_name = "OUT")]
    pub(crate) out: Option<PathBuf>,

    /// The ending of the file name [default: that of OUT, else mcpb]
    #[arg(long, value_enum)]
    pub(crate) kind: Option<BundleKind>,

    /// List what would go in; pack nothing.
    #[arg(short, long)]
    pub(crate) list: bool,

    /// Say why a file goes in or stays out; pack nothing.
    #[arg(long, value_name = "PATH", conflicts_with = "list")]
    pub(crate) why: Option<String>,

    /// The manifest to pack, instead of the folder's manifest.json.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
}

/// Check a manifest, a folder or a bundle.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt validate manifest.json
  pyrel dxt validate demo-1.0.0.mcpb --strict
  pyrel dxt validate . --format github         annotations for a pull request")]
pub(crate) struct Validate {
    /// A manifest.json, a folder that holds one, or a bundle [default: what [tool.pyrel.dxt] of the
    /// project describes, else the current folder]
    #[arg(value_name = "PATH")]
    pub(crate) path: Option<PathBuf>,
}

/// Sign a bundle.
///
/// The signature stands where every reader of archives takes it for a comment. The same bundle, key
/// and certificates give the same bytes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt sign demo.mcpb --key me.p12         key and certificates from one file
  pyrel dxt sign demo.mcpb -k key.pem -c cert.pem -i intermediate.pem
  pyrel dxt sign demo.mcpb --key-env SIGNING_KEY --passphrase-env SIGNING_PASSPHRASE
  pyrel dxt sign demo.mcpb --self-signed        with a key of your own, made on first use")]
pub(crate) struct Sign {
    /// The bundle.
    #[arg(value_name = "BUNDLE")]
    pub(crate) bundle: PathBuf,

    /// Where the signed bundle goes [default: in the place of BUNDLE]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// The private key: PEM, DER or PKCS#12, RSA, P-256, P-384 or Ed25519; - for standard input.
    #[arg(short, long, value_name = "FILE", required_unless_present_any = ["key_env", "self_signed"])]
    pub(crate) key: Option<PathBuf>,

    /// The variable that holds the private key as PEM, or PKCS#12 in base64.
    #[arg(long, value_name = "NAME", conflicts_with = "key")]
    pub(crate) key_env: Option<String>,

    /// The variable that holds the passphrase of the key.
    #[arg(long, value_name = "NAME", default_value = "PYREL_PASSPHRASE")]
    pub(crate) passphrase_env: String,

    /// A file with the certificate of the key, and any above it; not needed where the file of the key
    /// holds them.
    #[arg(short, long = "cert", value_name = "FILE")]
    pub(crate) certificates: Vec<PathBuf>,

    /// A file with certificates between that of the key and the root.
    #[arg(short, long = "intermediate", value_name = "FILE", num_args = 1..)]
    pub(crate) intermediates: Vec<PathBuf>,

    /// Sign with a key of your own, which nobody vouches for; it is made on first use, and kept below
    /// your folder of settings.
    #[arg(long, conflicts_with_all = ["key", "key_env", "certificates", "intermediates"])]
    pub(crate) self_signed: bool,

    /// What kind of key to make on first use: rsa is known to every reader, p256 is smaller.
    #[arg(long, value_enum, default_value = "rsa", requires = "self_signed")]
    pub(crate) key_type: KeyType,

    /// Replace a signature that is there already.
    #[arg(short, long)]
    pub(crate) force: bool,

    /// Write the time of signing into the signature, which is then another one each time.
    #[arg(long)]
    pub(crate) timestamp: bool,

    /// Take a certificate that does not say it is meant for signing code.
    #[arg(long)]
    pub(crate) any_usage: bool,
}

/// Which kind of key is made.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum KeyType {
    /// ECDSA on P-256.
    P256,
    /// RSA with 3072 bits.
    Rsa,
}

/// Say whether a bundle is signed, what the signature covers, and whether the signer is trusted.
///
/// The exit code tells: 0 trusted, 10 unsigned, 11 not right, 12 not trusted, 13 malformed.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt verify demo.mcpb --trust our-root.pem
  pyrel dxt verify demo.mcpb --trust pin=b5bb9d80…
  pyrel dxt verify demo.mcpb --trust self-signed")]
pub(crate) struct Verify {
    /// The bundle.
    #[arg(value_name = "BUNDLE")]
    pub(crate) bundle: PathBuf,

    /// Whom to trust: a file with certificates, pin=SHA256 for the signer with that fingerprint, or
    /// self-signed for all who speak for themselves.
    #[arg(short, long, value_name = "WHOM")]
    pub(crate) trust: Vec<String>,

    /// Trust certificates also that do not say they are meant for signing code.
    #[arg(long)]
    pub(crate) any_usage: bool,
}

/// Take the signature off a bundle.
#[derive(Args, Debug)]
pub(crate) struct Unsign {
    /// The bundle.
    #[arg(value_name = "BUNDLE")]
    pub(crate) bundle: PathBuf,

    /// Where the bundle without it goes [default: in the place of BUNDLE]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// The edition of a bundle.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum BundleKind {
    /// The first: `.dxt`, with `dxt_version`.
    Dxt,
    /// The second: `.mcpb`, with `manifest_version`.
    Mcpb,
}
