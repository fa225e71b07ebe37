//! Values as lines that the oracle writes as well.

use pyrel_python::Value;

/// A value as JSON, with what JSON has not under a name of its own.
pub(crate) fn canonical(value: &Value) -> String {
    let list = |items: &[Value]| {
        let items: Vec<String> = items.iter().map(canonical).collect();
        format!("[{}]", items.join(", "))
    };
    match value {
        Value::None => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => {
            format!("{{\"float\": {}}}", quoted(&format!("{:x}", value.to_bits())))
        }
        Value::Str(text) => quoted(text),
        Value::Bytes(bytes) => {
            let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
            format!("{{\"bytes\": {}}}", quoted(&text))
        }
        Value::List(items) => list(items),
        Value::Tuple(items) => format!("{{\"tuple\": {}}}", list(items)),
        Value::Set(items) => {
            let mut items: Vec<String> = items.iter().map(canonical).collect();
            items.sort();
            format!("{{\"set\": [{}]}}", items.join(", "))
        }
        Value::Dict(pairs) => {
            let pair = |(key, value): &(Value, Value)| {
                format!("[{}, {}]", canonical(key), canonical(value))
            };
            let pairs: Vec<String> = pairs.iter().map(pair).collect();
            format!("{{\"dict\": [{}]}}", pairs.join(", "))
        }
        Value::Class(class) => {
            let name = class.name.rsplit('.').next().unwrap_or_default();
            format!("{{\"class\": {}}}", quoted(name))
        }
        Value::Function(name) => {
            let name = name.rsplit('.').next().unwrap_or_default();
            format!("{{\"function\": {}}}", quoted(name))
        }
        Value::Made(made) => {
            let name = made.class.rsplit('.').next().unwrap_or_default();
            format!("{{\"made\": {}}}", quoted(name))
        }
        Value::Unknown(refusal) => {
            let line = refusal.location.line;
            let words = format!("{line}:{}: {}", refusal.location.column, refusal.words);
            format!("{{\"unknown\": {}}}", quoted(&words))
        }
    }
}

/// A text as `json.dumps` has it.
pub(crate) fn quoted(text: &str) -> String {
    let mut shown = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' => shown.push_str("\\\""),
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            '\u{8}' => shown.push_str("\\b"),
            '\u{c}' => shown.push_str("\\f"),
            ' '..='~' => shown.push(letter),
            _ => {
                let mut units = [0; 2];
                for unit in letter.encode_utf16(&mut units) {
                    shown.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    shown.push('"');
    shown
}
