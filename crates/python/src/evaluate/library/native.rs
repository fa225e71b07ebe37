//! What is known of Python's library and of setuptools by name.

use crate::evaluate::flow::exception;
use crate::evaluate::values::object::Object;

/// Functions and classes that need no import.
const BUILTINS: &str = "\
    __import__ abs all any ascii bin bool bytearray bytes callable chr classmethod compile \
    complex delattr dict dir divmod enumerate eval exec exit filter float format frozenset \
    getattr globals hasattr hash hex id input int isinstance issubclass iter len list locals map \
    max memoryview min next object oct open ord pow print property quit range repr reversed \
    round set setattr slice sorted staticmethod str sum super tuple type vars zip";

/// Calls that say something and change nothing.
const SILENT: &[&str] = &[
    "builtins.print",
    "distutils.log.",
    "logging.",
    "sys.stderr.",
    "sys.stdout.",
    "traceback.print_",
    "warnings.filterwarnings",
    "warnings.simplefilter",
    "warnings.resetwarnings",
    "warnings.warn",
];

/// Classes of which the room decides what to make.
const MAKERS: &[&str] = &[
    "contextlib.suppress",
    "distutils.core.Extension",
    "distutils.extension.Extension",
    "functools.lru_cache",
    "setuptools.Extension",
    "setuptools.extension.Extension",
    "setuptools.extension.Library",
    "warnings.catch_warnings",
];

/// Modules whose functions only answer, so that one that is not followed has a value that is not
/// known and no other effect.
const ANSWERING: &str = "\
    argparse. ast. base64. binascii. builtins.abs builtins.ascii builtins.bin builtins.bool \
    builtins.bytearray builtins.bytes builtins.callable builtins.chr builtins.complex \
    builtins.dict builtins.dir builtins.divmod builtins.enumerate builtins.filter builtins.float \
    builtins.format builtins.frozenset builtins.hash builtins.hex builtins.id builtins.int \
    builtins.isinstance builtins.issubclass builtins.iter builtins.len builtins.list \
    builtins.map builtins.max builtins.memoryview builtins.min builtins.object builtins.oct \
    builtins.open builtins.ord builtins.pow builtins.range builtins.repr builtins.reversed \
    builtins.round builtins.set builtins.slice builtins.sorted builtins.str builtins.sum \
    builtins.tuple builtins.type builtins.zip calendar. codecs.lookup codecs.open collections. \
    configparser. copy. csv. datetime. decimal. difflib. distutils.sysconfig.get_ \
    distutils.util.convert_path distutils.util.get_ distutils.util.strtobool distutils.version. \
    email. enum. fnmatch. fractions. functools. getpass.getuser glob. hashlib. \
    importlib.metadata. importlib.resources. importlib.util.find_spec inspect. io. itertools. \
    json. keyword. locale. logging.getLevelName math. multiprocessing.cpu_count numbers. operator.attrgetter operator.itemgetter operator.methodcaller os.access \
    os.cpu_count os.environ.copy os.environ.get os.environ.items os.environ.keys os.environ.values os.fspath os.getenv os.getpid os.getuid os.listdir os.path. \
    os.scandir os.stat os.uname os.urandom os.walk packaging. pathlib. pkgutil. platform. posixpath. \
    pprint.pformat random.choice random.randint random.random re. secrets. shlex. shutil.which site.get socket.gethostname \
    statistics. string. struct. sys.get sysconfig. textwrap. threading.Lock threading.RLock \
    threading.local time.gmtime time.localtime time.mktime time.monotonic time.perf_counter \
    time.strftime time.strptime time.time tokenize. tomllib. types. typing. unicodedata. \
    urllib.parse. uuid. weakref. zlib.";

/// Methods that numbers have.
pub(crate) const OF_NUMBERS: &str = "\
    as_integer_ratio bit_count bit_length conjugate denominator from_bytes fromhex hex imag \
    is_integer numerator real to_bytes";

