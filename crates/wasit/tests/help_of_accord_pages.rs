//! The whole help of what is written of accords, and counted beside them, as one reads it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::run;

#[test]
fn of_calendar() {
    insta::assert_snapshot!(run(&["accord", "calendar", "--help"]), @r#"
    exit: 0
    --- out
    Write deadlines, steps of disputes and changes of limits as iCalendar (RFC 5545)

    Usage: wasit accord calendar [OPTIONS] <ACCORD>

    Arguments:
      <ACCORD>
              The accord: a file, or a folder that holds `accord.yaml`

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --journal <FILE>
              Its journal [default: `journal.jsonl` beside the accord]

          --on <DATE>
              The day from which on [default: today]

          --within <LENGTH>
              How far ahead

              [default: "1 year"]

          --party <PARTY>
              Only where it is the turn of this party or body

          --remind <LENGTH>
              Remind so long before

          --out <FILE>
              Where to write [default: standard output]

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit accord calendar examples/labour --out deadlines.ics
      wasit accord calendar examples/jcpoa --on 2025-08-29 --within '1 year' > deadlines.ics
      wasit accord calendar examples/supply --party seller --remind 3d --out seller.ics

    Each deadline keeps its identity from one export to the next, so that calendars take it over.
    "#);
}

#[test]
fn of_score() {
    insta::assert_snapshot!(run(&["accord", "score", "--help"]), @r"
    exit: 0
    --- out
    Count people's scores of how far commitments are carried out: agreement of coders, and an index

    Usage: wasit accord score [OPTIONS] <ACCORD>

    Arguments:
      <ACCORD>
              The accord: a file, or a folder that holds `accord.yaml`

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --journal <FILE>
              Its journal [default: `journal.jsonl` beside the accord]

          --scores <FILE>
              The scores, as CSV [default: `scores.csv` beside the accord]

          --weights <WEIGHTS>
              How far one score is from another, for the agreement of coders

              Possible values:
              - linear:    By the distance
              - quadratic: By the distance squared

              [default: linear]

          --json
              Print JSON

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit accord score examples/ceasefire
      wasit accord score accord.yaml --scores coded.csv --weights quadratic --json

    The file has the columns coder, commitment, period, score and evidence: who judged what for which
    period (a year, say); 0 not initiated, 1 minimal, 2 intermediate, 3 full, as in the Peace Accords
    Matrix of the Kroc Institute; and on which evidence. Scores are people's judgements: they are never
    mixed with what follows from the journal.
    ");
}

#[test]
fn of_sample() {
    insta::assert_snapshot!(run(&["accord", "sample", "--help"]), @r"
    exit: 0
    --- out
    Say how many items an inspection must check to find what is wrong with a stated probability

    Usage: wasit accord sample [OPTIONS] --population <N> --defects <N>

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --population <N>
              How many items there are

          --defects <N>
              How many of them would be defective, where it matters

          --detection <P>
              The probability with which it is to be found: `0.95` or `95%`

          --items <N>
              Say instead what checking so many items gives

          --notices <P>
              With which chance the method notices a defect that it looks at

              [default: 1]

          --accepted <N>
              How many noticed defects are still accepted

              [default: 0]

          --json
              Print JSON

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit accord sample --population 300 --defects 10 --detection 95%
      wasit accord sample --population 300 --defects 10 --detection 0.9 --notices 0.8
      wasit accord sample --population 300 --defects 10 --items 60
      wasit accord sample --population 300 --defects 30 --accepted 1 --detection 95% --json

    Items are drawn without putting them back. After Jaech and Russell (1990), IAEA STR-261, and the
    attribute sampling of audits; computed exactly, without their approximations.
    ");
}

#[test]
fn of_report() {
    insta::assert_snapshot!(run(&["accord", "report", "--help"]), @r#"
    exit: 0
    --- out
    Draw an accord on a day as one HTML page: over time, beside its limits, disputes, what is due, who
    holds what

    Usage: wasit accord report [OPTIONS] <ACCORD>

    Arguments:
      <ACCORD>
              The accord: a file, or a folder that holds `accord.yaml`

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --journal <FILE>
              Its journal [default: `journal.jsonl` beside the accord]

          --on <DATE>
              The day, at its end in the accord's zone [default: now]

          --as-known-on <DATE>
              By what was known at the end of that day only [default: by all that is known]

          --within <LENGTH>
              How far ahead to look for what is due

              [default: "90 days"]

          --out <FILE>
              Where to write the page

              [default: accord.html]

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit accord report examples/jcpoa --on 2025-10-18 --out jcpoa.html
      wasit accord report examples/ceasefire --on 2026-05-20 --within '2 months'
      wasit accord report examples/jcpoa --on 2016-02-20 --as-known-on 2016-02-20

    The page needs no network, can be printed, and shows scores of `scores.csv` beside the accord apart
    from what follows from the journal. Exit code 1 where a commitment is violated.
    "#);
}

#[test]
fn of_draft() {
    insta::assert_snapshot!(run(&["accord", "draft", "--help"]), @r"
    exit: 0
    --- out
    Draft the accord of an adopted package: from a result, or from a case file

    Usage: wasit accord draft [OPTIONS] <RESULT.json|CASEFILE>

    Arguments:
      <RESULT.json|CASEFILE>
              What `wasit run --json` printed, or a case file; `-` reads from standard input

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --talks <FILE>
              The talks file [default: the one that the result names]

          --out <FILE>
              Where to write [default: standard output]

          --force
              Replace the file that is there

          --adopted <DATE>
              The day of adoption [default: of the round in which a run ended, of the adoption at a
              table]

          --set <ISSUE=VALUE>
              The value of an issue that the package leaves open; may be repeated

          --text <TEXT>
              The adopted text, where there are several, such as joint:11

          --key <FINGERPRINT>
              The fingerprint of the key that must have signed the case file

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit run examples/wage-round.yaml --json > result.json
      wasit accord draft result.json --out accord.yaml
      wasit accord draft case-files/union-ines.json --talks examples/wage-round.yaml --out accord.yaml
      wasit accord draft case-files/union-ines.json --talks talks.yaml --set jobs=none --text joint:21

    What each value means as a commitment stands in the talks file, under `accord`. From a case file the
    accord takes the package that was agreed, the day of its adoption, and the hash and words of the
    text that was adopted; `wasit verify` holds one against the other.

    Exit codes: 0 drafted, 1 nothing was agreed, 2 wrong input or usage, 3 a fault of wasit.
    ");
}

#[test]
fn of_export() {
    insta::assert_snapshot!(run(&["accord", "export", "--help"]), @r"
    exit: 0
    --- out
    Write an accord for other software: as JSON, or its text and ids as Akoma Ntoso 3.0

    Usage: wasit accord export [OPTIONS] <ACCORD>

    Arguments:
      <ACCORD>
              The accord: a file, or a folder that holds `accord.yaml`

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --journal <FILE>
              Its journal [default: `journal.jsonl` beside the accord]

          --format <FORMAT>
              What to write

              Possible values:
              - json:        All that the accord says
              - akoma-ntoso: OASIS LegalDocML: the text, and identifiers

              [default: json]

          --date <DATE>
              The date of the document in Akoma Ntoso [default: of the milestone `adoption`, or the
              first that is a day]

          --out <FILE>
              Where to write [default: standard output]

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit accord export examples/jcpoa --format akoma-ntoso --out jcpoa.xml
      wasit accord export accord.yaml > accord.json

    JSON has the keys of `accord.yaml`, everything that it means written out, and reads as an accord
    again.
    Akoma Ntoso has the words, and an identifier for each clause, commitment and power.
    ");
}
