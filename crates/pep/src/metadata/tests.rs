use proptest::prelude::*;

use super::*;

fn new() -> Metadata {
    Metadata::new("Rich-Pkg".parse().unwrap(), "v1.2.3-rc.1+Local.1".parse().unwrap())
}

fn read(text: &str) -> Reading {
    Metadata::read(text.as_bytes()).unwrap()
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_version_is_spelled_as_written_where_that_is_asked_for() {
    let metadata = Metadata { version_spelling: VersionSpelling::AsWritten, ..new() };
    let text = metadata.write();
    assert!(text.contains("\nVersion: v1.2.3-rc.1+Local.1\n"), "{text}");
    assert_eq!(read(&text).metadata.version, metadata.version);
}

#[test]
fn metadata_is_written_in_the_order_of_the_specification() {
    let mut metadata = new();
    metadata.summary = Some("A summary\n  of two lines\n".to_owned());
    metadata.keywords = texts(&["b key", "a"]);
    metadata.author = Some("Solo Name".to_owned());
    metadata.license_expression = Some("mit OR apache-2.0".parse().unwrap());
    metadata.license_files = texts(&["LICENSE"]);
    metadata.classifiers = texts(&["Private :: No"]);
    metadata.requires_dist = vec!["Requests[Socks] >=2.0,<3".parse().unwrap()];
    metadata.requires_python = Some(">=3.9, <4".to_owned());
    metadata.project_urls = vec![("Home".to_owned(), "https://e.org".to_owned())];
    metadata.provides_extra = vec!["Dev_Extra".parse().unwrap()];
    metadata.description = Some("# Rich\r\n\r\ntext".to_owned());
    metadata.description_content_type = Some("text/markdown".to_owned());
    let expect = "\
Metadata-Version: 2.4
Name: Rich-Pkg
Version: 1.2.3rc1+local.1
Summary: A summary of two lines
Description-Content-Type: text/markdown
Keywords: b key,a
Author: Solo Name
License-Expression: MIT OR Apache-2.0
License-File: LICENSE
Classifier: Private :: No
Requires-Dist: Requests[Socks]<3,>=2.0
Requires-Python: >=3.9, <4
Project-URL: Home, https://e.org
Provides-Extra: Dev_Extra

# Rich

text
";
    assert_eq!(metadata.write(), expect);
    assert_eq!(read(expect).metadata.write(), expect);
}

#[test]
fn the_version_written_is_the_lowest_that_knows_the_fields() {
    let mut metadata = new();
    assert_eq!(metadata.version_needed(), MetadataVersion::V2_1);
    metadata.dynamic = texts(&["Classifier"]);
    assert_eq!(metadata.version_needed(), MetadataVersion::V2_2);
    metadata.at_least = MetadataVersion::V2_3;
    assert_eq!(metadata.version_written(), MetadataVersion::V2_3);
    metadata.license_files = texts(&["LICENSE"]);
    assert_eq!(metadata.version_written(), MetadataVersion::V2_4);
    metadata.import_namespaces = texts(&["a"]);
    assert_eq!(metadata.version_written(), MetadataVersion::V2_5);
    assert!(metadata.write().starts_with("Metadata-Version: 2.5\n"));
}

#[test]
fn no_value_begins_a_header_of_its_own() {
    let evil = "x\nName: evil\r\rVersion: 0\u{c}Name: evil\u{2028}Name: evil\n\nbody";
    let mut metadata = new();
    metadata.summary = Some(evil.to_owned());
    metadata.license = Some(evil.to_owned());
    metadata.classifiers = texts(&[evil]);
    metadata.other = vec![("X-\nName: y".to_owned(), evil.to_owned())];
    let text = metadata.write();
    let names = text.lines().filter(|line| line.starts_with("Name:"));
    assert_eq!(names.collect::<Vec<_>>(), ["Name: Rich-Pkg"]);
    let reading = read(&text);
    assert_eq!(
        (reading.breaches.as_slice(), reading.metadata.description.as_deref()),
        (&[][..], None)
    );
    let folded = "x\nName: evil\n\nVersion: 0\u{c}Name: evil\u{2028}Name: evil\n\nbody";
    assert_eq!(reading.metadata.license.as_deref(), Some(folded));
}

#[test]
fn a_licence_text_is_indented_by_eight_blanks() {
    let mut metadata = new();
    metadata.license = Some("First\n\n  Second\n".to_owned());
    let text = metadata.write();
    assert!(text.ends_with("License: First\n        \n          Second\n        \n"), "{text}");
    assert_eq!(read(&text).metadata, metadata);
}

#[test]
fn whatever_others_wrote_is_read() {
    let text = "Metadata-Version: 1.0\r\nname: demo\r\nVersion: 1\r\nSummary: UNKNOWN \r\n\
         License: Foo\r\n         bar\r\n          baz\r\nDescription: One\n       |Two\n       |\n\
         Author-Email: a@b\nX-Own: kept\n";
    let Reading { metadata, breaches } = read(text);
    assert_eq!(breaches, []);
    assert_eq!(metadata.at_least, MetadataVersion::V1_0);
    assert_eq!(metadata.summary.as_deref(), Some("UNKNOWN"));
    assert_eq!(metadata.license.as_deref(), Some("Foo\n bar\n  baz"));
    assert_eq!(metadata.description.as_deref(), Some("One\nTwo\n"));
    assert_eq!(metadata.author_email.as_deref(), Some("a@b"));
    assert_eq!(metadata.other, [("X-Own".to_owned(), "kept".to_owned())]);
}

#[test]
fn breaches_are_named_by_line_and_their_headers_are_kept() {
    let text = "Metadata-Version: 9.9\nName: demo\nbroken\nVersion: 1\nVersion: 2\n\
        Requires-Dist: a (>b)\nProject-URL: nowhere\nLicense-Expression: Foo\n\nbody";
    let Reading { metadata, breaches } = read(text);
    let words: Vec<String> = breaches.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "line 1: there is no metadata version `9.9`",
            "line 3: neither a header nor the continuation of one",
            "line 5: the field `Version` stands here again",
            "line 6: the field `Requires-Dist` has a value that it cannot have: expected a version \
             specifier or `)`, found `>`",
            "line 7: the field `Project-URL` has a value that it cannot have: no comma between a \
             label and an address",
            "line 8: the field `License-Expression` has a value that it cannot have: `Foo` is not \
             an SPDX licence identifier",
        ]
    );
    assert_eq!(metadata.other.len(), 3);
    assert_eq!(read(&metadata.write()).metadata.other, metadata.other);
}