/// Methods of plain values, which only answer.
pub(crate) const OF_VALUES: &str = "\
    as_posix astimezone capitalize casefold copy count date decode digest encode end endswith exists \
    find findall finditer format get group groupdict groups hexdigest index is_dir is_file isalnum isalpha \
    isdecimal isdigit isidentifier islower isnumeric isoformat isspace items join joinpath keys \
    ljust lower lstrip match now parse partition read read_text readline readlines removeprefix \
    removesuffix replace rfind rindex rjust rpartition rsplit rstrip search span split \
    splitlines start startswith strftime strip sub swapcase timestamp title today total_seconds \
    upper utcnow values zfill";

pub(crate) fn builtin(name: &str) -> Option<Object> {
    let known = has(BUILTINS, name) || exception::canonical(name).is_some();
    match name {
        "NotImplemented" | "copyright" | "credits" | "license" => None,
        _ if known => Some(Object::native(format!("builtins.{name}"))),
        _ => None,
    }
}

/// Functions that look at the variables where they are called.
pub(crate) fn is_of_frame(name: &str) -> bool {
    matches!(
        name,
        "builtins.exec"
            | "builtins.globals"
            | "builtins.locals"
            | "builtins.vars"
            | "builtins.super"
            | "builtins.eval"
            | "builtins.dir"
            | "runpy.run_path"
    )
}

pub(crate) fn is_silent(name: &str) -> bool {
    !name.starts_with("logging.get") && SILENT.iter().any(|known| is_or_begins(name, known))
}

/// What a silent call gives back: handlers and their like, which are silent as well, or nothing.
pub(crate) fn answer_of_silent(name: &str) -> Object {
    let last = name.rsplit('.').next().unwrap_or(name);
    let makes = name.starts_with("logging.") && last.starts_with(|c: char| c.is_ascii_uppercase());
    match last {
        "getChild" => Object::native("logging.logger"),
        _ if makes => Object::native("logging.handler"),
        _ => Object::None,
    }
}

/// Whether something of other people's only answers: releases of `packaging` are compared with it,
/// by setuptools' own copy as well.
pub(crate) fn foreign_answers(name: &str) -> bool {
    let known = ["packaging.version.", "pkg_resources.parse_version"];
    known.iter().any(|known| is_or_begins(name, known))
}

pub(crate) fn is_maker(name: &str) -> bool {
    MAKERS.contains(&name)
}

pub(crate) fn only_answers(name: &str) -> bool {
    ANSWERING.split(' ').any(|known| is_or_begins(name, known))
}

/// Whether a list of words has a word.
pub(crate) fn has(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

/// Whether a name is the one that is known, or begins with it where that stands for many.
fn is_or_begins(name: &str, known: &str) -> bool {
    name == known || known.ends_with(['.', '_']) && name.starts_with(known)
}

/// Why the answer of a function that only answers is not known.
pub(crate) fn why_unknown(name: &str) -> &'static str {
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    if begins(&["time.", "datetime.", "calendar."]) {
        "depends on the clock"
    } else if begins(&["os.environ", "os.getenv"]) {
        "depends on the environment"
    } else if begins(&["platform.", "sysconfig.", "distutils.sysconfig", "locale.", "os.uname"]) {
        "depends on the platform"
    } else if begins(&["random.", "uuid.", "secrets.", "os.urandom"]) {
        "depends on chance"
    } else if begins(&["importlib."]) {
        "depends on what is installed"
    } else {
        "is not understood"
    }
}

/// Why a call that is not followed is refused.
pub(crate) fn why_refused(name: &str) -> &'static str {
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    if begins(&["subprocess.", "os.system", "os.popen", "os.exec", "os.spawn", "commands."]) {
        "runs a program"
    } else if begins(&[
        "os.remove",
        "os.unlink",
        "os.rename",
        "os.mkdir",
        "os.makedirs",
        "os.rmdir",
    ]) || begins(&[
        "os.replace",
        "os.chmod",
        "os.symlink",
        "os.link",
        "shutil.",
        "tempfile.",
    ]) || begins(&["distutils.dir_util", "distutils.file_util"])
    {
        "changes files"
    } else if begins(&["urllib.", "http.", "socket.", "ftplib."]) {
        "asks the network"
    } else {
        "may do what cannot be foreseen"
    }
}
