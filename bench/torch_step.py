"""The training step of vae bench in PyTorch, for comparison: Bernoulli ELBO from logits, Adam, data in memory.

usage: torch_step.py --model 784-400-20 [--batch 128] [--activation relu] [--steps 100] [--threads 1]
Prints one JSON line with ms_per_step, the median of the repeats. Set OPENBLAS_CORETYPE (SkylakeX with AVX-512, else Haswell) where the
OpenBLAS is too old to know the processor; compare.sh tries the thread settings and keeps the best.
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F


ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "softplus": nn.Softplus}


class VAE(nn.Module):
    """encoder -> mean, log-variance -> z -> decoder logits; the sizes go from the data to the latent space."""

    def __init__(self, sizes, activation):
        super().__init__()
        hidden, self.latent = sizes[:-1], sizes[-1]
        self.encoder = self.stack(hidden, activation)
        self.mean = nn.Linear(hidden[-1], self.latent)
        self.log_variance = nn.Linear(hidden[-1], self.latent)
        self.decoder = self.stack([self.latent] + hidden[:0:-1], activation)
        self.output = nn.Linear(hidden[1] if len(hidden) > 1 else self.latent, hidden[0])

    @staticmethod
    def stack(sizes, activation):
        layers = []
        for before, after in zip(sizes, sizes[1:]):
            layers += [nn.Linear(before, after), activation()]
        return nn.Sequential(*layers)

    def forward(self, x):
        h = self.encoder(x)
        mean, log_variance = self.mean(h), self.log_variance(h)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        logits = self.output(self.decoder(z))
        reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        kl = 0.5 * torch.sum(mean * mean + log_variance.exp() - 1 - log_variance)
        return (reconstruction + kl) / len(x)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="784-400-20")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--activation", default="relu", choices=sorted(ACTIVATIONS))
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    sizes = [int(s) for s in a.model.split("-")]
    model = VAE(sizes, ACTIVATIONS[a.activation])
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    x = torch.rand(max(20000, a.batch), sizes[0])
    order = torch.randperm(len(x))
    batches = len(x) // a.batch

    def run(steps):
        for step in range(steps):
            i = step % batches * a.batch
            batch = x[order[i:i + a.batch]]
            optimizer.zero_grad(set_to_none=True)
            loss = model(batch)
            loss.backward()
            optimizer.step()
        return loss.item()

    run(20)
    times = []
    for _ in range(a.repeats):
        start = time.perf_counter()
        loss = run(a.steps)
        times.append((time.perf_counter() - start) / a.steps * 1e3)
    print(json.dumps({"ms_per_step": statistics.median(times), "best_ms": min(times), "loss": loss, "torch": torch.__version__}))


if __name__ == "__main__":
    main()
