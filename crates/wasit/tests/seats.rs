//! Who may take a seat in `wasit table play`, what may be waited for, and programs there.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::automated::{agreement, play, played, shop};

#[test]
fn wrong_seats_are_told_all_at_once() {
    let script = "talks: shop.yaml
seats:
  seller: boulwar
  buyer: { strategy: linear, membr: bo }
  broker: { use: bridge, modl: bayesian }
  sellr: linear
  seller: conceder
leg: soon
acts:
  - { at: 2025-04-12 10:00, by: broker/bea, do: convene, title: A shop, mediator: The broker, parties: [{ seat: seller, title: The seller }, { seat: buyer, title: The buyer }] }
  - { await: cary }
  - { await: carry, at: +5m, in: buyer }
";
    insta::assert_snapshot!(play(script, &[]), @"
    exit: 2
    --- err
      × there is no party strategy `boulwar`; did you mean `boulware`?
       ╭─[-:3:11]
     2 │ seats:
     3 │   seller: boulwar
       ·           ───────
     4 │   buyer: { strategy: linear, membr: bo }
       ╰────

      × a seat has no key `membr`
       ╭─[-:4:30]
     3 │   seller: boulwar
     4 │   buyer: { strategy: linear, membr: bo }
       ·                              ─────
     5 │   broker: { use: bridge, modl: bayesian }
       ╰────
      help: did you mean `member`?

      × `bridge` has no parameter `modl`; did you mean `model`?
       ╭─[-:5:11]
     4 │   buyer: { strategy: linear, membr: bo }
     5 │   broker: { use: bridge, modl: bayesian }
       ·           ───────────────────────────────
     6 │   sellr: linear
       ╰────

      × the talks file has no seat `sellr`
       ╭─[-:6:3]
     5 │   broker: { use: bridge, modl: bayesian }
     6 │   sellr: linear
       ·   ─────
     7 │   seller: conceder
       ╰────
      help: did you mean `seller`?

      × `seller` stands twice here, first in line 3
       ╭─[-:7:3]
     6 │   sellr: linear
     7 │   seller: conceder
       ·   ───┬──
       ·      ╰── the second
     8 │ leg: soon
       ╰────
      help: keep one of the two, or give this one another name

      × `leg` must be how long one trip of the mediator takes
       ╭─[-:8:6]
     7 │   seller: conceder
     8 │ leg: soon
       ·      ────
     9 │ acts:
       ╰────
      help: write `30m`, `2h` or `1d`: from two seconds to 31 days

      × there is no act `cary` to wait for
        ╭─[-:11:14]
     10 │   - { at: 2025-04-12 10:00, by: broker/bea, do: convene, title: A shop, mediator: The broker, parties: [{ seat: seller, title: The seller }, { seat: buyer, title: The buyer }] }
     11 │   - { await: cary }
        ·              ────
     12 │   - { await: carry, at: +5m, in: buyer }
        ╰────
      help: did you mean `carry`?

      × `at` stands beside `await`
        ╭─[-:12:21]
     11 │   - { await: cary }
     12 │   - { await: carry, at: +5m, in: buyer }
        ·                     ──
        ╰────
      help: beside it there can be `by`, `in` and `label`; it lasts as long as it
            takes

    -: 8 problems
    ");
    let script = "talks: shop.yaml
seats:
  seller: linear
  buyer: { strategy: linear, member: bob }
  broker: 'cmd:python3 between.py'
acts:
  - { at: 2025-04-12 10:00, by: house/bea, do: convene, title: A shop, mediator: The broker, parties: [{ seat: seller, title: The seller }, { seat: buyer, title: The buyer }] }
  - { by: house, do: invite, seat: buyer, head: bo }
";
    insta::assert_snapshot!(play(script, &[]), @"
    exit: 2
    --- err
      × nobody is invited to the seat `seller`, so nobody can act for it
       ╭─[-:3:3]
     2 │ seats:
     3 │   seller: linear
       ·   ──────
     4 │   buyer: { strategy: linear, member: bob }
       ╰────
      help: write an act `invite` with `seat: seller` and a `head`

      × no act admits buyer/bob
       ╭─[-:4:3]
     3 │   seller: linear
     4 │   buyer: { strategy: linear, member: bob }
       ·   ─────
     5 │   broker: 'cmd:python3 between.py'
       ╰────
      help: name whom an `invite` or `enrol` of this script names, or leave
            `member` out for the head

      × a script cannot name a program: only whoever plays it can
       ╭─[-:5:11]
     4 │   buyer: { strategy: linear, member: bob }
     5 │   broker: 'cmd:python3 between.py'
       ·           ────────────────────────
     6 │ acts:
       ╰────
      help: leave it out, and play the script with `--mediator 'cmd:…'`

    -: 3 problems
    ");
    insta::assert_snapshot!(play(&script.replace("talks: shop.yaml\n", ""), &[]), @"
    exit: 2
    --- err
      × the script names no talks file, and from one strategies know what their
      │ seats want
       ╭─[-:1:1]
     1 │ seats:
       · ─────
     2 │   seller: linear
       ╰────
      help: write `talks: FILE` at its top

    -: 1 problem
    ");
    insta::assert_snapshot!(play(&script.replace("'cmd:python3 between.py'", "courier"), &[]), @"
    exit: 2
    --- err
      × nobody is invited to the seat `seller`, so nobody can act for it
       ╭─[-:3:3]
     2 │ seats:
     3 │   seller: linear
       ·   ──────
     4 │   buyer: { strategy: linear, member: bob }
       ╰────
      help: write an act `invite` with `seat: seller` and a `head`

      × no act admits buyer/bob
       ╭─[-:4:3]
     3 │   seller: linear
     4 │   buyer: { strategy: linear, member: bob }
       ·   ─────
     5 │   broker: courier
       ╰────
      help: name whom an `invite` or `enrol` of this script names, or leave
            `member` out for the head

      × the seat that convenes these talks is `house`, not `broker`
       ╭─[-:5:3]
     4 │   buyer: { strategy: linear, member: bob }
     5 │   broker: courier
       ·   ──────
     6 │ acts:
       ╰────
      help: call the mediator's seat as the talks file does

    -: 3 problems
    ");
}

#[test]
fn what_cannot_be_waited_for() {
    for (wait, told) in [
        ("await:", "nothing is awaited"),
        ("await: {}", "nothing is awaited"),
        ("await: []", "nothing is awaited"),
        ("await: cary", "there is no act `cary` to wait for"),
        ("await: [rest, carry]", "`rest` stands beside acts"),
        ("{ await: rest, label: x }", "`label` stands beside `await: rest`"),
        ("{ await: carry, in: x y }", "`x y` is no seat and no compartment"),
        ("{ await: carry, by: a/b/c }", "`a/b/c` is nobody"),
        ("{ await: carry, label: a b }", "`a b` is no label"),
        ("{ await: carry, at: +1d }", "`at` stands beside `await`"),
    ] {
        let shown = play(&shop("{ broker: courier }", &format!("  - {wait}\n")), &[]);
        assert!(
            shown.starts_with("exit: 2") && shown.contains(told) && shown.contains("help: "),
            "{wait}\n{shown}"
        );
        assert!(shown.contains("-: 1 problem\n") || shown.ends_with("-: 1 problem"), "{wait}\n{shown}");
    }
}

#[test]
fn waiting_for_nobody() {
    let acts = "  - { await: carry }\n";
    insta::assert_snapshot!(play(&shop("{ seller: linear }", acts).replace("seats: { seller: linear }\n", ""), &[]), @"
    exit: 2
    --- err
      × no seat acts by itself, so there is nothing to wait for
       ╭─[-:6:7]
     5 │   - { by: broker, do: invite, seat: buyer, head: bo }
     6 │   - { await: carry }
       ·       ─────
       ╰────
      help: write `seats: { usa: boulware }` at the script's top

    -: 1 problem
    ");
    let acts = "  - { await: carry, by: broker, label: copy }\n  - { by: buyer, do: accept, item: $copy }\n";
    insta::assert_snapshot!(play(&shop("{ seller: linear }", acts), &[]), @"
    exit: 2
    --- err
      × the seat `broker` does not act by itself
       ╭─[-:7:7]
     6 │   - { by: broker, do: invite, seat: buyer, head: bo }
     7 │   - { await: carry, by: broker, label: copy }
       ·       ─────
     8 │   - { by: buyer, do: accept, item: $copy }
       ╰────
      help: those that do are `seller`

    -: 1 problem
    ");
    insta::assert_snapshot!(play(&shop("{ seller: linear, broker: courier }", acts), &["--as", "seller"]), @"
    exit: 1
    --- out
    A shop
    As sal of The seller saw it. Times are of UTC.

    Saturday, 12 April 2025
    10:00  joint:1        bea of The broker convenes talks between The seller and
                          The buyer: A shop.
    10:00  room/seller:1  bea of The broker invites the party, with sal at its head.
    10:30  joint:2        The seller takes its seat, headed by sal.
    --- err
      × `broker` has not done `carry`, and all automated seats wait for people:
      │ the script is played no further
       ╭─[-:7:7]
     6 │   - { by: broker, do: invite, seat: buyer, head: bo }
     7 │   - { await: carry, by: broker, label: copy }
       ·       ─────
     8 │   - { by: buyer, do: accept, item: $copy }
       ╰────
      help: see with `--as` what was done, and what whoever you wait for waits for

    -: 1 problem
    ");
}

#[test]
fn seats_on_the_command_line() {
    let script = shop("{ buyer: tough, seller: tough, broker: courier }", "");
    assert_eq!(agreement(&played(&script, &[]).1), None);
    let (code, softer) = played(&script, &["--seat", "buyer=conceder", "--seat", "seller=conceder"]);
    assert!(code == 0 && agreement(&softer).is_some(), "{softer}");
    let told = |rest: &[&str]| play(&script, rest);
    insta::assert_snapshot!(told(&["--seat", "buyr=linear"]), @"
    exit: 2
    --- err
    error: there is no seat `buyr`
      help: did you mean `buyer`? The seats are `seller`, `buyer`
    ");
    insta::assert_snapshot!(told(&["--seat", "buyer=linea"]), @"
    exit: 2
    --- err
    error: seat `buyer`: there is no party strategy `linea`; did you mean `linear`?
      help: `wasit strategies` lists the strategies for a party's seat, `wasit strategies NAME` explains one
    ");
    insta::assert_snapshot!(told(&["--seat", "buyer=linear", "--seat", "buyer=tough"]), @"
    exit: 2
    --- err
    error: the seat `buyer` is given twice
    ");
    insta::assert_snapshot!(told(&["--seat", "broker=courier"]), @"
    exit: 2
    --- err
    error: `broker` is the mediator
      help: the mediator is seated with `--mediator STRATEGY`
    ");
    insta::assert_snapshot!(told(&["--mediator", "bridg"]), @"
    exit: 2
    --- err
    error: the mediator's seat: there is no mediator strategy `bridg`; did you mean `bridge`?
      help: `wasit strategies` lists the strategies for a mediator's seat, `wasit strategies NAME` explains one
    ");
    let bare =
        script.replace("talks: shop.yaml\nseats: { buyer: tough, seller: tough, broker: courier }\n", "");
    insta::assert_snapshot!(play(&bare, &["--seat", "buyer=linear"]), @"
    exit: 2
    --- err
    error: the script names no talks file, and from one strategies and programs know what their seats want
      help: write `talks: FILE` at the script's top
    ");
}

#[cfg(unix)]
mod programs {
    use std::fs;
    use std::process::{Command, Stdio};
    use std::time::Duration;

    use super::support::{self, json, wasit};
    use super::{agreement, play, played, shop};

    const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

    const TALKS: &str = "{ seller: conceder, broker: courier }";

    #[test]
    fn a_program_takes_a_seat_and_plays_as_in_a_run() {
        let program = format!("buyer=cmd:python3 '{EXAMPLES}/programs/mine.py'");
        let script = shop(TALKS, "");
        let (code, play) = played(&script, &["--seat", &program]);
        assert_eq!(code, 0, "{play}");
        let direct = json(&[
            "run",
            "shop.yaml",
            "--seat",
            &program,
            "--seat",
            "seller=conceder",
            "--mediator",
            "courier",
            "--json",
        ]);
        assert_eq!(agreement(&play).unwrap(), direct["agreement"]);
    }

    #[test]
    fn a_program_mediates() {
        let script = shop("{ seller: conceder, buyer: from talks }", "");
        let (code, play) = played(&script, &["--mediator", "cmd:python3 ../programs/between.py"]);
        assert!(code == 0 && agreement(&play).is_some(), "{code} {play}");
    }

    #[test]
    fn a_program_that_dies() {
        let shown = play(&shop(TALKS, ""), &["--seat", "buyer=cmd:sh ../programs/dies.sh"]);
        let (out, told) = shown.split_once("--- err\n").unwrap();
        assert!(out.starts_with("exit: 1\n") && out.contains("asks for an offer"), "{out}");
        insta::assert_snapshot!(told, @"
        error: The buyer failed at its seat: its program ended before the talks did (exit status: 3)
          help: the talks were played on, and it acted no more
        ");
        let shown = play(&shop(TALKS, ""), &["--seat", "buyer=cmd:sleep 1000", "--program-timeout", "0.2"]);
        insta::assert_snapshot!(shown.split_once("--- err\n").unwrap().1, @"
        error: The buyer failed at its seat: its program gave no answer within 0.2 s
          help: the talks were played on, and it acted no more
        ");
    }

    fn runs(mark: &str) -> bool {
        let listed = Command::new("ps").args(["-eo", "args"]).output().unwrap();
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        listed.lines().any(|line| line.contains(mark) && !line.contains("wasit"))
    }

    fn soon(mut holds: impl FnMut() -> bool) -> bool {
        (0..200).any(|_| {
            std::thread::sleep(Duration::from_millis(25));
            holds()
        })
    }

    #[test]
    fn an_interrupt_leaves_no_program_behind() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("script.yaml");
        let talks = support::talks().join("shop.yaml").display().to_string();
        fs::write(&script, shop(TALKS, "").replace("shop.yaml", &talks)).unwrap();
        let mut command =
            wasit(&["table", "play", script.to_str().unwrap(), "--seat", "buyer=cmd:sleep 7234567"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        assert!(soon(|| runs("sleep 7234567")));
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", support::shown(&output));
        assert!(output.stdout.is_empty());
        assert!(soon(|| !runs("sleep 7234567")));
    }
}
