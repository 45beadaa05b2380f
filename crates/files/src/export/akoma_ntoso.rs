//! The text and the clause ids of an accord as Akoma Ntoso 3.0 (OASIS LegalDocML, the standard of August 2018).
//!
//! An `act` whose body has an `article` for each clause, in the order in which the accord names them first, and in it a
//! `paragraph` for each commitment and each power that stands on the clause. What an `eId` is made of never changes: the
//! clause, or where there is none the name.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;

use jiff::civil::Date;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use wasit_accord::{Accord, Anchor, Member, Rung, Terms};

use super::anchors::length;
use super::eid::{Eids, slug};

const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";
/// The namespace of what the standard has no place for.
const OWN: &str = "urn:wasit:accord";
/// The code that ISO 3166 leaves to users: an accord is of no one country.
const NO_COUNTRY: &str = "xx";

/// No day of the accord is known, and the standard dates every document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no milestone of the accord has a day that is known before anything happens, and Akoma Ntoso dates every document"
)]
pub struct NoDate;

/// The accord as an Akoma Ntoso document of that date; without one, of its milestone `adoption` where that is a day, or else
/// of the first milestone that is.
///
/// # Errors
/// [`NoDate`] where there is none.
pub fn accord_as_akoma_ntoso(accord: &Accord, date: Option<Date>) -> Result<String, NoDate> {
    let terms = accord.terms();
    let date = date.or_else(|| first_day(terms)).ok_or(NoDate)?;
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(terms, date, &mut writer).expect("memory takes all bytes");
    let mut text = String::from_utf8(writer.into_inner()).expect("what is written comes from texts");
    text.push('\n');
    Ok(text)
}

fn first_day(terms: &Terms) -> Option<Date> {
    let day = |anchor: &Anchor| if let Anchor::On(moment) = anchor { Some(moment.date) } else { None };
    let adoption = terms.milestones.iter().find(|milestone| &*milestone.name == "adoption");
    let first = || terms.milestones.iter().filter_map(|milestone| day(&milestone.when)).min();
    adoption.and_then(|milestone| day(&milestone.when)).or_else(first)
}

type Out = Writer<Vec<u8>>;

fn write(terms: &Terms, date: Date, out: &mut Out) -> io::Result<()> {
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    out.create_element("akomaNtoso").with_attribute(("xmlns", NAMESPACE)).write_inner_content(|out| {
        let act = out.create_element("act").with_attribute(("name", "accord"));
        act.with_attribute(("contains", "singleVersion")).write_inner_content(|out| {
            meta(terms, date, out)?;
            out.create_element("preface").write_inner_content(|out| {
                out.create_element("longTitle")
                    .with_attribute(("eId", "preface__longTitle"))
                    .write_inner_content(|out| {
                        out.create_element("p").write_inner_content(|out| {
                            out.create_element("docTitle").write_text_content(text(&terms.title))?;
                            Ok(())
                        })?;
                        Ok(())
                    })?;
                Ok(())
            })?;
            body(terms, out)
        })?;
        Ok(())
    })?;
    Ok(())
}

fn meta(terms: &Terms, date: Date, out: &mut Out) -> io::Result<()> {
    let date = date.to_string();
    let language = language(terms);
    let work = format!("/akn/{NO_COUNTRY}/act/accord/{date}/{}", slug(&terms.title));
    let expression = format!("{work}/{language}@{date}");
    let uris = |out: &mut Out, uri: &str, this: &str| -> io::Result<()> {
        out.create_element("FRBRthis").with_attribute(("value", this)).write_empty()?;
        out.create_element("FRBRuri").with_attribute(("value", uri)).write_empty()?;
        let dated = out.create_element("FRBRdate").with_attribute(("date", &*date));
        dated.with_attribute(("name", "adoption")).write_empty()?;
        out.create_element("FRBRauthor").with_attribute(("href", "#source")).write_empty()?;
        Ok(())
    };
    out.create_element("meta").write_inner_content(|out| {
        let identification = out.create_element("identification").with_attribute(("source", "#source"));
        identification.write_inner_content(|out| {
            out.create_element("FRBRWork").write_inner_content(|out| {
                uris(out, &work, &format!("{work}/!main"))?;
                out.create_element("FRBRcountry").with_attribute(("value", NO_COUNTRY)).write_empty()?;
                Ok(())
            })?;
            out.create_element("FRBRExpression").write_inner_content(|out| {
                uris(out, &expression, &format!("{expression}/!main"))?;
                out.create_element("FRBRlanguage").with_attribute(("language", &*language)).write_empty()?;
                Ok(())
            })?;
            let manifestation = format!("{expression}.xml");
            out.create_element("FRBRManifestation")
                .write_inner_content(|out| uris(out, &manifestation, &format!("{expression}/!main.xml")))?;
            Ok(())
        })?;
        references(terms, out)?;
        proprietary(terms, out)
    })?;
    Ok(())
}

