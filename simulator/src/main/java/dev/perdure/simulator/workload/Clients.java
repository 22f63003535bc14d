package dev.perdure.simulator.workload;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.IdReuse;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.PurgeFilter;
import dev.perdure.engine.RequestKey;
import dev.perdure.engine.StartRequest;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.simulator.report.Feature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Clients that ask for everything a hub can be asked for, at random. Confined to one thread. */
public final class Clients {

    private static final List<Program> PROGRAMS = List.of(Program.values());
    private static final int SENDERS = 3;
    private static final int CALLS_MAX = 40;
    private static final List<IdReuse> POLICIES =
            List.of(IdReuse.DEFAULT, IdReuse.REJECT_ANY, IdReuse.ATTACH, IdReuse.ATTACH_LIVE, IdReuse.REPLACE_ANY);

    private final Surroundings world;
    private final RandomGenerator random;
    private final Answers answers;
    private final List<Call> calls = new ArrayList<>();
    /** Who may not send now, as his last message is not answered: {@code sender target}. */
    private final Set<String> sending = new HashSet<>();

    private int counter;

    public Clients(Surroundings world, Duration keyRetention) {
        this.world = world;
        this.random = world.random();
        this.answers = new Answers(world, keyRetention);
    }

    /** Makes one request, or looks at something. */
    public void act(TaskHubEngine engine) {
        if (calls.size() >= CALLS_MAX) {
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 30) {
            start(engine);
        } else if (dice < 52) {
            raise(engine, "s" + random.nextInt(SENDERS), id(), false);
        } else if (dice < 60) {
            signal(engine);
        } else if (dice < 65) {
            suspendOrResume(engine);
        } else if (dice < 70) {
            terminate(engine);
        } else if (dice < 76) {
            rewind(engine);
        } else if (dice < 80) {
            restart(engine);
        } else if (dice < 85) {
            purge(engine);
        } else if (dice < 87) {
            purgeMany(engine);
        } else if (dice < 94) {
            answers.query(engine);
        } else {
            answers.why(id());
        }
    }

