// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/augmentation.h"

#include "core/data/resize.h"
#include "core/data/transform.h"
#include "tests/data/fixture.h"

#include <QTest>

using namespace layerbench;

namespace {

InputSpec specOf(int size) {
    InputSpec spec;
    spec.height = spec.width = size;
    spec.resizeShorterSide = size > 64 ? size + size / 8 : 0;
    return spec;
}

Picture view(const Picture& picture, const InputSpec& spec, Augmentation augmentation, std::uint64_t seed) {
    return augmentedPicture(augmentationBase(picture, spec, augmentation), spec, augmentation, Random(seed));
}

Picture mirrored(const Picture& picture) {
    Picture result = picture;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x)
            for (int c = 0; c < 3; ++c)
                result.rgb[static_cast<std::size_t>((y * picture.width + x) * 3 + c)] =
                    picture.rgb[static_cast<std::size_t>((y * picture.width + picture.width - 1 - x) * 3 + c)];
    return result;
}

}  // namespace

class TestAugmentation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void names() {
        for (const auto augmentation : allAugmentations())
            QVERIFY(augmentationFromName(name(augmentation)) == augmentation);
        const auto unknown = augmentationFromName("sideways");
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().message(),
                 std::string("There is no augmentation “sideways”. Use none, flip, standard or strong."));
    }

    void everyKind_data() {
        QTest::addColumn<int>("augmentation");
        QTest::addColumn<int>("size");
        for (const auto augmentation : allAugmentations())
            for (const int size : {32, 96})
                QTest::addRow("%s %d", std::string(name(augmentation)).c_str(), size)
                    << static_cast<int>(augmentation) << size;
    }
    void everyKind() {
        QFETCH(int, augmentation);
        QFETCH(int, size);
        const auto kind = static_cast<Augmentation>(augmentation);
        const auto spec = specOf(size);
        for (const auto& picture : {fixture::pattern(150, 110), fixture::pattern(3, 200), fixture::pattern(1, 1)}) {
            for (std::uint64_t seed = 0; seed < 20; ++seed) {
                const auto one = view(picture, spec, kind, seed);
                QCOMPARE(one.width, size);
                QCOMPARE(one.height, size);
                QCOMPARE(one.rgb.size(), static_cast<std::size_t>(size * size * 3));
                QVERIFY(one == view(picture, spec, kind, seed));
                if (kind == Augmentation::none)
                    QVERIFY(one == evaluationPicture(picture, spec));
            }
        }
        if (kind >= Augmentation::standard)
            QVERIFY(view(fixture::pattern(150, 110), spec, kind, 1) != view(fixture::pattern(150, 110), spec, kind, 2));
    }

    /// p = 0.5 over 400 draws: between 0.4 and 0.6 is 4 standard deviations.
    void flipIsAMirrorEverySecondTime() {
        const auto picture = fixture::pattern(32, 32);
        int flips = 0;
        for (std::uint64_t seed = 0; seed < 400; ++seed) {
            const auto one = view(picture, specOf(32), Augmentation::flip, seed * 7919);
            QVERIFY(one == picture || one == mirrored(picture));
            flips += one != picture;
        }
        QVERIFY2(flips > 160 && flips < 240, qPrintable(QString::number(flips)));
    }

    void smallInputsAreShifted() {
        const auto picture = fixture::pattern(32, 32);
        const auto one = view(picture, specOf(32), Augmentation::standard, 3);
        bool found = false;
        for (int x = -4; x <= 4; ++x)
            for (int y = -4; y <= 4; ++y) {
                const auto shifted = crop(picture, {x, y, 32, 32});
                found = found || one == shifted || one == mirrored(shifted);
            }
        QVERIFY(found);
    }

    void strongKeepsGreyGrey() {
        const auto one = view(fixture::plain(32, 32, 120), specOf(32), Augmentation::strong, 5);
        for (std::size_t i = 0; i < one.rgb.size(); i += 3)
            QVERIFY(one.rgb[i] == one.rgb[i + 1] && one.rgb[i] == one.rgb[i + 2]);
        QVERIFY(one.rgb[3 * (16 * 32 + 16)] >= 60);
    }
};

QTEST_GUILESS_MAIN(TestAugmentation)
#include "test_augmentation.moc"
