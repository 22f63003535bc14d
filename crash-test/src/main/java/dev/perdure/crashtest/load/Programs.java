package dev.perdure.crashtest.load;

import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.SubOrchestrationOptions;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The orchestrators of the crash test. Each returns a list of texts: the receipts of its activities in the order of its
 * code, or the events it has seen in their order.
 */
public final class Programs {

    /** Activities one after another: {@code s0}, {@code s1}, … */
    public static final String SEQUENCE = "Sequence";
    /** Activities at once: {@code s0}, {@code s1}, … */
    public static final String FAN_OUT = "FanOut";
    /** The activity {@code before}, a timer, the activity {@code after}. */
    public static final String TIMER = "Timer";
    /** The activity {@code open}, then all events up to the one that says {@link #STOP}, in order. */
    public static final String COLLECTOR = "Collector";
    /** As a collector without its activity, but in a new execution (continue-as-new) after every third event. */
    public static final String ROUNDS = "Rounds";
    /** So many children at once, each with one activity; their receipts in order. */
    public static final String PARENT = "Parent";
    /** What stands in the id of a child, between that of its parent and its number. */
    public static final String CHILD_OF = "-child-";
    /** The activity {@code first}, the activity {@code gated}, which fails as long as its gate is shut. */
    public static final String GATED = "Gated";

    /** The event of collectors. */
    public static final String EVENT = "fact";
    /** The payload that ends a collector. */
    public static final String STOP = "stop";

    /** The one activity. */
    static final String WORK = "work";

    /** What a program does before its timer, and after. */
    public static final String BEFORE = "before";

    /** See {@link #BEFORE}. */
    public static final String AFTER = "after";

    private static final String CHILD = "Child";
    private static final int EVENTS_A_ROUND = 3;

    /** What a round begins with; null in the first. */
    private record Round(@Nullable List<String> seen) {}

    private Programs() {}

    /** Whether a program returns the events it has seen. */
    public static boolean collects(String program) {
        return program.equals(COLLECTOR) || program.equals(ROUNDS);
    }

    /** The steps that a program takes if all goes well, in the order of its output; none for collectors. */
    public static List<String> steps(String program, Assignment assignment) {
        return switch (program) {
            case SEQUENCE, FAN_OUT, PARENT ->
                IntStream.range(0, assignment.count()).mapToObj(i -> "s" + i).toList();
            case TIMER -> List.of(BEFORE, AFTER);
            case GATED -> List.of("first", "gated");
            default -> List.of();
        };
    }

    /** Gives a worker all programs. */
    static void register(Worker.Builder worker) {
        worker.orchestrator(SEQUENCE, Assignment.class, Programs::sequence)
                .orchestrator(FAN_OUT, Assignment.class, Programs::fanOut)
                .orchestrator(TIMER, Assignment.class, Programs::timer)
                .orchestrator(COLLECTOR, Assignment.class, Programs::collect)
                .orchestrator(ROUNDS, Round.class, Programs::rounds)
                .orchestrator(PARENT, Assignment.class, Programs::parent)
                .orchestrator(
                        CHILD, String.class, (ctx, step) -> work(ctx, step, "").await())
                .orchestrator(GATED, Assignment.class, Programs::gated);
    }

    private static List<String> sequence(OrchestrationContext ctx, Assignment assignment) {
        List<String> receipts = new ArrayList<>();
        for (String step : steps(SEQUENCE, assignment)) {
            receipts.add(work(ctx, step, "").await());
        }
        return receipts;
    }

    private static List<String> fanOut(OrchestrationContext ctx, Assignment assignment) {
        return ctx.all(steps(FAN_OUT, assignment), step -> work(ctx, step, ""));
    }

    private static List<String> timer(OrchestrationContext ctx, Assignment assignment) {
        String before = work(ctx, BEFORE, "").await();
        ctx.sleep(Duration.ofMillis(assignment.millis()));
        return List.of(before, work(ctx, AFTER, "").await());
    }

    private static List<String> collect(OrchestrationContext ctx, Assignment assignment) {
        String unused = work(ctx, "open", "").await();
        List<String> seen = new ArrayList<>();
        String event = ctx.waitForEvent(EVENT, String.class).await();
        while (!event.equals(STOP)) {
            seen.add(event);
            event = ctx.waitForEvent(EVENT, String.class).await();
        }
        return seen;
    }

    private static List<String> rounds(OrchestrationContext ctx, Round round) {
        List<String> before = round.seen();
        List<String> seen = new ArrayList<>(before == null ? List.of() : before);
        for (int i = 0; i < EVENTS_A_ROUND; i++) {
            String event = ctx.waitForEvent(EVENT, String.class).await();
            if (event.equals(STOP)) {
                return seen;
            }
            seen.add(event);
        }
        return ctx.continueAsNew(new Round(seen));
    }

    private static List<String> parent(OrchestrationContext ctx, Assignment assignment) {
        List<Task<String>> children = new ArrayList<>();
        for (int i = 0; i < assignment.count(); i++) {
            children.add(ctx.callSubOrchestrator(
                    CHILD,
                    "s" + i,
                    String.class,
                    SubOrchestrationOptions.defaults().instanceId(ctx.instanceId() + CHILD_OF + i)));
        }
        return ctx.allOf(children);
    }

    private static List<String> gated(OrchestrationContext ctx, Assignment assignment) {
        String first = work(ctx, "first", "").await();
        return List.of(first, work(ctx, "gated", assignment.gate()).await());
    }

    private static Task<String> work(OrchestrationContext ctx, String step, String gate) {
        return ctx.callActivity(WORK, new Step(step, gate), String.class);
    }
}
