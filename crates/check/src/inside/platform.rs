//! Which platforms PyPI keeps wheels for, and whether a wheel is what its tags promise.
//!
//! The table is Warehouse's own (`warehouse/forklift/legacy.py`) as of 2026-08-21. Where its
//! patterns match the beginning of a tag only, so do these.

use pyrel_pep::WheelParts;

use super::contents::Contents;
use super::library::is_extension;
use super::words::{listing, literal};
use crate::findings::Findings;
use crate::{Check, Nature};

pub(super) static PLATFORM: Check = Check::of(
    Nature::Policy,
    "platform-tag",
    "a wheel for a platform that PyPI keeps no wheels for",
    "build the wheel for a platform that has a standard: manylinux, musllinux, macOS, Windows …",
    "PyPI takes wheels for platforms whose binary interface is written down somewhere. A wheel \
     tagged `linux_x86_64` works on the system that built it and perhaps nowhere else, so it is \
     refused; `auditwheel repair` makes a `manylinux` one of it. On macOS, releases from 11 on \
     count with `_0` alone: `macosx_11_0_arm64`, never `macosx_11_2_arm64`.",
);

pub(super) static PURE_WITH_EXTENSIONS: Check = Check::of(
    Nature::Advice,
    "pure-wheel-with-extensions",
    "a wheel for every platform that holds compiled modules",
    "build one wheel for each platform, with its tag",
    "The tags `none-any` say that the wheel works everywhere, and installers believe it. A compiled \
     module, `.so` or `.pyd`, works with one platform and mostly one Python, so elsewhere the import \
     fails after an installation that seemed to go well.",
);

pub(super) static ABI_WITHOUT_EXTENSIONS: Check = Check::of(
    Nature::Advice,
    "abi-without-extensions",
    "a wheel bound to a binary interface without compiled modules",
    "if nothing in it is compiled, tag it `py3-none-any`; if something should be, look why it is not",
    "A tag such as `cp312-cp312` binds a wheel to one Python because of compiled modules. Here are \
     none: either the compiler was left out without a word, or the wheel could serve every Python.",
);

/// Looks at the tags.
pub(super) fn look(contents: &Contents<'_>, findings: &mut Findings) {
    let Ok(WheelParts { tags: [_, abis, platforms], .. }) = WheelParts::of(contents.archive())
    else {
        return;
    };
    let small = platforms.to_lowercase();
    let refused: Vec<&str> = small.split('.').filter(|tag| !is_allowed(tag)).collect();
    if let Some(first) = refused.first() {
        let message = format!("PyPI keeps no wheels for {}", listing(refused.iter().copied()));
        let name = contents.archive();
        let note = format!("Binary wheel '{name}' has an unsupported platform tag '{first}'.");
        let finding = contents.of_whole(&PLATFORM, message).note(note);
        findings.push(match remedy(first) {
            Some(remedy) => finding.remedy(remedy),
            None => finding,
        });
    }
    if contents.files.is_empty() {
        return;
    }
    let compiled = contents.files.keys().copied().filter(|path| is_extension(path));
    let compiled: Vec<&str> = compiled.collect();
    if abis.split('.').all(|abi| abi == "none") && small.split('.').all(|it| it == "any") {
        let message = |paths| format!("{paths} cannot work on `any` platform");
        findings.extend(contents.of_entries(&PURE_WITH_EXTENSIONS, &compiled, message));
    }
    if compiled.is_empty() && !abis.split('.').any(|abi| abi == "none") {
        let message = format!("{} promises compiled modules, and there are none", literal(abis));
        findings.push(contents.of_whole(&ABI_WITHOUT_EXTENSIONS, message));
    }
}

fn remedy(tag: &str) -> Option<String> {
    if tag.starts_with("linux_") {
        return Some("run `auditwheel repair` on it, or build it with cibuildwheel".to_owned());
    }
    let (major, rest) = tag.strip_prefix("macosx_").and_then(numbered)?;
    let (_, arch) = numbered(rest)?;
    let due = format!("macosx_{major}_0_{arch}");
    is_allowed(&due)
        .then(|| format!("set `MACOSX_DEPLOYMENT_TARGET={major}.0`, which makes `{due}`"))
}

