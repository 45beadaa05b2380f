//! `wasit completions`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use support::run;

#[test]
fn each_shell_is_told_of_every_option() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&["completions", shell]);
        assert!(script.starts_with("exit: 0"), "{script}");
        for option in ["program-timeout", "mediator", "repeat"] {
            assert!(script.contains(option), "{shell}: {option}");
        }
    }
}

#[test]
fn an_unknown_shell() {
    insta::assert_snapshot!(run(&["completions", "bsh"]), @"
    exit: 2
    --- err
    error: invalid value 'bsh' for '<SHELL>'
      [possible values: bash, elvish, fish, powershell, zsh]

      tip: a similar value exists: 'bash'

    For more information, try '--help'.
    ");
}
