// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/resize.h"

#include "tests/data/fixture.h"

#include <QTest>

#include <cstdio>

using namespace layerbench;

class TestResize : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// To the bit: the arithmetic is PIL's.
    void agreesWithPil_data() {
        QTest::addColumn<QString>("name");
        int count = 0;
        for (const auto& entry : std::filesystem::directory_iterator(fixture::folder()))
            if (const auto name = entry.path().filename().string(); name.starts_with("resize-")) {
                QTest::newRow(name.c_str()) << QString::fromStdString(name);
                ++count;
            }
        QCOMPARE(count, 11);
    }
    void agreesWithPil() {
        QFETCH(QString, name);
        int width = 0;
        int height = 0;
        QCOMPARE(std::sscanf(qPrintable(name), "resize-%dx%d-", &width, &height), 2);
        const auto expected = fixture::raw(name.toStdString());
        QVERIFY(resize(fixture::pattern(width, height), expected.width, expected.height) == expected);
    }

    void oneColourStays_data() {
        QTest::addColumn<int>("value");
        for (const int value : {0, 1, 127, 128, 254, 255})
            QTest::addRow("%d", value) << value;
    }
    void oneColourStays() {
        QFETCH(int, value);
        const auto colour = static_cast<std::uint8_t>(value);
        for (const auto& [width, height] : {std::pair{3, 5}, {100, 7}, {31, 64}})
            QVERIFY(resize(fixture::plain(31, 17, colour), width, height) == fixture::plain(width, height, colour));
    }

    void sameSizeIsTheSame() {
        const auto picture = fixture::pattern(19, 13);
        QVERIFY(resize(picture, 19, 13) == picture);
    }

    /// Halving: the triangle over 4 pixels weighs 1 3 3 1 in the middle.
    void halving() {
        Picture picture{8, 1, {}};
        for (const int v : {0, 0, 80, 160, 240, 80, 0, 0})
            picture.rgb.insert(picture.rgb.end(), 3, static_cast<std::uint8_t>(v));
        const auto half = resize(picture, 4, 1);
        QCOMPARE(int(half.rgb[3]), (0 * 1 + 80 * 3 + 160 * 3 + 240 * 1) / 8);
        QCOMPARE(int(half.rgb[6]), (160 * 1 + 240 * 3 + 80 * 3 + 0 * 1) / 8);
    }

    void windowIsACropOfTheWhole() {
        const auto picture = fixture::pattern(37, 23);
        for (const auto& [width, height] : {std::pair{12, 9}, {80, 61}, {37, 11}, {40, 23}, {37, 23}}) {
            const auto whole = resize(picture, width, height);
            const Window window{3, 2, width - 7, height - 5};
            QVERIFY(resize(picture, width, height, window) == crop(whole, window));
        }
    }

    void cropOutsideIsBlack() {
        const auto picture = fixture::plain(2, 2, 9);
        const auto part = crop(picture, {-1, 1, 4, 3});
        const std::vector<int> expected = {0, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        for (std::size_t i = 0; i < expected.size(); ++i)
            QCOMPARE(int(part.rgb[3 * i]), expected[i]);
        QVERIFY(crop(picture, {5, 0, 2, 2}) == fixture::plain(2, 2, 0));
    }
};

QTEST_GUILESS_MAIN(TestResize)
#include "test_resize.moc"
