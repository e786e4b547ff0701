//! The struct that a handler takes.

use super::{docs, docs_or, ident, type_tokens};
use crate::generate::model::Operation;
use crate::generate::names;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// The name of an operation's input.
pub(super) fn name(operation: &Operation) -> Ident {
    format_ident!("{}Input", names::pascal(&operation.id))
}

/// The input of an operation.
pub(super) fn of(operation: &Operation) -> TokenStream {
    let name = name(operation);
    let statics = ident(&operation.id.to_ascii_uppercase());
    let heading = docs(&format!("What `{}` takes.", operation.id));
    let mut fields = Vec::new();
    let mut takes = Vec::new();
    if !operation.security.is_empty() {
        fields.push(
            quote!(/** The session token, whose validity is not known yet. */ pub credential: Credential,),
        );
        takes.push(quote!(credential: arguments.credential()?,));
    }
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let field = ident(&names::snake(&parameter.name));
        let docs = docs_or(&parameter.docs, || format!("The parameter `{}`.", parameter.name));
        let of = type_tokens(&parameter.of);
        let index = proc_macro2::Literal::usize_unsuffixed(index);
        if parameter.required {
            fields.push(quote!(#docs pub #field: #of,));
            takes.push(quote!(#field: arguments.required(&#statics.parameters[#index], #index)?,));
        } else {
            fields.push(quote!(#docs pub #field: Option<#of>,));
            takes.push(quote!(#field: arguments.optional(&#statics.parameters[#index], #index)?,));
        }
    }
    if let Some(body) = &operation.body {
        let of = type_tokens(&body.of);
        fields.push(quote!(/** The body. */ pub body: #of,));
        takes.push(quote!(body: arguments.body()?,));
    }
    let arguments = if takes.is_empty() { quote!(_) } else { quote!(arguments) };
    quote! {
        #heading
        #[derive(Debug)]
        pub struct #name { #(#fields)* }

        impl Input for #name {
            const OPERATION: &'static Operation = &#statics;

            fn take(#arguments: &mut Arguments) -> Result<Self, Mismatch> {
                Ok(Self { #(#takes)* })
            }
        }
    }
}
