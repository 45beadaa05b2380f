//! The whole help of accords, as one reads it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::run;

#[test]
fn of_accord() {
    insta::assert_snapshot!(run(&["accord", "--help"]), @r"
    exit: 0
    --- out
    Watch an accord: what is owed, what is due, what came in, who is late, what disputes wait for

    Usage: wasit accord [OPTIONS] <COMMAND>

    Commands:
      draft     Draft the accord of an adopted package: from a result, or from a case file
      check     Hold an accord against itself, and its journal against it
      status    Say where each commitment stands, and who holds it otherwise
      due       Say what is late, what is due next and what the clock will bring
      explain   Say why a commitment stands as it does: from clauses and facts to its state
      record    Add an observation or a declaration to the journal, checked first
      what-if   Try an observation or a declaration: what would stand otherwise; nothing is written
      calendar  Write deadlines, steps of disputes and changes of limits as iCalendar (RFC 5545)
      report    Draw an accord on a day as one HTML page: over time, beside its limits, disputes, what
                is due, who holds what
      score     Count people's scores of how far commitments are carried out: agreement of coders, and
                an index
      export    Write an accord for other software: as JSON, or its text and ids as Akoma Ntoso 3.0
      sample    Say how many items an inspection must check to find what is wrong with a stated
                probability
      help      Print this message or the help of the given subcommand(s)

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit accord draft result.json --out accord.yaml
      wasit accord check examples/jcpoa
      wasit accord status examples/jcpoa --on 2019-07-08
      wasit accord due examples/jcpoa --on 2025-09-01 --within '60 days'
      wasit accord explain examples/jcpoa stock --on 2019-07-08
      wasit accord record examples/supply buyer observes deliveries 40 t --at 2026-03-31
      wasit accord what-if examples/jcpoa uk exerts snap-back --at 2020-02-01 --on 2020-03-05
      wasit accord report examples/jcpoa --on 2025-10-18 --out jcpoa.html
      wasit accord calendar examples/labour --out deadlines.ics
      wasit accord export examples/jcpoa --format akoma-ntoso --out jcpoa.xml
      wasit accord sample --population 300 --defects 10 --detection 95%

    An accord is a file, or a folder that holds `accord.yaml`. Its journal, `journal.jsonl`, lies beside
    it and is found there; a line of it is added and never changed.

    Exit codes: 0 done, 1 the answer is no (something is violated, or set aside), 2 wrong input or
    usage,
    3 a fault of wasit.
    ");
}

#[test]
fn of_status() {
    insta::assert_snapshot!(run(&["accord", "status", "--help"]), @r"
    exit: 0
    --- out
    Say where each commitment stands, and who holds it otherwise

    Usage: wasit accord status [OPTIONS] <ACCORD>

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

          --party <PARTY>
              Only what this party owes

          --json
              Print JSON

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit accord status examples/jcpoa --on 2019-07-08
      wasit accord status examples/jcpoa --on 2016-02-20 --as-known-on 2016-02-20
      wasit accord status examples/jcpoa --on 2025-10-18 --party iran --json

    Exit code 1 where a commitment is violated; with `--party`, one of that party's.
    ");
}

#[test]
fn of_due() {
    insta::assert_snapshot!(run(&["accord", "due", "--help"]), @r#"
    exit: 0
    --- out
    Say what is late, what is due next and what the clock will bring

    Usage: wasit accord due [OPTIONS] <ACCORD>

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
              The day, at its end in the accord's zone [default: today]

          --as-known-on <DATE>
              By what was known at the end of that day only [default: by all that is known]

          --within <LENGTH>
              How far ahead: `30 days` or `30d`, `10 working days`, `6 months`, `2 years`

              [default: "30 days"]

          --party <PARTY>
              Only where it is the turn of this party or body

          --json
              Print JSON

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit accord due examples/jcpoa --on 2025-09-01
      wasit accord due examples/labour --within '1 year' --party employer
      wasit accord due examples/ceasefire --within '2 weeks' --json

    Exit code 1 where something is late.
    "#);
}

#[test]
fn of_explain() {
    insta::assert_snapshot!(run(&["accord", "explain", "--help"]), @r"
    exit: 0
    --- out
    Say why a commitment stands as it does: from clauses and facts to its state

    Usage: wasit accord explain [OPTIONS] <ACCORD> <COMMITMENT>

    Arguments:
      <ACCORD>
              The accord: a file, or a folder that holds `accord.yaml`

      <COMMITMENT>
              The commitment's name

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

          --json
              Print JSON

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit accord explain examples/jcpoa stock --on 2019-07-08
      wasit accord explain examples/jcpoa relief --on 2025-10-18 --json
    ");
}

#[test]
fn of_record() {
    insta::assert_snapshot!(run(&["accord", "record", "--help"]), @r"
    exit: 0
    --- out
    Add an observation or a declaration to the journal, checked first

    Usage: wasit accord record [OPTIONS] <ACCORD> [WORDS]...

    Arguments:
      <ACCORD>
              The accord: a file, or a folder that holds `accord.yaml`

      [WORDS]...
              Who says what: `iaea observes stock 300.1 kg`

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

          --from <FILE>
              Take entries from a file instead; `-` reads standard input

          --at <WHEN>
              What day, or time of it, the entry is about [default: today]

          --known <WHEN>
              When it became known [default: now]

          --period <DATE>
              The day of the period that it is for, where that is another

          --uncertainty <VALUE>
              How far the observed value may be off, either way

          --source <TEXT>
              Where it is from, for people to look up

          --note <TEXT>
              What else there is to say of it

          --attach <FILE>
              A file that belongs to it, kept by its hash; may be given several times

          --as <NAME>
              What to call the entry [default: by who says it, and the day]

      -h, --help
              Print help (see a summary with '-h')

    What can be said, by whom:
      WHO observes COMMITMENT VALUE [UNIT]
      WHO performs COMMITMENT
      WHO reaches MILESTONE
      WHO consents MILESTONE
      WHO requests COMMITMENT
      WHO alleges COMMITMENT
      WHO finds COMMITMENT material|immaterial
      WHO ceases COMMITMENT
      WHO refers COMMITMENT PATHWAY
      WHO decides DISPUTE STEP settled|dismissed|unresolved
      WHO extends DISPUTE STEP LENGTH
      WHO extends COMMITMENT LENGTH
      WHO exerts POWER
      WHO votes ENTRY adopted|not-adopted
      WHO resumes ENTRY
      WHO leaves
      WHO accepts ENTRY
      WHO disputes ENTRY
      WHO withdraws ENTRY
      WHO states
    A dispute goes by the name of the entry that began it; `states` goes with a `--note`.

    Examples:
      wasit accord record accord.yaml iaea observes stock 300.1 kg --at 2019-07-01 --source
      GOV/INF/2019/8
      wasit accord record accord.yaml employer performs first-rise --attach payslips.pdf
      wasit accord record accord.yaml union refers wages arbitration --as wage-dispute
      wasit accord record accord.yaml --from readings.csv

    Nothing of a journal is changed: what was wrong is withdrawn by whoever said it, and said anew.
    ");
}

#[test]
fn of_what_if() {
    insta::assert_snapshot!(run(&["accord", "what-if", "--help"]), @r"
    exit: 0
    --- out
    Try an observation or a declaration: what would stand otherwise; nothing is written

    Usage: wasit accord what-if [OPTIONS] <ACCORD> [WORDS]...

    Arguments:
      <ACCORD>
              The accord: a file, or a folder that holds `accord.yaml`

      [WORDS]...
              Who says what: `iaea observes stock 300.1 kg`

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

          --from <FILE>
              Take entries from a file instead; `-` reads standard input

          --at <WHEN>
              What day, or time of it, the entry is about [default: today]

          --known <WHEN>
              When it became known [default: now]

          --period <DATE>
              The day of the period that it is for, where that is another

          --uncertainty <VALUE>
              How far the observed value may be off, either way

          --source <TEXT>
              Where it is from, for people to look up

          --note <TEXT>
              What else there is to say of it

          --attach <FILE>
              A file that belongs to it, kept by its hash; may be given several times

          --as <NAME>
              What to call the entry [default: by who says it, and the day]

          --on <DATE>
              The day, at its end in the accord's zone [default: now]

          --json
              Print JSON: the status before and after

      -h, --help
              Print help (see a summary with '-h')

    What can be said, by whom:
      WHO observes COMMITMENT VALUE [UNIT]
      WHO performs COMMITMENT
      WHO reaches MILESTONE
      WHO consents MILESTONE
      WHO requests COMMITMENT
      WHO alleges COMMITMENT
      WHO finds COMMITMENT material|immaterial
      WHO ceases COMMITMENT
      WHO refers COMMITMENT PATHWAY
      WHO decides DISPUTE STEP settled|dismissed|unresolved
      WHO extends DISPUTE STEP LENGTH
      WHO extends COMMITMENT LENGTH
      WHO exerts POWER
      WHO votes ENTRY adopted|not-adopted
      WHO resumes ENTRY
      WHO leaves
      WHO accepts ENTRY
      WHO disputes ENTRY
      WHO withdraws ENTRY
      WHO states
    A dispute goes by the name of the entry that began it; `states` goes with a `--note`.

    Examples:
      wasit accord what-if examples/jcpoa iran observes stock 250 kg --at 2019-07-05 --on 2019-07-08
      wasit accord what-if examples/jcpoa uk exerts snap-back --at 2020-02-01 --on 2020-03-05
    ");
}

#[test]
fn of_check() {
    insta::assert_snapshot!(run(&["accord", "check", "--help"]), @r"
    exit: 0
    --- out
    Hold an accord against itself, and its journal against it

    Usage: wasit accord check [OPTIONS] <ACCORD>

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

          --json
              Print JSON

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit accord check examples/jcpoa
      wasit accord check accord.yaml --journal other.jsonl --json

    Attachments of entries are looked for by their names beside the journal and in `attachments/` there,
    and held against their hashes. Exit code 1 where lines of the journal are set aside, or an
    attachment
    is not what it was.
    ");
}
