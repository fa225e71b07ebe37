//! Seals a folder and tells how long it took, with any number of workers.
//!
//! `seal_folder FOLDER zip|targz LEVEL [WORKERS [TARGET]]`
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for measuring, not a part of the kernel"
)]

use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Instant;

use pyrel_archive::{
    ArchivePath, Entry, Epoch, FileMap, Format, Job, Mode, Origin, SpoolFolder, seal,
};
use pyrel_diag::Silent;
use pyrel_tree::{Descend, EntryKind, RelPath, Source, SourceTree, walk};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let [_, folder, what, level, rest @ ..] = args.as_slice() else {
        println!("usage: seal_folder FOLDER zip|targz LEVEL [WORKERS [TARGET]]");
        return;
    };
    let level: u8 = level.parse().unwrap();
    let workers = rest.first().map(|text| text.parse().unwrap()).and_then(NonZeroUsize::new);
    let format = match what.as_str() {
        "targz" => Format::TarGz,
        _ => Format::Zip,
    };
    let begin = Instant::now();
    let tree = SourceTree::folder(Path::new(folder)).unwrap();
    let map = map_of(&tree);
    let walked = begin.elapsed();
    let job = Job {
        name: "measured",
        format,
        map: &map,
        tree: &tree,
        epoch: Epoch::default(),
        level,
        trailer: None,
        spool: &SpoolFolder::new("/tmp"),
        workers,
    };
    let artifact = seal(&job, &Silent).unwrap();
    let sealed = begin.elapsed();
    if let Some(target) = rest.get(1) {
        artifact.spooled().place(Path::new(target)).unwrap();
    }
    println!(
        "{what} level {level}: walk {:.3} s, seal {:.3} s, {} bytes, {}, peak {}",
        walked.as_secs_f64(),
        (sealed - walked).as_secs_f64(),
        artifact.len(),
        &artifact.sha256().to_string()[..12],
        peak()
    );
}

fn map_of(tree: &SourceTree) -> FileMap {
    let mut map = FileMap::new();
    for item in walk(tree, &RelPath::root(), &mut |_| Descend::Into).unwrap() {
        let EntryKind::File { executable, .. } = item.kind else { continue };
        let path = ArchivePath::try_from(&item.path).unwrap();
        let origin = Origin::rule("all");
        let entry = Entry { source: Source::File(item.path), mode: Mode::of(executable), origin };
        map.add(path, entry).unwrap();
    }
    map
}

/// The most memory this process ever had, as the system counts.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.unwrap_or("unknown").trim().to_owned()
}
