#!/usr/bin/env python3
"""Verifies a case file of Wasit: python3 verify_case.py FINGERPRINT CASEFILE

Written from docs/reference/case-file.md alone, to show that anybody can. The first half is all of it but Ed25519, which
Python's own library does not have; the second half is that, as RFC 8032 gives it, for where `cryptography` is missing.
"""
import hashlib, json, sys
from base64 import b64decode
from datetime import datetime

sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
unpack = lambda text: [b64decode(text)[at:at + 32] for at in range(0, len(b64decode(text)), 32)]
time = lambda text: datetime.fromisoformat(text.replace("Z", "+00:00"))


def check(fact, what):  # no `assert`, which python3 -O leaves out
    if not fact:
        raise ValueError(what)


def root(leaves):  # RFC 6962, 2.1
    if len(leaves) == 1:
        return sha(b"\0", leaves[0])
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1", root(leaves[:half]), root(leaves[half:]))


def head(note, origin, talks, key):  # C2SP signed-note, with the text of tlog-checkpoint
    text, line = note.split("\n\n")
    dash, name, signature = line.rstrip("\n").split(" ")
    id_and_signature = b64decode(signature)
    check((dash, name) == ("\u2014", talks) and id_and_signature[:4] == sha(talks.encode(), b"\n\1", key)[:4], "another key")
    check(signed(key, id_and_signature[4:], text.encode() + b"\n"), "a wrong signature")
    check(text.split("\n")[0] == origin, "a head of something else")
    return int(text.split("\n")[1]), b64decode(text.split("\n")[2])


def once(pairs):  # of a key that stands twice, one reader takes the first and another the last
    check(len(dict(pairs)) == len(pairs), "a key stands twice")
    return dict(pairs)


def holes(value):  # the hashes of confidential contents, in the order of the text
    if isinstance(value, dict):
        return [value["$sha256"]] if list(value) == ["$sha256"] else holes(list(value.values()))
    return [hash for inner in value for hash in holes(inner)] if isinstance(value, list) else []


def verify(data, fingerprint):
    file, talks = json.loads(data), json.loads(data)["origin"]
    key = b64decode(file["key"])
    check(file["format"] == "wasit-case/1" and sha(key).hex() == fingerprint, "another format or key")
    before = data[:data.rindex(b',"signature":"')]
    check(signed(key, b64decode(file["signature"]), b"wasit-case/1\n" + sha(before)), "not as it was handed out")
    histories = {}
    for compartment in file["compartments"]:
        name, leaves, times = compartment["name"], [], []
        for event in compartment["events"]:
            leaves.append(sha(b64decode(event["salt"]), event["event"].encode()))
            shown = json.loads(event["event"], object_pairs_hook=once)
            times.append(time(shown["at"]))
            hashes = holes(shown)
            check(len(hashes) == len(event["contents"]), f"{name}: contents are missing")
            for hash, content in zip(hashes, event["contents"]):  # None: erased
                check(not content or sha(b64decode(content["salt"]), content["json"].encode()).hex() == hash, f"{name}: a content")
        heads = [head(one["note"], f"{talks}#{name}", talks, key) for one in compartment["heads"]]
        check(all(here == root(leaves[:size]) for size, here in heads) and heads[-1][0] == len(leaves), f"{name}: heads")
        check(times == sorted(times), f"{name}: dates")
        histories[name] = leaves, times
    log = []
    for nth, moment in enumerate(file["moments"]):
        log.append(sha(f"wasit-moment/1\n{moment['at']}\n{moment['slots']}\n".encode()))
        check(head(moment["checkpoint"]["note"], talks, talks, key) == (nth + 1, root(log)), f"checkpoint {nth}")
        sizes = {place["compartment"]: place["size"] for place in moment["places"]}
        for place in moment["places"]:
            name, size = place["compartment"], place["size"]
            node = sha(b"\0", sha(b64decode(place["blind"]), size.to_bytes(8, "big"), root(histories[name][0][:size])))
            slot = int.from_bytes(sha(f"wasit-place/1\n{talks}\n{name}".encode())[:8], "big") >> 1
            for level, sibling in enumerate(unpack(place["path"])):
                node = sha(b"\1", sibling, node) if slot >> level & 1 else sha(b"\1", node, sibling)
            check(len(unpack(place["path"])) == 63 and node == b64decode(moment["slots"]), f"moment {nth}: {name}")
        for name, (_, times) in histories.items():  # covered, and no later; or not covered, and no earlier
            size, now = sizes.get(name, 0), time(moment["at"])
            check(all(at <= now for at in times[:size]) and all(at >= now for at in times[size:]), f"moment {nth}: {name}: dates")
    return histories, len(log)


def signed(key, signature, message):
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.exceptions import InvalidSignature
    except ImportError:
        return ed25519(key, signature, message)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return True
    except InvalidSignature:
        return False


# Ed25519 (RFC 8032, 5.1), for verifying only: slow, and good enough for a case file.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(p, q):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = p, q
    a, b, c, d = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P, 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P


def times(number, point):
    product = (0, 1, 1, 0)
    while number:
        product = add(product, point) if number & 1 else product
        point, number = add(point, point), number >> 1
    return product


def point(encoded):
    y, odd = int.from_bytes(encoded, "little") % 2**255, encoded[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and odd):
        return None
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def ed25519(key, signature, message):
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or not a or not r or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    (x1, y1, z1, _), (x2, y2, z2, _) = times(s, BASE), add(r, times(k, a))
    return (x1 * z2 - x2 * z1) % P == 0 and (y1 * z2 - y2 * z1) % P == 0


if __name__ == "__main__":
    wanted = "".join(digit for digit in sys.argv[1].lower().removeprefix("wasit:") if digit not in "-: ")
    try:
        histories, moments = verify(open(sys.argv[2], "rb").read(), wanted)
    except Exception as error:
        sys.exit(f"wrong: {error or type(error).__name__}")
    for name, (leaves, _) in histories.items():
        print(f"{name}: {len(leaves)} events")
    print(f"fine: {moments} moments")
