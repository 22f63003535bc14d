package dev.perdure.simulator.programs;

import dev.perdure.core.EntityId;
import dev.perdure.sdk.ActivityContext;
import dev.perdure.sdk.CriticalSection;
import dev.perdure.sdk.Entity;
import dev.perdure.sdk.EventTask;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.SubOrchestrationOptions;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskFailedException;
import dev.perdure.sdk.internal.activity.ActivityDefinition;
import dev.perdure.sdk.internal.entity.EntityDefinition;
import dev.perdure.sdk.internal.executor.OrchestratorDefinition;
import dev.perdure.sdk.internal.worker.Registry;
import dev.perdure.simulator.programs.Node.Begun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program as an orchestrator. Its output is all that it has seen, so that nothing can go wrong unseen. Inputs are
 * {@code seed|round|seen before}. Confined to the orchestrator's thread.
 */
final class ProgramCode {

    static final String NAME = "Program";
    static final String ENTITY = "tally";

    /** Begins what must not be in the output of any program. */
    static final String WRONG = "WRONG: ";

    /** A failure without a stack trace, which would differ between runs. */
    static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Failed(String message) {
            super(message, null, false, false);
        }
    }

    private final OrchestrationContext ctx;
    private final StringBuilder seen = new StringBuilder();
    private final List<Task<?>> begun = new ArrayList<>();
    /** The waits for each event, in the order in which they were made. */
    private final Map<String, List<Task<String>>> waits = new TreeMap<>();

    private int number;

    private ProgramCode(OrchestrationContext ctx) {
        this.ctx = ctx;
    }

    static Registry registry() {
        return new Registry(
                Map.of(NAME, OrchestratorDefinition.<String>of(NAME, String.class, ProgramCode::run)),
                Map.of("work", ActivityDefinition.<String>of("work", String.class, ProgramCode::work)),
                Map.of(ENTITY, EntityDefinition.of(ENTITY, Tally::new)));
    }

    private static String work(ActivityContext ctx, @Nullable String argument) {
        String text = Objects.requireNonNull(argument, "argument");
        if (ctx.attempt() < Integer.parseInt(text.substring(0, text.indexOf(':')))) {
            throw new Failed("try " + ctx.attempt() + " of " + text);
        }
        return text + "@" + ctx.attempt();
    }

    private static String run(OrchestrationContext ctx, String input) {
        String[] parts = input.split("\\|", 3);
        Node.Whole program = ProgramGenerator.program(Long.parseLong(parts[0]));
        int round = Integer.parseInt(parts[1]);
        ProgramCode code = new ProgramCode(ctx);
        code.see(parts[2]);
        try {
            code.run(program.body());
        } catch (TaskFailedException | Failed e) {
            code.see("failed: " + e.getMessage());
            code.checkEvents();
            if (round == program.rounds() || code.seen.indexOf(WRONG) >= 0) {
                throw new Failed(code.seen.toString());
            }
        }
        code.checkEvents();
        if (round < program.rounds() && code.seen.indexOf(WRONG) < 0) {
            return ctx.continueAsNew(
                    parts[0] + "|" + (round + 1) + "|"
                            + Integer.toHexString(code.seen.toString().hashCode()),
                    program.keepEvents());
        }
        return code.seen.toString();
    }

    private void see(Object what) {
        seen.append(what).append(';');
    }

    private void run(Node node) {
        switch (node) {
            case Begun one -> one(one);
            case Node.All all -> see(ctx.allOf(begin(all.tasks())));
            case Node.Any any -> any(any);
            case Node.EventWithin event -> see(waitFor(event.name()).within(Duration.ofSeconds(event.seconds())));
            case Node.Signal signal -> ctx.signalEntity(entity(signal.entity()), "add", 100);
            case Node.SendEvent event -> ctx.sendEvent(ctx.instanceId(), event.name(), "own " + number++);
            case Node.Section section -> section(section);
            case Node.Status status -> ctx.setCustomStatus("at " + number++);
            case Node.Look look -> {
                see(ctx.currentInstant());
                see(ctx.newUuid());
                begun.forEach(task -> see(task.isDone()));
            }
            case Node.Throw t -> throw new Failed("thrown " + number++);
            case Node.Try t -> tryAll(t);
            case Node.Loop loop -> {
                for (int i = 0; i < loop.times(); i++) {
                    run(loop.body());
                }
            }
            case Node.Sequence sequence -> sequence.nodes().forEach(this::run);
        }
    }

    private void one(Begun one) {
        Instant before = ctx.currentInstant();
        Object result = begin(one).await();
        see(result);
        if (one instanceof Node.Timer timer && ctx.currentInstant().isBefore(before.plusSeconds(timer.seconds()))) {
            see(WRONG + "a timer fired early");
        }
        if (one instanceof Node.Activity activity) {
            String right = activity.succeedsAt() + ":" + (number - 1) + "@" + activity.succeedsAt();
            if (!right.equals(result)) {
                see(WRONG + "an activity has the result of another");
            }
            if (activity.succeedsAt() > activity.tries()) {
                see(WRONG + "an activity was tried too often");
            }
        }
    }

    private EventTask<String> waitFor(String name) {
        EventTask<String> wait = ctx.waitForEvent(name, String.class);
        waits.computeIfAbsent(name, n -> new ArrayList<>()).add(wait);
        return wait;
    }

    /** Events of one name that came from outside, each with a higher number, go to the waits in order. */
    private void checkEvents() {
        waits.forEach((name, tasks) -> {
            int last = -1;
            for (Task<String> task : tasks) {
                String payload = task.isDone() ? task.await() : "";
                if (payload.startsWith("#")) {
                    int next = Integer.parseInt(payload.substring(1));
                    if (next <= last) {
                        see(WRONG + "event " + name + " #" + next + " came after #" + last);
                    }
                    last = next;
                }
            }
        });
    }

    private void any(Node.Any any) {
        List<Task<Object>> tasks = begin(any.tasks());
        Task<?> first = ctx.anyOf(tasks);
        see("first " + tasks.indexOf(first));
        if (!first.isDone()) {
            see(WRONG + "the first is not done");
        }
        begun.addAll(tasks);
        if (any.rest()) {
            ctx.awaitAll(tasks);
        }
        see(first.await());
    }

    private void section(Node.Section section) {
        EntityId one = entity(section.entity());
        EntityId other = entity(section.other());
        try (CriticalSection held = one.equals(other) ? ctx.lockEntities(one) : ctx.lockEntities(one, other)) {
            see(held.entities().size());
            see(ctx.callEntity(one, "add", number++, Integer.class).await());
            run(section.body());
        }
    }

    private void tryAll(Node.Try t) {
        try {
            run(t.body());
        } catch (TaskFailedException | Failed e) {
            see("caught " + e.getMessage());
            run(t.handler());
        } finally {
            see("finally");
            run(t.last());
        }
    }

    private List<Task<Object>> begin(List<Begun> all) {
        List<Task<Object>> tasks = new ArrayList<>();
        all.forEach(one -> tasks.add(begin(one)));
        return tasks;
    }

    private Task<Object> begin(Begun one) {
        Task<?> task = switch (one) {
            case Node.Activity a ->
                ctx.callActivity(
                        "work",
                        a.succeedsAt() + ":" + number++,
                        String.class,
                        RetryPolicy.retrying(a.tries(), Duration.ofSeconds(a.waitSeconds())));
            case Node.Timer t -> ctx.createTimer(Duration.ofSeconds(t.seconds()));
            case Node.Event e -> waitFor(e.name());
            case Node.Child c ->
                ctx.callSubOrchestrator(NAME, c.seed() + "|0|", String.class, SubOrchestrationOptions.defaults());
            case Node.EntityCall e -> ctx.callEntity(entity(e.entity()), "add", number++, Integer.class);
        };
        @SuppressWarnings("unchecked") // only read
        Task<Object> seenAsAny = (Task<Object>) task;
        return seenAsAny;
    }

    private static EntityId entity(int number) {
        return new EntityId(ENTITY, String.valueOf(number));
    }

    /** Adds up. */
    static final class Tally extends Entity<Integer> {

        @Override
        protected Integer initialState() {
            return 0;
        }

        /** Adds a number, and answers the sum. */
        public int add(int more) {
            setState(state() + more);
            return state();
        }
    }
}
