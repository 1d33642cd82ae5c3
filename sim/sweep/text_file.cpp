#include "sim/sweep/text_file.hpp"

#include <zlib.h>
#include <fstream>
#include <iterator>
#include <new>

namespace dawdle {

namespace {

constexpr std::size_t block = 1 << 18;
constexpr int gzip_window = 15 + 16;  // 32 KiB, with gzip's header, in which zlib leaves the time 0

}  // namespace

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct TextFile::Deflate {
  Deflate() {
    if (::deflateInit2(&stream, 6, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  ~Deflate() { ::deflateEnd(&stream); }

  void compress(std::string_view text, bool end, WholeFile& file) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    do {
      stream.next_out = reinterpret_cast<Bytef*>(out.data());
      stream.avail_out = static_cast<uInt>(out.size());
      ::deflate(&stream, end ? Z_FINISH : Z_NO_FLUSH);
      file.write(std::string_view(out).substr(0, out.size() - stream.avail_out));
    } while (stream.avail_out == 0);
  }

  z_stream stream{};
  std::string out = std::string(block, 0);
};

TextFile::TextFile(const std::filesystem::path& target, bool compress)
    : file_(target), deflate_(compress ? std::make_unique<Deflate>() : nullptr) {}

TextFile::~TextFile() = default;

void TextFile::write(std::string_view text) {
  waiting_ += text;
  if (waiting_.size() >= block)
    drain(false);
}

void TextFile::drain(bool end) {
  if (deflate_)
    deflate_->compress(waiting_, end, file_);
  else
    file_.write(waiting_);
  waiting_.clear();
}

void TextFile::publish() {
  drain(true);
  file_.publish();
}

}  // namespace dawdle
