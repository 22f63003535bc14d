package dev.perdure.examples.springboot;

import dev.perdure.client.DurableClient;
import dev.perdure.client.IdReuse;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.StartOptions;
import dev.perdure.core.EntityId;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Where customers order and somebody approves. */
@RestController
public class OrderController {

    private final DurableClient client;

    public OrderController(DurableClient client) {
        this.client = client;
    }

    /** The order's id is the instance's: ordered twice, it is fulfilled once. */
    @PostMapping("/orders")
    public ResponseEntity<Void> order(@RequestBody Order order) {
        client.start(
                FulfilOrder.class,
                order,
                StartOptions.defaults().instanceId(order.id()).idReuse(IdReuse.ATTACH));
        return ResponseEntity.accepted()
                .location(URI.create("/orders/" + order.id()))
                .build();
    }

    @GetMapping("/orders/{id}")
    public ResponseEntity<Map<String, String>> status(@PathVariable String id) {
        return client.status(id)
                .map(status -> ResponseEntity.ok(shown(status)))
                .orElse(ResponseEntity.notFound().build());
    }

    @PostMapping("/orders/{id}/approval")
    public ResponseEntity<Void> approve(@PathVariable String id) {
        client.raiseEvent(id, "approval", true);
        return ResponseEntity.accepted().build();
    }

    @GetMapping("/sales/{item}")
    public int sales(@PathVariable String item) {
        return client.entities()
                .readState(new EntityId("sales", item))
                .flatMap(state -> state.as(Integer.class))
                .orElse(0);
    }

    private static Map<String, String> shown(InstanceStatus status) {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("status", status.runtimeStatus().name());
        status.customStatusAs(String.class).ifPresent(text -> shown.put("note", text));
        status.outputAs(String.class).ifPresent(text -> shown.put("result", text));
        return shown;
    }
}
