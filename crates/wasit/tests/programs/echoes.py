"""Writes down all that it is told, and takes what it is first offered."""

import json
import sys

with open(sys.argv[1], "w", encoding="utf-8") as told:
    for line in sys.stdin:
        told.write(line)
        message = json.loads(line)
        if "ask" in message:
            offer = {"do": "offer", "package": {"price": 10, "delivery": "by air"}}
            print(json.dumps({"do": "accept"} if message["ask"] == "answer" else offer), flush=True)
