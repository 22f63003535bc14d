#!/bin/sh
# Tests of ./perdure with a small tree, made-up JDKs and a made-up Maven, all in a temporary folder. Takes seconds.
set -eu

launcher=$(cd -P "$(dirname "$0")/.." && pwd)/perdure
tmp=$(cd -P "$(mktemp -d "${TMPDIR:-/tmp}/perdure launcher.XXXXXX")" && pwd)
trap 'rm -rf "$tmp"' EXIT
failures=0
tests=0

# ---- the small world ----

tools=$tmp/tools
mkdir -p "$tools"
for tool in sh cat sed find dirname basename readlink mkdir rm mv touch sleep mktemp ls chmod grep cp ln env; do
    ln -s "$(command -v "$tool")" "$tools/$tool"
done

# jdk FOLDER VERSION: a JDK whose java prints its own folder, then where it is, then each argument on a line.
jdk() {
    mkdir -p "$1/bin"
    printf 'JAVA_VERSION="%s"\n' "$2" >"$1/release"
    cat >"$1/bin/java" <<'JAVA'
#!/bin/sh
if [ "$1" = -version ]; then
    echo "openjdk version \"$(cat "${0%/bin/java}/version")\" 2025-01-01" >&2
    exit 0
fi
echo "java ${0%/bin/java}"
echo "in $(pwd)"
for argument in "$@"; do
    echo "[$argument]"
done
JAVA
    : >"$1/bin/javac"
    chmod +x "$1/bin/java" "$1/bin/javac"
}

# A Maven that writes down how it was called and makes the jar; in $tmp/mvn.exit, its exit code.
mkdir -p "$tmp/maven"
cat >"$tmp/maven/mvn" <<MVN
#!/bin/sh
echo "mvn \$* JAVA_HOME=\$JAVA_HOME in \$(pwd)" >>"$tmp/mvn.log"
echo "output of Maven"
[ ! -f "$tmp/mvn.slow" ] || sleep 2
mkdir -p examples/target/lib
: >examples/target/perdure-examples-1.jar
: >examples/target/perdure-examples-1-tests.jar
exit "\$(cat "$tmp/mvn.exit")"
MVN
chmod +x "$tmp/maven/mvn"

# A tree with nothing built, in a folder with a space, and no JDK anywhere.
fresh() {
    rm -rf "$tmp/a tree" "$tmp/jvm" "$tmp/home" "$tmp/mvn.log" "$tmp/mvn.slow" "$tmp/elsewhere" "$tmp/bin"
    root="$tmp/a tree"
    mkdir -p "$root/engine/src/main" "$root/examples/src" "$root/launcher" "$tmp/jvm" "$tmp/home" \
        "$tmp/elsewhere" "$tmp/bin"
    cp "$launcher" "$root/perdure"
    : >"$root/pom.xml"
    : >"$root/engine/pom.xml"
    : >"$root/examples/pom.xml"
    : >"$root/engine/src/main/A.java"
    printf '#!/bin/sh\necho launcher tests\n' >"$root/launcher/test.sh"
    chmod +x "$root/launcher/test.sh"
    : >"$tmp/mvn.log"
    echo 0 >"$tmp/mvn.exit"
    java_home=
    path=$tmp/maven:$tools
    folders=$tmp/jvm
}

# perdure ARGUMENTS: calls the launcher in the small world; sets code, out and err.
perdure() {
    code=0
    (cd "$tmp/elsewhere" &&
        env -i PATH="$path" HOME="$tmp/home" PERDURE_JDK_FOLDERS="$folders" PERDURE_JAVA_OPTS="${java_opts:-}" \
            ${java_home:+JAVA_HOME="$java_home"} "${script:-$root/perdure}" "$@" \
            >"$tmp/out" 2>"$tmp/err") || code=$?
    out=$(cat "$tmp/out")
    err=$(cat "$tmp/err")
}

check() {
    tests=$((tests + 1))
    if ! eval "$2"; then
        failures=$((failures + 1))
        printf 'FAILED: %s\n  %s\n  exit code %s\n  out: %s\n  err: %s\n' "$1" "$2" "$code" "$out" "$err" >&2
    fi
}

contains() {
    case $1 in
        *"$2"*) ;;
        *) return 1 ;;
    esac
}

lines() {
    [ "$(printf '%s\n' "$1" | grep -c .)" -eq "$2" ]
}

touch_later() {
    # Later than the stamp, whatever the resolution of the clock of the file system.
    touch -t 203001010000 "$1"
}

# ---- finding a JDK ----

fresh
perdure serve
check "no JDK: one sentence, exit 2" '[ "$code" -eq 2 ] && [ -z "$out" ] && lines "$err" 1 && contains "$err" "JDK 21"'
perdure test
check "no JDK: no test" '[ "$code" -eq 2 ] && lines "$err" 1'

