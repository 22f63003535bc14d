package dev.perdure.examples.demo.process;

import java.io.IOException;
import java.util.List;

/** Whether standard output and standard error of this process go to a terminal. Thread-safe: stateless. */
public final class Terminal {

    private Terminal() {}

    /** Whether standard output goes to a terminal. */
    public static boolean isStandardOutput() {
        return isTerminal(1);
    }

    /** Whether standard error goes to a terminal. */
    public static boolean isStandardError() {
        return isTerminal(2);
    }

    /** Asks a shell that inherits the file descriptor: Java itself cannot tell before release 22. */
    private static boolean isTerminal(int descriptor) {
        try {
            return new ProcessBuilder(List.of("sh", "-c", "test -t " + descriptor))
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
