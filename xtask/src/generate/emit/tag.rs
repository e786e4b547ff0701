//! A tag's module: its API trait, its registration, and each operation's parts.

use super::{answer, docs, ident, input, module_docs, operation};
use crate::generate::model::{Operation, Tag};
use crate::generate::names;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The module of a tag.
pub(super) fn module(tag: &Tag) -> TokenStream {
    let api = format_ident!("{}Api", names::pascal(&tag.name));
    let error = ident(&tag.error);
    let heading = module_docs(&format!("The tag `{}`.\n\n{}", tag.name, tag.docs));
    let methods = tag.operations.iter().map(method);
    let registrations = tag.operations.iter().map(|operation| {
        let endpoint = ident(&names::pascal(&operation.id));
        quote!(runtime::register::<S, #endpoint>(description)?;)
    });
    let parts = tag.operations.iter().map(|operation| {
        let statics = operation::statics(operation, &tag.name);
        let input = input::of(operation);
        let answer = answer::of(operation, &tag.error);
        let endpoint = endpoint(operation, &api);
        quote!(#statics #input #answer #endpoint)
    });
    let parts: TokenStream = parts.collect();
    let always = names::RUNTIME.iter().map(|item| ident(item));
    let runtime = used(&parts);
    quote! {
        #heading

        use super::types;
        use crate::runtime::{self, #(#always,)* #(#runtime),*};
        use bytes::Bytes;
        use dropshot::{ApiDescription, ApiDescriptionRegisterError};
        use http::{Method, Response, StatusCode};
        use std::future::Future;

        /// The operations of this tag. Each method answers one, with a documented answer and no other.
        pub trait #api: Send + Sync + 'static {
            /// Words a refusal as this tag's error body. The credential is there where the request had one and was
            /// refused for another reason: a caller whose credential is not valid should learn that first.
            fn refuse(
                &self,
                context: &CallContext<'_>,
                refusal: Refusal,
                credential: Option<&Credential>,
            ) -> impl Future<Output = Refused<types::#error>> + Send;
            #(#methods)*
        }

        /// Registers the operations of this tag.
        ///
        /// # Errors
        /// The router does not take a path beside those that it has.
        pub fn register<S: Host + #api>(
            description: &mut ApiDescription<S>,
        ) -> Result<(), ApiDescriptionRegisterError> {
            #(#registrations)*
            Ok(())
        }

        #parts
    }
}

/// The runtime's items that the parts of a tag name, beside those that every tag does.
fn used(parts: &TokenStream) -> Vec<proc_macro2::Ident> {
    let found = super::names_in(parts);
    names::RUNTIME_OF_PARTS.iter().filter(|item| found.contains(**item)).map(|item| ident(item)).collect()
}

fn method(operation: &Operation) -> TokenStream {
    let name = ident(&operation.id);
    let (input, answer) = (input::name(operation), answer::name(operation));
    let heading =
        format!("`{} {}`\n\n{}", operation.method.to_ascii_uppercase(), operation.path, operation.docs);
    let docs = docs(&heading);
    quote! {
        #docs
        fn #name(&self, context: &CallContext<'_>, input: #input) -> impl Future<Output = #answer> + Send;
    }
}

fn endpoint(operation: &Operation, api: &proc_macro2::Ident) -> TokenStream {
    let name = ident(&operation.id);
    let endpoint = ident(&names::pascal(&operation.id));
    let (input, answer) = (input::name(operation), answer::name(operation));
    let docs = docs(&format!("Ties `{}` to its handler.", operation.id));
    quote! {
        #docs
        #[derive(Debug)]
        pub enum #endpoint {}

        impl<S: Host + #api> Endpoint<S> for #endpoint {
            type Input = #input;
            type Answer = #answer;

            fn call(
                server: &S,
                context: &CallContext<'_>,
                input: Self::Input,
            ) -> impl Future<Output = Self::Answer> + Send {
                server.#name(context, input)
            }

            async fn refuse(
                server: &S,
                context: &CallContext<'_>,
                refusal: Refusal,
                credential: Option<&Credential>,
            ) -> Self::Answer {
                #answer::refused(server.refuse(context, refusal, credential).await)
            }
        }
    }
}