    /** Takes in the answers that have come, and sends again what was not answered. */
    public void poll() {
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            if (answers.poll(call)) {
                calls.remove(i--);
            }
        }
    }

    /** The host is gone: what is not answered never will be. */
    public void hostGone() {
        for (Call call : calls) {
            var future = call.future;
            if (future != null && !future.isDone()) {
                call.future = null;
            }
        }
    }

    /** How many requests are not answered. */
    public int open() {
        return calls.size();
    }

    /** Lets suspended instances go on and gives those that wait for events what they wait for. */
    public void release(TaskHubEngine engine, Collection<String> ids) {
        for (String id : ids) {
            if (world.watcher().status(id) == RuntimeStatus.SUSPENDED) {
                add(engine, Feature.SUSPEND, id, (e, key) -> e.resume(id, null, key), outcome -> {});
            }
            raise(engine, "z", id, true);
        }
    }

    private String id() {
        return "a" + random.nextInt(Programs.IDS);
    }

    private void add(
            TaskHubEngine engine,
            Feature feature,
            String subject,
            Call.Sending send,
            Consumer<@Nullable Outcome> answered) {
        int number = counter++;
        RequestKey key = random.nextInt(5) == 0 ? null : new RequestKey("k" + number, number);
        Call call = new Call(feature, subject, key, world.hubMicros(), send, answered);
        world.coverage().used(feature, world.trace().step());
        world.trace().add("ask " + feature.label(), subject, key == null ? "-" : key.value());
        calls.add(call);
        call.send(engine);
    }

    private void start(TaskHubEngine engine) {
        Program program = PROGRAMS.get(random.nextInt(PROGRAMS.size()));
        String id = id();
        String nonce = "n" + counter;
        String input = "\"" + nonce + "|" + world.codeVersion() + "|" + random.nextInt(4) + "\"";
        IdReuse reuse = random.nextInt(3) == 0 ? POLICIES.get(random.nextInt(POLICIES.size())) : IdReuse.DEFAULT;
        Instant at = random.nextInt(8) == 0 ? world.clock().instant().plusSeconds(random.nextInt(40)) : null;
        int step = world.trace().step();
        program.features().forEach(feature -> world.coverage().used(feature, step));
        if (at != null) {
            world.coverage().used(Feature.SCHEDULED, step);
        }
        if (reuse.equals(IdReuse.DEFAULT) || !reuse.replaceable().isEmpty()) {
            world.ledger().askReplacement(id);
        }
        if (!reuse.equals(IdReuse.DEFAULT)) {
            world.coverage().used(Feature.ID_REUSE, step);
        }
        world.trace().add("program", id, program + " " + nonce);
        add(
                engine,
                Feature.START,
                id,
                (e, key) -> e.start(new StartRequest(
                        id, program.name(), null, input, at, Map.of("nonce", nonce), null, key, reuse)),
                outcome -> {
                    if (outcome instanceof Outcome.Done done && done.count() == 1) {
                        world.ledger().startAcked(id, done.executionId());
                    }
                });
    }

    private void raise(TaskHubEngine engine, String sender, String id, boolean last) {
        String pair = sender + " " + id;
        if (!sending.add(pair)) {
            return;
        }
        String event = sender + ":" + counter;
        world.ledger().sending(event);
        if (last) {
            world.trace().add("last event", id, event);
        }
        add(
                engine,
                Feature.EVENT,
                id,
                (e, key) -> e.raiseEvent(id, Programs.EVENT, "\"" + event + "\"", key),
                outcome -> {
                    sending.remove(pair);
                    if (outcome instanceof Outcome.Done done) {
                        world.ledger().eventAcked(world.watcher().rootOf(done.executionId()), event);
                    }
                });
    }

    private void signal(TaskHubEngine engine) {
        String id = "@" + Programs.JOURNAL + "@" + random.nextInt(Programs.ENTITIES);
        String sender = "s" + random.nextInt(SENDERS);
        String pair = sender + " " + id;
        if (!sending.add(pair)) {
            return;
        }
        // One for later has a sender of its own: it may be overtaken.
        Instant at = random.nextInt(6) == 0 ? world.clock().instant().plusSeconds(random.nextInt(30)) : null;
        String operation = (at == null ? sender : "later" + counter) + ":" + counter;
        world.ledger().sending(operation);
        add(
                engine,
                Feature.SIGNAL,
                id,
                (e, key) -> e.signalEntity(id, "append", "\"" + operation + "\"", at, key),
                outcome -> {
                    sending.remove(pair);
                    if (outcome instanceof Outcome.Done) {
                        world.ledger().signalAcked(id, operation);
                    }
                });
    }

    private void suspendOrResume(TaskHubEngine engine) {
        String id = id();
        boolean resume = world.watcher().status(id) == RuntimeStatus.SUSPENDED;
        add(
                engine,
                Feature.SUSPEND,
                id,
                (e, key) -> resume ? e.resume(id, "go", key) : e.suspend(id, "stop", key),
                outcome -> {});
    }

    private void terminate(TaskHubEngine engine) {
        String id = id();
        if (random.nextInt(3) == 0) {
            add(engine, Feature.CANCEL, id, (e, key) -> e.cancel(id, "\"cancelled\"", key), outcome -> {});
            return;
        }
        boolean recursive = random.nextBoolean();
        add(engine, Feature.TERMINATE, id, (e, key) -> e.terminate(id, "\"ended\"", recursive, key), outcome -> {});
    }

    private void rewind(TaskHubEngine engine) {
        String id = pick(RuntimeStatus.FAILED);
        world.ledger().askRewind(id);
        add(engine, Feature.REWIND, id, (e, key) -> e.rewind(id, "again", key), outcome -> {});
    }

    private void restart(TaskHubEngine engine) {
        String id = pick(RuntimeStatus.COMPLETED);
        String target = random.nextBoolean() ? id : id();
        world.ledger().askReplacement(target);
        world.ledger().askRestart(target);
        add(engine, Feature.RESTART, id, (e, key) -> e.restart(id, target, key), outcome -> {});
    }

    private void purge(TaskHubEngine engine) {
        String id = id();
        boolean recursive = random.nextBoolean();
        world.ledger().askPurge(id, recursive);
        add(engine, Feature.PURGE, id, (e, key) -> e.purge(id, recursive, key), outcome -> {
            if (outcome != null) {
                world.ledger().purgeAnswered(id);
            }
        });
    }

    private void purgeMany(TaskHubEngine engine) {
        world.ledger().askPurgeOfMany();
        world.coverage().used(Feature.PURGE_FILTER, world.trace().step());
        world.trace().add("ask purge-filter", "", "");
        Set<RuntimeStatus> statuses = random.nextBoolean() ? Set.of() : Set.of(RuntimeStatus.COMPLETED);
        var unused = engine.purge(new PurgeFilter(Instant.EPOCH, null, statuses, Duration.ofSeconds(30)));
    }

    /** An instance in this status, if a few tries find one. */
    private String pick(RuntimeStatus status) {
        String id = id();
        for (int i = 0; i < 4 && world.watcher().status(id) != status; i++) {
            id = id();
        }
        return id;
    }
}
