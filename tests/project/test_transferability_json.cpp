// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/transferability_json.h"

#include "tests/study/paper_study.h"

#include <QtTest>

#include <cmath>

using namespace layerbench;

namespace {

std::string one() {
    TransferabilityResult study = fixture::paperStudy(1, false);
    study.depths = {2};
    study.runs.resize(1);
    return studiesToJson(std::vector{study});
}

}  // namespace

class TestTransferabilityJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrip() {
        // Nothing at its default, so that a key that is not written shows.
        TransferabilityResult study = fixture::paperStudy(3, true);
        study.options.epochs = 12;
        study.options.schedule = Schedule::cosine;
        study.augmentation = Augmentation::flip;
        study.stopped = true;
        study.runs[4].accuracy = NAN;
        study.runs[4].reason = FinishReason::diverged;
        study.runs[5].frozenUnchanged = false;
        study.runs[6].lastAccuracy = 0.1 + 0.2;
        const auto read = studiesFromJson(studiesToJson(std::vector{study, fixture::paperStudy(1, false)}));
        QVERIFY2(read, read ? "" : read.error().message().c_str());
        QCOMPARE(read->size(), std::size_t{2});
        const TransferabilityResult& again = read->front();
        QCOMPARE(again.architecture, study.architecture);
        QCOMPARE(again.cuts, study.cuts);
        QCOMPARE(again.depths, study.depths);
        QCOMPARE(again.seeds, study.seeds);
        QVERIFY(again.options == study.options);
        QVERIFY(again.augmentation == study.augmentation);
        QCOMPARE(again.stopped, true);
        QCOMPARE(again.tasks.size(), study.tasks.size());
        for (std::size_t i = 0; i < study.tasks.size(); ++i) {
            QVERIFY(again.tasks[i].origin == study.tasks[i].origin);
            QCOMPARE(again.tasks[i].data, study.tasks[i].data);
            QCOMPARE(again.tasks[i].classes, study.tasks[i].classes);
            QCOMPARE(again.tasks[i].trainingPictures, study.tasks[i].trainingPictures);
            QCOMPARE(again.tasks[i].validationPictures, study.tasks[i].validationPictures);
        }
        QCOMPARE(again.runs.size(), study.runs.size());
        for (std::size_t i = 0; i < study.runs.size(); ++i) {
            const auto& [was, is] = std::pair(study.runs[i], again.runs[i]);
            QVERIFY(is.run == was.run && is.reason == was.reason);
            QVERIFY(is.accuracy == was.accuracy || (std::isnan(is.accuracy) && std::isnan(was.accuracy)));
            QCOMPARE(is.lastAccuracy, was.lastAccuracy);
            QCOMPARE(is.bestEpoch, was.bestEpoch);
            QCOMPARE(is.trainableParameters, was.trainableParameters);
            QCOMPARE(is.totalParameters, was.totalParameters);
            QCOMPARE(is.frozenUnchanged, was.frozenUnchanged);
            QCOMPARE(is.seconds, was.seconds);
        }
        QVERIFY(studiesFromJson(studiesToJson({}))->empty());
        QVERIFY(!studiesFromJson("{}"));
    }

    void errors_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("says");
        QTest::newRow("cut short") << "]}]"
                                   << ""
                                   << "not valid JSON";
        QTest::newRow("no study") << "[{"
                                  << "[1,{"
                                  << "[0] must be an object";
        QTest::newRow("unknown key") << "\"seeds\""
                                     << "\"sweets\""
                                     << "unknown key “sweets”";
        QTest::newRow("missing") << "\"stopped\":false,"
                                 << ""
                                 << "lacks “stopped”";
        QTest::newRow("origin") << "\"origin\":\"A\""
                                << "\"origin\":\"C\""
                                << "[0].tasks[1].origin: “C” is not known";
        QTest::newRow("reason") << "\"reason\":\"completed\""
                                << "\"reason\":\"bored\""
                                << "“bored” is not known";
        QTest::newRow("no depth of the network") << "\"depths\":[2]"
                                                 << "\"depths\":[8]"
                                                 << "beyond the 7 cut points";
        QTest::newRow("no depth at all") << "\"depths\":[2]"
                                         << "\"depths\":[0]"
                                         << "beyond the 7 cut points";
        QTest::newRow("a run's depth") << "\"depth\":0"
                                       << "\"depth\":8"
                                       << "beyond the 7 cut points";
        QTest::newRow("accuracy") << "\"validation_accuracy\":0.625"
                                  << "\"validation_accuracy\":62.5"
                                  << "between 0 and 1";
        QTest::newRow("options") << "\"epochs\":25"
                                 << "\"epochs\":0"
                                 << "[0].options";
        QTest::newRow("augmentation") << "\"augmentation\":\"none\""
                                      << "\"augmentation\":\"wild\""
                                      << "“wild”";
    }
    void errors() {
        QFETCH(const QString, from);
        QFETCH(const QString, to);
        QFETCH(const QString, says);
        QString json = QString::fromStdString(one());
        QVERIFY2(studiesFromJson(json.toStdString()), "the example is good");
        QVERIFY2(json.contains(from), qPrintable(json));
        json.replace(json.indexOf(from), from.size(), to);
        const auto read = studiesFromJson(json.toStdString());
        QVERIFY(!read);
        const QString message = QString::fromStdString(read.error().message());
        QVERIFY2(message.contains(says), qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(TestTransferabilityJson)
#include "test_transferability_json.moc"
