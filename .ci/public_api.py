#!/usr/bin/env python3
"""Which types and traits of other crates stand in the public interface of the libraries.

Each of them ties our version numbers to somebody else's, so each is listed below with its reason, and one that is not listed fails
with the name of the item. A row that nothing needs any more fails too. Reads the JSON of rustdoc, which only the nightly toolchain
writes: python3 .ci/public_api.py [LIBRARY …]
"""

import json
import pathlib
import subprocess
import sys

# What anybody may use: the language itself.
LANGUAGE = {"std", "core", "alloc"}

# crate::Item as it is named where it is defined, in which libraries ("*" is all), why.
ALLOWED = {
    "zeroize::Zeroizing": ("*", "a buffer that is erased on drop: what everybody's secrets are passed in"),
    "rand_core::CryptoRng": ("*", "the generator is an argument; this is the trait that they all have"),
    "serde_json::Value": (("credtool_keyring",), "Plan::to_json: what would change as data, of which no struct would say more"),
}

# Our own crates in each other's interfaces, by the arrows of ARCHITECTURE.md.
OURS = {
    "credtool_pki": {"credtool_crypto_engine"},
    "credtool_app_registry": {"credtool_pki"},
    "credtool_request_auth": {"credtool_crypto_engine"},
    "credtool_shared_secret_crypto": {"credtool_crypto_engine"},
}

TARGET = pathlib.Path("target/public-api")


def libraries():
    listing = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--no-deps"], check=True, capture_output=True
    )
    for package in json.loads(listing.stdout)["packages"]:
        for target in package["targets"]:
            if "lib" in target["kind"]:
                yield package["name"], target["name"]


def rustdoc(package, library):
    subprocess.run(
        ["cargo", "+nightly", "rustdoc", "--quiet", "--package", package, "--lib", "--target-dir", TARGET]
        + ["--", "-Z", "unstable-options", "--output-format", "json"],
        check=True,
    )
    return json.loads((TARGET / "doc" / f"{library}.json").read_text())


def children(inner):
    """Returns the numbers of what is reached through an item."""
    kind, body = next(iter(inner.items()))
    if kind == "module":
        return body["items"]
    if kind == "use":
        return [body["id"]]
    if kind in ("struct", "union"):
        shape = body.get("kind")
        fields = body.get("fields", [])
        if isinstance(shape, dict):
            fields = shape.get("tuple") or shape.get("plain", {}).get("fields", [])
        return [*fields, *body["impls"]]
    if kind == "enum":
        return [*body["variants"], *body["impls"]]
    if kind == "variant":
        shape = body["kind"]
        if isinstance(shape, dict):
            return shape.get("tuple") or shape.get("struct", {}).get("fields", [])
        return []
    if kind in ("trait", "impl"):
        return body["items"]
    return []


def named(value):
    """Yields the number of each type and trait that a signature names."""
    if isinstance(value, dict):
        if "path" in value and "args" in value and "id" in value:
            yield value["id"]
        for inner in value.values():
            yield from named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from named(inner)


def foreign(document):
    """Yields each item of the public interface with what it names of other crates."""
    index, paths, crates = document["index"], document["paths"], document["external_crates"]
    seen, todo = set(), [(document["root"], ())]
    while todo:
        number, where = todo.pop()
        item = index.get(str(number))
        if number in seen or item is None or number is None:
            continue
        seen.add(number)
        inner = item["inner"]
        kind, body = next(iter(inner.items()))
        if kind == "impl" and (body["blanket_impl"] is not None or body["is_synthetic"]):
            continue
        name = item["name"] or (body.get("name") if kind == "use" else None)
        if kind == "impl" and body["trait"]:
            name = body["trait"]["path"]
        where = (*where, name) if name and kind != "use" else where
        if kind != "module":
            for other in named(inner):
                path = paths.get(str(other))
                if path and path["crate_id"] != 0:
                    crate = crates[str(path["crate_id"])]["name"]
                    yield "::".join(where), crate, f"{crate}::{path['path'][-1]}"
        if kind == "use" and str(body["id"]) not in index:
            path = paths.get(str(body["id"]))
            if path and path["crate_id"] != 0:
                crate = crates[str(path["crate_id"])]["name"]
                yield "::".join((*where, body["name"])), crate, f"{crate}::{path['path'][-1]}"
        todo.extend((child, where) for child in children(inner))


def main():
    wanted, faults, used, checked = set(sys.argv[1:]), [], set(), 0
    for package, library in libraries():
        if wanted and package not in wanted:
            continue
        checked += 1
        for item, crate, what in sorted(set(foreign(rustdoc(package, library)))):
            if crate in LANGUAGE or crate in OURS.get(library, ()):
                continue
            where = ALLOWED.get(what, ((), ""))[0]
            if where == "*" or library in where:
                used.add(what)
            else:
                faults.append(f"{item} has {what} in its interface")
    if not wanted:
        faults += [f"nothing needs {what} any more: take the row out" for what in ALLOWED if what not in used]
    print("\n".join(faults), file=sys.stderr)
    print(f"{checked} libraries looked at, {len(faults)} faults")
    return 1 if faults or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
