package dev.perdure.sdk.internal.worker;

import dev.perdure.core.protocol.ActivityFilter;
import dev.perdure.core.protocol.EntityFilter;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestrationFilter;
import dev.perdure.core.protocol.PerdureWorker;
import dev.perdure.core.protocol.WorkItemFilters;
import dev.perdure.core.worker.HostUnreachableException;
import dev.perdure.core.worker.WorkHost;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.sdk.internal.entity.EntityCalls;
import dev.perdure.sdk.internal.executor.OrchestratorLibrary;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a worker connected to its host until it is closed. A connection that ends is made again after a wait of 50
 * milliseconds to 5 seconds, for ever.
 *
 * <p>Thread-safe.
 */
public final class WorkerLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);
    private static final Duration HEARTBEAT_PERIOD = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** How many items beyond the announced limits are taken before they go back: a host may overshoot a little. */
    private static final int OVERSHOOT_MAX = 1_000;

    private final WorkHost host;
    private final WorkerSettings settings;
    private final SharedRandom random;
    private final String workerId;
    private final GetWorkItemsRequest request;
    private final OrchestratorLibrary library;
    private final InFlight turnsInFlight;
    private final InFlight activitiesInFlight;
    private final InFlight entitiesInFlight;
    private final ActivityRunner activities;
    private final EntityRunner entities;
    private final ScheduledExecutorService scheduler;
    private final Backoff backoff;
    private final WorkerCounters counters = new WorkerCounters();
    private final TurnWatch watch;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable WorkerSession session;
    private volatile boolean closing;
    private boolean closed;
    private int failures;

    public WorkerLoop(Registry registry, WorkerSettings settings, WorkHost host) {
        this(
                registry,
                settings,
                host,
                Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
                        .daemon()
                        .name("perdure-worker-timer")
                        .factory()),
                System::nanoTime);
    }

    WorkerLoop(
            Registry registry,
            WorkerSettings settings,
            WorkHost host,
            ScheduledExecutorService scheduler,
            LongSupplier nanoClock) {
        this.host = host;
        this.settings = settings;
        this.scheduler = scheduler;
        this.random = new SharedRandom(settings.random());
        this.workerId =
                HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
        this.request = request(registry, settings, workerId);
        this.library = new OrchestratorLibrary(
                registry.orchestrators(), settings.converter(), settings.unloading(), registry.unknownVersion());
        this.watch = new TurnWatch(nanoClock, counters, LOG::warn);
        this.turnsInFlight = new InFlight(settings.maxTurns() + OVERSHOOT_MAX);
        this.activitiesInFlight = new InFlight(settings.maxActivities() + OVERSHOOT_MAX);
        this.entitiesInFlight = new InFlight(settings.maxEntities() + OVERSHOOT_MAX);
        this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
        ResultSender results =
                new ResultSender(() -> session, settings.resultRetry(), random, scheduler, nanoClock, counters);
        this.activities = new ActivityRunner(
                new ActivityCalls(registry, settings, counters),
                settings,
                registry.activityLimits(),
                activitiesInFlight,
                results,
                new HeartbeatSender.Means(settings.converter(), HEARTBEAT_PERIOD, scheduler, nanoClock, counters),
                counters);
        this.entities = new EntityRunner(
                new EntityCalls(registry.entities(), settings.converter()), settings, entitiesInFlight, counters);
    }

    /** Makes the first connection, or begins to try. Called once. */
    public void start() {
        var unused = scheduler.scheduleWithFixedDelay(
                watch::look, TurnWatch.LONG_NANOS, TurnWatch.LONG_NANOS, TimeUnit.NANOSECONDS);
        connect();
    }

    public String workerId() {
        return workerId;
    }

    public boolean isConnected() {
        WorkerSession current = session;
        return current != null && current.isOpen();
    }

    public WorkerCounters counters() {
        return counters;
    }

    /** Waits for running work, for the settings' drain at most, then ends the connection. Idempotent. */
    @Override
    public void close() {
        closing = true;
        long left = turnsInFlight.awaitNone(settings.drain().toNanos());
        left = entitiesInFlight.awaitNone(left);
        left = activitiesInFlight.awaitNone(left);
        if (left <= 0 && activitiesInFlight.count() > 0) {
            LOG.warn(
                    "The worker is closed with {} activities under way; the host will deliver them again.",
                    activitiesInFlight.count());
        }
        WorkerSession last;
        lock.lock();
        try {
            closed = true;
            last = session;
            session = null;
        } finally {
            lock.unlock();
        }
        scheduler.shutdownNow();
        if (last != null) {
            last.close();
        }
    }

    boolean isClosing() {
        return closing;
    }

    /** A connection has ended from the host's side, or broke. */
    void disconnected(WorkerSession ended, @Nullable Throwable cause) {
        lock.lock();
        try {
            if (Objects.equals(session, ended)) {
                session = null;
            }
            if (ended.hasServed()) {
                failures = 0;
            }
        } finally {
            lock.unlock();
        }
        connectLater("The connection to the host has ended", cause);
    }

    private void connect() {
        LiveCache cache = new LiveCache(settings.maxLive(), counters);
        TurnRunner turns = new TurnRunner(library, cache, turnsInFlight, random, counters, watch);
        WorkerSession next = new WorkerSession(this, turns, activities, entities);
        lock.lock();
        try {
            if (closed) {
                return;
            }
            session = next;
        } finally {
            lock.unlock();
        }
        WorkerConnection made;
        try {
            made = host.connect(request, next);
        } catch (RuntimeException e) {
            if (next.failed(e)) {
                disconnected(next, e);
            }
            return;
        }
        next.opened(made);
        LOG.info("Worker {} is connected to its host.", workerId);
        if (closed()) {
            next.close();
        }
    }

    private boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void connectLater(String what, @Nullable Throwable cause) {
        long waitMillis;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            failures++;
            waitMillis = backoff.millisAfter(failures);
        } finally {
            lock.unlock();
        }
        String why = switch (cause) {
            case null -> "it ended in good order";
            case HostUnreachableException e -> String.valueOf(e.getMessage());
            default -> cause.toString();
        };
        LOG.warn("{} ({}); trying again in {} ms.", what, why, waitMillis);
        try {
            // Connecting blocks, and must not hold up the timer's one thread.
            var unused = scheduler.schedule(
                    () -> {
                        Thread.ofVirtual().name("perdure-worker-connect").start(this::connect);
                    },
                    waitMillis,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The worker is closed; it does not connect again.", e);
        }
    }

    static GetWorkItemsRequest request(Registry registry, WorkerSettings settings, String workerId) {
        String version = WorkerLoop.class.getPackage().getImplementationVersion();
        // Hosts of other makes know only the filters.
        WorkItemFilters.Builder filters = WorkItemFilters.newBuilder();
        registry.orchestratorNames()
                .forEach(name -> filters.addOrchestrations(OrchestrationFilter.newBuilder()
                        .setName(name)
                        .addAllVersions(registry.onlyVersions().getOrDefault(name, new TreeSet<>()))));
        new TreeSet<>(registry.activities().keySet())
                .forEach(name ->
                        filters.addActivities(ActivityFilter.newBuilder().setName(name)));
        new TreeSet<>(registry.entities().keySet())
                .forEach(name -> filters.addEntities(EntityFilter.newBuilder().setName(name)));
        return GetWorkItemsRequest.newBuilder()
                .setMaxConcurrentOrchestrationWorkItems(settings.maxTurns())
                .setMaxConcurrentActivityWorkItems(settings.maxActivities())
                .setMaxConcurrentEntityWorkItems(registry.entities().isEmpty() ? 0 : settings.maxEntities())
                .setWorkItemFilters(filters)
                .setPerdureWorker(PerdureWorker.newBuilder()
                        .setWorkerId(workerId)
                        .setSdkVersion(version == null ? "unknown" : version)
                        .addAllOrchestrators(registry.orchestratorNames())
                        .addAllOnlyVersions(registry.onlyVersions().entrySet().stream()
                                .map(only -> OrchestrationFilter.newBuilder()
                                        .setName(only.getKey())
                                        .addAllVersions(only.getValue())
                                        .build())
                                .toList())
                        .putAllActivityLimits(registry.activityLimits())
                        .addAllActivities(new TreeSet<>(registry.activities().keySet()))
                        .addAllEntities(new TreeSet<>(registry.entities().keySet()))
                        .setHearsCancellations(true)
                        .setTakesTurnsEarly(true)
                        .setLiveOrchestrators(settings.maxLive() > 0))
                .build();
    }
}
