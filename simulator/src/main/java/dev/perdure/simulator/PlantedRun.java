package dev.perdure.simulator;

import dev.perdure.simulator.planted.PlantedBug;
import dev.perdure.simulator.report.Violation;
import java.io.PrintWriter;
import java.util.Locale;

/** Plants each bug and looks for it. Thread-safe: stateless. */
final class PlantedRun {

    /** Within so many seeds each must be found. */
    static final int SEEDS_MAX = 500;

    private static final int WIDTH = 100;

    private PlantedRun() {}

    /** Whether all were found. */
    static boolean run(long firstSeed, int steps, PrintWriter out) {
        int found = 0;
        out.printf(Locale.ROOT, "%-26s %5s  %s%n", "planted", "seeds", "found by");
        for (PlantedBug bug : PlantedBug.values()) {
            Campaign campaign = new Campaign(steps, bug);
            SeedResult broken = campaign.run(firstSeed, SEEDS_MAX, result -> {});
            Violation violation = broken == null ? null : broken.violation();
            if (broken == null || violation == null) {
                out.printf(Locale.ROOT, "%-26s %5s  NOT FOUND%n", bug.label(), SEEDS_MAX);
            } else {
                found++;
                String line = String.format(
                        Locale.ROOT,
                        "%-26s %5d  %s: %s",
                        bug.label(),
                        broken.settings().seed() - firstSeed + 1,
                        violation.invariant().label(),
                        String.valueOf(violation.getMessage()).replaceAll("\\P{Print}", "?"));
                out.println(line.substring(0, Math.min(line.length(), WIDTH)));
            }
            out.flush();
        }
        out.printf(Locale.ROOT, "found %d of %d%n", found, PlantedBug.values().length);
        out.flush();
        return found == PlantedBug.values().length;
    }
}
