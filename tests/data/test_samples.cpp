// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/samples.h"

#include <QtTest>

#include <array>
#include <cmath>
#include <set>

using namespace layerbench;

namespace {

/// FNV-1a: short, well known, and any changed byte changes it.
std::uint64_t hashOf(const Picture& picture) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const std::uint8_t byte : picture.rgb)
        hash = (hash ^ byte) * 0x100000001b3ULL;
    return hash;
}

Picture draw(const std::string& set, int classIndex, std::uint64_t seed, std::uint64_t index, int size) {
    auto picture = drawSample(set, classIndex, seed, index, size);
    if (!picture)
        qFatal("%s", picture.error().message().c_str());
    return *std::move(picture);
}

using Mean = std::array<double, 3>;

Mean meanColour(const Picture& picture) {
    Mean sum{};
    for (std::size_t i = 0; i < picture.rgb.size(); ++i)
        sum[i % 3] += picture.rgb[i];
    for (double& channel : sum)
        channel /= static_cast<double>(picture.rgb.size()) / 3;
    return sum;
}

/// Mean of `cells` by `cells` blocks per channel: what is left of a scene when the resolution no longer matters.
std::vector<double> blockMeans(const Picture& picture, int cells) {
    std::vector<double> sums(static_cast<std::size_t>(cells * cells * 3));
    const int block = picture.width / cells;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x)
            for (int channel = 0; channel < 3; ++channel)
                sums[static_cast<std::size_t>(((y / block) * cells + x / block) * 3 + channel)] +=
                    picture.rgb[static_cast<std::size_t>((y * picture.width + x) * 3 + channel)];
    for (double& sum : sums)
        sum /= block * block;
    return sums;
}

void addRowPerSet() {
    QTest::addColumn<std::string>("set");
    for (const SampleSetInfo& info : sampleSets())
        QTest::newRow(info.name.c_str()) << info.name;
}

const SampleSetInfo& infoOf(const std::string& set) {
    for (const SampleSetInfo& info : sampleSets())
        if (info.name == set)
            return info;
    qFatal("no such set");
}

}  // namespace

class TestSamples : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void setsAreTheThreeThatCommandsName();
    void picturesAreFixedToTheByte_data();
    void picturesAreFixedToTheByte();
    void sameSceneAtEverySize_data() { addRowPerSet(); }
    void sameSceneAtEverySize();
    void everyArgumentChangesThePicture_data() { addRowPerSet(); }
    void everyArgumentChangesThePicture();
    void everyIndexIsAnotherPicture_data() { addRowPerSet(); }
    void everyIndexIsAnotherPicture();
    void picturesHaveContrast_data() { addRowPerSet(); }
    void picturesHaveContrast();
    void colourDoesNotGiveTheClassAway_data() { addRowPerSet(); }
    void colourDoesNotGiveTheClassAway();
    void badArgumentsAreRefused_data();
    void badArgumentsAreRefused();
};

void TestSamples::setsAreTheThreeThatCommandsName() {
    const std::vector<SampleSetInfo>& sets = sampleSets();
    QCOMPARE(sets.size(), std::size_t{3});
    QCOMPARE(sets[0].name, std::string("base"));
    QCOMPARE(sets[1].name, std::string("similar"));
    QCOMPARE(sets[2].name, std::string("different"));
    QCOMPARE(sets[0].classNames.size(), std::size_t{10});
    QCOMPARE(sets[1].classNames.size(), std::size_t{8});
    QCOMPARE(sets[2].classNames.size(), std::size_t{8});
    std::set<std::string> names;
    for (const SampleSetInfo& info : sets) {
        QVERIFY(!info.title.empty() && !info.description.empty());
        names.insert(info.classNames.begin(), info.classNames.end());
    }
    // No class is in two sets: "similar" is new to a network that was trained on "base".
    QCOMPARE(names.size(), std::size_t{26});
}

