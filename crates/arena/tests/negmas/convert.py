"""Makes the fixtures of this folder from scenarios, traces and analyses of NegMAS 0.16.0.

    python3 convert.py FOLDER

FOLDER holds `scenarios/yaml/NAME/*.yml` as NegMAS writes them, `traces/index.json` with the traces that it names,
and `analysis/NAME.json`. One JSON file for each scenario that has traces comes out, one trace to a line. Values are
given by their position, walk-aways of minus infinity as null. Left out are talks in which NegMAS draws from an
unseeded generator or plays a rule that Wasit does not imitate.
"""

import json
import sys
from pathlib import Path

import yaml

HERE = Path(__file__).parent
ASPIRATION = {"boulware": "4", "linear": "1", "conceder": "0.25", 10.0: "10"}
TIME_BASED = {"BoulwareTBNegotiator": "4", "LinearTBNegotiator": "1", "ConcederTBNegotiator": "0.25"}


def strategy(negotiator):
    """The text that seats the same strategy in Wasit; None where there is none."""
    kind, params = negotiator["type"], negotiator["params"]
    if kind == "AspirationNegotiator":
        text = f"time:exponent={ASPIRATION[params['aspiration_type']]},tolerance=0.001"
        return text + (f",max={params['max_aspiration']}" if "max_aspiration" in params else "")
    if kind in TIME_BASED:
        return f"time:exponent={TIME_BASED[kind]},tolerance=0.0001"
    return "micro" if kind == "MiCRONegotiator" else None


def values(issue):
    """The values of an issue, in NegMAS's order."""
    if issue["type"] == "ContiguousIssue":
        low, high = issue["values"]
        return list(range(low, high + 1))
    return issue["values"]


def worths(function, labels):
    """The worth of every value, before the weight."""
    if function["type"] == "TableFun":
        return [function["mapping"][label] for label in labels]
    assert function["type"] == "AffineFun", function["type"]
    return [function["slope"] * label + function["bias"] for label in labels]


def reserved(number):
    """A walk-away; None for minus infinity, in YAML and in JSON alike."""
    number = float(number)
    return None if number == float("-inf") else number


def repeats(trace, seat):
    """Whether the seat offered something twice: what a MiCRO repeats, NegMAS draws at random."""
    offers = [tuple(row["outcome"]) for row in trace["trace"] if row["negotiator"] == seat and row["outcome"]]
    return len(set(offers)) < len(offers)


def talk(entry, trace, labels):
    """A trace, or None where it cannot be compared."""
    seats = [strategy(negotiator) for negotiator in trace["negotiators"]]
    if None in seats or any(seat == "micro" and repeats(trace, at) for at, seat in enumerate(seats)):
        return None

    def positions(outcome):
        return outcome and [labels[at].index(value) for at, value in enumerate(outcome)]

    return {
        "name": f"{entry['pair']}, {entry['n_steps']} steps",
        "seats": seats,
        "steps": entry["n_steps"],
        "ties": entry["ties"],
        "agreement": positions(trace["agreement"]),
        "utilities": trace["agreement_utilities"],
        "rows": [
            [row["step"], row["relative_time"], row["negotiator"], positions(row["outcome"])] for row in trace["trace"]
        ],
    }


def scenario(folder, name):
    """Issues and sides of a scenario."""
    base = folder / "scenarios" / "yaml" / name
    space = yaml.safe_load((base / f"{name}.yml").read_text())
    labels = [values(issue) for issue in space["issues"]]
    sides = []
    for path in sorted(base.glob("u*.yml")):
        side = yaml.safe_load(path.read_text())
        assert side["type"] == "LinearAdditiveUtilityFunction", side["type"]
        tables = [worths(function, labels[at]) for at, function in enumerate(side["values"])]
        sides.append({"walk_away": reserved(side["reserved_value"]), "weights": side["weights"], "worths": tables})
    issues = [{"name": issue["name"], "values": [str(v) for v in labels[at]]} for at, issue in enumerate(space["issues"])]
    return labels, issues, sides


def main(folder):
    index = json.loads((folder / "traces" / "index.json").read_text())
    for name in sorted({entry["scenario"] for entry in index}):
        labels, issues, sides = scenario(folder, name)
        talks = []
        for entry in index:
            if entry["scenario"] == name:
                trace = json.loads((folder / "traces" / entry["file"]).read_text())
                talks.append(talk(entry, trace, labels))
        analysis = json.loads((folder / "analysis" / f"{name}.json").read_text())
        assert [reserved(number) for number in analysis["reserved_values"]] == [side["walk_away"] for side in sides]
        solutions = {"nash": "nash", "kalai": "kalai", "kalai_smorodinsky": "ks", "welfare": "max_welfare"}
        parts = [
            ("negmas", analysis["negmas"]),
            ("issues", issues),
            ("sides", sides),
            ("rational_frontier", analysis["pareto_utils"]),
            ("solutions", {ours: [point["utils"] for point in analysis[theirs]] for ours, theirs in solutions.items()}),
        ]
        lines = [f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in parts]
        told = [json.dumps(talk, separators=(",", ":")) for talk in talks if talk]
        lines.append('"talks": [\n' + ",\n".join(told) + "\n]")
        (HERE / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
        print(f"{name}: {len(told)} of {len(talks)} talks")


main(Path(sys.argv[1]))
