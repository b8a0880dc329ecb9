// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/transform.h"

#include "core/data/resize.h"
#include "tests/data/fixture.h"

#include <QTest>

#include <array>
#include <cstdio>

using namespace layerbench;

class TestTransform : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void evaluationAgreesWithTorchvision_data() {
        QTest::addColumn<QString>("name");
        int count = 0;
        for (const auto& entry : std::filesystem::directory_iterator(fixture::folder()))
            if (const auto name = entry.path().filename().string(); name.starts_with("eval-")) {
                QTest::newRow(name.c_str()) << QString::fromStdString(name);
                ++count;
            }
        QCOMPARE(count, 7);
    }
    void evaluationAgreesWithTorchvision() {
        QFETCH(QString, name);
        int width = 0;
        int height = 0;
        int shorter = 0;
        int cropped = 0;
        QCOMPARE(std::sscanf(qPrintable(name), "eval-%dx%d-%d-%d", &width, &height, &shorter, &cropped), 4);
        InputSpec spec;
        spec.height = spec.width = cropped;
        spec.resizeShorterSide = shorter;
        QVERIFY(evaluationPicture(fixture::pattern(width, height), spec) == fixture::raw(name.toStdString()));
    }

    void rightSizeIsOnlyCropped() {
        const auto picture = fixture::pattern(256, 256);
        QVERIFY(evaluationPicture(picture, InputSpec{}) == crop(picture, {16, 16, 224, 224}));
    }

    void straightResize() {
        InputSpec spec;
        spec.height = spec.width = 32;
        spec.resizeShorterSide = 0;
        const auto small = fixture::pattern(32, 32);
        QVERIFY(evaluationPicture(small, spec) == small);
        const auto large = fixture::pattern(50, 40);
        QVERIFY(evaluationPicture(large, spec) == resize(large, 32, 32));
    }

    /// 100 million pixels in one row: the crop alone is computed.
    void extremeAspect() {
        const auto picture = evaluationPicture(fixture::plain(3'000'000, 1, 77), InputSpec{});
        QVERIFY(picture == fixture::plain(224, 224, 77));
    }

    void normalised() {
        InputSpec spec;
        spec.height = 1;
        spec.width = 2;
        spec.resizeShorterSide = 0;
        const auto input = toInput(Picture{2, 1, {0, 128, 255, 10, 20, 30}}, spec);
        QCOMPARE(input.shape(), (Shape{1, 3, 1, 2}));
        const auto values = input.as<float>();
        const std::array<int, 6> pixels = {0, 10, 128, 20, 255, 30};
        for (std::size_t i = 0; i < 6; ++i)
            QCOMPARE(values[i], (static_cast<float>(pixels[i]) / 255.0f - spec.mean[i / 2]) / spec.std[i / 2]);
    }

    /// PIL's convert("L"): (19595 R + 38470 G + 7471 B + 2^15) / 2^16.
    void oneChannelIsLuma() {
        InputSpec spec;
        spec.channels = 1;
        spec.height = 1;
        spec.width = 4;
        spec.mean = {0};
        spec.std = {1};
        spec.resizeShorterSide = 0;
        const auto input = toInput(Picture{4, 1, {255, 0, 0, 0, 255, 0, 0, 0, 255, 77, 77, 77}}, spec);
        const std::array<float, 4> expected = {76, 150, 29, 77};
        for (std::size_t i = 0; i < 4; ++i)
            QCOMPARE(input.as<float>()[i], expected[i] / 255.0f);
    }
};

QTEST_GUILESS_MAIN(TestTransform)
#include "test_transform.moc"
