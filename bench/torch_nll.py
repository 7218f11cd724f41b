"""The estimate of vae bench --what nll in PyTorch, for comparison: -log p(x) by importance weighting with K samples, Bernoulli from logits.

usage: torch_nll.py --model 784-200-200-50 [--activation tanh] [--samples 5000] [--rows 1000] [--threads 1]
Prints one JSON line with ms_per_example, the median of the repeats. The settings of OpenBLAS are those of torch_step.py.
"""
import argparse
import json
import math
import statistics
import time

import torch
from torch.nn import functional as F

from torch_step import ACTIVATIONS, VAE


def negative_log_likelihood(model, x, samples, rows):
    """-log( 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x) ) of one example [1, D], some rows of the decoder at a time."""
    h = model.encoder(x)
    mean, log_variance = model.mean(h), model.log_variance(h)
    deviation, weights = torch.exp(0.5 * log_variance), []
    for start in range(0, samples, rows):
        eps = torch.randn(min(rows, samples - start), model.latent)
        z = mean + deviation * eps
        logits = model.output(model.decoder(z))
        log_px = -F.binary_cross_entropy_with_logits(logits, x.expand_as(logits), reduction="none").sum(1)
        log_ratio = 0.5 * (eps * eps - z * z + log_variance).sum(1)
        weights.append(log_px + log_ratio)
    return math.log(samples) - torch.logsumexp(torch.cat(weights), 0).item()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="784-200-200-50")
    parser.add_argument("--activation", default="tanh", choices=sorted(ACTIVATIONS))
    parser.add_argument("--samples", type=int, default=5000)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--examples", type=int, default=8)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    sizes = [int(s) for s in a.model.split("-")]
    model = VAE(sizes, ACTIVATIONS[a.activation])
    x = (torch.rand(a.examples, 1, sizes[0]) < 0.5).float()
    times = []
    with torch.no_grad():
        negative_log_likelihood(model, x[0], a.samples, a.rows)
        for _ in range(a.repeats):
            start = time.perf_counter()
            for example in x:
                nll = negative_log_likelihood(model, example, a.samples, a.rows)
            times.append((time.perf_counter() - start) / a.examples * 1e3)
    print(json.dumps({"ms_per_example": statistics.median(times), "best_ms": min(times), "nll": nll, "torch": torch.__version__}))


if __name__ == "__main__":
    main()
