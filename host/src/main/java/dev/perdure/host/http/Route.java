package dev.perdure.host.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a management request asks for, found from its verb and path alone. Immutable. */
sealed interface Route {

    /** Starts an instance; the id is null if the host is to choose one. */
    record Start(String name, @Nullable String instanceId) implements Route {}

    /** Lists instances. */
    record ListInstances() implements Route {}

    /** Shows one instance. */
    record Status(String instanceId) implements Route {}

    /** Removes one instance. */
    record Purge(String instanceId) implements Route {}

    /** Ends one instance. */
    record Terminate(String instanceId) implements Route {}

    /** Raises an event. */
    record RaiseEvent(String instanceId, String eventName) implements Route {}

    /** Waits for many instances at once; not of the contract. */
    record Waits() implements Route {}

    /** A route of the contract that this version does not serve yet. */
    record NotYet(String what) implements Route {}

    /** Nothing of the contract, or with a verb the contract does not have there. */
    record None() implements Route {}

    /** Operations of an instance that come later. */
    Set<String> LATER = Set.of("suspend", "resume", "rewind", "restart");

    static Route of(String method, List<String> segments) {
        if (segments.isEmpty() || segments.contains("")) {
            return new None();
        }
        return switch (lower(segments.get(0))) {
            case "orchestrators" -> orchestrators(method, segments);
            case "entities" -> entities(method, segments);
            case "instances" -> instances(method, segments);
            case "waits" -> segments.size() == 1 && method.equals("POST") ? new Waits() : new None();
            case "makeprimary" -> segments.size() == 1 ? new NotYet("Making a host the primary one") : new None();
            default -> new None();
        };
    }

    private static Route orchestrators(String method, List<String> segments) {
        if (!method.equals("POST") || segments.size() < 2 || segments.size() > 3) {
            return new None();
        }
        return new Start(segments.get(1), segments.size() == 3 ? segments.get(2) : null);
    }

    private static Route entities(String method, List<String> segments) {
        boolean known = switch (method) {
            case "GET" -> segments.size() <= 3;
            case "POST", "DELETE" -> segments.size() == 2 || segments.size() == 3;
            default -> false;
        };
        return known ? new NotYet("Entities") : new None();
    }

    private static Route instances(String method, List<String> segments) {
        return switch (segments.size()) {
            case 1 ->
                switch (method) {
                    case "GET" -> new ListInstances();
                    case "DELETE" -> new NotYet("Purging by filter");
                    default -> new None();
                };
            case 2 ->
                switch (method) {
                    case "GET" -> new Status(segments.get(1));
                    case "DELETE" -> new Purge(segments.get(1));
                    default -> new None();
                };
            case 3 -> method.equals("POST") ? operation(segments.get(1), lower(segments.get(2))) : new None();
            case 4 ->
                method.equals("POST") && lower(segments.get(2)).equals("raiseevent")
                        ? new RaiseEvent(segments.get(1), segments.get(3))
                        : new None();
            default -> new None();
        };
    }

    private static Route operation(String instanceId, String operation) {
        if (operation.equals("terminate")) {
            return new Terminate(instanceId);
        }
        return LATER.contains(operation) ? new NotYet("The operation '" + operation + "'") : new None();
    }

    private static String lower(String segment) {
        return segment.toLowerCase(Locale.ROOT);
    }
}
