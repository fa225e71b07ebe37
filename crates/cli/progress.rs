//! What a watching person sees of long work: one line on standard error.

use std::fmt;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pyrel_diag::{Event, Progress};

use crate::env::Stream;
use crate::flags::global::Loudness;

/// Shows a bar for work that takes its time, and remarks with `-v`.
pub(crate) struct Bar {
    /// The columns of the terminal; `None` where no bar is shown.
    width: Option<usize>,
    remarks: Remarks,
    pace: Pace,
    state: Mutex<State>,
}

/// Whether remarks are shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Remarks {
    Hidden,
    Shown,
}

/// When the bar appears, and how often it moves.
#[derive(Clone, Copy, Debug)]
struct Pace {
    patience: Duration,
    frame: Duration,
}

struct State {
    out: Box<dyn Write + Send>,
    work: Option<Work>,
    visible: bool,
}

struct Work {
    what: String,
    bytes: u64,
    done: u64,
    begun: Instant,
    drawn: Option<Instant>,
}

const PACE: Pace = Pace { patience: Duration::from_millis(300), frame: Duration::from_millis(80) };

/// Back to the margin, and away with the line.
const CLEAR: &str = "\r\u{1b}[K";

impl Bar {
    /// A bar on a stream, if it is a terminal and the user wants to be told.
    pub(crate) fn new(stream: Stream, loudness: Loudness, out: Box<dyn Write + Send>) -> Self {
        let width = match stream {
            Stream::Terminal { width } if loudness > Loudness::Quiet => Some(width),
            Stream::Pipe | Stream::Terminal { .. } => None,
        };
        let remarks = if loudness == Loudness::Verbose { Remarks::Shown } else { Remarks::Hidden };
        let state = Mutex::new(State { out, work: None, visible: false });
        Self { width, remarks, pace: PACE, state }
    }

    /// Takes the bar away, so that other text can have the line.
    pub(crate) fn clear(&self) {
        self.state().clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn advance(&self, bytes: u64) {
        let Some(width) = self.width else { return };
        let state = &mut *self.state();
        let Some(work) = &mut state.work else { return };
        work.done = work.done.saturating_add(bytes);
        if work.is_due(self.pace) {
            work.drawn = Some(Instant::now());
            let line = line(work, width);
            state.visible = true;
            state.write(&format!("{CLEAR}{line}"));
        }
    }
}

impl Progress for Bar {
    fn event(&self, event: Event<'_>) {
        match event {
            Event::Advanced(bytes) => self.advance(bytes),
            Event::Finished => {
                let mut state = self.state();
                state.work = None;
                state.clear();
            }
            Event::Note(text) => {
                if self.remarks == Remarks::Shown {
                    let mut state = self.state();
                    state.clear();
                    state.write(&format!("{}\n", crate::render::visible(text)));
                }
            }
            Event::Started { what, bytes } => {
                let begun = Instant::now();
                let what = crate::render::visible(what);
                self.state().work = Some(Work { what, bytes, done: 0, begun, drawn: None });
            }
        }
    }
}

impl fmt::Debug for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bar").field("width", &self.width).finish_non_exhaustive()
    }
}

impl State {
    fn clear(&mut self) {
        if std::mem::take(&mut self.visible) {
            self.write(CLEAR);
        }
    }

    /// Work goes on whether somebody sees it or not.
    fn write(&mut self, text: &str) {
        drop(self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()));
    }
}

impl Work {
    fn is_due(&self, pace: Pace) -> bool {
        match self.drawn {
            None => self.begun.elapsed() >= pace.patience,
            Some(drawn) => drawn.elapsed() >= pace.frame,
        }
    }
}

/// ``sending demo-1.0.tar.gz ━━━━━━━━            40 %  9.6 of 24.0 MB``, cut to the terminal.
fn line(work: &Work, width: usize) -> String {
    const BAR: u64 = 20;
    let share =
        |of: u64| work.done.saturating_mul(of).checked_div(work.bytes).unwrap_or(of).min(of);
    let filled = usize::try_from(share(BAR)).unwrap_or_default();
    let bar = format!("{:<20}", "━".repeat(filled));
    let numbers =
        format!("{:3} %  {} of {} MB", share(100), megabytes(work.done), megabytes(work.bytes));
    let line = format!("{} {bar} {numbers}", work.what);
    line.chars().take(width.saturating_sub(1)).collect()
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[derive(Clone, Default)]
    struct Screen(Arc<Mutex<Vec<u8>>>);

    impl Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[track_caller]
    fn check(stream: Stream, loudness: Loudness, patience: Duration, expect: &str) {
        let screen = Screen::default();
        let mut bar = Bar::new(stream, loudness, Box::new(screen.clone()));
        bar.pace = Pace { patience, frame: Duration::ZERO };
        bar.event(Event::Started { what: "sending demo.whl", bytes: 24_000_000 });
        bar.event(Event::Advanced(9_600_000));
        bar.event(Event::Note("the index took its time"));
        bar.event(Event::Advanced(14_400_000));
        bar.event(Event::Finished);
        let seen = String::from_utf8(screen.0.lock().unwrap().clone()).unwrap();
        assert_eq!(seen.replace(CLEAR, "^"), expect);
    }

    const TERMINAL: Stream = Stream::Terminal { width: 80 };
    const LONG: Duration = Duration::from_secs(3600);

    #[test]
    fn long_work_has_a_bar_that_goes_away() {
        check(
            TERMINAL,
            Loudness::Usual,
            Duration::ZERO,
            "^sending demo.whl ━━━━━━━━              40 %  9.6 of 24.0 MB\
             ^sending demo.whl ━━━━━━━━━━━━━━━━━━━━ 100 %  24.0 of 24.0 MB^",
        );
        check(TERMINAL, Loudness::Usual, LONG, "");
    }

    #[test]
    fn a_narrow_terminal_cuts_the_line() {
        check(
            Stream::Terminal { width: 12 },
            Loudness::Usual,
            Duration::ZERO,
            "^sending dem^sending dem^",
        );
    }

    #[test]
    fn quiet_runs_and_files_see_no_bar_and_only_verbose_ones_remarks() {
        check(Stream::Pipe, Loudness::Usual, Duration::ZERO, "");
        check(TERMINAL, Loudness::Quiet, Duration::ZERO, "");
        check(Stream::Pipe, Loudness::Verbose, Duration::ZERO, "the index took its time\n");
    }

    #[test]
    fn work_of_unknown_size_is_done_from_the_start() {
        let work = Work { what: "x".into(), bytes: 0, done: 0, begun: Instant::now(), drawn: None };
        assert_eq!(line(&work, 80), "x ━━━━━━━━━━━━━━━━━━━━ 100 %  0.0 of 0.0 MB");
    }
}
