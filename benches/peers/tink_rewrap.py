#!/usr/bin/env python3
"""Rewraps N values of 100 bytes with Tink's C++ core, driven from Python on one core: AES-256-GCM, decrypted and encrypted again under the
new primary key, without any text form. Prints the microseconds of processor time for each value.

usage: ../target/peers/venv/bin/python peers/tink_rewrap.py [N]      (pip install tink)
"""

import sys
import time

import tink
from tink import aead

count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
aead.register()
old = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM).primitive(aead.Aead)
new = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM).primitive(aead.Aead)
values = [old.encrypt(b"x" * 100, b"") for _ in range(count)]
start = time.process_time()
rewrapped = [new.encrypt(old.decrypt(value, b""), b"") for value in values]
elapsed = time.process_time() - start
assert new.decrypt(rewrapped[-1], b"") == b"x" * 100
print(f"{elapsed / count * 1e6:.3f}")
