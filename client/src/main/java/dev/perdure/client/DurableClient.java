package dev.perdure.client;

import static java.util.Objects.requireNonNull;

import dev.perdure.client.session.SessionLease;
import dev.perdure.client.session.Ticker;
import dev.perdure.client.spi.Transport;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import dev.perdure.client.waiting.LongPoll;
import dev.perdure.client.waiting.Until;
import dev.perdure.core.InstanceId;
import dev.perdure.core.OrchestratorType;
import dev.perdure.core.data.DataConverter;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Starts and manages orchestration instances on a host that speaks the Durable Functions HTTP API: Perdure or another.
 *
 * <p>Calls block their caller, a virtual thread parks. By default all clients of one origin in a process share one
 * session of at most 30 connections; more callers wait their turn, first come, first served. A call ends within its
 * deadline, 240 seconds unless set otherwise. Inside it, whatever cannot have an effect twice is repeated by itself: a
 * host that restarts meanwhile is not an error.
 *
 * <p>Every write (start, event, terminate, purge) carries an idempotency key. If a write was sent and its answer got
 * lost, it is repeated on a host that honours such keys, which Perdure does; on any other host it fails with
 * {@link OutcomeUnknownException}. Nothing is ever done twice silently.
 *
 * <p>Each operation throws, besides what it lists: {@link HostUnavailableException}, {@link SessionOverloadedException},
 * {@link SessionClosedException}, {@link CallInterruptedException}, {@link AccessDeniedException},
 * {@link InvalidRequestException}, {@link UnexpectedResponseException}; writes also {@link OutcomeUnknownException}. Ids
 * and names that cannot be are refused with {@link IllegalArgumentException} before anything is sent.
 *
 * <p>Thread-safe.
 */
public final class DurableClient implements AutoCloseable {

    private final Transport transport;
    private final ManagementRequests requests;
    private final DataConverter converter;
    private final ManagementResponses responses;
    private final Ticker ticker;
    private final LongPoll longPoll;

    DurableClient(
            Transport transport,
            ManagementRequests requests,
            DataConverter converter,
            Ticker ticker,
            LongPoll longPoll) {
        this.transport = transport;
        this.requests = requests;
        this.converter = converter;
        this.responses = new ManagementResponses(converter);
        this.ticker = ticker;
        this.longPoll = longPoll;
    }

    /**
     * Returns a client of the host at {@code origin}, over the session shared by this process. Nothing is sent yet.
     *
     * @param origin scheme, host and port, such as {@code http://127.0.0.1:7071}
     */
    public static DurableClient connect(URI origin) {
        return builder().origin(origin).build();
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
        return new DurableClient(
                transport,
                new ManagementRequests(
                        requests.taskHub(), requests.key(), DurableClientBuilder.requireDeadline(deadline)),
                converter,
                ticker,
                longPoll);
    }

    /**
     * Starts an instance of {@code orchestrator} with a random id.
     *
     * @throws IllegalArgumentException if the class does not say its output type
     * @throws dev.perdure.core.data.DataConversionException if the input cannot be written as JSON
     */
    public <I, O> OrchestrationInstance<O> start(
            Class<? extends OrchestratorType<I, O>> orchestrator, @Nullable I input) {
        return start(orchestrator, input, StartOptions.defaults());
    }

    /**
     * Starts an instance of {@code orchestrator}.
     *
     * @throws InstanceAlreadyExistsException if an instance of the id asked for is still active
     * @throws IllegalArgumentException if the class does not say its output type
     * @throws dev.perdure.core.data.DataConversionException if the input cannot be written as JSON
     */
    public <I, O> OrchestrationInstance<O> start(
            Class<? extends OrchestratorType<I, O>> orchestrator, @Nullable I input, StartOptions options) {
        Type outputType = OrchestratorType.outputType(orchestrator);
        return start(OrchestratorType.nameOf(orchestrator), input, options, outputType);
    }

    /**
     * Starts an instance of the orchestrator registered under {@code name}, with a random id.
     *
     * @throws dev.perdure.core.data.DataConversionException if the input cannot be written as JSON
     */
    public OrchestrationInstance<?> start(String name, @Nullable Object input) {
        return start(name, input, StartOptions.defaults());
    }

    /**
     * Starts an instance of the orchestrator registered under {@code name}.
     *
     * @throws InstanceAlreadyExistsException if an instance of the id asked for is still active
     * @throws dev.perdure.core.data.DataConversionException if the input cannot be written as JSON
     */
    public OrchestrationInstance<?> start(String name, @Nullable Object input, StartOptions options) {
        return start(name, input, options, Object.class);
    }

    private <O> OrchestrationInstance<O> start(
            String name, @Nullable Object input, StartOptions options, Type outputType) {
        String instanceId = options.instanceId().orElseGet(InstanceId::random);
        TransportRequest request = requests.start(
                name,
                instanceId,
                converter.serialize(input),
                options.traceParent().orElse(null));
        TransportResponse response = transport.send(request);
        boolean duplicate = response.status() == 409
                || (response.status() == 500 && ManagementResponses.saysAlreadyExists(response));
        if (duplicate) {
            throw new InstanceAlreadyExistsException(instanceId, ManagementResponses.message(response));
        }
        if (response.status() < 200 || response.status() > 202) {
            throw ManagementResponses.failure(request, response);
        }
        return new OrchestrationInstance<>(this, converter, instanceId, outputType);
    }

