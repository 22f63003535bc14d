package dev.perdure.testing;

import static dev.perdure.sdk.RetryPolicy.retrying;

import dev.perdure.sdk.Entity;
import dev.perdure.sdk.EventTask;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.Task;
import dev.perdure.sdk.TaskFailedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the tests of the kit are run on. */
final class Booking {

    private Booking() {}

    // region contract
    interface Bank {
        String reserve(String account, int cents);

        String charge(String reservation);

        String release(String reservation);
    }
    // endregion

    // region orchestrator
    static final class Trip implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String account) {
            Bank bank = ctx.activities(Bank.class, retrying(3, Duration.ofMinutes(10)));
            String reservation = bank.reserve(account, 500);
            ctx.setCustomStatus("reserved");
            EventTask<String> confirmed = ctx.waitForEvent("confirmed", String.class);
            Task<?> timeout = ctx.createTimer(Duration.ofDays(30));
            if (ctx.anyOf(List.of(confirmed, timeout)).equals(timeout)) {
                bank.release(reservation);
                return "expired";
            }
            return bank.charge(reservation);
        }
    }
    // endregion

    /** Two branches at once, a child, and a failure that is caught. */
    static final class Tour implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String account) {
            Bank bank = ctx.activities(Bank.class);
            List<String> reserved = ctx.allOf(List.of(
                    ctx.call(bank::reserve, account + "-a", 1),
                    ctx.call(bank::reserve, account + "-b", 2),
                    ctx.call(bank::reserve, account + "-c", 3)));
            String child = ctx.call(Leg.class, reserved.get(0)).await();
            try {
                bank.charge("nothing");
            } catch (TaskFailedException e) {
                ctx.setCustomStatus("refused");
            }
            return String.join(",", reserved) + ";" + child + ";" + ctx.newUuid();
        }
    }

    static final class Leg implements Orchestrator<String, String> {
        @Override
        public String run(OrchestrationContext ctx, String reservation) {
            ctx.sleep(Duration.ofHours(3));
            return ctx.activities(Bank.class).charge(reservation);
        }
    }

    static final class Counter extends Entity<Integer> {
        @Override
        protected Integer initialState() {
            return 0;
        }

        public void add(int more) {
            setState(state() + more);
        }
    }

    // region idempotent
    /** Does each thing once, however often it is asked. */
    static final class Ledger implements Bank {
        final Map<String, Integer> reserved = new TreeMap<>();
        final Map<String, Integer> charged = new HashMap<>();

        @Override
        public String reserve(String account, int cents) {
            reserved.put(account, cents);
            return "r-" + account;
        }

        @Override
        public String charge(String reservation) {
            String account = reservation.substring(Math.min(2, reservation.length()));
            Integer cents = reserved.get(account);
            if (cents == null) {
                throw new IllegalStateException("nothing is reserved as " + reservation);
            }
            charged.put(account, cents);
            return "charged " + cents;
        }

        @Override
        public String release(String reservation) {
            reserved.remove(reservation.substring(2));
            return "released";
        }
    }
    // endregion
}
