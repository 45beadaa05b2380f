"""A negotiator to start from: it concedes with time, and takes what is as good as its own next offer.

    wasit run examples/wage-round.yaml --seat union='cmd:python3 examples/programs/mine.py'

It reads one JSON object a line and answers each question with one. What is said and asked stands in
docs/reference/programs.md. Whatever you print to standard error appears in the terminal.
"""

import json
import random
import sys

PATIENCE = 3.0  # above 1 concedes late, below 1 early
TRIES = 2000  # packages to look at for an offer


class Negotiator:
    def __init__(self, hello):
        self.issues = hello["issues"]
        self.wants = hello["preferences"]
        self.chance = random.Random(hello["seed"])
        best = self.wants["best"]
        self.best = best["package"] if best else None
        self.top = best["utility"] if best else 0.0
        self.bottom = self.wants["least"]

    def utility(self, package):
        """What a package is worth; None beyond a red line."""
        for line in self.wants["red_lines"]:
            if holds(line["where"], package):
                return None
        worth = sum(self.wants["tables"][issue][value] for issue, value in package.items())
        for factor in self.wants["factors"]:
            if "where" in factor:
                worth += factor["utility"] if holds(factor["where"], package) else 0.0
            else:
                worth += factor["table"][self.row(factor["issues"], package)]
        return worth

    def row(self, names, package):
        """Where a package stands in a table over several issues: the last of them runs fastest."""
        row = 0
        for issue in self.issues:
            if issue["name"] in names:
                row = row * len(issue["values"]) + issue["values"].index(package[issue["name"]])
        return row

    def demand(self, question):
        """The least that is good enough at this time."""
        floor = self.bottom
        if question["walk_away"] is not None:
            floor = max(floor, question["walk_away"])
        share = 1.0 - question["time"] ** PATIENCE
        return floor + share * (self.top - floor)

    def offer(self, demand):
        """Of some packages that are good enough, the one that asks for least: others may like it best."""
        chosen, worth = self.best, self.top
        package = dict(self.best)
        for _ in range(TRIES):
            issue = self.chance.choice(self.issues)
            changed = dict(package)
            changed[issue["name"]] = self.chance.choice(issue["values"])
            utility = self.utility(changed)
            if utility is None or utility < demand:
                continue
            package = changed
            if utility < worth:
                chosen, worth = changed, utility
        return chosen

    def answer(self, question):
        utility = question.get("utility")
        if question["ask"] == "vote":
            standing = question["standing_utility"] if question["standing"] else question["walk_away"]
            better = utility is not None and (standing is None or utility > standing)
            return {"do": "vote", "vote": "yes" if better else "no"}
        if self.best is None or (question["walk_away"] is not None and self.top < question["walk_away"]):
            return {"do": "leave", "reason": "no package is better for this side than no deal"}
        demand = self.demand(question)
        if question["ask"] == "answer" and utility is not None and utility >= demand:
            return {"do": "accept"}
        return {"do": "offer", "package": self.offer(demand)}


def holds(where, package):
    """Whether every issue of `where` has one of the values that stand there."""
    return all(package[issue] in values for issue, values in where.items())


def main():
    negotiator = None
    for line in sys.stdin:
        message = json.loads(line)
        if "hello" in message:
            negotiator = Negotiator(message)
        elif "ask" in message:
            print(json.dumps(negotiator.answer(message)), flush=True)
        elif "end" in message:
            break


if __name__ == "__main__":
    main()
