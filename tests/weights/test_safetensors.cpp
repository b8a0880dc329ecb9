// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/weights/weight_test_files.h"

using namespace layerbench;

class TestSafetensors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accepted_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<int>("bytes");
        QTest::addColumn<int>("tensors");
        QTest::newRow("none") << "{}" << 0 << 0;
        QTest::newRow("padded") << R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}      )" << 8 << 1;
        QTest::newRow("scalar") << R"({"a":{"dtype":"I64","shape":[],"data_offsets":[0,8]}})" << 8 << 1;
        QTest::newRow("empty tensor") << R"({"a":{"dtype":"F32","shape":[0,5],"data_offsets":[0,0]}})" << 0 << 1;
        QTest::newRow("another order") << R"({"b":{"data_offsets":[2,4],"shape":[1],"dtype":"F16"},)"
                                          R"("a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}})"
                                       << 4 << 2;
        QTest::newRow("metadata") << R"({"__metadata__":{"k":"v"},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})"
                                  << 1 << 1;
    }
    void accepted() {
        QFETCH(QString, json);
        QFETCH(int, bytes);
        QFETCH(int, tensors);
        const auto weights = read(safetensorsOf(json.toStdString(), static_cast<std::size_t>(bytes)));
        QVERIFY2(weights, weights ? "" : weights.error().message().c_str());
        QCOMPARE(static_cast<int>(weights->tensors.size()), tensors);
    }

    void refused_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<int>("bytes");
        QTest::addColumn<QString>("word");
        const char* two =
            R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[%1]},"b":{"dtype":"U8","shape":[4],"data_offsets":[%2]}})";
        QTest::newRow("overlap") << QString(two).arg("0,4", "2,6") << 6 << "overlaps";
        QTest::newRow("same place") << QString(two).arg("0,4", "0,4") << 4 << "overlaps";
        QTest::newRow("hole") << QString(two).arg("0,4", "5,9") << 9 << "hole";
        QTest::newRow("hole at the start") << QString(two).arg("1,5", "5,9") << 9 << "hole";
        QTest::newRow("bytes left over") << QString(two).arg("0,4", "4,8") << 9 << "belong to none";
        QTest::newRow("too few bytes") << QString(two).arg("0,4", "4,8") << 7 << "too early";
        QTest::newRow("end before begin") << QString(two).arg("4,0", "4,8") << 8 << "does not fit";
        QTest::newRow("shape disagrees") << R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})" << 8
                                         << "does not fit";
        QTest::newRow("shape overflows to its size")
            << R"({"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}})" << 0 << "does not fit";
        QTest::newRow("size beyond 2^63")
            << R"({"a":{"dtype":"U8","shape":[18446744073709551615],"data_offsets":[0,1]}})" << 1 << "makes no sense";
        QTest::newRow("offsets of 2^63")
            << R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[9223372036854775807,9223372036854775808]}})" << 1
            << "makes no sense";
        QTest::newRow("negative") << R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})" << 1
                                  << "makes no sense";
        QTest::newRow("fraction") << R"({"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}})" << 1
                                  << "makes no sense";
        QTest::newRow("tensor twice") << R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                                         R"("a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})"
                                      << 2 << "twice";
        QTest::newRow("field twice") << R"({"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}})" << 1
                                     << "twice";
        QTest::newRow("metadata twice") << R"({"__metadata__":{},"__metadata__":{}})" << 0 << "twice";
        QTest::newRow("metadata number") << R"({"__metadata__":{"a":1}})" << 0 << "makes no sense";
        QTest::newRow("metadata is text") << R"({"__metadata__":"a"})" << 0 << "makes no sense";
        QTest::newRow("metadata is a list") << R"({"__metadata__":["a"]})" << 0 << "makes no sense";
        QTest::newRow("unknown type") << R"({"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}})" << 1
                                      << "F8_E4M3";
        QTest::newRow("field missing") << R"({"a":{"dtype":"U8","shape":[1]}})" << 1 << "makes no sense";
        QTest::newRow("field unknown") << R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}})" << 1
                                       << "makes no sense";
        QTest::newRow("one offset") << R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1]}})" << 1
                                    << "makes no sense";
        QTest::newRow("three offsets") << R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}})" << 1
                                       << "makes no sense";
        QTest::newRow("shape is a number")
            << R"({"a":{"dtype":"U8","shape":1,"data_offsets":[0,1]}})" << 1 << "makes no sense";
        QTest::newRow("type is a list") << R"({"a":{"dtype":["U8"],"shape":[1],"data_offsets":[0,1]}})" << 1
                                        << "makes no sense";
        QTest::newRow("tensor is a number") << R"({"a":1})" << 0 << "makes no sense";
        QTest::newRow("cut JSON") << R"({"a":{"dtype":"U8")" << 0 << "makes no sense";
        QTest::newRow("text behind it") << R"({} {})" << 0 << "makes no sense";
        QTest::newRow("nested deeply") << "{\"a\":" + QString("[").repeated(1'000'000) << 0 << "makes no sense";
        QTest::newRow("objects nested deeply") << QString("{\"a\":").repeated(300'000) << 0 << "makes no sense";
        QTest::newRow("33 dimensions") << R"({"a":{"dtype":"U8","shape":[1)" + QString(",1").repeated(32) +
                                              R"(],"data_offsets":[0,1]}})"
                                       << 1 << "makes no sense";
    }
    void refused() {
        QFETCH(QString, json);
        QFETCH(int, bytes);
        QFETCH(QString, word);
        const auto weights = read(safetensorsOf(json.toStdString(), static_cast<std::size_t>(bytes)));
        QVERIFY(!weights);
        const auto message = QString::fromStdString(weights.error().message());
        QVERIFY2(message.contains(word), qPrintable(message));
    }

    void bytesThatAreNotUtf8() {
        const auto weights =
            read(safetensorsOf("{\"\xff\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1));
        QVERIFY(!weights);
    }

private:
    Result<StateDict> read(const std::string& content) {
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "file.safetensors";
        writeContent(path, content);
        return readWeightFile(path);
    }
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "test_safetensors.moc"
