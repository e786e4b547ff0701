//! What a change is about: one rule for each kind of difference, with its stable name and the sentence that explains it.
//! It must not know how a difference is found or what level it has in a particular place.

/// A kind of difference between two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// An operation came.
    OperationAdded,
    /// An operation went.
    OperationRemoved,
    /// `operationId` differs.
    OperationIdChanged,
    /// `deprecated` differs, of an operation, a parameter or a schema.
    DeprecationChanged,
    /// `x-sunset`, the day on which a deprecated operation goes, differs.
    SunsetChanged,
    /// A summary, description, tag, example or title differs.
    DescriptionChanged,
    /// A parameter came.
    ParameterAdded,
    /// A parameter went.
    ParameterRemoved,
    /// A parameter became required or optional.
    ParameterRequiredChanged,
    /// A parameter is written in another way.
    ParameterStyleChanged,
    /// An empty value of a parameter is taken otherwise.
    ParameterEmptyValueChanged,
    /// What a parameter that is left out stands for.
    ParameterDefaultChanged,
    /// An operation takes a body now.
    BodyAdded,
    /// An operation takes no body any more.
    BodyRemoved,
    /// A body became required or optional.
    BodyRequiredChanged,
    /// A media type came.
    MediaTypeAdded,
    /// A media type went.
    MediaTypeRemoved,
    /// A status came.
    StatusAdded,
    /// A status went.
    StatusRemoved,
    /// A response header came.
    HeaderAdded,
    /// A response header went.
    HeaderRemoved,
    /// A response header became required or optional.
    HeaderRequiredChanged,
    /// Other credentials are required.
    SecurityChanged,
    /// A security scheme asks for something else under the same name.
    SecuritySchemeChanged,
    /// A callback came.
    CallbackAdded,
    /// A callback went.
    CallbackRemoved,
    /// `servers` differ.
    ServersChanged,
    /// `type` or `nullable`.
    TypeChanged,
    /// `enum`.
    EnumChanged,
    /// `format`.
    FormatChanged,
    /// `pattern`.
    PatternChanged,
    /// `minLength` or `maxLength`.
    LengthChanged,
    /// `minimum`, `maximum` and their exclusive forms.
    RangeChanged,
    /// `multipleOf`.
    MultipleChanged,
    /// `minItems` or `maxItems`.
    ItemCountChanged,
    /// `uniqueItems`.
    UniquenessChanged,
    /// `minProperties` or `maxProperties`.
    PropertyCountChanged,
    /// A member came, with whatever schema.
    PropertyAdded,
    /// A member went.
    PropertyRemoved,
    /// `required`.
    PropertyRequiredChanged,
    /// `additionalProperties`.
    AdditionalPropertiesChanged,
    /// `readOnly` or `writeOnly`.
    AccessChanged,
    /// `oneOf`, `anyOf`, `allOf` or `not`, where no single branch tells.
    CompositionChanged,
    /// `default` of a schema that is no parameter's.
    DefaultChanged,
    /// `discriminator`.
    DiscriminatorChanged,
}

