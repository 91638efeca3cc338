// Loads a form with JavaRosa until 25 questions and their labels have been read; prints milliseconds from before the first of its classes.
// First line: the load in a fresh process. Then RUNS more in the same process, a line each.
import java.io.File;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.test.Scenario;

public class FirstQuestions {
    static Object[] load(File file) throws Exception {
        FormDef form = Scenario.createFormDef(file);
        FormEntryController controller = new FormEntryController(new FormEntryModel(form));
        form.initialize(true, new InstanceInitializationFactory());
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int read = 0, letters = 0, event;
        while (read < 25 && (event = controller.stepToNextEvent()) != FormEntryController.EVENT_END_OF_FORM) {
            if (event == FormEntryController.EVENT_QUESTION) {
                String label = controller.getModel().getQuestionPrompt().getQuestionText();
                letters += label == null ? 0 : label.length();
                read++;
            }
        }
        return new Object[] {form, read, letters};
    }

    public static void main(String[] arguments) throws Exception {
        java.io.PrintStream out = System.out;
        System.setOut(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));
        for (int run = 0; run <= Integer.parseInt(arguments[1]); run++) {
            long start = System.nanoTime();
            Object[] loaded = load(new File(arguments[0]));
            out.printf("%.1f %d %d%n", (System.nanoTime() - start) / 1e6, (Integer) loaded[1], (Integer) loaded[2]);
        }
    }
}
