#!/bin/bash
# Runs every request of docs/http.md against real hosts and prints the page. Needs curl; uses ports 7071 and 4001.
#
#   docs/http.sh >docs/http.md
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
host=
stop() {
    [ -z "$host" ] || { kill "$host" 2>/dev/null && wait "$host" 2>/dev/null; } || true
    host=
}
trap 'stop; rm -rf "$work"' EXIT

# Starts a host with these options and waits for its ready line.
serve() {
    rm -f "$work/out"
    ./perdure serve --data "$work/data" "$@" >"$work/out" 2>"$work/log" &
    host=$!
    until grep -q -s '^perdure ready' "$work/out"; do
        kill -0 "$host" || { cat "$work/log" >&2; exit 1; }
        sleep 0.1
    done
}

# Shows a request and its answer, without the header lines that differ from run to run.
run() {
    printf '$ %s\n' "$1"
    (cd "$work" && bash -c "$1") 2>&1 | tr -d '\r' | grep -v -i -E '^(date|connection|server|perdure-version):' || true
    printf '\n'
}

# Permissions do not bind the superuser, unless it gives up that privilege.
unprivileged=
[ "$(id -u)" -ne 0 ] || unprivileged="setpriv --bounding-set=-dac_override"

# Shows a command of the launcher and its exit code.
refused() {
    printf '$ %s\n' "$1"
    code=0
    ($unprivileged bash -c "${1//perdure-data/$work\/perdure-data}") >"$work/refused" 2>&1 || code=$?
    sed "s#$work/##g" "$work/refused"
    printf '$ echo $?\n%s\n\n' "$code"
}

export api=http://127.0.0.1:7071/runtime/webhooks/durabletask

./perdure version >/dev/null
cat <<'PAGE'
# The HTTP API by example

Every request below was run by [docs/http.sh](http.sh), which printed this page; header lines that differ from run to run
are left out. No worker is connected, so the instances wait. The whole contract stands in the public documentation of
Durable Functions; where Perdure does better, [compatibility.md](compatibility.md) says so.

## The requests

```
$ ./perdure serve
perdure ready http=127.0.0.1:7071 grpc=127.0.0.1:4001

$ export api=http://127.0.0.1:7071/runtime/webhooks/durabletask
```

Start, under an id of one's own:

```
PAGE
serve
run "curl -si \$api/orchestrators/FulfilOrder/order-1 -d '{\"id\":\"ORD-1\"}'"
cat <<'PAGE'
```

Status. 202 while it has not ended, 200 afterwards:

```
PAGE
run 'curl -si $api/instances/order-1'
cat <<'PAGE'
```

Raise an external event. It waits for the orchestrator if that is not there yet:

```
PAGE
run "curl -si \$api/instances/order-1/raiseEvent/approve -H 'Content-Type: application/json' -d true"
cat <<'PAGE'
```

Terminate, which is the host's own act and needs no worker; then the status, and a second try:

```
PAGE
run "curl -si -X POST \"\$api/instances/order-1/terminate?reason=not%20wanted\""
run 'curl -si $api/instances/order-1'
run 'curl -si -X POST $api/instances/order-1/terminate'
cat <<'PAGE'
```

List, by status, and purge:

```
PAGE
run "curl -si \"\$api/instances?runtimeStatus=Terminated&showInput=false\""
run 'curl -si -X DELETE $api/instances/order-1'
run 'curl -si $api/instances/order-1'
cat <<'PAGE'
```

Hold an instance and let it go on; a second resume is a conflict. Then purge what has ended, by a filter:

```
PAGE
run "curl -s -o /dev/null \$api/orchestrators/FulfilOrder/order-5 -d 5"
run "curl -si -X POST \"\$api/instances/order-5/suspend?reason=stock%20taking\""
run 'curl -si -X POST $api/instances/order-5/resume'
run 'curl -si -X POST $api/instances/order-5/resume'
run 'curl -si -X POST $api/instances/order-5/terminate'
run "curl -si -X DELETE \"\$api/instances?createdTimeFrom=2020-01-01T00:00:00Z&runtimeStatus=Terminated\""
cat <<'PAGE'
```

Restart an instance, under the same id or (unless told otherwise) a new one; rewind goes for failed instances only:

```
PAGE
run "curl -s -o /dev/null \$api/orchestrators/FulfilOrder/order-7 -d 7"
run "curl -s -o /dev/null -w '%{http_code}\n' -X POST \"\$api/instances/order-7/restart?restartWithNewInstanceId=false\""
run 'curl -s -o /dev/null -X POST $api/instances/order-7/terminate'
run "curl -s -o /dev/null -w '%{http_code}\n' -X POST \"\$api/instances/order-7/restart?restartWithNewInstanceId=false\""
run "curl -s -o /dev/null -w '%{http_code}\n' -X POST \"\$api/instances/order-7/rewind?reason=mended\""
cat <<'PAGE'
```

Signal an entity; it waits here, as no worker serves it. As long as it has no state it is neither found nor listed:

```
PAGE
run "curl -si -X POST \"\$api/entities/Stock/FRO-50756?op=add\" -H 'Content-Type: application/json' -d 3"
run 'curl -si $api/entities/stock/FRO-50756'
run 'curl -s $api/entities/stock'
cat <<'PAGE'
```

What Perdure adds: a start with tags, for a given time, attached to if it exists; a list by tag; details:

