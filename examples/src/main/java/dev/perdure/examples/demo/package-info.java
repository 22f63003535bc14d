/**
 * The demo: drives the orders of {@link dev.perdure.examples.orders} through a host that is killed half-way, and lets
 * {@link dev.perdure.examples.demo.ledger.LedgerJudge} say whether anything was lost or doubled. Its main type is
 * {@link dev.perdure.examples.demo.DemoCommand}. It must not depend on the engine or a storage: it uses Perdure as any
 * user would.
 */
@NullMarked
package dev.perdure.examples.demo;

import org.jspecify.annotations.NullMarked;
