//! Absent, null and present in the generated client.
//!
//! progenitor makes an optional nullable member `Option<T>`, which can never send null. Such a member becomes
//! `Option<Option<T>>`: `None` leaves it out, `Some(None)` sends null.

use serde_json::Value;
use syn::visit_mut::VisitMut;
use syn::{Field, File, ItemStruct, parse_quote};

/// Rewrites the members that are optional and nullable in the document.
pub(super) fn apply(file: &mut File, document: &Value) {
    let Some(Value::Object(schemas)) = document.pointer("/components/schemas") else { return };
    for (name, schema) in schemas {
        let members = nullable_members(schema);
        if !members.is_empty() {
            TriState { schema: name, members }.visit_file_mut(file);
        }
    }
}

fn nullable_members(schema: &Value) -> Vec<String> {
    let required = schema.get("required").and_then(Value::as_array);
    let is_required = |name: &String| required.is_some_and(|list| list.iter().any(|item| item == name));
    let members = schema.get("properties").and_then(Value::as_object);
    let nullable = |property: &Value| property.get("nullable") == Some(&Value::Bool(true));
    let names = members.into_iter().flatten().filter(|(name, property)| nullable(property) && !is_required(name));
    names.map(|(name, _)| super::names::snake(name)).collect()
}

struct TriState<'a> {
    schema: &'a str,
    members: Vec<String>,
}

impl VisitMut for TriState<'_> {
    fn visit_item_struct_mut(&mut self, item: &mut ItemStruct) {
        if item.ident != self.schema {
            return;
        }
        for field in &mut item.fields {
            let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            if self.members.contains(&name) && !self.is_builder(field) {
                let of = field.ty.clone();
                field.ty = parse_quote!(::std::option::Option<#of>);
                field.attrs.push(parse_quote!(#[serde(deserialize_with = "crate::present")]));
            }
        }
    }
}

impl TriState<'_> {
    /// The builder of the same name holds `Result<_, String>` and follows the struct by inference alone where its
    /// setter takes `TryInto` of the member's type.
    fn is_builder(&self, field: &Field) -> bool {
        !field.attrs.iter().any(|attribute| attribute.path().is_ident("serde") || attribute.path().is_ident("doc"))
    }
}
