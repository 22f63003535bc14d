package dev.perdure.client.session;

import static dev.perdure.client.session.Sessions.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.ScriptedHost;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class SleepersWakeWhenTheHostIsBackTest {

    @Test
    void anAnswerToAnyCallEndsThePausesOfTheOthers() throws InterruptedException {
        Recovery recovery = new Recovery();
        long before = recovery.epoch();
        FutureTask<Boolean> sleeper = Callers.call(() -> {
            recovery.await(before, Long.MAX_VALUE);
            return true;
        });

        Callers.await("it wakes up", () -> {
            recovery.answered();
            return sleeper.isDone();
        });

        recovery.await(before, Long.MAX_VALUE); // over already
        assertThat(recovery.epoch()).isGreaterThan(before);
    }

    @Test
    void aPauseEndsByItselfWhenNobodyIsAnswered() throws InterruptedException {
        Recovery recovery = new Recovery();

        recovery.await(recovery.epoch(), 1_000);

        assertThat(recovery.epoch()).isZero();
    }

    @Test
    void aSessionTellsItsSleepersOfEachAnswer() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(500, ""));
                HttpSession session = Sessions.open(host.origin())) {
            FutureTask<Boolean> sleeper = Callers.call(() -> {
                session.recovery().await(0, Long.MAX_VALUE);
                return true;
            });

            Callers.await("it wakes up", () -> {
                session.send(get("/1"));
                return sleeper.isDone();
            });

            assertThat(session.recovery().epoch()).isPositive();
        }
    }
}
