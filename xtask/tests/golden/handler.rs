//! A server that keeps to `document.yaml`. The tests damage it, or the document under it, and expect the compiler to
//! say so.

use crate::generated::books::{BookUpdateAnswer, BookUpdateInput, BookViewAnswer, BookViewInput, BooksApi};
use crate::generated::loans::{LoanCreateAnswer, LoanCreateInput, LoanListAnswer, LoanListInput, LoansApi};
use crate::generated::types::{Binding, Book, BooksError, Borrower, Problem};
use crate::runtime::{CallContext, Contract, Credential, Host, Json, Patch, Refusal, Refused};
use std::collections::BTreeMap;

/// The server.
#[derive(Debug)]
pub struct Server {
    contract: Contract,
    books: BTreeMap<i64, String>,
}

impl Host for Server {
    fn contract(&self) -> &Contract {
        &self.contract
    }
}

impl BooksApi for Server {
    async fn refuse(
        &self,
        _: &CallContext<'_>,
        refusal: Refusal,
        _: Option<&Credential>,
    ) -> Refused<BooksError> {
        let body = BooksError { code: refusal.code().to_owned(), message: refusal.to_string() };
        Refused { refusal, body }
    }

    async fn book_view(&self, _: &CallContext<'_>, input: BookViewInput) -> BookViewAnswer {
        let Some(title) = self.books.get(&input.book_id) else {
            let error = BooksError { code: input.x_tenant_id.to_string(), message: input.fields.join(",") };
            return BookViewAnswer::NotFound { body: error.into() };
        };
        if input.verbose == Some(false) {
            return BookViewAnswer::NotModified;
        }
        let book = Book {
            id: input.book_id,
            title: title.clone(),
            subtitle: None,
            pages: Some(1),
            type_: Some(Binding::HardCover),
            parts: None,
        };
        let body = Json::new(&book);
        BookViewAnswer::Ok { etag: body.entity_tag(), x_copies: None, body }
    }

    async fn book_update(&self, context: &CallContext<'_>, input: BookUpdateInput) -> BookUpdateAnswer {
        if input.body.subtitle == Patch::Null || input.credential.token.is_empty() {
            let refusal = Refusal::Forbidden { reason: "not this one".to_owned() };
            let body = BooksApi::refuse(self, context, refusal, None).await.body.into();
            return BookUpdateAnswer::Forbidden { body };
        }
        match input.body.notes {
            Patch::Absent | Patch::Null | Patch::Value(serde_json::Value::Null) => {
                BookUpdateAnswer::NoContent
            }
            Patch::Value(_) => {
                let error = BooksError { code: String::new(), message: String::new() };
                BookUpdateAnswer::ServiceUnavailable { retry_after: 1, body: error.into() }
            }
        }
    }
}

impl LoansApi for Server {
    async fn refuse(
        &self,
        _: &CallContext<'_>,
        refusal: Refusal,
        _: Option<&Credential>,
    ) -> Refused<Problem> {
        let body = Problem { title: refusal.to_string(), status: 500 };
        Refused { refusal, body }
    }

    async fn loan_list(&self, _: &CallContext<'_>, _: LoanListInput) -> LoanListAnswer {
        LoanListAnswer::Ok { body: BTreeMap::new().into() }
    }

    async fn loan_create(&self, _: &CallContext<'_>, input: LoanCreateInput) -> LoanCreateAnswer {
        match input.body.to {
            Borrower::Person(person) => LoanCreateAnswer::Created { location: person.name },
            Borrower::CardNumber(number) => LoanCreateAnswer::Accepted { body: number.into() },
        }
    }
}
