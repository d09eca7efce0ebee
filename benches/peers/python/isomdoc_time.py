"""isomdoc: it judges the issuer's and the device's signature and the digests; no chain, no trust, no dates."""

import json
import platform
import statistics
import sys
import time
from importlib.metadata import version
from pathlib import Path

import cbor2
from isomdoc.verify.verify_mdoc import verify_device_response

folder = Path(sys.argv[1])
response = (folder / "response.cbor").read_bytes()
# It takes the transcript decoded.
transcript = cbor2.loads((folder / "transcript.cbor").read_bytes())


def once() -> float:
    start = time.perf_counter_ns()
    shown = verify_device_response(response, transcript)
    took = (time.perf_counter_ns() - start) / 1000
    assert len(shown.documents) == 1
    return took


for _ in range(200):
    once()
medians = [statistics.median(once() for _ in range(60)) for _ in range(5)]
runtime = f"Python {platform.python_version()}"
print(json.dumps({"name": "isomdoc", "version": version("isomdoc"), "medians": medians, "runtime": runtime}))
