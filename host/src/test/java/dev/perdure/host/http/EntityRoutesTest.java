package dev.perdure.host.http;

import static dev.perdure.host.http.OpenDoor.API;
import static dev.perdure.host.http.OpenDoor.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.EntityOperationSignaledEvent;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OperationResult;
import dev.perdure.core.protocol.PerdureWorker;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.worker.WorkItemListener;
import dev.perdure.core.worker.WorkerConnection;
import dev.perdure.engine.Reach;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Entities over HTTP. The worker knows the entity "note", which keeps what it was last sent. */
class EntityRoutesTest {

    @TempDir
    Path folder;

    private OpenDoor host;
    private Notes notes;

    @BeforeEach
    void open() {
        host = new OpenDoor(folder);
        notes = new Notes(host);
    }

    @AfterEach
    void close() {
        notes.close();
        host.close();
    }

    @Test
    void aSignalReachesTheEntityAndItsStateIsShownAsTheJsonItIs() {
        HttpResponse<String> answer = host.postJson(API + "/entities/Note/Key?op=set", "{\"price\": 1.10}");
        String handled = notes.next();

        HttpResponse<String> state = host.get(API + "/entities/nOTE/Key");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        assertThat(handled).isEqualTo("@note@Key set {\"price\": 1.10}");
        assertThat(state.statusCode()).isEqualTo(200);
        assertThat(state.body()).isEqualTo("{\"price\": 1.10}");
        assertThat(host.get(API + "/entities/note/key").statusCode()).isEqualTo(404);
    }

    @Test
    void aBodyThatIsNotCalledJsonIsATextAndNoneIsNone() {
        host.post(API + "/entities/note/a?op=set", "7 {", "Content-Type", "text/plain");
        assertThat(notes.next()).isEqualTo("@note@a set \"7 {\"");
        host.post(API + "/entities/note/a?op=set", "7");
        assertThat(notes.next()).isEqualTo("@note@a set \"7\"");
        host.postJson(API + "/entities/note/a?op=set", "");
        assertThat(notes.next()).isEqualTo("@note@a set -");
        host.postJson(API + "/entities/note/a", "\"x\"");
        assertThat(notes.next()).isEqualTo("@note@a  \"x\"");
    }

    @Test
    void aMissingKeyIsTheEmptyOneAndADollarMeansThatOnlyWhenReading() {
        host.postJson(API + "/entities/note?op=set", "1");
        assertThat(notes.next()).isEqualTo("@note@ set 1");
        host.postJson(API + "/entities/note/$?op=set", "2");
        assertThat(notes.next()).isEqualTo("@note@$ set 2");

        assertThat(host.get(API + "/entities/note/$").body()).isEqualTo("1");
    }

