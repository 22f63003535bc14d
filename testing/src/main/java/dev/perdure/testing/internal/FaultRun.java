package dev.perdure.testing.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What befalls one run of a test. A run has numbered points: around every durable write, and around everything that the
 * worker does.
 *
 * <p>Confined to one thread.
 */
public final class FaultRun {

    /** What befalls it. */
    public enum Kind {
        /** Nothing. */
        CLEAN,
        /** Hub and worker crash at the point of this number, and are started again. */
        CRASH_AT,
        /** Answers arrive twice: all of them under number 0, about half of them under others. */
        DUPLICATE,
        /** Work is done in another order. */
        DELAY,
        /** Live orchestrators are let go: before every turn under number 0, before about half of them under others. */
        EVICT
    }

    private final Kind kind;
    private final int number;
    private final long seed;
    private final SplittableRandom random;
    private final List<String> points = new ArrayList<>();
    private boolean crashed;
    private boolean quiet;
    private int wrote;

    private FaultRun(Kind kind, int number, long seed) {
        this.kind = kind;
        this.number = number;
        this.seed = seed;
        this.random = new SplittableRandom(seed * 31 + kind.name().hashCode() * 1_000_003L + number);
    }

    /** A run without faults. */
    public static FaultRun clean(long seed) {
        return new FaultRun(Kind.CLEAN, 0, seed);
    }

    /** A run with one kind of fault. */
    public static FaultRun of(Kind kind, int number, long seed) {
        return new FaultRun(kind, number, seed);
    }

    /**
     * The run that is called so.
     *
     * @param label as {@link #label} gives it
     * @throws IllegalArgumentException if none is
     */
    public static FaultRun parse(String label, long seed) {
        String[] parts = label.trim().toUpperCase(Locale.ROOT).split(":", -1);
        try {
            Kind kind = Kind.valueOf(parts[0]);
            return new FaultRun(kind, parts.length > 1 ? Integer.parseInt(parts[1]) : 0, seed);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + label
                            + "' is not a fault: one looks like CRASH_AT:17, DUPLICATE:0, DELAY:3, EVICT:0 or CLEAN.",
                    e);
        }
    }

    /** Such as {@code CRASH_AT:17}. */
    public String label() {
        return kind == Kind.CLEAN ? "CLEAN" : kind + ":" + number;
    }

    public Kind kind() {
        return kind;
    }

    public int number() {
        return number;
    }

    /** The seed of everything random in the run. */
    public long seed() {
        return seed;
    }

    /** What was at each point that the run has passed, in order. */
    public List<String> points() {
        return List.copyOf(points);
    }

    /** A write begins. */
    void writes() {
        if (!quiet) {
            wrote++;
        }
        point("before write " + wrote);
    }

    /** Passes a point, where the process may crash. */
    void point(String what) {
        if (quiet) {
            return;
        }
        points.add(what);
        if (kind == Kind.CRASH_AT && points.size() == number) {
            crashed = true;
            throw new Crash(what);
        }
    }

    /** While quiet there are no points: the process starts. */
    void quiet(boolean value) {
        quiet = value;
    }

    /** Whether it has crashed since this was last asked. */
    boolean takeCrash() {
        boolean now = crashed;
        crashed = false;
        return now;
    }

    boolean hasCrashed() {
        return crashed;
    }

    boolean duplicates() {
        return kind == Kind.DUPLICATE && (number == 0 || random.nextBoolean());
    }

    boolean evicts() {
        return kind == Kind.EVICT && (number == 0 || random.nextBoolean());
    }

    /** Which of so many things is done next. */
    int next(int size) {
        return kind == Kind.DELAY && size > 1 ? random.nextInt(size) : 0;
    }

    /** Whether an answer is held back for a while. */
    boolean holdsBack() {
        return kind == Kind.DELAY && random.nextInt(3) == 0;
    }
}
