package dev.perdure.examples.demo.ledger;

import dev.perdure.examples.demo.ledger.LedgerLine.Result;
import dev.perdure.examples.orders.Receipt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Changed copies of ledger lines: each way in which a ledger may tell of something that must not have happened. */
enum Forger {
    OTHER_TASK {
        @Override
        LedgerLine forge(LedgerLine line) {
            return with(line, line.order(), line.step(), line.attempt(), line.executionId(), line.taskId() + 1_000);
        }
    },
    OTHER_EXECUTION {
        @Override
        LedgerLine forge(LedgerLine line) {
            return with(line, line.order(), line.step(), line.attempt(), "another", line.taskId());
        }
    },
    UNKNOWN_ORDER {
        @Override
        LedgerLine forge(LedgerLine line) {
            return with(line, "ORD-1999-0001", line.step(), line.attempt(), line.executionId(), line.taskId());
        }
    },
    ANOTHER_TRY {
        @Override
        LedgerLine forge(LedgerLine line) {
            return with(line, line.order(), line.step(), line.attempt() + 1, line.executionId(), line.taskId() + 1_000);
        }
    },
    SECOND_END {
        @Override
        LedgerLine forge(LedgerLine line) {
            String end = line.step().equals(Step.EXPIRE) ? Step.SHIP : Step.EXPIRE;
            return with(line, line.order(), end, 1, line.executionId(), line.taskId() + 1_000);
        }
    },
    UNHEARD_OF_STEP {
        @Override
        LedgerLine forge(LedgerLine line) {
            return with(line, line.order(), "reserve:XXX-99999", 1, line.executionId(), line.taskId() + 1_000);
        }
    },
    SAME_TASK_OTHER_STEP {
        @Override
        LedgerLine forge(LedgerLine line) {
            return with(line, line.order(), line.step() + "?", line.attempt(), line.executionId(), line.taskId());
        }
    };

    abstract LedgerLine forge(LedgerLine line);

    static Forger any(RandomGenerator random) {
        return values()[random.nextInt(values().length)];
    }

    /** The final line {@code end} with one of its receipts used a second time. */
    static LedgerLine usingTwice(LedgerLine end, int receipt) {
        List<Receipt> used = new ArrayList<>(end.used());
        used.add(used.get(receipt));
        return using(end, used);
    }

    /** The final line {@code end} with one of its receipts replaced by one that nobody handed out. */
    static LedgerLine usingInvented(LedgerLine end, int receipt) {
        List<Receipt> used = new ArrayList<>(end.used());
        used.set(receipt, new Receipt(used.get(receipt).step(), 77_777));
        return using(end, used);
    }

    /** The final line {@code end} without one of its receipts. */
    static LedgerLine usingLess(LedgerLine end, int receipt) {
        List<Receipt> used = new ArrayList<>(end.used());
        used.remove(receipt);
        return using(end, Collections.unmodifiableList(used));
    }

    private static LedgerLine using(LedgerLine line, List<Receipt> used) {
        return new LedgerLine(
                line.order(),
                line.step(),
                line.attempt(),
                line.instanceId(),
                line.executionId(),
                line.taskId(),
                line.delivery(),
                Result.OK,
                used,
                line.beganMillis(),
                line.endedMillis());
    }

    private static LedgerLine with(
            LedgerLine line, String order, String step, int attempt, String executionId, int taskId) {
        return new LedgerLine(
                order,
                step,
                attempt,
                line.instanceId(),
                executionId,
                taskId,
                line.delivery(),
                Result.OK,
                line.used(),
                line.beganMillis(),
                line.endedMillis());
    }
}