void TestSamples::picturesAreFixedToTheByte_data() {
    // One scene of every class at two sizes. The shipped weights were trained on these very pictures: when a hash
    // changes, the weights and every figure drawn from them are out of date.
    QTest::addColumn<std::string>("set");
    QTest::addColumn<int>("classIndex");
    QTest::addColumn<quint64>("at32");
    QTest::addColumn<quint64>("at75");
    const auto row = [](const char* set, int classIndex, quint64 at32, quint64 at75) {
        QTest::addRow("%s %d", set, classIndex) << std::string(set) << classIndex << at32 << at75;
    };
    row("base", 0, 0xdccc9ac7e983a5fbULL, 0xc8005ccf9959dac3ULL);
    row("base", 1, 0xba16e7eb78711c02ULL, 0xaecedd859780e61fULL);
    row("base", 2, 0x71addeda5971bfc4ULL, 0xf81f723477e941a4ULL);
    row("base", 3, 0x9290cad813e58a90ULL, 0xb3e16b3b7a6649efULL);
    row("base", 4, 0x2c73edda47783c61ULL, 0x05cd3fa2a988fbe5ULL);
    row("base", 5, 0x079defbbe3be9b4fULL, 0xcba24150ecfb759aULL);
    row("base", 6, 0x1622db6be83eb260ULL, 0x8a607ad1d5f045cfULL);
    row("base", 7, 0xa15de9deecf8f0bcULL, 0x25855eb093061448ULL);
    row("base", 8, 0x6d5bc4d5055bf425ULL, 0xb06df88bd121cfa1ULL);
    row("base", 9, 0x9f76f2f65d5485f2ULL, 0xc93a3768fac6e264ULL);
    row("similar", 0, 0xc2e95c43da165e78ULL, 0x0bfb9b89e249ca79ULL);
    row("similar", 1, 0xb33638a0d165b80fULL, 0x90103854e7ff073fULL);
    row("similar", 2, 0x379f348a587c1600ULL, 0xf513a8815ad7783cULL);
    row("similar", 3, 0x7a1fcfde0aac06c2ULL, 0xb2d235d9b96589d3ULL);
    row("similar", 4, 0x68c8468d29232e2dULL, 0xa7dd177c305c6662ULL);
    row("similar", 5, 0xe62d15d6070a9e61ULL, 0x1a7bf0067aa47d59ULL);
    row("similar", 6, 0x414f239985c48c07ULL, 0xdc2357ca521842dbULL);
    row("similar", 7, 0x45607cc543dc5b01ULL, 0x496084371efd03b3ULL);
    row("different", 0, 0x89d3fdffb35c8ed3ULL, 0xde0be608613a7760ULL);
    row("different", 1, 0xc332d43d93a38617ULL, 0xdb2a69c89c743ac9ULL);
    row("different", 2, 0xe4559df013847488ULL, 0x6c26253feb51e8d0ULL);
    row("different", 3, 0xdb209361aa9996c3ULL, 0xed177aeb94f5d247ULL);
    row("different", 4, 0x180769a5e8c7d67cULL, 0x7d3823534b48a628ULL);
    row("different", 5, 0x5f8fb5a8776eb367ULL, 0xc955e53e5a5f30e4ULL);
    row("different", 6, 0x452b41cdd013fda2ULL, 0x78558b94fcd8835eULL);
    row("different", 7, 0xf654a3d15da2edc4ULL, 0xfb3f7d9aeea2f99eULL);
}

void TestSamples::picturesAreFixedToTheByte() {
    QFETCH(std::string, set);
    QFETCH(int, classIndex);
    QFETCH(quint64, at32);
    QFETCH(quint64, at75);
    QCOMPARE(quint64{hashOf(draw(set, classIndex, 42, 7, 32))}, at32);
    QCOMPARE(quint64{hashOf(draw(set, classIndex, 42, 7, 75))}, at75);
}

void TestSamples::sameSceneAtEverySize() {
    QFETCH(std::string, set);
    const int classCount = static_cast<int>(infoOf(set).classNames.size());
    for (int classIndex = 0; classIndex < classCount; ++classIndex) {
        for (std::uint64_t index = 0; index < 4; ++index) {
            // 224 and 64 are both whole multiples of 32: block means of the same 32 x 32 squares.
            const auto large = blockMeans(draw(set, classIndex, 3, index, 224), 32);
            const auto small = blockMeans(draw(set, classIndex, 3, index, 64), 32);
            double error = 0;
            double mean = 0;
            for (std::size_t i = 0; i < large.size(); ++i)
                mean += large[i] / static_cast<double>(large.size());
            double spread = 0;
            for (std::size_t i = 0; i < large.size(); ++i) {
                error += (large[i] - small[i]) * (large[i] - small[i]);
                spread += (large[i] - mean) * (large[i] - mean);
            }
            const double rms = std::sqrt(error / static_cast<double>(large.size()));
            // Grain of at most 0.03 * 255 with a triangular distribution leaves 1.6 grey levels in the mean of four
            // pixels; antialiasing of edges and fine grain that the small picture leaves out add the rest.
            QVERIFY2(rms < 8, qPrintable(QString("class %1, picture %2: %3").arg(classIndex).arg(index).arg(rms)));
            QVERIFY2(error < 0.08 * spread, qPrintable(QString("class %1, picture %2: %3 of the variance")
                                                           .arg(classIndex)
                                                           .arg(index)
                                                           .arg(error / spread)));
        }
    }
}

void TestSamples::everyArgumentChangesThePicture() {
    QFETCH(std::string, set);
    const std::uint64_t hash = hashOf(draw(set, 1, 11, 5, 32));
    QCOMPARE(hashOf(draw(set, 1, 11, 5, 32)), hash);
    QVERIFY(hashOf(draw(set, 1, 12, 5, 32)) != hash);
    QVERIFY(hashOf(draw(set, 1, 11, 6, 32)) != hash);
    QVERIFY(hashOf(draw(set, 2, 11, 5, 32)) != hash);
    // Seed and index are not interchangeable, and large values count in full.
    QVERIFY(hashOf(draw(set, 1, 5, 11, 32)) != hash);
    QVERIFY(hashOf(draw(set, 1, 11 + (1ULL << 63), 5, 32)) != hash);
    const Picture odd = draw(set, 1, 11, 5, 101);
    QCOMPARE(odd.width, 101);
    QCOMPARE(odd.height, 101);
    QCOMPARE(odd.rgb.size(), std::size_t{101 * 101 * 3});
}

