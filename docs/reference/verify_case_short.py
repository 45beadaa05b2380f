# Verifies a case file of Wasit: python3 verify_case_short.py FINGERPRINT CASEFILE (it needs the package `cryptography`)
import hashlib, json, re, sys
from base64 import b64decode as b64
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()
node = lambda leaves, half: sha(b"\1", root(leaves[:half]), root(leaves[half:]))
root = lambda leaves: node(leaves, 1 << (len(leaves) - 1).bit_length() - 1) if leaves[1:] else sha(b"\0", leaves[0])
def check(fact): fact or sys.exit("wrong")
def head(note, origin):  # a signed note: raises where the signature is another's
    text, signature = note.split("\n\n")
    signed(b64(signature.split(" ")[2])[4:], text.encode() + b"\n")
    return text.split("\n")[0] == origin, int(text.split("\n")[1]), b64(text.split("\n")[2])
data, trees, log = open(sys.argv[2], "rb").read(), {}, []
file, key = json.loads(data), b64(json.loads(data)["key"])
signed, talks = Ed25519PublicKey.from_public_bytes(key).verify, file["origin"]
check(sha(key).hex() == sys.argv[1].replace("wasit:", "").replace("-", ""))
signed(b64(file["signature"]), b"wasit-case/1\n" + sha(data[:data.rindex(b',"signature":"')]))
for part in file["compartments"]:
    for event in part["events"]:  # the contents, unless they were erased
        hashes = re.findall(r'\{"\$sha256":"(\w{64})"\}', event["event"])
        contents = [content and sha(b64(content["salt"]), content["json"].encode()).hex() for content in event["contents"]]
        check(len(hashes) == len(contents) and all(not one or one == hash for one, hash in zip(contents, hashes)))
    leaves = trees[part["name"]] = [sha(b64(event["salt"]), event["event"].encode()) for event in part["events"]]
    heads = [head(one["note"], talks + "#" + part["name"]) for one in part["heads"]]
    check(heads[-1][1] == len(leaves) and all(one == (True, one[1], root(leaves[:one[1]])) for one in heads))
for moment in file["moments"]:
    log.append(sha(f"wasit-moment/1\n{moment['at']}\n{moment['slots']}\n".encode()))
    check(head(moment["checkpoint"]["note"], talks) == (True, len(log), root(log)))
    for place in moment["places"]:  # the compartment as the moment fixed it
        way = int.from_bytes(sha(f"wasit-place/1\n{talks}\n{place['compartment']}".encode())[:8], "big") >> 1
        blind, fixed, path = b64(place["blind"]), trees[place["compartment"]][:place["size"]], b64(place["path"])
        up = sha(b"\0", sha(blind, place["size"].to_bytes(8, "big"), root(fixed)))
        for level in range(63):
            beside = path[32 * level:32 * level + 32]
            up = sha(b"\1", beside, up) if way >> level & 1 else sha(b"\1", up, beside)
        check(up == b64(moment["slots"]))
print("fine")
