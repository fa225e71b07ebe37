//! What an archiver cannot beat: reads all files of some folders and deflates them, on all cores,
//! with the library and the level of the archives, and throws the result away.
//!
//! `deflate_limit LEVEL FOLDER...`. No order is kept, nothing is hashed or written, no name is
//! looked at twice. As in the archives, what is longer than 512 KiB is deflated in stretches.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for measuring, not a part of the kernel"
)]

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use flate2::{Compress, Compression, FlushCompress};

/// What is deflated in one go.
const STRETCH: u64 = 512 << 10;

/// A file, or a stretch of a long one.
struct Piece {
    path: PathBuf,
    offset: u64,
    len: u64,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [level, folders @ ..] = args.as_slice() else {
        println!("usage: deflate_limit LEVEL FOLDER...");
        return;
    };
    let level = Compression::new(level.parse().unwrap());
    let mut pieces = Vec::new();
    for folder in folders {
        collect(Path::new(folder), &mut pieces);
    }
    let next = AtomicUsize::new(0);
    let cores = thread::available_parallelism().unwrap().get();
    let out: u64 = thread::scope(|scope| {
        let deflate = || deflate_some(&pieces, &next, level);
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(deflate)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    println!("{} pieces, {out} bytes deflated", pieces.len());
}

fn collect(folder: &Path, pieces: &mut Vec<Piece>) {
    for found in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let (path, kind) = (found.path(), found.file_type().unwrap());
        if kind.is_dir() {
            collect(&path, pieces);
        } else if kind.is_file() {
            let len = found.metadata().unwrap().len();
            let mut offset = 0;
            while offset == 0 || offset < len {
                let piece = Piece { path: path.clone(), offset, len: STRETCH.min(len - offset) };
                pieces.push(piece);
                offset += STRETCH;
            }
        }
    }
}

fn deflate_some(pieces: &[Piece], next: &AtomicUsize, level: Compression) -> u64 {
    let mut state = Compress::new(level, false);
    let mut raw = vec![0; usize::try_from(STRETCH).unwrap()];
    let mut packed = vec![0; raw.len() + raw.len() / 16 + 1024];
    let mut out = 0;
    while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
        let raw = raw.get_mut(..usize::try_from(piece.len).unwrap()).unwrap();
        let mut file = File::open(&piece.path).unwrap();
        if piece.offset > 0 {
            file.seek(SeekFrom::Start(piece.offset)).unwrap();
        }
        file.read_exact(raw).unwrap();
        state.reset();
        state.compress(raw, &mut packed, FlushCompress::Finish).unwrap();
        out += state.total_out();
    }
    out
}
