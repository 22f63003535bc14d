package dev.perdure.examples.springboot;

import dev.perdure.spring.DurableActivities;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An activity may run again after a crash, so each of these does nothing the second time. */
@DurableActivities
public class RealShop implements Shop {

    private static final Logger LOG = LoggerFactory.getLogger(RealShop.class);

    private final Map<String, Integer> charged = new ConcurrentHashMap<>();

    @Override
    public String reserve(String item) {
        return "reserved-" + item;
    }

    @Override
    public void charge(Order order) {
        if (charged.putIfAbsent(order.id(), order.cents()) == null) {
            LOG.info("Charged {} cents for order {}.", order.cents(), order.id());
        }
    }
}
