//! The enum that a handler answers: a variant per documented status, with its body and headers.

use super::{docs, ident, type_tokens};
use crate::generate::model::{Answer, Content, ContentBody, Header, Operation};
use crate::generate::names;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// The name of an operation's answer.
pub(super) fn name(operation: &Operation) -> Ident {
    format_ident!("{}Answer", names::pascal(&operation.id))
}

/// The answer of an operation.
pub(super) fn of(operation: &Operation, error: &str) -> TokenStream {
    let name = name(operation);
    let heading = docs(&format!("What `{}` answers.", operation.id));
    let variants = operation.answers.iter().map(variant);
    let replies = operation.answers.iter().map(reply);
    let refusals = refusals(operation);
    let error = ident(error);
    quote! {
        #heading
        #[derive(Debug)]
        pub enum #name { #(#variants)* }

        impl Answer for #name {
            type Error = types::#error;

            fn refused(refused: Refused<Self::Error>) -> Self {
                let Refused { refusal, body } = refused;
                let body = Json::from(body);
                match refusal { #refusals }
            }

            fn into_reply(self) -> Result<Response<Bytes>, ReplyError> {
                match self { #(#replies)* }
            }
        }
    }
}

fn header_field(header: &Header) -> Ident {
    ident(&names::snake(&header.name))
}

fn variant(answer: &Answer) -> TokenStream {
    let variant = ident(answer.variant);
    let heading = docs(&format!("{}: {}", answer.status, answer.docs));
    let mut fields: Vec<TokenStream> = answer
        .headers
        .iter()
        .map(|header| {
            let field = header_field(header);
            let docs = docs(&format!("The header `{}`.", header.name));
            let of = if header.is_integer { quote!(i64) } else { quote!(String) };
            let of = if header.required { of } else { quote!(Option<#of>) };
            quote!(#docs #field: #of,)
        })
        .collect();
    if let Some(content) = &answer.content {
        let docs = docs(&format!("The body, `{}`.", content.media_type));
        let of = match &content.body {
            ContentBody::Json(of) => {
                let of = type_tokens(of);
                quote!(Json<#of>)
            }
            ContentBody::Text | ContentBody::Bytes => quote!(Bytes),
        };
        fields.push(quote!(#docs body: #of,));
    }
    if fields.is_empty() { quote!(#heading #variant,) } else { quote!(#heading #variant { #(#fields)* },) }
}

fn reply(answer: &Answer) -> TokenStream {
    let variant = ident(answer.variant);
    let fields: Vec<Ident> = answer.headers.iter().map(header_field).collect();
    let body = answer.content.as_ref().map(|_| quote!(body));
    let pattern = match (fields.is_empty(), &body) {
        (true, None) => quote!(Self::#variant),
        _ => quote!(Self::#variant { #(#fields,)* #body }),
    };
    let calls = answer.headers.iter().zip(&fields).map(|(header, field)| {
        let name = &header.name;
        if header.required { quote!(.header(#name, #field)) } else { quote!(.optional_header(#name, #field)) }
    });
    let end = match &answer.content {
        None => quote!(.empty()),
        Some(Content { media_type, body: ContentBody::Json(_) }) => quote!(.json(#media_type, body)),
        Some(Content { media_type, body: ContentBody::Text | ContentBody::Bytes }) => {
            quote!(.bytes(#media_type, body))
        }
    };
    let status = status_constant(answer);
    quote!(#pattern => Reply::new(#status) #(#calls)* #end,)
}

/// `http`'s constant for a status.
fn status_constant(answer: &Answer) -> TokenStream {
    let name = match answer.status {
        200 => "OK",
        413 => "PAYLOAD_TOO_LARGE",
        422 => "UNPROCESSABLE_ENTITY",
        _ => return screaming(answer.variant),
    };
    let name = ident(name);
    quote!(StatusCode::#name)
}

fn screaming(variant: &str) -> TokenStream {
    let name = ident(&names::snake(variant).to_ascii_uppercase());
    quote!(StatusCode::#name)
}

/// The arms from each refusal to the documented answer. A refusal that cannot happen to this operation would be a
/// failure of the service.
fn refusals(operation: &Operation) -> TokenStream {
    let status = operation.violation_status;
    let table = [
        ("Unreadable", 400, true),
        ("Invalid", status.schema, true),
        ("Meaningless", status.meaning, true),
        ("Unauthenticated", 401, true),
        ("Forbidden", 403, true),
        ("BodyTimeout", 408, true),
        ("BodyTooLarge", 413, true),
        ("UnsupportedMediaType", 415, true),
        ("Failed", 500, false),
        ("Unavailable", 503, true),
    ];
    let mut arms: Vec<(u16, Vec<TokenStream>)> = Vec::new();
    for (name, status, has_members) in table {
        let refusal = ident(name);
        let pattern = if has_members { quote!(Refusal::#refusal { .. }) } else { quote!(Refusal::#refusal) };
        let documented = operation.answers.iter().any(|answer| answer.status == status);
        let status = if documented { status } else { 500 };
        match arms.iter_mut().find(|(known, _)| *known == status) {
            Some((_, patterns)) => patterns.push(pattern),
            None => arms.push((status, vec![pattern])),
        }
    }
    arms.iter().map(|(status, patterns)| arm(operation, *status, patterns)).collect()
}

fn arm(operation: &Operation, status: u16, patterns: &[TokenStream]) -> TokenStream {
    let Some(answer) = operation.answers.iter().find(|answer| answer.status == status) else {
        // `check_complete` has refused such a document.
        return TokenStream::new();
    };
    let variant = ident(answer.variant);
    let headers = answer.headers.iter().map(|header| {
        let field = header_field(header);
        match (header.name.as_str(), header.required) {
            ("WWW-Authenticate", true) => quote!(#field: refusal.challenge(),),
            ("WWW-Authenticate", false) => quote!(#field: Some(refusal.challenge()),),
            ("Retry-After", true) => quote!(#field: refusal.retry_after_seconds(),),
            ("Retry-After", false) => quote!(#field: Some(refusal.retry_after_seconds()),),
            _ => quote!(#field: None,),
        }
    });
    quote!(#(#patterns)|* => Self::#variant { #(#headers)* body },)
}