    @Test
    void aStateOfNullIsAnswered200AndNoStateAtAll404() {
        host.postJson(API + "/entities/note/a?op=set", "null");
        notes.next();

        HttpResponse<String> stateOfNull = host.get(API + "/entities/note/a");
        HttpResponse<String> none = host.get(API + "/entities/note/b");

        assertThat(stateOfNull.statusCode()).isEqualTo(200);
        assertThat(stateOfNull.body()).isEqualTo("null");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).isEmpty();
    }

    @Test
    void deleteIsTheOperationOfThatName() {
        host.postJson(API + "/entities/note/a?op=set", "1");
        notes.next();

        HttpResponse<String> answer = host.delete(API + "/entities/note/a");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(notes.next()).isEqualTo("@note@a delete -");
        assertThat(host.get(API + "/entities/note/a").statusCode()).isEqualTo(404);
    }

    @Test
    void listsAreOfOneNameOrAllInPagesAndShowStatesOnlyWhenAskedTo() {
        for (String path : List.of("note/a", "note/b", "note/c", "other/a")) {
            host.postJson(API + "/entities/" + path + "?op=set", "1");
            notes.next();
        }

        List<String> keys = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            HttpResponse<String> page = host.get(API + "/entities/Note?top=1", "x-ms-continuation-token", token);
            for (JsonNode entity : json(page)) {
                keys.add(entity.get("entityId").get("key").asText());
                assertThat(entity.get("entityId").get("name").asText()).isEqualTo("note");
                assertThat(entity.get("lastOperationTime").asText()).endsWith("Z");
                assertThat(entity.get("state").isNull()).isTrue();
            }
            token = page.headers().firstValue("x-ms-continuation-token").orElseThrow();
            pages++;
        } while (!token.isEmpty() && pages < 50);

        assertThat(keys).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(json(host.get(API + "/entities/?fetchState=true"))).hasSize(4);
        assertThat(json(host.get(API + "/entities/other?fetchState=true"))
                        .get(0)
                        .get("state")
                        .asInt())
                .isEqualTo(1);
        assertThat(json(host.get(API + "/entities?lastOperationTimeTo=2001-01-01")))
                .isEmpty();
        assertThat(host.get(API + "/entities", "x-ms-continuation-token", "forged!")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aSignalForLaterIsNotDeliveredNow() {
        host.postJson(API + "/entities/note/a?op=set&scheduledTime=2901-01-01T00:00:00Z", "1");
        host.postJson(API + "/entities/note/a?op=set", "2");

        assertThat(notes.next()).isEqualTo("@note@a set 2");
    }

    @Test
    void aRepeatedSignalUnderItsKeyIsDeliveredOnce() {
        for (int i = 0; i < 3; i++) {
            assertThat(host.postJson(API + "/entities/note/a?op=set", "1", "Idempotency-Key", "k")
                            .statusCode())
                    .isEqualTo(202);
        }
        host.postJson(API + "/entities/note/a?op=last", "2");

        assertThat(notes.next()).isEqualTo("@note@a set 1");
        assertThat(notes.next()).isEqualTo("@note@a last 2");
        assertThat(host.post(API + "/entities/note/a?op=set", "1", "Idempotency-Key", "k")
                        .statusCode())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({
        "/entities/note/a%2Fb?op=set, 1",
        "/entities/no%40te/a?op=set, 1",
        "/entities/note/a?op=set, {",
        "/entities/note/a?op=set&scheduledTime=soon, 1"
    })
    void badSignalsAreRefused(String path, String body) {
        HttpResponse<String> answer = host.postJson(API + path, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("Message").asText()).isNotBlank();
        assertThat(json(host.get(API + "/entities"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/entities/note/a/b", "/entities"})
    void otherPathsAreNotFound(String path) {
        assertThat(host.postJson(API + path, "1").statusCode()).isEqualTo(404);
    }

    @Test
    void cleaningSaysWhatItHasDone() {
        host.postJson(API + "/entities/note/a?op=set", "1");
        notes.next();
        host.delete(API + "/entities/note/a");
        notes.next();

        int removed = 0;
        String token = "";
        int steps = 0;
        do {
            HttpResponse<String> step = host.post(
                    API + "/cleanEntityStorage?removeEmptyEntities=true&releaseOrphanedLocks=true",
                    "",
                    "x-ms-continuation-token",
                    token);
            assertThat(step.statusCode()).isEqualTo(200);
            removed += json(step).get("emptyEntitiesRemoved").asInt();
            assertThat(json(step).get("orphanedLocksReleased").asInt()).isZero();
            token = step.headers().firstValue("x-ms-continuation-token").orElseThrow();
            steps++;
        } while (!token.isEmpty() && steps < 50);

        assertThat(removed).isBetween(0, 1);
    }

    /** Serves notes, and says what it was asked, one text an operation. */
    private static final class Notes implements WorkItemListener, AutoCloseable {

        private final ExecutorService threads = Executors.newSingleThreadExecutor();
        private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
        private final OpenDoor host;
        private final WorkerConnection connection;

        Notes(OpenDoor host) {
            this.host = host;
            this.connection = host.engine.connect(
                    GetWorkItemsRequest.newBuilder()
                            .setPerdureWorker(PerdureWorker.newBuilder()
                                    .setWorkerId("notes")
                                    .addEntities("note")
                                    .addEntities("other"))
                            .build(),
                    Reach.IN_PROCESS,
                    this);
        }

        /** What was asked next, once its effect is durable. */
        String next() {
            try {
                String next = handled.poll(60, TimeUnit.SECONDS);
                return next == null ? "nothing came" : next;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return "interrupted";
            }
        }

        @Override
        public void onWorkItem(WorkItem item) {
            if (item.hasEntityRequestV2()) {
                threads.execute(() -> handle(item));
            }
        }

        private void handle(WorkItem item) {
            var request = item.getEntityRequestV2();
            StringValue state = request.hasEntityState() ? request.getEntityState() : null;
            EntityBatchResult.Builder result =
                    EntityBatchResult.newBuilder().setCompletionToken(item.getCompletionToken());
            List<String> asked = new ArrayList<>();
            for (HistoryEvent event : request.getOperationRequestsList()) {
                EntityOperationSignaledEvent signal = event.getEntityOperationSignaled();
                String input = signal.hasInput() ? signal.getInput().getValue() : null;
                asked.add(request.getInstanceId() + " " + signal.getOperation() + " " + (input == null ? "-" : input));
                state = input == null ? null : StringValue.of(input);
                result.addResults(OperationResult.getDefaultInstance());
            }
            if (state != null) {
                result.setEntityState(state);
            }
            host.engine.completeEntity(result.build()).join();
            handled.addAll(asked);
        }

        @Override
        public void onClosed(@Nullable Throwable cause) {}

        @Override
        public void close() {
            connection.close();
            threads.shutdown();
        }
    }
}
