package dev.perdure.sdk.internal.executor;

import dev.perdure.sdk.replay.Divergence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says for people where code has left its history. Stateless. */
final class DivergenceReport {

    private static final int ROWS_MAX = 20;
    private static final int LEFT_WIDTH = 40;
    private static final int REASON_CHARS_MAX = 8_000;

    private DivergenceReport() {}

    static Divergence of(
            String orchestrator, String instanceId, int eventNumber, List<Divergence.Row> rows, @Nullable Trace trace) {
        Divergence.Row first = first(rows);
        String line = trace == null ? null : trace.lineOf(first.id());
        StringBuilder text = new StringBuilder("The orchestrator '" + orchestrator + "' of instance '" + instanceId
                + "' does not do what its history says it did.\n"
                + "Its code has changed, or it is not deterministic. They part at event " + eventNumber + ":\n  id     "
                + padded("expected from history") + " | what the code did");
        int shown = 0;
        for (Divergence.Row row : rows) {
            if (shown++ == ROWS_MAX) {
                text.append("\n  … and ").append(rows.size() - ROWS_MAX).append(" more");
                break;
            }
            text.append("\n  ").append(row.id() < 0 ? "       " : String.format("%-6d ", row.id()));
            text.append(padded(row.expected())).append(" | ").append(row.actual());
        }
        if (line != null) {
            text.append("\n  at ").append(line);
        }
        String message = text.length() > REASON_CHARS_MAX ? text.substring(0, REASON_CHARS_MAX) + "…" : text.toString();
        return new Divergence(eventNumber, rows, line, message);
    }

    /** The row at which the two part; those before it are only listed with it. */
    private static Divergence.Row first(List<Divergence.Row> rows) {
        for (Divergence.Row row : rows) {
            if (!row.expected().equals(row.actual())) {
                return row;
            }
        }
        return new Divergence.Row(-1, IssuedActions.NOTHING, IssuedActions.NOTHING);
    }

    private static String padded(String text) {
        return text.length() >= LEFT_WIDTH ? text : text + " ".repeat(LEFT_WIDTH - text.length());
    }
}
