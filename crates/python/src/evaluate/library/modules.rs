//! Which modules there are, and since when.

use super::native::has;

/// The minor releases of Python 3 that have something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Releases {
    first: i64,
    last: i64,
}

/// What `setuptools` itself has in each release that is supported.
pub(crate) const OF_SETUPTOOLS: [&str; 9] = [
    "Command",
    "Distribution",
    "Extension",
    "PEP420PackageFinder",
    "PackageFinder",
    "Require",
    "find_namespace_packages",
    "find_packages",
    "setup",
];

/// Modules of setuptools that each supported release has.
const MODULES_OF_SETUPTOOLS: &str = "\
    distutils distutils.archive_util distutils.ccompiler distutils.cmd distutils.command \
    distutils.command.bdist distutils.command.bdist_dumb distutils.command.bdist_rpm \
    distutils.command.build distutils.command.build_clib distutils.command.build_ext \
    distutils.command.build_py distutils.command.build_scripts distutils.command.check \
    distutils.command.clean distutils.command.config distutils.command.install \
    distutils.command.install_data distutils.command.install_egg_info \
    distutils.command.install_headers distutils.command.install_lib \
    distutils.command.install_scripts distutils.command.sdist distutils.core distutils.debug \
    distutils.dep_util distutils.dir_util distutils.dist distutils.errors distutils.extension \
    distutils.fancy_getopt distutils.file_util distutils.filelist distutils.log distutils.spawn \
    distutils.sysconfig distutils.text_file distutils.util distutils.version \
    distutils.versionpredicate setuptools setuptools.archive_util setuptools.build_meta \
    setuptools.command setuptools.command.alias setuptools.command.bdist_egg \
    setuptools.command.bdist_rpm setuptools.command.bdist_wheel setuptools.command.build \
    setuptools.command.build_clib setuptools.command.build_ext setuptools.command.build_py \
    setuptools.command.develop setuptools.command.dist_info setuptools.command.easy_install \
    setuptools.command.editable_wheel setuptools.command.egg_info setuptools.command.install \
    setuptools.command.install_egg_info setuptools.command.install_lib \
    setuptools.command.install_scripts setuptools.command.rotate setuptools.command.saveopts \
    setuptools.command.sdist setuptools.command.setopt setuptools.command.test setuptools.config \
    setuptools.depends setuptools.discovery setuptools.dist setuptools.errors \
    setuptools.extension setuptools.glob setuptools.installer setuptools.logging \
    setuptools.monkey setuptools.namespaces setuptools.unicode_utils setuptools.version \
    setuptools.warnings";

/// Modules of Python's library in each release that is supported.
const STANDARD: &str = "\
    __future__ abc argparse array ast asyncio atexit base64 binascii bisect builtins bz2 \
    cProfile calendar cmath code codecs collections compileall concurrent configparser \
    contextlib contextvars copy copyreg csv ctypes dataclasses datetime dbm decimal difflib dis \
    doctest email encodings enum errno faulthandler filecmp fileinput fnmatch fractions ftplib \
    functools gc genericpath getopt getpass gettext glob graphlib gzip hashlib heapq hmac html \
    http imaplib importlib inspect io ipaddress itertools json keyword linecache locale logging \
    lzma marshal math mimetypes modulefinder multiprocessing ntpath numbers operator optparse os \
    pathlib pdb pickle pkgutil platform poplib posixpath pprint profile pstats py_compile queue \
    random re reprlib runpy sched secrets select selectors shelve shlex shutil signal site \
    smtplib socket socketserver sqlite3 ssl stat statistics string stringprep struct subprocess \
    symtable sys sysconfig tarfile tempfile textwrap threading time timeit token tokenize trace \
    traceback tracemalloc turtle types typing unicodedata unittest urllib uuid venv warnings \
    weakref webbrowser xml zipfile zipimport zlib zoneinfo";

/// Modules that some of the releases have.
const AT_TIMES: &[(&str, i64, i64)] = &[
    ("asynchat", 0, 11),
    ("asyncore", 0, 11),
    ("binhex", 0, 10),
    ("cgi", 0, 12),
    ("crypt", 0, 12),
    ("formatter", 0, 9),
    ("imghdr", 0, 12),
    ("imp", 0, 11),
    ("nntplib", 0, 12),
    ("parser", 0, 9),
    ("pipes", 0, 12),
    ("smtpd", 0, 11),
    ("sndhdr", 0, 12),
    ("symbol", 0, 9),
    ("telnetlib", 0, 12),
    ("tomllib", 11, i64::MAX),
    ("uu", 0, 12),
];