jdk "$tmp/jvm/jdk 17" 17.0.15
rm -rf "$tmp/jvm/jre 25"
jdk "$tmp/jvm/jre 25" 25.0.1
rm "$tmp/jvm/jre 25/bin/javac"
java_home="$tmp/jvm/jdk 17"
perdure serve
check "17 and a JRE do not count" '[ "$code" -eq 2 ] && lines "$err" 1'

jdk "$tmp/jvm/jdk 21" 21.0.2
perdure serve
check "JAVA_HOME of 17, a 21 beside it" '[ "$code" -eq 0 ] && contains "$out" "java $tmp/jvm/jdk 21"'
check "no option unknown to 21" '! contains "$out" sun-misc-unsafe'
jdk "$tmp/jvm/jdk 25" 25
perdure serve
check "JAVA_HOME of 17, 21 and 25 beside it" 'contains "$out" "java $tmp/jvm/jdk 25"'
check "options of 24 and newer" 'contains "$out" "[--sun-misc-unsafe-memory-access=allow]"'
java_home=
perdure serve
check "no JAVA_HOME" 'contains "$out" "java $tmp/jvm/jdk 25"'
java_home="$tmp/jvm/jdk 25"
perdure serve
check "JAVA_HOME of 25" 'contains "$out" "java $tmp/jvm/jdk 25"'
java_home="$tmp/not there"
perdure serve
check "a JAVA_HOME that is not there" 'contains "$out" "java $tmp/jvm/jdk 25"'

fresh
jdk "$tmp/home/mine" 26-ea
java_home="$tmp/home/mine"
perdure serve
check "JAVA_HOME with spaces, early access, nothing else" '[ "$code" -eq 0 ] && contains "$out" "java $tmp/home/mine"'
jdk "$tmp/jvm/x.jdk/Contents/Home" 22
java_home=
perdure serve
check "the layout of macOS" 'contains "$out" "java $tmp/jvm/x.jdk/Contents/Home"'

fresh
jdk "$tmp/home/path jdk" 23.0.1
ln -s "$tmp/home/path jdk/bin/java" "$tmp/bin/java"
path=$tmp/bin:$path
perdure serve
check "java in PATH through a link" 'contains "$out" "java $tmp/home/path jdk"'
rm "$tmp/home/path jdk/release"
echo 24.0.2 >"$tmp/home/path jdk/version"
perdure serve
check "no release file: java -version" 'contains "$out" "[--sun-misc-unsafe-memory-access=allow]"'
echo 1.8.0_402 >"$tmp/home/path jdk/version"
perdure serve
check "Java 8" '[ "$code" -eq 2 ] && lines "$err" 1'

# ---- building ----

fresh
jdk "$tmp/jvm/25" 25.0.3
path=$tools
perdure serve
check "no Maven: one sentence, exit 2" \
    '[ "$code" -eq 2 ] && [ -z "$out" ] && lines "$err" 1 && contains "$err" "no mvn was found"'
path=$tmp/maven:$tools
perdure serve
check "builds at first" '[ "$code" -eq 0 ] && lines "$(cat "$tmp/mvn.log")" 1'
check "with the JDK found, from the root" \
    'contains "$(cat "$tmp/mvn.log")" "package JAVA_HOME=$tmp/jvm/25 in $root"'
check "says so on standard error" 'contains "$err" "Building Perdure" && ! contains "$out$err" "output of Maven"'
path=$tools
perdure serve
check "neither builds again nor needs Maven" '[ "$code" -eq 0 ] && [ -z "$err" ] && lines "$(cat "$tmp/mvn.log")" 1'
path=$tmp/maven:$tools
check "leaves no lock" '[ ! -e "$root/target/perdure-build.lock" ]'
touch_later "$root/engine/src/main/A.java"
: >"$root/examples/target/lib/old-library-1.jar"
perdure serve
check "builds after a change of a source" 'lines "$(cat "$tmp/mvn.log")" 2'
check "a build leaves no library of an earlier one" '[ ! -e "$root/examples/target/lib/old-library-1.jar" ]'

fresh
jdk "$tmp/jvm/25" 25.0.3
perdure serve
rm -r "$root/examples/target"
perdure serve
check "builds when the jar is gone" '[ "$code" -eq 0 ] && lines "$(cat "$tmp/mvn.log")" 2'
touch_later "$root/engine/pom.xml"
echo 7 >"$tmp/mvn.exit"
perdure serve
check "a failed build: shows the output, exit 1" \
    '[ "$code" -eq 1 ] && [ -z "$out" ] && contains "$err" "output of Maven" && contains "$err" "failed"'
echo 0 >"$tmp/mvn.exit"
perdure serve
check "builds again after a failed build" '[ "$code" -eq 0 ] && lines "$(cat "$tmp/mvn.log")" 4'

fresh
jdk "$tmp/jvm/25" 25.0.3
mkdir -p "$root/target/perdure-build.lock"
echo 99999999 >"$root/target/perdure-build.lock/pid"
perdure serve
check "a lock left by a dead process" '[ "$code" -eq 0 ] && [ ! -e "$root/target/perdure-build.lock" ]'

