// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/pickle.h"

#include <QtTest>

using namespace layerbench;

namespace {

Result<Pickle> read(const std::string& bytes) {
    return readPickle(std::as_bytes(std::span(bytes)), "test");
}

}  // namespace

class TestPickle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void integers_data() {
        QTest::addColumn<QByteArray>("opcodes");
        QTest::addColumn<qint64>("value");
        QTest::newRow("BININT") << QByteArray("J\xff\xff\xff\xff", 5) << qint64{-1};
        QTest::newRow("BININT1") << QByteArray("K\xff") << qint64{255};
        QTest::newRow("BININT2") << QByteArray("M\x01\x02") << qint64{513};
        QTest::newRow("LONG1 of no bytes") << QByteArray("\x8a\x00", 2) << qint64{0};
        QTest::newRow("LONG1 negative") << QByteArray("\x8a\x01\x80") << qint64{-128};
        QTest::newRow("LONG1 of 5 bytes") << QByteArray("\x8a\x05\x00\x00\x00\x00\x01", 7) << (qint64{1} << 32);
        QTest::newRow("LONG4") << QByteArray("\x8b\x01\x00\x00\x00\x05", 6) << qint64{5};
        QTest::newRow("through the memo") << QByteArray("K\x07q\x05"
                                                        "0h\x05")
                                          << qint64{7};
        QTest::newRow("through MEMOIZE") << QByteArray("\x95\0\0\0\0\0\0\0\0K\x07\x94"
                                                       "0h\0",
                                                       15)
                                         << qint64{7};
    }
    void integers() {
        QFETCH(QByteArray, opcodes);
        QFETCH(qint64, value);
        const auto pickle = read("\x80\x04" + opcodes.toStdString() + ".");
        QVERIFY2(pickle, pickle ? "" : pickle.error().message().c_str());
        QVERIFY((*pickle)[pickle->root].kind == PickleKind::integer);
        QCOMPARE(qint64{(*pickle)[pickle->root].integer}, value);
    }

    void containers() {
        const auto pickle = read("\x80\x02}(X\x01" + std::string(3, '\0') +
                                 "a](K\x01K\x02"
                                 "eU\x01"
                                 "b)u.rest");
        QVERIFY(pickle);
        const auto& root = (*pickle)[pickle->root];
        QVERIFY(root.kind == PickleKind::dictionary);
        QCOMPARE(root.items.size(), std::size_t{4});
        QCOMPARE((*pickle)[root.items[0]].text, std::string("a"));
        QCOMPARE((*pickle)[root.items[1]].items.size(), std::size_t{2});
        QCOMPARE((*pickle)[root.items[2]].text, std::string("b"));
        QCOMPARE(pickle->length, std::size_t{23});
    }

    void harmlessNamesBecomeOpaque_data() {
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"argparse\nNamespace\n", "numpy\ndtype\n", "torch\ndevice\n", "torch\nfloat32\n",
                                 "builtins\nset\n", "pathlib\nPosixPath\n"})
            QTest::newRow(QByteArray(name).replace('\n', ' ').constData()) << QByteArray(name);
    }
    void harmlessNamesBecomeOpaque() {
        QFETCH(QByteArray, name);
        const auto pickle = read("\x80\x02"
                                 "c" +
                                 name.toStdString() + ")R}b.");
        QVERIFY2(pickle, pickle ? "" : pickle.error().message().c_str());
        QVERIFY((*pickle)[pickle->root].kind == PickleKind::opaque);
    }

    void otherNamesAreRefused_data() {
        QTest::addColumn<QByteArray>("opcodes");
        QTest::addColumn<QString>("name");
        QTest::newRow("GLOBAL") << QByteArray("cos\nsystem\n.") << "os.system";
        QTest::newRow("STACK_GLOBAL") << QByteArray("\x8c\x02os\x8c\x06system\x93.") << "os.system";
        QTest::newRow("eval") << QByteArray("cbuiltins\neval\n.") << "builtins.eval";
        QTest::newRow("getattr") << QByteArray("cbuiltins\ngetattr\n.") << "builtins.getattr";
        QTest::newRow("torch.load") << QByteArray("ctorch\nload\n.") << "torch.load";
        QTest::newRow("dotted") << QByteArray("ctorch\nSize.__class__\n.") << "torch.Size.__class__";
        QTest::newRow("quantised") << QByteArray("ctorch._utils\n_rebuild_qtensor\n.") << "_rebuild_qtensor";
    }
    void otherNamesAreRefused() {
        QFETCH(QByteArray, opcodes);
        QFETCH(QString, name);
        const auto pickle = read("\x80\x04" + opcodes.toStdString());
        QVERIFY(!pickle);
        QVERIFY2(QString::fromStdString(pickle.error().message()).contains(name), pickle.error().message().c_str());
    }

    void malformed_data() {
        QTest::addColumn<QByteArray>("opcodes");
        for (const char* opcodes : {".",
                                    "t.",
                                    "(.",
                                    "K\x01(.",
                                    "K\x01(0.",
                                    "R.",
                                    "NNR.",
                                    "N)R.",
                                    "Nb.",
                                    "}K\x01s.",
                                    "}(K\x01u.",
                                    "(K\x01"
                                    "d.",
                                    "Na.",
                                    "NNa.",
                                    "NNNs.",
                                    "NQ.",
                                    ")Q.",
                                    "h\x01.",
                                    "q\x01.",
                                    "\x93.",
                                    "NN\x93.",
                                    "ctorch\nSize\n)R.",
                                    "ctorch\nFloatStorage\n)R.",
                                    "ctorch._utils\n_rebuild_tensor_v2\n)R.",
                                    "cos\n",
                                    "ctorch.nn.parameter\nParameter\n)R.",
                                    "ctorch._tensor\n_rebuild_from_type_v2\nq\x01(h\x01NN)tR."})
            QTest::newRow(QByteArray(opcodes).toPercentEncoding().constData()) << QByteArray(opcodes);
    }
    void malformed() {
        QFETCH(QByteArray, opcodes);
        QVERIFY(!read("\x80\x02" + opcodes.toStdString()));
    }

    void circlesAreHarmless() {
        const auto pickle = read("\x80\x02]q\x01h\x01"
                                 "a.");
        QVERIFY(pickle);
        QCOMPARE((*pickle)[pickle->root].items[0], pickle->root);
    }
};

QTEST_GUILESS_MAIN(TestPickle)
#include "test_pickle.moc"
