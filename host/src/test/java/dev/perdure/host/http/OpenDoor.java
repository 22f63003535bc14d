package dev.perdure.host.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.engine.EngineOptions;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.WaitCondition;
import dev.perdure.engine.storage.Storage;
import dev.perdure.host.InProcessScript;
import dev.perdure.host.door.HostMetrics;
import dev.perdure.host.door.HttpDoor;
import dev.perdure.host.door.HttpDoorOptions;
import dev.perdure.storage.rocksdb.RocksOptions;
import dev.perdure.storage.rocksdb.RocksStorage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real engine on a real store behind a real HTTP door, with a client and a scripted worker. */
final class OpenDoor implements AutoCloseable {

    static final String API = "/runtime/webhooks/durabletask";
    private static final ObjectMapper JSON = new ObjectMapper();

    final Storage storage;
    final TaskHubEngine engine;
    final HttpDoor door;
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable InProcessScript worker;

    OpenDoor(Path folder, ApiOptions api, HttpDoorOptions options) {
        storage = RocksStorage.open(folder, RocksOptions.defaults());
        engine = TaskHubEngine.open(storage, EngineOptions.defaults(), InstantSource.system(), new SecureRandom());
        door = HttpDoor.open(
                engine, new ManagementApi(engine, api), new HostMetrics(Map.of("perdure", engine)), options);
    }

    OpenDoor(Path folder) {
        this(folder, ApiOptions.defaults(), HttpDoorOptions.defaults());
    }

    /** Adds the scripted worker. */
    OpenDoor withWorker() {
        worker = new InProcessScript(engine);
        return this;
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    HttpResponse<String> delete(String path, String... headers) {
        return send(request(path, headers).DELETE());
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> postJson(String path, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("The exchange failed.", e);
        }
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    void awaitEnd(String instanceId) {
        try {
            engine.waitFor(instanceId, WaitCondition.COMPLETED).get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("The instance did not end.", e);
        }
    }

    void awaitStart(String instanceId) {
        try {
            engine.waitFor(instanceId, WaitCondition.STARTED).get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("The instance did not start.", e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("The answer is no JSON: " + response.body(), e);
        }
    }

    @Override
    public void close() {
        InProcessScript script = worker;
        if (script != null) {
            script.close();
        }
        door.close();
        engine.close();
        storage.close();
        client.close();
    }
}
