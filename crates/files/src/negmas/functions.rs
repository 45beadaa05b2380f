//! Value functions: what the values of one issue are worth.

use wasit_model::{ValueIndex, Values};

use super::record::Record;
use crate::collector::{Collector, in_words};
use crate::fields::{self, cut};
use crate::talks::issues::Issues;
use crate::tree::Node;

/// What is read.
const KNOWN: [&str; 11] = [
    "TableFun",
    "AffineFun",
    "LinearFun",
    "IdentityFun",
    "ConstFun",
    "QuadraticFun",
    "PolynomialFun",
    "TriangularFun",
    "ExponentialFun",
    "LogFun",
    "CosFun",
];

/// Reads a value function of `issue`: the worth of each of its values.
pub(super) fn read(
    node: &Node,
    issue: usize,
    issues: &Issues,
    assumed: &mut Vec<String>,
    collector: &mut Collector,
) -> Option<Vec<f64>> {
    const KEYS: [&str; 18] = [
        "mapping",
        "slope",
        "bias",
        "a1",
        "a2",
        "coefficients",
        "start",
        "middle",
        "end",
        "scale",
        "tau",
        "base",
        "multiplier",
        "phase",
        "amplitude",
        "f",
        "min_value",
        "max_value",
    ];
    let what = "a value function";
    let record = Record::read(node, what, &KEYS, assumed, collector)?;
    let (kind, kind_at) = record.kind(what, node, collector)?;
    let values = issues.values(issue)?;
    if kind == "TableFun" {
        let mapping = record.need("mapping", "a `TableFun`", node, collector)?;
        return read_table(mapping, issue, values, issues, collector);
    }
    if !KNOWN.contains(&kind) && kind != "SinFun" {
        let help = if kind == "LambdaFun" {
            "it is code of Python, which is not run here: write its values into a `TableFun`".to_owned()
        } else {
            collector.hint(kind, KNOWN.iter().copied(), || {
                format!("known are {} and `SinFun`", KNOWN.map(|name| format!("`{name}`")).join(", "))
            })
        };
        collector
            .wrong(kind_at.span, format!("value functions of the type `{}` are not read", cut(kind)))
            .label("not known")
            .help(help);
        return None;
    }
    let function = read_formula(kind, &record, node, collector)?;
    let numbers = (0..values.len()).map(|at| values.number(at as ValueIndex));
    let numbers: Vec<f64> = match numbers.collect::<Option<_>>() {
        Some(numbers) => numbers,
        None if kind == "ConstFun" => vec![0.0; values.len()],
        None => {
            collector
                .wrong(
                    kind_at.span,
                    format!("a `{kind}` needs numbers, and the values of `{}` are words", issues.name(issue)),
                )
                .help("write what each value is worth into a `TableFun`");
            return None;
        }
    };
    let worths: Vec<f64> = numbers.iter().map(|&number| function(number)).collect();
    match worths.iter().position(|worth| !worth.is_finite() || worth.abs() > fields::NUMBER_MAX) {
        None => Some(worths),
        Some(at) => {
            let label = values.label(at as ValueIndex);
            collector
                .wrong(
                    node.span,
                    format!("at `{label}` this function has no finite value, or too large a one"),
                )
                .help("worths lie between -1e12 and 1e12");
            None
        }
    }
}

type Formula = Box<dyn Fn(f64) -> f64>;

