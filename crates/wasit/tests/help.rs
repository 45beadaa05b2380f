//! `--help`, of the command and of its commands.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::run;

#[test]
fn the_whole_of_it() {
    insta::assert_snapshot!(run(&["--help"]), @"
    exit: 0
    --- out
    Hold indirect talks: parties that do not face each other, a mediator between them

    Usage: wasit [OPTIONS] <COMMAND>

    Commands:
      run          Hold the talks of a file and show their course and what came of them
      analyze      Say where the deal lies: frontier, solutions, who can trade what, what blocks
      check        Say everything that is wrong with talks files
      schema       Print the JSON Schema of talks files, from which editors complete
      strategies   List the strategies that can take a seat, or explain one
      completions  Print what a shell needs to complete wasit's arguments
      help         Print this message or the help of the given subcommand(s)

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

      -V, --version
              Print version

    Examples:
      wasit run examples/muscat-2025.yaml --report muscat-2025.html
      wasit analyze examples/tenancy.yaml
      wasit check examples/*.yaml
      wasit strategies boulware

    Exit codes: 0 done, 1 the answer is no, 2 wrong input or usage, 3 a fault of wasit.
    `wasit help COMMAND` tells more of a command.
    ");
}

#[test]
fn of_run() {
    insta::assert_snapshot!(run(&["run", "--help"]), @"
    exit: 0
    --- out
    Hold the talks of a file and show their course and what came of them

    Usage: wasit run [OPTIONS] <FILE>

    Arguments:
      <FILE>
              A talks file; `-` reads from standard input

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --seed <N>
              What all chance in the talks comes from: the same seed gives the same talks

              [default: 1]

          --seat <NAME=STRATEGY>
              Seat a strategy, `NAME=STRATEGY[:param=value,…]`, or a program, `NAME='cmd:COMMAND LINE'`;
              may be repeated

          --mediator <STRATEGY>
              Seat a strategy, `STRATEGY[:param=value,…]`, or a program, `cmd:COMMAND LINE`, as the
              mediator

          --protocol <PROTOCOL>
              Who speaks when: through the mediator, or in turn across a table

              Possible values:
              - shuttle:     The mediator goes between the rooms
              - alternating: Parties face each other and speak in turn

              [default: shuttle]

          --steps <N>
              Alternating only: full rounds of turns [default: the file's legs for each party, rounded
              up]

          --legs <N>
              Shuttle only: legs in all, shared among the rounds as in the file

          --repeat <N>
              Hold N talks, each with chance of its own, and sum up

          --jobs <N>
              With --repeat: how many talks at a time [default: one for each core]; results do not
              depend on it

          --as <SEAT>
              Show only what this seat could see: a party's name, or the mediator's

          --json
              Print JSON

          --report <FILE>
              Write an HTML report to this file

      -q, --quiet
              Print nothing: the exit code says whether they agreed

          --full
              Show every leg of long rounds and every issue of large packages

          --program-timeout <SECONDS>
              How long a program may take for an answer

              [default: 10]

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit run examples/muscat-2025.yaml --report muscat-2025.html
      wasit run talks.yaml --seat seller=boulware --seat buyer=time:exponent=2,max=0.9
      wasit run talks.yaml --mediator courier --repeat 1000
      wasit run talks.yaml --seat buyer='cmd:python3 examples/programs/mine.py'
      wasit run talks.yaml --as buyer --json
      wasit run talks.yaml --protocol alternating --steps 100

    Exit codes: 0 agreed (with --repeat: all talks were held), 1 no agreement, 2 wrong input or usage,
    3 a fault of wasit, 130 interrupted.
    ");
}

#[test]
fn of_analyze() {
    insta::assert_snapshot!(run(&["analyze", "--help"]), @"
    exit: 0
    --- out
    Say where the deal lies: frontier, solutions, who can trade what, what blocks

    Usage: wasit analyze [OPTIONS] <FILE>...

    Arguments:
      <FILE>...
              A talks file; `-` reads from standard input

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --from <ISSUE=VALUE,…>
              The package from which trades are sought; every issue must be given [default: halfway on
              every issue by itself]

          --from-run <RESULT.json>
              Seek trades from the agreement of a run, or else from each party's last offer: what `wasit
              run --json` printed

          --weights <PARTY=N,…>
              The parties' powers, for Nash's solution with weights

          --points <N>
              How many points of a frontier, and how many trades, are listed [default: 8; with --html,
              --json and --csv 1000]

          --json
              Print JSON

          --csv
              Print the frontier and the solutions as rows of CSV

          --html <FILE>
              Write an HTML report to this file

      -q, --quiet
              Print nothing: the exit code says whether there is a deal zone

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit analyze examples/tenancy.yaml
      wasit analyze talks.yaml --html talks.html
      wasit analyze talks.yaml --from price=30,delivery='by rail'
      wasit run talks.yaml --json > run.json; wasit analyze talks.yaml --from-run run.json
      wasit analyze talks.yaml --weights seller=2,buyer=1 --json
      wasit analyze talks.yaml --csv --points 1000000 > frontier.csv

    Exit codes: 0 there is a deal zone, or may be one, 1 there is none, 2 wrong input or usage, 3 a
    fault
    of wasit.
    ");
}

#[test]
fn every_command_has_examples() {
    for command in ["run", "analyze", "check", "schema", "strategies", "completions"] {
        let help = run(&[command, "--help"]);
        assert!(help.contains("Examples:\n  wasit "), "{help}");
    }
}

#[test]
fn a_misspelt_command() {
    insta::assert_snapshot!(run(&["rum"]), @"
    exit: 2
    --- err
    error: unrecognized subcommand 'rum'

      tip: a similar subcommand exists: 'run'

    Usage: wasit [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ");
}