fresh
jdk "$tmp/jvm/25" 25.0.3
: >"$tmp/mvn.slow"
(cd "$root" && env -i PATH="$path" HOME="$tmp/home" PERDURE_JDK_FOLDERS="$folders" ./perdure serve >"$tmp/first" 2>&1) &
first=$!
perdure serve
first_code=0
wait "$first" || first_code=$?
check "two at once build once" '[ "$code" -eq 0 ] && lines "$(cat "$tmp/mvn.log")" 1'
code=$first_code
err=$(cat "$tmp/first")
check "two at once: the other one, too" '[ "$code" -eq 0 ]'

# ---- running ----

fresh
jdk "$tmp/jvm/25" 25.0.3
java_opts="-Xmx1g -Da=b"
perdure start "two words" '' '*' --option='$HOME "x"'
java_opts=
check "passes arguments on as they are" 'contains "$out" "$(printf "[start]\n[two words]\n[]\n[*]\n[--option=\$HOME \"x\"]")"'
check "keeps the folder of the caller" 'contains "$out" "in $tmp/elsewhere"'
check "class path without the jar of the tests" 'contains "$out" "$(printf "[-cp]\n[%s:%s]\n[dev.perdure.host.cli.Main]" \
    "$root/examples/target/perdure-examples-1.jar" "$root/examples/target/lib/*")"'
check "options of the JVM" 'contains "$out" "$(printf "[-Djdk.trackAllThreads=false]\n[--enable-native-access=ALL-UNNAMED]")" &&
    contains "$out" "$(printf "[-Xmx1g]\n[-Da=b]\n[-cp]")"'

perdure --help
check "--help goes to Java" 'contains "$out" "[--help]"'
perdure
check "no argument goes to Java" '[ "$code" -eq 0 ] && contains "$out" "[dev.perdure.host.cli.Main]"'

ln -s "../a tree/perdure" "$tmp/elsewhere/link"
ln -s link "$tmp/elsewhere/link to link"
script="./link to link"
perdure serve
check "through links, by a relative path" '[ "$code" -eq 0 ] && contains "$out" "$root/examples/target/lib/"'
script="../a tree/perdure"
perdure serve
check "by a relative path" '[ "$code" -eq 0 ] && contains "$out" "$root/examples/target/lib/"'
path="$root:$path"
script=perdure
perdure serve
check "found in PATH" '[ "$code" -eq 0 ] && contains "$out" "$root/examples/target/lib/"'
script=

# ---- test ----

fresh
jdk "$tmp/jvm/25" 25.0.3
perdure test -pl "a b"
check "test runs mvn verify" '[ "$code" -eq 0 ] && contains "$(cat "$tmp/mvn.log")" "verify -pl a b JAVA_HOME=$tmp/jvm/25 in $root"'
check "test runs the tests of the launcher first" 'contains "$out" "$(printf "launcher tests\noutput of Maven")"'
check "test ends with a clear line" 'contains "$out" "./perdure test: all passed."'
echo 3 >"$tmp/mvn.exit"
perdure test
check "test has the exit code of Maven" '[ "$code" -eq 3 ] && contains "$out" "./perdure test: FAILED"'
printf '#!/bin/sh\nexit 1\n' >"$root/launcher/test.sh"
: >"$tmp/mvn.log"
perdure test
check "a failed test of the launcher is a failure" '[ "$code" -eq 1 ] && [ ! -s "$tmp/mvn.log" ]'
perdure test --help
check "test --help" '[ "$code" -eq 0 ] && contains "$out" "Usage: ./perdure test" && [ ! -s "$tmp/mvn.log" ]'

# ---- install ----

fresh
jdk "$tmp/jvm/25" 25.0.3
perdure install
check "install runs mvn install without tests" '[ "$code" -eq 0 ] && contains "$(cat "$tmp/mvn.log")" "-DskipTests -Dspotless.check.skip=true install JAVA_HOME=$tmp/jvm/25"'
check "install ends with a clear line" 'contains "$out" "./perdure install: done."'
echo 3 >"$tmp/mvn.exit"
perdure install
check "install has the exit code of Maven" '[ "$code" -eq 3 ] && contains "$out" "./perdure install: FAILED"'
: >"$tmp/mvn.log"
perdure install --help
check "install --help" '[ "$code" -eq 0 ] && contains "$out" "Usage: ./perdure install" && [ ! -s "$tmp/mvn.log" ]'
perdure install now
check "install takes no arguments" '[ "$code" -eq 2 ] && contains "$err" "Usage: ./perdure install"'
path=$tools
perdure test
check "test without Maven: one sentence, exit 2" '[ "$code" -eq 2 ] && lines "$err" 1'

if [ "$failures" -gt 0 ]; then
    echo "launcher: $failures of $tests checks FAILED" >&2
    exit 1
fi
echo "launcher: $tests checks passed"
