package dev.perdure.host.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.perdure.host.links.LinkVerb;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The links back to this host: scheme and authority as the caller used them, path of the webhook entrance, and a code where
 * one is needed. Immutable.
 *
 * @param origin scheme and authority
 * @param taskHub the hub's name, shown in every link
 * @param codes what opens them
 */
record ManagementLinks(String origin, String taskHub, LinkCodes codes) {

    /** What stands for the instance id in a template. */
    static final String PLACEHOLDER = "INSTANCEID";

    private static final String CONNECTION = "Storage";

    /** The same links, of which only those of one verb open anything. */
    ManagementLinks opening(LinkVerb verb) {
        return new ManagementLinks(origin, taskHub, codes.only(verb));
    }

    /** The check-status answer of a start: 202, the links as body, Location and Retry-After. */
    ApiResponse checkStatus(String instanceId) {
        // The contract form-encodes here. In a path '+' would mean itself, so a space is written as %20 instead.
        String segment = encode(instanceId).replace("+", "%20");
        byte[] body = JsonText.write(json -> {
            json.writeStartObject();
            json.writeStringField("id", instanceId);
            writeLinks(json, segment, instanceId, false);
            json.writeEndObject();
        });
        return ApiResponse.json(202, body)
                .with("Location", link(segment, "?", LinkVerb.STATUS, instanceId))
                .with("Retry-After", "10");
    }

    /** The links of the management payload with a placeholder for the id, opening every instance. */
    void writeTemplates(JsonGenerator json) throws IOException {
        json.writeStringField("id", PLACEHOLDER);
        writeLinks(json, PLACEHOLDER, null, true);
    }

    /** Where instances are started, with literal placeholders for name and id. */
    String startTemplate(String query) {
        return base() + "/orchestrators/{functionName}[/{instanceId}]?"
                + joined(query, codes.parameter(LinkVerb.START, null));
    }

    /** The webhook entrance, without a slash at its end. */
    String base() {
        return origin + ApiPath.WEBHOOK_BASE;
    }

    /** The request's own URL for asking again later. The key itself, if it stands there, gives way to a code. */
    String again(ApiRequest request, String instanceId, boolean showsKey) {
        String query = request.query();
        if (showsKey && QueryParameters.parse(query).first("code").isPresent()) {
            query = joined(QueryParameters.without(query, "code"), codes.parameter(LinkVerb.STATUS, instanceId));
        }
        return origin + request.path() + (query.isEmpty() ? "" : "?" + query);
    }

    private void writeLinks(JsonGenerator json, String segment, @Nullable String instanceId, boolean withRewind)
            throws IOException {
        json.writeStringField("statusQueryGetUri", link(segment, "?", LinkVerb.STATUS, instanceId));
        json.writeStringField(
                "sendEventPostUri", link(segment, "/raiseEvent/{eventName}?", LinkVerb.RAISE_EVENT, instanceId));
        json.writeStringField(
                "terminatePostUri", link(segment, "/terminate?reason={text}&", LinkVerb.TERMINATE, instanceId));
        if (withRewind) {
            json.writeStringField(
                    "rewindPostUri", link(segment, "/rewind?reason={text}&", LinkVerb.REWIND, instanceId));
        }
        json.writeStringField("purgeHistoryDeleteUri", link(segment, "?", LinkVerb.PURGE, instanceId));
        json.writeStringField("restartPostUri", link(segment, "/restart?", LinkVerb.RESTART, instanceId));
        json.writeStringField("suspendPostUri", link(segment, "/suspend?reason={text}&", LinkVerb.SUSPEND, instanceId));
        json.writeStringField("resumePostUri", link(segment, "/resume?reason={text}&", LinkVerb.RESUME, instanceId));
    }

    private String link(String segment, String rest, LinkVerb verb, @Nullable String instanceId) {
        return base() + "/instances/" + segment + rest
                + joined("taskHub=" + encode(taskHub) + "&connection=" + CONNECTION, codes.parameter(verb, instanceId));
    }

    private static String joined(String query, String more) {
        return query.isEmpty() || more.isEmpty() ? query + more : query + "&" + more;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