fn read_formula(kind: &str, record: &Record<'_>, node: &Node, collector: &mut Collector) -> Option<Formula> {
    let what = format!("a `{kind}`");
    let bias = record.number_or("bias", 0.0, collector);
    Some(match kind {
        "AffineFun" => {
            let (slope, bias) = (record.number("slope", &what, node, collector)?, bias?);
            Box::new(move |x| slope * x + bias)
        }
        "LinearFun" => {
            let slope = record.number("slope", &what, node, collector)?;
            Box::new(move |x| slope * x)
        }
        "IdentityFun" => Box::new(|x| x),
        "ConstFun" => {
            let bias = record.number("bias", &what, node, collector)?;
            Box::new(move |_| bias)
        }
        "QuadraticFun" => {
            let (a2, a1) =
                (record.number("a2", &what, node, collector), record.number("a1", &what, node, collector));
            let (a2, a1, bias) = (a2?, a1?, bias?);
            Box::new(move |x| a2 * x * x + a1 * x + bias)
        }
        "PolynomialFun" => {
            let list = record.need("coefficients", &what, node, collector)?;
            let items = fields::list(list, "`coefficients`", false, collector)?;
            let read: Vec<Option<f64>> =
                items.iter().map(|item| fields::number(item, "a coefficient", collector)).collect();
            let (coefficients, bias) = (read.into_iter().collect::<Option<Vec<f64>>>()?, bias?);
            Box::new(move |x| bias + x * coefficients.iter().rev().fold(0.0, |sum, by| sum * x + by))
        }
        "TriangularFun" => {
            let mut corner = |key| record.number(key, &what, node, collector);
            let (start, middle, end) = (corner("start"), corner("middle"), corner("end"));
            let scale = record.number_or("scale", 1.0, collector);
            let (start, middle, end, scale, bias) = (start?, middle?, end?, scale?, bias?);
            Box::new(move |x| bias + scale * triangle(x, start, middle, end))
        }
        "ExponentialFun" => {
            let tau = record.number("tau", &what, node, collector);
            let base = record.number_or("base", std::f64::consts::E, collector);
            let (tau, base, bias) = (tau?, base?, bias?);
            Box::new(move |x| bias + base.powf(tau * x))
        }
        "LogFun" => {
            let tau = record.number("tau", &what, node, collector);
            let base = record.number_or("base", std::f64::consts::E, collector);
            let scale = record.number_or("scale", 1.0, collector);
            let (tau, base, scale, bias) = (tau?, base?, scale?, bias?);
            Box::new(move |x| bias + scale * (tau * x).ln() / base.ln())
        }
        _ => {
            let mut part = |key, default| record.number_or(key, default, collector);
            let (multiplier, phase, amplitude) =
                (part("multiplier", 1.0), part("phase", 0.0), part("amplitude", 1.0));
            let (multiplier, phase, amplitude, bias) = (multiplier?, phase?, amplitude?, bias?);
            let cosine = kind == "CosFun";
            Box::new(move |x| {
                let angle = multiplier * x + phase;
                bias + amplitude * if cosine { angle.cos() } else { angle.sin() }
            })
        }
    })
}

/// 1 at the middle, falling evenly to 0 at both ends, and 0 at the ends themselves even where one is the middle.
fn triangle(x: f64, start: f64, middle: f64, end: f64) -> f64 {
    if x <= start || x >= end {
        0.0
    } else if x <= middle {
        (x - start) / (middle - start)
    } else {
        (end - x) / (end - middle)
    }
}

fn read_table(
    node: &Node,
    issue: usize,
    values: &Values,
    issues: &Issues,
    collector: &mut Collector,
) -> Option<Vec<f64>> {
    let entries = fields::mapping(node, "`mapping`", collector)?;
    let mut worths: Vec<Option<f64>> = vec![None; values.len()];
    let mut named = vec![false; values.len()];
    let mut strangers = 0;
    let mut sound = true;
    for entry in entries {
        let key = &entry.key;
        let worth = fields::number(&entry.value, &format!("the worth of `{}`", cut(&key.text)), collector);
        sound &= worth.is_some();
        let Some(at) = issues.find_value(issue, &key.text, key.span, collector) else {
            strangers += 1;
            continue;
        };
        let at = usize::from(at);
        if std::mem::replace(&mut named[at], true) {
            collector
                .wrong(key.span, format!("`{}` is a value that stands here already", cut(&key.text)))
                .help("keep one of the two");
            sound = false;
        }
        worths[at] = worth;
    }
    let missing = || (0..values.len()).filter(|&at| !named[at]).map(|at| values.label(at as ValueIndex));
    if missing().count() > strangers {
        collector
            .wrong(node.span, format!("the worth of {} is missing", in_words(missing(), "and")))
            .help("every value of the issue needs a number");
        return None;
    }
    if sound && strangers == 0 { worths.into_iter().collect() } else { None }
}
