package dev.perdure.client;

import static java.util.Objects.requireNonNull;

import dev.perdure.client.binding.ClientBinding;
import dev.perdure.client.binding.HttpManagement;
import dev.perdure.client.binding.LinkTemplates;
import dev.perdure.client.entity.EntityClient;
import dev.perdure.client.internal.HostCalls;
import dev.perdure.client.internal.InstanceChanges;
import dev.perdure.client.internal.InstanceOperation;
import dev.perdure.client.internal.InstanceReads;
import dev.perdure.client.internal.InstanceStarts;
import dev.perdure.client.internal.PurgeOfMany;
import dev.perdure.client.internal.VirtualThreads;
import dev.perdure.client.session.SessionLease;
import dev.perdure.client.session.Ticker;
import dev.perdure.client.spi.Transport;
import dev.perdure.client.waiting.LongPoll;
import dev.perdure.client.waiting.Until;
import dev.perdure.core.InstanceId;
import dev.perdure.core.OrchestratorType;
import dev.perdure.core.data.TypeRef;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts and manages orchestration instances on a host that speaks the Durable Functions HTTP API: Perdure or another.
 *
 * <p><b>Blocking.</b> Calls block their caller, a virtual thread parks. By default all clients of one origin in a process
 * share one session of at most 30 connections; more callers wait their turn, first come, first served. A call ends within
 * its deadline, 240 seconds unless set otherwise, connecting, waiting and repeating included. What makes several requests
 * (lists, purges of many, waiting) has that deadline for each.
 *
 * <p><b>Repeating.</b> Inside its deadline a call repeats by itself whatever cannot have an effect twice: a request of
 * which nothing was sent; a read; a write that Perdure refused for overload. A host that restarts meanwhile is no error.
 *
 * <p><b>Exactly once.</b> Every write (start, event, signal, terminate, suspend, resume, rewind, restart, purge) carries an
 * idempotency key of its own. If a write was sent and its answer got lost, it is repeated on a host that honours such keys,
 * which Perdure does: there each call that returns has had its effect exactly once. On any other host it fails with
 * {@link OutcomeUnknownException}. Nothing is ever done twice silently. Calling a method again is another write.
 *
 * <p><b>Exceptions.</b> Each operation throws, besides what it lists: {@link HostUnavailableException},
 * {@link SessionOverloadedException}, {@link SessionClosedException}, {@link CallInterruptedException},
 * {@link AccessDeniedException}, {@link InvalidRequestException}, {@link UnexpectedResponseException}; writes also
 * {@link OutcomeUnknownException}. Ids and names that cannot be are refused with {@link IllegalArgumentException} before
 * anything is sent. What a host other than Perdure does not have is refused with {@link UnsupportedByHostException}, also
 * before anything is sent.
 *
 * <p>Thread-safe.
 */
public final class DurableClient implements AutoCloseable {

    private final HostCalls calls;
    private final LinkTemplates links;
    private final Ticker ticker;
    private final LongPoll longPoll;
    private final InstanceStarts starts;
    private final InstanceReads reads;
    private final InstanceChanges changes;

    DurableClient(HostCalls calls, LinkTemplates links, Ticker ticker, LongPoll longPoll) {
        this.calls = calls;
        this.links = links;
        this.ticker = ticker;
        this.longPoll = longPoll;
        this.starts = new InstanceStarts(calls);
        this.reads = new InstanceReads(calls, json -> InstanceStatus.of(json, calls.converter()));
        this.changes = new InstanceChanges(calls);
    }

    /**
     * Returns a client of the host at {@code origin}, over the session shared by this process. Nothing is sent yet.
     *
     * @param origin scheme, host and port, such as {@code http://127.0.0.1:7071}
     */
    public static DurableClient connect(URI origin) {
        return builder().origin(origin).build();
    }

    /** As {@link #connect(URI)}, with the key that opens the host's API; it travels in a header, never in a URL. */
    public static DurableClient connect(URI origin, String key) {
        return builder().origin(origin).key(key).build();
    }

    /**
     * Returns a client of the host that a client binding describes, over the session shared by this process. Nothing is
     * sent yet. Cheap enough to be done for each call of a function; closing it is not needed there. If the host comes
     * back at another address, the client made from its next binding uses that.
     *
     * @param json the text a host hands to a function that has a client bound to it
     * @throws IllegalArgumentException if it is not a binding, or names no way to the host
     */
    public static DurableClient fromBinding(String json) {
        return builder().binding(ClientBinding.parse(json)).build();
    }

