package dev.perdure.engine;

import com.google.protobuf.StringValue;
import dev.perdure.core.InstanceId;
import dev.perdure.core.protocol.TraceContext;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.IdReusePolicy;
import dev.perdure.engine.record.Key;
import dev.perdure.engine.record.PurgeInstance;
import dev.perdure.engine.record.RaiseEvent;
import dev.perdure.engine.record.RestartInstance;
import dev.perdure.engine.record.ResumeInstance;
import dev.perdure.engine.record.RewindInstance;
import dev.perdure.engine.record.StartInstance;
import dev.perdure.engine.record.SuspendInstance;
import dev.perdure.engine.record.TerminateInstance;
import dev.perdure.engine.runtime.Hub;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The requests of clients about instances, as commands. Thread-safe. */
final class InstanceRequests {

    private final Hub hub;
    private final EngineOptions options;
    private final RandomGenerator random;

    InstanceRequests(Hub hub, EngineOptions options, RandomGenerator random) {
        this.hub = hub;
        this.options = options;
        this.random = random;
    }

    CompletableFuture<Outcome> start(StartRequest request) {
        InstanceId.requireValid(request.instanceId());
        StartInstance.Builder start = StartInstance.newBuilder()
                .setInstanceId(request.instanceId())
                .setExecutionId(freshExecutionId())
                .setName(request.name())
                .putAllTags(new TreeMap<>(request.tags()));
        if (request.version() != null) {
            start.setVersion(StringValue.of(request.version()));
        }
        if (request.input() != null) {
            start.setInput(StringValue.of(request.input()));
        }
        if (request.scheduledStart() != null) {
            start.setScheduledStart(Hub.micros(request.scheduledStart()));
        }
        if (request.traceParent() != null) {
            TraceContext.Builder trace = TraceContext.newBuilder().setTraceParent(request.traceParent());
            if (request.traceState() != null) {
                trace.setTraceState(StringValue.of(request.traceState()));
            }
            start.setTraceContext(trace);
        }
        if (!request.reuse().equals(IdReuse.DEFAULT)) {
            start.setIdReuse(policy(request.reuse()));
        }
        if (request.key() != null) {
            start.setKey(key(request.key()));
        }
        return hub.request(request.instanceId(), Command.newBuilder().setStart(start));
    }

    CompletableFuture<Outcome> raiseEvent(
            String instanceId, String eventName, @Nullable String input, @Nullable RequestKey key) {
        RaiseEvent.Builder raise =
                RaiseEvent.newBuilder().setInstanceId(instanceId).setName(eventName);
        if (input != null) {
            raise.setInput(StringValue.of(input));
        }
        if (key != null) {
            raise.setKey(key(key));
        }
        return hub.request(instanceId, Command.newBuilder().setRaiseEvent(raise));
    }

    CompletableFuture<Outcome> terminate(
            String instanceId, @Nullable String reason, boolean recursive, boolean cancel, @Nullable RequestKey key) {
        TerminateInstance.Builder terminate = TerminateInstance.newBuilder()
                .setInstanceId(instanceId)
                .setRecursive(recursive)
                .setCancel(cancel);
        if (reason != null) {
            terminate.setReason(StringValue.of(reason));
        }
        if (key != null) {
            terminate.setKey(key(key));
        }
        return hub.request(instanceId, Command.newBuilder().setTerminate(terminate));
    }

    CompletableFuture<Outcome> suspend(String instanceId, @Nullable String reason, @Nullable RequestKey key) {
        SuspendInstance.Builder suspend = SuspendInstance.newBuilder().setInstanceId(instanceId);
        if (reason != null) {
            suspend.setReason(StringValue.of(reason));
        }
        if (key != null) {
            suspend.setKey(key(key));
        }
        return hub.request(instanceId, Command.newBuilder().setSuspend(suspend));
    }

    CompletableFuture<Outcome> resume(String instanceId, @Nullable String reason, @Nullable RequestKey key) {
        ResumeInstance.Builder resume = ResumeInstance.newBuilder().setInstanceId(instanceId);
        if (reason != null) {
            resume.setReason(StringValue.of(reason));
        }
        if (key != null) {
            resume.setKey(key(key));
        }
        return hub.request(instanceId, Command.newBuilder().setResume(resume));
    }

    CompletableFuture<Outcome> purge(
            String instanceId, boolean recursive, boolean onlyEnded, @Nullable RequestKey key) {
        PurgeInstance.Builder purge = PurgeInstance.newBuilder()
                .setInstanceId(instanceId)
                .setRecursive(recursive)
                .setOnlyEnded(onlyEnded);
        if (key != null) {
            purge.setKey(key(key));
        }
        return hub.request(instanceId, Command.newBuilder().setPurge(purge));
    }

    CompletableFuture<Outcome> restart(String instanceId, String newInstanceId, @Nullable RequestKey key) {
        InstanceId.requireValid(newInstanceId);
        RestartInstance.Builder restart = RestartInstance.newBuilder()
                .setInstanceId(instanceId)
                .setNewInstanceId(newInstanceId)
                .setExecutionId(freshExecutionId());
        if (key != null) {
            restart.setKey(key(key));
        }
        return Restarts.run(hub, restart.build());
    }

    CompletableFuture<Outcome> rewind(String instanceId, @Nullable String reason, @Nullable RequestKey key) {
        RewindInstance.Builder rewind = RewindInstance.newBuilder().setInstanceId(instanceId);
        if (reason != null) {
            rewind.setReason(StringValue.of(reason));
        }
        if (key != null) {
            rewind.setKey(key(key));
        }
        return hub.request(instanceId, Command.newBuilder().setRewind(rewind));
    }

    Key key(RequestKey key) {
        return Key.newBuilder()
                .setValue(key.value())
                .setBodyHash(key.bodyHash())
                .setExpires(hub.commandMicros() + options.keyRetention().toNanos() / 1_000)
                .build();
    }

    private String freshExecutionId() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    private static IdReusePolicy policy(IdReuse reuse) {
        IdReusePolicy.Builder policy =
                IdReusePolicy.newBuilder().setAttach(reuse.onConflict() == IdReuse.OnConflict.ATTACH);
        reuse.replaceable().stream().sorted().forEach(status -> policy.addReplaceable(status.protocol()));
        return policy.build();
    }
}
