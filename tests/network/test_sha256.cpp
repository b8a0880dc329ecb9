// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/network/sha256.h"

#include <QCryptographicHash>
#include <QTest>

using namespace layerbench;

namespace {

std::span<const std::byte> bytesOf(const QByteArray& text) {
    return std::as_bytes(std::span(text.constData(), static_cast<std::size_t>(text.size())));
}

}  // namespace

class TestSha256 : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheStandard_data() {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QString>("digest");
        // NIST's examples for FIPS 180-4, and the empty message.
        QTest::newRow("empty") << QByteArray() << "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        QTest::newRow("abc") << QByteArray("abc") << "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        QTest::newRow("two blocks") << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                                    << "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
        QTest::newRow("four blocks") << QByteArray("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                                                   "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu")
                                     << "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1";
        QTest::newRow("a million a") << QByteArray(1000000, 'a')
                                     << "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
    }
    void agreesWithTheStandard() {
        QFETCH(const QByteArray, message);
        QFETCH(const QString, digest);
        QCOMPARE(QString::fromStdString(sha256Hex(bytesOf(message))), digest);
    }

    /// Every length around the block's border, against Qt's.
    void everyLength() {
        QByteArray message;
        for (int length = 0; length < 300; ++length) {
            QCOMPARE(QByteArray::fromStdString(sha256Hex(bytesOf(message))),
                     QCryptographicHash::hash(message, QCryptographicHash::Sha256).toHex());
            message += static_cast<char>(length * 7);
        }
    }

    void piecesDoNotMatter() {
        QByteArray message;
        for (int i = 0; i < 1000; ++i)
            message += static_cast<char>(i * i);
        const auto whole = sha256Hex(bytesOf(message));
        for (const std::size_t piece : {1u, 7u, 55u, 63u, 64u, 65u, 128u, 999u}) {
            Sha256 hash;
            auto rest = bytesOf(message);
            while (!rest.empty()) {
                const auto taken = std::min(piece, rest.size());
                hash.add(rest.first(taken));
                rest = rest.subspan(taken);
            }
            hash.add(std::string_view());
            QCOMPARE(QString::fromStdString(hash.hex()), QString::fromStdString(whole));
        }
    }
};

QTEST_GUILESS_MAIN(TestSha256)
#include "test_sha256.moc"
