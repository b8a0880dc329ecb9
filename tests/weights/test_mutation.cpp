// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/weights/weight_test_files.h"

#include <random>

using namespace layerbench;

namespace {

const char* const fixtures[] = {"plain.pth",    "plain.th", "checkpoint.pth", "checkpoint.th",
                                "views.pth",    "views.th", "integers.pth",   "plain.safetensors",
                                "bfloat16.pth", "evil.pth", "parameters.th",  "torchscript.pt"};

/// Whatever the bytes are: weights whose tensors are whole, or a sentence.
void readAnything(const std::filesystem::path& path) {
    const auto weights = readWeightFile(path);
    if (!weights) {
        QVERIFY(!weights.error().message().empty());
        return;
    }
    std::size_t bytes = 0;
    for (const auto& named : weights->tensors)
        bytes += static_cast<std::size_t>(named.tensor.elementCount()) * byteSize(named.tensor.type());
    QVERIFY(bytes <= 2 * std::filesystem::file_size(path) + (std::size_t{16} << 20));
}

}  // namespace

class TestMutation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cutAnywhere_data() {
        QTest::addColumn<QString>("file");
        for (const char* file : fixtures)
            QTest::newRow(file) << file;
    }
    void cutAnywhere() {
        QFETCH(QString, file);
        const auto whole = contentOf(fixture(file.toStdString()));
        const auto expected = readWeightFile(fixture(file.toStdString()));
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "cut";
        writeContent(path, whole);
        for (std::size_t size = whole.size(); size-- > 0;) {
            std::filesystem::resize_file(path, size);
            const auto weights = readWeightFile(path);
            if (weights)
                QVERIFY2(expected && *weights == *expected, qPrintable(QString("cut at %1").arg(size)));
        }
    }

    void flippedBytes_data() { cutAnywhere_data(); }
    void flippedBytes() {
        QFETCH(QString, file);
        const auto whole = contentOf(fixture(file.toStdString()));
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "flipped";
        std::mt19937 random(20'261'122);  // its sequence is the same everywhere
        constexpr unsigned char interesting[] = {0x00, 0x01, 0x7f, 0x80, 0xff, '(', '.', 'R', 'u'};
        for (int i = 0; i < 500; ++i) {
            auto mutated = whole;
            const auto changes = 1 + random() % 4;
            for (std::size_t change = 0; change < changes; ++change) {
                auto& byte = mutated[random() % mutated.size()];
                switch (random() % 3) {
                case 0:
                    byte = static_cast<char>(byte ^ static_cast<char>(1u << (random() % 8)));
                    break;
                case 1:
                    byte = static_cast<char>(interesting[random() % std::size(interesting)]);
                    break;
                default:
                    byte = static_cast<char>(random() % 256);
                }
            }
            if (random() % 8 == 0) {  // a part repeated in another place
                const auto from = random() % mutated.size();
                mutated.insert(random() % mutated.size(), mutated.substr(from, random() % 64));
            }
            writeContent(path, mutated);
            readAnything(path);
        }
    }
};

QTEST_GUILESS_MAIN(TestMutation)
#include "test_mutation.moc"
