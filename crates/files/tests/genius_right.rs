//! Files of GENIUS XML are read as GENIUS means them, with the habits that real files have.

#![allow(clippy::unwrap_used)]

mod support;

use support::folder;
use wasit_files::by_format::{is_genius_domain, read_genius, write_genius};
use wasit_files::{Evaluations, Format, ReadOptions, Scenario, Source};
use wasit_model::{DiscountPer, Factor, Preferences, Values};

const RAW: ReadOptions = ReadOptions { evaluations: Evaluations::Raw };

fn read_with(files: &[(&str, &[u8])], options: &ReadOptions) -> Scenario {
    let sources: Vec<Source<'_>> = files.iter().map(|(name, bytes)| Source { name, bytes }).collect();
    read_genius(&sources, options).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

fn car() -> Vec<(&'static str, Vec<u8>)> {
    ["folder/domain.xml", "folder/seller.xml", "folder/buyer.xml"]
        .map(|name| {
            let file = name.trim_start_matches("folder/");
            (name, std::fs::read(folder("genius/car").join(file)).unwrap())
        })
        .to_vec()
}

fn read_car(options: &ReadOptions) -> Scenario {
    let files = car();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    read_with(&files, options)
}

/// Reads a profile beside one that says as little as can be, without a domain.
fn read_profile(inside: &str, behind: &str, options: &ReadOptions) -> Scenario {
    let profile = format!(
        "<utility_space><objective index='0' name='root'>{inside}</objective>{behind}</utility_space>"
    );
    read_with(&[("one.xml", profile.as_bytes()), ("two.xml", profile.as_bytes())], options)
}

fn near(preferences: &Preferences, package: &[u16], expect: f64) {
    let utility = preferences.utility(package);
    assert!((utility - expect).abs() < 1e-9, "{package:?}: {utility}, not {expect}");
}

#[test]
fn the_car_is_read_as_genius_reads_it() {
    let scenario = read_car(&ReadOptions::default());
    assert_eq!(scenario.format, Format::Genius);
    let talks = &scenario.talks;
    assert_eq!((talks.title.as_str(), talks.note.as_deref()), ("Car", Some("A used car, with tyres")));
    let names: Vec<&str> = talks.space.issues().iter().map(|issue| issue.name.as_str()).collect();
    assert_eq!(names, ["delivery", "R&D", "price"]);
    assert_eq!(talks.space.issues()[2].values, Values::integers(8, 14, 1).unwrap());
    let [seller, buyer] = talks.parties.as_slice() else { panic!("two parties") };
    assert_eq!((seller.name.as_str(), buyer.name.as_str()), ("seller", "buyer"));
    assert_eq!(
        (seller.strategy.as_str(), talks.mediator.strategy.as_str(), talks.legs()),
        ("boulware", "courier", 200)
    );

    // may, no, 14: all of delivery, all of R&D, and all of price.
    near(&seller.preferences, &[0, 1, 6], 1.0);
    // june, yes, 8: half of delivery, a quarter of R&D, a tenth of price.
    near(&seller.preferences, &[1, 0, 0], 0.2 * 0.5 + 0.3 * 0.25 + 0.5 * 0.1);
    assert_eq!(seller.preferences.walk_away().start, 0.35);
    let discount = seller.preferences.discount().unwrap();
    assert_eq!((discount.factor, discount.per, discount.walk_away_too), (0.8, DiscountPer::Talks, true));

    // Weights 1, 1 and 2 are scaled; issues and values stand in another order than in the domain.
    near(&buyer.preferences, &[2, 0, 0], 1.0);
    near(&buyer.preferences, &[0, 1, 6], 0.25 / 3.0 + 0.25 * 0.5 + 0.5 * 0.1);
    assert_eq!((buyer.preferences.walk_away().start, buyer.preferences.discount()), (0.0, None));
    assert_eq!(
        scenario.assumed,
        [
            "The weights of `buyer` sum to 4; they are scaled to sum to 1, as GENIUS does.",
            "Evaluations of `seller` and `buyer` are taken as shares of the greatest evaluation of their issue, as \
             GENIUS takes them.",
            "`buyer` names no reservation value: to walk away is worth 0, as GENIUS takes it.",
            "`buyer` names no discount factor: time costs nothing.",
        ]
    );
}

#[test]
fn raw_evaluations_stand_as_they_are() {
    let scenario = read_car(&RAW);
    let [seller, buyer] = scenario.talks.parties.as_slice() else { panic!("two parties") };
    near(&seller.preferences, &[0, 1, 6], 0.2 * 10.0 + 0.3 * 4.0 + 0.5);
    near(&buyer.preferences, &[2, 0, 0], 3.0 + 2.0 + 2.0);
    assert_eq!(buyer.preferences.walk_away().start, f64::NEG_INFINITY);
    assert!(scenario.assumed.contains(&"Weights and evaluations are taken as they stand.".to_owned()));
}

#[test]
fn files_are_known_by_what_is_in_them() {
    let files = car();
    let kinds: Vec<Option<bool>> = files.iter().map(|(_, bytes)| is_genius_domain(bytes)).collect();
    assert_eq!(kinds, [Some(true), Some(false), Some(false)]);
    let utf16: Vec<u8> =
        "<?xml version='1.0'?>\n<!DOCTYPE x [ <!ELEMENT x ANY> ]>\n<!-- > --> <utility_space>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
    for (bytes, expect) in [
        (utf16.as_slice(), Some(false)),
        (b"\xef\xbb\xbf\n<negotiation_template/>", Some(true)),
        (b"<utility_space broken", Some(false)),
        (b"<html><utility_space/></html>", None),
        (b"0.5, 0.5\n<utility_space>", None),
        (b"issues: { a: 1 }", None),
        (b"<!-- <utility_space>", None),
        (b"", None),
    ] {
        assert_eq!(is_genius_domain(bytes), expect, "{}", String::from_utf8_lossy(bytes));
    }
}

const YES_NO: &str =
    "<issue index='1' name='a'><item value='yes' evaluation='1'/><item value='no' evaluation='0'/></issue>";

#[test]
fn indexes_may_start_anywhere_have_gaps_and_be_missing() {
    let issue = |index: &str, name: &str| {
        format!(
            "<issue {index} name='{name}'><item value='x' evaluation='1'/><item value='y' evaluation='0'/></issue>"
        )
    };
    for (indexes, weights, said) in [
        (
            ["index='0'", "index='1'"],
            "<weight index='0' value='0.25'/><weight index='1' value='0.75'/>",
            false,
        ),
        (
            ["index='7'", "index='3'"],
            "<weight index='3' value='0.75'/><weight index='7' value='0.25'/>",
            false,
        ),
        // What weighs the objective itself is no issue's weight.
        (
            ["index='1'", "index='2'"],
            "<weight index='2' value='0.75'/><weight index='1' value='0.25'/><weight index='0' value='1'/>",
            false,
        ),
        (
            ["index='0'", "index='1'"],
            "<weight index='1' value='0.25'/><weight index='2' value='0.75'/>",
            true,
        ),
        (["", ""], "<weight value='0.25'/><weight value='0.75'/>", true),
    ] {
        let inside = issue(indexes[0], "a") + &issue(indexes[1], "b") + weights;
        let scenario = read_profile(&inside, "", &ReadOptions::default());
        near(&scenario.talks.parties[0].preferences, &[0, 1], 0.25);
        let told = scenario.assumed.iter().any(|sentence| sentence.contains("in the order of the file"));
        assert_eq!(told, said, "{weights}: {:?}", scenario.assumed);
    }
    let stranger = YES_NO.to_owned() + "<weight index='1' value='1'/><weight index='9' value='1'/>";
    let scenario = read_profile(&stranger, "", &ReadOptions::default());
    assert!(scenario.assumed[1].contains("weighs `9`, which no issue bears"), "{:?}", scenario.assumed);
}

#[test]
fn objectives_may_be_missing_or_stand_in_one_another() {
    let bare = "<utility_space><weight index='2' value='.2'/><weight index='3' value='.8'/>\
        <issue index='2' name='a' type='discrete'><item value='x' evaluation='1'/><item value='y' evaluation='11'/></issue>\
        <issue index='3' name='b' type='discrete'><item value='x' evaluation='4'/><item value='y' evaluation='1'/></issue>\
        </utility_space>";
    let scenario =
        read_with(&[("one.xml", bare.as_bytes()), ("two.xml", bare.as_bytes())], &ReadOptions::default());
    near(&scenario.talks.parties[0].preferences, &[1, 1], 0.2 + 0.8 * 0.25);

    let issue = |index: u8, name: &str| {
        format!(
            "<issue index='{index}' name='{name}'><item value='x' evaluation='2'/><item value='y' evaluation='0'/></issue>"
        )
    };
    let nested = issue(1, "a")
        + "<weight index='1' value='1'/><weight index='2' value='3'/><objective index='2' name='inner'>"
        + &issue(3, "b")
        + &issue(4, "c")
        + "<weight index='3' value='1'/><weight index='4' value='1'/></objective>";
    let scenario = read_profile(&nested, "", &ReadOptions::default());
    near(&scenario.talks.parties[0].preferences, &[0, 1, 1], 0.25);
    near(&scenario.talks.parties[0].preferences, &[1, 0, 1], 0.75 / 2.0);
    assert!(scenario.assumed.iter().any(|sentence| sentence.contains("stand in one another")));
    // Without a weight an objective groups its issues, and no more.
    let grouped = issue(1, "a")
        + "<objective index='9'>"
        + &issue(2, "b")
        + "</objective><weight index='1' value='0.5'/><weight index='2' value='0.5'/>";
    let scenario = read_profile(&grouped, "", &ReadOptions::default());
    near(&scenario.talks.parties[0].preferences, &[1, 0], 0.5);
}

#[test]
fn odd_numbers_blanks_and_comments() {
    let inside = "<issue index=' 1 ' name=' a\n b '><!-- c --><item value='  x\t' evaluation=' 1.0E-1 '/>text\
        <item value='&quot;y&quot; &#x26; z' evaluation='2.846725704167068e-18'/><item value='n'/>\
        <item value='n'/><similarity_function><criteria_function><item value='z' evaluation='9'/></criteria_function>\
        </similarity_function></issue><weight index='1' value='+1'></weight>";
    let behind = "<discount_factor value='0.0'/><reservation value='-0.04'/>";
    let scenario = read_profile(inside, behind, &ReadOptions::default());
    let issue = &scenario.talks.space.issues()[0];
    assert_eq!(issue.name, "a  b");
    assert_eq!(
        issue.values,
        Values::categorical(["x", "\"y\" & z", "n"].map(String::from).to_vec()).unwrap()
    );
    let preferences = &scenario.talks.parties[0].preferences;
    near(preferences, &[0], 1.0);
    near(preferences, &[2], 0.0);
    assert_eq!((preferences.walk_away().start, preferences.discount()), (-0.04, None));
    let assumed = scenario.assumed.join("\n");
    assert!(assumed.contains("`one` gives no evaluation to `n` of `a  b`: that counts as 0."), "{assumed}");
    assert!(assumed.contains("`one` and `two` name the discount factor 0"), "{assumed}");
    assert!(assumed.contains("There is no domain: issues and values are those of `one.xml`."), "{assumed}");
}

#[test]
fn an_issue_may_be_worth_nothing() {
    let inside = YES_NO.replace("'1'/>", "'0'/>")
        + &YES_NO.replace("index='1' name='a'", "index='2' name='b'")
        + "<weight index='1' value='0.5'/><weight index='2' value='0.5'/>";
    let scenario = read_profile(&inside, "", &ReadOptions::default());
    near(&scenario.talks.parties[0].preferences, &[0, 0], 0.5);
    assert!(scenario.assumed.iter().any(|said| said.contains("All evaluations that `one` gives `a` are 0")));
}

/// What the values of one issue are worth, read from an `<evaluator>`.
fn evaluated(range: &str, evaluator: &str) -> (Scenario, Vec<f64>) {
    let inside = format!(
        "<issue index='1' name='a' {range}<evaluator {evaluator}/></issue><weight index='1' value='1'/>"
    );
    let scenario = read_profile(&inside, "", &ReadOptions::default());
    let worths = scenario.talks.parties[0].preferences.tables()[0].clone();
    (scenario, worths)
}

#[test]
fn numbers_are_worth_what_their_function_says() {
    let integer = "type='integer' lowerbound='8' upperbound='14'>";
    for (range, evaluator, expect) in [
        (integer, "ftype='linear' offset='1.0' slope='-0.15'", [1.0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.1]),
        (integer, "ftype='linear' parameter0='0' parameter1='0.05'", [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7]),
        (integer, "ftype='constant' parameter0='0.5'", [0.5; 7]),
        (
            integer,
            "ftype='triangular' parameter0='8' parameter1='14' parameter2='10'",
            [0.0, 0.5, 1.0, 0.75, 0.5, 0.25, 0.0],
        ),
        (
            integer,
            "ftype='triangular' parameter0='8' parameter1='10' parameter2='14'",
            [0.0, 0.5, 1.0, 0.75, 0.5, 0.25, 0.0],
        ),
        // The range in an element of its own, and a worth that passes 1.
        (
            "etype='integer'><range lowerbound='8' upperbound='14.0'/>",
            "ftype='LINEAR' offset='0' slope='0.25'",
            [0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0],
        ),
    ] {
        let (scenario, worths) = evaluated(range, evaluator);
        for (worth, expect) in worths.iter().zip(expect) {
            assert!((worth - expect).abs() < 1e-9, "{evaluator}: {worths:?}");
        }
        assert_eq!(worths.len(), 7);
        let passes = scenario.assumed.iter().any(|sentence| sentence.contains("passes 0 or 1"));
        assert_eq!(passes, evaluator.contains("0.25'"));
    }
}

#[test]
fn real_issues_are_cut_into_steps() {
    let (scenario, worths) = evaluated(
        "type='real'><range lowerbound='10.0' upperbound='40.0'/>",
        "ftype='linear' parameter1='-0.033333333' parameter0='1.3333333333'",
    );
    let values = &scenario.talks.space.issues()[0].values;
    assert_eq!(
        (values.len(), values.label(0).into_owned(), values.label(1).into_owned()),
        (101, "10.0".into(), "10.3".into())
    );
    assert!((worths[0] - 1.0).abs() < 1e-6 && worths[100].abs() < 1e-6);
    assert!(
        scenario
            .assumed
            .contains(&"The range of `a` is cut into 100 equal steps: GENIUS names none.".to_owned())
    );
    let (scenario, worths) =
        evaluated("type='real' lowerbound='1.5' upperbound='1.5'>", "ftype='constant' value='1'");
    assert_eq!((scenario.talks.space.width(0), worths), (1, vec![1.0]));
}

const NUMBERS: &str = "<issue index='1' name='a' type='integer' lowerbound='0' upperbound='3'/>\
    <issue index='2' name='b' type='integer' lowerbound='0' upperbound='3'/>";

#[test]
fn hyper_rectangles_add_up() {
    let inside = format!(
        "{NUMBERS}<utility maxutility='20'><ufun type='PlainUfun' weight='1' aggregation='sum'>\
         <hyperRectangle utility='10'><INCLUDES index='1' min='0' max='1'/><INCLUDES index='2' min='2' max='9'/></hyperRectangle>\
         <hyperRectangle utility='4'><INCLUDES index='2' min='3' max='3'/></hyperRectangle></ufun>\
         <ufun weight='2'><hyperRectangle utility='3'><EXCLUDES index='1' min='1' max='2'/><EXCLUDES index='2' min='0' max='1'/>\
         </hyperRectangle></ufun></utility>"
    );
    let scenario = read_profile(&inside, "", &ReadOptions::default());
    let preferences = &scenario.talks.parties[0].preferences;
    near(preferences, &[0, 3], 1.0);
    near(preferences, &[2, 2], 6.0 / 20.0);
    near(preferences, &[3, 0], 6.0 / 20.0);
    // Inside of the excluded box.
    near(preferences, &[1, 1], 0.0);
    near(preferences, &[2, 0], 0.0);
    near(preferences, &[1, 2], 16.0 / 20.0);
    assert_eq!(preferences.factors().iter().filter(|factor| matches!(factor, Factor::Box(_))).count(), 2);
    assert!(
        scenario.assumed.iter().any(|sentence| sentence.contains("`maxutility`")),
        "{:?}",
        scenario.assumed
    );
    let raw = read_profile(&inside, "", &RAW);
    near(&raw.talks.parties[0].preferences, &[0, 3], 20.0);
    // A rectangle that no package lies in gives nothing, and one without bounds gives to all.
    let inside = format!(
        "{NUMBERS}<utility><ufun><hyperRectangle utility='5'><EXCLUDES index='1' min='0' max='3'/></hyperRectangle>\
         <hyperRectangle utility='2'/></ufun></utility>"
    );
    let scenario = read_profile(&inside, "", &ReadOptions::default());
    near(&scenario.talks.parties[0].preferences, &[1, 1], 2.0);
    assert!(
        scenario.assumed.iter().any(|sentence| sentence.contains("no `maxutility`")),
        "{:?}",
        scenario.assumed
    );
}

#[test]
fn encodings_and_plain_doctypes_are_read() {
    let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><!DOCTYPE utility_space SYSTEM \"genius.dtd\">\
        <utility_space><issue index=\"1\" name=\"\u{e9}t\u{e9}\"><item value=\"a\" evaluation=\"1\"/></issue>\
        <weight index=\"1\" value=\"1\"/></utility_space>";
    let latin: Vec<u8> = text.chars().map(|c| u32::from(c) as u8).collect();
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let scenario = read_with(&[("one.xml", &latin), ("two.xml", &utf16)], &ReadOptions::default());
    assert_eq!(scenario.talks.space.issues()[0].name, "été");
}

#[test]
fn names_that_talks_cannot_take_are_changed() {
    let profile = format!("<utility_space>{YES_NO}<weight index='1' value='1'/></utility_space>");
    let files = [
        ("a/x=1.xml", profile.as_bytes()),
        ("b/x-1.xml", profile.as_bytes()),
        ("mediator.XML", profile.as_bytes()),
    ];
    let scenario = read_with(&files, &ReadOptions::default());
    let names: Vec<&str> = scenario.talks.parties.iter().map(|party| party.name.as_str()).collect();
    assert_eq!(names, ["x-1", "x-1-2", "mediator-2"]);
    assert!(scenario.assumed.contains(&"The party `x=1` is called `x-1` here.".to_owned()));
}

#[test]
fn what_genius_cannot_say_is_told() {
    let bytes = std::fs::read(folder("right/everything.yaml")).unwrap();
    let talks = support::read("everything.yaml", &bytes).unwrap();
    let written = write_genius(&talks);
    insta::assert_snapshot!(written.lost.join("\n"));
    let files: Vec<(&str, &[u8])> =
        written.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let again = read_with(&files, &ReadOptions::default());
    assert_eq!(again.talks.note, talks.note);
    assert_eq!(again.talks.space.size(), talks.space.size());
}

/// A scenario that NegMAS wrote both as XML and as YAML; its functions in YAML are slope, bias and weight of each issue.
#[test]
fn raw_evaluations_are_those_of_negmas() {
    let files = ["small_int_affine.xml", "u0.xml", "u1.xml"]
        .map(|name| (name, std::fs::read(folder("genius/negmas").join(name)).unwrap()));
    let files = files.each_ref().map(|(name, bytes)| (*name, bytes.as_slice()));
    let talks = read_with(&files, &RAW).talks;
    let functions = [
        [(0.08849, 0.739899, 0.293877), (0.084465, 0.029005, 0.342206), (-0.006875, 0.943357, 0.363917)],
        [(-0.006186, 0.246573, 0.38153), (0.008752, 0.573941, 0.509862), (-0.097377, 0.21673, 0.108608)],
    ];
    for (party, functions) in talks.parties.iter().zip(functions) {
        for package in talks.space.packages() {
            let worth = |(issue, &(slope, bias, weight)): (usize, &(f64, f64, f64))| {
                let number = talks.space.issues()[issue].values.number(package[issue]).unwrap();
                weight * (slope * number + bias)
            };
            near(&party.preferences, &package, functions.iter().enumerate().map(worth).sum());
        }
    }
}