    /** Returns a client over {@code transport}, which it closes when it is closed. */
    public static DurableClient over(Transport transport) {
        return builder().transport(transport).build();
    }

    /** Begins a client with settings. */
    public static DurableClientBuilder builder() {
        return new DurableClientBuilder();
    }

    /**
     * This client with another deadline for each call. Both share everything else: closing one closes both.
     *
     * @throws IllegalArgumentException if it is not positive or exceeds {@link DurableClientBuilder#DEADLINE_MAX}
     */
    public DurableClient withDeadline(Duration deadline) {
        HostCalls other = new HostCalls(
                calls.transport(),
                calls.requests().withDeadline(DurableClientBuilder.requireDeadline(deadline)),
                calls.converter());
        return new DurableClient(other, links, ticker, longPoll);
    }

    /** {@link #start(Class, Object, StartOptions)} with a random id. */
    public <I, O> OrchestrationInstance<O> start(
            Class<? extends OrchestratorType<I, O>> orchestrator, @Nullable I input) {
        return start(orchestrator, input, StartOptions.defaults());
    }

    /**
     * Starts an instance of {@code orchestrator}. When it returns, the instance is durable; it need not have begun. The id
     * is chosen before anything is sent, so the repetition of a start cannot make a second instance on Perdure.
     *
     * @param input null for none, which is distinct from a value that is written as the JSON null
     * @throws InstanceAlreadyExistsException if there is one of the id, and {@link StartOptions#idReuse} refuses it
     * @throws UnsupportedByHostException for a start time, tags or an {@link IdReuse} that the host does not have
     * @throws IllegalArgumentException if the class does not say its output type
     * @throws dev.perdure.core.data.DataConversionException if the input cannot be written as JSON
     */
    public <I, O> OrchestrationInstance<O> start(
            Class<? extends OrchestratorType<I, O>> orchestrator, @Nullable I input, StartOptions options) {
        Type outputType = OrchestratorType.outputType(orchestrator);
        return start(OrchestratorType.nameOf(orchestrator), input, options, outputType);
    }

    /** {@link #start(String, Object, StartOptions)} with a random id. */
    public OrchestrationInstance<?> start(String name, @Nullable Object input) {
        return start(name, input, StartOptions.defaults());
    }

    /** Starts an instance of the orchestrator registered under {@code name}; else as {@link #start(Class, Object, StartOptions)}. */
    public OrchestrationInstance<?> start(String name, @Nullable Object input, StartOptions options) {
        return start(name, input, options, Object.class);
    }

    /** The same with the type of the output, which {@link OrchestrationInstance#join} then returns. */
    public <O> OrchestrationInstance<O> start(
            String name, @Nullable Object input, StartOptions options, TypeRef<O> outputType) {
        return start(name, input, options, outputType.type());
    }

    private <O> OrchestrationInstance<O> start(
            String name, @Nullable Object input, StartOptions options, Type outputType) {
        InstanceStarts.Started started = starts.start(name, input, options);
        return new OrchestrationInstance<>(
                this, calls.converter(), started.instanceId(), outputType, started.attached());
    }

    /**
     * {@link #start(Class, Object, StartOptions)} on a virtual thread: for bursts of starts from a thread that may not
     * block. The future fails with what {@code start} throws. Canceling it does not take back the start.
     */
    public <I, O> CompletableFuture<OrchestrationInstance<O>> startAsync(
            Class<? extends OrchestratorType<I, O>> orchestrator, @Nullable I input, StartOptions options) {
        return VirtualThreads.supply("perdure-client-start", () -> start(orchestrator, input, options));
    }

    /** A handle on an instance that exists or will, with an output of {@code outputType}. Nothing is sent. */
    public <O> OrchestrationInstance<O> instance(String instanceId, Class<O> outputType) {
        return new OrchestrationInstance<>(
                this, calls.converter(), InstanceId.requireValid(instanceId), outputType, false);
    }

    /** Like {@link #instance(String, Class)}, for an output with generic arguments. */
    public <O> OrchestrationInstance<O> instance(String instanceId, TypeRef<O> outputType) {
        return new OrchestrationInstance<>(
                this, calls.converter(), InstanceId.requireValid(instanceId), outputType.type(), false);
    }

