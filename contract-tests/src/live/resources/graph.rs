//! The resources of a document.
//!
//! They are collections and their items, what nests in what, resources that there is one of, and the operations of
//! each, all told from path templates and schemas. It must not know any server.

use std::collections::HashMap;

use super::content::{self, Content};
use super::listing::{Listing, schema};
use super::names;
use crate::api::{Api, Location, Method, Operation, PathTemplate, Segment};
use crate::schema::SchemaId;

/// Resources of one kind.
#[derive(Clone, Debug)]
pub struct Resource {
    /// What messages call one: `project`.
    pub noun: String,
    /// The item's path.
    pub path: PathTemplate,
    /// The collection's path, where items are made or listed.
    pub collection: Option<PathTemplate>,
    /// The resource, by its index, that these are parts of.
    pub parent: Option<usize>,
    /// The variables of the item's path, in order.
    pub variables: Vec<Variable>,
    /// Whether there is one of it for each parent, or for each identity, rather than a collection.
    pub single: bool,
    /// How one is made: an operation of the collection, or of the item with an id of the client's.
    pub create: Option<Create>,
    /// How they are listed.
    pub list: Option<Listing>,
    /// Operations of the item, indices in `Api::operations`.
    pub read: Option<usize>,
    /// `HEAD` of the item.
    pub head: Option<usize>,
    /// `PUT` of the item.
    pub replace: Option<usize>,
    /// `PATCH` of the item.
    pub update: Option<usize>,
    /// `DELETE` of the item.
    pub delete: Option<usize>,
    /// `POST` of a path that is the item's and one literal more, and takes no body or an optional one.
    pub actions: Vec<usize>,
    /// What reading one answers.
    pub shown: Option<Content>,
}

impl Resource {
    /// Its operations, indices in `Api::operations`.
    pub fn operations(&self) -> impl Iterator<Item = usize> {
        let create = self.create.map(Create::operation);
        let list = self.list.as_ref().map(|list| list.operation);
        let items = [create, list, self.read, self.head, self.replace, self.update, self.delete];
        items.into_iter().flatten().chain(self.actions.iter().copied())
    }
}

/// A variable of a path.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its schema.
    pub schema: Option<SchemaId>,
}

/// How a resource is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Create {
    /// `POST` to the collection.
    Post(usize),
    /// `PUT` to an item that is not there.
    Put(usize),
}

impl Create {
    /// The operation, an index in `Api::operations`.
    pub fn operation(self) -> usize {
        match self {
            Self::Post(at) | Self::Put(at) => at,
        }
    }
}

/// The resources of a document.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    /// Parents before their parts.
    pub list: Vec<Resource>,
}

type Methods = HashMap<Method, usize>;

/// The variable names of a path, in order; `None` when a segment is not a literal or one variable.
fn variables(path: &PathTemplate) -> Option<Vec<&str>> {
    let mut names = Vec::new();
    for segment in &path.segments {
        match segment {
            Segment::Literal(_) => {}
            Segment::Variable(name) => names.push(name.as_str()),
            Segment::Mixed { .. } => return None,
        }
    }
    Some(names)
}

fn ends_in_variable(path: &PathTemplate) -> bool {
    matches!(path.segments.last(), Some(Segment::Variable(_)))
}

fn is_prefix(short: &PathTemplate, long: &PathTemplate) -> bool {
    short.segments.len() < long.segments.len()
        && short.segments.iter().zip(&long.segments).all(|(one, other)| match (one, other) {
            (Segment::Variable(_), Segment::Variable(_)) => true,
            (one, other) => one == other,
        })
}

fn noun(path: &PathTemplate) -> String {
    let literal = path.segments.iter().rev().find_map(|segment| match segment {
        Segment::Literal(text) if !text.is_empty() => Some(text.as_str()),
        Segment::Literal(_) | Segment::Variable(_) | Segment::Mixed { .. } => None,
    });
    let words: Vec<String> = names::words(literal.unwrap_or("resource"));
    let Some((last, before)) = words.split_last() else { return "resource".to_owned() };
    before.iter().cloned().chain([names::singular(last)]).collect::<Vec<_>>().join(" ")
}

