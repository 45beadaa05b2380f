//! `--help`, of the command and of its commands.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::run;

#[test]
fn the_whole_of_it() {
    insta::assert_snapshot!(run(&["--help"]), @r"
    exit: 0
    --- out
    Hold indirect talks: parties that do not face each other, a mediator between them

    Usage: wasit [OPTIONS] <COMMAND>

    Commands:
      run          Hold the talks of a file and show their course and what came of them
      analyze      Say where the deal lies: frontier, solutions, who can trade what, what blocks
      simulate     Draw what is uncertain in talks again and again, hold them in every draw, and say
                   what can come of them
      explain      Explain a stored sample again, without new draws
      forecast     Keep forecasts, say what came of them, and see how good they were
      tournament   Hold every strategy's talks with every other on scenarios, and rank them
      check        Say everything that is wrong with talks files and other scenarios
      convert      Write a scenario in another format
      schema       Print the JSON Schema of talks files or accords, from which editors complete
      strategies   List the strategies that can take a seat, or explain one
      table        Hold live talks by the rules of the table: who may do what when, and who sees it
      accord       Watch an accord: what is owed, what is due, what came in, who is late, what disputes
                   wait for
      bench        Measure talks and searches on a fixed set, in under half a minute
      verify       Check a case file: that nothing in it was changed, dropped, added, reordered or
                   back-dated
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
      wasit tournament examples/*.yaml --seats boulware,conceder,micro
      wasit analyze examples/tenancy.yaml
      wasit simulate examples/muscat-2025-uncertain.yaml
      wasit check examples/*.yaml
      wasit convert scenarios/laptop laptop.yaml
      wasit strategies boulware
      wasit table play examples/table/rehearsal.yaml --as union
      wasit accord status examples/jcpoa --on 2019-07-08

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

    Usage: wasit run [OPTIONS] <FILE|FOLDER>...

    Arguments:
      <FILE|FOLDER>...
              A talks file, a folder with a scenario, or the files of one; `-` reads from standard input

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

          --evaluations <HOW>
              GENIUS only: how evaluations of discrete items are taken

              Possible values:
              - normalised: As shares of the greatest of their issue, weights scaled to sum to one: as
                GENIUS does
              - raw:        As they stand, weights too: as NegMAS does

              [default: normalised]

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit run examples/muscat-2025.yaml --report muscat-2025.html
      wasit run talks.yaml --seat seller=boulware --seat buyer=time:exponent=2,max=0.9
      wasit run talks.yaml --mediator courier --repeat 1000
      wasit run talks.yaml --seat buyer='cmd:python3 examples/programs/mine.py'
      wasit run talks.yaml --as buyer --json
      wasit run talks.yaml --protocol alternating --steps 100
      wasit run scenarios/laptop --seat seller=boulware --seat buyer=micro --protocol alternating
      wasit run profile-1.xml profile-2.xml --json

    Exit codes: 0 agreed (with --repeat: all talks were held), 1 no agreement, 2 wrong input or usage,
    3 a fault of wasit, 130 interrupted.
    ");
}

#[test]
fn of_tournament() {
    insta::assert_snapshot!(run(&["tournament", "--help"]), @"
    exit: 0
    --- out
    Hold every strategy's talks with every other on scenarios, and rank them

    Usage: wasit tournament [OPTIONS] --seats <STRATEGY,…> <FILE|FOLDER>...
           wasit tournament <COMMAND>

    Commands:
      plan   Write down a tournament's talks, to be held in parts
      run    Hold the talks of a plan, or a part of them; what was held before stays
      merge  Put the talks of a plan together, rank, and write results.csv and results.json into its
             folder
      help   Print this message or the help of the given subcommand(s)

    Arguments:
      <FILE|FOLDER>...
              Scenarios: talks files, or folders with a scenario of other software

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --seats <STRATEGY,…>
              The strategies, `STRATEGY[:param=value,…],…`; may be repeated

          --no-self-play
              Leave out talks in which one strategy holds every party's seat

          --repeat <N>
              Hold each talk N times, with chance of its own; where nobody draws random numbers it is
              held once and counts for all

              [default: 1]

          --protocol <PROTOCOL>
              Who speaks when: in turn across a table, or through the mediator

              Possible values:
              - shuttle:     The mediator goes between the rooms
              - alternating: Parties face each other and speak in turn

              [default: alternating]

          --mediator <STRATEGY>
              Shuttle only: who mediates [default: each file's own]

          --steps <N>
              Alternating only: full rounds of turns [default: each file's legs for each party, rounded
              up]

          --legs <N>
              Shuttle only: legs in all, shared among the rounds as in each file

          --seed <N>
              What all chance in the talks and in the intervals comes from

              [default: 1]

          --disclosure
              Tell how much each strategy gives away of what it wants; takes several times as long

          --evaluations <HOW>
              GENIUS only: how evaluations of discrete items are taken

              Possible values:
              - normalised: As shares of the greatest of their issue, weights scaled to sum to one: as
                GENIUS does
              - raw:        As they stand, weights too: as NegMAS does

              [default: normalised]

          --out <FOLDER>
              Keep plan, talks and results in this folder; what it has of them is not held again

          --jobs <N>
              How many talks at a time [default: one for each core]; results do not depend on it

          --json
              Print JSON: settings, ranking and every talk

          --csv <FILE>
              Write every talk as a row of CSV to this file

          --report <FILE>
              Write an HTML report to this file

      -q, --quiet
              Print nothing

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit tournament examples/*.yaml --seats boulware,conceder,micro --report ranking.html
      wasit tournament shop.yaml --seats time:exponent=2,max=0.9,micro --steps 100 --csv talks.csv
      wasit tournament shop.yaml --seats boulware,random --repeat 100 --json
      wasit tournament shop.yaml --seats linear,micro --protocol shuttle --mediator bridge
      wasit tournament examples/*.yaml --seats boulware,micro --out cup   # goes on after a stop

    In parts, on several machines if need be:
      wasit tournament plan examples/*.yaml --seats boulware,micro --out cup
      wasit tournament run cup --shard 1/2
      wasit tournament run cup --shard 2/2
      wasit tournament merge cup --report ranking.html

    In --seats, what follows a comma is one more parameter of the strategy before it where it has an `=`
    with no `:` before it; else it is the next strategy.

    Exit codes: 0 all talks were held, 2 wrong input or usage, 3 a fault of wasit, 130 interrupted.
    ");
}

#[test]
fn of_the_parts_of_tournament() {
    insta::assert_snapshot!(run(&["tournament", "run", "--help"]), @"
    exit: 0
    --- out
    Hold the talks of a plan, or a part of them; what was held before stays

    Usage: wasit tournament run [OPTIONS] <FOLDER>

    Arguments:
      <FOLDER>
              The folder of the plan

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --shard <I/N>
              Hold part I of N of the talks, I from 1 to N [default: all]

          --jobs <N>
              How many talks at a time [default: one for each core]; results do not depend on it

      -q, --quiet
              Print nothing

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit tournament run cup
      wasit tournament run cup --shard 2/3 --jobs 8
    ");
    insta::assert_snapshot!(run(&["tournament", "merge", "--help"]), @"
    exit: 0
    --- out
    Put the talks of a plan together, rank, and write results.csv and results.json into its folder

    Usage: wasit tournament merge [OPTIONS] <FOLDER>

    Arguments:
      <FOLDER>
              The folder of the plan

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --json
              Print JSON: settings, ranking and every talk

          --csv <FILE>
              Write every talk as a row of CSV to this file

          --report <FILE>
              Write an HTML report to this file

      -q, --quiet
              Print nothing

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit tournament merge cup
      wasit tournament merge cup --report ranking.html --json
    ");
}

#[test]
fn every_command_has_examples() {
    for command in ["run", "tournament", "check", "schema", "strategies", "completions"] {
        let help = run(&[command, "--help"]);
        assert!(help.contains("Examples:\n  wasit "), "{help}");
    }
    for command in ["plan", "run", "merge"] {
        let help = run(&["tournament", command, "--help"]);
        assert!(help.contains("Examples:\n  wasit tournament "), "{help}");
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

#[test]
fn of_analyze() {
    insta::assert_snapshot!(run(&["analyze", "--help"]), @"
    exit: 0
    --- out
    Say where the deal lies: frontier, solutions, who can trade what, what blocks

    Usage: wasit analyze [OPTIONS] <FILE|FOLDER>...

    Arguments:
      <FILE|FOLDER>...
              A talks file, a folder with a scenario, or the files of one; `-` reads from standard input

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

          --evaluations <HOW>
              GENIUS only: how evaluations of discrete items are taken

              Possible values:
              - normalised: As shares of the greatest of their issue, weights scaled to sum to one: as
                GENIUS does
              - raw:        As they stand, weights too: as NegMAS does

              [default: normalised]

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit analyze examples/tenancy.yaml
      wasit analyze talks.yaml --html talks.html
      wasit analyze scenarios/laptop
      wasit analyze domain.xml profile-1.xml profile-2.xml
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
fn of_verify() {
    insta::assert_snapshot!(run(&["verify", "--help"]), @"
    exit: 0
    --- out
    Check a case file: that nothing in it was changed, dropped, added, reordered or back-dated

    Usage: wasit verify [OPTIONS] --key <FINGERPRINT> <CASEFILE> [OTHER]...

    Arguments:
      <CASEFILE>
              The case file; `-` reads from standard input

      [OTHER]...
              Case files of others, to be compared; signed notes that were kept, heads that answered
              acts and checkpoints; accords, to be held against the text that was adopted

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --key <FINGERPRINT>
              The fingerprint of the key that must have signed the record; `wasit:` and hyphens may be
              left out

          --json
              Print JSON

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit verify --key wasit:b600-306c-fa76-… iran.json
      wasit verify --key b600306cfa76723f… iran.json us.json
      wasit verify --key wasit:b600-306c-fa76-… iran.json checkpoint.txt receipts/*.txt
      wasit verify --key wasit:b600-306c-fa76-… iran.json accord.yaml
      wasit verify --key wasit:b600-306c-fa76-… iran.json --json

    The fingerprint stands in the participation terms that you signed. Where it comes from whoever
    sent you the file, the file proves nothing.

    Exit codes: 0 all is fine, 1 something is wrong, 2 wrong input, 3 a fault of wasit.
    ");
}

#[test]
fn of_table() {
    insta::assert_snapshot!(run(&["table", "--help"]), @"
    exit: 0
    --- out
    Hold live talks by the rules of the table: who may do what when, and who sees it

    Usage: wasit table [OPTIONS] <COMMAND>

    Commands:
      play    Play a script of live talks, and print them as a seat sees them
      acts    List the acts of live talks, or explain one: whose it is, when, what it changes, who sees
              it
      schema  Print the JSON Schema of scripts, from which editors complete
      help    Print this message or the help of the given subcommand(s)

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
      wasit table play examples/table/muscat-2025.yaml
      wasit table play examples/table/muscat-2025.yaml --as iran
      wasit table play examples/table/rehearsal.yaml --as union
      wasit table acts convey

    `wasit table COMMAND --help` tells more of a command.
    ");
    insta::assert_snapshot!(run(&["table", "play", "--help"]), @"
    exit: 0
    --- out
    Play a script of live talks, and print them as a seat sees them

    Usage: wasit table play [OPTIONS] <SCRIPT>

    Arguments:
      <SCRIPT>
              The script; `-` reads from standard input

    Options:
          --as <SEAT[/MEMBER]>
              Whose eyes to see through: a seat (its head), or a member of one, such as iran/adviser;
              the mediator's head where nobody is named

          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --until <TIME>
              Play no acts after this time: `2025-05-11 20:00` in the zone of the talks

          --seat <NAME=STRATEGY>
              Seat a strategy, `NAME=STRATEGY[:param=value,…]`, or a program, `NAME='cmd:COMMAND LINE'`,
              at a party's seat, whatever the script says of it; may be repeated

          --mediator <STRATEGY>
              Seat a strategy, `STRATEGY[:param=value,…]`, or a program, `cmd:COMMAND LINE`, as the
              mediator

          --program-timeout <SECONDS>
              How long a program may take for an answer

              [default: 10]

          --compare <TEXT:FROM..TO>
              Show what differs between two versions of a text, such as joint:12:1..4

          --export <DIR>
              Write the case files of all members into this folder, to be checked with `wasit verify`

          --json
              Print JSON: the view, and the refusals of whose view it is

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit table play examples/table/muscat-2025.yaml
      wasit table play examples/table/muscat-2025.yaml --as iran
      wasit table play examples/table/muscat-2025.yaml --as usa/witkoff --until '2025-05-11 20:00'
      wasit table play examples/table/muscat-2025.yaml --export case-files
      wasit table play examples/table/rehearsal.yaml --as union --seat firm=conceder
      wasit table play examples/table/rehearsal.yaml --seat firm='cmd:python3 examples/programs/mine.py'

    Seats that act by themselves do so between the acts of the script, and after them. What a seat is
    shown is what it could see, and no more. Acts that were refused and should not have been, by the
    script's own `expect`, are told with their places on standard error.

    Exit codes: 0 all came out as the script expects, 1 something did not, 2 wrong input, 3 a fault of
    wasit.
    ");
    insta::assert_snapshot!(run(&["table", "acts", "--help"]), @"
    exit: 0
    --- out
    List the acts of live talks, or explain one: whose it is, when, what it changes, who sees it

    Usage: wasit table acts [OPTIONS] [NAME]

    Arguments:
      [NAME]
              The act to explain

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --json
              Print JSON

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit table acts
      wasit table acts convey
      wasit table acts --json
    ");
}
