package dev.perdure.host.http;

import dev.perdure.core.InvalidInstanceIdException;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.WorkerView;
import dev.perdure.host.PerdureVersion;
import dev.perdure.host.disk.DiskRoom;
import dev.perdure.host.links.LinkVerb;
import dev.perdure.host.rules.BrokenRuleException;
import dev.perdure.host.rules.HubNames;
import dev.perdure.host.waiting.WaitSessions;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management API of the Durable Functions HTTP contract over one engine, as a plain function: used by the HTTP door
 * and, without a socket, by the client of an embedded hub.
 *
 * <p>Every answer says {@code Perdure-Version}; an answer to a request with an {@code Idempotency-Key} also says
 * {@code Idempotency-Key-Honoured: true}. Errors are answers, never exceptions. Calls block until the outcome is
 * durable; a start that asks for it also until the instance has ended.
 *
 * <p>Thread-safe.
 */
public final class ManagementApi {

    /** The header in which every answer says the version of the host. */
    public static final String VERSION_HEADER = "Perdure-Version";

    /** The header by which an answer 404 is told from that for an unknown instance; its value is {@code true}. */
    public static final String UNKNOWN_HUB_HEADER = "Perdure-Unknown-Task-Hub";

    private static final String HONOURED_HEADER = "Idempotency-Key-Honoured";
    private static final Logger LOG = LoggerFactory.getLogger(ManagementApi.class);

    private final ApiOptions options;
    private final DiskRoom room;
    private final AccessControl access;
    private final InstanceStarts starts;
    private final InstanceRestarts restarts;
    private final InstanceReads reads;
    private final InstanceChanges changes;
    private final EntityRoutes entities;
    private final InstanceWaits waits;
    private final Supplier<List<WorkerView>> workers;

    /** An API that takes writes whatever room the disk has. */
    public ManagementApi(TaskHubEngine engine, ApiOptions options) {
        this(engine, options, DiskRoom.unlimited());
    }

    /** An API that refuses what makes the store grow while the disk is low. */
    public ManagementApi(TaskHubEngine engine, ApiOptions options, DiskRoom room) {
        this.options = options;
        this.room = room;
        this.access = new AccessControl(options.taskHub(), options.links());
        EngineCalls calls = new EngineCalls(engine, options.answerWithin());
        this.starts = new InstanceStarts(engine, calls, options);
        this.restarts = new InstanceRestarts(engine, calls, starts);
        this.reads = new InstanceReads(calls);
        this.changes = new InstanceChanges(engine, calls);
        this.entities = new EntityRoutes(engine, calls);
        this.waits = new InstanceWaits(new WaitSessions(engine));
        this.workers = engine::workers;
    }

    /** Answers one request. What is no management path is answered 404. */
    public ApiResponse handle(ApiRequest request) {
        ApiResponse response = answer(request).with(VERSION_HEADER, PerdureVersion.text());
        return request.header(IdempotencyKey.HEADER).isPresent() ? response.with(HONOURED_HEADER, "true") : response;
    }

    /** Answers every request that is waiting for instances, now and from now on, without waiting further. */
    public void endWaits() {
        starts.endWaits();
        waits.end();
    }

    /** The name of its hub. */
    public String taskHub() {
        return options.taskHub();
    }

    /** Who may do what at the webhook entrance. */
    public AccessControl access() {
        return access;
    }

    /** The long polls under way. */
    public WaitSessions waitSessions() {
        return waits.sessions();
    }

    private ApiResponse answer(ApiRequest request) {
        try {
            ApiPath path = ApiPath.parse(request.path()).orElse(null);
            return path == null ? ApiResponse.empty(404) : route(request, path);
        } catch (ApiException e) {
            return e.response();
        } catch (InvalidInstanceIdException | BrokenRuleException e) {
            return ApiException.badRequest(String.valueOf(e.getMessage())).response();
        } catch (RuntimeException e) {
            return unexpected(request, e);
        }
    }

    private ApiResponse route(ApiRequest request, ApiPath path) {
        QueryParameters query = QueryParameters.parse(request.query());
        requireOurHub(request);
        Access shown = access.access(request);
        ManagementLinks links = new ManagementLinks(request.origin(), options.taskHub(), access.codes(shown));
        Route route = Route.of(request.method(), path.segments());
        if (route.growsTheStore()) {
            room.refusal().ifPresent(sentence -> {
                throw ApiException.unavailable(sentence);
            });
        }
        return switch (route) {
            case Route.Start start -> starts.start(request, query, start, links);
            case Route.Status status ->
                reads.status(
                        request,
                        query,
                        status.instanceId(),
                        links.again(request, status.instanceId(), access.showsKey(request)));
            case Route.ListInstances list -> reads.list(request, query);
            case Route.Explain explain -> reads.explain(explain.instanceId());
            case Route.History history -> reads.history(history.instanceId());
            case Route.RaiseEvent event -> changes.raiseEvent(request, event);
            case Route.Terminate terminate -> changes.terminate(request, query, terminate);
            case Route.Purge purge -> changes.purge(request, query, purge);
            case Route.Waits wait -> waits.answer(request, query);
            case Route.Binding binding ->
                path.entrance() == ApiPath.Entrance.RPC
                        ? ApiResponse.json(200, BindingPayload.of(links))
                        : ApiResponse.empty(404);
            case Route.Workers all -> ApiResponse.json(200, WorkersPayload.of(workers.get()));
            case Route.GivenUpWork list -> reads.givenUp(request, query);
            case Route.MakePrimary primary -> ApiResponse.empty(200);
            case Route.Suspend suspend -> changes.suspend(request, query, suspend);
            case Route.Resume resume -> changes.resume(request, query, resume);
            case Route.Rewind rewind -> changes.rewind(request, query, rewind);
            case Route.Restart restart ->
                restarts.restart(
                        request, query, restart, links, shown.isFull() ? links : links.opening(LinkVerb.RESTART));
            case Route.PurgeMany purge -> changes.purgeMany(query);
            case Route.EntityState state -> entities.state(state);
            case Route.SignalEntity signal -> entities.signal(request, query, signal);
            case Route.DeleteEntity delete -> entities.delete(request, query, delete);
            case Route.ListEntities list -> entities.list(request, query, list);
            case Route.CleanEntities clean -> entities.clean(request, query);
            case Route.None none -> ApiResponse.empty(404);
        };
    }

    private void requireOurHub(ApiRequest request) {
        HubNames names = HubNames.only(options.taskHub());
        if (names.meant(request.taskHub()).isEmpty()) {
            throw ApiException.unknownHub(names.unknown(request.taskHub()));
        }
    }

    static ApiResponse unexpected(ApiRequest request, RuntimeException e) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        LOG.error("Request {} {} failed (error {}).", request.method(), request.path(), id, e);
        return ApiException.unexpected("The host failed to answer; its log tells more under error " + id + ".")
                .response();
    }
}
