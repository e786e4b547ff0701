//! The `static` that tells the runtime what the document says of an operation.

use super::{docs, ident};
use crate::generate::model::{Location, Operation, Security, Shape};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The operation's metadata.
pub(super) fn statics(operation: &Operation, tag: &str) -> TokenStream {
    let name = ident(&operation.id.to_ascii_uppercase());
    let docs = docs(&format!("What the document says of `{}`.", operation.id));
    let Operation { id, path, always_admitted, .. } = operation;
    let invalid_status = Literal::u16_unsuffixed(operation.violation_status.schema);
    let meaningless_status = Literal::u16_unsuffixed(operation.violation_status.meaning);
    let statuses = operation.answers.iter().map(|answer| Literal::u16_unsuffixed(answer.status));
    let method = ident(&operation.method.to_ascii_uppercase());
    let security = operation.security.iter().map(|security| match security {
        Security::Bearer => quote!(Security::Bearer),
        Security::Cookie(name) => quote!(Security::Cookie(#name)),
    });
    let parameters = operation.parameters.iter().map(|parameter| {
        let location = match parameter.location {
            Location::Path => quote!(Path),
            Location::Query => quote!(Query),
            Location::Header => quote!(Header),
        };
        let shape = match parameter.shape {
            Shape::Text => quote!(Text),
            Shape::Integer => quote!(Integer),
            Shape::Number => quote!(Number),
            Shape::Boolean => quote!(Boolean),
            Shape::Texts => quote!(Texts),
        };
        let (name, required, schema) = (&parameter.name, parameter.required, &parameter.schema);
        quote! {
            Parameter {
                name: #name,
                location: Location::#location,
                required: #required,
                shape: Shape::#shape,
                schema: #schema,
            }
        }
    });
    let body = match &operation.body {
        None => quote!(None),
        Some(body) => {
            let schema = &body.schema;
            let bytes_max = Literal::u64_unsuffixed(body.bytes_max);
            quote!(Some(BodySpec { bytes_max: #bytes_max, schema: #schema }))
        }
    };
    quote! {
        #docs
        pub static #name: Operation = Operation {
            id: #id,
            tag: #tag,
            method: Method::#method,
            path: #path,
            security: &[#(#security),*],
            parameters: &[#(#parameters),*],
            body: #body,
            always_admitted: #always_admitted,
            invalid_status: #invalid_status,
            meaningless_status: #meaningless_status,
            statuses: &[#(#statuses),*],
        };
    }
}