```
PAGE
run "curl -s -o /dev/null -w '%{http_code}\n' -X POST \"\$api/orchestrators/FulfilOrder/order-6?tag=region=eu&startTime=2099-01-01T00:00:00Z\""
run "curl -si -o /dev/null -D - -X POST \"\$api/orchestrators/FulfilOrder/order-6?idReuse=attach\" | grep Perdure-Attached"
run "curl -s \"\$api/instances?tag=region=eu&showDetails=true\""
cat <<'PAGE'
```

Wait for many instances by one request: it is answered when one has ended, none has such an id, or the time (in seconds) is over.
The first question of a session is `full`; later ones say only what is new (`completion`, `start`) and what is no longer wanted
(`drop`). An id is named by every answer until the client drops it:

```
PAGE
run "curl -s -o /dev/null \$api/orchestrators/FulfilOrder/order-7 -d 7"
run "curl -s -o /dev/null -X POST \$api/instances/order-7/terminate"
run "curl -s \"\$api/waits?timeout=5\" -d '{\"session\":\"s-1\",\"full\":true,\"completion\":[\"order-6\",\"order-7\",\"order-99\"]}'"
run "curl -s \"\$api/waits?timeout=0.1\" -d '{\"session\":\"s-1\",\"drop\":[\"order-7\",\"order-99\"]}'"
cat <<'PAGE'
```

A start that may be sent twice. The second answer is the first one again; the same key with another body is refused:

```
PAGE
run "curl -s -o /dev/null -w '%{http_code}\n' \$api/orchestrators/FulfilOrder/order-2 -H 'Idempotency-Key: k1' -d 1"
run "curl -s -o /dev/null -w '%{http_code}\n' \$api/orchestrators/FulfilOrder/order-2 -H 'Idempotency-Key: k1' -d 1"
run "curl -si \$api/orchestrators/FulfilOrder/order-2 -H 'Idempotency-Key: k1' -d 2"
cat <<'PAGE'
```

## Health and metrics

Ready means that the engine runs and takes requests. The metrics are in the text format of Prometheus.

```
PAGE
run 'curl -s -o /dev/null -w "%{http_code}\n" http://127.0.0.1:7071/health/live'
run 'curl -s -o /dev/null -w "%{http_code}\n" http://127.0.0.1:7071/health/ready'
run 'curl -s http://127.0.0.1:7071/metrics | grep -c ^perdure_'
cat <<'PAGE'
```

## Bad input

None of these changes anything that is stored.

A malformed body:

```
PAGE
run "curl -si \$api/orchestrators/FulfilOrder/bad-1 -d '{\"id\":'"
cat <<'PAGE'
```

An illegal instance id:

```
PAGE
run 'curl -si $api/orchestrators/FulfilOrder/%40counter -d 1'
cat <<'PAGE'
```

An oversized body (the limit is 16 MiB):

```
PAGE
run "head -c 17000000 /dev/zero | tr '\\0' 1 | curl -si \$api/orchestrators/FulfilOrder/bad-2 -H 'Expect:' --data-binary @-"
cat <<'PAGE'
```

A second start under an id that is alive:

```
PAGE
run 'curl -si $api/orchestrators/FulfilOrder/order-2 -d 3'
cat <<'PAGE'
```

A request that a web page on the same machine might send:

```
PAGE
run "curl -si \$api/orchestrators/FulfilOrder/bad-3 -H 'Origin: https://example.com' -d 1"
stop
cat <<'PAGE'
```

A key, and the links of a host that has one: the code of the status link opens the status of this instance and nothing
else.

```
PAGE
serve --key s3cret
run "curl -si -X POST \$api/orchestrators/FulfilOrder/order-8"
run "curl -s -H 'x-functions-key: s3cret' -X POST \$api/orchestrators/FulfilOrder/order-8 | tee start.json | sed 's/code=1i[^\"]*/code=…/g'"
run "curl -s -o /dev/null -w '%{http_code}\n' \"\$(sed 's/.*statusQueryGetUri\":\"\([^\"]*\).*/\1/' start.json)\""
run "curl -s -o /dev/null -w '%{http_code}\n' -X DELETE \"\$(sed 's/.*statusQueryGetUri\":\"\([^\"]*\).*/\1/' start.json)\""
stop
cat <<'PAGE'
```

An orchestrator that no worker has ever announced, under `--strict-names` (without it, the start is accepted and waits for
a worker):

```
PAGE
serve --strict-names
run 'curl -si $api/orchestrators/Misspelt/bad-4 -d 1'
cat <<'PAGE'
```

## A host that cannot start

Exit code 2 and one sentence. Here a host runs already, on ports 7071 and 4001 and on the folder it was given:

```
PAGE
refused "./perdure serve --no-such-option"
refused "./perdure serve --data perdure-data-2 --grpc-port 0"
stop
./perdure serve --data "$work/perdure-data" --http-port 0 --grpc-port 0 >"$work/out" 2>"$work/log" &
host=$!
until grep -q -s '^perdure ready' "$work/out"; do sleep 0.1; done
refused "./perdure serve --data perdure-data --http-port 0 --grpc-port 0"
stop
echo 'perdure-store 99' >"$work/perdure-data/FORMAT"
refused "./perdure serve --data perdure-data --http-port 0 --grpc-port 0"
mkdir "$work/perdure-data-4" && : >"$work/perdure-data-4/notes.txt"
refused "./perdure serve --data perdure-data-4 --http-port 0 --grpc-port 0"
mkdir "$work/perdure-data-5" && chmod a-w "$work/perdure-data-5"
printf '$ chmod a-w perdure-data-5\n'
refused "./perdure serve --data perdure-data-5 --http-port 0 --grpc-port 0"
refused "./perdure serve --http-host 0.0.0.0"
echo '```'