    /** The instance with its input, or empty if there is none of this id. Repeated freely. */
    public Optional<InstanceStatus> status(String instanceId) {
        return status(instanceId, StatusOptions.defaults());
    }

    /** The instance with what {@code options} say, or empty if there is none of this id. Repeated freely. */
    public Optional<InstanceStatus> status(String instanceId, StatusOptions options) {
        return reads.status(instanceId, options);
    }

    /**
     * The instances that meet {@code filter}, in the host's order; entities are left out. Lazy: a page is fetched when
     * its first instance is asked for, so the stream may throw whatever a call may. Each page is repeated freely. An
     * instance that changes between two pages may be missed or come twice.
     *
     * @throws UnsupportedByHostException for a filter by tags (when the first instance is asked for)
     */
    public Stream<InstanceStatus> list(InstanceFilter filter) {
        return reads.list(requireNonNull(filter, "filter"));
    }

    /**
     * Sends an external event to an instance; exactly once on Perdure. When it returns, the event is durable; the instance
     * need not have taken it.
     *
     * @param payload the event's value; null is sent as the JSON {@code null}, as an event without a value cannot be sent
     * @throws InstanceNotFoundException if there is no such instance
     * @throws WrongInstanceStateException if the instance has ended
     */
    public void raiseEvent(String instanceId, String eventName, @Nullable Object payload) {
        changes.raiseEvent(instanceId, eventName, payload);
    }

    /**
     * Ends an instance at once. An instance that has ended already stays as it is, and that is no error. Its
     * sub-orchestrations go on.
     *
     * @param reason kept as the output of the instance
     * @throws InstanceNotFoundException if there is no such instance
     */
    public void terminate(String instanceId, String reason) {
        changes.terminate(instanceId, reason, false);
    }

    /**
     * Ends an instance and all that descend from it; else as {@link #terminate}.
     *
     * @throws UnsupportedByHostException if the host is not Perdure; it would leave the descendants running
     * @throws InstanceNotFoundException if there is no such instance
     */
    public void terminateRecursive(String instanceId, String reason) {
        changes.terminate(instanceId, reason, true);
    }

    /**
     * Ends an instance and all that descend from it as Canceled, and tells the activities that run for them, whose
     * {@code ActivityContext.isCancelled()} then becomes true; else as {@link #terminateRecursive}.
     *
     * @throws UnsupportedByHostException if the host is not Perdure
     * @throws InstanceNotFoundException if there is no such instance
     */
    public void cancel(String instanceId, String reason) {
        changes.cancel(instanceId, reason);
    }

    /**
     * Holds an instance until it is resumed. One that has ended stays as it is, and that is no error.
     *
     * @throws InstanceNotFoundException if there is no such instance
     * @throws WrongInstanceStateException if it is suspended already
     */
    public void suspend(String instanceId, String reason) {
        changes.hold(InstanceOperation.SUSPEND, instanceId, reason);
    }

    /**
     * Lets a suspended instance go on. One that has ended stays as it is, and that is no error.
     *
     * @throws InstanceNotFoundException if there is no such instance
     * @throws WrongInstanceStateException if it is not suspended
     */
    public void resume(String instanceId, String reason) {
        changes.hold(InstanceOperation.RESUME, instanceId, reason);
    }

    /**
     * Undoes the failure of a failed instance, so that it goes on from before it.
     *
     * @throws InstanceNotFoundException if there is no such instance
     * @throws WrongInstanceStateException if it has not failed
     */
    public void rewind(String instanceId, String reason) {
        changes.rewind(instanceId, reason);
    }

    /**
     * Starts a new instance with the orchestrator and input of an existing one, which stays as it is. Returns the new id,
     * which the host chooses: where the host does not honour keys and the answer got lost, list to find it.
     *
     * @throws InstanceNotFoundException if there is no such instance
     */
    public String restart(String instanceId) {
        return changes.restart(instanceId, true);
    }

    /**
     * Starts an instance anew under its own id, with its own input; what it did before is gone.
     *
     * @throws InstanceNotFoundException if there is no such instance
     * @throws InstanceAlreadyExistsException if it has not ended
     * @throws WrongInstanceStateException if the host says so in other words
     */
    public void restartInPlace(String instanceId) {
        changes.restart(instanceId, false);
    }

