#!/usr/bin/env python3
"""Asynchronous SGD on a simulated clock, as a script of an afternoon has it: a heapq event loop over NumPy.

build/bench numpy times it beside Dawdle. Another script can stand in its place (--script FILE) that takes the same
arguments and prints a line "cpu_seconds=SECONDS loss=LOSS": the CPU seconds of its loop alone, without imports and the
reading of files, and the mean loss after the last update over the first --loss-rows rows (of linear regression: the
mean squared error).

Each of K workers computes for an exponential time, on the parameters it read before; its gradient is applied when that
time is over (w -= rate * gradient, the mean over the batch), and it reads again. A batch is the next in a deck of all
rows that is shuffled when it is used up.
"""
import argparse
import heapq
import time

import numpy as np


class LinearRegression:
    """Half the squared error; without an intercept, from 0 on."""

    def __init__(self, features, targets, rng):
        self.start = [np.zeros(features.shape[1], np.float32)]

    def gradient(self, parameters, x, y):
        (w,) = parameters
        return [x.T @ (x @ w - y) / len(x)]

    def loss(self, parameters, x, y):
        return np.mean((x @ parameters[0] - y) ** 2)


def softmax_slope(z, labels):
    """d cross-entropy / d z, in place; its mean over the batch."""
    z -= z.max(axis=1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(axis=1, keepdims=True)
    z[np.arange(len(z)), labels] -= 1
    z /= len(z)
    return z


def cross_entropy(z, labels):
    z = z - z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), labels])


class Softmax:
    """Cross-entropy of x W + b, from 0 on."""

    def __init__(self, features, targets, rng):
        classes = int(targets.max()) + 1
        self.start = [np.zeros((features.shape[1], classes), np.float32), np.zeros(classes, np.float32)]

    def gradient(self, parameters, x, y):
        w, b = parameters
        slope = softmax_slope(x @ w + b, y)
        return [x.T @ slope, slope.sum(axis=0)]

    def loss(self, parameters, x, y):
        w, b = parameters
        return cross_entropy(x @ w + b, y)


class Mlp:
    """Cross-entropy of relu(x W + b) V + c: 128 hidden, normal initial weights of variance 2 / fan-in (He et al.)."""

    def __init__(self, features, targets, rng):
        d, hidden, classes = features.shape[1], 128, int(targets.max()) + 1
        he = lambda inputs, outputs: (rng.standard_normal((inputs, outputs)) * np.sqrt(2 / inputs)).astype(np.float32)
        self.start = [he(d, hidden), np.zeros(hidden, np.float32), he(hidden, classes), np.zeros(classes, np.float32)]

    def forward(self, parameters, x):
        w, b, v, c = parameters
        h = np.maximum(x @ w + b, 0)
        return h, h @ v + c

    def gradient(self, parameters, x, y):
        h, z = self.forward(parameters, x)
        slope = softmax_slope(z, y)
        back = slope @ parameters[2].T
        back *= h > 0
        return [x.T @ back, back.sum(axis=0), h.T @ slope, slope.sum(axis=0)]

    def loss(self, parameters, x, y):
        return cross_entropy(self.forward(parameters, x)[1], y)


MODELS = {"linear_regression": LinearRegression, "softmax_regression": Softmax, "mlp": Mlp}


def batches(rows, size, rng):
    while True:
        deck = rng.permutation(rows)
        for begin in range(0, rows - size + 1, size):
            yield deck[begin : begin + size]


def train(model, x, y, workers, updates, batch, rate, mean_compute, rng):
    parameters = [p.copy() for p in model.start]
    read = [[p.copy() for p in parameters] for _ in range(workers)]
    deck = batches(len(x), batch, rng)
    events = [(rng.exponential(mean_compute), worker) for worker in range(workers)]
    heapq.heapify(events)
    for _ in range(updates):
        now, worker = heapq.heappop(events)
        rows = next(deck)
        gradient = model.gradient(read[worker], x[rows], y[rows])
        for p, own, g in zip(parameters, read[worker], gradient):
            g *= rate
            p -= g
            own[...] = p
        heapq.heappush(events, (now + rng.exponential(mean_compute), worker))
    return parameters


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--model", choices=MODELS, required=True)
    options.add_argument("--features", required=True, help=".npy, float32 (samples, features)")
    options.add_argument("--targets", required=True, help=".npy, (samples): float32 targets or int32 labels")
    options.add_argument("--workers", type=int, required=True)
    options.add_argument("--updates", type=int, required=True)
    options.add_argument("--batch", type=int, required=True)
    options.add_argument("--learning-rate", type=float, required=True)
    options.add_argument("--mean-compute", type=float, required=True, help="seconds of a gradient, exponential")
    options.add_argument("--loss-rows", type=int, required=True)
    options.add_argument("--seed", type=int, required=True)
    o = options.parse_args()
    x, y = np.load(o.features), np.load(o.targets)
    rng = np.random.default_rng(o.seed)
    model = MODELS[o.model](x, y, rng)
    begin = time.process_time()
    parameters = train(model, x, y, o.workers, o.updates, o.batch, np.float32(o.learning_rate), o.mean_compute, rng)
    seconds = time.process_time() - begin
    print(f"cpu_seconds={seconds} loss={model.loss(parameters, x[: o.loss_rows], y[: o.loss_rows])}")


if __name__ == "__main__":
    main()
