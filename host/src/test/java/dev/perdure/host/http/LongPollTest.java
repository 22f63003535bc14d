package dev.perdure.host.http;

import static dev.perdure.host.http.OpenDoor.API;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One request that waits for many instances, over a real door. */
class LongPollTest {

    @TempDir
    Path folder;

    @Test
    void tellsWhatHasEndedWhatIsMissingAndWhatHasStarted() {
        try (OpenDoor door = new OpenDoor(folder)) {
            door.postJson(API + "/orchestrators/any/a", "1");
            door.postJson(API + "/orchestrators/any/b", "1");
            door.post(API + "/instances/a/terminate?reason=enough", "");

            HttpResponse<String> answer = poll(door, 20, """
                    {"session":"s","full":true,"completion":["a","b"],"unknown":{"x":[1]}}""");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("""
                    {"ended":["a"],"started":[],"missing":[]}""");
            HttpResponse<String> missing = poll(door, 20, """
                    {"session":"s","drop":["a"],"completion":["nobody"]}""");
            assertThat(missing.body()).isEqualTo("""
                    {"ended":[],"started":[],"missing":["nobody"]}""");
        }
    }

    @Test
    void aWaitingPollIsAnsweredWhenAnInstanceIsPurgedOrEnds() {
        try (OpenDoor door = new OpenDoor(folder)) {
            door.postJson(API + "/orchestrators/any/a", "1");
            CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(() -> poll(door, 60, """
                    {"session":"s","full":true,"completion":["a"]}"""));
            awaitWaiters(door, 1);

            door.delete(API + "/instances/a");

            assertThat(waiting.join().body()).isEqualTo("""
                    {"ended":[],"started":[],"missing":["a"]}""");
        }
    }

    @Test
    void comesBackEmptyWhenTheTimeIsOver() {
        try (OpenDoor door = new OpenDoor(folder)) {
            door.postJson(API + "/orchestrators/any/a", "1");

            assertThat(poll(door, 0, """
                    {"session":"s","full":true,"completion":["a"],"start":["a"]}""").body()).isEqualTo("""
                    {"ended":[],"started":[],"missing":[]}""");
        }
    }

    @Test
    void anUnknownSessionIsGone() {
        try (OpenDoor door = new OpenDoor(folder)) {
            assertThat(poll(door, 20, """
                    {"session":"s","completion":["a"]}""").statusCode()).isEqualTo(410);
        }
    }

    @Test
    void whatIsNoQuestionIsRefused() {
        try (OpenDoor door = new OpenDoor(folder)) {
            assertThat(poll(door, 20, "").statusCode()).isEqualTo(400);
            assertThat(poll(door, 20, "[]").statusCode()).isEqualTo(400);
            assertThat(poll(door, 20, "{\"session\":").statusCode()).isEqualTo(400);
            assertThat(poll(door, 20, "{\"full\":true}").statusCode()).isEqualTo(400);
            assertThat(poll(door, 20, "{\"session\":\"s\",\"full\":1}").statusCode())
                    .isEqualTo(400);
            assertThat(poll(door, 20, "{\"session\":\"s\",\"full\":true,\"completion\":[1]}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(poll(door, 20, "{\"session\":\"s\",\"full\":true,\"completion\":[\"a/b\"]}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(door.get(API + "/waits").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aClosingDoorAnswersAtOnce() {
        CompletableFuture<HttpResponse<String>> waiting;
        try (OpenDoor door = new OpenDoor(folder)) {
            door.postJson(API + "/orchestrators/any/a", "1");
            waiting = CompletableFuture.supplyAsync(() -> poll(door, 60, """
                    {"session":"s","full":true,"completion":["a"]}"""));
            awaitWaiters(door, 1);
            door.door.close();
            assertThat(waiting.join().statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> poll(OpenDoor door, int seconds, String body) {
        return door.postJson(API + "/waits?timeout=" + seconds, body);
    }

    private static void awaitWaiters(OpenDoor door, long number) {
        while (door.engine.stats().waiters() < number) {
            Thread.onSpinWait();
        }
    }
}
