//! Wrong files are refused with messages that say what is wrong, where, and what would be right. Every file of
//! `wrong/` has its messages as a snapshot; what would be large is made here.

#![allow(clippy::unwrap_used)]

mod support;

use std::fmt::Write as _;

use support::{folder, read, shown};

fn refused(name: &str, bytes: &[u8]) -> String {
    shown(&read(name, bytes).expect_err(name))
}

#[test]
fn every_wrong_file_is_refused_with_its_messages() {
    let mut names: Vec<_> =
        std::fs::read_dir(folder("wrong")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert!(names.len() > 20);
    for name in names {
        let name = name.to_str().unwrap();
        let messages = refused(name, &std::fs::read(folder("wrong").join(name)).unwrap());
        insta::assert_snapshot!(name.trim_end_matches(".yaml"), messages);
    }
}

#[test]
fn not_utf8() {
    let mut bytes = "title: Café\nnote: Ca".as_bytes().to_vec();
    bytes.extend(b"f\xe9 again\n");
    insta::assert_snapshot!(refused("latin.yaml", &bytes));
}

#[test]
fn utf16() {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend("title: House\n".encode_utf16().flat_map(u16::to_le_bytes));
    insta::assert_snapshot!(refused("utf16.yaml", &bytes));
    let without_mark: Vec<u8> = "title: House\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(refused("utf16.yaml", &without_mark), refused("utf16.yaml", &bytes));
}

#[test]
fn control_character() {
    insta::assert_snapshot!(refused("control.yaml", b"title: House\nnote: a\0b \x1b[31mred\n"));
}

#[test]
fn too_large() {
    insta::assert_snapshot!(refused("large.yaml", &vec![b'#'; (4 << 20) + 1]));
}

#[test]
fn deep_nesting() {
    let brackets = format!("x-deep: {}\n", "[".repeat(100_000));
    insta::assert_snapshot!("deep_brackets", refused("deep.yaml", brackets.as_bytes()));
    let mut indented = String::new();
    for depth in 0..40 {
        writeln!(indented, "{}a:", "  ".repeat(depth)).unwrap();
    }
    insta::assert_snapshot!("deep_lines", refused("deep.yaml", indented.as_bytes()));
}

#[test]
fn alias_bomb() {
    let mut bomb = String::from("x-0: &x0 [a, a, a, a, a, a, a, a, a, a]\n");
    for level in 1..12 {
        let before = vec![format!("*x{}", level - 1); 10].join(", ");
        writeln!(bomb, "x-{level}: &x{level} [{before}]").unwrap();
    }
    insta::assert_snapshot!(refused("bomb.yaml", bomb.as_bytes()));
}

#[test]
fn merge_bomb() {
    let keys: Vec<String> = (0..2_000).map(|key| format!("k{key}: 1")).collect();
    let mut bomb = format!("x-0: &x {{ {} }}\nx-1:\n", keys.join(", "));
    for _ in 0..1_000 {
        bomb.push_str("  - { <<: *x }\n");
    }
    insta::assert_snapshot!(refused("bomb.yaml", bomb.as_bytes()));
}

#[test]
fn alias_too_deep() {
    let mut file = String::from("x-0: &x0 [a]\n");
    for level in 1..40 {
        writeln!(file, "x-{level}: &x{level} [*x{}]", level - 1).unwrap();
    }
    insta::assert_snapshot!(refused("deep.yaml", file.as_bytes()));
}

#[test]
fn too_many() {
    let two = "parties: { a: { wants: { i: { rising: true } } }, b: { wants: { i: { falling: true } } } }\n";
    let issue = "issues: { i: { range: { from: 0, to: 9 } } }\n";

    let values: Vec<String> = (0..70_000).map(|value| value.to_string()).collect();
    let file = format!("issues:\n  i:\n    values:\n      - {}\n{two}", values.join("\n      - "));
    insta::assert_snapshot!("many_values", refused("many.yaml", file.as_bytes()));

    let issues: String = (0..1_001).map(|at| format!("  i{at}: {{ values: [a, b] }}\n")).collect();
    insta::assert_snapshot!(
        "many_issues",
        refused("many.yaml", format!("issues:\n{issues}{two}").as_bytes())
    );

    let parties: String =
        (0..65).map(|at| format!("  p{at}: {{ wants: {{ i: {{ rising: true }} }} }}\n")).collect();
    insta::assert_snapshot!(
        "many_parties",
        refused("many.yaml", format!("{issue}parties:\n{parties}").as_bytes())
    );

    let rounds = "  - { legs: 1 }\n".repeat(10_001);
    insta::assert_snapshot!(
        "many_rounds",
        refused("many.yaml", format!("{issue}{two}rounds:\n{rounds}").as_bytes())
    );

    let wide: String =
        (0..100).map(|at| format!("  i{at}: {{ range: {{ from: 0, to: 60000 }} }}\n")).collect();
    insta::assert_snapshot!("many_numbers", refused("many.yaml", format!("issues:\n{wide}{two}").as_bytes()));
}

#[test]
fn too_many_beliefs() {
    let file = |belief: &str, rest: &str| {
        format!(
            "issues: {{ i: {{ range: {{ from: 0, to: 9 }} }} }}\nparties:\n  a: {{ wants: {{ i: {{ rising: true }} }}, walk_away: {belief} }}\n  \
             b: {{ wants: {{ i: {{ falling: true }} }} }}\n{rest}"
        )
    };
    let list =
        |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<Vec<String>>().join(", ");
    let numbers = list(100_000, &|at| format!("0.{at:06}"));
    insta::assert_snapshot!(
        "many_choices",
        refused("many.yaml", file(&format!("{{ any_of: [{numbers}] }}"), "").as_bytes())
    );
    let experts = list(100, &|at| format!("e{at}: 0.{at:06}"));
    insta::assert_snapshot!(
        "many_experts",
        refused("many.yaml", file(&format!("{{ experts: {{ {experts} }} }}"), "").as_bytes())
    );
    let worlds = list(17, &|at| format!("w{at}: {{ p: 0.1 }}"));
    insta::assert_snapshot!(
        "many_worlds",
        refused("many.yaml", file("0", &format!("worlds: {{ {worlds} }}")).as_bytes())
    );
    let set = list(256, &|at| format!("a{at}: 0"));
    insta::assert_snapshot!(
        "many_set",
        refused("many.yaml", file("0", &format!("worlds: {{ w: {{ p: 1, set: {{ {set} }} }} }}")).as_bytes())
    );
    let links = list(3_000, &|_| "{ between: [a.walk_away, b.walk_away], rank_correlation: 0 }".to_owned());
    insta::assert_snapshot!(
        "many_links",
        refused("many.yaml", file("{ range: [0, 1] }", &format!("links: [{links}]")).as_bytes())
    );

    let values = list(300, &|at| format!("v{at}"));
    let worths = list(300, &|at| format!("v{at}: {{ range: [0, 1] }}"));
    let many = format!(
        "issues: {{ i: {{ values: [{values}] }} }}\nparties: {{ a: {{ wants: {{ i: {{ values: {{ {worths} }} }} }} }} }}\n"
    );
    insta::assert_snapshot!("many_beliefs", refused("many.yaml", many.as_bytes()));
    let issues = list(70, &|at| format!("i{at}: {{ values: [x, y] }}"));
    let names = list(70, &|at| format!("i{at}"));
    let wants = list(70, &|at| format!("i{at}: {{ values: {{ x: 0, y: 1 }} }}"));
    let many = format!(
        "issues: {{ {issues} }}\nparties: {{ a: {{ weights: {{ order: [{names}] }}, wants: {{ {wants} }} }}, b: {{ wants: {{ {wants} }} }} }}\n"
    );
    insta::assert_snapshot!("many_weights", refused("many.yaml", many.as_bytes()));
}

#[test]
fn many_problems_are_counted() {
    let keys: String = (0..3_000).map(|at| format!("k{at}: 1\n")).collect();
    let problems = read("many.yaml", keys.as_bytes()).unwrap_err();
    assert_eq!(problems.shown().len(), 50);
    assert_eq!(problems.shown().len() + problems.more(), 3_001);
    assert!(shown(&problems).ends_with("and 2951 more\n"));
}

#[test]
fn long_lines_are_cut() {
    let keys: Vec<String> = (0..3_000).map(|at| format!("key{at}: 1")).collect();
    let file = format!("{{ {} }}", keys.join(", "));
    let problems = read("long.yaml", file.as_bytes()).unwrap_err();
    assert!(shown(&problems).lines().all(|line| line.chars().count() < 500));
}

#[test]
fn places_are_counted_in_characters() {
    for newline in ["\n", "\r\n"] {
        let file = format!("title: Дом{newline}issues: {{ ціна: {{ values: [низька, низька] }} }}{newline}");
        let problems = read("talks.yaml", file.as_bytes()).unwrap_err();
        let twice = problems.all().iter().find(|problem| problem.message.contains("twice")).unwrap();
        assert_eq!((twice.line, twice.column), (2, 36));
        assert_eq!(&problems.text()[twice.span.clone()], "низька");
        assert!(shown(&problems).contains("[talks.yaml:2:36]"), "{}", shown(&problems));
    }
}
