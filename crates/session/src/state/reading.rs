//! A saved object read part by part: what cannot be read and what is not known is put aside with its place.

use super::Fields;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// The way to a part: names of fields, and places in lists as numbers.
pub type Keys = Vec<String>;

/// What was put aside so far.
#[derive(Default)]
pub(super) struct Reading {
    /// What could not be read, by its place with `/` between the keys.
    pub unread: Fields,
    /// Fields of a newer version, by their path, to be written back.
    pub unknown: BTreeMap<Keys, Value>,
}

impl Reading {
    fn refuse(&mut self, place: &[&str], value: Value) {
        self.unread.insert(place.join("/"), value);
    }

    /// A part that is read whole or not at all.
    pub(super) fn value<T: DeserializeOwned>(&mut self, name: &str, value: Value, default: T) -> T {
        T::deserialize(&value).unwrap_or_else(|_| {
            self.refuse(&[name], value);
            default
        })
    }

    /// A list whose every element is read whole or left out.
    pub(super) fn list<T: DeserializeOwned>(&mut self, name: &str, value: Value) -> Vec<T> {
        self.elements(
            name,
            value,
            |reading, place, element| match T::deserialize(&element) {
                Ok(read) => Some(read),
                Err(_) => {
                    reading.refuse(place, element);
                    None
                }
            },
        )
    }

    /// A list of objects.
    pub(super) fn objects<T>(&mut self, name: &str, value: Value) -> Vec<T>
    where
        T: Default + Serialize + DeserializeOwned,
    {
        self.elements(name, value, |reading, place, element| {
            Some(reading.object(place, element))
        })
    }

    fn elements<T>(
        &mut self,
        name: &str,
        value: Value,
        read: impl Fn(&mut Self, &[&str], Value) -> Option<T>,
    ) -> Vec<T> {
        let Value::Array(elements) = value else {
            self.refuse(&[name], value);
            return Vec::new();
        };
        let numbered = elements.into_iter().enumerate();
        numbered
            .filter_map(|(index, element)| read(self, &[name, &index.to_string()], element))
            .collect()
    }

    /// Objects by their names.
    pub(super) fn map<T>(&mut self, name: &str, value: Value) -> BTreeMap<String, T>
    where
        T: Default + Serialize + DeserializeOwned,
    {
        let Value::Object(entries) = value else {
            self.refuse(&[name], value);
            return BTreeMap::new();
        };
        let mut read = BTreeMap::new();
        for (key, value) in entries {
            if value.is_object() {
                let object = self.object(&[name, &key], value);
                read.insert(key, object);
            } else {
                self.refuse(&[name, &key], value);
            }
        }
        read
    }

    /// An object whose fields are read one by one, each whole or not at all.
    pub(super) fn object<T>(&mut self, place: &[&str], value: Value) -> T
    where
        T: Default + Serialize + DeserializeOwned,
    {
        let mut read = T::default();
        let fields = match (value, serde_json::to_value(&read)) {
            (Value::Object(fields), Ok(Value::Object(known))) => {
                let mut known = known;
                for (name, value) in fields {
                    let place: Vec<&str> = place.iter().copied().chain([&*name]).collect();
                    let Some(before) = known.get(&name).cloned() else {
                        let place = place.into_iter().map(str::to_owned).collect();
                        self.unknown.insert(place, value);
                        continue;
                    };
                    known.insert(name.clone(), value.clone());
                    match T::deserialize(Value::Object(known.clone())) {
                        Ok(with_it) => read = with_it,
                        Err(_) => {
                            known.insert(name.clone(), before);
                            self.refuse(&place, value);
                        }
                    }
                }
                return read;
            }
            (other, _) => other,
        };
        self.refuse(place, fields);
        read
    }
}

/// Puts what was not known back to its place. Where that is gone, as with an element of a map that was taken out, it goes
/// too; a list is filled up to the place with `filler`.
pub(super) fn put_back(whole: &mut Value, place: &[String], value: Value, filler: &Value) {
    let Some((last, way)) = place.split_last() else {
        return;
    };
    let mut parent = whole;
    for key in way {
        let next = match parent {
            Value::Object(fields) => fields.get_mut(key),
            Value::Array(elements) => key.parse().ok().and_then(|index: usize| {
                if elements.len() <= index {
                    elements.resize(index + 1, filler.clone());
                }
                elements.get_mut(index)
            }),
            _ => None,
        };
        let Some(next) = next else { return };
        parent = next;
    }
    match parent {
        Value::Object(fields) => _ = fields.entry(last.clone()).or_insert(value),
        Value::Array(elements) => {
            let Ok(index) = last.parse() else { return };
            if elements.len() <= index {
                elements.resize(index, filler.clone());
                elements.push(value);
            } else if elements[index] == *filler {
                elements[index] = value;
            }
        }
        _ => {}
    }
}
