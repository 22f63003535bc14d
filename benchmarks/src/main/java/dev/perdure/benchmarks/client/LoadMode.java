package dev.perdure.benchmarks.client;

/** How callers come. */
enum LoadMode {
    /** All at once, one call each. */
    BURST("burst"),
    /** One call after another, each caller by itself. */
    LOOP("loop");

    private final String word;

    LoadMode(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
