package dev.perdure.sdk;

import dev.perdure.core.data.DataConverter;
import dev.perdure.core.data.TypeRef;
import dev.perdure.core.worker.WorkHost;
import dev.perdure.sdk.http.DurableHttpRequest;
import dev.perdure.sdk.http.TokenSource;
import dev.perdure.sdk.internal.activity.ActivityContract;
import dev.perdure.sdk.internal.activity.ActivityDefinition;
import dev.perdure.sdk.internal.activity.ActivityMethod;
import dev.perdure.sdk.internal.entity.EntityDefinition;
import dev.perdure.sdk.internal.executor.OrchestratorDefinition;
import dev.perdure.sdk.internal.executor.OrchestratorLibrary;
import dev.perdure.sdk.internal.http.HttpActivity;
import dev.perdure.sdk.internal.worker.Registry;
import dev.perdure.sdk.internal.worker.WorkerCounters;
import dev.perdure.sdk.internal.worker.WorkerLoop;
import dev.perdure.sdk.internal.worker.WorkerSettings;
import dev.perdure.sdk.replay.HistoryReplayer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Serves orchestrators, activities and entities for a host: in the host's own process or, over
 * {@link dev.perdure.sdk.grpc.GrpcWorkHost}, in another. Made by {@link #builder()}.
 *
 * <p>A worker keeps trying to reach its host until it is closed. Nothing is lost while it cannot: the host keeps the work
 * and delivers again what was under way. Its threads keep no process alive: see {@link #awaitClosed}.
 *
 * <p>Thread-safe.
 */
public final class Worker implements AutoCloseable {

    private final WorkerLoop loop;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Worker(WorkerLoop loop) {
        this.loop = loop;
    }

    /** A builder that serves nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** The random id under which this worker announces itself. */
    public String workerId() {
        return loop.workerId();
    }

    /** Whether there is a connection to the host now. */
    public boolean isConnected() {
        return loop.isConnected();
    }

    /**
     * Stops taking work, waits until running turns and activities have ended and their results have arrived at the host,
     * but not longer than the builder's {@link Builder#drain}, then ends the connection. What still runs after that is
     * not stopped, but its result goes nowhere; the host delivers it again. Idempotent.
     */
    @Override
    public void close() {
        try {
            loop.close();
        } finally {
            closed.countDown();
        }
    }

    /**
     * Waits until the worker is closed, by another thread or a shutdown hook. A worker's threads keep no process alive,
     * so this is how the {@code main} of a worker process ends.
     *
     * @throws InterruptedException if the waiting thread is interrupted; the worker goes on
     */
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    WorkerCounters counters() {
        return loop.counters();
    }

    /** Collects what a worker serves. Not thread-safe. */
    public static final class Builder {

        private final Map<String, OrchestratorDefinition> orchestrators = new HashMap<>();
        private final Map<String, ActivityDefinition> activities = new HashMap<>();
        private final Map<String, EntityDefinition> entities = new HashMap<>();
        private final Map<String, Integer> activityLimits = new HashMap<>();
        private final Map<String, TokenSource> tokenSources = new HashMap<>();
        private UnknownVersion unknownVersion = UnknownVersion.LEAVE;
        private boolean http = true;
        private WorkerSettings settings = WorkerSettings.defaults();
        private @Nullable WorkHost host;

        private Builder() {}

        /**
         * Serves an orchestrator under its simple class name. The class has a constructor without parameters, which need
         * not be public, and is instantiated anew for each run.
         *
         * @throws IllegalArgumentException if the class cannot be instantiated, does not say its input and output types,
         *     or its name is taken
         */
        public Builder orchestrator(Class<? extends Orchestrator<?, ?>> orchestrator) {
            return add(OrchestratorDefinition.of(orchestrator));
        }

        /**
         * Serves an orchestrator under its simple class name, as {@link #orchestrator(Class)} does, with an object of
         * {@code factory} for each run, such as one that a container makes.
         *
         * @throws IllegalArgumentException if the class does not say its input and output types, or its name is taken
         */
        public <O extends Orchestrator<?, ?>> Builder orchestrator(
                Class<O> orchestrator, Supplier<? extends O> factory) {
            return add(OrchestratorDefinition.of(orchestrator, factory));
        }

        /**
         * Serves an orchestrator under a name of choice. The object is shared by all runs, so it must not keep state.
         *
         * @throws IllegalArgumentException if the name is empty or taken
         */
        public <I> Builder orchestrator(String name, Class<I> inputType, Orchestrator<I, ?> orchestrator) {
            return add(OrchestratorDefinition.of(name, inputType, orchestrator));
        }

        /** Like {@link #orchestrator(String, Class, Orchestrator)}, for an input with generic arguments. */
        public <I> Builder orchestrator(String name, TypeRef<I> inputType, Orchestrator<I, ?> orchestrator) {
            return add(OrchestratorDefinition.of(name, inputType.type(), orchestrator));
        }

        /**
         * Serves the instances of one version of an orchestrator. Instances run on the code of the version that they were
         * started with. One without version, or of a version that has no code of its own here, runs on what is served under
         * the name without a version, if there is such; else see {@link #unknownVersion}.
         *
         * @param orchestrator as for {@link #orchestrator(Class)}
         * @throws IllegalArgumentException as there, or if the name with this version is taken
         */
        public Builder orchestrator(String name, String version, Class<? extends Orchestrator<?, ?>> orchestrator) {
            return add(OrchestratorDefinition.of(orchestrator).as(name, Objects.requireNonNull(version, "version")));
        }

        /**
         * Like {@link #orchestrator(String, String, Class)}, by an object that is shared by all runs.
         *
         * @throws IllegalArgumentException if the name is empty, or taken with this version
         */
        public <I> Builder orchestrator(
                String name, String version, Class<I> inputType, Orchestrator<I, ?> orchestrator) {
            return add(OrchestratorDefinition.of(name, inputType, orchestrator)
                    .as(name, Objects.requireNonNull(version, "version")));
        }

        /** What becomes of an instance of a version that is not served here; {@link UnknownVersion#LEAVE} by default. */
        public Builder unknownVersion(UnknownVersion policy) {
            unknownVersion = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /**
         * Serves all activities of a contract by one object, which is called by many threads at once.
         *
         * @throws IllegalArgumentException if {@code contract} is not an interface fit for activities, or a name is taken
         */
        public <T> Builder activities(Class<T> contract, T implementation) {
            Objects.requireNonNull(implementation, "implementation");
            return activitiesPerCall(contract, ctx -> implementation);
        }

        /**
         * Serves all activities of a contract by an object made for each call, which can so know its task.
         *
         * @throws IllegalArgumentException if {@code contract} is not an interface fit for activities, or a name is taken
         */
        public <T> Builder activitiesPerCall(Class<T> contract, Function<ActivityContext, T> implementation) {
            Objects.requireNonNull(implementation, "implementation");
            for (ActivityMethod method : ActivityContract.of(contract).methods()) {
                add(ActivityDefinition.of(method, implementation));
            }
            return this;
        }

        /**
         * Serves one activity by a function.
         *
         * @throws IllegalArgumentException if the name is empty or taken
         */
        public <I> Builder activity(String name, Class<I> inputType, ActivityFunction<I, ?> function) {
            return add(ActivityDefinition.of(name, inputType, function));
        }

        /** Like {@link #activity(String, Class, ActivityFunction)}, for an input with generic arguments. */
        public <I> Builder activity(String name, TypeRef<I> inputType, ActivityFunction<I, ?> function) {
            return add(ActivityDefinition.of(name, inputType.type(), function));
        }

        /**
         * Serves the entities of one name, such as {@code entity("counter", Counter::new)}. Case does not matter in names.
         *
         * @param factory makes an object for each operation; called once at once, to see its class
         * @throws IllegalArgumentException if the name is not fit for entities or taken, or the class does not say the type
         *     of its state or has two operations of one name
         */
        public Builder entity(String name, Supplier<? extends Entity<?>> factory) {
            return add(EntityDefinition.of(name, factory));
        }

        /**
         * Serves the entities of one name by a function for all operations.
         *
         * @param stateType what the state is read as
         * @param initialState the state of an entity that has none yet; if it can be changed, it must not be
         * @throws IllegalArgumentException if the name is not fit for entities or taken
         */
        public <S> Builder entity(String name, Class<S> stateType, S initialState, EntityFunction<S> function) {
            return add(EntityDefinition.of(name, stateType, initialState, function));
        }

        private Builder add(EntityDefinition definition) {
            if (entities.putIfAbsent(definition.name(), definition) != null) {
                throw new IllegalArgumentException(
                        "Two entities are named '" + definition.name() + "'; register one under another name.");
            }
            return this;
        }

        /**
         * Switches {@link CallingContext#callHttp} off: this worker makes no HTTP calls for orchestrators. Any orchestrator of
         * the hub can otherwise call what this machine can reach.
         */
        public Builder withoutHttp() {
            http = false;
            return this;
        }

        /**
         * A source of tokens for HTTP calls, under the name that {@link DurableHttpRequest#tokenSource} uses.
         *
         * @throws IllegalArgumentException if the name is empty or taken
         */
        public Builder tokenSource(String name, TokenSource source) {
            requireName("A token source", name);
            if (tokenSources.putIfAbsent(name, Objects.requireNonNull(source, "source")) != null) {
                throw new IllegalArgumentException("Two token sources are named '" + name + "'.");
            }
            return this;
        }

        /** Serves all that the setup registers. */
        public Builder setup(WorkerSetup setup) {
            setup.configure(this);
            return this;
        }

        /** How values become payloads; {@link DataConverter#jackson()} by default. */
        public Builder dataConverter(DataConverter converter) {
            return set(s -> s.withConverter(converter));
        }

        /**
         * How many activities run at once at most; 1,000 by default. The host is told, and sends no more. Each has a virtual
         * thread, so thousands that mostly wait are fine.
         *
         * @throws IllegalArgumentException if not 1 to 100,000
         */
        public Builder maxConcurrentActivities(int activities) {
            return set(s -> s.withMaxActivities(activities));
        }

        /**
         * How many activities of one name run at once at most, such as those that call a service which bears no more. A
         * Perdure host is told and sends no more of them, so that they keep no room from others; another host may fill the
         * worker with them. Without a limit of its own a name has what {@link #maxConcurrentActivities} leaves.
         *
         * @param activity its name, whether registered yet or not
         * @throws IllegalArgumentException if {@code limit} is not 1 to 100,000
         */
        public Builder maxConcurrent(String activity, int limit) {
            if (limit < 1 || limit > WorkerSettings.CONCURRENT_MAX) {
                throw new IllegalArgumentException("maxConcurrent of '" + activity + "' must be 1 to "
                        + WorkerSettings.CONCURRENT_MAX + ", not " + limit + ".");
            }
            activityLimits.put(Objects.requireNonNull(activity, "activity"), limit);
            return this;
        }

        /**
         * How many turns of orchestrators may be under way at once; 20 by default. The host is told, and sends no more.
         *
         * @throws IllegalArgumentException if not 1 to 100,000
         */
        public Builder maxConcurrentTurns(int turns) {
            return set(s -> s.withMaxTurns(turns));
        }

        /**
         * How many batches of entities' operations run at once at most; 100 by default. The host is told, and sends no more.
         *
         * @throws IllegalArgumentException if not 1 to 100,000
         */
        public Builder maxConcurrentEntities(int batches) {
            return set(s -> s.withMaxEntities(batches));
        }

        /**
         * How many waiting orchestrators are kept live at most; 10,000 by default, 0 for none. Those beyond are let go,
         * the longest untouched first, and replayed from their history when something happens to them.
         *
         * @throws IllegalArgumentException if not 0 to 10,000,000
         */
        public Builder maxLiveOrchestrators(int orchestrators) {
            return set(s -> s.withMaxLive(orchestrators));
        }

        /**
         * How long {@link Worker#close()} waits for running work at most; 10 seconds by default.
         *
         * @throws IllegalArgumentException if negative
         */
        public Builder drain(Duration limit) {
            return set(s -> s.withDrain(limit));
        }

        /** The host to work for. Required. Not closed with the worker. */
        public Builder connectTo(WorkHost workHost) {
            host = Objects.requireNonNull(workHost, "workHost");
            return this;
        }

        /**
         * Starts the worker. If the host cannot be reached yet, the worker goes on trying in the background.
         *
         * @throws IllegalStateException if no host was given
         */
        public Worker start() {
            WorkHost workHost = host;
            if (workHost == null) {
                throw new IllegalStateException("A worker needs a host: call connectTo(host) before start().");
            }
            WorkerLoop loop = new WorkerLoop(registry(), settings, workHost);
            loop.start();
            return new Worker(loop);
        }

        /** Replays histories against what is served here; needs no host. */
        public HistoryReplayer replayer() {
            return new HistoryReplayer(
                    new OrchestratorLibrary(orchestrators, settings.converter(), settings.unloading(), unknownVersion));
        }

        /** What is served so far, for tools that run the code themselves. Not for applications: its type may change. */
        public Registry registry() {
            Map<String, ActivityDefinition> all = new HashMap<>(activities);
            Map<String, Integer> limits = new HashMap<>(activityLimits);
            if (http) {
                if (all.putIfAbsent(HttpActivity.NAME, HttpActivity.definition(tokenSources)) == null) {
                    limits.putIfAbsent(HttpActivity.NAME, HttpActivity.CONCURRENT);
                }
            }
            return new Registry(orchestrators, all, entities, limits, unknownVersion);
        }

        /** The settings so far, for tools that run the code themselves. Not for applications: its type may change. */
        public WorkerSettings settings() {
            return settings;
        }

        Builder set(UnaryOperator<WorkerSettings> change) {
            settings = change.apply(settings);
            return this;
        }

        private Builder add(OrchestratorDefinition definition) {
            requireName("An orchestrator", definition.name());
            if (orchestrators.putIfAbsent(definition.key(), definition) != null) {
                throw new IllegalArgumentException("Two orchestrators are named '" + definition.name() + "'"
                        + (definition.version() == null ? "" : " with version '" + definition.version() + "'")
                        + "; register one under another name.");
            }
            return this;
        }

        private Builder add(ActivityDefinition definition) {
            requireName("An activity", definition.name());
            if (activities.putIfAbsent(definition.name(), definition) != null) {
                throw new IllegalArgumentException(
                        "Two activities are named '" + definition.name() + "'; give one another name.");
            }
            return this;
        }

        private static void requireName(String what, String name) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException(what + " needs a name that is not empty.");
            }
        }
    }
}