impl Rule {
    /// Every rule, in the order of this file.
    pub const ALL: [Rule; 45] = [
        Rule::OperationAdded,
        Rule::OperationRemoved,
        Rule::OperationIdChanged,
        Rule::DeprecationChanged,
        Rule::SunsetChanged,
        Rule::DescriptionChanged,
        Rule::ParameterAdded,
        Rule::ParameterRemoved,
        Rule::ParameterRequiredChanged,
        Rule::ParameterStyleChanged,
        Rule::ParameterEmptyValueChanged,
        Rule::ParameterDefaultChanged,
        Rule::BodyAdded,
        Rule::BodyRemoved,
        Rule::BodyRequiredChanged,
        Rule::MediaTypeAdded,
        Rule::MediaTypeRemoved,
        Rule::StatusAdded,
        Rule::StatusRemoved,
        Rule::HeaderAdded,
        Rule::HeaderRemoved,
        Rule::HeaderRequiredChanged,
        Rule::SecurityChanged,
        Rule::SecuritySchemeChanged,
        Rule::CallbackAdded,
        Rule::CallbackRemoved,
        Rule::ServersChanged,
        Rule::TypeChanged,
        Rule::EnumChanged,
        Rule::FormatChanged,
        Rule::PatternChanged,
        Rule::LengthChanged,
        Rule::RangeChanged,
        Rule::MultipleChanged,
        Rule::ItemCountChanged,
        Rule::UniquenessChanged,
        Rule::PropertyCountChanged,
        Rule::PropertyAdded,
        Rule::PropertyRemoved,
        Rule::PropertyRequiredChanged,
        Rule::AdditionalPropertiesChanged,
        Rule::AccessChanged,
        Rule::CompositionChanged,
        Rule::DefaultChanged,
        Rule::DiscriminatorChanged,
    ];

    /// Whether something came, of which the base has only the place.
    pub const fn is_addition(self) -> bool {
        matches!(
            self,
            Self::OperationAdded
                | Self::ParameterAdded
                | Self::BodyAdded
                | Self::MediaTypeAdded
                | Self::StatusAdded
                | Self::HeaderAdded
                | Self::CallbackAdded
        )
    }

    /// Whether something went, of which the revision has only the place.
    pub const fn is_removal(self) -> bool {
        matches!(
            self,
            Self::OperationRemoved
                | Self::ParameterRemoved
                | Self::BodyRemoved
                | Self::MediaTypeRemoved
                | Self::StatusRemoved
                | Self::HeaderRemoved
                | Self::CallbackRemoved
        )
    }