    /** A handle on an instance that exists or will, with an output of {@code outputType}. Nothing is sent. */
    public <O> OrchestrationInstance<O> instance(String instanceId, Class<O> outputType) {
        return new OrchestrationInstance<>(this, converter, InstanceId.requireValid(instanceId), outputType);
    }

    /** The instance with its input, or empty if there is none of this id. */
    public Optional<InstanceStatus> status(String instanceId) {
        return status(instanceId, false);
    }

    /** The instance with its input and its history, results included, or empty if there is none of this id. */
    public Optional<InstanceStatus> statusWithHistory(String instanceId) {
        return status(instanceId, true);
    }

    private Optional<InstanceStatus> status(String instanceId, boolean showHistory) {
        TransportRequest request = requests.status(instanceId, true, showHistory, requests.deadline());
        TransportResponse response = transport.send(request);
        return response.status() == 404 ? Optional.empty() : Optional.of(readStatus(request, response));
    }

    private InstanceStatus readStatus(TransportRequest request, TransportResponse response) {
        return switch (response.status()) {
            case 200, 202 -> responses.status(request, response);
            default -> throw ManagementResponses.failure(request, response);
        };
    }

    /**
     * The instances that meet {@code filter}, in the host's order; entities are left out. Lazy: a page is fetched when
     * its first instance is asked for, so the stream may throw whatever a call may. An instance that changes between two
     * pages may be missed or come twice.
     */
    public Stream<InstanceStatus> list(InstanceFilter filter) {
        return StreamSupport.stream(
                new InstancePages(requests, responses, transport::send, requireNonNull(filter, "filter")), false);
    }

    /**
     * Sends an external event to an instance.
     *
     * @param payload the event's value; null is sent as the JSON {@code null}
     * @throws InstanceNotFoundException if there is no such instance
     * @throws WrongInstanceStateException if the instance has ended
     */
    public void raiseEvent(String instanceId, String eventName, @Nullable Object payload) {
        String json = converter.serialize(payload);
        TransportRequest request = requests.raiseEvent(instanceId, eventName, json == null ? "null" : json);
        TransportResponse response = transport.send(request);
        switch (response.status()) {
            case 200, 202 -> {}
            case 404 -> throw new InstanceNotFoundException(request.operation(), instanceId);
            case 410 ->
                throw new WrongInstanceStateException(
                        request.operation(), instanceId, "has ended: the event was not taken.");
            default -> throw ManagementResponses.failure(request, response);
        }
    }

    /**
     * Ends an instance at once. An instance that has ended already stays as it is, and that is no error.
     *
     * @param reason kept as the output of the instance
     * @throws InstanceNotFoundException if there is no such instance
     */
    public void terminate(String instanceId, String reason) {
        TransportRequest request = requests.terminate(instanceId, reason);
        TransportResponse response = transport.send(request);
        switch (response.status()) {
            case 200, 202, 410 -> {}
            case 404 -> throw new InstanceNotFoundException(request.operation(), instanceId);
            default -> throw ManagementResponses.failure(request, response);
        }
    }

    /**
     * Deletes an instance that has ended, with its history. Beware: hosts other than Perdure delete one that has not
     * ended, too.
     *
     * @return how many instances were deleted; 0 if there is none of this id
     * @throws WrongInstanceStateException if the instance has not ended
     */
    public int purge(String instanceId) {
        TransportRequest request = requests.purge(instanceId);
        TransportResponse response = transport.send(request);
        return switch (response.status()) {
            case 200 -> responses.instancesDeleted(request, response);
            case 404 -> 0;
            case 409 ->
                throw new WrongInstanceStateException(
                        request.operation(), instanceId, "has not ended: terminate it first.");
            default -> throw ManagementResponses.failure(request, response);
        };
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
     * Waits until the first turn of an instance is done, and returns it (without its input). As
     * {@link #waitForCompletion} otherwise.
     *
     * @throws WaitTimeoutException if it has not started when {@code timeout} is over
     * @throws InstanceNotFoundException if there is no such instance (any more)
     */
    public InstanceStatus waitForStart(String instanceId, Duration timeout) {
        return waitUntil(Until.STARTED, instanceId, timeout);
    }

    private InstanceStatus waitUntil(Until until, String instanceId, Duration timeout) {
        InstanceId.requireValid(instanceId);
        return new InstanceWait(instanceId, until, timeout, requests.deadline(), ticker, longPoll)
                .run(within -> requests.status(instanceId, false, false, within), transport::send, this::readStatus);
    }

    /** What this client's session did and does, for all its clients together; empty for another kind of transport. */
    public Optional<SessionStats> sessionStats() {
        return transport instanceof SessionLease lease ? Optional.of(lease.stats()) : Optional.empty();
    }

    /**
     * Closes this client: its further calls are refused. The last client of a shared session closes that. Does not wait:
     * calls already accepted go on within their deadlines. Idempotent. A program that ends without it loses nothing but
     * what a call in flight would have answered after 2 seconds.
     */
    @Override
    public void close() {
        transport.close();
    }
}
