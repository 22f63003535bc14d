package dev.perdure.client.binding;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The URLs by which others may manage one instance. Immutable.
 *
 * <p>The URLs may hold codes that open what they lead to: give them only to those who may use them.
 */
public final class ManagementPayload {

    private final String id;
    private final Map<String, String> urls;

    ManagementPayload(String id, Map<String, String> urls) {
        this.id = id;
        this.urls = Collections.unmodifiableMap(new LinkedHashMap<>(urls));
    }

    /** The instance id. */
    public String id() {
        return id;
    }

    /**
     * The URL of this name, if the host has it: {@code statusQueryGetUri}, {@code sendEventPostUri}, {@code
     * terminatePostUri}, {@code rewindPostUri}, {@code purgeHistoryDeleteUri}, {@code restartPostUri}, {@code
     * suspendPostUri}, {@code resumePostUri}. The literal texts {@code {eventName}} and {@code {text}}, the reason, are for
     * the user of the URL to replace, so it need not be a URI yet.
     */
    public Optional<String> url(String name) {
        return Optional.ofNullable(urls.get(name));
    }

    /** All URLs by name. Unmodifiable. */
    public Map<String, String> urls() {
        return urls;
    }

    /** The id and the URLs as one JSON object. */
    public String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", id);
        urls.forEach(json::put);
        return json.toString();
    }

    /** The id; no URLs, because they may hold codes. */
    @Override
    public String toString() {
        return "management URLs of instance '" + id + "'";
    }
}
