//! `authors` and `maintainers`.

use pyrel_pep::{Person, check_email};

use super::dialect::Dialect;
use super::{Reader, Table, UNKNOWN_KEY};

/// Reads a list of tables with `name` and `email`.
pub(super) fn people(
    table: &Table<'_>,
    key: &str,
    dialect: &Dialect<'_>,
    reader: &mut Reader,
) -> Vec<Person> {
    let mut found = Vec::new();
    for item in reader.list_of(table, key).unwrap_or_default() {
        let Some(person) = item.as_table() else {
            reader.report(item.wrong_type("a table with `name` and `email`"));
            continue;
        };
        reader.report_all(person.unknown_keys(&["name", "email"], &UNKNOWN_KEY));
        let name = reader.text_of(&person, "name").map(|name| name.value);
        // As Python's `Address` has it: an empty name before an address is none.
        let name = name.filter(|name| !name.is_empty());
        let email = reader.text_of(&person, "email").map(|email| email.value);
        let email = email.filter(|email| !(dialect.empty_addresses && email.is_empty()));
        if dialect.empty_addresses && (&name, &email) == (&None, &None) {
            reader.invalid(&item, "neither `name` nor `email`");
        }
        if let (Some(email), Some(value)) = (&email, person.get("email"))
            && let Err(error) = check_email(email)
        {
            reader.invalid(&value, error);
        }
        found.push(Person { name, email });
    }
    found
}
