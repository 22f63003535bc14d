package dev.perdure.simulator.programs;

import dev.perdure.simulator.programs.Node.Activity;
import dev.perdure.simulator.programs.Node.All;
import dev.perdure.simulator.programs.Node.Any;
import dev.perdure.simulator.programs.Node.Begun;
import dev.perdure.simulator.programs.Node.Child;
import dev.perdure.simulator.programs.Node.EntityCall;
import dev.perdure.simulator.programs.Node.Event;
import dev.perdure.simulator.programs.Node.EventWithin;
import dev.perdure.simulator.programs.Node.Look;
import dev.perdure.simulator.programs.Node.Loop;
import dev.perdure.simulator.programs.Node.Section;
import dev.perdure.simulator.programs.Node.SendEvent;
import dev.perdure.simulator.programs.Node.Sequence;
import dev.perdure.simulator.programs.Node.Signal;
import dev.perdure.simulator.programs.Node.Status;
import dev.perdure.simulator.programs.Node.Throw;
import dev.perdure.simulator.programs.Node.Timer;
import dev.perdure.simulator.programs.Node.Try;
import dev.perdure.simulator.programs.Node.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws programs from seeds: one seed, one program. Confined to one thread. */
final class ProgramGenerator {

    /** The names of the events that programs wait for. */
    static final List<String> EVENTS = List.of("e0", "e1", "e2");

    private static final int ENTITIES = 2;
    private static final int DEPTH_MAX = 3;

    /** Seeds of children have this bit: they wait for no event that only an outsider sends, and have no children. */
    private static final long CHILD = 1L << 62;

    private final SplittableRandom random;
    private final boolean child;
    private boolean locked;

    private ProgramGenerator(long seed) {
        this.random = new SplittableRandom(seed);
        this.child = (seed & CHILD) != 0;
    }

    static Whole program(long seed) {
        ProgramGenerator generator = new ProgramGenerator(seed);
        Node body = generator.sequence(0);
        int rounds = generator.random.nextInt(3) == 0 ? 1 + generator.random.nextInt(2) : 0;
        return new Whole(body, rounds, generator.random.nextInt(4) != 0);
    }

    private Node sequence(int depth) {
        int length = 1 + random.nextInt(depth == 0 ? 6 : 3);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            nodes.add(node(depth));
        }
        return nodes.size() == 1 ? nodes.getFirst() : new Sequence(nodes);
    }

    private Node node(int depth) {
        int dice = random.nextInt(depth >= DEPTH_MAX ? 17 : 24);
        return switch (dice) {
            case 0, 1, 2, 3, 4 -> begun();
            case 5, 6 -> new All(several());
            case 7, 8, 9 -> new Any(several(), random.nextBoolean());
            case 10 -> new EventWithin(event(), 1 + random.nextInt(30));
            case 11 -> new SendEvent(event());
            case 12 -> locked ? new Look() : new Signal(random.nextInt(ENTITIES));
            case 13 -> new Status();
            case 14, 15 -> new Look();
            case 16 -> random.nextInt(4) == 0 ? new Throw() : new Timer(random.nextInt(20));
            case 17, 18, 19 -> new Try(sequence(depth + 1), sequence(depth + 1), sequence(depth + 1));
            case 20 -> new Loop(2 + random.nextInt(2), sequence(depth + 1));
            case 21 -> section(depth);
            default -> sequence(depth + 1);
        };
    }

    private Node section(int depth) {
        if (locked) {
            return new Status();
        }
        locked = true;
        int entity = random.nextInt(ENTITIES);
        Node section = new Section(entity, random.nextInt(ENTITIES), sequence(depth + 1));
        locked = false;
        return section;
    }

    private List<Begun> several() {
        List<Begun> tasks = new ArrayList<>();
        int count = 2 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            tasks.add(begun());
        }
        return tasks;
    }

    private Begun begun() {
        return switch (random.nextInt(11)) {
            case 0, 1 -> new Timer(random.nextInt(40));
            case 2, 3 -> child ? new Timer(3) : new Event(event());
            case 4 -> child || locked ? new Activity(1, 1, 0) : new Child(CHILD | random.nextLong(1L << 60));
            case 5 -> locked ? new Activity(1, 1, 0) : new EntityCall(random.nextInt(ENTITIES));
            case 6, 7 -> {
                int tries = 1 + random.nextInt(4);
                yield new Activity(1 + random.nextInt(4), tries, random.nextInt(8));
            }
            default -> new Activity(1, 1, 0);
        };
    }

    private String event() {
        return EVENTS.get(random.nextInt(EVENTS.size()));
    }
}