/// Parties, guarantors, bodies and milestones, each with an identifier of its own.
fn references(terms: &Terms, out: &mut Out) -> io::Result<()> {
    out.create_element("references").with_attribute(("source", "#source")).write_inner_content(|out| {
        let mut eids = Eids::default();
        let mut reference = |out: &mut Out, element: &str, of: &str, kind: &str, name: &str, title: &str| {
            let eid = eids.of("", kind, name);
            let href = format!("/akn/ontology/{of}/{NO_COUNTRY}/{}", slug(name));
            out.create_element(element)
                .with_attributes([("eId", &*eid), ("href", &*href), ("showAs", &*plain(title))])
                .write_empty()
                .map(|_| ())
        };
        let source = out.create_element("TLCOrganization").with_attribute(("eId", "source"));
        source
            .with_attribute(("href", &*format!("/akn/ontology/organization/{NO_COUNTRY}/parties")))
            .with_attribute(("showAs", "The parties"))
            .write_empty()?;
        for Member { name, title, kind } in &terms.members {
            reference(out, "TLCOrganization", "organization", kind.word(), name, title)?;
        }
        for milestone in &terms.milestones {
            reference(out, "TLCEvent", "event", "milestone", &milestone.name, &milestone.title)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The hashes of the texts.
fn proprietary(terms: &Terms, out: &mut Out) -> io::Result<()> {
    if terms.texts.is_empty() {
        return Ok(());
    }
    let element = out.create_element("proprietary").with_attribute(("source", "#source"));
    element.with_attribute(("xmlns:wasit", OWN)).write_inner_content(|out| {
        for text in &terms.texts {
            let authentic = if text.authentic { "true" } else { "false" };
            let mut element = out.create_element("wasit:text");
            element = element.with_attribute(("language", &*plain(&text.language)));
            element = element.with_attribute(("authentic", authentic));
            if let Some(sha256) = &text.sha256 {
                element = element.with_attribute(("sha256", &**sha256));
            }
            element.write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

/// What stands on a clause.
struct Paragraph<'a> {
    name: &'a str,
    title: &'a str,
    words: Cow<'a, str>,
}

impl<'a> Paragraph<'a> {
    fn new(name: &'a str, title: &'a str, words: &'a str) -> Self {
        Self { name, title, words: Cow::Borrowed(words) }
    }

    /// A step of a ladder.
    fn of_rung(rung: &'a Rung) -> Self {
        let forum: Vec<&str> = rung.forum.iter().map(|name| &**name).collect();
        let before = if forum.is_empty() { String::new() } else { format!(" before {}", forum.join(", ")) };
        let words = format!("{}{before}, within {}", rung.name, length(rung.within));
        Self { name: &rung.name, title: &rung.name, words: Cow::Owned(words) }
    }
}

/// A clause, with its heading where it has one of its own, and what stands on it.
struct Article<'a> {
    clause: &'a str,
    heading: Option<&'a str>,
    paragraphs: Vec<Paragraph<'a>>,
}

/// The articles in the order in which clauses are first named; what names no clause has an article of its own.
fn articles(terms: &Terms) -> Vec<Article<'_>> {
    let commitments =
        terms.commitments.iter().map(|one| (&*one.clause, Paragraph::new(&one.name, &one.title, &one.text)));
    let powers = terms.powers.iter().map(|one| (&*one.clause, Paragraph::new(&one.name, &one.title, "")));
    let mut articles: Vec<Article<'_>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (clause, paragraph) in commitments.chain(powers) {
        if clause.is_empty() {
            let clause = paragraph.name;
            articles.push(Article { clause, heading: Some(paragraph.title), paragraphs: vec![paragraph] });
            continue;
        }
        match places.get(clause) {
            // Several have a heading each, and their clause none.
            Some(&at) => {
                articles[at].heading = None;
                articles[at].paragraphs.push(paragraph);
            }
            None => {
                places.insert(clause, articles.len());
                articles.push(Article {
                    clause,
                    heading: Some(paragraph.title),
                    paragraphs: vec![paragraph],
                });
            }
        }
    }
    for pathway in &terms.pathways {
        let mut paragraphs: Vec<Paragraph<'_>> = pathway.rungs.iter().map(Paragraph::of_rung).collect();
        if !pathway.at_the_end.is_empty() {
            paragraphs.push(Paragraph::new("at-the-end", "", &pathway.at_the_end));
        }
        articles.push(Article { clause: &pathway.name, heading: Some(&pathway.title), paragraphs });
    }
    articles
}

fn body(terms: &Terms, out: &mut Out) -> io::Result<()> {
    let articles = articles(terms);
    let mut eids = Eids::default();
    out.create_element("body").write_inner_content(|out| {
        for article in &articles {
            let eid = eids.of("", "art", article.clause);
            out.create_element("article").with_attribute(("eId", &*eid)).write_inner_content(|out| {
                out.create_element("num").write_text_content(text(article.clause))?;
                if let Some(heading) = article.heading {
                    out.create_element("heading").write_text_content(text(heading))?;
                }
                for one in &article.paragraphs {
                    let eid = eids.of(&eid, "para", one.name);
                    out.create_element("paragraph")
                        .with_attribute(("eId", &*eid))
                        .write_inner_content(|out| paragraph(one, article.heading.is_none(), &eid, out))?;
                }
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

fn paragraph(one: &Paragraph<'_>, headed: bool, eid: &str, out: &mut Out) -> io::Result<()> {
    if headed {
        out.create_element("heading").write_text_content(text(one.title))?;
    }
    let content = format!("{eid}__content");
    out.create_element("content").with_attribute(("eId", &*content)).write_inner_content(|out| {
        let words = if one.words.is_empty() { one.title } else { &*one.words };
        for line in words.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
            out.create_element("p").write_text_content(text(line))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The language of the first authentic text in three letters, as the standard's naming convention has it; `und` where the
/// accord names none.
fn language(terms: &Terms) -> String {
    const LETTERS: [(&str, &str); 24] = [
        ("ar", "ara"),
        ("cs", "ces"),
        ("da", "dan"),
        ("de", "deu"),
        ("el", "ell"),
        ("en", "eng"),
        ("es", "spa"),
        ("fa", "fas"),
        ("fi", "fin"),
        ("fr", "fra"),
        ("he", "heb"),
        ("hi", "hin"),
        ("hu", "hun"),
        ("it", "ita"),
        ("ja", "jpn"),
        ("ko", "kor"),
        ("nl", "nld"),
        ("no", "nor"),
        ("pl", "pol"),
        ("pt", "por"),
        ("ru", "rus"),
        ("sv", "swe"),
        ("tr", "tur"),
        ("zh", "zho"),
    ];
    let text = terms.texts.iter().find(|text| text.authentic).or(terms.texts.first());
    let tag = text.map_or("und", |text| text.language.as_str());
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let primary = tag.split('-').next().unwrap_or(tag).to_lowercase();
    match LETTERS.iter().find(|(two, _)| *two == primary) {
        Some((_, three)) => (*three).to_owned(),
        None if (2..=8).contains(&primary.len()) && primary.chars().all(letters) => primary,
        None => "und".to_owned(),
    }
}

fn text(text: &str) -> BytesText<'static> {
    BytesText::new(&plain(text)).into_owned()
}

/// A text without what XML cannot hold.
fn plain(text: &str) -> String {
    let held =
        |c: char| (matches!(c, '\n' | '\t') || !c.is_control()) && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if held(c) { c } else { '\u{fffd}' }).collect()
}
