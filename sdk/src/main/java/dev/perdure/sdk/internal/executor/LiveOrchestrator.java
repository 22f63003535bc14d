package dev.perdure.sdk.internal.executor;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One orchestrator on its virtual thread: running a turn, or parked until the next one. What happens in a turn is told to
 * the turn's sink.
 *
 * <p>{@link #resume} and {@link #unload} may be called from any thread, but only between turns: after the sink was
 * answered, or from within it. A parked orchestrator costs about a kilobyte and its user code's stack.
 */
public final class LiveOrchestrator {

    private static final Logger LOG = LoggerFactory.getLogger(LiveOrchestrator.class);

    /** How many context calls of an unloaded orchestrator are refused before its thread is left parked for good. */
    private static final int REFUSED_MAX = 1_000;

    private static final String SDK_INTERNAL = "dev.perdure.sdk.internal.";
    private static final String ENTRY = OrchestratorDefinition.class.getName();

    private final Unloading unloading;
    private final String instanceId;
    private final Thread thread;
    private volatile @Nullable Turn next;
    private volatile boolean unloaded;
    private int refused;

    private LiveOrchestrator(OrchestratorLibrary library, Turn first, boolean traced) {
        this.unloading = library.unloading();
        this.instanceId = first.instanceId();
        this.next = first;
        OrchestratorRun run = new OrchestratorRun(this, library, traced);
        // Nothing but this object may hold the thread, or letting go of it would not free it.
        this.thread = Thread.ofVirtual()
                .name("perdure-orchestrator-" + instanceId)
                .inheritInheritableThreadLocals(false)
                .unstarted(run);
    }

    /** Starts an orchestrator with its first turn here, whose events begin at the start of the history. */
    public static LiveOrchestrator start(OrchestratorLibrary library, Turn first) {
        LiveOrchestrator orchestrator = new LiveOrchestrator(library, first, false);
        orchestrator.thread.start();
        return orchestrator;
    }

    /** As {@link #start}, for one turn only, with the source line of each call noted: dear. */
    public static void startTraced(OrchestratorLibrary library, Turn turn) {
        new LiveOrchestrator(library, turn, true).thread.start();
    }

    /** Continues with the next turn. Does not wait. */
    public void resume(Turn turn) {
        next = turn;
        LockSupport.unpark(thread);
    }

    /** Lets go of the orchestrator; it takes no more turns, and its user code notices nothing that has an effect. */
    public void unload() {
        unloaded = true;
        if (unloading == Unloading.UNWIND) {
            LockSupport.unpark(thread);
        }
    }

    /** Parks the orchestrator's thread until there is a turn. Does not return once unloaded. */
    Turn awaitTurn() {
        while (true) {
            if (unloaded) {
                throw leave();
            }
            Turn turn = next;
            if (turn != null) {
                next = null;
                return turn;
            }
            LockSupport.park();
            // User code may have interrupted its own thread; a pending interrupt would turn this loop into a spin.
            Thread.interrupted();
        }
    }

    /** Ends the orchestrator's thread from within, past user code. Never returns. */
    Error leave() {
        unloaded = true;
        return unloading == Unloading.DROP ? parkForGood() : new OrchestratorUnloaded();
    }

    /**
     * Checks that a context call may go ahead.
     *
     * @throws IllegalStateException if it comes from another thread than the orchestrator's
     */
    void requireOwnThread() {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException("The context of orchestration '" + instanceId + "' was used by the thread "
                    + Thread.currentThread().getName() + ". An orchestrator uses its context and its tasks only on its"
                    + " own thread; start several tasks and wait for them with allOf or anyOf instead.");
        }
        if (unloaded) {
            throw refuse();
        }
    }

    /**
     * What an orchestrator does in the middle of a turn.
     *
     * @param kind whether it waits
     * @param line of the user's code
     * @param within the method that the line has called, directly or not, and that runs now
     */
    public record Activity(Kind kind, String line, String within) {

        /** Ways of not ending a turn. */
        public enum Kind {
            LOCKED,
            WAITING,
            RUNNING
        }
    }

    /** What the user's code does now; empty if the thread is between turns, has ended, or is in the SDK. From any thread. */
    public Optional<Activity> activity() {
        Thread.State state = thread.getState();
        StackTraceElement[] stack = thread.getStackTrace();
        if (stack.length == 0) {
            return Optional.empty();
        }
        int entry = 0;
        while (entry < stack.length && !stack[entry].getClassName().equals(ENTRY)) {
            if (stack[entry].getClassName().startsWith(SDK_INTERNAL)) {
                return Optional.empty();
            }
            entry++;
        }
        if (entry == 0 || entry == stack.length) {
            return Optional.empty();
        }
        StackTraceElement users = usersOwn(stack, entry);
        Activity.Kind kind = switch (state) {
            case BLOCKED -> Activity.Kind.LOCKED;
            case WAITING, TIMED_WAITING -> Activity.Kind.WAITING;
            case NEW, RUNNABLE, TERMINATED -> Activity.Kind.RUNNING;
        };
        String line = users.getClassName() + "." + users.getMethodName() + "(" + users.getFileName() + ":"
                + users.getLineNumber() + ")";
        return Optional.of(new Activity(kind, line, called(stack, users)));
    }

    /** The topmost frame of the packages that the orchestrator itself is from, not of a library it calls. */
    private static StackTraceElement usersOwn(StackTraceElement[] stack, int entry) {
        String own = root(stack[entry - 1].getClassName());
        for (int i = 0; i < entry; i++) {
            if (root(stack[i].getClassName()).equals(own)) {
                return stack[i];
            }
        }
        return stack[entry - 1];
    }

    /** {@code com.acme} of {@code com.acme.shop.Order}. */
    private static String root(String className) {
        int first = className.indexOf('.');
        int second = className.indexOf('.', first + 1);
        return first < 0 ? "" : className.substring(0, second < 0 ? first : second);
    }

    /** What the user's line has called: the name people know, not what it is made of. */
    private static String called(StackTraceElement[] stack, StackTraceElement users) {
        StackTraceElement called = users;
        for (StackTraceElement frame : stack) {
            if (frame.equals(users)) {
                break;
            }
            called = frame;
        }
        return called.getClassName() + "." + called.getMethodName();
    }

    boolean isUnloaded() {
        return unloaded;
    }

    private Error refuse() {
        refused++;
        if (refused > REFUSED_MAX) {
            LOG.warn(
                    "The orchestrator of instance '{}' keeps calling its context after it was let go; it seems to catch"
                            + " every Throwable in a loop. Its thread is left parked.",
                    instanceId);
            return parkForGood();
        }
        return new OrchestratorUnloaded();
    }

    private static Error parkForGood() {
        while (true) {
            LockSupport.park();
            Thread.interrupted();
        }
    }
}
