// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/curve_export.h"
#include "widgets/basics/translated.h"

#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <cmath>

using namespace layerbench;

namespace {

PlotRun exampleRun() {
    PlotRun run{.id = 3, .label = QStringLiteral("Run 3 · case 1"), .caseName = "1", .bestEpoch = 2, .seed = 7};
    run.epochs.push_back({.epoch = 1,
                          .trainLoss = 1.5,
                          .trainAccuracy = 0.25,
                          .validationLoss = 1.25,
                          .validationAccuracy = 0.5,
                          .learningRate = 0.001,
                          .seconds = 2,
                          .imagesPerSecond = 100});
    run.epochs.push_back({.epoch = 2,
                          .trainLoss = 0.75,
                          .trainAccuracy = 0.75,
                          .validationLoss = std::nan(""),
                          .validationAccuracy = 0.875,
                          .learningRate = 0.001,
                          .seconds = 2,
                          .imagesPerSecond = 100});
    return run;
}

QPixmap examplePicture() {
    QPixmap picture(40, 20);
    picture.fill(QColor(10, 200, 30));
    return picture;
}

QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TestCurveExport final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void png() {
        QVERIFY(writeCurves({exampleRun()}, examplePicture(), path("curves.png").toStdString(), QStringLiteral("png")));
        const QImage image(path("curves.png"));
        QCOMPARE(image.size(), QSize(40, 20));
        QCOMPARE(image.pixelColor(20, 10), QColor(10, 200, 30));
    }

    void svg() {
        QVERIFY(writeCurves({exampleRun()}, {}, path("curves.svg").toStdString(), QStringLiteral("svg")));
        QXmlStreamReader xml(read(path("curves.svg")));
        QStringList texts;
        QString root;
        while (!xml.atEnd()) {
            xml.readNext();
            if (xml.isStartElement() && root.isEmpty())
                root = xml.name().toString();
            if (xml.isCharacters())
                texts << xml.text().toString();
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(root, QStringLiteral("svg"));
        QVERIFY(texts.join(QLatin1Char('|')).contains(QStringLiteral("Run 3 · case 1")));
    }

    void csv() {
        QVERIFY(writeCurves({exampleRun()}, {}, path("curves.csv").toStdString(), QStringLiteral("csv")));
        QCOMPARE(QString::fromUtf8(read(path("curves.csv"))),
                 QStringLiteral("run,label,case,seed,epoch,train_loss,train_accuracy,validation_loss,"
                                "validation_accuracy,learning_rate,seconds,images_per_second,best\n"
                                "3,Run 3 · case 1,1,7,1,1.5,0.25,1.25,0.5,0.001,2,100,0\n"
                                "3,Run 3 · case 1,1,7,2,0.75,0.75,,0.875,0.001,2,100,1\n"));
    }

    void takesThePlaceOfAnOlderFile() {
        QFile old(path("old.csv"));
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write(QByteArray(100'000, 'x'));
        old.close();
        QVERIFY(writeCurves({exampleRun()}, {}, path("old.csv").toStdString(), QStringLiteral("csv")));
        QVERIFY(read(path("old.csv")).startsWith("run,label"));
        QVERIFY(!read(path("old.csv")).contains("xxx"));
    }

    void faults_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("format");
        QTest::addColumn<bool>("epochs");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("remedy");
        for (const auto* format : {"png", "svg", "csv"}) {
            QTest::addRow("%s below a file", format)
                << QStringLiteral("plain/curves") << QString::fromLatin1(format) << true
                << QStringLiteral("plain/curves") << QStringLiteral("Choose another folder");
            QTest::addRow("%s in a folder that is not there", format)
                << QStringLiteral("missing/curves") << QString::fromLatin1(format) << true
                << QStringLiteral("missing/curves") << QStringLiteral("Choose another folder");
        }
        QTest::newRow("a format of its own") << QStringLiteral("curves.pdf") << QStringLiteral("pdf") << true
                                             << QStringLiteral("pdf") << QStringLiteral("Choose png, svg or csv");
        QTest::newRow("nothing to write") << QStringLiteral("none.csv") << QStringLiteral("csv") << false
                                          << QStringLiteral("No epoch") << QStringLiteral("Let one epoch end");
    }
    void faults() {
        QFETCH(QString, file);
        QFETCH(QString, format);
        QFETCH(bool, epochs);
        QFETCH(QString, where);
        QFETCH(QString, remedy);
        QFile plain(path("plain"));
        QVERIFY(plain.open(QIODevice::WriteOnly));
        PlotRun run = exampleRun();
        if (!epochs)
            run.epochs.clear();
        const auto written =
            writeCurves({run}, examplePicture(), path(file.toUtf8().constData()).toStdString(), format);
        QVERIFY(!written);
        const QString message = translated(written.error());
        QVERIFY2(message.contains(where) && message.contains(remedy), qPrintable(message));
        QVERIFY(!QFile::exists(path(file.toUtf8().constData())));
        QCOMPARE(plain.size(), 0);
    }

    void anEmptyPicture() {
        const auto written = writeCurves({exampleRun()}, {}, path("empty.png").toStdString(), QStringLiteral("png"));
        QVERIFY(!written);
        QVERIFY(!QFile::exists(path("empty.png")));
    }

private:
    QString path(const char* name) const { return folder_.filePath(QString::fromUtf8(name)); }

    QTemporaryDir folder_;
};

QTEST_MAIN(TestCurveExport)
#include "test_curve_export.moc"
