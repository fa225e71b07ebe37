//! Seals a folder and tells how long it took, beside what deflate alone would take.
//!
//! `seal_folder FOLDER zip|targz LEVEL [WORKERS [TARGET]]`, or `seal_folder FOLDER deflate LEVEL
//! [WORKERS]` for the bare loop over the same bytes.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for measuring, not a part of the kernel"
)]

use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Instant;

use flate2::{Compress, Compression, FlushCompress};
use pyrel_archive::{
    ArchivePath, Entry, Epoch, FileMap, Format, Job, Mode, Origin, SpoolFolder, seal,
};
use pyrel_diag::Silent;
use pyrel_tree::{Descend, EntryKind, RelPath, Source, SourceTree, walk};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let [_, folder, what, level, rest @ ..] = args.as_slice() else {
        println!("usage: seal_folder FOLDER zip|targz|deflate LEVEL [WORKERS [TARGET]]");
        return;
    };
    let level: u8 = level.parse().unwrap();
    let workers = rest.first().map(|text| text.parse().unwrap()).and_then(NonZeroUsize::new);
    let format = match what.as_str() {
        "zip" => Format::Zip,
        "targz" => Format::TarGz,
        _ => return bare(Path::new(folder), level.into(), workers),
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

/// Deflates all bytes in memory, each file as one stream or in stretches of 512 KiB.
fn bare(folder: &Path, level: u32, workers: Option<NonZeroUsize>) {
    let tree = SourceTree::folder(folder).unwrap();
    let files: Vec<Vec<u8>> = map_of(&tree)
        .iter()
        .map(|(path, _)| std::fs::read(folder.join(path.as_str())).unwrap())
        .collect();
    let pieces: Vec<&[u8]> = files.iter().flat_map(|file| file.chunks(512 << 10)).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let begin = Instant::now();
    let out: u64 = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers.map_or(2, NonZeroUsize::get))
            .map(|_| scope.spawn(|| deflate_some(&pieces, &next, level)))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    let took = begin.elapsed().as_secs_f64();
    println!("deflate level {level}: {took:.3} s, {out} bytes");
}

fn deflate_some(pieces: &[&[u8]], next: &std::sync::atomic::AtomicUsize, level: u32) -> u64 {
    let mut state = Compress::new(Compression::new(level), false);
    let mut room = vec![0; 600 << 10];
    let mut out = 0;
    while let Some(piece) = pieces.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
        state.reset();
        state.compress(piece, &mut room, FlushCompress::Finish).unwrap();
        out += state.total_out();
    }
    out
}
