//! Values that become one header of the metadata each.

use pyrel_diag::Finding;

use super::{INVALID_VALUE, Reader, Table, Value};

/// Takes note of line breaks in keywords, classifiers, platforms, addresses, their labels and names of people.
/// Backends write them into the headers as they are, and whatever reads such metadata loses what
/// follows. Breaks in a summary are every backend's own matter, but for the lone carriage return,
/// which none looks for.
pub(crate) fn check_lines(table: &Table<'_>, reader: &mut Reader) {
    for value in table.values() {
        match value.name() {
            "keywords" | "classifiers" | "platforms" => {
                value.as_list().iter().flatten().for_each(|item| check(item, reader));
            }
            "urls" => value.as_table().iter().flat_map(Table::values).for_each(|address| {
                if has_break(address.name()) {
                    let message = format!("the label `{}` has a line break", shown(address.name()));
                    let finding = Finding::new(&INVALID_VALUE, message);
                    reader.report(finding.at(address.key_location()));
                }
                check(&address, reader);
            }),
            "authors" | "maintainers" => {
                let people = value.as_list().unwrap_or_default();
                let tables = people.iter().filter_map(Value::as_table);
                let names = tables.filter_map(|person| person.get("name"));
                names.for_each(|name| check(&name, reader));
            }
            "description" if value.as_text().is_some_and(has_lone_return) => check(&value, reader),
            _ => {}
        }
    }
}

fn check(value: &Value<'_>, reader: &mut Reader) {
    if value.as_text().is_some_and(has_break) {
        reader.invalid(value, "a line break has no place in a header of the metadata");
    }
}

fn has_break(text: &str) -> bool {
    text.contains(['\n', '\r'])
}

fn has_lone_return(text: &str) -> bool {
    text.replace("\r\n", "").contains('\r')
}

fn shown(text: &str) -> String {
    text.replace('\n', "\\n").replace('\r', "\\r")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pyproject::Pyproject;

    #[track_caller]
    fn check(toml: &str, expect: &[&str]) {
        let mut reader = Reader::new();
        check_lines(&Pyproject::parse(toml).unwrap().root(), &mut reader);
        let found = reader.finish().map_or_else(|error| findings(&error), |_| Vec::new());
        assert_eq!(found, expect, "{toml}");
    }

    fn findings(error: &crate::Error) -> Vec<String> {
        pyrel_diag::Explain::findings(error).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_line_break_has_no_place_in_a_header() {
        let rule = "a line break has no place in a header of the metadata";
        check(
            "keywords = [\"a\", \"b\\nc\"]",
            &[&format!("pyproject.toml:1:18: `keywords[1]`: {rule}")],
        );
        check(
            "authors = [{name = \"a\\rb\"}, \"c\\n\"]",
            &[&format!("pyproject.toml:1:20: `authors[0].name`: {rule}")],
        );
        check(
            "urls = {\"a\\nb\" = \"x\", c = \"y\\n\"}",
            &[
                "pyproject.toml:1:9: the label `a\\nb` has a line break",
                &format!("pyproject.toml:1:27: `urls.c`: {rule}"),
            ],
        );
        check("description = \"a\\r\\nb\"\nname = \"a\\nb\"", &[]);
    }
}
