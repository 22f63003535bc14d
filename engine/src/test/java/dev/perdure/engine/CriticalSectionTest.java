package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.engine.record.EntityRecord;
import dev.perdure.engine.record.LockHolder;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Locks of entities: who passes, in which order, and that they are always given back. */
class CriticalSectionTest extends EntityFixture {

    private static final String THREE = "@journal@a @journal@b @journal@c";

    @Test
    void theOwnerPassesAndOthersWaitInTheirOrder() {
        worker(Reach.REMOTE);
        append("@journal@a", "before");
        startOn("owner", "holding", THREE);
        awaitEvent("owner", HistoryEvent::hasEntityOperationCompleted, 3);
        append("@journal@a", "1");
        append("@journal@a", "2");

        assertThat(engine.entity("@journal@a", true).orElseThrow())
                .satisfies(e -> assertThat(e.state()).isEqualTo("before,owner"))
                .satisfies(e -> assertThat(e.lockedBy()).isEqualTo("owner"))
                .satisfies(e -> assertThat(e.backlog()).isEqualTo(2));

        await(engine.raiseEvent("owner", "leave", null, null));
        assertThat(ended("owner").status()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(read("@journal@a")).isEqualTo("before,owner,1,2");
        assertThat(Scripts.count(engine.history("owner"), HistoryEvent::hasEntityLockGranted))
                .isEqualTo(1);
        assertUnlocked("@journal@a", "@journal@b", "@journal@c");
    }

    @Test
    void whatAnOwnerHasSignaledIsStillPartOfItsSection() throws Exception {
        ScriptedWorker worker = worker();
        worker.holdEntities = true;
        worker.script("signals", (past, fresh) -> {
            if (past.isEmpty()) {
                return List.of(EntityScripts.lock(0, "s", List.of("@journal@a")));
            }
            return List.of(
                    EntityScripts.signal(1, "@journal@a", "append", "inside"),
                    EntityScripts.unlock(2, "s", "@journal@a"),
                    Scripts.complete("1"));
        });
        worker.connect(engine, Reach.REMOTE);
        startOn("owner", "signals", "");
        assertThat(ended("owner").status()).isEqualTo(RuntimeStatus.COMPLETED);
        startOn("next", "section", "@journal@a");
        WorkItem inside = worker.take();

        assertThat(engine.entity("@journal@a", true).orElseThrow().lockedBy()).isEqualTo("owner");
        worker.answerHeld();
        worker.answer(inside);

        ended("next");
        assertThat(read("@journal@a")).isEqualTo("inside,next");
    }

    /** The ways in which an owner may end. */
    enum End {
        FAILED,
        COMPLETED,
        TERMINATED,
        PURGED,
        REPLACED,
        CONTINUED_AS_NEW
    }

    private void end(End how) {
        switch (how) {
            case FAILED -> complete("owner", "\"fail\"");
            case COMPLETED -> complete("owner", "\"complete\"");
            case CONTINUED_AS_NEW -> await(engine.raiseEvent("owner", "end", "\"continue\"", null));
            case TERMINATED -> await(engine.terminate("owner", null, null));
            case PURGED -> await(engine.purge("owner", null));
            case REPLACED ->
                await(engine.start(
                        new StartRequest("owner", "event", null, "", null, Map.of(), null, null, IdReuse.REPLACE_ANY)));
        }
    }

    private void complete(String instanceId, String how) {
        await(engine.raiseEvent(instanceId, "end", how, null));
        ended(instanceId);
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void locksAreReleasedHoweverTheirOwnerEnds(End how) {
        forgetfulWorker();
        startOn("owner", "forgets", THREE);
        awaitEvent("owner", HistoryEvent::hasEntityLockGranted, 1);
        startOn("next", "section", THREE);

        end(how);

        assertThat(ended("next").status()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(read("@journal@c")).isEqualTo("next");
        assertUnlocked("@journal@a", "@journal@b", "@journal@c");
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void aRequestIsWithdrawnHoweverItsOwnerEndsBeforeItIsGranted(End how) {
        forgetfulWorker();
        startOn("first", "holding", "@journal@b");
        awaitEvent("first", HistoryEvent::hasEntityOperationCompleted, 1);
        startOn("owner", "forgets", THREE);
        awaitEvent("owner", HistoryEvent::hasEntityLockRequested, 1);
        startOn("next", "section", THREE);

        end(how);
        await(engine.raiseEvent("first", "leave", null, null));

        assertThat(ended("next").status()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(read("@journal@b")).isEqualTo("first,next");
        assertUnlocked("@journal@a", "@journal@b", "@journal@c");
    }

    /** Also runs an orchestrator that takes locks, never gives them back, and ends as an event says. */
    private void forgetfulWorker() {
        ScriptedWorker worker = worker();
        worker.script("forgets", (past, fresh) -> {
            if (past.isEmpty()) {
                List<String> ids = List.of(EntityScripts.inputOf(past, fresh).split(" "));
                return List.of(EntityScripts.lock(0, "forgotten", ids));
            }
            return fresh.stream()
                    .filter(HistoryEvent::hasEventRaised)
                    .map(e -> ending(e.getEventRaised().getInput().getValue()))
                    .limit(1)
                    .toList();
        });
        worker.connect(engine, Reach.REMOTE);
    }

    private static OrchestratorAction ending(String how) {
        return switch (how) {
            case "\"fail\"" -> EntityScripts.call(1, "impossible", "x", null);
            case "\"continue\"" -> Scripts.continueAsNew("@journal@d", List.of());
            default -> Scripts.complete("1");
        };
    }

    @Test
    void locksAndRequestsSurviveARestart() {
        worker(Reach.REMOTE);
        startOn("first", "holding", THREE);
        awaitEvent("first", HistoryEvent::hasEntityOperationCompleted, 3);
        startOn("second", "section", "@journal@c @journal@b");
        awaitEvent("second", HistoryEvent::hasEntityLockRequested, 1);
        engine.close();
        engine = open();
        worker(Reach.REMOTE);

        assertThat(engine.entity("@journal@b", false).orElseThrow().lockedBy()).isEqualTo("first");
        await(engine.raiseEvent("first", "leave", null, null));

        ended("second");
        assertThat(read("@journal@c")).isEqualTo("first,second");
        assertUnlocked("@journal@a", "@journal@b", "@journal@c");
    }

    @Test
    void ownersOfManyEntitiesNeverBlockEachOtherNorMeetInASection() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random choices = new Random(seed);
        worker(Reach.REMOTE);
        List<String> entities = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            entities.add("@journal@e" + i);
        }
        int owners = 120;
        for (int i = 0; i < owners; i++) {
            Collections.shuffle(entities, choices);
            boolean holding = choices.nextInt(4) == 0;
            startOn(
                    "owner-" + i,
                    holding ? "holding" : "section",
                    String.join(" ", entities.subList(0, 1 + choices.nextInt(4))));
            if (choices.nextInt(3) == 0) {
                append(entities.getFirst(), "client-" + i);
            }
            if (choices.nextInt(5) == 0) {
                await(engine.terminate("owner-" + choices.nextInt(i + 1), null, null));
            }
        }
        for (int i = 0; i < owners; i++) {
            await(engine.raiseEvent("owner-" + i, "leave", null, null));
        }

        for (int i = 0; i < owners; i++) {
            assertThat(ended("owner-" + i).status())
                    .as("seed %d, owner %d", seed, i)
                    .isIn(RuntimeStatus.COMPLETED, RuntimeStatus.TERMINATED);
        }
        for (String entity : entities) {
            List<String> journal = Arrays.asList(read(entity).split(",", -1));
            assertThat(journal).as("seed %d", seed).doesNotHaveDuplicates();
            assertUnlocked(entity);
        }
        for (int i = 0; i < owners; i++) {
            InstanceView owner = engine.instance("owner-" + i, true).orElseThrow();
            if (owner.status() == RuntimeStatus.COMPLETED) {
                for (String entity : Objects.requireNonNull(owner.input()).split(" ", -1)) {
                    assertThat(read(entity).split(",", -1)).as("seed %d", seed).contains("owner-" + i);
                }
            }
        }
    }

    @Test
    void aLockWhoseOwnerIsGoneIsFoundAndReleased() {
        String id = "@journal@a";
        int partition = PartitionOf.instance(id, engine.partitions());
        engine.close();
        EntityRecord orphaned = EntityRecord.newBuilder()
                .setLock(LockHolder.newBuilder()
                        .setOwnerInstance("gone")
                        .setOwnerExecution("x")
                        .setCriticalSectionId("s"))
                .build();
        storage.write(List.of(new Mutation(Family.ENTITY, Keys.instance(partition, id), orphaned.toByteArray())));
        engine = open();
        worker(Reach.REMOTE);
        append(id, "waits");
        startOn("owner", "holding", "@journal@b");
        awaitEvent("owner", HistoryEvent::hasEntityOperationCompleted, 1);

        assertThat(await(engine.cleanEntities(false, false, ""))).isEqualTo(new EntityCleaning(0, 0, ""));
        assertThat(await(engine.cleanEntities(true, true, ""))).isEqualTo(new EntityCleaning(0, 1, ""));

        assertThat(read(id)).isEqualTo("waits");
        assertThat(engine.entity("@journal@b", false).orElseThrow().lockedBy()).isEqualTo("owner");
    }

    /** A lock is given back by a message to the partition of its entity, which comes after its owner's end. */
    private void assertUnlocked(String... entityIds) {
        for (String id : entityIds) {
            awaitTrue(() -> engine.entity(id, false).map(EntityView::lockedBy).isEmpty());
        }
    }
}
