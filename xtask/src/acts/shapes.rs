//! What acts are made of, read from the source: the fields of their types with the comments that stand there.

use std::collections::BTreeMap;
use std::path::Path;

use syn::{Attribute, Expr, Fields, GenericArgument, Item, Lit, Meta, PathArguments, Type};

/// A type: of an act, or of a part of one.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) doc: String,
    pub(crate) what: What,
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    /// Fields, by name.
    Fields(Vec<Field>),
    /// Words to choose from, and what each means.
    Words(Vec<(String, String)>),
    /// One of several shapes, with no word that says which.
    Either(Vec<(Kind, String)>),
    /// Another type under a name of its own.
    Same(Kind),
}

/// A field of a shape.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// Whether it can be left out.
    pub(crate) optional: bool,
    pub(crate) doc: String,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Named(String),
    List(Box<Kind>),
    Map(Box<Kind>, Box<Kind>),
}

/// The types of the crate `table` that are read, by chapter and name; what belongs to no chapter stands under "".
pub(crate) struct Shapes(BTreeMap<(String, String), Shape>);

impl Shapes {
    /// Reads them from the sources in a folder.
    pub(crate) fn read(folder: &Path) -> Result<Self, String> {
        let mut shapes = BTreeMap::new();
        let mut left = vec![folder.to_path_buf()];
        while let Some(path) = left.pop() {
            let failed = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
            if path.is_dir() {
                for entry in std::fs::read_dir(&path).map_err(|why| failed(&why))? {
                    left.push(entry.map_err(|why| failed(&why))?.path());
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).map_err(|why| failed(&why))?;
                let file = syn::parse_file(&text).map_err(|why| failed(&why))?;
                let chapter = path.strip_prefix(folder.join("chapters")).ok();
                let chapter = chapter.and_then(|path| path.iter().next()?.to_str());
                let chapter = chapter.map_or("", |name| name.trim_end_matches(".rs"));
                let taken = file.items.iter().filter_map(take);
                shapes.extend(taken.map(|(name, shape)| ((chapter.to_owned(), name), shape)));
            }
        }
        Ok(Self(shapes))
    }

    /// The type of this name that a chapter means, and the chapter that it is of.
    pub(crate) fn get(&self, chapter: &str, name: &str) -> Option<(&str, &Shape)> {
        let here = |of: &str| self.0.get_key_value(&(of.to_owned(), name.to_owned()));
        let elsewhere = || self.0.iter().find(|((_, known), _)| known == name);
        let ((chapter, _), shape) = here(chapter).or_else(|| here("")).or_else(elsewhere)?;
        Some((chapter, shape))
    }
}

/// Whether a type is read and not only written.
fn is_read(attributes: &[Attribute]) -> bool {
    let derives = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    derives.into_iter().any(|attribute| {
        let mut read = false;
        let _ = attribute.parse_nested_meta(|meta| {
            read |= meta.path.is_ident("Deserialize");
            Ok(())
        });
        read
    })
}

fn take(item: &Item) -> Option<(String, Shape)> {
    Some(match item {
        Item::Struct(it) if is_read(&it.attrs) => {
            let what = match &it.fields {
                Fields::Named(fields) => What::Fields(fields.named.iter().filter_map(field).collect()),
                // What is read from a text, or holds one thing, is told of in its comment.
                _ => return None,
            };
            let all = serde(&it.attrs).contains_key("default");
            let mut shape = Shape { doc: doc(&it.attrs), what };
            if let What::Fields(fields) = &mut shape.what {
                fields.iter_mut().for_each(|field| field.optional |= all);
            }
            if serde(&it.attrs).contains_key("try_from") {
                return None;
            }
            (it.ident.to_string(), shape)
        }
        Item::Enum(it) if is_read(&it.attrs) => {
            let serde = serde(&it.attrs);
            if serde.contains_key("try_from") {
                return None;
            }
            let what = if serde.contains_key("untagged") {
                let one = |variant: &syn::Variant| {
                    let held = variant.fields.iter().next().map(|field| kind(&field.ty))?;
                    Some((held, doc(&variant.attrs)))
                };
                What::Either(it.variants.iter().filter_map(one).collect())
            } else {
                let word = |variant: &syn::Variant| (snake(&variant.ident.to_string()), doc(&variant.attrs));
                What::Words(it.variants.iter().map(word).collect())
            };
            (it.ident.to_string(), Shape { doc: doc(&it.attrs), what })
        }
        Item::Type(it) => {
            let shape = Shape { doc: doc(&it.attrs), what: What::Same(kind(&it.ty)) };
            (it.ident.to_string(), shape)
        }
        _ => return None,
    })
}

fn field(field: &syn::Field) -> Option<Field> {
    let serde = serde(&field.attrs);
    let option = matches!(&field.ty, Type::Path(path) if path.path.segments.last()?.ident == "Option");
    let name = match serde.get("rename") {
        Some(name) => name.clone(),
        None => field.ident.as_ref()?.to_string(),
    };
    let optional = option || serde.contains_key("default");
    Some(Field { name, kind: kind(&field.ty), optional, doc: doc(&field.attrs) })
}

fn kind(ty: &Type) -> Kind {
    let Type::Path(path) = ty else { return Kind::Named("?".to_owned()) };
    let Some(last) = path.path.segments.last() else { return Kind::Named("?".to_owned()) };
    let mut inner = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => (arguments.args.iter())
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(kind(ty)),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    match (last.ident.to_string().as_str(), inner.len()) {
        ("Option" | "Box" | "Arc", 1) => inner.remove(0),
        ("Vec" | "BTreeSet", 1) => Kind::List(Box::new(inner.remove(0))),
        ("BTreeMap", 2) => {
            let value = inner.remove(1);
            Kind::Map(Box::new(inner.remove(0)), Box::new(value))
        }
        (name, _) => Kind::Named(name.to_owned()),
    }
}

/// The comment over an item, as one line.
fn doc(attributes: &[Attribute]) -> String {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    let lines: Vec<String> = attributes.iter().filter_map(line).collect();
    lines.join(" ").trim().to_owned()
}

/// What serde was told of an item: words, and the texts that some have.
fn serde(attributes: &[Attribute]) -> BTreeMap<String, String> {
    let mut told = BTreeMap::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let _ = attribute.parse_nested_meta(|meta| {
            let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            let text = match meta.value() {
                Ok(value) => value.parse::<syn::LitStr>()?.value(),
                Err(_) => String::new(),
            };
            told.insert(name, text);
            Ok(())
        });
    }
    told
}

fn snake(name: &str) -> String {
    let mut words = String::new();
    for (at, sign) in name.chars().enumerate() {
        if sign.is_uppercase() && at > 0 {
            words.push('_');
        }
        words.extend(sign.to_lowercase());
    }
    words
}