/// The path without its last segment, with and without a slash at its end.
fn collection_texts(path: &PathTemplate) -> [String; 2] {
    let cut = path.text.rfind('/').map_or("", |at| &path.text[..at]);
    [cut.to_owned(), [cut, "/"].concat()]
}

impl Resources {
    /// The resources of a document.
    pub fn of(api: &Api) -> Resources {
        let mut paths: Vec<(&PathTemplate, Methods)> = Vec::new();
        let mut at: HashMap<&str, usize> = HashMap::new();
        for (index, operation) in api.operations.iter().enumerate() {
            let place = *at.entry(operation.path.text.as_str()).or_insert_with(|| {
                paths.push((&operation.path, Methods::new()));
                paths.len() - 1
            });
            paths[place].1.insert(operation.method, index);
        }
        let mut order: Vec<usize> = (0..paths.len()).collect();
        order.sort_by_key(|&index| paths[index].0.segments.len());
        let mut resources = Resources::default();
        for &index in &order {
            let (path, methods) = &paths[index];
            let collection = collection_texts(path).iter().find_map(|text| at.get(text.as_str()).copied());
            let collection = collection.map(|index| (paths[index].0, &paths[index].1));
            let resource = if ends_in_variable(path) {
                item(api, path, methods, collection, &paths)
            } else {
                single(api, path, methods)
            };
            if let Some(resource) = resource {
                resources.add(resource);
            }
        }
        for &index in &order {
            let (path, methods) = &paths[index];
            resources.list_of_its_own(api, path, methods);
        }
        resources.actions(api);
        resources
    }

    /// Adds what is only listed, and read and made nowhere that the document tells.
    fn list_of_its_own(&mut self, api: &Api, path: &PathTemplate, methods: &Methods) {
        let Some(&get) = methods.get(&Method::Get) else { return };
        let known = |resource: &Resource| resource.list.as_ref().is_some_and(|list| list.operation == get);
        let Some(list) = Listing::of(api, get).filter(|_| !self.list.iter().any(known)) else { return };
        if let Some(resource) = blank(api, path, &Methods::new()) {
            let collection = Some(path.clone());
            self.add(Resource { single: true, collection, list: Some(list), ..resource });
        }
    }

    fn add(&mut self, mut resource: Resource) {
        let prefix = |other: &Resource| !other.single && is_prefix(&other.path, &resource.path);
        let holders = self.list.iter().enumerate().filter(|(_, other)| prefix(other));
        resource.parent = holders.max_by_key(|(_, other)| other.path.segments.len()).map(|(at, _)| at);
        self.list.push(resource);
    }

    /// Finds the actions on items.
    fn actions(&mut self, api: &Api) {
        let creates: Vec<usize> =
            self.list.iter().filter_map(|resource| resource.create).map(Create::operation).collect();
        for resource in &mut self.list {
            let is_action = |operation: &Operation| {
                operation.method == Method::Post
                    && operation.path.segments.len() == resource.path.segments.len() + 1
                    && is_prefix(&resource.path, &operation.path)
                    && operation.body.as_ref().is_none_or(|body| !body.required)
                    && !api.operations.iter().any(|other| {
                        other.path == operation.path
                            && !matches!(other.method, Method::Post | Method::Options)
                    })
            };
            let actions = api.operations.iter().enumerate();
            let actions = actions.filter(|(at, operation)| !creates.contains(at) && is_action(operation));
            resource.actions = actions.map(|(at, _)| at).collect();
        }
    }

    /// The resource with its parents, itself first.
    pub fn line(&self, at: usize) -> Vec<usize> {
        let mut line = vec![at];
        while let Some(parent) = line.last().and_then(|&at| self.list[at].parent) {
            line.push(parent);
        }
        line
    }

    /// The resource whose item holds what is at the path: the longest item path that it starts with.
    pub fn holder_of(&self, path: &PathTemplate) -> Option<usize> {
        let holders = self.list.iter().enumerate();
        let holders = holders.filter(|(_, other)| !other.single && is_prefix(&other.path, path));
        holders.max_by_key(|(_, other)| other.path.segments.len()).map(|(at, _)| at)
    }

    /// The resources that are parts of it, at once.
    pub fn parts(&self, at: usize) -> impl Iterator<Item = usize> {
        self.list
            .iter()
            .enumerate()
            .filter(move |(_, other)| other.parent == Some(at))
            .map(|(index, _)| index)
    }
}