void TestSamples::everyIndexIsAnotherPicture() {
    QFETCH(std::string, set);
    std::set<std::uint64_t> hashes;
    const int classCount = static_cast<int>(infoOf(set).classNames.size());
    for (int classIndex = 0; classIndex < classCount; ++classIndex)
        for (std::uint64_t index = 0; index < 40; ++index)
            hashes.insert(hashOf(draw(set, classIndex, 1, index, 32)));
    QCOMPARE(hashes.size(), static_cast<std::size_t>(classCount) * 40);
}

void TestSamples::picturesHaveContrast() {
    QFETCH(std::string, set);
    const int classCount = static_cast<int>(infoOf(set).classNames.size());
    int flat = 0;
    for (int classIndex = 0; classIndex < classCount; ++classIndex) {
        for (std::uint64_t index = 0; index < 50; ++index) {
            const Picture picture = draw(set, classIndex, 8, index, 32);
            const Mean mean = meanColour(picture);
            double variance = 0;
            for (std::size_t i = 0; i < picture.rgb.size(); ++i)
                variance += (picture.rgb[i] - mean[i % 3]) * (picture.rgb[i] - mean[i % 3]);
            flat += std::sqrt(variance / static_cast<double>(picture.rgb.size())) < 8 ? 1 : 0;
        }
    }
    // Grain and gradient alone stay below 8 grey levels: fewer than one picture in fifty may be that pale.
    QVERIFY2(flat < classCount, qPrintable(QString::number(flat)));
}

void TestSamples::colourDoesNotGiveTheClassAway() {
    QFETCH(std::string, set);
    constexpr int perClass = 50;
    const int classCount = static_cast<int>(infoOf(set).classNames.size());
    std::vector<Mean> classMeans(static_cast<std::size_t>(classCount));
    for (int classIndex = 0; classIndex < classCount; ++classIndex)
        for (std::uint64_t index = 0; index < perClass; ++index) {
            const Mean mean = meanColour(draw(set, classIndex, 21, index, 32));
            for (std::size_t channel = 0; channel < 3; ++channel)
                classMeans[static_cast<std::size_t>(classIndex)][channel] += mean[channel] / perClass;
        }
    // The nearest class mean, on pictures of another seed.
    int right = 0;
    for (int classIndex = 0; classIndex < classCount; ++classIndex)
        for (std::uint64_t index = 0; index < perClass; ++index) {
            const Mean mean = meanColour(draw(set, classIndex, 22, index, 32));
            int nearest = 0;
            double nearestDistance = 1e9;
            for (int candidate = 0; candidate < classCount; ++candidate) {
                double distance = 0;
                for (std::size_t channel = 0; channel < 3; ++channel) {
                    const double gap = mean[channel] - classMeans[static_cast<std::size_t>(candidate)][channel];
                    distance += gap * gap;
                }
                if (distance < nearestDistance) {
                    nearestDistance = distance;
                    nearest = candidate;
                }
            }
            right += nearest == classIndex ? 1 : 0;
        }
    const double accuracy = static_cast<double>(right) / (classCount * perClass);
    QVERIFY2(accuracy < 2.0 / classCount, qPrintable(QString::number(accuracy)));
}

void TestSamples::badArgumentsAreRefused_data() {
    QTest::addColumn<std::string>("set");
    QTest::addColumn<int>("classIndex");
    QTest::addColumn<int>("size");
    QTest::addColumn<std::string>("named");
    QTest::newRow("unknown set") << std::string("shapes") << 0 << 32 << std::string("“shapes”");
    QTest::newRow("no set") << std::string() << 0 << 32 << std::string("base, similar and different");
    QTest::newRow("class below") << std::string("base") << -1 << 32 << std::string("0 to 9");
    QTest::newRow("class above") << std::string("base") << 10 << 32 << std::string("0 to 9");
    QTest::newRow("class above, eight classes") << std::string("similar") << 8 << 32 << std::string("0 to 7");
    QTest::newRow("size below") << std::string("base") << 0 << 31 << std::string("32 to 224");
    QTest::newRow("size above") << std::string("different") << 0 << 225 << std::string("32 to 224");
    QTest::newRow("size huge") << std::string("different") << 0 << 2147483647 << std::string("2147483647");
}

void TestSamples::badArgumentsAreRefused() {
    QFETCH(std::string, set);
    QFETCH(int, classIndex);
    QFETCH(int, size);
    QFETCH(std::string, named);
    const auto picture = drawSample(set, classIndex, 1, 1, size);
    QVERIFY(!picture);
    QVERIFY2(picture.error().message().find(named) != std::string::npos, picture.error().message().c_str());
}

QTEST_GUILESS_MAIN(TestSamples)

#include "test_samples.moc"
