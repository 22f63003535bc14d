package dev.perdure.client;

/** What a status holds besides what it always does. Immutable: each method that sets something returns another object. */
public final class StatusOptions {

    private static final StatusOptions DEFAULTS = new StatusOptions(true, false, false);

    private final boolean showsInput;
    private final boolean showsHistory;
    private final boolean showsHistoryOutput;

    private StatusOptions(boolean showsInput, boolean showsHistory, boolean showsHistoryOutput) {
        this.showsInput = showsInput;
        this.showsHistory = showsHistory;
        this.showsHistoryOutput = showsHistoryOutput;
    }

    /** With the input, without the history. */
    public static StatusOptions defaults() {
        return DEFAULTS;
    }

    /** Without the input. */
    public StatusOptions withoutInput() {
        return new StatusOptions(false, showsHistory, showsHistoryOutput);
    }

    /** With the history, without the results in it. */
    public StatusOptions withHistory() {
        return new StatusOptions(showsInput, true, showsHistoryOutput);
    }

    /** With the history and the results in it. */
    public StatusOptions withHistoryAndOutputs() {
        return new StatusOptions(showsInput, true, true);
    }

    /** Whether the input comes with it. */
    public boolean showsInput() {
        return showsInput;
    }

    /** Whether the history comes with it. */
    public boolean showsHistory() {
        return showsHistory;
    }

    /** Whether the history, if it comes, holds results. */
    public boolean showsHistoryOutput() {
        return showsHistoryOutput;
    }
}