#[test]
fn metadata_of_nothing_is_unreadable() {
    let breaches = |bytes: &[u8]| {
        let breaches = Metadata::read(bytes).unwrap_err().breaches;
        breaches.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        breaches(b"Version: x\n"),
        [
            "line 1: the field `Name` is missing",
            "line 1: the field `Version` has a value that it cannot have: `x` is not a version",
        ]
    );
    let error = Metadata::read(b"Name: a\n").unwrap_err();
    assert_eq!(error.to_string(), "not core metadata: line 1: the field `Version` is missing");
    assert_eq!(breaches(b"Name: a\nSummary: \xff\n"), ["line 2: not UTF-8"]);
}

#[test]
fn every_field_has_its_header() {
    for version in MetadataVersion::ALL {
        assert_eq!(version.to_string(), version.as_str());
    }
    assert_eq!(Field::of("author-EMAIL"), Some(Field::AuthorEmail));
    assert_eq!(Field::of("Foo"), None);
    assert_eq!(Field::ImportName.since(), MetadataVersion::V2_5);
}

/// One line without blanks around it.
fn line() -> impl Strategy<Value = String> {
    "[!-~é][ -~é]{0,12}".prop_map(|text| text.trim().to_owned())
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(line(), 0..3)
}

fn requirement() -> impl Strategy<Value = crate::Requirement> {
    let parts = ("[a-zA-Z][a-z0-9._-]{0,6}[a-z0-9]", 0..4_usize, 0..4_usize);
    parts.prop_map(|(name, versions, marker)| {
        let versions = ["", ">=1.0.0,<2", "[Ab,c] ==1.*", " @ https://e.org/a;b"][versions];
        let marker =
            ["", " ; os.name == 'nt'", " ; (extra == 'a' or os_name == 'b') and os_name < 'c'", ""]
                [marker];
        format!("{name}{versions}{marker}").parse().unwrap()
    })
}

