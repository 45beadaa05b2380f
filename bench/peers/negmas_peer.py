"""NegMAS's side of `cargo xtask peers`: does one measure for each line of JSON that comes in.

    python negmas_peer.py                  # {"measure": "session", …} on standard input, an answer to a line
    python negmas_peer.py --once REQUEST   # one measure in a process of its own: its answer, with the peak of memory

An answer says how many seconds one item took (the mean over `repeat` of them) and what came out, so that the other
side can see whether it did the same. `{"error": …}` says why there is none. NegMAS is used by its public functions
only, in the way that its documentation recommends; it is installed by the caller and is no part of this project.
"""

import copy
import datetime
import gc
import json
import os
import platform
import random
import sys
import time
import warnings
from pathlib import Path


def clock():
    """Seconds, from some moment on."""
    return time.perf_counter()


def loaded(folder):
    """The scenario in a folder, YAML or XML, without statistics that somebody stored beside it."""
    from negmas import Scenario

    scenario = Scenario.load(folder, load_stats=False, load_info=False)
    if scenario is None:
        raise ValueError(f"{folder} holds no scenario")
    return scenario


_SCENARIOS = {}


def pristine(folder):
    """The scenario as it was parsed: read once, never evaluated, so that a copy of it has no warm caches."""
    if folder not in _SCENARIOS:
        _SCENARIOS[folder] = loaded(folder)
    return _SCENARIOS[folder]


def fresh(folder):
    """A copy of what was parsed: the space and the utility functions."""
    scenario = pristine(folder)
    return copy.deepcopy((scenario.outcome_space, tuple(scenario.ufuns)))


def kept_inverse(ufun):
    """The inverse that the utility function keeps for whoever asks again."""
    return ufun.invert()


def competitor(strategy):
    """The type and the parameters of NegMAS's like of a strategy of Wasit."""
    from negmas.sao import (
        AspirationNegotiator,
        MiCRONegotiator,
        NaiveTitForTatNegotiator,
        RandomNegotiator,
        ToughNegotiator,
    )

    aspirations = {"boulware": 4.0, "linear": 1.0, "conceder": 0.25}
    name, _, exponent = strategy.partition(":exponent=")
    if name == "time":
        return AspirationNegotiator, {"aspiration_type": float(exponent)}
    if name in aspirations:
        return AspirationNegotiator, {"aspiration_type": aspirations[name]}
    others = {
        "micro": MiCRONegotiator,
        "tough": ToughNegotiator,
        "random": RandomNegotiator,
        "tit_for_tat": NaiveTitForTatNegotiator,
    }
    return others[name], {}


def held(space, ufuns, seats, steps):
    """One session, from its mechanism and its negotiators to its end."""
    from negmas import SAOMechanism

    mechanism = SAOMechanism(outcome_space=space, n_steps=steps)
    for (kind, parameters), ufun in zip(seats, ufuns):
        mechanism.add(kind(**parameters), ufun=ufun)
    mechanism.run()
    return mechanism


def utilities(ufuns, agreement):
    """What an agreement is worth, or None."""
    return None if agreement is None else [float(ufun(agreement)) for ufun in ufuns]


def session(request):
    """Sessions. `mode`: `set-up`, with utility functions as parsed for each; `warm`, with utility functions that have
    been used before; `kept`, with their inverses kept too, where the negotiators take one."""
    folder, steps, repeat, mode = (request[key] for key in ("scenario", "steps", "repeat", "mode"))
    seats = [competitor(strategy) for strategy in request["pair"]]
    if mode == "kept":
        from negmas.sao import AspirationNegotiator

        seats = [
            (kind, parameters | {"ufun_inverter": kept_inverse} if kind is AspirationNegotiator else parameters)
            for kind, parameters in seats
        ]
    if mode == "set-up":
        made = [fresh(folder) for _ in range(repeat)]
    else:
        key = (folder, mode, tuple(request["pair"]), steps)
        if key not in _WARM:
            _WARM.clear()
            _WARM[key] = fresh(folder)
            held(*_WARM[key], seats, steps)
        made = [_WARM[key]] * repeat
    endings = set()
    gc.collect()
    start = clock()
    for space, ufuns in made:
        mechanism = held(space, ufuns, seats, steps)
        endings.add((mechanism.agreement, mechanism.state.step))
    seconds = (clock() - start) / repeat
    if len(endings) > 1:
        raise ValueError(f"the same session ended in {len(endings)} ways")
    offers = sum(row.offer is not None for row in mechanism.full_trace)
    agreement = mechanism.agreement
    return {
        "seconds": seconds,
        "agreement": agreement and [str(value) for value in agreement],
        "utilities": utilities(ufuns, agreement),
        "offers": offers,
    }


