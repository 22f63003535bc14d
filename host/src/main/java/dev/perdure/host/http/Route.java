package dev.perdure.host.http;

import java.util.List;
import java.util.Locale;
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

    /** The client binding, for programs on this machine; not of the contract. */
    record Binding() implements Route {}

    /** Lists the connected workers; not of the contract. */
    record Workers() implements Route {}

    /** Lists work that was given up; not of the contract. */
    record GivenUpWork() implements Route {}

    /** Says what one instance waits for; not of the contract. */
    record Explain(String instanceId) implements Route {}

    /** Gives the whole history of one instance; not of the contract. */
    record History(String instanceId) implements Route {}

    /** Holds one instance. */
    record Suspend(String instanceId) implements Route {}

    /** Lets one instance go on. */
    record Resume(String instanceId) implements Route {}

    /** Undoes the failure of one instance. */
    record Rewind(String instanceId) implements Route {}

    /** Starts one instance again. */
    record Restart(String instanceId) implements Route {}

    /** Removes the instances of a filter. */
    record PurgeMany() implements Route {}

    /** Shows the state of one entity. */
    record EntityState(String name, String key) implements Route {}

    /** Signals one entity. */
    record SignalEntity(String name, String key) implements Route {}

    /** Signals one entity to delete itself. */
    record DeleteEntity(String name, String key) implements Route {}

    /** Lists entities, of one name if it is given. */
    record ListEntities(@Nullable String name) implements Route {}

    /** Removes empty entities and releases orphaned locks; not of the contract. */
    record CleanEntities() implements Route {}

    /** Makes this host the primary one of its application, which it always is. */
    record MakePrimary() implements Route {}

    /** Nothing of the contract, or with a verb the contract does not have there. */
    record None() implements Route {}

    /** Whether it is refused while the disk is low: writes that do not help to make room. */
    default boolean growsTheStore() {
        return switch (this) {
            case Start start -> true;
            case RaiseEvent raise -> true;
            case Suspend suspend -> true;
            case Resume resume -> true;
            case Rewind rewind -> true;
            case Restart restart -> true;
            case SignalEntity signal -> true;
            case DeleteEntity delete -> true;
            case Terminate terminate -> false;
            case Purge purge -> false;
            case PurgeMany purge -> false;
            case CleanEntities clean -> false;
            case ListInstances list -> false;
            case Status status -> false;
            case Explain explain -> false;
            case History history -> false;
            case Waits waits -> false;
            case Binding binding -> false;
            case Workers workers -> false;
            case GivenUpWork list -> false;
            case EntityState state -> false;
            case ListEntities list -> false;
            case MakePrimary primary -> false;
            case None none -> false;
        };
    }

    static Route of(String method, List<String> segments) {
        if (segments.isEmpty() || segments.contains("")) {
            return new None();
        }
        return switch (lower(segments.get(0))) {
            case "orchestrators" -> orchestrators(method, segments);
            case "entities" -> entities(method, segments);
            case "instances" -> instances(method, segments);
            case "waits" -> segments.size() == 1 && method.equals("POST") ? new Waits() : new None();
            case "binding" -> segments.size() == 1 && method.equals("GET") ? new Binding() : new None();
            case "workers" -> segments.size() == 1 && method.equals("GET") ? new Workers() : new None();
            case "givenup" -> segments.size() == 1 && method.equals("GET") ? new GivenUpWork() : new None();
            case "makeprimary" -> segments.size() == 1 ? new MakePrimary() : new None();
            case "cleanentitystorage" ->
                segments.size() == 1 && method.equals("POST") ? new CleanEntities() : new None();
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
        String name = segments.size() > 1 ? segments.get(1) : null;
        String key = segments.size() > 2 ? segments.get(2) : "";
        if (segments.size() > 3) {
            return new None();
        }
        if (name == null || (method.equals("GET") && segments.size() == 2)) {
            return method.equals("GET") ? new ListEntities(name) : new None();
        }
        return switch (method) {
            // Only here a dollar sign stands for the empty key.
            case "GET" -> new EntityState(name, key.equals("$") ? "" : key);
            case "POST" -> new SignalEntity(name, key);
            case "DELETE" -> new DeleteEntity(name, key);
            default -> new None();
        };
    }

    private static Route instances(String method, List<String> segments) {
        return switch (segments.size()) {
            case 1 ->
                switch (method) {
                    case "GET" -> new ListInstances();
                    case "DELETE" -> new PurgeMany();
                    default -> new None();
                };
            case 2 ->
                switch (method) {
                    case "GET" -> new Status(segments.get(1));
                    case "DELETE" -> new Purge(segments.get(1));
                    default -> new None();
                };
            case 3 ->
                switch (method) {
                    case "POST" -> operation(segments.get(1), lower(segments.get(2)));
                    case "GET" ->
                        switch (lower(segments.get(2))) {
                            case "why" -> new Explain(segments.get(1));
                            case "history" -> new History(segments.get(1));
                            default -> new None();
                        };
                    default -> new None();
                };
            case 4 ->
                method.equals("POST") && lower(segments.get(2)).equals("raiseevent")
                        ? new RaiseEvent(segments.get(1), segments.get(3))
                        : new None();
            default -> new None();
        };
    }

    private static Route operation(String instanceId, String operation) {
        return switch (operation) {
            case "terminate" -> new Terminate(instanceId);
            case "suspend" -> new Suspend(instanceId);
            case "resume" -> new Resume(instanceId);
            case "rewind" -> new Rewind(instanceId);
            case "restart" -> new Restart(instanceId);
            default -> new None();
        };
    }

    private static String lower(String segment) {
        return segment.toLowerCase(Locale.ROOT);
    }
}
