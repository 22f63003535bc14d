package dev.perdure.host.official;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Turns what Node's test runner prints into tests of this run, one for each of its own. */
final class TapResults {

    private static final Pattern RESULT = Pattern.compile("(not )?ok \\d+ - (.*)");

    private TapResults() {}

    /** @throws AssertionError if there is no result at all, or the runner did not come to its end */
    static Stream<DynamicTest> of(String tap) {
        List<DynamicTest> tests = new ArrayList<>();
        List<String> lines = tap.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher result = RESULT.matcher(lines.get(i));
            if (result.matches()) {
                boolean passed = result.group(1) == null;
                String details = passed ? "" : details(lines.subList(i + 1, lines.size()));
                tests.add(DynamicTest.dynamicTest(result.group(2), () -> {
                    if (!passed) {
                        throw new AssertionError(details);
                    }
                }));
            }
        }
        if (tests.isEmpty() || lines.stream().noneMatch(line -> line.equals("1.." + tests.size()))) {
            throw new AssertionError("The scenarios did not run to their end:\n" + tap);
        }
        return tests.stream();
    }

    /** The indented block behind a result. */
    private static String details(List<String> rest) {
        return String.join(
                "\n",
                rest.stream()
                        .takeWhile(line -> line.startsWith(" "))
                        .filter(line -> !line.isBlank())
                        .toList());
    }
}
