//! The named schemas as Rust types.

use super::{docs_or, ident, type_tokens};
use crate::generate::model::{Api, Field, Presence, Type, TypeDef, TypeShape};
use crate::generate::names;
use proc_macro2::TokenStream;
use quote::quote;

/// The module of all types.
pub(super) fn all(api: &Api) -> TokenStream {
    let definitions: TokenStream = api.types.iter().map(definition).collect();
    let found = super::names_in(&definitions);
    let import = |name: &str, tokens: TokenStream| found.contains(name).then_some(tokens);
    let types = import(
        "types",
        quote!(
            use super::types;
        ),
    );
    let patch = import(
        "Patch",
        quote!(
            use crate::runtime::Patch;
        ),
    );
    let serde = ["Deserialize", "Serialize"].into_iter().filter(|name| found.contains(*name)).map(ident);
    let serde: Vec<_> = serde.collect();
    let serde = match serde.as_slice() {
        [] => quote!(),
        [one] => quote!(use serde::#one;),
        several => quote!(use serde::{#(#several),*};),
    };
    quote! {
        //! The named schemas of the document.
        //!
        //! What a request can hold can be read, what an answer can hold can be written, and nothing else.

        #types
        #patch
        #serde

        #definitions
    }
}

fn definition(definition: &TypeDef) -> TokenStream {
    let name = ident(&definition.name);
    let docs = docs_or(&definition.docs, || format!("The schema `{}`.", definition.name));
    let derives = derives(definition);
    match &definition.shape {
        TypeShape::Alias(of) => {
            let of = type_tokens(of);
            quote!(#docs pub type #name = #of;)
        }
        TypeShape::Struct(fields) => {
            let fields = fields.iter().map(|f| field(f, definition));
            quote! { #docs #derives pub struct #name { #(#fields)* } }
        }
        TypeShape::Enum(values) => {
            let variants = values.iter().map(|value| {
                let variant = ident(&names::variant(value));
                let docs =
                    if value.is_empty() { "The empty string.".to_owned() } else { format!("`{value}`.") };
                let docs = super::docs(&docs);
                quote!(#docs #[serde(rename = #value)] #variant,)
            });
            quote! { #docs #derives #[derive(Clone, Copy, PartialEq, Eq)] pub enum #name { #(#variants)* } }
        }
        TypeShape::Union(branches) => {
            let variants = branches.iter().map(|branch| {
                let variant = ident(names::branch(&definition.name, branch));
                let docs = super::docs(&format!("See [`types::{branch}`]."));
                let of = type_tokens(&Type::Named(branch.clone()));
                quote!(#docs #variant(#of),)
            });
            quote! { #docs #derives #[serde(untagged)] pub enum #name { #(#variants)* } }
        }
    }
}

fn derives(definition: &TypeDef) -> TokenStream {
    match (definition.is_read, definition.is_written) {
        (true, true) => quote!(#[derive(Debug, Deserialize, Serialize)]),
        (true, false) => quote!(#[derive(Debug, Deserialize)]),
        (false, _) => quote!(#[derive(Debug, Serialize)]),
    }
}

fn field(field: &Field, definition: &TypeDef) -> TokenStream {
    let name = &field.name;
    let rust_name = names::snake(name);
    let docs = docs_or(&field.docs, || format!("The member `{name}`."));
    let of = type_tokens(&field.of);
    let mut options: Vec<TokenStream> = Vec::new();
    if *name != rust_name {
        options.push(quote!(rename = #name));
    }
    let is_integer = matches!(field.of, Type::Int32 | Type::Int64);
    let of = match field.presence {
        Presence::Required => {
            if is_integer && definition.is_read {
                options.push(quote!(deserialize_with = "crate::runtime::integer"));
            }
            of
        }
        Presence::RequiredNullable => quote!(Option<#of>),
        Presence::Optional => {
            if definition.is_read {
                options.push(quote!(default));
                if is_integer {
                    options.push(quote!(deserialize_with = "crate::runtime::optional_integer"));
                }
            }
            if definition.is_written {
                options.push(quote!(skip_serializing_if = "Option::is_none"));
            }
            quote!(Option<#of>)
        }
        Presence::OptionalNullable => {
            if definition.is_read {
                options.push(quote!(default));
            }
            if definition.is_written {
                options.push(quote!(skip_serializing_if = "Patch::is_absent"));
            }
            quote!(Patch<#of>)
        }
    };
    let rust_name = ident(&rust_name);
    let serde = (!options.is_empty()).then(|| quote!(#[serde(#(#options),*)]));
    quote!(#docs #serde pub #rust_name: #of,)
}
