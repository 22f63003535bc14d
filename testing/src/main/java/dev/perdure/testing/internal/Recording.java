package dev.perdure.testing.internal;

import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.engine.EntityPage;
import dev.perdure.engine.EntityQuery;
import dev.perdure.engine.InstancePage;
import dev.perdure.engine.InstanceQuery;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.TaskHubEngine;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a run led to: how each instance stands, the state of each entity, and which activities were asked for with which
 * input. How often an activity ran is not in it. Immutable.
 *
 * @param facts what holds, by what it is about
 */
public record Recording(Map<String, String> facts) {

    public Recording {
        facts = Map.copyOf(facts);
    }

    /** What holds now. */
    public static Recording of(TaskHubEngine engine, ActivityBook book) {
        Map<String, String> facts = new TreeMap<>();
        String more = "";
        do {
            InstancePage page =
                    engine.instances(new InstanceQuery(null, null, Set.of(), "", InstanceQuery.PAGE_MAX, more, true));
            for (InstanceView view : page.instances()) {
                facts.put("instance '" + view.instanceId() + "' (" + view.name() + ")", described(view));
            }
            more = page.continuation();
        } while (!more.isEmpty());
        do {
            EntityPage page = engine.entities(new EntityQuery("", null, null, true, false, EntityQuery.PAGE_MAX, more));
            page.entities().forEach(entity -> facts.put("entity " + entity.id(), String.valueOf(entity.state())));
            more = page.continuation();
        } while (!more.isEmpty());
        for (ActivityBook.Call call : book.calls()) {
            facts.merge(
                    "instance '" + call.instanceId() + "' asked for activity '" + call.name() + "' with input "
                            + call.payload(),
                    "once",
                    (before, one) -> before.equals("once") ? "2 times" : next(before));
        }
        return new Recording(facts);
    }

    private static String next(String times) {
        return Integer.parseInt(times.substring(0, times.indexOf(' '))) + 1 + " times";
    }

    private static String described(InstanceView view) {
        StringBuilder text = new StringBuilder(view.status().wireName());
        text.append(", output ").append(view.output());
        if (view.customStatus() != null) {
            text.append(", custom status ").append(view.customStatus());
        }
        TaskFailureDetails failure = view.failure();
        if (failure != null) {
            text.append(", failure ")
                    .append(failure.getErrorType())
                    .append(": ")
                    .append(failure.getErrorMessage());
        }
        return text.toString();
    }

    /** How another run has led to something else; empty if it has not. */
    public Optional<String> difference(Recording other) {
        StringBuilder text = new StringBuilder();
        Set<String> all = new TreeSet<>(facts.keySet());
        all.addAll(other.facts.keySet());
        int shown = 0;
        for (String about : all) {
            String mine = facts.get(about);
            String its = other.facts.get(about);
            if (!Objects.equals(mine, its) && shown++ < 5) {
                text.append(about).append("\n    without faults: ").append(absent(mine));
                text.append("\n    in this run:    ").append(absent(its)).append('\n');
            }
        }
        return shown == 0 ? Optional.empty() : Optional.of(text.toString().stripTrailing());
    }

    private static String absent(@Nullable String fact) {
        return fact == null ? "(absent)" : fact;
    }
}
