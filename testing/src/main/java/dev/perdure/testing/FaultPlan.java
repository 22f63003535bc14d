package dev.perdure.testing;

import dev.perdure.testing.internal.FaultRun;
import dev.perdure.testing.internal.Recording;
import dev.perdure.testing.internal.TestRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The runs of one {@link DurableTest}, one after the other: how many crashes there are is known once the first has ended.
 * Confined to the test's thread.
 */
final class FaultPlan implements Iterator<FaultRun> {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(FaultPlan.class);

    private final DurableTest settings;
    private final String test;
    private final long seed;
    private final String only;
    private final List<Recording> reference = new ArrayList<>();
    private final List<FaultRun> rest = new ArrayList<>();
    private FaultRun current;
    private int begun;
    private int ended;
    private boolean hasHub;
    private boolean failed;

    FaultPlan(DurableTest settings, String test) {
        this.settings = settings;
        this.test = test;
        this.seed = Long.getLong("perdure.test.seed", settings.seed());
        this.only = System.getProperty("perdure.test.fault", settings.fault());
        this.current = FaultRun.clean(seed);
        if (settings.runs() < 1 || settings.maxCrashes() < 1) {
            throw new IllegalArgumentException("@DurableTest needs runs and maxCrashes of at least 1.");
        }
        if (!only.isEmpty()) {
            FaultRun unused = FaultRun.parse(only, seed);
        }
    }

    /** The plan that the test is run under; null for none. */
    static @Nullable FaultPlan of(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(FaultPlan.class, FaultPlan.class);
    }

    void putInto(ExtensionContext context) {
        context.getStore(NAMESPACE).put(FaultPlan.class, this);
    }

    /** The present run, for a hub to be in. */
    FaultRun current() {
        hasHub = true;
        return current;
    }

    @Override
    public boolean hasNext() {
        return !failed && (begun == 0 || (begun == 1 ? plan() : !rest.isEmpty()));
    }

    @Override
    public FaultRun next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ended = 0;
        current = begun++ == 0 ? FaultRun.clean(seed) : rest.removeFirst();
        return current;
    }

    /** Draws up the other runs, from what the first one was. */
    private boolean plan() {
        if (!rest.isEmpty()) {
            return true;
        }
        if (!hasHub) {
            throw new IllegalStateException(test + " is a @DurableTest, but its class has no hub for faults to befall:"
                    + " register one with @RegisterExtension DurableHub hub = DurableHub.with(...).");
        }
        if (!only.isEmpty()) {
            rest.add(FaultRun.parse(only, seed));
            return true;
        }
        rest.add(FaultRun.clean(seed));
        List<Fault> faults = Arrays.asList(settings.faults());
        if (faults.contains(Fault.CRASH_EVERY_STEP)) {
            int points = current.points().size();
            int crashes = Math.min(points, settings.maxCrashes());
            for (int i = 1; i <= crashes; i++) {
                rest.add(FaultRun.of(FaultRun.Kind.CRASH_AT, (int) ((long) i * points / crashes), seed));
            }
        }
        add(faults, Fault.EVICT, FaultRun.Kind.EVICT);
        add(faults, Fault.DUPLICATE, FaultRun.Kind.DUPLICATE);
        add(faults, Fault.DELAY, FaultRun.Kind.DELAY);
        return true;
    }

    private void add(List<Fault> faults, Fault fault, FaultRun.Kind kind) {
        if (faults.contains(fault)) {
            for (int i = 0; i < settings.runs(); i++) {
                rest.add(FaultRun.of(kind, i, seed));
            }
        }
    }

    /** A hub of the present run has come to its end: in the order of the hubs. */
    void ended(TestRun run) {
        Recording recording = run.recording();
        if (begun == 1) {
            reference.add(recording);
            return;
        }
        int points = current.points().size();
        if (current.kind() == FaultRun.Kind.CRASH_AT && current.number() > points) {
            throw failure("The run has only " + points + " steps, so nothing has crashed.", null);
        }
        int index = ended++;
        if (index >= reference.size()) {
            return;
        }
        Optional<String> difference = reference.get(index).difference(recording);
        if (difference.isPresent()) {
            throw failure("It ends differently.\n  " + difference.get(), null);
        }
    }

    /** The failure of the present run, and how to see it again. The first run's is as it was. */
    AssertionError failure(String what, @Nullable Throwable cause) {
        failed = true;
        String where = current.kind() == FaultRun.Kind.CRASH_AT
                        && current.number() > 0
                        && current.number() <= current.points().size()
                ? " (a crash " + current.points().get(current.number() - 1) + ")"
                : "";
        String hint = current.kind() == FaultRun.Kind.CLEAN
                ? "\nTwo runs without any fault differ: something in it is not deterministic, or outlives a run."
                : "";
        return new AssertionError(
                test + " does not hold under " + current.label() + where + ". " + what + hint
                        + "\n  Again: @DurableTest(seed = " + seed + ", fault = \"" + current.label() + "\")"
                        + "  or  -Dperdure.test.seed=" + seed + " -Dperdure.test.fault=" + current.label(),
                cause);
    }

    /** A run has failed by itself: there are no more. */
    void stop() {
        failed = true;
    }

    boolean isFirst() {
        return begun == 1;
    }
}
