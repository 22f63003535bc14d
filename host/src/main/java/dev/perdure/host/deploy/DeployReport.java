package dev.perdure.host.deploy;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** What came of a check, counted by orchestrator, with the instances that would break. Used by one thread. */
public final class DeployReport {

    private static final int NAME_WIDTH = 48;
    private static final int WIDTH = 100;
    /** Instances shown in full; of the others only the number is told. */
    private static final int SHOWN_MAX = 50;

    /** An instance that would break. */
    private record Broken(String instanceId, String orchestrator, String what, String why) {}

    private static final class Counts {
        private long ok;
        private long broken;
        private long unknown;
    }

    private final TreeMap<String, Counts> byName = new TreeMap<>();
    private final List<Broken> shown = new ArrayList<>();
    private long instances;
    private long broken;
    private long unknown;
    private long notBegun;

    void ok(String orchestrator) {
        of(orchestrator).ok++;
    }

    /** It has not begun, and can. */
    void notBegun(String orchestrator) {
        of(orchestrator).ok++;
        notBegun++;
    }

    void unknown(String orchestrator) {
        of(orchestrator).unknown++;
        unknown++;
    }

    /** It would be paused. */
    void broken(String instanceId, String orchestrator, String why) {
        broken(instanceId, orchestrator, "would be paused", why);
    }

    /** It has not begun and would fail when it does, as its input cannot be read. */
    void unreadable(String instanceId, String orchestrator, String why) {
        broken(instanceId, orchestrator, "would fail", why);
    }

    private void broken(String instanceId, String orchestrator, String what, String why) {
        of(orchestrator).broken++;
        broken++;
        if (shown.size() < SHOWN_MAX) {
            shown.add(new Broken(instanceId, orchestrator, what, why));
        }
    }

    /** How many instances were looked at. */
    public long instances() {
        return instances;
    }

    /** How many would break. */
    public long broken() {
        return broken;
    }

    /** For how many there is no code of their name and version. */
    public long unknown() {
        return unknown;
    }

    /** Writes it for people. */
    public void print(PrintWriter out) {
        String line = "%-" + NAME_WIDTH + "s %10s %10s %12s %10s%n";
        out.printf(line, "orchestrator", "instances", "ok", "would break", "no code");
        byName.forEach((name, counts) -> out.printf(
                line,
                clipped(name),
                counts.ok + counts.broken + counts.unknown,
                counts.ok,
                counts.broken,
                counts.unknown));
        for (Broken instance : shown) {
            out.println();
            out.println("Instance " + instance.instanceId() + " (" + instance.orchestrator() + ") " + instance.what()
                    + ":");
            instance.why().lines().forEach(why -> wrapped(out, why));
        }
        if (broken > shown.size()) {
            out.println();
            out.println("... and " + (broken - shown.size()) + " more instances would break.");
        }
        out.println();
        out.println(
                broken == 0
                        ? "No unfinished instance would break (" + sure() + ")."
                        : broken + " of " + instances + " unfinished instances would break"
                                + (unknown == 0 ? "." : " (" + withoutCode() + ")."));
        out.flush();
    }

    /** How many were looked at, and how. */
    private String sure() {
        return (instances - unknown - notBegun) + " replayed"
                + (notBegun == 0 ? "" : "; " + notBegun + " not begun, input read")
                + (unknown == 0 ? "" : "; " + withoutCode());
    }

    private String withoutCode() {
        return unknown + " without code, not replayed";
    }

    private Counts of(String orchestrator) {
        instances++;
        return byName.computeIfAbsent(orchestrator, name -> new Counts());
    }

    private static String clipped(String name) {
        return name.length() <= NAME_WIDTH ? name : name.substring(0, NAME_WIDTH - 1) + "…";
    }

    private static void wrapped(PrintWriter out, String text) {
        String rest = "  " + text;
        while (rest.length() > WIDTH) {
            int space = rest.lastIndexOf(' ', WIDTH);
            int end = space > WIDTH / 2 ? space : WIDTH;
            out.println(rest.substring(0, end));
            rest = "      " + rest.substring(end).strip();
        }
        out.println(rest);
    }
}
