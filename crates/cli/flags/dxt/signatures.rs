//! `pyrel dxt sign`, `verify` and `unsign`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pyrel_effect::Program;
use pyrel_effect::http::Endpoint;

/// Sign a bundle.
///
/// The signature stands where every reader of archives takes it for a comment. The same bundle, key
/// and certificates give the same bytes.
#[derive(Args, Debug)]
#[command(
    override_usage = "pyrel dxt sign [OPTIONS] <--key FILE|--key-env NAME|--self-signed> <BUNDLE>"
)]
#[command(after_help = "\
Examples:
  pyrel dxt sign demo.mcpb --key me.p12         key and certificates from one file
  pyrel dxt sign demo.mcpb -k key.pem -c cert.pem -i intermediate.pem
  pyrel dxt sign demo.mcpb --key-env SIGNING_KEY --passphrase-env SIGNING_PASSPHRASE
  pyrel dxt sign demo.mcpb --self-signed        with a key of your own, made on first use
  pyrel dxt sign demo.mcpb --key me.p12 --timestamp-server http://timestamp.example.org
  pyrel dxt sign demo.mcpb -c cert.pem --signer \"openssl dgst -sha256 -sign key.pem\"")]
pub(crate) struct Sign {
    /// The bundle.
    #[arg(value_name = "BUNDLE")]
    pub(crate) bundle: PathBuf,

    /// Where the signed bundle goes [default: in the place of BUNDLE]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// The private key: PEM, DER or PKCS#12, RSA, P-256, P-384 or Ed25519, encrypted or not; - for
    /// standard input.
    #[arg(short, long, value_name = "FILE", required_unless_present_any = ["key_env", "self_signed", "signer"])]
    pub(crate) key: Option<PathBuf>,

    /// The variable that holds the private key as PEM, or DER or PKCS#12 in base64.
    #[arg(long, value_name = "NAME", conflicts_with = "key")]
    pub(crate) key_env: Option<String>,

    /// A program that signs with a key which is elsewhere, on a card or in a service: it reads the bytes to
    /// sign, and prints the bare signature. Which algorithm that is says the key of the first certificate
    /// (ECDSA in DER); a signature that does not belong to it is refused. The words are parted at white
    /// space outside of quotes, no shell is between, and a dry run does not run it.
    #[arg(long, value_name = "COMMAND", requires = "certificates",
        conflicts_with_all = ["key", "key_env", "self_signed"])]
    pub(crate) signer: Option<Program>,

    /// The variable that holds the passphrase of the key.
    #[arg(long, value_name = "NAME", default_value = "PYREL_PASSPHRASE")]
    pub(crate) passphrase_env: String,

    /// A file with the certificate of the key, and any above it; not needed where the file of the key
    /// holds them.
    #[arg(short, long = "cert", value_name = "FILE")]
    pub(crate) certificates: Vec<PathBuf>,

    /// Files with certificates between that of the key and the root; BUNDLE stands before them.
    #[arg(short, long = "intermediate", value_name = "FILE", num_args = 1..)]
    pub(crate) intermediates: Vec<PathBuf>,

    /// Sign with a key of your own, which nobody vouches for; it is made on first use, and kept for you
    /// alone in pyrel/dxt-signing.pem below XDG_CONFIG_HOME, APPDATA or ~/.config.
    #[arg(long, conflicts_with_all = ["key", "key_env", "certificates", "intermediates"])]
    pub(crate) self_signed: bool,

    /// What kind of key to make on first use: rsa is known to every reader, p256 is smaller
    /// [default: rsa]
    #[arg(
        long,
        value_enum,
        value_name = "KIND",
        requires = "self_signed",
        conflicts_with_all = ["key", "key_env"],
    )]
    pub(crate) key_type: Option<KeyType>,

    /// Replace a signature that is there already.
    #[arg(short, long)]
    pub(crate) force: bool,

    /// Write the time of signing into the signature, which is then another one each time. It is the word
    /// of your own clock: whoever verifies is told of it, and no certificate lives longer by it.
    #[arg(long)]
    pub(crate) timestamp: bool,

    /// Have an authority say when the signature was there (RFC 3161), so that it stays trusted when its
    /// certificate has expired. Only a digest of the signature is sent to that address, and not in a dry
    /// run. With --timestamp, both stand in the signature.
    #[arg(long, value_name = "URL")]
    pub(crate) timestamp_server: Option<Endpoint>,

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

/// Verify the signature of a bundle.
///
/// It is said separately whether the signature is right, what it covers, and whether its signer is
/// trusted, and why. Nothing is asked over the network, so a certificate that was revoked
/// counts as if it were not. The exit code tells: 0 trusted, 10 unsigned, 11 not right, 12 not trusted, 13 malformed.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt verify demo.mcpb                    against the certificates of this system
  pyrel dxt verify demo.mcpb --trust our-root.pem
  pyrel dxt verify demo.mcpb --trust pin=b5bb9d80…
  pyrel dxt verify demo.mcpb --trust self-signed
  pyrel dxt verify demo.mcpb --trust our-root.pem --trust-timestamp system")]
pub(crate) struct Verify {
    /// The bundle.
    #[arg(value_name = "BUNDLE")]
    pub(crate) bundle: PathBuf,

    /// Whom to trust: system, a file with certificates, pin=SHA256 for the signer with that
    /// fingerprint, or self-signed for all who speak for themselves; can be given several times
    /// [default: system]
    #[arg(short, long, value_name = "WHOM")]
    pub(crate) trust: Vec<String>,

    /// Whom to trust about the time of a signature: system, or a file with certificates [default: whom
    /// --trust names so]
    #[arg(long, value_name = "WHOM")]
    pub(crate) trust_timestamp: Vec<String>,

    /// Trust certificates also that do not say they are meant for signing code.
    #[arg(long)]
    pub(crate) any_usage: bool,
}

/// Take the signature off a bundle.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  pyrel dxt unsign demo-1.0.0.mcpb              in its place
  pyrel dxt unsign demo-1.0.0.mcpb --dry-run    what it would become")]
pub(crate) struct Unsign {
    /// The bundle.
    #[arg(value_name = "BUNDLE")]
    pub(crate) bundle: PathBuf,

    /// Where the bundle without it goes [default: in the place of BUNDLE]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}