_WARM = {}


def analysis(request):
    """The frontier and four solutions, with utility functions as parsed."""
    from negmas.preferences import kalai_points, ks_points, max_welfare_points, nash_points, pareto_frontier

    made = [fresh(request["scenario"]) for _ in range(request["repeat"])]
    solutions = {
        "nash": nash_points,
        "kalai_smorodinsky": ks_points,
        "kalai": kalai_points,
        "welfare": max_welfare_points,
    }
    gc.collect()
    start = clock()
    for space, ufuns in made:
        frontier, _ = pareto_frontier(ufuns, issues=space.issues)
        found = {name: find(ufuns, frontier, issues=space.issues) for name, find in solutions.items()}
    seconds = (clock() - start) / len(made)
    # Packages of the same utilities are one point here.
    points = sorted({tuple(float(utility) for utility in point) for point in frontier})
    return {
        "seconds": seconds,
        "frontier": points,
        "solutions": {
            name: sorted({tuple(float(utility) for utility in point) for point, _ in points_found})
            for name, points_found in found.items()
        },
    }


def tournament(request):
    """Every ordered pair of strategies on every scenario, from either side; on one core where `serial`, else on all."""
    from negmas.tournaments.neg import cartesian_tournament

    competitors = [competitor(strategy) for strategy in request["strategies"]]
    scenarios = [loaded(folder) for folder in request["scenarios"]]
    gc.collect()
    start = clock()
    results = cartesian_tournament(
        competitors=[kind for kind, _ in competitors],
        competitor_params=[parameters for _, parameters in competitors],
        competitor_names=request["strategies"],
        scenarios=scenarios,
        n_steps=request["steps"],
        n_repetitions=1,
        rotate_ufuns=True,
        self_play=True,
        njobs=-1 if request["serial"] else 0,
        # The least work that it can be asked for: nothing is written, drawn or analysed beside the talks.
        path=None,
        verbosity=0,
        plot_fraction=0.0,
        save_stats=False,
        save_scenario_figs=False,
        normalize_ufuns=False,
        mask_scenario_names=False,
    )
    seconds = clock() - start
    rows = results.details.to_dict("records")
    agreed = [row["agreement"] is not None for row in rows]
    return {
        "seconds": seconds,
        "talks": len(rows),
        "agreed": sum(agreed),
        "rounds": sum(row["step"] for row in rows) / len(rows),
        "outcomes": [
            {
                "scenario": row["scenario"],
                "pair": list(row["partners"]),
                "utilities": [float(utility) for utility in row["utilities"]] if deal else None,
            }
            for row, deal in zip(rows, agreed)
        ],
    }


def load(request):
    """Reading a scenario from its folder."""
    start = clock()
    for _ in range(request["repeat"]):
        scenario = loaded(request["scenario"])
    seconds = (clock() - start) / request["repeat"]
    return {"seconds": seconds, "packages": int(scenario.outcome_space.cardinality)}


def start_up(_):
    """Nothing but what a process needs before it can hold a session."""
    from negmas import SAOMechanism
    from negmas.sao import AspirationNegotiator

    return {"seconds": 0.0, "loaded": [SAOMechanism.__name__, AspirationNegotiator.__name__]}


def hello(_):
    """What is measured here, and when."""
    import negmas
    import numpy

    return {
        "negmas": negmas.__version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "date": datetime.date.today().isoformat(),
    }


MEASURES = {
    "session": session,
    "analysis": analysis,
    "tournament": tournament,
    "load": load,
    "start-up": start_up,
    "hello": hello,
}


def answer(line):
    """The answer to a request, as a line."""
    try:
        request = json.loads(line)
        random.seed(request.get("seed", 1))
        return json.dumps(MEASURES[request["measure"]](request))
    except Exception as error:  # whatever it is, the other side is to hear of it
        return json.dumps({"error": f"{type(error).__name__}: {error}"})


def peak_memory():
    """The most memory that this process has held so far, in bytes; None where the system does not say.

    Not `ru_maxrss`: that of a new process begins at what its parent held.
    """
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), None)


def main():
    # What NegMAS prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    match sys.argv[1:]:
        case ["--once", request]:
            print(json.dumps(json.loads(answer(request)) | {"peak": peak_memory()}), file=answers, flush=True)
        case []:
            for line in sys.stdin:
                print(answer(line), file=answers, flush=True)
        case _:
            sys.exit(__doc__)


# Workers of a tournament import this file, and have nothing to answer.
if __name__ == "__main__":
    main()
