package dev.perdure.host.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The management links of an instance: scheme and authority as the caller used them, path of the webhook entrance.
 * Immutable.
 */
record InstanceLinks(
        String origin, String taskHub, @Nullable String key) {

    private static final String CONNECTION = "Storage";

    /** The check-status answer of a start: 202, the links as body, Location and Retry-After. */
    ApiResponse checkStatus(String instanceId) {
        byte[] body = JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("id", instanceId);
            json.writeStringField("statusQueryGetUri", statusUri(instanceId));
            json.writeStringField("sendEventPostUri", uri(instanceId, "/raiseEvent/{eventName}", ""));
            json.writeStringField("terminatePostUri", uri(instanceId, "/terminate", "reason={text}&"));
            json.writeStringField("purgeHistoryDeleteUri", statusUri(instanceId));
            json.writeStringField("restartPostUri", uri(instanceId, "/restart", ""));
            json.writeStringField("suspendPostUri", uri(instanceId, "/suspend", "reason={text}&"));
            json.writeStringField("resumePostUri", uri(instanceId, "/resume", "reason={text}&"));
            json.writeEndObject();
        });
        return ApiResponse.json(202, body)
                .with("Location", statusUri(instanceId))
                .with("Retry-After", "10");
    }

    private String statusUri(String instanceId) {
        return uri(instanceId, "", "");
    }

    private String uri(String instanceId, String operation, String query) {
        // The contract form-encodes here. In a path '+' would mean itself, so a space is written as %20 instead.
        return origin + ApiPath.WEBHOOK_BASE + "/instances/"
                + encode(instanceId).replace("+", "%20") + operation + "?"
                + query + "taskHub=" + encode(taskHub) + "&connection=" + CONNECTION
                + (key == null ? "" : "&code=" + encode(key));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
