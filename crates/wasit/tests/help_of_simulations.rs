//! The whole help of simulations and forecasts, as one reads it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::run;

#[test]
fn of_forecast() {
    insta::assert_snapshot!(run(&["forecast", "--help"]), @"
    exit: 0
    --- out
    Keep forecasts, say what came of them, and see how good they were

    Usage: wasit forecast [OPTIONS] <COMMAND>

    Commands:
      record   Write down what a sample forecasts, with today's day and the hashes of talks file and
               sample
      resolve  Say what came of a forecast
      list     List the forecasts of a ledger, and what came of them
      score    Say how good the forecasts were whose outcome is known
      help     Print this message or the help of the given subcommand(s)

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
      wasit simulate talks.yaml --sample talks.parquet
      wasit forecast record talks.parquet --as autumn --due 2027-03-01 --by 'Badr'
      wasit forecast list
      wasit forecast resolve autumn in-force --note 'ratified on 12 February'
      wasit forecast score --html forecasts.html

    A ledger is a text file with one line for each forecast and for each outcome. Every line names
    the hash of the line before it: none can be changed or dropped later unseen. Keep the hash of the
    last line elsewhere, or the file under version control, and its end cannot be cut off unseen either.

    Exit codes: 0 done, 1 nothing to score yet, 2 wrong input or usage, 3 a fault of wasit.
    ");
}

#[test]
fn of_recording() {
    insta::assert_snapshot!(run(&["forecast", "record", "--help"]), @"
    exit: 0
    --- out
    Write down what a sample forecasts, with today's day and the hashes of talks file and sample

    Usage: wasit forecast record [OPTIONS] <SAMPLE>

    Arguments:
      <SAMPLE>
              What `wasit simulate FILE --sample SAMPLE` wrote

    Options:
          --as <NAME>
              What to call the forecast [default: the title of the talks and the day]

          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --variant <NAME>
              Which of the choices that were compared [default: the talks as they stand]

          --due <DATE>
              The day by which it will be seen

          --by <WHO>
              Who makes it

          --note <TEXT>
              What there is to say of it

          --again
              Keep it though there is a forecast of the same sample already: both count

          --ledger <FILE>
              The ledger of forecasts

              [default: forecasts.jsonl]

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit forecast record talks.parquet
      wasit forecast record talks.parquet --as autumn --due 2027-03-01 --by 'Badr' --note 'before the
      sixth round'
      wasit forecast record talks.parquet --variant 'mediator=courier' --ledger ours.jsonl
    ");
}

#[test]
fn of_resolving() {
    insta::assert_snapshot!(run(&["forecast", "resolve", "--help"]), @"
    exit: 0
    --- out
    Say what came of a forecast

    Usage: wasit forecast resolve [OPTIONS] <NAME> <OUTCOME>

    Arguments:
      <NAME>
              The forecast's name

      <OUTCOME>
              What came

              Possible values:
              - no-deal:      Nothing was signed
              - not-ratified: A deal was signed, and refused at home
              - in-force:     A deal was signed, and is in force

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --on <DATE>
              The day on which it was known, not later than today [default: today]

          --note <TEXT>
              From where it is known, and what there is to say of it

          --correct
              Put right what was resolved before; both stay in the ledger, and this counts

          --ledger <FILE>
              The ledger of forecasts

              [default: forecasts.jsonl]

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit forecast resolve autumn no-deal --note 'the sixth round was not held'
      wasit forecast resolve autumn in-force --on 2026-11-12
      wasit forecast resolve autumn not-ratified --correct
    ");
}

#[test]
fn of_scoring() {
    insta::assert_snapshot!(run(&["forecast", "score", "--help"]), @"
    exit: 0
    --- out
    Say how good the forecasts were whose outcome is known

    The Brier score is the mean squared distance of what was said and what came: 0 is best, 0.25 is what
    a coin has. Reliability compares how often a deal came with how likely it was said to be.

    Usage: wasit forecast score [OPTIONS]

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

          --html <FILE>
              Write an HTML report to this file: the reliability diagram, the score and its parts, every
              forecast

          --ledger <FILE>
              The ledger of forecasts

              [default: forecasts.jsonl]

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit forecast score
      wasit forecast score --html forecasts.html
      wasit forecast score --ledger ours.jsonl --json
    ");
}

#[test]
fn of_simulate() {
    insta::assert_snapshot!(run(&["simulate", "--help"]), @"
    exit: 0
    --- out
    Draw what is uncertain in talks again and again, hold them in every draw, and say what can come of
    them

    Usage: wasit simulate [OPTIONS] <FILE|FOLDER>
           wasit simulate <COMMAND>

    Commands:
      plan   Write down a simulation, to be held in parts
      run    Make the draws of a plan, or a part of them; what was made before stays
      merge  Put the draws of a plan together, explain them, and write sample.parquet and answers.json
             into its folder
      help   Print this message or the help of the given subcommand(s)

    Arguments:
      <FILE|FOLDER>
              A talks file, or a folder with a scenario of other software

    Options:
          --color <WHEN>
              When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE

              Possible values:
              - auto:   On terminals that can show them
              - always: Always
              - never:  Never

              [default: auto]

          --draws <N>
              How many draws [default: 100000; with --until at most 1000000]

          --replicates <N>
              How often talks with chance in them are held in each draw: from 2 on ignorance and chance
              are told apart

              [default: 2]

          --seed <N>
              What the draws and all chance in the talks come from

              [default: 1]

          --compare <CHOICE=VALUE,…>
              Hold the talks with another choice too, in the same draws; may be repeated

          --evaluations <HOW>
              GENIUS only: how evaluations of discrete items are taken

              Possible values:
              - normalised: As shares of the greatest of their issue, weights scaled to sum to one: as
                GENIUS does
              - raw:        As they stand, weights too: as NegMAS does

              [default: normalised]

          --until <±POINTS>
              Stop as soon as the probability of a deal in force is known to so many percentage points,
              such as ±0.5

          --out <FOLDER>
              Keep plan, draws and results in this folder; what it has of them is not made again

          --jobs <N>
              How many draws at a time [default: one for each core]; results do not depend on it

          --json
              Print JSON

          --report <FILE>
              Write an HTML report to this file

          --what-would-it-take <P>
              Name the least changes with which a deal in force has this probability, such as 0.8

      -q, --quiet
              Print nothing

          --sample <FILE>
              Write the sample, a row for each draw, to this Parquet file; `wasit explain` reads it

              [alias: --parquet]

          --csv <FILE>
              Write the same rows as CSV to this file

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit simulate examples/muscat-2025-uncertain.yaml --report forecast.html
      wasit simulate talks.yaml --compare mediator=courier,bridge --compare iran=boulware
      wasit simulate talks.yaml --compare deadline=2025-05-11 --compare legs=30,120 --json
      wasit simulate talks.yaml --until ±0.5             # stops when the interval is that narrow
      wasit simulate talks.yaml --what-would-it-take 0.8
      wasit simulate talks.yaml --sample talks.parquet   # `wasit explain talks.parquet` explains it
      again
      wasit simulate talks.yaml --out forecast           # goes on after a stop

    In parts, on several machines if need be:
      wasit simulate plan talks.yaml --draws 1000000 --out forecast
      wasit simulate run forecast --shard 1/2
      wasit simulate run forecast --shard 2/2
      wasit simulate merge forecast --report forecast.html

    What --compare takes: mediator=STRATEGY, PARTY=STRATEGY, legs=N, rounds=N, deadline=DATE,
    protocol=alternating; several values with commas between them. All are held in the same draws.

    Exit codes: 0 all draws were made, 2 wrong input or usage, 3 a fault of wasit, 130 interrupted.
    ");
}

#[test]
fn of_the_parts_of_simulate() {
    insta::assert_snapshot!(run(&["simulate", "run", "--help"]), @"
    exit: 0
    --- out
    Make the draws of a plan, or a part of them; what was made before stays

    Usage: wasit simulate run [OPTIONS] <FOLDER>

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
              Make part I of N of the draws, I from 1 to N [default: all]

          --jobs <N>
              How many draws at a time [default: one for each core]; results do not depend on it

      -q, --quiet
              Print nothing

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit simulate run forecast
      wasit simulate run forecast --shard 2/3 --jobs 8
    ");
}

#[test]
fn of_explain() {
    insta::assert_snapshot!(run(&["explain", "--help"]), @"
    exit: 0
    --- out
    Explain a stored sample again, without new draws

    Usage: wasit explain [OPTIONS] <SAMPLE>

    Arguments:
      <SAMPLE>
              What `wasit simulate FILE --sample SAMPLE` wrote

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

          --report <FILE>
              Write an HTML report to this file

          --what-would-it-take <P>
              Name the least changes with which a deal in force has this probability, such as 0.8

      -q, --quiet
              Print nothing

      -h, --help
              Print help (see a summary with '-h')

    Examples:
      wasit simulate talks.yaml --sample talks.parquet -q
      wasit explain talks.parquet
      wasit explain talks.parquet --what-would-it-take 0.8 --report forecast.html
      wasit explain forecast/sample.parquet --json

    Exit codes: 0 explained, 2 wrong input or usage, 3 a fault of wasit.
    ");
}
