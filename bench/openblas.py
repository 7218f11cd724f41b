"""The three matrix products of a layer by OpenBLAS, through numpy, for comparison with vae bench --what products.

usage: openblas.py --model 784-400 [--batch 128]
Prints one JSON line. OPENBLAS_NUM_THREADS sets the threads, OPENBLAS_CORETYPE the kernels, where the OpenBLAS is too old to know the processor.
"""
import argparse
import ctypes
import json
import statistics
import sys
import time

import numpy as np

REPEATS, WINDOW = 7, 0.05


def library():
    """The OpenBLAS that numpy has loaded: its path, and the kernels that it has chosen."""
    with open("/proc/self/maps") as maps:
        paths = sorted({line.split()[-1] for line in maps if "openblas" in line})
    if not paths:
        sys.exit("numpy does not use OpenBLAS here; install libopenblas0-pthread")
    name = ctypes.CDLL(paths[0]).openblas_get_corename
    name.restype = ctypes.c_char_p
    return paths[0], name().decode()


def timed(calls, f):
    start = time.perf_counter()
    for _ in range(calls):
        f()
    return (time.perf_counter() - start) / calls


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="784-400")
    parser.add_argument("--batch", type=int, default=128)
    a = parser.parse_args()
    inputs, outputs = [int(s) for s in a.model.split("-")[:2]]
    random = np.random.default_rng(1)
    x, w, y = (random.random(shape, dtype=np.float32) for shape in ((a.batch, inputs), (inputs, outputs), (a.batch, outputs)))
    out = [np.empty_like(m) for m in (y, x, w)]
    forms = {
        "Y = X W": lambda: np.dot(x, w, out=out[0]),
        "dX = dY W'": lambda: np.dot(y, w.T, out=out[1]),
        "dW = X' dY": lambda: np.dot(x.T, y, out=out[2]),
    }
    path, kernels = library()
    calls = {name: max(1, int(WINDOW / timed(20, f))) for name, f in forms.items()}
    times = {name: [] for name in forms}
    for _ in range(REPEATS):
        for name, f in forms.items():
            times[name].append(timed(calls[name], f))
    products = []
    for name in forms:
        seconds = statistics.median(times[name])
        products.append({"form": name, "ms": seconds * 1e3, "gflops": 2e-9 * a.batch * inputs * outputs / seconds})
    print(json.dumps({"library": path, "kernels": kernels, "numpy": np.__version__, "products": products}))


if __name__ == "__main__":
    main()
