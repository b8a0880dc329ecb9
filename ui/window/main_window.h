// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <QSettings>

#include <memory>
#include <optional>

class QLabel;

namespace layerbench {

struct Actions;
struct RecipeFile;
class ComparePage;
class ComparisonControl;
class CurvePanel;
class DataControl;
class DataView;
class Document;
class EngineHost;
class LayerDiagram;
class LayerInspector;
class MessagesView;
class MessageStrip;
class NetworkEditor;
class NetworkOpener;
class NetworkPanel;
class Pages;
class ResultsView;
class StudyControl;
class StudyPage;
struct Sessions;
class TrainingControl;
class TrainingView;

/// The window: it makes the views, puts them in their places, and connects what they want with who can do it.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    struct Places {
        QString projects;  ///< folder of projects without a name
        QString settings;  ///< file of what the window remembers from start to start
    };
    /// Where a program of the user keeps such things.
    static Places standardPlaces();

    explicit MainWindow(const Places& places, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens what the last session had, or on the first start the demonstration network and the built-in shapes.
    void start();
    /// A project, a weight file, a folder of pictures or a recipe.
    void open(const QString& path);
    void openNetwork(const QString& description);
    void openData(const QString& description);
    void useTheme(const QString& name);  ///< "system", "light", "dark"

    Document& document() { return *document_; }
    DataControl& data() { return *data_; }
    TrainingControl& training() { return *training_; }
    ComparisonControl& comparison() { return *comparison_; }
    ComparePage& comparePage() { return *comparePage_; }
    StudyControl& study() { return *study_; }
    StudyPage& studyPage() { return *studyPage_; }
    Pages& pages() { return *pages_; }
    EngineHost& engine() { return *engine_; }
    LayerDiagram& diagram();

protected:
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    /// Of the docks on the right: the inspector's rows and a scroll bar.
    static constexpr int rightWidth = 288;

    void buildDocks();
    void connectActions();
    void connectDocument();
    void connectSessions();
    void connectPages();
    void pageChanged();
    void showCut();
    QString layoutKey() const;
    void defaultLayout();
    void restoreLayout();
    void showNetwork();
    void showTitle();
    void chooseNetwork();
    void chooseData();
    void chooseOriginal();
    void chooseOther();
    void chooseProject();
    void chooseProjectName();
    void chooseRecipe();
    void manageFeatureCache();
    void applyRecipeFile(const QString& path);
    void saveRecipe();
    void compareRecipes();
    std::optional<RecipeFile> readRecipe(const QString& path);
    void remember(const QString& key, const QString& value);
    void hint(const QString& text);
    void problem(const QString& text);

    QSettings settings_;
    bool systemIsDark_;
    std::unique_ptr<Actions> actions_;
    MessageStrip* strip_;
    NetworkPanel* panel_;
    ComparePage* comparePage_;
    StudyPage* studyPage_;
    Pages* pages_;
    DataView* dataView_;
    LayerInspector* inspector_;
    TrainingView* trainingView_;
    CurvePanel* curves_;
    ResultsView* results_;
    MessagesView* messages_;
    QLabel* hint_;
    QLabel* engineLabel_;
    EngineHost* engine_;
    Document* document_;
    DataControl* data_;
    NetworkOpener* opener_;
    NetworkEditor* editor_;
    std::unique_ptr<Sessions> sessions_;
    TrainingControl* training_;
    ComparisonControl* comparison_;
    StudyControl* study_;
    QByteArray firstLayout_;
    QString layoutShown_;  ///< the key of the page's layout that is seen
    bool shown_ = false;
    bool compact_ = false;  ///< too narrow for words on all buttons and for the palette
};

}  // namespace layerbench