    /**
     * Deletes an instance that has ended, with its history. Beware: hosts other than Perdure delete one that has not
     * ended, too.
     *
     * @return how many instances were deleted; 0 if there is none of this id
     * @throws WrongInstanceStateException if the instance has not ended
     */
    public int purge(String instanceId) {
        return changes.purge(instanceId, false);
    }

    /**
     * Deletes an instance that has ended and all that descend from it; else as {@link #purge(String)}.
     *
     * @throws UnsupportedByHostException if the host is not Perdure; it would leave the descendants
     * @throws WrongInstanceStateException if the instance has not ended
     */
    public int purgeRecursive(String instanceId) {
        return changes.purge(instanceId, true);
    }

    /**
     * Deletes the instances that meet {@code filter} and have ended. One request if the filter is by status and time of
     * creation alone, which the host may take long for: see {@link #withDeadline}. Else the instances are listed and
     * purged one by one, as {@link #purge(Collection)} does.
     *
     * @return how many instances were deleted
     * @throws IllegalArgumentException if the filter asks for a status that is not an end
     */
    public int purge(InstanceFilter filter) {
        return new PurgeOfMany(reads, changes).byFilter(filter);
    }

    /**
     * Deletes the instances of these ids, by a purge for each, up to {@value PurgeOfMany#CALLS_MAX} at once. Ids of which
     * there is no instance, and on Perdure instances that have not ended, are passed over. After a failure no further one
     * is begun; those deleted stay so, and the call may be made again.
     *
     * @return how many instances were deleted
     */
    public int purge(Collection<String> instanceIds) {
        return new PurgeOfMany(reads, changes).byId(instanceIds);
    }

    /**
     * Waits until an instance has ended, in whatever way, and returns it (without its input). Holds no connection: on a
     * Perdure host all waiting callers of the session share one long poll, any other host is asked again and again. Takes
     * up to a second longer than {@code timeout} if the host does not answer then.
     *
     * @throws WaitTimeoutException if it has not ended when {@code timeout} is over; it goes on
     * @throws InstanceNotFoundException if there is no such instance (any more)
     */
    public InstanceStatus waitForCompletion(String instanceId, Duration timeout) {
        return waitUntil(Until.ENDED, instanceId, timeout);
    }

    /**
     * Waits until an instance is no longer Pending, and returns it (without its input): its first turn is done, or it was
     * suspended or ended before. As {@link #waitForCompletion} otherwise.
     *
     * @throws WaitTimeoutException if it has not started when {@code timeout} is over
     * @throws InstanceNotFoundException if there is no such instance (any more)
     */
    public InstanceStatus waitForStart(String instanceId, Duration timeout) {
        return waitUntil(Until.STARTED, instanceId, timeout);
    }

    private InstanceStatus waitUntil(Until until, String instanceId, Duration timeout) {
        InstanceId.requireValid(instanceId);
        StatusOptions options = StatusOptions.defaults().withoutInput();
        return new InstanceWait(instanceId, until, timeout, calls.requests().deadline(), ticker, longPoll)
                .run(within -> reads.question(instanceId, options, within), calls::send, reads::read);
    }

    /** What there is to do with entities. */
    public EntityClient entities() {
        return new EntityClient(calls);
    }

    /** Answers to give over HTTP, with the addresses this client knows of its host. */
    public HttpManagement http() {
        return new HttpManagement(links, null, this::status, ticker);
    }

    /** Answers to give over HTTP to the request that came to {@code requestUrl}: their URLs have its scheme, host and port. */
    public HttpManagement http(URI requestUrl) {
        return new HttpManagement(links, requestUrl, this::status, ticker);
    }

    /** What this client's session did and does, for all its clients together; empty for another kind of transport. */
    public Optional<SessionStats> sessionStats() {
        return calls.transport() instanceof SessionLease lease ? Optional.of(lease.stats()) : Optional.empty();
    }

    /**
     * Closes this client: its further calls are refused. The last client of a shared session closes that. Does not wait:
     * calls already accepted go on within their deadlines. Idempotent. A program that ends without it loses nothing but
     * what a call in flight would have answered after 2 seconds.
     */
    @Override
    public void close() {
        calls.transport().close();
    }
}