prop_compose! {
    fn people()(
        texts in (line(), line(), line(), line()),
        given in prop::array::uniform4(any::<bool>()),
    ) -> [Option<String>; 4] {
        let (a, b, c, d) = texts;
        let mut given = given.into_iter();
        [a, b, c, d].map(|text| given.next().unwrap().then_some(text))
    }
}

prop_compose! {
    fn metadata()(
        at_least in prop::sample::select(&MetadataVersion::ALL[..]),
        people in people(),
        lists in (lines(), lines(), lines(), lines(), lines(), lines()),
        requires_dist in prop::collection::vec(requirement(), 0..4),
        keywords in prop::collection::vec("[a-z]{1,4}( [a-z]{1,4})?", 0..3),
        urls in prop::collection::vec(("[A-Za-z ]{0,5}[a-z]", line()), 0..3),
        license in prop::option::of("[a-z][ -~\n\u{c}\u{2028}]{0,30}"),
        description in prop::option::of("[ -~\né]{0,60}\n"),
        summary in prop::option::of(line()),
        other in prop::collection::vec(("X-[a-z]{1,4}", "[a-z][ -~\n]{0,9}"), 0..3),
    ) -> Metadata {
        let mut metadata = new();
        let [author, author_email, maintainer, maintainer_email] = people;
        (metadata.author, metadata.author_email) = (author, author_email);
        (metadata.maintainer, metadata.maintainer_email) = (maintainer, maintainer_email);
        (metadata.license, metadata.description, metadata.summary) = (license, description, summary);
        (metadata.classifiers, metadata.dynamic, metadata.license_files, ..) = lists.clone();
        (.., metadata.requires, metadata.platforms, metadata.import_names) = lists;
        metadata.requires_dist = requires_dist;
        metadata.keywords = keywords;
        metadata.project_urls =
            urls.into_iter().map(|(label, url)| (label.trim().to_owned(), url)).collect();
        metadata.provides_extra = vec!["Dev_X".parse().unwrap()];
        metadata.other = other;
        metadata.at_least = at_least.max(metadata.version_needed());
        metadata
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(metadata in metadata()) {
        let reading = read(&metadata.write());
        prop_assert_eq!(reading.breaches, vec![]);
        prop_assert_eq!(&reading.metadata, &metadata);
        prop_assert_eq!(reading.metadata.write(), metadata.write());
    }

    #[test]
    fn any_text_is_read_the_same_after_it_was_written(text in "(Name: a\n|Version: 1\n|License: |[A-Z][a-z]*: |[ -~\r\n\t\u{85}]{0,9}){0,20}") {
        let text = format!("Name: a\nVersion: 1\nX: y\n{text}");
        let first = read(&text).metadata.write();
        let second = read(&first).metadata.write();
        prop_assert_eq!(first, second);
    }

    #[test]
    fn any_bytes_are_read_or_refused_with_a_reason(
        bytes in "(Name|Version|License| |:|a|1|\n|\r|[^a]){0,40}",
    ) {
        match Metadata::read(bytes.as_bytes()) {
            Ok(reading) => prop_assert!(!reading.metadata.name.as_str().is_empty()),
            Err(unreadable) => prop_assert!(!unreadable.breaches.is_empty()),
        }
    }
}
