//! TOML as Python's [`tomli-w`](https://github.com/hukkin/tomli-w) writes it.

use toml_edit::Datetime;

use crate::pyproject::{Plain, PlainTable};

/// Lines of inline tables may have this many characters.
const WIDTH: usize = 100;

/// The text of a whole file.
pub(crate) fn dumps(root: &PlainTable) -> String {
    let mut text = String::new();
    write_table(root, "", Header::Table, &mut text);
    text
}

/// What a table's header looks like.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Header {
    Table,
    Item,
}

/// Plain values first, then the tables below, with an empty line before each.
fn write_table(table: &PlainTable, name: &str, header: Header, text: &mut String) {
    let mut plain = Vec::new();
    let mut tables = Vec::new();
    for (key, value) in table.iter() {
        if let Plain::Table(inner) = value {
            tables.push((key, inner, Header::Table));
        } else if let Some(items) = long_tables(value) {
            tables.extend(items.into_iter().map(|item| (key, item, Header::Item)));
        } else {
            plain.push((key, value));
        }
    }
    let begun = text.len();
    if header == Header::Item {
        text.push_str(&format!("[[{name}]]\n"));
    } else if !name.is_empty() && (!plain.is_empty() || tables.is_empty()) {
        text.push_str(&format!("[{name}]\n"));
    }
    for (key, value) in plain {
        text.push_str(&format!("{} = {}\n", key_text(key), literal(value, 0)));
    }
    for (key, inner, header) in tables {
        if text.len() > begun {
            text.push('\n');
        }
        let key = key_text(key);
        let name = if name.is_empty() { key } else { format!("{name}.{key}") };
        write_table(inner, &name, header, text);
    }
}

/// The tables of a list that holds nothing else, if one of them is too long for a line.
fn long_tables(value: &Plain) -> Option<Vec<&PlainTable>> {
    let Plain::List(items) = value else { return None };
    let tables: Vec<&PlainTable> = items.iter().map(Plain::as_table).collect::<Option<_>>()?;
    let fits = |table: &&PlainTable| {
        let text = inline(table);
        text.chars().count() + 5 <= WIDTH && !text.contains('\n')
    };
    (!tables.iter().all(fits)).then_some(tables)
}

fn literal(value: &Plain, depth: usize) -> String {
    match value {
        Plain::Text(text) => string(text),
        Plain::Integer(number) => number.to_string(),
        Plain::Float(number) => float(*number),
        Plain::Flag(flag) => flag.to_string(),
        Plain::Moment(moment) => spelled(moment),
        Plain::Table(table) => inline(table),
        Plain::List(items) if items.is_empty() => "[]".to_owned(),
        Plain::List(items) => {
            let indent = "    ".repeat(depth);
            let item = |item| format!("    {indent}{},\n", literal(item, depth + 1));
            format!("[\n{}{indent}]", items.iter().map(item).collect::<String>())
        }
    }
}

fn inline(table: &PlainTable) -> String {
    if table.is_empty() {
        return "{}".to_owned();
    }
    let pair = |(key, value)| format!("{} = {}", key_text(key), literal(value, 0));
    format!("{{ {} }}", table.iter().map(pair).collect::<Vec<_>>().join(", "))
}

fn key_text(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { string(key) }
}

fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '\u{8}' => quoted.push_str("\\b"),
            '\n' => quoted.push_str("\\n"),
            '\u{c}' => quoted.push_str("\\f"),
            '\r' => quoted.push_str("\\r"),
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\t' => quoted.push('\t'),
            _ if c.is_ascii_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A float as Python's `repr` shows it: the fewest digits that tell it from all others, with an
/// exponent below a ten-thousandth and from ten to the sixteenth on.
fn float(number: f64) -> String {
    if !number.is_finite() {
        let sign = if number.is_sign_negative() && !number.is_nan() { "-" } else { "" };
        return format!("{sign}{}", if number.is_nan() { "nan" } else { "inf" });
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if number != 0.0 && !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    let plain = number.to_string();
    if plain.contains('.') { plain } else { format!("{plain}.0") }
}

/// A moment as Python's `str` shows it.
fn spelled(moment: &Datetime) -> String {
    let mut parts = Vec::new();
    if let Some(date) = moment.date {
        parts.push(date.to_string());
    }
    if let Some(time) = moment.time {
        let micros = time.nanosecond.unwrap_or_default() / 1_000;
        let fraction = if micros > 0 { format!(".{micros:06}") } else { String::new() };
        let (hour, minute, second) = (time.hour, time.minute, time.second.unwrap_or_default());
        parts.push(format!("{hour:02}:{minute:02}:{second:02}{fraction}"));
    }
    let mut text = parts.join(" ");
    match moment.offset {
        None => {}
        Some(toml_edit::Offset::Z) => text.push_str("+00:00"),
        Some(toml_edit::Offset::Custom { minutes }) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            text.push_str(&format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60));
        }
    }
    text
}
