#!/usr/bin/env python3
"""Prints the layers of a published network as a scenario's /model names them: bytes of each layer's gradient in float32,
and multiply-adds of a sample, which is what the backward pass costs in proportion.

vgg16: Simonyan and Zisserman, 2015, configuration D, a row each of 13 convolutions and 3 dense layers. resnet50,
resnet152: He et al., 2016, with the scales and offsets of batch normalisation; the first convolution, a row for each
residual block (whose first 1 x 1 convolution has the stride), the dense layer. Images are 224 x 224, classes 1000.
"""

from __future__ import annotations

import argparse
import json

Layer = tuple[int, int]  # parameters, multiply-adds of a sample

BLOCKS = {"resnet50": (3, 4, 6, 3), "resnet152": (3, 8, 36, 3)}


def convolution(inputs: int, outputs: int, side: int, positions: int, bias: bool) -> Layer:
    """With an offset a filter, or with the scale and the offset of batch normalisation."""
    weights = inputs * outputs * side * side
    return weights + outputs * (1 if bias else 2), weights * positions


def dense(inputs: int, outputs: int) -> Layer:
    return inputs * outputs + outputs, inputs * outputs


def vgg16() -> list[Layer]:
    layers, inputs, width = [], 3, 224
    for filters, count in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for _ in range(count):
            layers.append(convolution(inputs, filters, 3, width * width, bias=True))
            inputs = filters
        width //= 2
    return [*layers, dense(inputs * width * width, 4096), dense(4096, 4096), dense(4096, 1000)]


def resnet(blocks: tuple[int, ...]) -> list[Layer]:
    layers, inputs = [convolution(3, 64, 7, 112 * 112, bias=False)], 64
    for stage, count in enumerate(blocks):
        filters, positions = 64 << stage, (56 >> stage) ** 2
        for block in range(count):
            parts = [convolution(inputs, filters, 1, positions, bias=False),
                     convolution(filters, filters, 3, positions, bias=False),
                     convolution(filters, 4 * filters, 1, positions, bias=False)]
            if block == 0:  # the shortcut has to change its shape, too
                parts.append(convolution(inputs, 4 * filters, 1, positions, bias=False))
            layers.append((sum(p for p, _ in parts), sum(work for _, work in parts)))
            inputs = 4 * filters
    return [*layers, dense(inputs, 1000)]


def layers_of(network: str) -> list[Layer]:
    return vgg16() if network == "vgg16" else resnet(BLOCKS[network])


def table(network: str) -> dict[str, list[int]]:
    layers = layers_of(network)
    return {"layer_bytes": [4 * parameters for parameters, _ in layers],
            "layer_compute": [work for _, work in layers]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", choices=["vgg16", *BLOCKS])
    print(json.dumps(table(parser.parse_args().network)))


if __name__ == "__main__":
    main()
