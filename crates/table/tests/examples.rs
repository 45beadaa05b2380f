//! Each act's facts hold an example that is such an act.

use wasit_table::Act;

#[test]
fn each_example_is_an_act_of_its_kind() {
    // `yes` is a word here, as in YAML 1.2.
    let options = serde_saphyr::options! { strict_booleans: true };
    for facts in Act::ALL {
        let act: Act = serde_saphyr::from_str_with_options(facts.example, options.clone())
            .unwrap_or_else(|why| panic!("{}\n{}\n{why}", facts.name, facts.example));
        assert_eq!(act.facts(), *facts);
    }
}
