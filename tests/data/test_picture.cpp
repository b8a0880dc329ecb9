// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/picture.h"

#include "core/data/decode_parts.h"

#include "tests/data/fixture.h"

#include <QTest>

#include <set>

using namespace layerbench;

class TestPicture : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pixelsAreThoseOfPil_data() {
        QTest::addColumn<QString>("name");
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(fixture::folder())) {
            const auto name = entry.path().filename().string();
            if (name.ends_with(".rgb") && !name.starts_with("resize-") && !name.starts_with("eval-") &&
                !name.starts_with("reduced-"))
                names.insert(name.substr(0, name.size() - 4));
        }
        for (const auto& name : names)
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
        QVERIFY(names.size() >= 40);
    }
    void pixelsAreThoseOfPil() {
        QFETCH(QString, name);
        const auto picture = readPicture(fixture::folder() / name.toStdString());
        QVERIFY2(picture, picture ? "" : picture.error().message().c_str());
        const auto expected = fixture::raw(name.toStdString() + ".rgb");
        QCOMPARE(picture->width, expected.width);
        QCOMPARE(picture->height, expected.height);
        int worst = 0;
        for (std::size_t i = 0; i < expected.rgb.size(); ++i)
            worst = std::max(worst, std::abs(picture->rgb[i] - expected.rgb[i]));
        QCOMPARE(worst, 0);
    }

    /// 600 x 450 pixels: the smallest part has sides of 127.
    void reducedForParts_data() {
        QTest::addColumn<int>("side");
        QTest::addColumn<int>("by");
        for (const auto& [side, by] : {std::pair{224, 1}, {64, 1}, {63, 2}, {32, 2}, {31, 4}, {15, 8}, {1, 8}})
            QTest::addRow("parts of %d pixels", side) << side << by;
    }
    void reducedForParts() {
        QFETCH(const int, side);
        QFETCH(const int, by);
        const auto file = readFile(fixture::folder() / "parts.jpg", 1'000'000);
        const auto picture = decodeForParts(*file, "parts.jpg", side);
        QVERIFY2(picture, picture ? "" : picture.error().message().c_str());
        QVERIFY(*picture == (by == 1 ? *decodePicture(*file, "parts.jpg")
                                     : fixture::raw("reduced-" + std::to_string(by) + ".rgb")));
    }

    void reducedFilesHaveTheSameFaults() {
        for (const char* name :
             {"bad-truncated.jpg", "bad-truncated_progressive.jpg", "bad-giant.jpg", "bad-empty.jpg", "bad-text.png"}) {
            const auto file = readFile(fixture::folder() / name, 1'000'000);
            const auto whole = decodePicture(*file, name);
            const auto reduced = decodeForParts(*file, name, 1);
            QVERIFY2(!whole && !reduced, name);
            QCOMPARE(reduced.error().message(), whole.error().message());
        }
        // Other formats come whole, and so do other kinds of JPEG.
        for (const char* name : {"rgb.png", "rgb.bmp"}) {
            const auto file = readFile(fixture::folder() / name, 1'000'000);
            QVERIFY(*decodeForParts(*file, name, 1) == *decodePicture(*file, name));
        }
        for (const char* name : {"grey.jpg", "cmyk.jpg", "progressive.jpg"}) {
            const auto file = readFile(fixture::folder() / name, 1'000'000);
            const auto reduced = decodeForParts(*file, name, 1);
            QVERIFY2(reduced && reduced->rgb.size() == static_cast<std::size_t>(reduced->width * reduced->height * 3),
                     name);
        }
    }

    void badFilesAreRefused_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const char* reason) { QTest::newRow(name) << name << reason; };
        row("bad-truncated.jpg", "truncated");
        row("bad-truncated_progressive.jpg", "truncated");
        row("bad-truncated.png", "truncated");
        row("bad-truncated.webp", "truncated");
        row("bad-truncated.tif", "truncated");
        row("bad-truncated_lzw.tif", "truncated");
        row("bad-truncated.bmp", "truncated");
        row("bad-truncated.ppm", "truncated");
        row("bad-magic_only.jpg", "truncated");
        row("bad-magic_only.png", "truncated");
        row("bad-empty.jpg", "empty");
        row("bad-text.png", "is no picture");
        row("bad-gif.jpg", "GIF");
        row("bad-crc.png", "cannot be decoded as PNG");
        row("bad-giant.png", "60000 × 60000 pixels; at most 100 million");
        row("bad-giant.jpg", "60000 × 60000 pixels; at most 100 million");
        row("bad-giant.ppm", "60000 × 60000 pixels; at most 100 million");
        row("bad-giant.bmp", "60000 × 60000 pixels; at most 100 million");
        row("bad-giant.tif", "60000 × 60000 pixels; at most 100 million");
        row("bad-zero_width.bmp", "0 × 10");
        row("bad-minimum_height.bmp", "8 × 2147483648");
        row("bad-header.ppm", "header");
        row("no-such-file.png", "does not exist");
        row(".", "is not a file");
    }
    void badFilesAreRefused() {
        QFETCH(QString, name);
        QFETCH(QString, reason);
        const auto picture = readPicture(fixture::folder() / name.toStdString());
        QVERIFY(!picture);
        const auto message = QString::fromStdString(picture.error().message());
        QVERIFY2(message.contains(reason), qPrintable(message));
        QVERIFY2(message.contains(name) && message.endsWith('.') && !message.contains('\n'), qPrintable(message));
    }

    /// Every prefix of every good file is a picture or an error, never a crash; and while pixels are missing, an error.
    void everyPrefix_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"rgb.jpg", "progressive.jpg", "cmyk.jpg", "rgb.png", "adam7.png", "palette.png",
                                 "rgb.bmp", "palette.bmp", "rgb.ppm", "plain.ppm", "bilevel.pbm", "rgb.tif", "lzw.tif",
                                 "cmyk.tif", "rgb.webp", "lossy.webp", "animated.webp"})
            QTest::newRow(name) << name;
    }
    void everyPrefix() {
        QFETCH(QString, name);
        const auto file = readFile(fixture::folder() / name.toStdString(), 1'000'000);
        QVERIFY(file);
        const auto whole = decodePicture(*file, "prefix");
        QVERIFY(whole);
        std::size_t accepted = 0;
        for (std::size_t size = 0; size < file->size(); ++size) {
            // A copy, so that a sanitizer sees a read behind the end.
            const std::vector<std::byte> prefix(file->begin(), file->begin() + static_cast<std::ptrdiff_t>(size));
            if (const auto picture = decodePicture(prefix, "prefix")) {
                ++accepted;
                QCOMPARE(picture->rgb, whole->rgb);
            }
        }
        // A trailer may be missing (PNG's IEND and checksum, TIFF's last tags), but never half of the file.
        QVERIFY2(accepted <= 40, qPrintable(QString::number(accepted)));
    }

    /// A flipped byte may give other pixels or an error.
    void damagedBytes_data() { everyPrefix_data(); }
    void damagedBytes() {
        QFETCH(QString, name);
        const auto file = readFile(fixture::folder() / name.toStdString(), 1'000'000);
        QVERIFY(file);
        PictureLimits small;
        small.pixels = 1'000'000;
        for (std::size_t at = 0; at < std::min<std::size_t>(file->size(), 700); ++at) {
            for (const int flip : {0x01, 0x80, 0xff}) {
                auto damaged = *file;
                damaged[at] ^= static_cast<std::byte>(flip);
                if (const auto picture = decodePicture(damaged, "damaged", small))
                    QCOMPARE(static_cast<std::int64_t>(picture->rgb.size()),
                             static_cast<std::int64_t>(picture->width) * picture->height * 3);
            }
        }
    }

    void limits() {
        PictureLimits limits;
        limits.pixels = 23 * 17;
        QVERIFY(readPicture(fixture::folder() / "rgb.png", limits));
        limits.pixels -= 1;
        QVERIFY(!readPicture(fixture::folder() / "rgb.png", limits));
        limits = {};
        limits.fileBytes = 100;
        const auto large = readPicture(fixture::folder() / "rgb.bmp", limits);
        QVERIFY(!large);
        QVERIFY(large.error().message().find("at most 100") != std::string::npos);
    }

    void extensions_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("known");
        QTest::newRow("jpg") << "a.jpg" << true;
        QTest::newRow("upper case") << "a.JPEG" << true;
        QTest::newRow("webp") << "a.b.WebP" << true;
        QTest::newRow("tif") << "a.tif" << true;
        QTest::newRow("gif") << "a.gif" << false;
        QTest::newRow("none") << "jpg" << false;
        QTest::newRow("text") << "a.jpg.txt" << false;
    }
    void extensions() {
        QFETCH(QString, name);
        QTEST(hasPictureExtension(name.toStdString()), "known");
    }

    void displayNames() {
        QCOMPARE(displayName("fotos/b\xc3\xa4r.png"), std::string("fotos/b\xc3\xa4r.png"));
        QCOMPARE(displayName("b\xe4r.png"), std::string("b\xef\xbf\xbdr.png"));
        QCOMPARE(displayName("end\xc3"), std::string("end\xef\xbf\xbd"));
    }
};

QTEST_GUILESS_MAIN(TestPicture)
#include "test_picture.moc"
