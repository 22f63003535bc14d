package dev.perdure.crashtest.load;

import dev.perdure.client.DurableClient;
import dev.perdure.client.DurableClientException;
import dev.perdure.client.HostUnavailableException;
import dev.perdure.client.IdReuse;
import dev.perdure.client.InstanceAlreadyExistsException;
import dev.perdure.client.InstanceNotFoundException;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.SessionOverloadedException;
import dev.perdure.client.StartOptions;
import dev.perdure.client.StatusOptions;
import dev.perdure.client.WaitTimeoutException;
import dev.perdure.client.WrongInstanceStateException;
import dev.perdure.core.EntityId;
import dev.perdure.crashtest.journal.Journal;
import dev.perdure.crashtest.journal.Operation;
import dev.perdure.crashtest.journal.Operation.Phase;
import dev.perdure.crashtest.journal.Operation.Refusal;
import dev.perdure.crashtest.journal.OperationKind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A {@link DurableClient} that writes every operation into a journal: before it is sent, and how it ended. Operations
 * return whether they were acknowledged, and never throw for what the host does.
 *
 * <p>Thread-safe.
 */
public final class Client implements AutoCloseable {

    /** What the names of the journals of clients begin with. */
    public static final String JOURNALS = "client-";

    private final String name;
    private final DurableClient client;
    private final Journal<Operation> journal;
    private final AtomicLong numbers = new AtomicLong();

    /** A client; the two others are closed with it. */
    public Client(String name, DurableClient client, Journal<Operation> journal) {
        this.name = name;
        this.client = client;
        this.journal = journal;
    }

    /** The name of this client in its journal. */
    public String name() {
        return name;
    }

    /** Starts an instance; refused if there is one of this id, ended or not. */
    public boolean start(String id, String program, Assignment assignment) {
        StartOptions options = StartOptions.defaults().instanceId(id).idReuse(IdReuse.REJECT);
        String detail = program + " " + assignment.count() + " " + assignment.millis();
        return did(OperationKind.START, id, detail, () -> {
            var unused = client.start(program, assignment, options);
            return "";
        });
    }

    /** Raises {@code sender#number} at a collector. */
    public boolean raise(String id, String sender, int number) {
        return raise(id, sender + "#" + number);
    }

    /** Ends a collector in good order. */
    public boolean stop(String id) {
        return raise(id, Programs.STOP);
    }

    private boolean raise(String id, String payload) {
        return did(OperationKind.EVENT, id, payload, () -> {
            client.raiseEvent(id, Programs.EVENT, payload);
            return "";
        });
    }

    /** Terminates an instance. */
    public boolean terminate(String id) {
        return did(OperationKind.TERMINATE, id, "", () -> {
            client.terminate(id, "as planned");
            return "";
        });
    }

    /** Suspends an instance. */
    public boolean suspend(String id) {
        return did(OperationKind.SUSPEND, id, "", () -> {
            client.suspend(id, "as planned");
            return "";
        });
    }

    /** Resumes an instance. */
    public boolean resume(String id) {
        return did(OperationKind.RESUME, id, "", () -> {
            client.resume(id, "as planned");
            return "";
        });
    }

    /** Rewinds an instance. */
    public boolean rewind(String id) {
        return did(OperationKind.REWIND, id, "", () -> {
            client.rewind(id, "as planned");
            return "";
        });
    }

    /** Starts an instance again under a new id; empty if that was not acknowledged. */
    public String restart(String id) {
        Operation end = carryOut(OperationKind.RESTART, id, "", () -> client.restart(id));
        return end.phase() == Phase.DONE ? end.answer() : "";
    }

    /** Starts an instance again under its own id. */
    public boolean restartInPlace(String id) {
        return did(OperationKind.RESTART_IN_PLACE, id, "", () -> {
            client.restartInPlace(id);
            return "";
        });
    }

    /** Purges an instance. */
    public boolean purge(String id) {
        return did(OperationKind.PURGE, id, "", () -> Integer.toString(client.purge(id)));
    }

    /** Signals an entity to add one. */
    public boolean signal(EntityId entity) {
        return did(OperationKind.SIGNAL, entity.toString(), "", () -> {
            client.entities().signal(entity, "add", 1);
            return "";
        });
    }

    /** Reads the status: its name, or {@link Operation#ABSENT}; empty if it could not be read. */
    public String status(String id) {
        Operation end = carryOut(
                OperationKind.STATUS,
                id,
                "",
                () -> client.status(id, StatusOptions.defaults().withoutInput())
                        .map(status -> status.runtimeStatus().wireName())
                        .orElse(Operation.ABSENT));
        return end.phase() == Phase.DONE ? end.answer() : "";
    }

    /** Waits for the end of an instance; returns the name of its status, or empty if it does not end in time. */
    public String waitForEnd(String id, Duration limit) {
        // The end is read once more, as an operation: a wait by itself is not evidence.
        try {
            InstanceStatus unused = client.waitForCompletion(id, limit);
        } catch (WaitTimeoutException | InstanceNotFoundException | HostUnavailableException e) {
            return "";
        } catch (DurableClientException e) {
            System.err.println("A wait for " + id + " failed: " + e);
            return "";
        }
        return status(id);
    }

    private boolean did(OperationKind kind, String id, String detail, Supplier<String> call) {
        return carryOut(kind, id, detail, call).phase() == Phase.DONE;
    }

    private Operation carryOut(OperationKind kind, String id, String detail, Supplier<String> call) {
        long number = numbers.incrementAndGet();
        journal.append(new Operation(name, number, kind, id, detail, Phase.CALLED, "", System.nanoTime()));
        Phase phase;
        String answer;
        try {
            answer = call.get();
            phase = Phase.DONE;
        } catch (InstanceAlreadyExistsException e) {
            answer = kind == OperationKind.START ? Refusal.EXISTS.name() : Refusal.WRONG_STATE.name();
            phase = Phase.REFUSED;
        } catch (InstanceNotFoundException e) {
            answer = Refusal.ABSENT.name();
            phase = Phase.REFUSED;
        } catch (WrongInstanceStateException e) {
            answer = Refusal.WRONG_STATE.name();
            phase = Phase.REFUSED;
        } catch (HostUnavailableException | SessionOverloadedException e) {
            answer = String.valueOf(e.getMessage());
            phase = Phase.NOT_DONE;
        } catch (RuntimeException e) {
            answer = e.toString();
            phase = Phase.UNKNOWN;
        }
        Operation end = new Operation(name, number, kind, id, detail, phase, answer, System.nanoTime());
        journal.append(end);
        return end;
    }

    @Override
    public void close() {
        client.close();
        journal.close();
    }
}