    /// The name in reports, which stays the same from version to version.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OperationAdded => "operation-added",
            Self::OperationRemoved => "operation-removed",
            Self::OperationIdChanged => "operation-id",
            Self::DeprecationChanged => "deprecation",
            Self::SunsetChanged => "sunset",
            Self::DescriptionChanged => "description",
            Self::ParameterAdded => "parameter-added",
            Self::ParameterRemoved => "parameter-removed",
            Self::ParameterRequiredChanged => "parameter-required",
            Self::ParameterStyleChanged => "parameter-style",
            Self::ParameterEmptyValueChanged => "parameter-empty-value",
            Self::ParameterDefaultChanged => "parameter-default",
            Self::BodyAdded => "body-added",
            Self::BodyRemoved => "body-removed",
            Self::BodyRequiredChanged => "body-required",
            Self::MediaTypeAdded => "media-type-added",
            Self::MediaTypeRemoved => "media-type-removed",
            Self::StatusAdded => "status-added",
            Self::StatusRemoved => "status-removed",
            Self::HeaderAdded => "header-added",
            Self::HeaderRemoved => "header-removed",
            Self::HeaderRequiredChanged => "header-required",
            Self::SecurityChanged => "security",
            Self::SecuritySchemeChanged => "security-scheme",
            Self::CallbackAdded => "callback-added",
            Self::CallbackRemoved => "callback-removed",
            Self::ServersChanged => "servers",
            Self::TypeChanged => "type",
            Self::EnumChanged => "enum",
            Self::FormatChanged => "format",
            Self::PatternChanged => "pattern",
            Self::LengthChanged => "length",
            Self::RangeChanged => "range",
            Self::MultipleChanged => "multiple-of",
            Self::ItemCountChanged => "item-count",
            Self::UniquenessChanged => "unique-items",
            Self::PropertyCountChanged => "property-count",
            Self::PropertyAdded => "property-added",
            Self::PropertyRemoved => "property-removed",
            Self::PropertyRequiredChanged => "property-required",
            Self::AdditionalPropertiesChanged => "additional-properties",
            Self::AccessChanged => "access",
            Self::CompositionChanged => "composition",
            Self::DefaultChanged => "default",
            Self::DiscriminatorChanged => "discriminator",
        }
    }

    /// Why the difference matters, in a sentence that holds for every place.
    pub const fn rationale(self) -> &'static str {
        match self {
            Self::OperationAdded => "Senders may call an operation that was not there before.",
            Self::OperationRemoved => "Every request to an operation that is gone is refused.",
            Self::OperationIdChanged => "Generated clients and servers name their functions after it.",
            Self::DeprecationChanged => "It announces what will go, and changes no message.",
            Self::SunsetChanged => "Requests are refused earlier than was announced.",
            Self::DescriptionChanged => "It changes what people read, and no message.",
            Self::ParameterAdded => "A request without a parameter that is required now is refused.",
            Self::ParameterRemoved => "A parameter that is not documented any more is ignored.",
            Self::ParameterRequiredChanged => {
                "A request without a parameter that became required is refused."
            }
            Self::ParameterStyleChanged => "The same value is written in another way on the wire.",
            Self::ParameterEmptyValueChanged => "A parameter with an empty value is refused or accepted.",
            Self::ParameterDefaultChanged => {
                "A request that leaves the parameter out means something else than it did."
            }
            Self::BodyAdded => "A request without a body that is required now is refused.",
            Self::BodyRemoved => "What senders put into the body has no effect any more.",
            Self::BodyRequiredChanged => "A request without a body that became required is refused.",
            Self::MediaTypeAdded => "Receivers may meet, or senders may use, one more media type.",
            Self::MediaTypeRemoved => {
                "Bodies in that type are refused with 415, requests that accept only it with 406."
            }
            Self::StatusAdded => {
                "A receiver that does not know a status takes it for the x00 of its class (RFC 9110, section 15)."
            }
            Self::StatusRemoved => "A receiver that waits for that success never meets it.",
            Self::HeaderAdded => "Receivers ignore headers that they do not know.",
            Self::HeaderRemoved => "A receiver that relies on a required header misses it.",
            Self::HeaderRequiredChanged => "A receiver that relies on a required header may miss it.",
            Self::SecurityChanged => "Requests with credentials that sufficed are refused.",
            Self::SecuritySchemeChanged => "The same requirement asks for another credential.",
            Self::CallbackAdded => "A client that does not know a callback does not act on it.",
            Self::CallbackRemoved => "A client that waits to be called never is.",
            Self::ServersChanged => "Requests go to another place; the messages are the same.",
            Self::TypeChanged => "Values of another kind are accepted or met.",
            Self::EnumChanged => "Other values are accepted or met.",
            Self::FormatChanged => "Texts of another format are accepted or met.",
            Self::PatternChanged => "Texts of another shape are accepted or met.",
            Self::LengthChanged => "Texts of other lengths are accepted or met.",
            Self::RangeChanged => "Numbers of another range are accepted or met.",
            Self::MultipleChanged => "Numbers of another granularity are accepted or met.",
            Self::ItemCountChanged => "Arrays of other sizes are accepted or met.",
            Self::UniquenessChanged => "Arrays with equal items are accepted or met.",
            Self::PropertyCountChanged => "Objects of other sizes are accepted or met.",
            Self::PropertyAdded => "Objects may carry one more documented member.",
            Self::PropertyRemoved => "A member is not documented any more.",
            Self::PropertyRequiredChanged => "Objects without the member are accepted or met.",
            Self::AdditionalPropertiesChanged => "Objects with undocumented members are accepted or met.",
            Self::AccessChanged => "The member moves between requests and responses.",
            Self::CompositionChanged => "Values of other branches are accepted or met.",
            Self::DefaultChanged => "What an absent value stands for; every message stays valid.",
            Self::DiscriminatorChanged => {
                "It tells readers which branch is meant; every message stays valid."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Rule;

    #[test]
    fn names_are_unique() {
        let names: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
    }
}
