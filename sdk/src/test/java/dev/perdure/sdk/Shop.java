package dev.perdure.sdk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The activities of the tests. Not public, as users' own contracts may be. */
interface Shop {

    record Item(String sku, int count) {}

    record Reservation(Item item, String place) {}

    String greet(String name);

    Reservation reserve(Item item);

    List<Item> sorted(List<Item> items);

    Map<String, List<Integer>> counts(String prefix, List<Item> items);

    int add(int a, int b);

    void forget(String name);

    String ping();

    @ActivityName("take-money")
    String charge(String order, int cents);

    /** Fails until the try with this number. */
    String flaky(String name, int succeedsAt);

    String refuse(String why);

    /** What the tests expect of the activities. What fails does so by the number of the try, not by memory. */
    final class Real implements Shop {

        private final ActivityContext ctx;

        Real(ActivityContext ctx) {
            this.ctx = ctx;
        }

        @Override
        public String greet(String name) {
            return "hello " + name;
        }

        @Override
        public Reservation reserve(Item item) {
            if (item.count() > 90) {
                throw new IllegalStateException("only 90 of " + item.sku());
            }
            return new Reservation(item, "shelf " + item.sku());
        }

        @Override
        public List<Item> sorted(List<Item> items) {
            List<Item> sorted = new ArrayList<>(items);
            sorted.sort(Comparator.comparing(Item::sku));
            return sorted;
        }

        @Override
        public Map<String, List<Integer>> counts(String prefix, List<Item> items) {
            return Map.of(prefix, items.stream().map(Item::count).toList());
        }

        @Override
        public int add(int a, int b) {
            return a + b;
        }

        @Override
        public void forget(String name) {}

        @Override
        public String ping() {
            return "pong of " + ctx.activityName() + " for " + ctx.instanceId() + " task " + ctx.taskId();
        }

        @Override
        public String charge(String order, int cents) {
            return ctx.activityName() + " " + order + " " + cents;
        }

        @Override
        public String flaky(String name, int succeedsAt) {
            if (ctx.attempt() < succeedsAt) {
                throw new IllegalStateException("not yet, " + name + " at attempt " + ctx.attempt());
            }
            return name + " at attempt " + ctx.attempt();
        }

        @Override
        public String refuse(@Nullable String why) {
            throw new NonRetriableException("refused: " + why, new IllegalArgumentException("the cause"));
        }
    }
}
