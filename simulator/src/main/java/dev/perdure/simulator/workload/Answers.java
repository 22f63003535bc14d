package dev.perdure.simulator.workload;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.InstancePage;
import dev.perdure.engine.InstanceQuery;
import dev.perdure.engine.InstanceView;
import dev.perdure.engine.Outcome;
import dev.perdure.engine.PartitionOf;
import dev.perdure.engine.RequestKey;
import dev.perdure.engine.TaskHubEngine;
import dev.perdure.engine.Why;
import dev.perdure.simulator.report.Fault;
import dev.perdure.simulator.report.Feature;
import dev.perdure.simulator.report.Invariant;
import dev.perdure.simulator.report.Violation;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** What clients make of the answers they get: each is held against what is durable. Confined to one thread. */
final class Answers {

    private static final InstanceQuery ALL =
            new InstanceQuery(null, null, Set.of(), "", InstanceQuery.PAGE_MAX, "", false);

    private final Surroundings world;
    private final long keyRetention;

    Answers(Surroundings world, Duration keyRetention) {
        this.world = world;
        this.keyRetention = keyRetention.toNanos() / 1_000;
    }

    /** Looks whether a request was answered; sends it again if its answer, or it, was lost. True: it is over. */
    boolean poll(Call call) {
        CompletableFuture<Outcome> future = call.future;
        if (future == null) {
            return resend(call);
        }
        if (!future.isDone()) {
            return false;
        }
        call.future = null;
        if (future.isCompletedExceptionally()) {
            return resend(call);
        }
        Outcome outcome = future.join();
        if (outcome instanceof Outcome.Rejected rejected
                && (rejected.reason() == Outcome.Reason.OVERLOADED
                        || rejected.reason() == Outcome.Reason.UNAVAILABLE)) {
            return false;
        }
        check(call, outcome);
        if (call.key != null && world.losesReply()) {
            world.coverage().happened(Fault.REPLY_LOST, world.trace().step());
            world.coverage().used(Feature.KEY_REPEATED, world.trace().step());
            world.trace().add("reply lost", call.subject, call.feature);
            call.lost = outcome;
            return false;
        }
        world.trace().add("answer " + call.feature.label(), call.subject, text(outcome));
        call.answer(outcome);
        return true;
    }

    private static String text(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> "done " + done.executionId() + " " + done.count();
            case Outcome.Rejected rejected -> rejected.reason().name();
        };
    }

    /** Without a key, or once the key may be forgotten, nobody may ask again. */
    private boolean resend(Call call) {
        if (call.key == null || expired(call)) {
            call.answer(null);
            return true;
        }
        TaskHubEngine engine = world.engine();
        if (engine != null) {
            world.coverage().used(Feature.KEY_REPEATED, world.trace().step());
            world.trace().add("ask again " + call.feature.label(), call.subject, call.key.value());
            call.send(engine);
        }
        return false;
    }

    /** Early enough that the key lives when the request is processed, also if the clock is set forward meanwhile. */
    private boolean expired(Call call) {
        return world.hubMicros() - call.firstSent > keyRetention / 4;
    }

    private void check(Call call, Outcome outcome) {
        RequestKey key = call.key;
        if (key == null || expired(call)) {
            return;
        }
        Outcome lost = call.lost;
        if (lost != null && !lost.equals(outcome)) {
            throw new Violation(
                    Invariant.NO_DOUBLE_START,
                    call.subject,
                    "The request " + key.value() + " (" + call.feature.label() + " of " + call.subject
                            + ") was first answered " + lost + ", then " + outcome + ".");
        }
        int partition = PartitionOf.instance(call.subject, world.partitions());
        if (!world.watcher().hasKey(partition, call.subject, key.value())) {
            throw new Violation(
                    Invariant.DURABLE_BEFORE_VISIBLE,
                    call.subject,
                    "The request " + key.value() + " (" + call.feature.label() + " of " + call.subject
                            + ") was answered " + outcome + " and is not remembered durably.");
        }
    }

    /** Lists all instances: exactly those that are durable, in the status that is durable. */
    void query(TaskHubEngine engine) {
        world.coverage().used(Feature.QUERY, world.trace().step());
        InstancePage page = engine.instances(ALL);
        TreeSet<String> listed = new TreeSet<>();
        for (InstanceView view : page.instances()) {
            listed.add(view.instanceId());
            RuntimeStatus durable = world.watcher().status(view.instanceId());
            if (durable != view.status()) {
                throw new Violation(
                        Invariant.DURABLE_BEFORE_VISIBLE,
                        view.instanceId(),
                        "Instance " + view.instanceId() + " is shown as " + view.status() + "; durable is " + durable
                                + ".");
            }
        }
        TreeSet<String> wanted = new TreeSet<>(world.watcher().ids());
        if (!listed.equals(wanted)) {
            throw new Violation(
                    Invariant.DURABLE_BEFORE_VISIBLE, "", "The list shows " + listed + "; durable are " + wanted + ".");
        }
    }

    /** Asks what an instance waits for: there is always something, unless it has ended. */
    void why(String id) {
        world.coverage().used(Feature.WHY, world.trace().step());
        var unused = world.why(id).whenComplete((why, cause) -> {
            if (cause == null) {
                why.ifPresent(this::checkWhy);
            }
        });
    }

    private void checkWhy(Why why) {
        if (why.status().isTerminal() != why.reasons().isEmpty()) {
            world.report(new Violation(
                    Invariant.NOTHING_STUCK,
                    why.instanceId(),
                    "Instance " + why.instanceId() + " is " + why.status() + " and waits for " + why.reasons() + "."));
        }
    }
}
