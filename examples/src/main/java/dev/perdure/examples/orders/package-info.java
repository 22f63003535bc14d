/**
 * The example to read first: an online shop that fulfils orders. {@link dev.perdure.examples.orders.FulfilOrder} is
 * the orchestrator; {@link dev.perdure.examples.orders.OrderDesk}, {@link dev.perdure.examples.orders.Warehouse} and
 * {@link dev.perdure.examples.orders.Payments} are the activities it calls. It depends on the SDK alone, not on the
 * demo that drives it.
 */
@NullMarked
package dev.perdure.examples.orders;

import org.jspecify.annotations.NullMarked;
