//! `json.loads` and `json.load`.

use crate::Json;
use crate::evaluate::flow::choices::is_placed;
use crate::evaluate::values::mapping::{Key, Mapping};
use crate::evaluate::values::object::Object;

/// How deep arrays and objects may lie in each other.
const DEEPEST: usize = 101;

/// The value of a text; `None` for what is not JSON, or not followed.
pub(crate) fn parse(text: &str) -> Option<Object> {
    object(Json::read(text, DEEPEST)?)
}

fn object(json: Json) -> Option<Object> {
    Some(match json {
        Json::Null => Object::None,
        Json::Bool(value) => Object::Bool(value),
        Json::Number(number) => return self::number(&number),
        Json::Text(text) => return self::text(text),
        Json::List(items) => {
            Object::list(items.into_iter().map(object).collect::<Option<Vec<_>>>()?)
        }
        Json::Table(pairs) => {
            let mut map = Mapping::default();
            for (key, value) in pairs {
                let key = text(key)?;
                map.insert(Key::of(&key)?, key, object(value)?);
            }
            Object::dict(map)
        }
    })
}

/// A text that stands for no unknown place.
fn text(text: String) -> Option<Object> {
    (!is_placed(&text)).then(|| Object::text(text))
}

/// A number; whole ones of many digits are not followed.
fn number(number: &str) -> Option<Object> {
    match number.parse() {
        Ok(whole) => Some(Object::Int(whole)),
        Err(_) if number.contains(['.', 'e', 'E']) => number.parse().ok().map(Object::Float),
        Err(_) => None,
    }
}