const FIXED: [&str; 18] = [
    "any",
    "linux_armv6l",
    "linux_armv7l",
    "manylinux1_i686",
    "manylinux1_x86_64",
    "manylinux2010_i686",
    "manylinux2010_x86_64",
    "manylinux2014_aarch64",
    "manylinux2014_armv7l",
    "manylinux2014_i686",
    "manylinux2014_ppc64",
    "manylinux2014_ppc64le",
    "manylinux2014_s390x",
    "manylinux2014_x86_64",
    "win32",
    "win_amd64",
    "win_arm64",
    "win_ia64",
];
const MACOS: [&str; 11] = [
    "arm64",
    "fat",
    "fat3",
    "fat64",
    "i386",
    "intel",
    "ppc",
    "ppc64",
    "universal",
    "universal2",
    "x86_64",
];
const MACOS_RELEASES: [&str; 6] = ["11", "12", "13", "14", "15", "26"];
const LINUX: [&str; 7] = ["aarch64", "armv7l", "i686", "ppc64le", "riscv64", "s390x", "x86_64"];
const ANDROID: [&str; 4] = ["arm64_v8a", "armeabi_v7a", "x86", "x86_64"];

/// Whether PyPI keeps wheels for a platform.
pub(super) fn is_allowed(tag: &str) -> bool {
    FIXED.contains(&tag)
        || macos(tag)
        || linux(tag)
        || ios(tag)
        || android(tag)
        || twice_numbered(tag, "pyemscripten_").is_some_and(|(.., rest)| rest.starts_with("wasm32"))
}

fn macos(tag: &str) -> bool {
    twice_numbered(tag, "macosx_").is_some_and(|(major, minor, arch)| {
        let fits = major == "10" || MACOS_RELEASES.contains(&major) && minor == "0";
        fits && MACOS.contains(&arch)
    })
}

fn linux(tag: &str) -> bool {
    let many = twice_numbered(tag, "manylinux_");
    many.is_some_and(|(.., arch)| LINUX.contains(&arch) || arch == "ppc64")
        || twice_numbered(tag, "musllinux_").is_some_and(|(.., arch)| LINUX.contains(&arch))
}

fn ios(tag: &str) -> bool {
    twice_numbered(tag, "ios_").is_some_and(|(.., rest)| {
        // The last of them counts, and what follows it does not.
        let at = rest.rfind("_iphoneos").max(rest.rfind("_iphonesimulator"));
        at.and_then(|at| rest.get(..at)).is_some_and(|arch| ["arm64", "x86_64"].contains(&arch))
    })
}

fn android(tag: &str) -> bool {
    let rest = tag.strip_prefix("android_").and_then(numbered);
    rest.is_some_and(|(_, arch)| ANDROID.contains(&arch))
}

fn twice_numbered<'a>(tag: &'a str, prefix: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (major, rest) = tag.strip_prefix(prefix).and_then(numbered)?;
    let (minor, rest) = numbered(rest)?;
    Some((major, minor, rest))
}

/// A number and what follows the `_` after it.
fn numbered(text: &str) -> Option<(&str, &str)> {
    let (number, rest) = text.split_once('_')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_that_of_the_index() {
        for tag in [
            "any",
            "win_ia64",
            "linux_armv6l",
            "manylinux2014_ppc64",
            "manylinux_2_17_ppc64",
            "musllinux_1_1_riscv64",
            "macosx_10_999_fat3",
            "macosx_26_0_universal2",
            "ios_13_0_arm64_iphoneos",
            "ios_13_0_x86_64_iphonesimulator_and_more",
            "android_21_armeabi_v7a",
            "pyemscripten_2026_0_wasm32x",
        ] {
            assert!(is_allowed(tag), "{tag}");
        }
        for tag in [
            "linux_x86_64",
            "linux_aarch64",
            "manylinux2010_aarch64",
            "musllinux_1_1_ppc64",
            "macosx_11_1_arm64",
            "macosx_16_0_arm64",
            "macosx_11_0_arm64e",
            "ios_13_0_arm_iphoneos",
            "android_21_mips",
            "emscripten_3_1_58_wasm32",
            "pyodide_2024_0_wasm32",
            "wasi_0_0_0_wasm32",
            "win_arm32",
            "",
        ] {
            assert!(!is_allowed(tag), "{tag}");
        }
    }

    #[test]
    fn a_remedy_names_the_tag_to_aim_at() {
        let due = "set `MACOSX_DEPLOYMENT_TARGET=11.0`, which makes `macosx_11_0_arm64`";
        assert_eq!(remedy("macosx_11_2_arm64").as_deref(), Some(due));
        assert_eq!(remedy("macosx_16_0_arm64"), None);
    }
}
