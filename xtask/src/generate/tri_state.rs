//! Absent, null and present in the generated client, and setters that take plain values.
//!
//! progenitor makes an optional nullable member `Option<T>`, which can never send null. Such a member becomes
//! `Option<Option<T>>`: `None` leaves it out, `Some(None)` sends null. The setters of all optional members take
//! `crate::member::IntoOptional`, since progenitor's own take no text for a type that is made of text.

use super::client::module;
use super::nullable::beside_null;
use anyhow::{Context, bail};
use serde_json::Value;
use std::collections::BTreeSet;
use syn::{
    Attribute, Field, File, GenericArgument, Ident, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, LitStr,
    PathArguments, Type, TypeParamBound, WherePredicate, parse_quote,
};

/// Rewrites the types, and their builders to match.
///
/// # Errors
/// progenitor wrote code of another form than expected.
pub(super) fn apply(file: &mut File, document: &Value) -> anyhow::Result<()> {
    let types = module(&mut file.items, &["types"])?;
    let mut widened = BTreeSet::new();
    for item in types.iter_mut() {
        if let Item::Struct(item) = item {
            widen(item, document, &mut widened)?;
        }
    }
    let texts: Vec<Type> = types.iter().filter_map(parsed_type).collect();
    types.extend(texts.iter().map(|name| parse_quote!(impl crate::member::Text for #name {})));
    for item in module(types, &["builder"])? {
        if let Item::Struct(builder) = item {
            widen_builder(builder, &widened)?;
        } else if let Item::Impl(block) = item
            && block.trait_.is_none()
        {
            rewrite_setters(block, &widened);
        }
    }
    Ok(())
}

/// Struct and member of what has three states.
type Widened = BTreeSet<(String, String)>;

fn widen(item: &mut ItemStruct, document: &Value, widened: &mut Widened) -> anyhow::Result<()> {
    let name = item.ident.to_string();
    let mut members = nullable_members(document, &name);
    for field in &mut item.fields {
        let Some(ident) = field.ident.clone() else { continue };
        if !members.remove(&wire_name(&ident, &field.attrs)?) {
            continue;
        }
        let of = field.ty.clone();
        argument(&of, "Option").with_context(|| format!("`{name}.{ident}` is nullable and no `Option`"))?;
        field.ty = parse_quote!(::std::option::Option<#of>);
        field.attrs.push(parse_quote!(#[serde(default, deserialize_with = "crate::member::present")]));
        widened.insert((name.clone(), ident.to_string()));
    }
    match members.first() {
        Some(member) => bail!("progenitor's `{name}` has no member for the nullable property `{member}`"),
        None => Ok(()),
    }
}

/// The properties of a schema that are optional and nullable.
fn nullable_members(document: &Value, name: &str) -> BTreeSet<String> {
    let Some(schema) = document.pointer(&format!("/components/schemas/{name}")) else {
        return BTreeSet::new();
    };
    let required = schema.get("required").and_then(Value::as_array);
    let is_required = |name: &str| required.is_some_and(|list| list.iter().any(|item| item == name));
    let members = schema.get("properties").and_then(Value::as_object);
    let nullable = |property: &Value| {
        let fields = property.as_object();
        property.get("nullable") == Some(&Value::Bool(true)) || fields.and_then(beside_null).is_some()
    };
    let optional = members.into_iter().flatten().filter(|(name, _)| !is_required(name));
    optional.filter(|(_, property)| nullable(property)).map(|(name, _)| name.clone()).collect()
}

/// What the member is called in JSON.
fn wire_name(ident: &Ident, attributes: &[Attribute]) -> anyhow::Result<String> {
    let mut name = ident.to_string();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute.parse_nested_meta(|meta| {
            let value = meta.value().and_then(|value| value.parse::<LitStr>());
            if meta.path.is_ident("rename") {
                name = value?.value();
            }
            Ok(())
        })?;
    }
    Ok(name)
}

/// The type that an item makes parsable from text.
fn parsed_type(item: &Item) -> Option<Type> {
    let Item::Impl(block) = item else { return None };
    let (path, _) = block.trait_.as_ref()?;
    (path.segments.last()?.ident == "FromStr").then(|| (*block.self_ty).clone())
}

/// A builder holds `Result<member, String>`.
fn widen_builder(builder: &mut ItemStruct, widened: &Widened) -> anyhow::Result<()> {
    let name = builder.ident.to_string();
    for Field { ident, ty, .. } in &mut builder.fields {
        let member = ident.as_ref().map(ToString::to_string).unwrap_or_default();
        if widened.contains(&(name.clone(), member)) {
            let of = argument(ty, "Result").context("a builder's member is no `Result`")?;
            *ty = parse_quote!(::std::result::Result<::std::option::Option<#of>, ::std::string::String>);
        }
    }
    Ok(())
}

fn rewrite_setters(block: &mut ItemImpl, widened: &Widened) {
    let Type::Path(builder) = &*block.self_ty else { return };
    let builder = builder.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    for item in &mut block.items {
        let ImplItem::Fn(setter) = item else { continue };
        let Some(of) = optional_argument(setter) else { continue };
        let name = setter.sig.ident.clone();
        let failure = format!("error converting supplied value for {name}: {{e}}");
        let null = widened.contains(&(builder.clone(), name.to_string()));
        let (what, wrap) = if null {
            (format!(" Sets `{name}`; `None` sends null."), Some(quote::quote!(.map(Some))))
        } else {
            (format!(" Sets `{name}`; `None` leaves it out."), None)
        };
        *setter = parse_quote! {
            #[doc = #what]
            pub fn #name<T>(mut self, value: T) -> Self
            where
                T: crate::member::IntoOptional<#of>,
            {
                self.#name = value.into_optional() #wrap .map_err(|e| format!(#failure));
                self
            }
        };
    }
}

/// `X` of a setter whose argument is `TryInto<Option<X>>`.
fn optional_argument(setter: &ImplItemFn) -> Option<Type> {
    let predicates = &setter.sig.generics.where_clause.as_ref()?.predicates;
    predicates.iter().find_map(|predicate| {
        let WherePredicate::Type(predicate) = predicate else { return None };
        let TypeParamBound::Trait(bound) = predicate.bounds.first()? else { return None };
        let path = &bound.path;
        let target = argument(&parse_quote!(#path), "TryInto")?;
        argument(&target, "Option")
    })
}

/// The first argument of a generic type of this name.
fn argument(of: &Type, name: &str) -> Option<Type> {
    let Type::Path(path) = of else { return None };
    let segment = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    arguments.args.iter().find_map(|argument| {
        let GenericArgument::Type(of) = argument else { return None };
        Some(of.clone())
    })
}
