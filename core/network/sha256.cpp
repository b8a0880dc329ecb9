// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/sha256.h"

#include <algorithm>
#include <bit>
#include <cstring>

// Whole files and weights are hashed at every start: processors that have instructions for it do it five times as fast.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define LB_SHA_INSTRUCTIONS
#include <immintrin.h>
#endif

namespace layerbench {

namespace {

// FIPS 180-4, section 4.2.2: the fractional parts of the cube roots of the first 64 primes.
constexpr std::array<std::uint32_t, 64> roundConstants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

#ifdef LB_SHA_INSTRUCTIONS
bool hasInstructions() {
    static const bool has = __builtin_cpu_supports("sha") && __builtin_cpu_supports("sse4.1");
    return has;
}

/// The instructions keep the eight words as (a, b, e, f) and (c, d, g, h), the first in the highest lane, and do two
/// rounds at a time.
__attribute__((target("sha,sse4.1"))) void blockByInstructions(std::array<std::uint32_t, 8>& state,
                                                               const std::byte* data) {
    const auto lanes = [](std::uint32_t highest, std::uint32_t high, std::uint32_t low, std::uint32_t lowest) {
        return _mm_set_epi32(static_cast<int>(highest), static_cast<int>(high), static_cast<int>(low),
                             static_cast<int>(lowest));
    };
    const __m128i before0 = lanes(state[0], state[1], state[4], state[5]);
    const __m128i before1 = lanes(state[2], state[3], state[6], state[7]);
    const __m128i bigEndian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i w[4];
    for (std::size_t i = 0; i < 4; ++i)
        w[i] = _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(data) + i), bigEndian);
    __m128i abef = before0;
    __m128i cdgh = before1;
    for (std::size_t t = 0; t < 16; ++t) {
        const __m128i sum =
            _mm_add_epi32(w[t % 4], _mm_loadu_si128(reinterpret_cast<const __m128i*>(roundConstants.data()) + t));
        cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
        abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
        // Words 4 t + 16 to 4 t + 19, in the place of the four that were just used.
        const __m128i last = w[(t + 3) % 4];
        const __m128i between = _mm_alignr_epi8(last, w[(t + 2) % 4], 4);
        w[t % 4] = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(w[t % 4], w[(t + 1) % 4]), between), last);
    }
    alignas(16) std::array<std::uint32_t, 8> out;
    _mm_store_si128(reinterpret_cast<__m128i*>(out.data()), _mm_add_epi32(abef, before0));
    _mm_store_si128(reinterpret_cast<__m128i*>(out.data()) + 1, _mm_add_epi32(cdgh, before1));
    state = {out[3], out[2], out[7], out[6], out[1], out[0], out[5], out[4]};
}
#endif

}  // namespace

void Sha256::block(const std::byte* data) {
#ifdef LB_SHA_INSTRUCTIONS
    if (hasInstructions())
        return blockByInstructions(state_, data);
#endif
    std::array<std::uint32_t, 64> w;
    for (std::size_t t = 0; t < 16; ++t)
        w[t] = std::to_integer<std::uint32_t>(data[4 * t]) << 24 |
               std::to_integer<std::uint32_t>(data[4 * t + 1]) << 16 |
               std::to_integer<std::uint32_t>(data[4 * t + 2]) << 8 | std::to_integer<std::uint32_t>(data[4 * t + 3]);
    for (std::size_t t = 16; t < 64; ++t) {
        const auto s0 = std::rotr(w[t - 15], 7) ^ std::rotr(w[t - 15], 18) ^ (w[t - 15] >> 3);
        const auto s1 = std::rotr(w[t - 2], 17) ^ std::rotr(w[t - 2], 19) ^ (w[t - 2] >> 10);
        w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    auto [a, b, c, d, e, f, g, h] = state_;
    for (std::size_t t = 0; t < 64; ++t) {
        const auto sum1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
        const auto t1 = h + sum1 + ((e & f) ^ (~e & g)) + roundConstants[t] + w[t];
        const auto sum0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
        const auto t2 = sum0 + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    const std::array<std::uint32_t, 8> added{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < added.size(); ++i)
        state_[i] += added[i];
}

void Sha256::add(std::span<const std::byte> bytes) {
    total_ += bytes.size();
    while (!bytes.empty()) {
        if (pendingSize_ == 0 && bytes.size() >= pending_.size()) {
            block(bytes.data());
            bytes = bytes.subspan(pending_.size());
            continue;
        }
        const auto taken = std::min(bytes.size(), pending_.size() - pendingSize_);
        std::memcpy(pending_.data() + pendingSize_, bytes.data(), taken);
        pendingSize_ += taken;
        bytes = bytes.subspan(taken);
        if (pendingSize_ == pending_.size()) {
            block(pending_.data());
            pendingSize_ = 0;
        }
    }
}

std::string Sha256::hex() {
    const std::uint64_t bits = total_ * 8;
    std::array<std::byte, 72> tail{};
    tail[0] = std::byte{0x80};
    const std::size_t zeros = (pendingSize_ < 56 ? 56 : 120) - pendingSize_;
    for (std::size_t i = 0; i < 8; ++i)
        tail[zeros + i] = static_cast<std::byte>(bits >> (56 - 8 * i));
    add(std::span<const std::byte>(tail).first(zeros + 8));

    std::string out;
    for (const auto word : state_)
        for (int shift = 28; shift >= 0; shift -= 4)
            out += "0123456789abcdef"[(word >> shift) & 0xfu];
    return out;
}

std::string sha256Hex(std::span<const std::byte> bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.hex();
}

}  // namespace layerbench