/// Names in modules that some of the releases have.
const MEMBERS_AT_TIMES: &[(&str, i64, i64)] = &[
    ("ast.Bytes", 0, 13),
    ("ast.Ellipsis", 0, 13),
    ("ast.NameConstant", 0, 13),
    ("ast.Num", 0, 13),
    ("ast.Str", 0, 13),
    ("asyncio.coroutine", 0, 10),
    ("collections.Callable", 0, 9),
    ("collections.Iterable", 0, 9),
    ("collections.Mapping", 0, 9),
    ("collections.MutableMapping", 0, 9),
    ("collections.Sequence", 0, 9),
    ("configparser.SafeConfigParser", 0, 11),
    ("functools.cache", 9, i64::MAX),
    ("importlib.resources.files", 9, i64::MAX),
    ("inspect.getargspec", 0, 10),
    ("itertools.batched", 12, i64::MAX),
    ("itertools.imap", 1, 0),
    ("itertools.izip", 1, 0),
    ("itertools.pairwise", 10, i64::MAX),
    ("os.getcwdu", 1, 0),
    ("pkgutil.ImpImporter", 0, 11),
    ("platform.dist", 1, 0),
    ("platform.linux_distribution", 1, 0),
    ("re.NOFLAG", 11, i64::MAX),
    ("re.template", 0, 12),
    ("string.letters", 1, 0),
    ("string.maketrans", 1, 0),
    ("sys.frozen", 1, 0),
    ("sys.maxint", 1, 0),
    ("sys.pypy_translation_info", 1, 0),
    ("sys.pypy_version_info", 1, 0),
    ("sys.real_prefix", 1, 0),
    ("sys.setdefaultencoding", 1, 0),
    ("time.clock", 1, 0),
    ("types.StringType", 1, 0),
    ("urllib.quote", 1, 0),
    ("urllib.urlopen", 1, 0),
    ("urllib.urlretrieve", 1, 0),
    ("urllib.urlencode", 1, 0),
];

/// Modules of Python 2, which nobody installs for Python 3.
const GONE: &str = "\
    ConfigParser Cookie HTMLParser Queue SocketServer StringIO UserDict __builtin__ cPickle \
    cStringIO commands cookielib dummy_thread exceptions httplib md5 popen2 robotparser sets sha \
    thread urllib2 urlparse xmlrpclib";

/// Modules that setuptools itself has imported before a script runs.
const LOADED_ALREADY: &str = "\
    abc ast builtins codecs collections configparser contextlib email enum errno fnmatch \
    functools glob importlib inspect io itertools json keyword locale logging operator os \
    pathlib platform re shlex shutil stat string struct subprocess sys sysconfig tempfile \
    textwrap tokenize traceback types typing warnings __future__";

impl Releases {
    pub(crate) fn has(self, minor: i64) -> bool {
        (self.first..=self.last).contains(&minor)
    }

    pub(crate) fn is_always(self) -> bool {
        self.first == 0 && self.last == i64::MAX
    }
}

/// The releases that have a module of Python's library; `None` where it is none.
pub(crate) fn standard(top: &str) -> Option<Releases> {
    if has(STANDARD, top) {
        return Some(Releases { first: 0, last: i64::MAX });
    }
    let found = AT_TIMES.iter().find(|(name, ..)| *name == top);
    found.map(|(_, first, last)| Releases { first: *first, last: *last })
}

/// The releases that have a name in a module; `None` where it is not said.
pub(crate) fn member(full: &str) -> Option<Releases> {
    let found = MEMBERS_AT_TIMES.iter().find(|(name, ..)| *name == full);
    found.map(|(_, first, last)| Releases { first: *first, last: *last })
}

/// Modules that setuptools itself has imported before a script runs, so that none of the project
/// can come in their place.
pub(crate) fn is_loaded_already(top: &str) -> bool {
    has(LOADED_ALREADY, top)
}

pub(crate) fn is_gone(top: &str) -> bool {
    has(GONE, top)
}

/// What may be installed wherever setuptools is.
pub(crate) fn is_beside_setuptools(top: &str) -> bool {
    matches!(top, "pkg_resources" | "_distutils_hack" | "wheel" | "pip" | "packaging" | "build")
}

pub(crate) fn is_of_setuptools(full: &str) -> bool {
    has(MODULES_OF_SETUPTOOLS, full)
}
