// Handwritten-looking digits: strokes, and how to draw them.
#pragma once

#include "models/random.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace models {

struct Point {
  double x = 0, y = 0;
};

// Control points of one movement of the pen, in the unit square: x to the right, y down.
using Stroke = std::vector<Point>;
using Strokes = std::vector<Stroke>;

// The ways to write `digit` (0..9).
std::span<const Strokes> forms(int digit);

// The curve through the points of `stroke`, with `steps` segments between two of them (a uniform Catmull-Rom spline).
std::vector<Point> curve(const Stroke& stroke, int steps);

constexpr int image_side = 28;
using Image = std::array<std::uint8_t, image_side * image_side>;  // row-major, 0 paper .. 255 full ink

// `digit` in someone's hand: one of its forms with its points displaced, then scaled, slanted, turned and shifted,
// drawn by a pen of some width and blackness on slightly noisy paper. Arithmetic and square roots only: the same bits
// on every processor.
Image draw_digit(int digit, Stream& random);

}  // namespace models
