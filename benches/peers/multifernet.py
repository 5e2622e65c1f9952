#!/usr/bin/env python3
"""Rotates N tokens of 100 bytes with MultiFernet of Python's cryptography, one core, and prints the microseconds
of processor time for each token.

usage: ../target/peers/venv/bin/python peers/multifernet.py [N]
"""

import sys
import time

from cryptography.fernet import Fernet, MultiFernet

count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
old, new = Fernet(Fernet.generate_key()), Fernet(Fernet.generate_key())
both = MultiFernet([new, old])
tokens = [old.encrypt(b"x" * 100) for _ in range(count)]
start = time.process_time()
rotated = [both.rotate(token) for token in tokens]
elapsed = time.process_time() - start
assert new.decrypt(rotated[-1]) == b"x" * 100
print(f"{elapsed / count * 1e6:.3f}")
