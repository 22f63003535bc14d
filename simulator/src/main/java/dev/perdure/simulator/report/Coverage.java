package dev.perdure.simulator.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How often each feature was in use when each fault happened. Confined to one thread. */
public final class Coverage {

    /** Steps for which a feature counts as in use. */
    private static final int IN_USE_STEPS = 60;

    private static final String LEGEND = """
            How often a feature was in use (within 60 steps) when a fault happened:
            pow- power lost, write lost     pow+ power lost, write kept     syn- sync failed, write lost
            syn+ sync failed, write kept    full disk full                  slow disk slow
            swap dup drop: messages between partitions out of order, twice, lost
            gone worker gone                late answer late                2x   answer twice
            clk+ clk-: clock set forward, back                              rply reply lost
            code restart of a worker with other code
            """;

    private final Map<Feature, Map<Fault, Long>> cells = new EnumMap<>(Feature.class);
    private final Map<Feature, Integer> lastUse = new EnumMap<>(Feature.class);

    /** The feature is used in this step. */
    public void used(Feature feature, int step) {
        lastUse.put(feature, step);
    }

    /** The fault happens in this step. */
    public void happened(Fault fault, int step) {
        lastUse.forEach((feature, last) -> {
            if (step - last <= IN_USE_STEPS) {
                add(feature, fault, 1);
            }
        });
    }

    /** Adds what another has counted. */
    public void add(Coverage other) {
        other.cells.forEach((feature, row) -> row.forEach((fault, count) -> add(feature, fault, count)));
    }

    private void add(Feature feature, Fault fault, long count) {
        cells.computeIfAbsent(feature, f -> new EnumMap<>(Fault.class)).merge(fault, count, Long::sum);
    }

    private long count(Feature feature, Fault fault) {
        return cells.getOrDefault(feature, Map.of()).getOrDefault(fault, 0L);
    }

    /** The features and faults that never met, as {@code feature x fault}. */
    public List<String> holes() {
        List<String> holes = new ArrayList<>();
        for (Feature feature : Feature.values()) {
            for (Fault fault : Fault.values()) {
                if (count(feature, fault) == 0) {
                    holes.add(feature.label() + " x " + fault.label());
                }
            }
        }
        return holes;
    }

    /** The table, at most 100 columns wide. */
    public String table() {
        StringBuilder table = new StringBuilder(pad("", 15));
        for (Fault fault : Fault.values()) {
            table.append(right(fault.label(), 5));
        }
        for (Feature feature : Feature.values()) {
            table.append('\n').append(pad(feature.label(), 15).substring(0, 15));
            for (Fault fault : Fault.values()) {
                table.append(right(brief(count(feature, fault)), 5));
            }
        }
        return table.append("\n\n").append(LEGEND).toString();
    }

    /** With at most four characters: 1,234 as 1234, 123,456 as 123k. */
    private static String brief(long count) {
        if (count < 10_000) {
            return Long.toString(count);
        }
        return count < 1_000_000 ? count / 1_000 + "k" : count / 1_000_000 + "M";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
