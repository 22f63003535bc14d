package dev.perdure.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What happened, in order, and a hash of all of it. Confined to one thread. */
public final class Trace {

    /** Lines kept. */
    private static final int LINES_MAX = 20_000;

    /** Lines that are about everything. */
    private static final Set<String> WORLD = Set.of("fault", "host up", "host down", "gone", "deploy");

    /** @param subject the instance, entity or part concerned */
    private record Line(int step, String kind, String subject, Object detail) {

        private String text() {
            return step + "  " + kind + "  " + subject + "  " + detail;
        }
    }

    private final List<Line> lines = new ArrayList<>();
    private long hash = 17;
    private int step;

    /** What follows belongs to this step. */
    public void step(int number) {
        step = number;
        hash = hash * 31 + number;
    }

    public int step() {
        return step;
    }

    /** Adds a line. The detail must not change afterwards, and its hash must be one of its content. */
    public void add(String kind, String subject, Object detail) {
        hash = ((hash * 31 + kind.hashCode()) * 31 + subject.hashCode()) * 31
                + (detail instanceof Enum<?> constant ? constant.name().hashCode() : detail.hashCode());
        if (lines.size() == LINES_MAX) {
            lines.subList(0, LINES_MAX / 2).clear();
        }
        lines.add(new Line(step, kind, subject, detail));
    }

    /** Two runs with equal hashes were the same. */
    public long hash() {
        return hash;
    }

    /** The last lines about a subject, and those about the whole world. */
    public List<String> about(String subject, int max) {
        List<String> texts = new ArrayList<>();
        for (int i = lines.size() - 1; i >= 0 && texts.size() < max; i--) {
            Line line = lines.get(i);
            if (subject.isEmpty()
                    || WORLD.contains(line.kind())
                    || line.subject().equals(subject)
                    || line.detail().toString().contains(subject)) {
                texts.addFirst(line.text());
            }
        }
        return texts;
    }
}
