package dev.perdure.simulator;

import dev.perdure.simulator.programs.ExecutorBug;
import dev.perdure.simulator.programs.ProgramCampaign;
import dev.perdure.simulator.programs.ProgramCheck;
import java.io.PrintWriter;
import java.util.Locale;

/** Checks random programs, and says what came of it. Thread-safe: stateless. */
final class ProgramsRun {

    private static final int WIDTH = 100;
    private static final int SHOW_EVERY = 1_000;

    private ProgramsRun() {}

    /** Whether all were the same in all modes. */
    static boolean run(long firstSeed, long programs, PrintWriter out) {
        long begin = System.nanoTime();
        ProgramCampaign campaign = new ProgramCampaign(null);
        out.printf(Locale.ROOT, "programs %,d from seed %d%n", programs, firstSeed);
        out.flush();
        ProgramCheck broken = campaign.run(firstSeed, programs, check -> {
            if (campaign.programs() % SHOW_EVERY == 0) {
                out.printf(Locale.ROOT, "seed %d: %,d turns so far%n", check.seed(), campaign.turns());
                out.flush();
            }
        });
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (broken != null) {
            out.printf(Locale.ROOT, "%nBROKEN  seed %d%n%s%n", broken.seed(), broken.broken());
        } else {
            out.printf(
                    Locale.ROOT,
                    "programs %,d  turns %,d  seconds %.1f  turns/s %,.0f%nLive, replayed and evicted they are the same.%n",
                    campaign.programs(),
                    campaign.turns(),
                    seconds,
                    campaign.turns() / seconds);
        }
        out.flush();
        return broken == null;
    }

    /** Plants each bug of the executor; whether all were found within so many programs. */
    static boolean planted(long firstSeed, long programs, PrintWriter out) {
        int found = 0;
        out.printf(Locale.ROOT, "%-26s %8s  %s%n", "planted", "programs", "found by");
        for (ExecutorBug bug : ExecutorBug.values()) {
            ProgramCheck broken = new ProgramCampaign(bug).run(firstSeed, programs, check -> {});
            String what = broken == null ? null : broken.broken();
            if (broken == null || what == null) {
                out.printf(Locale.ROOT, "%-26s %8d  NOT FOUND%n", bug.label(), programs);
            } else {
                found++;
                String line = String.format(
                        Locale.ROOT,
                        "%-26s %8d  %s",
                        bug.label(),
                        broken.seed() - firstSeed + 1,
                        what.lines().findFirst().orElse(""));
                out.println(line.substring(0, Math.min(line.length(), WIDTH)));
            }
            out.flush();
        }
        out.printf(Locale.ROOT, "found %d of %d%n", found, ExecutorBug.values().length);
        out.flush();
        return found == ExecutorBug.values().length;
    }
}