fn variables_of(api: &Api, path: &PathTemplate, methods: &Methods) -> Option<Vec<Variable>> {
    let operations: Vec<&Operation> = methods.values().map(|&at| &api.operations[at]).collect();
    let schema_of = |name: &str| {
        operations.iter().flat_map(|operation| &operation.parameters).find_map(|parameter| {
            (parameter.location == Location::Path && parameter.name == name).then(|| schema(parameter))?
        })
    };
    let names = variables(path)?;
    Some(names.into_iter().map(|name| Variable { name: name.to_owned(), schema: schema_of(name) }).collect())
}

fn blank(api: &Api, path: &PathTemplate, methods: &Methods) -> Option<Resource> {
    let read = methods.get(&Method::Get).copied();
    let noun = noun(path);
    let shown = read.and_then(|at| content::answered(&api.schemas, &api.operations[at], &noun));
    Some(Resource {
        shown,
        path: path.clone(),
        collection: None,
        parent: None,
        variables: variables_of(api, path, methods)?,
        single: false,
        create: None,
        list: None,
        read,
        head: methods.get(&Method::Head).copied(),
        replace: methods.get(&Method::Put).copied(),
        update: methods.get(&Method::Patch).copied(),
        delete: methods.get(&Method::Delete).copied(),
        actions: Vec::new(),
        noun,
    })
}

fn item(
    api: &Api,
    path: &PathTemplate,
    methods: &Methods,
    collection: Option<(&PathTemplate, &Methods)>,
    paths: &[(&PathTemplate, Methods)],
) -> Option<Resource> {
    let mut resource = blank(api, path, methods)?;
    let collection = collection.or_else(|| elsewhere(api, &resource, paths));
    if let Some((path, methods)) = collection {
        resource.collection = Some(path.clone());
        let post = methods.get(&Method::Post).copied();
        resource.create = post.filter(|&at| creates(api, &api.operations[at], &resource)).map(Create::Post);
        resource.list = methods.get(&Method::Get).and_then(|&at| Listing::of(api, at));
    }
    if resource.create.is_none()
        && let Some(put) = resource.replace
        && content::successes(&api.operations[put]).any(|response| response.status.covers(201))
    {
        resource.create = Some(Create::Put(put));
    }
    Some(resource)
}

/// Whether a `POST` to a collection makes an item: it says 201, or answers what reading the item answers.
fn creates(api: &Api, operation: &Operation, resource: &Resource) -> bool {
    let made =
        operation.responses.iter().any(|response| response.status == crate::api::StatusPattern::Exact(201));
    let same = content::answer_schema(operation).map(|(_, schema)| schema)
        == resource.shown.as_ref().map(|shown| shown.schema);
    made || (same && resource.shown.is_some())
        || content::answered(&api.schemas, operation, &resource.noun).is_some()
}

/// A collection that is not the item's path without its end: `POST /projects/{id}/tasks` makes `/tasks/{id}`.
fn elsewhere<'p>(
    api: &Api,
    resource: &Resource,
    paths: &'p [(&'p PathTemplate, Methods)],
) -> Option<(&'p PathTemplate, &'p Methods)> {
    let shown = resource.shown.as_ref()?;
    let found = paths.iter().filter(|(path, methods)| {
        let Some(&post) = methods.get(&Method::Post) else { return false };
        let answer = content::answer_schema(&api.operations[post]).map(|(_, schema)| schema);
        !ends_in_variable(path) && noun(path) == resource.noun && answer == Some(shown.schema)
    });
    let found: Vec<_> = found.collect();
    match found.as_slice() {
        [(path, methods)] => Some((path, methods)),
        _ => None,
    }
}

/// A path that does not end in a variable and can be read and written: there is one of it.
fn single(api: &Api, path: &PathTemplate, methods: &Methods) -> Option<Resource> {
    let writable = [Method::Put, Method::Patch].iter().any(|method| methods.contains_key(method));
    if !writable || methods.contains_key(&Method::Post) {
        return None;
    }
    let mut resource = blank(api, path, methods)?;
    resource.single = true;
    let lists = resource.read.and_then(|at| Listing::of(api, at)).is_some();
    (resource.shown.is_some() && !lists).then_some(resource)
}
