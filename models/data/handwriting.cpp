#include "models/data/glyphs.hpp"

#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>

#include <algorithm>
#include <cmath>

namespace models {
namespace {

double uniform(Stream& random, double low, double high) {
  return boost::random::uniform_real_distribution<double>(low, high)(random);
}

double normal(Stream& random, double deviation) {
  return deviation * boost::random::normal_distribution<double>()(random);
}

// How one digit is written. Lengths are pixels. The spreads make softmax regression right on 93 % of a test set
// and nearest neighbours on 97 %, near the 92 % and 97 % of MNIST.
struct Hand {
  double width, height;  // of the unit square
  double slant;          // x shift per y
  double turn;           // tangent of half the angle
  double left, up;       // centre's distance from the image's
  double pen;            // radius
  double ink;            // 0..1

  explicit Hand(Stream& random)
      : width(uniform(random, 11, 18)),
        height(uniform(random, 16, 21)),
        slant(0.1 + normal(random, 0.18)),
        turn(normal(random, 0.06)),
        left(normal(random, 1.1)),
        up(normal(random, 1.1)),
        pen(uniform(random, 0.7, 1.7)),
        ink(uniform(random, 0.75, 1)) {}

  // From the unit square to the image, whose pixel (row, column) is centred at (column, row).
  Point place(Point p) const {
    const double y = (p.y - 0.5) * height;
    const double x = (p.x - 0.5) * width - slant * y;
    const double cosine = (1 - turn * turn) / (1 + turn * turn);
    const double sine = 2 * turn / (1 + turn * turn);
    const double centre = (image_side - 1) / 2.0;
    return {centre + left + cosine * x - sine * y, centre + up + sine * x + cosine * y};
  }
};

double squared_distance(Point p, Point a, Point b) {
  const double dx = b.x - a.x, dy = b.y - a.y;
  const double length = dx * dx + dy * dy;
  const double along = length > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / length : 0;
  const double t = std::clamp(along, 0.0, 1.0);
  const double x = a.x + t * dx - p.x, y = a.y + t * dy - p.y;
  return x * x + y * y;
}

struct Range {
  int begin, end;
};

// The pixels within `reach` of [a, b] along one axis.
Range pixels(double a, double b, double reach) {
  const double low = std::floor(std::min(a, b) - reach), high = std::floor(std::max(a, b) + reach) + 1;
  return {static_cast<int>(std::clamp(low, 0.0, double{image_side})),
          static_cast<int>(std::clamp(high, 0.0, double{image_side}))};
}

using Distances = std::array<double, image_side * image_side>;  // squared, from a pixel to the nearest stroke

// Lowers every pixel of `nearest` to its squared distance from the segment, where that is below reach^2.
void approach(Distances& nearest, Point a, Point b, double reach) {
  const Range rows = pixels(a.y, b.y, reach), columns = pixels(a.x, b.x, reach);
  for (int row = rows.begin; row < rows.end; ++row)
    for (int column = columns.begin; column < columns.end; ++column) {
      double& pixel = nearest[static_cast<std::size_t>(row * image_side + column)];
      pixel = std::min(pixel, squared_distance({double(column), double(row)}, a, b));
    }
}

void draw(Distances& nearest, const Stroke& stroke, const Hand& hand, double reach, Stream& random) {
  constexpr double shake = 0.035;  // in the unit square
  Stroke placed;
  for (Point p : stroke) placed.push_back(hand.place({p.x + normal(random, shake), p.y + normal(random, shake)}));
  const std::vector<Point> points = curve(placed, 5);
  for (std::size_t i = 0; i + 1 < points.size(); ++i) approach(nearest, points[i], points[i + 1], reach);
}

}  // namespace

Image draw_digit(int digit, Stream& random) {
  constexpr double paper_noise = 0.1, levels = 255;
  const Hand hand(random);
  const double reach = hand.pen + 0.5;  // the edge fades over one pixel
  const std::span<const Strokes> ways = forms(digit);
  const auto way = boost::random::uniform_int_distribution<std::size_t>(0, ways.size() - 1)(random);
  Distances nearest;
  nearest.fill(reach * reach);
  for (const Stroke& stroke : ways[way]) draw(nearest, stroke, hand, reach, random);
  Image image;
  std::ranges::transform(nearest, image.begin(), [&](double distance) {
    const double cover = std::clamp(reach - std::sqrt(distance), 0.0, 1.0);
    const double grey = std::clamp(hand.ink * cover + normal(random, paper_noise), 0.0, 1.0);
    return static_cast<std::uint8_t>(grey * levels + 0.5);
  });
  return image;
}

}  // namespace models
