// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/result_table.h"

#include <QtTest>

#include <cmath>

using namespace layerbench;

namespace {

const std::vector<ResultRow> rows{
    {3, "1", "Train a new head", 1, 0.9281, 12, 1026, 723522, 9.62, 171.4, "finished", "squeezenet1_1", "photos"},
    {12, "4", "From|scratch, all", 12, NAN, 0, 723522, 723522, 210.0, 0, "paused", "squeezenet1_1", "a, b"},
};

}  // namespace

class TestResultTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void text() {
        const std::string expected =
            "Run  Case  What               Seed  Accuracy  Best epoch  Trainable parameters  Seconds    Saved  Status\n"
            "---  ----  -----------------  ----  --------  ----------  --------------------  -------  -------  "
            "--------\n"
            "  3  1     Train a new head      1    92.8 %          12         1,026 (0.1 %)      9.6  171.4 s  "
            "finished\n"
            " 12  4     From|scratch, all    12         –           –       723,522 (100 %)    210.0        –  "
            "paused\n";
        QCOMPARE(resultTable(rows, TableFormat::text), expected);
    }

    void markdown() {
        const std::string expected = "| Run | Case | What               | Seed | Accuracy | Best epoch | Trainable "
                                     "parameters | Seconds |   Saved | "
                                     "Status   |\n"
                                     "|----:|------|--------------------|-----:|---------:|-----------:|---------------"
                                     "------:|--------:|--------:|-"
                                     "---------|\n"
                                     "|   3 | 1    | Train a new head   |    1 |   92.8 % |         12 |        1,026 "
                                     "(0.1 %) |     9.6 | 171.4 s | "
                                     "finished |\n"
                                     "|  12 | 4    | From\\|scratch, all |   12 |        – |          – |      723,522 "
                                     "(100 %) |   210.0 |       – | "
                                     "paused   |\n";
        QCOMPARE(resultTable(rows, TableFormat::markdown), expected);
    }

    void csv() {
        const std::string expected =
            "run,network,data,case,title,status,seed,validation_accuracy,best_epoch,trainable_parameters,"
            "total_parameters,seconds,seconds_saved\n"
            "3,squeezenet1_1,photos,1,Train a new head,finished,1,0.9281,12,1026,723522,9.62,171.4\n"
            "12,squeezenet1_1,\"a, b\",4,\"From|scratch, all\",paused,12,,0,723522,723522,210,0\n";
        QCOMPARE(resultTable(rows, TableFormat::csv), expected);
    }

    void withoutRows() { QCOMPARE(QString::fromStdString(resultTable({}, TableFormat::text)).count('\n'), 2); }
};

QTEST_GUILESS_MAIN(TestResultTable)
#include "test_result_table.moc"
