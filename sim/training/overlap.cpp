#include "sim/training/overlap.hpp"

#include <fmt/format.h>

#include <array>
#include <numeric>
#include <stdexcept>

namespace dawdle {

namespace {

// Of what lies before each layer, and at the end of all.
std::vector<double> sums_before(std::span<const GradientLayer> layers, double GradientLayer::*what) {
  std::vector<double> sums = {0};
  for (const GradientLayer& layer : layers) sums.push_back(sums.back() + layer.*what);
  return sums;
}

double share_of(double part, double whole) { return whole > 0 ? part / whole : 0; }

}  // namespace

void LayerOptions::describe(Fields& fields) {
  fields.bytes("layer_bytes", bytes, {.min = 0},
               "simulated sizes of the gradient's layers, the first layer first; by default the model's, scaled to "
               "gradient_bytes");
  fields.numbers("layer_compute", work, {.min = 0},
                 "relative shares of the layers in the backward pass; by default the model's multiply-adds, or as "
                 "layer_bytes");
  if (!bytes.empty() && !work.empty() && bytes.size() != work.size())
    fields.complain("layer_compute", fmt::format("{} numbers, one for each of layer_bytes", bytes.size()));
}

double LayerOptions::sum_of_bytes() const { return std::accumulate(bytes.begin(), bytes.end(), 0.0); }

std::vector<GradientLayer> LayerOptions::layers(std::span<const models::LayerShape> model,
                                                double gradient_bytes) const {
  std::vector<GradientLayer> layers;
  double parameters = 0;
  for (const models::LayerShape& layer : model) parameters += layer.parameters;
  for (const models::LayerShape& layer : model)
    layers.push_back({gradient_bytes * share_of(layer.parameters, parameters), layer.work});
  if (!bytes.empty()) {
    layers.clear();
    for (double size : bytes) layers.push_back({size, size});
  }
  if (layers.empty())
    layers.push_back({gradient_bytes, 1});
  if (!work.empty() && work.size() != layers.size())
    throw std::invalid_argument(
        fmt::format("expected as many numbers as there are layers, {}, got {}", layers.size(), work.size()));
  for (std::size_t l = 0; l < work.size(); ++l) layers[l].work = work[l];
  return layers;
}

void Overlap::describe(Fields& fields) {
  const std::array<Fields::Kind, 2> kinds = {{
      {"none", "all of a gradient is sent when all of it is there", [](Fields&) {}},
      {"wait_free", "a layer's gradient is sent as soon as the backward pass has it, in buckets",
       [this](Fields& f) {
         wait_free = true;
         f.bytes("bucket_bytes", bucket_bytes, {.min = 0},
                 "layers are put together, from the last one on, until they have so many bytes; 0: each is sent alone");
         f.number("backward", backward, {.min = 0, .max = 1},
                  "share of the backward pass in the time of a batch; it costs twice the forward pass");
       }},
  }};
  fields.variant("overlap", kinds, "none", "what is sent while the rest is still being computed");
}

std::vector<Bucket> Overlap::buckets(std::span<const GradientLayer> layers) const {
  if (!wait_free)
    return {{.share = 1}};
  const std::vector<double> bytes = sums_before(layers, &GradientLayer::bytes),
                            work = sums_before(layers, &GradientLayer::work);
  std::vector<Bucket> buckets;
  for (std::size_t l = layers.size(), end = l; l-- > 0;) {
    const double size = bytes[end] - bytes[l];
    if (size < bucket_bytes && l > 0)
      continue;
    // Of nothing, the last bucket is all.
    buckets.push_back({.share = bytes.back() > 0 ? share_of(size, bytes.back()) : (l == 0 ? 1.0 : 0.0),
                       .early = backward * share_of(work[l], work.back()),
                       .last = l == 0,
                       .number = buckets.size() + 1});
    end = l;
  }
  return buckets;
}

}  // namespace dawdle
