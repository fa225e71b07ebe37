//! `setup.cfg` without what setuptools writes into the one of every sdist.
//!
//! It is written anew for the sdist: comments go, and a section `[egg_info]` comes, with an empty
//! `tag_build` and `tag_date = 0`, which says nothing.

use std::collections::BTreeMap;

/// The options by section, those aside that say nothing; `None` where the text is no such file.
pub(crate) fn of(text: &str) -> Option<BTreeMap<String, BTreeMap<String, String>>> {
    let mut sections: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut reader = Reader::default();
    for line in text.lines() {
        reader.take(line, &mut sections)?;
    }
    if let Some(stub) = sections.get_mut("egg_info") {
        for key in ["tag_build", "tag_date"] {
            if stub.get(key).is_some_and(|value| ["", "0"].contains(&value.as_str())) {
                stub.remove(key);
            }
        }
    }
    sections.retain(|_, options| !options.is_empty());
    Some(sections)
}

/// Where in the file it is.
#[derive(Debug, Default)]
struct Reader {
    section: Option<String>,
    option: Option<String>,
    /// Empty lines that belong to a value if another line of it follows.
    empty: usize,
}

impl Reader {
    /// The rules of Python's `configparser`: comments are whole lines, a section or an option stands
    /// at the margin, and what is indented continues the value before.
    fn take(
        &mut self,
        line: &str,
        sections: &mut BTreeMap<String, BTreeMap<String, String>>,
    ) -> Option<()> {
        let text = line.trim();
        if text.starts_with(['#', ';']) {
            return Some(());
        }
        if text.is_empty() {
            self.empty += 1;
            return Some(());
        }
        let empty = std::mem::take(&mut self.empty);
        let indented = line.starts_with([' ', '\t']);
        if let (true, Some(section), Some(option)) = (indented, &self.section, &self.option) {
            let value = sections.get_mut(section)?.get_mut(option)?;
            value.extend(std::iter::repeat_n('\n', empty + 1));
            value.push_str(text);
            return Some(());
        }
        if let Some(name) = text.strip_prefix('[').and_then(|text| text.split_once(']')) {
            sections.entry(name.0.to_owned()).or_default();
            (self.section, self.option) = (Some(name.0.to_owned()), None);
            return Some(());
        }
        let at = text.find(['=', ':'])?;
        let (name, value) = text.split_at_checked(at)?;
        let value = value.get(1..).unwrap_or_default().trim();
        let options = sections.get_mut(self.section.as_ref()?)?;
        options.insert(name.trim_end().to_owned(), value.to_owned());
        self.option = Some(name.trim_end().to_owned());
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn the_stub_and_comments_say_nothing() {
        let own = "# note\n[metadata]\nname=demo\n[options]\ninstall_requires =\n    a\n\n    b\n";
        let written = "[metadata]\nname = demo\n\n[options]\ninstall_requires = \n\ta\n\t\n\tb\n\n\
            [egg_info]\ntag_build = \ntag_date = 0\n\n";
        assert_eq!(of(own), of(written));
        assert!(of("[egg_info]\ntag_build = \ntag_date = 0\n").unwrap().is_empty());
        assert_ne!(of("[egg_info]\ntag_build = .dev\n"), of(""));
        assert_eq!(of("no file"), None);
    }
}
