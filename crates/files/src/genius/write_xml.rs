//! The text of GENIUS's files. It has no XML declaration: none of the files that GENIUS comes with has one.

use std::fmt::Write as _;

use wasit_model::{Talks, ValueIndex, Values};

use super::write::Ranges;
use crate::shares::Shares;

/// A profile to write.
pub(super) struct Profile {
    pub(super) reservation: Option<f64>,
    pub(super) discount: Option<f64>,
    pub(super) worth: Worth,
}

/// What packages are worth.
pub(super) enum Worth {
    Shares(Shares),
    Rectangles(Vec<Rectangle>),
}

/// What packages inside of bounds get: issues with their first and last value, by position.
pub(super) struct Rectangle {
    pub(super) bounds: Vec<(usize, usize, usize)>,
    pub(super) utility: f64,
}

/// The text of a domain.
pub(super) fn domain_text(talks: &Talks, ranges: &Ranges) -> String {
    let mut text = String::from("<negotiation_template>\n");
    open_space(&mut text, talks, "", Some(&talks.title), talks.note.as_deref());
    for (at, range) in ranges.iter().enumerate() {
        issue(&mut text, talks, at, *range, None);
    }
    text.push_str("</objective>\n</utility_space>\n</negotiation_template>\n");
    text
}

/// The text of a profile.
pub(super) fn profile_text(talks: &Talks, ranges: &Ranges, profile: &Profile) -> String {
    let mut text = String::new();
    let kind = if matches!(profile.worth, Worth::Rectangles(_)) { " type=\"nonlinear\"" } else { "" };
    open_space(&mut text, talks, kind, None, None);
    for (at, range) in ranges.iter().enumerate() {
        let shares = match &profile.worth {
            Worth::Shares(shares) => Some(shares.shares[at].as_slice()),
            Worth::Rectangles(_) => None,
        };
        issue(&mut text, talks, at, *range, shares);
    }
    match &profile.worth {
        Worth::Shares(shares) => {
            for (at, weight) in shares.weights.iter().enumerate() {
                line(&mut text, format_args!("<weight index=\"{}\" value=\"{weight}\"/>", at + 1));
            }
        }
        Worth::Rectangles(rectangles) => utility(&mut text, talks, rectangles),
    }
    text.push_str("</objective>\n");
    if let Some(discount) = profile.discount {
        line(&mut text, format_args!("<discount_factor value=\"{discount}\"/>"));
    }
    if let Some(reservation) = profile.reservation {
        line(&mut text, format_args!("<reservation value=\"{reservation}\"/>"));
    }
    text.push_str("</utility_space>\n");
    text
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a text can be written to");
}

fn open_space(text: &mut String, talks: &Talks, kind: &str, title: Option<&str>, note: Option<&str>) {
    line(text, format_args!("<utility_space{kind} number_of_issues=\"{}\">", talks.space.issues().len()));
    line(
        text,
        format_args!(
            "<objective index=\"0\" name=\"{}\" description=\"{}\" type=\"objective\" etype=\"objective\">",
            escaped(title.unwrap_or("root")),
            escaped(note.unwrap_or("")),
        ),
    );
}

/// An issue, in profiles with what its values are worth.
fn issue(text: &mut String, talks: &Talks, at: usize, range: bool, shares: Option<&[f64]>) {
    let issue = &talks.space.issues()[at];
    let name = escaped(&issue.name);
    let head = |kind: &str| {
        format!(
            "<issue index=\"{}\" name=\"{name}\" type=\"{kind}\" etype=\"{kind}\" vtype=\"{kind}\"",
            at + 1
        )
    };
    if let (true, Values::Integer { from, count, .. }) = (range, &issue.values) {
        let to = from + i64::from(*count) - 1;
        let bounds = format!("lowerbound=\"{from}\" upperbound=\"{to}\"");
        let Some(shares) = shares else {
            line(text, format_args!("{} {bounds}/>", head("integer")));
            return;
        };
        let steps = shares.len() - 1;
        let slope = if steps == 0 { 0.0 } else { (shares[steps] - shares[0]) / steps as f64 };
        line(text, format_args!("{} {bounds}>", head("integer")));
        line(text, format_args!("<evaluator ftype=\"linear\" offset=\"{}\" slope=\"{slope}\"/>", shares[0]));
        text.push_str("</issue>\n");
        return;
    }
    line(text, format_args!("{}>", head("discrete")));
    for value in 0..issue.values.len() {
        let label = issue.values.label(value as ValueIndex);
        let label = escaped(&label);
        let index = value + 1;
        match shares {
            Some(shares) => line(
                text,
                format_args!("<item index=\"{index}\" value=\"{label}\" evaluation=\"{}\"/>", shares[value]),
            ),
            None => line(text, format_args!("<item index=\"{index}\" value=\"{label}\"/>")),
        }
    }
    text.push_str("</issue>\n");
}

fn utility(text: &mut String, talks: &Talks, rectangles: &[Rectangle]) {
    text.push_str("<utility maxutility=\"1\">\n<ufun type=\"PlainUfun\" weight=\"1\" aggregation=\"sum\">\n");
    for rectangle in rectangles {
        line(text, format_args!("<hyperRectangle utility=\"{}\">", rectangle.utility));
        for &(issue, first, last) in &rectangle.bounds {
            let values = &talks.space.issues()[issue].values;
            let label = |at: usize| values.label(at as ValueIndex);
            line(
                text,
                format_args!(
                    "<INCLUDES index=\"{}\" min=\"{}\" max=\"{}\"/>",
                    issue + 1,
                    label(first),
                    label(last)
                ),
            );
        }
        text.push_str("</hyperRectangle>\n");
    }
    text.push_str("</ufun>\n</utility>\n");
}

/// A text as it stands in an attribute: line breaks would be read as blanks.
fn escaped(text: &str) -> String {
    let escaped = quick_xml::escape::escape(text.trim());
    escaped.replace('\n', "&#10;").replace('\t', "&#9;")
}
