//! What is fuzzed: a function for each reader of foreign bytes, and what must hold whatever they
//! are. Fuzz targets call one each, and a test calls them with all that is in `fixtures/fuzz`.

use std::io::{Read, Write};

use pyrel_archive::{Artifact, Limits, SpoolFolder, tar, zip};
use pyrel_check::check;
use pyrel_diag::Silent;
use pyrel_pep::entry_points::{Configured, EntryPoints};
use pyrel_pep::{Metadata, Record};
use pyrel_signature::{
    Bare, Bundle, Certificate, KeyBytes, KeyFile, Moment, Passphrase, Policy, Verdict,
};

/// Little, so that no input costs much.
const LIMITS: Limits = Limits { members: 2000, bytes: 16 << 20 };

/// A wheel of these bytes, through all rules and both readers.
pub(crate) fn zip(bytes: &[u8]) {
    let artifact = artifact("demo-1.0-py3-none-any.whl", bytes);
    check(&artifact, &LIMITS, &spool()).expect("nothing is wrong with this machine");
    let survey = zip::survey(&artifact, &LIMITS).expect("the file can be read");
    let read = survey.members().iter().take(100).map(|member| {
        let mut content = Vec::new();
        let reader = survey.reader(member);
        reader.and_then(|reader| reader.take(1 << 20).read_to_end(&mut content)).map(|_| content)
    });
    let read: Vec<_> = read.collect();
    // What the strict reader accepts, both read alike.
    let Ok(strict) = zip::Archive::open(&artifact, &LIMITS) else { return };
    let all = survey.members().iter().zip(read);
    let files = all.filter(|(member, _)| !member.name.ends_with('/'));
    for (member, (other, content)) in strict.members().iter().zip(files) {
        assert_eq!(member.path.as_str(), other.name);
        let strictly = strict.read(member, 1 << 20);
        assert_eq!(strictly.ok(), content.ok().filter(|_| other.len <= 1 << 20));
    }
}

/// An sdist of these bytes, which are packed first if nothing else did so.
pub(crate) fn tar(bytes: &[u8]) {
    let packed = if bytes.starts_with(b"\x1f\x8b") { bytes.to_vec() } else { gzip(bytes) };
    let artifact = artifact("demo-1.0.tar.gz", &packed);
    check(&artifact, &LIMITS, &spool()).expect("nothing is wrong with this machine");
    let survey = tar::survey(&artifact, &LIMITS, &spool()).expect("the file can be read");
    let strict = tar::read("demo-1.0.tar.gz", artifact.reader(), &LIMITS, &spool());
    if let Ok(strict) = strict {
        assert!(strict.members.len() <= survey.members.len());
    }
}

/// Core metadata: by the reader, and through all rules as what an sdist says of itself.
pub(crate) fn metadata(bytes: &[u8]) {
    if let Ok(reading) = Metadata::read(bytes) {
        drop(format!("{reading:?}"));
    }
    let packed = gzip(&[member("demo-1.0/PKG-INFO", bytes), vec![0; 1024]].concat());
    let artifact = artifact("demo-1.0.tar.gz", &packed);
    let findings = check(&artifact, &LIMITS, &spool()).expect("nothing is wrong with this machine");
    drop(format!("{findings:?}"));
}

/// `RECORD`: what is read is written and read again as the same.
pub(crate) fn record(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for row in Record::rows_as_written(&text) {
        assert!(text.get(row.range).is_some());
    }
    if let Ok(record) = Record::read(&text) {
        assert_eq!(Record::read(&record.write()).as_ref(), Ok(&record));
    }
}

/// `entry_points.txt`: what is read is written and read again as the same, but for control characters,
/// in whose place blanks are written.
pub(crate) fn entry_points(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    drop(format!("{:?}", Configured::read(&text)));
    if let Ok(points) = EntryPoints::read(&text)
        && points.check().is_empty()
        && !text.contains(|character: char| character.is_control() && character != '\n')
    {
        assert_eq!(EntryPoints::read(&points.write()).as_ref(), Ok(&points));
    }
}

/// A bundle; and, behind an empty archive in both forms, a signature; and a file with a key, and one with
/// certificates. What was not signed is never right, and what is left without a signature has none.
pub(crate) fn signature(bytes: &[u8]) {
    let end = |comment: usize| {
        let len = u16::try_from(comment).unwrap_or(0).to_le_bytes();
        [&b"PK\x05\x06"[..], &[0; 16], &len].concat()
    };
    let len = u32::try_from(bytes.len()).expect("inputs are small").to_le_bytes();
    let block = [b"MCPB_SIG_V1", &len[..], bytes, b"MCPB_SIG_END"].concat();
    let bundles =
        [bytes.to_vec(), [end(0), block.clone()].concat(), [end(block.len()), block].concat()];
    for bundle in bundles {
        let bundle = Bundle::from(&artifact("demo.mcpb", &bundle));
        let policy = Policy::at(Moment::from_seconds(1_767_225_600));
        let verdict = pyrel_signature::verify(&bundle, &policy, (&LIMITS, &Silent));
        match verdict.expect("nothing is wrong with this machine") {
            Verdict::Signed(judgement) => drop(format!("{judgement:?}")),
            Verdict::Malformed(_) | Verdict::Unsigned => {}
        }
        drop(pyrel_signature::open(&bundle, &LIMITS));
        if let Ok(Bare::Peeled(bare)) = pyrel_signature::unsign(&bundle, &spool(), &LIMITS) {
            let again = pyrel_signature::unsign(&Bundle::from(&bare), &spool(), &LIMITS);
            assert!(matches!(again, Ok(Bare::Unsigned)), "{again:?}");
        }
    }
    drop(Certificate::read_all(bytes));
    let passphrase = Passphrase::new("word");
    drop(KeyFile::read(&KeyBytes::new(bytes.to_vec()), Some(&passphrase)));
    drop(KeyFile::read(&KeyBytes::of_text(&String::from_utf8_lossy(bytes)), None));
}

/// A file in a tar archive.
fn member(path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut header = [0; 512];
    put(&mut header, 0, path);
    put(&mut header, 100, "0000644");
    put(&mut header, 124, &format!("{:011o}", bytes.len()));
    put(&mut header, 148, "        0");
    put(&mut header, 257, "ustar");
    put(&mut header, 263, "00");
    let sum: u32 = header.iter().copied().map(u32::from).sum();
    put(&mut header, 148, &format!("{sum:06o}\0"));
    let padding = vec![0; bytes.len().next_multiple_of(512) - bytes.len()];
    [&header[..], bytes, &padding].concat()
}

fn put(header: &mut [u8], at: usize, text: &str) {
    header.iter_mut().skip(at).zip(text.bytes()).for_each(|(to, from)| *to = from);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    packer.write_all(bytes).expect("memory takes it");
    packer.finish().expect("memory takes it")
}

fn artifact(name: &str, bytes: &[u8]) -> Artifact {
    Artifact::of_bytes(name, bytes, &spool()).expect("there is room for it")
}

/// In memory, where there is such a folder.
fn spool() -> SpoolFolder {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { SpoolFolder::new(memory) } else { SpoolFolder::new(std::env::temp_dir()) }
}
