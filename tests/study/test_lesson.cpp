// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/lesson.h"

#include <QtTest>

#include <cmath>

using namespace layerbench;

class TestLesson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lessons_data() {
        QTest::addColumn<double>("training");
        QTest::addColumn<double>("validation");
        QTest::addColumn<int>("lesson");
        const auto row = [](const char* name, double training, double validation, Lesson lesson) {
            QTest::newRow(name) << training << validation << static_cast<int>(lesson);
        };
        row("learnt by heart", 1.0, 0.57, Lesson::overfits);
        row("learnt", 0.97, 0.95, Lesson::none);
        row("on its way", 0.8, 0.6, Lesson::none);
        row("frozen too far", 0.47, 0.45, Lesson::underfits);
        row("validation above training, as with dropout", 0.6, 0.7, Lesson::underfits);
        row("neither measured", std::nan(""), std::nan(""), Lesson::none);
        row("no validation", 1.0, std::nan(""), Lesson::none);
        row("no training", std::nan(""), 0.4, Lesson::none);
    }
    void lessons() {
        QFETCH(const double, training);
        QFETCH(const double, validation);
        QTEST(static_cast<int>(lessonOf(training, validation)), "lesson");
    }
};

QTEST_APPLESS_MAIN(TestLesson)
#include "test_lesson.moc"
